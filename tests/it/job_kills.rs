//! A job that is killed, starved or robbed of its inputs: what is published is the run before or the new one, whole, and
//! the next run succeeds and leaves nothing behind.

use std::fs::{self, File};
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::job::{JOB, Place, told};
use crate::program::skillmix;

/// What every published run has.
const TABLES: [&str; 4] = ["matches.csv", "rungs.csv", "findings.csv", "run.json"];

/// A job whose tasks alternate between all and all but the last five, and what each gives.
struct Two {
    place: Place,
    tasks: [String; 2],
}

impl Two {
    fn new() -> Self {
        let place = Place::new(&format!("{JOB}[retention]\nkeep_last = 2\n"));
        let all = place.read("data/tasks.csv");
        let lines: Vec<&str> = all.split_inclusive('\n').collect();
        let tasks = [all.clone(), lines[..lines.len() - 5].concat()];
        let two = Self { place, tasks };
        for which in [0, 1] {
            two.take(which);
            let out = format!("out-{which}");
            let args = ["match", "data", "--as-at", "2026-11-01", "--rungs", "--quiet", "--out", &out];
            assert!(skillmix(two.place.path(), &args).status.success());
        }
        two
    }

    fn take(&self, which: usize) {
        self.place.write("data/tasks.csv", &self.tasks[which]);
    }

    /// Which of the two a published run is, in every byte; anything else fails.
    fn is_whole(&self, run: &str) -> usize {
        let same = |which: usize| {
            let same = |name: &&str| {
                let published = fs::read(self.place.path().join("published").join(run).join(name)).ok();
                published == fs::read(self.place.path().join(format!("out-{which}")).join(name)).ok()
            };
            TABLES.iter().all(same)
        };
        let which = [0, 1].into_iter().find(|which| same(*which));
        assert!(self.place.read(&format!("published/{run}/job.json")).ends_with("}\n"));
        which.unwrap_or_else(|| panic!("{run} is neither the one nor the other"))
    }

    /// Everything that has a name of a run is whole.
    fn all_whole(&self) {
        let names = self.place.names("published");
        for run in names.iter().filter(|name| name.starts_with('2')) {
            self.is_whole(run);
        }
    }

    fn left(&self) -> Vec<String> {
        let names = self.place.names("published");
        names.into_iter().filter(|name| name.starts_with('.') && name != ".lock").collect()
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_skillmix"))
            .args(["run", "job.toml", "--quiet"])
            .current_dir(self.place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// When to kill: after a while, or as soon as something can be seen in the folder.
fn wait(two: &Two, round: usize, child: &mut Child) {
    let before = two.place.names("published").len();
    let mut seen = |sign: &dyn Fn(&[String]) -> bool| {
        while child.try_wait().unwrap().is_none() && !sign(&two.place.names("published")) {
            std::hint::spin_loop();
        }
    };
    match round % 4 {
        0 => seen(&|names| names.iter().any(|name| name.contains(".partial-"))),
        1 => seen(&|names| names.len() > before && names.iter().all(|name| !name.contains(".partial-"))),
        2 => seen(&|names| names.iter().any(|name| name.ends_with(".removing"))),
        _ => std::thread::sleep(Duration::from_millis(u64::try_from(round * 7 % 150).unwrap())),
    }
}

#[test]
fn killed_anywhere_the_old_or_the_new_run_holds_and_the_next_succeeds() {
    let two = Two::new();
    two.take(0);
    two.place.ends(0, &["--quiet"]);
    let mut unfinished = 0;
    for round in 0..36 {
        let (old, new) = (two.is_whole(&two.place.latest()), (round + 1) % 2);
        two.take(new);
        let mut child = two.start();
        wait(&two, round, &mut child);
        child.kill().unwrap();
        child.wait().unwrap();
        let holds = two.is_whole(&two.place.latest());
        assert!(holds == old || holds == new);
        two.all_whole();
        unfinished += usize::from(!two.left().is_empty());
        if round % 6 == 0 {
            let verified = skillmix(two.place.path(), &["verify", "published/latest"]);
            assert!(verified.status.success(), "{}", told(&verified));
        }
        two.place.ends(0, &["--quiet"]);
        assert_eq!(two.is_whole(&two.place.latest()), new);
        assert!(two.left().is_empty(), "the next run cleans up: {:?}", two.left());
        let names = two.place.names("published");
        assert_eq!(names.len(), 4, "two runs, the pointer and the lock: {names:?}");
    }
    assert!(unfinished > 0, "no kill came before the end of a run");
}

#[test]
fn asked_to_stop_a_job_leaves_nothing() {
    let two = Two::new();
    two.place.ends(0, &["--quiet"]);
    let before = two.place.latest();
    for round in 0..6 {
        let mut child = two.start();
        wait(&two, round * 4, &mut child);
        drop(Command::new("kill").args(["-TERM", &child.id().to_string()]).output());
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0 | 130) | None), "{code:?}");
        two.all_whole();
        assert!(code.is_none() || two.left().is_empty());
        if code == Some(130) {
            assert_eq!(two.place.latest(), before);
            return;
        }
        fs::remove_dir_all(two.place.path().join("published")).unwrap();
        two.place.ends(0, &["--quiet"]);
    }
}

#[test]
fn only_one_run_is_at_work_and_a_dead_one_holds_nothing() {
    let two = Two::new();
    two.place.ends(0, &["--quiet"]);
    let before = two.place.latest();
    let path = two.place.path().join("published/.lock");
    let mut lock = File::options().write(true).truncate(true).open(&path).unwrap();
    lock.write_all(b"process 77, since 2026-11-28T02:00:00Z\n").unwrap();
    lock.lock().unwrap();
    let text = told(&two.place.ends(5, &[]));
    assert!(
        text.contains("another run of this job is at work (process 77, since 2026-11-28T02:00:00Z)"),
        "{text}"
    );
    assert_eq!(two.place.latest(), before);
    two.place.ends(0, &["--dry-run"]);
    // the file says so still, but the lock is gone with who held it
    drop(lock);
    two.place.ends(0, &["--quiet"]);
    assert_ne!(two.place.latest(), before);
}

/// Files larger than some limit cannot be written: as on a full disk, the write fails, whoever runs it.
#[test]
fn a_disk_that_is_full_anywhere_leaves_the_old_run() {
    let two = Two::new();
    two.take(0);
    two.place.ends(0, &["--quiet"]);
    let before = two.place.latest();
    two.take(1);
    let mut failed = 0;
    // in blocks of 512 bytes: the largest file, rungs.csv, has a little more than 200 of them
    for blocks in [0, 1, 2, 5, 9, 13, 20, 60, 120, 200] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run job.toml --quiet");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_skillmix")])
            .current_dir(two.place.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{blocks}: {}", told(&output));
        failed += 1;
        assert_eq!(two.place.latest(), before);
        two.all_whole();
        assert!(two.left().is_empty(), "{blocks}: {:?}", two.left());
    }
    assert_eq!(failed, 10);
    two.place.ends(0, &["--quiet"]);
    assert_eq!(two.is_whole(&two.place.latest()), 1);
}

/// Runs a script in a name space in which anybody may mount; `None` where the machine allows none.
#[expect(clippy::print_stdout, reason = "who runs the tests must see what was not tried")]
fn mounted(two: &Two, script: &str) -> Option<String> {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_skillmix")])
        .current_dir(two.place.path())
        .output()
        .ok()?;
    let text = told(&output);
    if text.contains("MOUNTED") {
        return Some(text);
    }
    println!("not tried: nothing can be mounted here: {text}");
    None
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_disk_fills_up_and_holds_whole_runs() {
    let two = Two::new();
    fs::create_dir(two.place.path().join("published")).unwrap();
    let script = "mount -t tmpfs -o size=500k none published && echo MOUNTED; \
        for i in 1 2 3 4 5; do \"$0\" run job.toml --quiet; echo CODE $?; done; \
        ls -A published; \"$0\" verify published/latest; \
        rm -r published/2*[0-9]; rm published/latest; \"$0\" run job.toml --quiet; echo AGAIN $?";
    let small = script.replace("job.toml", "small.toml");
    two.place.write("small.toml", JOB);
    let Some(text) = mounted(&two, &small) else { return };
    assert!(text.contains("CODE 0\n") && text.contains("CODE 3\n"), "{text}");
    assert!(text.contains("No space left on device"), "{text}");
    assert!(text.contains("Verified: nothing differs"), "{text}");
    assert!(!text.lines().any(|name| name.starts_with(".2026") || name.starts_with(".latest")), "{text}");
    assert!(text.contains("AGAIN 0\n"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_the_machines_fault() {
    let two = Two::new();
    two.place.ends(0, &["--quiet"]);
    let before = two.place.latest();
    let script = "mount --bind published published && mount -o remount,bind,ro published && echo MOUNTED; \
        \"$0\" run job.toml --quiet; echo CODE $?; \"$0\" verify published/latest";
    if let Some(text) = mounted(&two, script) {
        assert!(text.contains("CODE 3\n") && text.contains("Verified: nothing differs"), "{text}");
        assert_eq!(two.place.latest(), before);
    }
    // a file where the folder should be, and a folder in which nobody may make one, bind whoever runs
    for folder in ["data/staff.csv", "/proc/published"] {
        two.place
            .write("job.toml", &JOB.replace("folder = \"published\"", &format!("folder = \"{folder}\"")));
        two.place.ends(3, &["--quiet"]);
    }
}

#[test]
fn an_input_that_changes_or_vanishes_meanwhile_publishes_nothing() {
    let two = Two::new();
    two.place.ends(0, &["--quiet"]);
    let before = two.place.latest();
    let path = two.place.path().join("data/holdings.csv");
    let whole = fs::read(&path).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let mut file = File::options().append(true).open(&path).unwrap();
                file.write_all(b"\n").unwrap();
            }
        });
        let output = two.place.run(&["--quiet"]);
        done.store(true, Ordering::Relaxed);
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        assert!(told(&output).contains("the file changed while it was read"), "{}", told(&output));
    });
    assert_eq!(two.place.latest(), before);
    assert!(two.left().is_empty());
    fs::write(&path, &whole).unwrap();
    for _ in 0..5 {
        let before = two.place.latest();
        let mut child = two.start();
        wait(&two, 0, &mut child);
        fs::remove_file(&path).unwrap();
        let code = child.wait().unwrap().code();
        two.all_whole();
        assert!(two.left().is_empty());
        match code {
            Some(2 | 3) => assert_eq!(two.place.latest(), before),
            // it was read and copied already
            other => assert_eq!(other, Some(0)),
        }
        fs::write(&path, &whole).unwrap();
    }
    two.place.ends(0, &["--quiet"]);
}
