//! The names of the files in a folder.

use std::fs;
use std::path::Path;

use crate::model::{Error, Result};

/// Names of the plain files of a folder, in the order of their bytes; hidden ones, and names that are no text, are left
/// out.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Err(Error::Usage(format!("`{}` is not a folder", folder.display())));
    }
    let failed = |source| Error::Machine { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'));
        names.extend(name.filter(|_| entry.path().is_file()));
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_hidden_files_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".hidden"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("inner")).unwrap();
        assert_eq!(names(folder.path()).unwrap(), ["a.csv", "b.csv"]);
        assert!(names(&folder.path().join("none")).is_err());
    }
}
