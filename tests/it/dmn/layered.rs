//! A pack of layers goes to DMN as one, comes back as one, and decides the same.

use std::path::Path;
use std::process::{Command, Output};

fn skillmix(folder: &Path, args: &[&str]) -> Output {
    let args = args.iter().copied().chain(["--as-at", "2026-11-01"]);
    Command::new(env!("CARGO_BIN_EXE_skillmix")).args(args).current_dir(folder).output().unwrap()
}

#[test]
fn layers_come_back_as_one_pack() {
    let folder = tempfile::tempdir().unwrap();
    let layer = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/example-trust");
    let layer = layer.to_str().unwrap();
    let ran = |args: &[&str]| {
        let output = skillmix(folder.path(), args);
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{told}");
        told
    };
    ran(&["rules", "export-dmn", "--rules", layer, "--out", "whole.dmn"]);
    ran(&["rules", "import-dmn", "whole.dmn", "--rules", layer, "--out", "whole"]);
    let compared = ran(&["rules", "diff", layer, "whole", "--fail-on", "loosened"]);
    assert!(compared.contains("decides the same for all "), "{compared}");
    // where a row comes from is not lost on the way
    let shown = ran(&["rules", "show", "--effective", "--table", "floor", "--rules", "whole"]);
    assert!(shown.contains("example-trust@0.1.0 floor.csv:2"), "{shown}");
}
