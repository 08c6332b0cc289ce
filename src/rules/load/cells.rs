//! Cells of rule rows to bitmaps, with the checks that keep every stage monotone.

use super::problems::{At, Problems};
use super::rows::Row;
use super::rules::{Effect, RuleRow};
use crate::model::{Catalogue, FindingCode, Role, RoleId, RoleSet, Stage, Words};
use crate::rules::pack::{AuthorisationTest, PersonTest, has};
use crate::table::{Axis, Cell, parse_cell};

/// The axes of task conditions: acts, authority, then the criteria in the catalogue's order.
#[derive(Debug)]
pub(super) struct Axes {
    pub(super) acts: Axis,
    pub(super) authority: Axis,
    pub(super) criteria: Vec<Axis>,
    registers: Axis,
    professions: Axis,
    fields: Axis,
    annotations: Axis,
    yes_no: Axis,
    levels: Axis,
    roles: Axis,
}

impl Axes {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let words = |list: &Words| Axis::words(list.clone(), false);
        let fixed =
            |list: &[&str], ordered| Axis::words(Words::new(list.iter().map(ToString::to_string)), ordered);
        Self {
            acts: words(&catalogue.act_names),
            authority: Axis::words(super::names::authority_words(), false),
            criteria: catalogue.criteria.iter().map(|c| Axis::words(c.values.clone(), c.ordered)).collect(),
            registers: words(&catalogue.registers),
            professions: words(&catalogue.professions),
            fields: words(&catalogue.fields),
            annotations: words(&catalogue.annotations),
            yes_no: fixed(&["no", "yes"], false),
            levels: fixed(&["1", "2", "3", "4", "5", "6", "7", "8", "9"], true),
            roles: words(&Words::new(catalogue.roles.iter().map(|role| role.code.clone()))),
        }
    }

    /// The axis of a condition column of rule tables.
    pub(super) fn of(&self, column: &str, catalogue: &Catalogue) -> Option<&Axis> {
        Some(match column {
            "acts" => &self.acts,
            "authority" => &self.authority,
            "register" => &self.registers,
            "profession" => &self.professions,
            "field" => &self.fields,
            "annotations" => &self.annotations,
            "practitioner" => &self.yes_no,
            "level" => &self.levels,
            "role" => &self.roles,
            _ => self.criteria.get(catalogue.criterion(column)?)?,
        })
    }

    /// The task axes in column order.
    pub(super) fn task(&self) -> Vec<Axis> {
        let mut axes = vec![self.acts.clone(), self.authority.clone()];
        axes.extend(self.criteria.iter().cloned());
        axes
    }
}

/// One cell over an axis; what cannot be read goes to `problems` and becomes *any* (the pack is then refused).
fn compile(row: Row<'_>, column: &str, axis: &Axis, problems: &mut Problems) -> Cell {
    let any = Cell::any(axis.len());
    let text = row.text(column);
    let compiled = parse_cell(text).and_then(|test| axis.compile(&test));
    match compiled {
        Ok(cell) => {
            if cell.is_empty() && !cell.is_any() {
                let message = "a cell that no value satisfies: the row can never fire";
                problems.at(
                    FindingCode::RuleCell,
                    row.at(column),
                    text,
                    message,
                    "correct the cell or remove the row",
                );
            }
            cell
        }
        Err(error) => {
            let shown = if error.value.is_empty() { text } else { &error.value };
            problems.at(FindingCode::RuleCell, row.at(column), shown, &error.message, &error.help);
            any
        }
    }
}

/// A cell that must be a plain list of words: `not`, comparisons and ranges would let a loss admit somebody.
fn positive(row: Row<'_>, column: &str, axis: &Axis, problems: &mut Problems) -> Cell {
    let cell = compile(row, column, axis, problems);
    if !cell.is_positive_list() {
        let message = "only a list of words may stand here";
        let help = "name the words that count, with commas between";
        problems.at(FindingCode::RuleCell, row.at(column), row.text(column), message, help);
    }
    cell
}

/// The task conditions of a row, one cell an axis.
pub(super) fn task_cells(
    rule: &RuleRow<'_>,
    axes: &Axes,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Vec<Cell> {
    let row = rule.row;
    let admits = rule.effect == Effect::Admit;
    refuse_where(admits, row, &["acts"], "an admit row cannot look at acts", problems);
    let is_stop = rule.stage <= Stage::Policy && !admits;
    refuse_where(
        is_stop,
        row,
        &super::rules::PERSON,
        "only admit rows look at authority or people",
        problems,
    );
    refuse_where(is_stop, row, &["role"], "only admit rows look at authority or people", problems);
    let before = problems.findings.len();
    let mut cells = vec![
        positive(row, "acts", &axes.acts, problems),
        positive(row, "authority", &axes.authority, problems),
    ];
    for (criterion, axis) in catalogue.criteria.iter().zip(&axes.criteria) {
        let cell = compile(row, &criterion.name, axis, problems);
        check_closed(rule, &criterion.name, &cell, criterion.ordered, problems);
        cells.push(cell);
    }
    // a cell that cannot be read counts as any here, and has been told of
    let blank = problems.findings.len() == before && cells.iter().all(Cell::is_any);
    if blank && is_stop && rule.effect == Effect::Restrict {
        let message = "a stop row without a condition";
        let help =
            if rule.stage == Stage::Law { "name the acts that trigger it" } else { "name acts or criteria" };
        problems.at(FindingCode::RuleShape, row.at("acts"), "", message, help);
    }
    cells
}

fn refuse_where(refuse: bool, row: Row<'_>, columns: &[&str], message: &str, problems: &mut Problems) {
    for column in columns.iter().filter(|column| refuse && !row.text(column).is_empty()) {
        problems.at(
            FindingCode::RuleShape,
            row.at(column),
            row.text(column),
            message,
            "leave the cell blank",
        );
    }
}

/// Risk may only add restrictions and only take grants away (semantics point 4).
fn check_closed(rule: &RuleRow<'_>, column: &str, cell: &Cell, ordered: bool, problems: &mut Problems) {
    if !ordered || cell.is_any() {
        return;
    }
    let (closed, message, help) = if rule.loosens() {
        let message = "matches a value without every safer one: more risk could admit more people";
        (cell.is_downward_closed(), message, "use `<= x`, `< x` or the safest value")
    } else {
        let message = "matches a value without every riskier one: more risk could be restricted less";
        (cell.is_upward_closed(), message, "use `>= x`, `> x` or the riskiest value")
    };
    if !closed {
        problems.at(FindingCode::RuleMonotone, rule.row.at(column), rule.row.text(column), message, help);
    }
}

/// The roles that a row's role cells match.
pub(super) fn role_test(
    row: Row<'_>,
    axes: &Axes,
    catalogue: &Catalogue,
    with_register: bool,
    problems: &mut Problems,
) -> RoleSet {
    let role = compile(row, "role", &axes.roles, problems);
    let level = compile(row, "level", &axes.levels, problems);
    let practitioner = compile(row, "practitioner", &axes.yes_no, problems);
    let register = if with_register {
        compile(row, "register", &axes.registers, problems)
    } else {
        Cell::any(axes.registers.len())
    };
    let speaks = |(id, facts): &(RoleId, &Role)| {
        has(&role, Some(id.0))
            && has(&level, Some(u16::from(facts.level.number()) - 1))
            && has(&practitioner, Some(u16::from(facts.practitioner)))
            && has(&register, facts.register)
    };
    catalogue.roles().filter(speaks).map(|(id, _)| id).collect()
}

/// What an admit row asks of a person in a post.
pub(super) fn person_test(
    row: Row<'_>,
    axes: &Axes,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> PersonTest {
    PersonTest {
        roles: role_test(row, axes, catalogue, false, problems),
        register: compile(row, "register", &axes.registers, problems),
        profession: compile(row, "profession", &axes.professions, problems),
        field: compile(row, "field", &axes.fields, problems),
        annotations: positive(row, "annotations", &axes.annotations, problems),
        authorisations: authorisations(row, &catalogue.authorisations, problems),
    }
}

/// `PGD:<id>` means the task's own direction; `PGD:x` that one; other words are the pack's.
fn authorisations(row: Row<'_>, known: &Words, problems: &mut Problems) -> AuthorisationTest {
    let text = row.text("authorisations");
    let mut test = AuthorisationTest { any: text.is_empty(), ..AuthorisationTest::default() };
    for word in text.split(',').map(str::trim).filter(|_| !text.is_empty()) {
        match word.strip_prefix("PGD:") {
            Some("<id>") => test.own_direction = true,
            Some(id) if super::names::is_word(id) => test.directions.push(id.to_owned()),
            _ => test.words.extend(row.one_word("authorisations", word, known, problems)),
        }
    }
    test
}

/// The place of a whole table, for findings.
pub(super) fn table_at(file: &str) -> At<'_> {
    At { file, line: 0, column: "" }
}
