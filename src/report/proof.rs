//! The proof of one task as sections of lines: made once, then written as text or put on a page.

use std::fmt::Write;

/// What is said of one task, in the order in which it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// The first has no heading: title, answer, floor.
    pub(super) sections: Vec<Section>,
}

/// A stage, or another part of a proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    /// Words, this many spaces in.
    Text(usize, String),
    /// A fact: its name, its value.
    Fact(String, String),
    /// A row of the pack.
    Row {
        /// It decided; else it matched without deciding.
        decides: bool,
        id: String,
        /// What it puts out, and why.
        says: String,
        /// Where it comes from.
        source: String,
    },
}

impl Proof {
    /// Begins a section.
    pub(super) fn section(&mut self, heading: &str) {
        self.sections.push(Section { heading: heading.to_owned(), lines: Vec::new() });
    }

    /// Adds a line to the section that was begun last.
    pub(super) fn push(&mut self, line: Line) {
        if self.sections.is_empty() {
            self.sections.push(Section::default());
        }
        if let Some(section) = self.sections.last_mut() {
            section.lines.push(line);
        }
    }

    /// Adds words, each line of them in as far as its spaces say.
    pub(super) fn text(&mut self, content: &str) {
        for line in content.split('\n') {
            let words = line.trim_start_matches(' ');
            self.push(Line::Text(line.len() - words.len(), words.to_owned()));
        }
    }

    /// The proof for a terminal.
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        for section in &self.sections {
            if !section.heading.is_empty() {
                // writing into a string does not fail
                let _ = writeln!(text, "\n{}", section.heading);
            }
            for line in &section.lines {
                let _ = match line {
                    Line::Text(indent, words) => writeln!(text, "{:indent$}{words}", ""),
                    Line::Fact(name, value) => writeln!(text, "  {name:<24} {value}"),
                    Line::Row { decides, id, says, source } => {
                        let mark = if *decides { "*" } else { " " };
                        writeln!(text, "{mark} {id:<8} {says}\n             {source}")
                    }
                };
            }
        }
        text
    }
}
