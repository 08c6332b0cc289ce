//! Damage as real exports have it: a share of the rows, each spoilt in one of many ways, never in a way that hides others.

use super::draw::{Draw, Stream};
use super::plan::{Plan, Rows};

/// Which columns of a sheet can be damaged how; places from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Cells without which a row is nothing.
    keys: &'static [usize],
    /// Cells that hold a word, a code or an id.
    words: &'static [usize],
    /// Cells that hold a day.
    dates: &'static [usize],
    /// Damage that only this sheet knows.
    own: &'static [Damage],
}

/// staff.csv.
pub(super) const STAFF: Columns = Columns {
    keys: &[0, 1, 2],
    words: &[1, 1, 2, 4, 5, 6, 8, 9, 10],
    dates: &[],
    own: &[Damage::Disagrees, Damage::Number(3)],
};

/// holdings.csv.
pub(super) const HOLDINGS: Columns = Columns {
    keys: &[0, 1, 2],
    words: &[0, 1, 2],
    dates: &[3, 4],
    own: &[Damage::Order, Damage::Future, Damage::Supersedes, Damage::Supersedes, Damage::Duplicate],
};

/// tasks.csv.
pub(super) const TASKS: Columns = Columns {
    keys: &[0, 1, 3],
    words: &[1, 3, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17],
    dates: &[11],
    own: &[Damage::Disagrees, Damage::Number(4), Damage::Number(5)],
};

/// A way in which a row is spoilt.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// A letter too few, too many or in the wrong place.
    Misspelt,
    /// Capitals.
    Capitals,
    /// An id or word that is nowhere.
    Unknown,
    /// A day that does not exist, or written otherwise.
    BadDate,
    /// A day that is missing.
    BlankDate,
    /// A key that is missing.
    BlankKey,
    /// A cell too few.
    Short,
    /// A cell too many.
    Long,
    /// A quote inside a cell.
    StrayQuote,
    /// A cell in quotes, for no reason.
    Quoted,
    /// A cell in quotes with a comma.
    QuotedComma,
    /// A cell in quotes with a line end.
    QuotedLine,
    /// Blanks around a cell.
    Spaces,
    /// A letter beyond ASCII.
    NonAscii,
    /// A byte that is not UTF-8.
    NotUtf8,
    /// A line end of two bytes.
    Crlf,
    /// A blank line after the row.
    BlankLine,
    /// The same as another row.
    Duplicate,
    /// The key of another row, and other cells.
    Disagrees,
    /// A number that is not one.
    Number(usize),
    /// Expires before it was assessed.
    Order,
    /// Assessed after the as-at date.
    Future,
    /// A later sign-off of the same person and code, higher or lower.
    Supersedes,
}

const COMMON: &[Damage] = &[
    Damage::Misspelt,
    Damage::Misspelt,
    Damage::Capitals,
    Damage::Unknown,
    Damage::BadDate,
    Damage::BadDate,
    Damage::BlankDate,
    Damage::BlankKey,
    Damage::Short,
    Damage::Long,
    Damage::StrayQuote,
    Damage::Quoted,
    Damage::QuotedComma,
    Damage::QuotedLine,
    Damage::Spaces,
    Damage::NonAscii,
    Damage::NotUtf8,
    Damage::Crlf,
    Damage::BlankLine,
    Damage::Duplicate,
];

const BAD_DATES: &[&str] =
    &["31/03/2025", "2025-02-30", "25-03-31", "31-MAR-2025", "40057.0", "2025-13-01", "no expiry", "tbc"];

/// Damage to one sheet.
#[derive(Debug)]
pub(super) struct Dirt<'a> {
    plan: &'a Plan<'a>,
    stream: Stream,
    columns: Columns,
    per_million: u64,
}

impl<'a> Dirt<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, stream: Stream, columns: Columns, per_million: u64) -> Self {
        Self { plan, stream, columns, per_million }
    }

    /// Whether this row is damaged.
    pub(super) fn hits(&self, row: u64) -> bool {
        Draw::at(self.plan.seed, self.stream, row).below(1_000_000) < self.per_million
    }

    /// Writes a damaged row with its line end.
    pub(super) fn write(&self, rows: &mut dyn Rows, row: u64, out: &mut Vec<u8>) {
        let mut draw = Draw::at(self.plan.seed, self.stream, row);
        draw.next();
        let kinds = COMMON.len() + self.columns.own.len();
        let kind = draw.place(kinds);
        let damage = COMMON.iter().chain(self.columns.own).nth(kind).copied().unwrap_or(Damage::Crlf);
        let damage = match damage {
            Damage::BadDate | Damage::BlankDate if self.columns.dates.is_empty() => Damage::Misspelt,
            damage => damage,
        };
        let source = match damage {
            Damage::Duplicate | Damage::Disagrees | Damage::Supersedes => {
                other(row, rows.number(), &mut draw)
            }
            _ => row,
        };
        let mut line = Vec::new();
        rows.row(source, &mut line);
        let mut cells: Vec<Vec<u8>> = line.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect();
        self.damage(damage, &mut cells, &mut draw);
        out.extend_from_slice(&cells.join(&b','));
        out.extend_from_slice(match damage {
            Damage::Crlf => b"\r\n",
            Damage::BlankLine => b"\n\n",
            _ => b"\n",
        });
    }

    fn damage(&self, damage: Damage, cells: &mut Vec<Vec<u8>>, draw: &mut Draw) {
        let Columns { keys, words, dates, .. } = self.columns;
        match damage {
            Damage::Misspelt => on(cells, words, draw, misspell),
            Damage::Capitals => on(cells, words, draw, |cell, _| {
                let lower = cell.to_ascii_lowercase();
                let upper = cell.to_ascii_uppercase();
                *cell = if *cell == upper { lower } else { upper };
            }),
            Damage::Unknown => on(cells, words, draw, |cell, draw| {
                *cell = format!("X{:05}", draw.below(100_000)).into_bytes();
            }),
            Damage::BadDate => on(cells, dates, draw, |cell, draw| {
                *cell = draw.one(BAD_DATES).unwrap_or(&"tbc").as_bytes().to_vec();
            }),
            Damage::BlankDate => on(cells, dates, draw, |cell, _| cell.clear()),
            Damage::BlankKey => on(cells, keys, draw, |cell, _| cell.clear()),
            Damage::Short => drop(cells.pop()),
            Damage::Long => cells.push(Vec::new()),
            Damage::Duplicate | Damage::Crlf | Damage::BlankLine => {}
            Damage::Disagrees => {
                let others: Vec<usize> = words.iter().copied().filter(|at| !keys.contains(at)).collect();
                on(
                    cells,
                    &others,
                    draw,
                    |cell, _| if cell.is_empty() { cell.push(b'?') } else { cell.clear() },
                );
            }
            Damage::Number(column) => on(cells, &[column], draw, |cell, draw| {
                *cell = draw.one(&["full", "-1", "1.2.3", "n/a"]).unwrap_or(&"-1").as_bytes().to_vec();
            }),
            Damage::Order | Damage::Future | Damage::Supersedes => self.redate(damage, cells, draw),
            _ => Self::deface(damage, cells, draw),
        }
    }

    /// Days in the wrong order, to come, or of a later sign-off.
    fn redate(&self, damage: Damage, cells: &mut [Vec<u8>], draw: &mut Draw) {
        let calendar = &self.plan.calendar;
        let days = 1 + draw.place(300);
        let (assessed, expires) = match damage {
            Damage::Order => (calendar.ago(days), calendar.ago(days + 1 + draw.place(900))),
            Damage::Future => (calendar.ahead(days), calendar.ahead(days + 365)),
            _ => (calendar.ago(days / 12), calendar.ahead(300 + days)),
        };
        for (column, day) in [(3, assessed), (4, expires)] {
            on(cells, &[column], draw, |cell, _| *cell = day.to_vec());
        }
        if let Damage::Supersedes = damage {
            let words = &self.plan.catalogue.proficiencies;
            let word = words.iter().nth(draw.place(words.len())).unwrap_or_default();
            on(cells, &[2], draw, |cell, _| *cell = word.as_bytes().to_vec());
        }
    }

    /// Quotes, blanks and bytes in whatever cell.
    fn deface(damage: Damage, cells: &mut [Vec<u8>], draw: &mut Draw) {
        let all: Vec<usize> = (0..cells.len()).collect();
        on(cells, &all, draw, |cell, draw| {
            let middle = draw.place(cell.len() + 1);
            match damage {
                Damage::StrayQuote => cell.insert(middle, b'"'),
                Damage::QuotedComma => cell.insert(middle, b','),
                Damage::QuotedLine => cell.insert(middle, b'\n'),
                Damage::NonAscii => drop(cell.splice(middle..middle, "é".bytes())),
                Damage::NotUtf8 => cell.insert(middle, 0x92),
                Damage::Spaces => {
                    cell.insert(0, b' ');
                    cell.extend_from_slice(b"\t ");
                }
                _ => {}
            }
            if matches!(damage, Damage::Quoted | Damage::QuotedComma | Damage::QuotedLine) {
                cell.insert(0, b'"');
                cell.push(b'"');
            }
        });
    }
}

/// Changes one of these cells.
fn on(cells: &mut [Vec<u8>], places: &[usize], draw: &mut Draw, change: impl Fn(&mut Vec<u8>, &mut Draw)) {
    // a filled cell if there is one within a few tries: damage to nothing is none
    let filled =
        (0..4).filter_map(|_| draw.one(places).copied()).fold(None, |found: Option<usize>, place| {
            let better = found.is_none_or(|at| cells.get(at).is_none_or(Vec::is_empty));
            if better { Some(place) } else { found }
        });
    if let Some(cell) = filled.and_then(|place| cells.get_mut(place)) {
        change(cell, draw);
    }
}

fn misspell(cell: &mut Vec<u8>, draw: &mut Draw) {
    let at = draw.place(cell.len());
    let Some(letter) = cell.get(at).copied() else { return cell.push(b'x') };
    match draw.below(3) {
        0 => drop(cell.remove(at)),
        1 => cell.insert(at, letter),
        _ if at > 0 => cell.swap(at - 1, at),
        _ => cell.push(b'x'),
    }
}

/// Another row than this: the one before, or any.
fn other(row: u64, rows: u64, draw: &mut Draw) -> u64 {
    if rows < 2 {
        return row;
    }
    match draw.below(10) {
        0..6 => row.checked_sub(1).unwrap_or(1),
        _ => (row + 1 + draw.below(rows - 1)) % rows,
    }
}
