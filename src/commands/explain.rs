//! `explain`: a readable proof for one task, one level of it, or one person.

use super::dataset::{Sheets, read_sheets};
use super::given::read_files;
use super::pack::load_pack;
use super::{Common, DatasetPaths, Outcome};
use crate::inquiry::Bounds;
use crate::model::{Answer, Error, Level, Result, Robustness, Task, Words};
use crate::report::{Explained, FixesOf, FixesRecord};
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
    /// One level only.
    pub level: Option<Level>,
    /// One person.
    pub staff: Option<String>,
    /// The smallest sets of changes that would move the task: to a level or below, or one level down.
    pub fix: Option<Option<Level>>,
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
    let answer = &matched.answer(sheets.inputs(&pack), number)?;
    let none = || Error::Defect(format!("there is no task {number}"));
    let task = sheets.tasks.get(number).ok_or_else(none)?;
    let stdout = match &request.staff {
        None if request.fix.is_some() => {
            let target = request.fix.flatten();
            let of = FixesOf {
                catalogue: &pack.catalogue,
                codes: &sheets.codes,
                roster: &sheets.roster,
                task,
                decision: &answer.decision,
                show_values: request.common.show_values,
            };
            let fixes =
                inquiry::fixes(sheets.inputs(&pack), &holdings, (task, answer), target, Bounds::USUAL)?;
            FixesRecord::new(of, &fixes, FixesRecord::LISTED).lines().join("\n") + "\n"
        }
        None => {
            let robustness = inquiry::robustness(&matched, sheets.inputs(&pack), number)?;
            let show = request.common.show_values;
            proof(&pack, &sheets, (task, answer, robustness.as_ref()), request.level, show)
        }
        Some(staff) => {
            let unknown = || Error::Usage(format!("no active person `{staff}` on the roster"));
            let person = sheets.roster.find(staff).ok_or_else(unknown)?;
            let proof =
                inquiry::person(&pack, &sheets.graph, &sheets.roster, &holdings, (task, answer), person);
            report::person(&pack.catalogue, &sheets.codes, (task, answer), &proof.ok_or_else(unknown)?)
        }
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

fn proof(
    pack: &Pack,
    sheets: &Sheets,
    (task, answer, robustness): (&Task, &Answer, Option<&Robustness>),
    level: Option<Level>,
    show_values: bool,
) -> String {
    let changes = inquiry::changes(pack, task);
    let what = Explained {
        catalogue: &pack.catalogue,
        codes: &sheets.codes,
        task,
        answer,
        changes: &changes,
        robustness,
        show_values,
    };
    report::explain(what, level)
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
