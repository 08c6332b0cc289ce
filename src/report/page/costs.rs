//! What the minutes of the three ways would cost at unit costs that somebody gave: arithmetic, line by line, and no saving.

use std::collections::{BTreeMap, BTreeSet};

use super::html::{Table, count, heading, list, number, paragraph, some, text};
use super::rows::TaskRow;
use super::{Report, skill_mix};
use crate::model::{Level, UnitCosts};

/// Thousandths of a minute a week by level, in each of the three ways.
type Sums = BTreeMap<Level, [u64; 3]>;

/// The three levels of a task that can be compared: all of them, and its minutes, are known.
fn compared(row: &TaskRow) -> Option<([Level; 3], u64)> {
    let now = row.now.map(|(_, level)| level);
    Some(([now?, row.level?, row.rules_allow()?], row.minutes?))
}

fn sums(rows: &[TaskRow]) -> Sums {
    let mut sums = Sums::new();
    for (levels, minutes) in rows.iter().filter_map(compared) {
        for (way, level) in levels.into_iter().enumerate() {
            if let Some(sum) = sums.entry(level).or_default().get_mut(way) {
                *sum = sum.saturating_add(minutes);
            }
        }
    }
    sums
}

/// The levels of which the costs say nothing, and whose minutes would have to be costed.
#[must_use]
pub fn uncosted(rows: &[TaskRow], costs: &UnitCosts) -> Vec<Level> {
    let used: BTreeSet<Level> = sums(rows).into_keys().collect();
    used.into_iter().filter(|level| !costs.of.contains_key(level)).collect()
}

/// The section, where somebody has said what an hour costs.
pub(super) fn write(report: &Report<'_>, body: &mut String) {
    let Some(costs) = report.costs else { return };
    heading(body, "What the minutes would cost, at the unit costs that were given");
    let sums = sums(report.rows);
    let tasks = count(report.rows.iter().filter(|row| compared(row).is_some()).count());
    paragraph(
        body,
        &format!(
            "<strong>Arithmetic on figures that somebody gave, not a saving.</strong> Unit costs: <code>{}</code>, BLAKE3 \
             <code>{}</code>. Compared are the {} of {} whose minutes and whose level in all three ways are known: those \
             done now, placed with today's people, and with a floor that the rules decide.",
            text(&costs.file),
            text(&costs.blake3),
            number(tasks),
            some(count(report.rows.len()), "task", "tasks")
        ),
    );
    if sums.is_empty() {
        return;
    }
    lines(costs, &sums, body);
    paragraph(body, "What this rests on:");
    list(body, &skill_mix::ASSUMPTIONS);
    list(body, &ASSUMPTIONS);
}

/// One line a level, then all, then the differences.
fn lines(costs: &UnitCosts, sums: &Sums, body: &mut String) {
    let mut totals = [(0_u64, 0_u128); 3];
    let mut rows = Vec::new();
    for (level, minutes) in sums {
        let Some(cost) = costs.of.get(level) else { continue };
        let mut row = vec![level.to_string(), pounds(u128::from(cost.pence)), text(&cost.source)];
        for (thousandths, total) in minutes.iter().zip(&mut totals) {
            let pence = pence(*thousandths, cost.pence);
            *total = (total.0.saturating_add(*thousandths), total.1.saturating_add(pence));
            row.extend([exact(*thousandths), pounds(pence)]);
        }
        rows.push(row);
    }
    let mut all = vec!["all".to_owned(), String::new(), "the lines above, added".to_owned()];
    all.extend(totals.iter().flat_map(|(minutes, pence)| [exact(*minutes), pounds(*pence)]));
    rows.push(all);
    let [(_, now), others @ ..] = totals;
    let mut less =
        vec!["a less this".to_owned(), String::new(), "the cost of a less that of b, of c".to_owned()];
    less.extend(["", ""].map(str::to_owned));
    less.extend(others.iter().flat_map(|(_, pence)| [String::new(), difference(now, *pence)]));
    rows.push(less);
    let heads = &[
        "Level",
        "#Cost of an hour",
        "Source",
        "#a Done now, minutes",
        "#a Cost",
        "#b Today's people, minutes",
        "#b Cost",
        "#c Rules alone, minutes",
        "#c Cost",
    ];
    let caption = "Minutes a week by level times the cost of an hour, by 60, each line rounded to the penny; the ways are those of \
         the table of minutes";
    Table { id: "costs", caption, heads, rows }.write(body);
}

/// Thousandths of a minute at pence an hour, rounded to the penny, halves up.
fn pence(thousandths: u64, an_hour: u64) -> u128 {
    (u128::from(thousandths) * u128::from(an_hour) + 30_000) / 60_000
}

/// Minutes, whole or with the decimals that they have.
fn exact(thousandths: u64) -> String {
    let whole = number(thousandths / 1_000);
    match thousandths % 1_000 {
        0 => whole,
        rest => format!("{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

fn pounds(pence: u128) -> String {
    format!("£{}.{:02}", number(pence / 100), pence % 100)
}

/// What is left of one sum after another is taken off; a minus where the other is more.
fn difference(of: u128, other: u128) -> String {
    let sign = if other > of { "-" } else { "" };
    format!("{sign}{}", pounds(of.abs_diff(other)))
}

const ASSUMPTIONS: [&str; 5] = [
    "the cost of an hour is what the file says, and its source is as the file names it: neither was checked;",
    "an hour of a level costs the same for everybody at it, at every site, at every time of the week;",
    "nobody's contract, hours or pay change: who is paid today is paid then, and no money is set free by a list of tasks;",
    "what somebody does with time that is set free has no value here, nor has what is then not done by somebody else;",
    "a task that is done below its floor today costs more at a level that the rules allow; the difference counts that too.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_to_the_penny() {
        // 90 minutes at £14.53: 21.795, halves up
        assert_eq!(pounds(pence(90_000, 1_453)), "£21.80");
        assert_eq!(pounds(pence(60_000, 1_453)), "£14.53");
        assert_eq!(pounds(pence(500, 6_000)), "£0.50");
        assert_eq!(pence(u64::MAX, u64::MAX), (u128::from(u64::MAX).pow(2) + 30_000) / 60_000);
        assert_eq!([exact(1_234_000), exact(12_500), exact(1)], ["1,234", "12.5", "0.001"]);
        assert_eq!([difference(250, 100), difference(100, 250)], ["£1.50", "-£1.50"]);
    }
}
