//! What files of others likely mean in ours: a mapping of proposals, each with its evidence, none of them in force.

mod codes;
mod keep;
mod roles;
mod similar;
mod source;
mod values;
mod vocabulary;
mod words;
mod write;

use std::collections::BTreeMap;

pub(super) use source::counts;
pub use vocabulary::Vocabulary;

use super::mapping::{ColumnMap, EncodingName, LayoutName, Mapping, SourceSpec, ValueMap, ValuePair};
use super::profile::Profiled;
use crate::model::Result;

/// A file of the folder as it was found.
#[derive(Debug)]
pub struct FileSeen {
    /// Its name in the folder.
    pub name: String,
    /// Its rows and columns.
    pub profiled: Profiled,
    /// The layout, where the file's content tells it before any header does.
    pub layout: Option<LayoutName>,
    /// The encoding that has to be named.
    pub encoding: Option<EncodingName>,
    /// The character between cells, where it is no comma.
    pub delimiter: Option<char>,
}

/// Words of theirs by kind of word, with their rows.
pub type Tallied = BTreeMap<String, BTreeMap<String, u64>>;

/// How to propose.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Proposals at least so sure, in percent, are confirmed.
    pub confirm_at_least: Option<u8>,
    /// An earlier mapping, of which all that is confirmed is kept.
    pub from: Option<Mapping>,
}

/// A mapping being written: sources and values with what is said beside them.
#[derive(Debug, Default)]
struct Draft {
    name: String,
    sources: Vec<SourceDraft>,
    values: Vec<ValuesDraft>,
}

/// A source being written.
#[derive(Debug)]
struct SourceDraft {
    spec: SourceSpec,
    /// Beside its settings.
    notes: Vec<String>,
    /// Behind its columns.
    column_notes: Vec<String>,
    /// Their columns that no column of ours is.
    unknown: Vec<String>,
    /// Its files need no mapping: name, header and writing are ours.
    plain: bool,
}

/// The words of a field being written.
#[derive(Debug)]
struct ValuesDraft {
    field: String,
    pairs: Vec<ValuePair>,
    notes: Vec<String>,
    /// Rows by word of theirs.
    rows: BTreeMap<String, u64>,
    /// Words that are ours already.
    same: u64,
    /// Words without a proposal, with their rows.
    unknown: Vec<(String, u64)>,
}

/// One line of what was proposed, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What of theirs.
    pub theirs: String,
    /// What of ours.
    pub ours: String,
    /// In percent; `None`: it is no guess, or a person has confirmed it.
    pub confidence: Option<u8>,
    /// Whether it is in force.
    pub confirmed: bool,
    /// Rows concerned; 0 of columns.
    pub rows: u64,
    /// On what it rests.
    pub evidence: String,
}

/// What was proposed for a file, or for a field of words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The files, or the field.
    pub of: String,
    /// How the files are read (`table of staff`); blank of a field.
    pub reads: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Settings and doubts, as in the mapping's comments.
    pub notes: Vec<String>,
    /// What is not understood, with its rows (0 of columns).
    pub unknown: Vec<(String, u64)>,
    /// Words that are ours already.
    pub same: u64,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The mapping.
    pub mapping: Mapping,
    /// mapping.toml.
    pub text: String,
    /// By source.
    pub sources: Vec<Group>,
    /// By field of words.
    pub values: Vec<Group>,
    /// Files that are sheets of ours as they are.
    pub plain: Vec<String>,
    /// Files that are like nothing known.
    pub unknown: Vec<String>,
}

/// Proposes a mapping for files. `tally` reads the files of a source by its layout, for the words that it gives; it is
/// not asked of tables whose columns stand one for one.
pub fn propose(
    files: &[FileSeen],
    vocabulary: &Vocabulary<'_>,
    wishes: &Wishes,
    tally: &mut dyn FnMut(&SourceSpec) -> Result<Tallied>,
) -> Result<Proposal> {
    let (sources, unknown) = source::sources(files, vocabulary);
    let mut draft = Draft { name: String::new(), sources, values: Vec::new() };
    if let Some(least) = wishes.confirm_at_least {
        confirm_columns(&mut draft, least);
    }
    if let Some(from) = &wishes.from {
        keep::keep_sources(&mut draft, from);
    }
    let tallied = tally_all(&draft, files, tally)?;
    draft.values = values::values(&tallied, vocabulary);
    if let Some(least) = wishes.confirm_at_least {
        confirm_values(&mut draft, least);
    }
    let pairs = draft.values.iter().filter(|values| !values.pairs.is_empty());
    let needed: Vec<&str> = pairs.map(|values| values.field.as_str()).collect();
    let (plain, kept) =
        draft.sources.into_iter().partition(|source| source.plain && !source::gives(&source.spec, &needed));
    draft.sources = kept;
    if let Some(from) = &wishes.from {
        keep::keep_values(&mut draft, from);
    }
    draft.values.retain(|values| !values.pairs.is_empty() || !values.notes.is_empty());
    Ok(finish(&draft, plain, unknown))
}

/// The words of all sources.
fn tally_all(
    draft: &Draft,
    files: &[FileSeen],
    tally: &mut dyn FnMut(&SourceSpec) -> Result<Tallied>,
) -> Result<Tallied> {
    let mut tallied = Tallied::new();
    for source in &draft.sources {
        let mut spec = source.spec.clone();
        let named = |name: &&String| source.spec.files.iter().any(|pattern| keep::fits(pattern, name));
        spec.files = files.iter().map(|file| &file.name).filter(named).cloned().collect();
        let words = if source::is_simple(&spec) { source::tally(&spec, files) } else { tally(&spec)? };
        for (kind, words) in words {
            let all = tallied.entry(kind).or_default();
            for (word, rows) in words {
                *all.entry(word).or_default() += rows;
            }
        }
    }
    Ok(tallied)
}

/// Whether a proposal is to be confirmed unseen.
fn is_sure(confirmed: bool, confidence: Option<u8>, least: u8) -> bool {
    !confirmed && confidence.is_some_and(|sure| sure >= least)
}

/// Evidence that says by whom it was confirmed.
fn unseen(evidence: &str, least: u8) -> String {
    format!("{evidence}; confirmed unseen, by --confirm-at-least {least}")
}

/// Confirms columns that are sure enough, and says that it was asked for.
fn confirm_columns(draft: &mut Draft, least: u8) {
    for column in draft.sources.iter_mut().flat_map(|source| &mut source.spec.columns) {
        if is_sure(column.confirmed, column.confidence, least) {
            column.confirmed = true;
            column.evidence = unseen(&column.evidence, least);
        }
    }
}

/// The same of words.
fn confirm_values(draft: &mut Draft, least: u8) {
    for pair in draft.values.iter_mut().flat_map(|values| &mut values.pairs) {
        if is_sure(pair.confirmed, pair.confidence, least) {
            pair.confirmed = true;
            pair.evidence = unseen(&pair.evidence, least);
        }
    }
}

fn finish(draft: &Draft, plain: Vec<SourceDraft>, unknown: Vec<String>) -> Proposal {
    let text = write::text(draft);
    let maps = draft.values.iter().filter(|values| !values.pairs.is_empty());
    let values = maps.map(|values| ValueMap { field: values.field.clone(), map: values.pairs.clone() });
    let mapping = Mapping {
        version: 1,
        name: draft.name.clone(),
        sources: draft.sources.iter().map(|source| source.spec.clone()).collect(),
        values: values.collect(),
    };
    Proposal {
        mapping,
        text,
        sources: draft.sources.iter().map(group_of_source).collect(),
        values: draft.values.iter().map(group_of_values).collect(),
        plain: plain.into_iter().flat_map(|source| source.spec.files).collect(),
        unknown,
    }
}

fn group_of_source(source: &SourceDraft) -> Group {
    let spec = &source.spec;
    let line = |column: &ColumnMap| Line {
        theirs: column
            .constant
            .as_ref()
            .map_or_else(|| column.theirs.join(" + "), |word| format!("always {word}")),
        ours: column.ours.clone(),
        confidence: column.confidence,
        confirmed: column.confirmed,
        rows: 0,
        evidence: column.evidence.clone(),
    };
    let reads = match &spec.sheet {
        Some(sheet) => format!("table of {sheet}"),
        None => write::layout(spec.layout).to_owned(),
    };
    let notes = source.notes.iter().chain(&source.column_notes).cloned().collect();
    Group {
        of: spec.files.join(", "),
        reads,
        lines: spec.columns.iter().map(line).collect(),
        notes,
        unknown: source.unknown.iter().map(|column| (column.clone(), 0)).collect(),
        same: 0,
    }
}

fn group_of_values(values: &ValuesDraft) -> Group {
    let line = |pair: &ValuePair| Line {
        theirs: pair.theirs.clone(),
        ours: pair.ours.clone().unwrap_or_else(|| "(left out)".to_owned()),
        confidence: pair.confidence,
        confirmed: pair.confirmed,
        rows: values.rows.get(&pair.theirs).copied().unwrap_or(0),
        evidence: pair.evidence.clone(),
    };
    Group {
        of: values.field.clone(),
        reads: String::new(),
        lines: values.pairs.iter().map(line).collect(),
        notes: Vec::new(),
        unknown: values.unknown.clone(),
        same: values.same,
    }
}

#[cfg(test)]
mod tests;
