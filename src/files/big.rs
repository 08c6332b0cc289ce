//! A large input, read block by block by several threads without being held, and hashed in the same pass.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use blake3::hazmat::ChainingValue;

use super::Input;
use super::hash::{HASHED, of_block, of_blocks};
use super::read::{Stamp, damaged, piped, present, stamp, too_large};
use super::room::Room;
use super::unpack::{Packing, Unpacked};
use crate::model::{Error, Finding, Result};

/// Bytes of a piece of an input that is handed over.
const PIECE: usize = 1 << 20;

/// A large input.
#[derive(Debug)]
pub struct Big {
    name: String,
    body: Body,
    /// How the file was when it was opened; a text in memory does not change.
    opened: Option<Stamp>,
}

#[derive(Debug)]
enum Body {
    Memory(Vec<u8>),
    File(PathBuf, File, u64),
    Packed(PathBuf, Packing),
}

/// What is known of an input once it was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hashed {
    /// BLAKE3 of the file as it lies there, in hex.
    pub hash: String,
    /// Its bytes.
    pub bytes: u64,
}

impl Big {
    /// Opens a file. One that is not there, or is a folder, is a finding. What is no plain file (a pipe) is read whole.
    pub fn open(path: &Path) -> Result<std::result::Result<Self, Finding>> {
        let name = path.display().to_string();
        let failed = |source| Error::Machine { path: path.to_owned(), source };
        let (file, about) = match present(path)? {
            Ok(present) => present,
            Err(absent) => return Ok(Err(absent)),
        };
        let opened = Some(stamp(&about));
        let body = match Packing::of(path) {
            Some(packing) => Body::Packed(path.to_owned(), packing),
            None if about.is_file() => Body::File(path.to_owned(), file, about.len()),
            None => {
                let bytes = piped(file).map_err(failed)?.map(|bytes| Self::in_memory(&name, bytes));
                return Ok(bytes.ok_or_else(|| too_large(&name, Input::WHOLE)));
            }
        };
        Ok(Ok(Self { name, body, opened }))
    }

    /// A text that is in memory already.
    #[must_use]
    pub fn in_memory(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), body: Body::Memory(bytes), opened: None }
    }

    /// A plain file that is open already; `path` is what errors of the machine call it.
    pub(super) fn of_file(name: &str, path: PathBuf, file: File) -> Result<Self> {
        let about = file.metadata().map_err(|source| Error::Machine { path: path.clone(), source })?;
        let opened = Some(stamp(&about));
        Ok(Self { name: name.to_owned(), body: Body::File(path, file, about.len()), opened })
    }

    /// The name the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes there are to read, if that is known before: not of a packed file.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.body {
            Body::Memory(bytes) => Some(bytes.len() as u64),
            Body::File(_, _, length) => Some(*length),
            Body::Packed(..) => None,
        }
    }

    /// All of it; for what is small by its nature.
    pub fn whole(self) -> Result<Vec<u8>> {
        if let Body::Memory(bytes) = self.body {
            return Ok(bytes);
        }
        let mut room = Room::default();
        match self.pass(1, 1)?.batch()? {
            Some(batch) => batch.fill(0, usize::MAX, &mut room).map(|_| room.bytes().to_vec()),
            None => Ok(Vec::new()),
        }
    }

    /// Hands it over from its beginning, unpacked, piece by piece.
    pub fn each(&self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut pass = self.pass(PIECE, 1)?;
        let mut room = Room::default();
        while let Some(batch) = pass.batch()? {
            batch.fill(batch.base, PIECE, &mut room)?;
            take(room.bytes())?;
            pass.done([]);
        }
        self.unchanged()
    }

    /// Refuses a file that changed since it was opened: it is read more than once, and all reads must see one text.
    pub fn unchanged(&self) -> Result<()> {
        let (path, now) = match &self.body {
            Body::Memory(_) => return Ok(()),
            Body::File(path, file, _) => (path, file.metadata()),
            Body::Packed(path, _) => (path, fs::metadata(path)),
        };
        let failed = |source| Error::Machine { path: path.clone(), source };
        let now = now.map_err(failed)?;
        if self.opened == Some(stamp(&now)) {
            return Ok(());
        }
        Err(failed(io::Error::other("the file changed while it was read; run again when it is complete")))
    }

    /// Begins to read it from its beginning, in blocks of `block` bytes, `batch` blocks at a time.
    pub fn pass(&self, block: usize, batch: usize) -> Result<Pass<'_>> {
        let unpacked = match &self.body {
            Body::Packed(path, packing) => {
                let open = File::open(path).and_then(|file| Unpacked::open(file, *packing));
                Some(open.map_err(|source| Error::Machine { path: path.clone(), source })?)
            }
            _ => None,
        };
        let span = block.saturating_mul(batch);
        Ok(Pass {
            big: self,
            block,
            span,
            base: 0,
            held: Vec::new(),
            ended: false,
            unpacked,
            hashes: Vec::new(),
        })
    }
}

/// One reading of an input.
#[derive(Debug)]
pub struct Pass<'b> {
    big: &'b Big,
    block: usize,
    /// Bytes of a batch.
    span: usize,
    /// Where the batch begins.
    base: u64,
    /// Of a packed file: what is unpacked from there on.
    held: Vec<u8>,
    ended: bool,
    unpacked: Option<Unpacked>,
    hashes: Vec<ChainingValue>,
}

/// Which blocks of a batch there are, and access to their bytes.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'p> {
    source: Bytes<'p>,
    block: usize,
    /// Where the batch begins in the text.
    pub base: u64,
    /// How many blocks it has.
    pub blocks: usize,
}

#[derive(Debug, Clone, Copy)]
enum Bytes<'p> {
    /// All bytes of the text.
    Whole(&'p [u8]),
    File(&'p Path, &'p File, u64),
    /// Bytes of the text from a place on, and whether they are the last.
    Held(u64, &'p [u8], bool),
}

impl Pass<'_> {
    /// The next batch; `None` at the end.
    pub fn batch(&mut self) -> Result<Option<Batch<'_>>> {
        self.unpack(self.span + self.block)?;
        let length = self.length();
        if self.base >= length {
            return Ok(None);
        }
        let span = (length - self.base).min(self.span as u64);
        let blocks = usize::try_from(span.div_ceil(self.block.max(1) as u64)).unwrap_or(usize::MAX);
        Ok(Some(Batch { source: self.bytes(), block: self.block, base: self.base, blocks }))
    }

    /// The batch again, with at least `ahead` bytes behind it, unless the text ends before.
    pub fn reach(&mut self, ahead: usize) -> Result<Batch<'_>> {
        self.unpack(self.span.saturating_add(ahead))?;
        Ok(Batch { source: self.bytes(), block: self.block, base: self.base, blocks: 0 })
    }

    /// Says that the batch is done with; `hashes` are those of its blocks, if it is a plain file.
    pub fn done(&mut self, hashes: impl IntoIterator<Item = ChainingValue>) {
        self.hashes.extend(hashes);
        self.base += self.span as u64;
        let gone = self.span.min(self.held.len());
        self.held.drain(..gone);
    }

    /// Hash and length, once everything was read.
    #[must_use]
    pub fn hashed(&self) -> Hashed {
        match (&self.big.body, &self.unpacked) {
            (Body::File(_, _, length), _) if self.hashes.len() > 1 => {
                Hashed { hash: of_blocks(&self.hashes, *length), bytes: *length }
            }
            (Body::Memory(bytes), _) => of_whole(bytes),
            (Body::File(path, file, length), _) => {
                let whole = Batch { source: Bytes::File(path, file, *length), block: 0, base: 0, blocks: 0 };
                let mut room = Room::default();
                // read before without a fault
                whole.fill(0, usize::MAX, &mut room).map(|_| of_whole(room.bytes())).unwrap_or_default()
            }
            (Body::Packed(..), Some(unpacked)) => {
                let (hash, bytes) = unpacked.packed();
                Hashed { hash, bytes }
            }
            (Body::Packed(..), None) => Hashed::default(),
        }
    }

    /// Where the text ends, as far as is known.
    fn length(&self) -> u64 {
        self.big.length().unwrap_or(self.base + self.held.len() as u64)
    }

    fn bytes(&self) -> Bytes<'_> {
        match &self.big.body {
            Body::Memory(bytes) => Bytes::Whole(bytes),
            Body::File(path, file, length) => Bytes::File(path, file, *length),
            Body::Packed(..) => Bytes::Held(self.base, &self.held, self.ended),
        }
    }

    /// Of a packed file, unpacks until `wanted` bytes are held.
    fn unpack(&mut self, wanted: usize) -> Result<()> {
        let Some(unpacked) = &mut self.unpacked else { return Ok(()) };
        while !self.ended && self.held.len() < wanted {
            let more = (wanted - self.held.len()) as u64;
            match unpacked.by_ref().take(more).read_to_end(&mut self.held) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => return Err(Error::Input(vec![damaged(&self.big.name, &error)])),
            }
        }
        Ok(())
    }
}

fn of_whole(bytes: &[u8]) -> Hashed {
    Hashed { hash: blake3::hash(bytes).to_hex().to_string(), bytes: bytes.len() as u64 }
}

impl Batch<'_> {
    /// Where a block of the batch begins in the text.
    #[must_use]
    pub fn place(&self, block: usize) -> u64 {
        self.base + (block * self.block) as u64
    }

    /// Takes in the bytes of the text from `place` on, at most `length`; says whether the text ends with them.
    pub fn fill(&self, place: u64, length: usize, into: &mut Room) -> Result<bool> {
        match self.source {
            Bytes::Whole(bytes) => Ok(copy(bytes, place, length, into)),
            Bytes::Held(base, bytes, ended) => Ok(copy(bytes, place - base, length, into) && ended),
            Bytes::File(path, file, end) => {
                let length = usize::try_from(end.saturating_sub(place)).unwrap_or(usize::MAX).min(length);
                read_at(file, into.of_length(length), place)
                    .map_err(|source| Error::Machine { path: path.to_owned(), source })?;
                Ok(place + length as u64 >= end)
            }
        }
    }

    /// The hash of a block of [`HASHED`] bytes; only a plain file has need of it.
    #[must_use]
    pub fn hash(&self, place: u64, bytes: &[u8]) -> Option<ChainingValue> {
        let hashed = matches!(self.source, Bytes::File(..)) && self.block == HASHED;
        hashed.then(|| of_block(bytes, place))
    }
}

fn copy(bytes: &[u8], place: u64, length: usize, into: &mut Room) -> bool {
    let from = usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
    let to = from.saturating_add(length).min(bytes.len());
    into.of_length(to - from).copy_from_slice(bytes.get(from..to).unwrap_or_default());
    to == bytes.len()
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, place)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], place: u64) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match std::os::windows::fs::FileExt::seek_read(file, rest, place + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => done += read,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_changes_under_reading_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["holdings.csv", "holdings.csv.gz"] {
            let path = folder.path().join(name);
            fs::write(&path, "a,b\n1,2\n").unwrap();
            let big = Big::open(&path).unwrap().unwrap();
            assert!(big.unchanged().is_ok(), "{name}");
            fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"3,4\n").unwrap();
            assert_eq!(big.unchanged().unwrap_err().exit_code(), 3, "{name}");
        }
        assert!(Big::in_memory("x", Vec::new()).unchanged().is_ok());
    }
}
