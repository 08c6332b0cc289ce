//! `rules new`: a small pack to grow from, or an empty layer on another; it loads before it is there.

use std::path::PathBuf;

use super::pack::beneath;
use super::{Common, Outcome};
use crate::files::Staged;
use crate::model::{Error, Result};
use crate::rules::{self, Layer, PACK_FILES, PackFiles};
use crate::sheet::Table;

/// A pack to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPack {
    /// Its id.
    pub name: String,
    /// What it extends, as pack.toml says it; `None`: nothing.
    pub extends: Option<String>,
    /// The folder, which must not be there.
    pub out: PathBuf,
}

/// The pack that a new one is copied from, `rules/starter/`.
const STARTER: [(&str, &[u8]); 15] = [
    ("README.md", include_bytes!("../../rules/starter/README.md")),
    ("pack.toml", include_bytes!("../../rules/starter/pack.toml")),
    ("criteria.csv", include_bytes!("../../rules/starter/criteria.csv")),
    ("acts.csv", include_bytes!("../../rules/starter/acts.csv")),
    ("roles.csv", include_bytes!("../../rules/starter/roles.csv")),
    ("proficiency.csv", include_bytes!("../../rules/starter/proficiency.csv")),
    ("sources.csv", include_bytes!("../../rules/starter/sources.csv")),
    ("law.csv", include_bytes!("../../rules/starter/law.csv")),
    ("policy.csv", include_bytes!("../../rules/starter/policy.csv")),
    ("veto.csv", include_bytes!("../../rules/starter/veto.csv")),
    ("floor.csv", include_bytes!("../../rules/starter/floor.csv")),
    ("mitigation.csv", include_bytes!("../../rules/starter/mitigation.csv")),
    ("supervision.csv", include_bytes!("../../rules/starter/supervision.csv")),
    ("governance.csv", include_bytes!("../../rules/starter/governance.csv")),
    ("cases.csv", include_bytes!("../../rules/starter/cases.csv")),
];

/// pack.toml of an empty layer, with `NAME` and `BASE` to be filled in.
const LAYER: &str = r#"# A layer: it adds rows to the pack that it extends (docs/rule-packs.md, Layers).
name = "NAME"
version = "0.1.0"
title = ""                          # in your own words
notice = ""                         # printed with every summary, above that of the pack beneath
extends = "BASE"
effective_from = ""                 # blank: as beneath
effective_until = ""

[approval]                          # who has signed this layer; all blank: nobody, and every report says so
approved_by = ""                    # a post or committee
approved_on = ""
review_on = ""

[policies]                          # only stricter than beneath; what is left out is as beneath

[words]                             # added to those beneath
annotations = []
authorisations = []
mitigations = []
"#;

/// Writes it.
pub(super) fn run(common: &Common, new: &NewPack) -> Result<Outcome> {
    if new.name.is_empty() || !new.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        return Err(Error::Usage(format!("`{}` is no pack's name; use letters, digits and -_.", new.name)));
    }
    let staged = Staged::begin_new(&new.out)?;
    let mut files = match &new.extends {
        None => starter(&new.name),
        Some(base) => layer(&new.name, base),
    };
    let mut layers = vec![Layer { folder: new.name.clone(), files: files.clone() }];
    layers.extend(beneath(&layers, staged.folder())?);
    if let Some((own, beneath)) = layers.split_first_mut().filter(|(_, beneath)| !beneath.is_empty()) {
        files.extend(headers(beneath)?);
        own.files.clone_from(&files);
    }
    let pack = rules::load_layers(&layers, common.as_at)?;
    let failed = rules::run_cases(&pack).iter().filter(|case| !case.failures.is_empty()).count();
    if failed > 0 {
        return Err(Error::Defect(format!("{failed} cases of a new pack fail")));
    }
    for (name, bytes) in &files {
        staged.write(name, bytes)?;
    }
    staged.publish()?;
    let shown = new.out.display();
    let stdout = format!(
        "{} is in {shown}, {} files; fill it in, then: skillmix rules test --rules {shown}\n",
        pack.catalogue.pack_label(),
        files.len()
    );
    Ok(Outcome { stdout, stderr: String::new(), code: 0 })
}

fn starter(name: &str) -> PackFiles {
    let mut files: PackFiles =
        STARTER.iter().map(|(file, bytes)| ((*file).to_owned(), bytes.to_vec())).collect();
    for file in ["pack.toml", "README.md"] {
        if let Some(bytes) = files.get_mut(file) {
            *bytes = String::from_utf8_lossy(bytes).replace("starter", name).into_bytes();
        }
    }
    files
}

fn layer(name: &str, base: &str) -> PackFiles {
    let quoted = base.replace('\\', "\\\\").replace('"', "\\\"");
    let toml = LAYER.replace("NAME", name).replace("BASE", &quoted);
    PackFiles::from([("pack.toml".to_owned(), toml.into_bytes())])
}

/// Every table that a layer may add to, without rows.
fn headers(beneath: &[Layer]) -> Result<PackFiles> {
    let mut criteria = Vec::new();
    for layer in beneath.iter().rev() {
        criteria.extend(rules::criteria_as_written(&layer.files)?);
    }
    let tables = PACK_FILES.into_iter().filter(|file| !["pack.toml", "proficiency.csv"].contains(file));
    let empty = |file: &str| {
        let mut columns = rules::columns(file, &criteria);
        columns.retain(|column| column != "origin");
        Table::new(columns.iter().map(String::as_str), false).finish()
    };
    Ok(tables.map(|file| (file.to_owned(), empty(file))).collect())
}
