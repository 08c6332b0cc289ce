//! Rule packs as DMN models: every rule table a decision, every column an input, an output or an annotation.

mod columns;
mod export;
mod import;

pub use columns::TABLES;
pub use export::export;
pub use import::{Imported, import};

/// A rule table as rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTable {
    /// Its name: `law`, `policy` and so on; its file has the ending `.csv` more.
    pub name: &'static str,
    /// Its columns.
    pub header: Vec<String>,
    /// Its rows, a cell for every column.
    pub rows: Vec<Vec<String>>,
}

impl RuleTable {
    /// The same with its columns in the order of another header; those that it does not have come last.
    #[must_use]
    pub fn in_order_of(&self, header: &[String]) -> Self {
        let place = |column: &String| header.iter().position(|known| known == column).unwrap_or(header.len());
        let mut order: Vec<usize> = (0..self.header.len()).collect();
        order.sort_by_key(|at| self.header.get(*at).map(place));
        let sorted = |row: &Vec<String>| order.iter().filter_map(|at| row.get(*at)).cloned().collect();
        Self { name: self.name, header: sorted(&self.header), rows: self.rows.iter().map(sorted).collect() }
    }
}
