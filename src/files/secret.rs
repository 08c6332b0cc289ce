//! A password in a file of its own, which nobody else may read.

use std::fs;
use std::path::Path;

use super::key::only_its_owner;
use crate::model::{Error, Result};

/// Longer is no password.
const LONGEST: u64 = 4_096;

/// The one line of a file. A file that others than its owner may read is refused.
pub fn secret(path: &Path) -> Result<String> {
    let shown = path.display();
    let about = fs::metadata(path).map_err(|error| Error::Usage(format!("`{shown}`: {error}")))?;
    only_its_owner(&about, path)?;
    let unlike = || Error::Usage(format!("`{shown}` is no password: write it on one line, and nothing else"));
    if !about.is_file() || about.len() > LONGEST {
        return Err(unlike());
    }
    let bytes = fs::read(path).map_err(|source| Error::Machine { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| unlike())?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.contains(['\n', '\r', '\0']) { Err(unlike()) } else { Ok(line.to_owned()) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_password_is_one_line_that_only_its_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        let put = |text: &str, mode: u32| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            secret(&path)
        };
        for text in ["pass word ", "pass word \n", "pass word \r\n"] {
            assert_eq!(put(text, 0o600).unwrap(), "pass word ");
        }
        for (text, mode) in
            [("secret1", 0o640), ("secret1", 0o604), ("", 0o600), ("\n", 0o600), ("secret1\nb\n", 0o600)]
        {
            let told = put(text, mode).unwrap_err();
            assert!(told.exit_code() == 2 && !told.to_string().contains("secret1"), "{told}");
        }
        assert_eq!(secret(&folder.path().join("none")).unwrap_err().exit_code(), 2);
    }
}
