//! Two packs side by side: for which facts they decide differently, for whom, and in which direction.

use std::collections::BTreeMap;

use super::candidates::{Candidate, candidates};
use super::columns::{Column, Columns};
use super::procedure::{Procedure, Verdicts};
use super::regions::{Sides, regions};
use crate::model::{Authorisation, Authority, Catalogue, RoleId, Task, Words};
use crate::rules::{Pack, PostFacts};
use crate::table::{Area, Diagrams, RowSet};

/// What is decided differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// Who passes stages 2 to 6.
    Permitted,
    /// How closely somebody who passes in both is supervised.
    Supervision,
    /// What governance misses for somebody who passes in both.
    Governance,
}

/// Facts that the two packs decide differently.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What about.
    pub matter: Matter,
    /// The second pack is milder there; else stricter.
    pub loosened: bool,
    /// Roles of the first pack for which it is so.
    pub roles: Vec<RoleId>,
    /// It takes a person like this, in the first of the roles, to show it; none: it is so for the posts.
    pub person: Option<PostFacts>,
    /// How many combinations of facts; `None`: more than 128 bits count.
    pub combinations: Option<u128>,
    /// Large boxes of these facts, as conditions by column.
    pub regions: Vec<Vec<(String, String)>>,
    /// How many combinations the boxes leave out.
    pub left_out: Option<u128>,
    /// A task of the first pack.
    pub witness: Task,
}

/// All differences of meaning.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Loosened first.
    pub differences: Vec<Difference>,
    /// How many combinations of facts both packs know.
    pub combinations: Option<u128>,
    /// Words that only one of the two has (`role AP`, `act x`, `harm=6`): what they decide is not compared.
    pub apart: Vec<String>,
}

/// So many boxes are shown of each difference.
const SHOWN: usize = 4;

/// What of the two packs is compared.
struct Side<'p> {
    pack: &'p Pack,
    procedure: Procedure<'p>,
}

/// Compares what two packs decide, over the facts and roles that both know.
#[must_use]
pub fn compare(one: &Pack, other: &Pack) -> Meaning {
    let (columns_one, columns_other) = Columns::shared(one, other);
    let mut diagrams = columns_one.diagrams();
    let before = Side { pack: one, procedure: Procedure::of(one, &mut diagrams, columns_one) };
    let after = Side { pack: other, procedure: Procedure::of(other, &mut diagrams, columns_other) };
    let valid = diagrams.both(before.procedure.valid, after.procedure.valid);
    let mut comparing = Comparing { diagrams, valid, before, after, found: BTreeMap::new() };
    comparing.posts();
    comparing.people();
    comparing.finish()
}

/// What makes two differences one: direction, matter, whether it takes a person to see it, and where.
type Key = (bool, Matter, bool, Area);

struct Comparing<'p> {
    diagrams: Diagrams,
    valid: Area,
    before: Side<'p>,
    after: Side<'p>,
    found: BTreeMap<Key, (Vec<RoleId>, Option<PostFacts>)>,
}

impl Comparing<'_> {
    fn posts(&mut self) {
        let catalogue = &self.before.pack.catalogue;
        for (id, role) in catalogue.roles() {
            let Some(theirs) = self.after.pack.catalogue.role(&role.code) else { continue };
            let (one, other) =
                (Candidate::post(self.before.pack, id), Candidate::post(self.after.pack, theirs));
            self.candidates(&one, &other, None);
        }
    }

    /// People of either pack, where it takes one to tell the packs apart.
    fn people(&mut self) {
        let ours = candidates(self.before.pack).into_iter().map(|one| (one, true));
        let theirs = candidates(self.after.pack).into_iter().map(|one| (one, false));
        for (candidate, first) in ours.chain(theirs) {
            let (from, to) =
                if first { (self.before.pack, self.after.pack) } else { (self.after.pack, self.before.pack) };
            for role in &candidate.roles {
                let Some(facts) = candidate.person.as_ref() else { continue };
                let facts = PostFacts { role: *role, ..facts.clone() };
                let Some(twin) = translated(&from.catalogue, &to.catalogue, &facts) else { continue };
                let one = Candidate::person(from, facts.clone());
                let other = Candidate::person(to, twin.clone());
                let (one, other, person) = if first { (one, other, facts) } else { (other, one, twin) };
                // but for the stops a person is decided like the post
                let stopped = self.before.procedure.stopped(&mut self.diagrams, &one);
                if stopped != self.after.procedure.stopped(&mut self.diagrams, &other) {
                    self.candidates(&one, &other, Some(&person));
                }
            }
        }
    }

    fn candidates(&mut self, one: &Candidate, other: &Candidate, person: Option<&PostFacts>) {
        let verdicts = self.before.procedure.verdicts(&mut self.diagrams, one);
        let Some((ours, theirs)) = verdicts.zip(self.after.procedure.verdicts(&mut self.diagrams, other))
        else {
            return;
        };
        self.permitted(one, &ours, &theirs, person);
        if person.is_none() {
            self.duties(one, &ours, &theirs);
        }
    }

    /// What one list of parts has that another has not.
    fn only(&mut self, parts: &[Area], others: &[Area]) -> Area {
        let mut found = Vec::new();
        for part in parts.iter().filter(|part| !others.contains(part)) {
            let mut rest = self.diagrams.both(*part, self.valid);
            for other in others {
                if rest.is_nowhere() {
                    break;
                }
                rest = self.diagrams.without(rest, *other);
            }
            found.push(rest);
        }
        self.diagrams.any(found)
    }

    fn permitted(&mut self, who: &Candidate, ours: &Verdicts, theirs: &Verdicts, person: Option<&PostFacts>) {
        for (loosened, parts, others) in
            [(true, &ours.refused, &theirs.refused), (false, &theirs.refused, &ours.refused)]
        {
            let area = self.only(parts, others);
            self.note((loosened, Matter::Permitted, person.is_some(), area), who.role, person);
        }
    }

    /// Supervision and governance, where the post passes in both.
    fn duties(&mut self, who: &Candidate, ours: &Verdicts, theirs: &Verdicts) {
        let refused = [ours.refused.as_slice(), &theirs.refused].concat();
        for (loosened, first, second) in [(true, ours, theirs), (false, theirs, ours)] {
            let mut areas = Vec::new();
            for (watched, others) in first.watched.iter().zip(&second.watched) {
                areas.push(self.only(watched, &[others.as_slice(), &refused].concat()));
            }
            let area = self.diagrams.any(areas);
            self.note((loosened, Matter::Supervision, false, area), who.role, None);
            let area = self.only(&first.missing, &[second.missing.as_slice(), &refused].concat());
            self.note((loosened, Matter::Governance, false, area), who.role, None);
        }
    }

    fn note(&mut self, key: Key, role: RoleId, person: Option<&PostFacts>) {
        if key.3.is_nowhere() {
            return;
        }
        let known = self.found.entry(key).or_insert_with(|| (Vec::new(), person.cloned()));
        if !known.0.contains(&role) {
            known.0.push(role);
        }
    }

    fn finish(mut self) -> Meaning {
        let mut differences = Vec::new();
        let free = self.diagrams.not(self.valid);
        for ((loosened, matter, _, area), (roles, person)) in std::mem::take(&mut self.found) {
            let Some(point) = self.diagrams.point(area) else { continue };
            let (boxes, left_out) = regions(&mut self.diagrams, area, free, SHOWN);
            let catalogue = &self.before.pack.catalogue;
            differences.push(Difference {
                matter,
                loosened,
                roles,
                person,
                combinations: self.diagrams.count(area),
                regions: boxes.iter().map(|sides| self.conditions(sides)).collect(),
                left_out,
                witness: self.before.procedure.columns.task(catalogue, &point),
            });
        }
        differences.sort_by_key(|one| (!one.loosened, one.matter, one.person.is_some(), one.roles.clone()));
        Meaning {
            differences,
            combinations: self.diagrams.count(self.valid),
            apart: apart(&self.before.pack.catalogue, &self.after.pack.catalogue),
        }
    }

    /// A box as conditions, in the words of the first pack, or of the second where only that has the column.
    fn conditions(&self, sides: &Sides) -> Vec<(String, String)> {
        let mut list = Vec::new();
        for (column, values) in sides.iter().enumerate() {
            let size = self.diagrams.sizes().get(column).copied().unwrap_or(0);
            if values.count() == size {
                continue;
            }
            let named = self.before.named(column, values).or_else(|| self.after.named(column, values));
            list.extend(named);
        }
        list
    }
}

impl Side<'_> {
    /// A column with the words of some of its values.
    fn named(&self, column: usize, values: &RowSet) -> Option<(String, String)> {
        let (columns, catalogue) = (&self.procedure.columns, &self.pack.catalogue);
        let yes = values.contains(1);
        for (criterion, side) in catalogue.criteria.iter().zip(&columns.criteria) {
            if side.at == column {
                return Some((
                    criterion.name.clone(),
                    cell(&criterion.values, criterion.ordered, side, values),
                ));
            }
        }
        if let Some((word, _)) = columns.measures.iter().find(|(_, at)| *at == column) {
            let there = if yes { "there" } else { "not there" };
            return Some((catalogue.mitigations.name(*word).to_owned(), there.to_owned()));
        }
        if column == columns.instruction {
            return Some(("cti".to_owned(), if yes { "current" } else { "not current" }.to_owned()));
        }
        if column == columns.profession.at {
            let list = cell(&catalogue.professions, false, &columns.profession, values);
            let blank = if values.contains(self.blank_profession()) { ", or blank" } else { "" };
            return Some(("profession".to_owned(), format!("{list}{blank}")));
        }
        if column == columns.authority {
            let list: Vec<&str> =
                values.iter().filter_map(|value| Authority::WORDS.get(value).copied()).collect();
            return Some(("authority".to_owned(), list.join(", ")));
        }
        let act = (0u16..).zip(&catalogue.acts).find(|(act, _)| columns.act(*act) == Some(column))?.0;
        let there = if yes { "among the acts" } else { "not among the acts" };
        Some((catalogue.act_names.name(act).to_owned(), there.to_owned()))
    }

    fn blank_profession(&self) -> usize {
        self.procedure.columns.profession.values.iter().flatten().max().map_or(0, |last| last + 1)
    }
}

/// Values of a column as a cell of a rule would have them.
fn cell(words: &Words, ordered: bool, column: &Column, values: &RowSet) -> String {
    let named = (0u16..).zip(&column.values).filter_map(|(word, value)| value.map(|value| (word, value)));
    let (held, others): (Vec<_>, Vec<_>) = named.partition(|(_, value)| values.contains(*value));
    let names =
        |list: &[(u16, usize)]| list.iter().map(|(word, _)| words.name(*word)).collect::<Vec<_>>().join(", ");
    match (held.first(), held.last(), others.first(), others.last()) {
        (Some(first), _, _, Some(below)) if ordered && held.len() > 1 && below < first => {
            format!(">= {}", words.name(first.0))
        }
        (_, Some(last), Some(above), _) if ordered && held.len() > 1 && last < above => {
            format!("<= {}", words.name(last.0))
        }
        (Some(_), ..) if held.len() > others.len() => format!("not({})", names(&others)),
        _ => names(&held),
    }
}

/// The same person in the words of another pack; `None` if the post or what the person acts under is not known there.
#[must_use]
pub fn translated(from: &Catalogue, to: &Catalogue, person: &PostFacts) -> Option<PostFacts> {
    let word = |word: Option<u16>, ours: &Words, theirs: &Words| match word {
        None => Some(None),
        Some(word) => theirs.find(ours.name(word)).map(Some),
    };
    let held = |authorisation: &Authorisation| match authorisation {
        Authorisation::Word(word) => {
            to.authorisations.find(from.authorisations.name(*word)).map(Authorisation::Word)
        }
        Authorisation::Pgd(id) => Some(Authorisation::Pgd(id.clone())),
    };
    Some(PostFacts {
        role: to.role(from.role_code(person.role))?,
        register: word(person.register, &from.registers, &to.registers)?,
        profession: word(person.profession, &from.professions, &to.professions)?,
        field: word(person.field, &from.fields, &to.fields)?,
        annotations: person
            .annotations
            .iter()
            .filter_map(|one| to.annotations.find(from.annotations.name(*one)))
            .collect(),
        authorisations: person.authorisations.iter().filter_map(held).collect(),
    })
}

/// Words that only one of two packs has, each with what it is.
fn apart(one: &Catalogue, other: &Catalogue) -> Vec<String> {
    let (ours, theirs) = (vocabulary(one), vocabulary(other));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|word| !other.contains(word)).cloned().collect()
    };
    [only(&ours, &theirs), only(&theirs, &ours)].concat()
}

/// What tasks, posts and people are told in, word by word.
fn vocabulary(catalogue: &Catalogue) -> Vec<String> {
    let mut words: Vec<String> = catalogue.roles.iter().map(|role| format!("role {}", role.code)).collect();
    for criterion in &catalogue.criteria {
        words.push(format!("criterion {}", criterion.name));
        words.extend(criterion.values.iter().map(|value| format!("{}={value}", criterion.name)));
    }
    for (what, list) in [
        ("act", &catalogue.act_names),
        ("profession", &catalogue.professions),
        ("register", &catalogue.registers),
        ("field", &catalogue.fields),
    ] {
        words.extend(list.iter().map(|word| format!("{what} {word}")));
    }
    words
}

/// The same task in the words of another pack. Words that it does not know are left out: the comparison is over what both know.
#[must_use]
pub fn translated_task(from: &Catalogue, to: &Catalogue, task: &Task) -> Task {
    let named = |word: &u16, ours: &Words, theirs: &Words| theirs.find(ours.name(*word));
    let fact = |name: &str, values: &Words| -> Option<u8> {
        let at = from.criterion(name)?;
        let value = task.facts.get(at).copied().flatten()?;
        let word = from.criteria.get(at).map(|one| one.values.name(u16::from(value)))?;
        values.find(word).and_then(|value| u8::try_from(value).ok())
    };
    let facts: Vec<Option<u8>> = to.criteria.iter().map(|one| fact(&one.name, &one.values)).collect();
    let sorted = |mut words: Vec<u16>| {
        words.sort_unstable();
        words
    };
    let acts = task.acts.iter().flatten().filter_map(|act| named(act, &from.act_names, &to.act_names));
    let measures = task.mitigations.iter().filter_map(|word| named(word, &from.mitigations, &to.mitigations));
    Task {
        profession: task.profession.and_then(|word| named(&word, &from.professions, &to.professions)),
        acts: Some(sorted(acts.collect())),
        mitigations: sorted(measures.collect()),
        stated: facts.clone(),
        facts,
        ..task.clone()
    }
}
