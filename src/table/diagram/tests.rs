//! Decision diagrams against sets of points, one by one.

use proptest::prelude::*;

use super::*;

const SIZES: [usize; 4] = [3, 2, 4, 3];

fn points() -> Vec<Vec<u16>> {
    let mut points = vec![Vec::new()];
    for size in SIZES {
        let longer = |point: &Vec<u16>| {
            let point = point.clone();
            (0..u16::try_from(size).unwrap()).map(move |value| [point.clone(), vec![value]].concat())
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

/// Boxes by the bits of their sides.
fn area(diagrams: &mut Diagrams, boxes: &[[u8; 4]]) -> Area {
    let boxes: Vec<Area> = boxes
        .iter()
        .map(|sides| {
            let sides: Vec<Area> = sides
                .iter()
                .enumerate()
                .map(|(column, bits)| {
                    diagrams.column(column, &(0..8).filter(|at| bits >> at & 1 == 1).collect())
                })
                .collect();
            diagrams.all(sides)
        })
        .collect();
    diagrams.any(boxes)
}

fn in_any(boxes: &[[u8; 4]], point: &[u16]) -> bool {
    boxes.iter().any(|sides| sides.iter().zip(point).all(|(bits, value)| bits >> value & 1 == 1))
}

fn boxes() -> impl Strategy<Value = Vec<[u8; 4]>> {
    prop::collection::vec(prop::array::uniform4(0u8..16), 0..6)
}

proptest! {
    #[test]
    fn areas_are_sets_of_points(a in boxes(), b in boxes(), column in 0usize..4, value in 0u16..2) {
        let mut diagrams = Diagrams::new(SIZES.to_vec());
        let (left, right) = (area(&mut diagrams, &a), area(&mut diagrams, &b));
        let both = diagrams.both(left, right);
        let either = diagrams.either(left, right);
        let without = diagrams.without(left, right);
        let given = diagrams.given(left, column, usize::from(value));
        let (mut within, mut up, mut down, mut count, mut first) = (true, true, true, 0u128, None);
        for point in points() {
            let (l, r) = (in_any(&a, &point), in_any(&b, &point));
            prop_assert_eq!(diagrams.holds(left, &point), l);
            prop_assert_eq!(diagrams.holds(both, &point), l && r);
            prop_assert_eq!(diagrams.holds(either, &point), l || r);
            prop_assert_eq!(diagrams.holds(without, &point), l && !r);
            let mut moved = point.clone();
            moved[column] = value;
            prop_assert_eq!(diagrams.holds(given, &point), in_any(&a, &moved));
            moved[column] = point[column] + 1;
            if usize::from(moved[column]) < SIZES[column] {
                up &= !l || in_any(&a, &moved);
                down &= l || !in_any(&a, &moved);
            }
            within &= !l || r;
            count += u128::from(l);
            if l && first.is_none() {
                first = Some(point);
            }
        }
        prop_assert_eq!(diagrams.is_within(left, right), within);
        prop_assert_eq!(diagrams.is_upward_closed(left, column), up);
        prop_assert_eq!(diagrams.is_downward_closed(left, column), down);
        prop_assert_eq!(diagrams.count(left), Some(count));
        prop_assert_eq!(diagrams.point(left), first);
        prop_assert_eq!(left == right, points().iter().all(|p| in_any(&a, p) == in_any(&b, p)));
    }
}

#[test]
fn more_points_than_can_be_counted() {
    let diagrams = Diagrams::new(vec![2; 200]);
    assert_eq!(diagrams.count(Area::EVERYWHERE), None);
    assert_eq!(diagrams.count(Area::NOWHERE), Some(0));
}
