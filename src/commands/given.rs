//! The files of a dataset: found in a folder or named, made of other people's files, mended; most of them in memory.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::DatasetPaths;
use super::dataset::Told;
use super::fixed::Fixed;
use super::mapped::{self, Mapped};
use super::tabular;
use crate::exchange;
use crate::files::{self, Big, Content, Hashed, Input};
use crate::intake::{Memory, Pace, Remember, Source};
use crate::model::{Day, Error, Finding, FindingCode, Place, Result};
use crate::report::{FileRecord, FixedCounts, SourceRows};

/// The files of a dataset, in the order in which they are read.
const FILES: [(&str, bool); 6] = [
    ("staff", true),
    ("competencies", false),
    ("tasks", true),
    ("links", false),
    ("panel", false),
    ("holdings", true),
];

/// Files that may be too large to be held.
pub(super) const STAFF: &str = "staff";
pub(super) const HOLDINGS: &str = "holdings";

/// The files of a dataset: all but staff and holdings in memory, by kind (`staff`).
#[derive(Debug, Default)]
pub struct Files {
    found: BTreeMap<&'static str, Content>,
    pub(super) big: BTreeMap<&'static str, Big>,
    /// Bytes of a block of a large file, if not as usual.
    block: Option<usize>,
    /// People matched at once, if not as usual.
    pub(super) people: Option<usize>,
    /// Files that should be there and are not.
    pub(super) missing: Vec<Finding>,
    /// Where sheets come from other people's files.
    pub(super) mapped: Option<Mapped>,
    /// Rows that were mended.
    pub(super) fixed: Fixed,
    /// Of files that were made: hash and length as they lie there.
    lying: BTreeMap<&'static str, Hashed>,
    /// Findings keep to the sheets that a mapping makes, and are told of its sources later.
    pub(super) untold: bool,
    /// Personal values may be shown.
    pub(super) show_values: bool,
    /// Holdings are to be remembered: what is known of them, and the key of a new memory.
    remember: Option<(Option<Memory>, [u64; 4])>,
}

/// Finds and reads every file. What is missing is kept, to be listed with what is wrong in those that are there.
/// `told` hears how many rows of other people's files were read.
pub(super) fn read_files(paths: &DatasetPaths, as_at: Day, told: &exchange::Told<'_>) -> Result<Files> {
    let mut fixed = Fixed::open(paths.fixed.as_deref())?;
    let mut files = match (&paths.mapping, &paths.folder) {
        (None, _) => Files::default(),
        (Some(mapping), Some(folder)) => {
            let mapped = Mapped::read(folder, mapping, as_at, &mut fixed, told)?;
            Files::default().with_mapped(mapped)
        }
        (Some(_), None) => {
            return Err(Error::Usage("--mapping needs the folder whose files it maps".to_owned()));
        }
    };
    for (name, required) in FILES {
        if files.has(name) {
            if own_option(paths, name).is_some() {
                let message = format!("both the mapping and --{name} give {name}: keep one of them");
                return Err(Error::Usage(message));
            }
            files.alone(paths, name)?;
            continue;
        }
        let (path, named) = path_of(paths, name)?;
        let Some(path) = path else { continue };
        if let Some((big, hashed)) = fixed.sheet(name, &path)? {
            files.take_made(name, big, hashed)?;
            continue;
        }
        let absent = if tabular::is_tabular(&path) {
            match Input::open(&path)? {
                Ok(input) => files.take_tabular(name, &input).map(Ok)?,
                Err(absent) => Err(absent),
            }
        } else if matches!(name, STAFF | HOLDINGS) {
            Big::open(&path)?.map(|big| drop(files.big.insert(name, big)))
        } else {
            files::read(&path)?.map(|content| drop(files.found.insert(name, content)))
        };
        // an optional file need not be in the folder, but one that was named must exist
        files.missing.extend(absent.err().filter(|_| required || named));
    }
    fixed.all_taken()?;
    Ok(Files { fixed, ..files })
}

/// Which files would be read: kind and path, and for a kind that must be there a path also if nothing is. Which sheets a
/// mapping gives is not known before its files are read: what it takes are its sources.
pub(super) fn would_read(paths: &DatasetPaths) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut there = Vec::new();
    if let (Some(mapping), Some(folder)) = (&paths.mapping, &paths.folder) {
        there.extend(mapped::chosen(folder, mapping)?.into_iter().map(|path| ("source", path)));
    }
    for (name, _) in FILES {
        let (path, _) = path_of(paths, name)?;
        let wanted = path.filter(|path| paths.mapping.is_none() || files::exists(path));
        there.extend(wanted.map(|path| (name, path)));
    }
    Ok(there)
}

/// The file's own option.
fn own_option<'p>(paths: &'p DatasetPaths, name: &str) -> Option<&'p PathBuf> {
    match name {
        "staff" => &paths.staff,
        "holdings" => &paths.holdings,
        "tasks" => &paths.tasks,
        "competencies" => &paths.competencies,
        "links" => &paths.links,
        _ => &paths.panel,
    }
    .as_ref()
}

/// Where a file is, and whether it was named by an option of its own.
fn path_of(paths: &DatasetPaths, name: &str) -> Result<(Option<PathBuf>, bool)> {
    let own = own_option(paths, name);
    let required = FILES.iter().any(|(file, required)| *file == name && *required);
    match (own, &paths.folder) {
        (Some(path), _) => Ok((Some(path.clone()), true)),
        (None, Some(folder)) => {
            let there: Vec<PathBuf> = ["csv", "csv.gz", "csv.zst"]
                .iter()
                .chain(&tabular::ENDINGS)
                .map(|ending| folder.join(format!("{name}.{ending}")))
                .filter(|path| files::exists(path))
                .collect();
            match there.as_slice() {
                [] if required => Ok((Some(folder.join(format!("{name}.csv"))), false)),
                [] => Ok((None, false)),
                [one] => Ok((Some(one.clone()), false)),
                [one, other, ..] => Err(Error::Usage(format!(
                    "both {} and {} are there: remove one, or name the file with --{name}",
                    one.display(),
                    other.display()
                ))),
            }
        }
        (None, None) if required => {
            Err(Error::Usage(format!("no {name} file: name a dataset folder, or the file with --{name}")))
        }
        (None, None) => Ok((None, false)),
    }
}

impl Files {
    /// Files that are in memory already: name (`staff.csv`) and bytes. Other names are left out.
    #[must_use]
    pub fn in_memory(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let of = |kind: &'static str| {
            let name = format!("{kind}.csv");
            let bytes = files.get(&name)?.clone();
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            Some((kind, Content { name, bytes, hash, length }))
        };
        let mut found: BTreeMap<&'static str, Content> =
            FILES.iter().filter_map(|(kind, _)| of(kind)).collect();
        let missing = FILES.iter().filter(|(kind, required)| *required && !found.contains_key(kind));
        let missing = missing.map(|(kind, _)| not_there(kind)).collect();
        let mut big = BTreeMap::new();
        for kind in [STAFF, HOLDINGS] {
            let content = found.remove(kind).map(|content| Big::in_memory(&content.name, content.bytes));
            big.extend(content.map(|content| (kind, content)));
        }
        Self { found, big, missing, ..Self::default() }
    }

    /// The same with other people's files, which a mapping (its name and text) makes sheets of, and with mended rows of
    /// them by the names of the files of rejects.
    pub fn mapped_in_memory(
        files: &BTreeMap<String, Vec<u8>>,
        mapping: (&str, &[u8]),
        mended: &BTreeMap<String, Vec<u8>>,
        as_at: Day,
    ) -> Result<Self> {
        let mut fixed = Fixed::in_memory(mended)?;
        let mapped = Mapped::in_memory(files, mapping, as_at, &mut fixed)?;
        fixed.all_taken()?;
        let own = |file: &str| file.strip_suffix(".csv").is_some_and(|kind| mapped.gives(kind));
        let rest: BTreeMap<String, Vec<u8>> = files
            .iter()
            .filter(|(file, _)| !own(file))
            .map(|(file, bytes)| (file.clone(), bytes.clone()))
            .collect();
        let mut files = Self::in_memory(&rest);
        files.missing.retain(|finding| !own(&finding.place.file));
        Ok(Self { fixed, ..files.with_mapped(mapped) })
    }

    /// Files in memory with the sheets that a mapping makes of them in their place, as `convert` writes them.
    pub fn converted_in_memory(
        files: &BTreeMap<String, Vec<u8>>,
        mapping: (&str, &[u8]),
        mended: &BTreeMap<String, Vec<u8>>,
        as_at: Day,
    ) -> Result<BTreeMap<String, Vec<u8>>> {
        let mapped = Mapped::in_memory(files, mapping, as_at, &mut Fixed::in_memory(mended)?)?;
        let mut files = files.clone();
        for (kind, made) in &mapped.exchanged().sheets {
            let mut bytes = Vec::new();
            made.each(|some| {
                bytes.extend_from_slice(some);
                Ok(())
            })?;
            files.insert(format!("{}.csv", kind.word()), bytes);
        }
        Ok(files)
    }

    /// Refuses a sheet in the folder beside the one that the mapping gives: which is meant cannot be known.
    fn alone(&self, paths: &DatasetPaths, kind: &str) -> Result<()> {
        let name = format!("{kind}.csv");
        let read = self.mapped.as_ref().is_some_and(|mapped| mapped.reads(&name));
        match paths
            .folder
            .as_ref()
            .map(|folder| folder.join(&name))
            .filter(|path| !read && files::exists(path))
        {
            Some(path) => Err(Error::Usage(format!(
                "both the mapping and {} give {kind}: remove one, or let the mapping name the file",
                path.display()
            ))),
            None => Ok(()),
        }
    }

    /// Takes in a file that was made: in which mended rows stand, or that was no CSV. `lying` is what lies there.
    fn take_made(&mut self, kind: &'static str, big: Big, lying: Hashed) -> Result<()> {
        if matches!(kind, STAFF | HOLDINGS) {
            self.big.insert(kind, big);
        } else {
            let name = big.name().to_owned();
            let Hashed { hash, bytes: length } = lying.clone();
            self.found.insert(kind, Content { name, bytes: big.whole()?, hash, length });
        }
        self.lying.insert(kind, lying);
        Ok(())
    }

    /// Takes in a Parquet file or a workbook; what makes it unusable is told with what is missing.
    fn take_tabular(&mut self, kind: &'static str, input: &Input) -> Result<()> {
        match tabular::read(input)? {
            Ok(sheet) => self.take_made(kind, sheet.spool.into_big(&sheet.name)?, sheet.hashed),
            Err(findings) => {
                self.missing.extend(findings);
                Ok(())
            }
        }
    }

    fn with_mapped(mut self, mut mapped: Mapped) -> Self {
        let (small, large) = mapped.texts();
        self.found.extend(small);
        self.big.extend(large);
        Self { mapped: Some(mapped), ..self }
    }

    /// What became of the rows of other people's files, and of mended rows.
    pub(super) fn source_rows(&self) -> (Vec<SourceRows>, Vec<FixedCounts>) {
        let sources = self.mapped.as_ref().map(Mapped::rows).unwrap_or_default();
        let mut mended: Vec<FixedCounts> = self.fixed.rows.iter().map(mapped::fixed_counts).collect();
        mended.extend(self.mapped.iter().flat_map(Mapped::fixed_rows));
        (sources, mended)
    }

    /// The same, with or without values that may be personal.
    pub(super) fn showing(self, show_values: bool) -> Self {
        Self { show_values, ..self }
    }

    /// Findings of a kind of file, told of the files that the user knows.
    pub(super) fn told(&self, kind: &str, findings: Vec<Finding>) -> Vec<Finding> {
        match &self.mapped {
            Some(mapped) => mapped.told(kind, findings),
            None => findings,
        }
    }

    /// Findings of any kind of file, told of the files that the user knows.
    pub(super) fn told_all(&self, findings: Vec<Finding>) -> Vec<Finding> {
        FILES.iter().fold(findings, |findings, (kind, _)| self.told(kind, findings))
    }

    /// The same, but large files are read in blocks of this many bytes, and this many people are matched at once: that
    /// changes nothing of the answers.
    #[must_use]
    pub fn in_blocks(self, bytes: usize, people: usize) -> Self {
        Self { block: Some(bytes.max(1)), people: Some(people.max(1)), ..self }
    }

    /// The same, but what is read of holdings is remembered, and what is remembered is not read again: that changes
    /// nothing of the answers.
    #[must_use]
    pub fn remembering(self, memory: Option<Memory>, key: [u64; 4]) -> Self {
        Self { remember: Some((memory, key)), ..self }
    }

    /// The same, with nothing remembered.
    pub(super) fn forgetting(self) -> Self {
        Self { remember: None, ..self }
    }

    /// Whether there is a file of this kind.
    pub(super) fn has(&self, kind: &str) -> bool {
        self.found.contains_key(kind) || self.big.contains_key(kind)
    }

    /// A file that may be too large to be held, and how it is read.
    pub(super) fn big(&self, kind: &str) -> Option<(&Big, Pace<'_>)> {
        self.big.get(kind).map(|big| (big, self.pace(&|_, _| Ok(()))))
    }

    /// How many bytes of holdings there are to read, if that is known before.
    pub(super) fn length_of_holdings(&self) -> Option<u64> {
        self.big.get(HOLDINGS).and_then(Big::length)
    }

    /// How large files are read.
    pub(super) fn pace<'p>(&'p self, told: &'p Told<'p>) -> Pace<'p> {
        let usual = Pace::default();
        let remember = self.remember.as_ref();
        let remember = remember.map(|(memory, key)| Remember { memory: memory.as_ref(), key: *key });
        Pace { block: self.block.unwrap_or(usual.block), told, remember, ..usual }
    }

    pub(super) fn source(&self, name: &str) -> Option<Source<'_>> {
        self.found.get(name).map(|content| Source { name: &content.name, bytes: &content.bytes })
    }

    /// The bytes of every file that is held, by name (`tasks.csv`).
    pub(super) fn small(&self) -> BTreeMap<String, Vec<u8>> {
        self.found.iter().map(|(kind, content)| (format!("{kind}.csv"), content.bytes.clone())).collect()
    }

    /// Names and hashes, for run.json, by kind; those of large files are known once they were read.
    pub(super) fn records(&self, hashed: &BTreeMap<&'static str, Hashed>) -> Vec<FileRecord> {
        let record = |role: &str, file: &str, blake3: &str, bytes| FileRecord {
            role: role.to_owned(),
            file: file.to_owned(),
            blake3: blake3.to_owned(),
            bytes,
        };
        let of =
            |(role, content): (&&str, &Content)| record(role, &content.name, &content.hash, content.length);
        let made = |kind: &str| self.mapped.as_ref().is_some_and(|mapped| mapped.gives(kind));
        let mut records: Vec<FileRecord> =
            self.found.iter().filter(|(kind, _)| !made(kind)).map(of).collect();
        let of = |(kind, big): (&&str, &Big)| {
            self.lying
                .get(kind)
                .or_else(|| hashed.get(kind))
                .map(|hashed| record(kind, big.name(), &hashed.hash, hashed.bytes))
        };
        records.extend(self.big.iter().filter(|(kind, _)| !made(kind)).filter_map(of));
        records.extend(self.fixed.records.iter().cloned());
        records.extend(self.mapped.iter().flat_map(|mapped| mapped.records().iter().cloned()));
        records.sort_by(|a, b| a.role.cmp(&b.role));
        records
    }
}

/// A file that the memory does not hold.
fn not_there(kind: &str) -> Finding {
    let place = Place { file: format!("{kind}.csv").into(), line: 0, column: String::new() };
    Finding::new(FindingCode::FileUnusable, place, "", "there is no such file", "add it to the dataset")
}
