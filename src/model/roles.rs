//! Sets of roles, and what a decision says of whom.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Sub, SubAssign};

use super::{Need, Reason, RoleId, RuleId, Supervision};

/// Words of a set.
const WORDS: usize = 4;

/// A set of role numbers below [`RoleSet::MOST`]: one bit a role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleSet([u64; WORDS]);

impl RoleSet {
    /// As many roles as a pack may have.
    pub const MOST: usize = WORDS * 64;

    /// Adds a role; a number beyond [`RoleSet::MOST`] is not kept.
    pub fn insert(&mut self, role: RoleId) {
        if let Some(word) = self.0.get_mut(usize::from(role.0 / 64)) {
            *word |= 1 << (role.0 % 64);
        }
    }

    /// Whether a role is in it.
    #[must_use]
    pub fn contains(&self, role: RoleId) -> bool {
        self.0.get(usize::from(role.0 / 64)).is_some_and(|word| (word >> (role.0 % 64)) & 1 == 1)
    }

    /// Whether no role is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// Whether the two share a role.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        !(*self & *other).is_empty()
    }

    /// The lowest number in it.
    #[must_use]
    pub fn first(&self) -> Option<RoleId> {
        self.iter().next()
    }

    /// The roles in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = RoleId> + use<> {
        (0u16..).step_by(64).zip(self.0).flat_map(|(start, word)| {
            let members = std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)));
            members.take_while(|rest| *rest != 0).filter_map(move |rest| {
                u16::try_from(rest.trailing_zeros()).ok().map(|at| RoleId(start + at))
            })
        })
    }

    fn with(self, other: Self, word: impl Fn(u64, u64) -> u64) -> Self {
        let mut set = self;
        for (ours, theirs) in set.0.iter_mut().zip(other.0) {
            *ours = word(*ours, theirs);
        }
        set
    }
}

impl FromIterator<RoleId> for RoleSet {
    fn from_iter<I: IntoIterator<Item = RoleId>>(roles: I) -> Self {
        let mut set = Self::default();
        for role in roles {
            set.insert(role);
        }
        set
    }
}

impl BitAnd for RoleSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.with(other, |ours, theirs| ours & theirs)
    }
}

impl BitOr for RoleSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other, |ours, theirs| ours | theirs)
    }
}

/// The roles of the one that are not in the other.
impl Sub for RoleSet {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.with(other, |ours, theirs| ours & !theirs)
    }
}

impl BitAndAssign for RoleSet {
    fn bitand_assign(&mut self, other: Self) {
        *self = *self & other;
    }
}

impl BitOrAssign for RoleSet {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl SubAssign for RoleSet {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// One thing that a decision says of roles. Refusals are in stage order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// They pass stages 2 and 3.
    Lawful,
    /// They pass stages 2 to 6: law, policy, veto, floor, mitigation.
    Passes,
    /// Why they do not.
    Refused(Reason),
    /// The supervision they need; of whom nothing is said, that is direct.
    Supervised(Supervision),
    /// A row that makes it so.
    SupervisedBy(RuleId),
    /// What governance asks for.
    Needs(Need),
    /// What of it is missing.
    Misses(Need),
    /// A row of supervision or governance that loosens another and stands in its place for them.
    Loosened(RuleId),
}

/// What a decision says of whom: every thing once, with its roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sayings {
    /// Ascending.
    things: Box<[Said]>,
    /// The sets of the things in their order, all in as many words as the largest of them needs.
    words: Box<[u64]>,
}

impl Sayings {
    /// From things in ascending order.
    #[must_use]
    pub fn new(list: &[(Said, RoleSet)]) -> Self {
        let all = list.iter().fold(RoleSet::default(), |all, (_, roles)| all | *roles);
        let width = all.0.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        Self {
            things: list.iter().map(|(thing, _)| *thing).collect(),
            words: list.iter().flat_map(|(_, roles)| roles.0.into_iter().take(width)).collect(),
        }
    }

    /// Everything with its roles.
    pub fn iter(&self) -> impl Iterator<Item = (Said, RoleSet)> {
        (0..).zip(self.things.iter()).map(|(at, thing)| (*thing, self.set(at)))
    }

    /// The roles of which a thing is said.
    #[must_use]
    pub fn roles(&self, thing: Said) -> RoleSet {
        self.things.binary_search(&thing).map(|at| self.set(at)).unwrap_or_default()
    }

    /// Everything said of a role.
    pub fn of(&self, role: RoleId) -> impl Iterator<Item = Said> {
        self.iter().filter(move |(_, roles)| roles.contains(role)).map(|(thing, _)| thing)
    }

    fn set(&self, at: usize) -> RoleSet {
        let width = self.words.len().checked_div(self.things.len()).unwrap_or(0);
        let mut set = RoleSet::default();
        for (word, ours) in set.0.iter_mut().zip(self.words.iter().skip(at * width).take(width)) {
            *word = *ours;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(roles: &[u16]) -> RoleSet {
        roles.iter().copied().map(RoleId).collect()
    }

    #[test]
    fn sets_of_roles_are_sets() {
        let (a, b) = (set(&[0, 63, 64, 200]), set(&[63, 200, 255]));
        assert_eq!(a & b, set(&[63, 200]));
        assert_eq!(a | b, set(&[0, 63, 64, 200, 255]));
        assert_eq!(a - b, set(&[0, 64]));
        assert_eq!(a.iter().map(|role| role.0).collect::<Vec<_>>(), [0, 63, 64, 200]);
        assert_eq!((a.first(), set(&[]).first()), (Some(RoleId(0)), None));
        assert!(a.meets(&b) && !a.contains(RoleId(1)) && !a.contains(RoleId(256)));
        assert!(set(&[256]).is_empty());
    }

    #[test]
    fn sayings_keep_their_sets() {
        let list = [
            (Said::Lawful, set(&[1, 70])),
            (Said::Passes, set(&[70])),
            (Said::Needs(Need::Silent), set(&[1])),
        ];
        let sayings = Sayings::new(&list);
        assert_eq!(sayings.iter().collect::<Vec<_>>(), list);
        assert_eq!(sayings.roles(Said::Passes), set(&[70]));
        assert_eq!(sayings.roles(Said::Misses(Need::Silent)), set(&[]));
        assert_eq!(sayings.of(RoleId(1)).collect::<Vec<_>>(), [Said::Lawful, Said::Needs(Need::Silent)]);
        assert_eq!(std::mem::size_of::<Said>(), 8);
    }
}
