//! A random pack's words: criteria, acts, roles, proficiencies, and the lists of pack.toml.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::sheet::Sheet;

/// A criterion.
#[derive(Debug, Clone)]
pub(crate) struct Criterion {
    pub(crate) name: String,
    pub(crate) ordered: bool,
    pub(crate) values: Vec<String>,
}

/// An act.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) name: String,
    pub(crate) law: bool,
    pub(crate) authorities: Vec<String>,
}

/// A role, as far as the generators look at it.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) code: String,
    pub(crate) register: String,
    pub(crate) profession: String,
    pub(crate) field: String,
}

/// Everything that a pack knows by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) acts: Vec<Act>,
    pub(crate) roles: Vec<Role>,
    pub(crate) proficiencies: Vec<String>,
    pub(crate) professions: Vec<String>,
    pub(crate) registers: Vec<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) annotations: Vec<String>,
    pub(crate) authorisations: Vec<String>,
    pub(crate) mitigations: Vec<String>,
    pub(crate) sources: Vec<String>,
    /// A blank `delegator` counts as yes.
    pub(crate) delegator_unknown: bool,
}

pub(crate) const AUTHORITIES: [&str; 5] = ["none", "prescription", "psd", "pgd", "protocol"];

/// Criteria with a meaning of their own: name, ordered, values.
const SPECIAL: [(&str, bool, &[&str]); 5] = [
    ("activity_kind", false, &["admin", "equipment", "data", "plan"]),
    ("cognitive", true, &["skill", "rule", "knowledge"]),
    ("problem_solving", true, &["none", "some", "novel"]),
    ("steps_established", true, &["approved", "draft", "absent"]),
    ("training_need", true, &["pack", "certificate", "degree"]),
];

/// Other criteria.
const PLAIN: [(&str, bool, &[&str]); 5] = [
    ("harm", true, &["1", "2", "3", "4"]),
    ("stability", true, &["stable", "changing", "unstable"]),
    ("variety", true, &["low", "high"]),
    ("colour", false, &["red", "green", "blue"]),
    ("zone", false, &["home", "ward"]),
];

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

impl Words {
    pub(crate) fn random(dice: &Dice) -> Self {
        let mut words = Self {
            professions: list(&["nurse", "doctor", "physio"]),
            registers: list(&["REG-A", "REG-B"]),
            fields: list(&["adult", "child"]),
            annotations: list(&["prescriber", "injector"]),
            authorisations: list(&["VACC", "SAMPLE", "IR:op"]),
            mitigations: list(&["plan", "check", "score"]),
            sources: list(&["ACT-1", "GUIDE-2", "LOCAL-3"]),
            delegator_unknown: dice.chance(15),
            ..Self::default()
        };
        words.professions.truncate(dice.within(2, 3));
        words.criteria = criteria(dice);
        words.acts = acts(dice);
        words.proficiencies = match dice.below(6) {
            0 => list(&["basic", "able", "expert"]),
            1 => list(&["taught", "competent"]),
            2 => list(&["competent", "trainer"]),
            _ => list(&["taught", "modelled", "competent", "trainer"]),
        };
        words
    }

    pub(crate) fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.name == name)
    }

    /// The authority words that these acts allow.
    pub(crate) fn authorities(&self, acts: &[String]) -> Vec<&'static str> {
        let mut words = AUTHORITIES.to_vec();
        if acts.is_empty() {
            words.retain(|word| ["none", "protocol"].contains(word));
        }
        for act in self.acts.iter().filter(|act| acts.contains(&act.name)) {
            words.retain(|word| act.authorities.is_empty() || act.authorities.iter().any(|a| a == word));
        }
        words
    }
}

fn criteria(dice: &Dice) -> Vec<Criterion> {
    let mut pool: Vec<(&str, bool, &[&str])> = dice.some(&SPECIAL, 50);
    let mut plain = PLAIN.to_vec();
    dice.shuffle(&mut plain);
    // seldom so many that their values cannot all be looked at
    let wide = dice.chance(5);
    while pool.len() < 3 || wide || (pool.len() < 6 && dice.chance(50)) {
        match plain.pop() {
            Some(criterion) => pool.push(criterion),
            None => break,
        }
    }
    dice.shuffle(&mut pool);
    pool.into_iter()
        .map(|(name, ordered, values)| {
            let mut values = list(values);
            // the first value keeps its place: it is the safest
            while values.len() > 2 && !wide && dice.chance(35) {
                values.remove(dice.within(1, values.len() - 1));
            }
            Criterion { name: name.to_owned(), ordered, values }
        })
        .collect()
}

fn acts(dice: &Dice) -> Vec<Act> {
    let count = dice.within(1, 4);
    let act = |number: usize, dice: &Dice| Act {
        name: format!("act-{number}"),
        law: dice.chance(50),
        authorities: if dice.chance(50) { Vec::new() } else { dice.some_one(&list(&AUTHORITIES), 55) },
    };
    (1..=count).map(|number| act(number, dice)).collect()
}

/// pack.toml.
pub(crate) fn settings(words: &Words, dice: &Dice) -> String {
    let quoted = |list: &[String]| list.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
    let least = if words.proficiencies.contains(&"competent".to_owned()) && dice.chance(60) {
        "competent".to_owned()
    } else {
        dice.word(&words.proficiencies)
    };
    let approved = if dice.chance(50) { ("Board", "2020-01-01") } else { ("", "") };
    format!(
        "name = \"random\"\nversion = \"1\"\ntitle = \"t\"\nnotice = \"n\"\njurisdiction = \"here\"\n\
         applies = [\"here\", \"above\"]\nelsewhere = [\"there\"]\neffective_from = \"2000-01-01\"\n\
         [approval]\napproved_by = \"{}\"\napproved_on = \"{}\"\n[policies]\nunknown_expiry = \"{}\"\n\
         min_proficiency = \"{least}\"\ndelegator_unknown = \"{}\"\n[words]\nprofessions = [{}]\nlisted = [{}]\n\
         registers = [{}]\nfields = [{}]\nannotations = [{}]\nauthorisations = [{}]\nmitigations = [{}]\n",
        approved.0,
        approved.1,
        if dice.chance(50) { "lapsed" } else { "valid" },
        if words.delegator_unknown { "allow" } else { "no" },
        quoted(&words.professions),
        quoted(&dice.some(&words.professions, 60)),
        quoted(&words.registers),
        quoted(&words.fields),
        quoted(&words.annotations),
        quoted(&words.authorisations),
        quoted(&words.mitigations),
    )
}

/// The vocabulary tables but roles.csv.
pub(crate) fn tables(words: &Words, dice: &Dice) -> BTreeMap<&'static str, Sheet> {
    let mut criteria = Sheet::new(&["criterion", "title", "ordered", "values", "because", "source"]);
    for criterion in &words.criteria {
        let ordered = if criterion.ordered { "yes" } else { "no" };
        criteria.push(&[
            ("criterion", criterion.name.clone()),
            ("ordered", ordered.to_owned()),
            ("values", criterion.values.join(";")),
            ("because", "It matters.".to_owned()),
            ("source", dice.word(&words.sources)),
        ]);
    }
    let mut acts = Sheet::new(&["act", "title", "kind", "authorities", "because", "source"]);
    for act in &words.acts {
        acts.push(&[
            ("act", act.name.clone()),
            ("kind", if act.law { "law" } else { "policy" }.to_owned()),
            ("authorities", act.authorities.join("; ")),
            ("because", "It is restricted.".to_owned()),
            ("source", dice.word(&words.sources)),
        ]);
    }
    let mut proficiency = Sheet::new(&["proficiency", "rank", "title", "because", "source"]);
    for (rank, word) in (1..).zip(&words.proficiencies) {
        proficiency.push(&[
            ("proficiency", word.clone()),
            ("rank", rank.to_string()),
            ("because", "So far.".to_owned()),
            ("source", dice.word(&words.sources)),
        ]);
    }
    let columns = ["source", "title", "kind", "jurisdiction", "url", "read_on", "read_whole", "note"];
    let mut sources = Sheet::new(&columns);
    for source in &words.sources {
        sources.push(&[
            ("source", source.clone()),
            ("kind", dice.word(&["law", "national-guidance", "local-policy", "judgement"])),
            ("read_whole", dice.word(&["yes", "partly", "no"])),
        ]);
    }
    BTreeMap::from([
        ("criteria.csv", criteria),
        ("acts.csv", acts),
        ("proficiency.csv", proficiency),
        ("sources.csv", sources),
    ])
}

/// roles.csv, and the roles in `words`.
pub(crate) fn roles(words: &mut Words, dice: &Dice) -> Sheet {
    let mut sheet = Sheet::new(&[
        "role",
        "title",
        "level",
        "register",
        "profession",
        "field",
        "practitioner",
        "delegates",
        "supervisor",
        "routine",
        "supervision",
        "band",
        "because",
        "source",
    ]);
    let kinds = words.criterion("activity_kind").map(|c| c.values.clone()).unwrap_or_default();
    let highest = dice.within(4, 9);
    for number in 0..dice.within(4, 9) {
        let registered = dice.chance(65);
        let role = Role {
            code: format!("{}{number}", dice.word(&["AP", "RN", "HC", "DR"])),
            register: if registered { dice.word(&words.registers) } else { String::new() },
            profession: if dice.chance(if registered { 75 } else { 10 }) {
                dice.word(&words.professions)
            } else {
                String::new()
            },
            field: if dice.chance(20) { dice.word(&words.fields) } else { String::new() },
        };
        let level = if registered { dice.within(3, highest.max(5)) } else { dice.within(1, highest.min(6)) };
        sheet.push(&[
            ("role", role.code.clone()),
            ("title", format!("Role {number}")),
            ("level", level.to_string()),
            ("register", role.register.clone()),
            ("profession", role.profession.clone()),
            ("field", role.field.clone()),
            ("practitioner", if registered { dice.yes(75) } else { "no".to_owned() }),
            ("delegates", dice.yes(45)),
            ("supervisor", if dice.chance(20) { "listed" } else { "any" }.to_owned()),
            ("routine", dice.some(&kinds, 50).join(";")),
            ("supervision", dice.word(&["none", "none", "none", "none", "remote", "indirect", "direct"])),
            ("band", dice.within(2, 9).to_string()),
            ("because", "The ladder says so.".to_owned()),
            ("source", dice.word(&words.sources)),
        ]);
        words.roles.push(role);
    }
    sheet
}
