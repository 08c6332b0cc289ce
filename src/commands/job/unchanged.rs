//! A night on which nothing changed: the results of the run that holds are taken over, proved file by file.

use std::collections::BTreeSet;
use std::path::Path;

use super::Asked;
use super::inputs::Taken;
use crate::commands::pack::pack_layers;
use crate::commands::recorded::{differs, pack_records};
use crate::commands::{Host, MatchRequest};
use crate::files::{self, Hashed, Input, RunName, Staged};
use crate::model::Result;
use crate::report::{self, Kept, RunRecord, Timings};

/// The run that holds: tonight's would be the same to the byte.
#[derive(Debug)]
pub(super) struct Same {
    pub(super) name: RunName,
    pub(super) record: RunRecord,
    pub(super) kept: Vec<Kept>,
}

/// Stands for all that shapes the results beside the inputs and the pack: what is asked, and the program itself. `None` if
/// the program cannot be read.
pub(super) fn recipe(matching: &MatchRequest, host: Host<'_>) -> Result<Option<String>> {
    let Some(program) = (host.program)() else { return Ok(None) };
    let Ok(program) = Input::open(&program)? else { return Ok(None) };
    let asked = MatchRequest { out: "".into(), threads: None, memory: None, ..matching.clone() };
    let text = format!("{} {asked:?}", program.hashed()?.hash);
    Ok(Some(blake3::hash(text.as_bytes()).to_hex().to_string()))
}

/// The run that holds, if it was made by this recipe of these very files. What cannot be told is taken to differ.
pub(super) fn same(asked: &Asked<'_>, taken: &Taken, recipe: Option<&str>) -> Result<Option<Same>> {
    let (Some(recipe), Some(name)) = (recipe, files::latest(asked.folder())?) else { return Ok(None) };
    // what is added to a folder of mended rows is in no record
    if taken.paths.fixed.is_some() {
        return Ok(None);
    }
    let folder = asked.folder().join(name.to_string());
    let read = |file: &str| Ok(files::read(&folder.join(file))?.ok().map(|content| content.bytes));
    let job = read("job.json")?.and_then(|bytes| report::earlier_job(&bytes));
    let record = read("run.json")?.and_then(|bytes| report::same_run(&bytes));
    let (Some(job), Some(record)) = (job, record) else { return Ok(None) };
    let by_recipe =
        job.recipe.as_deref() == Some(recipe) && job.kept.is_empty() != asked.job.publish.keep_inputs;
    if !by_recipe || !same_names(taken, &record) || !same_sizes(&record) {
        return Ok(None);
    }
    if pack_records(&pack_layers(&asked.common())?) != record.pack_files {
        return Ok(None);
    }
    for input in &record.inputs {
        if differs(Path::new(&input.file), input)?.is_some() {
            return Ok(None);
        }
    }
    Ok(Some(Same { name, record, kept: job.kept }))
}

/// Whether the same files would be read.
fn same_names(taken: &Taken, record: &RunRecord) -> bool {
    let now: BTreeSet<String> = taken.listed.iter().map(|(_, path)| path.display().to_string()).collect();
    now == record.inputs.iter().map(|input| input.file.clone()).collect()
}

/// Whether they are as long as they were: else none need be read to know.
fn same_sizes(record: &RunRecord) -> bool {
    let same = |input: &report::FileRecord| files::plain_length(Path::new(&input.file)) == Some(input.bytes);
    record.inputs.iter().all(same)
}

/// Takes the results over into a stage; whether all of them were as they had been written.
pub(super) fn take_over(asked: &Asked<'_>, same: &Same, staged: &Staged, host: Host<'_>) -> Result<bool> {
    let folder = asked.folder().join(same.name.to_string());
    let begun = (host.clock)();
    for output in &same.record.outputs {
        let written = Hashed { hash: output.blake3.clone(), bytes: output.bytes };
        if staged.keep(&folder.join(&output.file), &output.file, false, &written).is_err() {
            return Ok(false);
        }
    }
    for kept in &same.kept {
        staged.link(&folder.join(&kept.copy), &kept.copy)?;
    }
    staged.write("run.json", &report::run_json(&same.record))?;
    let took = u64::try_from((host.clock)().saturating_sub(begun).as_millis()).unwrap_or(u64::MAX);
    let stages = vec![("taking over".to_owned(), took)];
    staged.write("timings.json", &report::timings_json(&Timings { stages, threads: 1 }))?;
    Ok(true)
}
