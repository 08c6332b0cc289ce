//! A file of somebody else's: read as a stream as often as needed, or whole up to a limit; hashed by the way.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::big::Hashed;
use super::read::{Stamp, damaged, piped, present, stamp, too_large};
use super::unpack::{Counted, Packing, Unpacked};
use crate::model::{Error, Finding, Result};

/// A file, or bytes in memory, under the name that the user knows it by.
#[derive(Debug)]
pub struct Input {
    name: String,
    body: Body,
    /// Known once it was read to its end.
    hashed: OnceLock<Hashed>,
}

#[derive(Debug)]
enum Body {
    Memory(Vec<u8>),
    File { path: PathBuf, packing: Option<Packing>, opened: Stamp },
}

impl Input {
    /// Most bytes of what is read whole because it must be: pipes here, small sheets and workbooks elsewhere.
    pub const WHOLE: u64 = 1 << 30;

    /// Finds a file. One that is not there, or is a folder, is a finding. What is no plain file (a pipe) can be read
    /// once only, so it is read whole now.
    pub fn open(path: &Path) -> Result<std::result::Result<Self, Finding>> {
        let name = path.display().to_string();
        let failed = |source| Error::Machine { path: path.to_owned(), source };
        let (file, about) = match present(path)? {
            Ok(present) => present,
            Err(absent) => return Ok(Err(absent)),
        };
        if about.is_file() {
            let body =
                Body::File { path: path.to_owned(), packing: Packing::of(path), opened: stamp(&about) };
            return Ok(Ok(Self { name, body, hashed: OnceLock::new() }));
        }
        let bytes = piped(file).map_err(failed)?.map(|bytes| Self::in_memory(&name, bytes));
        Ok(bytes.ok_or_else(|| too_large(&name, Self::WHOLE)))
    }

    /// Bytes that are in memory already; they are not unpacked.
    #[must_use]
    pub fn in_memory(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), body: Body::Memory(bytes), hashed: OnceLock::new() }
    }

    /// The name the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bytes as it lies there, packed if it is packed.
    #[must_use]
    pub fn length(&self) -> u64 {
        match &self.body {
            Body::Memory(bytes) => bytes.len() as u64,
            Body::File { opened, .. } => opened.0,
        }
    }

    /// Begins to read it from its beginning, unpacked.
    pub fn stream(&self) -> Result<Stream<'_>> {
        let inner = match &self.body {
            Body::Memory(bytes) => Inner::Memory(bytes),
            Body::File { path, packing, .. } => {
                let failed = |source| Error::Machine { path: path.clone(), source };
                let file = File::open(path).map_err(failed)?;
                match packing {
                    Some(packing) => Inner::Packed(Unpacked::open(file, *packing).map_err(failed)?),
                    None => Inner::Plain(Box::new(Counted::new(file))),
                }
            }
        };
        Ok(Stream { input: self, inner, ended: false })
    }

    /// Everything in it, unpacked, for formats that are not read front to back; more than `limit` bytes are a finding,
    /// and are not held.
    pub fn whole(&self, limit: u64) -> Result<std::result::Result<Vec<u8>, Finding>> {
        let mut stream = self.stream()?;
        let mut bytes = Vec::new();
        let read = stream.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| stream.error(error))?;
        if bytes.len() as u64 > limit {
            return Ok(Err(too_large(&self.name, limit)));
        }
        // the limit may have ended the reading just before the end
        stream.finish()?;
        Ok(Ok(bytes))
    }

    /// Bytes at any place of it, for formats that are read from their end; of a packed file there are none.
    pub fn file(&self) -> Result<Option<File>> {
        match &self.body {
            Body::File { path, packing: None, .. } => {
                let file = File::open(path);
                file.map(Some).map_err(|source| Error::Machine { path: path.clone(), source })
            }
            _ => Ok(None),
        }
    }

    /// Hash and length; the file is read for them unless it was read to its end before.
    pub fn hashed(&self) -> Result<Hashed> {
        if self.hashed.get().is_none() {
            self.stream()?.finish()?;
        }
        Ok(self.hashed.get().cloned().unwrap_or_default())
    }

    /// Refuses a file that changed since it was found: it is read more than once, and all reads must see one text.
    pub fn unchanged(&self) -> Result<()> {
        let Body::File { path, opened, .. } = &self.body else { return Ok(()) };
        let failed = |source| Error::Machine { path: path.clone(), source };
        let now = fs::metadata(path).map_err(failed)?;
        if stamp(&now) == *opened { Ok(()) } else { Err(failed(changed())) }
    }
}

fn changed() -> io::Error {
    io::Error::other("the file changed while it was read; run again when it is complete")
}

/// One reading of an input. Read to its end, it leaves the hash with the input.
#[derive(Debug)]
pub struct Stream<'i> {
    input: &'i Input,
    inner: Inner<'i>,
    ended: bool,
}

#[derive(Debug)]
enum Inner<'i> {
    Memory(&'i [u8]),
    Plain(Box<Counted>),
    Packed(Unpacked),
}

impl Stream<'_> {
    /// What a refused reading means: half of a packed file is not the file.
    #[must_use]
    pub fn error(&self, error: io::Error) -> Error {
        match (&self.inner, &self.input.body) {
            (Inner::Packed(_), _) => Error::Input(vec![damaged(&self.input.name, &error)]),
            (_, Body::File { path, .. }) => Error::Machine { path: path.clone(), source: error },
            (_, Body::Memory(_)) => Error::Machine { path: PathBuf::from(&self.input.name), source: error },
        }
    }

    /// Reads on to the end and holds nothing.
    fn finish(&mut self) -> Result<()> {
        io::copy(self, &mut io::sink()).map(drop).map_err(|error| self.error(error))
    }

    /// Notes the hash. Another one than at the reading before means that the file changed.
    fn end(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        let (hash, bytes) = match (&self.inner, &self.input.body) {
            (_, Body::Memory(bytes)) => (blake3::hash(bytes).to_hex().to_string(), bytes.len() as u64),
            (Inner::Packed(unpacked), _) => unpacked.packed(),
            (Inner::Plain(counted), _) => counted.hashed(),
            // INVARIANT: only bytes in memory are read as such
            (Inner::Memory(_), Body::File { .. }) => return Err(changed()),
        };
        let now = Hashed { hash, bytes };
        let before = self.input.hashed.get_or_init(|| now.clone());
        if *before == now && self.input.length() == now.bytes { Ok(()) } else { Err(changed()) }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.inner {
            Inner::Memory(rest) => rest.read(into)?,
            Inner::Plain(counted) => counted.read(into)?,
            Inner::Packed(unpacked) => unpacked.read(into)?,
        };
        if count == 0 && !into.is_empty() {
            self.end()?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_file_is_read_as_often_as_wanted_and_hashed_as_it_lies_there() {
        let folder = tempfile::tempdir().unwrap();
        let text = "a,b\n1,2\n".repeat(50_000);
        for (name, bytes) in [
            ("a.csv", text.clone().into_bytes()),
            ("a.csv.gz", gz(text.as_bytes())),
            ("a.csv.zst", zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, &bytes).unwrap();
            let input = Input::open(&path).unwrap().unwrap();
            for _ in 0..2 {
                assert_eq!(io::read_to_string(input.stream().unwrap()).unwrap(), text, "{name}");
            }
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let expected = Hashed { hash, bytes: bytes.len() as u64 };
            assert_eq!(input.hashed().unwrap(), expected, "{name}");
            assert_eq!(Input::open(&path).unwrap().unwrap().hashed().unwrap(), expected, "{name}");
            assert_eq!(input.whole(text.len() as u64).unwrap().unwrap(), text.as_bytes(), "{name}");
            assert!(input.whole(text.len() as u64 - 1).unwrap().is_err(), "{name}");
        }
        let memory = Input::in_memory("x", text.clone().into_bytes());
        assert_eq!(memory.whole(u64::MAX).unwrap().unwrap(), text.as_bytes());
        assert_eq!(memory.hashed().unwrap().bytes, text.len() as u64);
    }

    #[test]
    fn a_file_that_changed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "a,b\n1,2\n").unwrap();
        let input = Input::open(&path).unwrap().unwrap();
        input.hashed().unwrap();
        input.unchanged().unwrap();
        fs::write(&path, "a,b\n1,3\n4,5\n").unwrap();
        assert_eq!(input.unchanged().unwrap_err().exit_code(), 3);
        assert!(io::read_to_string(input.stream().unwrap()).is_err());
    }

    #[test]
    fn what_is_not_there_or_is_damaged_is_a_finding() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Input::open(folder.path()).unwrap().is_err());
        assert!(Input::open(&folder.path().join("b.csv")).unwrap().is_err());
        let path = folder.path().join("a.csv.gz");
        let whole = gz("a,b\n".repeat(9_000).as_bytes());
        fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        let input = Input::open(&path).unwrap().unwrap();
        assert_eq!(input.whole(u64::MAX).unwrap_err().exit_code(), 2);
    }
}
