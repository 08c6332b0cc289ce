//! The file of unit costs: level, cost of an hour, source. One fault refuses the file, for half of it would give a wrong sum.

use std::collections::BTreeMap;

use super::Source;
use super::log::Problem;
use super::reading::{Layout, Row, Table};
use crate::model::{Finding, FindingCode, Level, UnitCost};

const LAYOUT: Layout<'_> = Layout {
    required: &["level", "cost_per_hour", "source"],
    optional: &[],
    filled: &["level", "cost_per_hour", "source"],
    key: 1,
    guarded: &[],
    silent: &[],
};

/// The most pence that an hour may cost.
const MOST: u64 = 1_000_000;

/// Reads unit costs by level. Any finding at all refuses the file: also a column that nothing reads, or a row twice.
pub fn unit_costs(source: Source<'_>) -> Result<BTreeMap<Level, UnitCost>, Vec<Finding>> {
    let (table, mut log) = Table::open(source, &LAYOUT)?;
    let mut costs = BTreeMap::new();
    for row in table.rows() {
        let level = log.or_reject(row, "level", level(row.cell("level")));
        let pence = log.or_reject(row, "cost_per_hour", pence(row));
        if let (Some(level), Some(pence)) = (level, pence) {
            costs.insert(level, UnitCost { pence, source: row.cell("source").to_owned() });
        }
    }
    let findings = log.close(&table).findings;
    if findings.is_empty() { Ok(costs) } else { Err(findings) }
}

/// A blank cell has been refused already.
fn level(text: &str) -> Result<Option<Level>, Problem<'static>> {
    if text.is_empty() {
        return Ok(None);
    }
    let level = Level::all().find(|level| level.to_string() == text);
    let unlike = || {
        Problem::new(FindingCode::NumberBad, text, "no such level", "write a Career Framework level, 1 to 9")
    };
    level.map(Some).ok_or_else(unlike)
}

/// Pounds with at most two decimals, as pence.
fn pence(row: Row<'_>) -> Result<Option<u64>, Problem<'static>> {
    let text = row.cell("cost_per_hour");
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let written = digits(whole) && digits(decimals) && decimals.len() <= 2;
    let pence: Option<u64> = format!("{whole}{decimals:0<2}").parse().ok();
    pence.filter(|pence| written && (1..=MOST).contains(pence)).map(Some).ok_or_else(|| {
        let help =
            "write pounds as 14.53: digits, a point, at most two decimals; more than 0, at most 10,000";
        Problem::new(FindingCode::NumberBad, text, "no cost of an hour", help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<Level, UnitCost>, Vec<String>> {
        let read = unit_costs(Source { name: "costs.csv", bytes: text.as_bytes() });
        read.map_err(|findings| findings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn pounds_are_read_exactly() {
        let costs =
            read("level,cost_per_hour,source\n3,14.53,a list\n4,15,a list\n5,20.5,another\n").unwrap();
        let pence: Vec<(String, u64)> =
            costs.iter().map(|(level, cost)| (level.to_string(), cost.pence)).collect();
        assert_eq!(pence, [("3".to_owned(), 1_453), ("4".to_owned(), 1_500), ("5".to_owned(), 2_050)]);
    }

    #[test]
    fn one_fault_refuses_the_file_and_says_where() {
        for (text, place) in [
            ("level,cost_per_hour,source\n3,14.53,\n", "costs.csv:2:source"),
            ("level,cost_per_hour,source\n3,14.533,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,-1,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,0,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,.5,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,1.,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,\"1,000\",x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n3,£14,x\n", "costs.csv:2:cost_per_hour"),
            ("level,cost_per_hour,source\n10,14,x\n", "costs.csv:2:level"),
            ("level,cost_per_hour,source\n03,14,x\n", "costs.csv:2:level"),
            ("level,cost_per_hour,source\n3,14,x\n3,15,x\n", "costs.csv:2"),
            ("level,cost_per_hour,source\n3,14,x\n3,14,x\n", "costs.csv:3"),
            ("level,cost_per_hour,source\n3,14\n", "costs.csv:2"),
            ("level,cost_per_hour,source,note\n3,14,x,y\n", "costs.csv:note"),
            ("level,cost_per_hours,source\n3,14,x\n", "costs.csv:cost_per_hour"),
        ] {
            let findings = read(text).unwrap_err();
            assert!(findings.iter().any(|finding| finding.contains(place)), "{text}: {findings:?}");
        }
    }
}
