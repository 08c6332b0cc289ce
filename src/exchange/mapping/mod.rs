//! mapping.toml: how other people's files become our sheets, with the evidence for everything that was proposed.

pub(super) mod apply;
mod check_source;
mod check_values;
pub(super) mod dates;
mod lines;
mod read;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use read::Entry;
pub use read::ReadMapping;

/// A mapping as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The version of this format: 1.
    pub version: u32,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The files.
    #[serde(default, rename = "source")]
    pub sources: Vec<SourceSpec>,
    /// Words of theirs and what they are in ours, by kind of word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueMap>,
}

/// Files of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// Names in the dataset's folder; `*` stands for any letters of a name. A name is no path.
    pub files: Vec<String>,
    /// How they are laid out.
    pub layout: LayoutName,
    /// The sheet that a `table` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The encoding, where no byte order mark tells: UTF-8 if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingName>,
    /// The character between cells; if not said, the one that the header row shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Whether cells may be quoted (default: yes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotes: Option<bool>,
    /// The worksheet of a workbook (default: the only one that has rows).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worksheet: Option<String>,
    /// Lines above the header row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip: u32,
    /// The order of numeric dates such as `03/04/2026`; if not said, such dates must be settled by their own column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// The first of the hundred years that two digits may mean; if not said, such dates are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_digit_years_from: Option<i16>,
    /// Whether bare numbers in date columns are days as spreadsheets count them (default: refused).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excel_serials: Option<bool>,
    /// Columns of ours, and where their values come from. Layouts other than `table` know most of their columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnMap>,
    /// By column of ours: to how many digits a shorter number is filled up with zeros in front.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pad: BTreeMap<String, u8>,
    /// Their columns that seem to be a column without which more would count, and of which somebody says that they are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

impl SourceSpec {
    /// A source of a layout, of no file, of which nothing is said.
    pub(super) fn of_layout(layout: LayoutName) -> Self {
        Self {
            files: Vec::new(),
            layout,
            sheet: None,
            encoding: None,
            delimiter: None,
            quotes: None,
            worksheet: None,
            skip: 0,
            dates: None,
            two_digit_years_from: None,
            excel_serials: None,
            columns: Vec::new(),
            pad: BTreeMap::new(),
            unread: Vec::new(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// How files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutName {
    /// One row, one row of ours; columns by name.
    Table,
    /// ESR Compliance and Competency export: holdings.
    EsrCompetency,
    /// ESR outbound interface of 2009: `HDR`, `PER`, `ASG`, `FTR`: staff.
    EsrGo,
    /// ESR outbound interface, second generation, `~` between cells: staff and holdings.
    EsrGo2,
    /// ASC-WDS worker file: staff.
    AscWdsWorker,
    /// ASC-WDS training file: holdings.
    AscWdsTraining,
    /// Moodle competency framework: competencies and links.
    MoodleFramework,
    /// 1EdTech CASE 1.1 JSON: competencies and links.
    Case,
}

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EncodingName {
    /// UTF-8.
    #[serde(rename = "utf-8", alias = "utf8")]
    Utf8,
    /// Windows-1252, as older Windows programs write.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, low byte first.
    #[serde(rename = "utf-16le", alias = "utf16le")]
    Utf16le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be", alias = "utf16be")]
    Utf16be,
}

impl EncodingName {
    /// As written in a mapping.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            EncodingName::Utf8 => "utf-8",
            EncodingName::Windows1252 => "windows-1252",
            EncodingName::Utf16le => "utf-16le",
            EncodingName::Utf16be => "utf-16be",
        }
    }
}

/// The order of the parts of a numeric date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2026.
    DayMonthYear,
    /// 12/31/2026.
    MonthDayYear,
}

/// Where a column of ours comes from. One that was proposed has evidence, and holds only once it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// Our column.
    pub ours: String,
    /// Their column, or several, whose values are joined by `|`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub theirs: Vec<String>,
    /// The same value for every row, instead of a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// `false`: a proposal that nobody confirmed; what rests on it is refused.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// How sure the proposal is, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// On what it rests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// Words of theirs and what they are in ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueMap {
    /// The kind of word: `role`, `site`, `competency`, `proficiency`, `status`, or any other column of ours.
    pub field: String,
    /// The words.
    pub map: Vec<ValuePair>,
}

/// A word of theirs. A word without a pair stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuePair {
    /// Theirs, exactly.
    pub theirs: String,
    /// Ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// Instead of `ours`: rows that say so are out of scope (a right-to-work check is no competency).
    #[serde(default, skip_serializing_if = "is_false")]
    pub leave_out: bool,
    /// `false`: a proposal that nobody confirmed; what rests on it is refused.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// How sure the proposal is, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// On what it rests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
