//! Tables and points that look drawn and are always the same.

use skillmix::model::Words;
use skillmix::table::{Axis, Cell, Compiled, Input, Matches, Test, parse_cell};

/// Words that a column of words may hold.
pub const WORDS: usize = 40;

/// Numbers that look drawn.
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A cell of a condition.
#[derive(Clone)]
pub enum Condition {
    Any,
    OneOf(usize, usize),
    AtLeast(usize),
    /// The lower bound is in, the upper is not.
    Between(usize, usize),
}

/// A value of a point.
#[derive(Clone)]
pub enum Value {
    Word(usize),
    Number(usize),
}

/// A table: rows of conditions, the first columns of words, the others of numbers.
pub struct Drawn {
    pub words: usize,
    pub rows: Vec<Vec<Condition>>,
    pub points: Vec<Vec<Value>>,
}

pub fn draw(rows: usize, words: usize, numbers: usize, points: usize) -> Drawn {
    let mut draw = Draw(2);
    let mut cell = |column: usize| match draw.below(4) {
        0 => Condition::Any,
        _ if column < words => Condition::OneOf(draw.below(WORDS), draw.below(WORDS)),
        1 => Condition::AtLeast(draw.below(20_000)),
        _ => {
            let low = draw.below(20_000);
            Condition::Between(low, low + 1 + draw.below(9_000))
        }
    };
    let rows = (0..rows).map(|_| (0..words + numbers).map(&mut cell).collect()).collect();
    let mut value = |column: usize| {
        if column < words { Value::Word(draw.below(WORDS)) } else { Value::Number(draw.below(30_000)) }
    };
    let points = (0..points).map(|_| (0..words + numbers).map(&mut value).collect()).collect();
    Drawn { words, rows, points }
}

/// The table as skillmix has it.
pub struct Ours {
    table: Compiled,
    points: Vec<Vec<String>>,
    /// The points as positions on the table's axes: as tasks are held once they are read.
    positions: Vec<Vec<Input<'static>>>,
    matches: Matches,
}

impl Ours {
    pub fn new(drawn: &Drawn) -> Self {
        let text = |condition: &Condition| match condition {
            Condition::Any => "-".to_owned(),
            Condition::OneOf(a, b) => format!("w{a}, w{b}"),
            Condition::AtLeast(low) => format!(">= {low}"),
            Condition::Between(low, high) => format!("[{low}..{high})"),
        };
        let cells: Vec<Vec<Test>> = drawn
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| parse_cell(&text(cell)).unwrap()).collect())
            .collect();
        let axis = |column: usize| {
            let of_column: Vec<&Test> = cells.iter().map(|row| &row[column]).collect();
            let list = Words::new((0..WORDS).map(|word| format!("w{word}")));
            if column < drawn.words { Axis::words(list, false) } else { Axis::numbers(&of_column).unwrap() }
        };
        let axes: Vec<Axis> = (0..cells[0].len()).map(axis).collect();
        let row = |row: &Vec<Test>| -> Vec<Cell> {
            axes.iter().zip(row).map(|(axis, test)| axis.compile(test).unwrap()).collect()
        };
        let rows = cells.iter().map(row).collect();
        let value = |value: &Value| match value {
            Value::Word(word) => format!("w{word}"),
            Value::Number(number) => number.to_string(),
        };
        let points = drawn.points.iter().map(|point| point.iter().map(value).collect()).collect();
        let table = Compiled::new(axes, rows).unwrap();
        let mut ours = Self { table, points, positions: Vec::new(), matches: Matches::default() };
        ours.positions = (0..ours.points.len()).map(|point| ours.read(point)).collect();
        ours
    }

    fn read(&self, point: usize) -> Vec<Input<'static>> {
        let position =
            |(axis, value): (&Axis, &String)| axis.position(value).map_or(Input::Absent, Input::Known);
        self.table.axes().iter().zip(&self.points[point]).map(position).collect()
    }

    /// The rows that match a point, from the text of its values on.
    pub fn decide_text(&mut self, point: usize) -> Vec<usize> {
        let inputs = self.read(point);
        self.table.matches_into(&inputs, &mut self.matches);
        self.matches.certain.iter().collect()
    }

    /// The rows that match a point that was read before, as the other engines are given theirs.
    pub fn decide(&mut self, point: usize) -> Vec<usize> {
        self.table.matches_into(&self.positions[point], &mut self.matches);
        self.matches.certain.iter().collect()
    }
}
