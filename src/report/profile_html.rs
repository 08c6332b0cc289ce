//! What files are, as one page that needs nothing else: no script, no font, no image.

use std::fmt::Write;

use super::page::text;
use super::profile::{details, distinct, facts, likely, remark_line, remarks};
use crate::model::FileProfile;

const STYLE: &str = "body{font:16px/1.5 Arial,sans-serif;color:#212b32;background:#fff;margin:0 auto;max-width:70rem;padding:1rem}\
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:bold}\
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #aeb7bd;padding:.4rem}td.n{text-align:right}\
.scroll{overflow-x:auto}code{background:#f0f4f5}dt{font-weight:bold;float:left;clear:left;width:10rem}dd{margin-left:11rem}";

/// `profile --html`.
#[must_use]
pub fn profile_html(files: &[FileProfile]) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Profile of files</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Profile of files</h1>\n\
         <p>Columns marked personal show the shapes of their values, not the values, unless this was asked for.</p>\n"
    );
    for (number, file) in files.iter().enumerate() {
        section(file, number + 1, &mut page);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn section(file: &FileProfile, number: usize, page: &mut String) {
    // writing to a String cannot fail
    let _ = writeln!(
        page,
        "<section aria-labelledby=\"f{number}\">\n<h2 id=\"f{number}\">{}</h2>\n<dl>",
        text(&file.file)
    );
    for (name, value) in facts(file) {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", text(&value));
    }
    page.push_str("</dl>\n");
    if !file.columns.is_empty() {
        let _ = writeln!(
            page,
            "<div class=\"scroll\" role=\"region\" aria-labelledby=\"c{number}\" tabindex=\"0\">\n<table>\n\
             <caption id=\"c{number}\">Columns</caption>\n<thead><tr><th scope=\"col\">Column</th><th scope=\"col\">Likely</th>\
             <th scope=\"col\">Mostly</th><th scope=\"col\">Distinct</th><th scope=\"col\">Blank</th>\
             <th scope=\"col\">More</th></tr></thead>\n<tbody>"
        );
        for column in &file.columns {
            let more: Vec<String> = details(column).iter().map(|detail| text(detail)).collect();
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
                text(&column.header),
                text(&likely(column)),
                text(column.types.first().map_or("", |(words, _)| words)),
                distinct(column),
                column.blanks,
                more.join("<br>")
            );
        }
        page.push_str("</tbody>\n</table>\n</div>\n");
    }
    let remarks = remarks(file);
    if !remarks.is_empty() {
        page.push_str("<h3>Look at</h3>\n<ul>\n");
        for (column, remark) in remarks {
            let of =
                if column.is_empty() { String::new() } else { format!(" in <code>{}</code>", text(column)) };
            let _ = writeln!(
                page,
                "<li><strong>{}</strong>{of}: {}</li>",
                remark.code,
                text(&remark_line(remark))
            );
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ColumnProfile;

    #[test]
    fn nothing_of_the_data_becomes_markup() {
        let column =
            ColumnProfile { header: "<script>alert(1)</script>".to_owned(), ..ColumnProfile::default() };
        let file =
            FileProfile { file: "a&b\"<i>.csv".to_owned(), columns: vec![column], ..FileProfile::default() };
        let page = profile_html(&[file]);
        assert!(!page.contains("<script") && !page.contains("<i>") && page.contains("&lt;script&gt;"));
        assert!(page.contains("a&amp;b&quot;&lt;i&gt;.csv"));
    }
}
