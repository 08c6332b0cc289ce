//! Tests of CASE packages in memory.

use super::super::case_rows::CaseRows;
use super::super::testing::{Fate, Kept};
use super::*;
use crate::exchange::row::Rows;
use crate::model::Day;

fn read(text: &str) -> std::result::Result<Kept, Vec<Finding>> {
    let rows = CaseRows::read("one", text.as_bytes())?;
    let mut opened = [Opened { name: "one", rows: Box::new(rows) }];
    assert_eq!(Case.check(&opened), []);
    let mut kept = Kept::default();
    let context = Context { as_at: Day::from_ymd(2026, 11, 1).unwrap() };
    Case.read(&mut opened, context, &mut kept).unwrap();
    Ok(kept)
}

fn package(associations: &[(&str, &str, &str)]) -> String {
    let lines: Vec<String> = associations
        .iter()
        .map(|(kind, from, to)| {
            format!(
                r#"{{"identifier": "x", "associationType": "{kind}", "originNodeURI": {{"identifier": "{from}"}}, "destinationNodeURI": {{"identifier": "{to}"}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{
"CFAssociations": [
{}
],
"CFDocument":
 {{"identifier": "d", "title": "Framework", "unread": [[[1]]]}},
"CFItems": [
 {{"identifier": "i1", "humanCodingScheme": "A", "fullStatement": "Walking"}},
 {{"identifier": "i2", "fullStatement": "Walking\nindoors", "abbreviatedStatement": "Indoors"}},
 {{"identifier": 7}}
]}}"#,
        lines.join(",\n")
    )
}

#[test]
fn items_are_competencies_and_two_associations_are_links() {
    let kept = read(&package(&[
        ("precedes", "i1", "i2"),
        ("exactMatchOf", "i1", "i2"),
        ("isChildOf", "i2", "i1"),
        ("replacedBy", "i1", "i2"),
        ("ext:helps", "i1", "i2"),
    ]))
    .unwrap();
    let codes: Vec<&str> = kept.drafts(SheetKind::Competencies).iter().map(|d| &*d["code"]).collect();
    assert_eq!(codes, ["A", "i2"]);
    let links: Vec<[&str; 3]> =
        kept.drafts(SheetKind::Links).iter().map(|d| [&*d["from"], &*d["kind"], &*d["to"]]).collect();
    assert_eq!(links, [["i2", "prerequisite", "A"], ["A", "same-as", "i2"]]);
    assert_eq!(kept.aside(Aside::OutOfScope), 4);
    assert_eq!(kept.rejected(), [FindingCode::KeyBlank]);
    assert_eq!(kept.notes.len(), 2);
    // rows know their lines, whatever their order
    assert!(matches!(kept.fates[&(0, 3)], Fate::Passed(_)));
    assert!(matches!(kept.fates[&(0, 10)], Fate::Aside(..)));
}

#[test]
fn a_misspelt_association_is_refused_for_it_may_be_a_prerequisite() {
    let kept = read(&package(&[("preceeds", "i1", "i2")])).unwrap();
    assert_eq!(kept.rejected(), [FindingCode::RecordUnknown, FindingCode::KeyBlank]);
    assert!(unknown("preceeds").help.contains("`precedes`"));
}

#[test]
fn what_comes_first_and_is_not_there_stays_a_prerequisite() {
    let kept =
        read(&package(&[("precedes", "elsewhere", "i1"), ("exactMatchOf", "i1", "elsewhere")])).unwrap();
    let links = kept.drafts(SheetKind::Links);
    assert_eq!((links.len(), links[0]["to"].as_str()), (1, "elsewhere"));
}

#[test]
fn what_is_no_package_is_refused_with_its_line() {
    for (text, line) in [("", 1), ("[]", 1), ("{\n\"CFDocument\": {},\n\"CFItems\": 7}", 3), ("{}", 1)] {
        let finding = &CaseRows::read("one", text.as_bytes()).unwrap_err()[0];
        assert_eq!((finding.code, finding.place.line), (FindingCode::FileUnusable, line), "{text}");
    }
    assert!(CaseRows::read("one", b"{\"CFDocument\": \"\xFF\"}").is_err());
}

#[test]
fn deep_nesting_asks_for_no_stack() {
    let deep = "[".repeat(1_000_000);
    assert!(CaseRows::read("one", format!("{{\"CFDocument\": {deep}").as_bytes()).is_err());
    let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!("{{\"CFDocument\": {closed}, \"CFItems\": [{closed}]}}");
    let mut rows = CaseRows::read("one", text.as_bytes()).unwrap();
    let mut row = crate::exchange::row::Row::default();
    while rows.read(&mut row).unwrap() {
        assert_eq!(row.get(1), "");
    }
}

use proptest::prelude::*;

proptest! {
    /// Only two kinds of association become links, between items of the package; every other has another fate.
    #[test]
    fn nothing_else_becomes_a_link(
        all in prop::collection::vec(
            (
                prop::sample::select(vec![SAME, BEFORE, REPLACED, "isChildOf", "isPartOf", "ext:x", "covers", ""]),
                prop::sample::select(vec!["i1", "i2", "elsewhere"]),
                prop::sample::select(vec!["i1", "i2", "elsewhere"]),
            ),
            0..8,
        ),
    ) {
        let kept = read(&package(&all)).unwrap();
        prop_assert_eq!(kept.fates.len(), 1 + 3 + all.len());
        let known = |id: &str| id != "elsewhere";
        let links = all.iter().filter(|(kind, from, to)| match *kind {
            SAME => known(from) && known(to),
            BEFORE => known(to),
            _ => false,
        });
        prop_assert_eq!(kept.drafts(SheetKind::Links).len(), links.count());
        let refused = all.iter().filter(|(kind, ..)| matches!(*kind, "covers" | "")).count();
        // and the item without an identifier
        prop_assert_eq!(kept.rejected().len(), refused + 1);
    }
}
