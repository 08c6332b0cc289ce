//! Counts of people as a page may tell them: the number to the owner, else what [`Threshold`] leaves of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use super::html::{Table, count, heading, list, number, paragraph};
use crate::model::{Level, NodeId, Requires, RoleId, SiteId};
use crate::report::share::{Able, NOT_TOLD, Threshold};

/// A site, and a role in which somebody there is able to do a task.
type Pair = (SiteId, RoleId);

/// In how many pairs of a site and a role people can do tasks that need a competency, or one that proves or needs it: each
/// such pair holds somebody who proves it. Empty for the owner, who is told every number.
pub(super) type Pairs = BTreeMap<NodeId, u64>;

/// See [`Pairs`].
pub(super) fn pairs(report: &Report<'_>) -> Pairs {
    if report.share.is_none() {
        return Pairs::new();
    }
    let mut of: BTreeMap<NodeId, BTreeSet<Pair>> = BTreeMap::new();
    for (task, row) in report.tasks.iter().zip(report.rows) {
        let (Requires::Known(list), Some(site)) = (&task.requires, task.site_id) else { continue };
        for node in list.iter().filter_map(|needed| report.holders.node(needed.code)) {
            of.entry(node).or_default().extend(row.able_roles.iter().map(|role| (site, *role)));
        }
    }
    let node = |code| report.holders.node(code);
    let links = report.holders.links.list.iter().filter_map(|link| Some((node(link.from)?, node(link.to)?)));
    let links: BTreeSet<(NodeId, NodeId)> = links.filter(|(from, to)| from != to).collect();
    // as long as it takes: sets only grow
    loop {
        let mut grown = false;
        for (from, to) in &links {
            let more = of.get(from).cloned().unwrap_or_default();
            let there = of.entry(*to).or_default();
            let before = there.len();
            there.extend(more);
            grown |= there.len() > before;
        }
        if !grown {
            break;
        }
    }
    of.into_iter().map(|(node, pairs)| (node, count(pairs.len()))).collect()
}

impl Report<'_> {
    /// A count of people, of whom some can do tasks in so many pairs of a site and a role.
    pub(super) fn crowd(&self, people: u64, pairs: u64) -> String {
        match self.share {
            None => number(people),
            Some(threshold) => {
                threshold.crowd(people, pairs).map_or(NOT_TOLD.to_owned(), |steps| steps.to_string())
            }
        }
    }

    /// The active people, all or those with a post at a level.
    pub(super) fn active(&self, people: u64, level: Option<Level>) -> String {
        let at = |role: &RoleId| {
            level.is_none_or(|level| self.catalogue.role_of(*role).is_some_and(|role| role.level == level))
        };
        let pairs: BTreeSet<Pair> = self
            .tasks
            .iter()
            .zip(self.rows)
            .filter_map(|(task, row)| Some((task.site_id?, row)))
            .flat_map(|(site, row)| {
                row.able_roles.iter().filter(|role| at(role)).map(move |role| (site, *role))
            })
            .collect();
        self.crowd(people, count(pairs.len()))
    }
}

/// What every page says of itself.
pub(super) fn note(threshold: Threshold) -> String {
    format!(
        "<p class=\"shared\"><strong>For sharing.</strong> Counts of people below {threshold} are suppressed, and whatever \
         would give one away; the others are told in steps of {threshold}. Nobody is named, not even by a pseudonym. Left \
         out: what the nearest person lacks, lists of people, what panels wrote, findings, files. The numbers of tasks and \
         minutes are whole.</p>\n"
    )
}

/// On the first page: how much is suppressed, and how.
pub(super) fn about(report: &Report<'_>, threshold: Threshold, body: &mut String) {
    heading(body, "What this copy does not show");
    let below = threshold.number() - 1;
    list(
        body,
        &[
            &format!(
                "How many people can do a task at a level: told as 0, 1 to {below}, {threshold} or more if one role of the level \
                 is able; as \"1 or more\" if several are, for such classes could be added up."
            ),
            &format!(
                "Other counts of people: 0, or in steps of {threshold} (\"15 to 19\"); \"{NOT_TOLD}\" if there are fewer than \
                 {threshold} for every role of every site in which somebody is able, for then they would say something \
                 of one of these."
            ),
            "Nobody is named. One pseudonym over many tasks would be a profile of one person, and a list of pseudonyms a \
             count: there are none.",
            "The owner's report has what is left out: what the nearest person lacks, who can do what, what hangs on one \
             person, what panels wrote, findings and refused rows, the names of the files.",
            "A task done by a role that one person alone has at a site speaks of that person. Look the list of tasks \
             through before you give it away.",
        ],
    );
    let of = |class: Able| {
        let told = |row: &&super::TaskRow| threshold.able(row.able, row.roles_there) == class;
        number(count(report.rows.iter().filter(|row| row.level.is_some()).filter(told).count()))
    };
    let classes = [Able::Few, Able::Many, Able::Somebody];
    let mut rows: Vec<Vec<String>> = classes
        .iter()
        .map(|class| vec![format!("placed tasks with {} able", threshold.words(*class)), of(*class)])
        .collect();
    let pairs = pairs(report);
    let asked = super::competencies::asked(report);
    let hidden = asked.iter().filter(|(node, asked)| {
        let people = report.holders.proving(**node, asked.rank).count;
        threshold.crowd(people, pairs.get(node).copied().unwrap_or(0)).is_none()
    });
    rows.push(vec!["competencies that tasks need".to_owned(), number(count(asked.len()))]);
    rows.push(vec![format!("of these, number of people {NOT_TOLD}"), number(count(hidden.count()))]);
    let heads = &["What", "#Number"];
    Table { id: "suppressed", caption: "How much is suppressed", heads, rows }.write(body);
    paragraph(
        body,
        "The file <code>shared-matches.csv</code> beside this one tells of every task in the same way.",
    );
}
