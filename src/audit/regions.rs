//! Large boxes that make up a set of points, so that people can read it.

use crate::table::{Area, Diagrams, RowSet};

/// A box: for every column the values it spans.
pub(super) type Sides = Vec<RowSet>;

/// At most `most` boxes of an area, each as large as it can be, and how many points none of them has.
///
/// `free` are points that do not matter: boxes may run through them, so that fewer conditions remain to be read.
pub(super) fn regions(
    diagrams: &mut Diagrams,
    area: Area,
    free: Area,
    most: usize,
) -> (Vec<Sides>, Option<u128>) {
    let within = diagrams.either(area, free);
    let mut rest = diagrams.without(area, free);
    let mut list = Vec::new();
    while list.len() < most {
        let Some(point) = diagrams.point(rest) else { break };
        let (sides, made) = grown(diagrams, &point, within);
        rest = diagrams.without(rest, made);
        list.push(sides);
    }
    (list, diagrams.count(rest))
}

/// A box around a point that cannot grow in any column.
fn grown(diagrams: &mut Diagrams, point: &[u16], within: Area) -> (Sides, Area) {
    let mut sides: Sides = point.iter().map(|value| RowSet::from_iter([usize::from(*value)])).collect();
    let sizes = diagrams.sizes().to_vec();
    // later columns first: acts and measures that are not needed go before criteria are widened
    for (column, size) in sizes.iter().enumerate().rev() {
        let all = RowSet::all(*size);
        if fits(diagrams, &sides, column, &all, within) {
            set(&mut sides, column, all);
            continue;
        }
        for value in 0..*size {
            let mut wider = sides.get(column).cloned().unwrap_or_default();
            wider.insert(value);
            if fits(diagrams, &sides, column, &wider, within) {
                set(&mut sides, column, wider);
            }
        }
    }
    let made = area_of(diagrams, &sides);
    (sides, made)
}

fn fits(diagrams: &mut Diagrams, sides: &Sides, column: usize, values: &RowSet, within: Area) -> bool {
    let mut wider = sides.clone();
    set(&mut wider, column, values.clone());
    let area = area_of(diagrams, &wider);
    diagrams.is_within(area, within)
}

fn set(sides: &mut Sides, column: usize, values: RowSet) {
    if let Some(side) = sides.get_mut(column) {
        *side = values;
    }
}

/// From the last column to the first: every step adds one node above what is there.
fn area_of(diagrams: &mut Diagrams, sides: &Sides) -> Area {
    let mut area = Area::EVERYWHERE;
    for (column, values) in sides.iter().enumerate().rev() {
        if diagrams.sizes().get(column).is_some_and(|size| values.count() < *size) {
            let here = diagrams.column(column, values);
            area = diagrams.both(here, area);
        }
    }
    area
}
