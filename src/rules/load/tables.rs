//! Rule rows to compiled tables: outputs, role tests and relaxations.

use super::cells::{Axes, has, person_test, role_test, task_cells};
use super::problems::Problems;
use super::rows::split_list;
use super::rules::{Effect, RuleRow};
use crate::model::{Catalogue, Day, FindingCode, Level, Need, Role, RuleId, Stage, Supervision, Veto};
use crate::rules::pack::{PersonTest, Ruled, Ruling, StopRow, Stops};
use crate::table::{Cell, Compiled};

/// What compiling needs besides the rows.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) axes: &'a Axes,
    pub(super) catalogue: &'a Catalogue,
    pub(super) rows: &'a [RuleRow<'a>],
    pub(super) force: &'a [bool],
    pub(super) as_at: Day,
}

impl<'a> Context<'a> {
    fn of(&self, stage: Stage) -> impl Iterator<Item = (RuleId, &'a RuleRow<'a>, bool)> {
        (0u32..)
            .map(RuleId)
            .zip(self.rows)
            .zip(self.force)
            .filter(move |((_, row), _)| row.stage == stage)
            .map(|((id, row), force)| (id, row, *force))
    }

    /// Compiles a stage. Every row is read and checked; only rows in force take part.
    fn table<T>(
        &self,
        stage: Stage,
        problems: &mut Problems,
        output: impl Fn(&RuleRow<'_>, &mut Problems) -> Option<T>,
    ) -> Ruled<T> {
        let mut cells = Vec::new();
        let mut rulings: Vec<(Ruling<T>, &str, &str)> = Vec::new();
        for (rule, row, force) in self.of(stage) {
            let conditions = task_cells(row, self.axes, self.catalogue, problems);
            let roles = match stage {
                Stage::Supervision | Stage::Governance => {
                    role_test(row.row, self.axes, &self.catalogue.roles, true, problems)
                }
                _ => Vec::new(),
            };
            let output = output(row, problems);
            check_relaxing(row, self, problems);
            if let (true, Some(output)) = (force, output) {
                cells.push(conditions);
                let ruling = Ruling { rule, output, roles, relaxes: None, relaxed_by: Vec::new() };
                rulings.push((ruling, row.id, row.relaxes));
            }
        }
        Ruled { compiled: self.compile(cells, problems), rows: link_relaxing(rulings) }
    }

    fn compile(&self, cells: Vec<Vec<Cell>>, problems: &mut Problems) -> Compiled {
        match Compiled::new(self.axes.task(), cells) {
            Ok(compiled) => compiled,
            Err(error) => {
                problems.push(
                    FindingCode::RuleShape,
                    "pack.toml",
                    0,
                    "",
                    "",
                    &error.to_string(),
                    "use fewer rows",
                );
                Compiled::default()
            }
        }
    }
}

/// Positions instead of ids. A relaxing row whose target is not in force has nothing to relax: it takes itself as
/// target, and so never acts.
fn link_relaxing<T>(rulings: Vec<(Ruling<T>, &str, &str)>) -> Vec<Ruling<T>> {
    let ids: Vec<String> = rulings.iter().map(|(_, id, _)| (*id).to_owned()).collect();
    let targets: Vec<Option<usize>> = rulings
        .iter()
        .enumerate()
        .map(|(own, (_, _, relaxes))| {
            (!relaxes.is_empty()).then(|| ids.iter().position(|id| id == relaxes).unwrap_or(own))
        })
        .collect();
    let mut rows: Vec<Ruling<T>> = rulings.into_iter().map(|(ruling, _, _)| ruling).collect();
    for (own, target) in targets.iter().enumerate() {
        if let Some(row) = rows.get_mut(own) {
            row.relaxes = *target;
        }
        if let Some(relaxed) = target.filter(|target| *target != own).and_then(|target| rows.get_mut(target))
        {
            relaxed.relaxed_by.push(own);
        }
    }
    rows
}

/// A loosening names one row, who approved it, when, why, and when it ends (semantics point 22).
fn check_relaxing(row: &RuleRow<'_>, context: &Context<'_>, problems: &mut Problems) {
    let code = FindingCode::RuleRelaxes;
    if row.relaxes.is_empty() {
        if row.effect == Effect::Lift {
            problems.at(
                code,
                row.row.at("relaxes"),
                "",
                "a lift row that names no rule",
                "name the stop row it lifts",
            );
        }
        return;
    }
    for column in ["approver", "reason"] {
        if row.row.text(column).is_empty() {
            problems.at(code, row.row.at(column), "", "a relaxation without it", "fill it in");
        }
    }
    if row.row.day("approved_on", problems).is_none_or(|day| day > context.as_at) {
        let value = row.row.text("approved_on");
        problems.at(
            code,
            row.row.at("approved_on"),
            value,
            "a relaxation not approved yet",
            "write the day of approval",
        );
    }
    if row.until.is_none() {
        problems.at(
            code,
            row.row.at("effective_until"),
            "",
            "a relaxation without an end",
            "write its last day",
        );
    }
    check_target(row, context, problems);
}

/// What is relaxed must be a restricting rule of the same table, and must not be outdone.
fn check_target(row: &RuleRow<'_>, context: &Context<'_>, problems: &mut Problems) {
    let code = FindingCode::RuleRelaxes;
    let target = context.rows.iter().find(|other| other.id == row.relaxes && other.stage == row.stage);
    let fits = target.is_some_and(|other| {
        other.effect == Effect::Restrict && other.relaxes.is_empty() && !std::ptr::eq(other, row)
    });
    if !fits {
        let message = "not a restricting rule of this table";
        problems.at(code, row.row.at("relaxes"), row.relaxes, message, "name the rule it relaxes");
    }
    if row.stage == Stage::Policy && row.effect != Effect::Lift {
        let message = "a policy rule is relaxed by a row with effect lift";
        problems.at(code, row.row.at("effect"), row.row.text("effect"), message, "write lift");
    }
    if let Some(target) = target.filter(|_| fits)
        && stricter(row, target)
    {
        let message = "stricter than the rule it relaxes";
        problems.at(
            code,
            row.row.at("relaxes"),
            row.relaxes,
            message,
            "relax it, or write a rule of its own",
        );
    }
}

/// Whether a relaxing row's output asks for more than the row it relaxes.
fn stricter(row: &RuleRow<'_>, target: &RuleRow<'_>) -> bool {
    let (own, other) = (row.row, target.row);
    match row.stage {
        Stage::Floor => Level::parse(own.text("floor")) > Level::parse(other.text("floor")),
        Stage::Mitigation => !own.text("mitigation").is_empty(),
        Stage::Supervision => {
            Supervision::parse(own.text("supervision")) > Supervision::parse(other.text("supervision"))
        }
        Stage::Governance => {
            let asked = split_list(other.text("needs"));
            split_list(own.text("needs")).iter().any(|need| !asked.contains(need))
        }
        Stage::Law | Stage::Policy | Stage::Veto => false,
    }
}

/// law.csv or policy.csv.
pub(super) fn stops(stage: Stage, context: &Context<'_>, problems: &mut Problems) -> Stops {
    let mut names: Vec<String> =
        context.of(stage).map(|(_, row, _)| row.stop.to_owned()).filter(|stop| !stop.is_empty()).collect();
    names.sort();
    names.dedup();
    let table = context.table(stage, problems, |row, problems| {
        let stop = names.binary_search_by(|name| name.as_str().cmp(row.stop)).unwrap_or(usize::MAX);
        let delegable = match row.row.text("delegable") {
            "" => true,
            _ => row.row.yes_no("delegable", problems).unwrap_or(false),
        };
        Some(match row.effect {
            Effect::Restrict => StopRow::Set { stop, delegable },
            Effect::Lift => StopRow::Lift,
            Effect::Admit => {
                let test = person_test(row.row, context.axes, context.catalogue, problems);
                let posts = posts(&test, &context.catalogue.roles);
                StopRow::Admit { stop, delegable, test: Box::new(test), posts }
            }
        })
    });
    Stops { names, table }
}

/// By role: whether the post can hold what an admit row asks; authorisations and annotations are assumed.
fn posts(test: &PersonTest, roles: &[Role]) -> Vec<bool> {
    roles
        .iter()
        .zip(&test.roles)
        .map(|(role, matches)| {
            let registered = role.register.is_some();
            // a registered post that states no profession or field may hold any
            let can_hold = |cell: &Cell, stated: Option<u16>| {
                if registered { stated.is_none() || has(cell, stated) } else { cell.is_any() }
            };
            *matches
                && has(&test.register, role.register)
                && can_hold(&test.profession, role.profession)
                && can_hold(&test.field, role.field)
                && (registered || test.annotations.is_any())
        })
        .collect()
}

/// veto.csv.
pub(super) fn veto(context: &Context<'_>, problems: &mut Problems) -> Ruled<Veto> {
    context.table(Stage::Veto, problems, |row, problems| {
        let at = row.row.choice("veto", &["retain", "skill-share"], problems)?;
        Some(if at == 0 { Veto::Retain } else { Veto::SkillShare })
    })
}

/// floor.csv.
pub(super) fn floor(context: &Context<'_>, problems: &mut Problems) -> Ruled<Level> {
    context.table(Stage::Floor, problems, |row, problems| {
        let text = row.row.text("floor");
        let level = Level::parse(text);
        if level.is_none() {
            problems.at(FindingCode::RuleCell, row.row.at("floor"), text, "not a level", "use 1 to 9");
        }
        level
    })
}

/// mitigation.csv.
pub(super) fn mitigation(context: &Context<'_>, problems: &mut Problems) -> Ruled<Option<u16>> {
    context.table(Stage::Mitigation, problems, |row, problems| {
        let text = row.row.text("mitigation");
        if text.is_empty() && !row.relaxes.is_empty() {
            return Some(None);
        }
        row.row.one_word("mitigation", text, &context.catalogue.mitigations, problems).map(Some)
    })
}

/// supervision.csv.
pub(super) fn supervision(context: &Context<'_>, problems: &mut Problems) -> Ruled<Supervision> {
    context.table(Stage::Supervision, problems, |row, problems| row.row.supervision("supervision", problems))
}

/// governance.csv.
pub(super) fn governance(context: &Context<'_>, problems: &mut Problems) -> Ruled<Vec<Need>> {
    context.table(Stage::Governance, problems, |row, problems| {
        let mut needs: Vec<Need> = split_list(row.row.text("needs"))
            .iter()
            .filter_map(|word| match word.as_str() {
                "cti" => Some(Need::Instruction),
                other => row
                    .row
                    .one_word("needs", other, &context.catalogue.mitigations, problems)
                    .map(Need::Measure),
            })
            .collect();
        if needs.is_empty() && row.relaxes.is_empty() {
            problems.at(
                FindingCode::RuleCell,
                row.row.at("needs"),
                "",
                "asks for nothing",
                "name `cti` or a measure",
            );
        }
        needs.sort_unstable();
        needs.dedup();
        Some(needs)
    })
}
