//! The check of packs against brute force: random packs, sound ones and ones with planted faults, none missed, none invented.

use std::collections::BTreeSet;

use skillmix::audit::{self, Change, Claim, Difference, Matter, Meaning, Unexercised};
use skillmix::model::{Authorisation, Authority, Day, Decision, FindingCode, Outcome, RoleId, RuleId, Task};
use skillmix::rules::{Pack, PostFacts, examine};

use crate::random::dice::Dice;
use crate::random::{Knobs, World, cases, start};

/// A random pack; with chance one or two cells are changed so that risk may loosen something.
fn pack(seed: u64, dice: &Dice) -> (World, Option<Pack>) {
    let mut world = World::random(seed, Knobs { panels: false, dirt: false, ..Knobs::ALL });
    for _ in 0..dice.below(3) {
        plant(&mut world, dice);
    }
    let pack = examine(&world.pack_files(), Day::parse_iso(&world.day()).unwrap());
    (world, pack.ok())
}

/// A cell that is closed in neither direction, or in the wrong one.
fn plant(world: &mut World, dice: &Dice) {
    let name = *dice.pick(&[
        "policy.csv",
        "veto.csv",
        "floor.csv",
        "mitigation.csv",
        "supervision.csv",
        "governance.csv",
    ]);
    let ordered: Vec<_> =
        world.words.criteria.iter().filter(|criterion| criterion.ordered).cloned().collect();
    let Some(criterion) = ordered.get(dice.below(ordered.len().max(1))).cloned() else { return };
    let sheet = world.pack.get_mut(name).unwrap();
    let rows = sheet.rows();
    if rows.is_empty() || sheet.column(&criterion.name).is_none() {
        return;
    }
    let row = *dice.pick(&rows);
    let last = criterion.values.len() - 1;
    let cell = match dice.below(3) {
        0 => criterion.values[0].clone(),
        1 => criterion.values[dice.below(last)].clone(),
        _ => format!(">= {}", criterion.values[last]),
    };
    sheet.set(row, &criterion.name, &cell);
}

/// How many values every fact has: criteria, three measures, instruction, profession and blank, authority, acts.
fn sizes(pack: &Pack) -> Vec<usize> {
    let catalogue = &pack.catalogue;
    let mut sizes: Vec<usize> = catalogue.criteria.iter().map(|criterion| criterion.values.len()).collect();
    sizes.extend(catalogue.mitigations.iter().map(|_| 2));
    sizes.extend([2, catalogue.professions.len() + 1, 5]);
    sizes.extend(catalogue.acts.iter().map(|_| 2));
    sizes
}

/// A task of these facts, if its acts allow its authority.
fn task(pack: &Pack, point: &[usize]) -> Option<Task> {
    let catalogue = &pack.catalogue;
    let (criteria, rest) = point.split_at(catalogue.criteria.len());
    let (measures, rest) = rest.split_at(catalogue.mitigations.len());
    let (&[instruction, profession, authority], acts) = rest.split_first_chunk::<3>().unwrap();
    let on = |list: &[usize]| {
        (0u16..).zip(list).filter(|(_, on)| **on == 1).map(|(at, _)| at).collect::<Vec<u16>>()
    };
    let acts = on(acts);
    let word = Authority::WORDS[authority];
    let allows = |act: &u16| {
        let allowed = &catalogue.acts[usize::from(*act)].authorities;
        allowed.is_empty() || allowed.iter().any(|other| other.word() == word)
    };
    let valid = if acts.is_empty() { ["none", "protocol"].contains(&word) } else { acts.iter().all(allows) };
    let steps = catalogue.criterion("steps_established");
    let settled =
        steps.is_none_or(|at| criteria[at] + 1 == catalogue.criteria[at].values.len() || instruction == 1);
    let facts: Vec<Option<u8>> = criteria.iter().map(|value| u8::try_from(*value).ok()).collect();
    let profession =
        u16::try_from(profession).ok().filter(|at| usize::from(*at) < catalogue.professions.len());
    (valid && settled).then(|| Task {
        profession,
        instruction_current: instruction == 1,
        mitigations: on(measures),
        stated: facts.clone(),
        facts,
        ..Task::bare("", Authority::from_word(word, "example"), Some(acts))
    })
}

/// Every change of a point that may only restrict.
fn changes(pack: &Pack, point: &[usize]) -> Vec<(Change, Vec<usize>)> {
    let catalogue = &pack.catalogue;
    let (criteria, measures) = (catalogue.criteria.len(), catalogue.mitigations.len());
    let with = |at: usize, value: usize| {
        let mut changed = point.to_vec();
        changed[at] = value;
        changed
    };
    let mut list = Vec::new();
    for (at, criterion) in catalogue.criteria.iter().enumerate().filter(|(_, one)| one.ordered) {
        if point[at] + 1 < criterion.values.len() {
            list.push((Change::Riskier(at), with(at, point[at] + 1)));
        }
    }
    for word in 0..measures {
        if point[criteria + word] == 1 {
            list.push((Change::MeasureRemoved(u16::try_from(word).unwrap()), with(criteria + word, 0)));
        }
    }
    let instruction = criteria + measures;
    if point[instruction] == 1 {
        list.push((Change::InstructionLapsed, with(instruction, 0)));
    }
    if point[instruction + 1] < catalogue.professions.len() {
        list.push((Change::ProfessionBlank, with(instruction + 1, catalogue.professions.len())));
    }
    if point[instruction + 2] != 0 {
        list.push((Change::AuthorityRemoved, with(instruction + 2, 0)));
    }
    for act in 0..catalogue.acts.len() {
        if point[instruction + 3 + act] == 0 {
            list.push((Change::ActAdded(u16::try_from(act).unwrap()), with(instruction + 3 + act, 1)));
        }
    }
    list
}

/// Everybody who can stand in a post: all subsets of the words that can be held. Of those whom the same rows admit, one.
fn people(pack: &Pack) -> Vec<PostFacts> {
    let rules = 0..u32::try_from(pack.catalogue.rules.len()).unwrap();
    let rows: Vec<_> = rules.filter_map(|rule| pack.admit_row(RuleId(rule))).collect();
    let mut seen = BTreeSet::new();
    let mut people = everybody(pack);
    people.retain(|person| {
        let admitted: Vec<bool> = rows
            .iter()
            .flat_map(|row| [row.admits(None, person), row.admits(Some("example"), person)])
            .collect();
        seen.insert((person.role, admitted))
    });
    people
}

fn everybody(pack: &Pack) -> Vec<PostFacts> {
    let catalogue = &pack.catalogue;
    let mut people = Vec::new();
    for (id, role) in catalogue.roles() {
        let open = |stated: Option<u16>, count: usize| match (role.register, stated) {
            (None, _) => vec![None],
            (_, Some(word)) => vec![Some(word)],
            _ => (0..u16::try_from(count).unwrap()).map(Some).chain([None]).collect(),
        };
        let words = catalogue.authorisations.len();
        for profession in open(role.profession, catalogue.professions.len()) {
            for field in open(role.field, catalogue.fields.len()) {
                for bits in 0..1u32 << (catalogue.annotations.len() + words + 2) {
                    let has = |at: usize| bits >> at & 1 == 1;
                    let annotations = (0u16..).take(catalogue.annotations.len());
                    let annotations: Vec<u16> = annotations.filter(|at| has(usize::from(*at))).collect();
                    if role.register.is_none() && !annotations.is_empty() {
                        continue;
                    }
                    let after = catalogue.annotations.len();
                    let mut authorisations: Vec<Authorisation> = (0u16..)
                        .take(words)
                        .filter(|at| has(after + usize::from(*at)))
                        .map(Authorisation::Word)
                        .collect();
                    for (at, id) in [(after + words, "example"), (after + words + 1, "flu")] {
                        authorisations.extend(has(at).then(|| Authorisation::Pgd(id.to_owned())));
                    }
                    people.push(PostFacts {
                        role: id,
                        register: role.register,
                        profession,
                        field,
                        annotations,
                        authorisations,
                    });
                }
            }
        }
    }
    people
}

/// What a change loosens, by the engine's own word.
fn loosened(pack: &Pack, people: &[PostFacts], before: &Decision, after: &Decision) -> BTreeSet<Claim> {
    let mut claims = BTreeSet::new();
    let roles: Vec<RoleId> = pack.catalogue.roles().map(|(id, _)| id).collect();
    let ready = |decision: &Decision, role: RoleId| decision.role(role).missing().next().is_none();
    for role in &roles {
        let (was, now) = (before.role(*role), after.role(*role));
        if now.passes() && !was.passes() {
            claims.insert(Claim::Permitted);
        } else if now.passes() && ready(after, *role) && !ready(before, *role) {
            claims.insert(Claim::Complete);
        }
        if was.passes() && now.passes() && now.supervision() < was.supervision() {
            claims.insert(Claim::Supervised);
        }
    }
    if before.grants != after.grants || before.pgd != after.pgd {
        for person in people.iter().filter(|person| after.role(person.role).passes()) {
            let admits = |decision: &Decision| {
                decision.role(person.role).passes()
                    && pack.admits(&decision.grants, decision.pgd.as_deref(), person)
            };
            if admits(after) && !admits(before) {
                claims.insert(Claim::Permitted);
            }
        }
    }
    if after.floor.low < before.floor.low {
        claims.insert(Claim::Floor);
    }
    for (outcome, claim) in [(Outcome::Delegate, Claim::Delegate), (Outcome::Allocate, Claim::Allocate)] {
        let has = |decision: &Decision| decision.outcomes.iter().any(|other| other == outcome);
        if has(after) && !has(before) {
            claims.insert(claim);
        }
    }
    claims
}

/// Every point, or some.
fn points(sizes: &[usize], most: usize, dice: &Dice) -> (bool, Vec<Vec<usize>>) {
    let total =
        sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size)).unwrap_or(usize::MAX);
    if total <= most {
        let nth = |mut number: usize| {
            let digit = |size: &usize| {
                let value = number % size;
                number /= size;
                value
            };
            sizes.iter().map(digit).collect()
        };
        return (true, (0..total).map(nth).collect());
    }
    (false, (0..most / 20).map(|_| sizes.iter().map(|size| dice.below(*size)).collect()).collect())
}

#[test]
fn laws_are_broken_just_where_brute_force_breaks_them() {
    let (mut whole, mut faulty, mut sound, mut refused) = (0, 0, 0, 0);
    for seed in start()..start() + u64::from(cases(1_000)) {
        let dice = &Dice::new(seed ^ 0x5EED);
        let (world, pack) = pack(seed, dice);
        let Some(pack) = pack else {
            refused += 1;
            continue;
        };
        let laws = audit::laws(&pack);
        for breach in &laws.breaches {
            assert!(audit::shows(&pack, breach), "invented: {breach:?}\n{}", world.show());
        }
        assert!(laws.undone.is_empty(), "{:?}\n{}", laws.undone, world.show());
        let told: BTreeSet<(Change, Claim)> =
            laws.breaches.iter().map(|breach| (breach.change, breach.claim)).collect();
        let sizes = sizes(&pack);
        let (all, points) = points(&sizes, 6_000, dice);
        let people = people(&pack);
        let mut seen = BTreeSet::new();
        for point in &points {
            let Some(before) = task(&pack, point) else { continue };
            let before = pack.decide(&before);
            for (change, changed) in changes(&pack, point) {
                let Some(after) = task(&pack, &changed) else { continue };
                for claim in loosened(&pack, &people, &before, &pack.decide(&after)) {
                    if !told.contains(&(change, claim)) && covered(&told, change, claim) {
                        continue;
                    }
                    assert!(
                        told.contains(&(change, claim)),
                        "missed: {change:?} {claim:?} {point:?}\n{}",
                        world.show()
                    );
                    seen.insert((change, claim));
                }
            }
        }
        if all {
            let only: Vec<_> =
                told.iter().filter(|(change, claim)| !seen.contains(&(*change, *claim))).collect();
            assert!(only.is_empty(), "not seen by brute force: {only:?}\n{}", world.show());
        }
        whole += usize::from(all);
        if told.is_empty() { sound += 1 } else { faulty += 1 }
    }
    assert!(
        whole > 0 && faulty > 0 && sound > 0,
        "{whole} whole, {faulty} faulty, {sound} sound, {refused} refused"
    );
    say(&format!("{whole} packs whole, {faulty} faulty, {sound} sound, {refused} refused"));
}

/// `ready` is told only of those for whom it is not already told that they pass.
fn covered(told: &BTreeSet<(Change, Claim)>, change: Change, claim: Claim) -> bool {
    claim == Claim::Complete && told.contains(&(change, Claim::Permitted))
}

#[expect(clippy::print_stdout, reason = "the runner keeps it unless it is asked for")]
fn say(what: &str) {
    println!("{what}");
}

/// What a pack says of a task, apart from the numbers of its rules: by role, and who of some people may.
fn said(pack: &Pack, people: &[PostFacts], task: &Task) -> Vec<String> {
    let decision = pack.decide(task);
    let mut list = vec![
        format!("{:?} {:?} {}", decision.floor, decision.outcomes, decision.decided),
        decision.veto.map_or("", skillmix::model::Veto::word).to_owned(),
    ];
    for (id, role) in pack.catalogue.roles() {
        let told = decision.role(id);
        let missing: Vec<String> = told.missing().map(|need| format!("{need:?}")).collect();
        list.push(format!("{} {} {:?} {missing:?}", role.code, told.passes(), told.supervision()));
    }
    list.extend(people.iter().map(|person| {
        let admits = pack.admits(&decision.grants, decision.pgd.as_deref(), person);
        format!("{}", admits && decision.role(person.role).passes())
    }));
    list
}

/// Some tasks of a pack.
fn tasks(pack: &Pack, count: usize, dice: &Dice) -> Vec<Task> {
    let sizes = sizes(pack);
    let point = |_| sizes.iter().map(|size| dice.below(*size)).collect::<Vec<usize>>();
    (0..count * 4).map(point).filter_map(|point| task(pack, &point)).take(count).collect()
}

const NEEDLESS: [FindingCode; 5] = [
    FindingCode::RuleIdentical,
    FindingCode::RuleEquivalent,
    FindingCode::RuleSubsumed,
    FindingCode::RuleMasked,
    FindingCode::RuleNever,
];

fn without(world: &World, table: &str, id: &str) -> Option<World> {
    let mut smaller = world.clone();
    let (_, sheet) = smaller.pack.iter_mut().find(|(name, _)| **name == table)?;
    let row = sheet.rows().into_iter().find(|row| sheet.get(*row, "rule") == id)?;
    if !sheet.get(row, "replaces").trim_matches('-').is_empty() {
        return None;
    }
    sheet.lines.remove(row);
    Some(smaller)
}

#[test]
fn a_needless_row_can_go_and_a_row_written_twice_is_seen() {
    let (mut removed, mut planted) = (0, 0);
    for seed in start()..start() + u64::from(cases(400)) {
        let dice = &Dice::new(seed ^ 0xD0B1);
        let mut world = World::random(seed, Knobs { panels: false, dirt: false, ..Knobs::ALL });
        let twin = copy_a_row(&mut world, dice);
        let day = Day::parse_iso(&world.day()).unwrap();
        let Ok(pack) = examine(&world.pack_files(), day) else { continue };
        let found = audit::check(&pack).unwrap().found;
        let needless: Vec<_> = found.iter().filter(|found| NEEDLESS.contains(&found.finding.code)).collect();
        if let Some((one, other)) = &twin {
            let told = needless.iter().any(|found| [one, other].contains(&&found.finding.value));
            assert!(told, "{other} repeats {one} and nothing says so\n{}", world.show());
            planted += 1;
        }
        let (people, tasks) = (people(&pack), tasks(&pack, 150, dice));
        for found in needless {
            let smaller = without(&world, &found.finding.place.file, &found.finding.value);
            let Some(smaller) = smaller.and_then(|world| examine(&world.pack_files(), day).ok()) else {
                continue;
            };
            // a post is thought to hold whatever is asked, so what admits no person may still let the post pass
            let by_people = found.finding.message.starts_with("admits nobody");
            let told = |pack: &Pack, task: &Task| {
                let skipped = if by_people { 2 + pack.catalogue.roles.len() } else { 0 };
                said(pack, &people, task).split_off(skipped)
            };
            for task in &tasks {
                assert_eq!(
                    told(&pack, task),
                    told(&smaller, task),
                    "{} makes a difference for {task:?}\n{}",
                    found.finding,
                    world.show()
                );
            }
            removed += 1;
        }
    }
    assert!(removed > 10 && planted > 10, "{removed} removed, {planted} planted");
    say(&format!("{removed} needless rows removed, {planted} of {planted} planted rows found"));
}

/// Writes a row again under another id, if it is one that may be.
fn copy_a_row(world: &mut World, dice: &Dice) -> Option<(String, String)> {
    let tables = [
        "law.csv",
        "policy.csv",
        "veto.csv",
        "floor.csv",
        "mitigation.csv",
        "supervision.csv",
        "governance.csv",
    ];
    let sheet = world.pack.get_mut(*dice.pick(&tables))?;
    let blank = |row: usize, column: &str| sheet.get(row, column).trim_matches('-').is_empty();
    let columns = ["replaces", "relaxes", "jurisdiction", "effective_from", "effective_until"];
    let mut rows = sheet.rows();
    rows.retain(|row| columns.iter().all(|column| sheet.column(column).is_none() || blank(*row, column)));
    let ids: Vec<String> = sheet.rows().iter().map(|row| sheet.get(*row, "rule").to_owned()).collect();
    let others = sheet.rows();
    let named = |id: &str| {
        ["replaces", "relaxes"].iter().any(|column| {
            sheet.column(column).is_some() && others.iter().any(|row| sheet.get(*row, column) == id)
        })
    };
    rows.retain(|row| !named(sheet.get(*row, "rule")));
    if rows.is_empty() || ids.is_empty() {
        return None;
    }
    let row = *dice.pick(&rows);
    let id = sheet.get(row, "rule").to_owned();
    let twin = format!("{id}-again");
    sheet.lines.push(sheet.lines[row].clone());
    let last = *sheet.rows().last()?;
    sheet.set(last, "rule", &twin);
    Some((id, twin))
}

#[test]
fn what_is_suggested_exercises_what_is_missing() {
    let mut exercised = 0;
    for seed in start()..start() + u64::from(cases(400)) {
        let dice = &Dice::new(seed);
        let (world, Some(pack)) = pack(seed, dice) else { continue };
        for missing in audit::coverage(&pack).missing {
            let Some(task) = &missing.task else {
                let Unexercised::Rule(rule) = missing.what else { panic!("{missing:?}") };
                let row = pack.rows().iter().position(|row| row.rule == rule).unwrap();
                let matching = tasks(&pack, 200, dice).iter().any(|task| pack.matching(task).contains(row));
                assert!(!matching, "{missing:?} can be exercised\n{}", world.show());
                continue;
            };
            let does = match missing.what {
                Unexercised::Rule(rule) => {
                    let row = pack.rows().iter().position(|row| row.rule == rule).unwrap();
                    pack.matching(task).contains(row)
                }
                Unexercised::Value(at, value) => task.facts[at].map(u16::from) == Some(value),
                Unexercised::Result(floor) => {
                    let given = pack.decide(task).floor;
                    given.low == floor && given.high == floor
                }
            };
            assert!(does, "{missing:?}\n{}", world.show());
            exercised += 1;
        }
    }
    assert!(exercised > 100);
}

#[test]
fn packs_differ_just_where_they_decide_differently() {
    let (mut differing, mut alike) = (0, 0);
    for seed in start()..start() + u64::from(cases(400)) {
        let dice = &Dice::new(seed ^ 0xD1FF);
        let world = World::random(seed, Knobs { panels: false, dirt: false, ..Knobs::ALL });
        let mut other = world.clone();
        for _ in 0..dice.within(1, 2) {
            plant(&mut other, dice);
        }
        let day = Day::parse_iso(&world.day()).unwrap();
        let (Ok(before), Ok(after)) = (examine(&world.pack_files(), day), examine(&other.pack_files(), day))
        else {
            continue;
        };
        let meaning = audit::compare(&before, &after);
        let context = || format!("{}\n--- and\n{}", world.show(), other.show());
        for one in &meaning.differences {
            assert!(differs(&before, &after, one), "invented: {one:?}\n{}", context());
        }
        let people = people(&before);
        for task in tasks(&before, 300, dice) {
            let (was, now) = (before.decide(&task), after.decide(&task));
            for (id, _) in before.catalogue.roles() {
                let (was, now) = (was.role(id), now.role(id));
                if was.passes() != now.passes() {
                    assert!(
                        told(&meaning, Matter::Permitted, now.passes(), id),
                        "{id:?} {task:?}\n{}",
                        context()
                    );
                } else if was.passes() && was.supervision() != now.supervision() {
                    let loosened = now.supervision() < was.supervision();
                    assert!(
                        told(&meaning, Matter::Supervision, loosened, id),
                        "{id:?} {task:?}\n{}",
                        context()
                    );
                }
            }
            for person in &people {
                let may = |pack: &Pack, decision: &Decision| {
                    decision.role(person.role).passes()
                        && pack.admits(&decision.grants, decision.pgd.as_deref(), person)
                };
                let (was, now) = (may(&before, &was), may(&after, &now));
                assert!(
                    was == now || told(&meaning, Matter::Permitted, now, person.role),
                    "{person:?} {task:?}\n{}",
                    context()
                );
            }
        }
        if meaning.differences.is_empty() { alike += 1 } else { differing += 1 }
    }
    assert!(differing > 10 && alike > 0, "{differing} differ, {alike} do not");
}

fn told(meaning: &Meaning, matter: Matter, loosened: bool, role: RoleId) -> bool {
    let mut differences = meaning.differences.iter();
    differences.any(|one| one.matter == matter && one.loosened == loosened && one.roles.contains(&role))
}

/// Whether the engines bear a difference out.
fn differs(before: &Pack, after: &Pack, one: &Difference) -> bool {
    let (was, now) = (before.decide(&one.witness), after.decide(&one.witness));
    let (stricter, milder) = if one.loosened { (&was, &now) } else { (&now, &was) };
    let (strict_pack, mild_pack) = if one.loosened { (before, after) } else { (after, before) };
    let may = |pack: &Pack, decision: &Decision, role: RoleId| {
        let admitted = |person: &PostFacts| {
            let person = PostFacts { role, ..person.clone() };
            pack.admits(&decision.grants, decision.pgd.as_deref(), &person)
        };
        decision.role(role).passes() && one.person.as_ref().is_none_or(admitted)
    };
    // a person is of the first role
    let shown = if one.person.is_some() { 1 } else { one.roles.len() };
    one.roles.iter().take(shown).all(|role| {
        let (strict, mild) = (stricter.role(*role), milder.role(*role));
        match one.matter {
            Matter::Permitted => !may(strict_pack, stricter, *role) && may(mild_pack, milder, *role),
            Matter::Supervision => {
                strict.passes() && mild.passes() && mild.supervision() < strict.supervision()
            }
            Matter::Governance => {
                strict.passes()
                    && mild.passes()
                    && strict.missing().next().is_some()
                    && mild.missing().next().is_none()
            }
        }
    })
}
