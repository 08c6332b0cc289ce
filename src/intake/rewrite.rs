//! A large file row by row into other bytes: some of its columns, one of them under other names.

use super::Pace;
use super::walk::{self, Work, walk};
use crate::files::{Big, Key};
use crate::model::{Error, Result};
use crate::sheet::{self, BlockRow, Cells, Found, Shape, Table, row_at};

/// What became of the rows of a file that was rewritten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Rows in the file.
    pub rows: u64,
    /// Rows written.
    pub written: u64,
    /// Rows that cannot be read strictly, or have no id.
    pub left_out: u64,
}

/// Rewrites a file with a `staff_id`: these columns in the order of the file, the ids as pseudonyms. `sink` gets the bytes
/// bit by bit. The file must have been read without a fault before.
pub fn pseudonymised(
    big: &Big,
    key: &Key,
    columns: &[&str],
    pace: Pace<'_>,
    mut sink: impl FnMut(&[u8]) -> Result<()>,
) -> Result<Rewritten> {
    let head = walk::head(big)?.map_err(|(findings, _)| Error::Input(findings))?;
    let kept: Vec<usize> = (0usize..)
        .zip(&head.header)
        .filter(|(_, h)| columns.contains(&h.as_str()))
        .map(|(at, _)| at)
        .collect();
    let names = kept.iter().filter_map(|at| head.header.get(*at)).map(String::as_str);
    sink(&Table::new(names, false).finish())?;
    let id = head.column("staff_id").unwrap_or(usize::MAX);
    let work = Rewrite { key, kept, id, width: head.header.len() };
    let mut counted = Rewritten::default();
    let mut failed = None;
    let walked = walk(big, &head, pace, &work, |done| {
        counted.written += done.out.written;
        counted.left_out += done.out.left_out;
        if failed.is_none() {
            failed = sink(&done.out.bytes).err();
        }
    })?;
    big.unchanged()?;
    failed.map_or(Ok(Rewritten { rows: walked.rows, ..counted }), Err)
}

struct Rewrite<'a> {
    key: &'a Key,
    kept: Vec<usize>,
    id: usize,
    width: usize,
}

/// A block rewritten.
#[derive(Debug, Default)]
struct Block {
    cells: Cells,
    rows: Vec<Vec<String>>,
    bytes: Vec<u8>,
    written: u64,
    left_out: u64,
}

impl Work for Rewrite<'_> {
    type Out = Block;

    fn begin(&self) -> Block {
        Block::default()
    }

    fn row(&self, out: &mut Block, text: &[u8], row: BlockRow<'_>) {
        let raw = match row.shape {
            Shape::Other(raw) => Some(raw),
            Shape::Plain(..) => row_at(text.get(row.at..).unwrap_or_default(), true),
        };
        let sound = raw.is_some_and(|raw| out.cells.read(&raw).is_none() && out.cells.len() == self.width);
        if !sound || out.cells.get(self.id).is_empty() {
            out.left_out += 1;
            return;
        }
        let cell = |at: &usize| {
            if *at == self.id {
                self.key.pseudonym(out.cells.get(*at))
            } else {
                out.cells.text(*at).to_owned()
            }
        };
        out.rows.push(self.kept.iter().map(cell).collect());
        out.written += 1;
    }

    fn end(&self, out: &mut Block, _: sheet::Block<'_>, _: &Found) {
        let mut table = Table::headless(false);
        for row in out.rows.drain(..) {
            table.row(row.iter().map(String::as_str));
        }
        out.bytes = table.finish();
        out.cells = Cells::default();
    }
}
