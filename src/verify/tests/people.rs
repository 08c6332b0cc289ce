//! Stage 9: people in posts, supervisors, counts, what becomes of rows.

use super::*;

#[test]
fn a_post_counts_only_what_its_holder_shows() {
    let answer = World::new().swap("staff.csv", "NMC-NA,nursing-associate", ",nursing-associate").answer();
    assert_eq!(role(&answer, "NA").verdict, "nobody-competent");
    let answer = World::new().swap("staff.csv", "NMC-NA,nursing-associate", "NMC-NA,nurse").answer();
    assert_eq!(role(&answer, "NA").verdict, "nobody-competent");

    // a doctor who works as healthcare assistant is no doctor there, and blank satisfies no `not`
    let law = "rule,stop,effect,acts,register\nL1,L,stop,wound,\nL2,L,admit,,not(HCPC)\n";
    let world = World::new().put("law.csv", law).task("acts", "wound");
    let answer = world.swap("staff.csv", "s-hca,HCA,W,", "s-hca,HCA,W,GMC").answer();
    assert_eq!((passing(&answer).as_str(), answer.level.as_str()), ("NA RN DR", "4"));
}

#[test]
fn a_field_counts_only_where_the_post_states_none_or_the_same() {
    let law = "rule,stop,effect,acts,field\nL1,L,stop,wound,\nL2,L,admit,,adult\n";
    let world = World::new().put("law.csv", law).task("acts", "wound");
    let answer = world.answer();
    assert_eq!((passing(&answer).as_str(), answer.able_by_level.as_str()), ("NA PHYS RN DR", "5:1"));
    let answer = world.swap("staff.csv", "nurse,adult", "nurse,child").answer();
    assert_eq!((answer.status.as_str(), answer.able_by_level.as_str()), ("nobody-competent", ""));
}

#[test]
fn a_supervisor_is_another_able_trained_person() {
    let alone = |staff: &str| {
        let head = STAFF.lines().next().unwrap();
        World::new().put("staff.csv", &format!("{head}\n{staff}\n")).answer()
    };
    let rn = "s-rn,RN,W,NMC-RN,nurse,adult,,,yes,active";
    let ap = "s-ap,AP,W,,,,,,yes,active";
    let hca = "s-hca,HCA,W,,,,,,no,active";
    let na = "s-na,NA,W,NMC-NA,nursing-associate,,,,no,active";
    let physio = "s-phys,PHYS,W,HCPC,physiotherapist,,,,yes,active";
    assert_eq!(alone(&format!("{hca}\n{rn}")).level, "2");
    assert_eq!(alone(&format!("{hca}\n{}", rn.replace("yes", "no"))).level, "5");
    assert_eq!(alone(&format!("{hca}\n{}", rn.replace("yes", ""))).level, "5");
    assert_eq!(alone(&format!("{hca}\n{}", rn.replace("W,", "V,"))).status, "no-supervisor");
    assert_eq!(alone(hca).status, "no-supervisor");
    // an assistant practitioner may delegate to those strictly below, and nobody supervises themselves
    let answer = alone(&format!("{hca}\n{ap}"));
    assert_eq!(
        (role(&answer, "HCA").verdict.as_str(), role(&answer, "AP").verdict.as_str()),
        ("safe", "no-supervisor")
    );
    assert_eq!(role(&alone(&format!("{ap}\n{na}")), "NA").verdict, "no-supervisor");
    // a nursing associate needs a listed practitioner
    assert_eq!(alone(&format!("{na}\n{physio}")).level, "5");
    assert_eq!(alone(&format!("{na}\n{rn}")).level, "4");
    // a nurse in a second post as healthcare assistant is still the same person
    assert_eq!(alone(&format!("{rn}\n{}", rn.replace("RN,W", "HCA,W"))).level, "5");
}

#[test]
fn a_supervisor_needs_remote_supervision_at_most() {
    let staff = "staff_id,role,site,delegator,status\ns-ap,AP,W,yes,active\ns-hca,HCA,W,no,active\n";
    let world = World::new().put("staff.csv", staff);
    assert_eq!(world.answer().level, "2");
    let roles = ROLES.replace("AP,4,,,,no,yes,any,,none", "AP,4,,,,no,yes,any,,indirect");
    let answer = world.put("roles.csv", &roles).answer();
    assert_eq!((answer.status.as_str(), answer.level.as_str()), ("no-supervisor", ""));
}

#[test]
fn people_count_once_and_sites_apart() {
    let world = World::new().add("staff.csv", "s-ap,HCA,W,,,,,VACC,yes,active");
    let answer = world.answer();
    assert_eq!((answer.able.as_str(), answer.examples), ("2", vec!["s-ap".to_owned(), "s-hca".to_owned()]));
    assert_eq!(answer.able_by_level, "2:2;4:2;5:2;7:1");
    for site in ["", "X"] {
        assert_eq!(World::new().task("site", site).answer().status, "nobody-competent");
    }
}

#[test]
fn staff_rows_that_contradict_each_other_are_all_rejected() {
    let level = |line: &str| World::new().add("staff.csv", line).answer().level;
    assert_eq!(level("s-hca,HCA,W,,,,,,no,active"), "2"); // the same row again
    assert_eq!(level("s-hca,HCA,W,,,,,,no,absent"), "4"); // the same key with other values
    assert_eq!(level("s-hca,AP,V,,,,,,yes,left"), "4"); // person columns that differ, active or not
    assert_eq!(level("s-hca,COOK,V,,,,,,yes,left"), "2"); // rejected for its role, so it disagrees with nobody
    assert_eq!(level("s-hca,AP,V,,,,,,no"), "2"); // ragged
    let status =
        |status: &str| World::new().swap("staff.csv", "no,active\ns-ap", &format!("no,{status}\ns-ap"));
    for word in ["", "left", "absent", "retired"] {
        assert_eq!(status(word).answer().level, "4", "{word}");
    }
}

#[test]
fn authorisations_run_out() {
    let world = World::new().task("acts", "inject").task("authority", "psd");
    let level = |entry: &str| {
        let world = World { pack: world.pack.clone(), dataset: world.dataset.clone() };
        world.swap("staff.csv", "VACC", entry).answer().level
    };
    assert_eq!(level("VACC@2026-06-01"), "4");
    assert_eq!(level("PGD:x; VACC"), "4");
    for entry in ["VACC@2026-05-31", "VACC@soon", "VACC@", "vacc", "VACC@2026-13-01"] {
        assert_eq!(level(entry), "5", "{entry}");
    }
}

#[test]
fn task_rows_of_one_key_must_agree() {
    let row = TASKS.lines().nth(1).unwrap();
    assert_eq!(World::new().add("tasks.csv", row).answers().len(), 1);
    assert!(World::new().add("tasks.csv", &row.replace("A task", "Another")).answers().is_empty());
    let answers =
        World::new().add("tasks.csv", &row.replace("T,W", "T,V")).add("tasks.csv", &row.replace("T,W", ",W"));
    assert_eq!(answers.answers().iter().map(|answer| answer.site.as_str()).collect::<Vec<_>>(), ["W", "V"]);
}

#[test]
fn nearest_lacks_least_then_stands_lowest() {
    let world = World::new().task("requires", "B:taught;A;C:trainer");
    let world = world.add("holdings.csv", "s-rn,C,trainer,2026-01-01,never");
    let answer = world.answer();
    assert_eq!((answer.status.as_str(), answer.nearest.as_str()), ("nobody-competent", "s-rn"));
    assert_eq!(answer.gap, "B:competent");
    let answer = World::new().task("requires", "B;A").answer();
    assert_eq!((answer.nearest.as_str(), answer.gap.as_str()), ("s-hca", "B:competent"));
}
