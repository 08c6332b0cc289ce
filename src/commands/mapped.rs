//! Sheets that a mapping makes of other people's files, as part of a dataset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fixed::Fixed;
use crate::exchange::{self, Exchanged, FixedRows, MadeText, ReadMapping, Sources};
use crate::files::{self, Big, Content, Input};
use crate::intake::Ledger;
use crate::model::{Day, Error, Finding, Result, SheetKind};
use crate::report::{FileRecord, FixedCounts, SourceRows};

/// Files of other people, read by a mapping.
#[derive(Debug)]
pub(super) struct Mapped {
    sources: Sources,
    exchanged: Exchanged,
    records: Vec<FileRecord>,
}

/// Texts of sheets by kind.
type Texts = (BTreeMap<&'static str, Content>, BTreeMap<&'static str, Big>);

impl Mapped {
    /// Reads the files of a folder that a mapping names.
    pub(super) fn read(
        folder: &Path,
        mapping: &Path,
        as_at: Day,
        fixed: &mut Fixed,
        told: &exchange::Told<'_>,
    ) -> Result<Self> {
        let unusable = |finding| Error::Input(vec![finding]);
        let content = files::read(mapping)?.map_err(unusable)?;
        let read = ReadMapping::read(&content.name, &content.bytes).map_err(Error::Input)?;
        let names = files::names(folder)?;
        let chosen = exchange::names_by_source(&read, &names).map_err(Error::Input)?;
        let mut inputs = Vec::new();
        let mut absent = Vec::new();
        for names in &chosen {
            let mut own = Vec::new();
            for name in names {
                match Input::open(&folder.join(name))? {
                    Ok(input) => own.push(input),
                    Err(finding) => absent.push(finding),
                }
            }
            inputs.push(own);
        }
        if absent.is_empty() {
            Self::of(&content, Sources::new(read, inputs), fixed, (as_at, told))
        } else {
            Err(Error::Input(absent))
        }
    }

    /// The same of files in memory; other names are left out.
    pub(super) fn in_memory(
        data: &BTreeMap<String, Vec<u8>>,
        (name, mapping): (&str, &[u8]),
        as_at: Day,
        fixed: &mut Fixed,
    ) -> Result<Self> {
        let read = ReadMapping::read(name, mapping).map_err(Error::Input)?;
        let names: Vec<String> = data.keys().cloned().collect();
        let chosen = exchange::names_by_source(&read, &names).map_err(Error::Input)?;
        let input = |name: &String| Input::in_memory(name, data.get(name).cloned().unwrap_or_default());
        let inputs = chosen.iter().map(|names| names.iter().map(input).collect()).collect();
        let hash = blake3::hash(mapping).to_hex().to_string();
        let length = u64::try_from(mapping.len()).unwrap_or(u64::MAX);
        let content = Content { name: name.to_owned(), bytes: mapping.to_vec(), hash, length };
        Self::of(&content, Sources::new(read, inputs), fixed, (as_at, &|_| Ok(())))
    }

    fn of(
        content: &Content,
        sources: Sources,
        fixed: &mut Fixed,
        (as_at, told): (Day, &exchange::Told<'_>),
    ) -> Result<Self> {
        let names: Vec<String> = sources.inputs().map(|(_, input)| input.name().to_owned()).collect();
        let sources = sources.with_fixed(fixed.of(names.iter().map(String::as_str)));
        let exchanged = sources.read(as_at, told)?;
        let mut records = vec![FileRecord {
            role: "mapping".to_owned(),
            file: content.name.clone(),
            blake3: content.hash.clone(),
            bytes: content.length,
        }];
        for (role, input) in sources.inputs() {
            let hashed = input.hashed()?;
            let role = format!("source of {role}");
            records.push(FileRecord {
                role,
                file: input.name().to_owned(),
                blake3: hashed.hash,
                bytes: hashed.bytes,
            });
        }
        Ok(Self { sources, exchanged, records })
    }

    /// Whether the mapping gives this sheet.
    pub(super) fn gives(&self, kind: &str) -> bool {
        SheetKind::parse(kind).is_some_and(|kind| self.exchanged.sheets.contains_key(&kind))
    }

    /// Whether the mapping reads a file of this name.
    pub(super) fn reads(&self, name: &str) -> bool {
        let last = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        self.sources.inputs().any(|(_, input)| last(input.name()) == name)
    }

    /// Takes the texts of the sheets out.
    pub(super) fn texts(&mut self) -> Texts {
        let (mut small, mut large) = Texts::default();
        for (kind, made) in &mut self.exchanged.sheets {
            let name = made.file();
            match made.take() {
                MadeText::Large(big) => drop(large.insert(kind.word(), big)),
                // its hash is asked by nobody: run.json has those of the sources
                MadeText::Small(bytes) => {
                    let content = Content { name, bytes, hash: String::new(), length: 0 };
                    drop(small.insert(kind.word(), content));
                }
            }
        }
        (small, large)
    }

    /// The sheets.
    pub(super) fn exchanged(&self) -> &Exchanged {
        &self.exchanged
    }

    /// Findings of a sheet told of its sources.
    pub(super) fn told(&self, kind: &str, findings: Vec<Finding>) -> Vec<Finding> {
        match SheetKind::parse(kind) {
            Some(kind) => self.exchanged.told(kind, findings),
            None => findings,
        }
    }

    /// Mapping and sources with their hashes.
    pub(super) fn records(&self) -> &[FileRecord] {
        &self.records
    }

    /// What became of the rows of every source.
    pub(super) fn rows(&self) -> Vec<SourceRows> {
        let of = |file: &exchange::SourceFile| {
            let fates = file.fates;
            SourceRows {
                file: file.name.to_string(),
                gives: file.gives.iter().map(|kind| kind.word().to_owned()).collect(),
                rows: fates.rows,
                passed: fates.passed,
                joined: fates.joined,
                duplicate: fates.duplicate,
                out_of_scope: fates.out_of_scope,
                rejected: fates.rejected,
                mended: fates.mended,
                dropped_cells: file.dropped,
            }
        };
        self.exchanged.files.iter().map(of).collect()
    }

    /// What became of mended rows.
    pub(super) fn fixed_rows(&self) -> Vec<FixedCounts> {
        self.exchanged.fixed.iter().map(fixed_counts).collect()
    }

    /// Name and bytes of the refused rows of every source.
    pub(super) fn rejects(
        &self,
        ledgers: &[(&'static str, Ledger)],
        show_values: bool,
    ) -> Result<Vec<(String, Vec<u8>)>> {
        let mapped = ledgers.iter().filter_map(|(kind, ledger)| Some((SheetKind::parse(kind)?, ledger)));
        let mapped = mapped.filter(|(kind, _)| self.exchanged.sheets.contains_key(kind));
        let refused = mapped.flat_map(|(kind, ledger)| {
            ledger.rejects.rows.iter().map(move |row| (kind, row.line, row.codes.as_slice()))
        });
        let plain =
            ledgers.iter().filter(|(kind, ledger)| !self.gives(kind) && !ledger.rejects.rows.is_empty());
        let reserved: Vec<String> = plain.map(|(kind, _)| format!("{kind}.csv")).collect();
        self.sources.rejects(&self.exchanged, refused, (show_values, &reserved))
    }

    /// The rows of every sheet that was made must be those that were read of it.
    pub(super) fn checked(&self, kind: &str, rows: u64) -> Result<()> {
        let made = SheetKind::parse(kind).and_then(|kind| self.exchanged.sheets.get(&kind));
        match made {
            Some(made) if made.rows != rows => {
                Err(Error::Defect(format!("{} rows of {kind} were made and {rows} read", made.rows)))
            }
            _ => Ok(()),
        }
    }
}

/// The files of a folder that a mapping takes.
pub(super) fn chosen(folder: &Path, mapping: &Path) -> Result<Vec<PathBuf>> {
    let content = files::read(mapping)?.map_err(|finding| Error::Input(vec![finding]))?;
    let read = ReadMapping::read(&content.name, &content.bytes).map_err(Error::Input)?;
    let chosen = exchange::names_by_source(&read, &files::names(folder)?).map_err(Error::Input)?;
    Ok(chosen.iter().flatten().map(|name| folder.join(name)).collect())
}

/// As the report has it.
pub(super) fn fixed_counts(rows: &FixedRows) -> FixedCounts {
    let FixedRows { file, rows, mended, unchanged, refused } = rows.clone();
    FixedCounts { file, rows, mended, unchanged, refused }
}
