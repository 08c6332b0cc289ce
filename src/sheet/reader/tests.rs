//! Rows whole or marked as faulty, whatever the quotes.

use super::*;

fn rows(text: &str) -> Vec<(u64, Option<Fault>, Vec<String>)> {
    let sheet = Sheet::read("t.csv", text.as_bytes()).unwrap();
    sheet.records().iter().map(|r| (r.line, r.fault, r.cells().map(str::to_owned).collect())).collect()
}

fn good(line: u64, cells: &[&str]) -> (u64, Option<Fault>, Vec<String>) {
    (line, None, cells.iter().map(ToString::to_string).collect())
}

#[test]
fn reads_quotes_newlines_blank_lines_and_bom() {
    let text = "\u{feff}a,b\r\n\r\n1,\" x\r\ny \"\r\n\n2,\"say \"\"hi\"\"\"\n3,4";
    assert_eq!(rows(text), [good(3, &["1", "x\r\ny"]), good(6, &["2", "say \"hi\""]), good(7, &["3", "4"])]);
}

#[test]
fn a_stray_quote_spoils_its_own_line_only() {
    let text = "a,b\n1,\"open\n2,x\n3,\"y\"z\n4,q\"r\n5,ok\n";
    let read = rows(text);
    let faults: Vec<_> = read.iter().map(|(line, fault, _)| (*line, *fault)).collect();
    let quoting = Some(Fault::Quoting);
    assert_eq!(faults, [(2, quoting), (3, None), (4, quoting), (5, quoting), (6, None)]);
}

#[test]
fn many_stray_quotes_cost_little() {
    let text = format!("a,b\n{}1,2\n", "x\",\"y\n".repeat(100_000));
    let sheet = Sheet::read("t.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.records().len(), 100_001);
    let good: Vec<u64> = sheet.records().iter().filter(|r| r.fault.is_none()).map(|r| r.line).collect();
    assert_eq!(good, [100_002]);
}

#[test]
fn lone_carriage_returns_end_lines_too() {
    let read = rows("a,b\r1,\"x\ry\"\r2,\"open\r3,z\r");
    assert_eq!(read[0], good(2, &["1", "x\ry"]));
    assert_eq!((read[1].0, read[1].1), (4, Some(Fault::Quoting)));
    assert_eq!(read[2], good(5, &["3", "z"]));
}

#[test]
fn the_header_is_kept_as_it_came() {
    let bytes = b"\xEF\xBB\xBF \"a\" ,b\r\n1,2\r\n";
    assert!(Sheet::read("t.csv", bytes).is_err());
    let sheet = Sheet::read("t.csv", b"\xEF\xBB\xBF\"a \",b\r\n1,2\r\n").unwrap();
    assert_eq!(sheet.raw_header(), b"\"a \",b");
    assert_eq!(Sheet::headers(b"\xEF\xBB\xBFa,a\n").unwrap(), ["a", "a"]);
}

#[test]
fn ragged_and_foreign_bytes_are_marked() {
    let sheet = Sheet::read("t.csv", b"a,b\n1\n1,2,3\n\xff,2\n").unwrap();
    let faults: Vec<_> = sheet.records().iter().map(|r| r.fault).collect();
    assert_eq!(faults, [Some(Fault::Ragged), Some(Fault::Ragged), Some(Fault::Encoding)]);
    assert_eq!(sheet.records()[2].raw, b"\xff,2");
}

#[test]
fn what_is_no_table_is_refused() {
    for bytes in [&b""[..], b"\n\n", b"\xff\xfea\0", b"PK\x03\x04\0\0", b"a;b\n1;2", b"a,a\n1,2"] {
        assert!(Sheet::read("t.csv", bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn every_row_comes_out_and_reads_alone_as_it_reads_in_the_file() {
    let mut seed = 1u32;
    let mut next = |n: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % n
    };
    for _ in 0..20_000 {
        let parts = ["a", ",", "\"", "\"\"", "\n", "\r\n", "\r", ",\"b\"", " "];
        let body: String = (0..next(30)).map(|_| parts[usize::try_from(next(9)).unwrap()]).collect();
        let text = format!("h,k\n{body}");
        let sheet = Sheet::read("t.csv", text.as_bytes()).unwrap();
        let bare = |bytes: &[u8]| -> Vec<u8> {
            bytes.iter().copied().filter(|b| !matches!(b, b'\n' | b'\r')).collect()
        };
        let all: Vec<u8> = sheet.records().iter().flat_map(|r| bare(&r.raw)).collect();
        assert_eq!(all, bare(body.as_bytes()), "{text:?}");
        for record in sheet.records().iter().filter(|r| r.fault.is_none()) {
            let alone = Sheet::read("t.csv", &[b"h,k\n", record.raw.as_slice(), b"\n"].concat()).unwrap();
            assert_eq!(alone.records().len(), 1, "{text:?}");
            assert!(alone.records()[0].cells().eq(record.cells()), "{text:?}");
        }
    }
}
