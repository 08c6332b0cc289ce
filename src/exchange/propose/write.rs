//! mapping.toml as text that a person likes to edit: one entry a line, evidence beside it, the same bytes for the same
//! proposals.

use std::fmt::Write;

use super::Draft;
use crate::exchange::mapping::{ColumnMap, DateOrder, EncodingName, LayoutName, SourceSpec, ValuePair};

const HEAD: &str = "\
# How the files named here become sheets of skillmix.
#
# Every entry with `confirmed = false` is a proposal, with how sure it is (percent) and on what it rests. Until somebody
# has looked at it and written `confirmed = true`, it does not count: rows that rest on it are refused, and told of.
# An entry without `confirmed` is confirmed. Mend `ours` where a proposal is wrong; take a line out and the value stays
# as it is. Lines that begin with `#` say what could not be proposed, with the rows concerned.
";

pub(super) fn text(draft: &Draft) -> String {
    let mut text = HEAD.to_owned();
    // writing to a String cannot fail
    let _ = writeln!(text, "\nversion = 1");
    if !draft.name.is_empty() {
        let _ = writeln!(text, "name = {}", quoted(&draft.name));
    }
    for source in &draft.sources {
        text.push_str("\n[[source]]\n");
        settings(&source.spec, &mut text);
        for note in &source.notes {
            let _ = writeln!(text, "# {}", one_line(note));
        }
        if !source.spec.columns.is_empty() {
            text.push_str("columns = [\n");
            for column in &source.spec.columns {
                let _ = writeln!(text, "  {},", column_of(column));
            }
            text.push_str("]\n");
        }
        for note in &source.column_notes {
            let _ = writeln!(text, "# {}", one_line(note));
        }
    }
    for values in &draft.values {
        map_of(values, &mut text);
    }
    text
}

fn map_of(values: &super::ValuesDraft, text: &mut String) {
    let field = quoted(&values.field);
    let indent = if values.pairs.is_empty() {
        let _ = writeln!(
            text,
            "\n# Nothing can be proposed for these words of {field}; pairs go into `map` under `[[values]]`:"
        );
        ""
    } else {
        let _ = write!(text, "\n[[values]]\nfield = {field}\nmap = [\n");
        "  "
    };
    for pair in &values.pairs {
        let _ = writeln!(text, "  {},", pair_of(pair));
    }
    for note in &values.notes {
        let _ = writeln!(text, "{indent}# {}", one_line(note));
    }
    if !values.pairs.is_empty() {
        text.push_str("]\n");
    }
}

fn settings(spec: &SourceSpec, text: &mut String) {
    let files: Vec<String> = spec.files.iter().map(|name| quoted(name)).collect();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("files", format!("[{}]", files.join(", ")));
    line("layout", quoted(layout(spec.layout)));
    if let Some(sheet) = &spec.sheet {
        line("sheet", quoted(sheet));
    }
    if let Some(encoding) = spec.encoding {
        line("encoding", quoted(encoding_word(encoding)));
    }
    if let Some(delimiter) = spec.delimiter {
        line("delimiter", quoted(&delimiter.to_string()));
    }
    if let Some(quotes) = spec.quotes {
        line("quotes", quotes.to_string());
    }
    if let Some(worksheet) = &spec.worksheet {
        line("worksheet", quoted(worksheet));
    }
    if spec.skip > 0 {
        line("skip", spec.skip.to_string());
    }
    if let Some(dates) = spec.dates {
        let word = match dates {
            DateOrder::DayMonthYear => "day-month-year",
            DateOrder::MonthDayYear => "month-day-year",
        };
        line("dates", quoted(word));
    }
    if let Some(from) = spec.two_digit_years_from {
        line("two_digit_years_from", from.to_string());
    }
    if let Some(serials) = spec.excel_serials {
        line("excel_serials", serials.to_string());
    }
    if !spec.pad.is_empty() {
        let pads: Vec<String> =
            spec.pad.iter().map(|(column, digits)| format!("{} = {digits}", quoted(column))).collect();
        line("pad", format!("{{ {} }}", pads.join(", ")));
    }
    if !spec.unread.is_empty() {
        let unread: Vec<String> = spec.unread.iter().map(|header| quoted(header)).collect();
        line("unread", format!("[{}]", unread.join(", ")));
    }
}

/// A layout's word.
pub(super) const fn layout(layout: LayoutName) -> &'static str {
    match layout {
        LayoutName::Table => "table",
        LayoutName::EsrCompetency => "esr-competency",
        LayoutName::EsrGo => "esr-go",
        LayoutName::EsrGo2 => "esr-go2",
        LayoutName::AscWdsWorker => "asc-wds-worker",
        LayoutName::AscWdsTraining => "asc-wds-training",
        LayoutName::MoodleFramework => "moodle-framework",
        LayoutName::Case => "case",
    }
}

/// An encoding's word.
pub(super) const fn encoding_word(encoding: EncodingName) -> &'static str {
    match encoding {
        EncodingName::Utf8 => "utf8",
        EncodingName::Windows1252 => "windows-1252",
        EncodingName::Utf16le => "utf16le",
        EncodingName::Utf16be => "utf16be",
    }
}

fn column_of(column: &ColumnMap) -> String {
    let mut parts = vec![format!("ours = {}", quoted(&column.ours))];
    if let Some(constant) = &column.constant {
        parts.push(format!("constant = {}", quoted(constant)));
    } else {
        let theirs: Vec<String> = column.theirs.iter().map(|name| quoted(name)).collect();
        parts.push(format!("theirs = [{}]", theirs.join(", ")));
    }
    evidence(column.confirmed, column.confidence, &column.evidence, &mut parts);
    format!("{{ {} }}", parts.join(", "))
}

fn pair_of(pair: &ValuePair) -> String {
    let mut parts = vec![format!("theirs = {}", quoted(&pair.theirs))];
    if let Some(ours) = &pair.ours {
        parts.push(format!("ours = {}", quoted(ours)));
    }
    if pair.leave_out {
        parts.push("leave_out = true".to_owned());
    }
    evidence(pair.confirmed, pair.confidence, &pair.evidence, &mut parts);
    format!("{{ {} }}", parts.join(", "))
}

fn evidence(confirmed: bool, confidence: Option<u8>, evidence: &str, parts: &mut Vec<String>) {
    if !confirmed {
        parts.push("confirmed = false".to_owned());
    }
    if let Some(confidence) = confidence {
        parts.push(format!("confidence = {confidence}"));
    }
    if !evidence.is_empty() {
        parts.push(format!("evidence = {}", quoted(evidence)));
    }
}

/// A basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A comment may not end its line.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
