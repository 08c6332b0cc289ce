//! People: which role at which site, in the proportions of the published NHS bands; any person is worked out by number.

use super::draw::{Draw, Stream, count, index, scaled};
use super::weighted::Weighted;
use super::words::FAMILIES;
use crate::model::{Catalogue, Level, Role};

/// Headcount by Agenda for Change band 1 to 9 (8a to 8d together), NHS England, June 2022; a band is read as the level of
/// the same number.
pub(super) const BANDS: [u64; 9] =
    [4_029, 206_044, 170_922, 116_404, 225_953, 227_558, 143_586, 90_125, 2_340];

/// People in a thousand who have a second assignment.
const SECOND: u64 = 65;

/// Fewer people than this do not make a family worth having.
const TEAM: u64 = 4;

/// Roles by level and family, and sites.
#[derive(Debug)]
pub(super) struct People<'a> {
    seed: u64,
    catalogue: &'a Catalogue,
    /// How many people.
    pub(super) number: u64,
    /// How many sites.
    pub(super) sites: u64,
    /// By family: its weight here, 0 where it has no roles or would be too small.
    pub(super) weights: Vec<u64>,
    /// By role: its family.
    family_of: Vec<usize>,
    level_pick: Weighted,
    /// By level, from 1: the roles, and how common they are.
    levels: Vec<(Vec<usize>, Weighted)>,
    site_pick: Weighted,
    family_pick: Weighted,
}

/// One person as everything else needs them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// A place in the catalogue's roles.
    pub(super) role: usize,
    /// A place in [`FAMILIES`].
    pub(super) family: usize,
    /// The site, from 0.
    pub(super) site: u64,
}

impl<'a> People<'a> {
    pub(super) fn new(seed: u64, catalogue: &'a Catalogue, number: u64, sites: u64) -> Self {
        let family_of: Vec<usize> = catalogue.roles.iter().map(|role| family(role, catalogue)).collect();
        let weights = weights(&family_of, number);
        let here = |role: &usize| family_of.get(*role).is_some_and(|f| weights.get(*f) > Some(&0));
        let levels = Level::all().map(|level| {
            let roles: Vec<usize> = (0..catalogue.roles.len())
                .filter(here)
                .filter(|role| catalogue.roles.get(*role).is_some_and(|role| role.level == level))
                .collect();
            let pick = Weighted::new(&role_weights(&roles, &family_of, &weights));
            (roles, pick)
        });
        let levels: Vec<(Vec<usize>, Weighted)> = levels.collect();
        let level_pick = Weighted::new(&level_weights(&levels));
        let site_pick = Weighted::zipf(index(sites), 2);
        let family_pick = Weighted::new(&weights);
        Self {
            seed,
            catalogue,
            number,
            sites,
            weights,
            family_of,
            level_pick,
            levels,
            site_pick,
            family_pick,
        }
    }

    /// Rows of staff.csv.
    pub(super) fn rows(&self) -> u64 {
        self.rows_before(self.number)
    }

    /// The person of a row of staff.csv, and whether it is their second.
    pub(super) fn of_row(&self, row: u64) -> (u64, bool) {
        let mut person = scaled(row, 1_000, 1_000 + SECOND).min(self.number);
        while self.rows_before(person) > row {
            person -= 1;
        }
        while self.rows_before(person + 1) <= row {
            person += 1;
        }
        (person, self.rows_before(person) < row)
    }

    /// Whether somebody has a second assignment.
    pub(super) fn has_second(&self, person: u64) -> bool {
        self.rows_before(person + 1) - self.rows_before(person) > 1
    }

    fn rows_before(&self, person: u64) -> u64 {
        // where there is one role at one site, nobody can have a second row
        let possible = self.sites > 1 || self.catalogue.roles.len() > 1;
        person + if possible { scaled(person, SECOND, 1_000) } else { 0 }
    }

    /// A person by number.
    pub(super) fn person(&self, number: u64) -> Person {
        let mut draw = Draw::at(self.seed, Stream::Person, number);
        let level = self.level_pick.pick(&mut draw);
        let (roles, pick) = self.levels.get(level).map_or((&[][..], None), |(r, p)| (r.as_slice(), Some(p)));
        let at = pick.map_or(0, |pick| pick.pick(&mut draw));
        let role = roles.get(at).copied().unwrap_or(0);
        Person { role, family: self.family_of(role), site: count(self.site_pick.pick(&mut draw)) }
    }

    /// A site, the larger the likelier.
    pub(super) fn site(&self, draw: &mut Draw) -> u64 {
        count(self.site_pick.pick(draw))
    }

    /// A family, the larger the likelier.
    pub(super) fn family(&self, draw: &mut Draw) -> usize {
        self.family_pick.pick(draw)
    }

    /// The family of a role.
    pub(super) fn family_of(&self, role: usize) -> usize {
        self.family_of.get(role).copied().unwrap_or(0)
    }

    /// The roles of a family, by level.
    pub(super) fn roles_of(&self, family: usize) -> impl Iterator<Item = (usize, &'a Role)> {
        let roles = self.catalogue.roles.iter().enumerate();
        roles.filter(move |(role, _)| self.family_of(*role) == family)
    }

    /// A person's second assignment: the same role at another site, or another role in which the same facts of the
    /// person count.
    pub(super) fn second(&self, number: u64, first: &Person) -> (usize, u64) {
        let mut draw = Draw::at(self.seed, Stream::Staff, number ^ (1 << 63));
        let elsewhere = (first.site + 1 + draw.below(self.sites.saturating_sub(1))) % self.sites.max(1);
        let moves = self.sites > 1 && draw.chance(700);
        let own = self.catalogue.roles.get(first.role);
        let fits = |role: &Role| {
            own.is_some_and(|own| {
                role.register == own.register
                    && role.profession == own.profession
                    && (role.field == own.field || role.field.is_none())
            })
        };
        let others: Vec<usize> = if moves {
            Vec::new()
        } else {
            let others = self.roles_of(first.family).filter(|(at, role)| *at != first.role && fits(role));
            others.map(|(at, _)| at).collect()
        };
        match draw.one(&others) {
            Some(other) => (*other, first.site),
            None if self.sites > 1 => (first.role, elsewhere),
            None => ((first.role + 1) % self.catalogue.roles.len().max(1), first.site),
        }
    }
}

/// The family whose words a role's code, title or profession has.
fn family(role: &Role, catalogue: &Catalogue) -> usize {
    let profession = role.profession.map_or("", |number| catalogue.professions.name(number));
    // the profession says it best: "consultant nurse" is a nurse
    let known = [profession, &role.title, &role.code].into_iter().find_map(|text| {
        let text = text.to_lowercase();
        FAMILIES.iter().position(|family| family.words.iter().any(|word| text.contains(word)))
    });
    known.unwrap_or(0)
}

/// What each family weighs where so many people work.
fn weights(family_of: &[usize], people: u64) -> Vec<u64> {
    let sum: u64 = FAMILIES.iter().map(|family| family.weight).sum();
    let weight = |(at, family): (usize, &super::words::Family)| {
        let enough = scaled(people, family.weight, sum) >= TEAM;
        if family_of.contains(&at) && enough { family.weight } else { 0 }
    };
    let mut weights: Vec<u64> = FAMILIES.iter().enumerate().map(weight).collect();
    if weights.iter().all(|weight| *weight == 0) {
        let first = family_of.first().copied().unwrap_or(0);
        if let Some(weight) = weights.get_mut(first) {
            *weight = 1;
        }
    }
    weights
}

/// Within a level a family's weight is shared by its roles there, the first having most.
fn role_weights(roles: &[usize], family_of: &[usize], weights: &[u64]) -> Vec<u64> {
    let family = |role: &usize| family_of.get(*role).copied().unwrap_or(0);
    let rank = |at: usize, role: &usize| roles.iter().take(at).filter(|r| family(r) == family(role)).count();
    let share = |at: usize, role: &usize| {
        let own = count(roles.iter().filter(|r| family(r) == family(role)).count());
        let whole: u64 = (1..=own).map(|rank| 1_000_000 / rank).sum();
        let weight = weights.get(family(role)).copied().unwrap_or(0);
        scaled(weight * 1_000_000, 1_000_000 / (count(rank(at, role)) + 1), whole)
    };
    roles.iter().enumerate().map(|(at, role)| share(at, role)).collect()
}

/// The published headcounts; a level without roles gives its people to the nearest that has some, the lower first.
fn level_weights(levels: &[(Vec<usize>, Weighted)]) -> Vec<u64> {
    let mut weights = vec![0u64; levels.len()];
    for (band, people) in BANDS.iter().enumerate() {
        let filled = levels.iter().enumerate().filter(|(_, (roles, _))| !roles.is_empty());
        let nearest = filled.map(|(level, _)| level).min_by_key(|level| (level.abs_diff(band), *level));
        if let Some(weight) = nearest.and_then(|level| weights.get_mut(level)) {
            *weight += people;
        }
    }
    weights
}
