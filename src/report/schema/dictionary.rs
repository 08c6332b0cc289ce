//! Tables as a page for people: the data dictionary.

use super::{Holds, TableShape};

/// Words of a closed list that are written out; a longer list is told by its first and their number.
const MOST: usize = 12;

/// The data dictionary, in Markdown; `pack` is the pack whose words it gives.
#[must_use]
pub fn dictionary(shapes: &[TableShape], pack: &str) -> Vec<u8> {
    let mut page = format!(
        "# Data dictionary\n\nEvery column of every table that skillmix reads and writes, made by `skillmix schema \
         --format markdown`. Roles, criteria and other words are those of\n{pack}. What becomes of faulty cells: \
         [datasets.md](datasets.md). Lists have `;` between.\n"
    );
    for (written, title) in [(false, "Read"), (true, "Written")] {
        let some: Vec<&TableShape> = shapes.iter().filter(|shape| shape.written == written).collect();
        if !some.is_empty() {
            page.extend(["\n## ", title, "\n"]);
        }
        for shape in some {
            page.push_str(&table(shape));
        }
    }
    page.into_bytes()
}

fn table(shape: &TableShape) -> String {
    let mut text = format!("\n### {}.csv\n\n{}", shape.name, shape.says);
    if !shape.key.is_empty() {
        text.extend([" Key: ", &shape.key.join(", "), "."]);
    }
    text.push_str("\n\n| column | holds | filled | meaning |\n|---|---|---|---|\n");
    for field in &shape.fields {
        let filled = if field.filled { "always" } else { "" };
        let row = [field.name.as_str(), &holds(&field.holds), filled, &field.says];
        text.extend(["| ", &row.map(|cell| cell.replace('|', "\\|")).join(" | "), " |\n"]);
    }
    text
}

fn holds(what: &Holds) -> String {
    match what {
        Holds::Text => "text".to_owned(),
        Holds::Whole(least, Some(most)) => format!("whole number, {least} to {most}"),
        Holds::Whole(least, None) => format!("whole number from {least}"),
        Holds::Number => "number, not negative".to_owned(),
        Holds::Day => "day, YYYY-MM-DD".to_owned(),
        Holds::Form(_, form) => (*form).to_owned(),
        Holds::List(of) => format!("list of {}", holds(of)),
        Holds::Word(words) => {
            let shown: Vec<String> = words.iter().take(MOST).map(|word| format!("`{word}`")).collect();
            let more = words.len().saturating_sub(MOST);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{}{more}", shown.join(", "))
        }
    }
}
