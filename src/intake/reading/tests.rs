//! Columns, faults of rows, copies and conflicts, on a sheet made up for it.

use super::*;
use crate::intake::Ledger;
use crate::intake::testing::{fates, found, rejected, source};

const LAYOUT: Layout<'_> = Layout {
    required: &["id", "site", "title"],
    optional: &["note", "status"],
    filled: &["id"],
    key: 2,
    guarded: &["status"],
    silent: &[],
};

fn read(text: &str) -> Result<(Vec<Vec<String>>, Ledger), Vec<Finding>> {
    let (table, mut log) = Table::open(source("t.csv", text), &LAYOUT)?;
    let mut rows = Vec::new();
    for row in table.rows().filter(|row| !log.is_rejected(*row)).collect::<Vec<_>>() {
        log.settle(Fate::Used);
        rows.push(row.known().map(str::to_owned).collect());
    }
    Ok((rows, log.close(&table)))
}

fn unusable(text: &str) -> Vec<String> {
    found(&read(text).unwrap_err())
}

#[test]
fn columns_in_any_order_with_bom_crlf_and_quoted_newlines() {
    let (rows, ledger) = read("\u{feff}title,id,site\r\n\"two\r\nlines\", 1 ,\tA\r\n\r\nx,2,B\r\n").unwrap();
    assert_eq!(rows, [["1", "A", "two\r\nlines"], ["2", "B", "x"]]);
    assert_eq!(fates(&ledger), [2, 2, 0, 0, 0]);
    assert_eq!(ledger.rejects.header.as_deref(), Some(&b"title,id,site"[..]));
    assert!(ledger.findings.is_empty());
}

#[test]
fn every_missing_and_repeated_column_is_listed_at_once() {
    assert_eq!(
        unusable("note\n1\n"),
        ["0 id column-missing ", "0 site column-missing ", "0 title column-missing "]
    );
    assert_eq!(
        unusable("ID,Site,note,note\n1,2,3,4\n"),
        [
            "1 note column-repeated note",
            "0 id column-missing ID",
            "0 site column-missing Site",
            "0 title column-missing "
        ]
    );
}

#[test]
fn what_is_no_table_is_unusable() {
    for bytes in [&b""[..], b"\r\n \r\n", b"\xff\xfei\0d\0", b"PK\x03\x04\0", b"id;site;title\n1;2;3\n"] {
        let findings = Table::open(Source { name: "t.csv", bytes }, &LAYOUT).unwrap_err();
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].code, FindingCode::FileUnusable);
    }
}

#[test]
fn unknown_columns_are_noted_and_misspelt_guarded_ones_refused() {
    let (_, ledger) = read("id,site,title,Note,colour,\n1,A,x,,,\n").unwrap();
    assert_eq!(
        found(&ledger.findings),
        ["0  column-unknown ", "0 Note column-unknown Note", "0 colour column-unknown colour"]
    );
    assert_eq!(ledger.findings[1].help, "rename it to `note` if that is meant");
    assert_eq!(unusable("id,site,title,Status\n1,A,x,left\n"), ["0 status column-missing Status"]);
    assert!(read("id,site,title,Status,status\n1,A,x,left,left\n").is_ok());
}

#[test]
fn a_million_columns_are_one_ragged_row() {
    let text = format!("id,site,title\n1,A,x\n{}\n2,B,y\n", ",".repeat(999_999));
    let (rows, ledger) = read(&text).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(fates(&ledger), [3, 2, 0, 0, 1]);
    assert_eq!(found(&ledger.findings), ["3  row-ragged 1000000 cells"]);
    assert_eq!(ledger.rejects.rows[0].raw.len(), 999_999);
}

#[test]
fn a_header_of_many_columns_is_summed_up() {
    let extra: Vec<String> = (0..60_000).map(|i| format!("c{i}")).collect();
    let (rows, ledger) = read(&format!("id,site,title,{}\n", extra.join(","))).unwrap();
    assert!(rows.is_empty());
    assert_eq!(ledger.findings.len(), 51);
    let sum: Vec<&str> = ledger.findings.iter().map(|f| &*f.message).filter(|m| m.contains("more")).collect();
    assert_eq!(sum, ["nothing reads 59950 more columns"]);
    let told =
        read(&format!("id,site,title,{}\n", [extra.join(","), extra.join(",")].join(","))).unwrap_err();
    assert_eq!(told[0].message, "the header has more than 65536 columns");
}

#[test]
fn faulty_rows_are_rejected_as_they_came() {
    let bytes = b"id,site,title\n1,A\n2,B,x,y\n3,\"C,z\n4,D,q\"r\n5,E,\xff\n6,F,ok\n";
    let (table, log) = Table::open(Source { name: "t.csv", bytes }, &LAYOUT).unwrap();
    assert_eq!(table.rows().map(Row::line).collect::<Vec<_>>(), [7]);
    let mut log = log;
    log.settle(Fate::Used);
    let ledger = log.close(&table);
    assert_eq!(
        rejected(&ledger),
        ["2 row-ragged", "3 row-ragged", "4 row-quoting", "5 row-quoting", "6 row-encoding"]
    );
    let raw: Vec<&[u8]> = ledger.rejects.rows.iter().map(|r| r.raw.as_slice()).collect();
    assert_eq!(raw, [&b"1,A"[..], b"2,B,x,y", b"3,\"C,z", b"4,D,q\"r", b"5,E,\xff"]);
    assert_eq!(fates(&ledger), [6, 1, 0, 0, 5]);
}

#[test]
fn copies_are_duplicates_and_conflicts_reject_every_row_of_a_key() {
    let text = "id,site,title,extra\n1,A,x,p\n1, A ,x,q\n2,A,x,\n2,A,y,\n2,A,x,\n2,B,x,\n,A,x,\n,A,x,\n";
    let (rows, ledger) = read(text).unwrap();
    assert_eq!(rows, [["1", "A", "x"], ["2", "B", "x"]]);
    assert_eq!(fates(&ledger), [8, 2, 0, 2, 4]);
    assert_eq!(
        found(&ledger.findings),
        [
            "0 extra column-unknown extra",
            "3  row-duplicate ",
            "4 id key-conflict 2, A",
            "5 id key-conflict 2, A",
            "6  row-duplicate ",
            "8 id key-blank ",
            "9 id key-blank ",
        ]
    );
    assert_eq!(rejected(&ledger), ["4 key-conflict", "5 key-conflict", "8 key-blank", "9 key-blank"]);
    assert!(ledger.findings.iter().any(|f| f.help == "keep one of the rows on lines 4, 5"));
}

#[test]
fn a_row_without_a_fate_or_with_two_does_not_add_up() {
    let (table, log) = Table::open(source("t.csv", "id,site,title\n1,A,x\n"), &LAYOUT).unwrap();
    assert!(!log.close(&table).accounting.adds_up());
    let (table, mut log) = Table::open(source("t.csv", "id,site,title\n,A,x\n"), &LAYOUT).unwrap();
    log.settle(Fate::Used);
    assert!(!log.close(&table).accounting.adds_up());
}
