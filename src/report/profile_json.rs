//! What files are, for programs.

use serde_json::{Value, json};

use crate::model::{ColumnProfile, FileProfile, Lines, Remark};

/// `profile --json`.
#[must_use]
pub fn profile_json(files: &[FileProfile]) -> String {
    let files: Vec<Value> = files.iter().map(file).collect();
    format!("{:#}\n", json!({ "files": files }))
}

fn file(file: &FileProfile) -> Value {
    let text = file.text.as_ref().map(|text| {
        let [crlf, lf, cr] = text.line_ends;
        json!({
            "encoding": text.encoding,
            "byte_order_mark": text.bom,
            "lines_not_utf8": text.bad_lines,
            "first_not_utf8": text.first_bad,
            "lines_utf8_beyond_ascii": text.utf8_lines,
            "bytes_80_to_9f": text.c1_bytes,
            "bytes_a0_to_ff": text.high_bytes,
            "zero_bytes_even_odd": text.zero_bytes,
            "line_ends": { "crlf": crlf, "lf": lf, "cr": cr },
        })
    });
    let rows = &file.rows;
    json!({
        "file": file.file,
        "kind": file.kind,
        "bytes": file.bytes,
        "text": text,
        "delimiter": file.delimiter,
        "rows": {
            "rows": rows.rows,
            "blank": rows.blank,
            "ragged": lines(&rows.ragged),
            "quoting": lines(&rows.quoting),
            "encoding": lines(&rows.encoding),
            "broken": lines(&rows.broken),
            "totals": lines(&rows.totals),
            "headers_again": lines(&rows.headers),
            "duplicates": rows.duplicates,
            "duplicates_exact": rows.duplicates_exact,
        },
        "columns": file.columns.iter().map(column).collect::<Vec<_>>(),
        "remarks": file.remarks.iter().map(remark).collect::<Vec<_>>(),
    })
}

fn lines(lines: &Lines) -> Value {
    json!({ "count": lines.count, "first_lines": lines.first })
}

fn counted(list: &[(String, u64)]) -> Value {
    list.iter().map(|(value, rows)| json!({ "value": value, "rows": rows })).collect()
}

fn range(range: Option<&(String, String)>) -> Value {
    range.map_or(Value::Null, |(least, most)| json!({ "least": least, "most": most }))
}

fn column(column: &ColumnProfile) -> Value {
    let parts = &column.parts;
    json!({
        "header": column.header,
        "meaning": column.meaning,
        "confidence": column.confidence,
        "evidence": column.evidence,
        "personal": column.personal,
        "filled": column.filled,
        "blanks": column.blanks,
        "distinct": column.distinct,
        "distinct_exact": column.distinct_exact,
        "types": counted(&column.types),
        "lengths": { "least": column.lengths.0, "most": column.lengths.1 },
        "numbers": range(column.numbers.as_ref()),
        "days": range(column.days.as_ref()),
        "date_parts": {
            "first_above_12": parts.first_above,
            "second_above_12": parts.second_above,
            "either": parts.either,
            "same": parts.same,
            "two_digit_years": parts.short_years,
        },
        "top": counted(&column.top),
        "shapes": counted(&column.shapes),
        "remarks": column.remarks.iter().map(remark).collect::<Vec<_>>(),
    })
}

fn remark(remark: &Remark) -> Value {
    json!({
        "code": remark.code,
        "message": remark.message,
        "rows": remark.rows,
        "examples": counted(&remark.examples),
        "lines": remark.lines,
    })
}
