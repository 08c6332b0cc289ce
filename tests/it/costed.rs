//! Sums of money: none without unit costs, and with them every line adds up.

use std::fs;
use std::path::Path;

use crate::program::{root, skillmix};

const COSTS: &str = "level,cost_per_hour,source\n1,12.11,synthetic\n2,13.07,synthetic\n3,14.53,synthetic\n4,17.29,synthetic\n\
                     5,21.01,synthetic\n6,26.5,synthetic\n7,31,synthetic\n8,38.77,synthetic\n9,50.02,synthetic\n";

/// Matches a shipped dataset with a file of unit costs; the code and what was said.
fn costed(folder: &Path, costs: &str) -> (i32, String) {
    let file = folder.join("costs.csv");
    fs::write(&file, costs).unwrap();
    let out = folder.join("out");
    let args =
        ["match", "datasets/community-rehab", "--as-at", "2026-11-01", "--report", "--share", "--quiet"];
    let paths = ["--unit-costs", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let done = skillmix(root(), &[&args[..], &paths[..]].concat());
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

/// The cells of the table of costs, by row.
fn lines(page: &str) -> Vec<Vec<String>> {
    let body = page.split("<caption id=\"costs\">").nth(1).unwrap().split("<tbody>").nth(1).unwrap();
    let rows = body.split("</tbody>").next().unwrap().split("</tr>");
    let cell = |text: &str| text.rsplit('>').next().unwrap().replace([',', '£'], "");
    let cells = |row: &str| {
        row.split("</td>").flat_map(|part| part.split("</th>")).map(cell).collect::<Vec<String>>()
    };
    rows.map(cells).filter(|row| row.len() > 1).collect()
}

/// Decimals as so many thousandths.
fn thousandths(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    sign * format!("{whole}{decimals:0<3}").parse::<i128>().unwrap()
}

#[test]
fn every_line_of_costs_adds_up_and_none_stands_without_them() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(costed(folder.path(), COSTS), (0, String::new()));
    let out = folder.path().join("out");
    let hash = blake3::hash(COSTS.as_bytes()).to_hex().to_string();
    for name in ["report.html", "shared/shared-report.html"] {
        let page = fs::read_to_string(out.join(name)).unwrap();
        assert!(page.contains(&hash) && page.contains("not a saving"));
        let mut rows = lines(&page);
        let (differences, all) = (rows.pop().unwrap(), rows.pop().unwrap());
        assert!(rows.len() > 3);
        let mut sums = [0; 6];
        for row in &rows {
            let cost = thousandths(&row[1]) / 10;
            for way in [3, 5, 7] {
                let (minutes, shown) = (thousandths(&row[way]), thousandths(&row[way + 1]) / 10);
                assert_eq!(shown, (minutes * cost + 30_000) / 60_000, "level {}", row[0]);
                sums[way - 3] += minutes;
                sums[way - 2] += shown;
            }
        }
        let told: Vec<i128> = all[3..9].iter().map(|cell| thousandths(cell)).collect();
        let pence = [1, 3, 5].map(|at| told[at] / 10);
        assert_eq!([told[0], told[2], told[4]], [sums[0], sums[2], sums[4]]);
        // three ways to do the same work
        assert!(told[0] == told[2] && told[0] == told[4] && told[0] > 0);
        assert_eq!(pence, [sums[1], sums[3], sums[5]]);
        assert_eq!(thousandths(&differences[6]) / 10, pence[0] - pence[1]);
        assert_eq!(thousandths(&differences[8]) / 10, pence[0] - pence[2]);
    }
    let args =
        ["match", "datasets/community-rehab", "--as-at", "2026-11-01", "--report", "--share", "--quiet"];
    let plain = folder.path().join("plain");
    let done = skillmix(root(), &[&args[..], &["--out", plain.to_str().unwrap()]].concat());
    assert!(done.status.success());
    for name in ["report.html", "shared/shared-report.html", "run.json", "matches.csv"] {
        let text = fs::read_to_string(plain.join(name)).unwrap();
        assert!(
            !text.contains('£') && !text.contains("&pound;") && !text.contains("an hour costs"),
            "{name}"
        );
    }
    // the run names its unit costs, and a later report of it needs them to be the same
    let run = out.to_str().unwrap();
    let later = folder.path().join("later");
    let costs = folder.path().join("costs.csv");
    let args = ["report", run, "--share", "--quiet", "--out", later.to_str().unwrap(), "--unit-costs"];
    let done = skillmix(root(), &[&args[..], &[costs.to_str().unwrap()]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for name in ["shared-report.html", "shared-matches.csv"] {
        assert!(fs::read(later.join(name)).unwrap() == fs::read(out.join("shared").join(name)).unwrap());
    }
    let page = folder.path().join("later.html");
    let args =
        ["report", run, "--quiet", "--out", page.to_str().unwrap(), "--unit-costs", costs.to_str().unwrap()];
    assert!(skillmix(root(), &args).status.success());
    assert!(fs::read(&page).unwrap() == fs::read(out.join("report.html")).unwrap(), "the owner's page too");
    assert!(skillmix(root(), &["verify", run, "--quiet"]).status.success());
}

#[test]
fn half_a_file_of_costs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let without = COSTS.replace("5,21.01,synthetic\n", "");
    let (code, said) = costed(folder.path(), &without);
    assert!(code == 2 && said.contains("no cost for level 5"), "{code} {said}");
    let (code, said) = costed(folder.path(), &COSTS.replace("3,14.53", "3,14.5x"));
    assert!(code == 2 && said.contains("costs.csv:4:cost_per_hour"), "{code} {said}");
    assert!(!folder.path().join("out").exists());
    let args = ["match", "datasets/community-rehab", "--as-at", "2026-11-01", "--unit-costs", "costs.csv"];
    let done = skillmix(root(), &args);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("--report"));
}
