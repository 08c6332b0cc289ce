//! `convert`: the sheets that a mapping makes of other people's files, written as our own.

use std::path::PathBuf;

use super::fixed::Fixed;
use super::mapped::Mapped;
use super::{Common, DatasetPaths, Host, Outcome};
use crate::files::{Output, Staged};
use crate::model::{Error, Result};
use crate::report::{self, ConvertedRecord};

/// What `convert` was asked.
#[derive(Debug, Clone)]
pub struct ConvertRequest {
    /// The day, output mode.
    pub common: Common,
    /// The folder and its mapping.
    pub paths: DatasetPaths,
    /// The folder for the sheets.
    pub out: PathBuf,
}

/// Runs `convert`.
pub fn convert(request: &ConvertRequest, host: Host<'_>) -> Result<Outcome> {
    let (Some(folder), Some(mapping)) = (&request.paths.folder, &request.paths.mapping) else {
        return Err(Error::Usage("convert needs a folder and --mapping".to_owned()));
    };
    let staged = Staged::begin(&request.out, Output::Converted)?;
    let mut fixed = Fixed::open(request.paths.fixed.as_deref())?;
    let told = |rows: u64| {
        (host.progress)(&format!("reading sources, {rows} rows"));
        if (host.stopped)() { Err(Error::Stopped) } else { Ok(()) }
    };
    let mapped = Mapped::read(folder, mapping, request.common.as_at, &mut fixed, &told)?;
    fixed.all_taken()?;
    let mut written = Vec::new();
    for (kind, made) in &mapped.exchanged().sheets {
        let mut file = staged.open(&format!("{}.csv", kind.word()))?;
        made.each(|bytes| file.write(bytes))?;
        file.close()?;
        written.push(format!("{}.csv", kind.word()));
    }
    let findings = &mapped.exchanged().findings;
    let bytes = [report::findings_header(), report::findings(findings).csv()].concat();
    staged.write("findings.csv", &bytes)?;
    written.push("findings.csv".to_owned());
    for (name, bytes) in mapped.rejects(&[], request.common.show_values)? {
        let name = format!("rejects/{name}");
        staged.write(&name, &bytes)?;
        written.push(name);
    }
    let inputs = mapped.records().iter().chain(&fixed.records).cloned().collect();
    let record = ConvertedRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        as_at: request.common.as_at.to_string(),
        inputs,
        sheets: mapped
            .exchanged()
            .sheets
            .iter()
            .map(|(kind, made)| (kind.word().to_owned(), made.rows))
            .collect(),
        sources: mapped.rows(),
        fixed: mapped.fixed_rows(),
    };
    staged.write("converted.json", &report::converted_json(&record))?;
    written.push("converted.json".to_owned());
    staged.publish()?;
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => String::from_utf8_lossy(&report::converted_json(&record)).into_owned(),
        (false, false) => {
            let written = format!("Written to {}: {}", request.out.display(), written.join(", "));
            report::converted_text(&record, findings, &written)
        }
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}
