//! `report`: the page for people, of a run that was made before.

use std::path::{Path, PathBuf};

use super::answer::{Answering, Extent};
use super::diff;
use super::given::read_files;
use super::outputs::Forms;
use super::pack::pack_layers;
use super::recorded::{self, Recorded};
use super::reporting::{About, Paper, read_costs};
use super::{Host, Outcome};
use crate::files::{self, Staged};
use crate::matcher;
use crate::model::{Error, Result};
use crate::report::{self, Counts, Threshold};
use crate::rules::{self, Pack};

/// What `report` was asked.
#[derive(Debug, Clone)]
pub struct ReportRequest {
    /// The folder that `match` wrote.
    pub run: PathBuf,
    /// From where the paths of its inputs lead, if not from the current folder.
    pub from: Option<PathBuf>,
    /// The new page, or for very many tasks the new folder; `None`: in the folder of the run.
    pub out: Option<PathBuf>,
    /// To be shared: how people are counted; then a new folder is written.
    pub share: Option<Threshold>,
    /// A file of unit costs.
    pub unit_costs: Option<PathBuf>,
    /// An earlier run: what changed since is told too.
    pub since: Option<PathBuf>,
    /// From where the paths of its inputs lead.
    pub from_old: Option<PathBuf>,
    /// Nothing on standard output.
    pub quiet: bool,
}

/// Runs `report`: the run is made again from the very inputs, and must give the very answers.
pub fn report(request: &ReportRequest, host: Host<'_>) -> Result<Outcome> {
    let begin = |stage: &str| {
        if !request.quiet {
            (host.progress)(stage);
        }
    };
    let costs = request.unit_costs.as_deref().map(read_costs).transpose()?;
    begin("looking at the run");
    let run = recorded::open(&request.run, request.from.as_deref())?;
    let changed = run.check_inputs()?;
    if !changed.is_empty() {
        return Err(Error::Input(changed));
    }
    let pack = rules::load_layers(&pack_layers(&run.common)?, run.common.as_at)?;
    let go_on = |_| if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) };
    let files = read_files(&run.paths, run.common.as_at, &go_on)?.showing(run.common.show_values);
    let extent = Extent { steps: false, held: true };
    let threads = matcher::threads(None);
    let mut answering = Answering::new(&pack, &files, (threads, extent), begin, &|_, rows| go_on(rows))?;
    let counts = same_answers(&run, request, &pack, &answering)?;
    run.tell(&mut answering.findings);
    let changes = request.since.as_ref().map(|old| {
        let from = [request.from_old.clone(), request.from.clone()];
        diff::changes([old, &request.run], &from, begin, host)
    });
    let changes = changes.transpose()?;
    begin("writing the report");
    let costs = costs.as_ref().map(|(costs, _)| costs);
    let paper = Paper { share: request.share, costs };
    let summary = answering.summary(&pack, &counts);
    // of the files as the run recorded them: they are the very ones, whatever they are called today
    let inputs = run.records();
    let about = About { summary: &summary, inputs: &inputs, changes: changes.as_ref(), trend: &[] };
    let target = target(request, &answering);
    let make = |write: &mut dyn FnMut(&str, &[u8]) -> Result<()>| {
        answering.reports(&pack, &files, about, &[paper], write)
    };
    if request.share.is_some() || answering.report_is_folder() {
        let staged = Staged::begin_new(&target)?;
        make(&mut |name, bytes| {
            let (_, name) = name.split_once('/').unwrap_or(("", name));
            staged.write(name, bytes).map(drop)
        })?;
        staged.publish()?;
    } else {
        files::must_be_new(&target)?;
        make(&mut |_, bytes| files::write_new(&target, bytes))?;
    }
    Ok(Outcome { stdout: told(request.quiet, &target), stderr: String::new(), code: 0 })
}

/// Where the report goes: what is to be shared never lies among the owner's files.
fn target(request: &ReportRequest, answering: &Answering) -> PathBuf {
    let usual = match (request.share, answering.report_is_folder()) {
        (Some(_), _) => "shared",
        (None, true) => "report",
        (None, false) => "report.html",
    };
    request.out.clone().unwrap_or_else(|| request.run.join(usual))
}

fn told(quiet: bool, target: &Path) -> String {
    if quiet { String::new() } else { format!("Written to {}\n", target.display()) }
}

/// Counts the answers; they must be those of the run.
fn same_answers(
    run: &Recorded,
    request: &ReportRequest,
    pack: &Pack,
    answering: &Answering,
) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&report::matches_header());
    answering.rows(pack, (false, &Forms::csv()), |rows| {
        counts.add(&rows.counts);
        hasher.update(&rows.matches.csv);
        Ok(())
    })?;
    let hash = hasher.finalize().to_hex().to_string();
    let then = run.outputs.iter().find(|output| output.file == "matches.csv");
    if then.is_some_and(|then| then.blake3 == hash) {
        return Ok(counts);
    }
    let message = format!(
        "the same inputs give other answers than {} names, which skillmix {} wrote; match them again",
        request.run.join("run.json").display(),
        run.skillmix
    );
    Err(Error::Usage(message))
}
