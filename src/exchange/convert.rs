//! From files of other people to sheets of ours: open, lay out, map, write; then every sum is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::counted::{Counted, Counts, Told};
use super::fates::Fates;
use super::growing::{Growing, Made};
use super::guard::left_out;
use super::layout::{Context, Layout, Opened};
use super::layouts;
use super::mapping::apply::Dictionary;
use super::mapping::{Entry, ReadMapping, SourceSpec};
use super::mended::{FixedRows, Mended, Mends};
use super::open::{About, Opening};
use super::rejects;
use super::row::Rows;
use super::rules::{Rules, Settled, Settler, must_settle};
use super::take::{FileState, Notes, RowNotes, Taker};
use crate::files::Input;
use crate::model::{Day, Error, Finding, FindingCode, Place, Result, SheetKind};

/// Files of other people with the mapping that makes sheets of them.
#[derive(Debug)]
pub struct Sources {
    pub(super) mapping: ReadMapping,
    /// By source of the mapping, in the order of names.
    pub(super) files: Vec<Vec<Input>>,
    /// Mended rows, by the name under which the refused ones of a file are written.
    fixed: BTreeMap<String, Input>,
}

/// What came of sources.
#[derive(Debug)]
pub struct Exchanged {
    /// The sheets, by kind.
    pub sheets: BTreeMap<SheetKind, Made>,
    /// What became of every file's rows, in the order of the mapping.
    pub files: Vec<SourceFile>,
    /// What became of mended rows.
    pub fixed: Vec<FixedRows>,
    /// What was found; what is wrong within sheets is found when they are read.
    pub findings: Vec<Finding>,
}

/// One file of a source.
#[derive(Debug)]
pub struct SourceFile {
    /// The name that the user knows it by.
    pub name: Arc<str>,
    /// Which source of the mapping it belongs to.
    pub(super) source: usize,
    /// Which of that source's files it is.
    pub(super) place: usize,
    /// The sheets that it gives.
    pub gives: Vec<SheetKind>,
    /// What became of its rows.
    pub fates: Fates,
    /// Cells of personal columns that were dropped at the door.
    pub dropped: u64,
    pub(super) state: FileState,
    pub(super) about: About,
}

/// The files of one source, and what was found out of each.
type OpenedFiles<'s> = (Vec<Opened<'s>>, Vec<About>);

/// What is noted of the files of one source, file by file.
#[derive(Debug, Clone, Copy)]
struct Own<'s> {
    counts: &'s [Counts],
    mends: &'s [Option<Mends>],
}

impl Sources {
    /// Files by source, as [`names_by_source`](super::names_by_source) chose them.
    #[must_use]
    pub fn new(mapping: ReadMapping, files: Vec<Vec<Input>>) -> Self {
        Self { mapping, files, fixed: BTreeMap::new() }
    }

    /// The same with mended rows, by the name under which the refused ones of a file are written.
    #[must_use]
    pub fn with_fixed(self, fixed: BTreeMap<String, Input>) -> Self {
        Self { fixed, ..self }
    }

    /// The mended rows of a file by its number among all, if there are any.
    pub(super) fn mends_of(&self, number: usize) -> Result<Option<Mends>> {
        let sources = self.mapping.sources().iter().zip(&self.files);
        let mut all = sources.flat_map(|(spec, files)| files.iter().map(move |input| (spec, input)));
        let Some((spec, input)) = all.nth(number) else { return Ok(None) };
        let Some(fixed) = self.fixed.get(&rejects::name(input.name())) else { return Ok(None) };
        let rows = layouts::open(input, spec)?.map_err(Error::Input)?.rows;
        Mends::read(fixed, &Opening::of(spec), rows.header(), false).map(Some)
    }

    /// All files with their role in the mapping: the sheets that they give.
    pub fn inputs(&self) -> impl Iterator<Item = (String, &Input)> {
        let sources = self.mapping.sources().iter().zip(&self.files);
        sources.flat_map(|(spec, files)| files.iter().map(move |input| (role(spec), input)))
    }

    /// Reads everything as on a day. Files or a mapping that cannot be used give every such problem at once.
    pub fn read(&self, as_at: Day, told: &Told<'_>) -> Result<Exchanged> {
        let context = Context { as_at };
        let layouts = self.layouts()?;
        let mut sheets = growing(&layouts);
        let dictionary = Dictionary::new(&self.mapping.mapping);
        let names: Vec<Arc<str>> = self.files.iter().flatten().map(|input| input.name().into()).collect();
        let mut states: Vec<FileState> = names.iter().map(|_| FileState::default()).collect();
        let counts: Vec<Counts> = names.iter().map(|_| Counts::default()).collect();
        let mends = (0..names.len()).map(|number| self.mends_of(number)).collect::<Result<Vec<_>>>()?;
        let mut notes = Notes::default();
        let mut abouts = Vec::with_capacity(names.len());
        let mut unusable = Vec::new();
        let mut first = 0;
        for (number, (layout, files)) in layouts.iter().zip(&self.files).enumerate() {
            let spec = self.spec(number)?;
            let kinds: Vec<SheetKind> = layout.sheets().into_iter().map(|(kind, _)| kind).collect();
            let own = Own {
                counts: counts.get(first..).unwrap_or_default(),
                mends: mends.get(first..).unwrap_or_default(),
            };
            match self.open(layout.as_ref(), number, own, told)? {
                Err(findings) => unusable.extend(findings),
                Ok((mut opened, about)) => {
                    abouts.extend(about);
                    let settled = self.settled(layout.as_ref(), number, own, context)?;
                    let rules = Rules::new(&dictionary, (number, spec), kinds, &sheets, &settled);
                    let mut taker = Taker {
                        rules,
                        first,
                        names: &names,
                        sheets: &mut sheets,
                        notes: &mut notes,
                        files: &mut states,
                        row: RowNotes::default(),
                    };
                    layout.read(&mut opened, context, &mut taker)?;
                }
            }
            first += files.len();
        }
        unusable.append(&mut notes.fatal);
        if !unusable.is_empty() {
            unusable.sort();
            return Err(Error::Input(unusable));
        }
        let mut files = self.closed(&layouts, states, (abouts, &counts))?;
        let mut findings = self.findings(notes, &files);
        let mut fixed = Vec::new();
        for (file, mends) in files.iter_mut().zip(mends) {
            let Some((rows, found)) = mends.map(Mends::close).transpose()? else { continue };
            file.fates.mended = rows.mended;
            findings.extend(found);
            fixed.push(rows);
        }
        findings.sort();
        let made = sheets.into_iter().map(|(kind, sheet)| Ok((kind, sheet.finish()?)));
        Ok(Exchanged { sheets: made.collect::<Result<_>>()?, files, fixed, findings })
    }

    pub(super) fn spec(&self, number: usize) -> Result<&SourceSpec> {
        let gone = || Error::Defect(format!("the mapping has no source {number}"));
        self.mapping.sources().get(number).ok_or_else(gone)
    }

    fn layouts(&self) -> Result<Vec<Box<dyn Layout + '_>>> {
        let mut unknown = Vec::new();
        let mut layouts = Vec::new();
        for (number, spec) in self.mapping.sources().iter().enumerate() {
            match layouts::layout(spec, &self.mapping.mapping.values) {
                Some(layout) => layouts.push(layout),
                None => unknown.push(Finding::new(
                    FindingCode::MappingFile,
                    self.mapping.place_of(Entry::Source(number)),
                    "",
                    "a layout that this skillmix does not read",
                    "map the file as a `table`",
                )),
            }
        }
        if unknown.is_empty() { Ok(layouts) } else { Err(Error::Input(unknown)) }
    }

    /// Opens the files of a source, counted, and has its layout look at them.
    fn open<'s>(
        &'s self,
        layout: &dyn Layout,
        number: usize,
        own: Own<'s>,
        told: &'s Told<'s>,
    ) -> Result<std::result::Result<OpenedFiles<'s>, Vec<Finding>>> {
        let spec = self.spec(number)?;
        let mapped: Vec<&str> = spec.columns.iter().flat_map(|c| &c.theirs).map(String::as_str).collect();
        let (mut opened, mut abouts, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
        let noted = own.counts.iter().zip(own.mends);
        for (input, (counts, mends)) in self.files.get(number).into_iter().flatten().zip(noted) {
            match layouts::open(input, spec)? {
                Err(findings) => unusable.extend(findings),
                Ok(file) => {
                    let rows: Box<dyn Rows> = match mends {
                        Some(mends) => Box::new(Mended { rows: file.rows, mends }),
                        None => file.rows,
                    };
                    let rows = Box::new(Counted::new(rows, counts, &mapped, told));
                    opened.push(Opened { name: input.name(), rows });
                    abouts.push(file.about);
                }
            }
        }
        unusable.extend(layout.check(&opened));
        unusable.extend(opened.iter().flat_map(|file| left_out(spec, layout, file)));
        Ok(if unusable.is_empty() { Ok((opened, abouts)) } else { Err(unusable) })
    }

    /// What the columns of a source show of the order of their dates, where nobody says it.
    fn settled(&self, layout: &dyn Layout, number: usize, own: Own<'_>, context: Context) -> Result<Settled> {
        let mut settler = Settler::default();
        if must_settle(self.spec(number)?, &layout.sheets()) {
            let counts: Vec<Counts> = self.files.iter().flatten().map(|_| Counts::default()).collect();
            let own = Own { counts: &counts, ..own };
            if let Ok((mut opened, _)) = self.open(layout, number, own, &|_| Ok(()))? {
                layout.read(&mut opened, context, &mut settler)?;
            }
        }
        Ok(settler.settled)
    }

    /// The files with the fates of their rows, each sum checked.
    fn closed(
        &self,
        layouts: &[Box<dyn Layout + '_>],
        states: Vec<FileState>,
        (abouts, counts): (Vec<About>, &[Counts]),
    ) -> Result<Vec<SourceFile>> {
        let numbered = self.files.iter().enumerate();
        let places = numbered.flat_map(|(source, files)| (0..files.len()).map(move |place| (source, place)));
        let mut files = Vec::with_capacity(states.len());
        for (((source, place), state), (about, counts)) in
            places.zip(states).zip(abouts.into_iter().zip(counts))
        {
            let input = self.files.get(source).and_then(|files| files.get(place));
            let name = input.map_or("", Input::name);
            let fates = Fates { rows: counts.rows.get(), ..state.fates }.checked(name)?;
            let gives = layouts.get(source).map(|layout| layout.sheets()).unwrap_or_default();
            files.push(SourceFile {
                name: name.into(),
                source,
                place,
                gives: gives.into_iter().map(|(kind, _)| kind).collect(),
                fates,
                dropped: counts.dropped.get(),
                state,
                about,
            });
        }
        Ok(files)
    }

    fn findings(&self, notes: Notes, files: &[SourceFile]) -> Vec<Finding> {
        let mut findings = notes.findings;
        findings.extend(notes.twins.findings);
        findings.extend(notes.unconfirmed.iter().map(|(entry, rows)| {
            let message =
                format!("a proposal that nobody has confirmed; {rows} rows rest on it and do without");
            let help = "look at its evidence, then write `confirmed = true`, or mend it";
            Finding::new(FindingCode::MappingUnconfirmed, self.mapping.place_of(*entry), "", message, help)
        }));
        let whole = |file: usize| Place {
            file: files.get(file).map_or_else(|| "".into(), |file| Arc::clone(&file.name)),
            line: 0,
            column: String::new(),
        };
        findings.extend(notes.asides.iter().map(|((file, why), rows)| {
            let message = format!("rows set aside: {why}");
            Finding::new(FindingCode::RowsAside, whole(*file), rows.to_string(), message, "")
        }));
        for (number, file) in files.iter().enumerate() {
            findings.extend(file.about.notes.iter().cloned());
            if file.dropped > 0 {
                let message = "cells of columns that may be personal were dropped at the door";
                let help = "nothing maps these columns; leave them out of the export if you can";
                let value = file.dropped.to_string();
                findings.push(Finding::new(FindingCode::ColumnPersonal, whole(number), value, message, help));
            }
        }
        findings.sort();
        findings
    }
}

/// The sheets of all layouts, each with every column that any of them fills.
fn growing(layouts: &[Box<dyn Layout + '_>]) -> BTreeMap<SheetKind, Growing> {
    let mut columns: BTreeMap<SheetKind, Vec<String>> = BTreeMap::new();
    for (kind, names) in layouts.iter().flat_map(|layout| layout.sheets()) {
        let all = columns.entry(kind).or_default();
        for name in names {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
    columns.into_iter().map(|(kind, columns)| (kind, Growing::new(kind, columns))).collect()
}

/// What a source is for: `staff`, `staff+holdings`.
fn role(spec: &SourceSpec) -> String {
    let sheets = layouts::layout(spec, &[]).map(|layout| layout.sheets()).unwrap_or_default();
    sheets.iter().map(|(kind, _)| kind.word()).collect::<Vec<_>>().join("+")
}

impl Exchanged {
    /// Findings of the reading of a sheet, told of the files from which it comes.
    #[must_use]
    pub fn told(&self, kind: SheetKind, findings: Vec<Finding>) -> Vec<Finding> {
        let Some(made) = self.sheets.get(&kind) else { return findings };
        let names: Vec<Arc<str>> = self.files.iter().map(|file| Arc::clone(&file.name)).collect();
        let own = Growing::file(kind);
        let tell = |finding: Finding| {
            if *finding.place.file == *own { made.origins.told(finding, &names) } else { finding }
        };
        let mut told: Vec<Finding> = findings.into_iter().map(tell).collect();
        told.sort();
        told
    }
}
