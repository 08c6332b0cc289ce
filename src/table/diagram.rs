//! Sets of points as decision diagrams: exact where points are too many to count and boxes too many to list.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::bits::RowSet;

/// A set of points: a number in the [`Diagrams`] that made it. Equal sets have equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(u32);

impl Area {
    /// No point.
    pub const NOWHERE: Area = Area(0);
    /// Every point.
    pub const EVERYWHERE: Area = Area(1);

    /// Whether it holds no point.
    #[must_use]
    pub fn is_nowhere(self) -> bool {
        self == Self::NOWHERE
    }
}

/// All sets over the same columns. A node asks for a column's value; equal nodes are one.
#[derive(Debug)]
pub struct Diagrams {
    sizes: Vec<usize>,
    nodes: Vec<Node>,
    unique: HashMap<Box<[u32]>, u32, Quick>,
    made: HashMap<(Op, u32, u32), u32, Quick>,
    inside: HashMap<(u32, u32), bool, Quick>,
    given: HashMap<(u32, usize, usize), u32, Quick>,
}

#[derive(Debug, Clone)]
struct Node {
    column: usize,
    children: Box<[u32]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    Both,
    Either,
    Without,
}

impl Diagrams {
    /// Over columns of so many values each; earlier columns are asked first.
    #[must_use]
    pub fn new(sizes: Vec<usize>) -> Self {
        let end = Node { column: sizes.len(), children: Box::default() };
        Self {
            sizes,
            nodes: vec![end.clone(), end],
            unique: HashMap::default(),
            made: HashMap::default(),
            inside: HashMap::default(),
            given: HashMap::default(),
        }
    }

    /// How many values every column has.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The points whose value in one column is one of these.
    pub fn column(&mut self, column: usize, values: &RowSet) -> Area {
        let size = self.sizes.get(column).copied().unwrap_or(0);
        self.node(column, (0..size).map(|value| u32::from(values.contains(value))).collect())
    }

    /// The points of both.
    pub fn both(&mut self, a: Area, b: Area) -> Area {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        self.apply(Op::Both, a, b)
    }

    /// The points of either.
    pub fn either(&mut self, a: Area, b: Area) -> Area {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        self.apply(Op::Either, a, b)
    }

    /// The points of the first that the second does not have.
    pub fn without(&mut self, a: Area, b: Area) -> Area {
        self.apply(Op::Without, a, b)
    }

    /// The points that it does not have.
    pub fn not(&mut self, a: Area) -> Area {
        self.without(Area::EVERYWHERE, a)
    }

    /// The points of any of them. Pairs are joined first, so that a long list does not drag one large set along.
    pub fn any(&mut self, areas: impl IntoIterator<Item = Area>) -> Area {
        self.folded(areas, Self::either).unwrap_or(Area::NOWHERE)
    }

    /// The points of all of them.
    pub fn all(&mut self, areas: impl IntoIterator<Item = Area>) -> Area {
        self.folded(areas, Self::both).unwrap_or(Area::EVERYWHERE)
    }

    fn folded(
        &mut self,
        areas: impl IntoIterator<Item = Area>,
        join: impl Fn(&mut Self, Area, Area) -> Area,
    ) -> Option<Area> {
        let mut areas: Vec<Area> = areas.into_iter().collect();
        areas.sort_unstable();
        areas.dedup();
        while areas.len() > 1 {
            areas = areas
                .chunks(2)
                .map(|pair| match *pair {
                    [a, b] => join(self, a, b),
                    _ => pair.first().copied().unwrap_or(Area::NOWHERE),
                })
                .collect();
        }
        areas.pop()
    }

    /// Whether every point of `a` is one of `b`.
    pub fn is_within(&mut self, a: Area, b: Area) -> bool {
        if a == b || a == Area::NOWHERE || b == Area::EVERYWHERE {
            return true;
        }
        if b == Area::NOWHERE || a == Area::EVERYWHERE {
            return false;
        }
        if let Some(known) = self.inside.get(&(a.0, b.0)) {
            return *known;
        }
        let column = self.top(a).min(self.top(b));
        let inside = (0..self.size(column))
            .all(|value| self.is_within(self.at(a, column, value), self.at(b, column, value)));
        self.inside.insert((a.0, b.0), inside);
        inside
    }

    /// The points that are in the set with this value in the column; the column then no longer matters.
    pub fn given(&mut self, area: Area, column: usize, value: usize) -> Area {
        let key = (area.0, column, value);
        if let Some(known) = self.given.get(&key) {
            return Area(*known);
        }
        let given = self.given_from(area, column, value, &mut HashMap::default());
        self.given.insert(key, given.0);
        given
    }

    fn given_from(
        &mut self,
        area: Area,
        column: usize,
        value: usize,
        known: &mut HashMap<u32, u32, Quick>,
    ) -> Area {
        let top = self.top(area);
        if top >= column {
            return self.at(area, column, value);
        }
        if let Some(known) = known.get(&area.0) {
            return Area(*known);
        }
        let children = (0..self.size(top)).map(|at| {
            let child = self.at(area, top, at);
            self.given_from(child, column, value, known).0
        });
        let children = children.collect();
        let made = self.node(top, children);
        known.insert(area.0, made.0);
        made
    }

    /// Whether with a point it has every point whose value in this column is greater.
    pub fn is_upward_closed(&mut self, area: Area, column: usize) -> bool {
        self.is_closed(area, column, |low, high| (low, high))
    }

    /// Whether with a point it has every point whose value in this column is less.
    pub fn is_downward_closed(&mut self, area: Area, column: usize) -> bool {
        self.is_closed(area, column, |low, high| (high, low))
    }

    /// Every node is asked once.
    fn is_closed(&mut self, area: Area, column: usize, order: impl Fn(Area, Area) -> (Area, Area)) -> bool {
        let mut seen = std::collections::HashSet::<u32, Quick>::default();
        let mut rest = vec![area];
        while let Some(area) = rest.pop() {
            let top = self.top(area);
            if top > column || !seen.insert(area.0) {
                continue;
            }
            let children: Vec<Area> = (0..self.size(top)).map(|value| self.at(area, top, value)).collect();
            if top < column {
                rest.extend(children);
            } else {
                for pair in children.windows(2) {
                    let [low, high] = *pair else { continue };
                    let (one, other) = order(low, high);
                    if !self.is_within(one, other) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Its first point: at every column the lowest value that leads to one.
    #[must_use]
    pub fn point(&self, area: Area) -> Option<Vec<u16>> {
        if area.is_nowhere() {
            return None;
        }
        let mut here = area;
        let mut point = Vec::with_capacity(self.sizes.len());
        for (column, size) in self.sizes.iter().enumerate() {
            let value = (0..*size).find(|value| !self.at(here, column, *value).is_nowhere())?;
            here = self.at(here, column, value);
            point.push(u16::try_from(value).ok()?);
        }
        Some(point)
    }

    /// Whether it holds a point.
    #[must_use]
    pub fn holds(&self, area: Area, point: &[u16]) -> bool {
        let end = point
            .iter()
            .enumerate()
            .fold(area, |here, (column, value)| self.at(here, column, usize::from(*value)));
        end == Area::EVERYWHERE
    }

    /// How many points it holds; `None` beyond 128 bits.
    #[must_use]
    pub fn count(&self, area: Area) -> Option<u128> {
        if area.is_nowhere() {
            return Some(0);
        }
        let mut known: HashMap<u32, Option<u128>, Quick> = HashMap::default();
        let below = self.count_from(area, &mut known);
        below?.checked_mul(self.product(0, self.top(area))?)
    }

    fn count_from(&self, area: Area, known: &mut HashMap<u32, Option<u128>, Quick>) -> Option<u128> {
        let top = self.top(area);
        if top == self.sizes.len() {
            return Some(u128::from(area == Area::EVERYWHERE));
        }
        if let Some(known) = known.get(&area.0) {
            return *known;
        }
        let mut total = Some(0u128);
        for value in 0..self.size(top) {
            let child = self.at(area, top, value);
            let below = self.count_from(child, known);
            let free = self.product(top + 1, self.top(child));
            let part = below.zip(free).and_then(|(below, free)| below.checked_mul(free));
            total = total.zip(part).and_then(|(total, part)| total.checked_add(part));
        }
        known.insert(area.0, total);
        total
    }

    /// How many points the columns from one up to another have.
    fn product(&self, from: usize, to: usize) -> Option<u128> {
        let mut sizes = self.sizes.iter().take(to).skip(from);
        sizes.try_fold(1u128, |product, size| product.checked_mul(u128::try_from(*size).ok()?))
    }

    fn apply(&mut self, op: Op, a: Area, b: Area) -> Area {
        let (nowhere, everywhere) = (Area::NOWHERE, Area::EVERYWHERE);
        match op {
            Op::Both if a == nowhere || b == nowhere => return nowhere,
            Op::Both if a == everywhere || a == b => return b,
            Op::Both if b == everywhere => return a,
            Op::Either if a == everywhere || b == everywhere => return everywhere,
            Op::Either if a == nowhere || a == b => return b,
            Op::Without if a == nowhere || b == everywhere || a == b => return nowhere,
            Op::Either | Op::Without if b == nowhere => return a,
            _ => {}
        }
        if let Some(known) = self.made.get(&(op, a.0, b.0)) {
            return Area(*known);
        }
        let column = self.top(a).min(self.top(b));
        let children = (0..self.size(column)).map(|value| {
            let (a, b) = (self.at(a, column, value), self.at(b, column, value));
            match op {
                Op::Both => self.both(a, b).0,
                Op::Either => self.either(a, b).0,
                Op::Without => self.without(a, b).0,
            }
        });
        let children = children.collect();
        let made = self.node(column, children);
        self.made.insert((op, a.0, b.0), made.0);
        made
    }

    /// A node; one whose children are all the same asks for nothing.
    fn node(&mut self, column: usize, children: Vec<u32>) -> Area {
        let first = children.first().copied().unwrap_or(0);
        if children.iter().all(|child| *child == first) {
            return Area(first);
        }
        let mut key = children.clone();
        key.push(u32::try_from(column).unwrap_or(u32::MAX));
        if let Some(known) = self.unique.get(key.as_slice()) {
            return Area(*known);
        }
        // memory ends long before numbers do
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { column, children: children.into_boxed_slice() });
        self.unique.insert(key.into_boxed_slice(), number);
        Area(number)
    }

    fn size(&self, column: usize) -> usize {
        self.sizes.get(column).copied().unwrap_or(0)
    }

    /// The first column that it asks for; past all columns for no and every point.
    fn top(&self, area: Area) -> usize {
        self.place(area).map_or(self.sizes.len(), |node| node.column)
    }

    fn place(&self, area: Area) -> Option<&Node> {
        usize::try_from(area.0).ok().and_then(|number| self.nodes.get(number))
    }

    /// What is left of it with a value in a column that it asks for first, or not at all.
    fn at(&self, area: Area, column: usize, value: usize) -> Area {
        match self.place(area).filter(|node| node.column == column) {
            Some(node) => Area(node.children.get(value).copied().unwrap_or(0)),
            None => area,
        }
    }
}

/// A hasher for small numbers: no attacker chooses them, and results do not depend on it.
#[derive(Debug, Default)]
struct Mix(u64);

type Quick = BuildHasherDefault<Mix>;

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(u64::try_from(number).unwrap_or(u64::MAX));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests;
