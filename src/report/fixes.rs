//! Fixes in words and as JSON: each change with what it asks of whom; people are withheld unless they may be named.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    Barred, Catalogue, Codes, Decision, Fix, FixSet, Fixes, Level, PersonId, Reason, RoleId, Roster, Task,
};

/// What fixes are told of.
#[derive(Debug, Clone, Copy)]
pub struct FixesOf<'a> {
    /// The vocabulary.
    pub catalogue: &'a Catalogue,
    /// The competencies.
    pub codes: &'a Codes,
    /// The people.
    pub roster: &'a Roster,
    /// The task as it is.
    pub task: &'a Task,
    /// What the rules say of it.
    pub decision: &'a Decision,
    /// Whether people may be named by their `staff_id`.
    pub show_values: bool,
}

/// What would move a task.
#[derive(Debug, Clone, Serialize)]
pub struct FixesRecord {
    /// To this level or below; none: to any.
    pub to: Option<u8>,
    /// Why nothing was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barred: Option<String>,
    /// Ranked.
    pub sets: Vec<FixSetRecord>,
    /// There are more that are not listed, or larger ones were not looked for.
    pub more: bool,
    /// The search was cut: there may be others, also smaller ones.
    pub bounded: bool,
    /// Where law stops roles at or below the level: law is never offered.
    pub law: Vec<String>,
}

/// Changes that together move the task.
#[derive(Debug, Clone, Serialize)]
pub struct FixSetRecord {
    /// Where it then stands.
    pub status: &'static str,
    /// At which level.
    pub level: Option<u8>,
    /// How many sets say the same, people being withheld.
    pub alike: usize,
    /// The changes.
    pub changes: Vec<FixRecord>,
}

/// One change.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FixRecord {
    /// governance, training, people or facts.
    pub kind: &'static str,
    /// instruction, measure, gains, delegates, joins, shows or fact.
    pub change: &'static str,
    /// What it asks of whom.
    pub text: String,
    /// The column of tasks.csv.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Its cell, or the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The person, if they may be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<String>,
    /// The role in which they come, or their roles at the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The competency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competency: Option<String>,
    /// How far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proficiency: Option<String>,
    /// The register that is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The profession that is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profession: Option<String>,
}

impl FixesRecord {
    /// Sets that are listed.
    pub const LISTED: usize = 10;

    /// In words, at most so many. Sets that say the same are one.
    #[must_use]
    pub fn new(of: FixesOf<'_>, fixes: &Fixes, most: usize) -> Self {
        let mut sets: Vec<FixSetRecord> = Vec::new();
        let mut known: BTreeMap<(Option<u8>, Vec<String>), usize> = BTreeMap::new();
        for set in &fixes.sets {
            let record = of.set(set);
            let texts = record.changes.iter().map(|change| change.text.clone()).collect();
            let at = *known.entry((record.level, texts)).or_insert(sets.len());
            match sets.get_mut(at) {
                Some(same) => same.alike += 1,
                None => sets.push(record),
            }
        }
        let more = fixes.more || sets.len() > most;
        sets.truncate(most);
        let barred = fixes.barred.map(why_barred);
        let law = of.law(fixes);
        let to = fixes.target.map(Level::number);
        Self { to, barred, sets, more, bounded: fixes.bounded, law }
    }

    /// Lines for a terminal.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let aim = match self.to {
            Some(level) => format!("at level {level} or below"),
            None => "at any level".to_owned(),
        };
        let mut lines =
            vec![format!("What would place it {aim}: the fewest changes, at most three together")];
        if let Some(barred) = &self.barred {
            lines.push(format!("  {barred}"));
        } else if self.sets.is_empty() {
            lines.push(if self.bounded {
                "  none found; the search was cut, so that there may be some".to_owned()
            } else {
                "  none within three".to_owned()
            });
        }
        for (number, set) in (1..).zip(&self.sets) {
            let level = set.level.map(|level| format!(" at level {level}")).unwrap_or_default();
            let alike =
                if set.alike > 1 { format!(" ({} ways, by who it is)", set.alike) } else { String::new() };
            lines.push(format!("  {number}. {}{level}{alike}", set.status));
            lines.extend(set.changes.iter().map(|change| format!("     {}: {}", change.kind, change.text)));
        }
        if self.more {
            lines.push("  there are more, of as many changes or of more".to_owned());
        }
        if self.bounded && !self.sets.is_empty() {
            lines.push("  the search was cut: there may be others, also of fewer changes".to_owned());
        }
        for law in &self.law {
            lines.push(format!("  as law stands, and law is never offered: {law}"));
        }
        if self.barred.is_none() {
            lines.extend(NOTES.map(str::to_owned));
        }
        lines
    }
}

const NOTES: [&str; 3] = [
    "  A fact is something to be established about the work, never a label to choose for the answer.",
    "  Never offered: law and other rules, acts, requirements, a patient group direction, annotations and",
    "  authorisations, training for a post that somebody does not have at the site.",
];

fn why_barred(barred: Barred) -> String {
    match barred {
        Barred::There(level) => format!("nothing to change: it is placed at level {level} as it is"),
        Barred::NoRole => "nothing can: the pack has no role there".to_owned(),
        Barred::Acts => {
            "nothing is offered: its restricted acts are not known, and what they are is for law to judge"
                .to_owned()
        }
        Barred::Requires => "nothing is offered: what it requires is not known".to_owned(),
        Barred::Site => "nothing is offered: its site is blank".to_owned(),
    }
}

impl FixesOf<'_> {
    fn set(&self, set: &FixSet) -> FixSetRecord {
        let mut people: Vec<PersonId> = Vec::new();
        let mut changes = Vec::new();
        for fix in &set.fixes {
            if let Some(person) = fix.person().filter(|person| !people.contains(person)) {
                people.push(person);
            }
            let number = fix.person().and_then(|own| people.iter().position(|person| *person == own));
            changes.push(self.change(fix, number.unwrap_or(0)));
        }
        let level = set.level.map(Level::number);
        FixSetRecord { status: set.status.word(), level, alike: 1, changes }
    }

    /// One change; the number tells people of a set apart who are not named.
    fn change(&self, fix: &Fix, number: usize) -> FixRecord {
        let mut record = match fix {
            Fix::Trains(..) | Fix::Delegates(_) | Fix::Joins(..) | Fix::Shows(..) => {
                self.of_person(fix, number)
            }
            _ => self.of_task(fix),
        };
        record.kind = fix.kind().word();
        record
    }

    fn of_task(&self, fix: &Fix) -> FixRecord {
        let catalogue = self.catalogue;
        let fact = |column: &str, value: String, was: String| FixRecord {
            change: "fact",
            text: format!("if {column} is {value} (now {was})"),
            column: Some(column.to_owned()),
            value: Some(value),
            ..FixRecord::default()
        };
        let blank = || "blank".to_owned();
        match fix {
            Fix::Measure(word) => {
                let word = catalogue.mitigations.name(*word).to_owned();
                let text = format!("{word} is put in place and stated among the mitigations");
                FixRecord { change: "measure", text, value: Some(word), ..FixRecord::default() }
            }
            Fix::Steps(at, value) | Fix::Fact(at, value) => {
                let Some(criterion) = catalogue.criteria.get(*at) else { return FixRecord::default() };
                let name = |value: u8| criterion.values.name(u16::from(value)).to_owned();
                let was = self.task.stated.get(*at).copied().flatten().map_or_else(blank, name);
                fact(&criterion.name, name(*value), was)
            }
            Fix::Authority(authority) => {
                let was = self.task.authority.as_ref().map_or_else(blank, ToString::to_string);
                let mut record = fact("authority", authority.to_string(), was);
                record.text.push_str(", given by who may give it");
                record
            }
            Fix::Profession(number) => {
                fact("profession", catalogue.professions.name(*number).to_owned(), blank())
            }
            _ => {
                let text = "a task instruction is approved and within its review date (cti, cti_review_on)";
                FixRecord { change: "instruction", text: text.to_owned(), ..FixRecord::default() }
            }
        }
    }

    fn of_person(&self, fix: &Fix, number: usize) -> FixRecord {
        let catalogue = self.catalogue;
        let Some(id) = fix.person() else { return FixRecord::default() };
        let role = match fix {
            Fix::Joins(_, role) => catalogue.role_code(*role).to_owned(),
            _ => self.roles(id),
        };
        let who = match (self.show_values, number) {
            (true, _) => format!("{} ({})", self.roster.staff_id(id), self.with_level(&role)),
            (false, 0) => format!("one person as {}", self.with_level(&role)),
            (false, _) => format!("another person as {}", self.with_level(&role)),
        };
        let staff_id = self.show_values.then(|| self.roster.staff_id(id).to_owned());
        let mut record = FixRecord { staff_id, role: Some(role), ..FixRecord::default() };
        (record.change, record.text) = match fix {
            Fix::Trains(_, code, rank) => {
                let (code, word) = (self.codes.name(*code), catalogue.rank_word(*rank));
                record.competency = Some(code.to_owned());
                record.proficiency = Some(word.to_owned());
                ("gains", format!("{who} is signed off in {code} at {word}"))
            }
            Fix::Joins(..) => ("joins", format!("{who}, able elsewhere, works at this site too")),
            Fix::Shows(_, register, profession) => {
                record.register = register.map(|number| catalogue.registers.name(number).to_owned());
                record.profession = profession.map(|number| catalogue.professions.name(number).to_owned());
                let shown: Vec<&str> = [&record.register, &record.profession]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
                ("shows", format!("if {who} is on it, their row shows {}", shown.join(" and ")))
            }
            _ => ("delegates", format!("{who} is trained to delegate")),
        };
        record
    }

    /// The roles of somebody at the task's site.
    fn roles(&self, id: PersonId) -> String {
        let here = |site| Some(site) == self.task.site_id;
        let own =
            self.roster.positions.iter().filter(|position| position.person == id && here(position.site));
        let codes: Vec<&str> = own.map(|position| self.catalogue.role_code(position.role)).collect();
        codes.join(" and ")
    }

    fn with_level(&self, role: &str) -> String {
        let level =
            self.catalogue.role(role).and_then(|id| self.catalogue.role_of(id)).map(|role| role.level);
        level.map_or_else(|| role.to_owned(), |level| format!("{role} at level {level}"))
    }

    /// The stops of law that refuse roles at or below the level, with how many.
    fn law(&self, fixes: &Fixes) -> Vec<String> {
        let below = |id: &RoleId| {
            let level = self.catalogue.role_of(*id).map(|role| role.level);
            level.is_some_and(|level| fixes.target.is_none_or(|target| level <= target))
        };
        let roles: Vec<RoleId> = self.catalogue.roles().map(|(id, _)| id).filter(below).collect();
        let mut refused: BTreeMap<String, usize> = BTreeMap::new();
        for reason in roles.iter().flat_map(|id| self.decision.role(*id).refusals()) {
            let told = match reason {
                Reason::Unlisted(act) => {
                    format!("no law row lists the act {}", self.catalogue.act_names.name(act))
                }
                Reason::Stop(stop) if self.is_law(self.catalogue.stop_name(stop)) => {
                    format!("stop {}", self.catalogue.stop_name(stop))
                }
                _ => continue,
            };
            *refused.entry(told).or_default() += 1;
        }
        let all = roles.len();
        refused
            .into_iter()
            .map(|(stop, count)| format!("{stop} refuses {count} of {all} roles there"))
            .collect()
    }

    fn is_law(&self, stop: &str) -> bool {
        self.catalogue.rules.iter().any(|rule| rule.table == "law" && rule.stop == stop)
    }
}
