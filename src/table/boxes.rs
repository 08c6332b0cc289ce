//! Box algebra, written once: intersection, containment, subtraction, and points that show a gap or an overlap.

use super::bits::RowSet;
use super::cell::Cell;

/// A box: for every axis the positions it spans. It holds the points of their product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    sides: Vec<RowSet>,
}

impl Region {
    /// The box of all points, from the length of every axis.
    #[must_use]
    pub fn whole(lengths: impl IntoIterator<Item = usize>) -> Self {
        Self { sides: lengths.into_iter().map(RowSet::all).collect() }
    }

    /// A box from its sides: the positions that it spans on every axis.
    #[must_use]
    pub fn new(sides: Vec<RowSet>) -> Self {
        Self { sides }
    }

    /// Its sides, one for every axis.
    #[must_use]
    pub fn sides(&self) -> &[RowSet] {
        &self.sides
    }

    /// The box of a row.
    #[must_use]
    pub fn of(row: &[Cell]) -> Self {
        Self { sides: row.iter().map(|cell| cell.bits().clone()).collect() }
    }

    /// Whether it holds no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sides.iter().any(RowSet::is_empty)
    }

    /// Whether it holds this point.
    #[must_use]
    pub fn holds(&self, point: &[u16]) -> bool {
        self.sides.len() == point.len()
            && self.sides.iter().zip(point).all(|(side, &position)| side.contains(usize::from(position)))
    }

    /// Its first point: on every axis the first position.
    #[must_use]
    pub fn witness(&self) -> Option<Vec<u16>> {
        self.sides.iter().map(|side| side.first().and_then(|position| u16::try_from(position).ok())).collect()
    }

    /// The box of the points of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut sides = self.sides.clone();
        for (side, theirs) in sides.iter_mut().zip(&other.sides) {
            side.intersect(theirs);
        }
        Self { sides }
    }

    /// Whether it holds every point of `other`.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.is_empty() || self.sides.iter().zip(&other.sides).all(|(side, theirs)| theirs.is_subset(side))
    }

    /// A point that both hold.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Option<Vec<u16>> {
        self.intersection(other).witness()
    }

    /// The points that `other` does not hold, as boxes that share none.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Vec<Self> {
        self.pieces_without(other).collect()
    }

    fn pieces_without(&self, other: &Self) -> impl Iterator<Item = Self> {
        let mut rest = self.clone();
        let mut column = 0;
        std::iter::from_fn(move || {
            while let Some(theirs) = other.sides.get(column) {
                let mut piece = rest.clone();
                let (outside, inside) = (piece.sides.get_mut(column)?, rest.sides.get_mut(column)?);
                outside.remove_all(theirs);
                inside.intersect(theirs);
                column += 1;
                if !piece.is_empty() {
                    return Some(piece);
                }
            }
            None
        })
    }

    fn meets(&self, other: &Self) -> bool {
        self.sides.iter().zip(&other.sides).all(|(side, theirs)| side.meets(theirs))
    }

    /// On how many axes `other` spans positions that this does not.
    fn sides_short_of(&self, other: &Self) -> usize {
        self.sides.iter().zip(&other.sides).filter(|(side, theirs)| !theirs.is_subset(side)).count()
    }

    /// On every axis drops positions that lie in the boxes of another position and maybe more: where such a
    /// position leaves a gap, so does the other.
    fn without_dominated(mut self, boxes: &[&Region]) -> Self {
        for (column, side) in self.sides.iter_mut().enumerate() {
            let mut kept: Vec<(usize, RowSet)> = Vec::new();
            for position in side.iter() {
                let holds =
                    |area: &Region| area.sides.get(column).is_some_and(|side| side.contains(position));
                let signature: RowSet = boxes
                    .iter()
                    .enumerate()
                    .filter(|(_, area)| holds(area))
                    .map(|(number, _)| number)
                    .collect();
                if !kept.iter().any(|(_, other)| other.is_subset(&signature)) {
                    kept.retain(|(_, other)| !signature.is_subset(other));
                    kept.push((position, signature));
                }
            }
            *side = kept.into_iter().map(|(position, _)| position).collect();
        }
        self
    }
}

/// A point of `space` that none of `boxes` holds; `None` if they cover it.
///
/// Exact. It takes the box that leaves the fewest ways out and looks in what each way out leaves, after dropping
/// what cannot matter; tables that are monotone are settled without any search.
#[must_use]
pub fn gap(space: &Region, boxes: &[&Region]) -> Option<Vec<u16>> {
    if space.is_empty() {
        return None;
    }
    let live: Vec<&Region> = boxes.iter().copied().filter(|area| area.meets(space)).collect();
    let space = space.clone().without_dominated(&live);
    let mut tightest: Option<(usize, &Region)> = None;
    for area in live.iter().copied().filter(|area| area.meets(&space)) {
        let ways_out = area.sides_short_of(&space);
        if ways_out == 0 {
            return None;
        }
        if tightest.is_none_or(|(fewest, _)| ways_out < fewest) {
            tightest = Some((ways_out, area));
        }
    }
    match tightest {
        None => space.witness(),
        Some((_, area)) => space.pieces_without(area).find_map(|piece| gap(&piece, &live)),
    }
}
