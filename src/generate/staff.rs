//! staff.csv: a row for each assignment.

use super::draw::{Draw, Stream};
use super::people::Person;
use super::plan::{Plan, Rows};
use crate::model::Role;

/// The assignments, by row number.
#[derive(Debug)]
pub(super) struct Staff<'a> {
    plan: &'a Plan<'a>,
}

/// What a person's rows say of the person; the same on every row of theirs.
struct Shown<'a> {
    register: &'a str,
    profession: &'a str,
    field: &'a str,
}

impl<'a> Staff<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        Self { plan }
    }

    /// The post's register, profession and field; a few rows do not show one of them.
    fn shown(&self, role: Option<&Role>, draw: &mut Draw) -> Shown<'a> {
        let catalogue = self.plan.catalogue;
        let blank = draw.below(150);
        let name = |which: u64, words: &'a crate::model::Words, number: Option<u16>| match number {
            Some(number) if blank != which => words.name(number),
            _ => "",
        };
        Shown {
            register: name(0, &catalogue.registers, role.and_then(|role| role.register)),
            profession: name(1, &catalogue.professions, role.and_then(|role| role.profession)),
            field: name(2, &catalogue.fields, role.and_then(|role| role.field)),
        }
    }

    fn annotations(&self, role: Option<&Role>, draw: &mut Draw, out: &mut Vec<u8>) {
        let words = &self.plan.catalogue.annotations;
        let senior = role.is_some_and(|role| role.practitioner && role.level.number() >= 6);
        if senior && !words.is_empty() && draw.chance(180) {
            // the first is held far more often than the rest
            let at = draw.place(words.len()).min(draw.place(words.len()));
            out.extend(words.iter().nth(at).unwrap_or_default().bytes());
            self.last_day(draw, out);
        }
    }

    fn authorisations(&self, role: Option<&Role>, draw: &mut Draw, out: &mut Vec<u8>) {
        let words = &self.plan.catalogue.authorisations;
        let share = if role.is_some_and(|role| role.register.is_some()) { 300 } else { 80 };
        if !draw.chance(share) {
            return;
        }
        for entry in 0..=draw.below(3) {
            if entry > 0 {
                out.push(b';');
            }
            if words.is_empty() || (role.is_some_and(|role| role.register.is_some()) && draw.chance(500)) {
                out.extend_from_slice(b"PGD:");
                out.extend_from_slice(&Plan::direction(draw));
            } else {
                out.extend(words.iter().nth(draw.place(words.len())).unwrap_or_default().bytes());
            }
            self.last_day(draw, out);
        }
    }

    /// `@` and the last day: most to come, some past.
    fn last_day(&self, draw: &mut Draw, out: &mut Vec<u8>) {
        out.push(b'@');
        let days = draw.place(900);
        let day =
            if draw.chance(90) { self.plan.calendar.ago(days + 1) } else { self.plan.calendar.ahead(days) };
        out.extend_from_slice(day);
    }
}

impl Rows for Staff<'_> {
    fn header(&self) -> Vec<u8> {
        b"staff_id,role,site,wte,register,profession,field,annotations,authorisations,delegator,status"
            .to_vec()
    }

    fn number(&self) -> u64 {
        self.plan.people.rows()
    }

    fn row(&mut self, row: u64, out: &mut Vec<u8>) {
        let people = &self.plan.people;
        let (number, second) = people.of_row(row);
        let first: Person = people.person(number);
        let (role, site) = if second { people.second(number, &first) } else { (first.role, first.site) };
        let post = self.plan.catalogue.roles.get(role);
        let own = self.plan.catalogue.roles.get(first.role);
        let mut draw = Draw::at(self.plan.seed, Stream::Staff, number);
        out.extend_from_slice(&self.plan.staff_id(number));
        out.push(b',');
        out.extend(post.map_or("", |role| &role.code).bytes());
        out.push(b',');
        out.extend_from_slice(self.plan.site(site));
        out.push(b',');
        let part = ["1.0", "1.0", "1.0", "1.0", "1.0", "0.9", "0.8", "0.8", "0.6", "0.5", "0.4"];
        let part = draw.one(&part).copied().unwrap_or("1.0");
        out.extend(if people.has_second(number) { "0.5" } else { part }.bytes());
        let shown = self.shown(own, &mut draw);
        for cell in [shown.register, shown.profession, shown.field] {
            out.push(b',');
            out.extend(cell.bytes());
        }
        out.push(b',');
        self.annotations(own, &mut draw, out);
        out.push(b',');
        self.authorisations(own, &mut draw, out);
        let trained = own.is_some_and(|role| role.practitioner || role.delegates);
        let delegator = match (trained, draw.below(100)) {
            (true, 0..64) | (false, 0..2) => ",yes",
            (true, 64..92) | (false, 2..85) => ",no",
            _ => ",",
        };
        out.extend(delegator.bytes());
        let status = match draw.below(1_000) {
            0..30 => ",left",
            30..45 => ",absent",
            _ => ",active",
        };
        out.extend(status.bytes());
    }
}
