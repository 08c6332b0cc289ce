//! Nights on which little or nothing changed: the same bytes for less work.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::job::{JOB, Place};
use crate::random::dice::Dice;

/// Every file of a run but those that tell of the night itself.
fn results(place: &Place, run: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    gather(&place.path().join("published").join(run), "", &mut files);
    files.remove("job.json");
    files.remove("timings.json");
    files
}

fn gather(folder: &Path, before: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{before}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// The run from which the last one took its results.
fn taken_from(place: &Place) -> Option<String> {
    let job = place.read("published/latest/job.json");
    let (_, after) = job.split_once("\"taken_from\": \"")?;
    after.split_once('"').map(|(name, _)| name.to_owned())
}

#[test]
fn what_did_not_change_is_taken_over() {
    let place = Place::new(JOB);
    place.ends(0, &["--quiet"]);
    let first = place.latest();
    assert_eq!(taken_from(&place), None);
    place.ends(0, &["--quiet"]);
    let second = place.latest();
    assert_ne!(second, first);
    assert_eq!(taken_from(&place), Some(first.clone()));
    let (then, now) = (results(&place, &first), results(&place, &second));
    assert!(now.keys().any(|name| name.starts_with("inputs/")), "copies of inputs are taken over too");
    assert_eq!(then, now);
    // a third takes over from the second, and what it took over is as provable as it was
    place.ends(0, &["--quiet"]);
    assert_eq!(taken_from(&place), Some(second));
    let verify = crate::program::skillmix(place.path(), &["verify", "published/latest", "--quiet"]);
    assert_eq!(verify.status.code(), Some(0), "{}", crate::job::told(&verify));
}

/// The last row backwards: as long as it was.
fn turned(text: &str) -> String {
    let (rest, row) = text.trim_end().rsplit_once('\n').unwrap();
    let row: String = row.chars().rev().collect();
    format!("{rest}\n{row}{}", &text[text.trim_end().len()..])
}

fn longer(text: &str) -> String {
    format!("{text}\n")
}

/// Each is a change of one file.
type Change = (&'static str, fn(&str) -> String);

const CHANGES: [Change; 14] = [
    ("data/staff.csv", longer),
    ("data/holdings.csv", longer),
    ("data/tasks.csv", longer),
    ("data/competencies.csv", longer),
    ("data/links.csv", longer),
    ("data/staff.csv", turned),
    ("data/holdings.csv", turned),
    ("data/competencies.csv", turned),
    ("data/links.csv", turned),
    ("job.toml", |text| text.replace("[publish]\n", "[publish]\nsensitivity = true\n")),
    ("job.toml", |text| text.replace("2026-11-01", "2026-11-02")),
    ("job.toml", |text| text.replace("[publish]\n", "[publish]\nkeep_inputs = false\n")),
    ("published/latest/matches.csv", |text| text.replacen("placed", "Placed", 1)),
    ("published/latest/run.json", |text| text.replacen("\"tasks\"", " \"tasks\"", 1)),
];

#[test]
fn whatever_changed_is_matched_again() {
    let place = Place::new(JOB);
    place.ends(0, &["--quiet"]);
    for (number, (file, change)) in CHANGES.iter().enumerate() {
        let before = place.read(file);
        let after = change(&before);
        assert_ne!(before, after, "{number} changes nothing");
        // what is written into a file of a run has no second name
        fs::remove_file(place.path().join(file)).unwrap();
        place.write(file, &after);
        let output = place.run(&["--quiet"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{number}: {}", crate::job::told(&output));
        assert_eq!(taken_from(&place), None, "{number}: {file}");
        let run = place.latest();
        place.ends(0, &["--quiet"]);
        assert_eq!(taken_from(&place), Some(run.clone()), "after {number}: {file}");
        assert_eq!(results(&place, &run), results(&place, &place.latest()), "after {number}: {file}");
    }
}

/// Everything that `match` wrote but how long it took.
fn matched(folder: &Path, out: &str, args: &[&str]) -> BTreeMap<String, Vec<u8>> {
    crate::program::run(folder, &[&["match", "data", "--quiet", "--rungs", "--out", out], args].concat());
    let mut files = BTreeMap::new();
    gather(&folder.join(out), "", &mut files);
    files.remove("timings.json");
    files
}

/// Changes about one row in so many: its last day, its competency, its person, or that it is there.
fn stir(text: &str, one_in: usize, dice: &Dice) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
    for _ in 0..lines.len().div_ceil(one_in) {
        let at = dice.below(lines.len());
        let other = dice.pick(&lines).clone();
        match dice.below(4) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, other),
            _ => {
                let mut cells: Vec<&str> = lines[at].split(',').collect();
                let others: Vec<&str> = other.split(',').collect();
                let column = dice.below(cells.len());
                cells[column] = others[column];
                lines[at] = cells.join(",");
            }
        }
    }
    format!("{header}\n{}\n", lines.join("\n"))
}

#[test]
fn a_memory_on_disk_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let made = ["generate", "--staff", "800", "--holdings", "24000", "--tasks", "60", "--sites", "3"];
    let more = ["--competencies", "80", "--seed", "7", "--as-at", "2026-01-01", "--out", "data", "--quiet"];
    crate::program::run(folder.path(), &[&made[..], &more].concat());
    assert!(fs::metadata(at("data/holdings.csv")).unwrap().len() > 1 << 20, "several blocks");
    let dice = Dice::new(28);
    let mut day = 1;
    for night in 0..14 {
        let file = ["data/holdings.csv", "data/holdings.csv", "data/staff.csv", "data/tasks.csv"];
        match night % 4 {
            0 => {}
            1 => day += 1,
            _ => {
                let name = at(dice.pick::<&str>(&file));
                let one_in = *dice.pick(&[500, 5_000, 1_000_000]);
                fs::write(&name, stir(&fs::read_to_string(&name).unwrap(), one_in, &dice)).unwrap();
            }
        }
        let as_at = format!("2026-01-{day:02}");
        let plain = matched(folder.path(), "plain", &["--as-at", &as_at]);
        let quick = matched(folder.path(), "quick", &["--as-at", &as_at, "--memory", "memory"]);
        assert_eq!(plain, quick, "night {night}");
        let memory = fs::read(at("memory")).unwrap();
        // what is wrong with a memory is no matter
        if night == 7 {
            let mut other = memory.clone();
            other[memory.len() / 2] ^= 1;
            fs::write(at("memory"), other).unwrap();
        } else if night == 9 {
            fs::write(at("memory"), &memory[..memory.len() / 3]).unwrap();
        }
    }
}

#[test]
fn a_memory_keeps_no_sign_off_that_has_lapsed() {
    let folder = tempfile::tempdir().unwrap();
    crate::program::copy(
        &crate::program::root().join("datasets/community-rehab"),
        &folder.path().join("data"),
    );
    // every sign-off ends on this day, one with another end apart
    let path = folder.path().join("data/holdings.csv");
    let text = fs::read_to_string(&path).unwrap();
    let ends = |row: &str| match row.rsplit_once(',') {
        Some((before, _)) if row.split(',').count() == 5 => format!("{before},2026-11-10\n"),
        _ => format!("{row}\n"),
    };
    let (header, rows) = text.split_once('\n').unwrap();
    fs::write(&path, format!("{header}\n{}", rows.lines().map(ends).collect::<String>())).unwrap();
    let placed = |files: &BTreeMap<String, Vec<u8>>| {
        let text = String::from_utf8(files["matches.csv"].clone()).unwrap();
        text.lines().filter(|row| row.contains(",placed,")).count()
    };
    let night = |day: &str| {
        let plain = matched(folder.path(), "plain", &["--as-at", day]);
        let quick = matched(folder.path(), "quick", &["--as-at", day, "--memory", "memory"]);
        assert_eq!(plain, quick, "{day}");
        placed(&quick)
    };
    assert!(night("2026-11-10") > 0, "on the last day they count");
    assert_eq!(night("2026-11-11"), 0, "nobody is able the day after");
    // nor does a memory of better rows help a row that is broken, misspelt, blank or of somebody unknown
    let spoilt = fs::read_to_string(&path).unwrap().replace("2026-11-10", "2026-11-31");
    fs::write(&path, spoilt).unwrap();
    assert_eq!(night("2026-11-10"), 0, "a day that is none");
}

#[test]
fn a_job_may_remember() {
    let with = Place::new(&JOB.replace("[publish]\n", "[publish]\nmemory = true\n"));
    let without = Place::new(JOB);
    for night in 0..3 {
        for place in [&with, &without] {
            let text = place.read("data/holdings.csv");
            place.write("data/holdings.csv", &text.replacen("competent", "trainer", night));
            place.ends(0, &["--quiet"]);
        }
        let runs = [&with, &without].map(|place| results(place, &place.latest()));
        assert_eq!(runs[0], runs[1], "night {night}");
    }
    assert!(with.path().join("published/.memory").is_file());
    assert!(!without.path().join("published/.memory").exists());
}
