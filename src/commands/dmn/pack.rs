//! `rules export-dmn` and `rules import-dmn`: a pack's rule tables to a model and back.

use std::collections::BTreeMap;
use std::path::Path;

use super::eval::read_model;
use crate::commands::pack::{load_pack, pack_files};
use crate::commands::{Common, Outcome};
use crate::dmn::pack::{Imported, RuleTable, TABLES};
use crate::dmn::{self, Version};
use crate::files::{self, Output, Staged};
use crate::model::{Error, Finding, Result};
use crate::report::{self, ImportedRecord};
use crate::rules::{self, Pack, PackFiles, run_cases};
use crate::sheet::{Sheet, Table};

/// Runs `rules export-dmn`.
pub(super) fn export(common: &Common, out: Option<&Path>, version: &str) -> Result<Outcome> {
    let version = Version::parse(version).ok_or_else(|| {
        Error::Usage(format!("`{version}` is no version of DMN that is written; use 1.3, 1.4 or 1.5"))
    })?;
    let text = model_of(&pack_files(common)?, &load_pack(common)?, version)?;
    let Some(out) = out else { return Ok(Outcome { stdout: text, ..Outcome::default() }) };
    files::write_new(out, text.as_bytes())?;
    let stdout = if common.quiet { String::new() } else { format!("Written to {}\n", out.display()) };
    Ok(Outcome { stdout, ..Outcome::default() })
}

/// A pack as a DMN model; `pack` is what was loaded from `files`.
pub fn model_of(files: &PackFiles, pack: &Pack, version: Version) -> Result<String> {
    let tables = TABLES.iter().map(|name| table_of(name, files)).collect::<Result<Vec<_>>>()?;
    let model = dmn::pack::export(&tables, &pack.catalogue)?;
    Ok(dmn::write(&model, version))
}

/// A rule table as it is written.
fn table_of(name: &'static str, files: &PackFiles) -> Result<RuleTable> {
    let file = format!("{name}.csv");
    let bytes = files.get(&file).map_or(&[][..], Vec::as_slice);
    let sheet = Sheet::read(&file, bytes).map_err(Error::Input)?;
    let rows = sheet.records().iter().map(|record| record.cells().map(str::to_owned).collect());
    Ok(RuleTable { name, header: sheet.header().to_vec(), rows: rows.collect() })
}

/// Runs `rules import-dmn`.
pub(super) fn import(common: &Common, model: &Path, out: &Path) -> Result<Outcome> {
    let staged = Staged::begin(out, Output::Pack)?;
    let base = pack_files(common)?;
    let model = read_model(model)?;
    let (files, pack, imported) = pack_of(&model, &base, &load_pack(common)?)?;
    for (name, bytes) in &files {
        staged.write(name, bytes)?;
    }
    staged.publish()?;
    let cases = run_cases(&pack);
    let record = ImportedRecord {
        out: out.display().to_string(),
        tables: imported.tables.iter().map(|table| (table.name, table.rows.len())).collect(),
        cases: cases.len(),
        failing: cases.iter().filter(|case| !case.failures.is_empty()).map(|case| case.id.clone()).collect(),
        stale: imported.stale,
        file: model.file,
    };
    let stdout = if common.quiet { String::new() } else { report::imported_text(&record) };
    Ok(Outcome { stdout, stderr: report::findings_text(&pack.findings, 50), code: 0 })
}

/// The pack of a model: its rule tables, and everything else from `base`, of which `loaded` was loaded. Its findings
/// name the model's file and lines.
pub fn pack_of(model: &dmn::Model, base: &PackFiles, loaded: &Pack) -> Result<(PackFiles, Pack, Imported)> {
    dmn::ready(model)?;
    let mut imported = dmn::pack::import(model, &loaded.catalogue)?;
    for table in &mut imported.tables {
        let header = table_of(table.name, base)?.header;
        *table = table.in_order_of(&header);
    }
    let mut files = base.clone();
    let mut places = Places { file: &model.file, lines: BTreeMap::new() };
    for (table, lines) in imported.tables.iter().zip(&imported.lines) {
        let name = format!("{}.csv", table.name);
        files.insert(name.clone(), places.write(&name, table, lines));
    }
    match rules::load(&files, loaded.catalogue.as_at) {
        Ok(mut pack) => {
            pack.findings = places.of(std::mem::take(&mut pack.findings));
            Ok((files, pack, imported))
        }
        Err(Error::Input(findings)) => Err(Error::Input(places.of(findings))),
        Err(other) => Err(other),
    }
}

/// Where the rows of the written tables come from.
struct Places<'m> {
    file: &'m str,
    /// By table and line: the line of the model.
    lines: BTreeMap<(String, u64), u64>,
}

impl Places<'_> {
    /// A table as CSV. A row may take several lines, where a reason has line ends.
    fn write(&mut self, name: &str, table: &RuleTable, lines: &[u64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut line = 1;
        for (row, from) in std::iter::once(&table.header).chain(&table.rows).zip(lines) {
            self.lines.insert((name.to_owned(), line), *from);
            let mut sheet = Table::headless(false);
            sheet.row(row.iter().map(String::as_str));
            let written = sheet.finish();
            line += written.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            bytes.extend(written);
        }
        bytes
    }

    /// Findings about the written tables, placed in the model.
    fn of(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in &mut findings {
            let table = finding.place.file.to_string();
            let known = self.lines.get(&(table.clone(), finding.place.line.max(1)));
            if let Some(line) = known.filter(|_| TABLES.iter().any(|name| table == format!("{name}.csv"))) {
                finding.place.file = self.file.into();
                finding.place.line = *line;
            }
        }
        findings
    }
}
