//! `match`: load pack, vocabulary, sheets, graph, plan, scan holdings, match, publish.

use std::path::PathBuf;
use std::time::Duration;

use super::answer::{Answering, Extent};
use super::diff::{self, Fresh};
use super::forecast::{self, Forecast, ForecastRequest, Leaving, Looking};
use super::given::{Files, read_files};
use super::outputs::{Also, Forms, closed, output};
use super::pack::pack_layers;
use super::recorded;
use super::remembering::Remembering;
use super::reporting::{self, About, Paper};
use super::{Common, DatasetPaths, FailOn, Host, Outcome, Reading};
use crate::files::{Hashed, Output, Staged};
use crate::intake::Memory;
use crate::matcher;
use crate::model::{Error, PastRun, Result, UnitCosts};
use crate::report::{
    self, ChangesRecord, Counts, FileRecord, ForecastSummary, RunRecord, SensitivitySummary, Summary,
    Threshold, Timings,
};
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
    /// Formats of the tables beside CSV.
    pub also: Vec<Also>,
    /// Write report.html too.
    pub report: bool,
    /// Write a report and a table that may be given to others too: how people are counted in them.
    pub share: Option<Threshold>,
    /// A file of unit costs, for the reports.
    pub unit_costs: Option<PathBuf>,
    /// An earlier run: the report tells what changed since.
    pub since: Option<Since>,
    /// The runs of the job before this one, for the report.
    pub trend: Vec<PastRun>,
    /// How far is looked ahead, if at all.
    pub forecast: Option<ForecastRequest>,
    /// Threads; `None`: as many as there are cores.
    pub threads: Option<usize>,
    /// A file that remembers what was read: for less work, never for other results.
    pub memory: Option<PathBuf>,
    /// Conditions under which to exit with 1.
    pub fail_on: Vec<FailOn>,
}

/// An earlier run.
#[derive(Debug, Clone)]
pub struct Since {
    /// Its folder.
    pub run: PathBuf,
    /// If it cannot be used that stops nothing: there is a warning, and the report does without.
    pub may_fail: bool,
}

/// Runs `match`.
pub fn match_tasks(request: &MatchRequest, host: Host<'_>) -> Result<Outcome> {
    let staged = Staged::begin(&request.out, Output::Run)?;
    let record = write_run(request, &staged, host)?;
    staged.publish()?;
    Ok(outcome(request, &record))
}

/// Matches, and writes everything of the run into a stage; whoever began it publishes it.
pub(super) fn write_run(request: &MatchRequest, staged: &Staged, host: Host<'_>) -> Result<RunRecord> {
    let mut watch = Watch { host, told: !request.common.quiet, stages: Vec::new(), current: None };
    watch.begin("loading the pack");
    // read once: run.json must name the very bytes that decided
    let layers = pack_layers(&request.common)?;
    let pack = rules::load_layers(&layers, request.common.as_at)?;
    let costs = costs(request)?;
    let leavers = request.forecast.as_ref().and_then(|forecast| forecast.leavers.as_deref());
    let leaving = forecast::read_leavers(leavers, request.common.as_at)?;
    let forms = Forms::new(&request.also, &pack.catalogue)?;
    watch.begin("reading files");
    let files = read(request, host)?;
    let (remembering, files) = Remembering::begin(request.memory.as_deref(), files, host)?;
    let threads = matcher::threads(request.threads);
    let extent = Extent { steps: request.sensitivity, held: request.report || request.share.is_some() };
    let mut answering =
        Answering::new(&pack, &files, (threads, extent), |stage| watch.begin(stage), &reading(&files, host))?;
    let files = remember(files, remembering, answering.sheets.memory.take(), &mut watch);
    let unknown = leaving.findings(&answering.sheets.roster);
    answering.findings.extend(unknown);
    watch.begin("writing");
    let (counts, mut written) = write_rows(staged, (request, &forms), &pack, &answering, host)?;
    let mut summary = answering.summary(&pack, &counts);
    if request.sensitivity {
        watch.begin("moving criteria");
        let (table, told) = write_sensitivity(staged, &forms, &pack, &answering)?;
        written.extend(table);
        summary.sensitivity = Some(told);
    }
    if request.forecast.is_some() {
        watch.begin("looking ahead");
        let matched = (&files, layers.as_slice(), &pack, &answering);
        let (tables, told) = write_forecast((request, staged, &forms), matched, &leaving, host)?;
        written.extend(tables);
        summary.forecast = told;
    }
    written.extend(write_rest(staged, &forms, &answering)?);
    let mut inputs = files.records(&answering.sheets.hashed);
    let mut warnings = Vec::new();
    if extent.held {
        let (changes, why) = since(request, (staged, &written), (&layers, &files), host)?;
        warnings = why;
        let about =
            About { summary: &summary, inputs: &inputs, changes: changes.as_ref(), trend: &request.trend };
        watch.begin("writing the report");
        answering.reports(&pack, &files, about, &papers(request, costs.as_ref()), &mut |name, bytes| {
            let Hashed { hash, bytes } = staged.write(name, bytes)?;
            written.push(output(name, hash, bytes));
            Ok(())
        })?;
    }
    inputs.extend(costs.map(|(_, record)| record).into_iter().chain(leaving.record));
    let record = RunRecord { warnings, ..record(request, &layers, inputs, written, summary) };
    staged.write("run.json", &report::run_json(&record))?;
    staged.write("timings.json", &report::timings_json(&Timings { stages: watch.end(), threads }))?;
    Ok(record)
}

/// Keeps what was read for another run. The same files may be read again in this one, and nothing is learned then.
fn remember(files: Files, by: Option<Remembering>, memory: Option<Memory>, watch: &mut Watch<'_>) -> Files {
    if let Some((remembering, memory)) = by.zip(memory) {
        watch.begin("remembering");
        remembering.keep(&memory, watch.host);
    }
    files.forgetting()
}

/// Reads the files; other people's may take a while.
fn read(request: &MatchRequest, host: Host<'_>) -> Result<Files> {
    let heard = |rows: u64| {
        if !request.common.quiet {
            (host.progress)(&format!("reading sources, {rows} rows"));
        }
        if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    };
    let files = read_files(&request.paths, request.common.as_at, &heard)?;
    Ok(files.showing(request.common.show_values))
}

/// Told how far the reading of holdings is; stops it if somebody asks for that.
fn reading<'h>(files: &Files, host: Host<'h>) -> impl Fn(u64, u64) -> Result<()> + Sync + use<'h> {
    let of = files.length_of_holdings();
    let Host { reading, stopped, .. } = host;
    move |bytes, rows| {
        reading(Reading { bytes, of, rows });
        if stopped() { Err(Error::Stopped) } else { Ok(()) }
    }
}

/// Writes what single steps of criteria change; gives what was written.
fn write_sensitivity(
    staged: &Staged,
    forms: &Forms,
    pack: &Pack,
    answering: &Answering,
) -> Result<(Vec<FileRecord>, SensitivitySummary)> {
    let mut files = forms.open(staged, "sensitivity", &report::sensitivity_header())?;
    let told = answering.sensitivity(pack, forms, |rows| files.write(&rows))?;
    Ok((files.close()?, told))
}

/// The reports that were asked for.
fn papers<'c>(request: &MatchRequest, costs: Option<&'c (UnitCosts, FileRecord)>) -> Vec<Paper<'c>> {
    let costs = costs.map(|(costs, _)| costs);
    let own = request.report.then_some(Paper { share: None, costs });
    own.into_iter().chain(request.share.map(|threshold| Paper { share: Some(threshold), costs })).collect()
}

/// What changed since the earlier run, if one was given; and what cannot be said of that.
fn since(
    request: &MatchRequest,
    (staged, outputs): (&Staged, &[FileRecord]),
    (layers, files): (&[Layer], &Files),
    host: Host<'_>,
) -> Result<(Option<ChangesRecord>, Vec<String>)> {
    let Some(old) = &request.since else { return Ok((None, Vec::new())) };
    let (folder, named, as_at) = (staged.folder(), request.out.as_path(), request.common.as_at);
    let begin = |stage: &str| {
        if !request.common.quiet {
            (host.progress)(stage);
        }
    };
    match diff::since(&old.run, &Fresh { folder, named, outputs, as_at, layers, files }, begin, host) {
        Ok(changes) => {
            let unknown =
                changes.not_known.iter().map(|why| format!("causes of changes are not known: {why}"));
            let unknown = unknown.collect();
            Ok((Some(changes), unknown))
        }
        Err(error @ (Error::Usage(_) | Error::Input(_))) if old.may_fail => {
            Ok((None, vec![format!("the report does not tell what changed: {error}")]))
        }
        Err(error) => Err(error),
    }
}

fn outcome(request: &MatchRequest, record: &RunRecord) -> Outcome {
    let summary = &record.summary;
    let failed = request.fail_on.iter().any(|condition| condition.holds(summary));
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::summary_json(summary),
        (false, false) => {
            let written = format!("Written to {}: {}", request.out.display(), names(&record.outputs));
            report::summary_text(summary, &written)
        }
    };
    Outcome { stdout, stderr: String::new(), code: u8::from(failed) }
}

/// The names of what was written; pages of a report's folder are counted.
fn names(outputs: &[FileRecord]) -> String {
    let in_report = |output: &&FileRecord| output.file.starts_with("report/");
    let pages = outputs.iter().filter(in_report).count();
    let others = outputs.iter().filter(|output| !in_report(output)).map(|output| output.file.clone());
    let pages = (pages > 0).then(|| format!("report/ ({pages} pages, index.html first)"));
    others.chain(pages).chain(["run.json".to_owned()]).collect::<Vec<_>>().join(", ")
}

/// Writes the tables that have rows by task, stretch by stretch as they are made; gives what was written.
fn write_rows(
    staged: &Staged,
    (request, forms): (&MatchRequest, &Forms),
    pack: &Pack,
    answering: &Answering,
    host: Host<'_>,
) -> Result<(Counts, Vec<FileRecord>)> {
    let mut matches = forms.open(staged, "matches", &report::matches_header())?;
    let of_rungs = || forms.open(staged, "rungs", &report::rungs_header());
    let mut rungs = if request.rungs { Some(of_rungs()?) } else { None };
    let mut counts = Counts::default();
    answering.rows(pack, (request.rungs, forms), |rows| {
        if (host.stopped)() {
            return Err(Error::Stopped);
        }
        counts.add(&rows.counts);
        matches.write(&rows.matches)?;
        rungs.as_mut().zip(rows.rungs).map_or(Ok(()), |(files, rows)| files.write(&rows))
    })?;
    let mut written = matches.close()?;
    if let Some(rungs) = rungs {
        written.extend(rungs.close()?);
    }
    Ok((counts, written))
}

/// Looks ahead, if that is asked for, and writes what is seen; gives what was written, and what the summary says of it.
fn write_forecast(
    (request, staged, forms): (&MatchRequest, &Staged, &Forms),
    (files, layers, pack, answering): (&Files, &[Layer], &Pack, &Answering),
    leaving: &Leaving,
    host: Host<'_>,
) -> Result<(Vec<FileRecord>, Option<ForecastSummary>)> {
    let Some(ForecastRequest { months, .. }) = request.forecast else { return Ok((Vec::new(), None)) };
    let gone = |staff_id: &str, day| leaving.is_gone(staff_id, day);
    let (paths, quiet) = (&request.paths, request.common.quiet);
    let looking =
        Looking { paths, files, layers, pack, answering, leaving, gone: &gone, months, quiet, host };
    let Forecast { lost, renewals, summary } = forecast::forecast(looking)?;
    let mut written = Vec::new();
    for (name, header, rows) in [
        ("forecast", report::forecast_header(), report::forecast(&lost)),
        ("forecast_months", report::forecast_months_header(), report::forecast_months(&summary.months)),
        ("renewals", report::renewals_header(), report::renewals(&renewals)),
    ] {
        let mut files = forms.open(staged, name, &header)?;
        files.write(&forms.render(name, rows))?;
        written.extend(files.close()?);
    }
    Ok((written, Some(summary)))
}

/// What an hour costs, if a file of it is given.
fn costs(request: &MatchRequest) -> Result<Option<(UnitCosts, FileRecord)>> {
    if request.unit_costs.is_some() && !request.report && request.share.is_none() {
        let message = "--unit-costs is for a report: say --report, --share or both too";
        return Err(Error::Usage(message.to_owned()));
    }
    request.unit_costs.as_deref().map(reporting::read_costs).transpose()
}

/// Writes findings and refused rows into the stage; gives what was written.
fn write_rest(staged: &Staged, forms: &Forms, answering: &Answering) -> Result<Vec<FileRecord>> {
    let mut findings = forms.open(staged, "findings", &report::findings_header())?;
    for rows in answering.findings() {
        findings.write(&forms.render("findings", rows))?;
    }
    let mut written = findings.close()?;
    for (file, bits) in answering.rejects() {
        let name = format!("rejects/{file}");
        let mut file = staged.open(&name)?;
        for bytes in bits {
            file.write(&bytes)?;
        }
        written.push(closed((file, name))?);
    }
    Ok(written)
}

/// What the run was made of, for run.json.
fn record(
    request: &MatchRequest,
    layers: &[Layer],
    inputs: Vec<FileRecord>,
    outputs: Vec<FileRecord>,
    summary: Summary,
) -> RunRecord {
    let mut options = vec![format!("{}{}", recorded::AS_AT, request.common.as_at)];
    let said = [
        (request.rungs, recorded::RUNGS),
        (request.sensitivity, recorded::SENSITIVITY),
        (request.common.show_values, recorded::SHOW_VALUES),
    ];
    let ahead = request.forecast.as_ref().map(|forecast| forecast.months.months());
    options.extend(ahead.map(|months| format!("forecast={months}m")));
    options.extend(request.since.as_ref().map(|old| format!("since={}", old.run.display())));
    options.extend(said.iter().filter(|(said, _)| *said).map(|(_, word)| (*word).to_owned()));
    RunRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        options,
        given: recorded::given(&request.paths, request.common.pack.as_deref(), layers),
        inputs,
        pack_files: recorded::pack_records(layers),
        outputs,
        summary,
        warnings: Vec::new(),
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
