//! What may be personal stays where it belongs: not on the terminal, and not in a pseudonymised dataset.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use skillmix::sheet::Sheet;

use crate::program::skillmix;

const AS_AT: [&str; 2] = ["--as-at", "2026-11-01"];

/// A name, a national insurance number of a prefix that is never given out, a day of birth.
const PERSONAL: [&str; 3] = ["Mary Oddname", "QQ123456C", "1961-07-23"];

fn shown(output: &Output) -> String {
    [output.stdout.as_slice(), &output.stderr].map(String::from_utf8_lossy).concat()
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets").join(name)
}

const SHEETS: [&str; 6] = ["staff", "holdings", "tasks", "competencies", "links", "panel"];

/// A copy of a shipped dataset.
fn copied(to: &Path) {
    fs::create_dir(to).unwrap();
    for sheet in SHEETS {
        let name = format!("{sheet}.csv");
        let from = shipped("community-rehab").join(&name);
        if from.exists() {
            fs::copy(from, to.join(name)).unwrap();
        }
    }
}

/// Every sheet with the value in every column, in a row of its own each time, and in rows that are broken in every way.
fn plant(folder: &Path, value: &str) {
    for sheet in SHEETS {
        let path = folder.join(format!("{sheet}.csv"));
        let Ok(mut bytes) = fs::read(&path) else { continue };
        let read = Sheet::read(sheet, &bytes).unwrap();
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let good = read.records().iter().find(|record| record.fault.is_none()).unwrap();
        let cells: Vec<String> = good.cells().map(|cell| cell.replace([',', '"'], " ")).collect();
        let mut rows: Vec<Vec<u8>> = Vec::new();
        for column in 0..cells.len() {
            let mut own = cells.clone();
            own[column] = value.to_owned();
            rows.push(own.join(",").into_bytes());
            // of another key, so that the row itself is looked at
            own[0] = format!("{}x{column}", cells[0]);
            own[column] = value.to_owned();
            rows.push(own.join(",").into_bytes());
            // in a list, with a day, and with blanks around
            own[column] = format!(" {value}@2026-13-01; {value} ");
            rows.push(own.join(",").into_bytes());
        }
        let line = cells.join(",");
        rows.push(format!("{value},{line}").into_bytes());
        rows.push(format!("{line},{value}").into_bytes());
        rows.push(value.as_bytes().to_vec());
        rows.push(format!("{value}\",{line}").into_bytes());
        rows.push(format!("\"{value},{line}").into_bytes());
        rows.push([value.as_bytes(), b"\xff,", line.as_bytes()].concat());
        for row in rows {
            bytes.extend(row);
            bytes.push(b'\n');
        }
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn no_value_that_may_be_personal_reaches_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for (number, value) in PERSONAL.iter().enumerate() {
        let name = format!("d{number}");
        copied(&here.join(&name));
        plant(&here.join(&name), value);
        let out = format!("out{number}");
        let runs: [&[&str]; 13] = [
            &["check", &name],
            &["check", &name, "--json"],
            &["check", &name, "--impact", "--top", "100000"],
            &["check", &name, "--impact", "--json"],
            &["match", &name, "--out", &out],
            &["explain", "CR-T02", &name],
            &["explain", "CR-T04", &name, "--site", "north-hub"],
            &["explain", "CR-T04", &name, "--site", "valley-clinic", "--fix"],
            &["explain", "CR-T04", &name, "--site", "valley-clinic", "--why-not", "4"],
            &["explain", "CR-T04", &name, "--site", "valley-clinic", "--json"],
            &["explain", "CR-T04", &name, "--site", "valley-clinic", "--why-not", "4", "--json"],
            &["explain", "CR-T04", &name, "--site", "north-hub", "--staff", "CR-0027"],
            &["panel", "worksheet", &name, "--out", &format!("sheet{number}.csv")],
        ];
        for run in runs {
            let output = skillmix(here, &[run, &AS_AT].concat());
            assert!(output.status.code().is_some_and(|code| code < 2), "{run:?}\n{}", shown(&output));
            let text = shown(&output);
            let line = text.lines().find(|line| line.contains(value));
            assert!(line.is_none(), "{run:?} shows {value}:\n{line:?}");
        }
        let told = skillmix(here, &[&["check", &name, "--show-values"], &AS_AT[..]].concat());
        assert!(shown(&told).contains(value), "--show-values shows nothing");
        let findings = fs::read_to_string(here.join(&out).join("findings.csv")).unwrap();
        assert!(findings.contains(value), "the outputs proper keep values");
    }
}

#[test]
fn a_file_without_a_header_row_shows_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for sheet in SHEETS {
        let name = format!("without-{sheet}");
        copied(&here.join(&name));
        let path = here.join(&name).join(format!("{sheet}.csv"));
        if !path.exists() {
            continue;
        }
        fs::write(&path, "Mary Oddname,QQ123456C,1961-07-23,Mary Oddname,staff_idd,\n").unwrap();
        for command in ["check", "match"] {
            let output = skillmix(here, &[&[command, name.as_str()], &AS_AT[..]].concat());
            assert_eq!(output.status.code(), Some(2), "{name}");
            for value in PERSONAL {
                assert!(!shown(&output).contains(value), "{command} {name}:\n{}", shown(&output));
            }
        }
    }
}

#[test]
fn nobody_is_named_but_who_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let data = shipped("community-rehab");
    let ids = Sheet::read("staff", &fs::read(data.join("staff.csv")).unwrap()).unwrap();
    let column = ids.column("staff_id").unwrap();
    let ids: Vec<&str> =
        ids.records().iter().map(|row| row.get(column)).filter(|id| !id.is_empty()).collect();
    let tasks = Sheet::read("tasks", &fs::read(data.join("tasks.csv")).unwrap()).unwrap();
    let (mut named, mut in_fixes) = (0, 0);
    for row in tasks.records().iter().take(40) {
        let [task, site] = ["task_id", "site"].map(|name| row.get(tasks.column(name).unwrap()));
        let args = ["explain", task, data.to_str().unwrap(), "--site", site];
        let hidden = shown(&skillmix(here, &[&args[..], &AS_AT].concat()));
        assert!(!ids.iter().any(|id| hidden.contains(id)), "{hidden}");
        let told = shown(&skillmix(here, &[&args[..], &AS_AT, &["--show-values"]].concat()));
        named += usize::from(ids.iter().any(|id| told.contains(id)));
        // the whole proof as JSON has the nearest person and every fix in it
        let hidden = shown(&skillmix(here, &[&args[..], &AS_AT, &["--json"]].concat()));
        assert!(!ids.iter().any(|id| hidden.contains(id)), "{hidden}");
        let told = shown(&skillmix(here, &[&args[..], &AS_AT, &["--json", "--show-values"]].concat()));
        in_fixes += usize::from(told.contains("\"gains\"") && ids.iter().any(|id| told.contains(id)));
    }
    assert!(named > 1 && in_fixes > 1, "{named} {in_fixes}");
}

/// Rows of an output by header, without some of its columns.
fn without(bytes: &[u8], columns: &[&str]) -> Vec<Vec<String>> {
    let sheet = Sheet::read("out", bytes).unwrap();
    let kept: Vec<usize> =
        (0..sheet.header().len()).filter(|at| !columns.contains(&sheet.header()[*at].as_str())).collect();
    sheet.records().iter().map(|row| kept.iter().map(|at| row.get(*at).to_owned()).collect()).collect()
}

fn column(bytes: &[u8], name: &str) -> Vec<String> {
    let sheet = Sheet::read("out", bytes).unwrap();
    let at = sheet.column(name).unwrap();
    sheet.records().iter().map(|row| row.get(at).to_owned()).collect()
}

/// A `staff_id` of each sound row that has one.
fn ids(path: &Path) -> Vec<String> {
    let sheet = Sheet::read("staff", &fs::read(path).unwrap()).unwrap();
    let at = sheet.column("staff_id").unwrap();
    let sound = sheet.records().iter().filter(|row| row.fault.is_none());
    sound.map(|row| row.get(at).to_owned()).filter(|id| !id.is_empty()).collect()
}

/// Puts a column of names, which nothing reads, in front of the others.
fn with_surnames(staff: &Path) {
    let text = fs::read(staff).unwrap();
    let end = text.iter().position(|b| *b == b'\n').unwrap();
    let (head, rest) = text.split_at(end);
    let named = [b"surname,", head].concat();
    let rest: Vec<u8> = rest
        .split_inclusive(|b| *b == b'\n')
        .flat_map(|line| if line.len() < 4 { line.to_vec() } else { [b"Sillyname,", line].concat() })
        .collect();
    fs::write(staff, [named, rest].concat()).unwrap();
}

/// Where not more people are able than are named, the same people are.
fn examples_are_the_same(before: &[u8], after: &[u8], other: &BTreeMap<String, String>) {
    let list = |text: &str| -> Vec<String> {
        text.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect()
    };
    for (before, after) in column(before, "examples").into_iter().zip(column(after, "examples")) {
        let (before, mut after) = (list(&before), list(&after));
        assert_eq!(before.len(), after.len());
        if before.len() < 5 {
            let mut expected: Vec<String> = before.iter().map(|id| other[id].clone()).collect();
            expected.sort();
            after.sort();
            assert_eq!(expected, after);
        }
    }
}

#[test]
fn a_pseudonymised_dataset_has_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let args = ["generate", "--size", "ward", "--seed", "3", "--dirty", "0.2", "--out", "dirty", "--as-at"];
    assert!(skillmix(here, &[&args[..], &["2026-11-01"]].concat()).status.success());
    copied(&here.join("rehab"));
    plant(&here.join("rehab"), "Mary Oddname");
    for name in ["dirty", "rehab"] {
        let staff = here.join(name).join("staff.csv");
        with_surnames(&staff);
        let out = format!("{name}-other");
        let mut args = vec!["pseudonymise", name, "--key", "the.key", "--out", &out];
        if name == "dirty" {
            args.push("--new-key");
        }
        let output = skillmix(here, &[&args[..], &AS_AT].concat());
        assert!(output.status.success(), "{}", shown(&output));
        let key = fs::read_to_string(here.join("the.key")).unwrap();
        assert_eq!(key.trim().len(), 64);
        assert!(!shown(&output).contains(key.trim()));
        for run in [name, &out] {
            let args = ["match", run, "--rungs", "--quiet", "--out", &format!("{run}.out")];
            assert!(skillmix(here, &[&args[..], &AS_AT].concat()).status.success());
        }
        let read = |run: &str, file: &str| fs::read(here.join(format!("{run}.out")).join(file)).unwrap();
        let chosen = ["examples", "nearest", "gap"];
        let rungs = |run: &str| without(&read(run, "rungs.csv"), &chosen);
        assert!(rungs(name) == rungs(&out), "other rungs of {name}");
        let (before, after) = (read(name, "matches.csv"), read(&out, "matches.csv"));
        assert_eq!(without(&before, &chosen), without(&after, &chosen));
        let other: BTreeMap<String, String> =
            ids(&staff).into_iter().zip(ids(&here.join(&out).join("staff.csv"))).collect();
        examples_are_the_same(&before, &after, &other);
        for file in fs::read_dir(here.join(&out)).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Sillyname") && !text.contains(key.trim()));
        }
        let again = format!("{name}-again");
        let args = ["pseudonymise", name, "--key", "the.key", "--out", &again];
        assert!(skillmix(here, &[&args[..], &AS_AT].concat()).status.success());
        for file in ["staff.csv", "holdings.csv", "pseudonymised.json"] {
            assert_eq!(
                fs::read(here.join(&out).join(file)).unwrap(),
                fs::read(here.join(&again).join(file)).unwrap()
            );
        }
    }
}
