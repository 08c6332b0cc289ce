//! The report of `match --report`: one file, the same bytes from any number of threads, nothing of the data in it runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{copy, root, skillmix};

const DAY: &str = "2026-11-01";

fn report(dataset: &Path, out: &Path, more: &[&str]) -> String {
    let (dataset, out_name) = (dataset.to_str().unwrap(), out.to_str().unwrap());
    let args = [&["match", dataset, "--as-at", DAY, "--report", "--out", out_name], more].concat();
    let output = skillmix(root(), &args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(out.join("report.html")).unwrap()
}

#[test]
fn threads_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["acute-ward", "community-rehab"] {
        let dataset = root().join("datasets").join(name);
        let one = report(&dataset, &folder.path().join("one"), &["--threads", "1"]);
        let two = report(&dataset, &folder.path().join("two"), &["--threads", "2"]);
        assert!(one == two, "other bytes of {name}");
    }
}

#[test]
fn what_is_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let args = ["match", "datasets/acute-ward", "--as-at", DAY, "--report", "--out", out.to_str().unwrap()];
    let told = String::from_utf8(skillmix(root(), &args).stdout).unwrap();
    assert!(
        told.lines().any(|line| line.starts_with("Written to ") && line.ends_with(", report.html, run.json")),
        "{told}"
    );
}

/// Text that would do something in a page that took it for more than text.
const HOSTILE: &str = r"</script><img src=x onerror=alert(1)>&lt;'=1+1";

/// The shipped dataset with hostile text in ids, titles and sites.
fn hostile(folder: &Path) {
    let from = root().join("datasets/acute-ward");
    for name in ["staff.csv", "holdings.csv", "tasks.csv", "competencies.csv", "links.csv"] {
        let mut text = fs::read_to_string(from.join(name)).unwrap();
        text = text.replace("AW-T01", "\"AW'<b>\"\"\"").replace("Prepare and check a bed space", HOSTILE);
        text = text.replace("medical-ward", "<i>ward</i>").replace("AW-0001", "<u>AW-0001");
        fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn nothing_of_the_data_becomes_markup_or_script() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("data");
    fs::create_dir(&dataset).unwrap();
    hostile(&dataset);
    let page = report(&dataset, &folder.path().join("out"), &[]);
    for markup in ["<img", "<i>", "<b>", "<u>", "onerror=alert(1)>"] {
        assert!(!page.contains(markup), "{markup} stands in the page");
    }
    // the page's own: data and script
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains(r"\u003c/script\u003e\u003cimg src=x onerror=alert(1)\u003e"));
    assert!(page.contains("AW'\\u003cb\\u003e\\\""));
}

/// The rows of a table without quoted newlines, by column.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(file).unwrap();
    let mut lines = text.lines().map(|line| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    });
    let head = lines.next().unwrap();
    lines.map(|cells| head.iter().cloned().zip(cells).collect()).collect()
}

/// Level by role of the pack that ships.
fn levels() -> BTreeMap<String, u64> {
    let roles = rows(&root().join("rules/calderdale/roles.csv"));
    roles.iter().map(|row| (row["role"].clone(), row["level"].parse().unwrap())).collect()
}

#[test]
fn the_list_says_what_the_tables_say_and_stands_worst_first() {
    let folder = tempfile::tempdir().unwrap();
    let levels = levels();
    for name in ["acute-ward", "community-rehab"] {
        let (dataset, out) = (root().join("datasets").join(name), folder.path().join(name));
        let page = report(&dataset, &out, &[]);
        let json = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        let word = |number: &serde_json::Value| {
            data["words"][usize::try_from(number.as_u64().unwrap()).unwrap()].as_str().unwrap().to_owned()
        };
        let matches = rows(&out.join("matches.csv"));
        let tasks = rows(&dataset.join("tasks.csv"));
        let listed = data["tasks"].as_array().unwrap();
        assert_eq!(listed.len(), matches.len());
        let mut worst = Vec::new();
        for task in listed {
            let (id, site) = (word(&task[0][0]), word(&task[0][1]));
            let of = |rows: &[BTreeMap<String, String>]| {
                rows.iter().find(|row| row["task_id"] == id && row["site"] == site).unwrap().clone()
            };
            let (answer, stated) = (of(&matches), of(&tasks));
            assert_eq!(
                [word(&task[1]), word(&task[3][0])],
                [answer["status"].clone(), answer["floor"].replace("..", " to ")]
            );
            assert_eq!(task[2][0].as_u64().unwrap(), answer["level"].parse().unwrap_or(0), "{id} at {site}");
            let now = levels.get(&stated["done_by"]).copied().unwrap_or(0);
            assert_eq!(task[2][1].as_u64().unwrap(), now, "{id} at {site}");
            let floor = answer["floor"].split("..").next().unwrap().parse::<u64>();
            let below = now > 0 && floor.is_ok_and(|floor| now < floor);
            assert_eq!(task[6] == 1, below, "{id} at {site}");
            worst.push((task[6].as_u64().unwrap() + 2) % 3);
        }
        assert!(worst.iter().is_sorted(), "{worst:?}");
        assert!(worst.contains(&0) || name == "acute-ward");
    }
}

#[test]
fn a_run_that_was_made_before_has_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    copy(&root().join("datasets/acute-ward"), &data);
    let run = |args: &[&str]| {
        let done = skillmix(folder.path(), args);
        (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(run(&["match", "data", "--as-at", DAY, "--report", "--quiet"]).0, 0);
    let at_once = fs::read(folder.path().join("out/report.html")).unwrap();
    let (code, said) = run(&["report", "out"]);
    assert!(code == 2 && said.contains("never written over"), "{code} {said}");
    assert_eq!(run(&["report", "out", "--out", "later.html", "--quiet"]), (0, String::new()));
    assert!(at_once == fs::read(folder.path().join("later.html")).unwrap(), "another report");

    // a run.json whose answers are not those that the inputs give
    let record = folder.path().join("out/run.json");
    let sound = fs::read_to_string(&record).unwrap();
    let hash = blake3::hash(&fs::read(folder.path().join("out/matches.csv")).unwrap()).to_hex().to_string();
    assert!(sound.contains(&hash));
    fs::write(&record, sound.replace(&hash, &"0".repeat(64))).unwrap();
    let (code, said) = run(&["report", "out", "--out", "other.html"]);
    assert!(code == 2 && said.contains("give other answers"), "{code} {said}");
    fs::write(&record, sound).unwrap();

    let staff = data.join("staff.csv");
    fs::write(&staff, fs::read_to_string(&staff).unwrap() + "\n").unwrap();
    let (code, said) = run(&["report", "out", "--out", "other.html"]);
    assert!(code == 2 && said.contains("input-changed") && said.contains("staff.csv"), "{code} {said}");
    assert!(!folder.path().join("other.html").exists());
}
