//! What applies to the columns of the sheets that one source gives, and the pass that settles the order of its dates.

use std::collections::BTreeMap;

use super::growing::Growing;
use super::layout::{Aside, At, Draft, Problem, Sink};
use super::mapping::apply::{Dictionary, Rule};
use super::mapping::dates::{DateRules, Evidence};
use super::mapping::{Entry, SourceSpec};
use super::twins;
use crate::model::{Finding, Result, SheetKind};

/// By file of the source, sheet and column: what the column shows.
pub(super) type Settled = BTreeMap<(usize, SheetKind, String), Evidence>;

/// What applies, by sheet.
pub(super) struct Rules<'d> {
    pub(super) sheets: BTreeMap<SheetKind, SheetRules<'d>>,
}

/// What applies to the columns of one sheet.
pub(super) struct SheetRules<'d> {
    rules: Vec<Rule<'d>>,
    dates: DateRules,
    /// Orders of dates that columns settled, by file and column.
    orders: Vec<(usize, usize, Evidence)>,
    pub(super) constants: Vec<Constant<'d>>,
    /// Columns whose codes are watched for twins.
    pub(super) twins: Vec<(usize, &'static str)>,
    /// Where the cells of a draft went last.
    places: Vec<usize>,
    /// By column: the file for which their name of it is known.
    named: Vec<Option<usize>>,
}

/// A column that is the same in every row.
pub(super) struct Constant<'d> {
    pub(super) column: usize,
    pub(super) value: &'d str,
    pub(super) unconfirmed: Option<Entry>,
}

impl<'d> Rules<'d> {
    pub(super) fn new(
        dictionary: &'d Dictionary<'d>,
        (number, source): (usize, &'d SourceSpec),
        kinds: impl IntoIterator<Item = SheetKind>,
        sheets: &BTreeMap<SheetKind, Growing>,
        settled: &Settled,
    ) -> Self {
        let of = |kind: SheetKind| {
            let columns = &sheets.get(&kind)?.columns;
            let rule = |column: &String| dictionary.rule((number, source), kind, column);
            let rules: Vec<Rule<'d>> = columns.iter().map(rule).collect();
            let place = |name: &str| columns.iter().position(|column| column == name);
            let constants = source.columns.iter().filter_map(|mapped| {
                let column = place(&mapped.ours)?;
                let unconfirmed = rules.get(column).and_then(Rule::proposed);
                Some(Constant { column, value: mapped.constant.as_deref()?.trim(), unconfirmed })
            });
            let orders = settled.iter().filter(|((_, sheet, _), _)| *sheet == kind);
            let orders = orders.filter_map(|((file, _, name), seen)| Some((*file, place(name)?, *seen)));
            let watched = columns.iter().enumerate();
            Some((
                kind,
                SheetRules {
                    constants: constants.collect(),
                    dates: date_rules(source),
                    orders: orders.collect(),
                    twins: watched.filter_map(|(at, name)| Some((at, twins::kind(name)?))).collect(),
                    places: Vec::new(),
                    named: vec![None; columns.len()],
                    rules,
                },
            ))
        };
        Self { sheets: kinds.into_iter().filter_map(of).collect() }
    }
}

fn date_rules(source: &SourceSpec) -> DateRules {
    DateRules {
        order: source.dates,
        two_digit_years_from: source.two_digit_years_from,
        excel_serials: source.excel_serials.unwrap_or(false),
    }
}

impl<'d> SheetRules<'d> {
    /// Where the cell of this number in a draft stood in the draft before.
    pub(super) fn guess(&self, number: usize) -> usize {
        self.places.get(number).copied().unwrap_or(number)
    }

    pub(super) fn place(&mut self, number: usize, column: usize) {
        if let Some(place) = self.places.get_mut(number) {
            *place = column;
        } else if self.places.len() == number {
            self.places.push(column);
        }
    }

    pub(super) fn has_constant(&self, column: usize) -> bool {
        self.constants.iter().any(|constant| constant.column == column)
    }

    /// Whether their name of a column is not known yet for a file; it is from now on.
    pub(super) fn is_new(&mut self, column: usize, file: usize) -> bool {
        self.named.get_mut(column).is_some_and(|named| named.replace(file) != Some(file))
    }

    /// What applies to a column of a file.
    pub(super) fn of(&self, column: usize, file: usize) -> Option<(&Rule<'d>, DateRules)> {
        let rule = self.rules.get(column)?;
        let mut dates = self.dates;
        if rule.is_day() && dates.order.is_none() {
            let seen = self.orders.iter().find(|(of, at, _)| (*of, *at) == (file, column));
            dates.order = seen.and_then(|(_, _, evidence)| evidence.order());
        }
        Some((rule, dates))
    }
}

/// Whether the order of dates must be settled by the columns: nobody says it, and there are dates.
pub(super) fn must_settle(source: &SourceSpec, sheets: &[(SheetKind, Vec<String>)]) -> bool {
    source.dates.is_none()
        && sheets
            .iter()
            .any(|(kind, columns)| columns.iter().any(|name| kind.days().contains(&name.as_str())))
}

/// Looks at the dates of a source and does nothing else.
#[derive(Debug, Default)]
pub(super) struct Settler {
    pub(super) settled: Settled,
}

impl Sink for Settler {
    fn pass(&mut self, at: At<'_>, drafts: &[Draft<'_>]) -> Result<()> {
        for draft in drafts {
            let days = draft.sheet.days();
            for cell in draft.cells.iter().filter(|cell| days.contains(&cell.ours.as_ref())) {
                let mut seen = Evidence::default();
                seen.see(&cell.value);
                if seen != Evidence::default() {
                    let key = (at.file, draft.sheet, cell.ours.clone().into_owned());
                    self.settled.entry(key).or_default().see(&cell.value);
                }
            }
        }
        Ok(())
    }

    fn set_aside(&mut self, _: At<'_>, _: Aside, _: &'static str) -> Result<()> {
        Ok(())
    }

    fn reject(&mut self, _: At<'_>, _: Problem) -> Result<()> {
        Ok(())
    }

    fn note(&mut self, _: Finding) {}
}
