//! Answers as rows of matches.csv and rungs.csv: which cell holds what.

use super::TaskAnswer;

/// The columns of matches.csv.
pub const MATCHES: [&str; 16] = [
    "task_id",
    "site",
    "status",
    "outcomes",
    "floor",
    "level",
    "roles",
    "supervision",
    "able",
    "able_by_level",
    "examples",
    "because",
    "lower",
    "gap",
    "nearest",
    "pack",
];

/// The columns of rungs.csv.
pub const RUNGS: [&str; 7] = ["task_id", "site", "level", "verdict", "able", "reasons", "gap"];

impl TaskAnswer {
    /// Its row of matches.csv, under a pack of this label.
    #[must_use]
    pub fn matches_row(&self, label: &str) -> [String; 16] {
        [
            self.task_id.clone(),
            self.site.clone(),
            self.status.clone(),
            self.outcomes.join(";"),
            self.floor.clone(),
            self.level.clone(),
            self.roles.join(";"),
            self.supervision.join(";"),
            self.able.clone(),
            self.able_by_level.clone(),
            self.examples.join(";"),
            self.because.join(";"),
            self.lower.clone(),
            self.gap.clone(),
            self.nearest.clone(),
            label.to_owned(),
        ]
    }

    /// Its rows of rungs.csv, from level 1 up.
    #[must_use]
    pub fn rungs_rows(&self) -> Vec<[String; 7]> {
        let mut rows = Vec::new();
        for rung in &self.rungs {
            // whoever reads a reason must see that a panel had a part in it
            let mut reasons: Vec<String> = self.panel.then(|| "panel".to_owned()).into_iter().collect();
            for role in &rung.roles {
                reasons.extend(role.reasons.iter().map(|reason| format!("{reason}@{}", role.role)));
            }
            rows.push([
                self.task_id.clone(),
                self.site.clone(),
                rung.level.to_string(),
                rung.verdict.clone(),
                rung.able.to_string(),
                reasons.join(";"),
                rung.gap.clone(),
            ]);
        }
        rows
    }
}
