//! The key of a project, and the pseudonyms made with it. The key itself never leaves this file.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::{Error, Result};

/// Bytes of a key.
const LENGTH: usize = 32;
/// Bytes of a pseudonym: 128 bits, so that no two people of any country ever share one.
const SHOWN: usize = 16;

/// A project's key.
#[derive(Clone)]
pub struct Key {
    keyed: Hmac<Sha256>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads a key file. One that others than its owner may read is refused.
    pub fn read(path: &Path) -> Result<Self> {
        let machine = |source| Error::Machine { path: path.to_owned(), source };
        let shown = path.display();
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::Usage(format!("no key file `{shown}`; --new-key makes one")));
            }
            Err(error) => return Err(machine(error)),
        };
        only_its_owner(&about, path)?;
        let unlike =
            || Error::Usage(format!("`{shown}` is not a key file: a key is 64 hex digits on one line"));
        // a key is short: whatever is longer is not read
        if about.len() > 4 * LENGTH as u64 {
            return Err(unlike());
        }
        let bytes = fs::read(path).map_err(machine)?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        of_hex(text.trim_end()).and_then(|key| Self::of(&key)).ok_or_else(unlike)
    }

    /// Makes a key of random bytes of the operating system in a new file that only its owner can read.
    pub fn create(path: &Path) -> Result<Self> {
        let machine = |source| Error::Machine { path: path.to_owned(), source };
        let mut key = [0u8; LENGTH];
        getrandom::fill(&mut key).map_err(|error| machine(std::io::Error::other(error)))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                let shown = path.display();
                Error::Usage(format!(
                    "`{shown}` is there already: a key is never written over; leave out --new-key"
                ))
            }
            _ => machine(error),
        })?;
        let written = file.write_all(format!("{}\n", hex(&key)).as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|source| {
            // half a key is none; nothing more can be done if it will not go
            drop(fs::remove_file(path));
            machine(source)
        })?;
        Self::of(&key).ok_or_else(|| Error::Defect("a new key has the wrong length".to_owned()))
    }

    fn of(key: &[u8]) -> Option<Self> {
        Hmac::new_from_slice(key).ok().map(|keyed| Self { keyed })
    }

    /// The pseudonym of a `staff_id`: `P` and 32 hex digits. The letter keeps spreadsheets from taking it for a number.
    #[must_use]
    pub fn pseudonym(&self, staff_id: &[u8]) -> String {
        format!("P{}", self.code(b"staff_id\0", staff_id, SHOWN))
    }

    /// What two datasets share that were made with one key. It tells nothing of the key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.code(b"fingerprint\0", b"skillmix", 8)
    }

    fn code(&self, use_of: &[u8], text: &[u8], bytes: usize) -> String {
        let mut mac = self.keyed.clone();
        mac.update(use_of);
        mac.update(text);
        hex(mac.finalize().into_bytes().get(..bytes).unwrap_or_default())
    }
}

#[cfg(unix)]
pub(super) fn only_its_owner(about: &fs::Metadata, path: &Path) -> Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions());
    // neither group nor others have any right
    if mode.trailing_zeros() >= 6 {
        return Ok(());
    }
    let shown = path.display();
    Err(Error::Usage(format!("`{shown}` can be read by others than its owner: run `chmod 600 {shown}`")))
}

#[cfg(not(unix))]
pub(super) fn only_its_owner(_: &fs::Metadata, _: &Path) -> Result<()> {
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    (text.len() == 2 * LENGTH).then(|| text.as_bytes().chunks(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_are_those_of_hmac_sha_256() {
        // RFC 4231 says what HMAC-SHA-256 is; these were worked out with another program (openssl) for a key of 32 zero bytes
        let key = Key::of(&[0; LENGTH]).unwrap();
        assert_eq!(key.pseudonym(b"S1"), EXPECTED_S1);
        assert_ne!(key.pseudonym(b"S1"), key.pseudonym(b"S2"));
        assert_ne!(key.fingerprint(), Key::of(&[1; LENGTH]).unwrap().fingerprint());
        assert_eq!(format!("{key:?}"), "Key");
    }

    const EXPECTED_S1: &str = "Pd4198c5c10ff5645932786ef07015d2b";

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Key::read(&path), Err(Error::Usage(_))));
        let key = Key::create(&path).unwrap();
        assert_eq!(Key::read(&path).unwrap().fingerprint(), key.fingerprint());
        assert!(matches!(Key::create(&path), Err(Error::Usage(_))));
        assert_eq!(Key::read(&path).unwrap().fingerprint(), key.fingerprint());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            for mode in [0o640, 0o604, 0o620] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                assert!(Key::read(&path).unwrap_err().to_string().contains("chmod 600"));
            }
        }
        for wrong in ["", "abc", &"g".repeat(64), &"0".repeat(200)] {
            let other = folder.path().join("other");
            fs::write(&other, wrong).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).unwrap();
            }
            assert!(matches!(Key::read(&other), Err(Error::Usage(_))), "{wrong}");
        }
    }
}
