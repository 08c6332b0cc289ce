//! Who may safely do each task: plan, push blocks of the roster, merge, finish.

mod ask;
mod bits;
mod block;
mod capacity;
mod class;
mod finish;
mod people;
mod place;
mod plan;
mod posts;
mod push;
mod reasons;
mod rehearsal;
mod scene;
mod stage;
mod stand;
mod standing;
mod supervision;
mod tallies;
mod trial;
mod variants;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

pub use place::BLOCK;
pub use plan::Plan;
pub use rehearsal::Rehearsal;
pub use scene::{Scene, Swing};
pub use stage::Admissions;
pub use stand::Stands;
pub use trial::{Part, Somebody, Terrain, Trial};
pub use variants::Variants;

use crate::graph::Graph;
use crate::model::{Codes, Decision, Error, Holdings, Position, Result, RoleSet, Roster, SiteId, Task};
use crate::rules::Pack;
use class::Admission;
use place::Place;
use plan::{Profile, Query};
use posts::Posts;
use push::{Push, Scratch};
use tallies::{Tallies, Tally};

/// How many threads a run uses: those asked for, or as many as there are cores.
#[must_use]
pub fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(rayon::current_num_threads).max(1)
}

/// Runs something on a pool of its own.
pub fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::Defect(format!("no threads to be had: {error}")))?;
    Ok(pool.install(work))
}

/// Decides every task by the rules alone, in the order of the tasks.
#[must_use]
pub fn decide_all(pack: &Pack, tasks: &[Task]) -> Vec<Arc<Decision>> {
    tasks
        .par_chunks(1_024)
        .flat_map_iter(|tasks| pack.decide_batch(tasks).into_iter().map(Arc::new))
        .collect()
}

/// Decides variants of every task by the rules alone: `vary` gives those of one task, none or the one to compare with first.
#[must_use]
pub fn vary(pack: &Pack, tasks: &[Task], vary: impl Fn(&Task) -> Vec<Task> + Sync) -> Variants {
    Variants::join(tasks.par_chunks(64).map(|tasks| Variants::of(pack, tasks, &vary)).collect())
}

/// Everything a match looks at.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The rules.
    pub pack: &'a Pack,
    /// The competency codes.
    pub codes: &'a Codes,
    /// The competency graph.
    pub graph: &'a Graph,
    /// The people.
    pub roster: &'a Roster,
    /// The tasks.
    pub tasks: &'a [Task],
}

/// Everybody matched: answers are made of it one by one, the same for any number of threads and any order of people.
#[derive(Debug)]
pub struct Matched {
    plan: Plan,
    posts: Posts,
    /// By site.
    sites: Vec<Tallies>,
}

/// What was found for one task.
struct Found<'m> {
    class: &'m Admission,
    profile: &'m Profile,
    there: RoleSet,
    tally: Tally<'m>,
}

thread_local! {
    /// Memory for blocks: new pages for every block would cost as much as matching it.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Matches everybody with every query of their sites, at most `block` people at once: that changes no answer.
pub fn match_all(inputs: Inputs<'_>, plan: Plan, holdings: &Holdings, block: usize) -> Result<Matched> {
    let posts = Posts::of(inputs, &plan.tests);
    let mut sites: Vec<(SiteId, &[Position])> = inputs
        .roster
        .positions
        .chunk_by(|a, b| a.site == b.site)
        .filter_map(|own| own.first().map(|first| (first.site, own)))
        .collect();
    // the largest first, so that none is left to one thread at the end
    sites.sort_by_key(|(site, own)| (std::cmp::Reverse(own.len()), *site));
    let push = Push::new(inputs, &plan, &posts, holdings);
    let matched: Vec<(SiteId, Result<Tallies>)> = sites
        .par_iter()
        .with_max_len(1)
        .map(|(site, own)| (*site, match_site(&push, *site, &Place::of(&posts, inputs.roster, own, block))))
        .collect();
    let mut sites = vec![Tallies::default(); inputs.roster.sites.len()];
    for (site, tallies) in matched {
        if let Some(own) = usize::try_from(site.0).ok().and_then(|at| sites.get_mut(at)) {
            *own = tallies?;
        }
    }
    Ok(Matched { plan, posts, sites })
}

/// All blocks of a site: each exactly once, everybody seen, else nothing is answered.
fn match_site(push: &Push<'_>, site: SiteId, place: &Place) -> Result<Tallies> {
    let of_block =
        |block| SCRATCH.with_borrow_mut(|scratch| push.block(site, place.block(block), block, scratch));
    let tallies =
        place.blocks().into_par_iter().with_max_len(1).map(of_block).reduce_with(|a, b| a.merge(&b));
    let mut whole = tallies.unwrap_or_default();
    let parts = place.blocks().filter_map(|block| u32::try_from(block).ok());
    if !whole.parts.iter().copied().eq(parts) || whole.people != place.people() {
        let (parts, people) = (whole.parts.len(), whole.people);
        return Err(Error::Defect(format!("{parts} blocks and {people} people of a site were matched")));
    }
    whole.words.shrink_to_fit();
    Ok(whole)
}

impl Matched {
    fn found(&self, task: usize) -> Option<Found<'_>> {
        self.found_by(self.plan.query_of(task)?)
    }

    fn found_by(&self, (query, place, place_of_class): (Query, usize, usize)) -> Option<Found<'_>> {
        let site = usize::try_from(query.site.0).ok().and_then(|at| self.sites.get(at))?;
        Some(Found {
            class: self.plan.class(query.class)?,
            profile: self.plan.profile(query.profile)?,
            there: site.there.get(place_of_class).copied().unwrap_or_default(),
            tally: site.tally(place),
        })
    }
}

/// Does something with every number below `count`, on all threads.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    (0..count).into_par_iter().with_max_len(1).map(work).collect()
}

/// Does something with every stretch of `0..count`, on all threads, and gives what comes of it to `sink` in order.
pub fn in_order<T: Send>(
    count: usize,
    work: impl Fn(Range<usize>) -> Result<T> + Sync,
    mut sink: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    const STRETCH: usize = 256;
    let stretches: Vec<Range<usize>> =
        (0..count).step_by(STRETCH).map(|start| start..count.min(start + STRETCH)).collect();
    for batch in stretches.chunks(4 * rayon::current_num_threads()) {
        let done: Vec<Result<T>> =
            batch.par_iter().with_max_len(1).map(|stretch| work(stretch.clone())).collect();
        for one in done {
            sink(one?)?;
        }
    }
    Ok(())
}
