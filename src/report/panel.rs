//! Which answers rest on a panel's decision, and which of these decisions are looser than the rules.

use serde::{Deserialize, Serialize};

use crate::model::{Catalogue, PanelDecision, Task, Veto};

/// Decisions told of one by one on a terminal.
const TOLD: usize = 20;

/// The panel's part in a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PanelSummary {
    /// Tasks whose answer rests on a panel's decision.
    pub decided: u64,
    /// Decisions in force that are looser than the rules, in the order of tasks.csv.
    pub looser: Vec<LooserRecord>,
}

/// A decision that is looser than the rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LooserRecord {
    /// The task's id.
    pub task_id: String,
    /// Its site.
    pub site: String,
    /// In what, in words.
    pub looser: String,
    /// The highest floor of the rules, where the panel's is lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_rules: Option<String>,
    /// The panel's floor.
    pub floor_panel: String,
    /// The strictest veto of the rules, where the panel's is weaker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veto_rules: Option<String>,
    /// The panel's veto, or `none`.
    pub veto_panel: String,
    /// Policy stops lifted.
    pub stops: Vec<String>,
    /// Why, as the panel wrote it.
    pub rationale: String,
    /// Who disagreed, as the panel wrote it.
    pub dissent: String,
    /// The last day on which it binds.
    pub review_on: String,
}

impl PanelSummary {
    /// Of a run's tasks; `decided` answers rest on a decision. `None`: no task has a decision.
    #[must_use]
    pub fn new(catalogue: &Catalogue, tasks: &[Task], decided: u64) -> Option<Self> {
        let of = |task: &Task| task.panel.as_ref().and_then(|panel| looser(catalogue, task, panel));
        let looser = tasks.iter().filter_map(of).collect();
        (decided > 0).then_some(Self { decided, looser })
    }

    /// Lines for a terminal.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            "Resting on a panel's decision (`panel` in because)".to_owned(),
            format!("  tasks            {:>5}", self.decided),
            format!("  looser           {:>5}  than the rules, with a rationale", self.looser.len()),
        ];
        for one in self.looser.iter().take(TOLD) {
            lines.push(format!("  {} at {}: {}", one.task_id, one.site, one.looser));
            lines.push(format!("    {}", one.rationale));
        }
        if self.looser.len() > TOLD {
            lines.push(format!("  and {} more, in run.json", self.looser.len() - TOLD));
        }
        lines
    }
}

fn looser(catalogue: &Catalogue, task: &Task, panel: &PanelDecision) -> Option<LooserRecord> {
    let looser = panel.looser.as_ref()?;
    let floor = looser.floor.map_or(panel.floor, |(_, floor)| floor);
    Some(LooserRecord {
        task_id: task.id.clone(),
        site: task.site.clone(),
        looser: looser.says(catalogue),
        floor_rules: looser.floor.map(|(rules, _)| rules.to_string()),
        floor_panel: floor.to_string(),
        veto_rules: looser.veto.map(|(rules, _)| rules.word().to_owned()),
        veto_panel: panel.veto.map_or("none", Veto::word).to_owned(),
        stops: looser.stops.iter().map(|stop| catalogue.stop_name(*stop).to_owned()).collect(),
        rationale: panel.rationale.clone(),
        dissent: panel.dissent.clone(),
        review_on: panel.review_on.to_string(),
    })
}
