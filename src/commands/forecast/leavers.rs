//! People who will leave, as a file of their own says: it is for the days ahead alone and touches no answer of today.

use std::collections::BTreeMap;
use std::path::Path;

use crate::commands::recorded::LEAVERS;
use crate::files;
use crate::intake::{self, Leaver, Source};
use crate::model::{Day, Error, Finding, FindingCode, Place, Result, Roster};
use crate::report::FileRecord;

/// Who leaves when.
#[derive(Debug, Default)]
pub(in crate::commands) struct Leaving {
    file: String,
    of: BTreeMap<String, Leaver>,
    /// The as-at day: nobody has left on it whatever the file says, for its answers are those of staff.csv.
    as_at: Option<Day>,
    /// The file, if there is one.
    pub(in crate::commands) record: Option<FileRecord>,
}

/// Reads the file, if one is given.
pub(in crate::commands) fn read_leavers(path: Option<&Path>, as_at: Day) -> Result<Leaving> {
    let Some(path) = path else { return Ok(Leaving::default()) };
    let content = files::read(path)?.map_err(|finding| Error::Input(vec![finding]))?;
    let source = Source { name: &content.name, bytes: &content.bytes };
    let of = intake::leavers(source).map_err(Error::Input)?;
    let record = FileRecord {
        role: LEAVERS.to_owned(),
        file: content.name.clone(),
        blake3: content.hash,
        bytes: content.length,
    };
    Ok(Leaving { file: content.name, of, as_at: Some(as_at), record: Some(record) })
}

impl Leaving {
    /// Whether somebody has left on a day: their last day is before it.
    pub(in crate::commands) fn is_gone(&self, staff_id: &str, day: Day) -> bool {
        self.as_at != Some(day) && self.of.get(staff_id).is_some_and(|leaver| leaver.on < day)
    }

    /// Whether anybody leaves.
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Ids that nobody active has.
    pub(in crate::commands) fn findings(&self, roster: &Roster) -> Vec<Finding> {
        let unknown = self.of.iter().filter(|(id, _)| roster.find(id).is_none());
        unknown
            .map(|(id, leaver)| {
                let file = self.file.as_str().into();
                let place = Place { file, line: leaver.line, column: "staff_id".to_owned() };
                let message = "nobody active in the staff file has this id: nobody leaves";
                Finding::new(
                    FindingCode::StaffUnknown,
                    place,
                    id,
                    message,
                    "correct the id or remove the row",
                )
            })
            .collect()
    }
}
