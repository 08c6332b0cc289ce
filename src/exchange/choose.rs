//! Which files of a folder belong to which source of a mapping.

use super::mapping::ReadMapping;
use crate::exchange::mapping::Entry;
use crate::model::{Finding, FindingCode};

/// The names that each source takes, in the order of names. A pattern that takes none, and a name that two sources take,
/// are refused.
pub fn names_by_source(mapping: &ReadMapping, names: &[String]) -> Result<Vec<Vec<String>>, Vec<Finding>> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut findings = Vec::new();
    let mut chosen: Vec<Vec<String>> = Vec::new();
    for (number, source) in mapping.sources().iter().enumerate() {
        let place = || mapping.place_of(Entry::Source(number));
        let takes = |name: &str| source.files.iter().any(|pattern| fits(pattern, name));
        let own: Vec<String> = sorted.iter().filter(|name| takes(name)).map(|name| (*name).clone()).collect();
        for pattern in source.files.iter().filter(|pattern| !own.iter().any(|name| fits(pattern, name))) {
            let message = "the folder has no such file";
            let help = "check the name, and that the dataset's folder is the right one";
            findings.push(Finding::new(FindingCode::FileUnusable, place(), pattern, message, help));
        }
        for name in own.iter().filter(|name| chosen.iter().flatten().any(|taken| taken == *name)) {
            let message = "two sources of the mapping take this file";
            let help = "make the names of one of them narrower";
            findings.push(Finding::new(FindingCode::MappingFile, place(), name, message, help));
        }
        chosen.push(own);
    }
    if findings.is_empty() { Ok(chosen) } else { Err(findings) }
}

/// Whether a name is meant by a pattern: `*` stands for any letters, none included.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_letters() {
        for (pattern, name, expected) in [
            ("a.csv", "a.csv", true),
            ("a.csv", "a.csv.gz", false),
            ("a*.csv", "a.csv", true),
            ("a*.csv", "a-1.csv", true),
            ("*a*b*", "xaxbx", true),
            ("*ab*ab", "xab", false),
            ("*", "", true),
            ("*.csv", "a.CSV", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
