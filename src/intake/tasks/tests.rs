//! Every fate of a task row, and every fact that is clear or blank. The as-at date is 2026-06-15.

use super::*;
use crate::intake::testing::{catalogue, codes, fates, found, rejected, source};
use crate::model::{Rank, Requirement, Requires};

const COLUMNS: [&str; 15] = [
    "task_id",
    "site",
    "title",
    "requires",
    "minutes",
    "per_week",
    "done_by",
    "profession",
    "authority",
    "acts",
    "cti",
    "cti_review_on",
    "mitigations",
    "predictability",
    "steps_established",
];

fn roster() -> Roster {
    Roster { sites: vec!["Ward A".into(), "Ward B".into()], ..Roster::default() }
}

fn read(text: &str) -> (Vec<Task>, Ledger) {
    tasks(source("tasks.csv", text), &catalogue(), &mut codes(["A", "B"]), false, &roster()).unwrap()
}

/// A file of one task that is clear, but for these cells.
fn one(cells: &[(&str, &str)]) -> (Task, Vec<String>) {
    let clear = [
        "T1",
        "Ward A",
        "Dressing",
        "A",
        "15",
        "7.5",
        "HCA",
        "nurse",
        "none",
        "dressing",
        "CTI 7",
        "2026-06-15",
        "escalation-plan",
        "stable",
        "approved",
    ];
    let row = COLUMNS.iter().zip(clear).map(|(column, clear)| {
        cells.iter().find(|(name, _)| name == column).map_or(clear, |(_, cell)| cell).to_owned()
    });
    let row: Vec<String> = row.map(|cell| format!("\"{cell}\"")).collect();
    let (tasks, ledger) = read(&format!("{}\n{}\n", COLUMNS.join(","), row.join(",")));
    assert_eq!(fates(&ledger), [1, 1, 0, 0, 0]);
    (tasks.into_iter().next().unwrap(), found(&ledger.findings))
}

fn known(list: &[(u32, u8)]) -> Requires {
    let requirement =
        |(code, rank): &(u32, u8)| Requirement { code: crate::model::CodeId(*code), rank: Rank(*rank) };
    Requires::Known(list.iter().map(requirement).collect())
}

#[test]
fn a_clear_task() {
    let (task, findings) = one(&[]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!((task.id.as_str(), task.site.as_str(), task.site_id), ("T1", "Ward A", Some(SiteId(0))));
    assert_eq!((task.minutes, task.per_week, task.done_by), (Some(15_000), Some(7_500), Some(RoleId(0))));
    assert_eq!((task.profession, &task.authority), (Some(0), &Some(Authority::None)));
    assert_eq!((task.acts.clone(), task.mitigations.clone()), (Some(vec![1]), vec![1]));
    assert!(task.instruction_current);
    assert_eq!(
        (task.stated.as_slice(), task.facts.as_slice()),
        (&[Some(0), Some(0)][..], &[Some(0), Some(0)][..])
    );
    assert_eq!(task.requires, known(&[(0, 3)]));
    let text = "acts=dressing\nauthority=none\nrequires=A:competent\npredictability=stable\nsteps_established=approved\n";
    assert_eq!(hash_of(&task), blake3::hash(text.as_bytes()).to_hex().as_str());
}

#[test]
fn requirements_are_whole_or_unknown() {
    assert_eq!(one(&[("requires", "B:trainer; A ;B")]).0.requires, known(&[(0, 3), (1, 4)]));
    assert_eq!(one(&[("requires", "A:taught")]).0.requires, known(&[(0, 3)]));
    assert_eq!(one(&[("requires", "A:taught")]).1, ["2 requires requires-lifted A:taught"]);
    let (task, findings) = one(&[("requires", "")]);
    assert_eq!((task.requires, findings), (Requires::None, vec!["2 requires requires-none ".to_owned()]));
    for (cell, code, value) in [
        ("A;C", "competency-unknown", "C"),
        ("A;B:competnt", "proficiency-unknown", "competnt"),
        ("A;", "requires-unknown", ""),
        ("A:", "requires-unknown", "A:"),
        (":competent", "requires-unknown", ":competent"),
        ("A:competent:x", "requires-unknown", "A:competent:x"),
        (";", "requires-unknown", ""),
        ("A, B", "competency-unknown", "A, B"),
        ("A: competent", "proficiency-unknown", " competent"),
        ("a", "competency-unknown", "a"),
    ] {
        let (task, findings) = one(&[("requires", cell)]);
        assert_eq!(task.requires, Requires::Unknown, "{cell}");
        assert!(findings.contains(&format!("2 requires {code} {value}")), "{cell} {findings:?}");
        assert!(findings.contains(&format!("2 requires requires-unknown {cell}")), "{cell} {findings:?}");
    }
}

#[test]
fn acts_are_whole_or_unknown() {
    let acts = |cell| one(&[("acts", cell)]).0.acts;
    assert_eq!(acts("none"), Some(vec![]));
    assert_eq!(acts(""), None);
    assert_eq!(acts("dressing;injection;dressing"), Some(vec![0, 1]));
    for cell in ["dressing;injektion", "none;dressing", "None", "dressing;", ";", "dressing, injection"] {
        let (task, findings) = one(&[("acts", cell)]);
        assert_eq!(task.acts, None, "{cell}");
        assert!(findings.iter().all(|f| f.starts_with("2 acts word-unknown")), "{findings:?}");
        assert!(!findings.is_empty(), "{cell}");
    }
}

#[test]
fn authorities() {
    let authority = |cell| one(&[("authority", cell), ("acts", "dressing")]);
    for (cell, expected) in [
        ("none", Authority::None),
        ("prescription", Authority::Prescription),
        ("psd", Authority::Psd),
        ("protocol", Authority::Protocol),
        ("pgd:flu-2026", Authority::Pgd("flu-2026".into())),
    ] {
        assert_eq!(authority(cell), (one(&[("authority", cell)]).0, vec![]), "{cell}");
        assert_eq!(authority(cell).0.authority, Some(expected));
    }
    assert_eq!(authority("").1, Vec::<String>::new());
    for cell in ["pgd", "pgd:", "PSD", "pgd flu"] {
        let (task, findings) = authority(cell);
        assert_eq!((task.authority, findings), (None, vec![format!("2 authority word-unknown {cell}")]));
    }
}

#[test]
fn an_authority_that_contradicts_the_acts_blanks_the_acts() {
    let acts = |authority, acts| {
        let (task, findings) = one(&[("authority", authority), ("acts", acts)]);
        (task.acts, findings)
    };
    for authority in ["prescription", "psd", "pgd:flu"] {
        assert_eq!(
            acts(authority, "none"),
            (None, vec![format!("2 authority authority-conflict {authority}")])
        );
    }
    assert_eq!(acts("protocol", "none"), (Some(vec![]), vec![]));
    assert_eq!(acts("none", "none"), (Some(vec![]), vec![]));
    assert_eq!(acts("", "none"), (Some(vec![]), vec![]));
    assert_eq!(
        acts("protocol", "injection;dressing"),
        (None, vec!["2 authority authority-conflict protocol".to_owned()])
    );
    assert_eq!(acts("pgd:flu", "injection;dressing"), (Some(vec![0, 1]), vec![]));
    assert_eq!(acts("", "injection"), (Some(vec![0]), vec![]));
}

#[test]
fn steps_follow_the_task_instruction() {
    let steps = |cells: &[(&str, &str)]| {
        let (task, findings) = one(cells);
        (task.instruction_current, task.stated[1], task.facts[1], findings)
    };
    let differ = vec!["2 steps_established steps-differ approved".to_owned()];
    assert_eq!(steps(&[("cti_review_on", "2026-06-14")]), (false, Some(0), Some(2), differ.clone()));
    assert_eq!(steps(&[("cti_review_on", "")]), (false, Some(0), Some(2), differ.clone()));
    assert_eq!(steps(&[("cti", "")]), (false, Some(0), Some(2), differ));
    assert_eq!(steps(&[("cti", ""), ("steps_established", "")]), (false, None, Some(2), vec![]));
    assert_eq!(steps(&[("cti", ""), ("steps_established", "none")]), (false, Some(2), Some(2), vec![]));
    assert_eq!(steps(&[("steps_established", "")]), (true, None, None, vec![]));
    assert_eq!(steps(&[("steps_established", "none")]), (true, Some(2), Some(2), vec![]));
    let (current, stated, fact, findings) = steps(&[("cti_review_on", "31/02/2026")]);
    assert_eq!((current, stated, fact), (false, Some(0), Some(2)));
    assert_eq!(
        findings,
        ["2 cti_review_on date-bad 31/02/2026", "2 steps_established steps-differ approved"]
    );
}

#[test]
fn a_pack_without_steps_established_has_nothing_to_differ() {
    let mut catalogue = catalogue();
    catalogue.criteria.truncate(1);
    let text = "task_id,site,title,requires,predictability\nT1,Ward A,x,A,stable\n";
    let (list, ledger) =
        tasks(source("tasks.csv", text), &catalogue, &mut codes(["A"]), false, &roster()).unwrap();
    assert_eq!((list[0].facts.as_slice(), ledger.findings.len()), (&[Some(0)][..], 0));
}

#[test]
fn bad_cells_are_blank_and_all_of_them_are_found() {
    let (task, findings) = one(&[
        ("minutes", "-1"),
        ("per_week", "often"),
        ("done_by", "HCAA"),
        ("profession", "nurze"),
        ("predictability", "Stable"),
        ("mitigations", "escalation-plan;earlywarning;;early-warning-score"),
        ("site", "Ward C"),
    ]);
    assert_eq!(
        findings,
        [
            "2 done_by role-unknown HCAA",
            "2 minutes number-bad -1",
            "2 mitigations mitigation-unknown earlywarning",
            "2 per_week number-bad often",
            "2 predictability word-unknown Stable",
            "2 profession word-unknown nurze",
            "2 site site-unknown Ward C",
        ]
    );
    assert_eq!((task.minutes, task.per_week, task.done_by, task.profession), (None, None, None, None));
    assert_eq!((task.stated[0], task.facts[0], task.site_id), (None, None, None));
    assert_eq!((task.mitigations, task.site.as_str()), (vec![0, 1], "Ward C"));
}

#[test]
fn fates_keys_and_blank_sites() {
    let (tasks, ledger) = read(
        "task_id,site,title,requires,predictability,steps_established\nT2,Ward B,x,A,,\nT1,,x,A,,\nT1,Ward A,x,A,,\n\
         T1,Ward A,x,A,,\n,Ward A,x,A,,\nT3,Ward A,x,A,,\nT3,Ward A,y,A,,\nT4,Ward A\n",
    );
    assert_eq!(fates(&ledger), [8, 3, 0, 1, 4]);
    let keys: Vec<(&str, &str, u64)> =
        tasks.iter().map(|t| (t.id.as_str(), t.site.as_str(), t.line)).collect();
    assert_eq!(keys, [("T2", "Ward B", 2), ("T1", "", 3), ("T1", "Ward A", 4)]);
    assert_eq!(rejected(&ledger), ["6 key-blank", "7 key-conflict", "8 key-conflict", "9 row-ragged"]);
    assert!(found(&ledger.findings).contains(&"3 site site-unknown ".to_owned()));
}

#[test]
fn criteria_without_a_column_are_blank_with_one_finding_each() {
    let (tasks, ledger) = read("task_id,site,title,requires\nT1,Ward A,x,A\nT2,Ward A,x,A\n");
    assert_eq!(
        found(&ledger.findings),
        ["0 predictability column-absent ", "0 steps_established column-absent "]
    );
    assert_eq!((&tasks[0].stated, &tasks[0].facts), (&vec![None, None], &vec![None, Some(2)]));
    assert_eq!((&tasks[1].acts, &tasks[1].authority), (&None, &None));
}

#[test]
fn an_open_vocabulary_learns_the_codes_of_accepted_rows() {
    let text = "task_id,site,title,requires\nT1,Ward A,x,Z:competent;M\nT2,Ward A,x,K:x;:y\nT3,Ward A,x,Q\nT3,Ward A,y,Q\n";
    let mut codes = Codes::default();
    let (tasks, _) = tasks(source("tasks.csv", text), &catalogue(), &mut codes, true, &roster()).unwrap();
    assert_eq!(codes.list.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["K", "M", "Z"]);
    assert_eq!((&tasks[0].requires, &tasks[1].requires), (&known(&[(1, 3), (2, 3)]), &Requires::Unknown));
}

#[test]
fn the_hash_is_of_checked_facts() {
    let hash = |cells: &[(&str, &str)]| hash_of(&one(cells).0);
    let base = hash(&[]);
    for same in
        [("title", "Other"), ("requires", "A:taught"), ("cti", ""), ("mitigations", ""), ("profession", "")]
    {
        assert_eq!(hash(&[same]), base, "{same:?}");
    }
    for other in [
        ("acts", "none"),
        ("acts", ""),
        ("acts", "dressing;injection"),
        ("authority", ""),
        ("authority", "pgd:a"),
        ("requires", "A:trainer"),
        ("requires", "A;B"),
        ("predictability", ""),
        ("predictability", "unstable"),
        ("steps_established", "none"),
    ] {
        assert_ne!(hash(&[other]), base, "{other:?}");
    }
    assert_ne!(hash(&[("acts", "none")]), hash(&[("acts", "")]));
    assert_ne!(hash(&[("authority", "pgd:a")]), hash(&[("authority", "pgd:b")]));
    assert_eq!(hash(&[("predictability", "")]), hash(&[("predictability", "typo")]));
}

#[test]
fn each_missing_column() {
    let missing = |text: &str| {
        let read = tasks(source("t.csv", text), &catalogue(), &mut codes(["A"]), false, &roster());
        found(&read.unwrap_err())
    };
    for &column in SheetKind::Tasks.required() {
        let header: Vec<&str> =
            SheetKind::Tasks.required().iter().copied().filter(|c| *c != column).collect();
        assert_eq!(missing(&format!("{}\n", header.join(","))), [format!("0 {column} column-missing ")]);
    }
    assert_eq!(missing("x\n").len(), 4);
}

fn hash_of(task: &Task) -> String {
    task.facts_hash(&catalogue(), &codes(["A", "B"]))
}
