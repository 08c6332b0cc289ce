//! Laws of `rules fmt`: it changes how tables are written and nothing of what they mean, and once is enough.

use skillmix::model::Day;
use skillmix::rules::{Layer, load, load_layers};

use super::hold;
use super::layers::Local;
use crate::random::dice::Dice;
use crate::random::pack::{RULE_TABLES, file};
use crate::random::words::Criterion;
use crate::random::{Bytes, Knobs, World};

/// A random pack in disorder, formatted: the same rules in force, the same answers to the byte, and nothing left to format.
#[test]
fn formatting_changes_no_meaning() {
    hold(150, Knobs::ALL, |world, dice| {
        let mut world = world.clone();
        respell(&mut world, dice);
        let files = world.pack_files();
        let formatted = format(&world, &files)?;
        let again = format(&world, &formatted)?;
        if again != formatted {
            return Err("formatting again changes more".to_owned());
        }
        let day = Day::parse_iso(&world.day()).unwrap();
        let packs = [world.load(), load(&formatted, day).map_err(|e| skillmix::commands::error_text(&e))?];
        let seen = packs.each_ref().map(|pack| {
            let answered = world.answer_under(pack, 1);
            let matches = String::from_utf8(answered.matches(pack).unwrap()).unwrap();
            let rules: Vec<String> = pack.catalogue.rules.iter().map(|rule| rule.id.clone()).collect();
            let masked = matches.replace(&pack.catalogue.pack_label(), "");
            (
                masked,
                answered.rungs(pack).unwrap(),
                rules,
                pack.in_force.clone(),
                pack.catalogue.stops.clone(),
            )
        });
        if seen[0] != seen[1] {
            return Err(format!("the answers differ\n{}", show(&formatted)));
        }
        let cells: usize = files.iter().filter(|(name, bytes)| formatted.get(*name) != Some(bytes)).count();
        Ok(cells)
    });
}

/// The tables of a layer, formatted by the words and criteria of the whole: the same answers.
#[test]
fn formatting_a_layer_changes_no_meaning() {
    hold(80, Knobs::MONOTONE, |world, dice| {
        let mut local = Local::tightening(world, dice);
        local.loosen(dice);
        let mut layers = local.layers();
        let day = Day::parse_iso(&world.day()).unwrap();
        let load =
            |layers: &[Layer]| load_layers(layers, day).map_err(|e| skillmix::commands::error_text(&e));
        let before = load(&layers)?;
        let formatted = skillmix::rules::format(&layers, &before.catalogue).map_err(|e| e.to_string())?;
        layers[0].files.extend(formatted);
        let after = load(&layers)?;
        let seen = [&before, &after].map(|pack| {
            let rules: Vec<String> = pack.catalogue.rules.iter().map(|rule| rule.id.clone()).collect();
            (world.answer_under(pack, 1).rungs(pack).unwrap(), rules, pack.in_force.clone())
        });
        if seen[0] == seen[1] { Ok(1) } else { Err(format!("the answers differ\n{}", local.show())) }
    });
}

fn format(world: &World, files: &Bytes) -> Result<Bytes, String> {
    let layers = [Layer { folder: "random".to_owned(), files: files.clone() }];
    let pack = load_layers(&layers, Day::parse_iso(&world.day()).unwrap());
    let pack = pack.map_err(|error| skillmix::commands::error_text(&error))?;
    let mut formatted = files.clone();
    formatted.extend(skillmix::rules::format(&layers, &pack.catalogue).map_err(|error| error.to_string())?);
    Ok(formatted)
}

fn show(files: &Bytes) -> String {
    let text = |(name, bytes): (&String, &Vec<u8>)| format!("--- {name}\n{}", String::from_utf8_lossy(bytes));
    files.iter().map(text).collect::<Vec<_>>().concat()
}

/// Conditions in other words of the same meaning.
fn respell(world: &mut World, dice: &Dice) {
    let criteria = world.words.criteria.clone();
    for name in RULE_TABLES {
        let sheet = world.pack.get_mut(file(name)).unwrap();
        for criterion in &criteria {
            sheet.map(&criterion.name, |cell| ranged(cell, criterion, dice));
        }
        for column in ["acts", "authority", "register", "profession", "annotations", "authorisations", "role"]
        {
            sheet.map(column, |cell| shuffled(cell, dice));
        }
    }
}

/// `>= b` as `[b..d]`, or as `b, c, d`.
fn ranged(cell: &str, criterion: &Criterion, dice: &Dice) -> String {
    let values = &criterion.values;
    let spans = [(">= ", true), ("<= ", false)];
    for (sign, up) in spans {
        let Some(at) = cell.strip_prefix(sign).and_then(|word| values.iter().position(|v| v == word.trim()))
        else {
            continue;
        };
        let run = if up { &values[at..] } else { &values[..=at] };
        let (first, last) = (&run[0], &run[run.len() - 1]);
        return match dice.below(4) {
            0 => format!("[{first}..{last}]"),
            1 => format!("[ {first} .. {last} ] ,{first}"),
            2 => shuffled(&run.join(","), dice),
            _ => format!("{}{}", sign.trim(), values[at]),
        };
    }
    shuffled(cell, dice)
}

/// A comma list in another order, with other blanks and now and then a word twice.
fn shuffled(cell: &str, dice: &Dice) -> String {
    if cell.contains(['(', '[', '>', '<']) && !cell.contains("PGD:")
        || cell.trim().is_empty()
        || cell.trim() == "-"
    {
        return cell.to_owned();
    }
    let mut words: Vec<&str> = cell.split(',').map(str::trim).collect();
    dice.shuffle(&mut words);
    if dice.chance(10) {
        words.push(words[0]);
    }
    words.join(&dice.word(&[",", ", ", " ,", " , "]))
}
