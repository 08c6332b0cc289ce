//! Every fate of a staff row, and what may be said of a person.

use super::*;
use crate::intake::testing::{catalogue, fates, found, rejected};
use crate::model::{Authorisation, FindingCode, Person, PersonId, WantedPerson};

const HEADER: &str =
    "staff_id,role,site,register,profession,field,annotations,authorisations,delegator,status,wte\n";

/// Reads a text, whole and in blocks of small sizes: each gives the same.
fn read_text(name: &str, text: &str) -> std::result::Result<(Roster, Ledger), Vec<Finding>> {
    let big = Big::in_memory(name, text.as_bytes().to_vec());
    let mut pace = Pace::default();
    let whole = staff(&big, &catalogue(), pace).unwrap()?;
    for block in [1, 7, 64, 200] {
        (pace.block, pace.batch) = (block, 3);
        let again = staff(&big, &catalogue(), pace).unwrap()?;
        assert_eq!(again.ledger, whole.ledger, "{block}");
        assert_eq!(again.roster.positions, whole.roster.positions, "{block}");
        assert_eq!((&again.roster.people, &again.roster.sites), (&whole.roster.people, &whole.roster.sites));
    }
    Ok((whole.roster, whole.ledger))
}

fn read(rows: &str) -> (Roster, Ledger) {
    read_text("staff.csv", &format!("{HEADER}{rows}")).unwrap()
}

fn positions(sheet: &Roster) -> Vec<(u32, u16, u32)> {
    sheet.positions.iter().map(|p| (p.site.0, p.role.0, p.person.0)).collect()
}

#[test]
fn a_clean_file_becomes_people_positions_and_sites() {
    let (sheet, ledger) = read(
        "S2,RN,Ward B,NMC-RN,nurse,adult,prescriber@2026-06-15,PGD:flu@2027-01-01;HCSW-VACC@2026-12-31,yes,active,1\n\
         S1,HCA,Ward B,,,,,,,active,0.5\n\
         S1,HCA,Ward A,,,,,,,active,0.5\n\
         S3,HCA,Ward C,,,,,,no,left,\n",
    );
    assert_eq!(fates(&ledger), [4, 3, 1, 0, 0]);
    assert!(ledger.findings.is_empty(), "{:?}", ledger.findings);
    assert_eq!(sheet.sites, ["Ward A", "Ward B", "Ward C"]);
    assert_eq!(positions(&sheet), [(0, 0, 0), (1, 0, 0), (1, 1, 1)]);
    let nurse = sheet.person(PersonId(1)).unwrap();
    assert_eq!(
        (sheet.staff_id(PersonId(1)), nurse.register, nurse.profession, nurse.field),
        ("S2", Some(0), Some(0), Some(0))
    );
    assert_eq!(nurse.annotations, [0]);
    assert_eq!(nurse.authorisations, [Authorisation::Word(0), Authorisation::Pgd("flu".into())]);
    assert_eq!(nurse.delegator, Some(true));
    assert_eq!(sheet.person(PersonId(0)).unwrap().delegator, None);
    assert_eq!(sheet.people.find("S1"), Some(WantedPerson::Active(PersonId(0))));
    assert_eq!(sheet.people.find("S3"), Some(WantedPerson::Inactive));
    assert_eq!(sheet.find("S2"), Some(PersonId(1)));
}

#[test]
fn only_the_word_active_counts() {
    let (sheet, ledger) = read(
        "S1,HCA,A,,,,,,,,\nS2,HCA,A,,,,,,,Active,\nS3,HCA,A,,,,,,,absent,\nS4,HCA,A,,,,,,,on holiday,\n",
    );
    assert_eq!(fates(&ledger), [4, 0, 4, 0, 0]);
    assert_eq!(
        found(&ledger.findings),
        ["2 status status-blank ", "3 status status-blank Active", "5 status status-blank on holiday"]
    );
    assert_eq!(ledger.findings[1].help, "write `active` if that is meant");
    assert!(sheet.is_empty() && sheet.positions.is_empty());
    assert_eq!(sheet.sites, ["A"]);
}

#[test]
fn without_a_status_column_everybody_is_active() {
    let (sheet, ledger) = read_text("staff.csv", "staff_id,role,site\nS1,HCA,A\n").unwrap();
    assert_eq!(found(&ledger.findings), ["0 status column-absent "]);
    assert_eq!(sheet.positions.len(), 1);
    let misspelt = read_text("staff.csv", "staff_id,role,site,Status\nS1,HCA,A,left\n");
    assert_eq!(found(&misspelt.unwrap_err()), ["0 status column-missing Status"]);
}

#[test]
fn each_missing_column_and_all_at_once() {
    for column in LAYOUT.required {
        let header: Vec<&str> = LAYOUT.required.iter().copied().filter(|c| c != column).collect();
        let text = format!("{}\n", header.join(","));
        let findings = read_text("staff.csv", &text).unwrap_err();
        assert_eq!(found(&findings), [format!("0 {column} column-missing ")]);
    }
    assert_eq!(read_text("staff.csv", "wte\n1\n").unwrap_err().len(), 3);
}

#[test]
fn unknown_roles_blank_keys_and_conflicts_reject() {
    let (sheet, ledger) = read(
        "S1,HCAA,A,,,,,,,active,\nS2,,A,,,,,,,active,\n,HCA,A,,,,,,,active,\nS3,HCA,,,,,,,,active,\n\
         S4,HCA,A,,,,,,,active,1\nS4,HCA,A,,,,,,,left,1\nS5,HCA,A,,,,,,,active,\nS5,HCA,A,,,,,,,active,\n",
    );
    assert_eq!(fates(&ledger), [8, 1, 0, 1, 6]);
    assert_eq!(
        rejected(&ledger),
        ["2 role-unknown", "3 key-blank", "4 key-blank", "5 key-blank", "6 key-conflict", "7 key-conflict"]
    );
    let ids = sheet.people.ids();
    let numbers = (0u32..).take(ids.len()).filter(|n| sheet.people.fate(*n) == WantedPerson::Refused);
    let refused: Vec<&str> = numbers.map(|number| ids.text(number)).collect();
    assert_eq!(refused, ["S1", "S2", "S3", "S4"]);
    assert_eq!(sheet.people.find(""), None);
    assert_eq!(sheet.sites, ["A"]);
    assert_eq!(ledger.findings[0].help, "write `HCA` if that is meant");
}

#[test]
fn contradictory_rows_of_a_person_are_all_refused_active_or_not() {
    let (sheet, ledger) = read(
        "S1,RN,A,NMC-RN,nurse,,,,yes,active,\nS1,HCA,B,NMC-RN,nurse,,,,no,left,\nS1,HCAA,C,GMC,,,,,,active,\n\
         S2,HCA,A,,,,,,,active,\n",
    );
    assert_eq!(fates(&ledger), [4, 1, 0, 0, 3]);
    assert_eq!(
        found(&ledger.findings),
        ["2 delegator person-conflict yes", "3 delegator person-conflict no", "4 role role-unknown HCAA"]
    );
    assert_eq!(ledger.findings[0].help, "make `delegator` the same on lines 2, 3");
    assert_eq!(sheet.people.find("S1"), Some(WantedPerson::Refused));
    assert_eq!(sheet.sites, ["A"]);
}

#[test]
fn agreement_is_as_written_and_names_every_column() {
    let (_, ledger) =
        read("S1,HCA,A,,,adult,,HCSW-VACC,,active,\nS1,HCA,B,,,,,HCSW-VACC@2027-01-01,,active,\n");
    let columns: Vec<&str> = ledger
        .findings
        .iter()
        .filter(|f| f.code == FindingCode::PersonConflict)
        .map(|f| f.place.column.as_str())
        .collect();
    assert_eq!(columns, ["authorisations", "field", "authorisations", "field"]);
    assert_eq!(rejected(&ledger), ["2 person-conflict", "3 person-conflict"]);
}

#[test]
fn bad_cells_are_blank_and_all_of_them_are_found() {
    let (sheet, ledger) = read("S1,HCA,A,NMC,nurs,adlut,x;prescriber@2027-01-01,PGD:,maybe,active,-1\n");
    assert_eq!(fates(&ledger), [1, 1, 0, 0, 0]);
    assert_eq!(
        found(&ledger.findings),
        [
            "2 annotations word-unknown x",
            "2 annotations entry-undated x;PGD:",
            "2 authorisations word-unknown PGD:",
            "2 delegator word-unknown maybe",
            "2 field word-unknown adlut",
            "2 profession word-unknown nurs",
            "2 register word-unknown NMC",
            "2 wte number-bad -1",
        ]
    );
    let person = sheet.person(PersonId(0)).unwrap();
    assert_eq!(
        (person.register, person.profession, person.field, person.delegator),
        (None, None, None, None)
    );
    assert_eq!((person.annotations.as_slice(), person.authorisations.as_slice()), (&[0][..], &[][..]));
}

#[test]
fn entries_count_through_their_last_day_only() {
    let (sheet, ledger) = read(
        "S1,HCA,A,,,,prescriber@2026-06-15,HCSW-VACC@2026-06-14;PGD:a@2026-06-15;PGD:b@2026-02-31;PGD:c@;PGD:d;PGD:e@f@2027-01-01,,active,\n",
    );
    assert_eq!(
        found(&ledger.findings),
        [
            "2 authorisations date-bad PGD:b@2026-02-31",
            "2 authorisations date-bad PGD:c@",
            "2 authorisations date-bad PGD:e@f@2027-01-01",
            "2 authorisations entry-undated PGD:d"
        ]
    );
    let person = sheet.person(PersonId(0)).unwrap();
    assert_eq!(person.annotations, [0]);
    assert_eq!(person.authorisations, [Authorisation::Pgd("a".into()), Authorisation::Pgd("d".into())]);
}

#[test]
fn a_post_that_needs_what_its_holder_does_not_show_is_found_and_kept() {
    let (sheet, ledger) = read(
        "S1,RN,A,,nurse,,,,,active,\nS2,RN,A,NMC-RN,doctor,,,,,active,\nS3,RN-CHILD,A,NMC-RN,nurse,adult,,,,active,\n\
         S4,RN,A,,,,,,,left,\nS5,HCA,A,,,child,,,,active,\nS6,RN-CHILD,A,NMC-RN,nurse,,,,,active,\n",
    );
    assert_eq!(
        found(&ledger.findings),
        [
            "2 register post-unregistered ",
            "3 profession post-unregistered doctor",
            "4 field post-field adult"
        ]
    );
    assert_eq!(sheet.positions.len(), 5);
}

#[test]
fn the_order_of_rows_changes_nothing_but_lines() {
    let rows = ["S1,HCA,A,,,,,,,active,\n", "S1,HCA,B,,,,,,,active,\n", "S0,RN,A,,,,,,,active,\n"];
    let (forward, _) = read(&rows.concat());
    let (back, _) = read(&rows.iter().rev().copied().collect::<String>());
    assert_eq!(forward.people, back.people);
    let facts = |roster: &Roster| -> Vec<Person> {
        (0..2).map(|person| roster.person(PersonId(person)).unwrap().clone()).collect()
    };
    assert_eq!(facts(&forward), facts(&back));
    assert_eq!(positions(&forward), positions(&back));
}

#[test]
fn quick_and_careful_reading_come_to_the_same() {
    let cells = [
        ["", "NMC-RN", "NMC-RN ", "GMC", "x"],
        ["", "nurse", "Nurse", "doctor", "physio"],
        ["", "adult", "child", "adult;child", "-"],
        [
            "",
            "prescriber@2026-06-15",
            "prescriber@2020-01-01;prescriber@2027-01-01",
            "prescriber",
            "prescriber@",
        ],
        [
            "PGD:flu@2027-01-01;PGD:flu@2028-01-01",
            "PGD:a@2026-01-01;HCSW-VACC@2026-12-31",
            "PGD:@2027-01-01",
            "HCSW-VACC@2026-13-01",
            "PGD:b@2019-01-01; PGD:c@2027-01-01",
        ],
        ["", "yes", "no", "maybe", "Yes"],
    ];
    let catalogue = catalogue();
    let reader = facts::Reader::new(&catalogue);
    let mut quick = facts::Facts::default();
    let (mut clear, mut number) = (0, 0);
    for choice in 0..5usize.pow(6) {
        let row: Vec<&str> = (0..6u32).map(|at| cells[at as usize][choice / 5usize.pow(at) % 5]).collect();
        let bytes: Vec<&[u8]> = row.iter().map(|cell| cell.as_bytes()).collect();
        if reader.read(bytes.try_into().unwrap(), &mut quick).is_none() {
            continue;
        }
        number += 1;
        // every twentieth, for the careful way takes its time
        if number % 20 == 1 {
            let (roster, ledger) = read(&format!("S1,HCA,Ward A,{},active,1\n", row.join(",")));
            assert!(ledger.findings.is_empty(), "{row:?}: {:?}", ledger.findings);
            assert_eq!(roster.person(PersonId(0)), Some(&facts::Facts::unpack(quick.packed())), "{row:?}");
            clear += 1;
        }
    }
    assert!(clear > 20, "{clear} of {number}");
}
