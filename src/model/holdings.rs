//! What every person directly holds at the as-at date: a list of small numbers for each, with one table of their meaning.

use super::{NodeId, PersonId, Rank};

/// Numbers that fit into 16 bits, or do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbols {
    /// All are below 65,536.
    Narrow(Vec<u16>),
    /// Some are not.
    Wide(Vec<u32>),
}

/// One person's symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held<'a> {
    /// In 16 bits.
    Narrow(&'a [u16]),
    /// In 32 bits.
    Wide(&'a [u32]),
}

/// What every person directly holds, in no order. A symbol stands for a competency held at a rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// By symbol: what it stands for; a rank of nothing counts for nothing.
    meaning: Vec<(NodeId, Rank)>,
    /// By person: where their symbols end.
    ends: Vec<u32>,
    symbols: Symbols,
}

impl Default for Holdings {
    fn default() -> Self {
        Self { meaning: Vec::new(), ends: Vec::new(), symbols: Symbols::Narrow(Vec::new()) }
    }
}

impl Holdings {
    /// From the meaning of every symbol, where each person's symbols end, and the symbols. A person holds a competency
    /// at most once.
    #[must_use]
    pub fn new(meaning: Vec<(NodeId, Rank)>, ends: Vec<u32>, symbols: Symbols) -> Self {
        Self { meaning, ends, symbols }
    }

    /// By symbol: the competency, and the rank (at least 1) at which it is held; rank 0 counts for nothing.
    #[must_use]
    pub fn meaning(&self) -> &[(NodeId, Rank)] {
        &self.meaning
    }

    /// A person's symbols, in no order.
    #[must_use]
    pub fn symbols(&self, person: PersonId) -> Held<'_> {
        let at = usize::try_from(person.0).unwrap_or(usize::MAX);
        let place = |end: &u32| usize::try_from(*end).unwrap_or(usize::MAX);
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(place)).unwrap_or(0);
        let end = self.ends.get(at).map_or(start, place);
        match &self.symbols {
            Symbols::Narrow(list) => Held::Narrow(list.get(start..end).unwrap_or_default()),
            Symbols::Wide(list) => Held::Wide(list.get(start..end).unwrap_or_default()),
        }
    }

    /// What a person directly holds, sorted by competency, each with its rank (at least 1).
    #[must_use]
    pub fn of(&self, person: PersonId) -> Vec<(NodeId, Rank)> {
        let meaning = |symbol: usize| self.meaning.get(symbol).copied();
        let mut held: Vec<(NodeId, Rank)> = match self.symbols(person) {
            Held::Narrow(list) => list.iter().filter_map(|symbol| meaning(usize::from(*symbol))).collect(),
            Held::Wide(list) => {
                list.iter().filter_map(|symbol| meaning(usize::try_from(*symbol).ok()?)).collect()
            }
        };
        held.retain(|(_, rank)| *rank > Rank::NOTHING);
        held.sort_unstable();
        held
    }

    /// How many symbols there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.symbols {
            Symbols::Narrow(list) => list.len(),
            Symbols::Wide(list) => list.len(),
        }
    }

    /// Whether nobody holds anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
