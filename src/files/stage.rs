//! A folder of outputs that appears whole or not at all: written beside its place, synced, renamed in.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::big::Hashed;
use crate::model::{Error, Result};

/// What a folder of outputs is: it shows it by a file of its own, and only its own kind may replace it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// The results of a run.
    Run,
    /// A generated dataset.
    Dataset,
    /// Sheets made of other people's files.
    Converted,
    /// Tasks that show what a check of a rule pack found.
    Witnesses,
    /// What changed between two runs.
    Changes,
    /// A rule pack: people edit packs, so none is ever replaced.
    Pack,
}

impl Output {
    /// The file by which an earlier output of this kind is known.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Output::Run => "run.json",
            Output::Dataset => "generated.json",
            Output::Converted => "converted.json",
            Output::Witnesses => "witnesses.json",
            Output::Changes => "changes.json",
            Output::Pack => "pack.toml",
        }
    }

    /// The only files that may be replaced; `None`: whatever is there belongs to the output.
    fn own(self) -> Option<&'static [&'static str]> {
        match self {
            Output::Run => None,
            // people add panel.csv and notes of their own to a dataset
            Output::Dataset => Some(&[
                "staff.csv",
                "competencies.csv",
                "links.csv",
                "tasks.csv",
                "holdings.csv",
                "README.md",
                "generated.json",
            ]),
            // people add tasks and panel decisions of their own; a mapping that gives them needs a new folder
            Output::Converted => Some(&[
                "staff.csv",
                "competencies.csv",
                "links.csv",
                "holdings.csv",
                "findings.csv",
                "rejects",
                "converted.json",
            ]),
            Output::Witnesses => Some(&[
                "staff.csv",
                "competencies.csv",
                "tasks.csv",
                "holdings.csv",
                "README.md",
                "witnesses.json",
            ]),
            Output::Changes => Some(&["changes.csv", "causes.csv", "changes.json"]),
            Output::Pack => Some(&[]),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Output::Run => "a run's output",
            Output::Dataset => "a generated dataset",
            Output::Converted => "a conversion's sheets",
            Output::Witnesses => "a check's witnesses",
            Output::Changes => "what a comparison found",
            Output::Pack => "those of a new pack",
        }
    }
}

/// A folder being written. Dropped without `publish`, it leaves nothing behind.
#[derive(Debug)]
pub struct Staged {
    target: PathBuf,
    stage: PathBuf,
    published: bool,
}

impl Staged {
    /// Opens a stage beside `target`. Refused now, before any work, if the target holds something that is not an
    /// earlier output of the same kind, or cannot be written.
    pub fn begin(target: &Path, kind: Output) -> Result<Self> {
        check_target(target, kind)?;
        Self::beside(target)
    }

    /// Opens a stage for a folder that must not be there yet, not even empty.
    pub fn begin_new(target: &Path) -> Result<Self> {
        if target.exists() {
            let shown = target.display();
            return Err(Error::Usage(format!("`{shown}` is there already; name a new folder with --out")));
        }
        Self::beside(target)
    }

    fn beside(target: &Path) -> Result<Self> {
        let parent = parent(target);
        fs::create_dir_all(&parent).map_err(|source| Error::Machine { path: parent.clone(), source })?;
        let stage = parent.join(format!(".{}.partial-{}", name(target), std::process::id()));
        remove(&stage)?;
        fs::create_dir(&stage).map_err(|source| Error::Machine { path: stage.clone(), source })?;
        Ok(Self { target: target.to_owned(), stage, published: false })
    }

    /// The folder of the stage, beside the target: paths from the one lead where they lead from the other.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.stage
    }

    /// Writes one file into the stage; `name` may hold one folder (`rejects/staff.csv`). Gives hash and size.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<Hashed> {
        let mut file = self.open(name)?;
        file.write(bytes)?;
        file.close()
    }

    /// Writes one file into the stage bit by bit, synced at the end; gives what `fill` gave and the file's size.
    pub fn create<T>(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<(T, u64)> {
        let mut file = self.open(name)?;
        let filled = fill(&mut file.file);
        let filled = filled.map_err(|source| Error::Machine { path: file.path.clone(), source })?;
        Ok((filled, file.close()?.bytes))
    }

    /// Opens one file of the stage, to be written bit by bit and closed.
    pub fn open(&self, name: &str) -> Result<StagedFile> {
        let path = self.stage.join(name);
        let failed = |source| Error::Machine { path: path.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = Hashing { file: File::create(&path).map_err(failed)?, hasher: blake3::Hasher::new() };
        Ok(StagedFile { path, file: BufWriter::with_capacity(BUFFER, file) })
    }

    /// Puts the stage elsewhere than was said when it was begun, where nothing is yet, on the same disk.
    pub fn publish_at(mut self, target: &Path) -> Result<()> {
        target.clone_into(&mut self.target);
        self.publish()
    }

    /// Puts the stage in its place. An earlier output there is replaced.
    pub fn publish(mut self) -> Result<()> {
        let old = parent(&self.target).join(format!(".{}.old-{}", name(&self.target), std::process::id()));
        let replaced = self.target.exists();
        sync_all(&self.stage)?;
        if replaced {
            rename(&self.target, &old)?;
        }
        if let Err(error) = rename(&self.stage, &self.target) {
            if replaced {
                rename(&old, &self.target)?;
            }
            return Err(error);
        }
        self.published = true;
        sync(&parent(&self.target))?;
        if replaced { remove(&old) } else { Ok(()) }
    }
}

/// Bytes that are written, and hashed, at once.
const BUFFER: usize = 1 << 16;

/// A file of a stage that is being written.
#[derive(Debug)]
pub struct StagedFile {
    path: PathBuf,
    file: BufWriter<Hashing>,
}

impl StagedFile {
    /// Writes some more of it.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|source| Error::Machine { path: self.path.clone(), source })
    }

    /// Ends it, synced; gives its hash and size.
    pub fn close(self) -> Result<Hashed> {
        let failed = |source| Error::Machine { path: self.path.clone(), source };
        let written = self.file.into_inner().map_err(io::IntoInnerError::into_error).map_err(failed)?;
        written.file.sync_all().map_err(failed)?;
        let bytes = written.hasher.count();
        Ok(Hashed { hash: written.hasher.finalize().to_hex().to_string(), bytes })
    }
}

/// A file that knows what was written to it.
#[derive(Debug)]
struct Hashing {
    file: File,
    hasher: blake3::Hasher,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.published {
            // nothing more can be done about a stage that will not go; it has a name of its own
            drop(fs::remove_dir_all(&self.stage));
        }
    }
}

fn check_target(target: &Path, kind: Output) -> Result<()> {
    if target.is_file() {
        return Err(Error::Usage(format!("`{}` is a file; name a folder for the outputs", target.display())));
    }
    let failed = |source| Error::Machine { path: target.to_owned(), source };
    let entries = match fs::read_dir(target) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>().map_err(failed)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(failed(source)),
    };
    let own =
        |entry: &fs::DirEntry| kind.own().is_none_or(|own| own.iter().any(|name| entry.file_name() == *name));
    if entries.is_empty() || (target.join(kind.mark()).is_file() && entries.iter().all(own)) {
        return Ok(());
    }
    let shown = target.display();
    Err(Error::Usage(format!(
        "`{shown}` holds other files than {}; name another folder with --out",
        kind.words()
    )))
}

fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn name(target: &Path) -> String {
    target.file_name().map_or_else(|| "out".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|source| Error::Machine { path: to.to_owned(), source })
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Machine { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Syncs a folder and every folder in it: the files are synced as they are closed, their names are not.
fn sync_all(folder: &Path) -> Result<()> {
    let failed = |source| Error::Machine { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    sync(folder)
}

/// Syncs a folder: the names in it.
pub(super) fn sync(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| Error::Machine { path: folder.to_owned(), source })
}
