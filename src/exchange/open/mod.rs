//! A file to rows: what kind of file it is, how it is written, and its rows as a stream.

mod clean;
mod decode;
mod kind;
mod open_text;
#[cfg(feature = "arrow")]
mod parquet;
#[cfg(any(feature = "xlsx", feature = "arrow"))]
mod raw;
mod text;
#[cfg(feature = "xlsx")]
mod workbook;

use super::mapping::{EncodingName, LayoutName, SourceSpec};
use super::row::Rows;
use crate::files::Input;
use crate::model::{Error, Finding, FindingCode, Place, Result};

pub use kind::FileKind;

/// How a file is to be opened. What is not said is found out, or refused where it cannot be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The encoding, where no byte order mark tells; UTF-8 if not said.
    pub encoding: Option<EncodingName>,
    /// The character between cells; if not said, the one that the first row shows.
    pub delimiter: Option<char>,
    /// Whether cells may be quoted.
    pub quotes: bool,
    /// The worksheet of a workbook; if not said, the only one that has rows.
    pub worksheet: Option<String>,
    /// Lines above the header row.
    pub skip: u32,
    /// Whether the first row is a header: rows must then be as wide.
    pub header: bool,
}

impl Default for Opening {
    fn default() -> Self {
        Self { encoding: None, delimiter: None, quotes: true, worksheet: None, skip: 0, header: true }
    }
}

impl Opening {
    /// As a mapping says, with what its layout implies.
    #[must_use]
    pub fn of(spec: &SourceSpec) -> Self {
        let go2 = spec.layout == LayoutName::EsrGo2;
        let go = spec.layout == LayoutName::EsrGo;
        let implied = match spec.layout {
            LayoutName::EsrGo2 => Some('~'),
            LayoutName::EsrGo => Some(','),
            _ => None,
        };
        Self {
            encoding: spec.encoding,
            delimiter: spec.delimiter.or(implied),
            quotes: spec.quotes.unwrap_or(!go2),
            worksheet: spec.worksheet.clone(),
            skip: spec.skip,
            header: !go && !go2,
        }
    }
}

/// A file that is open: its rows, and what was found out of it.
pub struct OpenedFile<'i> {
    /// The rows.
    pub rows: Box<dyn Rows + 'i>,
    /// What was found out.
    pub about: About,
}

impl std::fmt::Debug for OpenedFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedFile").field("about", &self.about).finish_non_exhaustive()
    }
}

/// What was found out of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What kind of file it is.
    pub kind: FileKind,
    /// Of a text: its encoding, and how that is known.
    pub encoding: Option<(EncodingName, Known)>,
    /// Of a text: whether it begins with a byte order mark.
    pub mark: bool,
    /// Of a text: the character between cells, and how that is known.
    pub delimiter: Option<(char, Known)>,
    /// Of a text: the line ends of its beginning.
    pub line_ends: LineEnds,
    /// Of a workbook: the worksheet.
    pub worksheet: Option<String>,
    /// What else there is to say; none of it refuses anything.
    pub notes: Vec<Finding>,
}

/// How something is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// A byte order mark tells.
    Mark,
    /// The mapping says so.
    Said,
    /// The first row shows it.
    Seen,
    /// Nothing says otherwise.
    Usual,
}

/// How many lines end how, in the first 64 KiB of a text (line ends within quoted cells are counted too).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineEnds {
    /// With LF alone.
    pub lf: u64,
    /// With CR LF.
    pub crlf: u64,
    /// With CR alone, as old Mac files.
    pub cr: u64,
}

/// Opens a file. `Err` within lists what makes it unusable.
pub fn open<'i>(
    input: &'i Input,
    opening: &Opening,
) -> Result<std::result::Result<OpenedFile<'i>, Vec<Finding>>> {
    open_by(input, opening, decode::CHUNK)
}

/// The same, read in chunks of this many bytes: that changes nothing.
fn open_by<'i>(
    input: &'i Input,
    opening: &Opening,
    chunk: usize,
) -> Result<std::result::Result<OpenedFile<'i>, Vec<Finding>>> {
    match try_open(input, opening, chunk) {
        Ok(opened) => Ok(Ok(opened)),
        Err(Error::Input(findings)) => Ok(Err(findings)),
        Err(error) => Err(error),
    }
}

fn try_open<'i>(input: &'i Input, opening: &Opening, chunk: usize) -> Result<OpenedFile<'i>> {
    let begun = decode::Begun::read(input, chunk)?;
    match kind::of(input.name(), begun.bytes())? {
        FileKind::Text | FileKind::Json => open_text::open(input, opening, begun),
        #[cfg(feature = "xlsx")]
        FileKind::Workbook => workbook::open(input, opening),
        #[cfg(not(feature = "xlsx"))]
        FileKind::Workbook => Err(lacks(input.name(), "a workbook", "xlsx")),
        #[cfg(feature = "arrow")]
        FileKind::Parquet => parquet::open(input),
        #[cfg(not(feature = "arrow"))]
        FileKind::Parquet => Err(lacks(input.name(), "a Parquet file", "arrow")),
    }
}

/// A file that this program was built without reading.
#[cfg(not(all(feature = "xlsx", feature = "arrow")))]
fn lacks(name: &str, what: &str, feature: &str) -> Error {
    let message = format!("{what}, which this skillmix was built without");
    let help = format!("build it with `--features {feature}`, or save the file as `CSV UTF-8`");
    unusable(name, "", message, help)
}

/// A file that cannot be used.
fn unusable(
    name: &str,
    value: &str,
    message: impl Into<std::borrow::Cow<'static, str>>,
    help: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    let place = Place { file: name.into(), line: 0, column: String::new() };
    Error::Input(vec![Finding::new(FindingCode::FileUnusable, place, value, message, help)])
}

#[cfg(test)]
mod tests;
