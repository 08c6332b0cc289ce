//! A change written into the files, as a user would write it.

use std::collections::{BTreeMap, BTreeSet};

use skillmix::report::FixRecord;

use crate::random::day::iso;
use crate::random::sheet::{Line, Sheet};

/// A dataset by file.
pub(crate) type Data = BTreeMap<&'static str, Sheet>;

/// The task a change is about, and the day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) task: &'a str,
    pub(crate) site: &'a str,
    pub(crate) as_at: i64,
    /// A panel's decision binds.
    pub(crate) panel: bool,
}

/// A dataset with some changes.
pub(crate) fn edited<'f>(
    data: &Data,
    about: About<'_>,
    changes: impl IntoIterator<Item = &'f FixRecord>,
) -> Data {
    let mut data = data.clone();
    let changes: Vec<&FixRecord> = changes.into_iter().collect();
    // what a panel has decided is void when a fact is another; what does not bind is not looked at
    let voids =
        |change: &&FixRecord| change.change == "fact" && change.column.as_deref() != Some("profession");
    let void = !about.panel || changes.iter().any(voids);
    if let Some(panel) = data.get_mut("panel.csv").filter(|_| void) {
        let own = rows(panel, about);
        let mut at = 0..;
        panel.lines.retain(|_| !own.contains(&at.next().unwrap()));
    }
    for change in changes {
        edit(&mut data, about, change);
    }
    data
}

fn rows(sheet: &Sheet, about: About<'_>) -> Vec<usize> {
    let of_task = sheet.rows_with("task_id", about.task);
    of_task.into_iter().filter(|row| sheet.get(*row, "site") == about.site).collect()
}

fn set(sheet: &mut Sheet, rows: &[usize], column: &str, cell: &str) {
    if sheet.column(column).is_none() {
        sheet.add_column(column, "");
    }
    for row in rows {
        sheet.set(*row, column, cell);
    }
}

fn edit(data: &mut Data, about: About<'_>, change: &FixRecord) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match change.change {
        "gains" => gain(data, about, change),
        "joins" | "delegates" | "shows" => staff(data.get_mut("staff.csv").unwrap(), change),
        _ => {
            let tasks = data.get_mut("tasks.csv").unwrap();
            let own = rows(tasks, about);
            match change.change {
                "instruction" => {
                    set(tasks, &own, "cti", "CTI-9");
                    set(tasks, &own, "cti_review_on", &iso(about.as_at + 90));
                }
                "measure" => {
                    for row in own {
                        let word = text(&change.value);
                        let list = format!("{};{word}", tasks.get(row, "mitigations"));
                        set(tasks, &[row], "mitigations", list.trim_start_matches(';'));
                    }
                }
                "fact" => set(tasks, &own, &text(&change.column), &text(&change.value)),
                other => panic!("no such change: {other}"),
            }
        }
    }
}

fn staff(staff: &mut Sheet, change: &FixRecord) {
    let id = change.staff_id.clone().unwrap();
    let own = staff.rows_with("staff_id", &id);
    match change.change {
        "delegates" => set(staff, &own, "delegator", "yes"),
        "shows" => {
            for (column, word) in [("register", &change.register), ("profession", &change.profession)] {
                if let Some(word) = word {
                    set(staff, &own, column, word);
                }
            }
        }
        _ => {
            let (role, site) = (change.role.clone().unwrap(), change.value.clone().unwrap_or_default());
            let here = |row: &&usize| staff.get(**row, "role") == role && staff.get(**row, "site") == site;
            let there: Vec<usize> = own.iter().filter(here).copied().collect();
            // rows of one post that contradict each other are refused: one of them is kept
            for other in there.iter().skip(1) {
                staff.lines[*other] = Line::Cells(vec![String::new(); staff.header.len()]);
            }
            let row = there.first().copied().unwrap_or_else(|| {
                staff.lines.push(staff.lines[own[0]].clone());
                staff.lines.len() - 1
            });
            for (column, cell) in [("role", role.as_str()), ("site", &site)] {
                set(staff, &[row], column, cell);
            }
            if staff.column("status").is_some() {
                set(staff, &[row], "status", "active");
            }
        }
    }
}

/// Signed off on the day; what does not say when gets the day before that.
fn gain(data: &mut Data, about: About<'_>, change: &FixRecord) {
    let (id, code) = (change.staff_id.clone().unwrap(), change.competency.clone().unwrap());
    let same =
        data.get("links.csv").map(|links| same_as(links, &code)).unwrap_or(BTreeSet::from([code.clone()]));
    let holdings = data.get_mut("holdings.csv").unwrap();
    let before = iso(about.as_at - 1);
    for row in holdings.rows_with("staff_id", &id) {
        let undated = holdings.get(row, "assessed_on").is_empty();
        if undated && same.contains(holdings.get(row, "competency")) {
            // it says no more than it did: what had lapsed stays so
            holdings.set(row, "assessed_on", &before);
            if *holdings.get(row, "expires_on") < *iso(about.as_at) {
                holdings.set(row, "expires_on", &before);
            }
        }
    }
    holdings.push(&[
        ("staff_id", id),
        ("competency", code),
        ("proficiency", change.proficiency.clone().unwrap()),
        ("assessed_on", iso(about.as_at)),
        ("expires_on", "never".to_owned()),
    ]);
}

/// The names of one competency.
pub(super) fn same_as(links: &Sheet, code: &str) -> BTreeSet<String> {
    let mut same = BTreeSet::from([code.to_owned()]);
    loop {
        let before = same.len();
        for row in links.rows_with("kind", "same-as") {
            let ends = [links.get(row, "from").to_owned(), links.get(row, "to").to_owned()];
            if ends.iter().any(|end| same.contains(end)) {
                same.extend(ends);
            }
        }
        if same.len() == before {
            return same;
        }
    }
}
