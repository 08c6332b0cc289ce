//! Tables on their way into the stage: always as CSV, and in whatever other formats were asked for.

use crate::files::{Hashed, Staged, StagedFile};
use crate::model::{Catalogue, Error, Result};
#[cfg(feature = "arrow")]
use crate::report::ParquetTable;
use crate::report::{self, FileRecord, Records, TableShape};

/// A format beside CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Also {
    /// JSON Lines.
    Jsonl,
    /// Parquet.
    Parquet,
}

impl Also {
    /// The words for them.
    pub const WORDS: [&'static str; 2] = ["jsonl", "parquet"];
}

/// The formats of a run.
#[derive(Debug, Default)]
pub(super) struct Forms {
    also: Vec<Also>,
    /// Only needed beside CSV.
    shapes: Vec<TableShape>,
}

/// Rows as they are written.
#[derive(Debug)]
pub(super) struct Rendered<'a> {
    pub(super) csv: Vec<u8>,
    jsonl: Vec<u8>,
    /// For Parquet, which is not made row by row.
    #[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "a build without it writes no Parquet"))]
    records: Option<Records<'a>>,
}

impl Forms {
    /// CSV alone.
    pub(super) fn csv() -> Self {
        Self::default()
    }

    /// CSV and others. An error if this build lacks one.
    pub(super) fn new(also: &[Also], catalogue: &Catalogue) -> Result<Self> {
        if also.contains(&Also::Parquet) && !cfg!(feature = "arrow") {
            let message = "this build cannot write Parquet; build it with `--features arrow`";
            return Err(Error::Usage(message.to_owned()));
        }
        let shapes = if also.is_empty() { Vec::new() } else { report::tables(catalogue) };
        Ok(Self { also: also.to_vec(), shapes })
    }

    fn has(&self, form: Also) -> bool {
        self.also.contains(&form)
    }

    fn shape(&self, table: &str) -> Option<&TableShape> {
        self.shapes.iter().find(|shape| shape.written && shape.name == table)
    }

    /// Rows of a table in all formats.
    pub(super) fn render<'a>(&self, table: &str, records: Records<'a>) -> Rendered<'a> {
        let jsonl = self.shape(table).filter(|_| self.has(Also::Jsonl));
        let jsonl = jsonl.map(|shape| report::jsonl(shape, &records)).unwrap_or_default();
        let csv = records.csv();
        Rendered { csv, jsonl, records: Some(records).filter(|_| self.has(Also::Parquet)) }
    }

    /// Opens the files of a table.
    pub(super) fn open(&self, staged: &Staged, table: &str, header: &[u8]) -> Result<TableFiles> {
        let open = |ending: &str| {
            let name = format!("{table}.{ending}");
            Ok::<_, Error>((staged.open(&name)?, name))
        };
        let mut csv = open("csv")?;
        csv.0.write(header)?;
        let jsonl = if self.has(Also::Jsonl) { Some(open("jsonl")?) } else { None };
        #[cfg(feature = "arrow")]
        let parquet = match self.shape(table).filter(|_| self.has(Also::Parquet)) {
            Some(shape) => Some((open("parquet")?, ParquetTable::new(shape)?)),
            None => None,
        };
        Ok(TableFiles {
            csv,
            jsonl,
            #[cfg(feature = "arrow")]
            parquet,
        })
    }
}

/// The files of one table.
#[derive(Debug)]
pub(super) struct TableFiles {
    csv: (StagedFile, String),
    jsonl: Option<(StagedFile, String)>,
    #[cfg(feature = "arrow")]
    parquet: Option<((StagedFile, String), ParquetTable)>,
}

impl TableFiles {
    /// Writes rows into every file.
    pub(super) fn write(&mut self, rows: &Rendered<'_>) -> Result<()> {
        self.csv.0.write(&rows.csv)?;
        if let Some((file, _)) = &mut self.jsonl {
            file.write(&rows.jsonl)?;
        }
        #[cfg(feature = "arrow")]
        if let (Some(((file, _), table)), Some(records)) = (&mut self.parquet, &rows.records) {
            file.write(&table.push(records)?)?;
        }
        Ok(())
    }

    /// Ends them; gives their hashes, for run.json.
    pub(super) fn close(self) -> Result<Vec<FileRecord>> {
        let mut written = vec![closed(self.csv)?];
        if let Some(jsonl) = self.jsonl {
            written.push(closed(jsonl)?);
        }
        #[cfg(feature = "arrow")]
        if let Some(((mut file, name), table)) = self.parquet {
            file.write(&table.finish()?)?;
            written.push(closed((file, name))?);
        }
        Ok(written)
    }
}

/// Ends an output; gives its hash, for run.json.
pub(super) fn closed((file, name): (StagedFile, String)) -> Result<FileRecord> {
    let Hashed { hash, bytes } = file.close()?;
    Ok(output(&name, hash, bytes))
}

/// An output as run.json names it.
pub(super) fn output(name: &str, hash: String, bytes: u64) -> FileRecord {
    FileRecord { role: "output".to_owned(), file: name.to_owned(), blake3: hash, bytes }
}
