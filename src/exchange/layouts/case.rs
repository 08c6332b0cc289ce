//! 1EdTech CASE 1.1: items are competencies; `exactMatchOf` and `precedes` are links, nothing else is.
//!
//! `exactMatchOf` says that two items are the same. Of `precedes` the origin comes first, so the destination needs it.
//! Parents, parts and relations say how a framework is filed; that the one is proved by the other they do not say.

use std::collections::BTreeMap;

use super::super::layout::{Aside, At, Context, Draft, Layout, Opened, Problem, Sink};
use super::super::row::Row;
use super::case_rows::{ASSOCIATION, DOCUMENT, HEADER, ITEM};
use super::common::{cell, problem, told};
use crate::model::{Finding, FindingCode, Result, SheetKind, Words};

/// Associations from which nothing follows for who may do what.
const FILING: [&str; 7] =
    ["isChildOf", "isPartOf", "isRelatedTo", "isPeerOf", "exemplar", "hasSkillLevel", "isTranslationOf"];
const SAME: &str = "exactMatchOf";
const BEFORE: &str = "precedes";
const REPLACED: &str = "replacedBy";
/// Associations of somebody's own.
const EXTENSION: &str = "ext:";

/// The layout. Its rows are those of `CaseRows`, items before associations.
#[derive(Debug)]
pub(super) struct Case;

impl Layout for Case {
    fn sheets(&self) -> Vec<(SheetKind, Vec<String>)> {
        let named = |columns: [&str; 3]| columns.map(str::to_owned).to_vec();
        vec![
            (SheetKind::Competencies, named(["code", "title", "framework"])),
            (SheetKind::Links, named(["from", "kind", "to"])),
        ]
    }

    fn check(&self, files: &[Opened<'_>]) -> Vec<Finding> {
        let other = files.iter().filter(|file| file.rows.header() != HEADER);
        let message = "this is no CASE package";
        let help = "give JSON: a whole CFPackage with CFDocument, CFItems and CFAssociations";
        other
            .map(|file| told(file.name, 0, problem(FindingCode::FileUnusable, "", "", message, help)))
            .collect()
    }

    fn read(&self, files: &mut [Opened<'_>], _: Context, sink: &mut dyn Sink) -> Result<()> {
        for (number, file) in files.iter_mut().enumerate() {
            let mut package = Package { file: file.name, framework: String::new(), codes: BTreeMap::new() };
            let mut row = Row::default();
            while file.rows.read(&mut row)? {
                package.row(At { file: number, row: &row }, sink)?;
            }
        }
        Ok(())
    }
}

/// What is known of a package so far.
struct Package<'f> {
    file: &'f str,
    framework: String,
    /// Codes of items by their identifiers.
    codes: BTreeMap<String, String>,
}

impl Package<'_> {
    fn row(&mut self, at: At<'_>, sink: &mut dyn Sink) -> Result<()> {
        let [record, identifier, code, title, kind, origin, destination] =
            std::array::from_fn(|column| at.row.get(column));
        if identifier.is_empty() {
            let message = "a record lacks its identifier, or has something else where text should be";
            let help = "mend the package at its source, or export it again";
            return sink.reject(at, problem(FindingCode::KeyBlank, "identifier", record, message, help));
        }
        match record {
            DOCUMENT => {
                title.clone_into(&mut self.framework);
                sink.set_aside(at, Aside::OutOfScope, "the document itself")
            }
            ITEM => {
                self.codes.insert(identifier.to_owned(), code.to_owned());
                let cells = vec![
                    cell("code", code, "humanCodingScheme"),
                    cell("title", title, "fullStatement"),
                    cell("framework", self.framework.as_str(), "title"),
                ];
                sink.pass(at, &[Draft { sheet: SheetKind::Competencies, cells }])
            }
            ASSOCIATION => self.association(at, kind, (origin, destination), sink),
            _ => {
                let message = "a record of an unknown kind";
                let help = "give the package as it was exported";
                sink.reject(at, problem(FindingCode::RecordUnknown, "record", record, message, help))
            }
        }
    }

    fn association(&self, at: At<'_>, kind: &str, ends: (&str, &str), sink: &mut dyn Sink) -> Result<()> {
        let (origin, destination) = ends;
        let code = |id: &str| self.codes.get(id).map(String::as_str);
        match kind {
            SAME => match code(origin).zip(code(destination)) {
                Some((from, to)) => sink.pass(at, &[link(from, "same-as", to)]),
                None => sink.set_aside(at, Aside::OutOfScope, "match with an item of another package"),
            },
            BEFORE => match code(destination) {
                // an origin that is not in the package stays a code that nobody knows, which disables what needs it
                Some(from) => sink.pass(at, &[link(from, "prerequisite", code(origin).unwrap_or(origin))]),
                None => sink.set_aside(at, Aside::OutOfScope, "what comes before an item of another package"),
            },
            REPLACED => {
                let help = "the new item may ask for more: write a same-as link yourself if it does not";
                self.note(at, kind, "a replaced item does not prove the one that replaces it", help, sink);
                sink.set_aside(at, Aside::OutOfScope, "replaced items")
            }
            _ if FILING.contains(&kind) => {
                sink.set_aside(at, Aside::OutOfScope, "relation that proves nothing")
            }
            _ if kind.starts_with(EXTENSION) => {
                let help = "if something follows from it, write links yourself";
                self.note(at, kind, "an association of the publisher's own is not read", help, sink);
                sink.set_aside(at, Aside::OutOfScope, "association of the publisher's own")
            }
            _ => sink.reject(at, unknown(kind)),
        }
    }

    fn note(&self, at: At<'_>, kind: &str, message: &'static str, help: &'static str, sink: &mut dyn Sink) {
        let noted = problem(FindingCode::RelationUnused, "associationType", kind, message, help);
        sink.note(told(self.file, at.row.line, noted));
    }
}

fn link<'r>(from: &'r str, kind: &'r str, to: &'r str) -> Draft<'r> {
    let cells = vec![
        cell("from", from, "originNodeURI + destinationNodeURI"),
        cell("kind", kind, "associationType"),
        cell("to", to, "originNodeURI + destinationNodeURI"),
    ];
    Draft { sheet: SheetKind::Links, cells }
}

/// An association that may have been a prerequisite.
fn unknown(kind: &str) -> Problem {
    let known = [SAME, BEFORE, REPLACED].into_iter().chain(FILING).map(str::to_owned);
    let known = Words::new(known);
    let help = known
        .nearest(kind)
        .map_or_else(|| format!("known are {}", known.listed()), |near| format!("did you mean `{near}`?"));
    let message = "an unknown association, which may say what must come first";
    problem(FindingCode::RecordUnknown, "associationType", kind, message, help)
}

#[cfg(test)]
mod tests;
