//! Random packs and datasets from a seed, as tables that laws can change and as files in memory.

pub(crate) mod cells;
pub(crate) mod day;
pub(crate) mod dice;
pub(crate) mod pack;
pub(crate) mod people;
pub(crate) mod rules;
pub(crate) mod sheet;
pub(crate) mod tasks;
pub(crate) mod words;

use std::collections::BTreeMap;

use dice::Dice;
use sheet::{Line, Sheet};
use skillmix::commands::{Answered, Files, answer};
use skillmix::model::Day;
use skillmix::rules::{Pack, load};
use words::Words;

/// Bytes by file name.
pub(crate) type Bytes = BTreeMap<String, Vec<u8>>;

/// What worlds may hold.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a knob of its own")]
pub(crate) struct Knobs {
    /// Supervision or governance may say nothing of a role.
    pub(crate) silence: bool,
    /// Rule rows may look at `role`.
    pub(crate) by_role: bool,
    /// Stops admit by the facts of persons more often.
    pub(crate) picky: bool,
    /// Panels may have decided.
    pub(crate) panels: bool,
    /// Some rows cannot be read, and columns may be missing or strange.
    pub(crate) dirt: bool,
}

impl Knobs {
    /// Everything.
    pub(crate) const ALL: Self =
        Self { silence: true, by_role: true, picky: false, panels: true, dirt: true };
    /// What the laws on risk and on restrictions claim (semantics points 4 and 20): see `laws`.
    pub(crate) const MONOTONE: Self =
        Self { silence: false, by_role: true, picky: false, panels: false, dirt: true };
}

/// A pack, a dataset and a day.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) as_at: i64,
    pub(crate) words: Words,
    pub(crate) settings: String,
    pub(crate) pack: BTreeMap<&'static str, Sheet>,
    pub(crate) data: BTreeMap<&'static str, Sheet>,
}

impl World {
    /// The world of a seed.
    pub(crate) fn random(seed: u64, knobs: Knobs) -> Self {
        let dice = &Dice::new(seed);
        // the ends of months are where periods clamp
        let days = [19_782, 20_147, 20_454, 20_787, 20_393];
        let as_at = *dice.pick(&days) + i64::try_from(dice.below(3)).unwrap() - 1;
        let (words, settings, pack) = pack::random(knobs, as_at, dice);
        let mut world = Self { seed, as_at, words, settings, pack, data: BTreeMap::new() };
        let (staff, ids) = people::staff(&world, dice);
        let (competencies, codes) = tasks::competencies(dice);
        let holdings = people::holdings(&world, &ids, &codes, dice);
        let tasks = tasks::tasks(&world, &codes, dice);
        world.data.insert("staff.csv", staff);
        world.data.insert("holdings.csv", holdings);
        world.data.insert("tasks.csv", tasks);
        if dice.chance(80) {
            world.data.insert("competencies.csv", competencies);
        }
        if dice.chance(75) {
            let links = tasks::links(&world, &codes, dice);
            world.data.insert("links.csv", links);
        }
        for sheet in world.data.values_mut() {
            if knobs.dirt {
                soil(sheet, dice);
            }
            sheet.disorder(dice);
        }
        if knobs.panels && dice.chance(25) {
            let answered = world.answer();
            let catalogue = &world.load().catalogue;
            let hash = |task: &skillmix::model::Task| {
                [task.id.clone(), task.site.clone(), task.facts_hash(catalogue, answered.codes())]
            };
            let hashes: Vec<[String; 3]> = answered.tasks().iter().map(hash).collect();
            let panel = tasks::panel(&world, &hashes, dice);
            world.data.insert("panel.csv", panel);
        }
        world
    }

    /// A world with so many people that they are matched in several parts: each again under `copies` other ids.
    pub(crate) fn crowded(&self, copies: usize) -> Self {
        let mut crowd = self.clone();
        for name in ["staff.csv", "holdings.csv"] {
            let sheet = crowd.data.get_mut(name).unwrap();
            let column = sheet.column("staff_id").unwrap();
            let rows: Vec<Line> = sheet.lines.clone();
            for copy in 0..copies {
                sheet.lines.extend(rows.iter().filter_map(|line| match line {
                    Line::Raw(_) => None,
                    Line::Cells(cells) => {
                        let mut cells = cells.clone();
                        cells[column] = format!("{}-{copy}", cells[column]);
                        Some(Line::Cells(cells))
                    }
                }));
            }
        }
        crowd
    }

    /// A world whose pack has this many roles, those it had first and then the same again under other codes; the people
    /// are in any of them.
    pub(crate) fn with_roles(&self, count: usize, dice: &Dice) -> Self {
        let mut world = self.clone();
        let roles = world.pack.get_mut("roles.csv").unwrap();
        let known = roles.rows();
        for (copy, row) in (known.len()..count).zip(known.iter().cycle()) {
            roles.lines.push(roles.lines[*row].clone());
            roles.set(copy, "role", &format!("COPY-{copy}"));
        }
        let codes: Vec<String> = roles.rows().iter().map(|row| roles.get(*row, "role").to_owned()).collect();
        world.data.get_mut("staff.csv").unwrap().map("role", |_| dice.pick(&codes).clone());
        world
    }

    pub(crate) fn day(&self) -> String {
        day::iso(self.as_at)
    }

    pub(crate) fn pack_files(&self) -> Bytes {
        let tables = self.pack.iter().map(|(name, sheet)| ((*name).to_owned(), sheet.bytes()));
        let settings = ("pack.toml".to_owned(), self.settings.clone().into_bytes());
        tables.chain([settings]).collect()
    }

    pub(crate) fn data_files(&self) -> Bytes {
        self.data.iter().map(|(name, sheet)| ((*name).to_owned(), sheet.bytes())).collect()
    }

    /// The pack, compiled.
    pub(crate) fn load(&self) -> Pack {
        match load(&self.pack_files(), Day::parse_iso(&self.day()).unwrap()) {
            Ok(pack) => pack,
            Err(error) => panic!("{}\n{}", skillmix::commands::error_text(&error), self.show()),
        }
    }

    /// In blocks so small that every row crosses into the next somewhere, unless one thread reads.
    fn files(&self, threads: usize) -> Files {
        let files = Files::in_memory(&self.data_files());
        if threads == 1 { files } else { files.in_blocks(31 * threads, threads - 1) }
    }

    /// The dataset, answered on one thread.
    pub(crate) fn answer(&self) -> Answered {
        self.answer_under(&self.load(), 1)
    }

    pub(crate) fn answer_under(&self, pack: &Pack, threads: usize) -> Answered {
        match answer(pack, &self.files(threads), threads, |_| {}) {
            Ok(answered) => answered,
            Err(error) => panic!("{}\n{}", skillmix::commands::error_text(&error), self.show()),
        }
    }

    /// Seed, day and all files, for a failing law.
    pub(crate) fn show(&self) -> String {
        let mut text = format!("seed {} as at {}\n", self.seed, self.day());
        for (name, bytes) in self.pack_files().into_iter().chain(self.data_files()) {
            if name != "cases.csv" && name != "sources.csv" {
                text.extend(["--- ", &name, "\n", &String::from_utf8_lossy(&bytes)]);
            }
        }
        text
    }
}

/// Rows that cannot be read, columns that nobody asked for, columns that are not there.
fn soil(sheet: &mut Sheet, dice: &Dice) {
    for column in
        ["status", "delegator", "field", "annotations", "cti_review_on", "expires_on", "harm", "wte"]
    {
        if dice.chance(3) {
            sheet.drop_column(column);
        }
    }
    if dice.chance(10) {
        sheet.add_column("remarks for the ward", "none");
    }
    let rows = sheet.rows();
    if rows.is_empty() || !dice.chance(30) {
        return;
    }
    let spoilt = spoil(&sheet.row_bytes(*dice.pick(&rows)), dice);
    sheet.lines.push(Line::Raw(spoilt));
}

/// The bytes of a row, spoilt so that it is no row: ragged, badly quoted or not UTF-8.
pub(crate) fn spoil(row: &[u8], dice: &Dice) -> Vec<u8> {
    let mut bytes = row.to_vec();
    match dice.below(4) {
        0 => bytes.extend(b",more"),
        1 => {
            let end = bytes.iter().rposition(|byte| *byte == b',').unwrap_or(0);
            bytes.truncate(end.max(1));
        }
        2 => bytes.extend(b"x\"y"),
        _ => bytes.extend([0xFF, b'?']),
    }
    bytes
}

/// One to three bytes changed, put in or taken out; never a line end.
pub(crate) fn mutate(mut bytes: Vec<u8>, dice: &Dice) -> Vec<u8> {
    for _ in 0..dice.within(1, 3) {
        let at = dice.below(bytes.len());
        let byte = *dice.pick(b"\",;:x0-@ \xFF\xC3\tA");
        match dice.below(3) {
            0 if bytes.len() > 1 => {
                bytes.remove(at);
            }
            1 => bytes.insert(at, byte),
            _ => bytes[at] = byte,
        }
    }
    bytes
}

/// How many worlds a law looks at: its usual number, or as many times more as `SKILLMIX_CASES` is more than 250.
pub(crate) fn cases(usual: u32) -> u32 {
    let asked: Option<u64> = std::env::var_os("SKILLMIX_CASES").and_then(|text| text.to_str()?.parse().ok());
    let scaled = asked.map(|asked| (asked * u64::from(usual)).div_ceil(250));
    scaled.map_or(usual, |cases| cases.try_into().unwrap())
}

/// `SKILLMIX_SEED` asks for other worlds than usual.
pub(crate) fn start() -> u64 {
    let asked = std::env::var_os("SKILLMIX_SEED").and_then(|text| text.to_str()?.parse().ok());
    asked.unwrap_or(0)
}
