//! The tables of what is ahead.

use super::outputs::{TASK, level, statuses};
use super::{Field, Holds, TableShape, field, filled, word};
use crate::report::{Effect, LOSSES};

pub(super) fn tables() -> Vec<TableShape> {
    vec![
        TableShape {
            name: "forecast",
            written: true,
            says: "A task that is lost in a month ahead, if nothing is renewed (`--forecast`).",
            key: &["task_id", "site", "month"],
            links: TASK,
            fields: forecast(),
        },
        TableShape {
            name: "forecast_months",
            written: true,
            says: "Where all tasks stand after some months, if nothing is renewed (`--forecast`).",
            key: &["month"],
            links: &[],
            fields: months(),
        },
        TableShape {
            name: "renewals",
            written: true,
            says: "A sign-off to renew, in greedy order: not the best order there is (`--forecast`).",
            key: &["rank"],
            links: &[],
            fields: renewals(),
        },
    ]
}

fn number() -> Holds {
    Holds::Whole(0, None)
}

fn forecast() -> Vec<Field> {
    let (was, is) = ("A month before.", "At the end of the month.");
    vec![
        filled("task_id", Holds::Text, "The task."),
        field("site", Holds::Text, "Its site, as in tasks.csv."),
        filled("month", Holds::Whole(1, Some(36)), "The month after the as-at day in which it is lost."),
        filled("until", Holds::Day, "The last day of that month."),
        field(
            "day",
            Holds::Day,
            "The day on which it is lost: not so the day before. Blank: not looked for.",
        ),
        filled(
            "loss",
            word(LOSSES.iter().map(|(word, _)| *word)),
            "restricted, unplaced or placed higher up; further: was not placed, and fewer are able or supervise.",
        ),
        filled("status_from", statuses(), was),
        field("level_from", level(), "A month before. Blank unless placed."),
        field("able_from", number(), "People able at that level a month before. Blank unless placed."),
        filled("status_to", statuses(), is),
        field("level_to", level(), "At the end of the month. Blank unless placed."),
        field("able_to", number(), "People able at that level at the end of the month. Blank unless placed."),
        filled(
            "kind",
            Holds::Text,
            "What kind of thing passes, as in causes.csv; several with `; ` between.",
        ),
        field("what", Holds::Text, "What passes. May be personal."),
        field("staff_id", Holds::Text, "Whose. Personal."),
        filled(
            "effect",
            word(Effect::ALL.iter().map(|effect| effect.word())),
            "With it undone, the answer of the day before is back, or something of it; none: not known.",
        ),
        filled("other_causes", number(), "How many other things lead there that day."),
    ]
}

fn months() -> Vec<Field> {
    let mut fields = vec![
        filled("month", Holds::Whole(0, Some(36)), "Months after the as-at day; 0: that day itself."),
        filled("day", Holds::Day, "The day."),
        filled("placed", number(), "Tasks placed."),
    ];
    for (name, word) in [
        ("restricted", "restricted"),
        ("needs_panel", "needs-panel"),
        ("not_yet", "not-yet"),
        ("no_supervisor", "no-supervisor"),
        ("nobody_competent", "nobody-competent"),
    ] {
        fields.push(filled(name, number(), &format!("Tasks with the status {word}.")));
    }
    for level in 1..=9 {
        fields.push(filled(&format!("level_{level}"), number(), &format!("Tasks placed at level {level}.")));
    }
    let able = "People able at the levels of all placed tasks; who is able for several counts for each.";
    fields.push(filled("able", number(), able));
    fields.push(field("lost", number(), "Tasks lost in the month: rows of forecast.csv. Blank for month 0."));
    fields.push(field("gained", number(), "Tasks placed that were not a month before, or placed lower now."));
    fields
}

fn renewals() -> Vec<Field> {
    let kept =
        "Tasks placed today that this keeps placed on the last day, with those before it; by the engine.";
    vec![
        filled("rank", Holds::Whole(1, None), "Its place in the order."),
        filled("step", Holds::Whole(1, None), "Rows of one step were found to be needed together."),
        filled("staff_id", Holds::Text, "The person. Personal."),
        filled("competency", Holds::Text, "The competency; of codes that are one the first."),
        filled("proficiency", Holds::Text, "What is held today."),
        field("due", Holds::Day, "The last day on which what is held today counts. Blank: not known."),
        filled("tasks_kept", number(), kept),
        filled("placed_at_end", number(), "Tasks placed on the last day with this and those before it."),
    ]
}
