//! What a layout makes of a source: drafts of rows for our sheets in the source's own words, and one fate for every row.

use std::borrow::Cow;

use super::row::{Row, Rows};
use crate::model::{Day, Finding, FindingCode, Result, SheetKind};
use crate::sheet::Fault;

/// A row for one of our sheets, in the words of its source: codes, dates and words are mapped later, the same way for
/// every layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft<'r> {
    pub(super) sheet: SheetKind,
    /// Cells for columns of the sheet; a column that is not named stays blank.
    pub(super) cells: Vec<DraftCell<'r>>,
}

/// A cell of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftCell<'r> {
    /// Our column.
    pub(super) ours: Cow<'r, str>,
    /// What the source says.
    pub(super) value: Cow<'r, str>,
    /// The source's column, for findings; several are joined by ` + `.
    pub(super) theirs: Cow<'r, str>,
}

/// Why a row of a source becomes no row of a sheet by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aside {
    /// It is part of rows that other rows began: a person's record beside their assignment.
    Joined,
    /// It is not about what we match: a total, a header again, a record of another kind.
    OutOfScope,
    /// The same row was there before.
    Duplicate,
}

/// What a layout found wrong with a row or a cell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: FindingCode,
    /// The source's column; blank for the whole row.
    pub(super) column: String,
    pub(super) value: String,
    pub(super) message: Cow<'static, str>,
    pub(super) help: Cow<'static, str>,
}

impl Problem {
    /// What is wrong with a row as a row; `width` is the number of cells that it should have.
    pub(super) fn of_row(row: &Row, fault: Fault, width: usize) -> Self {
        let (code, value, message, help) = match fault {
            Fault::Ragged => (
                FindingCode::RowRagged,
                format!("{} cells", row.cells.len()),
                "the row has another number of cells than the header",
                Cow::from(format!(
                    "give it {width} cells; a cell with a separator in it needs quotes around it"
                )),
            ),
            Fault::Quoting => (
                FindingCode::RowQuoting,
                String::new(),
                "quotes do not pair in this row",
                "quote whole cells only and write a quote within a quoted cell twice".into(),
            ),
            Fault::Broken => (
                FindingCode::RowBroken,
                String::new(),
                "a cell of this row holds an error in place of a value",
                "mend the cell where it was made: a spreadsheet's formula has failed".into(),
            ),
            Fault::Encoding => (
                FindingCode::RowEncoding,
                String::new(),
                "the row is not valid in the file's encoding",
                "name the right `encoding` in the mapping, or save the file as `CSV UTF-8`".into(),
            ),
        };
        Self { code, column: String::new(), value, message: message.into(), help }
    }
}

/// A row of one of the source's files.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'r> {
    /// Which of the files.
    pub(super) file: usize,
    pub(super) row: &'r Row,
}

/// Takes what a layout makes of rows. Every row read must be given to exactly one of `pass`, `set_aside` and `reject`.
pub(super) trait Sink {
    /// A row that becomes rows of sheets: of the first draft's sheet above all; the others come along.
    fn pass(&mut self, at: At<'_>, drafts: &[Draft<'_>]) -> Result<()>;

    /// A row that becomes none, and why, for the note that counts such rows (`total row`).
    fn set_aside(&mut self, at: At<'_>, aside: Aside, why: &'static str) -> Result<()>;

    /// A row that is refused.
    fn reject(&mut self, at: At<'_>, problem: Problem) -> Result<()>;

    /// Something to say of a row or of the file that refuses nothing.
    fn note(&mut self, finding: Finding);
}

/// One file of a source.
pub(super) struct Opened<'f> {
    /// The name the user knows it by.
    pub(super) name: &'f str,
    pub(super) rows: Box<dyn Rows + 'f>,
}

/// What a layout must know besides the files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The day for which everything is judged: which effective-dated rows are in force.
    pub(super) as_at: Day,
}

/// How a kind of file becomes drafts.
pub(super) trait Layout {
    /// The sheets that it gives, the main one first, and of each every column that a draft may fill. A column that is
    /// not named here is absent from the sheet, which is not the same as blank: without the column `status` everybody
    /// is active, with a blank status nobody is.
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)>;

    /// Refuses files that cannot be of this layout, with advice, before any row is read: all such problems at once.
    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding>;

    /// Reads every row of every file. The files come in the order of their names. A file that turns out to be unusable (cut
    /// off, of updates only) is `Error::Input`: what was passed before must then not be used.
    fn read(&self, files: &mut [Opened<'_>], context: Context, sink: &mut dyn Sink) -> Result<()>;
}
