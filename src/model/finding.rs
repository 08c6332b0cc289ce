//! Findings: everything wrong or notable in data, coded, placed, with the fix.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nothing was left out.
    Note,
    /// Something was read in the strict direction.
    Warning,
    /// A row or a value was refused.
    Error,
}

impl Severity {
    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Where a finding is: a file, and where known its line (from 1) and the name of its column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The line on which the row starts, from 1; 0 when the finding is about the whole file.
    pub line: u64,
    /// The column's header; blank when the finding is about the whole row.
    pub column: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// One thing found in the data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What kind.
    pub code: FindingCode,
    /// The value found.
    pub value: String,
    /// What is wrong, in a few words: lower case, no full stop.
    pub message: Cow<'static, str>,
    /// What to do about it.
    pub help: Cow<'static, str>,
}

impl Finding {
    /// A finding with its code's own severity.
    pub fn new(
        code: FindingCode,
        place: Place,
        value: impl Into<String>,
        message: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { place, code, value: value.into(), message: message.into(), help: help.into() }
    }

    /// How grave it is, by its code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}: {}", self.severity().word(), self.code.word(), self.place, self.message)?;
        if !self.value.is_empty() {
            write!(f, " `{}`", shorten(&self.value))?;
        }
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

/// A value short enough for a line of text.
fn shorten(value: &str) -> String {
    let clean: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(61).collect();
    if clean.chars().count() > 60 { clean.chars().take(57).chain("...".chars()).collect() } else { clean }
}

macro_rules! finding_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $severity:ident;)+) => {
        /// The kind of a finding. The word is stable: people filter on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[doc = $doc])+ $name,)+ }

        impl FindingCode {
            /// All codes, in order.
            pub const ALL: &'static [FindingCode] = &[$(FindingCode::$name,)+];

            /// The code as written in files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(FindingCode::$name => $word,)+ }
            }

            /// How grave a finding of this kind is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(FindingCode::$name => Severity::$severity,)+ }
            }
        }
    };
}

impl FindingCode {
    /// Whether it speaks of the data, whose values may be personal, and not of a pack or a model.
    #[must_use]
    pub fn is_of_data(self) -> bool {
        self < FindingCode::PackFile
    }
}

finding_codes! {
    /// A file that is not there, is a folder, or cannot be a table.
    FileUnusable = "file-unusable", Error;
    /// A required column that the header lacks.
    ColumnMissing = "column-missing", Error;
    /// The same header twice.
    ColumnRepeated = "column-repeated", Error;
    /// A column that nothing reads.
    ColumnUnknown = "column-unknown", Note;
    /// A column of the pack or of the format that the file does not have.
    ColumnAbsent = "column-absent", Note;
    /// A row with another number of cells than the header.
    RowRagged = "row-ragged", Error;
    /// Quotes that do not pair.
    RowQuoting = "row-quoting", Error;
    /// Bytes that are not UTF-8.
    RowEncoding = "row-encoding", Error;
    /// A row of a workbook with an error such as `#N/A` in a cell.
    RowBroken = "row-broken", Error;
    /// A byte order mark that says otherwise than the mapping.
    FileEncoding = "file-encoding", Note;
    /// More than one character may be the one between cells.
    DelimiterUnclear = "delimiter-unclear", Error;
    /// The same row again.
    RowDuplicate = "row-duplicate", Note;
    /// One key with two different rows.
    KeyConflict = "key-conflict", Error;
    /// Rows of one person that contradict each other.
    PersonConflict = "person-conflict", Error;
    /// A key cell that is blank.
    KeyBlank = "key-blank", Error;
    /// A word that the pack does not know.
    WordUnknown = "word-unknown", Error;
    /// A role that the pack does not know.
    RoleUnknown = "role-unknown", Error;
    /// A site at which nobody works.
    SiteUnknown = "site-unknown", Warning;
    /// A person who is not on the roster.
    StaffUnknown = "staff-unknown", Error;
    /// A competency that competencies.csv does not have.
    CompetencyUnknown = "competency-unknown", Error;
    /// A proficiency that the pack does not know.
    ProficiencyUnknown = "proficiency-unknown", Error;
    /// A task that tasks.csv does not have.
    TaskUnknown = "task-unknown", Error;
    /// A date that does not exist or is not written YYYY-MM-DD.
    DateBad = "date-bad", Error;
    /// Dates in the wrong order.
    DateOrder = "date-order", Error;
    /// A day after the as-at date where only the past makes sense.
    DateFuture = "date-future", Note;
    /// A number that is not one.
    NumberBad = "number-bad", Error;
    /// A status that says nothing; the row is not counted.
    StatusBlank = "status-blank", Warning;
    /// An authorisation or annotation without a date.
    EntryUndated = "entry-undated", Note;
    /// A post that needs a register or profession which its holder's row does not show.
    PostUnfilled = "post-unregistered", Warning;
    /// A field of practice that is not the post's.
    PostField = "post-field", Warning;
    /// An authority that contradicts the acts.
    AuthorityConflict = "authority-conflict", Error;
    /// A task without any requirement.
    RequiresNone = "requires-none", Warning;
    /// Requirements that cannot be read.
    RequiresUnknown = "requires-unknown", Error;
    /// A requirement below the pack's least proficiency, lifted.
    RequiresLifted = "requires-lifted", Note;
    /// A task instruction that says something else than `steps_established`.
    StepsDiffer = "steps-differ", Warning;
    /// A measure that the pack does not know.
    MitigationUnknown = "mitigation-unknown", Warning;
    /// A link that says two things.
    LinkConflict = "link-conflict", Error;
    /// A competency disabled because one of its prerequisites cannot be read.
    LinkDisables = "link-disables", Warning;
    /// Competencies that cover each other in a circle.
    CycleCovers = "cycle-covers", Error;
    /// Competencies that need each other in a circle.
    CyclePrerequisite = "cycle-prerequisite", Error;
    /// A panel decision that no longer binds.
    PanelVoid = "panel-void", Warning;
    /// A panel decision that binds and is looser than the rules.
    PanelLooser = "panel-looser", Warning;
    /// An expiry later than the competence lasts: the earlier end counts.
    ExpiryShortened = "expiry-shortened", Note;
    /// A source's own status that contradicts its dates.
    ComplianceDiffers = "compliance-differs", Warning;
    /// Several assignments of one person in one role at one site, counted as one.
    AssignmentsSummed = "assignments-summed", Note;
    /// A post whose title and grade name different bands: the grade counts.
    GradeDiffers = "grade-differs", Note;
    /// A file whose own count of its records, or name, is not what it holds.
    FileIncomplete = "file-incomplete", Error;
    /// Records of changes in place of a full snapshot.
    FileOfChanges = "file-of-changes", Error;
    /// A record of an unknown kind.
    RecordUnknown = "record-unknown", Error;
    /// A relation between competencies from which nothing follows here.
    RelationUnused = "relation-unused", Note;
    /// An input that is not the one that an earlier run read.
    InputChanged = "input-changed", Error;
    /// An output of a run that is not the one that it wrote.
    OutputChanged = "output-changed", Error;
    /// A pack file, key or table that is missing or wrong.
    PackFile = "pack-file", Error;
    /// A cell of a rule that cannot be read.
    RuleCell = "rule-cell", Error;
    /// A rule whose cell could let risk lower a stage.
    RuleMonotone = "rule-monotone", Error;
    /// A rule that contradicts the format.
    RuleShape = "rule-shape", Error;
    /// A rule or word without a source.
    RuleSource = "rule-source", Error;
    /// A relaxation that is not allowed or not complete.
    RuleRelaxes = "rule-relaxes", Error;
    /// A layer that would loosen the pack that it extends without a relaxation.
    LayerLoosens = "layer-loosens", Error;
    /// Facts for which the floor table is silent.
    RuleGap = "rule-gap", Error;
    /// A change that may only restrict loosens something: two tasks show it.
    RuleLoosens = "rule-loosens", Error;
    /// One more act loosens something, as it may where a row that relaxes another looks at acts: two tasks show it.
    ActLoosens = "act-loosens", Warning;
    /// A later stage undoes law or a veto: a task shows it.
    StageUndone = "stage-undone", Error;
    /// A rule that is another rule again.
    RuleIdentical = "rule-identical", Warning;
    /// A rule that says in other words what another says.
    RuleEquivalent = "rule-equivalent", Warning;
    /// A rule whose tasks another rule has too, to the same end.
    RuleSubsumed = "rule-subsumed", Warning;
    /// A rule that never decides because others always ask for more.
    RuleMasked = "rule-masked", Warning;
    /// A rule that can never fire.
    RuleNever = "rule-never", Warning;
    /// A role that passes for no task at all.
    RoleNever = "role-never", Warning;
    /// An act that no row looks at.
    ActUnused = "act-unused", Warning;
    /// Two rules that could be one.
    RulesMerge = "rules-merge", Note;
    /// A criterion at which no row looks.
    ColumnUnused = "column-unused", Note;
    /// A value that no row tells apart.
    ValueUnused = "value-unused", Note;
    /// A word of the pack for which no row asks.
    WordUnused = "word-unused", Note;
    /// Facts and a role of which a table says nothing; the strict default holds.
    StageSilent = "stage-silent", Note;
    /// Facts under which a stop lets nobody pass.
    StopClosed = "stop-closed", Note;
    /// A level that is the floor of no task.
    RungUnreachable = "rung-unreachable", Note;
    /// A rule that begins later.
    RuleLater = "rule-later", Note;
    /// A rule that has ended.
    RuleEnded = "rule-ended", Note;
    /// A rule of another jurisdiction.
    RuleElsewhere = "rule-elsewhere", Note;
    /// Rules that rest on a source nobody read, or law that rests on judgement.
    SourceUnread = "source-unread", Note;
    /// A restricting rule past its end that nothing replaces: it still binds.
    RuleExpired = "rule-expired", Warning;
    /// An act of law that no law row mentions: it admits nobody.
    ActUnlisted = "act-unlisted", Warning;
    /// A pack that nobody has approved, or whose review day has passed.
    PackUnapproved = "pack-unapproved", Note;
    /// A case of the pack that turns out otherwise than it says.
    CaseFailed = "case-failed", Error;
    /// A DMN file that is not sound XML, or is refused as such.
    DmnXml = "dmn-xml", Error;
    /// Something in a DMN model that is not supported.
    DmnUnsupported = "dmn-unsupported", Error;
    /// A DMN model that contradicts itself or the standard.
    DmnModel = "dmn-model", Error;
    /// A cell or literal of a DMN model that cannot be read.
    DmnCell = "dmn-cell", Error;
    /// Facts that do not fit a DMN model.
    DmnFacts = "dmn-facts", Error;
    /// An input of a DMN model that the facts do not have: it counts as null.
    DmnNull = "dmn-null", Note;
    /// Rules of a DMN table that match together and contradict each other.
    DmnHit = "dmn-hit", Error;
    /// A DMN model that is not a rule pack.
    DmnPack = "dmn-pack", Error;
    /// A mapping of somebody's files that cannot be read, or contradicts itself or the files.
    MappingFile = "mapping-file", Error;
    /// A job that cannot be read, contradicts itself, or names files that are not there.
    JobFile = "job-file", Error;
    /// A proposal of a mapping that nobody has confirmed: what rests on it is not used.
    MappingUnconfirmed = "mapping-unconfirmed", Warning;
    /// A numeric date whose day and month cannot be told apart.
    DateAmbiguous = "date-ambiguous", Error;
    /// A code that a spreadsheet seems to have turned into a number or a date.
    ValueMangled = "value-mangled", Error;
    /// Codes that differ only by case or by zeros in front; they stay different.
    CodeTwin = "code-twin", Warning;
    /// Rows that are none of ours and were set aside, counted.
    RowsAside = "rows-aside", Note;
    /// A column that may hold personal data and was dropped at the door.
    ColumnPersonal = "column-personal", Note;
    /// A mended row whose original is not there, or not what it was.
    FixedStale = "fixed-stale", Error;
    /// Two mended rows for one original.
    FixedTwice = "fixed-twice", Error;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let mut words: Vec<&str> = FindingCode::ALL.iter().map(|c| c.word()).collect();
        words.sort_unstable();
        let before = words.len();
        words.dedup();
        assert_eq!(before, words.len());
    }
}
