//! Laws of layers: one that only tightens makes nothing more permitted; with relaxations the slow reference agrees.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write;

use skillmix::model::Day;
use skillmix::rules::{Layer, Pack, load_layers, merge_layers};

use super::hold;
use super::view::{View, no_better};
use crate::agreement::disagreements;
use crate::random::dice::Dice;
use crate::random::pack::{RULE_TABLES, file};
use crate::random::rules::{Row, Rules, table};
use crate::random::sheet::Sheet;
use crate::random::words::{Criterion, Words};
use crate::random::{Knobs, World};

/// A layer being made.
pub(super) struct Local<'w> {
    world: &'w World,
    words: Words,
    sheets: BTreeMap<&'static str, Sheet>,
    toml: String,
}

impl<'w> Local<'w> {
    /// Rows that tighten, of one to six kinds; stricter policies and new words now and then.
    pub(super) fn tightening(world: &'w World, dice: &Dice) -> Self {
        let mut local =
            Self { world, words: world.words.clone(), sheets: BTreeMap::new(), toml: String::new() };
        local.toml = "name = \"local\"\nversion = \"1\"\nextends = \"../random\"\n".to_owned();
        if dice.chance(30) {
            local.toml.push_str("[policies]\nunknown_expiry = \"lapsed\"\ndelegator_unknown = \"no\"\n");
        }
        local.toml.push_str("[words]\nauthorisations = [\"LOCAL\"]\nmitigations = [\"local-plan\"]\n");
        local.words.authorisations.push("LOCAL".to_owned());
        local.words.mitigations.push("local-plan".to_owned());
        if dice.chance(40) {
            local.criterion();
        }
        let words = local.words.clone();
        let mut rules =
            Rules { words: &words, as_at: world.as_at, by_role: true, picky: false, made: 0, prefix: "X" };
        for _ in 0..dice.within(1, 6) {
            let name = *dice.pick(&RULE_TABLES);
            for row in local.rows(name, &mut rules, dice) {
                local.push(name, &row);
            }
        }
        local
    }

    /// A criterion of the layer's own: see `with_din`.
    fn criterion(&mut self) {
        let values = ["quiet", "loud", "deafening"].map(str::to_owned).to_vec();
        let mut sheet = Sheet::new(&["criterion", "title", "ordered", "values", "because", "source"]);
        sheet.push(&[
            ("criterion", "din".to_owned()),
            ("ordered", "yes".to_owned()),
            ("values", values.join(";")),
            ("because", "It is loud here.".to_owned()),
            ("source", self.words.sources[0].clone()),
        ]);
        self.sheets.insert("criteria.csv", sheet);
        self.words.criteria.push(Criterion { name: "din".to_owned(), ordered: true, values });
    }

    /// Whatever comes: rows that tighten and rows that do not, settings of any kind. Only `relaxes` is never filled.
    fn wild(world: &'w World, dice: &Dice) -> Self {
        let mut local = Self::tightening(world, dice);
        let mut rules = Rules {
            words: &world.words,
            as_at: world.as_at,
            by_role: true,
            picky: false,
            made: 0,
            prefix: "Z",
        };
        for _ in 0..dice.within(0, 2) {
            let name = *dice.pick(&RULE_TABLES);
            let beneath = &world.pack[file(name)];
            let ids = beneath.rows();
            let mut rows = match name {
                "law" | "policy" => {
                    let known: Vec<&str> = ids.iter().map(|row| beneath.get(*row, "stop")).collect();
                    let stop = if known.is_empty() || dice.chance(40) { "ZS" } else { *dice.pick(&known) };
                    let acts: Vec<String> = world.words.acts.iter().map(|act| act.name.clone()).collect();
                    rules.stop(name, stop, if name == "law" { &acts } else { &[] }, dice)
                }
                other => vec![rules.restriction(other, dice)],
            };
            if !ids.is_empty() && dice.chance(25) {
                let replaced = beneath.get(*dice.pick(&ids), "rule").to_owned();
                rows[0].push(("replaces", replaced));
            }
            for row in &rows {
                local.push(name, row);
            }
        }
        let mut toml = "name = \"local\"\nversion = \"1\"\nextends = \"../random\"\n[policies]\n".to_owned();
        for (key, words) in [("unknown_expiry", ["lapsed", "valid"]), ("delegator_unknown", ["no", "allow"])]
        {
            if dice.chance(15) {
                writeln!(toml, "{key} = \"{}\"", dice.pick(&words)).unwrap();
            }
        }
        if dice.chance(15) {
            writeln!(toml, "min_proficiency = \"{}\"", dice.pick(&world.words.proficiencies)).unwrap();
        }
        toml.push_str("[words]\nauthorisations = [\"LOCAL\"]\nmitigations = [\"local-plan\"]\n");
        local.toml = toml;
        local
    }

    fn rows<'r>(&self, name: &'static str, rules: &mut Rules<'r>, dice: &Dice) -> Vec<Row<'r>> {
        let listed = super::restrictions::listed_acts(self.world);
        let own = format!("X{}", rules.made);
        match name {
            "law" if listed.is_empty() => Vec::new(),
            "law" | "policy" => {
                let acts: &[String] = if name == "law" { &listed } else { &[] };
                let beneath = &self.world.pack[file(name)];
                let known: Vec<usize> = beneath.rows_with("effect", "stop");
                if known.is_empty() || dice.chance(50) {
                    return rules.stop(name, &own, acts, dice);
                }
                // one more row that sets a stop of the pack beneath
                let stop = beneath.get(*dice.pick(&known), "stop").to_owned();
                let mut rows = rules.stop(name, &stop, acts, dice);
                rows.retain(|row| row.contains(&("effect", "stop".to_owned())));
                rows
            }
            other => vec![rules.restriction(other, dice)],
        }
    }

    fn push(&mut self, name: &'static str, row: &Row<'_>) {
        let words = &self.words;
        self.sheets.entry(file(name)).or_insert_with(|| table(name, words)).push(row);
    }

    /// Rows that loosen rows beneath, with their papers.
    pub(super) fn loosen(&mut self, dice: &Dice) {
        let world = self.world;
        let mut rules = Rules {
            words: &world.words,
            as_at: world.as_at,
            by_role: true,
            picky: false,
            made: 0,
            prefix: "Y",
        };
        for name in ["policy", "floor", "mitigation", "supervision", "governance"] {
            let beneath = &world.pack[file(name)];
            let mut targets = beneath.rows();
            targets.retain(|row| {
                !["admit", "lift"].contains(&beneath.get(*row, "effect"))
                    && beneath.get(*row, "relaxes").is_empty()
            });
            if !targets.is_empty() && dice.chance(60) {
                let row = rules.relaxation(name, beneath, *dice.pick(&targets), dice);
                self.push(name, &row);
            }
        }
    }

    pub(super) fn layers(&self) -> [Layer; 2] {
        let tables = self.sheets.iter().map(|(name, sheet)| ((*name).to_owned(), sheet.bytes()));
        let toml = ("pack.toml".to_owned(), self.toml.clone().into_bytes());
        let own = Layer { folder: "local".to_owned(), files: tables.chain([toml]).collect() };
        [own, Layer { folder: "random".to_owned(), files: self.world.pack_files() }]
    }

    fn load(&self) -> Result<Pack, String> {
        let day = Day::parse_iso(&self.world.day()).unwrap();
        load_layers(&self.layers(), day)
            .map_err(|error| format!("{}\n{}", skillmix::commands::error_text(&error), self.show()))
    }

    pub(super) fn show(&self) -> String {
        let tables = self
            .sheets
            .iter()
            .map(|(name, sheet)| format!("--- local/{name}\n{}", String::from_utf8_lossy(&sheet.bytes())));
        format!("{}{}", self.toml, tables.collect::<String>())
    }
}

/// A world whose tasks may state a criterion that only a layer has.
fn with_din(world: &World, dice: &Dice) -> World {
    let mut world = world.clone();
    if dice.chance(60) {
        let tasks = world.data.get_mut("tasks.csv").unwrap();
        tasks.add_column("din", "");
        tasks.map("din", |_| dice.word(&["quiet", "loud", "deafening", "", "laud"]));
    }
    world
}

/// Any layer of rows that tighten loads, and under it no role is newly lawful, passing, ready or safe, no floor falls,
/// nobody needs less supervision and nobody is newly able: `no_better` says it all. Left out, as for law 2, are packs
/// silent on some role, on which a layer's rows of supervision and governance are refused (`it::layers` has those).
#[test]
fn a_layer_that_tightens_permits_nothing_more() {
    hold(200, Knobs::MONOTONE, |world, dice| {
        let world = &with_din(world, dice);
        let before = View::of(world);
        let local = Local::tightening(world, dice);
        let pack = local.load()?;
        no_better(&before, &View::under(world, &pack))
            .map_err(|problem| format!("{problem}\n{}", local.show()))?;
        Ok(1)
    });
}

/// A layer of any rows and settings, relaxations apart, is refused or permits nothing more: no back door is open.
#[test]
fn a_layer_is_refused_or_permits_nothing_more() {
    let (loaded, refused) = (Cell::new(0), Cell::new(0));
    let knobs = Knobs { silence: true, ..Knobs::MONOTONE };
    hold(400, knobs, |world, dice| {
        let world = &with_din(world, dice);
        let local = Local::wild(world, dice);
        let Ok(pack) = local.load() else {
            refused.set(refused.get() + 1);
            return Ok(0);
        };
        loaded.set(loaded.get() + 1);
        let (before, after) = (View::of(world), View::under(world, &pack));
        no_better(&before, &after).map_err(|problem| format!("{problem}\n{}", local.show()))?;
        Ok(1)
    });
    super::say(&format!("{} loaded, {} refused", loaded.get(), refused.get()));
    assert!(loaded.get() > 40 && refused.get() > 40, "one of the two was hardly looked at");
}

/// Merged files are read by the slow reference as by the engine, relaxations and silence included; and whatever `because`
/// names of relaxations is counted.
#[test]
fn engine_and_reference_agree_on_layers() {
    hold(150, Knobs::ALL, |world, dice| {
        let world = &with_din(world, dice);
        let mut local = Local::tightening(world, dice);
        local.loosen(dice);
        // a layer that speaks where the pack beneath is silent is refused
        let Ok(pack) = local.load() else { return Ok(0) };
        let day = Day::parse_iso(&world.day()).unwrap();
        let files = merge_layers(&local.layers(), day).map_err(|error| error.to_string())?;
        let answered = world.answer_under(&pack, 1);
        let found = disagreements(&pack, &answered, [files, world.data_files()], &world.day());
        if found.is_empty() { Ok(1) } else { Err(format!("{}\n{}", found.join("\n"), local.show())) }
    });
}

/// People who move to a role that a layer adds as the double of theirs are able to do nothing that they were not.
#[test]
fn a_double_is_able_to_nothing_more() {
    hold(100, Knobs::MONOTONE, |world, dice| {
        let roles = &world.pack["roles.csv"];
        let row = *dice.pick(&roles.rows());
        let known = roles.get(row, "role").to_owned();
        let mut local = Local::tightening(world, dice);
        let mut sheet = Sheet::new(&roles.header);
        sheet.lines.push(roles.lines[row].clone());
        sheet.set(0, "role", "DOUBLE");
        local.sheets.insert("roles.csv", sheet);
        // a row beneath that names the role would not bind its double, and is refused
        let Ok(pack) = local.load() else { return Ok(0) };
        let before = View::of(world);
        let mut moved = world.clone();
        moved
            .data
            .get_mut("staff.csv")
            .unwrap()
            .map("role", |role| if role == known { "DOUBLE".to_owned() } else { role.to_owned() });
        let after = View::under(&moved, &pack);
        for (key, now) in &after.tasks {
            for (person, role) in &now.able {
                let was = if role == "DOUBLE" { &known } else { role };
                if !before.tasks[key].able.contains(&(person.clone(), was.clone())) {
                    return Err(format!("{key:?}: {person} newly able as {role}\n{}", local.show()));
                }
            }
        }
        Ok(1)
    });
}
