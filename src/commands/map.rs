//! `map`: look at every file of a folder, propose a mapping, write it where none is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::pack::load_pack;
use super::profile::told;
use super::{Common, Host, Outcome};
use crate::exchange::{
    FileSeen, Group, Looking, Proposal, ReadMapping, Vocabulary, Wishes, look, propose, tally,
};
use crate::files::{self, Input};
use crate::model::{Error, Finding, Result, SheetKind};
use crate::report::{self, ProposedEntry, ProposedGroup, ProposedRecord};
use crate::sheet::Sheet;

/// What `map` was asked.
#[derive(Debug, Clone)]
pub struct MapRequest {
    /// Pack, day, output mode.
    pub common: Common,
    /// The folder.
    pub folder: PathBuf,
    /// The mapping; it must not be there.
    pub out: PathBuf,
    /// An earlier mapping.
    pub from: Option<PathBuf>,
    /// A tasks sheet elsewhere.
    pub tasks: Option<PathBuf>,
    /// A competencies sheet elsewhere.
    pub competencies: Option<PathBuf>,
    /// Proposals at least so sure, in percent, are confirmed.
    pub confirm_at_least: Option<u8>,
}

/// Endings of files that hold rows.
const ENDINGS: [&str; 13] =
    ["csv", "tsv", "tab", "txt", "dat", "psv", "gz", "zst", "xlsx", "xlsm", "xls", "parquet", "json"];

/// Runs `map`.
pub fn map(request: &MapRequest, host: Host<'_>) -> Result<Outcome> {
    // a mapping that somebody confirmed would be lost: refused before any work
    files::must_be_new(&request.out)?;
    let pack = load_pack(&request.common)?;
    let from = request.from.as_deref().map(read_mapping).transpose()?;
    let mut vocabulary = Vocabulary::new(&pack.catalogue);
    let beside = |name: &str| Some(request.folder.join(name)).filter(|path| files::exists(path));
    let mut small: Vec<Finding> = Vec::new();
    if let Some(sheet) = request.tasks.clone().or_else(|| beside("tasks.csv")) {
        read_sheet(&sheet, &mut small)?.iter().for_each(|sheet| vocabulary.add_tasks(sheet));
    }
    if let Some(sheet) = request.competencies.clone().or_else(|| beside("competencies.csv")) {
        read_sheet(&sheet, &mut small)?.iter().for_each(|sheet| vocabulary.add_competencies(sheet));
    }
    let named = [&request.tasks, &request.competencies].into_iter().flatten();
    if !small.is_empty() && named.count() > 0 {
        return Err(Error::Input(small));
    }
    let (seen, inputs, unread) = look_at_all(&request.folder, host)?;
    let wishes = Wishes { confirm_at_least: request.confirm_at_least, from };
    let proposal =
        propose(&seen, &vocabulary, &wishes, &mut |spec| tally(spec, &inputs, request.common.as_at))?;
    let mapped = !proposal.mapping.sources.is_empty();
    if mapped {
        files::write_new(&request.out, proposal.text.as_bytes())?;
    }
    let record = record(request, proposal, &unread, mapped);
    let stdout = match (request.common.quiet, request.common.json) {
        (true, _) => String::new(),
        (false, true) => report::proposed_json(&record),
        (false, false) => report::proposed_text(&record),
    };
    Ok(Outcome { stdout, stderr: report::findings_text(&unread, 50), code: 0 })
}

fn read_mapping(path: &Path) -> Result<crate::exchange::Mapping> {
    let content = files::read(path)?.map_err(|finding| Error::Input(vec![finding]))?;
    let read = ReadMapping::read(&content.name, &content.bytes).map_err(Error::Input)?;
    Ok(read.mapping().clone())
}

fn read_sheet(path: &Path, findings: &mut Vec<Finding>) -> Result<Option<Sheet>> {
    let content = match files::read(path)? {
        Ok(content) => content,
        Err(finding) => {
            findings.push(finding);
            return Ok(None);
        }
    };
    match Sheet::read(&content.name, &content.bytes) {
        Ok(sheet) => Ok(Some(sheet)),
        Err(more) => {
            findings.extend(more);
            Ok(None)
        }
    }
}

/// Files as they were found, the files themselves by name, and why others cannot be read.
type LookedAt = (Vec<FileSeen>, BTreeMap<String, Input>, Vec<Finding>);

/// Every file of the folder that may hold rows; those that cannot be read are told of.
fn look_at_all(folder: &Path, host: Host<'_>) -> Result<LookedAt> {
    let (mut seen, mut inputs, mut unread) = (Vec::new(), BTreeMap::new(), Vec::new());
    for name in files::names(folder)? {
        let ending = Path::new(&name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            continue;
        }
        let input = match Input::open(&folder.join(&name))? {
            Ok(input) => input,
            Err(finding) => {
                unread.push(finding);
                continue;
            }
        };
        match look(&input, &Looking::default(), &told(host, &input))? {
            Ok(looked) => {
                let (layout, encoding, delimiter) = (looked.layout, looked.encoding, looked.delimiter);
                seen.push(FileSeen {
                    name: name.clone(),
                    profiled: looked.profiled,
                    layout,
                    encoding,
                    delimiter,
                });
                inputs.insert(name, input);
            }
            Err(findings) => unread.extend(findings),
        }
    }
    Ok((seen, inputs, unread))
}

fn record(request: &MapRequest, proposal: Proposal, unread: &[Finding], mapped: bool) -> ProposedRecord {
    let mut unknown = proposal.unknown;
    unknown.extend(unread.iter().map(|finding| finding.place.file.to_string()));
    unknown.dedup();
    let mut next = format!("skillmix check {} --mapping {}", request.folder.display(), request.out.display());
    for (kind, path) in [(SheetKind::Tasks, &request.tasks), (SheetKind::Competencies, &request.competencies)]
    {
        if let Some(path) = path {
            next = format!("{next} --{} {}", kind.word(), path.display());
        }
    }
    if let Some(pack) = &request.common.pack {
        next = format!("{next} --rules {}", pack.display());
    }
    ProposedRecord {
        mapping: mapped.then(|| request.out.display().to_string()),
        sources: proposal.sources.into_iter().map(group).collect(),
        values: proposal.values.into_iter().map(group).collect(),
        plain: proposal.plain,
        unknown,
        next: format!("{next} --as-at {}", request.common.as_at),
    }
}

fn group(group: Group) -> ProposedGroup {
    let entry = |line: crate::exchange::Line| ProposedEntry {
        theirs: line.theirs,
        ours: line.ours,
        confirmed: line.confirmed,
        confidence: line.confidence,
        rows: line.rows,
        evidence: line.evidence,
    };
    ProposedGroup {
        of: group.of,
        reads: group.reads,
        same: group.same,
        entries: group.lines.into_iter().map(entry).collect(),
        notes: group.notes,
        not_understood: group.unknown,
    }
}
