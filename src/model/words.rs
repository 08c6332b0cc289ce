//! A closed list of words, found by name and named by position.

/// A closed list of words in a fixed order. A word's number is its position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    list: Vec<String>,
    sorted: Vec<u16>,
}

impl Words {
    /// A list in the order given; a repeated word keeps its first place. At most 65,535 words are kept.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut this = Self::default();
        for word in words {
            this.add(word);
        }
        this
    }

    /// The number of a word, added at the end if it is new; `None` when the list is full.
    pub fn add(&mut self, word: String) -> Option<u16> {
        let place = self.sorted.binary_search_by(|&i| self.name(i).cmp(&word));
        match place {
            Ok(found) => self.sorted.get(found).copied(),
            Err(gap) => {
                let number = u16::try_from(self.list.len()).ok().filter(|&n| n < u16::MAX)?;
                self.sorted.insert(gap, number);
                self.list.push(word);
                Some(number)
            }
        }
    }

    /// The number of a known word.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<u16> {
        let found = self.sorted.binary_search_by(|&i| self.name(i).cmp(word)).ok()?;
        self.sorted.get(found).copied()
    }

    /// The word with this number; the empty word for a number of another list.
    #[must_use]
    pub fn name(&self, number: u16) -> &str {
        self.list.get(usize::from(number)).map_or("", String::as_str)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The words in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(String::as_str)
    }

    /// The words as one list for a message: the first dozen, then how many more.
    #[must_use]
    pub fn listed(&self) -> String {
        let shown: Vec<&str> = self.iter().take(12).collect();
        let more = self.len().saturating_sub(shown.len());
        if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
    }

    /// The known word nearest to a misspelt one, if any is near (at most a third of its letters differ).
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let limit = (word.chars().count() / 3).clamp(1, 4);
        self.iter()
            .filter(|known| known.chars().count().abs_diff(word.chars().count()) <= limit)
            .map(|known| (distance(&known.to_lowercase(), &word.to_lowercase()), known))
            .filter(|(d, _)| *d <= limit)
            .min()
            .map(|(_, known)| known)
    }
}

/// Levenshtein distance, in letters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(80).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, cb) in row.iter_mut().skip(1).zip(&b) {
            let here = (diagonal + usize::from(ca != *cb)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_and_the_nearest_word() {
        let words = Words::new(["stable", "minimal-change", "unstable"].map(String::from));
        assert_eq!(words.find("unstable"), Some(2));
        assert_eq!(words.find("Stable"), None);
        assert_eq!(words.name(1), "minimal-change");
        assert_eq!(words.nearest("Stable"), Some("stable"));
        assert_eq!(words.nearest("unstabel"), Some("unstable"));
        assert_eq!(words.nearest("green"), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
