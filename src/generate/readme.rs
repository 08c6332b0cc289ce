//! README.md of a generated folder: that it is synthetic, and how to make it again.

use std::fmt::Write;

use super::Options;
use crate::model::Catalogue;

/// The text of README.md.
pub(super) fn readme(options: &Options, catalogue: &Catalogue, written: &[(String, u64, u64)]) -> String {
    let sizes = options.sizes;
    let mut text = String::from("# A synthetic dataset\n\n");
    text.push_str(
        "Everything here is invented by a program: no person, post, patient, place, site or instruction exists. It is for\n\
        trying, testing and measuring skillmix, and is no guidance on who should do what. Its proportions are assumptions;\n\
        only the shares of the levels follow a publication (NHS England headcount by band, June 2022).\n\n",
    );
    let damaged = match options.dirty {
        0 => "no row is damaged".to_owned(),
        share => format!("about {} of staff, holdings and tasks rows are damaged on purpose", decimal(share)),
    };
    let order = if options.shuffled { "in no order" } else { "grouped by person" };
    // writing to a String cannot fail
    let mut put = |line: String| {
        let _ = writeln!(text, "{line}");
    };
    put(format!("* As at {}, for the rules {}.", catalogue.as_at, catalogue.pack_label()));
    put(format!("* Seed {}; staff and holdings {order}; {damaged}.", options.seed));
    put("* The same options give the same bytes on every machine:\n\n```sh".to_owned());
    put(format!(
        "skillmix generate --staff {} --holdings {} --tasks {} --sites {} --competencies {} --seed {} --as-at {}{}{} --out DIR",
        sizes.staff,
        sizes.holdings,
        sizes.tasks,
        sizes.sites,
        sizes.competencies,
        options.seed,
        catalogue.as_at,
        if options.shuffled { " --shuffled" } else { "" },
        if options.dirty > 0 { format!(" --dirty {}", decimal(options.dirty)) } else { String::new() },
    ));
    put("```\n\n| file | rows | bytes |\n|---|---:|---:|".to_owned());
    for (name, rows, bytes) in written {
        put(format!("| `{name}` | {rows} | {bytes} |"));
    }
    text
}

/// Millionths as a decimal fraction.
fn decimal(millionths: u64) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
