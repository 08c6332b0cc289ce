//! tasks.csv: what is to be done where, with every fact that is clear and a blank for every one that is not.

use super::cells::{day, entries, thousandths, word};
use super::competencies::words;
use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::requires::{add_named, requires};
use super::{Ledger, Source};
use crate::model::{
    Authority, Catalogue, Codes, Finding, FindingCode, RoleId, Roster, SheetKind, SiteId, Task, Words,
};

const STEPS: &str = "steps_established";

/// Reads tasks.csv. With an open vocabulary the codes that tasks name become known.
pub fn tasks(
    source: Source<'_>,
    catalogue: &Catalogue,
    codes: &mut Codes,
    open: bool,
    roster: &Roster,
) -> Result<(Vec<Task>, Ledger), Vec<Finding>> {
    let criteria = catalogue.criteria.iter().map(|criterion| criterion.name.as_str());
    let optional: Vec<&str> = SheetKind::Tasks.optional().iter().copied().chain(criteria).collect();
    let layout = Layout {
        required: SheetKind::Tasks.required(),
        optional: &optional,
        filled: &["task_id"],
        key: 2,
        guarded: SheetKind::Tasks.guarded(),
        silent: &[],
    };
    let (table, mut log) = Table::open(source, &layout)?;
    for criterion in catalogue.criteria.iter().filter(|criterion| !table.has(&criterion.name)) {
        let message = "the criterion has no column: it is blank for every task";
        let help = "add the column; a task that it decides needs a panel until then";
        let problem = Problem::new(FindingCode::ColumnAbsent, "", message, help);
        log.place(table.place(&criterion.name), problem);
    }
    if open {
        add_named(table.rows().filter(|row| !log.is_rejected(*row)), codes);
    }
    let mut reader = Reader {
        catalogue,
        roster,
        codes,
        code_words: words(codes),
        roles: Words::new(catalogue.roles.iter().map(|role| role.code.clone())),
        sites: Words::new(roster.sites.iter().cloned()),
        authorities: Words::new(["none", "prescription", "psd", "pgd:<id>", "protocol"].map(String::from)),
        log,
    };
    let mut list = Vec::new();
    for row in table.rows() {
        let task = reader.task(row);
        if !reader.log.is_rejected(row) {
            reader.log.settle(Fate::Used);
            list.push(task);
        }
    }
    Ok((list, reader.log.close(&table)))
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    roster: &'c Roster,
    codes: &'c Codes,
    code_words: Words,
    roles: Words,
    sites: Words,
    authorities: Words,
    log: Log,
}

impl Reader<'_> {
    fn task(&mut self, row: Row<'_>) -> Task {
        let instruction_current = self.instruction_current(row);
        let stated = self.criteria(row);
        let facts = self.facts(row, &stated, instruction_current);
        let authority = self.authority(row);
        let acts = self.acts(row);
        let acts = self.without_conflict(row, acts, authority.as_ref());
        let requires = requires(row, self.catalogue, self.codes, &self.code_words, &mut self.log);
        let message = "the pack does not know this profession";
        let profession = word(row.cell("profession"), &self.catalogue.professions, message);
        Task {
            id: row.cell("task_id").to_owned(),
            site: row.cell("site").to_owned(),
            site_id: self.site(row),
            title: row.cell("title").to_owned(),
            line: row.line(),
            requires,
            minutes: self.log.or_blank(row, "minutes", thousandths(row.cell("minutes"))),
            per_week: self.log.or_blank(row, "per_week", thousandths(row.cell("per_week"))),
            done_by: self.done_by(row),
            profession: self.log.or_blank(row, "profession", profession),
            authority,
            acts,
            instruction_current,
            mitigations: self.mitigations(row),
            stated,
            facts,
            panel: None,
        }
    }

    fn site(&mut self, row: Row<'_>) -> Option<SiteId> {
        let text = row.cell("site");
        let found = self.roster.sites.binary_search_by(|site| site.as_str().cmp(text)).ok();
        if found.is_none() {
            let message = "nobody works at this site: the task has no people";
            let problem = Problem::word(FindingCode::SiteUnknown, text, message, &self.sites);
            self.log.find(row, "site", problem);
        }
        found.and_then(|site| u32::try_from(site).ok()).map(SiteId)
    }

    fn done_by(&mut self, row: Row<'_>) -> Option<RoleId> {
        let text = row.cell("done_by");
        let role = self.catalogue.role(text);
        if role.is_none() && !text.is_empty() {
            let message = "the pack does not know this role";
            let problem = Problem::word(FindingCode::RoleUnknown, text, message, &self.roles);
            self.log.find(row, "done_by", problem);
        }
        role
    }

    /// Filled in, and its review day has not passed.
    fn instruction_current(&mut self, row: Row<'_>) -> bool {
        let review = self.log.or_blank(row, "cti_review_on", day(row.cell("cti_review_on")));
        !row.cell("cti").is_empty() && review.is_some_and(|review| self.catalogue.as_at <= review)
    }

    fn criteria(&mut self, row: Row<'_>) -> Vec<Option<u8>> {
        let mut stated = Vec::new();
        for criterion in &self.catalogue.criteria {
            let read = word(row.cell(&criterion.name), &criterion.values, "the criterion has no such value");
            let value = self.log.or_blank(row, &criterion.name, read);
            stated.push(value.and_then(|value| u8::try_from(value).ok()));
        }
        stated
    }

    /// The criteria as they count: without a current instruction the steps are at their riskiest.
    fn facts(&mut self, row: Row<'_>, stated: &[Option<u8>], instruction_current: bool) -> Vec<Option<u8>> {
        let mut facts = stated.to_vec();
        let steps = self.catalogue.criterion(STEPS).filter(|_| !instruction_current);
        let Some((i, criterion)) = steps.and_then(|i| Some((i, self.catalogue.criteria.get(i)?))) else {
            return facts;
        };
        let last = criterion.values.len().checked_sub(1).and_then(|last| u8::try_from(last).ok());
        if let Some(fact) = facts.get_mut(i) {
            if fact.is_some() && *fact != last {
                let riskiest = criterion.values.name(last.map_or(u16::MAX, u16::from));
                let message = format!("there is no current task instruction: read as {riskiest}");
                let help = "fill in cti and a cti_review_on that has not passed, or correct the column";
                let problem = Problem::new(FindingCode::StepsDiffer, row.cell(STEPS), message, help);
                self.log.find(row, STEPS, problem);
            }
            *fact = last;
        }
        facts
    }

    fn authority(&mut self, row: Row<'_>) -> Option<Authority> {
        let text = row.cell("authority");
        let authority = Authority::parse(text);
        if authority.is_none() && !text.is_empty() {
            let message = "no such authority";
            let problem = Problem::word(FindingCode::WordUnknown, text, message, &self.authorities);
            self.log.find(row, "authority", problem);
        }
        authority
    }

    /// The acts as the cell has them; one entry that is not an act makes all of them unknown.
    fn acts(&mut self, row: Row<'_>) -> Option<Vec<u16>> {
        let cell = row.cell("acts");
        match cell {
            "" => return None,
            "none" => return Some(Vec::new()),
            _ => {}
        }
        let mut acts = Vec::new();
        let mut complete = true;
        for entry in entries(cell) {
            let names = &self.catalogue.act_names;
            if let Some(act) = names.find(entry) {
                acts.push(act);
                continue;
            }
            complete = false;
            let problem = if entry == "none" {
                let help = "write `none` alone, or the acts";
                Problem::new(FindingCode::WordUnknown, cell, "`none` beside other acts: read as blank", help)
            } else {
                let message = "the pack does not know this act: the cell is read as blank";
                Problem::word(FindingCode::WordUnknown, entry, message, names)
            };
            self.log.find(row, "acts", problem);
        }
        acts.sort_unstable();
        acts.dedup();
        complete.then_some(acts)
    }

    /// The acts, unless the authority cannot be true of them.
    fn without_conflict(
        &mut self,
        row: Row<'_>,
        acts: Option<Vec<u16>>,
        authority: Option<&Authority>,
    ) -> Option<Vec<u16>> {
        let (acts, authority) = match (acts, authority) {
            (Some(acts), Some(authority)) => (acts, authority),
            (acts, _) => return acts,
        };
        let excluded = |number: &u16| {
            let act = self.catalogue.acts.get(usize::from(*number));
            act.is_none_or(|act| {
                !act.authorities.is_empty() && !act.authorities.iter().any(|a| a.word() == authority.word())
            })
        };
        let excluded: Vec<&str> =
            acts.iter().filter(|n| excluded(n)).map(|n| self.catalogue.act_names.name(*n)).collect();
        let needless = acts.is_empty() && !matches!(authority, Authority::None | Authority::Protocol);
        if !needless && excluded.is_empty() {
            return Some(acts);
        }
        let message = if needless {
            "an authority for no act: the acts are read as blank".to_owned()
        } else {
            format!("not an authority for {}: the acts are read as blank", excluded.join(", "))
        };
        let help = "correct the authority or the acts";
        let problem = Problem::new(FindingCode::AuthorityConflict, row.cell("authority"), message, help);
        self.log.find(row, "authority", problem);
        None
    }

    fn mitigations(&mut self, row: Row<'_>) -> Vec<u16> {
        let known = &self.catalogue.mitigations;
        let mut list = Vec::new();
        for entry in entries(row.cell("mitigations")).filter(|entry| !entry.is_empty()) {
            if let Some(number) = known.find(entry) {
                list.push(number);
                continue;
            }
            let message = "the pack does not know this measure: ignored";
            let problem = Problem::word(FindingCode::MitigationUnknown, entry, message, known);
            self.log.find(row, "mitigations", problem);
        }
        list.sort_unstable();
        list.dedup();
        list
    }
}

#[cfg(test)]
mod tests;
