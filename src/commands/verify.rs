//! `verify`: a finished run held against its hashes, then derived again by the slow reference and compared cell by cell.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::given::{self, read_files};
use super::pack::pack_layers;
use super::recorded::{self, Recorded};
use super::{Host, Outcome};
use crate::files::Big;
use crate::model::{Error, Finding, Result};
use crate::report::{self, ChangedFile, VerifiedDifference, VerifiedRecord, VerifiedTable};
use crate::rules;
use crate::verify::{self, Compared, Difference, Expected, MATCHES, RUNGS, Reference};

/// What `verify` was asked.
#[derive(Debug, Clone)]
pub struct VerifyRequest {
    /// The folder of outputs.
    pub out: PathBuf,
    /// The folder from which the paths of the run lead; `None`: this one.
    pub from: Option<PathBuf>,
    /// Derive only so many tasks.
    pub sample: Option<usize>,
    /// JSON on standard output.
    pub json: bool,
    /// Nothing on standard output.
    pub quiet: bool,
    /// Cells may be shown even where they may be personal.
    pub show_values: bool,
}

/// Columns whose derived cells are words of the pack or counts, whatever the data hold.
const PLAIN: [&str; 13] = [
    "status",
    "outcomes",
    "floor",
    "level",
    "roles",
    "supervision",
    "able",
    "able_by_level",
    "because",
    "lower",
    "pack",
    "verdict",
    "reasons",
];

/// Digits of a number that is surely no number of a person.
const SHORT: usize = 4;

/// Runs `verify`.
pub fn verify(request: &VerifyRequest, host: Host<'_>) -> Result<Outcome> {
    let begin = |stage: &str| {
        if !request.quiet {
            (host.progress)(stage);
        }
    };
    let recorded = recorded::open(&request.out, request.from.as_deref())?;
    begin("hashing outputs");
    let outputs = recorded.check_outputs()?;
    begin("hashing inputs");
    let inputs = recorded.check_inputs()?;
    let mut record = VerifiedRecord {
        verdict: "not-verified",
        made_by: recorded.skillmix.clone(),
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        as_at: recorded.common.as_at.to_string(),
        tasks: [0, 0],
        outputs: recorded.outputs.len(),
        inputs: recorded.inputs(),
        changed_outputs: outputs.iter().map(told).collect(),
        changed_inputs: inputs.iter().map(told).collect(),
        tables: Vec::new(),
        by_hash_only: Vec::new(),
        differences: Vec::new(),
    };
    if inputs.is_empty() {
        begin("deriving every row");
        derive(&mut record, request, &recorded, host)?;
        let same = record.differences.is_empty() && record.changed_outputs.is_empty();
        record.verdict = if same { "same" } else { "different" };
    }
    let code = match record.verdict {
        "same" => 0,
        "different" => 1,
        _ => 2,
    };
    let stdout = match (request.quiet, request.json) {
        (true, _) => String::new(),
        (false, true) => report::verified_json(&record),
        (false, false) => report::verified_text(&record),
    };
    Ok(Outcome { stdout, stderr: String::new(), code })
}

fn told(finding: &Finding) -> ChangedFile {
    let Finding { place, message, help, .. } = finding;
    ChangedFile { file: place.file.to_string(), message: message.to_string(), help: help.to_string() }
}

/// Derives the rows and compares them.
fn derive(
    record: &mut VerifiedRecord,
    request: &VerifyRequest,
    recorded: &Recorded,
    host: Host<'_>,
) -> Result<()> {
    let layers = pack_layers(&recorded.common)?;
    let of_layers: Vec<verify::Files> =
        layers.iter().map(|layer| verify::Files { files: layer.files.clone() }).collect();
    let label = verify::label(&of_layers).map_err(|problem| unusable(&problem))?;
    let merged = match layers.as_slice() {
        [one] => one.files.clone(),
        several => rules::merge_layers(several, recorded.common.as_at)?,
    };
    let heard = |_: u64| if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) };
    let files = read_files(&recorded.paths, recorded.common.as_at, &heard)?;
    if !files.missing.is_empty() {
        return Err(Error::Input(files.missing));
    }
    let failed = RefCell::new(None);
    let pour = |kind: &'static str| {
        let big = files.big.get(kind);
        let (failed, stopped) = (&failed, host.stopped);
        move |piece: &mut dyn FnMut(&[u8])| poured(big, piece, (failed, stopped))
    };
    let (staff, holdings) = (pour(given::STAFF), pour(given::HOLDINGS));
    let small = verify::Files { files: files.small() };
    let given = verify::Given { files: &small, staff: &staff, holdings: &holdings };
    let as_at = recorded.common.as_at.to_string();
    let reference = Reference::read(&verify::Files { files: merged }, &given, &as_at, request.sample);
    if let Some(error) = failed.take() {
        return Err(error);
    }
    let reference = reference.map_err(|problem| unusable(&problem))?;
    let tasks: Vec<(String, String)> =
        reference.tasks().map(|(task, site)| (task.to_owned(), site.to_owned())).collect();
    let (mut matches, mut rungs) = (BTreeMap::new(), BTreeMap::new());
    for (place, answer) in reference.answers() {
        heard(0)?;
        matches.insert(place, vec![answer.matches_row(&label).to_vec()]);
        if recorded.rungs {
            rungs.insert(place, answer.rungs_rows().into_iter().map(|row| row.to_vec()).collect());
        }
    }
    record.tasks = [matches.len() as u64, tasks.len() as u64];
    let expected = Expected { file: "matches.csv", header: &MATCHES, tasks: &tasks, each: 1, rows: &matches };
    table(record, request, &expected, host)?;
    if recorded.rungs {
        let expected = Expected { file: "rungs.csv", header: &RUNGS, tasks: &tasks, each: 9, rows: &rungs };
        table(record, request, &expected, host)?;
    }
    let derived = |file: &str| record.tables.iter().any(|table| table.file == file);
    let others = recorded.outputs.iter().filter(|output| !derived(&output.file));
    record.by_hash_only = others.map(|output| output.file.clone()).collect();
    Ok(())
}

/// Compares one table. One that is gone was told of with the hashes.
fn table(
    record: &mut VerifiedRecord,
    request: &VerifyRequest,
    expected: &Expected<'_>,
    host: Host<'_>,
) -> Result<()> {
    let path = request.out.join(expected.file);
    let Ok(big) = Big::open(&path)? else { return Ok(()) };
    let failed = RefCell::new(None);
    let pour = |piece: &mut dyn FnMut(&[u8])| poured(Some(&big), piece, (&failed, host.stopped));
    let compared = verify::compare(expected, &pour);
    if let Some(error) = failed.take() {
        return Err(error);
    }
    let file = path.display().to_string();
    let compared = compared.unwrap_or_else(|_| Compared {
        differences: vec![Difference { what: "unreadable", ..Difference::default() }],
        ..Compared::default()
    });
    let known = known(expected);
    let differences = compared.differences.into_iter();
    record.differences.extend(differences.map(|one| shown(&file, one, &known, request.show_values)));
    let (rows, cells) = (compared.rows, compared.cells);
    record.tables.push(VerifiedTable { file: expected.file.to_owned(), rows, cells });
    Ok(())
}

/// By column, the cells that were derived somewhere in it.
fn known<'e>(expected: &'e Expected<'_>) -> BTreeMap<&'e str, BTreeSet<&'e str>> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in expected.rows.values().flatten() {
        for (column, cell) in expected.header.iter().zip(row).filter(|(column, _)| PLAIN.contains(column)) {
            known.entry(column).or_default().insert(cell);
        }
    }
    known
}

/// A difference as it may be shown: what was derived in a column of plain words, and what was recorded if such words, or a
/// short number, stand there. Anything else may be a cell of the data that has moved.
fn shown(
    file: &str,
    one: Difference,
    known: &BTreeMap<&str, BTreeSet<&str>>,
    show_values: bool,
) -> VerifiedDifference {
    let plain = known.get(one.column.as_str());
    let short = |text: &str| text.len() <= SHORT && text.bytes().all(|byte| byte.is_ascii_digit());
    let (row, header) = (one.what == "missing", one.what == "header");
    let recorded = plain.is_some_and(|words| words.contains(one.recorded.as_str()) || short(&one.recorded));
    let derived = plain.is_some() || row || header;
    let (task, site) = one.task;
    VerifiedDifference {
        file: file.to_owned(),
        line: one.line,
        task: Some([task, site]).filter(|_| show_values),
        column: one.column,
        what: one.what,
        recorded: Some(one.recorded).filter(|_| recorded || show_values),
        derived: Some(one.derived).filter(|_| derived || show_values),
    }
}

/// Hands a file over piece by piece. What fails is kept: the reference knows no errors of the machine.
fn poured(
    big: Option<&Big>,
    piece: &mut dyn FnMut(&[u8]),
    (failed, stopped): (&RefCell<Option<Error>>, &dyn Fn() -> bool),
) -> std::result::Result<(), String> {
    let big = big.ok_or_else(|| "the file is not there".to_owned())?;
    let each = big.each(|bytes| {
        piece(bytes);
        if stopped() { Err(Error::Stopped) } else { Ok(()) }
    });
    each.map_err(|error| {
        let text = error.to_string();
        failed.replace(Some(error));
        text
    })
}

/// What the slow reference cannot read, the engine must have refused.
fn unusable(problem: &str) -> Error {
    Error::Usage(format!("the run cannot be derived again: {problem}"))
}
