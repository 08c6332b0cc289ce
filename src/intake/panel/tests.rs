//! Every fate of a panel decision. The as-at date is 2026-06-15.

use super::*;
use crate::intake::testing::{catalogue, codes, fates, found, rejected, source};
use crate::intake::{Ledger, tasks};
use crate::model::Roster;

const HEADER: &str = "task_id,site,facts,floor,review_on,veto,supervision,decided_on,panel,rationale\n";

/// Nothing is looser than these rules.
const MILD: &Judge<'static> = &|_, _| None;

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
    let sheet = panel(Some(source("panel.csv", &text)), &catalogue, &codes, &mut tasks, MILD).unwrap();
    (tasks, sheet.ledger)
}

/// What a task's decision says, with its line.
fn said(task: &Task) -> Option<(u8, Option<Veto>, Option<Supervision>, u64)> {
    task.panel.as_ref().map(|panel| (panel.floor.number(), panel.veto, panel.supervision, panel.line))
}

#[test]
fn valid_decisions_are_attached() {
    let (tasks, ledger) =
        read("T2,A,@2,4,2026-06-15,retain,indirect,2026-06-15,CF group,why\nT1,A,@1,3,2026-06-16,,,,,\n");
    assert_eq!(fates(&ledger), [2, 2, 0, 0, 0]);
    assert!(ledger.findings.is_empty());
    assert_eq!(said(&tasks[0]), Some((3, None, None, 3)));
    assert_eq!(said(&tasks[1]), Some((4, Some(Veto::Retain), Some(Supervision::Indirect), 2)));
    let decision = tasks[1].panel.clone().unwrap();
    assert_eq!((decision.panel.as_str(), decision.rationale.as_str()), ("CF group", "why"));
    let (tasks, _) = read("T1,A,@1,9,2026-06-15,none,none,,,\n");
    assert_eq!(said(&tasks[0]), Some((9, None, Some(Supervision::None), 2)));
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
    assert_eq!(panel(None, &catalogue(), &codes(["K"]), &mut [], MILD), Ok(PanelSheet::default()));
    let missing = |text: &str| {
        found(&panel(Some(source("p.csv", text)), &catalogue(), &codes(["K"]), &mut [], MILD).unwrap_err())
    };
    for column in LAYOUT.required {
        let header: Vec<&str> = LAYOUT.required.iter().copied().filter(|c| c != column).collect();
        assert_eq!(missing(&format!("{}\n", header.join(","))), [format!("0 {column} column-missing ")]);
    }
    let misspelt = "task_id,site,facts,floor,review_on,Veto\n";
    assert_eq!(missing(misspelt), ["0 veto column-missing Veto"]);
}

#[test]
fn a_looser_decision_says_why_or_does_not_bind() {
    let looser = || Looser { floor: None, veto: Some((Veto::Retain, None)), stops: Vec::new() };
    let judge = |_: &Task, decision: &PanelDecision| decision.veto.is_none().then(looser);
    let read = |row: &str| {
        let mut tasks = two_tasks();
        let (catalogue, codes) = (catalogue(), codes(["K"]));
        let text = format!("{HEADER}{}\n", row.replace("@1", &tasks[0].facts_hash(&catalogue, &codes)));
        let sheet = panel(Some(source("panel.csv", &text)), &catalogue, &codes, &mut tasks, &judge).unwrap();
        (tasks.swap_remove(0).panel, sheet)
    };
    let (decision, sheet) = read("T1,A,@1,3,2026-12-31,,,,,");
    assert_eq!((decision, fates(&sheet.ledger)), (None, [1, 0, 1, 0, 0]));
    assert_eq!(
        found(&sheet.ledger.findings),
        ["2 rationale panel-void veto none where the rules say retain"]
    );
    assert_eq!(sheet.lapsed[0].task, 0);
    assert_eq!(sheet.lapsed[0].why, ["the decision is looser than the rules and does not say why"]);
    let (decision, sheet) = read("T1,A,@1,3,2026-12-31,,,,,Agreed.");
    assert_eq!((decision.unwrap().looser, fates(&sheet.ledger)), (Some(looser()), [1, 1, 0, 0, 0]));
    assert_eq!(found(&sheet.ledger.findings), ["2 floor panel-looser veto none where the rules say retain"]);
    let (decision, sheet) = read("T1,A,@1,3,2026-12-31,retain,,,,");
    assert_eq!((decision.unwrap().looser, found(&sheet.ledger.findings)), (None, Vec::new()));
    // what does not bind for another cause is not looked at further
    let (_, sheet) = read("T1,A,@1,3,2026-01-01,,,,,");
    assert_eq!(sheet.lapsed[0].why, ["the decision's review day has passed"]);
}

#[test]
fn rows_that_nobody_filled_decide_nothing_and_half_filled_ones_are_told_of() {
    // a task that is gone is no fault of a row that decides nothing
    let (tasks, ledger) = read("T1,A,@1,,,,,,,\nT9,A,@1,,,,,,,\n");
    assert!(tasks.iter().all(|task| task.panel.is_none()));
    assert_eq!((fates(&ledger), found(&ledger.findings)), ([2, 0, 2, 0, 0], Vec::new()));
    for (row, codes) in [
        ("T1,A,@1,3,,,,,,", "key-blank"),
        ("T1,A,@1,,2026-12-31,,,,,", "key-blank"),
        ("T1,A,@1,,,,,,,only words", "key-blank"),
        ("T1,A,@1,,,retain,,,,", "key-blank"),
    ] {
        let (tasks, ledger) = read(&format!("{row}\n"));
        assert_eq!(tasks[0].panel, None);
        assert_eq!(rejected(&ledger), [format!("2 {codes}")], "{row}");
    }
}

/// Columns that are there to be looked at are passed over without a word, others are told of; a guarded id is the id.
#[test]
fn a_worksheet_is_read_back_as_it_was_written() {
    let roster = Roster { sites: vec!["A".into(), "-B".into()], ..Roster::default() };
    let text =
        "task_id,site,title,requires,acts\n=T,-B,x,K,none\nT2,A,y,K,none\n@U,A,z,K,none\n'@U,A,z,K,none\n";
    let (mut tasks, _) =
        tasks(source("tasks.csv", text), &catalogue(), &mut codes(["K"]), false, &roster).unwrap();
    let (catalogue, codes) = (catalogue(), codes(["K"]));
    let hash = tasks[0].facts_hash(&catalogue, &codes);
    let header = "worksheet,task_id,site,title,facts,fact_predictability,fact_gone,reasons,mine,floor,veto,supervision,\
                  rationale,panel,decided_on,review_on,dissent";
    let rows = [
        format!("p,'=T,'-B,x,{hash},(blank),low,F1,note,4,,,'-3 is what we say,a nurse,,2026-12-31,'=none"),
        format!("p,T2,A,y,{hash},,,,,,,,,,,,"),
        // written alike: neither is meant
        format!("p,'@U,A,z,{hash},,,,,4,,,,,,2026-12-31,"),
    ];
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let sheet = panel(Some(source("sheet.csv", &text)), &catalogue, &codes, &mut tasks, MILD).unwrap();
    assert_eq!(fates(&sheet.ledger), [3, 1, 1, 0, 1]);
    assert_eq!(
        found(&sheet.ledger.findings),
        ["0 mine column-unknown mine", "4 task_id task-unknown '@U, A"]
    );
    let decision = tasks[0].panel.clone().unwrap();
    assert_eq!((decision.rationale.as_str(), decision.dissent.as_str()), ("-3 is what we say", "=none"));
    assert!(tasks[1..].iter().all(|task| task.panel.is_none()));
    // without its mark the same file is no worksheet: ids stand as they are, and other columns are told of
    let plain = text.replace("worksheet,task_id", "mark,task_id");
    let sheet = panel(Some(source("sheet.csv", &plain)), &catalogue, &codes, &mut tasks, MILD).unwrap();
    assert_eq!(rejected(&sheet.ledger).first().unwrap(), "2 task-unknown");
    assert!(found(&sheet.ledger.findings).iter().any(|found| found.contains("fact_gone column-unknown")));
}
