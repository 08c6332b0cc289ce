//! Files packed by gzip or zstd, known by their ending, read as what they hold.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// By the ending of a path: `.gz`, `.zst`.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "gz" | "gzip" => Some(Packing::Gzip),
            "zst" | "zstd" => Some(Packing::Zstd),
            _ => None,
        }
    }
}

impl std::fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unpacked")
    }
}

/// The content of a packed file, and the hash and length of the packed bytes once all are read.
pub(super) struct Unpacked {
    inner: Inner,
}

enum Inner {
    Gzip(Box<MultiGzDecoder<BufReader<Counted>>>),
    Zstd(Box<zstd::Decoder<'static, BufReader<Counted>>>),
}

impl Unpacked {
    pub(super) fn open(file: File, packing: Packing) -> io::Result<Self> {
        let packed = BufReader::with_capacity(1 << 17, Counted::new(file));
        let inner = match packing {
            Packing::Gzip => Inner::Gzip(Box::new(MultiGzDecoder::new(packed))),
            Packing::Zstd => Inner::Zstd(Box::new(zstd::Decoder::with_buffer(packed)?)),
        };
        Ok(Self { inner })
    }

    /// Hash in hex and length of the packed bytes read so far: of the whole file once everything is read.
    pub(super) fn packed(&self) -> (String, u64) {
        let counted = match &self.inner {
            Inner::Gzip(decoder) => decoder.get_ref().get_ref(),
            Inner::Zstd(decoder) => decoder.get_ref().get_ref(),
        };
        counted.hashed()
    }
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Gzip(decoder) => decoder.read(into),
            Inner::Zstd(decoder) => decoder.read(into),
        }
    }
}

/// A file that is hashed as it is read.
#[derive(Debug)]
pub(super) struct Counted {
    file: File,
    hasher: blake3::Hasher,
}

impl Counted {
    pub(super) fn new(file: File) -> Self {
        Self { file, hasher: blake3::Hasher::new() }
    }

    /// Hash in hex and length of what was read so far.
    pub(super) fn hashed(&self) -> (String, u64) {
        (self.hasher.finalize().to_hex().to_string(), self.hasher.count())
    }
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.hasher.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}
