//! `rules check`: is the pack sound, with tasks that show every fault.

use std::path::{Path, PathBuf};

use super::pack::pack_layers;
use super::{Common, Outcome};
use crate::audit::{self, Change, Checked};
use crate::files::{Output, Staged};
use crate::model::{Catalogue, Result, Severity, Task};
use crate::report::{self, Proof, Witnessed};
use crate::rules::{self, Pack};

/// How a check is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckFormat {
    /// To read.
    Text,
    /// For programs.
    Json,
    /// For code review tools.
    Sarif,
}

/// What `rules check` was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesCheck {
    /// How to print.
    pub format: CheckFormat,
    /// Notes too.
    pub notes: bool,
    /// A folder for the dataset of witnesses.
    pub witness: Option<PathBuf>,
    /// Warnings count as errors for the exit code.
    pub strict: bool,
}

/// Exit 1 when there is an error, or a warning where these count too.
pub(super) fn check(common: &Common, request: &RulesCheck) -> Result<Outcome> {
    let pack = rules::examine_layers(&pack_layers(common)?, common.as_at)?;
    let checked = audit::check(&pack)?;
    let shown = shown(&pack, &checked);
    if let Some(folder) = &request.witness {
        write_witnesses(&pack.catalogue, &shown, folder)?;
    }
    let (mut acts, mut broken): (Vec<Change>, Vec<Change>) = checked
        .laws
        .breaches
        .iter()
        .map(|breach| breach.change)
        .partition(|change| matches!(change, Change::ActAdded(_)));
    acts.dedup();
    broken.dedup();
    let proof = Proof {
        combinations: checked.laws.combinations,
        candidates: checked.laws.candidates,
        changes: checked.laws.changes,
        broken: broken.len(),
        acts: acts.len(),
    };
    let stdout = match request.format {
        CheckFormat::Text => report::audit_text(&pack.catalogue, &shown, proof, request.notes),
        CheckFormat::Json => report::audit_json(&pack.catalogue, &shown, proof),
        CheckFormat::Sarif => report::audit_sarif(&pack.catalogue, &shown, env!("CARGO_PKG_VERSION")),
    };
    let least = if request.strict { Severity::Warning } else { Severity::Error };
    let failed = checked.found.iter().any(|found| found.finding.severity() >= least);
    Ok(Outcome { stdout, stderr: String::new(), code: u8::from(failed) })
}

fn shown<'a>(pack: &Pack, checked: &'a Checked) -> Vec<Witnessed<'a>> {
    let mut number = 0;
    let mut list = Vec::new();
    for found in &checked.found {
        let told = |task: &'a Task| (task, audit::verdict(pack, task, found.role, found.person.as_ref()));
        let witness: Vec<(&Task, String)> = found.tasks.iter().map(told).collect();
        number += usize::from(!witness.is_empty());
        let ids = ["", "a", "b"].iter().skip(usize::from(witness.len() > 1)).take(witness.len());
        let ids = ids.map(|letter| format!("W{number:03}{letter}")).collect();
        list.push(Witnessed { finding: &found.finding, witness, ids });
    }
    list
}

/// A new folder, whole or not at all.
fn write_witnesses(catalogue: &Catalogue, shown: &[Witnessed<'_>], folder: &Path) -> Result<()> {
    let tasks: Vec<(String, &Task)> = shown
        .iter()
        .flat_map(|one| one.ids.iter().cloned().zip(one.witness.iter().map(|(task, _)| *task)))
        .collect();
    let staged = Staged::begin(folder, Output::Witnesses)?;
    for (name, bytes) in report::witness_dataset(catalogue, &tasks) {
        staged.write(&name, &bytes)?;
    }
    staged.publish()
}
