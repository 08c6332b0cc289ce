//! A block of people against every query of its site.

use super::Inputs;
use super::ask::{Ask, Levels};
use super::block::{Block, Rows};
use super::place::Candidate;
use super::plan::{Plan, Query};
use super::posts::Posts;
use super::tallies::Tallies;
use crate::model::{Holdings, SiteId};

/// All that is the same for every block.
#[derive(Debug)]
pub(super) struct Push<'a> {
    inputs: Inputs<'a>,
    plan: &'a Plan,
    posts: &'a Posts,
    holdings: &'a Holdings,
    /// By symbol: the circuit's row; none: `u32::MAX`.
    entry: Vec<u32>,
}

/// Memory for blocks, used again for block after block.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rows: Rows,
    /// Who is able, of the query asked last.
    able: Vec<u64>,
}

impl<'a> Push<'a> {
    pub(super) fn new(inputs: Inputs<'a>, plan: &'a Plan, posts: &'a Posts, holdings: &'a Holdings) -> Self {
        let entry = holdings.meaning().iter().map(|(node, rank)| {
            let row = if rank.0 == 0 { None } else { plan.circuit.entry(*node, *rank) };
            row.and_then(|row| u32::try_from(row).ok()).unwrap_or(u32::MAX)
        });
        Self { inputs, plan, posts, holdings, entry: entry.collect() }
    }

    /// What a block says of every query of its site.
    pub(super) fn block(
        &self,
        site: SiteId,
        people: &[Candidate],
        number: usize,
        scratch: &mut Scratch,
    ) -> Tallies {
        let block = Block::of(people, self.posts, &self.inputs.pack.catalogue);
        let mut tallies = Tallies {
            parts: vec![u32::try_from(number).unwrap_or(u32::MAX)],
            people: u64::try_from(block.people.len()).unwrap_or(u64::MAX),
            ..Tallies::default()
        };
        let queries = self.plan.at_site(site);
        if !queries.is_empty() {
            scratch.rows.prove(&block, &self.plan.circuit, self.holdings, &self.entry);
            scratch.rows.take(&block, self.posts, self.plan.tests.rules.len());
        }
        for alike in queries.chunk_by(|a, b| a.class == b.class) {
            self.class(&block, alike, scratch, &mut tallies);
        }
        tallies
    }

    /// All queries of one class.
    fn class(&self, block: &Block<'_>, alike: &[Query], scratch: &mut Scratch, tallies: &mut Tallies) {
        let class = alike.first().and_then(|query| self.plan.class(query.class));
        let there = class.map(|class| scratch.rows.admit(block, self.posts, class)).unwrap_or_default();
        tallies.there.push(there);
        let catalogue = &self.inputs.pack.catalogue;
        let levels = Levels::of(catalogue, there);
        for query in alike {
            let profile = self.plan.profile(query.profile).filter(|_| !there.is_empty());
            match profile.map(|profile| Ask::new(catalogue, block, &scratch.rows, profile, levels)) {
                Some(ask) => ask.tell(&mut scratch.able, tallies),
                None => tallies.write(|_| (), |_, ()| ()),
            }
        }
    }
}
