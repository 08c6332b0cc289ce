//! `explain`: a readable proof for one task, one level of it, or one person; and what would move it down.

use super::dataset::{Sheets, read_sheets};
use super::given::read_files;
use super::pack::load_pack;
use super::{Common, DatasetPaths, Outcome, fixes};
use crate::inquiry::Bounds;
use crate::matcher::Matched;
use crate::model::{Answer, Error, Holdings, Level, Result, Task, Words};
use crate::report::{Explained, FixesRecord};
use crate::rules::Pack;
use crate::{inquiry, matcher, report};

/// What `explain` was asked.
#[derive(Debug, Clone)]
pub struct ExplainRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
    /// The task's id.
    pub task: String,
    /// Its site, where the id stands at several.
    pub site: Option<String>,
    /// What of it.
    pub of: Explain,
}

/// What is to be explained.
#[derive(Debug, Clone)]
pub enum Explain {
    /// All of it; as JSON with what would move it one level down.
    Whole,
    /// Why it is not done at a level.
    WhyNot(Level),
    /// What would move it to a level or below, or one level down.
    Fixes(Option<Level>),
    /// One person.
    Staff(String),
}

/// Runs `explain`.
pub fn explain(request: &ExplainRequest) -> Result<Outcome> {
    let pack = load_pack(&request.common)?;
    let files = read_files(&request.paths, request.common.as_at, &|_| Ok(()))?;
    let mut sheets = read_sheets(&files, &pack)?;
    let number = find_task(&sheets, request)?;
    let plan = sheets.plan_with_steps_of(&pack, number);
    let holdings = sheets.holdings(&files, &pack, &plan, &|_, _| Ok(()))?;
    let matched = matcher::match_all(sheets.inputs(&pack), plan, &holdings, matcher::BLOCK)?;
    let answer = matched.answer(sheets.inputs(&pack), number)?;
    let none = || Error::Defect(format!("there is no task {number}"));
    let task = sheets.tasks.get(number).ok_or_else(none)?;
    let explained = Question { pack: &pack, sheets: &sheets, holdings: &holdings, task, answer: &answer };
    let stdout = match &request.of {
        Explain::Staff(staff) => explained.person(staff, &request.common)?,
        _ => explained.proof(request, &matched, number)?,
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

/// A task and all that is needed to say why.
#[derive(Clone, Copy)]
struct Question<'a> {
    pack: &'a Pack,
    sheets: &'a Sheets,
    holdings: &'a Holdings,
    task: &'a Task,
    answer: &'a Answer,
}

impl Question<'_> {
    fn person(self, staff: &str, common: &Common) -> Result<String> {
        let Self { pack, sheets, holdings, task, answer } = self;
        let unknown = || Error::Usage(format!("no active person `{staff}` on the roster"));
        let person = sheets.roster.find(staff).ok_or_else(unknown)?;
        let proof = inquiry::person(pack, &sheets.graph, &sheets.roster, holdings, (task, answer), person)
            .ok_or_else(unknown)?;
        let print = if common.json { report::person_json } else { report::person };
        Ok(print(&pack.catalogue, &sheets.codes, (task, answer), &proof))
    }

    fn proof(self, request: &ExplainRequest, matched: &Matched, number: usize) -> Result<String> {
        let Self { pack, sheets, task, answer, .. } = self;
        let Common { json, show_values, .. } = request.common;
        let changes = inquiry::changes(pack, task);
        let robustness = inquiry::robustness(matched, sheets.inputs(pack), number)?;
        let what = Explained {
            catalogue: &pack.catalogue,
            codes: &sheets.codes,
            task,
            answer,
            changes: &changes,
            robustness: robustness.as_ref(),
            show_values,
            share: None,
        };
        Ok(match (&request.of, json) {
            (Explain::WhyNot(level), true) => {
                report::why_not_json(what, *level, &self.fixes(Some(*level), show_values)?)
            }
            (Explain::WhyNot(level), false) => {
                report::why_not(what, *level, &self.fixes(Some(*level), show_values)?)
            }
            (Explain::Fixes(to), true) => report::explain_json(what, &self.fixes(*to, show_values)?),
            (Explain::Whole, true) => report::explain_json(what, &self.fixes(None, show_values)?),
            (Explain::Fixes(to), false) => report::fixes(what, &self.fixes(*to, show_values)?),
            (Explain::Whole | Explain::Staff(_), _) => report::explain(what),
        })
    }

    fn fixes(self, target: Option<Level>, show_values: bool) -> Result<FixesRecord> {
        let Self { pack, sheets, holdings, task, answer } = self;
        let of = fixes::of(pack, sheets, (task, answer), show_values);
        let inputs = sheets.inputs(pack);
        let fixes = inquiry::fixes(inputs, holdings, (task, answer), target, Bounds::USUAL)?;
        Ok(FixesRecord::new(of, &fixes, FixesRecord::LISTED))
    }
}

/// The task asked for; an id at several sites needs `--site`.
fn find_task(sheets: &Sheets, request: &ExplainRequest) -> Result<usize> {
    let site_fits = |site: &str| request.site.as_ref().is_none_or(|wanted| wanted == site);
    let found: Vec<usize> = (0usize..)
        .zip(&sheets.tasks)
        .filter(|(_, task)| task.id == request.task && site_fits(&task.site))
        .map(|(number, _)| number)
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let same_id = sheets.tasks.iter().filter(|task| task.id == request.task);
            let sites: Vec<&str> = same_id.map(|task| task.site.as_str()).collect();
            let known = Words::new(sheets.tasks.iter().map(|task| task.id.clone()));
            let help = match (sites.as_slice(), known.nearest(&request.task)) {
                ([], Some(near)) => format!("; did you mean `{near}`?"),
                ([], None) => String::new(),
                (sites, _) => format!(" there; it stands at {}", sites.join(", ")),
            };
            Err(Error::Usage(format!("no task `{}`{help}", request.task)))
        }
        several => {
            let sites = several.iter().filter_map(|at| sheets.tasks.get(*at)).map(|task| task.site.as_str());
            let sites: Vec<&str> = sites.collect();
            Err(Error::Usage(format!(
                "task `{}` stands at {}; choose with --site",
                request.task,
                sites.join(", ")
            )))
        }
    }
}
