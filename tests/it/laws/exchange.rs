//! Laws of other people's files: a mapping loses no row, damage makes nobody able, and mended rejects are the clean file.

use skillmix::commands::{Answered, Files, answer};
use skillmix::model::Day;
use skillmix::rules::Pack;

use super::hold;
use super::records::caps;
use super::view::{View, no_better};
use crate::random::dice::Dice;
use crate::random::sheet::{Line, Sheet};
use crate::random::{Bytes, Knobs, World};

const MAPPING: &str = "mapping.toml";
/// Our sheets and the files of theirs that give them.
const THEIRS: [(&str, &str); 2] = [("staff.csv", "people.csv"), ("holdings.csv", "skills.csv")];
const CLEAN: Knobs = Knobs { panels: false, dirt: false, ..Knobs::ALL };

/// Every column of ours is the column `T <name>` of theirs.
fn mapping(world: &World) -> String {
    let sources = THEIRS.iter().map(|(ours, theirs)| {
        let sheet = ours.trim_end_matches(".csv");
        let columns = world.data[ours].header.iter();
        let columns: Vec<String> =
            columns.map(|name| format!("  {{ ours = \"{name}\", theirs = [\"T {name}\"] }},")).collect();
        let head = format!("[[source]]\nfiles = [\"{theirs}\"]\nlayout = \"table\"\nsheet = \"{sheet}\"");
        format!("{head}\ncolumns = [\n{}\n]", columns.join("\n"))
    });
    std::iter::once("version = 1".to_owned()).chain(sources).collect::<Vec<_>>().join("\n")
}

/// The world's data with staff and holdings as files of theirs.
fn sources(world: &World) -> Bytes {
    let mut files = world.data_files();
    for (ours, theirs) in THEIRS {
        files.remove(ours);
        let mut sheet = world.data[ours].clone();
        sheet.header.iter_mut().for_each(|name| *name = format!("T {name}"));
        files.insert(theirs.to_owned(), sheet.bytes());
    }
    files
}

fn day(world: &World) -> Day {
    Day::parse_iso(&world.day()).unwrap()
}

fn answered(world: &World, pack: &Pack, fixed: &Bytes) -> Result<Answered, String> {
    let files =
        Files::mapped_in_memory(&sources(world), (MAPPING, mapping(world).as_bytes()), fixed, day(world));
    let answered = files.and_then(|files| answer(pack, &files, 1, |_| ()));
    let answered = answered.map_err(|error| skillmix::commands::error_text(&error))?;
    for ((ours, theirs), source) in THEIRS.iter().zip(answered.source_rows()) {
        let fates = source.passed + source.joined + source.duplicate + source.out_of_scope + source.rejected;
        let rows = world.data[ours].lines.len() as u64;
        if source.file != *theirs || source.rows != rows || fates != rows {
            return Err(format!("{rows} rows of {theirs} are accounted for as {source:?}"));
        }
        let kind = ours.trim_end_matches(".csv");
        let of_sheet = answered.rows().iter().find(|(name, _)| name == kind).map(|(_, rows)| rows.rows);
        if of_sheet != Some(source.passed) {
            return Err(format!("{} rows passed to {kind}, {of_sheet:?} read", source.passed));
        }
    }
    Ok(answered)
}

/// A row damaged so that it is refused, as real files are damaged.
fn damaged(sheet: &Sheet, row: usize, dice: &Dice) -> Line {
    let mut bytes = sheet.row_bytes(row);
    let cells = |column: &str, cell: &str| {
        let mut changed = sheet.clone();
        changed.set(row, column, cell);
        changed.lines[row].clone()
    };
    // no two damaged rows may be copies of each other: a copy is a duplicate and not refused
    let wizard = format!("wizard {row}");
    let words =
        [("role", wizard.as_str()), ("competency", "1.2E+05"), ("staff_id", "3-May"), ("site", "Mar-25")];
    let known: Vec<(&str, &str)> =
        words.into_iter().filter(|(name, _)| sheet.column(name).is_some()).collect();
    match dice.below(5) {
        0 => bytes.extend(b",more"),
        1 => bytes.extend(b"x\"y"),
        2 => bytes.extend([0xFF, b'?']),
        3 if sheet.column("assessed_on").is_some() => {
            let dates = ["03/04/2026", "31/31/2026", "01/01/1899", "3/4/26", "45000"];
            let date: &&str = dice.pick(&dates);
            return cells("assessed_on", date);
        }
        _ => {
            let (column, word) = dice.pick(&known);
            return cells(column, word);
        }
    }
    Line::Raw(bytes)
}

/// Mapped to itself column by column, a dataset gives the same bytes.
#[test]
fn a_mapping_of_names_alone_changes_nothing() {
    hold(60, CLEAN, |world, _| {
        let pack = world.load();
        let plain = world.answer_under(&pack, 1).matches(&pack).unwrap();
        let mapped = answered(world, &pack, &Bytes::new())?;
        if mapped.matches(&pack).unwrap() != plain {
            return Err("the mapped dataset gives other matches".to_owned());
        }
        Ok(1)
    });
}

/// Some rows are damaged, the rejects of the run are mended with what the rows had been, and the run with `--fixed` gives the
/// bytes of the clean dataset. Rows that were refused before stay in the rejects or are taken out: it is the same.
#[test]
fn mended_rejects_give_the_clean_answers() {
    hold(120, CLEAN, |world, dice| {
        let pack = world.load();
        let clean = answered(world, &pack, &Bytes::new())?.matches(&pack).unwrap();
        let mut dirty = world.clone();
        let mut count = 0;
        for (ours, _) in THEIRS {
            for row in world.data[ours].rows() {
                if dice.chance(15) {
                    let line = damaged(&world.data[ours], row, dice);
                    dirty.data.get_mut(ours).unwrap().lines[row] = line;
                    count += 1;
                }
            }
        }
        let refused = answered(&dirty, &pack, &Bytes::new())?;
        let mut fixed = Bytes::new();
        for (name, bytes) in refused.rejects() {
            let Some((ours, _)) = THEIRS.iter().find(|(_, theirs)| *theirs == name) else { continue };
            fixed.insert(name, mended(&bytes, (&world.data[ours], &dirty.data[ours]), dice));
        }
        let after = answered(&dirty, &pack, &fixed)?;
        let mended: u64 = after.source_rows().iter().map(|source| source.mended).sum();
        if mended != count {
            return Err(format!("{count} rows were damaged and {mended} are mended"));
        }
        if after.matches(&pack).unwrap() != clean {
            return Err("the mended dataset gives other matches".to_owned());
        }
        Ok(usize::try_from(count).unwrap())
    });
}

/// Rejects in which every damaged row is what it was; others are left in or taken out.
fn mended(rejects: &[u8], (clean, dirty): (&Sheet, &Sheet), dice: &Dice) -> Vec<u8> {
    let mut lines = rejects.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut bytes = [lines.next().unwrap(), b"\n"].concat();
    for line in lines {
        let front: Vec<&[u8]> = line.splitn(4, |byte| *byte == b',').take(3).collect();
        let row = std::str::from_utf8(front[0]).unwrap().parse::<usize>().unwrap() - 2;
        if clean.lines[row] == dirty.lines[row] && dice.chance(50) {
            continue;
        }
        bytes.extend([&front.join(&b','), &b","[..], &clean.row_bytes(row), b"\n"].concat());
    }
    bytes
}

/// One damaged row of staff or holdings makes nobody newly able and lowers nothing. Left out, as of law 11: sign-offs that
/// cap higher ones, and rows with whose loss others are no longer refused (a person's rows that contradict each other).
#[test]
fn a_damaged_row_of_theirs_adds_nobody() {
    hold(60, CLEAN, |world, dice| {
        let pack = world.load();
        let before = View::under(world, &pack);
        let total = |answered: &Answered, kind: &str| {
            let of_sheet =
                answered.rows().iter().find(|(name, _)| name == kind).map_or(0, |(_, rows)| rows.rejected);
            let gives =
                |source: &&skillmix::report::SourceRows| source.gives.iter().any(|sheet| sheet == kind);
            of_sheet + answered.source_rows().iter().filter(gives).map(|source| source.rejected).sum::<u64>()
        };
        let mut compared = 0;
        for _ in 0..6 {
            let (ours, _) = *dice.pick(&THEIRS);
            let rows = world.data[ours].rows();
            let Some(row) = rows.get(dice.below(rows.len())).copied() else { continue };
            if ours == "holdings.csv" && caps(world, row) {
                continue;
            }
            let mut dirty = world.clone();
            dirty.data.get_mut(ours).unwrap().lines[row] = damaged(&world.data[ours], row, dice);
            let kind = ours.trim_end_matches(".csv");
            let was = total(&before.answered, kind);
            if total(&answered(&dirty, &pack, &Bytes::new())?, kind) != was + 1 {
                continue;
            }
            let text = mapping(&dirty);
            let converted = Files::converted_in_memory(
                &sources(&dirty),
                (MAPPING, text.as_bytes()),
                &Bytes::new(),
                day(world),
            );
            let converted = converted.map_err(|error| skillmix::commands::error_text(&error))?;
            for (ours, _) in THEIRS {
                dirty.data.insert(ours, read(&converted[ours]));
            }
            no_better(&before, &View::under(&dirty, &pack))
                .map_err(|problem| format!("{ours} row {row}: {problem}"))?;
            compared += 1;
        }
        Ok(compared)
    });
}

/// A sheet of ours, whose rows are lines.
fn read(bytes: &[u8]) -> Sheet {
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let header: Vec<&str> = std::str::from_utf8(lines.next().unwrap()).unwrap().split(',').collect();
    let mut sheet = Sheet::new(&header);
    sheet.lines = lines.map(|line| Line::Raw(line.to_vec())).collect();
    sheet
}
