//! What is not the same in two tables, row by row: each difference with the edit that undoes it in the new one.

use std::collections::BTreeMap;

use super::dates::Days;
use super::grid::{Edit, Grid, Placed, by_key};
use super::side::{Side, rules_place};
use super::world::{COMPETENCIES, DAY, LINKS, Mask, RULES};
use crate::model::Day;
use crate::report::AtomRecord;
use crate::sheet::Record;

/// One thing that can be undone.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub(super) record: AtomRecord,
    /// The kinds to which it belongs.
    pub(super) kinds: Mask,
    /// What undoes it in the new run.
    pub(super) edits: Vec<Placed>,
}

/// Rows of one key that are not in both tables, and those that are.
#[derive(Debug, Default)]
pub(super) struct Pairs<'g> {
    pub(super) old: Vec<&'g Record>,
    pub(super) new: Vec<&'g Record>,
    /// The new of each pair of equal rows.
    pub(super) same: Vec<&'g Record>,
}

impl<'g> Pairs<'g> {
    /// Takes out what both have.
    pub(super) fn of(
        (old, was): (Option<&Grid>, &[&'g Record]),
        (new, is): (Option<&Grid>, &[&'g Record]),
    ) -> Self {
        let mut pairs = Pairs { old: was.to_vec(), ..Pairs::default() };
        for record in is {
            let twin = pairs
                .old
                .iter()
                .position(|other| new.zip(old).is_some_and(|(new, old)| new.is_same(record, old, other)));
            match twin {
                Some(at) => {
                    pairs.old.remove(at);
                    pairs.same.push(record);
                }
                None => pairs.new.push(record),
            }
        }
        pairs
    }

    /// The edits that put the old rows in the place of the new.
    pub(super) fn replaced(&self, old: Option<&Grid>, place: &str) -> Vec<Placed> {
        let gone = self.new.iter().map(|record| Edit::Gone(record.line));
        let back = self.old.iter().filter_map(|record| Some(Edit::Back(old?.row(record))));
        gone.chain(back).map(|edit| (place.to_owned(), edit)).collect()
    }
}

/// Where a row stands, of two the new one.
pub(super) fn stands(
    (kind, what): (&'static str, String),
    old: (Option<&Grid>, Option<&Record>),
    new: (Option<&Grid>, Option<&Record>),
) -> AtomRecord {
    let place = |(grid, record): (Option<&Grid>, Option<&Record>)| Some((grid?.name.clone(), record?.line));
    let (file, line) = place(new).or_else(|| place(old)).unwrap_or_default();
    AtomRecord { kind, what, staff_id: String::new(), file, line }
}

/// Columns in which two rows differ: name, then, now.
pub(super) fn differing<'r>(
    (old, was): (&'r Grid, &'r Record),
    (new, is): (&'r Grid, &'r Record),
) -> Vec<(&'r str, &'r str, &'r str)> {
    let of = |column: &'r String| (column.as_str(), old.cell(was, column), new.cell(is, column));
    new.sheet.header().iter().map(of).filter(|(_, then, now)| then != now).collect()
}

/// `status: active to left`.
pub(super) fn told((column, then, now): &(&str, &str, &str)) -> String {
    let shown = |cell: &str| if cell.is_empty() { "blank".to_owned() } else { cell.to_owned() };
    format!("{column}: {} to {}", shown(then), shown(now))
}

/// A table that all tasks share.
struct Shared<'s> {
    place: &'s str,
    /// The columns that name a row; none: the first one.
    key: &'s [&'s str],
    /// What a row is called that came, went, or changed.
    words: [&'static str; 3],
    kinds: Mask,
    /// Columns with a day from which, and with a day through which a row holds.
    days: [Option<&'static str>; 2],
}

/// Differences of everything that all tasks share: rules, competencies, links.
pub(super) fn shared([old, new]: [&Side; 2]) -> Vec<Atom> {
    let days = Days { old: old.as_at, new: new.as_at };
    let mut atoms = Vec::new();
    let word = |word| [word; 3];
    for (place, key, words, kinds) in [
        ("competencies", &["code"][..], word("competency-changed"), COMPETENCIES),
        ("links", &["from", "kind", "to"][..], word("link-changed"), LINKS),
    ] {
        let table = Shared { place, key, words, kinds, days: [None; 2] };
        atoms.extend(of_table(&table, [old, new], old.files.get(place), new.files.get(place), days));
    }
    // layers are compared one with the other, from the pack itself on
    for (number, layer) in new.layers.iter().enumerate() {
        let Some(then) = old.layers.get(number) else { continue };
        let mut files: Vec<&String> = layer.files.keys().chain(then.files.keys()).collect();
        files.sort_unstable();
        files.dedup();
        for file in files.into_iter().filter(|file| !IDLE.contains(&file.as_str())) {
            let place = rules_place(number, file);
            let key = if TABLES.contains(&file.as_str()) { &["rule"][..] } else { &[][..] };
            let words = ["rule-added", "rule-removed", "rule-changed"];
            let days_of = [Some("effective_from"), Some("effective_until")];
            let table = Shared { place: &place, key, words, kinds: RULES, days: days_of };
            atoms.extend(of_table(&table, [old, new], then.files.get(file), layer.files.get(file), days));
        }
    }
    atoms
}

/// Files of a pack that decide nothing.
const IDLE: [&str; 2] = ["cases.csv", "sources.csv"];

/// Tables of rules.
const TABLES: [&str; 7] =
    ["law.csv", "policy.csv", "veto.csv", "floor.csv", "mitigation.csv", "supervision.csv", "governance.csv"];

fn of_table(
    table: &Shared<'_>,
    [old, new]: [&Side; 2],
    was: Option<&Vec<u8>>,
    is: Option<&Vec<u8>>,
    days: Days,
) -> Vec<Atom> {
    let grids = [old.grid(table.place), new.grid(table.place)];
    let [then, now] = grids;
    if was != is && !then.zip(now).is_some_and(|(then, now)| then.fits(now)) {
        return vec![whole(table, grids, was)];
    }
    let key = |grid: &Grid, record: &Record| -> Vec<String> {
        if table.key.is_empty() {
            return vec![record.get(0).to_owned()];
        }
        table.key.iter().map(|column| grid.cell(record, column).to_owned()).collect()
    };
    let (was, is) = (by_key(then, key), by_key(now, key));
    let mut keys: Vec<&Vec<String>> = was.keys().chain(is.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut atoms = Vec::new();
    for key in keys {
        let of = |rows: Option<&Vec<_>>| rows.cloned().unwrap_or_default();
        let (was, is) = (of(was.get(key)), of(is.get(key)));
        let pairs = Pairs::of((then, &was), (now, &is));
        atoms.extend(of_rows(table, grids, &key.join(" "), &pairs));
        if days.old != days.new {
            atoms.extend(passed(table, grids, &key.join(" "), (&was, &is), days));
        }
    }
    atoms
}

/// A file that cannot be compared row by row.
fn whole(table: &Shared<'_>, [then, now]: [Option<&Grid>; 2], was: Option<&Vec<u8>>) -> Atom {
    let own = table.place.rsplit('/').next().unwrap_or(table.place);
    let kind = if table.kinds == RULES { "rules-file-changed" } else { table.words[2] };
    let what = match (then.is_some() || was.is_some(), now.is_some()) {
        (false, _) => "the file was not there",
        (true, false) if own == "pack.toml" => "settings of the rules",
        (true, false) => "the file is gone",
        (true, true) => "its columns are others",
    };
    let file = now.or(then).map_or_else(|| own.to_owned(), |grid| grid.name.clone());
    let record = AtomRecord { kind, what: what.to_owned(), staff_id: String::new(), file, line: 0 };
    Atom { record, kinds: table.kinds, edits: vec![(table.place.to_owned(), Edit::Whole(was.cloned()))] }
}

fn of_rows(
    table: &Shared<'_>,
    [then, now]: [Option<&Grid>; 2],
    key: &str,
    pairs: &Pairs<'_>,
) -> Option<Atom> {
    let [added, removed, changed] = table.words;
    let (kind, what) = match (pairs.old.as_slice(), pairs.new.as_slice()) {
        ([], []) => return None,
        ([], _) => (added, format!("{key} was not there")),
        (_, []) => (removed, format!("{key} is gone")),
        ([was], [is]) => {
            let cells = differing((then?, was), (now?, is));
            let cells: Vec<String> = cells.iter().map(told).collect();
            (changed, format!("{key}: {}", cells.join("; ")))
        }
        _ => (changed, key.to_owned()),
    };
    let record = stands((kind, what), (then, pairs.old.first().copied()), (now, pairs.new.first().copied()));
    Some(Atom { record, kinds: table.kinds, edits: pairs.replaced(then, table.place) })
}

/// Days of rows that came or passed.
fn passed(
    table: &Shared<'_>,
    [then, now]: [Option<&Grid>; 2],
    key: &str,
    (was, is): (&[&Record], &[&Record]),
    days: Days,
) -> Vec<Atom> {
    let Some((then, now)) = then.zip(now) else { return Vec::new() };
    let [from, through] = table.days;
    let mut atoms = Vec::new();
    let columns = [from.map(|column| (column, true)), through.map(|column| (column, false))];
    for (column, begins) in columns.into_iter().flatten() {
        for record in is {
            let cell = now.cell(record, column);
            let both = was.iter().any(|other| then.cell(other, column) == cell);
            let day = Day::parse_iso(cell).filter(|_| both);
            let day = day.and_then(|day| if begins { days.from(day) } else { days.through(day) });
            let Some(day) = day else { continue };
            atoms.push(date_atom((table.place, key), now, record, (column, cell, day)));
        }
    }
    atoms
}

/// A day of a row that came or passed.
pub(super) fn date_atom(
    (place, key): (&str, &str),
    now: &Grid,
    record: &Record,
    (column, cell, day): (&str, &str, Day),
) -> Atom {
    let what = if key.is_empty() { format!("{column} {cell}") } else { format!("{key}: {column} {cell}") };
    Atom {
        record: stands(("date-passed", what), (None, None), (Some(now), Some(record))),
        kinds: DAY,
        edits: vec![(place.to_owned(), Edit::Cell(record.line, column.to_owned(), day.to_string()))],
    }
}

/// Rows of a key.
pub(super) fn of_key<'m, 'g, K: Ord>(rows: &'m BTreeMap<K, Vec<&'g Record>>, key: &K) -> &'m [&'g Record] {
    rows.get(key).map_or(&[], Vec::as_slice)
}
