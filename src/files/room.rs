//! Memory for blocks of files.

/// Where memory must begin for the system to copy into it at its quickest: some processors copy at half of that to a
/// place just behind the start of a page, which is where an allocator puts large memory.
const PAGE: usize = 4_096;

/// Memory for a block, used again for block after block.
#[derive(Debug, Default)]
pub struct Room {
    memory: Vec<u8>,
    start: usize,
    length: usize,
}

impl Room {
    /// What was read into it last.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.memory.get(self.start..self.start + self.length).unwrap_or_default()
    }

    /// Room for this many bytes, to be written over.
    pub(super) fn of_length(&mut self, length: usize) -> &mut [u8] {
        if self.memory.len() < length.saturating_add(PAGE) {
            self.memory.resize(length.saturating_add(PAGE), 0);
        }
        // moves with the memory; out of reach only where addresses have no order
        self.start = Some(self.memory.as_ptr().align_offset(PAGE)).filter(|start| *start < PAGE).unwrap_or(0);
        self.length = length;
        self.memory.get_mut(self.start..self.start + length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_begins_a_page_and_has_its_length() {
        let mut room = Room::default();
        for length in [0, 1, 70_000, 3, 200_000] {
            room.of_length(length).fill(b'x');
            assert_eq!(room.bytes().len(), length);
            assert!(room.bytes().iter().all(|byte| *byte == b'x'));
            assert_eq!(room.bytes().as_ptr().align_offset(PAGE), 0);
        }
    }
}
