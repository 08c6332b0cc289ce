//! What files are, for a terminal: at most 100 columns wide.

use std::fmt::Write;

use crate::model::{ColumnProfile, FileProfile, Lines, Remark};

/// Columns of a terminal.
const WIDTH: usize = 100;

/// Files with their columns, and what is odd about them.
#[must_use]
pub fn profile_text(files: &[FileProfile]) -> String {
    let mut text = String::new();
    for (number, file) in files.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        about(file, &mut text);
        columns(file, &mut text);
        odd(file, &mut text);
    }
    if files.iter().flat_map(|file| &file.columns).any(|column| !column.personal.is_empty()) {
        text.push_str("\n* personal: values are not shown, shapes are (--show-values shows them)\n");
    }
    text
}

/// Facts of a file, by name.
pub(super) fn facts(file: &FileProfile) -> Vec<(&'static str, String)> {
    let mut facts = vec![("kind", format!("{}, {} bytes", file.kind, file.bytes))];
    if let Some(text) = &file.text {
        let mark = if text.bom.is_empty() {
            "no byte order mark".to_owned()
        } else {
            format!("byte order mark {}", text.bom)
        };
        facts.push(("encoding", format!("{}, {mark}", text.encoding)));
        if text.bad_lines > 0 {
            let lines = Lines { count: text.bad_lines, first: text.first_bad.clone() };
            let value = format!(
                "{}; {} bytes 80-9F, {} bytes A0-FF, {} lines of UTF-8",
                many(&lines),
                text.c1_bytes,
                text.high_bytes,
                text.utf8_lines
            );
            facts.push(("not UTF-8", value));
        }
        let [crlf, lf, cr] = text.line_ends;
        let ends = [(crlf, "CR LF"), (lf, "LF"), (cr, "CR")].into_iter().filter(|(count, _)| *count > 0);
        let ends: Vec<String> = ends.map(|(count, name)| format!("{count} {name}")).collect();
        facts.push(("line ends", ends.join(", ")));
    }
    if !file.delimiter.is_empty() {
        facts.push(("delimiter", file.delimiter.clone()));
    }
    let rows = &file.rows;
    facts.push(("rows", rows.rows.to_string()));
    let about = if rows.duplicates_exact { "" } else { " (an estimate by a sample)" };
    for (name, value) in
        [("blank rows", rows.blank.to_string()), ("duplicates", format!("{}{about}", rows.duplicates))]
    {
        if !value.starts_with('0') {
            facts.push((name, value));
        }
    }
    for (name, lines) in [
        ("ragged", &rows.ragged),
        ("bad quotes", &rows.quoting),
        ("bad encoding", &rows.encoding),
        ("cells in error", &rows.broken),
        ("total rows", &rows.totals),
        ("header again", &rows.headers),
    ] {
        if lines.count > 0 {
            facts.push((name, many(lines)));
        }
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// `12, first on lines 3, 4`.
fn many(lines: &Lines) -> String {
    let first: Vec<String> = lines.first.iter().map(u64::to_string).collect();
    match first.len() {
        0 => lines.count.to_string(),
        1 => format!("{}, first on line {}", lines.count, first.join(", ")),
        _ => format!("{}, first on lines {}", lines.count, first.join(", ")),
    }
}

fn about(file: &FileProfile, text: &mut String) {
    // writing to a String cannot fail
    let _ = writeln!(text, "{}", plain(&file.file, WIDTH));
    for (name, value) in facts(file) {
        let _ = writeln!(text, "  {name:<13}{}", plain(&value, WIDTH - 15));
    }
}

fn columns(file: &FileProfile, text: &mut String) {
    if file.columns.is_empty() {
        return;
    }
    let _ =
        writeln!(text, "\n  {:<26}{:<26}{:<24}{:>9}{:>9}", "Column", "likely", "mostly", "distinct", "blank");
    for column in &file.columns {
        let star = if column.personal.is_empty() { "" } else { "*" };
        let name = format!("{}{star}", plain(&column.header, 24));
        let _ = writeln!(
            text,
            "  {name:<26}{:<26}{:<24}{:>9}{:>9}",
            plain(&likely(column), 25),
            plain(column.types.first().map_or("", |(words, _)| words), 23),
            distinct(column),
            column.blanks
        );
        for detail in details(column) {
            let _ = writeln!(text, "      {}", plain(&detail, WIDTH - 6));
        }
    }
}

/// `staff.role 85%`.
pub(super) fn likely(column: &ColumnProfile) -> String {
    if column.meaning.is_empty() {
        String::new()
    } else {
        format!("{} {}%", column.meaning, column.confidence)
    }
}

/// How many, with `~` where it is an estimate.
pub(super) fn distinct(column: &ColumnProfile) -> String {
    format!("{}{}", if column.distinct_exact { "" } else { "~" }, column.distinct)
}

/// What else there is to say of a column, a line each.
pub(super) fn details(column: &ColumnProfile) -> Vec<String> {
    let counted = |list: &[(String, u64)]| {
        list.iter()
            .map(|(value, rows)| format!("{} ({rows})", plain(value, 40)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut details = Vec::new();
    if column.types.len() > 1 {
        details.push(format!("types: {}", counted(&column.types)));
    }
    let mut ranges = Vec::new();
    if let Some((least, most)) = &column.numbers {
        ranges.push(format!("numbers {least} to {most}"));
    }
    if let Some((first, last)) = &column.days {
        ranges.push(format!("days {first} to {last}"));
    }
    if column.filled > 0 {
        ranges.push(format!("{} to {} letters", column.lengths.0, column.lengths.1));
    }
    if !ranges.is_empty() {
        details.push(ranges.join("; "));
    }
    if !column.top.is_empty() {
        let name = if column.top == column.shapes { "shapes" } else { "top" };
        details.push(format!("{name}: {}", counted(column.top.get(..4).unwrap_or(&column.top))));
    }
    if !column.personal.is_empty() {
        details.push(format!("personal: {}", column.personal));
    }
    details
}

/// Every remark of a file with the column that it is of; blank: the file.
pub(super) fn remarks(file: &FileProfile) -> Vec<(&str, &Remark)> {
    let of_file = file.remarks.iter().map(|remark| ("", remark));
    let of_columns =
        file.columns.iter().flat_map(|c| c.remarks.iter().map(|remark| (c.header.as_str(), remark)));
    of_file.chain(of_columns).collect()
}

/// A remark in a line.
pub(super) fn remark_line(remark: &Remark) -> String {
    let mut line = remark.message.clone();
    if remark.rows > 0 {
        let _ = write!(line, " ({} rows)", remark.rows);
    }
    let examples: Vec<String> =
        remark.examples.iter().map(|(value, rows)| format!("`{}` ({rows})", plain(value, 40))).collect();
    if !examples.is_empty() {
        let _ = write!(line, ": {}", examples.join(", "));
    }
    let lines: Vec<String> = remark.lines.iter().map(u64::to_string).collect();
    if !lines.is_empty() {
        let _ = write!(line, "; lines {}", lines.join(", "));
    }
    line
}

fn odd(file: &FileProfile, text: &mut String) {
    let remarks = remarks(file);
    if remarks.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n  Look at");
    for (column, remark) in remarks {
        let of = if column.is_empty() { String::new() } else { format!(" in `{}`", plain(column, 30)) };
        let _ = writeln!(text, "    {}{of}", remark.code);
        for line in wrapped(&remark_line(remark), WIDTH - 6) {
            let _ = writeln!(text, "      {line}");
        }
    }
}

/// A text without control characters, at most this many letters long.
pub(super) fn plain(value: &str, most: usize) -> String {
    let clean: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most + 1).collect();
    if clean.chars().count() > most {
        clean.chars().take(most.saturating_sub(2)).chain("..".chars()).collect()
    } else {
        clean
    }
}

/// Lines of at most this many letters, broken between words.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').map(|word| plain(word, most)) {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() {
            *last = word;
        } else if last.chars().count() + 1 + word.chars().count() <= most {
            last.push(' ');
            last.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}
