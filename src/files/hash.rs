//! BLAKE3 of a file whose blocks are hashed by several threads: the same hash as of the whole.

use blake3::Hasher;
use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root,
};

/// Bytes of a block. BLAKE3 wants a power of two of at least 1,024.
pub const HASHED: usize = 1 << 19;

/// The hash of one block of [`HASHED`] bytes (the last may be shorter) at this place in its file.
#[must_use]
pub(super) fn of_block(bytes: &[u8], place: u64) -> ChainingValue {
    let mut hasher = Hasher::new();
    hasher.set_input_offset(place).update(bytes).finalize_non_root()
}

/// The hash, in hex, of a file of `length` bytes from those of its blocks; of a file of one block it is not.
#[must_use]
pub(super) fn of_blocks(blocks: &[ChainingValue], length: u64) -> String {
    let (left, right) = split(blocks, length);
    let (left, right) = (subtree(left.0, left.1), subtree(right.0, right.1));
    merge_subtrees_root(&left, &right, Mode::Hash).to_hex().to_string()
}

fn subtree(blocks: &[ChainingValue], length: u64) -> ChainingValue {
    match blocks {
        [one] => *one,
        [] => [0; 32],
        more => {
            let (left, right) = split(more, length);
            merge_subtrees_non_root(&subtree(left.0, left.1), &subtree(right.0, right.1), Mode::Hash)
        }
    }
}

type Part<'a> = (&'a [ChainingValue], u64);

/// As BLAKE3 splits its tree: the left side is the largest power of two that leaves something.
fn split(blocks: &[ChainingValue], length: u64) -> (Part<'_>, Part<'_>) {
    let left_length = left_subtree_len(length);
    let count = usize::try_from(left_length / HASHED as u64).unwrap_or(0);
    let (left, right) = blocks.split_at_checked(count).unwrap_or((blocks, &[]));
    ((left, left_length), (right, length - left_length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hash_as_the_whole() {
        let bytes: Vec<u8> = (0..HASHED * 7 + 4_321).map(|n| u8::try_from(n % 251).unwrap()).collect();
        for length in [HASHED + 1, HASHED * 2, HASHED * 3, HASHED * 5 + 77, HASHED * 7 + 4_321] {
            let text = &bytes[..length];
            let blocks: Vec<_> = (0u64..)
                .zip(text.chunks(HASHED))
                .map(|(n, block)| of_block(block, n * HASHED as u64))
                .collect();
            let whole = blake3::hash(text).to_hex().to_string();
            assert_eq!(of_blocks(&blocks, length as u64), whole, "{length}");
        }
    }
}
