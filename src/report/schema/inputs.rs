//! The tables that are read.

use super::{Field, Holds, Link, TableShape, field, filled, list, word};
use crate::model::{Catalogue, SheetKind, Words};

/// The modes of supervision, the least first.
const MODES: [&str; 4] = ["none", "remote", "indirect", "direct"];

pub(super) fn tables(catalogue: &Catalogue) -> Vec<TableShape> {
    let all = |kind: SheetKind| match kind {
        SheetKind::Staff => staff(catalogue),
        SheetKind::Competencies => competencies(),
        SheetKind::Tasks => tasks(catalogue),
        SheetKind::Links => links(catalogue),
        SheetKind::Panel => panel(),
        SheetKind::Holdings => holdings(catalogue),
    };
    let shape = |kind: SheetKind| TableShape {
        name: kind.word(),
        written: false,
        says: says(kind),
        key: key(kind),
        links: named(kind),
        fields: all(kind),
    };
    SheetKind::ALL.into_iter().map(shape).collect()
}

fn says(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Staff => "An assignment: one person in one role at one site.",
        SheetKind::Competencies => "A competency that can be held.",
        SheetKind::Tasks => "A clinical task at one site, with the facts by which the rules decide.",
        SheetKind::Links => "What one competency says of another.",
        SheetKind::Panel => "A decision of a consensus meeting on one task, bound to its facts.",
        SheetKind::Holdings => {
            "A sign-off: one person in one competency. Several rows of one thing are all records."
        }
    }
}

fn key(kind: SheetKind) -> &'static [&'static str] {
    match kind {
        SheetKind::Staff => &["staff_id", "role", "site"],
        SheetKind::Competencies => &["code"],
        SheetKind::Tasks | SheetKind::Panel => &["task_id", "site"],
        SheetKind::Links => &["from", "kind", "to"],
        SheetKind::Holdings => &[],
    }
}

fn named(kind: SheetKind) -> &'static [Link] {
    const CODE: &[&str] = &["code"];
    match kind {
        SheetKind::Staff | SheetKind::Competencies | SheetKind::Tasks => &[],
        SheetKind::Links => &[
            Link { columns: &["from"], table: "competencies", there: CODE },
            Link { columns: &["to"], table: "competencies", there: CODE },
        ],
        SheetKind::Panel => {
            &[Link { columns: &["task_id", "site"], table: "tasks", there: &["task_id", "site"] }]
        }
        SheetKind::Holdings => &[Link { columns: &["competency"], table: "competencies", there: CODE }],
    }
}

/// The words of a pack.
fn of(words: &Words) -> Holds {
    word(words.iter())
}

/// Words of a pack that may carry the last day on which they hold.
fn dated() -> Holds {
    list(Holds::Form(r"[^;@]+(@\d{4}-\d{2}-\d{2})?", "`WORD` or `WORD@YYYY-MM-DD`"))
}

fn roles(catalogue: &Catalogue) -> Holds {
    word(catalogue.roles.iter().map(|role| role.code.as_str()))
}

fn staff(catalogue: &Catalogue) -> Vec<Field> {
    vec![
        filled(
            "staff_id",
            Holds::Text,
            "Whose assignment. A key without meaning, no name: a pseudonym will do.",
        ),
        filled("role", roles(catalogue), "A role of the pack. Unknown: the row is rejected."),
        filled("site", Holds::Text, "Where. The sites of this file are the sites that tasks may name."),
        field("wte", Holds::Number, "Whole-time equivalent. Decides nothing."),
        field(
            "register",
            of(&catalogue.registers),
            "The professional register on which the person is. Blank: on none.",
        ),
        field("profession", of(&catalogue.professions), "The profession in which the person is registered."),
        field("field", of(&catalogue.fields), "The field of practice on the register."),
        field(
            "annotations",
            dated(),
            "Annotations on the register, each with its last day if it has one. Undated ones count.",
        ),
        field(
            "authorisations",
            dated(),
            "Authorisations of the employer, as annotations; `PGD:<task>` for a patient group direction.",
        ),
        field(
            "delegator",
            word(["yes", "no"]),
            "Trained to delegate. Blank: no, unless the pack says otherwise.",
        ),
        field(
            "status",
            word(["active", "left", "absent"]),
            "Only active assignments count; blank does not. Without the column everybody is active.",
        ),
    ]
}

fn competencies() -> Vec<Field> {
    vec![
        filled("code", Holds::Text, "The competency's code."),
        field("title", Holds::Text, "What it is called."),
        field("framework", Holds::Text, "The framework that it comes from. Decides nothing."),
        field(
            "refresh_months",
            Holds::Whole(1, Some(1_200)),
            "Months for which a sign-off lasts. Blank: what the pack says of it.",
        ),
    ]
}

fn tasks(catalogue: &Catalogue) -> Vec<Field> {
    let mut fields = vec![
        filled("task_id", Holds::Text, "The task's id; with the site it names the row."),
        field("site", Holds::Text, "Where it is done. Blank or unknown: it is not placed."),
        field("title", Holds::Text, "What is done."),
        field(
            "requires",
            list(Holds::Form("[^;:]+(:[^;:]+)?", "`CODE` or `CODE:proficiency`")),
            "Competencies that whoever does it must hold. Blank: a panel must say.",
        ),
        field("minutes", Holds::Number, "Minutes that it takes once."),
        field("per_week", Holds::Number, "How often a week it is done."),
        field("done_by", roles(catalogue), "The role that does it now. Decides nothing."),
        field(
            "profession",
            of(&catalogue.professions),
            "The profession whose task it is. Blank: a panel must say.",
        ),
        field(
            "authority",
            Holds::Form(
                "none|prescription|psd|pgd:.+|protocol",
                "`none`, `prescription`, `psd`, `pgd:<id>` or `protocol`",
            ),
            "On whose authority it is done. Blank: unknown.",
        ),
        field(
            "acts",
            list(word(["none"].into_iter().chain(catalogue.act_names.iter()))),
            "The restricted acts within it, or `none`. Blank or unknown: a panel must say.",
        ),
        field("cti", Holds::Text, "The clinical task instruction. Blank: there is none."),
        field(
            "cti_review_on",
            Holds::Day,
            "The last day on which the instruction counts. Blank: it does not.",
        ),
        field("mitigations", list(of(&catalogue.mitigations)), "Measures that are in place."),
    ];
    fields.extend(catalogue.criteria.iter().map(|criterion| {
        let scale = if criterion.ordered { "from the least risk to the most" } else { "in no order" };
        let says = format!("{}; values {scale}. Blank: unknown.", criterion.title);
        field(&criterion.name, of(&criterion.values), &says)
    }));
    fields
}

fn links(catalogue: &Catalogue) -> Vec<Field> {
    vec![
        filled("from", Holds::Text, "The competency that is spoken of."),
        filled(
            "kind",
            word(["covers", "prerequisite", "same-as"]),
            "covers: who holds `from` shows `to`. prerequisite: `from` counts only with `to`. same-as: one thing.",
        ),
        filled("to", Holds::Text, "The other competency."),
        field("from_proficiency", of(&catalogue.proficiencies), "Of `from`. Blank: see datasets.md."),
        field("to_proficiency", of(&catalogue.proficiencies), "Of `to`. Blank: competent."),
    ]
}

fn panel() -> Vec<Field> {
    vec![
        filled("task_id", Holds::Text, "The task."),
        filled("site", Holds::Text, "Its site."),
        field(
            "facts",
            Holds::Form("[0-9a-f]{64}", "64 hex digits"),
            "The hash of the task's facts when the panel met: it binds.",
        ),
        field("floor", Holds::Whole(1, Some(9)), "The lowest level that the panel allows."),
        field("review_on", Holds::Day, "The last day on which the decision counts."),
        field("veto", word(["none", "skill-share", "retain"]), "Whom it is kept for. Blank: none."),
        field("supervision", word(MODES), "The least supervision. Blank: the pack's."),
        field("decided_on", Holds::Day, "The day of the decision."),
        field("panel", Holds::Text, "Who decided, by role, never by name."),
        field("rationale", Holds::Text, "Why. A decision looser than the rules is void without."),
        field("dissent", Holds::Text, "Who did not agree, by role."),
    ]
}

fn holdings(catalogue: &Catalogue) -> Vec<Field> {
    vec![
        filled("staff_id", Holds::Text, "Whose sign-off: a person of staff.csv."),
        filled("competency", Holds::Text, "In what."),
        filled("proficiency", of(&catalogue.proficiencies), "How far, the least first."),
        field("assessed_on", Holds::Day, "The day of the assessment. Blank where it is needed: lapsed."),
        field(
            "expires_on",
            Holds::Form(r"never|\d{4}-\d{2}-\d{2}", "day, YYYY-MM-DD, or `never`"),
            "The last day on which it counts, or `never`. Blank: the refresh period; none: what the pack says.",
        ),
    ]
}
