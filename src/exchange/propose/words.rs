//! Words of closed lists: proficiencies, states, yes and no, registers and the like.

use super::similar::{Candidate, Choice, choose, folded, words};

/// A list whose words are ours but for case, blanks and hyphens.
pub(super) fn of_list<'w>(theirs: &str, list: impl Iterator<Item = &'w str>) -> Choice {
    let wanted = folded(theirs);
    let same = list.filter(|word| folded(word) == wanted && !wanted.is_empty());
    choose(
        same.map(|word| Candidate {
            ours: word.to_owned(),
            confidence: 95,
            evidence: "the same word but for case, blanks or hyphens".to_owned(),
        })
        .collect(),
    )
}

fn one(ours: &str, confidence: u8, evidence: &str) -> Choice {
    Choice::One(Candidate { ours: ours.to_owned(), confidence, evidence: evidence.to_owned() })
}

/// Words after which a level says nothing that counts.
const DENIED: &[&str] = &[
    "not",
    "no",
    "non",
    "never",
    "fail",
    "failed",
    "without",
    "incompetent",
    "unassessed",
    "expired",
    "required",
    "self",
    "booked",
    "due",
    "until",
    "lapsed",
    "refused",
    "withdrawn",
    "declined",
    "un",
];
/// Words of a label that names trainers, and of nothing besides.
const TRAINERS: &[&str] = &["trainer", "assessor", "occupationally", "competent", "qualified", "approved"];
/// Words of what is not finished.
const UNFINISHED: &[&str] = &[
    "progress",
    "working",
    "toward",
    "training",
    "trainee",
    "practising",
    "supervision",
    "supervised",
    "awaiting",
    "partly",
    "partially",
];
/// Words of what was heard or read, and not done.
const ATTENDED: &[&str] = &[
    "attended",
    "attend",
    "attendance",
    "completed",
    "complete",
    "awareness",
    "aware",
    "passed",
    "trained",
    "elearning",
    "learning",
    "theory",
    "induction",
];

/// What a level says in a word of the pack (`known`), never more than it says: to have attended is to be taught.
pub(super) fn proficiency<'w>(theirs: &str, known: impl Iterator<Item = &'w str> + Clone) -> Choice {
    let label = theirs
        .split_once(" - ")
        .filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()))
        .map_or(theirs, |(_, l)| l);
    let same = of_list(label, known.clone());
    if same != Choice::None {
        return same;
    }
    let of = words(label);
    let has = |list: &[&str]| of.iter().any(|word| list.contains(&word.as_str()));
    let trains = has(&["trainer", "assessor"]) && of.iter().all(|word| TRAINERS.contains(&word.as_str()));
    let (word, confidence, why) = if has(DENIED) {
        return Choice::None;
    } else if trains {
        ("trainer", 60, "it names somebody who trains or assesses")
    } else if has(UNFINISHED) {
        ("taught", 50, "it says that it is not finished: no more than taught")
    } else if has(&["competent"]) {
        ("competent", 75, "it says competent, with other words that say no less")
    } else if has(ATTENDED) {
        (
            "taught",
            70,
            "to have attended or completed a training is to be taught: it says nothing of practice",
        )
    } else if has(&["simulated", "simulation", "demonstrated", "shown"]) {
        ("modelled", 60, "it says shown or simulated: no more than modelled")
    } else {
        return Choice::None;
    };
    if known.into_iter().any(|known| known == word) { one(word, confidence, why) } else { Choice::None }
}

/// Whether somebody is at work: `active`, `left`, `absent`. What is not known stays as it is, and does not count.
pub(super) fn status(theirs: &str) -> Choice {
    let of = words(&theirs.replace('_', " "));
    let has = |list: &[&str]| of.iter().any(|word| list.contains(&word.as_str()));
    // what says that somebody is away goes before what says that an assignment is active
    if has(&[
        "leaver",
        "left",
        "terminated",
        "terminate",
        "ended",
        "end",
        "inactive",
        "resigned",
        "retired",
        "dismissed",
        "former",
        "ex",
        "deceased",
    ]) {
        one("left", 80, "it says that the work has ended")
    } else if has(&[
        "absent",
        "suspended",
        "suspend",
        "maternity",
        "paternity",
        "adoption",
        "sick",
        "sickness",
        "career",
        "sabbatical",
        "secondment",
        "seconded",
        "leave",
        "acting",
    ]) {
        if has(&["acting"]) { Choice::None } else { one("absent", 75, "it says that the person is away") }
    } else if has(&["not", "no", "pending", "offer", "applicant", "future"]) {
        Choice::None
    } else if has(&["active", "current", "employed", "substantive", "apl"]) {
        one("active", 85, "it says active, current or employed")
    } else {
        Choice::None
    }
}

/// `yes` and `no`.
pub(super) fn yes_no(theirs: &str) -> Choice {
    match theirs.to_lowercase().as_str() {
        "y" | "true" => one("yes", 90, "it says yes"),
        "1" => one("yes", 60, "1 is usually yes"),
        "n" | "false" => one("no", 90, "it says no"),
        "0" => one("no", 60, "0 is usually no"),
        _ => of_list(theirs, ["yes", "no"].into_iter()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: [&str; 4] = ["taught", "modelled", "competent", "trainer"];

    fn chosen(choice: Choice) -> String {
        match choice {
            Choice::One(one) => one.ours,
            Choice::Tied(_) => "tied".to_owned(),
            Choice::None => String::new(),
        }
    }

    #[test]
    fn a_level_never_says_more_than_its_words() {
        for (theirs, ours) in [
            ("1 - Attended", "taught"),
            ("Completed", "taught"),
            ("Competent", "competent"),
            ("3 - Competent", "competent"),
            ("Not yet competent", ""),
            ("Non-competent", ""),
            ("Working towards competent", "taught"),
            ("Expert", ""),
            ("Advanced", ""),
            ("Achieved", ""),
            ("4", ""),
            ("TAUGHT", "taught"),
            ("Trainer", "trainer"),
            ("Assessor", "trainer"),
            ("Train the trainer", ""),
            ("Trained by an assessor", "taught"),
            ("Self-assessed competent", ""),
            ("Level 3", ""),
        ] {
            assert_eq!(chosen(proficiency(theirs, PACK.into_iter())), ours, "{theirs}");
        }
        assert_eq!(chosen(proficiency("Attended", ["competent"].into_iter())), "");
    }

    #[test]
    fn states_are_read_strictly() {
        for (theirs, ours) in [
            ("Active Assignment", "active"),
            ("ACTIVE_APL", "active"),
            ("Active", "active"),
            ("Inactive", "left"),
            ("Leaver", "left"),
            ("Terminated Assignment", "left"),
            ("Suspend Assignment", "absent"),
            ("Active - Maternity Leave", "absent"),
            ("Not active", ""),
            ("Career Break", "absent"),
            ("Acting Up", ""),
            ("A", ""),
        ] {
            assert_eq!(chosen(status(theirs)), ours, "{theirs}");
        }
        assert_eq!(
            (chosen(yes_no("Y")), chosen(yes_no("NO")), chosen(yes_no("maybe"))),
            ("yes".into(), "no".into(), String::new())
        );
    }
}
