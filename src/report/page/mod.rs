//! `match --report`: pages for people, in one file that needs nothing else, or in a folder where there are many tasks.

mod assistant;
mod changes;
mod charts;
mod competencies;
mod costs;
mod frame;
mod graph;
mod headline;
mod holders;
mod html;
mod method;
mod quality;
mod rows;
mod script;
mod shared;
mod skill_mix;
mod tasks;
mod told;
mod trends;

use crate::model::{Catalogue, Codes, Finding, PastRun, Roster, Task, UnitCosts};
use crate::report::{ChangesRecord, FileRecord, Summary, Threshold};
use frame::{NavLink, Section};

pub use costs::uncosted;
pub use holders::{Crowd, Holders, Month};
pub(super) use html::text;
pub use rows::{TaskRow, worst_first};
pub use script::TaskData;
pub use tasks::Part;

/// Everything that the pages are made of, but for the proofs.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The vocabulary.
    pub catalogue: &'a Catalogue,
    /// The competencies.
    pub codes: &'a Codes,
    /// Who proves what.
    pub holders: &'a Holders,
    /// The people.
    pub roster: &'a Roster,
    /// The tasks, in the order of tasks.csv.
    pub tasks: &'a [Task],
    /// By task.
    pub rows: &'a [TaskRow],
    /// The counts of the run.
    pub summary: &'a Summary,
    /// Everything found.
    pub findings: &'a [Finding],
    /// In a folder: on which part's page each task stands, from 1.
    pub part_of: Option<&'a [usize]>,
    /// What was read.
    pub inputs: &'a [FileRecord],
    /// To be shared: how people are counted; `None`: the owner's.
    pub share: Option<Threshold>,
    /// What an hour costs, if somebody has said so.
    pub costs: Option<&'a UnitCosts>,
    /// What changed since an earlier run, if one was given.
    pub changes: Option<&'a ChangesRecord>,
    /// The runs of the job before this one, oldest first, if it keeps a history.
    pub trend: &'a [PastRun],
}

/// The most tasks of a report in one file.
pub const ONE_FILE: usize = 5_000;

/// Tasks on a page of a report in a folder.
pub const A_PART: usize = 1_000;

/// The report in one file.
#[must_use]
pub fn report_html(report: &Report<'_>, data: &TaskData) -> Vec<u8> {
    let tasks = data.len();
    let mut sections = vec![
        headline::section(report),
        tasks::section(Part { number: 1, of: 1, tasks, all: tasks, share: report.share }),
    ];
    sections.extend(rest(report));
    let nav: Vec<NavLink> = sections.iter().map(link).collect();
    frame::file((report.catalogue, report.share), &nav, &sections, &data.element()).into_bytes()
}

/// The first page of a report in a folder: everything but the lists of tasks, to which it leads.
#[must_use]
pub fn report_index(report: &Report<'_>) -> Vec<u8> {
    let mut sections = vec![headline::section(report), tasks::contents(report)];
    sections.extend(rest(report));
    let nav: Vec<NavLink> = sections.iter().map(link).collect();
    frame::file((report.catalogue, report.share), &nav, &sections, "").into_bytes()
}

/// A page of tasks of a report in a folder.
#[must_use]
pub fn report_part(catalogue: &Catalogue, part: Part, data: &TaskData) -> Vec<u8> {
    let pages = [("headline", "Headline"), ("tasks", "All pages of tasks"), ("method", "Method")];
    let mut nav: Vec<NavLink> =
        pages.iter().map(|(id, words)| (format!("index.html#{id}"), (*words).to_owned())).collect();
    nav.push(("#tasks".to_owned(), format!("Tasks, part {} of {}", part.number, part.of)));
    frame::file((catalogue, part.share), &nav, &[tasks::section(part)], &data.element()).into_bytes()
}

/// All pages behind the tasks.
fn rest(report: &Report<'_>) -> Vec<Section> {
    let mut pages: Vec<Section> =
        changes::section(report).into_iter().chain(trends::section(report)).collect();
    pages.extend([skill_mix::section(report), competencies::section(report), graph::section(report)]);
    pages.extend(assistant::section(report));
    pages.extend([method::section(report), quality::section(report)]);
    pages
}

impl Report<'_> {
    /// A task as cells of a table: its id with a link to its proof, its title, its site.
    fn named(&self, number: usize) -> [String; 3] {
        let Some(task) = self.tasks.get(number) else { return Default::default() };
        let page = self.part_of.and_then(|parts| parts.get(number)).map(|part| part_name(*part));
        let (id, site) = (html::encoded(&task.id), html::encoded(&task.site));
        let address = format!("{}#task={id}@{site}", page.unwrap_or_default());
        let site = if task.site.is_empty() { "(none)" } else { &task.site };
        [format!("<a href=\"{}\">{}</a>", text(&address), text(&task.id)), text(&task.title), text(site)]
    }
}

/// The name of a part's file; parts count from 1.
#[must_use]
pub fn part_name(part: usize) -> String {
    format!("tasks-{part:03}.html")
}

fn link(section: &Section) -> NavLink {
    (format!("#{}", section.id), section.title.to_owned())
}
