//! Rows to CSV bytes, safe to open in a spreadsheet.

/// A CSV table being written: comma, LF, quotes where needed.
#[derive(Debug)]
pub struct Table {
    writer: csv::Writer<Vec<u8>>,
    guard: bool,
}

impl Table {
    /// A table with this header. With `guard`, a cell that a spreadsheet would run as a formula gets a leading `'`.
    #[must_use]
    pub fn new<'a>(header: impl IntoIterator<Item = &'a str>, guard: bool) -> Self {
        let mut this = Self::headless(guard);
        this.row(header);
        this
    }

    /// Rows for a table whose header stands elsewhere.
    #[must_use]
    pub fn headless(guard: bool) -> Self {
        Self { writer: csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()), guard }
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let guard = self.guard;
        let cells = cells.into_iter().map(|cell| if guard { plain_cell(cell) } else { cell.to_owned() });
        // INVARIANT: writing into memory does not fail, and the row's width is free
        let written = self.writer.write_record(cells);
        debug_assert!(written.is_ok());
    }

    /// The bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// Adds a cell to a row whose cells have this character between them: in quotes where it needs them, as it is otherwise.
pub fn push_cell(row: &mut Vec<u8>, cell: &str, delimiter: char) {
    let quoted = cell.contains([delimiter, '"', '\n', '\r'])
        || cell.starts_with([' ', '\t'])
        || cell.ends_with([' ', '\t']);
    if !quoted {
        row.extend_from_slice(cell.as_bytes());
        return;
    }
    row.push(b'"');
    for (number, part) in cell.split('"').enumerate() {
        row.extend_from_slice(if number > 0 { b"\"\"" } else { b"" });
        row.extend_from_slice(part.as_bytes());
    }
    row.push(b'"');
}

/// What a formula begins with.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet runs: one that begins like a formula gets a leading `'`.
#[must_use]
pub fn plain_cell(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell without the `'` that [`plain_cell`] gave it.
#[must_use]
pub fn without_guard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_need_it() {
        let written = |cell: &str, delimiter| {
            let mut row = Vec::new();
            push_cell(&mut row, cell, delimiter);
            String::from_utf8(row).unwrap()
        };
        for (cell, expected) in
            [("", ""), ("a;b", "a;b"), ("a,b", "\"a,b\""), ("\"a\"", "\"\"\"a\"\"\""), ("a\nb", "\"a\nb\"")]
        {
            assert_eq!(written(cell, ','), expected);
        }
        assert_eq!(written("a;b", ';'), "\"a;b\"");
    }

    #[test]
    fn guards_formulas_and_quotes_commas() {
        let mut table = Table::new(["a", "b"], true);
        table.row(["=1+1", "x, y"]);
        assert_eq!(table.finish(), b"a,b\n'=1+1,\"x, y\"\n");
        for (cell, guarded) in [("=1", "'=1"), ("-", "'-"), ("'tis", "'tis"), ("", "")] {
            assert_eq!(plain_cell(cell), guarded);
            assert_eq!(without_guard(guarded), cell);
        }
    }
}
