//! Whole datasets: sizes, shares, sameness, and that the program itself finds nothing wrong with clean ones.

use std::collections::{BTreeMap, BTreeSet};

use super::people::BANDS;
use super::*;
use crate::model::{Catalogue, Day};
use crate::rules;

fn catalogue() -> Catalogue {
    let day = Day::parse_iso("2026-01-01").unwrap();
    rules::load(&rules::embedded(), day).unwrap().catalogue
}

const SMALL: Sizes = Sizes { staff: 2_000, holdings: 60_000, tasks: 800, sites: 4, competencies: 240 };
const CLEAN: Options = Options { sizes: SMALL, seed: 1, shuffled: false, dirty: 0 };

fn write(options: Options, catalogue: &Catalogue) -> BTreeMap<&'static str, Vec<u8>> {
    let generator = Generator::new(options, catalogue).unwrap();
    let sheets = Sheet::ALL.into_iter().map(|sheet| {
        let mut bytes = Vec::new();
        generator.write(sheet, &mut bytes).unwrap();
        (sheet.file_name(), bytes)
    });
    sheets.collect()
}

fn rows(bytes: &[u8]) -> Vec<Vec<&str>> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_others() {
    let catalogue = catalogue();
    let first = write(CLEAN, &catalogue);
    assert_eq!(first, write(CLEAN, &catalogue));
    let other = write(Options { seed: 2, ..CLEAN }, &catalogue);
    for (name, bytes) in &first {
        assert_ne!(bytes, &other[name], "{name}");
    }
}

#[test]
fn bytes_are_the_same_on_every_machine() {
    // a change here changes every dataset that somebody names by its seed: say so in the changelog. Staff and tasks are
    // left out: they follow the words of the pack, which may change more often
    let files = write(Options { sizes: Sizes::WARD, dirty: 100_000, ..CLEAN }, &catalogue());
    let mut hasher = blake3::Hasher::new();
    for name in ["holdings.csv", "competencies.csv", "links.csv"] {
        hasher.update(&files[name]);
    }
    assert_eq!(&hasher.finalize().to_hex()[..16], "5ea86ab4c86b4f57");
}

#[test]
fn rows_are_as_many_as_asked_for() {
    let catalogue = catalogue();
    for sizes in [
        Sizes::WARD,
        SMALL,
        Sizes { staff: 1, holdings: 10, tasks: 1, sites: 1, competencies: 10 },
        Sizes { staff: 3, holdings: 1, tasks: 2, sites: 9, competencies: 11 },
        Sizes { staff: 50, holdings: 50 * 20, tasks: 5, sites: 2, competencies: 20 },
    ] {
        let files = write(Options { sizes, ..CLEAN }, &catalogue);
        let number = |name: &str| u64::try_from(rows(&files[name]).len()).unwrap();
        assert_eq!(number("holdings.csv"), sizes.holdings);
        assert_eq!(number("tasks.csv"), sizes.tasks);
        assert_eq!(number("competencies.csv"), sizes.competencies);
        assert_eq!(number("staff.csv"), sizes.staff + sizes.staff * 65 / 1_000);
        let people: BTreeSet<&str> = rows(&files["staff.csv"]).iter().map(|row| row[0]).collect();
        assert_eq!(u64::try_from(people.len()).unwrap(), sizes.staff);
        let held: BTreeSet<(&str, &str)> =
            rows(&files["holdings.csv"]).iter().map(|row| (row[0], row[1])).collect();
        assert_eq!(u64::try_from(held.len()).unwrap(), sizes.holdings, "a code is held once");
    }
}

#[test]
fn a_shuffled_dataset_has_the_rows_of_the_grouped_one() {
    let catalogue = catalogue();
    for dirty in [0, 200_000] {
        let grouped = write(Options { dirty, ..CLEAN }, &catalogue);
        let shuffled = write(Options { dirty, shuffled: true, ..CLEAN }, &catalogue);
        for name in ["staff.csv", "holdings.csv"] {
            assert_ne!(grouped[name], shuffled[name]);
            let sorted = |bytes: &[u8]| {
                let mut lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                lines.sort_unstable();
                lines
            };
            assert_eq!(sorted(&grouped[name]), sorted(&shuffled[name]), "{name} {dirty}");
        }
        assert_eq!(grouped["tasks.csv"], shuffled["tasks.csv"]);
    }
}

#[test]
fn levels_follow_the_published_bands() {
    let catalogue = catalogue();
    let sizes = Sizes { staff: 40_000, holdings: 1, ..SMALL };
    let plan = Plan::new(&Options { sizes, ..CLEAN }, &catalogue).unwrap();
    let mut seen = [0u64; 9];
    for person in 0..sizes.staff {
        let role = &catalogue.roles[plan.people.person(person).role];
        seen[usize::from(role.level.number()) - 1] += 1;
    }
    let whole: u64 = BANDS.iter().sum();
    for (level, (seen, band)) in seen.iter().zip(BANDS).enumerate() {
        // in tenths of a per cent
        let (got, wanted) = (seen * 1_000 / sizes.staff, band * 1_000 / whole);
        assert!(got.abs_diff(wanted) <= 8, "level {}: {got} for {wanted}", level + 1);
    }
}

#[test]
fn dates_are_in_order_and_expire_as_often_as_they_should() {
    let files = write(CLEAN, &catalogue());
    let (mut never, mut expired) = (0, 0);
    let holdings = rows(&files["holdings.csv"]);
    for row in &holdings {
        let (assessed, expires) = (row[3], row[4]);
        assert!(Day::parse_iso(assessed).is_some() && assessed <= "2026-01-01", "{row:?}");
        if expires == "never" {
            never += 1;
        } else {
            assert!(Day::parse_iso(expires).is_some() && assessed <= expires, "{row:?}");
            expired += usize::from(expires < "2026-01-01");
        }
    }
    let share = |n: usize| n * 1_000 / holdings.len();
    assert!((210..230).contains(&share(never)), "never {}", share(never));
    assert!((180..200).contains(&share(expired)), "expired {}", share(expired));
}

#[test]
fn a_few_codes_are_held_by_most_and_people_of_a_role_hold_related_ones() {
    let catalogue = catalogue();
    let files = write(CLEAN, &catalogue);
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows(&files["holdings.csv"]) {
        *held.entry(row[1]).or_default() += 1;
    }
    let mut numbers: Vec<u64> = held.values().copied().collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    assert!(numbers[0] > 1_000 && numbers[numbers.len() - 1] < 120, "{numbers:?}");
    let requires: BTreeSet<(&str, &str)> = BTreeSet::new();
    let tasks = rows(&files["tasks.csv"]);
    let distinct = tasks.iter().fold(requires, |mut set, row| {
        set.insert((row[1], row[3]));
        set
    });
    assert!(distinct.len() < tasks.len() * 3 / 4, "{} of {}", distinct.len(), tasks.len());
}

#[test]
fn damage_is_as_frequent_as_asked_for_and_has_no_nul() {
    let catalogue = catalogue();
    let clean = write(CLEAN, &catalogue);
    let dirty = write(Options { dirty: 100_000, ..CLEAN }, &catalogue);
    for name in ["staff.csv", "holdings.csv", "tasks.csv"] {
        let whole: BTreeSet<&[u8]> = clean[name].split(|b| *b == b'\n').collect();
        let lost = whole.len()
            - dirty[name].split(|b| *b == b'\n').filter(|l| whole.contains(l)).collect::<BTreeSet<_>>().len();
        let share = lost * 1_000 / whole.len();
        assert!((70..115).contains(&share), "{name}: {share}");
        assert!(!dirty[name].contains(&0));
    }
    assert!(std::str::from_utf8(&dirty["holdings.csv"]).is_err());
    assert!(
        clean.values().all(|bytes| bytes.is_ascii() && !bytes.contains(&b'"') && !bytes.contains(&b'\r'))
    );
}
