//! The whole proof of one task, of one level of it, or of one person, as JSON with stable names.

use serde::Serialize;

use super::explain::Explained;
use super::fixes::FixesRecord;
use super::why_not::Deciding;
use super::words;
use crate::model::{
    Answer, Authority, Catalogue, Codes, FloorRange, Level, Outcome, PersonProof, Reason, Requires, Rung,
    Stage, Task, Verdict,
};

/// A proof, whichever was asked for.
#[derive(Debug, Serialize)]
struct Proof<'a, T> {
    task_id: &'a str,
    site: &'a str,
    title: &'a str,
    as_at: String,
    pack: String,
    notice: &'a str,
    answer: AnswerRecord,
    #[serde(flatten)]
    of: T,
}

#[derive(Debug, Serialize)]
struct AnswerRecord {
    status: &'static str,
    level: Option<u8>,
    roles: Vec<String>,
    supervision: Vec<&'static str>,
    able: u64,
    outcomes: Vec<&'static str>,
    floor: FloorRecord,
    /// Whether a panel's decision stands in for stages 3 to 6.
    panel: bool,
    because: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FloorRecord {
    low: String,
    high: String,
}

#[derive(Debug, Serialize)]
struct Whole<'a> {
    facts: Vec<FactRecord>,
    completeness: Completeness,
    stages: Vec<StageRecord>,
    rungs: Vec<RungRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<NearestRecord>,
    lowers_the_floor: &'a [String],
    robustness: Option<RobustnessRecord>,
    fixes: &'a FixesRecord,
}

#[derive(Debug, Serialize)]
struct OneLevel<'a> {
    why_not: u8,
    deciding: Deciding,
    rung: Option<RungRecord>,
    fixes: &'a FixesRecord,
}

#[derive(Debug, Serialize)]
struct FactRecord {
    name: String,
    /// As it counts; null: unknown.
    value: Option<String>,
    /// As the column says, where it counts otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<String>,
}

#[derive(Debug, Serialize)]
struct Completeness {
    decided: bool,
    bounded: bool,
    completions: u64,
    blanks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StageRecord {
    stage: &'static str,
    rows: Vec<RowRecord>,
}

#[derive(Debug, Serialize)]
struct RowRecord {
    rule: String,
    decides: bool,
    output: String,
    because: String,
    source: String,
    source_title: String,
    source_kind: String,
}

#[derive(Debug, Serialize)]
struct RungRecord {
    level: u8,
    verdict: &'static str,
    able: u64,
    roles: Vec<RoleRecord>,
    /// What the nearest person lacks, where nobody is able.
    gap: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RoleRecord {
    role: String,
    verdict: &'static str,
    able: u64,
    /// Of a role that the rules let act.
    #[serde(skip_serializing_if = "Option::is_none")]
    supervision: Option<&'static str>,
    supervision_rows: Vec<String>,
    reasons: Vec<ReasonRecord>,
}

#[derive(Debug, Serialize)]
struct ReasonRecord {
    stage: u8,
    kind: &'static str,
    code: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Debug, Serialize)]
struct NearestRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_id: Option<String>,
    level: u8,
    gap: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RobustnessRecord {
    steps: usize,
    set_aside: bool,
    changes: Vec<StepRecord>,
}

#[derive(Debug, Serialize)]
struct StepRecord {
    criterion: String,
    from: String,
    to: String,
    direction: &'static str,
    status: &'static str,
    level: Option<u8>,
    floor: FloorRecord,
    because: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    staff_id: &'a str,
    posts: Vec<PostRecord>,
    requirements: Vec<RequirementRecord>,
}

#[derive(Debug, Serialize)]
struct PostRecord {
    role: String,
    level: u8,
    able: bool,
    /// The person's row shows the register and profession that the post needs.
    counts: bool,
    admitted: bool,
    stops: Vec<String>,
    reasons: Vec<ReasonRecord>,
    supervision: &'static str,
    verdict: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct RequirementRecord {
    competency: String,
    needs: String,
    /// Null: nothing in date.
    has: Option<String>,
    proved: bool,
}

/// The whole proof.
#[must_use]
pub fn explain_json(what: Explained<'_>, fixes: &FixesRecord) -> String {
    let Explained { catalogue, answer, .. } = what;
    let decision = &answer.decision;
    let completeness = Completeness {
        decided: decision.decided,
        bounded: decision.bounded,
        completions: decision.completions,
        blanks: decision.blanks.iter().map(|column| catalogue.column_name(*column).to_owned()).collect(),
    };
    let rungs = answer.rungs.iter().filter(|rung| rung.verdict != Verdict::NoRole);
    let near = answer.nearest.as_ref().map(|near| NearestRecord {
        staff_id: what.show_values.then(|| near.staff_id.clone()),
        level: near.level.number(),
        gap: near.gap.iter().map(|one| words::requirements(catalogue, what.codes, &[*one])).collect(),
    });
    let whole = Whole {
        facts: facts(what),
        completeness,
        stages: stages(catalogue, answer),
        rungs: rungs.map(|rung| rung_record(what, rung)).collect(),
        nearest: near,
        lowers_the_floor: what.changes,
        robustness: robustness(what),
        fixes,
    };
    print(catalogue, (what.task, answer), whole)
}

/// The proof of one level.
#[must_use]
pub fn why_not_json(what: Explained<'_>, level: Level, fixes: &FixesRecord) -> String {
    let rung = what.answer.rungs.iter().find(|rung| rung.level == level);
    let one = OneLevel {
        why_not: level.number(),
        deciding: Deciding::new(what.catalogue, what.answer, level),
        rung: rung.map(|rung| rung_record(what, rung)),
        fixes,
    };
    print(what.catalogue, (what.task, what.answer), one)
}

/// The proof of one person.
#[must_use]
pub fn person_json(
    catalogue: &Catalogue,
    codes: &Codes,
    (task, answer): (&Task, &Answer),
    proof: &PersonProof,
) -> String {
    let posts = proof.posts.iter().map(|post| PostRecord {
        role: catalogue.role_code(post.role).to_owned(),
        level: post.level.number(),
        able: post.able,
        counts: post.counts,
        admitted: post.admitted,
        stops: post.closed.clone(),
        reasons: post.reasons.iter().map(|reason| reason_record(catalogue, *reason)).collect(),
        supervision: post.supervision.word(),
        verdict: post.verdict.map(Verdict::word),
    });
    let requirements = proof.requirements.iter().map(|(requirement, held)| RequirementRecord {
        competency: codes.name(requirement.code).to_owned(),
        needs: catalogue.rank_word(requirement.rank).to_owned(),
        has: Some(catalogue.rank_word(*held).to_owned()).filter(|word| !word.is_empty()),
        proved: held >= &requirement.rank,
    });
    let person =
        Person { staff_id: &proof.staff_id, posts: posts.collect(), requirements: requirements.collect() };
    print(catalogue, (task, answer), person)
}

fn print<T: Serialize>(catalogue: &Catalogue, (task, answer): (&Task, &Answer), of: T) -> String {
    let proof = Proof {
        task_id: &task.id,
        site: &task.site,
        title: &task.title,
        as_at: catalogue.as_at.to_string(),
        pack: catalogue.pack_label(),
        notice: &catalogue.pack.notice,
        answer: AnswerRecord {
            status: answer.status.word(),
            level: answer.level.map(Level::number),
            roles: answer.roles.iter().map(|(id, _)| catalogue.role_code(*id).to_owned()).collect(),
            supervision: answer.roles.iter().map(|(_, mode)| mode.word()).collect(),
            able: answer.able,
            outcomes: answer.decision.outcomes.iter().map(Outcome::word).collect(),
            floor: floor(answer.decision.floor),
            panel: answer.decision.panel,
            because: answer.because.clone(),
        },
        of,
    };
    format!("{}\n", serde_json::to_string_pretty(&proof).unwrap_or_default())
}

fn floor(range: FloorRange) -> FloorRecord {
    FloorRecord { low: range.low.to_string(), high: range.high.to_string() }
}

fn facts(what: Explained<'_>) -> Vec<FactRecord> {
    let Explained { catalogue, codes, task, .. } = what;
    let fact = |name: &str, value: Option<String>| FactRecord { name: name.to_owned(), value, stated: None };
    let names = |acts: &Vec<u16>| match acts.as_slice() {
        [] => "none".to_owned(),
        acts => acts.iter().map(|act| catalogue.act_names.name(*act)).collect::<Vec<_>>().join(";"),
    };
    let requires = match &task.requires {
        Requires::Known(list) => Some(words::requirements(catalogue, codes, list)),
        Requires::None | Requires::Unknown => None,
    };
    let measures: Vec<&str> = task.mitigations.iter().map(|word| catalogue.mitigations.name(*word)).collect();
    let mut list = vec![
        fact("acts", task.acts.as_ref().map(names)),
        fact("authority", task.authority.as_ref().map(Authority::to_string)),
        fact("profession", task.profession.map(|own| catalogue.professions.name(own).to_owned())),
        fact("requires", requires),
        fact("mitigations", Some(measures.join(";"))),
        fact("facts_hash", Some(task.facts_hash(catalogue, codes))),
    ];
    for ((criterion, value), stated) in catalogue.criteria.iter().zip(&task.facts).zip(&task.stated) {
        let name = |value: &Option<u8>| value.map(|value| criterion.values.name(u16::from(value)).to_owned());
        let stated = (value != stated).then(|| name(stated).unwrap_or_default());
        list.push(FactRecord { name: criterion.name.clone(), value: name(value), stated });
    }
    list
}

fn stages(catalogue: &Catalogue, answer: &Answer) -> Vec<StageRecord> {
    let all = [Stage::Law, Stage::Policy, Stage::Veto, Stage::Floor, Stage::Mitigation];
    let rows = |stage: Stage| {
        let own = answer.decision.trace.iter().filter(move |row| row.stage == stage);
        own.filter_map(|row| {
            let text = catalogue.rule(row.rule)?;
            let source = catalogue.sources.iter().find(|source| source.key == text.source);
            Some(RowRecord {
                rule: text.id.clone(),
                decides: row.decides,
                output: text.output.clone(),
                because: text.because.clone(),
                source: text.source.clone(),
                source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
                source_kind: source.map(|source| source.kind.clone()).unwrap_or_default(),
            })
        })
    };
    all.map(|stage| StageRecord { stage: stage.table(), rows: rows(stage).collect() }).into()
}

fn rung_record(what: Explained<'_>, rung: &Rung) -> RungRecord {
    let Explained { catalogue, answer, codes, .. } = what;
    let role = |role: &crate::model::RungRole| {
        let of = answer.decision.role(role.role);
        let rows = of.supervision_rows().filter(|_| of.passes());
        RoleRecord {
            role: catalogue.role_code(role.role).to_owned(),
            verdict: role.verdict.word(),
            able: role.able,
            supervision: of.passes().then(|| of.supervision().word()),
            supervision_rows: rows.map(|rule| catalogue.rule_id(rule).to_owned()).collect(),
            reasons: answer
                .reasons(role)
                .into_iter()
                .map(|reason| reason_record(catalogue, reason))
                .collect(),
        }
    };
    RungRecord {
        level: rung.level.number(),
        verdict: rung.verdict.word(),
        able: rung.able,
        roles: rung.roles.iter().map(role).collect(),
        gap: rung.gap.iter().map(|one| words::requirements(catalogue, codes, &[*one])).collect(),
    }
}

fn reason_record(catalogue: &Catalogue, reason: Reason) -> ReasonRecord {
    let (stage, kind) = words::stage(catalogue, reason);
    let rule = if let Reason::Rule(rule) = reason { catalogue.rule(rule) } else { None };
    ReasonRecord {
        stage,
        kind,
        code: words::code(catalogue, reason),
        text: words::sentence(catalogue, reason),
        source: rule.map(|rule| rule.source.clone()),
    }
}

fn robustness(what: Explained<'_>) -> Option<RobustnessRecord> {
    let found = what.robustness?;
    let step = |change: &crate::model::Change| {
        let criterion = what.catalogue.criteria.get(change.step.criterion)?;
        let name = |value: u8| criterion.values.name(u16::from(value)).to_owned();
        Some(StepRecord {
            criterion: criterion.name.clone(),
            from: name(change.step.from),
            to: name(change.step.to),
            direction: change.step.direction.word(),
            status: change.after.status.word(),
            level: change.after.level.map(Level::number),
            floor: floor(change.after.floor),
            because: change.because.clone(),
        })
    };
    let changes = found.changes.iter().filter_map(step).collect();
    Some(RobustnessRecord { steps: found.steps, set_aside: found.set_aside, changes })
}
