//! A cell as people see it: without blanks around it, and with plain spaces in it.

/// Whether a character is blank, or has no width at all, at the end of a cell.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}')
}

/// What a character within a cell becomes. Joiners are part of some scripts and stay; tabs and line ends stay too.
fn within(letter: char) -> Option<char> {
    match letter {
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => None,
        '\t' | '\n' | '\r' => Some(letter),
        blank if blank.is_whitespace() => Some(' '),
        other => Some(other),
    }
}

/// Writes the cell cleaned over `into`.
pub(super) fn clean(cell: &str, into: &mut String) {
    into.clear();
    if cell.is_ascii() {
        into.push_str(cell.trim());
    } else {
        into.extend(cell.trim_matches(is_blank).chars().filter_map(within));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_or_become_plain() {
        for (cell, expected) in [
            ("", ""),
            (" a b ", "a b"),
            ("\u{a0}Band\u{a0}5\u{a0}", "Band 5"),
            ("\u{feff}S1\u{200b}", "S1"),
            ("S\u{200b}1\u{2009}x\u{feff}", "S1 x"),
            ("\u{3000}\u{a0} ", ""),
            ("\u{a0}a\r\nb\u{2028}c\n", "a\r\nb c"),
            ("caf\u{e9} ", "caf\u{e9}"),
            ("\u{646}\u{200c}\u{645}", "\u{646}\u{200c}\u{645}"),
        ] {
            let mut read = "before".to_owned();
            clean(cell, &mut read);
            assert_eq!(read, expected, "{cell:?}");
        }
    }
}
