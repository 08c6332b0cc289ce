//! links.csv: how competencies are linked. A refused prerequisite disables its `from`; other refused links prove nothing.

use std::collections::BTreeSet;

use super::competencies::words;
use super::log::{Fate, Log, Problem};
use super::reading::{Layout, Row, Table};
use super::{Ledger, Source};
use crate::model::{
    Catalogue, Code, CodeId, Codes, Finding, FindingCode, Kind, Link, Links, Rank, SheetKind, Words,
};

const LAYOUT: Layout<'_> = Layout {
    required: SheetKind::Links.required(),
    optional: SheetKind::Links.optional(),
    filled: &["from", "kind", "to"],
    key: 0,
    guarded: SheetKind::Links.guarded(),
    silent: &[],
};

/// Reads links.csv; no file, no links. With an open vocabulary the codes that links name become known.
pub fn links(
    source: Option<Source<'_>>,
    catalogue: &Catalogue,
    codes: &mut Codes,
    open: bool,
) -> Result<(Links, Ledger), Vec<Finding>> {
    let Some(source) = source else { return Ok((Links::default(), Ledger::default())) };
    let (table, log) = Table::open(source, &LAYOUT)?;
    if open {
        let named: BTreeSet<&str> = table.rows().flat_map(|row| [row.cell("from"), row.cell("to")]).collect();
        for code in named.into_iter().filter(|code| !code.is_empty()) {
            codes.add(Code { code: code.to_owned(), title: String::new(), refresh_months: None });
        }
    }
    let mut reader = Reader {
        catalogue,
        codes,
        words: words(codes),
        kinds: Words::new([Kind::Covers, Kind::Prerequisite, Kind::SameAs].map(|k| k.word().to_owned())),
        log,
        disabled: BTreeSet::new(),
    };
    let mut list: Vec<Link> = table.rows().filter_map(|row| reader.link(row)).collect();
    for row in table.faulty() {
        reader.disable_all(row);
    }
    list.sort_unstable();
    let disabled = reader.disabled.into_iter().collect();
    Ok((Links { list, disabled }, reader.log.close(&table)))
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    codes: &'c Codes,
    words: Words,
    kinds: Words,
    log: Log,
    disabled: BTreeSet<CodeId>,
}

impl Reader<'_> {
    /// The link of a readable row; refused, it disables its `from` unless it is surely no prerequisite.
    fn link(&mut self, row: Row<'_>) -> Option<Link> {
        let kind = self.kind(row);
        let from = self.code(row, "from");
        let to = self.code(row, "to");
        let from_rank = self.rank(row, "from_proficiency");
        let to_rank = self.rank(row, "to_proficiency");
        if kind == Some(Kind::SameAs) && row.cell("from_proficiency") != row.cell("to_proficiency") {
            let value = format!("{}, {}", row.cell("from_proficiency"), row.cell("to_proficiency"));
            let message = "same-as with different proficiencies";
            let help = "leave both blank, or write `covers`";
            let problem = Problem::new(FindingCode::LinkConflict, &value, message, help);
            self.log.reject(row, "to_proficiency", problem);
        }
        if self.log.is_rejected(row) {
            if let (Some(from), None | Some(Kind::Prerequisite)) = (from, kind) {
                self.disable(row, "from", from);
            }
            return None;
        }
        self.log.settle(Fate::Used);
        Some(Link { kind: kind?, from: from?, to: to?, from_rank, to_rank, line: row.line() })
    }

    fn kind(&mut self, row: Row<'_>) -> Option<Kind> {
        let text = row.cell("kind");
        let kinds = [Kind::Covers, Kind::Prerequisite, Kind::SameAs];
        let kind = kinds.into_iter().find(|kind| kind.word() == text);
        if kind.is_none() && !text.is_empty() {
            let message = "no such kind of link";
            let problem = Problem::word(FindingCode::WordUnknown, text, message, &self.kinds);
            self.log.reject(row, "kind", problem);
        }
        kind
    }

    fn code(&mut self, row: Row<'_>, column: &str) -> Option<CodeId> {
        let text = row.cell(column);
        let code = self.codes.find(text);
        if code.is_none() && !text.is_empty() {
            let message = "no such competency";
            let problem = Problem::word(FindingCode::CompetencyUnknown, text, message, &self.words);
            self.log.reject(row, column, problem);
        }
        code
    }

    fn rank(&mut self, row: Row<'_>, column: &str) -> Option<Rank> {
        let text = row.cell(column);
        let rank = self.catalogue.rank(text);
        if rank.is_none() && !text.is_empty() {
            let message = "the pack does not know this proficiency";
            let words = &self.catalogue.proficiencies;
            self.log.reject(
                row,
                column,
                Problem::word(FindingCode::ProficiencyUnknown, text, message, words),
            );
        }
        rank
    }

    /// A row that cannot be read may have been a prerequisite of any code in it, unless it says otherwise.
    fn disable_all(&mut self, row: Row<'_>) {
        let cells = row.record.cells();
        if cells.clone().any(|cell| cell == Kind::Covers.word() || cell == Kind::SameAs.word()) {
            return;
        }
        let named: BTreeSet<CodeId> = cells.filter_map(|cell| self.codes.find(cell)).collect();
        for code in named {
            self.disable(row, "", code);
        }
    }

    fn disable(&mut self, row: Row<'_>, column: &str, code: CodeId) {
        self.disabled.insert(code);
        let message = "nobody proves this competency: the row may be a prerequisite of it";
        let help = "mend the row";
        let problem = Problem::new(FindingCode::LinkDisables, self.codes.name(code), message, help);
        self.log.find(row, column, problem);
    }
}

#[cfg(test)]
mod tests;
