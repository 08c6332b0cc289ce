//! Several assignments of one person in one role at one site: one row, whose whole-time equivalent is their sum.

use super::super::layout::{Aside, Draft, DraftCell, Sink};
use super::common::{cell, problem, told};
use super::people::{Dealer, Post};
use crate::model::{FindingCode, Result, SheetKind};

/// Decimal places that are counted.
const PLACES: usize = 6;
const ONE: u64 = 1_000_000;

/// Gives assignments of one person, role and site their fate. Those that differ in more than working time all pass, so
/// that their contradiction is seen.
pub(super) fn deal(dealer: &Dealer<'_>, posts: Vec<Post<'_>>, sink: &mut dyn Sink) -> Result<()> {
    let posts = distinct(posts, sink)?;
    let posts = active(dealer, posts, sink)?;
    let [first, others @ ..] = posts.as_slice() else { return Ok(()) };
    let sum = if others.is_empty() { None } else { sum(&posts) };
    let Some(sum) = sum else {
        for post in &posts {
            sink.pass(post.held.at(), &[draft(post.cells.clone())])?;
        }
        return Ok(());
    };
    let mut cells = first.cells.clone();
    if let Some(wte) = cells.iter_mut().find(|cell| cell.ours == "wte") {
        *wte = cell("wte", sum, wte.theirs.clone());
    }
    let staff = cells.iter().find(|cell| cell.ours == "staff_id").map_or("", |cell| &cell.value);
    let message = format!("{} assignments in one role at one site are one row", posts.len());
    let help = "their whole-time equivalents are added up; nothing needs to be done";
    let noted = problem(FindingCode::AssignmentsSummed, "", staff, message, help);
    sink.note(told(dealer.file(first.held), first.held.row.line, noted));
    sink.pass(first.held.at(), &[draft(cells)])?;
    for other in others {
        sink.set_aside(other.held.at(), Aside::Joined, "assignment added to another")?;
    }
    Ok(())
}

fn draft(cells: Vec<DraftCell<'_>>) -> Draft<'_> {
    Draft { sheet: SheetKind::Staff, cells }
}

/// The same record again is no second assignment.
fn distinct<'r>(posts: Vec<Post<'r>>, sink: &mut dyn Sink) -> Result<Vec<Post<'r>>> {
    let mut kept: Vec<Post<'r>> = Vec::new();
    for post in posts {
        if kept.iter().any(|before| before.held.row.cells == post.held.row.cells) {
            sink.set_aside(post.held.at(), Aside::Duplicate, "record again")?;
        } else {
            kept.push(post);
        }
    }
    Ok(kept)
}

/// Beside an active assignment others in the same role at the same site say nothing.
fn active<'r>(dealer: &Dealer<'_>, posts: Vec<Post<'r>>, sink: &mut dyn Sink) -> Result<Vec<Post<'r>>> {
    let is_active = |post: &Post<'_>| {
        post.cells.iter().any(|cell| cell.ours == "status" && dealer.word("status", &cell.value) == "active")
    };
    if !posts.iter().any(is_active) {
        return Ok(posts);
    }
    let (active, others): (Vec<_>, Vec<_>) = posts.into_iter().partition(is_active);
    for other in others {
        let why = "assignment that is not active, beside one that is";
        sink.set_aside(other.held.at(), Aside::OutOfScope, why)?;
    }
    Ok(active)
}

/// The sum of their whole-time equivalents, blank if one is blank; none if they differ in anything else, or one is no number.
fn sum(posts: &[Post<'_>]) -> Option<String> {
    let rest = |post: &Post<'_>| -> Vec<String> {
        let others = post.cells.iter().filter(|cell| cell.ours != "wte");
        others.map(|cell| cell.value.to_string()).collect()
    };
    let first = rest(posts.first()?);
    if posts.iter().any(|post| rest(post) != first) {
        return None;
    }
    let wte = |post: &Post<'_>| {
        post.cells.iter().find(|cell| cell.ours == "wte").map_or(String::new(), |cell| cell.value.to_string())
    };
    let all: Vec<String> = posts.iter().map(wte).collect();
    if all.iter().any(String::is_empty) {
        return Some(String::new());
    }
    let mut total: u64 = 0;
    for text in &all {
        total = total.checked_add(parse(text)?)?;
    }
    Some(write(total))
}

/// A decimal number in millionths.
fn parse(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > PLACES {
        return None;
    }
    let part: u64 = format!("{part:0<PLACES$}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(ONE)?.checked_add(part)
}

fn write(millionths: u64) -> String {
    let text = format!("{}.{:0>PLACES$}", millionths / ONE, millionths % ONE);
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_add_up_exactly() {
        for (text, back) in [("0.6", "0.6"), ("1", "1.0"), ("0.30", "0.3"), ("12.000001", "12.000001")] {
            assert_eq!(write(parse(text).unwrap()), back);
        }
        assert_eq!(write(parse("0.1").unwrap() + parse("0.2").unwrap()), "0.3");
        for text in ["", "-1", "1e3", ".5", "5.", "0.1234567", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
