//! Laws 5, 6, 7 and 10: what changes nothing, and that nothing is lost.

use skillmix::commands::Answered;
use skillmix::model::{Answer, Said, TaskId};

use super::hold;
use super::view::View;
use crate::random::dice::Dice;
use crate::random::{Knobs, World};

/// Answers by task and site, whatever the order of the tasks.
fn by_key(answered: &Answered) -> Vec<((String, String), Answer)> {
    let with_key = |(task, answer): (&skillmix::model::Task, &Answer)| {
        ((task.id.clone(), task.site.clone()), Answer { task: TaskId(0), ..answer.clone() })
    };
    let mut list: Vec<_> = answered.tasks().iter().zip(&answered.answers).map(with_key).collect();
    list.sort_by(|(a, _), (b, _)| a.cmp(b));
    list
}

/// Law 5: pay band, titles, minutes, frequency, who does it now, hours, framework and the pack's own name change nothing.
#[test]
fn band_title_name_and_cost_change_nothing() {
    hold(250, Knobs::ALL, |world, _| {
        let mut other = world.clone();
        // no two different cells may become equal, for then rows that contradict each other would not
        let longer = |cell: &str| format!("{cell}0");
        let roles = other.pack.get_mut("roles.csv").unwrap();
        roles.map("band", longer);
        roles.map("title", longer);
        let tasks = other.data.get_mut("tasks.csv").unwrap();
        for column in ["title", "minutes", "per_week", "done_by"] {
            tasks.map(column, longer);
        }
        other.data.get_mut("staff.csv").unwrap().map("wte", longer);
        if let Some(codes) = other.data.get_mut("competencies.csv") {
            codes.map("title", longer);
            codes.map("framework", longer);
        }
        other.settings = other.settings.replace("name = \"random\"", "name = \"other\"");
        let (one, two) = (world.answer(), other.answer());
        if by_key(&one) == by_key(&two) { Ok(one.answers.len()) } else { Err("answers differ".to_owned()) }
    });
}

/// Law 6: the order of rows and columns in every table of pack and dataset, and how lines end, change no answer.
#[test]
fn order_changes_nothing() {
    hold(250, Knobs::ALL, |world, dice| {
        let mut other = world.clone();
        for sheet in other.pack.values_mut().chain(other.data.values_mut()) {
            sheet.disorder(dice);
        }
        let (one, two) = (world.answer(), other.answer());
        if by_key(&one) == by_key(&two) { Ok(one.answers.len()) } else { Err("answers differ".to_owned()) }
    });
}

/// Law 6: the same input gives the same bytes, on one thread and on four.
#[test]
fn threads_and_repetition_change_no_byte() {
    hold(120, Knobs::ALL, |world, _| {
        let pack = world.load();
        let bytes = |threads| {
            let answered = world.answer_under(&pack, threads);
            (
                answered.matches(&pack).unwrap(),
                answered.rungs(&pack).unwrap(),
                format!("{:?}", answered.findings),
            )
        };
        let one = bytes(1);
        if one == bytes(1) && one == bytes(4) { Ok(2) } else { Err("bytes differ".to_owned()) }
    });
}

/// Law 10: merging the parts of a roster is insensitive to their order. (Four threads match blocks of three people.)
#[test]
fn parts_merge_in_any_order() {
    hold(4, Knobs::ALL, |world, dice| {
        let crowd = world.crowded(450);
        let mut other = crowd.clone();
        for sheet in other.data.values_mut() {
            sheet.disorder(dice);
        }
        let pack = world.load();
        let (one, two) = (crowd.answer_under(&pack, 1), other.answer_under(&pack, 4));
        if by_key(&one) == by_key(&two) { Ok(one.answers.len()) } else { Err("answers differ".to_owned()) }
    });
}

/// Law 10: every row of every file has one fate, refused rows are all given back, and every finding says where it is and
/// what it is.
#[test]
fn rows_add_up_and_findings_have_a_place() {
    hold(250, Knobs::ALL, |world, _| {
        let answered = world.answer();
        let rejects = answered.rejects();
        for (kind, rows) in answered.rows() {
            let there = world.data[format!("{kind}.csv").as_str()].lines.len();
            if !rows.adds_up() || rows.rows != u64::try_from(there).unwrap() {
                return Err(format!("{kind}: {there} rows, {rows:?}"));
            }
            if (rows.rejected > 0) != rejects.iter().any(|(name, _)| *name == format!("{kind}.csv")) {
                return Err(format!("{kind}: {} refused rows are not given back", rows.rejected));
            }
        }
        let placed = |finding: &&skillmix::model::Finding| {
            !finding.place.file.is_empty() && !finding.code.word().is_empty() && !finding.message.is_empty()
        };
        match answered.findings.iter().find(|finding| !placed(finding)) {
            Some(finding) => Err(format!("{finding:?}")),
            None => Ok(answered.findings.len()),
        }
    });
}

/// Law 7: in a pack whose rows never look at `role`, two roles with the same columns of roles.csv (but code, title and
/// band) get the same verdict of the rules on every task; and when everybody changes from the one to the other, the
/// answers change places too.
#[test]
fn roles_differ_only_by_a_column_or_a_cited_row() {
    hold(250, Knobs { by_role: false, ..Knobs::ALL }, |world, dice| {
        let (twins, one, other) = twins(world, dice);
        let pack = twins.load();
        let view = View::under(&twins, &pack);
        let number = |code: &str| pack.catalogue.role(code).unwrap();
        for answer in &view.answered.answers {
            let of = |code: &str| -> Vec<Said> { answer.decision.role(number(code)).said().collect() };
            if of(&one) != of(&other) {
                return Err(format!("{one} {:?}, {other} {:?}", of(&one), of(&other)));
            }
        }
        let mut swapped = twins.clone();
        let swap = |cell: &str| match cell {
            cell if cell == one => other.clone(),
            cell if cell == other => one.clone(),
            cell => cell.to_owned(),
        };
        swapped.data.get_mut("staff.csv").unwrap().map("role", swap);
        let after = View::under(&swapped, &pack);
        for (key, was) in &view.tasks {
            let now = &after.tasks[key];
            let same = was.status == now.status
                && was.level == now.level
                && was.able_by_level == now.able_by_level
                && was.able == now.able.iter().map(|(id, role)| (id.clone(), swap(role))).collect()
                && was.roles.iter().all(|(role, view)| {
                    let swapped = &now.roles[&swap(role)];
                    (view.able, view.safe) == (swapped.able, swapped.safe)
                });
            if !same {
                return Err(format!("{key:?}, {one} and {other}: {was:?}\n{now:?}"));
            }
        }
        Ok(view.tasks.len())
    });
}

/// The world with two roles made alike, and their codes.
fn twins(world: &World, dice: &Dice) -> (World, String, String) {
    let mut twins = world.clone();
    let roles = twins.pack.get_mut("roles.csv").unwrap();
    let rows = roles.rows();
    let one = *dice.pick(&rows);
    let other = *rows.iter().find(|row| **row != one).unwrap();
    for column in roles.header.clone() {
        if !["role", "title", "band"].contains(&column.as_str()) {
            let cell = roles.get(one, &column).to_owned();
            roles.set(other, &column, &cell);
        }
    }
    let (one, other) = (roles.get(one, "role").to_owned(), roles.get(other, "role").to_owned());
    (twins, one, other)
}
