//! Refused rows that were mended (`--fixed`), found by the names under which they were written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::exchange::{self, FixedRows};
use crate::files::{self, Big, Hashed, Input};
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::report::{self, FileRecord};

/// Files of mended rows that nothing has asked for yet, and what became of the others.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    folder: PathBuf,
    waiting: BTreeMap<String, Input>,
    pub(super) rows: Vec<FixedRows>,
    pub(super) findings: Vec<Finding>,
    pub(super) records: Vec<FileRecord>,
}

impl Fixed {
    /// The files of a folder.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self> {
        let mut fixed = Self::default();
        let Some(folder) = folder else { return Ok(fixed) };
        folder.clone_into(&mut fixed.folder);
        for name in
            files::names(folder)?.into_iter().filter(|name| name.to_ascii_lowercase().ends_with(".csv"))
        {
            let input = Input::open(&folder.join(&name))?.map_err(|finding| Error::Input(vec![finding]))?;
            fixed.add(name, input)?;
        }
        Ok(fixed)
    }

    /// The same of files in memory.
    pub(super) fn in_memory(files: &BTreeMap<String, Vec<u8>>) -> Result<Self> {
        let mut fixed = Self::default();
        for (name, bytes) in files {
            fixed.add(name.clone(), Input::in_memory(&format!("fixed/{name}"), bytes.clone()))?;
        }
        Ok(fixed)
    }

    fn add(&mut self, name: String, input: Input) -> Result<()> {
        let Hashed { hash, bytes } = input.hashed()?;
        let role = "mended rows".to_owned();
        self.records.push(FileRecord { role, file: input.name().to_owned(), blake3: hash, bytes });
        self.waiting.insert(name, input);
        Ok(())
    }

    /// Takes out those whose rows were refused from files with these names.
    pub(super) fn of<'n>(&mut self, files: impl IntoIterator<Item = &'n str>) -> BTreeMap<String, Input> {
        let names = files.into_iter().map(exchange::rejects_name);
        names.filter_map(|name| self.waiting.remove(&name).map(|input| (name, input))).collect()
    }

    /// One of our own files with mended rows in the place of their originals; `None` if none was mended. The hash is that
    /// of the file as it lies there.
    pub(super) fn sheet(&mut self, kind: &str, path: &Path) -> Result<Option<(Big, Hashed)>> {
        let Some(fixed) = self.waiting.remove(&format!("{kind}.csv")) else { return Ok(None) };
        let Ok(input) = Input::open(path)? else { return Ok(None) };
        let hashed = input.hashed()?;
        let trusted = self.ran_on(&hashed.hash)?;
        let (spool, rows, findings) = exchange::mend_sheet(&input, &fixed, trusted)?;
        self.rows.push(rows);
        self.findings.extend(findings);
        Ok(Some((spool.into_big(input.name())?, hashed)))
    }

    /// Whether the run that left the refused rows read this very file: its run.json, in the folder or above it, says so.
    /// That run.json then has a part in the answers, so it is noted as an input.
    fn ran_on(&mut self, hash: &str) -> Result<bool> {
        let above = self.folder.parent().map(Path::to_owned);
        for folder in [Some(self.folder.clone()), above].into_iter().flatten() {
            let Ok(run) = files::read(&folder.join("run.json"))? else { continue };
            let record = FileRecord {
                role: "earlier run".to_owned(),
                file: run.name,
                blake3: run.hash,
                bytes: run.length,
            };
            if !self.records.contains(&record) {
                self.records.push(record);
            }
            let read = report::earlier_run(&run.bytes).map(|run| run.inputs).unwrap_or_default();
            return Ok(read.iter().any(|input| input.blake3 == hash));
        }
        Ok(false)
    }

    /// Refuses files that belong to no file of the dataset: their rows would be passed over in silence.
    pub(super) fn all_taken(&self) -> Result<()> {
        let stray = self.waiting.values().map(|input| {
            let place = Place { file: input.name().into(), line: 0, column: String::new() };
            let message = "mended rows of a file that the dataset does not have";
            let help = "give the folder of rejects that a run on this dataset wrote";
            Finding::new(FindingCode::FileUnusable, place, "", message, help)
        });
        let stray: Vec<Finding> = stray.collect();
        if stray.is_empty() { Ok(()) } else { Err(Error::Input(stray)) }
    }
}
