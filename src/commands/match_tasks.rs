//! `match`: load pack, vocabulary, sheets, graph, plan, scan holdings, match, publish.

use std::path::PathBuf;

use super::dataset::{Files, Sheets, read_files, read_sheets};
use super::pack::{load_pack, pack_files};
use super::{Clock, Common, DatasetPaths, FailOn, Outcome};
use crate::files::Staged;
use crate::matcher;
use crate::model::{Answer, Finding, Result};
use crate::report::{self, FileRecord, RunRecord, Summary, Timings};
use crate::rules::Pack;

/// What `match` was asked.
#[derive(Debug, Clone)]
pub struct MatchRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
    /// The folder for the outputs.
    pub out: PathBuf,
    /// Write rungs.csv too.
    pub rungs: bool,
    /// Threads; `None`: as many as there are cores.
    pub threads: Option<usize>,
    /// Conditions under which to exit with 1.
    pub fail_on: Vec<FailOn>,
}

/// Runs `match`.
pub fn match_tasks(request: &MatchRequest, clock: Clock<'_>) -> Result<Outcome> {
    let mut watch = Watch { clock, stages: Vec::new(), last: clock().as_micros() };
    let staged = Staged::begin(&request.out)?;
    let pack = load_pack(&request.common)?;
    watch.lap("pack");
    let files = read_files(&request.paths)?;
    let mut sheets = read_sheets(&files, &pack)?;
    watch.lap("sheets");
    let threads = matcher::threads(request.threads);
    let plan = matcher::in_pool(threads, || sheets.plan(&pack))?;
    watch.lap("plan");
    let holdings = sheets.holdings(&files, &pack, &plan)?;
    watch.lap("holdings");
    let answers = matcher::in_pool(threads, || matcher::match_all(sheets.inputs(&pack), &plan, &holdings))??;
    watch.lap("match");
    let findings = sheets.all_findings(&pack);
    let summary = Summary::new(&pack.catalogue, &sheets.codes, &answers, &findings, &sheets.rows())
        .with_roster(sheets.roster.people.len(), sheets.roster.sites.len());
    let results =
        Results { pack: &pack, files: &files, sheets: &sheets, answers: &answers, findings: &findings };
    let written = results.write(&staged, request, &summary)?;
    watch.lap("write");
    staged.write("timings.json", &report::timings_json(&Timings { stages: watch.stages, threads }))?;
    staged.publish()?;
    Ok(outcome(request, &summary, &sheets, &written))
}

fn outcome(request: &MatchRequest, summary: &Summary, sheets: &Sheets, written: &[String]) -> Outcome {
    let failed = request.fail_on.iter().any(|condition| condition.holds(summary));
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::summary_json(summary),
        (false, false) => {
            let written = format!("Written to {}: {}", request.out.display(), written.join(", "));
            report::summary_text(summary, &sheets.tasks, &written)
        }
    };
    Outcome { stdout, stderr: String::new(), code: u8::from(failed) }
}

/// What a run writes.
struct Results<'a> {
    pack: &'a Pack,
    files: &'a Files,
    sheets: &'a Sheets,
    answers: &'a [Answer],
    findings: &'a [Finding],
}

impl Results<'_> {
    fn write(&self, staged: &Staged, request: &MatchRequest, summary: &Summary) -> Result<Vec<String>> {
        let (catalogue, codes, tasks) = (&self.pack.catalogue, &self.sheets.codes, &self.sheets.tasks);
        let mut outputs = vec![
            ("matches.csv".to_owned(), report::matches(catalogue, codes, tasks, self.answers)),
            ("findings.csv".to_owned(), report::findings(self.findings)),
        ];
        if request.rungs {
            outputs.push(("rungs.csv".to_owned(), report::rungs(catalogue, codes, tasks, self.answers)));
        }
        for (kind, ledger) in self.sheets.ledgers.iter().filter(|(_, ledger)| !ledger.rejects.rows.is_empty())
        {
            let rows = ledger.rejects.rows.iter().map(|r| (r.line, r.codes.as_slice(), r.raw.as_slice()));
            let header = ledger.rejects.header.as_deref().unwrap_or_default();
            outputs.push((format!("rejects/{kind}.csv"), report::rejects(header, rows)));
        }
        outputs.push(("run.json".to_owned(), report::run_json(&self.record(request, summary)?)));
        for (name, bytes) in &outputs {
            staged.write(name, bytes)?;
        }
        Ok(outputs.into_iter().map(|(name, _)| name).collect())
    }

    fn record(&self, request: &MatchRequest, summary: &Summary) -> Result<RunRecord> {
        let pack_files = pack_files(&request.common)?
            .iter()
            .map(|(name, bytes)| FileRecord {
                role: "pack".to_owned(),
                file: name.clone(),
                blake3: blake3::hash(bytes).to_hex().to_string(),
                bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            })
            .collect();
        let mut options = vec![format!("as-at={}", request.common.as_at)];
        if request.rungs {
            options.push("rungs".to_owned());
        }
        Ok(RunRecord {
            skillmix: env!("CARGO_PKG_VERSION").to_owned(),
            options,
            inputs: self.files.records(),
            pack_files,
            summary: summary.clone(),
        })
    }
}

/// Times the stages.
struct Watch<'a> {
    clock: Clock<'a>,
    stages: Vec<(String, u64)>,
    last: u128,
}

impl Watch<'_> {
    fn lap(&mut self, stage: &str) {
        let now = (self.clock)().as_micros();
        let taken = u64::try_from((now - self.last) / 1_000).unwrap_or(u64::MAX);
        self.stages.push((stage.to_owned(), taken));
        self.last = now;
    }
}
