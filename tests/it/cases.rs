//! Case folders (tests/cases): a small pack and dataset each, with the outputs that must come of them, byte for byte.

mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use skillmix::commands::{Answered, Files, answer, sensitivity};
use skillmix::model::{Day, Error};
use skillmix::report;
use skillmix::rules::{self, Layer, Pack};
use skillmix::sheet::Sheet;

/// Files by name: `matches.csv`, `rejects/staff.csv`.
type Bytes = BTreeMap<String, Vec<u8>>;

/// Files whose rows may come in any order.
const UNORDERED: [&str; 4] = ["staff.csv", "holdings.csv", "competencies.csv", "links.csv"];
/// Outputs that are always compared; `rejects/*.csv` too where rows are refused.
const ALWAYS: [&str; 2] = ["matches.csv", "findings.csv"];
/// Outputs that are compared where `also` names them.
const OPTIONAL: [&str; 3] = ["rungs.csv", "rows.txt", "sensitivity.csv"];
/// A longer run of one byte is written `{{,*1000000}}` in case files.
const LONG_RUN: usize = 1_000;

/// One case folder.
#[derive(Clone)]
struct Case {
    name: String,
    folder: PathBuf,
    as_at: Day,
    points: Vec<i64>,
    also: Vec<String>,
    expect_error: bool,
    same_as: Option<String>,
    /// A layer on the pack, if there is one, and the pack.
    layers: Vec<Layer>,
    data: Bytes,
    /// How other people's files among the data become sheets.
    mapping: Option<Vec<u8>>,
    /// Mended rows, by the names of files of rejects.
    fixed: Bytes,
}

impl Case {
    fn files(&self, data: &Bytes) -> Result<Files, Error> {
        match &self.mapping {
            None => Ok(Files::in_memory(data)),
            Some(mapping) => {
                Files::mapped_in_memory(data, ("mapping.toml", mapping), &self.fixed, self.as_at)
            }
        }
    }

    /// The data as our sheets.
    fn converted(&self) -> Bytes {
        match &self.mapping {
            None => self.data.clone(),
            Some(mapping) => {
                let mapping = ("mapping.toml", mapping.as_slice());
                Files::converted_in_memory(&self.data, mapping, &self.fixed, self.as_at).expect(&self.name)
            }
        }
    }
}

#[test]
fn every_case_gives_its_expected_bytes() {
    let cases = cases();
    let update = update();
    let mut given: BTreeMap<String, Bytes> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &cases {
        match run(case) {
            Ok(outputs) => {
                if update {
                    write_expected(case, &outputs);
                }
                failures.extend(differences(case, &outputs));
                given.insert(case.name.clone(), outputs);
            }
            Err(problem) => failures.push(format!("{}: {problem}", case.name)),
        }
    }
    for case in &cases {
        let Some(other) = &case.same_as else { continue };
        for file in ["matches.csv", "rungs.csv"] {
            let pair = (given.get(&case.name), given.get(other));
            let (Some(own), Some(others)) = pair else { continue };
            let both = own.get(file).zip(others.get(file));
            let difference = both.and_then(|(own, others)| first_difference(others, own));
            failures.extend(difference.map(|d| format!("{}: {file} is not that of {other}: {d}", case.name)));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases differ\n\n{}",
        failing(&failures),
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn every_point_of_the_semantics_has_a_case() {
    let cases = cases();
    let covered: BTreeSet<i64> = cases.iter().flat_map(|case| case.points.iter().copied()).collect();
    let missing: Vec<i64> = (1..=25).filter(|point| !covered.contains(point)).collect();
    assert!(missing.is_empty(), "no case for points {missing:?}");
    assert!(cases.len() >= 48, "{} cases only", cases.len());
}

/// How many cases a list of failures speaks of.
fn failing(failures: &[String]) -> usize {
    failures.iter().filter_map(|failure| failure.split(':').next()).collect::<BTreeSet<_>>().len()
}

#[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests, not of the program")]
pub(crate) fn update() -> bool {
    std::env::var("UPDATE_CASES").is_ok_and(|value| value == "1")
}

/// Every case folder, by name.
fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let base = root.join("_base");
    let entries = fs::read_dir(&root).expect("tests/cases").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir() && *path != base).collect();
    folders.sort();
    folders.into_iter().map(|folder| read_case(folder, &base)).collect()
}

fn read_case(folder: PathBuf, base: &Path) -> Case {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let text =
        fs::read_to_string(folder.join("case.toml")).unwrap_or_else(|e| panic!("{name}/case.toml: {e}"));
    let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{name}/case.toml: {e}"));
    let known = ["as_at", "about", "why", "point", "also", "expect_error", "same_as", "remove"];
    for key in table.keys() {
        assert!(known.contains(&key.as_str()), "{name}/case.toml: unknown key `{key}`");
    }
    let word = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    for key in ["about", "why"] {
        assert!(word(key).is_some_and(|text| !text.trim().is_empty()), "{name}/case.toml: no `{key}`");
    }
    let list = |key: &str| -> Vec<String> {
        let values = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        values.map(|value| value.as_str().expect("a word").to_owned()).collect()
    };
    let point = table.get("point").unwrap_or_else(|| panic!("{name}/case.toml: no `point`"));
    if let Some(number) = point.as_integer() {
        assert!(name.starts_with(&format!("p{number:02}-")), "{name}/case.toml: point {number}");
    }
    let also = list("also");
    assert!(
        also.iter().all(|file| OPTIONAL.contains(&file.as_str())),
        "{name}/case.toml: `also` has {also:?}"
    );
    let mut pack = overlaid(&base.join("pack"), &folder.join("pack"));
    let mut data = overlaid(&base.join("data"), &folder.join("data"));
    for file in list("remove") {
        let removed = pack.remove(&file).or_else(|| data.remove(&file));
        assert!(removed.is_some(), "{name}/case.toml: `{file}` is not there to remove");
    }
    let base = Layer { folder: "pack".to_owned(), files: pack };
    let own = Some(Layer { folder: "layer".to_owned(), files: read_folder(&folder.join("layer")) });
    let own = own.filter(|layer| !layer.files.is_empty());
    Case {
        as_at: Day::parse_iso(&word("as_at").unwrap_or_default()).unwrap_or_else(|| panic!("{name}: as_at")),
        points: point.as_integer().into_iter().collect(),
        also,
        expect_error: table.get("expect_error").and_then(toml::Value::as_bool).unwrap_or(false),
        same_as: word("same_as"),
        layers: own.into_iter().chain([base]).collect(),
        data,
        mapping: fs::read(folder.join("mapping.toml")).ok(),
        fixed: read_folder(&folder.join("fixed")),
        name,
        folder,
    }
}

/// The files of a folder, with those of another in their place.
fn overlaid(base: &Path, own: &Path) -> Bytes {
    let mut files = read_folder(base);
    files.extend(read_folder(own));
    files.into_iter().map(|(name, bytes)| (name, unfold(&bytes))).collect()
}

/// Every file of a folder and its sub-folders by path; none if there is no such folder.
fn read_folder(folder: &Path) -> Bytes {
    let mut files = Bytes::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(
                read_folder(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)),
            );
        } else {
            files.insert(name, fs::read(&path).expect("a file that can be read"));
        }
    }
    files
}

/// What a case gives, once it has given it on one thread and on three, and with its rows in another order.
fn run(case: &Case) -> Result<Bytes, String> {
    let (first, threaded) = (outputs(case, &case.data, 1)?, outputs(case, &case.data, 3)?);
    same("on three threads", &first, &threaded, |_| true)?;
    if !case.expect_error {
        let turned = case.data.iter().map(|(name, bytes)| (name.clone(), reversed(name, bytes))).collect();
        let turned = outputs(case, &turned, 2)?;
        let compared = ["matches.csv", "rungs.csv", "sensitivity.csv"];
        same("with rows reversed", &first, &turned, |file| compared.contains(&file))?;
        if case.mapping.is_some() {
            let ours = Case { mapping: None, fixed: Bytes::new(), also: Vec::new(), ..case.clone() };
            let converted = outputs(&ours, &case.converted(), 2)?;
            same("as converted", &first, &converted, |file| compared[..2].contains(&file))?;
        }
    }
    Ok(first)
}

fn same(how: &str, first: &Bytes, second: &Bytes, compared: impl Fn(&str) -> bool) -> Result<(), String> {
    let nothing = Vec::new();
    for name in first.keys().chain(second.keys()).filter(|name| compared(name)) {
        let (one, other) = (first.get(name).unwrap_or(&nothing), second.get(name).unwrap_or(&nothing));
        if let Some(difference) = first_difference(one, other) {
            return Err(format!("{name} is another {how}: {difference}"));
        }
    }
    Ok(())
}

/// A table with its rows in reversed order; what cannot be read as a table stays as it is.
fn reversed(name: &str, bytes: &[u8]) -> Vec<u8> {
    let sheet = match Sheet::read(name, bytes) {
        Ok(sheet) if UNORDERED.contains(&name) => sheet,
        _ => return bytes.to_vec(),
    };
    let rows = sheet.records().iter().rev().map(|record| record.raw.as_slice());
    std::iter::once(sheet.raw_header()).chain(rows).collect::<Vec<_>>().join(&b'\n')
}

/// Every output of one run: or `error.txt`, if it was refused.
fn outputs(case: &Case, data: &Bytes, threads: usize) -> Result<Bytes, String> {
    let pack = match rules::load_layers(&case.layers, case.as_at) {
        Ok(pack) => pack,
        Err(error) => return refusal(error),
    };
    // a run on several threads reads in blocks so small that rows cross them
    let files = match case.files(data) {
        Ok(files) => files,
        Err(error) => return refusal(error),
    };
    let files = if threads == 1 { files } else { files.in_blocks(61, 2) };
    match answer(&pack, &files, threads, |_| ()) {
        Ok(answered) => {
            check_rows(case, &answered, data)?;
            let mut tables = tables(&pack, &answered);
            if case.also.iter().any(|file| file == "sensitivity.csv") {
                let (moved, _) = sensitivity(&pack, &files, threads).map_err(|error| error.to_string())?;
                tables.insert("sensitivity.csv".to_owned(), moved);
            }
            Ok(tables)
        }
        Err(error) => refusal(error),
    }
}

/// A refusal as text. A broken law of the program is never an answer.
fn refusal(error: Error) -> Result<Bytes, String> {
    let text = match error {
        Error::Input(findings) => report::findings_text(&findings, usize::MAX),
        Error::Usage(message) => format!("{message}\n"),
        Error::Machine { .. } | Error::Defect(_) | Error::Stopped => return Err(error.to_string()),
    };
    Ok(Bytes::from([("error.txt".to_owned(), fold(text.as_bytes()))]))
}

/// Rows in = used + not asked for + duplicate + rejected, counted against the file itself.
fn check_rows(case: &Case, answered: &Answered, data: &Bytes) -> Result<(), String> {
    for source in answered.source_rows() {
        let fates = source.passed + source.joined + source.duplicate + source.out_of_scope + source.rejected;
        if source.rows != fates {
            return Err(format!("rows of {} do not add up: {source:?}", source.file));
        }
    }
    let converted = if case.mapping.is_some() { case.converted() } else { Bytes::new() };
    let data = if case.mapping.is_some() { &converted } else { data };
    for (kind, accounting) in answered.rows() {
        let file = format!("{kind}.csv");
        let sheet = data.get(&file).and_then(|bytes| Sheet::read(&file, bytes).ok());
        let rows = sheet.map_or(0, |sheet| sheet.records().len() as u64);
        if !accounting.adds_up() || accounting.rows != rows {
            return Err(format!("{file} has {rows} rows, accounted for as {accounting:?}"));
        }
    }
    Ok(())
}

fn tables(pack: &Pack, answered: &Answered) -> Bytes {
    let label = pack.catalogue.pack_label();
    let masked = label.split('#').next().unwrap_or_default().to_owned() + "#hash";
    let mut files = Bytes::from([
        ("matches.csv".to_owned(), replaced(&answered.matches(pack).unwrap(), &label, &masked)),
        ("rungs.csv".to_owned(), answered.rungs(pack).unwrap()),
        ("findings.csv".to_owned(), answered.findings_csv()),
        ("rows.txt".to_owned(), rows_text(answered).into_bytes()),
    ]);
    let rejects = answered.rejects();
    files.extend(rejects.into_iter().map(|(kind, bytes)| (format!("rejects/{kind}"), bytes)));
    files.into_iter().map(|(name, bytes)| (name, fold(&bytes))).collect()
}

fn rows_text(answered: &Answered) -> String {
    let mut text = String::new();
    for (kind, rows) in answered.rows() {
        let parts = format!(
            "{} = {} used + {} not asked for + {} duplicate + {} rejected",
            rows.rows, rows.used, rows.not_asked_for, rows.duplicate, rows.rejected
        );
        writeln!(text, "{kind}: {parts}").expect("text");
    }
    for of in answered.source_rows() {
        let parts = format!(
            "{} = {} passed + {} joined + {} duplicate + {} out of scope + {} rejected; {} mended, {} cells dropped",
            of.rows,
            of.passed,
            of.joined,
            of.duplicate,
            of.out_of_scope,
            of.rejected,
            of.mended,
            of.dropped_cells
        );
        writeln!(text, "{}: {parts}", of.file).expect("text");
    }
    text
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    String::from_utf8(bytes.to_vec()).expect("UTF-8").replace(from, to).into_bytes()
}

/// Writes `,` a million times as `{{,*1000000}}`.
fn fold(bytes: &[u8]) -> Vec<u8> {
    let mut folded = Vec::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        match run.first() {
            Some(byte) if run.len() > LONG_RUN => {
                folded.extend_from_slice(b"{{");
                folded.push(*byte);
                folded.extend_from_slice(format!("*{}}}}}", run.len()).as_bytes());
            }
            _ => folded.extend_from_slice(run),
        }
    }
    folded
}

/// The reverse of `fold`.
fn unfold(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if let Some((byte, count, end)) = folded_run(rest) {
            whole.resize(whole.len() + count, byte);
            rest = end;
        } else {
            whole.push(first);
            rest = after;
        }
    }
    whole
}

/// The byte and the count of a folded run at the start of these bytes, and what follows.
fn folded_run(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (&byte, rest) = bytes.strip_prefix(b"{{")?.split_first()?;
    let rest = rest.strip_prefix(b"*")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let count = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    Some((byte, count, rest[digits..].strip_prefix(b"}}")?))
}

/// The outputs that a case compares.
fn compared<'o>(case: &Case, outputs: &'o Bytes) -> BTreeMap<&'o str, &'o [u8]> {
    let wanted = |name: &str| {
        ALWAYS.contains(&name) || case.also.iter().any(|also| also == name) || !OPTIONAL.contains(&name)
    };
    outputs
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

/// Every way in which outputs are not the expected ones.
fn differences(case: &Case, outputs: &Bytes) -> Vec<String> {
    let expected = read_folder(&case.folder.join("expected"));
    let given = compared(case, outputs);
    let mut failures = Vec::new();
    for name in expected.keys().filter(|name| !given.contains_key(name.as_str())) {
        failures.push(format!("{}: expected/{name} is there, the run gives no such file", case.name));
    }
    for (name, bytes) in &given {
        let difference = match expected.get(*name) {
            Some(expected) => first_difference(expected, bytes),
            None => Some(format!("no such file is expected; it says\n{}", String::from_utf8_lossy(bytes))),
        };
        failures.extend(difference.map(|d| format!("{}: expected/{name} {d}", case.name)));
    }
    if given.contains_key("error.txt") != case.expect_error {
        failures.push(format!(
            "{}: expect_error is {}, and the run says otherwise",
            case.name, case.expect_error
        ));
    }
    failures
}

/// The first line in which bytes differ.
fn first_difference(expected: &[u8], got: &[u8]) -> Option<String> {
    if expected == got {
        return None;
    }
    let (mut lines, mut others) = (expected.split(|b| *b == b'\n'), got.split(|b| *b == b'\n'));
    for number in 1.. {
        let (line, other) = (lines.next(), others.next());
        if line != other || line.is_none() {
            let show = |line: Option<&[u8]>| {
                line.map_or("(the file ends)".to_owned(), |line| String::from_utf8_lossy(line).into_owned())
            };
            return Some(format!("line {number}\n  expected: {}\n  got:      {}", show(line), show(other)));
        }
    }
    None
}

fn write_expected(case: &Case, outputs: &Bytes) {
    let folder = case.folder.join("expected");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).expect("a folder that can be removed");
    }
    for (name, bytes) in compared(case, outputs) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(path, bytes).expect("a file that can be written");
    }
}
