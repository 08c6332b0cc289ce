//! Rule engines and datalog libraries beside skillmix: the same tables, the same answers, then the time of each.

mod closure;
mod drawn;
mod engines;

use std::hint::black_box;
use std::time::Instant;

use drawn::{Ours, draw};
use engines::{Cedar, Rego, Zen};

/// The median time of a call, in nanoseconds.
pub fn measure<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed().as_nanos() as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}

fn main() {
    for (rows, words, numbers) in [(23, 3, 2), (500, 4, 3), (3_700, 4, 3)] {
        table(rows, words, numbers);
    }
    closure::closure();
}

fn table(rows: usize, words: usize, numbers: usize) {
    let points = if rows > 1_000 { 40 } else { 200 };
    let drawn = draw(rows, words, numbers, points);
    let mut ours = Ours::new(&drawn);
    let (mut zen, mut traced) = (Zen::new(&drawn, false), Zen::new(&drawn, true));
    let (mut cedar, mut rego) = (Cedar::new(&drawn), Rego::new(&drawn));
    for point in 0..points {
        let expected = ours.decide(point);
        assert_eq!(ours.decide_text(point), expected, "skillmix from text, point {point}");
        assert_eq!(zen.decide(point), expected, "ZEN, point {point}");
        assert_eq!(traced.decide(point), expected, "ZEN with trace, point {point}");
        assert_eq!(cedar.decide(point), expected, "Cedar, point {point}");
        assert_eq!(rego.decide(point), expected, "Rego, point {point}");
    }
    println!(
        "\n{rows} rows, {words} columns of words, {numbers} of ranges: {points} points, the same rows in all"
    );
    let each = |decide: &mut dyn FnMut(usize) -> Vec<usize>| {
        measure(7, || (0..points).map(|point| decide(point).len()).sum::<usize>()) / points as f64
    };
    let own = each(&mut |point| ours.decide(point));
    println!("  {:<18} {own:>12.0} ns a decision", "skillmix");
    let other = |name: &str, decide: &mut dyn FnMut(usize) -> Vec<usize>| {
        let time = each(decide);
        println!("  {name:<18} {time:>12.0} ns, {:.1} times as much", time / own);
    };
    other("skillmix from text", &mut |point| ours.decide_text(point));
    other("ZEN", &mut |point| zen.decide(point));
    other("ZEN with trace", &mut |point| traced.decide(point));
    other("Cedar", &mut |point| cedar.decide(point));
    other("Rego (regorus)", &mut |point| rego.decide(point));
}
