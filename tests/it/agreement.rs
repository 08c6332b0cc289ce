//! The engine against the slow reference, field by field, on random worlds.

use std::collections::BTreeMap;

use skillmix::commands::{Answered, error_text};
use skillmix::model::{Answer, Catalogue, Codes, Column, Day, Need, Reason, RoleDecision, RungRole, Task};
use skillmix::rules::{Pack, load};
use skillmix::sheet::{Sheet, Table};
use skillmix::verify::{self, RoleAnswer, RungAnswer, TaskAnswer};

use crate::random::dice::Dice;
use crate::random::sheet::Line;
use crate::random::{Knobs, World, cases, mutate, start};

/// The engine's answer in the words of the reference.
fn spoken(pack: &Pack, codes: &Codes, task: &Task, answer: &Answer) -> TaskAnswer {
    let catalogue = &pack.catalogue;
    let code = |role| catalogue.role_code(role).to_owned();
    let requirement =
        |r: &skillmix::model::Requirement| format!("{}:{}", codes.name(r.code), catalogue.rank_word(r.rank));
    let gap = answer.nearest.iter().flat_map(|near| near.gap.iter().map(requirement));
    let by_level = answer.able_by_level.iter().map(|(level, able)| format!("{level}:{able}"));
    let column = |column: &Column| catalogue.column_name(*column).to_owned();
    TaskAnswer {
        task_id: task.id.clone(),
        site: task.site.clone(),
        status: answer.status.word().to_owned(),
        outcomes: answer.decision.outcomes.iter().map(|outcome| outcome.word().to_owned()).collect(),
        floor: answer.decision.floor.to_string(),
        level: answer.level.map(|level| level.to_string()).unwrap_or_default(),
        roles: answer.roles.iter().map(|(role, _)| code(*role)).collect(),
        supervision: answer
            .roles
            .iter()
            .map(|(role, mode)| format!("{}:{}", code(*role), mode.word()))
            .collect(),
        able: answer.level.map(|_| answer.able.to_string()).unwrap_or_default(),
        able_by_level: by_level.collect::<Vec<_>>().join(";"),
        examples: answer.examples.clone(),
        because: answer.because.clone(),
        lower: String::new(),
        nearest: answer.nearest.as_ref().map(|near| near.staff_id.clone()).unwrap_or_default(),
        gap: gap.collect::<Vec<_>>().join(";"),
        blanks: answer.decision.blanks.iter().map(column).collect(),
        bounded: answer.decision.bounded,
        panel: answer.decision.panel,
        rungs: answer.rungs.iter().map(|rung| spoken_rung(catalogue, answer, rung)).collect(),
    }
}

fn spoken_rung(catalogue: &Catalogue, answer: &Answer, rung: &skillmix::model::Rung) -> RungAnswer {
    let role = |role: &RungRole| spoken_role(catalogue, role, answer.decision.role(role.role));
    RungAnswer {
        level: rung.level.number(),
        verdict: rung.verdict.word().to_owned(),
        able: rung.able,
        roles: rung.roles.iter().map(role).collect(),
        gap: String::new(),
    }
}

fn spoken_role(catalogue: &Catalogue, role: &RungRole, decision: RoleDecision<'_>) -> RoleAnswer {
    let mut stops = Vec::new();
    let mut others = Vec::new();
    for reason in decision.refusals() {
        match reason {
            Reason::Stop(stop) => stops.push(catalogue.stop_name(stop).to_owned()),
            Reason::Unlisted(act) => others.push(format!("unlisted:{}", catalogue.act_names.name(act))),
            Reason::ActsUnknown => others.push("acts".to_owned()),
            _ => {}
        }
    }
    stops.extend(others);
    let need = |need: Need| match need {
        Need::Instruction => "cti".to_owned(),
        Need::Measure(word) => catalogue.mitigations.name(word).to_owned(),
        Need::Silent => "silent".to_owned(),
    };
    let passes = decision.passes();
    let missing: Vec<String> = decision.missing().filter(|_| passes).map(need).collect();
    RoleAnswer {
        role: catalogue.role_code(role.role).to_owned(),
        lawful: decision.lawful(),
        passes,
        refused_stops: stops,
        supervision: if passes { decision.supervision().word().to_owned() } else { String::new() },
        missing,
        verdict: role.verdict.word().to_owned(),
        reasons: Vec::new(),
    }
}

/// Every field in which two answers differ.
fn differences(engine: &TaskAnswer, reference: &TaskAnswer) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |field: &str, one: String, other: String| {
        if one != other {
            found.push(format!("{field}: engine {one}, reference {other}"));
        }
    };
    macro_rules! fields {
        ($($field:ident)+) => {
            $(compare(stringify!($field), format!("{:?}", engine.$field), format!("{:?}", reference.$field));)+
        };
    }
    fields!(task_id site status outcomes floor level roles supervision able able_by_level examples because nearest
        gap blanks bounded panel);
    for (one, other) in engine.rungs.iter().zip(&reference.rungs) {
        let name = format!("rung {}", one.level);
        compare(&name, format!("{} {}", one.verdict, one.able), format!("{} {}", other.verdict, other.able));
        let roles = |rung: &RungAnswer| rung.roles.iter().map(|r| r.role.clone()).collect::<Vec<_>>();
        compare(&name, format!("{:?}", roles(one)), format!("{:?}", roles(other)));
        for (one, other) in one.roles.iter().zip(&other.roles) {
            compare(&format!("{name} role"), format!("{one:?}"), format!("{other:?}"));
        }
    }
    found
}

/// All differences of a world.
fn compare(world: &World) -> Vec<String> {
    let pack = world.load();
    let answered: Answered = world.answer_under(&pack, 1);
    disagreements(&pack, &answered, [world.pack_files(), world.data_files()], &world.day())
}

/// All differences between an answered dataset and what the reference says of the same files.
pub(crate) fn disagreements(
    pack: &Pack,
    answered: &Answered,
    [pack_files, data_files]: [BTreeMap<String, Vec<u8>>; 2],
    day: &str,
) -> Vec<String> {
    let files = |files| verify::Files { files };
    let reference = match verify::decide(&files(pack_files), &files(data_files), day) {
        Ok(reference) => reference,
        Err(problem) => return vec![format!("the reference refuses it: {problem}")],
    };
    let spoken_all = answered.tasks().iter().zip(&answered.answers);
    let engine: Vec<TaskAnswer> =
        spoken_all.map(|(task, answer)| spoken(pack, answered.codes(), task, answer)).collect();
    if engine.len() != reference.len() {
        return vec![format!("engine {} tasks, reference {}", engine.len(), reference.len())];
    }
    let label = pack.catalogue.pack_label();
    let mut rows = [table(&verify::MATCHES), table(&verify::RUNGS)];
    for answer in &reference {
        rows[0].row(answer.matches_row(&label).iter().map(String::as_str));
        answer.rungs_rows().iter().for_each(|row| rows[1].row(row.iter().map(String::as_str)));
    }
    let [matches, rungs] = rows.map(Table::finish);
    let mut found = cells("matches.csv", &answered.matches(pack).unwrap(), &matches);
    found.extend(cells("rungs.csv", &answered.rungs(pack).unwrap(), &rungs));
    for (one, mut other) in engine.iter().zip(reference) {
        // these are cells of rungs.csv
        other.rungs.iter_mut().flat_map(|rung| &mut rung.roles).for_each(|role| role.reasons.clear());
        let lines = differences(one, &other);
        found.extend(lines.into_iter().map(|line| format!("{} at {}: {line}", one.task_id, one.site)));
    }
    found
}

fn table(header: &[&'static str]) -> Table {
    Table::new(header.iter().copied(), true)
}

/// Every cell of an output in which engine and reference differ; if none does, that their bytes do.
fn cells(file: &str, engine: &[u8], reference: &[u8]) -> Vec<String> {
    let [one, other] = [engine, reference].map(|bytes| Sheet::read(file, bytes).unwrap());
    let mut found = Vec::new();
    if one.header() != other.header() || one.records().len() != other.records().len() {
        found.push(format!("{file}: engine and reference have other headers or numbers of rows"));
    }
    for (one, other) in one.records().iter().zip(other.records()) {
        for (column, (own, theirs)) in columns(file).iter().zip(one.cells().zip(other.cells())) {
            if own != theirs {
                let row = format!("{} at {}", one.get(0), one.get(1));
                found.push(format!("{row}: {file} {column}: engine {own}, reference {theirs}"));
            }
        }
    }
    if found.is_empty() && engine != reference {
        found.push(format!("{file}: engine and reference write the same cells otherwise"));
    }
    found
}

fn columns(file: &str) -> &'static [&'static str] {
    if file == "rungs.csv" { &verify::RUNGS } else { &verify::MATCHES }
}

/// Compares worlds and panics at the first that differs, with the kinds of all differences and its files.
fn agree(worlds: impl Iterator<Item = World>) {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut first = None;
    for world in worlds {
        let found = compare(&world);
        for line in &found {
            let kind = line.split(": ").nth(1).unwrap_or_default().to_owned();
            *kinds.entry(kind).or_default() += 1;
        }
        if !found.is_empty() && first.is_none() {
            first = Some(format!("{}\n{}", found.join("\n"), world.show()));
        }
    }
    assert!(first.is_none(), "{kinds:?}\n{}", first.unwrap_or_default());
}

/// As many worlds as a test looks at.
fn worlds(usual: u32) -> impl Iterator<Item = World> {
    (start()..).take(cases(usual).try_into().unwrap()).map(|seed| World::random(seed, Knobs::ALL))
}

#[test]
fn engine_and_reference_agree_on_every_field() {
    agree(worlds(300));
}

/// Bytes changed at random in some rows of the dataset, whatever comes of them.
#[test]
fn they_agree_on_files_with_changed_bytes() {
    agree(worlds(300).map(|mut world| {
        let dice = Dice::new(!world.seed);
        for sheet in world.data.values_mut() {
            let rows = sheet.rows();
            for row in dice.some(&rows, 15) {
                sheet.lines[row] = Line::Raw(mutate(sheet.row_bytes(row), &dice));
            }
        }
        world
    }));
}

/// More people than the 1,024 of one part of a roster.
#[test]
fn they_agree_on_a_roster_in_several_parts() {
    agree(worlds(2).map(|world| {
        let rows = world.data["staff.csv"].rows().len();
        world.crowded(2_600 / rows.max(1))
    }));
}

/// Up to as many roles as a pack may have; one more is refused.
#[test]
fn they_agree_on_packs_of_many_roles() {
    let with_roles = |world: &World, count| world.with_roles(count, &Dice::new(world.seed));
    agree(
        worlds(8)
            .zip([65, 128, 129, 200, 256].into_iter().cycle())
            .map(|(world, count)| with_roles(&world, count)),
    );
    let world = with_roles(&World::random(start(), Knobs::ALL), 257);
    let refused = load(&world.pack_files(), Day::parse_iso(&world.day()).unwrap()).unwrap_err();
    assert!(error_text(&refused).contains("no role, or more than 256"), "{}", error_text(&refused));
}
