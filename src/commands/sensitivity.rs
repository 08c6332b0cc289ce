//! `match --sensitivity`: every task again with each criterion moved one step, planned and matched with the tasks themselves.

use std::ops::Range;

use super::answer::{Answering, Extent};
use super::given::Files;
use super::outputs::{Forms, Rendered};
use crate::model::{Result, Robustness};
use crate::report::{self, SensitivityCounts, SensitivitySummary};
use crate::rules::Pack;
use crate::{inquiry, matcher};

impl Answering {
    /// Rows of sensitivity.csv of all tasks in their order, stretch by stretch, with what is counted of them.
    pub(super) fn sensitivity(
        &self,
        pack: &Pack,
        forms: &Forms,
        mut sink: impl FnMut(Rendered<'_>) -> Result<()> + Send,
    ) -> Result<SensitivitySummary> {
        let of = |stretch: Range<usize>| {
            let tasks = self.sheets.tasks.get(stretch.clone()).unwrap_or_default();
            let inputs = self.sheets.inputs(pack);
            let found = stretch.map(|task| inquiry::robustness(&self.matched, inputs, task));
            let found: Vec<Option<Robustness>> = found.collect::<Result<_>>()?;
            let counts = SensitivityCounts::of(found.iter().flatten());
            let rows = report::sensitivity(&pack.catalogue, tasks, &found);
            Ok((forms.render("sensitivity", rows), counts))
        };
        let mut counts = SensitivityCounts::default();
        let tasks = self.sheets.tasks.len();
        matcher::in_pool(self.threads, || {
            matcher::in_order(tasks, of, |(rows, some): (Rendered<'_>, SensitivityCounts)| {
                counts.add(&some);
                sink(rows)
            })
        })??;
        Ok(SensitivitySummary::new(&pack.catalogue, &counts))
    }
}

/// sensitivity.csv of a dataset under a pack, with what is counted of it; nothing is written to disk.
pub fn sensitivity(pack: &Pack, files: &Files, threads: usize) -> Result<(Vec<u8>, SensitivitySummary)> {
    let extent = Extent { steps: true, held: false };
    let answering = Answering::new(pack, files, (threads, extent), |_| (), &|_, _| Ok(()))?;
    let mut bytes = report::sensitivity_header();
    let summary = answering.sensitivity(pack, &Forms::csv(), |rows| {
        bytes.extend_from_slice(&rows.csv);
        Ok(())
    })?;
    Ok((bytes, summary))
}
