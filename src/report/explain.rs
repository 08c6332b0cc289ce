//! A readable proof for one task: each stage, each row with its source, each level refused and why.

use super::proof::{Line, Proof};
use super::share::Threshold;
use super::{layers, words};
use crate::model::{
    Answer, Authority, Catalogue, Change, Codes, Decision, Level, Outcome, Reason, Requires, Robustness,
    RuleId, Rung, Stage, Task, Verdict,
};

/// What an explanation is made of.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// The vocabulary.
    pub catalogue: &'a Catalogue,
    /// The competencies.
    pub codes: &'a Codes,
    /// The task.
    pub task: &'a Task,
    /// Its answer.
    pub answer: &'a Answer,
    /// Changes of one fact that would lower the floor, each as a sentence.
    pub changes: &'a [String],
    /// What one step of a criterion would change; `None`: no criterion is filled.
    pub robustness: Option<&'a Robustness>,
    /// Whether people may be named by their `staff_id`.
    pub show_values: bool,
    /// For an output that is to be shared: how its people are counted. Then nobody's gap is told either, and nothing that a
    /// panel wrote.
    pub share: Option<Threshold>,
}

/// The proof.
#[must_use]
pub fn explain(what: Explained<'_>) -> String {
    proof(what, FEW).written()
}

/// Everything, with every reason of every level.
pub(super) fn proof_whole(what: Explained<'_>) -> Proof {
    proof(what, usize::MAX)
}

/// Reasons of a role that are told where all levels are.
const FEW: usize = 6;

/// The proof in sections; of a role that is refused, at most so many reasons.
fn proof(what: Explained<'_>, reasons: usize) -> Proof {
    let mut page = Page { reasons, ..Page::new(what) };
    page.facts();
    page.panel();
    page.stages();
    page.rungs();
    page.nearest();
    page.changes();
    page.robustness();
    page.end()
}

/// A proof as it is written.
pub(super) struct Page<'a> {
    what: Explained<'a>,
    proof: Proof,
    /// The most reasons of a role.
    reasons: usize,
}

impl<'a> Page<'a> {
    /// Begins with what the task is and where it stands.
    pub(super) fn new(what: Explained<'a>) -> Self {
        let mut page = Page { what, proof: Proof::default(), reasons: FEW };
        page.title();
        page
    }

    /// Ends with what loosened the rules, the pack and what must be said with it.
    pub(super) fn end(mut self) -> Proof {
        self.loosened();
        self.foot();
        self.proof
    }

    pub(super) fn line(&mut self, content: &str) {
        self.proof.text(content);
    }

    pub(super) fn section(&mut self, heading: &str) {
        self.proof.section(heading);
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.proof.push(Line::Fact(name.to_owned(), value.to_owned()));
    }

    fn decision(&self) -> &Decision {
        &self.what.answer.decision
    }

    fn title(&mut self) {
        let Explained { task, answer, catalogue, .. } = self.what;
        self.line(&format!("{} at {}: {}", task.id, or_blank(&task.site), task.title));
        let answered = match answer.level {
            Some(level) => format!(
                "placed at level {level}: {} ({} able), supervision {}",
                words::roles(catalogue, &answer.roles),
                match self.what.share {
                    Some(threshold) => threshold.words(threshold.answer(answer)),
                    None => answer.able.to_string(),
                },
                words::supervision(catalogue, &answer.roles)
            ),
            None => format!("{}: {}", answer.status.word(), words::meaning(answer.status)),
        };
        self.line(&answered);
        let outcomes: Vec<&str> = self.decision().outcomes.iter().map(Outcome::word).collect();
        let floor = self.decision().floor;
        self.line(&format!(
            "floor by the rules alone: {floor}; outcomes: {}",
            or_blank(&outcomes.join(", "))
        ));
    }

    fn facts(&mut self) {
        let Explained { task, catalogue, codes, .. } = self.what;
        self.section("Facts");
        let acts = task.acts.as_ref().map(|acts| {
            let names: Vec<&str> = acts.iter().map(|act| catalogue.act_names.name(*act)).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        });
        let authority = task.authority.as_ref().map(Authority::to_string);
        let profession = task.profession.map(|profession| catalogue.professions.name(profession).to_owned());
        for (name, value) in [("acts", acts), ("authority", authority), ("profession", profession)] {
            self.fact(name, value.as_deref().unwrap_or("(unknown)"));
        }
        let requires = match &task.requires {
            Requires::Known(list) => words::requirements(catalogue, codes, list),
            Requires::None => "(none)".to_owned(),
            Requires::Unknown => "(unknown)".to_owned(),
        };
        self.fact("requires", &requires);
        for ((criterion, fact), stated) in catalogue.criteria.iter().zip(&task.facts).zip(&task.stated) {
            let name =
                |value: &Option<u8>| value.map_or("(unknown)", |v| criterion.values.name(u16::from(v)));
            let as_stated =
                if fact == stated { String::new() } else { format!(" (column says {})", name(stated)) };
            self.fact(&criterion.name, &format!("{}{as_stated}", name(fact)));
        }
        self.fact("facts hash", &task.facts_hash(catalogue, codes));
    }

    /// The panel's decision, on every page of a task whose answer rests on one.
    pub(super) fn panel(&mut self) {
        let used = self.decision().panel;
        let Some(panel) = self.what.task.panel.as_ref().filter(|_| used) else { return };
        self.section("A panel has decided: this stands in for stages 3 to 6, inside what law permits");
        self.line(&format!("  line {} of the panel's file: {}", panel.line, panel.says()));
        if let Some(looser) = &panel.looser {
            self.line(&format!("  looser than the rules: {}", looser.says(self.what.catalogue)));
        }
        if self.what.share.is_some() {
            return;
        }
        for (name, text) in
            [("by", &panel.panel), ("rationale", &panel.rationale), ("dissent", &panel.dissent)]
        {
            if !text.is_empty() {
                self.line(&format!("  {name}: {text}"));
            }
        }
    }

    fn stages(&mut self) {
        self.section("1 Completeness");
        let decision = self.decision().clone();
        let told: Vec<&str> = decision.blanks.iter().map(|c| self.what.catalogue.column_name(*c)).collect();
        let looked = match (decision.bounded, decision.completions) {
            (true, _) => "too many blanks to fill in one by one: read by intervals".to_owned(),
            (false, 1) => "no blank matters".to_owned(),
            (false, count) => format!("{count} ways to fill in the blanks"),
        };
        if decision.decided {
            self.line(&format!("  the facts decide: {looked}"));
        } else if told.is_empty() {
            self.line("  the acts are unknown, so law cannot be judged");
        } else {
            self.line(&format!("  a panel must settle {} ({looked})", told.join(", ")));
        }
        let stages = [
            (Stage::Law, "2 Law"),
            (Stage::Policy, "3 Policy"),
            (Stage::Veto, "4 Veto"),
            (Stage::Floor, "5 Floor"),
            (Stage::Mitigation, "6 Mitigation"),
        ];
        for (stage, title) in stages {
            self.section(title);
            let rows: Vec<(RuleId, bool)> = decision
                .trace
                .iter()
                .filter(|row| row.stage == stage)
                .map(|row| (row.rule, row.decides))
                .collect();
            if rows.is_empty() {
                self.line("  no row matches");
            }
            for (rule, decides) in rows {
                self.rule(rule, decides);
            }
        }
        self.duties(&decision);
    }

    fn rule(&mut self, rule: RuleId, decides: bool) {
        let Some(text) = self.what.catalogue.rule(rule) else { return };
        let source = words::cited(self.what.catalogue, text);
        let says = format!("{}: {}", text.output, text.because);
        self.proof.push(Line::Row { decides, id: text.id.clone(), says, source });
    }

    /// Roles of a level with the same duties share a line.
    fn duties(&mut self, decision: &Decision) {
        self.section("7-8 Supervision and governance of the roles that the rules let act");
        let catalogue = self.what.catalogue;
        let mut lines: Vec<(Level, String, Vec<&str>)> = Vec::new();
        for (id, role) in catalogue.roles() {
            let of = decision.role(id);
            if !of.passes() {
                continue;
            }
            let rows: Vec<&str> = of.supervision_rows().map(|rule| catalogue.rule_id(rule)).collect();
            let missing: Vec<String> = of.missing().map(|need| words::need_said(catalogue, need)).collect();
            let governance = if missing.is_empty() {
                "ready".to_owned()
            } else {
                format!("missing {}", missing.join(", "))
            };
            let by = if rows.is_empty() { "the role's own need".to_owned() } else { rows.join(", ") };
            let text = format!("supervision {} ({by}); governance {governance}", of.supervision().word());
            match lines.iter_mut().find(|(level, other, _)| *level == role.level && *other == text) {
                Some((_, _, roles)) => roles.push(&role.code),
                None => lines.push((role.level, text, vec![&role.code])),
            }
        }
        if lines.is_empty() {
            self.line("  none");
        }
        for (level, text, roles) in lines {
            self.line(&format!("  level {level}: {text}\n    {}", roles.join(", ")));
        }
    }

    fn rungs(&mut self) {
        self.section("9 The ladder at this site");
        for rung in self.what.answer.rungs.iter().filter(|rung| rung.verdict != Verdict::NoRole) {
            let able = match self.what.share {
                Some(threshold) => threshold.words(threshold.rung(rung)),
                None => rung.able.to_string(),
            };
            self.line(&format!("  level {}: {} ({able} able)", rung.level, rung.verdict.word()));
            self.reasons(rung);
        }
    }

    /// Reasons of a rung; roles refused for the same reasons share a line.
    fn reasons(&mut self, rung: &Rung) {
        let catalogue = self.what.catalogue;
        for (reasons, roles) in alike(catalogue, self.what.answer, rung) {
            let roles = roles.join(", ");
            if reasons.is_empty() {
                self.line(&format!("    {roles}: safe"));
                continue;
            }
            self.line(&format!("    {roles}:"));
            for reason in reasons.iter().take(self.reasons) {
                self.line(&format!("      - {}", words::sentence(catalogue, *reason)));
            }
            if reasons.len() > self.reasons {
                let (more, level) = (reasons.len() - self.reasons, rung.level);
                self.line(&format!("      - and {more} more (--why-not {level})"));
            }
        }
        self.gap(rung);
    }

    /// What the nearest person of a rung lacks.
    pub(super) fn gap(&mut self, rung: &Rung) {
        if !rung.gap.is_empty() && self.what.share.is_none() {
            let gap = words::requirements(self.what.catalogue, self.what.codes, &rung.gap);
            self.line(&format!("    the nearest person at this level lacks {gap}"));
        }
    }

    fn nearest(&mut self) {
        let near = self.what.answer.nearest.as_ref().filter(|near| !near.gap.is_empty());
        let Some(near) = near.filter(|_| self.what.share.is_none()) else { return };
        let gap = words::requirements(self.what.catalogue, self.what.codes, &near.gap);
        let who = if self.what.show_values { &near.staff_id } else { "(withheld; --show-values names them)" };
        self.section(&format!("Nearest person: {who} at level {}, lacks {gap}", near.level));
    }

    fn changes(&mut self) {
        self.section("What would lower the floor, one fact at a time (law is never offered)");
        if self.what.changes.is_empty() {
            self.line("  no single fact would");
        }
        for change in self.what.changes {
            self.line(&format!("  {change}"));
        }
    }

    fn robustness(&mut self) {
        let Some(found) = self.what.robustness else { return };
        let aside = if found.set_aside { ", the panel's decision set aside" } else { "" };
        self.section(&format!("What one step of one criterion would change, with the same people{aside}"));
        if found.changes.is_empty() {
            self.line("  no step changes status, level or floor");
        }
        for change in &found.changes {
            let Change { step, after, .. } = change;
            let Some(criterion) = self.what.catalogue.criteria.get(step.criterion) else { continue };
            let name = |value: u8| criterion.values.name(u16::from(value));
            let level = after.level.map(|level| format!(" at level {level}")).unwrap_or_default();
            let step = format!("{} {} -> {}", criterion.name, name(step.from), name(step.to));
            let answer = format!("{}{level}, floor {}", after.status.word(), after.floor);
            self.line(&format!("  {step} ({}): {answer}", change.step.direction.word()));
        }
    }

    fn loosened(&mut self) {
        let text = layers::because_text(self.what.catalogue, &self.what.answer.because);
        if let Some((heading, lines)) = text.trim_start().split_once('\n') {
            self.section(heading);
            self.line(lines.trim_end_matches('\n'));
        }
    }

    fn foot(&mut self) {
        let catalogue = self.what.catalogue;
        self.section(&format!("{} on {}", catalogue.pack_label(), catalogue.as_at));
        if !catalogue.pack.notice.is_empty() {
            self.line(&catalogue.pack.notice);
        }
        self.line("Eligible is not delegated: a registrant delegates, for this patient, this time.");
    }
}

/// Roles of a rung by their reasons.
pub(super) fn alike<'c>(
    catalogue: &'c Catalogue,
    answer: &Answer,
    rung: &Rung,
) -> Vec<(Vec<Reason>, Vec<&'c str>)> {
    let mut found: Vec<(Vec<Reason>, Vec<&str>)> = Vec::new();
    for role in &rung.roles {
        let reasons = answer.reasons(role);
        let code = catalogue.role_code(role.role);
        match found.iter_mut().find(|(other, _)| *other == reasons) {
            Some((_, roles)) => roles.push(code),
            None => found.push((reasons, vec![code])),
        }
    }
    found
}

fn or_blank(text: &str) -> &str {
    if text.is_empty() { "(none)" } else { text }
}
