//! `generate`: load pack, prepare, write each sheet into a stage, describe, publish.

use std::io::{self, Write};
use std::path::PathBuf;

use super::pack::load_pack;
use super::{Common, Host, Outcome};
use crate::files::{Output, Staged};
use crate::generate::{Generator, Options, Sheet, Sizes, Wanted};
use crate::model::{Error, Result};
use crate::report::{self, GeneratedRecord, Written};

/// What `generate` was asked.
#[derive(Debug, Clone)]
pub struct GenerateRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// A named size, if any.
    pub size: Option<Sizes>,
    /// Numbers named one by one.
    pub wanted: Wanted,
    /// The seed.
    pub seed: u64,
    /// Staff and holdings in no order.
    pub shuffled: bool,
    /// Rows in a million to damage.
    pub dirty: u64,
    /// The folder for the dataset.
    pub out: PathBuf,
}

/// Writes on until somebody asks the program to stop.
struct Stoppable<'s> {
    out: &'s mut dyn Write,
    host: Host<'s>,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.host.stopped)() {
            return Err(io::Error::other("stopped"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Runs `generate`.
pub fn generate(request: &GenerateRequest, host: Host<'_>) -> Result<Outcome> {
    let GenerateRequest { common, seed, shuffled, dirty, .. } = request;
    let sizes = Sizes::of(request.size, request.wanted)?;
    let staged = Staged::begin(&request.out, Output::Dataset)?;
    let pack = load_pack(common)?;
    let options = Options { sizes, seed: *seed, shuffled: *shuffled, dirty: *dirty };
    let generator = Generator::new(options, &pack.catalogue)?;
    let mut files = Vec::new();
    for sheet in Sheet::ALL {
        let file = sheet.file_name().to_owned();
        if !common.quiet {
            (host.progress)(&format!("writing {file}"));
        }
        let written = staged.create(&file, |out| generator.write(sheet, &mut Stoppable { out, host }));
        let (rows, bytes) = written.map_err(|error| if (host.stopped)() { Error::Stopped } else { error })?;
        files.push(Written { file, rows, bytes });
    }
    let written: Vec<_> = files.iter().map(|w| (w.file.clone(), w.rows, w.bytes)).collect();
    staged.write("README.md", generator.readme(&written).as_bytes())?;
    let record = GeneratedRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        pack: pack.catalogue.pack_label(),
        as_at: common.as_at.to_string(),
        seed: *seed,
        staff: sizes.staff,
        sites: sizes.sites,
        shuffled: *shuffled,
        dirty_per_million: *dirty,
        files,
    };
    let json = report::generated_json(&record);
    staged.write(Output::Dataset.mark(), json.as_bytes())?;
    staged.publish()?;
    let stdout = match (common.quiet, common.json) {
        (true, _) => String::new(),
        (false, true) => json,
        (false, false) => report::generated_text(&record, &request.out.display().to_string()),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}
