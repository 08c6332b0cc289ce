//! Random competencies, links and tasks, most of them good.

use super::World;
use super::day::iso;
use super::dice::Dice;
use super::people::SITES;
use super::sheet::Sheet;
use super::words::Criterion;

/// competencies.csv and the codes in it.
pub(crate) fn competencies(dice: &Dice) -> (Sheet, Vec<String>) {
    let mut sheet = Sheet::new(&["code", "title", "framework", "refresh_months"]);
    let codes: Vec<String> = (0..dice.within(2, 8)).map(|number| format!("C{number}")).collect();
    for code in &codes {
        let months = dice.word(&["", "", "12", "24", "1", "36"]);
        let months = if dice.chance(3) { "soon".to_owned() } else { months };
        sheet.push(&[
            ("code", code.clone()),
            ("title", format!("Title, of {code}")),
            ("refresh_months", months.clone()),
        ]);
        match dice.below(50) {
            0 => sheet.push(&[("code", code.clone()), ("title", "Another".to_owned())]),
            1 => sheet.lines.push(sheet.lines[sheet.lines.len() - 1].clone()),
            _ => {}
        }
    }
    (sheet, codes)
}

/// links.csv.
pub(crate) fn links(world: &World, codes: &[String], dice: &Dice) -> Sheet {
    let mut sheet = Sheet::new(&["from", "kind", "to", "from_proficiency", "to_proficiency"]);
    let crowded = dice.chance(30);
    for _ in 0..dice.below(if crowded { 9 } else { 4 }) {
        let code = |dice: &Dice| if dice.chance(3) { "C99".to_owned() } else { dice.word(codes) };
        let kinds = ["covers", "covers", "covers", "prerequisite", "prerequisite", "same-as", "same-as"];
        let kind = if dice.chance(4) { dice.word(&["Covers", "needs", ""]) } else { dice.word(&kinds) };
        let rank = |dice: &Dice| match dice.below(20) {
            0 => "grand".to_owned(),
            1..=9 => dice.word(&world.words.proficiencies),
            _ => String::new(),
        };
        let (from, to) = (rank(dice), rank(dice));
        let to = if kind == "same-as" && dice.chance(80) { from.clone() } else { to };
        sheet.push(&[
            ("from", code(dice)),
            ("kind", kind),
            ("to", code(dice)),
            ("from_proficiency", from),
            ("to_proficiency", to),
        ]);
    }
    sheet
}

/// tasks.csv.
pub(crate) fn tasks(world: &World, codes: &[String], dice: &Dice) -> Sheet {
    let mut header = vec![
        "task_id",
        "site",
        "title",
        "requires",
        "minutes",
        "per_week",
        "done_by",
        "profession",
        "authority",
        "acts",
        "cti",
        "cti_review_on",
        "mitigations",
    ];
    header.extend(world.words.criteria.iter().map(|criterion| criterion.name.as_str()));
    let mut sheet = Sheet::new(&header);
    for number in 0..dice.within(1, 6) {
        let row = task(world, number, codes, dice);
        sheet.push(&row);
        match dice.below(60) {
            0 => sheet.push(&row),
            1 => {
                let mut other = row;
                other.push(("title", "Otherwise".to_owned()));
                sheet.push(&other);
            }
            _ => {}
        }
    }
    sheet
}

fn task<'w>(world: &'w World, number: usize, codes: &[String], dice: &Dice) -> Vec<(&'w str, String)> {
    let site = match dice.below(25) {
        0 => String::new(),
        1 => "Nowhere".to_owned(),
        _ => dice.word(&[SITES[0], SITES[0], SITES[0], SITES[0], SITES[0], SITES[1]]),
    };
    let (acts, authority) = acts(world, dice);
    let review = match dice.below(12) {
        0 => String::new(),
        1 => iso(world.as_at - 1),
        2 => iso(world.as_at),
        3 if dice.chance(30) => "soon".to_owned(),
        _ => iso(world.as_at + 90),
    };
    let mut roles: Vec<String> = world.words.roles.iter().map(|role| role.code.clone()).collect();
    roles.extend([String::new(), "nobody".to_owned()]);
    let mut row = vec![
        ("task_id", format!("T{number}")),
        ("site", site),
        ("title", dice.word(&["Wash", "Turn", ""])),
        ("requires", requires(world, codes, dice)),
        ("minutes", dice.word(&["", "30", "7.5", "-1"])),
        ("per_week", dice.word(&["", "2"])),
        ("done_by", dice.word(&roles)),
        ("profession", mostly(&world.words.professions, 3, dice)),
        ("authority", authority),
        ("acts", acts),
        ("cti", dice.or_blank(10, "CTI-1")),
        ("cti_review_on", review),
        ("mitigations", mitigations(world, dice)),
    ];
    let wide = world.words.criteria.len() > 6;
    let blanks = match dice.below(20) {
        0..=9 if wide => 100,
        0 => 100,
        1..=14 => 0,
        _ => 25,
    };
    let risk = if dice.chance(60) { 5 } else { dice.within(10, 70) };
    for criterion in &world.words.criteria {
        row.push((&criterion.name, value(criterion, blanks, risk, dice)));
    }
    row
}

/// One of these; seldom blank or another word.
fn mostly(list: &[String], blank: usize, dice: &Dice) -> String {
    match dice.below(100) {
        at if at < blank => String::new(),
        99 => "strange".to_owned(),
        _ => dice.word(list),
    }
}

/// A value, blank `blanks` times of a hundred; `risk` says how often it is not the first.
fn value(criterion: &Criterion, blanks: usize, risk: usize, dice: &Dice) -> String {
    if dice.chance(blanks) {
        return String::new();
    }
    match dice.below(100) {
        0 => "strange".to_owned(),
        at if at < risk || !criterion.ordered => dice.word(&criterion.values),
        _ => criterion.values[0].clone(),
    }
}

fn requires(world: &World, codes: &[String], dice: &Dice) -> String {
    match dice.below(60) {
        0 => return String::new(),
        1 => return dice.word(&["C98", "C0:", "C0;", "C0:grand", ":competent"]),
        _ => {}
    }
    let entry = |dice: &Dice| {
        let code = dice.word(codes);
        if dice.chance(30) { format!("{code}:{}", dice.word(&world.words.proficiencies)) } else { code }
    };
    let entries: Vec<String> = (0..dice.within(1, 2)).map(|_| entry(dice)).collect();
    entries.join(&dice.word(&[";", "; "]))
}

fn mitigations(world: &World, dice: &Dice) -> String {
    let mut list = dice.some(&world.words.mitigations, 90);
    if dice.chance(5) {
        list.push("luck".to_owned());
    }
    list.join(";")
}

/// Acts, and an authority that mostly fits them.
fn acts(world: &World, dice: &Dice) -> (String, String) {
    let names: Vec<String> = world.words.acts.iter().map(|act| act.name.clone()).collect();
    let chosen = if dice.chance(60) { Vec::new() } else { dice.some_one(&names, 30) };
    let fitting = world.words.authorities(&chosen);
    let mut authority = if fitting.is_empty() || dice.chance(5) {
        dice.word(&["none", "psd", "pgd", "protocol", "", "oral"])
    } else {
        dice.word(&fitting)
    };
    if authority == "pgd" && dice.chance(95) {
        authority = dice.word(&["pgd:flu", "pgd:flu", "pgd:tet"]);
    }
    if dice.chance(5) {
        authority = String::new();
    }
    let acts = match dice.below(50) {
        0 => String::new(),
        1 => dice.word(&["none;act-1", "dance", "act-1;dance", "act-1;"]),
        _ if chosen.is_empty() => "none".to_owned(),
        _ => chosen.join(";"),
    };
    (acts, authority)
}

/// panel.csv for tasks whose facts have these hashes: task id, site, hash.
pub(crate) fn panel(world: &World, hashes: &[[String; 3]], dice: &Dice) -> Sheet {
    let mut sheet = Sheet::new(&[
        "task_id",
        "site",
        "facts",
        "floor",
        "review_on",
        "veto",
        "supervision",
        "decided_on",
        "panel",
        "rationale",
        "dissent",
    ]);
    for [task, site, hash] in hashes.iter().filter(|hash| !hash[1].is_empty()) {
        if dice.chance(50) {
            let review = [world.as_at + 60, world.as_at + 60, world.as_at, world.as_at - 1];
            let decided = [world.as_at - 9, world.as_at - 9, world.as_at, world.as_at + 1];
            sheet.push(&[
                ("task_id", task.clone()),
                ("site", site.clone()),
                ("facts", if dice.chance(6) { "stale".to_owned() } else { hash.clone() }),
                ("floor", if dice.chance(3) { "ten".to_owned() } else { dice.within(1, 7).to_string() }),
                ("review_on", iso(*dice.pick(&review))),
                ("veto", dice.word(&["", "", "", "none", "skill-share", "retain", "Retain"])),
                ("supervision", dice.word(&["", "", "none", "remote", "direct"])),
                ("decided_on", dice.or_blank(30, &iso(*dice.pick(&decided)))),
                ("panel", dice.or_blank(30, "a nurse, a physiotherapist")),
                ("rationale", dice.or_blank(30, "It was agreed.")),
                ("dissent", dice.or_blank(70, "a nurse")),
            ]);
        } else if dice.chance(20) {
            // a row that nobody has filled in, or only begun
            let begun = if dice.chance(30) { "Not agreed." } else { "" };
            sheet.push(&[
                ("task_id", task.clone()),
                ("site", site.clone()),
                ("facts", hash.clone()),
                ("rationale", begun.to_owned()),
            ]);
        }
    }
    if dice.chance(30) {
        for shown in ["worksheet", "fact_harm", "fact_of_old", "reasons"] {
            sheet.add_column(shown, "shown only");
        }
    }
    sheet
}
