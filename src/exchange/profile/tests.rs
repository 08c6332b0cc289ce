//! What profiles say of small files.

use std::fmt::Write;

use super::*;
use crate::exchange::testing::Lines;
use crate::model::{ColumnProfile, Remark};

fn of(text: &str) -> Profiled {
    profile(&mut Lines::of(text, ','), FileProfile::default(), &|_, _| Ok(())).unwrap()
}

fn column<'p>(file: &'p Profiled, header: &str) -> &'p ColumnProfile {
    file.profile.columns.iter().find(|column| column.header == header).unwrap()
}

fn remark<'c>(column: &'c ColumnProfile, code: &str) -> Option<&'c Remark> {
    column.remarks.iter().find(|remark| remark.code == code)
}

#[test]
fn rows_that_are_none_are_told_apart() {
    let text = "id,n\nA1,1\n\nA2,2\n,\nA1,1\nid,n\nTotal,4\nA3\nA4,5\n\n\nA5,6\n";
    let rows = of(text).profile.rows;
    assert_eq!(rows.rows, 8);
    // two blank lines before A5, one before A2, and a row without values
    assert_eq!(rows.blank, 4);
    assert_eq!((rows.headers.first.as_slice(), rows.totals.first.as_slice()), (&[7][..], &[8][..]));
    assert_eq!(rows.ragged.first, [9]);
    assert_eq!((rows.duplicates, rows.duplicates_exact), (1, true));
}

#[test]
fn a_column_of_dates_says_whether_it_settles_their_order() {
    let settled = of("staff_id,competency,date\nA,B,31/03/2026\nA,C,02/03/2026\nA,D,03/03/2026\n");
    let column_of = column(&settled, "date");
    assert_eq!(column_of.parts.day_first(), Some(true));
    assert_eq!((column_of.parts.first_above, column_of.parts.either, column_of.parts.same), (1, 1, 1));
    assert!(remark(column_of, "date-order-settled").is_some());
    let open = of("date\n02/03/2026\n03/04/2026\n");
    assert!(remark(column(&open, "date"), "date-order-open").is_some());
    let mixed = of("date\n31/03/2026\n03/31/2026\n");
    assert!(remark(column(&mixed, "date"), "date-order-mixed").is_some());
    let short = of("date\n31/03/26\n1753-01-01\n");
    assert_eq!(remark(column(&short, "date"), "two-digit-years").unwrap().rows, 1);
    assert_eq!(remark(column(&short, "date"), "date-far").unwrap().lines, [3]);
}

#[test]
fn what_a_spreadsheet_did_is_seen() {
    let mut text = "code,other\n".to_owned();
    for number in 10_000..10_050 {
        writeln!(text, "{number},x{number}").unwrap();
    }
    text += "123,x\n1.2E+05,x\nMar-25,x\n";
    let file = of(&text);
    let remark_of = remark(column(&file, "code"), "mangled").unwrap();
    assert_eq!((remark_of.rows, remark_of.lines.as_slice()), (2, &[53, 54][..]));
    assert_eq!(remark(column(&file, "code"), "zeros-lost").unwrap().rows, 1);
}

#[test]
fn zeros_that_another_file_has_are_missed() {
    let (mut with, mut without) = ("Employee Number\n".to_owned(), "Employee Number\n".to_owned());
    for number in 0..40 {
        writeln!(with, "{number:05}").unwrap();
        writeln!(without, "{number}").unwrap();
    }
    let mut files = [of(&with), of(&without)];
    compare(&mut files);
    assert!(remark(&files[0].profile.columns[0], "zeros-lost").is_none());
    assert!(remark(&files[1].profile.columns[0], "zeros-lost").unwrap().message.contains("Employee Number"));
}

#[test]
fn values_that_differ_by_case_and_shapes_that_are_rare_are_told() {
    let mut text = "group,ref\n".to_owned();
    for number in 0..200 {
        let group = ["HCHS Doctors", "HCHS doctors", "HCHS  Doctors", "Nurses"][number % 4];
        let reference = if number == 77 { "ref?".to_owned() } else { format!("AB-{number:03}") };
        writeln!(text, "{group},{reference}").unwrap();
    }
    let file = of(&text);
    let alike = remark(column(&file, "group"), "case-or-blanks").unwrap();
    assert_eq!((alike.rows, alike.examples.len()), (100, 3));
    let rare = remark(column(&file, "ref"), "shape-rare").unwrap();
    assert_eq!((rare.rows, rare.lines.as_slice()), (1, &[79][..]));
}

#[test]
fn personal_columns_show_no_value_once_hidden() {
    let mut text = "Employee Number,Surname,free,NI,role\n".to_owned();
    for number in 0..50 {
        writeln!(text, "2{number:05},Name{number},Some One{number},QQ{number:06}C,Physiotherapist").unwrap();
    }
    let mut file = of(&text);
    file.hide();
    for header in ["Employee Number", "Surname", "free", "NI"] {
        assert!(!column(&file, header).personal.is_empty(), "{header}");
    }
    assert!(column(&file, "role").personal.is_empty());
    let shown = format!("{:?}", file.profile);
    for secret in ["200001", "Name1", "One1", "QQ000001C"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("Physiotherapist"));
}

#[test]
fn many_values_are_counted_within_the_stated_error() {
    let mut text = "a,b\n".to_owned();
    for number in 0..60_000 {
        writeln!(text, "value {number},{}", number % 7).unwrap();
    }
    let file = of(&text);
    let (a, b) = (column(&file, "a"), column(&file, "b"));
    assert!(!a.distinct_exact && a.distinct.abs_diff(60_000) < 3_000, "{}", a.distinct);
    assert_eq!((b.distinct, b.distinct_exact, a.filled), (7, true, 60_000));
    assert_eq!(b.top.len(), 7);
}

#[test]
fn meanings_rest_on_header_and_values() {
    let file = of("Person Number,Competency Name,Competence Level,Expiry Date,Last Updated By\n\
                   1,NHS|CSTF|Fire Safety - 2 Years|,1 - Attended,30-Nov-2028,457XX01|Sample, Mrs A\n\
                   2,NHS|CSTF|Fire Safety - 2 Years|,1 - Attended,no expiry,457XX01|Sample, Mrs A\n"
        .replace("Sample, Mrs", "Sample Mrs")
        .as_str());
    let meanings: Vec<&str> = file.profile.columns.iter().map(|column| column.meaning.as_str()).collect();
    assert_eq!(
        meanings,
        ["holdings.staff_id", "holdings.competency", "holdings.proficiency", "holdings.expires_on", ""]
    );
    assert!(!column(&file, "Last Updated By").personal.is_empty());
}
