//! Every fate of a competency row.

use super::*;
use crate::intake::testing::{fates, found, rejected, source};

fn read(text: &str) -> (Codes, Ledger) {
    let (codes, open, ledger) = competencies(Some(source("competencies.csv", text))).unwrap();
    assert!(!open);
    (codes, ledger)
}

#[test]
fn codes_are_numbered_by_their_bytes() {
    let (codes, ledger) = read("code,title,framework,refresh_months\nB,Bee,X,12\nA,,,1200\nC,Cee,,\nb,,,1\n");
    let list: Vec<_> = codes.list.iter().map(|c| (c.code.as_str(), c.refresh_months)).collect();
    assert_eq!(list, [("A", Some(1200)), ("B", Some(12)), ("C", None), ("b", Some(1))]);
    assert_eq!(codes.name(codes.find("B").unwrap()), "B");
    assert_eq!(fates(&ledger), [4, 4, 0, 0, 0]);
    assert!(ledger.findings.is_empty());
}

#[test]
fn bad_periods_blank_codes_conflicts_and_copies() {
    let (codes, ledger) = read(
        "code,title,refresh_months\nA,a,0\nB,b,1201\nC,c,1.5\nD,d,+6\n,e,6\nF,f,6\nF,f,12\nG,g,6\nG,g,6\nH,h,x\nH,h,x\n",
    );
    assert_eq!(codes.list.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["G"]);
    assert_eq!(fates(&ledger), [11, 1, 0, 2, 8]);
    assert_eq!(
        rejected(&ledger),
        [
            "2 number-bad",
            "3 number-bad",
            "4 number-bad",
            "5 number-bad",
            "6 key-blank",
            "7 key-conflict",
            "8 key-conflict",
            "11 number-bad"
        ]
    );
}

#[test]
fn every_problem_of_a_row_is_found() {
    let (_, ledger) = read("code,title,refresh_months\nA,a,x\nA,b,0\n");
    assert_eq!(rejected(&ledger), ["2 key-conflict+number-bad", "3 key-conflict+number-bad"]);
}

#[test]
fn no_file_is_an_open_vocabulary() {
    let (codes, open, ledger) = competencies(None).unwrap();
    assert!(open && codes.list.is_empty());
    assert_eq!(found(&ledger.findings), ["0  column-absent "]);
    assert_eq!(fates(&ledger), [0; 5]);
    assert_eq!(ledger.rejects.header, None);
}

#[test]
fn each_missing_column() {
    let missing = |text| found(&competencies(Some(source("c.csv", text))).unwrap_err());
    assert_eq!(missing("code\n"), ["0 title column-missing "]);
    assert_eq!(missing("title\n"), ["0 code column-missing "]);
    assert_eq!(missing("x\n").len(), 2);
    assert_eq!(missing("code,title,refresh_month\n"), ["0 refresh_months column-missing refresh_month"]);
}
