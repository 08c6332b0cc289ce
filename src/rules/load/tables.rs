//! Rule rows to compiled tables: outputs, role tests and relaxations.

use super::cells::{Axes, person_test, role_test, task_cells};
use super::problems::Problems;
use super::rows::split_list;
use super::rules::{Effect, RuleRow};
use crate::model::{
    Catalogue, Day, FindingCode, Level, Need, Role, RoleId, RoleSet, RuleId, Stage, StopId, Supervision, Veto,
};
use crate::rules::pack::{Does, PersonTest, Row, has};
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
    fn table(
        &self,
        stage: Stage,
        problems: &mut Problems,
        does: impl Fn(&RuleRow<'_>, &mut Problems) -> Option<Does>,
    ) -> Vec<Compiling<'a>> {
        let mut list = Vec::new();
        for (rule, row, force) in self.of(stage) {
            let cells = task_cells(row, self.axes, self.catalogue, problems);
            let roles = match stage {
                Stage::Supervision | Stage::Governance => {
                    role_test(row.row, self.axes, self.catalogue, true, problems)
                }
                _ => RoleSet::default(),
            };
            let does = does(row, problems);
            check_relaxing(row, self, problems);
            if let (true, Some(does)) = (force, does) {
                let roles =
                    if let Does::Admit { test, .. } = &does { posts(test, self.catalogue) } else { roles };
                let relaxes = !row.relaxes.is_empty();
                let ruling = Row { rule, stage, does, roles, relaxes, relaxed_by: Vec::new() };
                list.push(Compiling { id: row.id, relaxes: row.relaxes, cells, row: ruling });
            }
        }
        list
    }
}

/// A row on its way.
struct Compiling<'a> {
    id: &'a str,
    relaxes: &'a str,
    cells: Vec<Cell>,
    row: Row,
}

/// All tables as one, in the order of rules.
pub(super) fn compile(context: &Context<'_>, problems: &mut Problems) -> (Compiled, Vec<Row>) {
    let mut list = stops(Stage::Law, context, problems);
    list.extend(stops(Stage::Policy, context, problems));
    list.extend(veto(context, problems));
    list.extend(floor(context, problems));
    list.extend(mitigation(context, problems));
    list.extend(supervision(context, problems));
    list.extend(governance(context, problems));
    link_relaxing(&mut list);
    let (cells, rows) = list.into_iter().map(|one| (one.cells, one.row)).unzip();
    let table = Compiled::new(context.axes.task(), cells).unwrap_or_else(|error| {
        let (code, help) = (FindingCode::RuleShape, "use fewer rows");
        problems.push(code, "pack.toml", 0, "", "", &error.to_string(), help);
        Compiled::default()
    });
    (table, rows)
}

/// Positions instead of ids. A relaxing row whose target is not in force has nothing to relax, and so never acts.
fn link_relaxing(list: &mut [Compiling<'_>]) {
    let relaxing = list.iter().enumerate().filter(|(_, one)| !one.relaxes.is_empty());
    let relaxing: Vec<(usize, &str)> = relaxing.map(|(number, one)| (number, one.relaxes)).collect();
    for (number, relaxes) in relaxing {
        if let Some(relaxed) = list.iter_mut().find(|one| one.id == relaxes) {
            relaxed.row.relaxed_by.push(number);
        }
    }
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
fn stops<'a>(stage: Stage, context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
    context.table(stage, problems, |row, problems| {
        let delegable = match row.row.text("delegable") {
            "" => true,
            _ => row.row.yes_no("delegable", problems).unwrap_or(false),
        };
        if row.effect == Effect::Lift {
            return Some(Does::Lift);
        }
        let stop = context.catalogue.stops.find(row.stop).map(StopId);
        // a blank name has been told of
        if stop.is_none() && !row.stop.is_empty() {
            let at = row.row.at("stop");
            problems.at(FindingCode::RuleShape, at, row.stop, "one stop too many", "use fewer stops");
        }
        let stop = stop?;
        Some(if row.effect == Effect::Admit {
            let test = Box::new(person_test(row.row, context.axes, context.catalogue, problems));
            Does::Admit { stop, delegable, test }
        } else {
            Does::Stop { stop, delegable }
        })
    })
}

/// The roles whose post can hold what an admit row asks; authorisations and annotations are assumed.
fn posts(test: &PersonTest, catalogue: &Catalogue) -> RoleSet {
    let can = |(id, role): &(RoleId, &Role)| {
        let registered = role.register.is_some();
        // a registered post that states no profession or field may hold any
        let can_hold = |cell: &Cell, stated: Option<u16>| {
            if registered { stated.is_none() || has(cell, stated) } else { cell.is_any() }
        };
        test.roles.contains(*id)
            && has(&test.register, role.register)
            && can_hold(&test.profession, role.profession)
            && can_hold(&test.field, role.field)
            && (registered || test.annotations.is_any())
    };
    catalogue.roles().filter(can).map(|(id, _)| id).collect()
}

/// veto.csv.
fn veto<'a>(context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
    context.table(Stage::Veto, problems, |row, problems| {
        let at = row.row.choice("veto", &["retain", "skill-share"], problems)?;
        Some(Does::Veto(if at == 0 { Veto::Retain } else { Veto::SkillShare }))
    })
}

/// floor.csv.
fn floor<'a>(context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
    context.table(Stage::Floor, problems, |row, problems| {
        let text = row.row.text("floor");
        let level = Level::parse(text);
        if level.is_none() {
            problems.at(FindingCode::RuleCell, row.row.at("floor"), text, "not a level", "use 1 to 9");
        }
        level.map(Does::Floor)
    })
}

/// mitigation.csv.
fn mitigation<'a>(context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
    context.table(Stage::Mitigation, problems, |row, problems| {
        let text = row.row.text("mitigation");
        if text.is_empty() && !row.relaxes.is_empty() {
            return Some(Does::Mitigation(None));
        }
        let word = row.row.one_word("mitigation", text, &context.catalogue.mitigations, problems)?;
        Some(Does::Mitigation(Some(word)))
    })
}

/// supervision.csv.
fn supervision<'a>(context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
    context.table(Stage::Supervision, problems, |row, problems| {
        row.row.supervision("supervision", problems).map(Does::Supervision)
    })
}

/// governance.csv.
fn governance<'a>(context: &Context<'a>, problems: &mut Problems) -> Vec<Compiling<'a>> {
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
        Some(Does::Governance(needs))
    })
}
