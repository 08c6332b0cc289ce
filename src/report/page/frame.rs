//! The frame of every page: head, navigation, sections, and what stands at the foot of each.

use std::fmt::Write;

use super::html::text;
use super::script::{SCRIPT, STYLE, script_hash};
use super::told;
use crate::model::Catalogue;
use crate::report::Threshold;

/// A section of the report, which screens show as a page of its own.
pub(super) struct Section {
    /// Its place in the address (`skill-mix`).
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What stands in it, as HTML.
    pub(super) body: String,
}

/// A link of the navigation: address and words.
pub(super) type NavLink = (String, String);

/// A whole file; one that is to be shared says so above everything.
pub(super) fn file(
    (catalogue, share): (&Catalogue, Option<Threshold>),
    nav: &[NavLink],
    sections: &[Section],
    data: &str,
) -> String {
    let note = share.map(told::note).unwrap_or_default();
    let mut page = head(catalogue, share.is_some());
    page.push_str("<nav aria-label=\"Pages\"><ul>\n");
    for (address, words) in nav {
        // writing into a string does not fail
        let _ = writeln!(page, "<li><a href=\"{}\">{}</a></li>", text(address), text(words));
    }
    page.push_str("</ul></nav>\n<main id=\"main\" tabindex=\"-1\">\n");
    for Section { id, title, body } in sections {
        let _ = writeln!(
            page,
            "<section class=\"page\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n\
             <h2 id=\"{id}-title\" tabindex=\"-1\">{title}</h2>\n{note}{body}{}</section>",
            stamp(catalogue)
        );
    }
    let _ = write!(page, "</main>\n{data}<script>{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

fn head(catalogue: &Catalogue, shared: bool) -> String {
    let (hash, as_at) = (script_hash(), catalogue.as_at);
    let name = if shared { "Skill mix report, for sharing" } else { "Skill mix report" };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{hash}'; \
         style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{name}, as at {as_at}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header>\n<h1>{name}</h1>\n<p>As at {as_at}. {}</p>\n</header>\n",
        text(&catalogue.pack.title)
    )
}

/// What every page must say.
fn stamp(catalogue: &Catalogue) -> String {
    let mut stamp = format!(
        "<footer class=\"stamp\">\n<p>Rules: <code>{}</code>, as at {}.</p>\n",
        text(&catalogue.pack_label()),
        catalogue.as_at
    );
    for notice in catalogue.pack.notice.lines().filter(|line| !line.is_empty()) {
        // writing into a string does not fail
        let _ = writeln!(stamp, "<p>{}</p>", text(notice));
    }
    stamp.push_str(
        "<p>Eligible is not delegated: a registrant delegates, for this patient, this time.</p>\n</footer>\n",
    );
    stamp
}
