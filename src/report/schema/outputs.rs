//! The tables that are written.

use super::{Field, Holds, Link, TableShape, field, filled, list, word};
use crate::model::{Catalogue, FindingCode, Outcome, Severity, Status, Verdict};
use crate::report::{CAUSES, Change, Effect, HowFar};

/// A level, or what stands in its place; a range where blanks leave it open.
const FLOOR: &str = r"([1-9]|needs-panel|restricted)(\.\.([1-9]|needs-panel|restricted))?";

const FLOOR_SAYS: &str = "level, `needs-panel` or `restricted`; or a range `3..5`";

/// Which task of tasks.csv a row is about.
pub(super) const TASK: &[Link] =
    &[Link { columns: &["task_id", "site"], table: "tasks", there: &["task_id", "site"] }];

pub(super) fn tables(catalogue: &Catalogue) -> Vec<TableShape> {
    let table = |name, says, key, links, fields| TableShape { name, written: true, says, key, links, fields };
    vec![
        table(
            "matches",
            "The answer for a task, in the order of tasks.csv.",
            &["task_id", "site"],
            TASK,
            matches(catalogue),
        ),
        table(
            "rungs",
            "One level of the ladder for a task, from 1 up (`--rungs`).",
            &["task_id", "site", "level"],
            TASK,
            rungs(),
        ),
        table("findings", "Something wrong or notable in an input or the pack.", &[], &[], findings()),
        table(
            "sensitivity",
            "A step of one criterion that changes an answer (`--sensitivity`).",
            &["task_id", "site", "criterion", "to"],
            TASK,
            sensitivity(catalogue),
        ),
        table(
            "changes",
            "A task that is not as it was in an earlier run, the worst first (`diff --out`).",
            &["task_id", "site"],
            &[],
            changes(),
        ),
        table(
            "causes",
            "Something that is not the same in both runs and changed a task (`diff --out`).",
            &[],
            &[],
            causes(),
        ),
    ]
}

pub(super) fn level() -> Holds {
    Holds::Whole(1, Some(9))
}

pub(super) fn statuses() -> Holds {
    word(Status::ALL.iter().map(|status| status.word()))
}

fn requirements() -> Holds {
    list(Holds::Form("[^;:]+:[^;:]+", "`CODE:proficiency`"))
}

fn matches(catalogue: &Catalogue) -> Vec<Field> {
    let roles = || list(word(catalogue.roles.iter().map(|role| role.code.as_str())));
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled("status", statuses(), "The first of these that applies."),
        field(
            "outcomes",
            list(word(Outcome::ALL.iter().map(|outcome| outcome.word()))),
            "What the rules allow it to be called; they overlap. Blank: the rules do not decide.",
        ),
        filled(
            "floor",
            Holds::Form(FLOOR, FLOOR_SAYS),
            "The lowest level that the rules alone permit; a range where blanks leave it open.",
        ),
        field("level", level(), "The lowest safe level. Blank unless placed."),
        field("roles", roles(), "The roles that are safe there. Blank unless placed."),
        field(
            "supervision",
            list(Holds::Form("[^;:]+:(none|remote|indirect|direct)", "`ROLE:mode`")),
            "The supervision that each of these roles needs.",
        ),
        field(
            "able",
            Holds::Whole(0, None),
            "People who may do it there, supervised where needed. Blank unless placed.",
        ),
        field(
            "able_by_level",
            list(Holds::Form(r"[1-9]:\d+", "`level:people`")),
            "The same at every level; levels without any are left out.",
        ),
        field("examples", list(Holds::Text), "The first five of these people at the level, by staff_id."),
        field(
            "because",
            list(Holds::Text),
            "Ids of the rules that made the answer, and what a panel must settle.",
        ),
        field(
            "lower",
            Holds::Text,
            "The next level down and what stops it there: `3: F30@*`. Blank: there is none.",
        ),
        field("gap", requirements(), "All that the nearest person lacks."),
        field(
            "nearest",
            Holds::Text,
            "The admitted person who lacks fewest requirements, then of the lowest level.",
        ),
        filled("pack", Holds::Text, "The rules: name@version#hash."),
    ]
}

fn rungs() -> Vec<Field> {
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled("level", level(), "The Career Framework level."),
        filled("verdict", word(Verdict::ALL.iter().map(|verdict| verdict.word())), "Where the level stands."),
        filled(
            "able",
            Holds::Whole(0, None),
            "People able at this level in a safe role, supervised where needed.",
        ),
        field(
            "reasons",
            list(Holds::Text),
            "What stops which role, `REASON@ROLE`; `panel` first where a panel's decision was used.",
        ),
        field("gap", requirements(), "What the nearest person at this level lacks."),
    ]
}

fn findings() -> Vec<Field> {
    let severities = [Severity::Note, Severity::Warning, Severity::Error];
    vec![
        filled(
            "code",
            word(FindingCode::ALL.iter().map(|code| code.word())),
            "What kind; stable, to filter on.",
        ),
        filled(
            "severity",
            word(severities.iter().map(|severity| severity.word())),
            "error: a row or value was refused. warning: read in the strict direction. note: good to know.",
        ),
        field("file", Holds::Text, "The file, as it was named."),
        field("line", Holds::Whole(1, None), "Its line, the header being 1. Blank: the whole file."),
        field("column", Holds::Text, "The column."),
        field("value", Holds::Text, "The cell. May be personal."),
        filled("message", Holds::Text, "What is wrong."),
        field("help", Holds::Text, "How to mend it."),
    ]
}

fn sensitivity(catalogue: &Catalogue) -> Vec<Field> {
    let criteria = || word(catalogue.criteria.iter().map(|criterion| criterion.name.as_str()));
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled("criterion", criteria(), "The criterion that is moved."),
        filled("from", Holds::Text, "The value that counts."),
        filled("to", Holds::Text, "The value beside it."),
        filled("direction", word(["safer", "riskier", "other"]), "other: the criterion has no order."),
        filled("changes", list(word(["status", "level", "floor"])), "What would be another."),
        filled("status_before", statuses(), "As it is."),
        filled("status_after", statuses(), "As it would be."),
        field("level_before", level(), "As it is. Blank unless placed."),
        field("level_after", level(), "As it would be. Blank unless placed."),
        filled("floor_before", Holds::Form(FLOOR, FLOOR_SAYS), "As it is."),
        filled("floor_after", Holds::Form(FLOOR, FLOOR_SAYS), "As it would be."),
        field(
            "because",
            list(Holds::Text),
            "Rules that fire after the step and not before, and the reverse.",
        ),
        field("panel", word(["set-aside"]), "set-aside: a panel's decision was left out on both sides."),
    ]
}

fn changes() -> Vec<Field> {
    let roles = || list(Holds::Text);
    let modes = || list(Holds::Form("[^;:]+:(none|remote|indirect|direct)", "`ROLE:mode`"));
    let able = || Holds::Whole(0, None);
    let by_level = || list(Holds::Form(r"[1-9]:\d+", "`level:people`"));
    let floor = || Holds::Form(FLOOR, FLOOR_SAYS);
    let (was, is) = ("In the old run. Blank: it came.", "In the new run. Blank: it went.");
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled(
            "change",
            word(Change::ALL.iter().map(|change| change.word())),
            "Which way it changed, the first of these that applies.",
        ),
        field("status_from", statuses(), was),
        field("status_to", statuses(), is),
        field("floor_from", floor(), was),
        field("floor_to", floor(), is),
        field("level_from", level(), "In the old run. Blank unless placed."),
        field("level_to", level(), "In the new run. Blank unless placed."),
        field("roles_from", roles(), "In the old run. Blank unless placed."),
        field("roles_to", roles(), "In the new run. Blank unless placed."),
        field("supervision_from", modes(), "In the old run."),
        field("supervision_to", modes(), "In the new run."),
        field("able_from", able(), "In the old run. Blank unless placed."),
        field("able_to", able(), "In the new run. Blank unless placed."),
        field("able_by_level_from", by_level(), "In the old run."),
        field("able_by_level_to", by_level(), "In the new run."),
        filled(
            "explained",
            word(HowFar::ALL.iter().map(|far| far.word())),
            "by-causes: the causes bring the old answer back; by-kinds: all differences of their kinds do.",
        ),
        field(
            "causes",
            list(Holds::Form(r"[a-z-]+:\d+", "`kind:causes`")),
            "How many causes of each kind; those against the change are left out.",
        ),
    ]
}

fn causes() -> Vec<Field> {
    let undone = "With this cause undone in the new run.";
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled(
            "cause",
            Holds::Whole(1, None),
            "Its number among those of the task. Rows of one number are undone together.",
        ),
        filled("kind", word(CAUSES.iter().map(|(kind, _)| *kind)), "What kind of thing it is."),
        field("what", Holds::Text, "What happened. May be personal."),
        field("staff_id", Holds::Text, "The person. Personal."),
        field("file", Holds::Text, "The file of its row: of the new run, or of the old where it is gone."),
        field("line", Holds::Whole(1, None), "Its line. Blank: the whole file, or none."),
        filled(
            "effect",
            word(Effect::ALL.iter().map(|effect| effect.word())),
            "Undone, the old answer is back, or something of it, or less of it; none: nothing to undo.",
        ),
        field("undone_status", statuses(), undone),
        field("undone_level", level(), undone),
        field("undone_able", Holds::Whole(0, None), undone),
        field("undone_able_by_level", list(Holds::Form(r"[1-9]:\d+", "`level:people`")), undone),
    ]
}
