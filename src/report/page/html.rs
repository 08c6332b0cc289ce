//! Bits of HTML: escaping, numbers, tables.

use std::fmt::Write;

pub(super) use crate::report::words::grouped as number;

/// Text that no browser takes for markup.
pub(in crate::report) fn text(value: &str) -> String {
    let mut safe = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other if other.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// Thousandths of a minute as whole minutes.
pub(super) fn minutes(thousandths: u64) -> String {
    number(thousandths.saturating_add(500) / 1_000)
}

/// A length as a count.
pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// `1 task`, `2 tasks`.
pub(super) fn some(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

/// Rows of a table that are printed: the style sheet hides the others.
const PRINTED: usize = 200;

/// A table: its columns, and rows of cells that are HTML already. The first cell of a row names it.
pub(super) struct Table<'t> {
    /// Unique on the page.
    pub(super) id: &'t str,
    /// What it shows, as text.
    pub(super) caption: &'t str,
    /// Names of the columns; those that begin with `#` hold numbers.
    pub(super) heads: &'t [&'t str],
    /// The rows.
    pub(super) rows: Vec<Vec<String>>,
}

impl Table<'_> {
    /// Writes it, in a frame of its own that scrolls where the screen is narrow.
    pub(super) fn write(&self, page: &mut String) {
        let (id, caption) = (self.id, text(self.caption));
        // writing into a string does not fail
        let _ = write!(
            page,
            "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\n<table>\n\
             <caption id=\"{id}\">{caption}</caption>\n<thead><tr>"
        );
        for head in self.heads {
            let (class, name) = head.strip_prefix('#').map_or(("", *head), |name| (" class=\"n\"", name));
            let _ = write!(page, "<th scope=\"col\"{class}>{}</th>", text(name));
        }
        page.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            page.push_str("<tr>");
            for (at, (cell, head)) in row.iter().zip(self.heads).enumerate() {
                let class = if head.starts_with('#') { " class=\"n\"" } else { "" };
                let _ = match at {
                    0 => write!(page, "<th scope=\"row\"{class}>{cell}</th>"),
                    _ => write!(page, "<td{class}>{cell}</td>"),
                };
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tbody>\n</table>\n");
        if self.rows.len() > PRINTED {
            let _ = writeln!(
                page,
                "<p class=\"print\">Printed are the first {PRINTED} rows of {}; the page on a screen has all.</p>",
                number(count(self.rows.len()))
            );
        }
        page.push_str("</div>\n");
    }
}

/// A paragraph of HTML.
pub(super) fn paragraph(page: &mut String, html: &str) {
    // writing into a string does not fail
    let _ = writeln!(page, "<p>{html}</p>");
}

/// A heading within a section.
pub(super) fn heading(page: &mut String, words: &str) {
    // writing into a string does not fail
    let _ = writeln!(page, "<h3>{}</h3>", text(words));
}

/// A list of sentences.
pub(super) fn list(page: &mut String, items: &[&str]) {
    page.push_str("<ul>\n");
    for item in items {
        // writing into a string does not fail
        let _ = writeln!(page, "<li>{}</li>", text(item));
    }
    page.push_str("</ul>\n");
}

/// Text as a part of an address, as `encodeURIComponent` writes it.
pub(super) fn encoded(value: &str) -> String {
    let mut address = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // writing into a string does not fail
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands() {
        let shown: Vec<String> = [0, 12, 999, 1_000, 123_456, 1_234_567].map(number).into();
        assert_eq!(shown, ["0", "12", "999", "1,000", "123,456", "1,234,567"]);
        assert_eq!([minutes(499), minutes(500), minutes(1_499_999)], ["0", "1", "1,500"]);
    }

    #[test]
    fn cells_say_what_they_head() {
        let rows = vec![vec!["<b>a</b>".to_owned(), "1".to_owned()]];
        let mut page = String::new();
        Table { id: "t", caption: "A & B", heads: &["Name", "#Count"], rows }.write(&mut page);
        assert!(page.contains("<caption id=\"t\">A &amp; B</caption>"));
        assert!(page.contains("<th scope=\"col\" class=\"n\">Count</th>"));
        assert!(page.contains("<tr><th scope=\"row\"><b>a</b></th><td class=\"n\">1</td></tr>"));
    }
}
