//! What the bytes of a text say: encoding, byte order mark, line ends. Read in blocks; nothing is held.

use crate::model::TextProfile;

/// The evidence of a text, block after block.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the line being read")]
pub(super) struct Evidence {
    found: TextProfile,
    /// Bytes read.
    place: u64,
    /// The line of the next byte.
    line: u64,
    /// The line now read is not UTF-8.
    bad: bool,
    /// The line now read has something that is not ASCII.
    beyond: bool,
    after_cr: bool,
    /// No line so far had anything but ASCII.
    ascii: bool,
    /// The beginning of a letter whose end is in the next block.
    carry: Vec<u8>,
}

/// Lines told of.
const TOLD: usize = 5;

impl Evidence {
    pub(super) fn new() -> Self {
        Self { line: 1, ascii: true, ..Self::default() }
    }

    /// Takes in the next block.
    pub(super) fn add(&mut self, block: &[u8]) {
        if self.place == 0 {
            self.found.bom = match block {
                [0xEF, 0xBB, 0xBF, ..] => "UTF-8",
                [0xFF, 0xFE, ..] => "UTF-16LE",
                [0xFE, 0xFF, ..] => "UTF-16BE",
                _ => "",
            };
        }
        if block.contains(&0) {
            for (at, _) in block.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                let odd = (self.place + at as u64) % 2 == 1;
                let [even_zeros, odd_zeros] = &mut self.found.zero_bytes;
                *if odd { odd_zeros } else { even_zeros } += 1;
            }
        }
        let mark: &[u8] = if self.place == 0 && self.found.bom == "UTF-8" { b"\xEF\xBB\xBF" } else { b"" };
        self.place += block.len() as u64;
        let block = block.strip_prefix(mark).unwrap_or(block);
        if self.carry.is_empty() {
            self.text(block);
        } else {
            let mut whole = std::mem::take(&mut self.carry);
            whole.extend_from_slice(block);
            self.text(&whole);
        }
    }

    /// Good text, bad bytes, good text, ...
    fn text(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(good) => return self.good(good.as_bytes()),
                Err(error) => {
                    let (good, bad) = rest.split_at_checked(error.valid_up_to()).unwrap_or((rest, &[]));
                    self.good(good);
                    let Some(length) = error.error_len() else {
                        self.carry = bad.to_vec();
                        return;
                    };
                    let (fault, after) = bad.split_at_checked(length).unwrap_or((bad, &[]));
                    self.fault(fault);
                    rest = after;
                }
            }
        }
    }

    fn good(&mut self, text: &[u8]) {
        if text.is_ascii() {
            for byte in text {
                self.line_end(*byte);
            }
        } else {
            for byte in text {
                self.beyond |= *byte >= 0x80;
                self.line_end(*byte);
            }
        }
    }

    fn fault(&mut self, bytes: &[u8]) {
        if !self.bad {
            self.bad = true;
            self.found.bad_lines += 1;
            if self.found.first_bad.len() < TOLD {
                self.found.first_bad.push(self.line);
            }
        }
        for byte in bytes {
            match byte {
                0x80..=0x9F => self.found.c1_bytes += 1,
                0xA0.. => self.found.high_bytes += 1,
                _ => {}
            }
        }
        self.after_cr = false;
    }

    fn line_end(&mut self, byte: u8) {
        let [crlf, lf, cr] = &mut self.found.line_ends;
        match byte {
            b'\n' if self.after_cr => {
                *crlf += 1;
                *cr -= 1;
                self.after_cr = false;
                return;
            }
            b'\n' => *lf += 1,
            b'\r' => *cr += 1,
            _ => {
                self.after_cr = false;
                return;
            }
        }
        self.after_cr = byte == b'\r';
        self.end_line();
    }

    fn end_line(&mut self) {
        self.line += 1;
        if self.beyond && !self.bad {
            self.found.utf8_lines += 1;
        }
        self.ascii &= !self.beyond && !self.bad;
        (self.bad, self.beyond) = (false, false);
    }

    /// What is known at the end.
    pub(super) fn close(mut self) -> TextProfile {
        let carry = std::mem::take(&mut self.carry);
        if !carry.is_empty() {
            self.fault(&carry);
        }
        self.end_line();
        self.encoding().clone_into(&mut self.found.encoding);
        self.found
    }

    fn encoding(&self) -> &'static str {
        let found = &self.found;
        let [even, odd] = found.zero_bytes;
        match found.bom {
            "UTF-16LE" => return "UTF-16LE",
            "UTF-16BE" => return "UTF-16BE",
            _ => {}
        }
        if (even + odd) * 4 > self.place {
            return if odd > even {
                "UTF-16LE (likely: zero bytes at odd places)"
            } else {
                "UTF-16BE (likely: zero bytes at even places)"
            };
        }
        if even + odd > 0 {
            return "not a text (zero bytes)";
        }
        match (found.bad_lines, found.utf8_lines) {
            (0, _) if self.ascii => "ASCII",
            (0, _) => "UTF-8",
            (_, 0) => "windows-1252 (likely)",
            _ => "mixed: some lines UTF-8, some not",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(bytes: &[u8], block: usize) -> TextProfile {
        let mut evidence = Evidence::new();
        bytes.chunks(block).for_each(|block| evidence.add(block));
        evidence.close()
    }

    #[test]
    fn blocks_change_nothing() {
        let text = "\u{feff}a,b\r\nRen\u{e9}e,\u{2019}\nx,y\rz\n\r\n".as_bytes();
        let mut dirty = text.to_vec();
        dirty.extend_from_slice(b"caf\xe9,\x92quote\x92\nplain,line\n\xff");
        for bytes in [text, &dirty] {
            let whole = evidence(bytes, bytes.len());
            for block in 3..12 {
                assert_eq!(evidence(bytes, block), whole, "{block}");
            }
        }
        let found = evidence(&dirty, 4);
        assert_eq!((found.bom, found.bad_lines, found.utf8_lines), ("UTF-8", 2, 1));
        assert_eq!((found.c1_bytes, found.high_bytes), (2, 2));
        assert_eq!(found.line_ends, [2, 4, 1]);
        assert_eq!(found.first_bad, [6, 8]);
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(evidence(b"a,b\n1,2\n", 3).encoding, "ASCII");
        assert_eq!(evidence("a\n\u{e9}\n".as_bytes(), 3).encoding, "UTF-8");
        assert_eq!(evidence(b"a\ncaf\xe9\n", 3).encoding, "windows-1252 (likely)");
        assert_eq!(evidence(b"\xff\xfea\0\n\0", 3).encoding, "UTF-16LE");
        assert_eq!(evidence(b"a\0b\0\n\0", 3).encoding, "UTF-16LE (likely: zero bytes at odd places)");
        assert_eq!(
            evidence(
                "caf\u{e9}\n".as_bytes().iter().chain(b"\xe9x\n").copied().collect::<Vec<_>>().as_slice(),
                4
            )
            .encoding,
            "mixed: some lines UTF-8, some not"
        );
    }
}
