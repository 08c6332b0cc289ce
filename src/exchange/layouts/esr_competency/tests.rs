//! Tests of the ESR competence export over rows in memory.

use super::super::testing::{Fate, Kept, Lines, map};
use super::*;

const MAPPING: &str = "version = 1\n[[source]]\nfiles = [\"one\"]\nlayout = \"esr-competency\"\n";
const HEADER: &str = "Employee Number;Competency Name;Competence Level;Expiry Date;Compliance Status;Date Start;Date Last Awarded;Last Updated By";

fn rows(text: &str) -> Kept {
    map(MAPPING, vec![Lines::table(&format!("{HEADER}\n{text}"), ';')]).unwrap()
}

fn only(text: &str) -> std::collections::BTreeMap<String, String> {
    let kept = rows(text);
    let drafts = kept.drafts(SheetKind::Holdings);
    assert_eq!(drafts.len(), 1, "{kept:?}");
    drafts[0].clone()
}

#[test]
fn a_row_is_a_holding_in_the_words_of_the_export() {
    let draft = only(
        "S1;457|LOCAL|Walking practice - 2 Years|;1 - Attended;30-Nov-2028;GREEN;02-Dec-2025;2025/12/02 00:00:00;X|Synthetic",
    );
    assert_eq!(draft["staff_id"], "S1");
    assert_eq!(draft["competency"], "457|LOCAL|Walking practice - 2 Years|");
    assert_eq!(draft["proficiency"], "1 - Attended");
    assert_eq!(draft["assessed_on"], "2025/12/02 00:00:00");
    // two years of the name end before the expiry that the export gives
    assert_eq!(draft["expires_on"], "2027-12-02");
}

#[test]
fn the_level_of_the_title_stands_in_where_the_cell_is_blank() {
    assert_eq!(only("S1;NHS|CSTF|Moving - Level 2|;;;;;;")["proficiency"], "Level 2");
    assert_eq!(only("S1;NHS|CSTF|Moving - Level 2|;2 - Assessed;;;;;")["proficiency"], "2 - Assessed");
    assert_eq!(only("S1;NHS|CSTF|Moving|;;;;;;")["proficiency"], "");
}

#[test]
fn the_award_comes_before_the_start_and_a_later_start_counts() {
    assert_eq!(only("S1;A;x;;;01-Jan-2024;01-Jan-2025;")["assessed_on"], "01-Jan-2025");
    assert_eq!(only("S1;A;x;;;01-Jan-2024;;")["assessed_on"], "01-Jan-2024");
    assert_eq!(only("S1;A;x;;;01-Jan-2027;01-Jan-2025;")["assessed_on"], "01-Jan-2027");
    assert_eq!(rows("S1;A;x;;;03/12/2026;01-Jan-2025;").rejected(), [FindingCode::DateBad]);
}

#[test]
fn no_expiry_stays_unless_the_name_has_a_period() {
    assert_eq!(only("S1;A;x;no expiry;;;01-Jan-2025;")["expires_on"], "no expiry");
    assert_eq!(only("S1;A - 1 Year|;x;No Expiry;;;01-Jan-2025;")["expires_on"], "2026-01-01");
    assert_eq!(only("S1;A - 1 Year|;x;;;;01-Jan-2025;")["expires_on"], "2026-01-01");
}

#[test]
fn a_red_status_beside_a_valid_expiry_is_told_of() {
    let kept = rows("S1;A;x;30-Nov-2028;RED;;01-Jan-2025;\nS1;B;x;30-Nov-2020;RED;;01-Jan-2019;");
    let codes: Vec<FindingCode> = kept.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, [FindingCode::ComplianceDiffers]);
}

#[test]
fn junk_is_out_of_scope_and_damage_is_refused() {
    let kept = rows(&format!(
        ";;;;;;;\n{HEADER}\nTotal;;;;;;;12\n;;Report of 1 November;;;;;\nS1;A\nS1;A - 0 Years|;x;;;;01-Jan-2025;\nS1;A - 2 Years|;x;;;;03/04/2025;"
    ));
    assert_eq!(kept.aside(Aside::OutOfScope), 4);
    assert_eq!(kept.rejected(), [FindingCode::RowRagged, FindingCode::NumberBad, FindingCode::DateBad]);
    assert!(kept.drafts(SheetKind::Holdings).is_empty());
}

#[test]
fn a_personal_export_is_refused_and_its_updater_is_no_learner() {
    let text = "Competency Name;Last Updated By\nA;X|Synthetic";
    let findings = map(MAPPING, vec![Lines::table(text, ';')]).unwrap_err();
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].code, findings[0].value.as_str()),
        (FindingCode::ColumnMissing, "Last Updated By")
    );
    assert!(findings[0].help.contains("Employee Number"));
}

#[test]
fn two_columns_of_one_meaning_are_refused_until_the_mapping_says_which() {
    let text = "Employee Number;Assignment Number;competancy-name\n1;2;A";
    let findings = map(MAPPING, vec![Lines::table(text, ';')]).unwrap_err();
    assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), [FindingCode::ColumnRepeated]);
    let said = format!("{MAPPING}columns = [{{ ours = \"staff_id\", theirs = [\"Employee Number\"] }}]\n");
    let kept = map(&said, vec![Lines::table(text, ';')]).unwrap();
    assert!(matches!(&kept.fates[&(0, 2)], Fate::Passed(drafts) if drafts[0].1["staff_id"] == "1"));
}

#[test]
fn an_expiry_that_must_be_compared_must_be_sure() {
    // by its column the date could be read, and be later than the period allows: the row does not pass
    assert_eq!(rows("S1;A - 1 Year|;x;03/04/2030;;;01-Jan-2026;").rejected(), [FindingCode::DateBad]);
    assert_eq!(only("S1;A;x;03/04/2030;;;01-Jan-2026;")["expires_on"], "03/04/2030");
    let words = "[[values]]\nfield = \"expires_on\"\nmap = [{ theirs = \"n/a\", ours = \"never\", confirmed = CONFIRMED }]\n";
    let text = format!("{HEADER}\nS1;A - 1 Year|;x;n/a;;;01-Jan-2026;");
    let read = |confirmed: &str| {
        let mapping = format!("{MAPPING}{}", words.replace("CONFIRMED", confirmed));
        map(&mapping, vec![Lines::table(&text, ';')]).unwrap()
    };
    assert_eq!(read("true").drafts(SheetKind::Holdings)[0]["expires_on"], "2027-01-01");
    assert_eq!(read("false").rejected(), [FindingCode::DateBad]);
}

#[test]
fn two_statuses_refuse_nothing() {
    let text = "Employee Number;Competency Name;Status;RAG Status\n1;A;RED;GREEN";
    assert_eq!(map(MAPPING, vec![Lines::table(text, ';')]).unwrap().drafts(SheetKind::Holdings).len(), 1);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    fn cells() -> impl Strategy<Value = Vec<String>> {
        let cell = prop::sample::select(vec![
            "",
            "S1",
            "S2",
            "Total",
            "12",
            "457|LOCAL|Walking - 2 Years|",
            "A - 0 Years|",
            "1 - Attended",
            "no expiry",
            "30-Nov-2028",
            "03/04/2025",
            "2025/12/02 00:00:00",
            "31-Feb-2025",
            "RED",
            "Employee Number",
        ]);
        prop::collection::vec(cell.prop_map(str::to_owned), 6..10)
    }

    fn count(lines: &[Vec<String>]) -> Kept {
        let text: Vec<String> = lines.iter().map(|cells| cells.join(";")).collect();
        rows(&text.join("\n"))
    }

    proptest! {
        /// `read` asserts that every row has one fate; here, that damage to a row takes its holding and no other.
        #[test]
        fn damage_never_adds_a_holding(lines in prop::collection::vec(cells(), 1..12), which in any::<prop::sample::Index>()) {
            let before = count(&lines).drafts(SheetKind::Holdings).len();
            let mut damaged = lines.clone();
            let line = which.index(lines.len());
            damaged[line].push("one more".to_owned());
            damaged[line].extend(vec![String::new(); 9]);
            let after = count(&damaged);
            prop_assert!(after.drafts(SheetKind::Holdings).len() <= before);
            prop_assert!(matches!(after.fates[&(0, line as u64 + 2)], Fate::Rejected(FindingCode::RowRagged)));
        }

        /// A period in the name never makes a holding last longer than without it.
        #[test]
        fn a_period_only_shortens(days in 0_i32..4000, years in 1_u16..9, expiry in 0_i32..6000) {
            let day = |n: i32| Day::from_number(16_000 + n).unwrap();
            let line = |name: &str| format!("S1;{name};x;{};;;{};", day(expiry), day(days));
            let plain = only(&line("A"))["expires_on"].clone();
            let limited = only(&line(&format!("A - {years} Years|")))["expires_on"].clone();
            prop_assert!(limited <= plain);
        }
    }
}
