//! What a file is: its encoding and rows, and of every column its meaning, types and faults. Plain data, for printing.

/// A file as it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileProfile {
    /// The name the user gave it.
    pub file: String,
    /// `CSV`, `workbook`, `Parquet`, ...
    pub kind: String,
    /// Its bytes, as it lies there; 0 where that is not known.
    pub bytes: u64,
    /// The text as bytes; `None` of a workbook or a Parquet file.
    pub text: Option<TextProfile>,
    /// The character between cells, in words (`comma`).
    pub delimiter: String,
    /// Of the rows.
    pub rows: RowsProfile,
    /// Columns, in their order.
    pub columns: Vec<ColumnProfile>,
    /// What is odd about the file as a whole.
    pub remarks: Vec<Remark>,
}

/// What the bytes of a text say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextProfile {
    /// The encoding in words: `UTF-8`, `ASCII`, `windows-1252 (likely)`, ...
    pub encoding: String,
    /// The byte order mark: blank, `UTF-8`, `UTF-16LE`, `UTF-16BE`.
    pub bom: &'static str,
    /// Lines that are not UTF-8.
    pub bad_lines: u64,
    /// The first of them.
    pub first_bad: Vec<u64>,
    /// Lines that are UTF-8 and not ASCII.
    pub utf8_lines: u64,
    /// Bytes 80 to 9F in lines that are not UTF-8: in Windows-1252 quotes, dashes and the euro sign.
    pub c1_bytes: u64,
    /// Bytes A0 to FF in lines that are not UTF-8: in Windows-1252 letters with accents and the like.
    pub high_bytes: u64,
    /// Zero bytes at even and at odd places: many at one of the two is UTF-16.
    pub zero_bytes: [u64; 2],
    /// Lines that end with CR LF, with LF, with CR alone.
    pub line_ends: [u64; 3],
}

/// What the rows say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsProfile {
    /// Rows below the header that are not blank lines.
    pub rows: u64,
    /// Blank lines, and rows without any value.
    pub blank: u64,
    /// Rows with another number of cells than the header, and the lines of the first.
    pub ragged: Lines,
    /// Rows whose quotes do not pair.
    pub quoting: Lines,
    /// Rows that cannot be read in the encoding.
    pub encoding: Lines,
    /// Rows in which a cell holds an error instead of a value.
    pub broken: Lines,
    /// Rows that say `Total` first.
    pub totals: Lines,
    /// Rows that repeat the header.
    pub headers: Lines,
    /// Rows that are an earlier row again, byte for byte; an estimate if `duplicates_exact` is not set.
    pub duplicates: u64,
    /// Whether every row was compared.
    pub duplicates_exact: bool,
}

/// How many, and the lines of the first few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// The first lines.
    pub first: Vec<u64>,
}

impl Lines {
    /// Lines told of.
    const TOLD: usize = 5;

    /// One more.
    pub fn add(&mut self, line: u64) {
        self.add_many(line, 1);
    }

    /// Several more, of which the first is on this line.
    pub fn add_many(&mut self, line: u64, count: u64) {
        self.count += count;
        if self.first.len() < Self::TOLD {
            self.first.push(line);
        }
    }
}

/// A column as it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnProfile {
    /// Its header.
    pub header: String,
    /// Our field that it likely is (`holdings.assessed_on`), blank if none is likely.
    pub meaning: String,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// On what it rests.
    pub evidence: String,
    /// Blank: it is not personal. Else why its values are not shown.
    pub personal: String,
    /// Cells with a value.
    pub filled: u64,
    /// Cells without.
    pub blanks: u64,
    /// Distinct values.
    pub distinct: u64,
    /// Whether `distinct` is exact; else it is an estimate, with a standard error of about 1.6 %.
    pub distinct_exact: bool,
    /// Types of value with their rows, most rows first.
    pub types: Vec<(String, u64)>,
    /// Least and greatest length, in letters.
    pub lengths: (u64, u64),
    /// Least and greatest number, as written.
    pub numbers: Option<(String, String)>,
    /// First and last day; numeric dates whose order is not settled are left out.
    pub days: Option<(String, String)>,
    /// Of dates such as `03/04/2026`.
    pub parts: DateParts,
    /// Values with their rows, most rows first; once hidden, shapes instead.
    pub top: Vec<(String, u64)>,
    /// Shapes of values (`Aaa-9999`) with their rows, most rows first.
    pub shapes: Vec<(String, u64)>,
    /// What is odd.
    pub remarks: Vec<Remark>,
}

/// What the first and the second part of numeric dates show of their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateParts {
    /// Dates whose first part is above 12: it is the day.
    pub first_above: u64,
    /// Dates whose second part is above 12: it is the day.
    pub second_above: u64,
    /// Dates that may be read both ways, and differ by it.
    pub either: u64,
    /// Dates that are the same day both ways (`03/03/2026`).
    pub same: u64,
    /// Dates whose year has two digits.
    pub short_years: u64,
}

impl DateParts {
    /// The order, if the dates settle it: `true` is day before month.
    #[must_use]
    pub fn day_first(&self) -> Option<bool> {
        match (self.first_above > 0, self.second_above > 0) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// Whether there is any numeric date whose order matters.
    #[must_use]
    pub fn any(&self) -> bool {
        self.first_above + self.second_above + self.either > 0
    }
}

/// Something odd about a column or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remark {
    /// Which oddity; the word is stable.
    pub code: &'static str,
    /// What, in a sentence.
    pub message: String,
    /// Rows concerned.
    pub rows: u64,
    /// Values with their rows; none in a personal column.
    pub examples: Vec<(String, u64)>,
    /// Lines of the first.
    pub lines: Vec<u64>,
}
