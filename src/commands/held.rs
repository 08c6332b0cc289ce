//! Who proves what, and what lapses month by month, counted for the report.

use std::collections::{BTreeMap, BTreeSet};

use super::dataset::Sheets;
use super::given::{Files, HOLDINGS};
use crate::graph::Proving;
use crate::intake;
use crate::model::{
    CodeId, Day, Error, Holdings, Level, NodeId, PersonId, Rank, Requires, Result, SiteId, Wanted,
};
use crate::report::{Holders, Month};
use crate::rules::Pack;

/// Months that are looked ahead.
const MONTHS: u16 = 12;

/// What was held when the dataset was matched, and how it was read.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) holdings: Holdings,
    pub(super) wanted: Wanted,
}

impl Held {
    /// Counts who proves what; reads the holdings again for the end of every month to come.
    pub(super) fn holders(&self, sheets: &Sheets, pack: &Pack, files: &Files) -> Result<Holders> {
        let codes = u32::try_from(sheets.codes.list.len()).unwrap_or(u32::MAX);
        let mut holders = Holders {
            nodes: (0..codes).map(|code| sheets.graph.node(CodeId(code))).collect(),
            links: sheets.links.clone(),
            ..Holders::default()
        };
        self.count(sheets, pack, &mut holders);
        holders.months = self.months(sheets, pack, files)?;
        Ok(holders)
    }

    fn count(&self, sheets: &Sheets, pack: &Pack, holders: &mut Holders) {
        let needed = needed(sheets);
        let mut proving = Proving::default();
        for (person, (sites, levels)) in posts(sheets, pack) {
            for level in &levels {
                *holders.people.entry(*level).or_default() += 1;
            }
            let proven = sheets.graph.prove_in(&self.holdings.of(person), &mut proving);
            for (node, rank) in proven.into_iter().filter(|(node, _)| needed.contains(node)) {
                holders.anywhere.entry((node, rank)).or_default().add(person);
                for site in &sites {
                    holders.at_site.entry((*site, node, rank)).or_default().add(person);
                }
                for level in &levels {
                    *holders.at_level.entry((*level, node, rank)).or_default() += 1;
                }
            }
        }
    }

    /// What counts today and no longer on the first day after a month, month by month.
    fn months(&self, sheets: &Sheets, pack: &Pack, files: &Files) -> Result<Vec<Month>> {
        let people = u32::try_from(sheets.roster.len()).unwrap_or(u32::MAX);
        let first = first_of_month(self.wanted.as_at);
        let mut lost: BTreeMap<NodeId, u64> = BTreeMap::new();
        let mut months = Vec::new();
        for month in 0..MONTHS {
            let (Some(begins), Some(ends)) = (first.add_months(month), first.add_months(month + 1)) else {
                break;
            };
            let later = self.read(sheets, pack, files, ends)?;
            let mut gone: BTreeMap<NodeId, u64> = BTreeMap::new();
            for person in (0..people).map(PersonId) {
                let then: BTreeMap<NodeId, Rank> = later.of(person).into_iter().collect();
                let kept = |node: &NodeId, rank: Rank| then.get(node).is_some_and(|then| *then >= rank);
                for (node, _) in self.holdings.of(person).iter().filter(|(node, rank)| !kept(node, *rank)) {
                    *gone.entry(*node).or_default() += 1;
                }
            }
            let name = begins.to_string().chars().take(7).collect();
            let of_month = |(node, all): (&NodeId, &u64)| {
                let lapsing = all.saturating_sub(lost.get(node).copied().unwrap_or(0));
                (lapsing > 0).then_some((*node, lapsing))
            };
            months.push(Month { name, lapsing: gone.iter().filter_map(of_month).collect() });
            lost = gone;
        }
        Ok(months)
    }

    /// What is held on another day.
    fn read(&self, sheets: &Sheets, pack: &Pack, files: &Files, as_at: Day) -> Result<Holdings> {
        let absent = || Error::Defect("the holdings are no longer there".to_owned());
        let (big, pace) = files.big(HOLDINGS).ok_or_else(absent)?;
        let wanted = Wanted { as_at, ..self.wanted.clone() };
        Ok(intake::holdings(big, &wanted, &sheets.roster.people, &pack.catalogue, pace)?.holdings)
    }
}

/// The competencies that tasks name.
fn needed(sheets: &Sheets) -> BTreeSet<NodeId> {
    let lists = sheets.tasks.iter().filter_map(|task| match &task.requires {
        Requires::Known(list) => Some(list),
        Requires::None | Requires::Unknown => None,
    });
    lists.flatten().filter_map(|needed| sheets.graph.node(needed.code)).collect()
}

/// By person, in the order of their ids: the sites and levels of their posts.
fn posts(sheets: &Sheets, pack: &Pack) -> BTreeMap<PersonId, (BTreeSet<SiteId>, BTreeSet<Level>)> {
    let mut posts: BTreeMap<PersonId, (BTreeSet<SiteId>, BTreeSet<Level>)> = BTreeMap::new();
    for post in &sheets.roster.positions {
        let (sites, levels) = posts.entry(post.person).or_default();
        sites.insert(post.site);
        levels.extend(pack.catalogue.role_of(post.role).map(|role| role.level));
    }
    posts
}

/// The first day of a day's month.
fn first_of_month(day: Day) -> Day {
    let text = day.to_string();
    let month: String = text.chars().take(7).collect();
    Day::parse_iso(&format!("{month}-01")).unwrap_or(day)
}
