//! Random rule rows that the checks of a pack accept.

use super::cells::{self, Closed};
use super::day::iso;
use super::dice::Dice;
use super::sheet::Sheet;
use super::words::Words;

pub(crate) const MODES: [&str; 4] = ["none", "remote", "indirect", "direct"];
const PERSON: [&str; 8] = [
    "authority",
    "register",
    "profession",
    "field",
    "annotations",
    "authorisations",
    "practitioner",
    "level",
];
const COMMON: [&str; 7] =
    ["rule", "because", "source", "jurisdiction", "effective_from", "effective_until", "replaces"];
const RELAXING: [&str; 4] = ["relaxes", "approver", "approved_on", "reason"];

/// Cells by column.
pub(crate) type Row<'w> = Vec<(&'w str, String)>;

/// Makes rows.
#[derive(Debug)]
pub(crate) struct Rules<'w> {
    pub(crate) words: &'w Words,
    pub(crate) as_at: i64,
    /// Rows may look at `role`.
    pub(crate) by_role: bool,
    /// Admit rows look at the facts of persons more often.
    pub(crate) picky: bool,
    /// Ids made so far: each differs from every other and from those of another prefix.
    pub(crate) made: usize,
    pub(crate) prefix: &'static str,
}

/// An empty table with every column it may have.
pub(crate) fn table(name: &str, words: &Words) -> Sheet {
    let mut header: Vec<&str> = COMMON.to_vec();
    header.push("acts");
    match name {
        "law" | "policy" => {
            header.extend(["stop", "effect", "delegable", "role"]);
            header.extend(PERSON);
        }
        "governance" => header.extend(["needs", "role", "level", "practitioner", "register"]),
        "supervision" => header.extend(["supervision", "role", "level", "practitioner", "register"]),
        other => header.push(other),
    }
    if !["law", "veto"].contains(&name) {
        header.extend(RELAXING);
    }
    if name != "law" {
        header.extend(words.criteria.iter().map(|criterion| criterion.name.as_str()));
    }
    Sheet::new(&header)
}

impl<'w> Rules<'w> {
    /// A new id. Its letter keeps ids from sorting as they were made.
    pub(crate) fn id(&mut self, dice: &Dice) -> String {
        self.made += 1;
        format!("{}{}{}", self.prefix, dice.word(&["A", "M", "Z"]), self.made)
    }

    /// A row with an id, a reason and a source, always in force.
    pub(crate) fn always(&mut self, dice: &Dice) -> Row<'w> {
        vec![
            ("rule", self.id(dice)),
            ("because", "It is safer, \"so\" to say.".to_owned()),
            ("source", dice.word(&self.words.sources)),
        ]
    }

    /// The same; it may be of another place, not yet begun, or past its end.
    fn dated(&mut self, dice: &Dice) -> Row<'w> {
        let mut row = self.always(dice);
        match dice.below(20) {
            0 => row.push(("jurisdiction", "there".to_owned())),
            1 => row.push(("jurisdiction", "above".to_owned())),
            2 => row.push(("effective_from", iso(self.as_at + 1))),
            3 => row.push(("effective_from", iso(self.as_at))),
            4 | 5 => row.push(("effective_until", iso(self.as_at - 1))),
            6 => row.push(("effective_until", iso(self.as_at))),
            _ => {}
        }
        row
    }

    /// Conditions on some criteria, at least `least` of them.
    fn criteria(&self, row: &mut Row<'w>, least: usize, most: usize, closed: Closed, dice: &Dice) {
        let mut criteria: Vec<_> = self.words.criteria.iter().collect();
        dice.shuffle(&mut criteria);
        for criterion in criteria.into_iter().take(dice.within(least, most)) {
            row.push((&criterion.name, cells::criterion(criterion, closed, dice)));
        }
    }

    fn people(&self, row: &mut Row<'w>, columns: &[&'static str], percent: usize, dice: &Dice) {
        for column in columns.iter().filter(|column| self.by_role || **column != "role") {
            if *column == "authority" {
                if dice.chance(percent) {
                    row.push(("authority", cells::authority(dice)));
                }
            } else if dice.chance(percent) {
                row.push((column, cells::person(column, self.words, dice)));
            }
        }
    }

    /// The rows of a new stop of law or policy: when it binds and who passes.
    pub(crate) fn stop(&mut self, table: &str, name: &str, acts: &[String], dice: &Dice) -> Vec<Row<'w>> {
        let mut rows = Vec::new();
        for _ in 0..dice.within(1, 2) {
            let mut row = self.dated(dice);
            row.extend([("stop", name.to_owned()), ("effect", "stop".to_owned())]);
            row.push(("delegable", dice.word(&["", "", "", "yes", "no", "-"])));
            if table == "law" {
                row.push(("acts", dice.some_one(acts, 40).join(", ")));
            } else if dice.chance(50) {
                row.push(("acts", cells::acts(self.words, dice)));
                self.criteria(&mut row, 0, 1, Closed::Upward, dice);
            } else {
                self.criteria(&mut row, 1, 2, Closed::Upward, dice);
            }
            rows.push(row);
        }
        for _ in 0..dice.within(usize::from(dice.chance(95)), 3) {
            let mut row = self.dated(dice);
            row.extend([("stop", name.to_owned()), ("effect", "admit".to_owned())]);
            row.push(("delegable", dice.word(&["", "", "yes", "no"])));
            self.people(&mut row, &PERSON, 9, dice);
            if self.picky {
                let column = *dice.pick(&["profession", "field", "annotations", "authorisations"]);
                self.people(&mut row, &[column], 100, dice);
            }
            self.people(&mut row, &["role"], 7, dice);
            if table == "policy" {
                self.criteria(&mut row, 0, 1, Closed::Downward, dice);
            }
            rows.push(row);
        }
        rows
    }

    /// A restricting row of a table after policy.
    pub(crate) fn restriction(&mut self, table: &'w str, dice: &Dice) -> Row<'w> {
        let mut row = self.dated(dice);
        self.output(&mut row, table, dice);
        if dice.chance(15) {
            row.push(("acts", cells::acts(self.words, dice)));
        }
        let blank = ["supervision", "governance"].contains(&table) && dice.chance(30);
        let least = usize::from(!blank);
        self.criteria(&mut row, least, 2, Closed::Upward, dice);
        if ["supervision", "governance"].contains(&table) {
            self.people(&mut row, &["role", "level", "practitioner", "register"], 20, dice);
        }
        row
    }

    /// What a row of a table puts out.
    pub(crate) fn output(&self, row: &mut Row<'w>, table: &str, dice: &Dice) {
        let output = match table {
            "veto" => ("veto", dice.word(&["retain", "skill-share"])),
            "floor" => ("floor", dice.word(&[2, 3, 3, 4, 5, 6, 9])),
            "mitigation" => ("mitigation", dice.word(&self.words.mitigations)),
            "supervision" => {
                ("supervision", dice.word(&["none", "remote", "remote", "remote", "indirect", "direct"]))
            }
            _ => ("needs", self.needs(dice)),
        };
        row.push(output);
    }

    fn needs(&self, dice: &Dice) -> String {
        let mut needs = self.words.mitigations.clone();
        needs.push("cti".to_owned());
        let count = dice.within(1, 2);
        dice.shuffle(&mut needs);
        needs.truncate(count);
        needs.join(";")
    }

    /// A row that loosens another of its table.
    pub(crate) fn relaxation(&mut self, name: &str, sheet: &Sheet, row: usize, dice: &Dice) -> Row<'w> {
        let mut relaxing = self.always(dice);
        let until = if dice.chance(85) { self.as_at + 30 } else { self.as_at - 1 };
        relaxing.extend([
            ("relaxes", sheet.get(row, "rule").to_owned()),
            ("approver", "Director of nursing".to_owned()),
            ("approved_on", iso(self.as_at - 100)),
            ("reason", "A pilot".to_owned()),
            ("effective_until", iso(until)),
        ]);
        match name {
            "policy" => relaxing.push(("effect", "lift".to_owned())),
            "floor" => {
                let floor: usize = sheet.get(row, "floor").parse().unwrap();
                relaxing.push(("floor", dice.within(1, floor).to_string()));
            }
            "supervision" => {
                let at = MODES.iter().position(|mode| *mode == sheet.get(row, "supervision")).unwrap();
                relaxing.push(("supervision", MODES[dice.within(0, at)].to_owned()));
            }
            "governance" => {
                let needs: Vec<&str> = sheet.get(row, "needs").split(';').collect();
                relaxing.push(("needs", dice.some(&needs, 40).join(";")));
            }
            _ => {}
        }
        if dice.chance(20) {
            relaxing.push(("acts", cells::acts(self.words, dice)));
        }
        self.criteria(&mut relaxing, 0, 2, Closed::Downward, dice);
        if ["supervision", "governance"].contains(&name) {
            self.people(&mut relaxing, &["role", "level", "practitioner", "register"], 15, dice);
        }
        relaxing
    }
}
