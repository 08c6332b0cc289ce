//! A memory of holdings as a file: sealed by its own hash, of one version and one program, and ignored if anything of it
//! is off.

use std::path::Path;

use crate::files;
use crate::intake::{KnownBlock, Memory, Names, Stretch};
use crate::model::Result;

/// What such a file begins with; the number is that of its form.
const MARK: &[u8; 16] = b"skillmix memory1";

/// Bytes of a stretch, and of a block.
const STRETCH: usize = 31;
const BLOCK: usize = 68;

/// What is remembered in a file by this program, as its own hash names it. What is not there, damaged, or of another
/// program is nothing.
#[must_use]
pub fn recall(path: &Path, program: &[u8; 32]) -> Option<Memory> {
    let bytes = files::sealed(path)?;
    let rest = bytes.strip_prefix(MARK)?.strip_prefix(program)?;
    let memory = read(rest)?;
    memory.is_sound().then_some(memory)
}

/// Puts a memory in its file; an earlier one is replaced.
pub fn remember(path: &Path, program: &[u8; 32], memory: &Memory) -> Result<()> {
    let key: Vec<u8> = memory.key.iter().flat_map(|part| part.to_le_bytes()).collect();
    let (mut blocks, mut stretches) = (Vec::new(), Vec::with_capacity(memory.stretches.len() * STRETCH));
    memory.blocks.iter().for_each(|block| put_block(&mut blocks, block));
    memory.stretches.iter().for_each(|stretch| put_stretch(&mut stretches, stretch));
    let ends = |names: &Names| names.ends.iter().flat_map(|end| end.to_le_bytes()).collect::<Vec<u8>>();
    let ends = [&memory.codes, &memory.words, &memory.people].map(ends);
    let [codes, words, people] = &ends;
    let parts: [&[u8]; 12] = [
        &key,
        &memory.header,
        &memory.codes.bytes,
        codes,
        &memory.words.bytes,
        words,
        &memory.people.bytes,
        people,
        &blocks,
        &stretches,
        &memory.runs,
        &memory.rows,
    ];
    let lengths = parts.map(|part| (part.len() as u64).to_le_bytes());
    let mut pieces: Vec<&[u8]> = vec![MARK, program];
    for (length, part) in lengths.iter().zip(parts) {
        pieces.extend([length.as_slice(), part]);
    }
    files::seal(path, &pieces)
}

fn read(mut rest: &[u8]) -> Option<Memory> {
    let mut part = || {
        let (length, after) = rest.split_first_chunk::<8>()?;
        let (part, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        rest = after;
        Some(part)
    };
    let key = exact::<32>(part()?)?.first()?;
    let header = part()?.to_vec();
    let mut names = || Some(Names { bytes: part()?.to_vec(), ends: numbers(part()?)? });
    let (codes, words, people) = (names()?, names()?, names()?);
    let blocks = exact::<BLOCK>(part()?)?.iter().map(block).collect::<Option<_>>()?;
    let stretches = exact::<STRETCH>(part()?)?.iter().map(stretch).collect::<Option<_>>()?;
    let (runs, rows) = (part()?.to_vec(), part()?.to_vec());
    let mut parts = [0; 4];
    parts.iter_mut().zip(key.as_chunks::<8>().0).for_each(|(to, from)| *to = u64::from_le_bytes(*from));
    rest.is_empty().then_some(Memory {
        key: parts,
        header,
        codes,
        words,
        people,
        blocks,
        stretches,
        runs,
        rows,
    })
}

/// A part as pieces of so many bytes, with nothing left over.
fn exact<const N: usize>(part: &[u8]) -> Option<&[[u8; N]]> {
    let (pieces, over) = part.as_chunks::<N>();
    over.is_empty().then_some(pieces)
}

fn numbers(part: &[u8]) -> Option<Vec<u32>> {
    Some(exact::<4>(part)?.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}

fn put_stretch(bytes: &mut Vec<u8>, stretch: &Stretch) {
    let Stretch { hash: [a, b], rows, runs, latest, at, line, odd } = *stretch;
    bytes.extend([a, b].map(u64::to_le_bytes).as_flattened());
    bytes.extend([at, line].map(u32::to_le_bytes).as_flattened());
    bytes.extend([rows, runs, latest].map(u16::to_le_bytes).as_flattened());
    bytes.push(u8::from(odd));
}

fn stretch(bytes: &[u8; STRETCH]) -> Option<Stretch> {
    let (hash, rest) = bytes.split_first_chunk::<16>()?;
    let (spot, rest) = rest.split_first_chunk::<8>()?;
    let [rows, runs, latest] = rest.as_chunks::<2>().0 else { return None };
    let [rows, runs, latest] = [rows, runs, latest].map(|number| u16::from_le_bytes(*number));
    let [at, line] = spot.as_chunks::<4>().0 else { return None };
    let [at, line] = [at, line].map(|number| u32::from_le_bytes(*number));
    let odd = *rest.last()? != 0;
    Some(Stretch { hash: halves(hash)?, rows, runs, latest, at, line, odd })
}

fn halves(bytes: &[u8; 16]) -> Option<[u64; 2]> {
    let [a, b] = bytes.as_chunks::<8>().0 else { return None };
    Some([a, b].map(|half| u64::from_le_bytes(*half)))
}

fn put_block(bytes: &mut Vec<u8>, block: &KnownBlock) {
    let KnownBlock { hash, tail, start, end, lines, rows, stretches } = *block;
    bytes.extend(hash);
    bytes.extend(tail.map(u64::to_le_bytes).as_flattened());
    bytes.extend([start, end, lines, rows, stretches].map(u32::to_le_bytes).as_flattened());
}

fn block(bytes: &[u8; BLOCK]) -> Option<KnownBlock> {
    let (hash, rest) = bytes.split_first_chunk::<32>()?;
    let (tail, rest) = rest.split_first_chunk::<16>()?;
    let [start, end, lines, rows, stretches] = <[u32; 5]>::try_from(numbers(rest)?).ok()?;
    Some(KnownBlock { hash: *hash, tail: halves(tail)?, start, end, lines, rows, stretches })
}
