//! One block of people as bits: what they prove, and whom each admit row takes.

use std::ops::Range;

use super::bits::{clear, fill, ones, row, set};
use super::class::Admission;
use super::place::Candidate;
use super::posts::{Cohort, CohortId, Posts};
use crate::graph::Circuit;
use crate::model::{Catalogue, Held, Holdings, Level, RoleId, RoleSet};

/// People of one cohort that stand together in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) cohort: CohortId,
    pub(super) people: Range<usize>,
    /// The level of their one post; of those with several posts, each class asks which admit.
    pub(super) level: Option<Level>,
}

/// A stretch of people, or segments, that have a thing in common.
type Stretch<T> = (T, Range<usize>);

/// How a block's people stand.
#[derive(Debug)]
pub(super) struct Block<'p> {
    pub(super) people: &'p [Candidate],
    /// Words of a row of bits.
    pub(super) width: usize,
    pub(super) segments: Vec<Segment>,
    /// By word: the first segment with people in it.
    pub(super) first: Vec<usize>,
    roles: Vec<Stretch<RoleId>>,
    /// By level: its segments of people with one post.
    levels: Vec<Stretch<Level>>,
}

impl<'p> Block<'p> {
    pub(super) fn of(people: &'p [Candidate], posts: &Posts, catalogue: &Catalogue) -> Self {
        let mut block = Self {
            people,
            width: people.len().div_ceil(64),
            segments: Vec::new(),
            first: Vec::new(),
            roles: Vec::new(),
            levels: Vec::new(),
        };
        let mut start = 0;
        for own in people.chunk_by(|a, b| a.cohort == b.cohort) {
            let range = start..start + own.len();
            start = range.end;
            let cohort = own.first().map_or(CohortId::MAX, |candidate| candidate.cohort);
            let acting = posts.cohort(cohort).and_then(Cohort::alone);
            let level = acting.and_then(|acting| catalogue.role_of(acting.role)).map(|role| role.level);
            if let Some((acting, level)) = acting.zip(level) {
                stretch(&mut block.roles, acting.role, &range);
                let segment = block.segments.len();
                stretch(&mut block.levels, level, &(segment..segment + 1));
            }
            block.segments.push(Segment { cohort, people: range, level });
        }
        block.first = (0..block.width)
            .map(|word| block.segments.partition_point(|segment| segment.people.end <= word * 64))
            .collect();
        block
    }

    /// The people of each segment with one post, at a level.
    pub(super) fn at_level(&self, level: Level) -> impl Iterator<Item = &Range<usize>> {
        let own = self.levels.iter().filter(move |(other, _)| *other == level);
        let segments = own.flat_map(|(_, segments)| self.segments.get(segments.clone()).unwrap_or_default());
        segments.map(|segment| &segment.people)
    }

    /// Segments of people with several posts, with their places among the segments.
    pub(super) fn several(&self) -> impl Iterator<Item = (usize, &Segment)> {
        // they stand behind all others
        let start = self.segments.partition_point(|segment| segment.level.is_some());
        (start..).zip(self.segments.get(start..).unwrap_or_default())
    }
}

fn stretch<T: PartialEq>(list: &mut Vec<Stretch<T>>, thing: T, range: &Range<usize>) {
    match list.last_mut() {
        Some((last, people)) if *last == thing => people.end = range.end,
        _ => list.push((thing, range.clone())),
    }
}

/// Memory for blocks, used again for block after block.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// By row of the circuit: who proves it.
    pub(super) proved: Vec<u64>,
    /// By admit row: whom it takes, whatever the direction.
    takes: Vec<u64>,
    /// Whom a direction admits by name: direction, admit row, person; sorted.
    named: Vec<(u32, usize, usize)>,
    /// Of the class asked last: who is admitted.
    pub(super) admitted: Vec<u64>,
    /// Of the class asked last: people of several posts and the roles that admit them.
    pub(super) several: Vec<(usize, RoleSet)>,
    any: Vec<u64>,
}

impl Rows {
    /// What the block's people prove; `entry` is the circuit's row of each symbol.
    pub(super) fn prove(&mut self, block: &Block<'_>, circuit: &Circuit, holdings: &Holdings, entry: &[u32]) {
        let width = block.width;
        clear(&mut self.proved, circuit.len() * width);
        for (at, candidate) in block.people.iter().enumerate() {
            let (word, bit) = (at / 64, 1u64 << (at % 64));
            let mut enter = |symbol: usize| {
                let row = entry.get(symbol).and_then(|row| usize::try_from(*row).ok());
                let own =
                    row.and_then(|row| self.proved.get_mut(row.saturating_mul(width).saturating_add(word)));
                if let Some(own) = own {
                    *own |= bit;
                }
            };
            match holdings.symbols(candidate.person) {
                Held::Narrow(list) => list.iter().for_each(|symbol| enter(usize::from(*symbol))),
                Held::Wide(list) => {
                    list.iter().filter_map(|symbol| usize::try_from(*symbol).ok()).for_each(&mut enter);
                }
            }
        }
        circuit.run(&mut self.proved, width);
    }

    /// Whom each of `tests` admit rows takes, of those with one post.
    pub(super) fn take(&mut self, block: &Block<'_>, posts: &Posts, tests: usize) {
        let width = block.width;
        clear(&mut self.takes, tests * width);
        self.named.clear();
        let alone = block.several().next().map_or(block.people.len(), |(_, segment)| segment.people.start);
        for (at, candidate) in block.people.iter().take(alone).enumerate() {
            for (word, tests) in posts.admits(candidate.post).iter().enumerate() {
                for test in ones(*tests) {
                    set(&mut self.takes, (word * 64 + test) * width * 64 + at);
                }
            }
            if posts.get(candidate.post).is_some_and(|post| post.named) {
                let by_name = posts.named(candidate.post).iter().map(|named| (named.pgd, named.test, at));
                self.named.extend(by_name);
            }
        }
        self.named.sort_unstable();
    }

    /// Who is admitted to a class, into `admitted`; gives the roles in which anybody is.
    pub(super) fn admit(&mut self, block: &Block<'_>, posts: &Posts, class: &Admission) -> RoleSet {
        clear(&mut self.admitted, block.width);
        self.several.clear();
        let mut there = RoleSet::default();
        if class.nobody {
            return there;
        }
        let passing = block.roles.iter().filter(|(role, _)| class.passing.contains(*role));
        passing.clone().for_each(|(_, people)| fill(&mut self.admitted, people));
        for alternatives in &class.grants {
            self.grant(block, alternatives, class.pgd);
        }
        let anybody = |people: &Range<usize>| super::bits::any(&self.admitted, people);
        there |= passing.filter(|(_, people)| anybody(people)).map(|(role, _)| *role).collect::<RoleSet>();
        for (at, segment) in block.several() {
            let roles = posts.cohort(segment.cohort).map(|cohort| posts.admitted(cohort, class));
            if let Some(roles) = roles.filter(|roles| !roles.is_empty()) {
                fill(&mut self.admitted, &segment.people);
                self.several.push((at, roles));
                there |= roles;
            }
        }
        there
    }

    /// Leaves only those admitted whom one of some alternatives takes.
    fn grant(&mut self, block: &Block<'_>, alternatives: &[usize], pgd: Option<u32>) {
        clear(&mut self.any, block.width);
        for test in alternatives {
            let takes = row(&self.takes, block.width, *test);
            self.any.iter_mut().zip(takes).for_each(|(any, takes)| *any |= takes);
            let Some(pgd) = pgd.filter(|_| !self.named.is_empty()) else { continue };
            let from = self.named.partition_point(|named| *named < (pgd, *test, 0));
            let own = self.named.iter().skip(from).take_while(|named| (named.0, named.1) == (pgd, *test));
            own.for_each(|(.., at)| set(&mut self.any, *at));
        }
        self.admitted.iter_mut().zip(&self.any).for_each(|(admitted, any)| *admitted &= any);
    }

    /// The roles in which the people of a segment are admitted.
    pub(super) fn roles_of(&self, segment: usize) -> Option<RoleSet> {
        let at = self.several.binary_search_by_key(&segment, |(at, _)| *at).ok()?;
        self.several.get(at).map(|(_, roles)| *roles)
    }
}
