//! Every file that fuzzing keeps is tried again: what it found once must never come back.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fuzzed::TARGETS;

/// The files of a folder; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn the_corpus_and_what_once_crashed_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for (name, target) in TARGETS {
        let corpus = files(&root.join("corpus").join(name));
        assert!(!corpus.is_empty(), "no corpus for {name}");
        for file in corpus.into_iter().chain(files(&root.join("crashes").join(name))) {
            let bytes = fs::read(&file).unwrap();
            let held = std::panic::catch_unwind(|| target(&bytes));
            assert!(held.is_ok(), "{}", file.display());
        }
    }
}
