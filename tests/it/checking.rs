//! `rules check`, `rules test` and `rules diff` as they are used: exit codes, witnesses played again, sign-off.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const DAY: [&str; 2] = ["--as-at", "2026-11-01"];

fn skillmix(args: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    Command::new(env!("CARGO_BIN_EXE_skillmix")).current_dir(root).args(args).args(DAY).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The shipped pack with one cell of a rule changed.
fn changed(folder: &Path, table: &str, rule: &str, column: &str, cell: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/calderdale");
    let pack = folder.join("pack");
    fs::create_dir_all(&pack).unwrap();
    for file in fs::read_dir(root).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), pack.join(file.file_name())).unwrap();
    }
    let mut reader = csv::Reader::from_path(pack.join(table)).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|name| name == column).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut writer = csv::Writer::from_path(pack.join(table)).unwrap();
    writer.write_record(&header).unwrap();
    let mut found = false;
    for row in rows {
        let hit = row.get(0) == Some(rule);
        found |= hit;
        writer
            .write_record(row.iter().enumerate().map(|(n, old)| if hit && n == at { cell } else { old }))
            .unwrap();
    }
    writer.flush().unwrap();
    assert!(found, "{table} has no {rule}");
    pack.to_str().unwrap().to_owned()
}

#[test]
fn a_loosening_needs_sign_off() {
    let folder = tempfile::tempdir().unwrap();
    let pack = changed(folder.path(), "floor.csv", "F30", "floor", "1");
    let dataset = "datasets/community-rehab";
    let diff =
        ["rules", "diff", "calderdale", &pack, "--dataset", dataset, "--fail-on", "loosened", "--json"];
    let refused = skillmix(&diff);
    assert_eq!(refused.status.code(), Some(1), "{}", stdout(&refused));
    let told: serde_json::Value = serde_json::from_str(&stdout(&refused)).unwrap();
    let moved = told["population"]["moved"].as_array().unwrap();
    let loosened: Vec<_> = moved.iter().filter(|one| one["needs_sign_off"] == true).collect();
    assert!(
        !loosened.is_empty() && loosened.iter().all(|one| one["rules"] == serde_json::json!(["F30"])),
        "{moved:?}"
    );

    let mut sheet = "task_id,site,from,to,approver,approved_on,reason\n".to_owned();
    for one in &loosened {
        let cell = |name: &str| one[name].as_str().unwrap();
        let standing = [cell("from"), cell("to")].map(|standing| format!("\"{standing}\"")).join(",");
        sheet.extend([
            cell("task_id"),
            ",",
            cell("site"),
            ",",
            &standing,
            ",a committee,2026-10-01,a trial\n",
        ]);
    }
    let file = folder.path().join("accepted.csv");
    fs::write(&file, &sheet).unwrap();
    let signed = [&diff[..], &["--sign-off", file.to_str().unwrap()]].concat();
    assert_eq!(skillmix(&signed).status.code(), Some(0));

    // another standing than the one signed off is not signed off, and a sign-off without papers is none
    fs::write(&file, sheet.replacen("floor", "flour", 1)).unwrap();
    assert_eq!(skillmix(&signed).status.code(), Some(1));
    fs::write(&file, sheet.replacen("a committee", "", 1)).unwrap();
    assert_eq!(skillmix(&signed).status.code(), Some(2));
    // the other way round nothing is loosened
    let back =
        skillmix(&["rules", "diff", &pack, "calderdale", "--dataset", dataset, "--fail-on", "loosened"]);
    assert_eq!(back.status.code(), Some(0), "{}", stdout(&back));
}

#[test]
fn witnesses_are_played_again() {
    let folder = tempfile::tempdir().unwrap();
    // what may be done on no authority is refused under a direction: taking it away loosens
    let pack = changed(folder.path(), "law.csv", "L02-A4", "authority", "none");
    let shown = folder.path().join("shown");
    let shown = shown.to_str().unwrap();
    let check = skillmix(&["rules", "check", "--rules", &pack, "--witness", shown]);
    let text = stdout(&check);
    assert_eq!(check.status.code(), Some(1), "{text}");
    assert!(text.contains("taking the authority away (pgd to none) lets DOCTOR-6"), "{text}");
    let role = |task: &str| {
        let proof = stdout(&skillmix(&["explain", task, shown, "--rules", &pack, "--why-not", "6"]));
        let roles = proof.split("Its roles").nth(1).unwrap_or_default();
        let told = roles.split("DOCTOR-6").nth(1).map(|rest| rest.lines().take(2).collect::<String>());
        told.unwrap_or_else(|| panic!("{proof}"))
    };
    assert!(role("W001a").contains("L02"), "{}", role("W001a"));
    assert!(!role("W001b").contains("L02"), "{}", role("W001b"));
    // replaced by its own kind, and nothing else is
    assert_eq!(skillmix(&["rules", "check", "--rules", &pack, "--witness", shown]).status.code(), Some(1));
    fs::write(Path::new(shown).join("mine.txt"), "notes").unwrap();
    assert_eq!(skillmix(&["rules", "check", "--rules", &pack, "--witness", shown]).status.code(), Some(2));
}

#[test]
fn a_refused_pack_is_shown_to_be_at_fault() {
    let folder = tempfile::tempdir().unwrap();
    let pack = changed(folder.path(), "mitigation.csv", "M05", "harm_consequence", "3");
    let check = skillmix(&["rules", "check", "--rules", &pack]);
    let text = stdout(&check);
    assert_eq!(check.status.code(), Some(1), "{text}");
    assert!(text.contains("error rule-monotone mitigation.csv:6:"), "{text}");
    assert!(
        text.contains("error rule-loosens mitigation.csv:6: more risk in harm_consequence (3 to 4) lets "),
        "{text}"
    );
    assert_eq!(skillmix(&["rules", "list", "--rules", &pack]).status.code(), Some(2), "it cannot be used");
}

#[test]
fn too_little_exercised_fails() {
    assert_eq!(skillmix(&["rules", "test", "--fail-under", "80"]).status.code(), Some(0));
    let short = skillmix(&["rules", "test", "--fail-under", "99"]);
    assert_eq!(short.status.code(), Some(1));
    assert_eq!(String::from_utf8(short.stderr).unwrap(), "skillmix: 88 % exercised, fewer than 99 %\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("more.csv");
    let suggest = ["rules", "test", "--suggest", file.to_str().unwrap()];
    assert_eq!(skillmix(&suggest).status.code(), Some(0));
    assert_eq!(skillmix(&suggest).status.code(), Some(2), "never over another");
    assert!(fs::read_to_string(&file).unwrap().starts_with("case,title,profession,"));
}

#[test]
fn what_only_one_pack_knows_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let pack =
        changed(folder.path(), "criteria.csv", "complexity", "values", "trivial;simple;moderate;complex");
    let told = stdout(&skillmix(&["rules", "diff", "calderdale", &pack]));
    assert!(told.contains("of one pack only, not compared: complexity=trivial\n"), "{told}");
    assert!(told.contains("combinations of facts that both know\n"), "{told}");
}
