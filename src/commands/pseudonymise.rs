//! `pseudonymise`: a dataset again with other names for its people, and without every column that nothing reads.

use std::path::PathBuf;

use super::dataset::{Sheets, read_sheets};
use super::given::{Files, read_files};
use super::pack::load_pack;
use super::{Common, DatasetPaths, Host, Outcome};
use crate::files::{Key, Staged};
use crate::intake::{self, Rewritten};
use crate::model::{Catalogue, Error, Kind, Result, SheetKind, Worksheet};
use crate::report::{self, PseudonymisedFile, PseudonymisedRecord};
use crate::sheet::{Sheet, Table};

/// What `pseudonymise` was asked.
#[derive(Debug, Clone)]
pub struct PseudonymiseRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The dataset.
    pub paths: DatasetPaths,
    /// The key file.
    pub key: PathBuf,
    /// Make the key file; it must not be there.
    pub new_key: bool,
    /// The folder for the dataset; it must not be there.
    pub out: PathBuf,
}

/// Runs `pseudonymise`.
pub fn pseudonymise(request: &PseudonymiseRequest, host: Host<'_>) -> Result<Outcome> {
    let PseudonymiseRequest { common, paths, .. } = request;
    let staged = Staged::begin_new(&request.out)?;
    let pack = load_pack(common)?;
    let files = read_files(paths, common.as_at, &|_| Ok(()))?;
    // read first: a file that no command could use is not to be made to look like one
    let sheets = read_sheets(&files, &pack)?;
    if let Some((big, _)) = files.big("holdings") {
        intake::holdings_header(big)?.map_err(Error::Input)?;
    }
    let key = if request.new_key { Key::create(&request.key)? } else { Key::read(&request.key)? };
    let mut written = Vec::new();
    for kind in SheetKind::ALL {
        if !common.quiet {
            (host.progress)(&format!("writing {}", kind.word()));
        }
        if (host.stopped)() {
            return Err(Error::Stopped);
        }
        written.extend(write(&staged, kind, (&pack.catalogue, &files, &sheets), &key)?);
    }
    let record = PseudonymisedRecord {
        skillmix: env!("CARGO_PKG_VERSION").to_owned(),
        key_fingerprint: key.fingerprint(),
        files: written,
    };
    let json = report::pseudonymised_json(&record);
    staged.write("pseudonymised.json", json.as_bytes())?;
    staged.publish()?;
    let stdout = match (common.quiet, common.json) {
        (true, _) => String::new(),
        (false, true) => json,
        (false, false) => report::pseudonymised_text(&record, &request.out.display().to_string()),
    };
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

/// Writes one file, if the dataset has it.
fn write(
    staged: &Staged,
    kind: SheetKind,
    (catalogue, files, sheets): (&Catalogue, &Files, &Sheets),
    key: &Key,
) -> Result<Option<PseudonymisedFile>> {
    let name = format!("{}.csv", kind.word());
    let columns = columns(kind, catalogue);
    let (counted, header) = if let Some((big, pace)) = files.big(kind.word()) {
        let mut file = staged.open(&name)?;
        let counted = intake::pseudonymised(big, key, &columns, pace, |bytes| file.write(bytes))?;
        file.close()?;
        (counted, intake::header_of(big)?)
    } else {
        let source = files.source(kind.word());
        let Some(sheet) = source.and_then(|source| Sheet::read(source.name, source.bytes).ok()) else {
            return Ok(None);
        };
        let (bytes, counted) = rewritten(kind, &sheet, &columns, sheets);
        staged.write(&name, &bytes)?;
        (counted, sheet.header().to_vec())
    };
    if counted.rows != counted.written + counted.left_out {
        return Err(Error::Defect(format!("rows of {name} do not add up: {counted:?}")));
    }
    let Rewritten { rows, written, left_out } = counted;
    let dropped = header.iter().filter(|header| !columns.contains(&header.as_str())).count();
    Ok(Some(PseudonymisedFile { file: name, rows, written, left_out, columns_dropped: dropped }))
}

/// The columns that something reads.
fn columns(kind: SheetKind, catalogue: &Catalogue) -> Vec<&str> {
    let mut columns: Vec<&str> = kind.required().iter().chain(kind.optional()).copied().collect();
    match kind {
        SheetKind::Tasks => {
            columns.extend(catalogue.criteria.iter().map(|criterion| criterion.name.as_str()));
        }
        // without it a filled worksheet would be read as something else
        SheetKind::Panel => columns.push(Worksheet::MARK),
        _ => {}
    }
    columns
}

/// A file without `staff_id`, in these columns. Rows that cannot be read are left out; but a link that may have bound a code
/// must go on to do so, and is kept as a broken row of the codes in it.
fn rewritten(kind: SheetKind, sheet: &Sheet, columns: &[&str], sheets: &Sheets) -> (Vec<u8>, Rewritten) {
    let kept: Vec<usize> = columns.iter().filter_map(|column| sheet.column(column)).collect();
    let names = kept.iter().filter_map(|at| sheet.header().get(*at)).map(String::as_str);
    let mut table = Table::new(names, false);
    let mut counted = Rewritten::default();
    for record in sheet.records() {
        counted.rows += 1;
        if record.fault.is_none() {
            table.row(kept.iter().map(|at| record.get(*at)));
            counted.written += 1;
            continue;
        }
        let harmless = |cell: &str| cell == Kind::Covers.word() || cell == Kind::SameAs.word();
        let mut codes: Vec<&str> = record.cells().filter(|cell| sheets.codes.find(cell).is_some()).collect();
        if kind != SheetKind::Links || codes.is_empty() || record.cells().any(harmless) {
            counted.left_out += 1;
            continue;
        }
        if codes.len() == kept.len() {
            codes.push("");
        }
        table.row(codes);
        counted.written += 1;
    }
    (table.finish(), counted)
}
