//! Days as numbers since 1970-01-01, written as ISO dates.

/// `YYYY-MM-DD` of a day.
pub(crate) fn iso(day: i64) -> String {
    // days from civil, backwards (era of 400 years)
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let y = yoe + era * 400 + i64::from(m <= 2);
    format!("{y:04}-{m:02}-{d:02}")
}

#[test]
fn days_are_those_of_the_calendar() {
    assert_eq!(
        (iso(0), iso(19_782), iso(20_454)),
        ("1970-01-01".into(), "2024-02-29".into(), "2026-01-01".into())
    );
}
