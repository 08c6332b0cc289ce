//! Files and folders by patterns: in each part of a path `*` stands for any letters, none included, and `?` for one.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::model::{Error, Result};

/// Whether a path is a pattern.
#[must_use]
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// What a pattern means today: files, or folders if so asked; sorted. Names that begin with a dot are only meant by a
/// pattern that does too.
pub fn find(pattern: &str, folders: bool) -> Result<Vec<PathBuf>> {
    let mut found = vec![PathBuf::new()];
    for part in Path::new(pattern).components() {
        let text = part.as_os_str().to_string_lossy();
        if !matches!(part, Component::Normal(_)) || !is_pattern(&text) {
            for path in &mut found {
                path.push(part);
            }
            continue;
        }
        let mut next = Vec::new();
        for path in &found {
            next.extend(
                names(path)?.into_iter().filter(|name| fits(&text, name)).map(|name| path.join(name)),
            );
        }
        found = next;
    }
    found.retain(|path| if folders { path.is_dir() } else { path.is_file() });
    found.sort();
    Ok(found)
}

/// The names in a folder; none if it is no folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |source| Error::Machine { path: folder.to_owned(), source };
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(source) => return Err(failed(source)),
    };
    let mut names = Vec::new();
    for entry in read {
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    Ok(names)
}

/// Whether a name is meant. The last star is tried at every place, which suffices: what an earlier one took stays right.
fn fits(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut here, mut star) = (0, 0, None);
    while let Some(letter) = name.get(here) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => (at, here) = (at + 1, here + 1),
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    (at, here) = (place + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        let yes = [
            ("*", "a"),
            ("a*b*c", "abxbc"),
            ("?.csv", "é.csv"),
            ("a**", "a"),
            ("*a", "aaa"),
            (".x*", ".xy"),
            ("staff_*.csv", "staff_.csv"),
        ];
        for (pattern, name) in yes {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        let no = [
            ("a?", "a"),
            ("*", ".hidden"),
            ("?x", ".x"),
            ("a*b", "abc"),
            ("[ab]", "a"),
            ("*.csv", "a.csv.gz"),
            ("A*", "a"),
        ];
        for (pattern, name) in no {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn files_and_folders_are_found_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_str().unwrap().to_owned();
        for name in ["2026-10/b.csv", "2026-10/a.csv", "2026-11/a.csv", "notes/a.csv"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = |pattern: &str, folders| -> Vec<String> {
            let found = find(&format!("{root}/{pattern}"), folders).unwrap();
            found.iter().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(found("2026-*/*.csv", false), ["2026-10/a.csv", "2026-10/b.csv", "2026-11/a.csv"]);
        assert_eq!(found("2026-*", true), ["2026-10", "2026-11"]);
        assert_eq!(found("2026-1?/../notes/?.csv", false).len(), 2);
        assert!(found("2026-*", false).is_empty() && found("none/*", false).is_empty());
        assert_eq!(found("notes/a.csv", false), ["notes/a.csv"]);
    }
}
