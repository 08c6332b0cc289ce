//! Every fate of a holding, when it counts, and what caps it. The as-at date is 2026-06-15.

use super::*;
use crate::intake::testing::{catalogue, fates, found, rejected};
use crate::model::{Day, Ids, NodeId, PersonId, WantedCode};
use crate::sheet::Way;

const HEADER: &str = "staff_id,competency,proficiency,assessed_on,expires_on\n";

/// S1, S2 active, S3 inactive, S4 refused; A (no refresh), A6 (6 months) and B12 (12 months) are one competency,
/// C another, X is not wanted.
fn wanted() -> Wanted {
    let code = |node: Option<u32>, refresh_months| WantedCode { node: node.map(NodeId), refresh_months };
    let mut codes = Ids::default();
    for name in ["A", "A6", "B12", "C", "X"] {
        codes.add(name.as_bytes());
    }
    let by_code = vec![
        code(Some(1), None),
        code(Some(1), Some(6)),
        code(Some(1), Some(12)),
        code(Some(0), None),
        code(None, None),
    ];
    Wanted { as_at: catalogue().as_at, codes, by_code }
}

fn people() -> People {
    People::new([&b"S1"[..], b"S2"], [&b"S3"[..]], [&b"S4"[..]], 4)
}

/// Reads a text in blocks of every small size, with vectors and without: each gives the same.
fn read_with(text: &str, wanted: &Wanted, catalogue: &Catalogue) -> (Holdings, Ledger) {
    let big = Big::in_memory("holdings.csv", text.as_bytes().to_vec());
    let mut pace = Pace::default();
    let whole = holdings(&big, wanted, &people(), catalogue, pace).unwrap();
    for (block, way) in [(1, Way::Quickest), (7, Way::Portable), (64, Way::Quickest), (200, Way::Portable)] {
        (pace.block, pace.way, pace.batch) = (block, way, 3);
        let again = holdings(&big, wanted, &people(), catalogue, pace).unwrap();
        assert_eq!((&again.holdings, &again.ledger), (&whole.holdings, &whole.ledger), "{block}");
    }
    for block in [1, 64, 100_000] {
        let mut memory = None;
        // the second night knows all, the third what the second learned
        for night in 0..3 {
            let remember = Some(Remember { memory: memory.as_ref(), key: [3, 5, 7, 11] });
            let pace = Pace { block, remember, ..Pace::default() };
            let again = holdings(&big, wanted, &people(), catalogue, pace).unwrap();
            assert_eq!(
                (&again.holdings, &again.ledger),
                (&whole.holdings, &whole.ledger),
                "{block}, {night}"
            );
            assert_eq!(again.memory.is_some(), night == 0 || memory.is_none(), "{block}, {night}");
            assert!(again.memory.as_ref().is_none_or(Memory::is_sound));
            memory = again.memory.or(memory);
        }
    }
    (whole.holdings, whole.ledger)
}

#[test]
fn rows_that_nothing_is_to_say_of_are_remembered() {
    let rows =
        "S1,A,competent,2026-01-01,2027-01-01\nS1,C,competent,2026-01-01,never\nS3,A,competent,,never\n";
    let big = Big::in_memory("holdings.csv", format!("{HEADER}{rows}").into_bytes());
    let pace = Pace { remember: Some(Remember { memory: None, key: [3, 5, 7, 11] }), ..Pace::default() };
    let memory = holdings(&big, &wanted(), &people(), &catalogue(), pace).unwrap().memory.unwrap();
    assert_eq!((memory.rows.len(), memory.stretches.iter().filter(|one| one.odd).count()), (18, 0));
    // who plants another last day in it is believed for this very text only
    let mut forged = memory.clone();
    forged.rows[4..6].copy_from_slice(&[2, 0]);
    let read = |memory: &Memory, text: String| {
        let big = Big::in_memory("holdings.csv", text.into_bytes());
        let pace = Pace { remember: Some(Remember { memory: Some(memory), key: [0; 4] }), ..Pace::default() };
        holdings(&big, &wanted(), &people(), &catalogue(), pace).unwrap().holdings.of(PersonId(0))
    };
    let text = format!("{HEADER}{rows}");
    let other = format!("{HEADER}{}", rows.replace("2027", "2028"));
    assert_ne!(read(&forged, text.clone()), read(&memory, text), "memory was not used");
    assert_eq!(read(&forged, other.clone()), read(&memory, other));
}

fn read(rows: &str) -> (Holdings, Ledger) {
    read_with(&format!("{HEADER}{rows}"), &wanted(), &catalogue())
}

/// The rank of S1 in the first competency, 0 for none.
fn rank(rows: &str) -> u8 {
    let (holdings, ledger) = read(rows);
    assert_eq!(fates(&ledger)[4], 0, "{rows} {:?}", ledger.findings);
    let held = holdings.of(PersonId(0));
    assert!(held.iter().all(|(node, rank)| *node == NodeId(1) && rank.0 > 0));
    held.first().map_or(0, |(_, rank)| rank.0)
}

#[test]
fn fates_of_rows() {
    let (holdings, ledger) = read(
        "S1,A,competent,2026-01-01,2026-12-31\nS1,A,competent,2026-01-01, 2026-12-31\nS1,C,trainer,,never\n\
         S2,C,taught,,never\nS3,A,competent,,never\nS1,X,competent,,never\nS9,A,competent,,never\n\
         S4,A,competent,,never\n",
    );
    assert_eq!(fates(&ledger), [8, 3, 2, 1, 2]);
    assert_eq!(holdings.of(PersonId(0)), [(NodeId(0), Rank(4)), (NodeId(1), Rank(3))]);
    assert_eq!(holdings.of(PersonId(1)), [(NodeId(0), Rank(1))]);
    assert_eq!(
        found(&ledger.findings),
        ["3  row-duplicate ", "8 staff_id staff-unknown S9", "9 staff_id staff-unknown S4"]
    );
    assert_ne!(ledger.findings[1].message, ledger.findings[2].message);
}

#[test]
fn every_fault_rejects_even_what_is_not_wanted() {
    let rows = "S1,AA,competent,,\nS1,A,competnt,,\nS1,A,competent,31/02/2026,\nS1,A,competent,2026-02-31,never\n\
                S1,A,competent,never,\nS1,A,competent,,Never\nS1,A,competent,2026-02-02,2026-02-01\n\
                S3,X,competent,2026-02-02,2026-02-01\n,A,competent,,\nS1,,competent,,\nS1,A,,,\n\
                S9,AA,x,x,y\nS9,AA,x,x,y\n";
    let (holdings, ledger) = read(rows);
    assert_eq!(fates(&ledger), [13, 0, 0, 1, 12]);
    assert!(holdings.is_empty());
    assert_eq!(
        rejected(&ledger),
        [
            "2 competency-unknown",
            "3 proficiency-unknown",
            "4 date-bad",
            "5 date-bad",
            "6 date-bad",
            "7 date-bad",
            "8 date-order",
            "9 date-order",
            "10 key-blank",
            "11 key-blank",
            "12 key-blank",
            "13 staff-unknown+competency-unknown+proficiency-unknown+date-bad",
        ]
    );
    assert_eq!(ledger.findings.iter().filter(|f| f.place.line == 13).count(), 5);
    assert_eq!(ledger.findings[1].help, "write `competent` if that is meant");
}

#[test]
fn a_holding_is_valid_through_its_last_day() {
    assert_eq!(rank("S1,A,competent,,2026-06-15\n"), 3);
    assert_eq!(rank("S1,A,competent,,2026-06-14\n"), 0);
    assert_eq!(rank("S1,A,competent,,never\n"), 3);
    assert_eq!(rank("S1,A,competent,2026-06-15,2026-06-15\n"), 3);
}

#[test]
fn the_refresh_period_is_the_codes_own_and_limits_any_expiry() {
    assert_eq!(rank("S1,A6,competent,2025-12-15,\n"), 3);
    assert_eq!(rank("S1,A6,competent,2025-12-14,\n"), 0);
    assert_eq!(rank("S1,B12,competent,2025-12-14,\n"), 3);
    assert_eq!(rank("S1,A6,competent,2025-12-14,2030-01-01\n"), 0);
    assert_eq!(rank("S1,A6,competent,2025-12-14,never\n"), 0);
    assert_eq!(rank("S1,A6,competent,2026-06-01,2026-06-10\n"), 0);
    // without a day of assessment an explicit expiry stands alone, a blank one is lapsed
    assert_eq!(rank("S1,A6,competent,,2026-06-15\n"), 3);
    assert_eq!(rank("S1,A6,competent,,never\n"), 3);
    assert_eq!(rank("S1,A6,competent,,\n"), 0);
}

#[test]
fn unknown_expiry_is_the_packs_choice_only_without_a_refresh_period() {
    let valid = |rows: &str| {
        let mut catalogue = catalogue();
        catalogue.policies.unknown_expiry_valid = true;
        let text = format!("{HEADER}{rows}");
        let (holdings, _) = read_with(&text, &wanted(), &catalogue);
        holdings.of(PersonId(0)).len()
    };
    assert_eq!(rank("S1,A,competent,2026-01-01,\n"), 0);
    assert_eq!(valid("S1,A,competent,2026-01-01,\n"), 1);
    assert_eq!(valid("S1,A,competent,,\n"), 1);
    assert_eq!(valid("S1,A6,competent,,\n"), 0);
}

#[test]
fn a_future_assessment_neither_counts_nor_caps() {
    let (holdings, ledger) = read("S1,A,competent,2026-06-16,never\n");
    assert_eq!(fates(&ledger), [1, 1, 0, 0, 0]);
    assert_eq!(found(&ledger.findings), ["2 assessed_on date-future 2026-06-16"]);
    assert!(holdings.of(PersonId(0)).is_empty());
    assert_eq!(rank("S1,A,trainer,2026-01-01,never\nS1,A,taught,2026-06-16,never\n"), 4);
}

#[test]
fn a_later_lower_record_caps_even_when_it_has_lapsed() {
    let best = "S1,A,trainer,2026-01-01,never\n";
    assert_eq!(rank(&format!("{best}S1,A,taught,2026-01-02,never\n")), 1);
    assert_eq!(rank(&format!("{best}S1,A,taught,2026-01-02,2026-01-03\n")), 1);
    assert_eq!(rank(&format!("{best}S1,A6,taught,2026-01-02,\n")), 1);
    assert_eq!(rank(&format!("{best}S1,A,taught,2026-01-01,never\n")), 4);
    assert_eq!(rank(&format!("{best}S1,A,taught,2025-12-31,never\n")), 4);
    assert_eq!(rank(&format!("{best}S1,A,taught,,2026-01-01\n")), 1);
    assert_eq!(rank("S1,A,trainer,,never\nS1,A,taught,2020-01-01,2020-01-02\n"), 1);
    // the best capped record counts
    assert_eq!(rank(&format!("{best}S1,A,taught,2026-01-02,never\nS1,A,competent,2026-01-03,never\n")), 3);
    assert_eq!(rank(&format!("{best}S1,A,taught,2026-01-02,never\nS1,A,modelled,2026-01-02,never\n")), 2);
    // another competency or person does not cap
    let (holdings, _) = read(&format!("{best}S1,C,taught,2026-02-01,never\nS2,A,taught,2026-02-01,never\n"));
    assert_eq!(holdings.of(PersonId(0)), [(NodeId(0), Rank(1)), (NodeId(1), Rank(4))]);
}

/// The rule as procedure.md words it, row against row.
fn direct_in_words(records: &[Record]) -> Option<Rank> {
    let caps = |own: &Record, other: &Record| {
        let earlier = match (own.assessed, other.assessed) {
            (Some(own), Some(other)) => other <= own,
            _ => false,
        };
        other.rank < own.rank && !earlier
    };
    let capped = |own: &Record| {
        records.iter().filter(|other| caps(own, other)).map(|other| other.rank).min().unwrap_or(own.rank)
    };
    records.iter().filter(|own| own.counts).map(capped).max()
}

#[test]
fn the_cap_is_that_of_every_row_against_every_row() {
    let mut seed = 7u32;
    let mut next = |n: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % n
    };
    let start = Day::parse_iso("2026-01-01").unwrap();
    for _ in 0..5_000 {
        let records: Vec<Record> = (0..=next(5))
            .map(|_| Record {
                person: 0,
                slot: 0,
                code: 0,
                expires: None,
                line: 0,
                place: 0,
                future: false,
                rank: Rank(1 + u8::try_from(next(4)).unwrap()),
                assessed: (next(3) > 0).then(|| start.add_months(u16::try_from(next(3)).unwrap()).unwrap()),
                counts: next(3) > 0,
            })
            .collect();
        assert_eq!(direct(records.iter()), direct_in_words(&records), "{records:?}");
    }
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let rows = ["S1,A,trainer,2026-01-01,never\n", "S1,A6,taught,2026-02-02,\n", "S2,C,modelled,,never\n"];
    let (forward, _) = read(&rows.concat());
    let (back, _) = read(&rows.iter().rev().copied().collect::<String>());
    assert_eq!(forward, back);
}

#[test]
fn a_refresh_period_past_the_calendar_lasts_to_its_end() {
    let mut wanted = wanted();
    wanted.by_code[0].refresh_months = Some(1200);
    wanted.as_at = Day::LAST;
    let text = format!("{HEADER}S1,A,competent,2150-01-01,\n");
    let (holdings, _) = read_with(&text, &wanted, &catalogue());
    assert_eq!(holdings.of(PersonId(0)), [(NodeId(1), Rank(3))]);
}

#[test]
fn each_missing_or_misspelt_column() {
    let missing = |text: &str| {
        let big = Big::in_memory("h.csv", text.as_bytes().to_vec());
        found(&holdings_header(&big).unwrap().unwrap_err())
    };
    for column in LAYOUT.required {
        let header: Vec<&str> = LAYOUT.required.iter().copied().filter(|c| c != column).collect();
        assert_eq!(missing(&format!("{}\n", header.join(","))), [format!("0 {column} column-missing ")]);
    }
    assert_eq!(missing("x\n").len(), 3);
    assert_eq!(
        missing("staff_id,competency,proficiency,expire_on\n"),
        ["0 expires_on column-missing expire_on"]
    );
}

#[test]
fn quick_and_careful_reading_come_to_the_same() {
    let days = [
        "",
        "never",
        "2026-06-15",
        "2026-06-14",
        "2026-06-16",
        "2025-12-15",
        "2025-12-14",
        "2025-06-15",
        "1900-01-01",
        "2199-12-31",
        "2026-02-29",
        "2026-6-15",
        "2026-06-1x",
        "nevers",
        "2026-06-155",
        "0000-00-00",
    ];
    let wanted = wanted();
    for unknown_expiry_valid in [false, true] {
        let mut catalogue = catalogue();
        catalogue.policies.unknown_expiry_valid = unknown_expiry_valid;
        let people = people();
        let judge = Judge::new(&wanted, &people, &catalogue);
        let mut quick_rows = 0;
        for code in ["A", "A6", "B12", "C", "X", "Y", ""] {
            for word in ["taught", "competent", "trainer", "none", ""] {
                for (from, until) in days.iter().flat_map(|from| days.iter().map(move |until| (from, until)))
                {
                    // what follows a cell in a row may look like more of it
                    let text = |cell: &str| format!("{cell},2026-01-01,and more");
                    let (code_text, word_text, from_text, until_text) =
                        (text(code), text(word), text(from), text(until));
                    let key = |cell: &str, text: &str| crate::model::Key::at(text.as_bytes(), cell.len());
                    let quick = judge.quick(
                        (key(code, &code_text), code.as_bytes()),
                        (key(word, &word_text), word.as_bytes()),
                        [(from_text.as_bytes(), from.len()), (until_text.as_bytes(), until.len())],
                    );
                    // what is packed comes to the same another night
                    let quick = quick.map(|(symbol, packed)| {
                        let sense = judge.sense(code.as_bytes(), word.as_bytes()).unwrap();
                        let counts = judge.lasts(sense.since, packed.assessed(), packed.expires());
                        let again = if counts { sense.counting } else { sense.lapsed };
                        assert!(!packed.is_packed() || again == symbol, "{code} {word} {from} {until}");
                        symbol
                    });
                    let cells = ["S1", code, word, from, until].map(str::as_bytes);
                    let judged = judge.judge(cells);
                    let careful = (judged.faults == 0 && !judged.future).then(|| judge.symbol(&judged));
                    assert_eq!(quick, careful, "{code} {word} {from} {until}");
                    quick_rows += usize::from(quick.is_some());
                }
            }
        }
        assert!(quick_rows > 100);
    }
}
