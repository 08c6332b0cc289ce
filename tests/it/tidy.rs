//! The house stays in order: arrows between rooms, doors to the outside, sizes, first lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may name besides model.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["cli", "commands"]),
    ("cli", &["commands"]),
    (
        "commands",
        &[
            "inquiry", "matcher", "audit", "intake", "rules", "report", "verify", "files", "generate",
            "sheet", "table", "graph", "dmn", "exchange", "store", "database",
        ],
    ),
    ("inquiry", &["matcher", "rules", "graph"]),
    ("store", &["intake", "files"]),
    ("matcher", &["rules", "graph"]),
    ("audit", &["rules", "table"]),
    ("intake", &["sheet", "files"]),
    ("exchange", &["sheet", "files"]),
    ("rules", &["table", "sheet"]),
    ("report", &["sheet"]),
    ("dmn", &["table"]),
    ("verify", &["sheet"]),
    ("database", &["sheet"]),
    ("files", &[]),
    ("generate", &[]),
    ("sheet", &[]),
    ("table", &[]),
    ("graph", &[]),
    ("model", &[]),
];

/// A source file: its room, its path below `src`, its text without tests.
struct Source {
    room: String,
    path: String,
    text: String,
    is_test: bool,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let room = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&file).unwrap();
            let is_test = path.ends_with("tests.rs") || path.ends_with("testing.rs");
            Source { room, path, text, is_test }
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The lines of code outside unit tests and comments.
fn code(source: &Source) -> Vec<(usize, &str)> {
    let body = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    body.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(n, l)| (n + 1, l))
        .collect()
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let rooms: Vec<&str> = allowed.keys().copied().collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| s.room != "lib" && !s.is_test) {
        let Some(may) = allowed.get(source.room.as_str()) else {
            faults.push(format!("{}: a room that ARROWS does not know", source.path));
            continue;
        };
        for (line, text) in code(source) {
            for room in rooms.iter().filter(|r| **r != source.room && **r != "model" && !may.contains(r)) {
                let named = [format!("crate::{room}::"), format!("skillmix::{room}")];
                let in_group =
                    text.contains("use crate::{") && text.split(['{', ',', '}']).any(|w| w.trim() == *room);
                if named.iter().any(|name| text.contains(name.as_str())) || in_group {
                    faults.push(format!("src/{}:{line} names {room}", source.path));
                }
            }
        }
    }
    report(&faults);
}

/// A word and the rooms (or files) that may use it.
const DOORS: &[(&str, &[&str], &str)] = &[
    ("std::fs", &["files/"], "only files/ touches the file system"),
    ("File::", &["files/"], "only files/ touches the file system"),
    ("std::env", &["main.rs"], "only main reads the environment"),
    ("Instant::now", &["main.rs"], "only main reads the clock"),
    ("Zoned::now", &["main.rs"], "only main reads the clock"),
    ("stdout()", &["main.rs"], "only main prints"),
    ("stderr()", &["main.rs"], "only main prints"),
    ("rayon::", &["matcher/mod.rs", "intake/mod.rs"], "rayon stays in the root files of matcher and intake"),
    ("par_iter", &["matcher/mod.rs", "intake/mod.rs"], "rayon stays in the root files of matcher and intake"),
    (
        "serde",
        &[
            "rules/load/",
            "report/",
            "dmn/facts.rs",
            "dmn/value.rs",
            "exchange/mapping/",
            "exchange/layouts/case",
        ],
        "serde stays at the edges",
    ),
    ("jiff::", &["model/day.rs", "main.rs"], "one door to the calendar"),
    ("petgraph", &["graph/"], "petgraph stays in graph"),
    ("quick_xml", &["dmn/"], "only dmn reads XML"),
    ("rusqlite", &["store/", "database/"], "store keeps a database, database reads those of others"),
    ("postgres::", &["database/"], "only database reads databases of others"),
    ("csv::", &["sheet/"], "only sheet reads and writes CSV"),
    ("unsafe ", &["sheet/vector.rs"], "unsafe stays in the vector scan"),
    ("Mutex", &[], "nothing locks"),
    ("println!", &[], "nothing prints but main"),
];

#[test]
fn doors_to_the_outside_are_where_they_belong() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| !s.is_test) {
        for (line, text) in code(source) {
            for (word, places, why) in DOORS {
                let allowed = places.iter().any(|place| source.path.starts_with(place));
                if !allowed && text.contains(word) && !text.contains(&format!("\"{word}")) {
                    faults.push(format!("src/{}:{line} uses {word}: {why}", source.path));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn files_say_their_purpose_first_and_stay_small() {
    let mut faults = Vec::new();
    for source in sources() {
        let first = source.text.lines().next().unwrap_or("");
        if !first.starts_with("//! ") || first.len() < 20 {
            faults.push(format!("src/{}: line 1 must say its purpose", source.path));
        }
        let lines = source.text.lines().count();
        if lines > 400 {
            faults.push(format!("src/{}: {lines} lines, at most 400", source.path));
        }
    }
    report(&faults);
}

#[test]
fn functions_stay_short() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| !s.is_test) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let bare = line.trim_start();
            let is_function =
                ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "pub(in crate::rules) fn "]
                    .iter()
                    .any(|start| bare.starts_with(start));
            if !is_function || bare.ends_with(';') {
                continue;
            }
            let indent = " ".repeat(line.len() - bare.len());
            let end = lines.iter().skip(at).position(|l| *l == format!("{indent}}}")).unwrap_or(0);
            if end + 1 > 60 {
                faults.push(format!("src/{}:{} is {} lines long, at most 60", source.path, at + 1, end + 1));
            }
        }
    }
    report(&faults);
}

#[test]
fn the_slow_reference_shares_nothing_but_bytes() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| s.room == "verify") {
        for (line, text) in code(source) {
            let named = text
                .split("crate::")
                .skip(1)
                .map(|rest| rest.split([':', ';', ' ', '{']).next().unwrap_or(""));
            for room in named.filter(|room| !matches!(*room, "sheet" | "verify" | "model" | "")) {
                faults.push(format!("src/{}:{line} names {room}", source.path));
            }
        }
    }
    report(&faults);
}
