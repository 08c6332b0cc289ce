//! The program as tests run it.

use std::path::Path;
use std::process::{Command, Output};

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in a folder.
pub(crate) fn skillmix(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_skillmix")).args(args).current_dir(folder).output().unwrap()
}
