//! Stages 0 and 2 to 8 on tasks whose columns are all known, outcomes, panel decisions.

use super::*;

#[test]
fn the_small_task_is_placed_at_the_lowest_level() {
    let answer = World::new().answer();
    assert_eq!((answer.status.as_str(), answer.level.as_str(), answer.floor.as_str()), ("placed", "2", "2"));
    assert_eq!((answer.roles, answer.supervision), (vec!["HCA".to_owned()], vec!["HCA:remote".to_owned()]));
    assert_eq!((answer.able.as_str(), answer.able_by_level.as_str()), ("1", "2:1;4:2;5:2;7:1"));
    assert_eq!(answer.outcomes, ["allocate", "delegate", "skill-share"]);
    assert_eq!(answer.because, ["F1", "S2"]);
    assert_eq!((answer.nearest.as_str(), answer.gap.as_str(), answer.bounded), ("s-hca", "", false));
    assert_eq!(answer.rungs[0].verdict, "no-role");
}

#[test]
fn a_pack_has_its_own_dates() {
    let world = World::new();
    for as_at in ["2025-12-31", "2027-01-01", "2026-06-31"] {
        assert!(decide(&world.pack, &world.dataset, as_at).is_err(), "{as_at}");
    }
    assert!(decide(&world.pack, &world.dataset, "2026-12-31").is_ok());
}

#[test]
fn admit_rows_are_alternatives_and_stops_intersect() {
    let world = World::new().task("acts", "inject").task("authority", "psd");
    let answer = world.answer();
    assert_eq!(passing(&answer), "AP NA PHYS RN DR"); // authorisations are assumed for the post
    assert_eq!(role(&answer, "HCA").refused_stops, ["L1"]);
    assert_eq!(role(&answer, "NA").verdict, "nobody-competent"); // but the person does not hold it
    assert_eq!(answer.roles, ["AP"]);
    assert_eq!(answer.because, ["L1-S", "F1", "S2"]);
}

#[test]
fn a_direction_admits_whom_it_names() {
    let world = World::new().task("acts", "inject").task("authority", "pgd:flu");
    let answer = world.clone_with_pgd("s-ap", "PGD:flu");
    assert_eq!(answer.level, "4");
    let answer = world.clone_with_pgd("s-ap", "PGD:flu2");
    assert_eq!(answer.level, "5");
    let answer = world.clone_with_pgd("s-ap", "PGD:<id>");
    assert_eq!(answer.level, "5");
    // roles pass by a row that is not delegable
    assert_eq!(
        (passing(&answer).as_str(), answer.outcomes),
        ("HCA AP NA PHYS RN DR", vec!["skill-share".to_owned()])
    );
}

impl World {
    fn clone_with_pgd(&self, staff_id: &str, authorisation: &str) -> TaskAnswer {
        let world = World { pack: self.pack.clone(), dataset: self.dataset.clone() };
        assert_eq!(staff_id, "s-ap");
        world.swap("staff.csv", "VACC", authorisation).answer()
    }
}

#[test]
fn an_act_of_law_that_no_row_lists_admits_nobody() {
    let answer = World::new().task("acts", "odd").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("restricted", "restricted"));
    assert_eq!(answer.outcomes, ["restricted"]);
    assert_eq!(answer.because, ["unlisted:odd", "F1"]);
    assert_eq!(role(&answer, "DR").refused_stops, ["unlisted:odd"]);
    assert_eq!(World::new().task("acts", "wound").answer().status, "placed");
}

#[test]
fn unknown_acts_need_a_panel() {
    for acts in ["", "bogus", "none;wound", "wound;bogus"] {
        let answer = World::new().task("acts", acts).answer();
        assert_eq!((answer.status.as_str(), passing(&answer).as_str()), ("needs-panel", ""), "{acts}");
        assert_eq!(role(&answer, "DR").refused_stops, ["acts"]);
        assert!(answer.because.contains(&"acts".to_owned()));
    }
    // an authority that contradicts the acts blanks the acts
    assert_eq!(World::new().task("authority", "psd").answer().status, "needs-panel");
    let world = World::new().task("acts", "inject").task("authority", "protocol");
    assert_eq!(world.answer().status, "needs-panel");
    assert_eq!(World::new().task("authority", "protocol").answer().status, "placed");
}

#[test]
fn vetoes_leave_practitioners() {
    let world = World::new().task("activity_kind", "assess");
    let answer = world.answer();
    assert_eq!((passing(&answer).as_str(), answer.floor.as_str()), ("PHYS RN DR", "5"));
    assert_eq!(answer.outcomes, ["skill-share"]);
    let answer = world.add("veto.csv", "V2,retain,,<= 3").answer();
    assert_eq!((passing(&answer).as_str(), answer.floor.as_str()), ("RN", "5"));
    assert_eq!(
        (answer.outcomes, answer.because),
        (vec!["retain".to_owned()], ["V1", "V2", "F1", "S1"].map(String::from).to_vec())
    );
}

#[test]
fn a_veto_counts_where_the_floor_is_silent() {
    let world = World::new().put("floor.csv", "rule,floor,harm\nF9,3,3\n");
    let answer = world.answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("needs-panel", "needs-panel"));
    assert_eq!((passing(&answer).as_str(), answer.because), ("", vec!["silent:floor".to_owned()]));
    let answer = world.task("activity_kind", "assess").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("placed", "5"));
}

#[test]
fn the_floor_is_where_a_role_is_and_amber_adds_one_once() {
    let world = World::new().task("harm", "2");
    assert_eq!(world.answer().floor, "4");
    let world = world.add("mitigation.csv", "M1,watch,>= 2").add("mitigation.csv", "M2,audit,>= 2");
    let answer = world.answer();
    assert_eq!((answer.floor.as_str(), answer.level.as_str()), ("5", "5"));
    assert_eq!(answer.because[..3], ["F2", "M1", "M2"]);
    let world = world.task("mitigations", "watch;plan");
    assert_eq!(world.answer().because[..2], ["F2", "M2"]);
    let world = world.task("harm", "3"); // floor 6: no role there, the next above is 7
    assert_eq!(world.answer().floor, "7");
    let answer = world.swap("floor.csv", "F3,5", "F3,9").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("needs-panel", "needs-panel"));
    assert_eq!(answer.because, ["F3", "M2", "no-role"]);
}

#[test]
fn expired_restrictions_bind_until_replaced() {
    let head = "rule,floor,harm,replaces,jurisdiction,effective_from,effective_until\nF1,1,,,,,\n";
    let floor = |rows: &str| World::new().put("floor.csv", &format!("{head}{rows}")).answer().floor;
    assert_eq!(floor("F2,4,,,,,2026-05-31\n"), "4");
    assert_eq!(floor("F2,4,,,,,2026-05-31\nF3,2,,F2,,,\n"), "2");
    assert_eq!(floor("F2,4,,,,,2026-05-31\nF3,2,,F2,,2026-06-02,\n"), "4"); // not yet in force
    assert_eq!(floor("F2,4,,,,,2026-06-01\nF3,2,,F2,,,\n"), "4"); // not expired yet
    assert_eq!(floor("F2,4,,,,2026-06-02,\n"), "2");
    assert_eq!(floor("F2,4,,,wales,,\n"), "2");
    assert_eq!(floor("F2,4,,,wales,,2026-05-31\n"), "2");
    assert_eq!(floor("F2,4,,F3,,,2026-05-31\nF3,5,,F2,,,2026-05-31\n"), "5"); // in a circle: both stay
    assert_eq!(floor("F2,4,,,,,2026-05-31\nF3,2,,F2,,,2026-05-31\n"), "2"); // stays, so replaces
}

#[test]
fn relaxing_rows_stand_in_only_where_both_match() {
    let world = World::new().task("harm", "3");
    let world = world.add("floor.csv", "R1,4,,,F3,board,2026-01-01,trial,2026-06-01");
    let answer = world.answer();
    assert_eq!((answer.floor.as_str(), &answer.because[..2]), ("4", &["F2".to_owned(), "R1".to_owned()][..]));
    let expired = world.swap("floor.csv", "trial,2026-06-01", "trial,2026-05-31");
    assert_eq!(expired.answer().floor, "5");
    assert_eq!(expired.task("harm", "2").answer().because[0], "F2");

    let policy =
        World::new().add("policy.csv", "P1,P,stop,,>= 1,,,").add("policy.csv", "P2,P,admit,,,>= 5,,");
    assert_eq!(policy.answer().level, "5");
    let lifted = policy.add("policy.csv", "P3,,lift,,<= 1,,P1,2026-12-31");
    let answer = lifted.answer();
    assert_eq!((answer.level.as_str(), answer.because), ("2", ["P3", "F1", "S2"].map(String::from).to_vec()));
    assert_eq!(lifted.task("harm", "2").answer().level, "5");
}

#[test]
fn supervision_is_never_below_remote_and_direct_in_silence() {
    let world = World::new().put("supervision.csv", "rule,supervision,practitioner,harm\nS1,none,no,<= 1\n");
    let answer = world.answer();
    assert_eq!(role(&answer, "HCA").supervision, "remote");
    assert_eq!(role(&answer, "RN").supervision, "none");
    assert_eq!(answer.because, ["F1"]); // no row's output is the role's supervision
    let answer = world.task("harm", "2").answer();
    assert_eq!(
        (role(&answer, "AP").supervision.as_str(), role(&answer, "RN").supervision.as_str()),
        ("direct", "none")
    );
}

#[test]
fn governance_per_role() {
    let answer = World::new().task("mitigations", "").answer();
    assert_eq!((answer.status.as_str(), answer.level.as_str()), ("placed", "5"));
    assert_eq!(role(&answer, "HCA").missing, ["plan"]);
    assert_eq!(role(&answer, "HCA").verdict, "not-yet");
    assert_eq!(answer.able_by_level, "5:2;7:1");
    // without an instruction only the task's own practitioners are ready
    let answer = World::new().task("cti_review_on", "2026-05-31").answer();
    assert_eq!(role(&answer, "PHYS").missing, ["cti"]);
    assert_eq!((answer.roles, answer.able_by_level.as_str()), (vec!["RN".to_owned()], "5:1"));
    // silence is an objection to all others
    let world = World::new().put("governance.csv", "rule,needs,level\nG1,plan,9\n");
    let answer = world.answer();
    assert_eq!(role(&answer, "HCA").missing, ["silent"]);
    assert_eq!((answer.roles, answer.level.as_str()), (vec!["RN".to_owned()], "5"));
}

#[test]
fn delegation_needs_a_delegable_way_through_every_stop() {
    let stops = "rule,stop,effect,delegable,harm,level\nP1,P,stop,DELEGABLE,>= 1,\nP2,P,admit,,,>= 4\n";
    let world = World::new().put("policy.csv", &stops.replace("DELEGABLE", ""));
    assert_eq!(world.answer().outcomes, ["delegate", "skill-share"]); // the routine role does not pass
    let world = World::new().put("policy.csv", &stops.replace("DELEGABLE", "no"));
    assert_eq!(world.answer().outcomes, ["skill-share"]);
    assert_eq!(world.task("training_need", "degree").answer().outcomes, ["retain"]);
}

#[test]
fn a_panel_replaces_stages_3_to_6() {
    let world = World::new().add("policy.csv", "P1,P,stop,,>= 1,,,").task("harm", "3");
    assert_eq!(world.answer().status, "restricted"); // no admit row: nobody
    let head = "task_id,site,facts,floor,review_on,veto,supervision,decided_on,rationale\n";
    let decide = |row: &str| {
        let row = row.replace("HASH", &world.hash()).replace('\n', ",Agreed.\n") + ",Agreed.";
        let dataset = world.dataset.clone();
        World { pack: world.pack.clone(), dataset }.put("panel.csv", &format!("{head}{row}\n")).answer()
    };
    let answer = decide("T,W,HASH,3,2026-06-01,,remote,2026-06-01");
    assert_eq!((answer.status.as_str(), answer.floor.as_str(), answer.level.as_str()), ("placed", "4", "4"));
    assert_eq!(answer.supervision, ["AP:remote", "NA:remote"]);
    assert_eq!(answer.because, ["S2", "panel"]);
    // the panel's supervision is the least for every role, so that nobody is free enough to supervise
    assert_eq!(decide("T,W,HASH,3,2026-06-01,,indirect,2026-06-01").status, "no-supervisor");
    let answer = decide("T,W,HASH,3,2026-06-01,retain,,");
    assert_eq!((answer.floor.as_str(), answer.outcomes), ("5", vec!["retain".to_owned()]));
    for void in [
        "T,W,0000,3,2026-06-01,,,",
        "T,W,HASH,3,2026-05-31,,,",
        "T,W,HASH,3,2026-06-01,,,2026-06-02",
        "T,W,HASH,0,2026-06-01,,,",
        "T,W,HASH,3,2026-06-01,maybe,,",
        "T,W,HASH,3,2026-06-01,,,\nT,W,HASH,4,2026-06-01,,,",
    ] {
        assert_eq!(decide(void).status, "restricted", "{void}");
    }
}

#[test]
fn a_panel_that_is_looser_says_why() {
    let head = "task_id,site,facts,floor,review_on,veto,rationale\n";
    let acts = |world: &World, row: &str| {
        let text = format!("{head}T,W,{},{row}\n", world.hash());
        let world =
            World { pack: world.pack.clone(), dataset: world.dataset.clone() }.put("panel.csv", &text);
        world.answer().because.contains(&"panel".to_owned())
    };
    // harm 3: floor 5; assessment: a skill-share veto
    let world = World::new().task("harm", "3").task("activity_kind", "assess");
    for (row, binds) in [
        ("5,2026-06-01,skill-share,", true),
        ("9,2026-06-01,retain,", true),
        ("2,2026-06-01,skill-share,", true), // a veto lifts the floor to 5
        ("5,2026-06-01,,", false),
        ("5,2026-06-01,,Agreed.", true),
        ("5,2026-06-01,none,", false),
    ] {
        assert_eq!(acts(&world, row), binds, "{row}");
    }
    let world = World::new().task("harm", "2");
    assert!(acts(&world, "4,2026-06-01,,") && !acts(&world, "3,2026-06-01,,"));
    // of blanks the strictest counts: harm 3 has floor 5
    let world = World::new().task("harm", "");
    assert!(acts(&world, "5,2026-06-01,,") && !acts(&world, "4,2026-06-01,,"));
    // a floor above 9 is above the panel's; where the rules are silent it is the panel's own
    let world =
        World::new().task("harm", "3").add("floor.csv", "F9,9,,3,,,,,").add("mitigation.csv", "M,watch,3");
    assert!(!acts(&world, "9,2026-06-01,,") && acts(&world, "9,2026-06-01,,Agreed."));
    let silent = World::new().put("floor.csv", "rule,floor,harm\nF,4,3\n");
    assert!(acts(&silent, "1,2026-06-01,,"));
    // a policy stop binds under no decision, however strict
    let world = World::new().add("policy.csv", "P1,P,stop,,1,,,");
    assert!(!acts(&world, "9,2026-06-01,retain,") && acts(&world, "9,2026-06-01,retain,Agreed."));
}

#[test]
fn the_facts_hash_covers_the_facts_and_nothing_else() {
    let lines = "acts=none\nauthority=none\nrequires=A:competent\nactivity_kind=wash\ncognitive=skill\nharm=1\n\
                 problem_solving=none\nsteps_established=approved\ntraining_need=induction\n";
    let hash = blake3::hash(lines.as_bytes()).to_hex().to_string();
    assert_eq!(World::new().hash(), hash);
    assert_eq!(
        World::new().task("requires", "A:taught").task("cti", "").task("mitigations", "").hash(),
        hash
    );
    assert_ne!(World::new().task("harm", "").hash(), hash);
    assert_ne!(World::new().task("acts", "").hash(), hash);
}
