//! One row of a delimited text, read strictly: where it ends, what is wrong with it, and its cells.

/// What separates cells, and whether they may be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells: ASCII, and no line end.
    pub delimiter: u8,
    /// Cells may be quoted by `"`; else it is a letter like others.
    pub quotes: bool,
}

impl Dialect {
    /// That of our own sheets.
    pub const COMMA: Self = Self { delimiter: b',', quotes: true };
}

/// What is wrong with a row as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another number of cells than the header.
    Ragged,
    /// Quotes that do not pair.
    Quoting,
    /// Bytes that are not UTF-8.
    Encoding,
    /// A cell that holds an error instead of a value, as those of workbooks may.
    Broken,
}

/// A row as it lies in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRow<'b> {
    /// With its line end.
    pub whole: &'b [u8],
    /// Without its line end.
    pub raw: &'b [u8],
    /// Its quotes pair. If they do not, it ends with its own line, whatever a reader would take for quoted text.
    pub sound: bool,
}

/// No row may be longer than this, with its line end: neither a line without an end nor a quote that never closes may
/// ask for a whole file of national size at once.
pub const LONGEST: usize = 16 << 20;

/// What begins where a row should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next<'b> {
    /// A row.
    Row(RawRow<'b>),
    /// More text is needed to tell; never if the text ends here.
    More,
    /// A row of more than [`LONGEST`] bytes: this cannot be a table.
    TooLong,
}

/// The row that begins where `rest` begins (which is no line end); `last` says that the text ends with it. However much of
/// the text is there, the same row is found, unless more is needed.
#[must_use]
pub fn next_row(rest: &[u8], last: bool, dialect: Dialect) -> Next<'_> {
    let window = rest.get(..=LONGEST).unwrap_or(rest);
    let cut = window.len() < rest.len() || window.len() > LONGEST;
    let (length, sound) = match quoted_length(window, dialect) {
        Quoted::Sound(length) => (length, true),
        Quoted::Open if cut => return Next::TooLong,
        Quoted::Open if !last => return Next::More,
        Quoted::Open | Quoted::Bad => (first_line(window), false),
    };
    if length > LONGEST {
        return Next::TooLong;
    }
    // a line end at the end of the text may be half of one
    if !last && length == rest.len() && !rest.ends_with(b"\n") {
        return Next::More;
    }
    let whole = rest.get(..length).unwrap_or(rest);
    Next::Row(RawRow { whole, raw: strip_line_end(whole), sound })
}

/// The row of one of our sheets that begins where `rest` begins (which is no line end). `None` if more text is needed to
/// tell, or if the row is too long.
#[must_use]
pub fn row_at(rest: &[u8], last: bool) -> Option<RawRow<'_>> {
    match next_row(rest, last, Dialect::COMMA) {
        Next::Row(row) => Some(row),
        Next::More | Next::TooLong => None,
    }
}

/// How many lines end in a text: with LF or CRLF; a lone CR (old Mac files) ends one too.
#[must_use]
pub fn lines_in(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut before = 0;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && before != b'\r') {
            count += 1;
        }
        before = byte;
    }
    count
}

/// The length of the first line with its end: LF, CRLF or a lone CR.
pub(super) fn first_line(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(bytes.len());
    with_line_end(bytes, end)
}

fn with_line_end(bytes: &[u8], end: usize) -> usize {
    match bytes.get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        _ => (end + 1).min(bytes.len()),
    }
}

fn strip_line_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1);
    bytes.get(..end).unwrap_or_default()
}

enum Quoted {
    /// Length with the line end.
    Sound(usize),
    Bad,
    /// A quoted cell does not close in this text.
    Open,
}

/// The first row, if every quoted cell opens at its start, closes, and ends there (RFC 4180), and no other cell has a
/// quote. It looks no further than the first fault, so that stray quotes cost little.
fn quoted_length(bytes: &[u8], dialect: Dialect) -> Quoted {
    let line = first_line(bytes);
    if !dialect.quotes || !bytes.get(..line).unwrap_or(bytes).contains(&b'"') {
        return Quoted::Sound(line);
    }
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let ends = |b: &u8| *b == dialect.delimiter || matches!(b, b'"' | b'\n' | b'\r');
        at += if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(end) = closing(quoted) else { return Quoted::Open };
            1 + end
        } else {
            rest.iter().position(ends).unwrap_or(rest.len())
        };
        match bytes.get(at) {
            None => return Quoted::Sound(bytes.len()),
            Some(byte) if *byte == dialect.delimiter => at += 1,
            Some(b'\n' | b'\r') => return Quoted::Sound(with_line_end(bytes, at)),
            Some(_) => return Quoted::Bad,
        }
    }
}

/// How far it is past the closing quote of a cell; `None` if there is none.
fn closing(quoted: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = quoted.get(at..)?;
        at += rest.iter().position(|&b| b == b'"')? + 1;
        if quoted.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// The cells of a row, trimmed of ASCII spaces and tabs; memory to be used for row after row.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    bytes: Vec<u8>,
    spans: Vec<(usize, usize)>,
}

impl Cells {
    /// Takes in a row of one of our sheets: its own cells where its quotes pair and it is UTF-8; else, with what is wrong,
    /// its cells as far as commas tell.
    pub fn read(&mut self, row: &RawRow<'_>) -> Option<Fault> {
        self.read_as(row, Dialect::COMMA)
    }

    /// The same of a row in any dialect.
    pub fn read_as(&mut self, row: &RawRow<'_>, dialect: Dialect) -> Option<Fault> {
        let fault = if row.sound {
            self.split(row.raw, dialect);
            // delimiters and quotes are ASCII, so the row is UTF-8 just when every cell is
            std::str::from_utf8(row.raw).err().map(|_| Fault::Encoding)
        } else {
            Some(Fault::Quoting)
        };
        if fault.is_some() {
            self.split_loosely(row.raw, dialect);
        }
        fault
    }

    /// A cell; empty where the row has none.
    #[must_use]
    pub fn get(&self, column: usize) -> &[u8] {
        self.spans.get(column).and_then(|(from, to)| self.bytes.get(*from..*to)).unwrap_or_default()
    }

    /// A cell as text.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        std::str::from_utf8(self.get(column)).unwrap_or_default()
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    fn split(&mut self, raw: &[u8], dialect: Dialect) {
        self.clear();
        let mut rest = raw;
        loop {
            let start = self.bytes.len();
            let length = if let Some(quoted) = rest.strip_prefix(b"\"").filter(|_| dialect.quotes) {
                1 + self.unquote(quoted)
            } else {
                let length = rest.iter().position(|b| *b == dialect.delimiter).unwrap_or(rest.len());
                self.bytes.extend_from_slice(rest.get(..length).unwrap_or(rest));
                length
            };
            self.end_cell(start, b" \t");
            match rest.get(length + 1..) {
                Some(after) => rest = after,
                None => return,
            }
        }
    }

    /// Copies a quoted cell, whose opening quote is gone, up to its closing quote; gives the length read.
    fn unquote(&mut self, quoted: &[u8]) -> usize {
        let mut at = 0;
        loop {
            let rest = quoted.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&b| b == b'"') else {
                self.bytes.extend_from_slice(rest);
                return quoted.len();
            };
            self.bytes.extend_from_slice(rest.get(..length).unwrap_or(rest));
            at += length + 1;
            if quoted.get(at) != Some(&b'"') {
                return at;
            }
            self.bytes.push(b'"');
            at += 1;
        }
    }

    /// Only to find which codes a faulty row names.
    fn split_loosely(&mut self, raw: &[u8], dialect: Dialect) {
        self.clear();
        for cell in String::from_utf8_lossy(raw).split(char::from(dialect.delimiter)) {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(cell.as_bytes());
            self.end_cell(start, b" \t\"\r\n");
        }
    }

    fn end_cell(&mut self, start: usize, blanks: &[u8]) {
        let cell = self.bytes.get(start..).unwrap_or_default();
        let from = cell.iter().position(|b| !blanks.contains(b)).unwrap_or(cell.len());
        let to = cell.iter().rposition(|b| !blanks.contains(b)).map_or(from, |last| last + 1);
        self.spans.push((start + from, start + to));
    }
}
