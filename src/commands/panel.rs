//! `panel worksheet`: match, match again by the rules alone, choose the tasks, write the sheet where none is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::dataset::{Sheets, read_sheets};
use super::given::{Files, read_files};
use super::pack::load_pack;
use super::{Common, DatasetPaths, Outcome};
use crate::matcher::{self, Matched};
use crate::model::{Answer, Catalogue, Day, PanelDecision, Result, Robustness, Status};
use crate::report::{self, Agenda, WorksheetRecord};
use crate::rules::Pack;
use crate::{files, inquiry};

/// Decisions whose review is this many days away, or fewer, are told of as due.
const DUE: i32 = 30;

/// Which tasks are listed, besides those with a panel's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Those that need a panel.
    NeedsPanel,
    /// These, and those of which one step of one criterion changes status or level.
    Fragile,
    /// Every task.
    All,
}

/// What `panel worksheet` was asked.
#[derive(Debug, Clone)]
pub struct WorksheetRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
    /// The file; it must not be there.
    pub out: PathBuf,
    /// Which tasks.
    pub listed: Listed,
}

/// Runs `panel worksheet`.
pub fn worksheet(request: &WorksheetRequest) -> Result<Outcome> {
    // a filled sheet would be lost: refused before any work
    files::must_be_new(&request.out)?;
    let pack = load_pack(&request.common)?;
    let dataset = read_files(&request.paths, request.common.as_at, &|_| Ok(()))?;
    let sheets = read_sheets(&dataset, &pack)?;
    let (answered, sheets) = Answers::of(sheets, &dataset, &pack, request.listed)?;
    let chosen = answered.choose(&sheets, &pack.catalogue, request.listed);
    let mut record = WorksheetRecord {
        of: sheets.tasks.len(),
        without_site: sheets.tasks.iter().filter(|task| task.site.is_empty()).count(),
        ..WorksheetRecord::default()
    };
    record.tasks = chosen.len();
    for word in chosen.iter().flat_map(|agenda| agenda.listed_for.iter()).filter_map(|why| kind(why)) {
        *record.listed_for.entry(word).or_default() += 1;
    }
    if !chosen.is_empty() {
        files::write_new(&request.out, &report::worksheet(&pack.catalogue, &sheets.codes, &chosen))?;
        record.worksheet = Some(request.out.display().to_string());
    }
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::worksheet_json(&record),
        (false, false) => report::worksheet_text(&record),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

/// Why a task is listed, in words that the sheet begins its reasons with.
const KINDS: [&str; 6] = ["needs-panel", "void", "review due", "in force", "fragile", "asked for"];

fn kind(why: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| why.starts_with(kind))
}

/// Everything that is known of the tasks, by their number.
struct Answers {
    /// With the panel's decisions.
    statuses: Vec<Status>,
    /// The decisions in force.
    decisions: Vec<Option<PanelDecision>>,
    /// By the rules alone.
    alone: Vec<Answer>,
    /// What single criteria would change, if that was asked.
    robustness: Vec<Option<Robustness>>,
    /// Decisions that do not bind, in words.
    earlier: BTreeMap<usize, (Vec<&'static str>, String)>,
}

impl Answers {
    /// Matches with the decisions in force, then without them; gives the sheets back without decisions.
    fn of(mut sheets: Sheets, dataset: &Files, pack: &Pack, listed: Listed) -> Result<(Self, Sheets)> {
        let fragile = listed == Listed::Fragile;
        let plan = if fragile { sheets.plan_with_steps(pack) } else { sheets.plan(pack) };
        let holdings = sheets.holdings(dataset, pack, &plan, &|_, _| Ok(()))?;
        let matched = matcher::match_all(sheets.inputs(pack), plan, &holdings, matcher::BLOCK)?;
        let with_panel = answers(&matched, &sheets, pack)?;
        let statuses: Vec<Status> = with_panel.iter().map(|answer| answer.status).collect();
        let numbers = 0..sheets.tasks.len();
        let moved = numbers.map(|task| inquiry::robustness(&matched, sheets.inputs(pack), task));
        let robustness = moved.collect::<Result<_>>()?;
        let decisions: Vec<Option<PanelDecision>> =
            sheets.tasks.iter_mut().map(|task| task.panel.take()).collect();
        let alone = if decisions.iter().all(Option::is_none) {
            with_panel
        } else {
            let plan = sheets.plan(pack);
            let matched = matcher::match_all(sheets.inputs(pack), plan, &holdings, matcher::BLOCK)?;
            answers(&matched, &sheets, pack)?
        };
        let earlier = sheets.lapsed.iter().map(|lapsed| {
            let text = format!("{}: {}", lapsed.decision, lapsed.why.join("; "));
            (lapsed.task, (lapsed.why.clone(), text))
        });
        let earlier = earlier.collect();
        Ok((Self { statuses, decisions, alone, robustness, earlier }, sheets))
    }

    /// The tasks that the panel is asked for, in the order of tasks.csv.
    fn choose<'a>(&'a self, sheets: &'a Sheets, catalogue: &Catalogue, listed: Listed) -> Vec<Agenda<'a>> {
        let tasks = sheets.tasks.iter().enumerate().filter(|(_, task)| !task.site.is_empty());
        let agenda = tasks.filter_map(|(number, task)| {
            let mut listed_for = self.reasons(number, catalogue);
            if listed_for.is_empty() && listed == Listed::All {
                listed_for.push("asked for".to_owned());
            }
            let alone = self.alone.get(number).filter(|_| !listed_for.is_empty())?;
            let earlier = self.earlier.get(&number).map(|(_, text)| text.clone()).unwrap_or_default();
            let decision = self.decisions.get(number).and_then(Option::as_ref);
            Some(Agenda { task, listed_for, alone, earlier, decision })
        });
        agenda.collect()
    }

    fn reasons(&self, number: usize, catalogue: &Catalogue) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.statuses.get(number) == Some(&Status::NeedsPanel) {
            reasons.push("needs-panel".to_owned());
        }
        if let Some((why, _)) = self.earlier.get(&number) {
            reasons.push(format!("void: {}", why.join(", ")));
        }
        if let Some(decision) = self.decisions.get(number).and_then(Option::as_ref) {
            reasons.push("in force".to_owned());
            if is_due(decision, catalogue.as_at) {
                reasons.push(format!("review due {}", decision.review_on));
            }
        }
        let found = self.robustness.get(number).and_then(Option::as_ref);
        let mut criteria: Vec<&str> = found
            .into_iter()
            .flat_map(Robustness::fragile)
            .filter_map(|change| catalogue.criteria.get(change.step.criterion))
            .map(|criterion| criterion.name.as_str())
            .collect();
        criteria.dedup();
        if !criteria.is_empty() {
            reasons.push(format!("fragile: {}", criteria.join(", ")));
        }
        reasons
    }
}

fn is_due(decision: &PanelDecision, as_at: Day) -> bool {
    decision.review_on.number().saturating_sub(as_at.number()) <= DUE
}

fn answers(matched: &Matched, sheets: &Sheets, pack: &Pack) -> Result<Vec<Answer>> {
    (0..sheets.tasks.len()).map(|task| matched.answer(sheets.inputs(pack), task)).collect()
}
