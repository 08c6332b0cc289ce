//! `match`: load pack, vocabulary, sheets, graph, plan, scan holdings, match, publish.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::answer::{Answering, Extent};
use super::given::{Files, read_files};
use super::pack::pack_layers;
use super::{Common, DatasetPaths, FailOn, Host, Outcome, Reading};
use crate::files::{Hashed, Output, Staged};
use crate::matcher;
use crate::model::{Error, Result};
use crate::report::{self, Counts, FileRecord, RunRecord, Summary, Timings};
use crate::rules::{self, Layer, Pack};

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
    /// Write sensitivity.csv too.
    pub sensitivity: bool,
    /// Write report.html too.
    pub report: bool,
    /// Threads; `None`: as many as there are cores.
    pub threads: Option<usize>,
    /// Conditions under which to exit with 1.
    pub fail_on: Vec<FailOn>,
}

/// Runs `match`.
pub fn match_tasks(request: &MatchRequest, host: Host<'_>) -> Result<Outcome> {
    let mut watch = Watch { host, told: !request.common.quiet, stages: Vec::new(), current: None };
    watch.begin("loading the pack");
    let staged = Staged::begin(&request.out, Output::Run)?;
    // read once: run.json must name the very bytes that decided
    let layers = pack_layers(&request.common)?;
    let pack = rules::load_layers(&layers, request.common.as_at)?;
    watch.begin("reading files");
    let heard = |rows: u64| {
        if !request.common.quiet {
            (host.progress)(&format!("reading sources, {rows} rows"));
        }
        if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    };
    let files = read_files(&request.paths, request.common.as_at, &heard)?.showing(request.common.show_values);
    let threads = matcher::threads(request.threads);
    let extent = Extent { steps: request.sensitivity, held: request.report };
    let of = files.length_of_holdings();
    let told = |bytes, rows| {
        (host.reading)(Reading { bytes, of, rows });
        if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    };
    let answering = Answering::new(&pack, &files, (threads, extent), |stage| watch.begin(stage), &told)?;
    watch.begin("writing");
    let (counts, mut written) = write_rows(&staged, request, &pack, &answering, host)?;
    let sheets = &answering.sheets;
    let mut summary =
        Summary::new(&pack.catalogue, &sheets.codes, &counts, &answering.findings, &sheets.rows())
            .with_roster(sheets.roster.len(), sheets.roster.sites.len())
            .with_panel(&pack.catalogue, &sheets.tasks, &counts)
            .with_sources(&answering.source_rows);
    if request.sensitivity {
        watch.begin("moving criteria");
        let mut file = staged.open("sensitivity.csv")?;
        file.write(&report::sensitivity_header())?;
        summary.sensitivity = Some(answering.sensitivity(&pack, |rows| file.write(rows))?);
        file.close()?;
        written.push("sensitivity.csv".to_owned());
    }
    let record = record(request, &layers, (&files, &sheets.hashed), &summary);
    written.extend(write_rest(&staged, &answering, &record)?);
    if request.report {
        watch.begin("writing the report");
        written.extend(answering.report(&staged, &pack, &files, &record)?);
    }
    staged.write("timings.json", &report::timings_json(&Timings { stages: watch.end(), threads }))?;
    staged.publish()?;
    Ok(outcome(request, &summary, &written))
}

fn outcome(request: &MatchRequest, summary: &Summary, written: &[String]) -> Outcome {
    let failed = request.fail_on.iter().any(|condition| condition.holds(summary));
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::summary_json(summary),
        (false, false) => {
            let written = format!("Written to {}: {}", request.out.display(), written.join(", "));
            report::summary_text(summary, &written)
        }
    };
    Outcome { stdout, stderr: String::new(), code: u8::from(failed) }
}

/// Writes the tables that have rows by task, stretch by stretch as they are made; gives their names.
fn write_rows(
    staged: &Staged,
    request: &MatchRequest,
    pack: &Pack,
    answering: &Answering,
    host: Host<'_>,
) -> Result<(Counts, Vec<String>)> {
    let mut matches = staged.open("matches.csv")?;
    matches.write(&report::matches_header())?;
    let mut rungs = if request.rungs { Some(staged.open("rungs.csv")?) } else { None };
    if let Some(rungs) = &mut rungs {
        rungs.write(&report::rungs_header())?;
    }
    let mut counts = Counts::default();
    answering.rows(pack, request.rungs, |rows| {
        if (host.stopped)() {
            return Err(Error::Stopped);
        }
        counts.add(&rows.counts);
        matches.write(&rows.matches)?;
        rungs.as_mut().map_or(Ok(()), |rungs| rungs.write(&rows.rungs))
    })?;
    matches.close()?;
    let mut names = vec!["matches.csv".to_owned()];
    if let Some(rungs) = rungs {
        rungs.close()?;
        names.push("rungs.csv".to_owned());
    }
    Ok((counts, names))
}

/// Writes all other outputs into the stage; gives their names.
fn write_rest(staged: &Staged, answering: &Answering, record: &RunRecord) -> Result<Vec<String>> {
    let mut names = vec!["findings.csv".to_owned()];
    write_bits(staged, "findings.csv", answering.findings())?;
    for (file, bits) in answering.rejects() {
        let name = format!("rejects/{file}");
        write_bits(staged, &name, bits)?;
        names.push(name);
    }
    staged.write("run.json", &report::run_json(record))?;
    names.push("run.json".to_owned());
    Ok(names)
}

fn write_bits(staged: &Staged, name: &str, bits: impl Iterator<Item = Vec<u8>>) -> Result<()> {
    let mut file = staged.open(name)?;
    for bytes in bits {
        file.write(&bytes)?;
    }
    file.close().map(drop)
}

/// What the run was made of, for run.json.
fn record(
    request: &MatchRequest,
    layers: &[Layer],
    (files, hashed): (&Files, &BTreeMap<&'static str, Hashed>),
    summary: &Summary,
) -> RunRecord {
    // of one layer the files have their own names, as ever
    let name = |layer: &Layer, file: &str| {
        if layers.len() > 1 { format!("{}/{file}", layer.folder) } else { file.to_owned() }
    };
    let pack_files = layers
        .iter()
        .flat_map(|layer| layer.files.iter().map(move |(file, bytes)| (name(layer, file), bytes)))
        .map(|(file, bytes)| FileRecord {
            role: "pack".to_owned(),
            file,
            blake3: blake3::hash(bytes).to_hex().to_string(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        })
        .collect();
    let mut options = vec![format!("as-at={}", request.common.as_at)];
    if request.rungs {
        options.push("rungs".to_owned());
    }
    if request.sensitivity {
        options.push("sensitivity".to_owned());
    }
    RunRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        options,
        inputs: files.records(hashed),
        pack_files,
        summary: summary.clone(),
    }
}

/// Times the stages, and tells of them.
struct Watch<'a> {
    host: Host<'a>,
    told: bool,
    stages: Vec<(String, u64)>,
    current: Option<(String, Duration)>,
}

impl Watch<'_> {
    fn begin(&mut self, stage: &str) {
        self.close();
        if self.told {
            (self.host.progress)(stage);
        }
        self.current = Some((stage.to_owned(), (self.host.clock)()));
    }

    fn close(&mut self) {
        if let Some((stage, begun)) = self.current.take() {
            let taken = (self.host.clock)().saturating_sub(begun).as_millis();
            self.stages.push((stage, u64::try_from(taken).unwrap_or(u64::MAX)));
        }
    }

    fn end(mut self) -> Vec<(String, u64)> {
        self.close();
        self.stages
    }
}
