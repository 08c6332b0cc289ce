//! Rule packs as models and back: the same decisions, and a model that says of a task what the engine says.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::process::Output;

use skillmix::commands::pack_of;
use skillmix::dmn::pack::import;
use skillmix::dmn::{Value, Version, evaluate, facts, read, ready};
use skillmix::model::{Authority, Catalogue, Day, Error, RoleId, Stage, Supervision, Task};
use skillmix::rules::{Pack, PackFiles, embedded, load, run_cases};
use skillmix::table::{Axis, Part, Test};

use super::told;
use crate::program::skillmix;
use crate::random::dice::Dice;
use crate::random::{Knobs, World, cases, start};

fn model_of(files: &PackFiles, pack: &Pack) -> Result<String, Error> {
    skillmix::commands::model_of(files, pack, Version::Dmn15)
}

/// A pack, and the same after it was a model.
fn there_and_back(files: &PackFiles, pack: &Pack) -> Result<Pack, String> {
    let text = model_of(files, pack).map_err(|error| told(&error))?;
    let model = read("pack.dmn", text.as_bytes()).map_err(|error| told(&error))?;
    let (again, back, imported) = pack_of(&model, files, pack).map_err(|error| told(&error))?;
    assert!(imported.stale.is_empty(), "{:?}", imported.stale);
    // what came back is a model of its own, and the same one
    let twice = model_of(&again, &back).map_err(|error| told(&error))?;
    let unnamed = |text: &str| {
        text.lines().filter(|line| !line.contains("<description>")).map(str::to_owned).collect::<Vec<_>>()
    };
    if unnamed(&twice) == unnamed(&text) {
        Ok(back)
    } else {
        Err("written again it is another model".to_owned())
    }
}

/// A task with any facts; `known` of them in a hundred.
fn random_task(catalogue: &Catalogue, known: usize, dice: &Dice) -> Task {
    let numbers = |count: usize| (0..u16::try_from(count).unwrap()).collect::<Vec<_>>();
    let authorities = [
        Authority::None,
        Authority::Prescription,
        Authority::Psd,
        Authority::Pgd("flu".into()),
        Authority::Protocol,
    ];
    let facts: Vec<Option<u8>> = catalogue
        .criteria
        .iter()
        .map(|criterion| {
            dice.chance(known).then(|| u8::try_from(dice.below(criterion.values.len())).unwrap())
        })
        .collect();
    let few = [0, 0, 5, 20][dice.below(4)];
    let profession = dice.chance(80).then(|| *dice.pick(&numbers(catalogue.professions.len())));
    let authority = dice.chance(known).then(|| dice.pick(&authorities).clone());
    let acts = (known == 100 || dice.chance(97)).then(|| dice.some(&numbers(catalogue.act_names.len()), few));
    Task {
        profession,
        instruction_current: dice.chance(50),
        mitigations: dice.some(&numbers(catalogue.mitigations.len()), 30),
        stated: facts.clone(),
        facts,
        ..Task::bare("T", authority, acts)
    }
}

/// What of two packs must be one: words, rules and the decisions of random tasks.
fn same(one: &Pack, other: &Pack, tasks: usize, dice: &Dice) -> Result<(), String> {
    let rules = |pack: &Pack| {
        let rules = pack.catalogue.rules.iter();
        let texts = rules.map(|rule| {
            (
                rule.id.clone(),
                rule.stop.clone(),
                rule.output.clone(),
                rule.because.clone(),
                rule.source.clone(),
            )
        });
        texts.collect::<Vec<_>>()
    };
    if rules(one) != rules(other) || one.in_force != other.in_force {
        return Err("other rules".to_owned());
    }
    for _ in 0..tasks {
        let task = random_task(&one.catalogue, *dice.pick(&[70, 95, 100]), dice);
        if one.decide(&task) != other.decide(&task) {
            return Err(format!("another decision of {task:?}"));
        }
    }
    Ok(())
}

fn shipped() -> (PackFiles, Pack) {
    let files = embedded();
    let pack = load(&files, Day::parse_iso("2026-11-01").unwrap()).unwrap();
    (files, pack)
}

#[test]
fn the_shipped_pack_comes_back() {
    let (files, pack) = shipped();
    let back = there_and_back(&files, &pack).unwrap();
    same(&pack, &back, 4_000, &Dice::new(1)).unwrap();
    let failing = run_cases(&back).into_iter().filter(|case| !case.failures.is_empty()).count();
    assert_eq!((run_cases(&back).len(), failing), (run_cases(&pack).len(), 0));
}

/// Packs with every kind of row: relaxations, rows out of force, cells of every form.
#[test]
fn random_packs_come_back() {
    let worlds = u64::from(cases(150));
    for seed in start()..start() + worlds {
        let world = World::random(seed, Knobs::ALL);
        let (files, pack) = (world.pack_files(), world.load());
        let back = there_and_back(&files, &pack);
        let back = back.unwrap_or_else(|problem| panic!("{problem}\n{}", world.show()));
        same(&pack, &back, 40, &Dice::new(seed))
            .unwrap_or_else(|problem| panic!("{problem}\n{}", world.show()));
        let rungs = |pack: &Pack| world.answer_under(pack, 1).rungs(pack).unwrap();
        assert!(rungs(&pack) == rungs(&back), "other answers\n{}", world.show());
    }
}

/// Every set of words of an ordered column, listed or excluded, comes back as a cell that matches just these.
#[test]
fn every_list_of_words_keeps_its_meaning() {
    let (files, pack) = shipped();
    let mut model = read("pack.dmn", model_of(&files, &pack).unwrap().as_bytes()).unwrap();
    let mut tried = 0;
    for criterion in pack.catalogue.criteria.iter().filter(|criterion| criterion.ordered) {
        let words: Vec<&str> = criterion.values.iter().collect();
        let axis = Axis::words(criterion.values.clone(), true);
        let floor = model.decisions.iter_mut().find(|decision| decision.name == "floor").unwrap();
        let Some(at) = floor.table.inputs.iter().position(|input| input.expression == criterion.name) else {
            continue;
        };
        for set in 0..1_u16 << words.len() {
            for listed in [true, false] {
                let in_set = |number: usize| set >> number & 1 == 1;
                let named = (0..words.len()).filter(|number| in_set(*number) == listed);
                let parts: Vec<_> =
                    named.map(|number| Part::Value(Value::String(words[number].to_owned()))).collect();
                if parts.is_empty() {
                    continue;
                }
                let floor = model.decisions.iter_mut().find(|decision| decision.name == "floor").unwrap();
                floor.table.rules[0].tests[at].value.test =
                    if listed { Test::OneOf(parts) } else { Test::NotOneOf(parts) };
                let imported = import(&model, &pack.catalogue);
                if set == 0 {
                    assert!(told(&imported.unwrap_err()).contains("a test that no word satisfies"));
                    continue;
                }
                let table = imported.unwrap().tables.into_iter().find(|table| table.name == "floor").unwrap();
                let column = table.header.iter().position(|name| *name == criterion.name).unwrap();
                let cell = axis.read(&table.rows[0][column]).unwrap();
                let wanted: Vec<u16> = (0_u16..)
                    .zip(&words)
                    .map(|(number, _)| number)
                    .filter(|number| in_set(usize::from(*number)))
                    .collect();
                assert_eq!(cell.positions().collect::<Vec<_>>(), wanted, "{}", table.rows[0][column]);
                assert!(!cell.is_any());
                tried += 1;
            }
        }
        let floor = model.decisions.iter_mut().find(|decision| decision.name == "floor").unwrap();
        floor.table.rules[0].tests[at].value.test = Test::Any;
    }
    assert!(tried > 100, "{tried}");
}

/// The facts of a task, and of a role, as JSON.
fn json(catalogue: &Catalogue, task: &Task, role: Option<RoleId>) -> String {
    let mut facts = Vec::new();
    let mut word = |name: &str, value: &str| facts.push(format!("\"{name}\": \"{value}\""));
    for (criterion, fact) in catalogue.criteria.iter().zip(&task.facts) {
        word(&criterion.name, criterion.values.name(u16::from(fact.unwrap())));
    }
    let mut level = None;
    if let Some(role) = role.and_then(|role| catalogue.role_of(role)) {
        word("role", &role.code);
        word("practitioner", if role.practitioner { "yes" } else { "no" });
        role.register.iter().for_each(|register| word("register", catalogue.registers.name(*register)));
        level = Some(format!("\"level\": {}", role.level));
    }
    facts.extend(level);
    let acts: Vec<String> =
        task.acts.iter().flatten().map(|act| format!("\"{}\"", catalogue.act_names.name(*act))).collect();
    facts.push(format!("\"acts\": [{}]", acts.join(", ")));
    format!("{{{}}}", facts.join(", "))
}

/// On tasks whose every fact is known, the tables of the exported model match the rows that the engine matches, and
/// floor, veto and supervision come out the same.
#[test]
fn the_model_means_what_the_pack_means() {
    let (files, pack) = shipped();
    let catalogue = &pack.catalogue;
    let model = read("pack.dmn", model_of(&files, &pack).unwrap().as_bytes()).unwrap();
    let ready = ready(&model).unwrap();
    let dice = Dice::new(3);
    let (mut compared, mut stopped) = (0, 0);
    for number in 0..300 {
        let task = random_task(catalogue, 100, &dice);
        let decision = pack.decide(&task);
        if decision.completions != 1 {
            continue; // an authority that its acts do not allow
        }
        let role = RoleId(u16::try_from(number % catalogue.roles.len()).unwrap());
        let all = facts("facts.json", json(catalogue, &task, Some(role)).as_bytes(), &ready).unwrap();
        let of_task = facts("facts.json", json(catalogue, &task, None).as_bytes(), &ready).unwrap();
        let told =
            |name: &str| evaluate(&ready, name, if name == "supervision" { &all } else { &of_task }).unwrap();
        let rows = |stage: Stage| -> BTreeSet<String> {
            let rows = decision.trace.iter().filter(|row| row.stage == stage);
            let stops = |id: &str| stage > Stage::Policy || id.contains("-S");
            rows.map(|row| catalogue.rule_id(row.rule).to_owned()).filter(|id| stops(id)).collect()
        };
        for (stage, name) in [
            (Stage::Law, "law"),
            (Stage::Policy, "policy"),
            (Stage::Veto, "veto"),
            (Stage::Floor, "floor"),
            (Stage::Mitigation, "mitigation"),
        ] {
            let matched = told(name).decisions.pop().unwrap().matched;
            let ids: BTreeSet<String> = matched
                .iter()
                .map(|rule| rule.id.clone())
                .filter(|id| stage > Stage::Policy || id.contains("-S"))
                .collect();
            stopped += usize::from(stage <= Stage::Policy) * ids.len();
            assert_eq!(ids, rows(stage), "{name} of {task:?}");
        }
        let veto = decision.veto.map_or(Value::Null, |veto| Value::String(veto.word().to_owned()));
        assert_eq!(told("veto").result, veto);
        let Value::String(asked) = told("supervision").result else { panic!("the table is never silent") };
        let facts_of = catalogue.role_of(role).unwrap();
        let least = if facts_of.practitioner { Supervision::None } else { Supervision::Remote };
        let asked = Supervision::ALL.into_iter().find(|mode| mode.word() == asked).unwrap();
        assert_eq!(decision.role(role).supervision(), asked.max(facts_of.supervision).max(least), "{task:?}");
        compared += 1;
    }
    assert!(compared > 100 && stopped > 100, "{compared} {stopped}");
}

/// A reason with line ends, quotes and a bracket comes back as it was; a letter that XML cannot have is refused.
#[test]
fn reasons_of_any_text() {
    let (mut files, _) = shipped();
    let day = Day::parse_iso("2026-11-01").unwrap();
    let veto = String::from_utf8(files["veto.csv"].clone()).unwrap();
    let reason = "A \"\"care-plan\"\" & <more>,\r\nin two lines; ]]> and  two spaces. é";
    assert!(veto.contains("An unstable patient needs a registrant."));
    let with = |reason: &str| {
        veto.replace("An unstable patient needs a registrant.", &format!("\"{reason}\"")).into_bytes()
    };
    files.insert("veto.csv".to_owned(), with(reason));
    let pack = load(&files, day).unwrap();
    let back = there_and_back(&files, &pack).unwrap();
    same(&pack, &back, 10, &Dice::new(5)).unwrap();
    assert!(back.catalogue.rules.iter().any(|rule| rule.because == reason.replace("\"\"", "\"")));
    files.insert("veto.csv".to_owned(), with("A bell \u{7} rings."));
    let pack = load(&files, day).unwrap();
    let refused = model_of(&files, &pack).unwrap_err();
    assert_eq!(told(&refused), "veto.csv has a character in rule `V05` that XML does not allow; remove it");
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What people change in a modeller: each change is taken over, or refused with the line where it stands.
#[test]
fn changes_in_a_modeller() {
    let (files, pack) = shipped();
    let model = model_of(&files, &pack).unwrap();
    let mut shown = String::new();
    let changes = [
        // a word that the pack does not know, and one that is no word of this column
        ("<text>\"knowledge\"</text>", "<text>\"knowlege\"</text>"),
        ("<text>\"knowledge\"</text>", "<text>>= \"rule\"</text>"),
        ("<text>\"knowledge\"</text>", "<text>null</text>"),
        ("<text>\"knowledge\"</text>", "<text>not(\"skill\", \"rule\", \"knowledge\")</text>"),
        // what makes a table less strict as risk rises
        ("<text>\"unpredictable\"</text>", "<text>\"predictable\"</text>"),
        // columns, tables and policies
        ("<text>harm_likelihood</text>", "<text>harm_likelyhood</text>"),
        ("<annotation name=\"because\"/>", "<annotation name=\"becuase\"/>"),
        ("<annotation name=\"source\"/>", ""),
        ("<output id=\"veto_out_1\" name=\"veto\"", "<output id=\"veto_out_1\" name=\"vetoes\""),
        ("\"retain\", \"skill-share\"", "\"skill-share\", \"retain\""),
        ("id=\"floor\" name=\"floor\"", "id=\"floor\" name=\"flor\""),
        ("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "hitPolicy=\"COLLECT\" aggregation=\"MIN\""),
        ("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "hitPolicy=\"FIRST\""),
        ("<text>\"skill-share\"</text>", "<text>\"share\"</text>"),
        ("<text>V01</text>", "<text>V02</text>"),
        ("<text>V01</text>", "<text></text>"),
        ("<text>PT-FAM</text>", "<text>PT-FAMILY</text>"),
        ("isCollection=\"true\"", ""),
        ("<text>\"admin\", \"equipment\"", "<text>\"admin\", \"tea-making\", \"equipment\""),
        ("<text>&gt;= 3</text>", "<text>&gt;= 10</text>"),
        ("<text>&gt;= 3</text>", "<text>&gt;= \"3\"</text>"),
        (
            "<outputEntry id=\"F01_out_1\">\n          <text>1</text>",
            "<outputEntry id=\"F01_out_1\">\n          <text>11</text>",
        ),
        (
            "<outputEntry id=\"F01_out_1\">\n          <text>1</text>",
            "<outputEntry id=\"F01_out_1\">\n          <text>2 + 2</text>",
        ),
    ];
    for (from, to) in changes {
        assert!(model.contains(from), "{from}");
        let changed = model.replacen(from, to, 1);
        let read = read("pack.dmn", changed.as_bytes());
        let told = match read.and_then(|model| pack_of(&model, &files, &pack)) {
            Ok(_) => "taken over".to_owned(),
            Err(error) => told(&error),
        };
        // the snapshot is about the words: where rules stand changes with every rule that is added before
        let mut lines = Vec::new();
        for line in told.lines().take(4) {
            let Some((before, rest)) =
                line.split_once("pack.dmn:").filter(|(_, rest)| !rest.starts_with(' '))
            else {
                lines.push(line.to_owned());
                continue;
            };
            let (number, behind) = rest.split_once(':').unwrap();
            let from = changed.lines().skip(number.parse::<usize>().unwrap().saturating_sub(3));
            let near: Vec<&str> = from.take(100).collect();
            let there = near.join("\n").contains(to.lines().next().unwrap_or_default());
            assert!(there, "{line}\ndoes not stand near `{to}`");
            lines.push(format!("{before}pack.dmn:(line):{behind}"));
        }
        writeln!(shown, "{from}\n  -> {to}\n{}\n", lines.join("\n")).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let day = ["--as-at", "2026-11-01"];
    let run = |args: &[&str]| skillmix(at, &[args, &day].concat());
    let to_file = run(&["rules", "export-dmn", "--out", "pack.dmn"]);
    assert!(to_file.status.success() && text(&to_file).contains("Written to pack.dmn"));
    let shown = run(&["rules", "export-dmn"]);
    assert!(shown.stdout == fs::read(at.join("pack.dmn")).unwrap(), "standard output has the same bytes");
    for (version, year) in [("1.3", "20191111"), ("1.4", "20211108")] {
        let older = text(&run(&["rules", "export-dmn", "--dmn", version]));
        assert!(older.contains(&format!("https://www.omg.org/spec/DMN/{year}/MODEL/")));
        let read = read("older.dmn", older.as_bytes()).unwrap();
        assert_eq!(
            skillmix::dmn::write(&read, Version::Dmn15).as_bytes(),
            shown.stdout,
            "nothing else differs"
        );
    }
    let again = run(&["rules", "export-dmn", "--out", "pack.dmn"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again).contains("`pack.dmn` is there already"), "{}", text(&again));

    let import = ["rules", "import-dmn", "pack.dmn", "--out", "mine"];
    assert!(run(&import).status.success());
    let tested = run(&["rules", "test", "--rules", "mine"]);
    assert!(text(&tested).contains(" hold, 0 fail\n"), "{}", text(&tested));
    let once_more = run(&import);
    assert_eq!(once_more.status.code(), Some(2), "a pack is never replaced");
    assert!(text(&once_more).contains("name another folder with --out"), "{}", text(&once_more));

    let model = fs::read_to_string(at.join("pack.dmn")).unwrap();
    fs::write(at.join("bad.dmn"), model.replace("\"knowledge\"", "\"knowing\"")).unwrap();
    let refused = run(&["rules", "import-dmn", "bad.dmn", "--out", "other"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused).contains("error dmn-pack bad.dmn:"), "{}", text(&refused));
    assert!(!at.join("other").exists());
    let left: Vec<_> = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");

    // a modeller that shows descriptions only: what is changed there is told of, and not taken over
    fs::write(at.join("told.dmn"), model.replacen("<description>F01: ", "<description>F01: Not ", 1))
        .unwrap();
    let told = text(&run(&["rules", "import-dmn", "told.dmn", "--out", "told"]));
    assert!(told.contains("Not read: the description at told.dmn:"), "{told}");
    assert!(told.contains(" hold, 0 fail"), "{told}");

    // a rule changed as a modeller changes it: the floor of every task with a patient is one higher
    let raised = model.replacen("<text>2</text>", "<text>3</text>", 1);
    fs::write(at.join("raised.dmn"), raised).unwrap();
    let raised = run(&["rules", "import-dmn", "raised.dmn", "--out", "raised", "--rules", "mine"]);
    assert!(raised.status.success() && text(&raised).contains(" fail\n  "), "{}", text(&raised));
}
