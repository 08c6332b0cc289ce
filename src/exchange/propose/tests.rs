//! What is proposed for small folders.

use std::fmt::Write;

use super::*;
use crate::exchange::testing::Lines;
use crate::exchange::{ReadMapping, profile};
use crate::model::{Catalogue, Day, FileProfile, Level, PackName, Policies, Rank, Role, Supervision, Words};
use crate::sheet::Sheet;

fn catalogue() -> Catalogue {
    let role = |code: &str, title: &str, level: &str, register: Option<u16>| Role {
        code: code.to_owned(),
        title: title.to_owned(),
        level: Level::parse(level).unwrap(),
        register,
        profession: None,
        field: None,
        practitioner: register.is_some(),
        delegates: register.is_some(),
        needs_listed: false,
        routine: Vec::new(),
        supervision: Supervision::Direct,
        band: level.to_owned(),
    };
    let words = |list: &[&str]| Words::new(list.iter().map(|word| (*word).to_owned()));
    Catalogue {
        pack: PackName::default(),
        as_at: Day::parse_iso("2026-11-01").unwrap(),
        criteria: Vec::new(),
        act_names: Words::default(),
        acts: Vec::new(),
        roles: vec![
            role("HCSW-2", "Healthcare support worker", "2", None),
            role("HCSW-3", "Senior healthcare support worker", "3", None),
            role("THERAPY-3", "Therapy assistant (physiotherapy and occupational therapy)", "3", None),
            role("AP-NURSING", "Assistant practitioner, nursing", "4", None),
            role("PHYSIO-5", "Physiotherapist", "5", Some(0)),
            role("RN-ADULT", "Staff nurse, adult", "5", Some(0)),
            role("RN-CHILD", "Staff nurse, child", "5", Some(0)),
            role("PHYSIO-6", "Specialist physiotherapist", "6", Some(0)),
            role("PHYSIO-7", "Advanced physiotherapist", "7", Some(0)),
        ],
        proficiencies: words(&["taught", "modelled", "competent", "trainer"]),
        professions: words(&["nurse", "occupational-therapist"]),
        listed: Vec::new(),
        registers: words(&["NMC-RN", "HCPC"]),
        fields: words(&["adult"]),
        annotations: Words::default(),
        authorisations: Words::default(),
        mitigations: Words::default(),
        policies: Policies {
            unknown_expiry_valid: false,
            min_proficiency: Rank(3),
            competent: Rank(3),
            delegator_unknown: false,
        },
        stops: Words::default(),
        rules: Vec::new(),
        sources: Vec::new(),
    }
}

fn seen(name: &str, text: &str, separator: char) -> FileSeen {
    let profiled = profile(&mut Lines::of(text, separator), FileProfile::default(), &|_, _| Ok(())).unwrap();
    let delimiter = (separator != ',').then_some(separator);
    FileSeen { name: name.to_owned(), profiled, layout: None, encoding: None, delimiter }
}

const STAFF: &str = "Employee Number;Job Title;Location;Assignment Status;Surname\n\
    00123;Physiotherapist;North Hub;Active Assignment;Aa\n\
    00124;Specialist Physiotherapist;North Hub;Active Assignment;Bb\n\
    00125;Physiotherapy Assistant;Valley Clinic;Leaver;Cc\n\
    00126;Staff Nurse;Valley Clinic;Active Assignment;Dd\n\
    00127;Porter;Valley Clinic;Active Assignment;Ee\n";
const SKILLS: &str = "Person Number;Skill Name;Level;Achieved;Expiry Date\n\
    123;NHS|CORE|Basic Life Support - 1 Year|;Competent;31/03/2026;never\n\
    124;NHS|CORE|Basic Life Support - 1 Year|;1 - Attended;01/02/2026;never\n\
    125;457|LOCAL|Take and record vital signs|;Competent;05/06/2026;never\n\
    126;NHS CRB and Vetting Checklist;Competent;15/06/2026;never\n\
    127;Walking the dog;Competent;25/06/2026;never\n";

fn words(catalogue: &Catalogue) -> Vocabulary<'_> {
    let mut vocabulary = Vocabulary::new(catalogue);
    let codes = "code,title\nBLS-01,Basic life support\nVITAL-01,Take and record vital signs\n";
    vocabulary.add_competencies(&Sheet::read("competencies.csv", codes.as_bytes()).unwrap());
    let tasks = "task_id,site\nT1,north-hub\nT2,valley-clinic\n";
    vocabulary.add_tasks(&Sheet::read("tasks.csv", tasks.as_bytes()).unwrap());
    vocabulary
}

fn of(files: &[FileSeen], wishes: &Wishes) -> Proposal {
    let catalogue = catalogue();
    let proposal = propose(files, &words(&catalogue), wishes, &mut |_| Ok(Tallied::new())).unwrap();
    let read = ReadMapping::read("mapping.toml", proposal.text.as_bytes());
    let some = !proposal.mapping.sources.is_empty();
    if some
        && proposal.mapping.sources.iter().flat_map(|source| &source.columns).all(|column| column.confirmed)
    {
        assert_eq!(read.unwrap().mapping(), &proposal.mapping, "{}", proposal.text);
    }
    proposal
}

fn both() -> [FileSeen; 2] {
    [seen("skills.csv", SKILLS, ';'), seen("people.csv", STAFF, ';')]
}

fn column<'p>(proposal: &'p Proposal, file: &str, ours: &str) -> Option<&'p ColumnMap> {
    let source = proposal.mapping.sources.iter().find(|source| source.files == [file.to_owned()])?;
    source.columns.iter().find(|column| column.ours == ours)
}

fn pair<'p>(proposal: &'p Proposal, field: &str, theirs: &str) -> Option<&'p ValuePair> {
    let values = proposal.mapping.values.iter().find(|values| values.field == field)?;
    values.map.iter().find(|pair| pair.theirs == theirs)
}

#[test]
fn files_are_understood_and_nothing_is_in_force() {
    let proposal = of(&both(), &Wishes::default());
    for (file, ours, theirs) in [
        ("people.csv", "staff_id", "Employee Number"),
        ("people.csv", "role", "Job Title"),
        ("people.csv", "site", "Location"),
        ("people.csv", "status", "Assignment Status"),
        ("skills.csv", "staff_id", "Person Number"),
        ("skills.csv", "competency", "Skill Name"),
        ("skills.csv", "proficiency", "Level"),
        ("skills.csv", "assessed_on", "Achieved"),
        ("skills.csv", "expires_on", "Expiry Date"),
    ] {
        let column =
            column(&proposal, file, ours).unwrap_or_else(|| panic!("{file} {ours}\n{}", proposal.text));
        assert_eq!(column.theirs, [theirs], "{file} {ours}");
        assert!(!column.confirmed && column.confidence.is_some() && !column.evidence.is_empty());
    }
    let pairs = proposal.mapping.values.iter().flat_map(|values| &values.map);
    assert!(pairs.clone().count() > 5 && pairs.into_iter().all(|pair| !pair.confirmed));
    assert!(column(&proposal, "people.csv", "site").unwrap().evidence.contains("header `Location`"));
    let evidence = &column(&proposal, "skills.csv", "staff_id").unwrap().evidence;
    assert!(evidence.contains("5 of 5 values are ids of the staff file"), "{evidence}");
}

#[test]
fn words_are_proposed_and_never_more_than_they_say() {
    let proposal = of(&both(), &Wishes::default());
    for (field, theirs, ours) in [
        ("role", "Physiotherapist", Some("PHYSIO-5")),
        ("role", "Specialist Physiotherapist", Some("PHYSIO-6")),
        ("role", "Physiotherapy Assistant", Some("THERAPY-3")),
        ("role", "Staff Nurse", None),
        ("role", "Porter", None),
        ("site", "North Hub", Some("north-hub")),
        ("status", "Leaver", Some("left")),
        ("status", "Active Assignment", Some("active")),
        ("competency", "NHS|CORE|Basic Life Support - 1 Year|", Some("BLS-01")),
        ("competency", "457|LOCAL|Take and record vital signs|", Some("VITAL-01")),
        ("competency", "Walking the dog", None),
        ("proficiency", "Competent", Some("competent")),
        ("proficiency", "1 - Attended", Some("taught")),
    ] {
        let found = pair(&proposal, field, theirs).and_then(|pair| pair.ours.as_deref());
        assert_eq!(found, ours, "{field} {theirs}\n{}", proposal.text);
    }
    assert!(pair(&proposal, "competency", "NHS CRB and Vetting Checklist").unwrap().leave_out);
    // a tie is written down with its candidates
    assert!(proposal.text.contains("RN-ADULT or RN-CHILD"), "{}", proposal.text);
}

#[test]
fn the_grade_beside_the_title_decides_the_band() {
    let catalogue = catalogue();
    let roles = roles::Roles::new(&catalogue);
    let chosen = |theirs: &str| match roles.choose(theirs) {
        similar::Choice::One(one) => one.ours,
        similar::Choice::Tied(_) => "tied".to_owned(),
        similar::Choice::None => String::new(),
    };
    for (theirs, ours) in [
        ("Allied Health Professionals|Physiotherapist|NHS|XR06|Review Body Band 6", "PHYSIO-6"),
        ("Physiotherapist Band 7", "PHYSIO-7"),
        ("Physiotherapist Band 7|NHS|XR05|Review Body Band 5", "PHYSIO-5"),
        ("Additional Clinical Services|Physiotherapist", ""),
        ("Student Physiotherapist", ""),
        ("Healthcare Support Worker", "HCSW-2"),
        ("Senior HCA", "HCSW-3"),
        ("Nursing Assistant", "HCSW-2"),
        ("Staff Nurse Adult", "RN-ADULT"),
        ("Staff Nurse Adult Band 9", ""),
        ("Additional Clinical Services|Healthcare Assistant|XR03", "HCSW-3"),
        ("Therapy Assistant|XR03", "THERAPY-3"),
    ] {
        assert_eq!(chosen(theirs), ours, "{theirs}");
    }
}

#[test]
fn zeros_dates_and_delimiters_become_settings_or_advice() {
    let mut staff = "Employee Number;Job Title;Location\n".to_owned();
    let mut skills = "Person Number;Skill Name;Level;Achieved;Next Review Date\n".to_owned();
    for number in 100..150 {
        writeln!(staff, "00{number};Physiotherapist;North Hub").unwrap();
        let (first, last) = (number % 28 + 1, number % 12 + 1);
        writeln!(skills, "{number};BLS-01;Competent;{first}/02/2026;{last}/02/2027").unwrap();
    }
    let files = [seen("people.csv", &staff, ';'), seen("skills.csv", &skills, ';')];
    let proposal = of(&files, &Wishes::default());
    let skills = proposal.mapping.sources.iter().find(|source| source.files == ["skills.csv"]).unwrap();
    assert_eq!(skills.delimiter, Some(';'));
    // one column settles the order, the other does not: nothing is said for both
    assert_eq!(skills.dates, None);
    assert!(proposal.text.contains("# dates = \"day-month-year\"  # not settled"), "{}", proposal.text);
    assert!(proposal.text.contains("# pad = { staff_id = 5 }  # 85 %: 50 values"), "{}", proposal.text);
    let settled = of(&both(), &Wishes::default());
    let skills = settled.mapping.sources.iter().find(|source| source.files == ["skills.csv"]).unwrap();
    assert_eq!(skills.dates, Some(crate::exchange::DateOrder::DayMonthYear));
    assert!(
        settled.text.contains("# dates: settled by the values: `Achieved`: 3 with a first part above 12")
    );
}

#[test]
fn what_is_asked_to_be_confirmed_says_so() {
    let proposal = of(&both(), &Wishes { confirm_at_least: Some(1), from: None });
    assert!(proposal.mapping.sources.iter().flat_map(|s| &s.columns).all(|column| column.confirmed));
    let sure = pair(&proposal, "proficiency", "Competent").unwrap();
    assert!(sure.confirmed && sure.evidence.contains("--confirm-at-least 1"));
    let strict = of(&both(), &Wishes { confirm_at_least: Some(100), from: None });
    assert!(strict.mapping.values.iter().flat_map(|v| &v.map).all(|pair| !pair.confirmed));
}

#[test]
fn what_a_person_confirmed_is_kept() {
    let mut old = of(&both(), &Wishes { confirm_at_least: Some(1), from: None }).mapping;
    for values in old.values.iter_mut().filter(|values| values.field == "role") {
        for pair in values.map.iter_mut().filter(|pair| pair.theirs == "Physiotherapist") {
            pair.ours = Some("PHYSIO-7".to_owned());
        }
        values.map.retain(|pair| pair.theirs != "Specialist Physiotherapist");
    }
    old.sources.iter_mut().for_each(|source| source.columns.retain(|column| column.ours != "status"));
    let again = of(&both(), &Wishes { confirm_at_least: None, from: Some(old.clone()) });
    assert_eq!(pair(&again, "role", "Physiotherapist").unwrap().ours.as_deref(), Some("PHYSIO-7"));
    assert!(!pair(&again, "role", "Specialist Physiotherapist").unwrap().confirmed);
    assert!(column(&again, "people.csv", "role").unwrap().confirmed);
    assert!(!column(&again, "people.csv", "status").unwrap().confirmed);
    for values in &old.values {
        for kept in values.map.iter().filter(|pair| pair.confirmed) {
            assert_eq!(pair(&again, &values.field, &kept.theirs), Some(kept));
        }
    }
    let more = of(&both(), &Wishes { confirm_at_least: None, from: Some(again.mapping.clone()) });
    assert_eq!(more.mapping, again.mapping);
}

#[test]
fn sheets_of_ours_need_no_mapping_and_strange_files_are_named() {
    let staff = "staff_id,role,site,status\nA,PHYSIO-5,north-hub,active\n";
    let holdings = "staff_id,competency,proficiency\nA,BLS-01,competent\n";
    let files = [
        seen("staff.csv", staff, ','),
        seen("holdings.csv", holdings, ','),
        seen("menu.csv", "dish,price\nsoup,4\n", ','),
    ];
    let proposal = of(&files, &Wishes::default());
    assert!(proposal.mapping.sources.is_empty() && proposal.mapping.values.is_empty());
    assert_eq!(
        (proposal.plain, proposal.unknown),
        (vec!["staff.csv".into(), "holdings.csv".into()], vec!["menu.csv".into()])
    );
}

#[test]
fn the_header_is_the_same_in_ours_and_words_are_not() {
    let staff = "staff_id,role,site,status\nA,Physiotherapist,north-hub,active\n";
    let proposal = of(&[seen("staff.csv", staff, ',')], &Wishes::default());
    assert!(column(&proposal, "staff.csv", "role").unwrap().confirmed);
    assert!(!pair(&proposal, "role", "Physiotherapist").unwrap().confirmed);
}

#[test]
fn two_columns_as_likely_are_no_proposal() {
    let text = "Employee Number,Staff Number,Job Title,Location\n1,2,Physiotherapist,North Hub\n";
    let proposal = of(&[seen("people.csv", text, ',')], &Wishes::default());
    assert!(column(&proposal, "people.csv", "staff_id").is_none());
    assert!(
        proposal
            .text
            .contains("# staff_id: as likely (72 %) `Employee Number` or `Staff Number`: choose one"),
        "{}",
        proposal.text
    );
}

#[test]
fn hostile_words_stay_within_their_strings() {
    let nasty = "a\" }, # x\\";
    let text = format!("Employee Number;Job Title;Location\n1;{nasty};north\u{7}-hub\n");
    let proposal = of(&[seen("we\"ird.csv", &text, ';')], &Wishes { confirm_at_least: Some(1), from: None });
    assert!(proposal.text.contains("ird.csv") && proposal.text.contains("# { theirs = "));
    let parsed: Mapping = toml::from_str(&proposal.text).unwrap();
    assert_eq!(parsed, proposal.mapping);
}
