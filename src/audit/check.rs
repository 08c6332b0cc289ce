//! The whole check of a pack: what loading noticed, every table, every word, every law, in the order of severity.

use std::cmp::Reverse;

use super::found::{Found, of_file, of_rule};
use super::laws::{Breach, Change, Claim, Laws, laws};
use super::replay::{responsible, shows, undoes};
use super::{provenance, tables, words};
use crate::model::{Authority, Catalogue, Error, Finding, FindingCode, Place, Result, Severity, Task};
use crate::rules::Pack;

/// What a check found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Everything found: errors first, then by place.
    pub found: Vec<Found>,
    /// What was proved.
    pub laws: Laws,
}

impl Checked {
    /// How many findings are this grave.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|found| found.finding.severity() == severity).count()
    }
}

/// Checks a pack, loaded to be looked at ([`crate::rules::examine`]). Every witness is played again by the engine: one that
/// it does not bear out is a defect of the program, never a finding.
pub fn check(pack: &Pack) -> Result<Checked> {
    let mut found: Vec<Found> = pack.findings.iter().cloned().map(Found::new).collect();
    tables::check(pack, &mut found);
    words::check(pack, &mut found);
    provenance::check(pack, &mut found);
    let laws = laws(pack);
    let borne_out = laws.breaches.iter().all(|breach| shows(pack, breach))
        && laws.undone.iter().all(|undone| undoes(pack, undone));
    if !borne_out {
        return Err(Error::Defect("a fault was found in the rules that the engine does not bear out".into()));
    }
    tell(pack, &laws, &mut found);
    found.sort_by(|a, b| {
        let key = |found: &Found| (Reverse(found.finding.severity()), found.finding.clone());
        key(a).cmp(&key(b))
    });
    Ok(Checked { found, laws })
}

fn tell(pack: &Pack, laws: &Laws, found: &mut Vec<Found>) {
    let catalogue = &pack.catalogue;
    for breach in &laws.breaches {
        let (message, value) = breach_text(catalogue, breach);
        let place = place(pack, breach);
        let help = "the two tasks show it; no row may match the first that does not also bind the second";
        // no law is claimed of acts: a relaxation may look at them
        let by_act = matches!(breach.change, Change::ActAdded(_));
        let code = if by_act { FindingCode::ActLoosens } else { FindingCode::RuleLoosens };
        let tasks = vec![breach.before.clone(), breach.after.clone()];
        let (role, person) = (breach.roles.first().copied(), breach.person.clone());
        let finding = Finding::new(code, place, value, message, help);
        found.push(Found { tasks, role, person, ..Found::new(finding) });
    }
    for undone in &laws.undone {
        let what = if undone.law { "law refuses it" } else { "a veto refuses it" };
        let message = format!("{} passes although {what}", catalogue.role_code(undone.role));
        let place = of_file(if undone.law { "law.csv" } else { "veto.csv" }, 0);
        let finding = Finding::new(FindingCode::StageUndone, place, "", message, "remove what undoes it");
        found.push(Found { role: Some(undone.role), ..Found::new(finding).with(undone.task.clone()) });
    }
    for rung in laws.rungs.iter().filter(|rung| rung.task.is_none()) {
        let why = if rung.has_role { "no task has it as its floor" } else { "the pack has no role there" };
        let message = format!("level {} is never the lowest permitted: {why}", rung.level);
        let finding = Finding::new(
            FindingCode::RungUnreachable,
            of_file("roles.csv", 0),
            rung.level.to_string(),
            message,
            "",
        );
        found.push(Found::new(finding));
    }
    for role in &laws.never {
        let code = catalogue.role_code(*role);
        let message = format!("{code} passes law, policy, veto and floor for no task");
        let help = "take the role out, or correct what refuses it";
        let finding = Finding::new(FindingCode::RoleNever, of_file("roles.csv", 0), code, message, help);
        found.push(Found { role: Some(*role), ..Found::new(finding) });
    }
}

fn breach_text(catalogue: &Catalogue, breach: &Breach) -> (String, String) {
    let (change, value) = change_text(catalogue, breach);
    let roles: Vec<&str> = breach.roles.iter().take(3).map(|role| catalogue.role_code(*role)).collect();
    let more = breach.roles.len().saturating_sub(3);
    let who = if more > 0 { format!("{} and {more} more", roles.join(", ")) } else { roles.join(", ") };
    let what = match breach.claim {
        Claim::Permitted => format!("lets {who} pass who were refused"),
        Claim::Complete => format!("makes {who} ready who were not"),
        Claim::Supervised => format!("relaxes the supervision of {who}"),
        Claim::Floor => "lowers the floor".to_owned(),
        Claim::Delegate => "makes the task one to delegate".to_owned(),
        Claim::Allocate => "makes the task one to allocate".to_owned(),
    };
    (format!("{change} {what}"), value)
}

fn change_text(catalogue: &Catalogue, breach: &Breach) -> (String, String) {
    match breach.change {
        Change::Riskier(at) => {
            let name = catalogue.criteria.get(at).map_or("", |criterion| &criterion.name);
            let word = |task: &Task| value(catalogue, task, at);
            (
                format!("more risk in {name} ({} to {})", word(&breach.before), word(&breach.after)),
                name.to_owned(),
            )
        }
        Change::MeasureRemoved(word) => {
            let word = catalogue.mitigations.name(word);
            (format!("taking {word} away"), word.to_owned())
        }
        Change::InstructionLapsed => ("a lapsed task instruction".to_owned(), "cti".to_owned()),
        Change::AuthorityRemoved => {
            let word = breach.before.authority.as_ref().map_or("", Authority::word);
            (format!("taking the authority away ({word} to none)"), word.to_owned())
        }
        Change::ProfessionBlank => ("leaving the profession blank".to_owned(), "profession".to_owned()),
        Change::ActAdded(act) => {
            let word = catalogue.act_names.name(act);
            (format!("one more act ({word})"), word.to_owned())
        }
    }
}

fn value<'a>(catalogue: &'a Catalogue, task: &Task, at: usize) -> &'a str {
    let number = task.facts.get(at).copied().flatten();
    let words = catalogue.criteria.get(at).map(|criterion| &criterion.values);
    number.zip(words).map_or("", |(number, words)| words.name(u16::from(number)))
}

/// The rule that bound the first task and not the second, else the table to look at.
fn place(pack: &Pack, breach: &Breach) -> Place {
    let (rule, stage) = responsible(pack, breach);
    match rule.and_then(|rule| pack.catalogue.rule(rule)) {
        Some(rule) => of_rule(rule),
        None => of_file(&format!("{}.csv", stage.table()), 0),
    }
}
