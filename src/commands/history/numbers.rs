//! What is remembered of a run of a job: its own files, read as they lie in its folder.

use std::collections::BTreeMap;
use std::path::Path;

use crate::files::{self, Big, RunName};
use crate::model::{Error, Result, RunEnd, RunNumbers, Severity};
use crate::report::{self, EarlierRows, EarlierRun};
use crate::sheet::{Cells, Dialect, Head, Next, next_row, without_guard};

/// How a run ended, as far as its folder tells, and its numbers.
pub(in crate::commands) fn remembered(folder: &Path) -> Result<(RunEnd, RunNumbers)> {
    let refused = |what: &str| Error::Usage(format!("`{}` {what}", folder.display()));
    let name = folder.file_name().and_then(|name| RunName::parse(name.to_str()?));
    let name = name.ok_or_else(|| {
        refused("is no run of a job: its name must be that of a day, as published/2026-11-28 or -2 behind it")
    })?;
    let read =
        |file: &str| Ok(files::read(&folder.join(file))?.map(|content| content.bytes).unwrap_or_default());
    let job = report::earlier_job(&read("job.json")?).filter(|job| !job.job.is_empty());
    let job =
        job.ok_or_else(|| refused("has no job.json that can be read: only runs of a job have a history"))?;
    let run = report::earlier_run(&read("run.json")?);
    let run = run.ok_or_else(|| refused("has no run.json that can be read"))?;
    let timings = report::earlier_timings(&read("timings.json")?);
    let Some(summary) = &run.summary else { return Err(refused("tells of no rows in its run.json")) };
    let end = RunEnd {
        job: job.job,
        name: Some(name.to_string()),
        day: name.day().to_string(),
        outcome: job.outcome,
        ..RunEnd::default()
    };
    let severity = |severity: Severity| summary.severities.get(severity.word()).copied().unwrap_or(0);
    let numbers = RunNumbers {
        skillmix: run.skillmix.clone(),
        pack: summary.pack.clone(),
        as_at: summary.as_at.clone(),
        compared_with: job.compared_with,
        people: summary.people,
        severities: [Severity::Error, Severity::Warning, Severity::Note].map(severity),
        counts: counts(&folder.join("matches.csv"), &run)?,
        rows: rows(summary),
        findings: summary.findings.clone(),
        stages: timings.map(|timings| timings.stages).unwrap_or_default(),
        causes: BTreeMap::new(),
    };
    Ok((end, numbers))
}

/// Rows by file and fate. Files of other people's are told of by the sheets that they give: their names change.
fn rows(summary: &EarlierRows) -> BTreeMap<(String, &'static str), u64> {
    let mut rows = BTreeMap::new();
    let mut add = |file: String, fates: &[(&'static str, u64)]| {
        for (fate, number) in fates {
            *rows.entry((file.clone(), *fate)).or_default() += number;
        }
    };
    for (file, [_, used, not_asked_for, duplicate, rejected]) in &summary.rows {
        let fates = [
            ("used", *used),
            ("not-asked-for", *not_asked_for),
            ("duplicate", *duplicate),
            ("rejected", *rejected),
        ];
        add(file.clone(), &fates);
    }
    for source in &summary.sources {
        let fates = [
            ("passed", source.passed),
            ("joined", source.joined),
            ("duplicate", source.duplicate),
            ("out-of-scope", source.out_of_scope),
            ("rejected", source.rejected),
        ];
        add(format!("source of {}", source.gives.join("+")), &fates);
    }
    rows
}

/// The columns of matches.csv that are counted.
const COLUMNS: [&str; 4] = ["site", "status", "level", "able"];

/// Tasks and people able by site, status and level. The file must be the one that the run wrote.
fn counts(path: &Path, run: &EarlierRun) -> Result<BTreeMap<(String, String, u8), [u64; 2]>> {
    let refused = |what: &str| Error::Usage(format!("{} {what}", path.display()));
    let big = Big::open(path)?.map_err(|_| refused("is not there"))?;
    let mut table = Table::default();
    let mut hasher = blake3::Hasher::new();
    big.each(|piece| {
        hasher.update(piece);
        table.take(piece, false)
    })?;
    table.take(&[], true)?;
    let hash = hasher.finalize().to_hex().to_string();
    let then = run.outputs.iter().find(|output| output.file == "matches.csv");
    if table.broken || then.is_none_or(|then| then.blake3 != hash) {
        return Err(refused("is not the file that the run wrote"));
    }
    Ok(table.counts)
}

/// A table of answers on its way, piece by piece.
#[derive(Debug, Default)]
struct Table {
    held: Vec<u8>,
    columns: Option<[usize; 4]>,
    cells: Cells,
    counts: BTreeMap<(String, String, u8), [u64; 2]>,
    broken: bool,
}

impl Table {
    fn take(&mut self, piece: &[u8], last: bool) -> Result<()> {
        self.held.extend_from_slice(piece);
        let mut begun = 0;
        let columns = match self.columns {
            Some(columns) => columns,
            None => match Head::read("matches.csv", &self.held, last) {
                None => return Ok(()),
                Some(head) => {
                    let head = head.map_err(Error::Input)?;
                    begun = head.end;
                    let columns = COLUMNS.map(|name| head.column(name));
                    self.broken |= columns.contains(&None);
                    *self.columns.insert(columns.map(Option::unwrap_or_default))
                }
            },
        };
        loop {
            let rest = self.held.get(begun..).unwrap_or_default();
            match next_row(rest, last, Dialect::COMMA) {
                Next::Row(row) if !row.whole.is_empty() => {
                    self.broken |= self.cells.read(&row).is_some();
                    begun += row.whole.len();
                }
                Next::Row(_) | Next::More => break,
                Next::TooLong => self.broken = true,
            }
            if self.broken {
                break;
            }
            self.count(columns);
        }
        self.held.drain(..begun);
        Ok(())
    }

    fn count(&mut self, [site, status, level, able]: [usize; 4]) {
        let cell = |column: usize| without_guard(self.cells.text(column)).to_owned();
        let key = (cell(site), cell(status), cell(level).parse().unwrap_or(0));
        let people: u64 = cell(able).parse().unwrap_or(0);
        let [tasks, ables] = self.counts.entry(key).or_default();
        *tasks += 1;
        *ables += people;
    }
}
