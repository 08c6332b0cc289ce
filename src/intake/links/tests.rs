//! Every fate of a link row, and which codes a refused one disables.

use super::*;
use crate::intake::testing::{catalogue, codes, fates, found, rejected, source};

const HEADER: &str = "from,kind,to,from_proficiency,to_proficiency\n";

fn read_bytes(bytes: &[u8]) -> (Links, Ledger) {
    links(Some(Source { name: "links.csv", bytes }), &catalogue(), &mut codes(["A", "B", "C"]), false)
        .unwrap()
}

fn read(rows: &str) -> (Links, Ledger) {
    read_bytes(format!("{HEADER}{rows}").as_bytes())
}

fn disabled(rows: &str) -> Vec<u32> {
    let (links, ledger) = read(rows);
    assert!(links.list.is_empty());
    assert_eq!(fates(&ledger)[4], 1, "{rows}");
    let warned = ledger.findings.iter().filter(|f| f.code == FindingCode::LinkDisables).count();
    assert_eq!(warned, links.disabled.len());
    links.disabled.into_iter().map(|code| code.0).collect()
}

#[test]
fn good_links_of_every_kind_in_any_order() {
    let rows = ["B,covers,A,competent,taught\n", "A,same-as,C,,\n", "A,prerequisite,B,,trainer\n"];
    let (links, ledger) = read(&rows.concat());
    assert_eq!(fates(&ledger), [3, 3, 0, 0, 0]);
    assert!(ledger.findings.is_empty() && links.disabled.is_empty());
    let kinds: Vec<Kind> = links.list.iter().map(|link| link.kind).collect();
    assert_eq!(kinds, [Kind::Covers, Kind::Prerequisite, Kind::SameAs]);
    assert_eq!((links.list[0].from_rank, links.list[0].to_rank), (Some(Rank(3)), Some(Rank(1))));
    assert_eq!((links.list[1].from_rank, links.list[1].to_rank), (None, Some(Rank(4))));
}

#[test]
fn a_refused_prerequisite_disables_its_from() {
    assert_eq!(disabled("A,prerequisite,X,,\n"), [0]);
    assert_eq!(disabled("A,prerequisite,B,competnt,\n"), [0]);
    assert_eq!(disabled("A,prerequisite,B,,Trainer\n"), [0]);
    assert_eq!(disabled("A,prerequisite,,,\n"), [0]);
    assert_eq!(disabled("X,prerequisite,B,,\n"), [0u32; 0]);
}

#[test]
fn an_unknown_kind_may_have_been_a_prerequisite() {
    assert_eq!(disabled("A,prerequisit,B,,\n"), [0]);
    assert_eq!(disabled("A,,B,,\n"), [0]);
    assert_eq!(disabled("A,Covers,X,,\n"), [0]);
}

#[test]
fn refused_covers_and_same_as_prove_nothing_and_disable_nothing() {
    for rows in ["A,covers,X,,\n", "A,covers,B,x,\n", "A,same-as,X,,\n", ",covers,B,,\n"] {
        assert_eq!(disabled(rows), [0u32; 0], "{rows}");
    }
}

#[test]
fn same_as_with_different_proficiencies_is_a_conflict() {
    let (links, ledger) =
        read("A,same-as,B,taught,\nA,same-as,B,taught,competent\nA,same-as,B,taught,taught\n");
    assert_eq!(links.list.len(), 1);
    assert_eq!(
        found(&ledger.findings),
        ["2 to_proficiency link-conflict taught, ", "3 to_proficiency link-conflict taught, competent"]
    );
    assert!(links.disabled.is_empty());
}

#[test]
fn unreadable_rows_disable_every_code_in_them_unless_they_say_what_they_are() {
    assert_eq!(disabled("A,prerequisite,B\n"), [0, 1]);
    assert_eq!(disabled("A,preq,\"C,B\n"), [0, 1, 2]);
    assert_eq!(disabled("A,covers,B\n"), [0u32; 0]);
    assert_eq!(disabled("A,same-as,\"B\n"), [0u32; 0]);
    assert_eq!(disabled("A,cover,B\n"), [0, 1]);
    let (links, ledger) = read_bytes(&[HEADER.as_bytes(), b"A,prerequisite,\xff,,\n"].concat());
    assert_eq!(links.disabled, [CodeId(0)]);
    assert_eq!(rejected(&ledger), ["2 row-encoding"]);
}

#[test]
fn all_problems_of_a_row_and_copies() {
    let (links, ledger) =
        read("X,covrs,Y,p,q\nX,covrs,Y,p,q\nA,covers,B,,\nA,covers,B,,\nA,covers,B,taught,\n");
    assert_eq!(fates(&ledger), [5, 2, 0, 2, 1]);
    assert_eq!(links.list.len(), 2);
    let first: Vec<String> = found(&ledger.findings).into_iter().filter(|f| f.starts_with("2 ")).collect();
    assert_eq!(
        first,
        [
            "2 from competency-unknown X",
            "2 from_proficiency proficiency-unknown p",
            "2 kind word-unknown covrs",
            "2 to competency-unknown Y",
            "2 to_proficiency proficiency-unknown q"
        ]
    );
}

#[test]
fn an_open_vocabulary_grows_by_bytes() {
    let mut known = codes(["M"]);
    let text = "from,kind,to\nZ,covers,M\nB,prerequisite,A\nQ,prerequisite\nB,prerequisite\n";
    let (links, _) = links(Some(source("links.csv", text)), &catalogue(), &mut known, true).unwrap();
    assert_eq!(known.list.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["M", "A", "B", "Z"]);
    assert_eq!(links.list.len(), 2);
    assert_eq!(links.disabled, [CodeId(2)]);
}

#[test]
fn no_file_and_missing_columns() {
    let (empty, ledger) = links(None, &catalogue(), &mut codes(["A"]), false).unwrap();
    assert_eq!((empty, ledger), (Links::default(), Ledger::default()));
    for column in LAYOUT.required {
        let header: Vec<&str> = LAYOUT.required.iter().copied().filter(|c| c != column).collect();
        let text = format!("{}\n", header.join(","));
        let read = links(Some(source("links.csv", &text)), &catalogue(), &mut codes(["A"]), false);
        assert_eq!(found(&read.unwrap_err()), [format!("0 {column} column-missing ")]);
    }
}
