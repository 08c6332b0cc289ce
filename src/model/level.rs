//! Career Framework level 1 to 9: not the pay band and not the education level.

use std::fmt;

/// A Career Framework level, 1 (entry) to 9 (director). Pay bands and education levels are other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// The lowest level, 1.
    pub const LOWEST: Level = Level(1);
    /// The highest level, 9.
    pub const HIGHEST: Level = Level(9);

    /// A level from its number; `None` outside 1 to 9.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (1..=9).contains(&number).then_some(Self(number))
    }

    /// A level as a person writes it: one digit, 1 to 9.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::new)
    }

    /// The level's number, 1 to 9.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// All nine levels, ascending.
    pub fn all() -> impl DoubleEndedIterator<Item = Level> {
        (1..=9).map(Level)
    }

    /// The next level up; `None` above 9.
    #[must_use]
    pub fn up(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
