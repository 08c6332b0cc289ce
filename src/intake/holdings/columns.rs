//! Where the cells of holdings.csv are in a row.

use super::judge::CELLS;
use crate::intake::reading::Layout;
use crate::model::SheetKind;
use crate::sheet::{Cells, Head};

pub(super) const LAYOUT: Layout<'_> = Layout {
    required: SheetKind::Holdings.required(),
    optional: SheetKind::Holdings.optional(),
    filled: &["staff_id", "competency", "proficiency"],
    key: 0,
    guarded: SheetKind::Holdings.guarded(),
    silent: &[],
};

/// As most files have them.
const IN_ORDER: [Option<usize>; CELLS] = [Some(0), Some(1), Some(2), Some(3), Some(4)];

/// Where each column that is read stands in the file, if it does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns([Option<usize>; CELLS]);

impl Columns {
    pub(super) fn of(head: &Head) -> Self {
        let mut columns = [None; CELLS];
        let names = LAYOUT.required.iter().chain(LAYOUT.optional);
        for (column, name) in columns.iter_mut().zip(names) {
            *column = head.column(name);
        }
        Self(columns)
    }

    /// The cells of a row that was read with care.
    pub(super) fn cells<'c>(&self, cells: &'c Cells) -> [&'c [u8]; CELLS] {
        self.0.map(|column| column.map_or(&[][..], |column| cells.get(column)))
    }

    /// Where the cells of a plain row lie in its block, from `at` to `end` with these commas between.
    #[inline]
    pub(super) fn spans(&self, at: usize, commas: &[u32], end: u32) -> [(usize, usize); CELLS] {
        if let (IN_ORDER, Some([a, b, c, d])) = (self.0, commas.first_chunk::<4>()) {
            let [a, b, c, d] = [*a, *b, *c, *d].map(|comma| comma as usize);
            let last = commas.get(4).map_or(end as usize, |comma| *comma as usize);
            return [(at, a), (a + 1, b), (b + 1, c), (c + 1, d), (d + 1, last)];
        }
        let mut spans = [(0, 0); CELLS];
        for (span, column) in spans.iter_mut().zip(&self.0) {
            let Some(column) = *column else { continue };
            let from = match column.checked_sub(1).and_then(|before| commas.get(before)) {
                Some(comma) => *comma as usize + 1,
                None => at,
            };
            *span = (from, commas.get(column).map_or(end as usize, |comma| *comma as usize));
        }
        spans
    }
}
