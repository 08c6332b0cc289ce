//! What is remembered of holdings changes no byte of any result, whatever became of files, rules, people and days since.

use skillmix::commands::{Answered, Files, answer};
use skillmix::intake::Memory;
use skillmix::model::Day;
use skillmix::rules::{Pack, load};

use super::hold;
use crate::random::dice::Dice;
use crate::random::sheet::Line;
use crate::random::{Knobs, World, mutate, spoil};

const KEY: [u64; 4] =
    [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB];

/// Something happens between two nights.
fn happen(world: &mut World, dice: &Dice) {
    match dice.below(9) {
        0 => {}
        1 => world.as_at += i64::try_from(dice.within(1, 60)).unwrap(),
        2 => world.as_at -= i64::try_from(dice.within(1, 60)).unwrap(),
        3 => {
            let name = *dice.pick(&world.data.keys().copied().collect::<Vec<_>>());
            world.data.get_mut(name).unwrap().disorder(dice);
        }
        kind => {
            let often = [("holdings.csv", 6), ("staff.csv", 2), ("tasks.csv", 1), ("competencies.csv", 1)];
            let names: Vec<&str> =
                often.iter().flat_map(|(name, times)| std::iter::repeat_n(*name, *times)).collect();
            let Some(sheet) = world.data.get_mut(*dice.pick(&names)) else { return };
            let rows = sheet.rows();
            if rows.is_empty() {
                return;
            }
            let row = *dice.pick(&rows);
            match kind {
                4 => drop(sheet.lines.remove(row)),
                5 => sheet.lines.insert(dice.below(sheet.lines.len() + 1), sheet.lines[row].clone()),
                6 => sheet.lines[row] = Line::Raw(mutate(sheet.row_bytes(row), dice)),
                7 => sheet.lines[row] = Line::Raw(spoil(&sheet.row_bytes(row), dice)),
                // the row of somebody else, or about something else
                _ => {
                    let other = *dice.pick(&rows);
                    let column = dice.pick(&sheet.header.clone()).clone();
                    let cell = sheet.get(other, &column).to_owned();
                    sheet.set(row, &column, &cell);
                }
            }
        }
    }
}

/// Everything that is written of a run but run.json.
fn written(pack: &Pack, answered: &Answered) -> String {
    let tables = [answered.matches(pack).unwrap(), answered.rungs(pack).unwrap(), answered.findings_csv()];
    let texts: Vec<String> = tables.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    format!("{texts:?} {:?} {:?} {:?}", answered.rejects(), answered.rows(), answered.findings)
}

fn remembered(
    world: &World,
    pack: &Pack,
    memory: Option<Memory>,
    threads: usize,
) -> Result<(String, Option<Memory>), String> {
    let files = Files::in_memory(&world.data_files());
    let files = if threads == 1 { files } else { files.in_blocks(97, threads) }.remembering(memory, KEY);
    let mut answered = answer(pack, &files, threads, |_| {}).map_err(|error| error.to_string())?;
    let memory = answered.memory();
    Ok((written(pack, &answered), memory))
}

#[test]
fn memory_changes_nothing() {
    hold(80, Knobs::ALL, |world, dice| {
        let mut now = world.crowded(dice.within(1, 4));
        let mut memory = None;
        let mut compared = 0;
        for night in 0..6 {
            for _ in 0..dice.within(usize::from(night > 0), 3) {
                happen(&mut now, dice);
            }
            // a pack may end
            let day = Day::parse_iso(&now.day()).unwrap();
            let Ok(pack) = load(&now.pack_files(), day) else { continue };
            let plain = match answer(&pack, &Files::in_memory(&now.data_files()), 1, |_| {}) {
                Ok(answered) => Ok(written(&pack, &answered)),
                Err(error) => Err(error.to_string()),
            };
            let before = memory.clone();
            for threads in [1, 3] {
                match (&plain, remembered(&now, &pack, before.clone(), threads)) {
                    (Ok(plain), Ok((told, learned))) if *plain == told => memory = learned.or(memory),
                    (Err(plain), Err(told)) if *plain == told => {}
                    _ => return Err(format!("night {night}, {threads} threads:\n{}", now.show())),
                }
                compared += 1;
            }
            if let Some(memory) = &memory
                && !memory.is_sound()
            {
                return Err(format!("night {night}: the memory is not sound\n{}", now.show()));
            }
        }
        Ok(compared)
    });
}
