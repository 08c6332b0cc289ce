//! Synthetic datasets of any size, in constant memory: every row can be worked out from the seed and its number alone.
//!
//! Nothing here knows files or a clock: a sheet is written to whatever takes bytes. Only whole numbers are used, so the
//! same options give the same bytes on every machine. Roles, registers and words are those of the pack in force.

mod calendar;
mod dirt;
mod draw;
mod holdings;
mod measures;
mod people;
mod plan;
mod readme;
mod sheets;
mod shuffle;
mod sizes;
mod spread;
mod staff;
mod tasks;
mod vocabulary;
mod weighted;
mod words;

use std::io::{self, Write};

pub use sizes::{Sizes, Wanted};

use crate::model::{Catalogue, Result};
use dirt::Dirt;
use draw::Stream;
use holdings::Holdings;
use plan::{Plan, Rows};
use shuffle::Shuffle;
use staff::Staff;
use tasks::Tasks;

/// What is to be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many of everything.
    pub sizes: Sizes,
    /// Another seed, other data.
    pub seed: u64,
    /// Rows of staff.csv and holdings.csv in no order, instead of a person's together.
    pub shuffled: bool,
    /// How many rows in a million of staff.csv, holdings.csv and tasks.csv are damaged.
    pub dirty: u64,
}

/// A sheet of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// staff.csv.
    Staff,
    /// competencies.csv.
    Competencies,
    /// links.csv.
    Links,
    /// tasks.csv.
    Tasks,
    /// holdings.csv.
    Holdings,
}

impl Sheet {
    /// All of them, in the order in which they are written.
    pub const ALL: [Sheet; 5] =
        [Sheet::Staff, Sheet::Competencies, Sheet::Links, Sheet::Tasks, Sheet::Holdings];

    /// The name of its file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Sheet::Staff => "staff.csv",
            Sheet::Competencies => "competencies.csv",
            Sheet::Links => "links.csv",
            Sheet::Tasks => "tasks.csv",
            Sheet::Holdings => "holdings.csv",
        }
    }
}

/// A dataset that can be written.
#[derive(Debug)]
pub struct Generator<'a> {
    options: Options,
    plan: Plan<'a>,
}

impl<'a> Generator<'a> {
    /// Prepares a dataset for the pack's roles and words, as at the day for which the pack was compiled.
    pub fn new(options: Options, catalogue: &'a Catalogue) -> Result<Self> {
        Ok(Self { options, plan: Plan::new(&options, catalogue)? })
    }

    /// Writes a sheet; gives the number of its rows, the header not counted.
    pub fn write(&self, sheet: Sheet, out: &mut dyn Write) -> io::Result<u64> {
        let plan = &self.plan;
        match sheet {
            Sheet::Competencies => sheets::competencies(&plan.vocabulary, out),
            Sheet::Links => {
                let words = &plan.catalogue.proficiencies;
                let highest = words.iter().last().unwrap_or_default();
                let competent = plan.catalogue.rank_word(plan.catalogue.policies.competent);
                sheets::links(plan.seed, &plan.vocabulary, (competent, highest), out)
            }
            Sheet::Staff => self.rows(&mut Staff::new(plan), Stream::StaffDirt, dirt::STAFF, out),
            Sheet::Holdings => self.rows(&mut Holdings::new(plan), Stream::HoldingsDirt, dirt::HOLDINGS, out),
            Sheet::Tasks => self.rows(&mut Tasks::new(plan), Stream::TasksDirt, dirt::TASKS, out),
        }
    }

    fn rows(
        &self,
        rows: &mut dyn Rows,
        stream: Stream,
        columns: dirt::Columns,
        out: &mut dyn Write,
    ) -> io::Result<u64> {
        // tasks keep their order, so that a shuffled dataset must give the very answers of the other
        let mixed = self.options.shuffled && stream != Stream::TasksDirt;
        let order = mixed.then(|| Shuffle::new(self.plan.seed, stream as u64, rows.number()));
        let dirt = Dirt::new(&self.plan, stream, columns, self.options.dirty);
        plan::write(rows, order.as_ref(), (self.options.dirty > 0).then_some(&dirt), out)
    }

    /// What the folder is, for whoever finds it: `written` is each file's name, rows and bytes.
    #[must_use]
    pub fn readme(&self, written: &[(String, u64, u64)]) -> String {
        readme::readme(&self.options, self.plan.catalogue, written)
    }
}

#[cfg(test)]
mod tests;
