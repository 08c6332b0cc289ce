//! Proposals measured: a dataset disguised as other people write files, and how much of the disguise is seen through.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use skillmix::exchange::{Mapping, ReadMapping, ValueMap, ValuePair};
use skillmix::model::Day;
use skillmix::rules;

use crate::program::{root, skillmix};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let sheet = skillmix::sheet::Sheet::read("x", &fs::read(path).unwrap()).unwrap();
    let header = vec![sheet.header().to_vec()];
    header
        .into_iter()
        .chain(sheet.records().iter().map(|row| row.cells().map(str::to_owned).collect()))
        .collect()
}

/// Words of theirs with what they truly are, by field.
type Truth = BTreeMap<&'static str, BTreeMap<String, String>>;

/// Our columns and what the disguised files call them.
const HEADERS: [(&str, &str); 9] = [
    ("staff_id", "Employee Number"),
    ("role", "Position Title"),
    ("site", "Work Location"),
    ("status", "Assignment Status"),
    ("wte", "FTE"),
    ("competency", "Competence Name"),
    ("proficiency", "Competency Level"),
    ("assessed_on", "Date Achieved"),
    ("expires_on", "Valid Until"),
];

fn level_as(word: &str) -> String {
    match word {
        "taught" => "1 - Attended".to_owned(),
        "modelled" => "2 - Shown in simulation".to_owned(),
        "competent" => "3 - Competent".to_owned(),
        "trainer" => "4 - Trainer".to_owned(),
        other => other.to_uppercase(),
    }
}

fn status_as(word: &str) -> String {
    match word {
        "active" => "Active Assignment".to_owned(),
        "left" => "Leaver".to_owned(),
        other => format!("{other} - Maternity"),
    }
}

fn date_as(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

/// Staff and holdings of a shipped dataset as an export has them: other headers, long strings, other dates,
/// semicolons, Windows-1252.
fn disguise(from: &Path, to: &Path) -> Truth {
    let pack = rules::load(&rules::embedded(), Day::parse_iso("2026-11-01").unwrap()).unwrap();
    let title: BTreeMap<String, String> = rows(&from.join("competencies.csv"))
        .into_iter()
        .skip(1)
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let mut truth = Truth::new();
    let role = |code: &str| {
        let role = pack.catalogue.roles.iter().find(|role| role.code == code).unwrap();
        let band = role.band.parse::<u8>().map_or(String::new(), |band| format!(" Band {band}"));
        format!("{}{band}", role.title)
    };
    let skill =
        |code: &str| title.get(code).map_or(code.to_owned(), |title| format!("457|LOCAL|{title} - 2 Years|"));
    for (name, theirs) in [("staff.csv", "workforce list.csv"), ("holdings.csv", "training record.csv")] {
        let mut rows = rows(&from.join(name));
        let header = rows.remove(0);
        let mut out = String::new();
        let shown = header
            .iter()
            .map(|ours| HEADERS.iter().find(|(known, _)| known == ours).map_or(ours.as_str(), |(_, t)| t));
        write!(out, "{};Caf\u{e9}\r\n", shown.collect::<Vec<_>>().join(";")).unwrap();
        for row in rows {
            let cells = header.iter().zip(&row).map(|(ours, cell)| {
                let (field, said): (&'static str, String) = match ours.as_str() {
                    _ if cell.is_empty() => return String::new(),
                    "role" => ("role", role(cell)),
                    "site" => ("site", cell.replace('-', " ").to_uppercase()),
                    "status" => ("status", status_as(cell)),
                    "competency" => ("competency", skill(cell)),
                    "proficiency" => ("proficiency", level_as(cell)),
                    "assessed_on" | "expires_on" => return date_as(cell),
                    _ => return cell.clone(),
                };
                truth.entry(field).or_default().insert(said.clone(), cell.clone());
                said
            });
            let quoted = |cell: String| if cell.contains(';') { format!("\"{cell}\"") } else { cell };
            let cells: Vec<String> = cells.map(quoted).collect();
            write!(out, "{};caf\u{e9}\r\n", cells.join(";")).unwrap();
        }
        let bytes: Vec<u8> =
            out.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
        fs::write(to.join(theirs), bytes).unwrap();
    }
    for name in ["tasks.csv", "competencies.csv", "links.csv", "panel.csv"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
    truth
}

/// Of a field: words, proposals, right proposals.
type Measure = BTreeMap<String, [usize; 3]>;

fn measure(mapping: &Mapping, truth: &Truth) -> Measure {
    let mut measure = Measure::new();
    for (field, words) in truth {
        let pairs: Vec<&ValuePair> =
            mapping.values.iter().filter(|v| v.field == *field).flat_map(|v| &v.map).collect();
        let right =
            pairs.iter().filter(|pair| pair.ours.is_some() && pair.ours.as_ref() == words.get(&pair.theirs));
        measure.insert(
            (*field).to_owned(),
            [words.iter().filter(|(a, b)| a != b).count(), pairs.len(), right.count()],
        );
    }
    measure
}

/// The mapping as a person would correct it: everything confirmed, every word as it truly is.
fn corrected(mapping: &Mapping, truth: &Truth) -> Mapping {
    let mut mapping = mapping.clone();
    mapping
        .sources
        .iter_mut()
        .flat_map(|source| &mut source.columns)
        .for_each(|column| column.confirmed = true);
    let pair = |(theirs, ours): (&String, &String)| ValuePair {
        theirs: theirs.clone(),
        ours: Some(ours.clone()),
        leave_out: false,
        confirmed: true,
        confidence: None,
        evidence: String::new(),
    };
    let values = truth.iter().map(|(field, words)| ValueMap {
        field: (*field).to_owned(),
        map: words.iter().filter(|(a, b)| a != b).map(pair).collect(),
    });
    mapping.values = values.collect();
    mapping
}

#[expect(clippy::print_stdout, reason = "the runner keeps it unless it is asked for")]
fn say(what: &str) {
    println!("{what}");
}

fn proposed(folder: &Path) -> (PathBuf, Mapping) {
    let path = folder.join("mapping.toml");
    let output = skillmix(folder, &["map", "data", "--as-at", "2026-11-01"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let read = ReadMapping::read("mapping.toml", &fs::read(&path).unwrap());
    // required columns that nobody has confirmed make it unusable, and nothing else does
    if let Err(findings) = &read {
        assert!(
            findings.iter().all(|finding| finding.message.contains("nobody has confirmed")),
            "{findings:#?}"
        );
    }
    let mapping = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    (path, mapping)
}

/// `match` of the folder `data` by its mapping.
fn matching(out: &str) -> [&str; 9] {
    ["match", "data", "--mapping", "mapping.toml", "--as-at", "2026-11-01", "--quiet", "--out", out]
}

/// Every column that was renamed is proposed for what it was.
fn columns_are_seen(name: &str, mapping: &Mapping) {
    let all = mapping.sources.iter().flat_map(|source| &source.columns);
    let columns: Vec<(String, String)> =
        all.map(|column| (column.theirs.join("+"), column.ours.clone())).collect();
    for (ours, theirs) in HEADERS {
        assert!(columns.contains(&(theirs.to_owned(), ours.to_owned())), "{name}: {theirs}\n{columns:#?}");
    }
}

#[test]
fn a_disguised_dataset_is_seen_through_and_gives_the_same_answers() {
    for name in ["community-rehab", "acute-ward"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let truth = disguise(&root().join("datasets").join(name), &data);
        let (path, mapping) = proposed(folder.path());
        columns_are_seen(name, &mapping);
        for (field, [words, proposals, right]) in measure(&mapping, &truth) {
            let of = |part: usize, all: usize| (part * 100).checked_div(all).unwrap_or(100);
            say(&format!(
                "{name} {field}: {words} words, {proposals} proposed, {right} right: precision {} %, recall {} %",
                of(right, proposals),
                of(right, words)
            ));
            assert!(of(right, proposals) >= 90, "{name} {field}: {proposals} proposed, {right} right");
        }
        // unconfirmed: no answer at all rests on it
        assert_eq!(skillmix(folder.path(), &matching("open")).status.code(), Some(2));
        // as a person would confirm it: the same answers as the dataset itself
        fs::write(&path, toml::to_string(&corrected(&mapping, &truth)).unwrap()).unwrap();
        let output = skillmix(folder.path(), &matching("out"));
        assert!(output.status.success(), "{}", text(&output.stderr));
        let got = fs::read_to_string(folder.path().join("out/matches.csv")).unwrap();
        let wanted =
            fs::read_to_string(root().join("datasets").join(name).join("expected/matches.csv")).unwrap();
        let first = got.lines().zip(wanted.lines()).find(|(a, b)| a != b);
        assert!(got == wanted, "{name}: first difference {first:#?}");
    }
}

#[test]
fn the_same_folder_gives_the_same_mapping() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    disguise(&root().join("datasets/community-rehab"), &data);
    let run = |out: &str| {
        let output =
            skillmix(folder.path(), &["map", "data", "--as-at", "2026-11-01", "--quiet", "--out", out]);
        assert!(output.status.success());
        fs::read(folder.path().join(out)).unwrap()
    };
    assert_eq!(run("a.toml"), run("b.toml"));
    // never over a file that is there
    assert_eq!(skillmix(folder.path(), &["map", "data", "--out", "a.toml"]).status.code(), Some(2));
}

/// The exports that ship, with the columns of their mapping and none of its words: what is proposed for the words is what
/// the mapping says, or nothing.
#[test]
fn shipped_exports_are_understood() {
    let community = root().join("datasets/community-rehab");
    let (tasks, codes) = (community.join("tasks.csv"), community.join("competencies.csv"));
    // export, field, words that must be found
    let wanted = [
        ("esr-competency", "proficiency", 4),
        ("esr-competency", "competency", 58),
        ("esr-go", "role", 14),
        ("esr-go", "site", 3),
        ("esr-go2", "role", 14),
        ("esr-go2", "site", 3),
        ("esr-go2", "competency", 58),
        ("esr-go2", "proficiency", 4),
    ];
    for export in ["esr-competency", "esr-go", "esr-go2"] {
        let folder = tempfile::tempdir().unwrap();
        let from = root().join("datasets/exports").join(export);
        let shipped = fs::read_to_string(root().join("mappings").join(format!("{export}.toml"))).unwrap();
        let shipped: Mapping = toml::from_str(&shipped).unwrap();
        let bare = Mapping { values: Vec::new(), ..shipped.clone() };
        fs::write(folder.path().join("columns.toml"), toml::to_string(&bare).unwrap()).unwrap();
        let (tasks, codes) = (tasks.to_str().unwrap(), codes.to_str().unwrap());
        let files = [
            "map",
            from.to_str().unwrap(),
            "--from",
            "columns.toml",
            "--tasks",
            tasks,
            "--competencies",
            codes,
        ];
        let args: Vec<&str> = files.into_iter().chain(["--as-at", "2026-11-01", "--quiet"]).collect();
        let output = skillmix(folder.path(), &args);
        assert!(output.status.success(), "{export}: {}", text(&output.stderr));
        let got = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
        let got: Mapping = toml::from_str(&got).unwrap();
        for values in &shipped.values {
            let pairs = got.values.iter().filter(|v| v.field == values.field).flat_map(|v| &v.map);
            let pairs: BTreeMap<&str, Option<&str>> =
                pairs.map(|p| (p.theirs.as_str(), p.ours.as_deref())).collect();
            let truth: BTreeMap<&str, Option<&str>> =
                values.map.iter().map(|p| (p.theirs.as_str(), p.ours.as_deref())).collect();
            let (right, wrong): (Vec<_>, Vec<_>) = pairs
                .iter()
                .filter(|(theirs, _)| truth.contains_key(*theirs))
                .partition(|(theirs, ours)| truth.get(*theirs) == Some(*ours));
            let field = &values.field;
            say(&format!(
                "{export} {field}: {} words, {} proposed, {} right; wrong {wrong:?}",
                truth.len(),
                right.len() + wrong.len(),
                right.len()
            ));
            let least =
                wanted.iter().find(|(e, f, _)| *e == export && f == field).map_or(0, |(_, _, least)| *least);
            assert!(right.len() >= least, "{export} {field}: {right:?}");
            assert!(wrong.len() * 10 <= right.len(), "{export} {field}: {wrong:?}");
        }
    }
}
