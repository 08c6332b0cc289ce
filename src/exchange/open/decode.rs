//! A text in any of the encodings that we read, as a stream of UTF-8.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{EncodingName, Known};
use crate::files::{Input, Stream};
use crate::model::Result;

/// Bytes read at once.
pub(super) const CHUNK: usize = 1 << 16;

/// Stands for what means nothing in its encoding: no byte of UTF-8, so that whoever reads the row sees that it is not
/// text, and which row it is.
const MEANINGLESS: u8 = 0xFF;

/// Bytes that mean nothing in Windows-1252.
const UNDEFINED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// A file whose first bytes are read.
pub(super) struct Begun<'i> {
    stream: Stream<'i>,
    bytes: Vec<u8>,
    ended: bool,
    chunk: usize,
}

impl<'i> Begun<'i> {
    pub(super) fn read(input: &'i Input, chunk: usize) -> Result<Self> {
        let mut stream = input.stream()?;
        let mut bytes = Vec::new();
        // enough to see what kind of file it is
        let ended = read_on(&mut stream, &mut bytes, chunk.max(1 << 10))?;
        Ok(Self { stream, bytes, ended, chunk: chunk.max(1) })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Appends up to `count` bytes; says whether the stream ended.
fn read_on(stream: &mut Stream<'_>, into: &mut Vec<u8>, count: usize) -> Result<bool> {
    match stream.by_ref().take(count as u64).read_to_end(into) {
        Ok(read) => Ok(read < count),
        Err(error) => Err(stream.error(error)),
    }
}

/// A text that comes out in UTF-8, bit by bit.
pub(super) struct Decoded<'i> {
    begun: Begun<'i>,
    coding: Coding,
    /// How it is known.
    pub(super) known: Known,
    /// It began with a byte order mark.
    pub(super) mark: bool,
}

enum Coding {
    Utf8,
    Windows1252,
    Utf16(Box<Decoder>, EncodingName),
}

impl<'i> Decoded<'i> {
    /// A byte order mark tells the encoding, else `said` does, else it is UTF-8.
    pub(super) fn new(mut begun: Begun<'i>, said: Option<EncodingName>) -> Self {
        let marks: [(&[u8], EncodingName); 3] = [
            (b"\xEF\xBB\xBF", EncodingName::Utf8),
            (b"\xFF\xFE", EncodingName::Utf16le),
            (b"\xFE\xFF", EncodingName::Utf16be),
        ];
        let mark = marks.into_iter().find(|(mark, _)| begun.bytes.starts_with(mark));
        let (encoding, known) = match (mark, said) {
            (Some((mark, encoding)), _) => {
                begun.bytes.drain(..mark.len());
                (encoding, Known::Mark)
            }
            (None, Some(said)) => (said, Known::Said),
            (None, None) => (EncodingName::Utf8, Known::Usual),
        };
        let utf16 = |of: &'static encoding_rs::Encoding| {
            Coding::Utf16(Box::new(of.new_decoder_without_bom_handling()), encoding)
        };
        let coding = match encoding {
            EncodingName::Utf8 => Coding::Utf8,
            EncodingName::Windows1252 => Coding::Windows1252,
            EncodingName::Utf16le => utf16(UTF_16LE),
            EncodingName::Utf16be => utf16(UTF_16BE),
        };
        Self { begun, coding, known, mark: mark.is_some() }
    }

    pub(super) fn encoding(&self) -> EncodingName {
        match &self.coding {
            Coding::Utf8 => EncodingName::Utf8,
            Coding::Windows1252 => EncodingName::Windows1252,
            Coding::Utf16(_, encoding) => *encoding,
        }
    }

    /// Appends what comes next, of about `wanted` bytes; says whether the text ends with it.
    pub(super) fn more(&mut self, into: &mut Vec<u8>, wanted: usize) -> Result<bool> {
        let begun = &mut self.begun;
        if begun.bytes.is_empty() && !begun.ended {
            let count = wanted.max(begun.chunk);
            begun.ended = read_on(&mut begun.stream, &mut begun.bytes, count)?;
        }
        match &mut self.coding {
            Coding::Utf8 => into.extend_from_slice(&begun.bytes),
            Coding::Windows1252 => windows_1252(&begun.bytes, into),
            Coding::Utf16(decoder, _) => utf_16(decoder, &begun.bytes, begun.ended, into),
        }
        begun.bytes.clear();
        Ok(begun.ended)
    }
}

fn windows_1252(bytes: &[u8], into: &mut Vec<u8>) {
    for part in bytes.chunk_by(|a, b| UNDEFINED.contains(a) == UNDEFINED.contains(b)) {
        if part.first().is_some_and(|byte| UNDEFINED.contains(byte)) {
            into.extend(part.iter().map(|_| MEANINGLESS));
        } else {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(part);
            into.extend_from_slice(text.as_bytes());
        }
    }
}

/// A text that ends asks once more with nothing: half a character at its end is none.
fn utf_16(decoder: &mut Decoder, mut bytes: &[u8], last: bool, into: &mut Vec<u8>) {
    let mut room = [0; 8 << 10];
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut room, last);
        into.extend_from_slice(room.get(..written).unwrap_or_default());
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => into.push(MEANINGLESS),
        }
    }
}
