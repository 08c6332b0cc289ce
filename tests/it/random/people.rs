//! Random staff and holdings, most of them good.

use super::World;
use super::day::iso;
use super::dice::Dice;
use super::sheet::Sheet;
use super::words::Role;

const STAFF: [&str; 11] = [
    "staff_id",
    "role",
    "site",
    "wte",
    "register",
    "profession",
    "field",
    "annotations",
    "authorisations",
    "delegator",
    "status",
];

/// The columns that belong to a person.
pub(crate) const PERSON: [&str; 6] =
    ["register", "profession", "field", "annotations", "authorisations", "delegator"];

pub(crate) const SITES: [&str; 3] = ["North", "South", "West"];

/// staff.csv and the ids in it.
pub(crate) fn staff(world: &World, dice: &Dice) -> (Sheet, Vec<String>) {
    let mut sheet = Sheet::new(&STAFF);
    let mut ids = Vec::new();
    let count = if dice.chance(85) { dice.within(3, 8) } else { dice.below(3) };
    for number in 0..count {
        let id = format!("{}{number}", dice.word(&["P", "p", "Ä", "9-"]));
        let main = dice.pick(&world.words.roles).clone();
        let facts = facts(world, &main, dice);
        for post in 0..dice.within(1, 3) {
            let role = if post == 0 { main.code.clone() } else { dice.pick(&world.words.roles).code.clone() };
            let role = if dice.chance(2) { "nobody".to_owned() } else { role };
            let mut row = facts.clone();
            row.extend([
                ("staff_id", id.clone()),
                ("role", role),
                (
                    "site",
                    dice.word(&[
                        "North", "North", "North", "North", "North", "North", "South", "South", "West",
                    ]),
                ),
                ("wte", dice.word(&["1", "0.5", "", "x"])),
                ("status", status(dice)),
            ]);
            if dice.chance(1) {
                row.push((PERSON[dice.below(PERSON.len())], "other".to_owned()));
            }
            sheet.push(&row);
        }
        ids.push(id);
    }
    (sheet, ids)
}

fn status(dice: &Dice) -> String {
    dice.word(&["active"; 50].into_iter().chain(["left", "absent", "", "Active", "here"]).collect::<Vec<_>>())
}

/// What a person is: mostly what their main post needs.
fn facts(world: &World, main: &Role, dice: &Dice) -> Vec<(&'static str, String)> {
    let words = &world.words;
    let fitting = |own: &str, list: &[String], dice: &Dice| match dice.below(30) {
        0 => String::new(),
        1 => dice.word(list),
        2 if dice.chance(50) => "strange".to_owned(),
        _ if own.is_empty() => dice.or_blank(50, &dice.word(list)),
        _ => own.to_owned(),
    };
    let mut directions = words.authorisations.clone();
    directions.extend(["PGD:flu", "PGD:tet", "PGD:flu"].map(String::from));
    vec![
        ("register", fitting(&main.register, &words.registers, dice)),
        ("profession", fitting(&main.profession, &words.professions, dice)),
        ("field", fitting(&main.field, &words.fields, dice)),
        ("annotations", entries(world, &words.annotations, dice)),
        ("authorisations", entries(world, &directions, dice)),
        ("delegator", dice.word(&["yes", "yes", "yes", "yes", "yes", "yes", "no", "", "maybe"])),
    ]
}

/// A list whose entries may have a last day.
fn entries(world: &World, words: &[String], dice: &Dice) -> String {
    let mut list = dice.some(words, 55);
    if dice.chance(4) {
        list.push(dice.word(&["odd", "PGD:", "", "VACC@", "@2030-01-01"]));
    }
    let dated: Vec<String> = list
        .into_iter()
        .map(|word| match dice.below(12) {
            0 => format!("{word}@{}", iso(world.as_at - 1)),
            1 => format!("{word}@{}", iso(world.as_at)),
            2 | 3 => format!("{word}@{}", iso(world.as_at + 200)),
            4 if dice.chance(20) => format!("{word}@2026-02-30"),
            _ => word,
        })
        .collect();
    dated.join(&dice.word(&[";", "; "]))
}

/// holdings.csv: most people hold most codes, and then some rows at random.
pub(crate) fn holdings(world: &World, ids: &[String], codes: &[String], dice: &Dice) -> Sheet {
    let columns = ["staff_id", "competency", "proficiency", "assessed_on", "expires_on"];
    let mut sheet = Sheet::new(&columns);
    let full = if dice.chance(75) { dice.within(85, 100) } else { dice.within(0, 80) };
    for (id, code) in ids.iter().flat_map(|id| codes.iter().map(move |code| (id, code))) {
        if dice.chance(full) && sheet.lines.len() < 40 {
            let best = &world.words.proficiencies;
            let word = if dice.chance(88) { best[best.len() - 1].clone() } else { dice.word(best) };
            sheet.push(&[
                ("staff_id", id.clone()),
                ("competency", code.clone()),
                ("proficiency", word),
                (
                    "assessed_on",
                    dice.or_blank(
                        5,
                        &iso(world.as_at
                            - 1
                            - i64::try_from(dice.below(if dice.chance(80) { 25 } else { 300 })).unwrap()),
                    ),
                ),
                ("expires_on", dice.word(&[iso(world.as_at + 100), iso(world.as_at), "never".into()])),
            ]);
        }
    }
    for _ in 0..dice.below(if dice.chance(50) { 3 } else { 12 }) {
        let row = record(world, ids, codes, dice);
        sheet.push(&row);
    }
    if let Some(row) = sheet.rows().first().copied().filter(|_| dice.chance(15)) {
        let copy = sheet.lines[row].clone();
        sheet.lines.push(copy);
    }
    sheet
}

/// Any record at all.
fn record(world: &World, ids: &[String], codes: &[String], dice: &Dice) -> Vec<(&'static str, String)> {
    let day = |dice: &Dice| {
        let near = [-1200, -731, -366, -365, -60, -31, -30, -2, -1, 0, 0, 1, 2, 30, 400];
        world.as_at + *dice.pick(&near)
    };
    let text = |dice: &Dice, never: bool| match dice.below(12) {
        0..=2 => String::new(),
        3 if never || dice.chance(10) => "never".to_owned(),
        4 if dice.chance(30) => "31/12/2026".to_owned(),
        _ => iso(day(dice)),
    };
    let known = |list: &[String], dice: &Dice| {
        if list.is_empty() || dice.chance(4) { "unknown".to_owned() } else { dice.word(list) }
    };
    vec![
        ("staff_id", known(ids, dice)),
        ("competency", known(codes, dice)),
        ("proficiency", known(&world.words.proficiencies, dice)),
        ("assessed_on", text(dice, false)),
        ("expires_on", text(dice, true)),
    ]
}
