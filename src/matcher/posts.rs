//! The different posts of a roster: which admit rows take them, and which of them are alike to every query.

use std::collections::{BTreeMap, HashMap};

use super::Inputs;
use super::bits::{has, set};
use super::class::{Admission, Tests};
use crate::model::{Authorisation, PersonId, Position, RoleId, RoleSet, Roster, SiteId};
use crate::rules::{AdmitRow, Pack, PostFacts, post_facts};

/// Number of a post: a role filled by somebody with certain facts.
pub(super) type PostId = u32;
/// Number of a cohort.
pub(super) type CohortId = u32;

/// People of one site who count alike once they are admitted and able.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cohort {
    /// They have one post there.
    One(Acting, bool),
    /// They have several at once, and may be admitted in some of them only; the last says whether they may delegate.
    Several(Vec<(Acting, PostId)>, bool),
}

/// A role, and the profession acted under in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Acting {
    pub(super) role: RoleId,
    pub(super) profession: Option<u16>,
}

impl Cohort {
    /// The post of those who have one only.
    pub(super) fn alone(&self) -> Option<Acting> {
        match self {
            Cohort::One(acting, _) => Some(*acting),
            Cohort::Several(..) => None,
        }
    }
}

/// One post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Post {
    acting: Acting,
    delegator: bool,
    /// The cohort of those who have this post only.
    pub(super) cohort: CohortId,
    /// Some patient group direction admits it by name.
    pub(super) named: bool,
}

/// A patient group direction admits a post by an admit row, both as numbers of [`Tests`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) post: PostId,
    pub(super) pgd: u32,
    pub(super) test: usize,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Posts {
    /// By number of a person's facts: their posts; `None` counts at no rung.
    by_facts: Vec<Vec<(RoleId, Option<PostId>)>>,
    list: Vec<Post>,
    /// The different cohorts: those of one post by role, then those of several.
    cohorts: Vec<Cohort>,
    /// Numbers of the cohorts of several posts.
    several: HashMap<Vec<PostId>, CohortId>,
    /// People with more than one position anywhere.
    busy: Vec<u64>,
    /// Words of a post in `admits`.
    width: usize,
    /// By post: the admit rows that take it, as bits, whatever the direction.
    admits: Vec<u64>,
    /// Sorted.
    named: Vec<Named>,
}

impl Posts {
    pub(super) fn of(inputs: Inputs<'_>, tests: &Tests) -> Self {
        let width = tests.rules.len().div_ceil(64);
        let mut posts = Self {
            by_facts: vec![Vec::new(); inputs.roster.facts.len()],
            list: Vec::new(),
            cohorts: Vec::new(),
            several: HashMap::new(),
            busy: busy(inputs.roster),
            width,
            admits: Vec::new(),
            named: Vec::new(),
        };
        let rows = Rows::of(inputs.pack, tests);
        for position in &inputs.roster.positions {
            posts.add(inputs, &rows, position);
        }
        posts.named.sort_unstable();
        posts.number_cohorts();
        posts.join(inputs.roster);
        posts
    }

    fn add(&mut self, inputs: Inputs<'_>, rows: &Rows<'_>, position: &Position) {
        let number = inputs.roster.facts_of(position.person);
        let Some(known) = number.and_then(|number| self.by_facts.get_mut(number)) else { return };
        if known.iter().any(|(role, _)| *role == position.role) {
            return;
        }
        let next = PostId::try_from(self.list.len()).unwrap_or(PostId::MAX);
        let person = inputs.roster.person(position.person);
        let facts = person.and_then(|person| post_facts(&inputs.pack.catalogue, person, position.role));
        known.push((position.role, facts.as_ref().map(|_| next)));
        let Some(facts) = facts else { return };
        let stated = person.and_then(|person| person.delegator);
        let delegator = stated.unwrap_or(inputs.pack.catalogue.policies.delegator_unknown);
        let acting = Acting { role: position.role, profession: facts.profession };
        let named = self.admissions(rows, &facts, next);
        self.list.push(Post { acting, delegator, cohort: 0, named });
    }

    /// Notes which admit rows take a post; says whether a direction admits it by name.
    fn admissions(&mut self, rows: &Rows<'_>, facts: &PostFacts, post: PostId) -> bool {
        let directions: Vec<(u32, &str)> = facts
            .authorisations
            .iter()
            .filter_map(|held| {
                let Authorisation::Pgd(id) = held else { return None };
                rows.tests.pgd(id).map(|number| (number, id.as_str()))
            })
            .collect();
        let mut words = vec![0u64; self.width];
        let before = self.named.len();
        for (test, row) in rows.of_role.get(usize::from(facts.role.0)).into_iter().flatten() {
            if row.admits(None, facts) {
                set(&mut words, *test);
                continue;
            }
            let by_name = directions.iter().filter(|(_, id)| row.admits(Some(id), facts));
            self.named.extend(by_name.map(|(pgd, _)| Named { post, pgd: *pgd, test: *test }));
        }
        self.admits.extend(words);
        self.named.len() > before
    }

    /// Numbers the cohorts of one post by role, so that those of a role stand together.
    fn number_cohorts(&mut self) {
        let cohort = |post: &Post| Cohort::One(post.acting, post.delegator);
        let mut cohorts: Vec<Cohort> = self.list.iter().map(cohort).collect();
        cohorts.sort_unstable();
        cohorts.dedup();
        for post in &mut self.list {
            let at = cohorts.binary_search(&cohort(post)).ok();
            post.cohort = at.and_then(|at| CohortId::try_from(at).ok()).unwrap_or(CohortId::MAX);
        }
        self.cohorts = cohorts;
    }

    /// Makes the cohorts of those with several posts at one site.
    fn join(&mut self, roster: &Roster) {
        let mut held: BTreeMap<(SiteId, PersonId), Vec<PostId>> = BTreeMap::new();
        for position in roster.positions.iter().filter(|position| self.is_busy(position.person)) {
            let post = self.post(roster, position);
            held.entry((position.site, position.person)).or_default().extend(post);
        }
        let mut different: Vec<Vec<PostId>> = held.into_values().collect();
        different.iter_mut().for_each(Vec::dedup);
        different.retain(|posts| posts.len() > 1);
        different.sort_unstable();
        different.dedup();
        for posts in different {
            let acting = posts.iter().filter_map(|id| Some((self.get(*id)?.acting, *id))).collect();
            let delegator = posts.iter().filter_map(|id| self.get(*id)).any(|post| post.delegator);
            let number = CohortId::try_from(self.cohorts.len()).unwrap_or(CohortId::MAX);
            self.cohorts.push(Cohort::Several(acting, delegator));
            self.several.insert(posts, number);
        }
    }

    pub(super) fn get(&self, post: PostId) -> Option<&Post> {
        usize::try_from(post).ok().and_then(|at| self.list.get(at))
    }

    pub(super) fn cohort(&self, cohort: CohortId) -> Option<&Cohort> {
        usize::try_from(cohort).ok().and_then(|at| self.cohorts.get(at))
    }

    /// Whether somebody has more than one position anywhere.
    pub(super) fn is_busy(&self, person: PersonId) -> bool {
        usize::try_from(person.0).is_ok_and(|at| has(&self.busy, at))
    }

    /// The post of a position, if it counts.
    pub(super) fn post(&self, roster: &Roster, position: &Position) -> Option<PostId> {
        let known = self.by_facts.get(roster.facts_of(position.person)?)?;
        known.iter().find(|(role, _)| *role == position.role).and_then(|(_, post)| *post)
    }

    /// The cohort of somebody with these posts at one site, in the order of their roles.
    pub(super) fn cohort_of(&self, posts: &[PostId]) -> Option<CohortId> {
        match posts {
            [one] => self.get(*one).map(|post| post.cohort),
            several => self.several.get(several).copied(),
        }
    }

    /// The admit rows that take a post, as bits.
    pub(super) fn admits(&self, post: PostId) -> &[u64] {
        let at = usize::try_from(post).unwrap_or(usize::MAX).saturating_mul(self.width);
        self.admits.get(at..at.saturating_add(self.width)).unwrap_or_default()
    }

    /// The directions that admit a post by name.
    pub(super) fn named(&self, post: PostId) -> &[Named] {
        let start = self.named.partition_point(|named| named.post < post);
        let end = self.named.partition_point(|named| named.post <= post);
        self.named.get(start..end).unwrap_or_default()
    }

    /// Those roles of a cohort in which a class admits it.
    pub(super) fn admitted(&self, cohort: &Cohort, class: &Admission) -> RoleSet {
        match cohort {
            Cohort::One(acting, _) => {
                Some(acting.role).filter(|role| class.passing.contains(*role)).into_iter().collect()
            }
            Cohort::Several(posts, _) => {
                let admitted = posts.iter().filter(|(_, post)| self.takes(*post, class));
                admitted.map(|(acting, _)| acting.role).collect::<RoleSet>() & class.passing
            }
        }
    }

    /// How many posts there are.
    pub(super) fn count(&self) -> PostId {
        PostId::try_from(self.list.len()).unwrap_or(PostId::MAX)
    }

    /// Whether a class admits a post whose role passes.
    pub(super) fn admits_alone(&self, post: PostId, class: &Admission) -> bool {
        self.get(post).is_some_and(|own| class.passing.contains(own.acting.role)) && self.takes(post, class)
    }

    /// Whether a post satisfies every grant of a class.
    fn takes(&self, post: PostId, class: &Admission) -> bool {
        let admits = self.admits(post);
        let pgd = class.pgd.filter(|_| self.get(post).is_some_and(|post| post.named));
        let by_name =
            |test: usize| pgd.is_some_and(|pgd| self.named.binary_search(&Named { post, pgd, test }).is_ok());
        let takes = |test: &usize| has(admits, *test) || by_name(*test);
        class.grants.iter().all(|alternatives| alternatives.iter().any(takes))
    }
}

/// The admit rows that may take somebody, by role, each with its number.
struct Rows<'p> {
    tests: &'p Tests,
    of_role: Vec<Vec<(usize, AdmitRow<'p>)>>,
}

impl<'p> Rows<'p> {
    fn of(pack: &'p Pack, tests: &'p Tests) -> Self {
        let rows =
            tests.rules.iter().enumerate().filter_map(|(test, rule)| Some((test, pack.admit_row(*rule)?)));
        let rows: Vec<(usize, AdmitRow<'p>)> = rows.collect();
        let of_role = |(id, _)| rows.iter().copied().filter(|(_, row)| row.speaks_of(id)).collect();
        Self { tests, of_role: pack.catalogue.roles().map(of_role).collect() }
    }
}

/// People with more than one position, as bits.
fn busy(roster: &Roster) -> Vec<u64> {
    let words = roster.len().div_ceil(64);
    let (mut seen, mut busy) = (vec![0u64; words], vec![0u64; words]);
    for position in &roster.positions {
        let Ok(at) = usize::try_from(position.person.0) else { continue };
        set(if has(&seen, at) { &mut busy } else { &mut seen }, at);
    }
    busy
}
