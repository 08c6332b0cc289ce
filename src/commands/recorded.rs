//! A finished run as its run.json tells of it: what it was given, so that it can run again, and whether all is as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::kept::Whence;
use super::mapped;
use super::pack::pack_layers;
use super::{Common, DatasetPaths};
use crate::files::{self, Hashed, Input};
use crate::model::{Day, Error, Finding, FindingCode, Place, Result};
use crate::report::{self, EarlierRun, FileRecord, Given, GivenLayer};
use crate::rules::{self, Layer};

/// Options in run.json.
pub(super) const AS_AT: &str = "as-at=";
pub(super) const RUNGS: &str = "rungs";
pub(super) const SENSITIVITY: &str = "sensitivity";
pub(super) const SHOW_VALUES: &str = "show-values";

/// The role of a file of unit costs among the inputs.
pub(super) const UNIT_COSTS: &str = "unit-costs";

/// The role of a file of people who will leave.
pub(super) const LEAVERS: &str = "leavers";

/// Kinds of a dataset's own sheets: roles of inputs in run.json.
const SHEETS: [&str; 6] = ["staff", "holdings", "tasks", "competencies", "links", "panel"];

/// What a run may write beside its rejects.
const TABLES: [&str; 7] = [
    "matches.csv",
    "rungs.csv",
    "findings.csv",
    "sensitivity.csv",
    "forecast.csv",
    "forecast_months.csv",
    "renewals.csv",
];

/// A finished run.
#[derive(Debug)]
pub struct Recorded {
    /// Pack and day of the run; nothing is said of the terminal.
    pub common: Common,
    /// The very files that the run read: what was added to its folder since is not among them.
    pub paths: DatasetPaths,
    /// It wrote rungs.csv too.
    pub rungs: bool,
    /// It wrote sensitivity.csv too.
    pub sensitivity: bool,
    /// The version of the program that made it.
    pub skillmix: String,
    /// Every output but run.json and timings.json, named within the folder of outputs.
    pub outputs: Vec<FileRecord>,
    inputs: Vec<FileRecord>,
    pack_files: Vec<FileRecord>,
    out: PathBuf,
    whence: Whence,
}

/// Opens the folder of a run's outputs. Its inputs are the copies that were kept with it, if any; else their paths lead
/// from the current folder, as they did then. `from` wins over both.
pub fn open(out: &Path, from: Option<&Path>) -> Result<Recorded> {
    let path = out.join("run.json");
    let content = files::read(&path)?.map_err(|_| {
        Error::Usage(format!(
            "`{}` has no run.json; name a folder that `skillmix match` has written",
            out.display()
        ))
    })?;
    let unusable = |what: &str| Error::Usage(format!("{} {what}; match the dataset again", path.display()));
    let run = report::earlier_run(&content.bytes).ok_or_else(|| unusable("cannot be read"))?;
    let EarlierRun { skillmix, options, given, inputs, pack_files, outputs, .. } = run;
    let given = given.ok_or_else(|| unusable("was written by a version that did not note what was given"))?;
    let day = options.iter().find_map(|option| Day::parse_iso(option.strip_prefix(AS_AT)?));
    let as_at = day.ok_or_else(|| unusable("names no day"))?;
    let said = |word: &str| options.iter().any(|option| option == word);
    let whence = Whence::of(out, from)?;
    let path = |text: &String| whence.path(text);
    let common = Common {
        pack: given.rules.as_ref().map(path),
        as_at,
        json: false,
        quiet: false,
        show_values: said(SHOW_VALUES),
    };
    Ok(Recorded {
        common,
        paths: paths(&given, &inputs, &whence),
        rungs: said(RUNGS),
        sensitivity: said(SENSITIVITY),
        skillmix,
        outputs,
        inputs,
        pack_files,
        out: out.to_owned(),
        whence,
    })
}

/// The files that were read, each by its own path; the folder only where a mapping chooses among its files.
fn paths(given: &Given, inputs: &[FileRecord], whence: &Whence) -> DatasetPaths {
    let own = |kind: &str| {
        let input = inputs.iter().find(|input| input.role == kind);
        input.map(|input| whence.path(&input.file))
    };
    let path = |text: &Option<String>| text.as_ref().map(|text| whence.path(text));
    let mapping = path(&given.mapping);
    DatasetPaths {
        folder: path(&given.dataset).filter(|_| mapping.is_some()),
        staff: own("staff"),
        holdings: own("holdings"),
        tasks: own("tasks"),
        competencies: own("competencies"),
        links: own("links"),
        panel: own("panel"),
        mapping,
        fixed: path(&given.fixed),
    }
}

impl Recorded {
    /// Lets findings name the files that the run read, where they were found in its copies of them.
    pub(super) fn tell(&self, findings: &mut [Finding]) {
        for finding in findings {
            if let Some(name) = self.named(&finding.place.file) {
                finding.place.file = name.into();
            }
        }
    }

    /// How a file of the run is told of that is read from this path.
    pub(super) fn named(&self, path: &str) -> Option<String> {
        let mut files = self.inputs.iter().chain(&self.pack_files);
        let here = files.find(|record| self.whence.path(&record.file) == Path::new(path))?;
        Some(self.whence.shown(&here.file))
    }

    /// What was read of the dataset, as it is recorded. Unit costs are no part of it: a report with costs tells of its own;
    /// nor are people who will leave: they are for the days ahead alone.
    #[must_use]
    pub fn records(&self) -> Vec<FileRecord> {
        self.inputs
            .iter()
            .filter(|input| input.role != UNIT_COSTS && input.role != LEAVERS)
            .cloned()
            .collect()
    }

    /// The folder of outputs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.out
    }

    /// How many bytes its inputs have as they lie there.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.inputs.iter().map(|input| input.bytes).sum()
    }

    /// How many inputs and pack files there are.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs.len() + self.pack_files.len()
    }

    /// Every input and pack file that is not as the run read it: changed, gone, or not there then.
    pub fn check_inputs(&self) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for input in &self.inputs {
            let changed = differs(&self.whence.path(&input.file), input)?;
            findings.extend(changed.map(|message| input_finding(&self.whence.shown(&input.file), message)));
        }
        if findings.is_empty() {
            findings.extend(self.added_sources()?);
        }
        findings.extend(self.check_pack()?);
        Ok(findings)
    }

    /// Files that the mapping would take today and that were not there.
    fn added_sources(&self) -> Result<Vec<Finding>> {
        let (Some(mapping), Some(folder)) = (&self.paths.mapping, &self.paths.folder) else {
            return Ok(Vec::new());
        };
        let paths: BTreeSet<PathBuf> =
            self.inputs.iter().map(|input| self.whence.path(&input.file)).collect();
        let chosen = mapped::chosen(folder, mapping)?.into_iter();
        Ok(chosen
            .filter(|path| !paths.contains(path))
            .map(|path| {
                input_finding(&path.display().to_string(), "the run did not read this file, and now it would")
            })
            .collect())
    }

    fn check_pack(&self) -> Result<Vec<Finding>> {
        let by_name = |files: &[FileRecord]| -> BTreeMap<String, String> {
            files.iter().map(|file| (file.file.clone(), file.blake3.clone())).collect()
        };
        let then = by_name(&self.pack_files);
        let now = by_name(&pack_records(&pack_layers(&self.common)?));
        let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let changed = names.into_iter().filter(|name| then.get(*name) != now.get(*name));
        Ok(changed
            .map(|name| {
                let message = match (then.get(name), now.get(name)) {
                    (Some(_), None) => "the pack does not have this file any more",
                    (None, _) => "the pack did not have this file when the run was made",
                    _ => "the file of the pack is not the one that the run read",
                };
                let help = match &self.common.pack {
                    Some(_) => {
                        "get the pack as it was, and name the folder that has it with --from".to_owned()
                    }
                    None => format!("use the pack that shipped with skillmix {}", self.skillmix),
                };
                let place = Place { file: name.as_str().into(), line: 0, column: String::new() };
                Finding::new(FindingCode::InputChanged, place, "", message, help)
            })
            .collect())
    }

    /// Every output that is not as it was written: changed, gone, or not of this run.
    pub fn check_outputs(&self) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        let finding = |name: &str, message: &'static str| {
            let file = self.out.join(name).display().to_string().into();
            let place = Place { file, line: 0, column: String::new() };
            Finding::new(FindingCode::OutputChanged, place, "", message, "trust the file of a new run")
        };
        for output in &self.outputs {
            let changed = match differs(&self.out.join(&output.file), output)? {
                Some(CHANGED) => Some("the file is not the one that was written"),
                other => other,
            };
            findings.extend(changed.map(|message| finding(&output.file, message)));
        }
        let mut there: Vec<String> = TABLES.iter().map(|name| (*name).to_owned()).collect();
        if files::is_folder(&self.out.join("rejects")) {
            let rejects = files::names(&self.out.join("rejects"))?;
            there.extend(rejects.into_iter().map(|name| format!("rejects/{name}")));
        }
        for name in there {
            let own = self.outputs.iter().any(|output| output.file == name);
            if !own && files::exists(&self.out.join(&name)) {
                findings.push(finding(&name, "the run did not write this file"));
            }
        }
        Ok(findings)
    }
}

const CHANGED: &str = "the file is not the one that the run read";

/// How a file differs from what is recorded of it.
pub(super) fn differs(path: &Path, record: &FileRecord) -> Result<Option<&'static str>> {
    let Ok(input) = Input::open(path)? else { return Ok(Some("there is no such file any more")) };
    let Hashed { hash, bytes } = input.hashed()?;
    Ok(Some(CHANGED).filter(|_| hash != record.blake3 || bytes != record.bytes))
}

fn input_finding(name: &str, message: &'static str) -> Finding {
    let place = Place { file: name.into(), line: 0, column: String::new() };
    let help = "get the file as it was, or name the folder from which the run's paths lead with --from";
    Finding::new(FindingCode::InputChanged, place, "", message, help)
}

/// What was given, for run.json.
pub(super) fn given(paths: &DatasetPaths, rules: Option<&Path>, layers: &[Layer]) -> Given {
    let text = |path: &Path| path.display().to_string();
    let own = [&paths.staff, &paths.holdings, &paths.tasks, &paths.competencies, &paths.links, &paths.panel];
    let files = SHEETS.iter().zip(own).filter_map(|(kind, path)| Some(((*kind).to_owned(), path.as_ref()?)));
    Given {
        dataset: paths.folder.as_deref().map(text),
        files: files.map(|(kind, path)| (kind, text(path))).collect(),
        mapping: paths.mapping.as_deref().map(text),
        fixed: paths.fixed.as_deref().map(text),
        rules: rules.map(text),
        layers: given_layers(rules, layers),
    }
}

/// Each layer with its folder: the pack's own, then from each the one that it names.
fn given_layers(rules: Option<&Path>, layers: &[Layer]) -> Vec<GivenLayer> {
    let mut folder = rules.map(Path::to_owned);
    let mut given = Vec::new();
    for layer in layers {
        let shown = folder.as_ref().map(|folder| folder.display().to_string());
        given.push(GivenLayer { name: layer.folder.clone(), folder: shown });
        let base = rules::extends(&layer.files).filter(|base| super::pack::is_path(base));
        folder = folder.zip(base).map(|(folder, base)| folder.join(base));
    }
    given
}

/// The files of a pack, for run.json; of one layer they have their own names.
pub(super) fn pack_records(layers: &[Layer]) -> Vec<FileRecord> {
    let name = |layer: &Layer, file: &str| {
        if layers.len() > 1 { format!("{}/{file}", layer.folder) } else { file.to_owned() }
    };
    let each =
        layers.iter().flat_map(|layer| layer.files.iter().map(move |(file, bytes)| (layer, file, bytes)));
    each.map(|(layer, file, bytes)| FileRecord {
        role: "pack".to_owned(),
        file: name(layer, file),
        blake3: blake3::hash(bytes).to_hex().to_string(),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    })
    .collect()
}
