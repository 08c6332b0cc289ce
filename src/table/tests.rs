//! Laws of tables: matching agrees with looking at every row, gaps and overlaps with looking at every point.

use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::model::Words;

/// A cell as drawn: blank, or positions.
type Drawn = Option<Vec<bool>>;

#[derive(Debug, Clone)]
enum Fact {
    Known(u16),
    Unknown,
    Absent,
    Set(Vec<u16>),
}

impl Fact {
    fn input(&self) -> Input<'_> {
        match self {
            Fact::Known(position) => Input::Known(*position),
            Fact::Unknown => Input::Unknown,
            Fact::Absent => Input::Absent,
            Fact::Set(positions) => Input::Set(positions),
        }
    }
}

fn axis(len: usize) -> Axis {
    Axis::words(Words::new((0..len).map(|word| format!("w{word}"))), true)
}

fn cell(axis: &Axis, drawn: &Drawn) -> Cell {
    let Some(bits) = drawn else { return Cell::any(axis.len()) };
    let words: Vec<Part> = (0u16..)
        .zip(bits)
        .take(axis.len())
        .filter(|(_, wanted)| **wanted)
        .map(|(position, _)| Part::Value(axis.label(position)))
        .collect();
    axis.compile(&Test::OneOf(words)).unwrap()
}

fn table(lengths: &[usize], rows: &[Vec<Drawn>]) -> Compiled {
    let axes: Vec<Axis> = lengths.iter().map(|len| axis(*len)).collect();
    let rows = rows.iter().map(|row| axes.iter().zip(row).map(|(axis, drawn)| cell(axis, drawn)).collect());
    let rows = rows.collect();
    Compiled::new(axes, rows).unwrap()
}

fn drawn_rows(
    columns: usize,
    rows: Range<usize>,
    blank: u32,
    dense: f64,
) -> impl Strategy<Value = Vec<Vec<Drawn>>> {
    let filled = prop::collection::vec(prop::bool::weighted(dense), 12);
    let cell = prop_oneof![blank => Just(None), 2 => filled.prop_map(Some)];
    prop::collection::vec(prop::collection::vec(cell, columns), rows)
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        4 => (0u16..6).prop_map(Fact::Known),
        1 => Just(Fact::Unknown),
        1 => Just(Fact::Absent),
        2 => prop::collection::vec(0u16..5, 0..4).prop_map(Fact::Set),
    ]
}

/// Whether one cell matches, or may: the definition, one cell at a time.
fn verdict(cell: &Cell, fact: &Fact) -> (bool, bool) {
    let sure = cell.is_any()
        || match fact {
            Fact::Known(position) => cell.contains(*position),
            Fact::Set(positions) => positions.iter().any(|position| cell.contains(*position)),
            Fact::Unknown | Fact::Absent => false,
        };
    (sure, sure || matches!(fact, Fact::Unknown))
}

/// Rows that share the whole space out among them: boxes cut in two, over and over.
fn shared_out(lengths: &[usize], cuts: &[(usize, usize, u16)]) -> Vec<Vec<Drawn>> {
    let mut rows: Vec<Vec<Vec<bool>>> = vec![lengths.iter().map(|len| vec![true; *len]).collect()];
    for (row, column, mask) in cuts {
        let (row, column) = (row % rows.len(), column % lengths.len());
        let (mut left, mut right) = (rows[row].clone(), rows[row].clone());
        for (place, ours) in left[column].iter_mut().enumerate().filter(|(_, ours)| **ours) {
            *ours = (mask >> place) & 1 == 1;
            right[column][place] = !*ours;
        }
        if left[column].contains(&true) && right[column].contains(&true) {
            rows[row] = left;
            rows.push(right);
        }
    }
    rows.into_iter().map(|row| row.into_iter().map(Some).collect()).collect()
}

fn points(lengths: &[usize]) -> Vec<Vec<u16>> {
    lengths.iter().fold(vec![Vec::new()], |points, len| {
        let longer = |point: &Vec<u16>, next: u16| point.iter().copied().chain([next]).collect();
        let len = u16::try_from(*len).unwrap();
        points.iter().flat_map(|point| (0..len).map(move |next| longer(point, next))).collect()
    })
}

fn holds(table: &Compiled, row: usize, point: &[u16]) -> bool {
    point.iter().enumerate().all(|(column, position)| table.cell(row, column).unwrap().contains(*position))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn matching_agrees_with_row_by_row(
        lengths in prop::collection::vec(0usize..6, 5),
        rows in drawn_rows(5, 0..90, 2, 0.5),
        facts in prop::collection::vec(fact(), 5),
    ) {
        let table = table(&lengths, &rows);
        let inputs: Vec<Input> = facts.iter().map(Fact::input).collect();
        let matches = table.matches(&inputs);
        prop_assert!(matches.certain.is_subset(&matches.possible));
        for row in 0..table.row_count() {
            let verdicts = facts.iter().enumerate().map(|(at, fact)| verdict(table.cell(row, at).unwrap(), fact));
            let verdicts: Vec<(bool, bool)> = verdicts.collect();
            prop_assert_eq!(matches.certain.contains(row), verdicts.iter().all(|(sure, _)| *sure));
            prop_assert_eq!(matches.possible.contains(row), verdicts.iter().all(|(_, maybe)| *maybe));
        }
        let mut reused = table.matches(&[]);
        table.matches_into(&inputs, &mut reused);
        prop_assert_eq!(reused, matches);
    }

    #[test]
    fn a_gap_is_found_exactly_when_there_is_one(
        lengths in prop::collection::vec(1usize..4, 4),
        rows in drawn_rows(4, 0..14, 3, 0.7),
        covering in prop::collection::vec(prop::bool::weighted(0.9), 14),
    ) {
        let table = table(&lengths, &rows);
        let covering: RowSet = (0..table.row_count()).filter(|row| covering[*row]).collect();
        let open = |point: &Vec<u16>| !covering.iter().any(|row| holds(&table, row, point));
        match table.gap(&covering) {
            Some(point) => prop_assert!(open(&point)),
            None => prop_assert!(!points(&lengths).iter().any(open)),
        }
    }

    #[test]
    fn boxes_are_sets_of_points(lengths in prop::collection::vec(0usize..4, 3), rows in drawn_rows(3, 2..8, 1, 0.6)) {
        let table = table(&lengths, &rows);
        let (a, b) = (table.region(0).unwrap(), table.region(1).unwrap());
        let pieces = a.subtract(&b);
        let all = points(&lengths);
        for point in &all {
            let (in_a, in_b) = (holds(&table, 0, point), holds(&table, 1, point));
            prop_assert_eq!(a.holds(point), in_a);
            prop_assert_eq!(a.intersection(&b).holds(point), in_a && in_b);
            let times = pieces.iter().filter(|piece| piece.holds(point)).count();
            prop_assert_eq!(times, usize::from(in_a && !in_b));
        }
        prop_assert_eq!(a.contains(&b), all.iter().all(|point| a.holds(point) || !b.holds(point)));
        match table.overlap(0, 1) {
            Some(point) => prop_assert!(a.holds(&point) && b.holds(&point)),
            None => prop_assert!(!all.iter().any(|point| a.holds(point) && b.holds(point))),
        }
    }

    #[test]
    fn number_cells_mean_what_they_say(
        (a, b, c) in (-20i32..20, -20i32..20, -20i32..20),
        value in -25i32..25,
    ) {
        let (low, high) = (a.min(b), a.max(b));
        let text = format!("[{low}..{high}), > {c}");
        let test = parse_cell(&text).unwrap();
        let axis = Axis::numbers(&[&test]).unwrap();
        let position = axis.position(&value.to_string()).unwrap();
        let meant = (low <= value && value < high) || value > c;
        prop_assert_eq!(axis.compile(&test).unwrap().contains(position), meant);
        let negated = parse_cell(&format!("not({text})")).unwrap();
        prop_assert_eq!(axis.compile(&negated).unwrap().contains(position), !meant);
    }

    #[test]
    fn no_text_upsets_the_grammar(text in "[ab\"\\\\é,.\\-<>=()\\[\\] not]{0,14}") {
        if let Err(error) = parse_cell(&text) {
            prop_assert!(text.is_char_boundary(error.at), "{:?} at {}", text, error.at);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A whole that is shared out has no gap, and without one of its parts just that one: the hardest tables there are.
    #[test]
    fn what_is_shared_out_has_no_gap(
        lengths in prop::collection::vec(3usize..13, 15),
        cuts in prop::collection::vec((0usize..1000, 0usize..15, any::<u16>()), 10..60),
        without in 0usize..1000,
    ) {
        let table = table(&lengths, &shared_out(&lengths, &cuts));
        let all = RowSet::all(table.row_count());
        prop_assert_eq!(table.gap(&all), None);
        let without = without % table.row_count();
        let rest: RowSet = all.iter().filter(|row| *row != without).collect();
        prop_assert!(holds(&table, without, &table.gap(&rest).unwrap()));
    }

    /// The size of a real floor table; the answer is checked, the time shows in the run.
    #[test]
    fn gaps_in_large_tables_are_found_in_time(
        lengths in prop::collection::vec(3usize..13, 15),
        rows in (4u32..30).prop_flat_map(|blank| drawn_rows(15, 0..31, blank, 0.6)),
    ) {
        let table = table(&lengths, &rows);
        let all = RowSet::all(table.row_count());
        if let Some(point) = table.gap(&all) {
            prop_assert!(!all.iter().any(|row| holds(&table, row, &point)));
        }
    }
}

#[test]
fn rows_must_fit_their_axes() {
    let cells = vec![Cell::any(3)];
    assert_eq!(
        Compiled::new(vec![axis(3), axis(2)], vec![cells.clone()]),
        Err(ShapeError::Ragged { row: 0, cells: 1, axes: 2 })
    );
    assert_eq!(Compiled::new(vec![axis(2)], vec![cells]), Err(ShapeError::Foreign { row: 0, column: 0 }));
}

#[test]
fn a_full_cell_is_unknown_where_a_blank_one_is_sure() {
    let axis = axis(2);
    let rows =
        vec![vec![Cell::any(2)], vec![axis.read("w0, w1").unwrap()], vec![axis.read("not(w0, w1)").unwrap()]];
    let table = Compiled::new(vec![axis], rows).unwrap();
    let unknown = table.matches(&[Input::Unknown]);
    assert_eq!(unknown.certain.iter().collect::<Vec<_>>(), [0]);
    assert_eq!(unknown.possible.iter().collect::<Vec<_>>(), [0, 1, 2]);
    let absent = table.matches(&[Input::Absent]);
    assert_eq!(absent.possible.iter().collect::<Vec<_>>(), [0]);
    assert_eq!(table.matches(&[Input::Known(1)]).certain.iter().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_table_without_rows_or_points() {
    let empty = table(&[2, 3], &[]);
    assert_eq!(empty.gap(&RowSet::new()), Some(vec![0, 0]));
    assert_eq!(table(&[2, 0], &[]).gap(&RowSet::new()), None);
    assert_eq!(table(&[], &[]).gap(&RowSet::new()), Some(vec![]));
    assert_eq!(table(&[], &[vec![]]).gap(&RowSet::all(1)), None);
}
