//! Bytes written one after another to be read again: in memory while they are few, else in a nameless file.

use std::fs::File;
use std::io::{BufWriter, IntoInnerError, Write};
use std::path::PathBuf;

use super::big::Big;
use crate::model::{Error, Result};

/// Bytes on their way from one reader to another. A file that holds them has no name, is readable by its owner only,
/// and is gone with the program, however that ends.
#[derive(Debug)]
pub struct Spool {
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
    length: u64,
    /// Most bytes in memory.
    most: usize,
}

impl Default for Spool {
    fn default() -> Self {
        Self::new(64 << 20)
    }
}

impl Spool {
    /// One that holds at most this many bytes in memory.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { memory: Vec::new(), file: None, length: 0, most }
    }

    /// How many bytes were written.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Writes some more.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.length += bytes.len() as u64;
        if self.file.is_none() && self.memory.len() + bytes.len() > self.most {
            let mut file = BufWriter::with_capacity(1 << 18, nameless().map_err(failed)?);
            file.write_all(&std::mem::take(&mut self.memory)).map_err(failed)?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            return file.write_all(bytes).map_err(failed);
        }
        self.memory.extend_from_slice(bytes);
        Ok(())
    }

    /// What was written, to be read under this name.
    pub fn into_big(self, name: &str) -> Result<Big> {
        match self.file {
            None => Ok(Big::in_memory(name, self.memory)),
            Some(file) => {
                let file = file.into_inner().map_err(IntoInnerError::into_error).map_err(failed)?;
                Big::of_file(name, temporary(), file)
            }
        }
    }
}

fn nameless() -> std::io::Result<File> {
    let file = tempfile::tempfile()?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

fn failed(source: std::io::Error) -> Error {
    Error::Machine { path: temporary(), source }
}

/// What a message calls a file without a name.
fn temporary() -> PathBuf {
    PathBuf::from("temporary file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Room;

    fn read(big: &Big) -> Vec<u8> {
        let (mut pass, mut room, mut all) = (big.pass(100, 3).unwrap(), Room::default(), Vec::new());
        while let Some(batch) = pass.batch().unwrap() {
            for block in 0..batch.blocks {
                batch.fill(batch.place(block), 100, &mut room).unwrap();
                all.extend_from_slice(room.bytes());
            }
            pass.done([]);
        }
        all
    }

    #[test]
    fn what_is_written_is_read_from_memory_or_from_a_file() {
        for most in [0, 10, 1_000, 100_000] {
            let (mut spool, mut all) = (Spool::new(most), Vec::new());
            for number in 0..2_000 {
                let line = format!("{number},x\n");
                all.extend_from_slice(line.as_bytes());
                spool.write(line.as_bytes()).unwrap();
            }
            assert_eq!(spool.length(), all.len() as u64);
            let big = spool.into_big("staff.csv").unwrap();
            assert_eq!(big.name(), "staff.csv");
            assert_eq!(big.length(), Some(all.len() as u64));
            assert_eq!(read(&big), all, "{most}");
            big.unchanged().unwrap();
        }
        assert_eq!(Spool::default().into_big("x").unwrap().length(), Some(0));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_has_no_name_and_is_nobody_elses() {
        use std::os::unix::fs::MetadataExt;

        let mut spool = Spool::new(0);
        spool.write(b"a").unwrap();
        let about = spool.file.as_ref().unwrap().get_ref().metadata().unwrap();
        assert_eq!((about.nlink(), about.mode() & 0o777), (0, 0o600));
    }
}
