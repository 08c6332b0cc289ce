//! Datasets whose sheets are Parquet files or workbooks: the answers are those of the same sheets in CSV.

#[cfg(feature = "arrow")]
mod parquet {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use skillmix::sheet::Sheet;

    fn data() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/community-rehab")
    }

    /// A sheet as a Parquet file, and then some rows of its own.
    fn as_parquet(csv: &Path, to: &Path, more: &[&[&str]]) {
        let sheet = Sheet::read("x", &fs::read(csv).unwrap()).unwrap();
        let column = |at: usize| -> ArrayRef {
            let own = sheet.records().iter().map(|record| record.get(at));
            let more = more.iter().map(|row| row.get(at).copied().unwrap_or_default());
            // a blank cell is a null, as most writers have it
            Arc::new(
                own.chain(more)
                    .map(|cell| Some(cell).filter(|cell| !cell.is_empty()))
                    .collect::<StringArray>(),
            )
        };
        let columns = sheet.header().iter().enumerate().map(|(at, name)| (name.as_str(), column(at), true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let mut writer = ArrowWriter::try_new(fs::File::create(to).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }

    fn run(folder: &Path, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_skillmix")).args(args).current_dir(folder).output().unwrap()
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[test]
    fn parquet_sheets_give_the_answers_of_csv() {
        let folder = tempfile::tempdir().unwrap();
        let rehab = folder.path().join("rehab");
        fs::create_dir(&rehab).unwrap();
        for entry in fs::read_dir(data()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            match (path.extension().and_then(|e| e.to_str()), name.as_str()) {
                (Some("csv"), "staff" | "holdings" | "tasks") => {
                    as_parquet(&path, &rehab.join(name + ".parquet"), &[]);
                }
                (Some("csv"), _) => drop(fs::copy(&path, rehab.join(name + ".csv")).unwrap()),
                _ => {}
            }
        }
        let args = ["match", "rehab", "--as-at", "2026-11-01", "--rungs", "--quiet"];
        let output = run(folder.path(), &args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        for file in ["matches.csv", "rungs.csv"] {
            let got = fs::read_to_string(folder.path().join("out").join(file)).unwrap();
            assert!(got == fs::read_to_string(data().join("expected").join(file)).unwrap(), "{file}");
        }
        let run_json = fs::read_to_string(folder.path().join("out/run.json")).unwrap();
        let hash = blake3::hash(&fs::read(rehab.join("holdings.parquet")).unwrap()).to_hex().to_string();
        assert!(run_json.contains(&hash), "the hash is that of the file as it lies there");
    }

    #[test]
    fn findings_name_the_file_and_its_row() {
        let folder = tempfile::tempdir().unwrap();
        let holdings = folder.path().join("mine.parquet");
        let own = fs::read_to_string(data().join("holdings.csv")).unwrap();
        let line = own.lines().count() + 2;
        as_parquet(
            &data().join("holdings.csv"),
            &holdings,
            &[&["S1", "two\nlines"], &["nobody-at-all", "X"]],
        );
        let rehab = data();
        let rehab = rehab.to_str().unwrap();
        let args = ["check", rehab, "--holdings", "mine.parquet", "--as-at", "2026-11-01"];
        let output = run(folder.path(), &args);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(told.contains(&format!("mine.parquet:{line}")), "{told}");
        fs::write(&holdings, b"PAR1 and no more").unwrap();
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("the Parquet file cannot be read"), "{}", text(&output.stderr));
    }
}
