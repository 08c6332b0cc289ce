//! Other people's files and our sheets: what a file is, how it maps, and rows for the sheets out of it.
//!
//! A file is *opened* (bytes to rows: encodings, delimiters, workbooks, Parquet), *laid out* (rows to drafts of our
//! rows, in the source's own words) and *mapped* (drafts to rows of our sheets, in ours). Every row of a source gets one
//! fate, and every row of a sheet knows the row of a source from which it came.

mod choose;
mod convert;
mod counted;
mod fates;
mod growing;
mod guard;
mod headers;
mod layout;
mod layouts;
mod look;
mod mangled;
mod mapping;
mod meaning;
mod mended;
mod open;
mod origins;
mod personal;
mod profile;
mod propose;
mod rejects;
mod row;
mod rules;
mod take;
#[cfg(test)]
mod testing;
mod twins;

pub use look::{Look, Looking, look, tally};

pub use choose::names_by_source;
pub use convert::{Exchanged, SourceFile, Sources};
pub use counted::Told;
pub use fates::Fates;
pub use growing::{Made, MadeText};
pub use layouts::moodle_framework;
pub use mapping::{
    ColumnMap, DateOrder, EncodingName, LayoutName, Mapping, ReadMapping, SourceSpec, ValueMap, ValuePair,
};
pub use mended::{FixedRows, mend_sheet};
pub use open::{About, FileKind, Known, LineEnds, OpenedFile, Opening, open};
pub use personal::is_personal;
pub use profile::{Profiled, TextScan, compare, profile};
pub use propose::{FileSeen, Group, Line, Proposal, Tallied, Vocabulary, Wishes, propose};
pub use rejects::{Blanked, name as rejects_name};
pub use row::{Row, Rows};
