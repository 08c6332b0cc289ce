//! The words that are known before any file is understood: those of the pack, and of the tasks and competencies.

use super::codes::Codes;
use crate::exchange::meaning::Known;
use crate::model::Catalogue;
use crate::sheet::Sheet;

/// What proposals may propose.
#[derive(Debug)]
pub struct Vocabulary<'c> {
    pub(super) catalogue: &'c Catalogue,
    /// Code and title.
    competencies: Vec<(String, String)>,
    /// Sites of the tasks, in the order of their bytes.
    pub(super) sites: Vec<String>,
    /// Ids of people where a staff sheet needs no mapping.
    staff: Vec<String>,
}

impl<'c> Vocabulary<'c> {
    /// The words of a pack alone.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, competencies: Vec::new(), sites: Vec::new(), staff: Vec::new() }
    }

    /// Adds the codes of a competencies sheet with their titles.
    pub fn add_competencies(&mut self, sheet: &Sheet) {
        let (Some(code), Some(title)) = (sheet.column("code"), sheet.column("title")) else { return };
        let rows = sheet.records().iter().filter(|row| row.fault.is_none() && !row.get(code).is_empty());
        self.competencies.extend(rows.map(|row| (row.get(code).to_owned(), row.get(title).to_owned())));
        self.competencies.sort();
        self.competencies.dedup_by(|a, b| a.0 == b.0);
    }

    /// Adds the sites of a tasks sheet.
    pub fn add_tasks(&mut self, sheet: &Sheet) {
        let Some(site) = sheet.column("site") else { return };
        let rows = sheet.records().iter().filter(|row| row.fault.is_none() && !row.get(site).is_empty());
        self.sites.extend(rows.map(|row| row.get(site).to_owned()));
        self.sites.sort();
        self.sites.dedup();
    }

    /// Adds ids of people.
    pub fn add_staff(&mut self, sheet: &Sheet) {
        let Some(id) = sheet.column("staff_id") else { return };
        let rows = sheet.records().iter().filter(|row| row.fault.is_none());
        self.staff.extend(rows.map(|row| row.get(id).to_owned()));
    }

    pub(super) fn codes(&self) -> Codes {
        Codes::new(self.competencies.iter().cloned())
    }

    pub(super) fn known(&self) -> Known {
        let mut known = Known::default();
        let list = |words: &crate::model::Words| words.iter().map(str::to_owned).collect::<Vec<_>>();
        let catalogue = self.catalogue;
        known.add("role", catalogue.roles.iter().map(|role| role.code.clone()));
        known.add("proficiency", list(&catalogue.proficiencies));
        known.add("register", list(&catalogue.registers));
        known.add("profession", list(&catalogue.professions));
        known.add("field", list(&catalogue.fields));
        known.add("status", ["active", "left", "absent"].map(str::to_owned));
        known.add("delegator", ["yes", "no"].map(str::to_owned));
        known.add("kind", ["covers", "prerequisite", "same-as"].map(str::to_owned));
        known.add("competency", self.competencies.iter().map(|(code, _)| code.clone()));
        known.add("site", self.sites.iter().cloned());
        known.add("criterion", catalogue.criteria.iter().map(|criterion| criterion.name.clone()));
        known.add("staff_id", self.staff.iter().cloned());
        known
    }
}
