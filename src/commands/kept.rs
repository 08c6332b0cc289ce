//! Inputs and pack as a job keeps them with its run: every path has a place of its own, and paths keep leading to each
//! other.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::files::{self, Hashed, Staged, Unfolded};
use crate::model::{Error, Result};
use crate::report::{self, FileRecord, Kept, RunRecord};

/// The folder of the copies in that of the run.
const FOLDER: &str = "inputs";
/// A folder above that of the job, whatever its name is.
const ABOVE: &str = "_";

/// Copies every input and every file of a pack in a folder into the stage of a run. Each must be the very file that was
/// read.
pub(super) fn keep(staged: &Staged, record: &RunRecord) -> Result<Vec<Kept>> {
    let mut wanted: Vec<(String, Vec<&FileRecord>)> = Vec::new();
    for input in &record.inputs {
        wanted.push((input.file.clone(), vec![input]));
    }
    let many = record.given.layers.len() > 1;
    for layer in &record.given.layers {
        let Some(folder) = &layer.folder else { continue };
        let before = if many { format!("{}/", layer.name) } else { String::new() };
        let own = record.pack_files.iter().filter_map(|file| Some((file.file.strip_prefix(&before)?, file)));
        for (name, file) in own.filter(|(name, _)| !name.contains('/')) {
            let path = Path::new(folder).join(name).display().to_string();
            wanted.push((path, vec![file]));
        }
    }
    wanted.sort_by(|a, b| a.0.cmp(&b.0));
    wanted.dedup_by(|later, first| {
        later.0 == first.0 && {
            first.1.append(&mut later.1);
            true
        }
    });
    let up = deepest(wanted.iter().map(|(path, _)| Path::new(path)));
    let mut kept: Vec<Kept> = Vec::new();
    for (file, records) in wanted {
        let path = Path::new(&file);
        let place = format!("{FOLDER}/{}", slashed(&place(up, path)));
        let packs = |copy: &str| kept.iter().all(|other| other.copy != copy);
        let packed = !files::is_packed(path) && packs(&format!("{place}.zst"));
        let copy = if packed { format!("{place}.zst") } else { place };
        // two layers may have one name: the file must be as one of them was read
        let mut last = Ok(());
        for record in records {
            let read = Hashed { hash: record.blake3.clone(), bytes: record.bytes };
            last = staged.keep(path, &copy, packed, &read);
            if last.is_ok() {
                break;
            }
        }
        last?;
        kept.push(Kept { file, copy, packed });
    }
    Ok(kept)
}

/// Where the files of a finished run are today.
#[derive(Debug)]
pub(super) enum Whence {
    /// As they are recorded, from the current folder.
    Here,
    /// As they are recorded, from another folder.
    From(PathBuf),
    /// Copies that were kept with the run, unpacked.
    Kept { unfolded: Unfolded, up: usize },
}

impl Whence {
    /// Of a run: what is said counts, then the copies that it has, if any.
    pub(super) fn of(out: &Path, from: Option<&Path>) -> Result<Self> {
        if let Some(from) = from {
            return Ok(Whence::From(from.to_owned()));
        }
        let Ok(content) = files::read(&out.join("job.json"))? else { return Ok(Whence::Here) };
        let job = report::earlier_job(&content.bytes).ok_or_else(|| {
            Error::Usage(format!(
                "{} cannot be read; name the folder of the inputs with --from",
                content.name
            ))
        })?;
        if job.kept.is_empty() {
            return Ok(Whence::Here);
        }
        let up = deepest(job.kept.iter().map(|kept| Path::new(&kept.file)));
        let unfolded = Unfolded::new()?;
        for Kept { file, copy, packed } in &job.kept {
            unfolded.take(&out.join(copy), *packed, &place(up, Path::new(file)))?;
        }
        Ok(Whence::Kept { unfolded, up })
    }

    /// Where a file lies that is recorded under this path.
    pub(super) fn path(&self, text: &str) -> PathBuf {
        match self {
            Whence::Here => PathBuf::from(text),
            Whence::From(from) => from.join(text),
            Whence::Kept { unfolded, up } => unfolded.place(&place(*up, Path::new(text))),
        }
    }

    /// The name under which a file is told of: of a copy the one that was recorded.
    pub(super) fn shown(&self, text: &str) -> String {
        match self {
            Whence::Kept { .. } => text.to_owned(),
            _ => self.path(text).display().to_string(),
        }
    }
}

/// How many folders the paths lead up above the one from which they lead.
fn deepest<'p>(paths: impl Iterator<Item = &'p Path>) -> usize {
    let depth = |path: &Path| {
        let (mut up, mut most) = (0_usize, 0_usize);
        let mut down = 0_usize;
        for part in path.components() {
            match part {
                Component::ParentDir if down > 0 => down -= 1,
                Component::ParentDir => up += 1,
                Component::Normal(_) => down += 1,
                _ => {}
            }
            most = most.max(up);
        }
        most
    };
    paths.map(depth).max().unwrap_or(0)
}

/// The place of a path among copies: `..` leads to a folder that stands for the one above, and what is named from the root
/// of the machine has a root of its own.
fn place(up: usize, path: &Path) -> PathBuf {
    let mut parts: Vec<OsString> = vec![OsString::from(ABOVE); up];
    let mut root = "home";
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_owned()),
            Component::ParentDir => drop(parts.pop()),
            Component::RootDir | Component::Prefix(_) => {
                root = "root";
                parts.clear();
            }
            Component::CurDir => {}
        }
    }
    std::iter::once(OsString::from(root)).chain(parts).collect()
}

/// A path with the slashes of run.json.
fn slashed(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_leading_to_each_other() {
        let paths = [
            "exports/staff.csv",
            "../packs/ours/pack.toml",
            "../packs/ours/../base/pack.toml",
            "./tasks.csv",
            "/srv/a/../b.csv",
            "a/../../c.csv",
        ];
        let up = deepest(paths.iter().map(Path::new));
        assert_eq!(up, 1);
        let places: Vec<String> = paths.iter().map(|path| slashed(&place(up, Path::new(path)))).collect();
        let expected = [
            "home/_/exports/staff.csv",
            "home/packs/ours/pack.toml",
            "home/packs/base/pack.toml",
            "home/_/tasks.csv",
            "root/srv/b.csv",
            "home/c.csv",
        ];
        assert_eq!(places, expected);
        assert_eq!(deepest([Path::new("../../a/../../b")].into_iter()), 3);
        assert_eq!(slashed(&place(0, Path::new("a/b"))), "home/a/b");
    }
}
