//! Jobs: what they take, where they publish, what they refuse, and how they are called by a clock.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::program::{copy, root, skillmix};

/// A folder with a job on the rehabilitation dataset, its exports dated.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new(job: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        copy(&root().join("datasets/community-rehab"), &place.path().join("data"));
        place.write("job.toml", job);
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        skillmix(self.path(), &[&["run", "job.toml"], args].concat())
    }

    /// Runs the job, which must end so.
    pub(crate) fn ends(&self, code: i32, args: &[&str]) -> Output {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", told(&output));
        output
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path().join(folder)).into_iter().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The run to which the pointer leads.
    pub(crate) fn latest(&self) -> String {
        let to = fs::read_link(self.path().join("published/latest")).unwrap();
        to.to_str().unwrap().to_owned()
    }

    /// Leaves out the last rows of a sheet.
    fn shorten(&self, name: &str, rows: usize) {
        let text = self.read(name);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        self.write(name, &lines[..lines.len() - rows].concat());
    }
}

pub(crate) fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) const JOB: &str = r#"version = 1
name = "test"
as_at = "2026-11-01"
[inputs]
folder = "data"
[publish]
folder = "published"
rungs = true
"#;

pub(crate) fn with(more: &str) -> String {
    format!("{JOB}{more}")
}

#[test]
fn a_run_is_what_match_writes_and_stays_provable_when_its_inputs_are_gone() {
    let place = Place::new(JOB);
    place.ends(0, &["--quiet"]);
    let args = ["match", "data", "--as-at", "2026-11-01", "--rungs", "--quiet"];
    assert!(skillmix(place.path(), &args).status.success());
    for name in ["matches.csv", "rungs.csv", "findings.csv", "run.json", "rejects/holdings.csv"] {
        assert_eq!(
            place.read(&format!("published/latest/{name}")),
            place.read(&format!("out/{name}")),
            "{name}"
        );
    }
    assert!(place.names("published/latest/inputs/home/data").contains(&"tasks.csv.zst".to_owned()));
    fs::remove_dir_all(place.path().join("data")).unwrap();
    let there = |args: &[&str]| skillmix(place.path(), args);
    let verified = there(&["verify", "published/latest"]);
    assert!(told(&verified).contains("Verified: nothing differs"), "{}", told(&verified));
    assert_eq!(there(&["verify", "out"]).status.code(), Some(2), "without copies it cannot be verified");
    let report = there(&["report", "published/latest", "--out", "page.html"]);
    assert!(report.status.success(), "{}", told(&report));
    assert!(place.read("page.html").contains("data/tasks.csv") && !place.read("page.html").contains("/tmp"));
    // a damaged copy is no copy
    let kept = place.path().join("published/latest/inputs/home/data/tasks.csv.zst");
    let whole = fs::read(&kept).unwrap();
    fs::write(&kept, &whole[..whole.len() - 5]).unwrap();
    let verified = there(&["verify", "published/latest"]);
    assert_eq!(verified.status.code(), Some(2));
    assert!(
        told(&verified).contains("data/tasks.csv: there is no such file any more"),
        "{}",
        told(&verified)
    );
}

#[test]
fn causes_of_changes_name_files_as_the_job_did() {
    let place = Place::new(JOB);
    place.ends(0, &["--quiet"]);
    place.ends(0, &["--quiet", "--as-at", "2027-06-01"]);
    fs::remove_dir_all(place.path().join("data")).unwrap();
    let names = place.names("published").into_iter().filter(|name| name.starts_with("20"));
    let runs: Vec<String> = names.map(|name| format!("published/{name}")).collect();
    let diff = skillmix(place.path(), &["diff", &runs[0], &runs[1], "--out", "changes", "--quiet"]);
    assert!(diff.status.success(), "{}", told(&diff));
    let causes = place.read("changes/causes.csv");
    assert!(causes.contains(",data/holdings.csv,") && !causes.contains("/home/"), "{causes}");
}

#[test]
fn pack_layers_and_mapped_files_are_kept_too() {
    let place = Place::new(
        "version = 1\nname = \"x\"\nas_at = \"2026-11-01\"\nrules = \"../packs/ours\"\n\
         [inputs]\nfolder = \"../exports\"\nmapping = \"maps/ours.toml\"\ntasks = \"data/tasks.csv\"\n\
         holdings = \"data/holdings.csv\"\ncompetencies = \"data/competencies.csv\"\n[publish]\nfolder = \"published\"\n",
    );
    let home = place.path().join("jobs");
    fs::create_dir(&home).unwrap();
    fs::rename(place.path().join("data"), home.join("data")).unwrap();
    fs::rename(place.path().join("job.toml"), home.join("job.toml")).unwrap();
    copy(&root().join("rules/calderdale"), &place.path().join("packs/base"));
    let new =
        skillmix(place.path(), &["rules", "new", "ours", "--extends", "../base", "--out", "packs/ours"]);
    assert!(new.status.success(), "{}", told(&new));
    fs::create_dir(place.path().join("exports")).unwrap();
    fs::copy(home.join("data/staff.csv"), place.path().join("exports/people_1.csv")).unwrap();
    place.write("jobs/maps/ours.toml", STAFF_MAPPING);
    let output = skillmix(place.path(), &["run", "jobs/job.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    for gone in ["packs", "exports", "jobs/data", "jobs/maps"] {
        fs::remove_dir_all(place.path().join(gone)).unwrap();
    }
    let verified = skillmix(place.path(), &["verify", "jobs/published/latest"]);
    assert!(told(&verified).contains("Verified: nothing differs"), "{}", told(&verified));
}

const STAFF_MAPPING: &str = r#"version = 1
[[source]]
files = ["people_*.csv"]
layout = "table"
sheet = "staff"
columns = [
  { ours = "staff_id", theirs = ["staff_id"] },
  { ours = "role", theirs = ["role"] },
  { ours = "site", theirs = ["site"] },
  { ours = "wte", theirs = ["wte"] },
  { ours = "register", theirs = ["register"] },
  { ours = "profession", theirs = ["profession"] },
  { ours = "field", theirs = ["field"] },
  { ours = "annotations", theirs = ["annotations"] },
  { ours = "authorisations", theirs = ["authorisations"] },
  { ours = "delegator", theirs = ["delegator"] },
  { ours = "status", theirs = ["status"] },
]
"#;

#[test]
fn a_short_extract_is_kept_apart_until_somebody_accepts_it() {
    let place = Place::new(&with("[checks]\nmax_drop = \"5%\"\n"));
    place.ends(0, &[]);
    let first = place.latest();
    place.shorten("data/staff.csv", 1);
    place.ends(0, &[]);
    let second = place.latest();
    assert_ne!(first, second, "one of 44 is less than 5%");
    place.shorten("data/holdings.csv", 60);
    let refused = place.ends(4, &[]);
    let text = told(&refused);
    assert!(text.contains("Refused: kept apart in published/refused/"), "{text}");
    assert!(text.contains("holdings rows: 230, 290 before (-20.68%)"), "{text}");
    assert_eq!(place.latest(), second, "latest is not moved");
    let apart = place.names("published/refused");
    assert_eq!(apart.len(), 1);
    let apart = format!("published/refused/{}", apart[0]);
    assert!(place.read(&format!("{apart}/job.json")).contains("\"outcome\": \"refused\""));
    let verified = skillmix(place.path(), &["verify", &apart]);
    assert!(verified.status.success(), "it is a whole run: {}", told(&verified));
    place.ends(4, &["--quiet"]);
    assert_eq!(place.latest(), second, "it is compared with what was published, not with what was refused");
    place.ends(0, &["--max-drop", "50%"]);
    place.shorten("data/tasks.csv", 30);
    let line = place.ends(0, &["--summary", "--accept-drop"]);
    assert!(told(&line).contains("; accepted: "), "{}", told(&line));
    let record = place.read("published/latest/job.json");
    assert!(record.contains("\"accepted\": true") && record.contains("\"of\": \"tasks\""), "{record}");
    place.ends(0, &["--quiet"]);
    assert!(place.read("published/latest/job.json").contains("\"accepted\": false"));
}

#[test]
fn a_file_that_is_gone_is_a_loss_of_all_its_rows() {
    let place = Place::new(&with("[checks]\nmax_drop = \"5%\"\n"));
    place.ends(0, &[]);
    fs::remove_file(place.path().join("data/links.csv")).unwrap();
    assert!(told(&place.ends(4, &[])).contains("links rows: 0, "));
}

#[test]
fn old_runs_go_and_what_is_not_ours_stays() {
    let place = Place::new(&with("[retention]\nkeep_last = 2\n"));
    for _ in 0..2 {
        place.ends(0, &["--quiet"]);
    }
    let first = place.names("published").into_iter().find(|name| name.starts_with('2')).unwrap();
    place.write(&format!("published/{first}/note.txt"), "asked by the ward");
    place.write("published/2020-01-01/thesis.txt", "years of work");
    place.write("published/archive/a.txt", "");
    let spared = told(&place.ends(0, &[]));
    assert!(
        spared.contains(&format!("Not removed, for there are files of others in them: {first}")),
        "{spared}"
    );
    fs::remove_file(place.path().join("published").join(&first).join("note.txt")).unwrap();
    let planned = told(&place.ends(0, &["--dry-run"]));
    assert!(planned.contains(&format!("  remove   {first}\n")), "{planned}");
    assert!(place.path().join("published").join(&first).exists(), "a dry run does nothing");
    let removed = told(&place.ends(0, &[]));
    assert!(removed.contains(&format!("Removed: {first}")), "{removed}");
    assert!(place.path().join("published/2020-01-01/thesis.txt").is_file());
    assert!(place.path().join("published/archive/a.txt").is_file());
}

#[test]
fn a_job_that_cannot_run_says_why_before_anything_is_written() {
    let place = Place::new(&with("rung = true\n[check]\nmax_drop = 5\n"));
    let text = told(&place.ends(2, &[]));
    assert!(text.contains("job.toml:9:1: a key that is not known `rung`; did you mean `rungs`?"), "{text}");
    assert!(
        text.contains("job.toml:10:2: a key that is not known `check`; did you mean `checks`?"),
        "{text}"
    );
    place.write("job.toml", &JOB.replace("folder = \"data\"", "folder = \"date\"\nstaff = \"nobody_*.csv\""));
    let text = told(&place.ends(2, &[]));
    assert!(text.contains("job.toml:5:10: there is no such folder"), "{text}");
    assert!(text.contains("job.toml:6:9: the pattern fits no file"), "{text}");
    place.write("job.toml", &JOB.replacen("[inputs]", "rules = \"no-pack\"\n[inputs]", 1));
    place.ends(2, &[]);
    place.write("job.toml", &with("[metrics]\nfile = \"nowhere/x.prom\"\n"));
    assert!(told(&place.ends(2, &[])).contains("there is no folder `nowhere` for metrics"));
    place.write("job.toml", &with("[log]\nfile = \"nowhere/x.log\"\n"));
    place.ends(3, &[]);
    assert_eq!(place.names("published"), Vec::<String>::new());
    let none = skillmix(place.path(), &["run", "none/job.toml"]);
    assert_eq!(none.status.code(), Some(2), "{}", told(&none));
    let none = skillmix(place.path(), &["run", "none.toml"]);
    assert_eq!(none.status.code(), Some(2), "{}", told(&none));
}

#[test]
fn the_example_is_a_job_that_runs() {
    let example = skillmix(root(), &["run", "--example"]);
    let place = Place::new(&String::from_utf8(example.stdout).unwrap());
    for name in ["staff", "holdings"] {
        place.write(&format!("exports/{name}_2026-11-01.csv"), &place.read(&format!("data/{name}.csv")));
        place.write(&format!("exports/{name}_2026-10-01.csv"), "old");
    }
    for name in ["tasks.csv", "competencies.csv"] {
        place.write(name, &place.read(&format!("data/{name}")));
    }
    let plan = told(&place.ends(0, &["--dry-run", "--as-at", "2026-11-02"]));
    assert!(plan.contains("read     staff         exports/staff_2026-11-01.csv"), "{plan}");
    place.ends(1, &["--quiet", "--as-at", "2026-11-02"]);
    assert!(place.read("published/latest/job.json").contains("\"as_at_from\": \"command line\""));
    assert!(told(&place.ends(2, &["--as-at", "2026-11-05"])).contains("4 days old; the job allows 3"));
    let every: Vec<String> = place.read("job.toml").lines().map(uncommented).collect();
    let every = every.join("\n").replace("/var/lib/node_exporter/textfile/", "");
    place.write("job.toml", &every);
    fs::create_dir_all(place.path().join("rules/ours")).unwrap();
    let text = told(&place.ends(2, &["--dry-run"]));
    assert!(
        !text.contains("not known") && text.contains("there is no such file"),
        "every key is known: {text}"
    );
}

/// A line of the example with the key that it shows.
fn uncommented(line: &str) -> String {
    let shown = line.strip_prefix("# ").filter(|rest| {
        let key = rest.split(' ').next().unwrap();
        rest.starts_with("[metrics]")
            || rest.starts_with("[history]")
            || (rest.contains(" = ") && key.chars().all(|c| c == '_' || c.is_ascii_lowercase()))
    });
    shown.unwrap_or(line).to_owned()
}

#[test]
fn a_clock_calls_it_with_nothing() {
    let place = Place::new(&with("[checks]\nfail_on = [\"errors\"]\n"));
    let elsewhere = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "exec env -i \"$0\" run \"$1\" --summary <&-", env!("CARGO_BIN_EXE_skillmix")])
        .arg(place.path().join("job.toml"))
        .current_dir(elsewhere.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(output.stderr.is_empty());
    let line = String::from_utf8(output.stdout).unwrap();
    let expected = "skillmix test 2026-11-01: PUBLISHED; 42 of 60 tasks placed, 9 errors, 5 rows refused; holds: errors\n";
    assert_eq!(line, expected);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    // paths are told as the job names them, so what is written does not depend on who calls it from where
    let from_cron = place.read("published/latest/run.json");
    place.ends(1, &["--quiet"]);
    assert_eq!(place.read("published/latest/run.json"), from_cron);
}

#[test]
fn logs_and_metrics_say_what_happened() {
    let place = Place::new(&with("[checks]\nmax_drop = \"5%\"\n[metrics]\nfile = \"skillmix.prom\"\n"));
    let output = place.ends(0, &["--quiet", "--log-format", "json"]);
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.lines().all(|line| line.starts_with("{\"time\":\"") && line.ends_with('}')), "{log}");
    assert!(log.contains("\"event\":\"rows\",\"file\":\"holdings\",\"rows\":290"), "{log}");
    assert!(
        log.lines().last().unwrap().contains("\"event\":\"end\",\"outcome\":\"published\",\"exit_code\":0"),
        "{log}"
    );
    let metrics = place.read("skillmix.prom");
    assert!(
        metrics.contains("\nskillmix_rows{job_name=\"test\",file=\"holdings\",fate=\"rejected\"} 4\n"),
        "{metrics}"
    );
    assert!(metrics.contains("\nskillmix_tasks{job_name=\"test\",status=\"placed\"} 42\n"), "{metrics}");
    let success =
        |text: &str| text.lines().find(|line| line.starts_with("skillmix_last_success")).unwrap().to_owned();
    let published = success(&metrics);
    place.shorten("data/holdings.csv", 100);
    let elsewhere = tempfile::tempdir().unwrap();
    let log = elsewhere.path().join("own.log");
    place.ends(4, &["--quiet", "--log", log.to_str().unwrap()]);
    let metrics = place.read("skillmix.prom");
    assert!(metrics.contains("\nskillmix_run_exit_code{job_name=\"test\"} 4\n"), "{metrics}");
    assert_eq!(success(&metrics), published, "a refused run is no success");
    assert!(
        fs::read_to_string(&log).unwrap().contains(" warning drop what=\"holdings rows: 190, 290 before")
    );
    fs::remove_file(place.path().join("data/tasks.csv")).unwrap();
    place.ends(2, &["--quiet"]);
    assert!(place.read("skillmix.prom").contains("\nskillmix_run_exit_code{job_name=\"test\"} 2\n"));
    assert_eq!(success(&place.read("skillmix.prom")), published);
}

#[test]
fn no_cell_of_the_data_is_logged() {
    let place = Place::new(&with("[metrics]\nfile = \"skillmix.prom\"\n[log]\n"));
    let staff = place.read("data/staff.csv");
    place.write("data/staff.csv", &format!("{staff}Elspeth Quill,Elspeth Quill,Elspeth Quill\n"));
    let mut said = told(&place.ends(0, &[])) + &place.read("skillmix.prom");
    place.write("data/staff.csv", "staff_id,role\nElspeth Quill,Elspeth Quill\n");
    said += &told(&place.ends(2, &[]));
    said += &told(&place.ends(2, &["--summary"]));
    assert!(said.contains(" info begin ") && said.contains(" error problem "), "{said}");
    assert!(!said.contains("Elspeth"), "{said}");
}

/// The examples for other programs are sound, as far as these programs are here to say so.
#[test]
fn examples_for_timers_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["skillmix-nightly.service", "skillmix-nightly.timer"] {
        let text = fs::read_to_string(root().join("examples/jobs").join(name)).unwrap();
        let text = text.replace("/usr/local/bin/skillmix", env!("CARGO_BIN_EXE_skillmix"));
        paths.push(folder.path().join(name));
        fs::write(paths.last().unwrap(), text).unwrap();
    }
    if let Ok(output) = Command::new("systemd-analyze").arg("verify").args(&paths).output() {
        assert!(output.status.success() && told(&output).is_empty(), "{}", told(&output));
    }
    let compile = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
    let dag = root().join("examples/jobs/airflow_dag.py");
    if let Ok(output) = Command::new("python3").args(["-c", compile]).arg(dag).output() {
        assert!(output.status.success(), "{}", told(&output));
    }
}

#[test]
fn a_night_tells_what_changed_and_what_is_ahead_and_no_earlier_run_stops_it() {
    let more = "report = true\nchanges = true\nunit_costs = \"costs.csv\"\nforecast = \"1m\"\n";
    let place = Place::new(&with(more));
    let costs: Vec<String> = (1..=9).map(|level| format!("{level},1{level}.50,a list")).collect();
    place.write("costs.csv", &format!("level,cost_per_hour,source\n{}\n", costs.join("\n")));
    place.ends(0, &["--quiet"]);
    assert!(place.names("published/latest").contains(&"renewals.csv".to_owned()));
    assert!(place.names("published/latest/inputs/home").contains(&"costs.csv.zst".to_owned()));
    place.shorten("data/holdings.csv", 40);
    let output = place.ends(0, &["--summary"]);
    assert!(!told(&output).contains("what changed"), "{}", told(&output));
    assert!(place.read("published/latest/run.json").contains("since=published/"));
    // the run before cannot be read
    place.write(&format!("published/{}/run.json", place.latest()), "{}");
    let output = place.ends(0, &["--summary"]);
    assert!(told(&output).contains("the report does not tell what changed"), "{}", told(&output));
    assert!(place.names("published/latest").contains(&"report.html".to_owned()));
}
