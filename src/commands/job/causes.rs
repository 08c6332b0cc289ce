//! What changed against the run before, counted by change and kind of cause, for the history.

use std::collections::BTreeMap;

use super::Asked;
use super::log::Log;
use crate::commands::{Host, diff};
use crate::files::RunName;
use crate::report::{ChangesRecord, Fact};

/// Tasks by change and kind of cause.
pub(super) type Causes = BTreeMap<(String, String), u64>;

/// Compares two published runs, if the job asks for it. Trouble is told in the log and stops nothing.
pub(super) fn causes(
    asked: &Asked<'_>,
    before: Option<RunName>,
    now: RunName,
    log: &Log<'_>,
    host: Host<'_>,
) -> Causes {
    let wanted = asked.job.history.as_ref().is_some_and(|history| history.causes);
    let Some(before) = before.filter(|_| wanted) else { return Causes::new() };
    let runs = [before, now].map(|name| asked.folder().join(name.to_string()));
    let stage = |stage: &str| log.stage(stage, true);
    let compared =
        diff::changes(runs.each_ref().map(std::path::PathBuf::as_path), &[None, None], stage, host);
    let trouble = match &compared {
        Ok(record) => record.not_known.join("; "),
        Err(error) => error.to_string(),
    };
    if !trouble.is_empty() {
        log.warn("causes", &[("trouble", Fact::Text(&trouble))]);
    }
    compared.map(|record| counted(&record)).unwrap_or_default()
}

fn counted(record: &ChangesRecord) -> Causes {
    let mut causes = Causes::new();
    for task in &record.changed {
        let kinds = task.kinds();
        // a task that nothing explains is not left out
        let kinds = if kinds.is_empty() { vec!["cause-not-known"] } else { kinds.into_keys().collect() };
        for kind in kinds {
            *causes.entry((task.change.word().to_owned(), kind.to_owned())).or_default() += 1;
        }
    }
    causes
}
