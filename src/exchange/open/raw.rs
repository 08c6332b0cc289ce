//! The row of a file that has no text of its own, as text.

/// Writes cells as a row of CSV over `raw`.
pub(super) fn as_csv<'c>(cells: impl IntoIterator<Item = &'c str>, raw: &mut Vec<u8>) {
    raw.clear();
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            raw.push(b',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            raw.push(b'"');
            raw.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            raw.push(b'"');
        } else {
            raw.extend_from_slice(cell.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut raw = b"before".to_vec();
        as_csv(["a", "b,c", "", "say \"x\""], &mut raw);
        assert_eq!(raw, b"a,\"b,c\",,\"say \"\"x\"\"\"");
    }
}
