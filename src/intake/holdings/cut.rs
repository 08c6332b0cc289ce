//! Where a stretch of rows ends, and where its rows begin.

use super::memory::Hashing;

/// A stretch ends with a person's rows if one of so many hashes says so, or if it has as many rows.
const CUT: usize = 16;
/// Rows of a stretch at most.
const LONGEST: usize = 255;

/// The rows of a stretch that is not ended.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) hash: Hashing,
    /// Where each begins and ends, and its line.
    pub(super) rows: Vec<(usize, u32, u64)>,
    /// The commas of all.
    pub(super) commas: Vec<u32>,
    /// Of the last row: its hash, and where its person stands.
    pub(super) last: [u64; 2],
    pub(super) person: (usize, usize),
}

impl Open {
    pub(super) fn new(key: [u64; 4]) -> Self {
        Self { hash: Hashing::new(key), rows: Vec::new(), commas: Vec::new(), last: [0; 2], person: (0, 0) }
    }

    /// Whether the stretch ends before a row of this person. All rows of a person that follow each other are in one, so
    /// that whatever is there twice is met in it; and the text itself says where it ends, so that what is put in before
    /// moves no end.
    pub(super) fn ends_before(&self, text: &[u8], person: (usize, usize)) -> bool {
        let id = |(from, to): (usize, usize)| text.get(from..to);
        let [hash, _] = self.last;
        let rows = self.rows.len();
        let many = rows >= CUT || hash.is_multiple_of(CUT as u64);
        rows == LONGEST || (many && rows > 0 && id(self.person) != id(person))
    }
}

/// Where a row or a stretch begins in its block, and the lines before it.
pub(super) type Spot = (u32, u32);

pub(super) fn spot(at: usize, line: u64) -> Spot {
    (u32::try_from(at).unwrap_or(u32::MAX), u32::try_from(line).unwrap_or(u32::MAX))
}

/// Where the rows of a stretch of plain rows begin, each on a line of its own.
pub(super) fn places(text: &[u8], (at, line): Spot, rows: usize) -> Vec<Spot> {
    let mut spots = Vec::with_capacity(rows);
    let mut at = at as usize;
    for line in line.. {
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() || spots.len() == rows {
            break;
        }
        let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        if !matches!(rest.get(..length), Some(b"\n" | b"\r\n")) {
            spots.push(spot(at, u64::from(line)));
        }
        at += length;
    }
    spots
}
