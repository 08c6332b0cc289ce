//! Takes what a layout makes of rows: every cell in our words, every row its one fate, every fault its finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fates::{Fates, Refused, refuse};
use super::growing::{Growing, unannounced};
use super::layout::{Aside, At, Draft, DraftCell, Problem, Sink};
use super::mapping::Entry;
use super::mapping::apply::Said;
use super::rules::Rules;
use super::twins::Twins;
use crate::model::{Finding, FindingCode, Place, Result, SheetKind};

/// Problems of sheets that must be whole, of which so many are listed.
const LISTED: usize = 1_000;

/// What is noted while sources are read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) findings: Vec<Finding>,
    pub(super) twins: Twins,
    /// By entry that nobody confirmed: rows that rest on it.
    pub(super) unconfirmed: BTreeMap<Entry, u64>,
    /// By file and reason: rows set aside.
    pub(super) asides: BTreeMap<(usize, &'static str), u64>,
    /// What makes sheets unusable of which no row may be lost.
    pub(super) fatal: Vec<Finding>,
}

/// What became of the rows of one file.
#[derive(Debug, Default)]
pub(super) struct FileState {
    pub(super) fates: Fates,
    pub(super) refused: Refused,
}

/// Takes the rows of one source.
pub(super) struct Taker<'t, 'd> {
    pub(super) rules: Rules<'d>,
    /// The number of the source's first file among all.
    pub(super) first: usize,
    /// Names of all files.
    pub(super) names: &'t [Arc<str>],
    pub(super) sheets: &'t mut BTreeMap<SheetKind, Growing>,
    pub(super) notes: &'t mut Notes,
    pub(super) files: &'t mut [FileState],
    /// Of the row at hand.
    pub(super) row: RowNotes,
}

/// What is noted of one row before its fate is known.
#[derive(Debug, Default)]
pub(super) struct RowNotes {
    findings: Vec<Finding>,
    entries: Vec<Entry>,
    codes: Vec<FindingCode>,
    fatal: Vec<Finding>,
}

/// Whether a sheet can lose a row or cell without loosening anything: of links, competencies and panel decisions a lost
/// one may be the one that restricts.
fn must_be_whole(kind: SheetKind) -> bool {
    matches!(kind, SheetKind::Competencies | SheetKind::Links | SheetKind::Panel)
}

impl Taker<'_, '_> {
    fn place(&self, at: At<'_>, column: &str) -> Place {
        let file = self.names.get(self.first + at.file).map_or_else(|| "".into(), Arc::clone);
        Place { file, line: at.row.line, column: column.to_owned() }
    }

    fn state(&mut self, at: At<'_>) -> Option<&mut FileState> {
        self.files.get_mut(self.first + at.file)
    }

    /// Fills the row of the draft's sheet; says whether the draft is in scope.
    fn fill(&mut self, at: At<'_>, draft: &Draft<'_>) -> Result<bool> {
        let kind = draft.sheet;
        let nameless = draft.cells.first().map_or("", |cell| &cell.ours);
        self.sheets.get_mut(&kind).ok_or_else(|| unannounced(kind, nameless))?.begin();
        self.constants(kind);
        let mut in_scope = true;
        for (number, cell) in draft.cells.iter().enumerate() {
            in_scope &= self.cell(at, kind, (number, cell))?;
        }
        Ok(in_scope)
    }

    /// Fills in the constants of the mapping, which hold for every row.
    fn constants(&mut self, kind: SheetKind) {
        let (Some(sheet), Some(rules)) = (self.sheets.get_mut(&kind), self.rules.sheets.get(&kind)) else {
            return;
        };
        for constant in &rules.constants {
            match constant.unconfirmed {
                None => sheet.fill(constant.column, constant.value),
                Some(entry) => self.row.entries.push(entry),
            }
        }
    }

    fn cell(&mut self, at: At<'_>, kind: SheetKind, (number, cell): (usize, &DraftCell<'_>)) -> Result<bool> {
        let unknown = || unannounced(kind, &cell.ours);
        let sheet = self.sheets.get_mut(&kind).ok_or_else(unknown)?;
        let rules = self.rules.sheets.get_mut(&kind).ok_or_else(unknown)?;
        let column = sheet.position(&cell.ours, rules.guess(number)).ok_or_else(unknown)?;
        rules.place(number, column);
        if rules.has_constant(column) {
            return Ok(true);
        }
        let file = self.first + at.file;
        if rules.is_new(column, file) {
            sheet.origins.name(file, &cell.ours, &cell.theirs);
        }
        let Some((rule, dates)) = rules.of(column, at.file) else { return Err(unknown()) };
        let (code, message, help) = match rule.apply(&cell.value, dates) {
            Said::Cell(said) => {
                sheet.fill(column, &said);
                return Ok(true);
            }
            Said::LeaveOut if matches!(kind, SheetKind::Links | SheetKind::Panel) => (
                FindingCode::MappingFile,
                "a word that leaves its row out stands in a sheet of which every row counts",
                "give the word a word of ours, or remove the row",
            ),
            Said::LeaveOut => return Ok(false),
            Said::Unconfirmed(entry) => {
                self.row.entries.push(entry);
                if !must_be_whole(kind) {
                    return Ok(true);
                }
                (
                    FindingCode::MappingUnconfirmed,
                    "this rests on a proposal that nobody has confirmed, in a sheet of which every row counts",
                    "look at its evidence, then write `confirmed = true`",
                )
            }
            Said::Fault(fault) => fault,
        };
        let finding = Finding::new(code, self.place(at, &cell.theirs), cell.value.as_ref(), message, help);
        if must_be_whole(kind) { &mut self.row.fatal } else { &mut self.row.findings }.push(finding);
        if matches!(kind, SheetKind::Staff | SheetKind::Holdings) {
            self.row.codes.push(code);
        }
        Ok(true)
    }

    /// Takes over what was noted of a row, but for findings if it is out of scope.
    fn settle(&mut self, at: At<'_>, in_scope: bool, strict: bool) -> bool {
        let RowNotes { findings, entries, codes, fatal } = &mut self.row;
        if in_scope {
            for entry in entries.iter() {
                *self.notes.unconfirmed.entry(*entry).or_default() += 1;
            }
            if strict && !entries.is_empty() {
                codes.push(FindingCode::MappingUnconfirmed);
            }
            self.notes.findings.append(findings);
            self.notes.fatal.extend(fatal.drain(..).take(LISTED.saturating_sub(self.notes.fatal.len())));
        }
        let codes = std::mem::take(codes);
        self.row = RowNotes::default();
        let refused = in_scope && !codes.is_empty();
        let Some(state) = self.state(at) else { return false };
        match (in_scope, refused) {
            (false, _) => state.fates.out_of_scope += 1,
            (true, true) => {
                state.fates.rejected += 1;
                refuse(&mut state.refused, at.row.line, codes);
            }
            (true, false) => state.fates.passed += 1,
        }
        if !in_scope {
            *self
                .notes
                .asides
                .entry((self.first + at.file, "a word that the mapping leaves out"))
                .or_default() += 1;
        }
        in_scope && !refused
    }

    /// Ends the row of a sheet.
    fn end(&mut self, at: At<'_>, kind: SheetKind) -> Result<()> {
        let file = self.first + at.file;
        let Some(sheet) = self.sheets.get_mut(&kind) else { return Ok(()) };
        if let Some(rules) = self.rules.sheets.get(&kind) {
            for (column, twin) in &rules.twins {
                let name = || self.names.get(file).map_or_else(|| "".into(), Arc::clone);
                let place = || Place { file: name(), line: at.row.line, column: String::new() };
                self.notes.twins.see(twin, sheet.cell(*column), place);
            }
        }
        sheet.end(file, at.row.line)
    }
}

impl Sink for Taker<'_, '_> {
    fn pass(&mut self, at: At<'_>, drafts: &[Draft<'_>]) -> Result<()> {
        let strict = drafts.iter().any(|draft| matches!(draft.sheet, SheetKind::Staff | SheetKind::Holdings));
        if let [draft] = drafts {
            let in_scope = self.fill(at, draft)?;
            return if self.settle(at, in_scope, strict) { self.end(at, draft.sheet) } else { Ok(()) };
        }
        // all drafts of a row share its fate, so all are looked at before any is written
        let mut kept = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if self.fill(at, draft)? {
                kept.push(draft);
            }
        }
        if self.settle(at, !kept.is_empty(), strict) {
            for draft in kept {
                self.fill(at, draft)?;
                self.row = RowNotes::default();
                self.end(at, draft.sheet)?;
            }
        }
        Ok(())
    }

    fn set_aside(&mut self, at: At<'_>, aside: Aside, why: &'static str) -> Result<()> {
        *self.notes.asides.entry((self.first + at.file, why)).or_default() += 1;
        if let Some(state) = self.state(at) {
            state.fates.aside(aside);
        }
        Ok(())
    }

    fn reject(&mut self, at: At<'_>, problem: Problem) -> Result<()> {
        let Problem { code, column, value, message, help } = problem;
        let finding = Finding::new(code, self.place(at, &column), value, message, help);
        if self.rules.sheets.keys().any(|kind| must_be_whole(*kind)) {
            self.notes.fatal.push(finding);
        } else {
            self.notes.findings.push(finding);
        }
        if let Some(state) = self.state(at) {
            state.fates.rejected += 1;
            refuse(&mut state.refused, at.row.line, [code]);
        }
        Ok(())
    }

    fn note(&mut self, finding: Finding) {
        self.notes.findings.push(finding);
    }
}
