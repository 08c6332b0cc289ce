//! Rows of one block of a large CSV text, found by vectors; whatever is not plain is found again row by row, strictly.

use super::row::{Dialect, LONGEST, Next, RawRow, lines_in, next_row};
use super::vector::{self, Way};

/// A block of a text with some of what follows it.
#[derive(Debug, Clone, Copy)]
pub struct Block<'b> {
    /// From the block's first byte on.
    pub text: &'b [u8],
    /// Lines that begin at this offset or before are the block's.
    pub own: usize,
    /// The text ends with the file.
    pub last: bool,
    /// How many cells a row should have.
    pub width: usize,
}

/// A row of a block.
#[derive(Debug, Clone, Copy)]
pub struct BlockRow<'b> {
    /// Where it begins.
    pub at: usize,
    /// How many lines of the block are before it.
    pub line: u64,
    /// How it lies there.
    pub shape: Shape<'b>,
}

/// How a row lies in its block.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'b> {
    /// As many cells as it should have, in ASCII and without a quote: where its commas and its end are.
    Plain(&'b [u32], u32),
    /// Anything else.
    Other(RawRow<'b>),
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Where the first line behind the block begins.
    pub end: usize,
    /// Lines from the start to there.
    pub lines: u64,
    /// Rows.
    pub rows: u64,
    /// A zero byte: this is no text.
    pub zero: Option<usize>,
    /// A row that is too long begins here: this is no table, and nothing else here counts.
    pub too_long: Option<usize>,
    /// The last row does not end in the text given: nothing else here counts.
    pub more: bool,
}

/// Memory to be used for block after block.
#[derive(Debug)]
pub struct Marker {
    way: Way,
    shape: vector::Shape,
}

impl Marker {
    /// New memory.
    #[must_use]
    pub fn new(way: Way) -> Self {
        Self { way, shape: vector::Shape::default() }
    }

    /// Goes another way from now on.
    pub fn go(&mut self, way: Way) {
        self.way = way;
    }

    /// The first place behind a line end: where a block in the middle of a text is taken to begin. Whoever knows
    /// where the block before it ended knows whether that is right.
    #[must_use]
    pub fn guess(text: &[u8]) -> Option<usize> {
        let end = text.iter().position(|b| matches!(b, b'\n' | b'\r'))?;
        let crlf = text.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
        Some(end + 1 + usize::from(crlf))
    }

    /// Every row of a block whose first line begins at `start`, in order.
    pub fn rows(&mut self, block: Block<'_>, start: usize, mut each: impl FnMut(BlockRow<'_>)) -> Found {
        self.shape.find(self.way, block.text);
        let (stops, feeds, cares) = (self.shape.stops(), self.shape.feeds(), self.shape.care());
        let mut cursor = Cursor { stops, feeds, cares, at: start, feed: 0, care: 0, stop: 0 };
        cursor.seek();
        let mut found = Found::default();
        // only there can a row be too long; the strict code sees to it
        let long = block.text.len() > LONGEST;
        while cursor.at <= block.own {
            match if long { Line::Other } else { cursor.line(block) } {
                Line::Blank(next) => cursor.pass(next, 1, &mut found.lines),
                Line::Plain(commas, end, next) => {
                    let row = BlockRow { at: cursor.at, line: found.lines, shape: Shape::Plain(commas, end) };
                    found.rows += 1;
                    each(row);
                    cursor.pass(next, block.width, &mut found.lines);
                }
                Line::Other => {
                    let rest = block.text.get(cursor.at..).unwrap_or_default();
                    if rest.is_empty() && block.last {
                        break;
                    }
                    let row = match next_row(rest, block.last, Dialect::COMMA) {
                        Next::Row(row) if !row.whole.is_empty() => row,
                        Next::Row(_) | Next::More => return Found { more: true, ..found },
                        Next::TooLong => return Found { too_long: Some(cursor.at), ..found },
                    };
                    if !row.raw.is_empty() {
                        let zero = row.raw.iter().position(|b| *b == 0).map(|zero| cursor.at + zero);
                        found.zero = found.zero.or(zero);
                        found.rows += 1;
                        each(BlockRow { at: cursor.at, line: found.lines, shape: Shape::Other(row) });
                    }
                    found.lines += lines_in(row.whole);
                    cursor.at += row.whole.len();
                    cursor.seek();
                }
            }
        }
        Found { end: cursor.at, ..found }
    }
}

enum Line<'b> {
    /// Where the next line begins.
    Blank(usize),
    /// Commas, end, and where the next line begins.
    Plain(&'b [u32], u32, usize),
    Other,
}

/// Where reading is.
struct Cursor<'b> {
    stops: &'b [u32],
    feeds: &'b [u32],
    /// Bytes that ask for care.
    cares: &'b [u32],
    at: usize,
    /// The first line feed that is not before `at`.
    feed: usize,
    /// The first careful byte that is not before `at`.
    care: usize,
    /// How many stops are before `at`.
    stop: usize,
}

impl<'b> Cursor<'b> {
    /// Finds its place in the lists again after a jump.
    fn seek(&mut self) {
        let at = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.feed += self.feeds.iter().skip(self.feed).take_while(|feed| **feed < at).count();
        self.care += self.cares.iter().skip(self.care).take_while(|care| **care < at).count();
        self.stop += self.stops.iter().skip(self.stop).take_while(|stop| **stop < at).count();
    }

    /// Goes on to the next line, which begins behind the current line feed and as many stops.
    #[inline]
    fn pass(&mut self, next: usize, stops: usize, lines: &mut u64) {
        *lines += 1;
        self.at = next;
        self.stop += stops;
        self.feed += 1;
    }

    /// The line that begins here.
    #[inline]
    fn line(&mut self, block: Block<'_>) -> Line<'b> {
        let Some(feed) = self.feeds.get(self.feed).copied() else { return Line::Other };
        let mut end = feed;
        if let Some(care) = self.cares.get(self.care).copied().filter(|care| *care < feed) {
            let crlf = care + 1 == feed && block.text.get(care as usize) == Some(&b'\r');
            if !crlf {
                return Line::Other;
            }
            end = care;
            self.care += 1;
        }
        let next = feed as usize + 1;
        if end as usize == self.at {
            return Line::Blank(next);
        }
        let stops = self.stops.get(self.stop..self.stop + block.width);
        match stops.and_then(<[u32]>::split_last) {
            // no line feed is between, so all before it are commas
            Some((last, commas)) if *last == feed => Line::Plain(commas, end, next),
            _ => {
                // it is found again from its beginning
                self.care -= usize::from(end < feed);
                Line::Other
            }
        }
    }
}

#[cfg(test)]
mod tests;
