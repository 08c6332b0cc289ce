//! The folder in which a job publishes: dated runs, a pointer to the last, a lock, and what a killed run left behind.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::run_name::{RunName, is_leftover};
use super::stage::{Output, Staged, sync};
use crate::model::{Day, Error, Result};

/// The pointer to the run that holds.
const LATEST: &str = "latest";
/// Locked while a job runs; it says who does.
const LOCK: &str = ".lock";
/// Runs that a guard refused, kept apart.
const REFUSED: &str = "refused";
/// A whole run shows itself by these files.
const MARKS: [&str; 2] = ["run.json", "job.json"];

/// The folder of a job's runs, locked against any other run of it for as long as this lives. The lock is the system's own
/// (`flock`): it goes with the process that holds it, however that ends.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    /// Closing it unlocks.
    _lock: File,
}

/// A folder that was asked for.
#[derive(Debug)]
pub enum Opened {
    /// It is ours.
    Ours(Shelf),
    /// Another run has it; it has said this of itself.
    Taken(String),
}

impl Shelf {
    /// Opens the folder, made if it is not there. `holder` is what another run is told of this one.
    pub fn open(folder: &Path, holder: &str) -> Result<Opened> {
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let path = folder.join(LOCK);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut lock = opened.map_err(failed(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let said = fs::read_to_string(&path).unwrap_or_default();
                return Ok(Opened::Taken(said.trim().to_owned()));
            }
            Err(TryLockError::Error(source)) => return Err(Error::Machine { path, source }),
        }
        // who holds it is for people only: the lock is what counts
        let written = lock.set_len(0).and_then(|()| lock.write_all(format!("{holder}\n").as_bytes()));
        written.map_err(failed(&path))?;
        latest(folder)?;
        Ok(Opened::Ours(Self { folder: folder.to_owned(), _lock: lock }))
    }

    /// Removes what killed runs left behind: halves that were never published, and runs that were being removed. Gives
    /// their names.
    pub fn clean(&self) -> Result<Vec<String>> {
        let left = leftovers(&self.folder)?;
        for name in &left {
            let path = self.folder.join(name);
            // a pointer that was not moved in yet is a link or a file; only folders are gone through
            let is_folder = fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir());
            let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(failed(&path))?;
        }
        Ok(left)
    }

    /// The name for a run of this day.
    pub fn free_name(&self, day: Day) -> Result<RunName> {
        free_name(&self.folder, day)
    }

    /// Opens a stage for a run of this name.
    pub fn begin(&self, name: RunName) -> Result<Staged> {
        Staged::begin(&self.folder.join(name.to_string()), Output::Run)
    }

    /// Puts a whole run in its place, then moves the pointer to it. Whatever stops this leaves the pointer at a whole run.
    pub fn publish(&self, staged: Staged, name: RunName) -> Result<()> {
        staged.publish()?;
        self.point(name)
    }

    /// Puts a whole run apart; the pointer stays.
    pub fn set_apart(&self, staged: Staged, name: RunName) -> Result<()> {
        let refused = self.folder.join(REFUSED);
        fs::create_dir_all(&refused).map_err(failed(&refused))?;
        sync(&self.folder)?;
        staged.publish_at(&refused.join(name.to_string()))
    }

    /// Moves the pointer: the new one is made beside the old and renamed over it, so that there is always one.
    fn point(&self, name: RunName) -> Result<()> {
        let beside = self.folder.join(format!(".{LATEST}.partial-{}", std::process::id()));
        let place = self.folder.join(LATEST);
        pointer(&name.to_string(), &beside).map_err(failed(&beside))?;
        fs::rename(&beside, &place).map_err(failed(&place))?;
        sync(&self.folder)
    }

    /// Removes a run: first from its name, so that half a run never has one.
    pub fn remove(&self, run: &ShelfRun) -> Result<()> {
        let path = self.folder.join(run.path());
        let going = path.with_file_name(format!(".{}.removing", run.name));
        fs::rename(&path, &going).map_err(failed(&path))?;
        fs::remove_dir_all(&going).map_err(failed(&going))
    }
}

/// A whole run of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShelfRun {
    /// Its name.
    pub name: RunName,
    /// It was refused and is kept apart.
    pub refused: bool,
}

impl ShelfRun {
    /// Where it lies, from the folder of all runs.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let name = self.name.to_string();
        if self.refused { Path::new(REFUSED).join(name) } else { PathBuf::from(name) }
    }

    /// Every file in its folder, named from there, sorted.
    pub fn files(&self, folder: &Path) -> Result<Vec<String>> {
        let mut files = Vec::new();
        walk(&folder.join(self.path()), "", &mut files)?;
        files.sort();
        Ok(files)
    }
}

/// The name for a run of this day: after every name of the day that is there. A name that a removed run left free is not
/// given again, for names say which run is newer.
pub fn free_name(folder: &Path, day: Day) -> Result<RunName> {
    let mut last: Option<RunName> = None;
    for place in [folder.to_owned(), folder.join(REFUSED)] {
        let names = entries(&place)?.into_iter().filter_map(|(name, _)| RunName::parse(&name));
        last = names.filter(|name| name.day() == day).chain(last).max();
    }
    Ok(last.map_or_else(|| RunName::first(day), RunName::next))
}

/// The runs of a folder, oldest first: whatever does not show that it is one is none.
pub fn shelf_runs(folder: &Path) -> Result<Vec<ShelfRun>> {
    let mut runs = Vec::new();
    for (place, refused) in [(folder.to_owned(), false), (folder.join(REFUSED), true)] {
        for (name, entry) in entries(&place)? {
            // a link to a folder elsewhere is none of ours
            let is_run = entry.file_type().is_ok_and(|kind| kind.is_dir())
                && MARKS.iter().all(|mark| entry.path().join(mark).is_file());
            runs.extend(RunName::parse(&name).filter(|_| is_run).map(|name| ShelfRun { name, refused }));
        }
    }
    runs.sort();
    Ok(runs)
}

/// The run to which the pointer leads; `None`: nothing was published yet. A pointer that leads to no run is refused: what
/// holds is then unknown.
pub fn latest(folder: &Path) -> Result<Option<RunName>> {
    let path = folder.join(LATEST);
    let said = match fs::read_link(&path) {
        Ok(to) => to.to_string_lossy().into_owned(),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        // where there are no links it is a file with the name in it
        Err(_) => fs::read_to_string(&path).unwrap_or_default(),
    };
    let name = RunName::parse(said.trim().trim_end_matches('/'));
    let name =
        name.filter(|name| MARKS.iter().all(|mark| folder.join(name.to_string()).join(mark).is_file()));
    let shown = path.display();
    let help = "let it lead to a run of its folder, or remove it to begin anew";
    name.map(Some).ok_or_else(|| Error::Usage(format!("`{shown}` leads to no run of this job; {help}")))
}

/// What killed runs left in a folder, named from there.
pub fn leftovers(folder: &Path) -> Result<Vec<String>> {
    let own = |place: &Path, before: &str| {
        let names = entries(place)?.into_iter().map(|(name, _)| name);
        Ok::<_, Error>(
            names.filter(|name| is_leftover(name)).map(|name| format!("{before}{name}")).collect::<Vec<_>>(),
        )
    };
    let mut left = own(folder, "")?;
    left.extend(own(&folder.join(REFUSED), &format!("{REFUSED}/"))?);
    left.sort();
    Ok(left)
}

fn entries(folder: &Path) -> Result<Vec<(String, fs::DirEntry)>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Machine { path: folder.to_owned(), source }),
    };
    let named = |entry: io::Result<fs::DirEntry>| match entry {
        Ok(entry) => entry.file_name().into_string().ok().map(|name| Ok((name, entry))),
        Err(source) => Some(Err(Error::Machine { path: folder.to_owned(), source })),
    };
    read.filter_map(named).collect()
}

fn walk(folder: &Path, before: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn pointer(to: &str, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, place)
}

#[cfg(not(unix))]
fn pointer(to: &str, place: &Path) -> io::Result<()> {
    let mut file = File::create(place)?;
    file.write_all(to.as_bytes())?;
    file.sync_all()
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    |source| Error::Machine { path: path.to_owned(), source }
}

#[cfg(test)]
#[path = "shelf/tests.rs"]
mod tests;
