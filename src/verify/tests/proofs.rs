//! Holdings, their expiry and caps, and the graph.

use super::*;

/// Whether the nurse, alone on the ward, proves the task's requirement.
fn proves(requires: &str, competencies: &str, links: &[&str], holdings: &[&str]) -> bool {
    let mut world = World::new().task("requires", requires);
    world = world.put(
        "staff.csv",
        &STAFF.lines().filter(|l| !l.starts_with("s-") || l.contains("RN")).collect::<Vec<_>>().join("\n"),
    );
    world = world.put("holdings.csv", "staff_id,competency,proficiency,assessed_on,expires_on\n");
    for holding in holdings {
        world = world.add("holdings.csv", &format!("s-rn,{holding}"));
    }
    if !competencies.is_empty() {
        let rows = competencies.replace(' ', "\n");
        world = world.put("competencies.csv", &format!("code,title,refresh_months\n{rows}\n"));
    }
    if !links.is_empty() {
        world = world.put("links.csv", "from,kind,to,from_proficiency,to_proficiency\n");
        for link in links {
            world = world.add("links.csv", link);
        }
    }
    world.answer().status == "placed"
}

#[test]
fn a_holding_lasts_until_the_earlier_of_its_dates() {
    let row = |holding: &str| proves("A", "A,x,12", &[], &[&format!("A,competent,{holding}")]);
    assert!(row("2025-06-01,"));
    assert!(!row("2025-05-31,")); // 12 months end a day before
    assert!(row("2025-06-01,never"));
    assert!(!row("2025-05-31,never"));
    assert!(!row("2025-05-31,2027-01-01"));
    assert!(row("2026-01-01,2026-06-01"));
    assert!(!row("2026-01-01,2026-05-31"));
    assert!(!row(",")); // a refresh period, but no day to count from
    assert!(row(",never"));
    assert!(row(",2026-06-01"));
    assert!(!row("2026-06-02,2027-01-01")); // assessed after the as-at date
    assert!(!row("2026-01-01,2026-02-30")); // rejected
    assert!(!row("never,never"));
    let free = |holding: &str| proves("A", "A,x,", &[], &[&format!("A,competent,{holding}")]);
    assert!(!free("2026-01-01,")); // unknown expiry: lapsed
    assert!(free(",never"));
    assert!(!proves("A", "A,x,0", &[], &["A,competent,,never"])); // the code's row is rejected
    assert!(!proves("A", "A,x, A,y,", &[], &["A,competent,,never"]));
}

#[test]
fn a_later_lower_assessment_caps() {
    let two = |one: &str, other: &str| proves("A:competent", "", &[], &[one, other]);
    assert!(two("A,competent,2026-01-02,never", "A,taught,2026-01-01,never"));
    assert!(two("A,competent,2026-01-02,never", "A,taught,2026-01-02,never")); // not later
    assert!(!two("A,competent,2026-01-02,never", "A,taught,2026-01-03,2026-01-04")); // later, though expired
    assert!(!two("A,competent,2026-01-02,never", "A,taught,,never"));
    assert!(!two("A,competent,,never", "A,taught,2026-01-01,never"));
    assert!(two("A,competent,2026-01-02,never", "A,taught,2026-06-02,never")); // after the as-at date
    assert!(!proves(
        "A",
        "",
        &["A,same-as,B,,"],
        &["A,competent,2026-01-02,never", "B,taught,2026-01-03,never"]
    ));
}

#[test]
fn covers_prove_no_more_than_they_say() {
    let held = ["A,trainer,2026-01-01,never"];
    assert!(proves("B", "", &["A,covers,B,,"], &held));
    assert!(!proves("B:trainer", "", &["A,covers,B,,"], &held));
    assert!(proves("B:trainer", "", &["A,covers,B,trainer,trainer"], &held));
    assert!(!proves("B", "", &["A,covers,B,trainer,"], &["A,competent,2026-01-01,never"]));
    assert!(proves("C", "", &["A,covers,B,,", "B,covers,C,,"], &held));
    assert!(!proves("C", "", &["A,covers,B,,", "B,covers,C,,", "C,covers,B,,"], &held)); // a cycle proves nothing
    assert!(proves("D", "", &["A,covers,B,,", "B,covers,A,,", "A,covers,D,,"], &held)); // outside the cycle
    assert!(!proves("B", "", &["A,same-as,B,,", "A,covers,B,,"], &["C,trainer,2026-01-01,never"]));
    assert!(!proves("B", "", &["A,covers,B,bogus,"], &held));
}

#[test]
fn prerequisites_cap_what_is_held_and_derived() {
    let a = "A,trainer,2026-01-01,never";
    let p = "P,competent,2026-01-01,never";
    assert!(!proves("A", "", &["A,prerequisite,P,,"], &[a]));
    assert!(proves("A", "", &["A,prerequisite,P,,"], &[a, p]));
    assert!(proves("A", "", &["A,prerequisite,P,trainer,"], &[a])); // just below trainer
    assert!(!proves("A:trainer", "", &["A,prerequisite,P,trainer,"], &[a]));
    assert!(!proves("A", "", &["A,prerequisite,P,,trainer"], &[a, p]));
    assert!(!proves("B", "", &["A,covers,B,,", "B,prerequisite,P,,"], &[a])); // derived ones too
    assert!(!proves("A", "", &["A,same-as,B,,", "B,prerequisite,P,,"], &[a]));
    // proved only by itself: the least fixpoint proves neither
    assert!(!proves("A", "", &["A,prerequisite,P,,", "A,covers,P,,"], &[a]));
    // a cycle disables every `from` in it, and what is merged with it
    let cycle = ["A,prerequisite,P,,", "P,prerequisite,A,,"];
    assert!(!proves("A", "", &cycle, &[a, p]));
    assert!(!proves(
        "Q",
        "",
        &[cycle[0], cycle[1], "P,same-as,Q,,"],
        &[a, p, "Q,competent,2026-01-01,never"]
    ));
    assert!(!proves("A", "", &["A,same-as,B,,", "A,prerequisite,B,,"], &[a]));
}

#[test]
fn refused_links_disable_what_may_have_been_restricted() {
    let held = ["A,competent,2026-01-01,never"];
    let with = |link: &str| proves("A", "A,x, B,x,", &[link], &held);
    assert!(with("A,covers,ZZ,,"));
    assert!(with("A,same-as,B,competent,"));
    assert!(with("A,same-as,B,competent,trainer"));
    assert!(with("B,prerequisite,A,,"));
    assert!(!with("A,prerequisite,ZZ,,"));
    assert!(!with("A,prerequisite,B,bogus,"));
    assert!(!with("A,needs,B,,"));
    assert!(!with("A,,B,,"));
    assert!(!with("B,prerequisite,A,")); // ragged: every code in it
    assert!(with("B,covers,A,"));
    assert!(!with("B,\"covers\"x,A,,"));
}
