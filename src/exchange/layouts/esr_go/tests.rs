//! Tests of the interface of 2009 over records in memory.

use super::super::testing::{Kept, Lines, map};
use super::*;

const MAPPING: &str = r#"
version = 1
[[source]]
files = ["one"]
layout = "esr-go"
columns = [
  { ours = "person_id", theirs = ["PER.2", "ASG.2"] },
  { ours = "staff_id", theirs = ["PER.3"] },
  { ours = "role", theirs = ["ASG.3"] },
  { ours = "site", theirs = ["ASG.4"] },
  { ours = "wte", theirs = ["ASG.5"] },
  { ours = "status", theirs = ["ASG.6"] },
]
[[values]]
field = "site"
map = [{ theirs = "638 L8 North", ours = "north-hub" }, { theirs = "638 L8 North Two", ours = "north-hub" }]
[[values]]
field = "status"
map = [{ theirs = "Active Assignment", ours = "active" }]
"#;
const NAME: &str = "GO_123_ASG_20090706_Full_31820181.DAT";

fn file(records: &str, count: u64) -> String {
    format!("HDR,{NAME}\n{records}\nFTR,{NAME},{count}")
}

fn read(text: &str) -> std::result::Result<Kept, Vec<Finding>> {
    map(MAPPING, vec![Lines::records(text, ',')])
}

const TWO: &str = "PER,7,S1\nASG,7,Nurse,638 L8 North,0.5,Active Assignment";

#[test]
fn persons_join_their_assignments() {
    let kept = read(&file(TWO, 2)).unwrap();
    let staff = kept.drafts(SheetKind::Staff);
    let cells: Vec<&str> = ["staff_id", "role", "site", "wte", "status"].map(|c| &*staff[0][c]).to_vec();
    assert_eq!(cells, ["S1", "Nurse", "638 L8 North", "0.5", "Active Assignment"]);
    assert_eq!((kept.aside(Aside::Joined), kept.aside(Aside::OutOfScope)), (1, 2));
    // the number may count the first and the last record too
    assert_eq!(read(&file(TWO, 4)).unwrap().fates, kept.fates);
}

#[test]
fn a_file_cut_off_or_changed_is_never_used() {
    let codes = |text: &str| -> Vec<FindingCode> { read(text).unwrap_err().iter().map(|f| f.code).collect() };
    for count in [0, 1, 3, 5] {
        assert_eq!(codes(&file(TWO, count)), [FindingCode::FileIncomplete], "{count}");
    }
    assert_eq!(codes(&format!("HDR,{NAME}\n{TWO}")), [FindingCode::FileIncomplete]);
    assert_eq!(codes(&format!("{TWO}\nFTR,{NAME},2")), [FindingCode::FileIncomplete]);
    assert_eq!(
        codes(&format!("HDR,GO_1_ASG_20090706_Full_2.DAT\n{TWO}\nFTR,{NAME},2")),
        [FindingCode::FileIncomplete]
    );
    assert_eq!(
        codes(&format!("{}\nPER,8,S2", file(TWO, 2))),
        [FindingCode::FileIncomplete, FindingCode::FileIncomplete]
    );
    let changes = file(TWO, 2).replace("_Full_", "_Changes_");
    assert_eq!(codes(&changes), [FindingCode::FileOfChanges]);
}

#[test]
fn a_record_too_many_and_a_person_twice_are_refused() {
    let kept = read(&file("PER,7,S1\nPER,7,S2\nASG,7,Nurse,638 L8 North,1,x\nXXX,7\nPER,8,S3\nPER,8,S3", 6))
        .unwrap();
    assert!(kept.drafts(SheetKind::Staff).is_empty());
    assert_eq!(
        kept.rejected(),
        [
            FindingCode::KeyConflict,
            FindingCode::KeyConflict,
            FindingCode::StaffUnknown,
            FindingCode::RecordUnknown
        ]
    );
    assert_eq!((kept.aside(Aside::Duplicate), kept.aside(Aside::OutOfScope)), (1, 3));
}

#[test]
fn assignments_in_one_role_at_one_site_are_one_row() {
    let records = "PER,7,S1\nASG,7,Nurse,638 L8 North,0.5,Active Assignment\nASG,7,Nurse,638 L8 North Two,0.25,Active Assignment\nASG,7,Nurse,638 L8 North,0.1,Ended";
    let kept = read(&file(records, 4)).unwrap();
    // the two sites become one, but are written differently: both rows pass and the sheet tells of the contradiction
    assert_eq!(kept.drafts(SheetKind::Staff).len(), 2);
    let same = records.replace("North Two", "North");
    let kept = read(&file(&same, 4)).unwrap();
    let staff = kept.drafts(SheetKind::Staff);
    assert_eq!((staff.len(), staff[0]["wte"].as_str()), (1, "0.75"));
    assert_eq!(kept.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [FindingCode::AssignmentsSummed]);
    assert_eq!(kept.aside(Aside::Joined), 2);
}

#[test]
fn positions_must_be_given() {
    let bare = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"esr-go\"\n";
    let findings = map(bare, vec![Lines::records(&file(TWO, 2), ',')]).unwrap_err();
    let lacks: Vec<&str> = findings.iter().map(|f| f.value.as_str()).collect();
    assert_eq!(lacks, ["staff_id", "role", "site", "ASG", "PER"]);
}

use proptest::prelude::*;

proptest! {
    /// Every record has one fate (`map` asserts it); without a record there is never a person more.
    #[test]
    fn a_record_less_is_never_a_person_more(
        records in prop::collection::vec((prop::sample::select(vec!["PER", "ASG", "XXX"]), 1..4_u8, 1..3_u8), 1..9),
        which in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<String> = records
            .iter()
            .map(|(code, id, other)| match *code {
                "PER" => format!("PER,{id},S{id}"),
                "ASG" => format!("ASG,{id},Nurse,Site {other},0.5,Active Assignment"),
                code => format!("{code},{id}"),
            })
            .collect();
        let people = |lines: &[String]| {
            let kept = read(&file(&lines.join("\n"), lines.len() as u64)).unwrap();
            let staff = kept.drafts(SheetKind::Staff).into_iter().map(|draft| draft["staff_id"].clone());
            staff.collect::<std::collections::BTreeSet<String>>()
        };
        let mut fewer = lines.clone();
        let gone = fewer.remove(which.index(lines.len()));
        if !fewer.is_empty() && !gone.starts_with("PER") {
            prop_assert!(people(&fewer).is_subset(&people(&lines)));
        }
    }
}
