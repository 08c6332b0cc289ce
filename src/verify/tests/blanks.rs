//! Stage 1: blanks, completions, bounds.

use super::*;

#[test]
fn a_blank_that_decides_is_named_with_the_range_of_floors() {
    let answer = World::new().task("harm", "").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("needs-panel", "2..5"));
    assert_eq!(answer.blanks, ["harm"]);
    assert!(answer.outcomes.is_empty());
    // read strictly: the highest floor, and the level above it
    assert_eq!(passing(&answer), "PHYS RN DR");
    assert_eq!((answer.able_by_level.as_str(), answer.nearest.as_str()), ("5:2;7:1", "s-phys"));
    assert_eq!(
        (answer.rungs[4].verdict.as_str(), answer.rungs[3].verdict.as_str()),
        ("needs-panel", "refused")
    );
    assert_eq!(answer.because, ["F1", "F2", "F3", "blank:harm"]);
}

#[test]
fn a_blank_that_decides_nothing_is_no_matter() {
    // knowledge or not, no rule and no outcome changes: the activity is nobody's routine
    let answer = World::new().task("activity_kind", "admin").task("cognitive", "").answer();
    assert_eq!((answer.status.as_str(), answer.blanks.len()), ("placed", 0));
    // but for a routine activity it decides whether the task may be allocated
    let answer = World::new().task("cognitive", "").answer();
    assert_eq!((answer.status.as_str(), answer.blanks), ("needs-panel", vec!["cognitive".to_owned()]));
}

#[test]
fn blanks_are_completed_jointly() {
    // two rows that together leave no value out: whatever the harm, the floor is 4
    let floor = "rule,floor,harm\nF1,4,not(3)\nF2,4,3\n";
    let answer = World::new().put("floor.csv", floor).task("harm", "").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("placed", "4"));
    assert_eq!(answer.because[..2], ["F1", "F2"]);
}

#[test]
fn a_blank_authority_ranges_over_what_the_acts_allow() {
    let world = World::new().task("authority", "");
    assert_eq!(world.answer().status, "placed"); // no stop binds, so no row that may match mentions it
    let answer = world.task("acts", "inject").answer();
    assert_eq!((answer.status.as_str(), answer.blanks), ("needs-panel", vec!["authority".to_owned()]));
    assert_eq!(answer.floor, "2..5"); // pgd admits the healthcare assistant's post, prescription does not
    // nobody holds a direction without an id
    let world = World::new().task("acts", "inject").task("authority", "pgd");
    let answer = world.swap("staff.csv", "VACC", "PGD:").answer();
    assert_eq!(role(&answer, "AP").refused_stops, ["L1"]);
}

#[test]
fn acts_that_no_authority_fits_together_are_never_decided() {
    let answer = World::new().task("authority", "").task("acts", "inject;prescribe").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("needs-panel", "needs-panel"));
    assert_eq!((answer.blanks, answer.because), (Vec::new(), vec!["acts".to_owned()]));
}

#[test]
fn grants_alone_can_leave_a_task_open() {
    // the same posts pass for both authorities, but other people do
    let law = "rule,stop,effect,acts,authority,authorisations\nL1,L,stop,inject,,\nL2,L,admit,,psd,VACC\n\
               L3,L,admit,,\"pgd, prescription\",\n";
    let answer = World::new().put("law.csv", law).task("acts", "inject").task("authority", "").answer();
    assert_eq!((answer.status.as_str(), answer.floor.as_str()), ("needs-panel", "2"));
    // read strictly, a person must satisfy the grants of every completion, and so must their supervisor
    assert_eq!((answer.nearest.as_str(), answer.able_by_level.as_str()), ("s-ap", ""));
}

#[test]
fn steps_established_is_the_riskier_of_column_and_instruction() {
    let answer = World::new().task("cti", "").task("steps_established", "").answer();
    assert!(answer.blanks.is_empty()); // without an instruction it is known: none
    assert_eq!(answer.outcomes, ["delegate", "skill-share"]);
    let answer = World::new().task("steps_established", "").answer();
    assert_eq!(answer.blanks, ["steps_established"]);
    assert_eq!(role(&answer, "HCA").missing, ["cti"]); // not known, so not met
}

#[test]
fn beyond_4096_completions_the_task_is_read_twice() {
    let criteria: Vec<String> = (0..13).map(|n| format!("extra{n:02}")).collect();
    let mut world = World::new();
    for name in &criteria {
        world = world.add("criteria.csv", &format!("{name},yes,low;high"));
    }
    let floor = |used: usize| {
        let names = criteria[..used].join(",");
        let cells = vec![">= high"; used].join(",");
        format!("rule,floor,{names}\nF1,1{}\nF2,4,{cells}\n", ",".repeat(used))
    };
    let answer = world.put("floor.csv", &floor(12));
    let exact = answer.answer();
    assert_eq!((exact.bounded, exact.floor.as_str(), exact.blanks.len()), (false, "2..4", 12));
    let bounded = answer.put("floor.csv", &floor(13)).answer();
    assert_eq!((bounded.bounded, bounded.floor.as_str(), bounded.blanks.len()), (true, "2..4", 13));
    assert_eq!(passing(&bounded), "AP NA PHYS RN DR");
}

#[test]
fn profession_and_requirements_must_be_known() {
    let answer = World::new().task("profession", "cook").answer();
    assert_eq!(
        (answer.status.as_str(), answer.because.last().unwrap().as_str()),
        ("needs-panel", "profession")
    );
    assert_eq!(answer.outcomes, ["allocate", "delegate"]);
    assert_eq!(
        (answer.rungs[1].verdict.as_str(), answer.able_by_level.as_str()),
        ("needs-panel", "2:1;4:2;5:2;7:1")
    );
    for requires in ["", "A;", "A:bogus", "A:competent:x", ":competent"] {
        let answer = World::new().task("requires", requires).answer();
        assert_eq!((answer.status.as_str(), answer.nearest.as_str()), ("needs-panel", ""), "{requires}");
        assert_eq!(answer.rungs[1].verdict, "nobody-competent");
        assert_eq!(answer.because.last().unwrap(), "requires");
    }
}
