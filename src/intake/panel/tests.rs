//! Every fate of a panel decision. The as-at date is 2026-06-15.

use super::*;
use crate::intake::testing::{catalogue, codes, fates, found, rejected, source};
use crate::intake::{Ledger, tasks};
use crate::model::Roster;

const HEADER: &str = "task_id,site,facts,floor,review_on,veto,supervision,decided_on,panel,rationale\n";

fn two_tasks() -> Vec<Task> {
    let roster = Roster { sites: vec!["A".into()], ..Roster::default() };
    let text = "task_id,site,title,requires,acts\nT1,A,x,K,none\nT2,A,y,K,dressing\n";
    tasks(source("tasks.csv", text), &catalogue(), &mut codes(["K"]), false, &roster).unwrap().0
}

/// `@1` and `@2` stand for the hashes of the two tasks.
fn read(rows: &str) -> (Vec<Task>, Ledger) {
    let mut tasks = two_tasks();
    let (catalogue, codes) = (catalogue(), codes(["K"]));
    let hash = |task: &Task| task.facts_hash(&catalogue, &codes);
    let rows = rows.replace("@1", &hash(&tasks[0])).replace("@2", &hash(&tasks[1]));
    let text = format!("{HEADER}{rows}");
    let ledger = panel(Some(source("panel.csv", &text)), &catalogue, &codes, &mut tasks).unwrap();
    (tasks, ledger)
}

#[test]
fn valid_decisions_are_attached() {
    let (tasks, ledger) =
        read("T2,A,@2,4,2026-06-15,retain,indirect,2026-06-15,CF group,why\nT1,A,@1,3,2026-06-16,,,,,\n");
    assert_eq!(fates(&ledger), [2, 2, 0, 0, 0]);
    assert!(ledger.findings.is_empty());
    let decision = |floor, veto, supervision, line| {
        Some(PanelDecision { floor: Level::new(floor).unwrap(), veto, supervision, line })
    };
    assert_eq!(tasks[0].panel, decision(3, None, None, 3));
    assert_eq!(tasks[1].panel, decision(4, Some(Veto::Retain), Some(Supervision::Indirect), 2));
    assert_eq!(
        read("T1,A,@1,9,2026-06-15,none,none,,,\n").0[0].panel,
        decision(9, None, Some(Supervision::None), 2)
    );
}

#[test]
fn void_decisions_do_not_bind() {
    for (row, columns) in [
        ("T1,A,@2,3,2026-12-31,,,,,", vec!["facts"]),
        ("T1,A,@1,3,2026-06-14,,,,,", vec!["review_on"]),
        ("T1,A,@1,3,2026-12-31,,,2026-06-16,,", vec!["decided_on"]),
        ("T1,A,x,3,2026-01-01,,,2026-06-16,,", vec!["decided_on", "facts", "review_on"]),
    ] {
        let (tasks, ledger) = read(&format!("{row}\n"));
        assert_eq!(tasks[0].panel, None);
        assert_eq!(fates(&ledger), [1, 0, 1, 0, 0]);
        assert!(ledger.findings.iter().all(|f| f.code == FindingCode::PanelVoid));
        let found: Vec<&str> = ledger.findings.iter().map(|f| f.place.column.as_str()).collect();
        assert_eq!(found, columns);
    }
}

#[test]
fn bad_cells_unknown_tasks_and_conflicts_reject() {
    let (tasks, ledger) = read(
        "T3,A,@1,3,2026-12-31,,,,,\nT1,B,@1,3,2026-12-31,,,,,\nT1,A,@1,3,2026-12-31,,,,,\nT1,A,@1,3,2026-12-31,,,,,x\n\
         T2,A,@2,10,2026-12-31,,,,,\nT2,A,@2,,2026-12-31,,,,,\n",
    );
    assert!(tasks.iter().all(|task| task.panel.is_none()));
    assert_eq!(
        rejected(&ledger),
        [
            "2 task-unknown",
            "3 task-unknown",
            "4 key-conflict",
            "5 key-conflict",
            "6 key-conflict+number-bad",
            "7 key-conflict+key-blank"
        ]
    );
    for (row, codes) in [
        ("T1,A,@1,+3,2026-12-31,,,,,", "number-bad"),
        ("T1,A,@1,03,2026-12-31,,,,,", "number-bad"),
        ("T1,A,@1,3,31/12/2026,,,,,", "date-bad"),
        ("T1,A,@1,3,2026-12-31,Retain,,,,", "word-unknown"),
        ("T1,A,@1,3,2026-12-31,,near,,,", "word-unknown"),
        ("T1,A,@1,3,2026-12-31,,,soon,,", "date-bad"),
        ("T1,A,@1,,2026-12-31,,,,,", "key-blank"),
        ("T1,A,,3,,,,,,", "key-blank"),
        (",A,@1,3,2026-12-31,,,,,", "key-blank"),
        ("T9,A,@1,0,never,x,y,z,,", "word-unknown+task-unknown+date-bad+number-bad"),
    ] {
        let (tasks, ledger) = read(&format!("{row}\n"));
        assert_eq!(tasks[0].panel, None);
        assert_eq!(rejected(&ledger), [format!("2 {codes}")], "{row}");
    }
}

#[test]
fn the_same_decision_again_is_a_duplicate() {
    let (tasks, ledger) = read("T1,A,@1,3,2026-12-31,,,,,\nT1,A,@1,3,2026-12-31,,,,,\n");
    assert_eq!(fates(&ledger), [2, 1, 0, 1, 0]);
    assert!(tasks[0].panel.is_some());
}

#[test]
fn no_file_and_missing_columns() {
    assert_eq!(panel(None, &catalogue(), &codes(["K"]), &mut []), Ok(Ledger::default()));
    let missing = |text: &str| {
        found(&panel(Some(source("p.csv", text)), &catalogue(), &codes(["K"]), &mut []).unwrap_err())
    };
    for column in LAYOUT.required {
        let header: Vec<&str> = LAYOUT.required.iter().copied().filter(|c| c != column).collect();
        assert_eq!(missing(&format!("{}\n", header.join(","))), [format!("0 {column} column-missing ")]);
    }
    let misspelt = "task_id,site,facts,floor,review_on,Veto\n";
    assert_eq!(missing(misspelt), ["0 veto column-missing Veto"]);
}
