//! `rules show --effective`, `rules new`, `rules fmt` and `rules schema`: packs as files.

use std::path::{Path, PathBuf};

use super::pack::{layers_of, pack_layers};
use super::rules_new::{self, NewPack};
use super::{Common, Outcome};
use crate::files::{self, Staged};
use crate::model::{Error, Result};
use crate::rules::{self, PACK_FILES, PackFiles};

/// What to do with a pack's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesWork {
    /// The tables of all layers as one.
    Effective {
        /// One table only (`floor`).
        table: Option<String>,
        /// A new folder for them, instead of standard output.
        out: Option<PathBuf>,
    },
    /// A new pack.
    New(NewPack),
    /// Tables written as they are written.
    Format {
        /// The pack.
        folder: PathBuf,
        /// Change nothing; exit with 1 if anything would change.
        check: bool,
    },
    /// The JSON Schema of pack.toml.
    Schema,
}

/// The JSON Schema of pack.toml, draft 2020-12.
const SCHEMA: &str = include_str!("../../rules/pack.schema.json");

/// Does it.
pub(super) fn run(common: &Common, work: &RulesWork) -> Result<Outcome> {
    if common.pack.is_some() && !matches!(work, RulesWork::Effective { .. }) {
        let message = "--rules says nothing here: `rules fmt` and `rules new` name their folder themselves";
        return Err(Error::Usage(message.to_owned()));
    }
    match work {
        RulesWork::Effective { table, out } => effective(common, table.as_deref(), out.as_deref()),
        RulesWork::New(new) => rules_new::run(common, new),
        RulesWork::Format { folder, check } => format(common, folder, *check),
        RulesWork::Schema => Ok(said(SCHEMA.to_owned())),
    }
}

fn said(stdout: String) -> Outcome {
    Outcome { stdout, stderr: String::new(), code: 0 }
}

/// The merged tables: one, all one behind the other, or as a pack of one layer in a folder of its own.
fn effective(common: &Common, table: Option<&str>, out: Option<&Path>) -> Result<Outcome> {
    let mut merged = rules::merge_layers(&pack_layers(common)?, common.as_at)?;
    if let Some(table) = table {
        let file = [table.to_owned(), format!("{table}.csv"), format!("{table}.toml")];
        let file = file.into_iter().find(|file| merged.contains_key(file));
        let file = file.ok_or_else(|| {
            let known: Vec<&str> = PACK_FILES.iter().filter_map(|file| file.split('.').next()).collect();
            Error::Usage(format!("no table `{table}`; use one of {}", known.join(", ")))
        })?;
        merged.retain(|name, _| *name == file);
    }
    let Some(out) = out else { return Ok(said(printed(&merged))) };
    let staged = Staged::begin_new(out)?;
    for (name, bytes) in &merged {
        staged.write(name, bytes)?;
    }
    staged.publish()?;
    Ok(said(format!("Written to {}: {}\n", out.display(), names(merged.keys()))))
}

/// One table as it is, several each under its name.
fn printed(files: &PackFiles) -> String {
    let several = files.len() > 1;
    let text = |file: &str| files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let named = PACK_FILES.iter().filter_map(|file| Some((file, text(file)?)));
    let parts: Vec<String> =
        named.map(|(file, text)| if several { format!("# {file}\n{text}") } else { text }).collect();
    parts.join("\n")
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Formats the tables of a folder, or says which would change. A pack that does not load is left alone.
fn format(common: &Common, folder: &Path, check: bool) -> Result<Outcome> {
    let layers = layers_of(folder)?;
    let pack = rules::load_layers(&layers, common.as_at)?;
    let own = layers.first().map(|layer| &layer.files);
    let mut formatted = rules::format(&layers, &pack.catalogue)?;
    formatted.retain(|name, bytes| own.and_then(|files| files.get(name)) != Some(bytes));
    let changed = names(formatted.keys());
    if formatted.is_empty() {
        return Ok(said("Nothing to format\n".to_owned()));
    }
    if check {
        let stdout = format!("Not formatted: {changed}; run `skillmix rules fmt {}`\n", folder.display());
        return Ok(Outcome { stdout, stderr: String::new(), code: 1 });
    }
    files::replace(folder, &formatted.into_iter().collect::<Vec<_>>())?;
    Ok(said(format!("Formatted: {changed}\n")))
}
