//! Texts in every encoding and dialect read back as written, whatever the chunk; what is no table is refused.

use proptest::prelude::*;

use super::*;
use crate::exchange::row::Row;
use crate::sheet::{Fault, Sheet};

/// What was read: header, rows by line, fault and cells; or what makes it unusable.
type Read = std::result::Result<(Vec<String>, Vec<(u64, Option<Fault>, Vec<String>)>), Vec<Finding>>;

fn read_by(bytes: &[u8], opening: &Opening, chunk: usize) -> Read {
    let input = Input::in_memory("t.csv", bytes.to_vec());
    let mut opened = open_by(&input, opening, chunk).unwrap()?;
    let mut rows = Vec::new();
    let mut row = Row::default();
    loop {
        match opened.rows.read(&mut row) {
            Ok(true) => rows.push((row.line, row.fault, row.cells.clone())),
            Ok(false) => return Ok((opened.rows.header().to_vec(), rows)),
            Err(Error::Input(findings)) => return Err(findings),
            Err(error) => panic!("{error}"),
        }
    }
}

fn read(bytes: &[u8], opening: &Opening) -> Read {
    read_by(bytes, opening, decode::CHUNK)
}

fn told(read: Read) -> String {
    let findings = read.unwrap_err();
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn about(bytes: &[u8], opening: &Opening) -> About {
    open(&Input::in_memory("t.csv", bytes.to_vec()), opening).unwrap().unwrap().about
}

fn said(encoding: EncodingName) -> Opening {
    Opening { encoding: Some(encoding), ..Opening::default() }
}

const ENCODINGS: [EncodingName; 4] =
    [EncodingName::Utf8, EncodingName::Windows1252, EncodingName::Utf16le, EncodingName::Utf16be];

/// A text of letters that every encoding has.
fn encoded(text: &str, encoding: EncodingName, mark: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    let (sign, bytes): (&[u8], Vec<u8>) = match encoding {
        EncodingName::Utf8 => (b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        EncodingName::Windows1252 => (b"", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        EncodingName::Utf16le => (b"\xFF\xFE", units.flat_map(u16::to_le_bytes).collect()),
        EncodingName::Utf16be => (b"\xFE\xFF", units.flat_map(u16::to_be_bytes).collect()),
    };
    if mark { sign.iter().copied().chain(bytes).collect() } else { bytes }
}

/// A cell as a strict writer writes it.
fn written(cell: &str, delimiter: char) -> String {
    if cell.contains([delimiter, '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![
            3 => "[a-z0-9]{1,8}", 1 => "[a-c,;~|\"é€’]{1,6}", 1 => "x[ \n\t,;]{1,3}y", 1 => Just(String::new())
        ], 3), 0..12),
        encoding in prop::sample::select(ENCODINGS.to_vec()),
        delimiter in prop::sample::select(open_text::DELIMITERS.to_vec()),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        mark in any::<bool>(),
        chunk in 1_usize..50,
        seen in any::<bool>(),
    ) {
        // a row of nothing but a blank is no row, and a lone CR cannot be told from one before LF
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(|cell| written(cell, delimiter)).collect();
            cells.join(&delimiter.to_string()) + end
        };
        let header = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
        let text = line(&header) + &rows.iter().map(line).collect::<String>();
        let mark = mark && encoding != EncodingName::Windows1252;
        let opening = Opening {
            encoding: Some(encoding).filter(|_| !mark),
            delimiter: Some(delimiter).filter(|_| !seen),
            ..Opening::default()
        };
        let (head, found) = read_by(&encoded(&text, encoding, mark), &opening, chunk).unwrap();
        prop_assert_eq!(head, header);
        prop_assert!(found.iter().all(|(_, fault, _)| fault.is_none()));
        let found: Vec<Vec<String>> = found.into_iter().map(|(_, _, cells)| cells).collect();
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn chunks_and_our_own_reader_make_no_difference(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "bc", ",", ",", "\"", "\"\"", "\n", "\r\n", "\r", ",\"b\"", "\"x,\ny\"", "\u{e9}", "1,2\n", "3,4\n",
        ]), 0..60),
        foreign in prop::option::of(0_usize..60),
        chunk in 1_usize..90,
    ) {
        let mut bytes = format!("h,k\n{}", parts.concat()).into_bytes();
        if let Some(at) = foreign {
            bytes.insert((4 + at).min(bytes.len()), 0xC3);
        }
        let comma = Opening { delimiter: Some(','), ..Opening::default() };
        let whole = read(&bytes, &comma);
        prop_assert_eq!(&read_by(&bytes, &comma, chunk), &whole);
        let (header, rows) = whole.unwrap();
        let sheet = Sheet::read("t.csv", &bytes).unwrap();
        prop_assert_eq!(&header, sheet.header());
        let own: Vec<_> = sheet
            .records()
            .iter()
            .map(|r| (r.line, r.fault, r.cells().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()))
            .collect();
        prop_assert_eq!(rows, own);
    }
}

#[test]
fn a_mark_decides_then_the_mapping_then_it_is_utf_8() {
    for encoding in ENCODINGS {
        let about = about(&encoded("a,b\n", encoding, false), &said(encoding));
        assert_eq!((about.encoding, about.mark), (Some((encoding, Known::Said)), false));
    }
    let marked = encoded("a,b\n", EncodingName::Utf16le, true);
    let about_marked = about(&marked, &said(EncodingName::Windows1252));
    assert_eq!(about_marked.encoding, Some((EncodingName::Utf16le, Known::Mark)));
    let note = "note file-encoding t.csv: the byte order mark says utf-16le `windows-1252`";
    assert!(about_marked.notes[0].to_string().starts_with(note));
    assert_eq!(about(b"a,b\n", &Opening::default()).encoding, Some((EncodingName::Utf8, Known::Usual)));
    let bare = encoded("a,b\nlonger,text\n", EncodingName::Utf16be, false);
    assert!(told(read(&bare, &Opening::default())).contains("utf-16be"));
}

#[test]
fn a_row_that_means_nothing_in_its_encoding_spoils_itself_only() {
    let faults = |bytes: &[u8], opening: &Opening| -> Vec<(u64, Option<Fault>)> {
        read(bytes, opening).unwrap().1.into_iter().map(|(line, fault, _)| (line, fault)).collect()
    };
    let bad = Some(Fault::Encoding);
    let of_two = [(2, None), (3, bad), (4, None)];
    assert_eq!(faults(b"a,b\n1,2\n\x92,3\n4,5\n", &Opening::default()), of_two);
    assert_eq!(faults(b"a,b\n1,\x92\n\x81,3\n4,5\n", &said(EncodingName::Windows1252)), of_two);
    let mut utf_16 = encoded("a,b\n1,2\nX,3\n4,5\n", EncodingName::Utf16le, true);
    let x = utf_16.windows(2).position(|pair| pair == [b'X', 0]).unwrap();
    // half of a pair
    utf_16.splice(x..x + 2, [0x00, 0xD8]);
    assert_eq!(faults(&utf_16, &Opening::default()), of_two);
    let mut cut = encoded("a,b\n1,2\n3,4", EncodingName::Utf16be, true);
    cut.pop();
    assert_eq!(faults(&cut, &Opening::default()), [(2, None), (3, bad)]);
}

#[test]
fn the_first_row_shows_the_delimiter_or_it_is_refused() {
    let delimiter = |text: &str| about(text.as_bytes(), &Opening::default()).delimiter;
    for (text, expected) in [
        ("a,b\n", (',', Known::Seen)),
        ("a;b\n1,5;2\n", (';', Known::Seen)),
        ("a\tb c\n", ('\t', Known::Seen)),
        ("a~b~c\n", ('~', Known::Seen)),
        ("\"a,b;c\"|d\n", ('|', Known::Seen)),
        ("\"a\nx;y\"|d\n", ('|', Known::Seen)),
        ("alone\n1\n", (',', Known::Usual)),
    ] {
        assert_eq!(delimiter(text), Some(expected), "{text:?}");
    }
    let two = told(read(b"\n\na,b;c\n1,2;3\n", &Opening::default()));
    assert!(two.starts_with("error delimiter-unclear t.csv:3: "), "{two}");
    assert!(two.contains("`, ;`; say which"), "{two}");
    let of = |delimiter| Opening { delimiter: Some(delimiter), ..Opening::default() };
    assert_eq!(read(b"a,b;c\n1,2;3\n", &of(';')).unwrap().0, ["a,b", "c"]);
    let none = told(read(b"a,b\n1,2\n", &of(';')));
    assert!(none.contains("say `delimiter = \",\"`"), "{none}");
    for foreign in ['"', '\n', 'x', ' ', '\u{ac}', '\0'] {
        assert!(told(read(b"a,b\n1,2\n", &of(foreign))).contains("cannot be the character"), "{foreign:?}");
    }
}

#[test]
fn quotes_may_be_letters_and_rows_without_a_header_may_have_any_width() {
    let opening = Opening { delimiter: Some('~'), quotes: false, header: false, ..Opening::default() };
    let (header, rows) = read(b"PER~1~O\"Brien\r\nASG~\"~\r\n\r\nFTR", &opening).unwrap();
    assert!(header.is_empty());
    let rows: Vec<_> = rows.into_iter().map(|(line, fault, cells)| (line, fault, cells.join("/"))).collect();
    let row = |line, cells: &str| (line, None, cells.to_owned());
    assert_eq!(rows, [row(1, "PER/1/O\"Brien"), row(2, "ASG/\"/"), row(4, "FTR")]);
}

#[test]
fn cells_are_cleaned_and_the_row_is_kept_as_it_came() {
    let text =
        "\u{feff}Staff\u{a0}id , \u{a0}Role\n\n \u{a0}S1\u{200b} ,\"Band\u{a0}5\u{a0}\"\n\u{a0} \n\t\n,\n";
    let input = Input::in_memory("t.csv", text.as_bytes().to_vec());
    let mut opened = open(&input, &Opening::default()).unwrap().unwrap();
    assert_eq!(opened.rows.header(), ["Staff id", "Role"]);
    let mut row = Row::default();
    assert!(opened.rows.read(&mut row).unwrap());
    assert_eq!((row.line, row.fault, row.cells.clone()), (3, None, vec!["S1".into(), "Band 5".into()]));
    assert_eq!(row.raw, " \u{a0}S1\u{200b} ,\"Band\u{a0}5\u{a0}\"".as_bytes());
    // lines of blanks are passed over, a row of blank cells is a row
    assert!(opened.rows.read(&mut row).unwrap());
    assert_eq!((row.line, row.cells.concat(), row.get(7)), (6, String::new(), ""));
    assert!(!opened.rows.read(&mut row).unwrap());
}

#[test]
fn lines_above_the_header_are_skipped_whatever_is_on_them() {
    let opening = Opening { skip: 3, ..Opening::default() };
    let text = b"Report \"of;,staff\r\n\r\nas at|1 Nov\r\na,b\r\n1,2\r\n";
    let (header, rows) = read(text, &opening).unwrap();
    assert_eq!((header, rows), (vec!["a".into(), "b".into()], vec![(5, None, vec!["1".into(), "2".into()])]));
    assert!(told(read(b"a\n", &opening)).contains("the file is empty"));
}

#[test]
fn what_is_no_table_is_refused() {
    let header = |count: usize| format!("{}\n", vec!["x"; count].join(",")).into_bytes();
    let wide = header(70_000);
    for (bytes, words) in [
        (&b""[..], "the file is empty"),
        (b"\n\r\n \n", "the file is empty"),
        (b"\x1F\x8B\x08\0", "packed by gzip"),
        (b"\x28\xB5\x2F\xFD\0", "packed by zstd"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xEF\xBB\xBF \n<HTML><table>", "a web page"),
        (b"a,b\n1,\0\n", "a zero byte on line 2"),
        (b"a,\"b\n1,2\n", "quotes do not pair in the header"),
        (b"a,\x92b\n1,2\n", "the header row is not UTF-8"),
        (b"a,b,a,b,\n", "two columns have the same header `a`"),
        (&wide, "more than 65536 columns"),
    ] {
        let told = told(read(bytes, &Opening { delimiter: Some(','), ..Opening::default() }));
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(read(b"a,,\n1,2,3\n", &Opening::default()).unwrap().0, ["a", "", ""]);
}

#[test]
fn a_row_without_an_end_makes_the_file_unusable_and_one_of_many_cells_only_itself() {
    let long_line = format!("a,b\n1,2\n{}", "x".repeat(17 << 20));
    let long_line = told(read(long_line.as_bytes(), &Opening::default()));
    assert!(long_line.starts_with("error file-unusable t.csv:3: a row of more than 16 MiB"), "{long_line}");
    let open_quote = format!("a,b\n1,2\n\"x,y\n{}", "3,4\n".repeat(5 << 20));
    let rows = read(open_quote.as_bytes(), &Opening::default()).unwrap().1;
    assert_eq!(rows.len(), 2 + (5 << 20));
    let faulty: Vec<_> = rows.iter().filter(|(_, fault, _)| fault.is_some()).map(|row| row.0).collect();
    assert_eq!(faulty, [3]);
    let rows =
        read(format!("a,b\n{}\n1,2\n", ",".repeat(1 << 20)).as_bytes(), &Opening::default()).unwrap().1;
    let faults: Vec<_> = rows.iter().map(|(line, fault, _)| (*line, *fault)).collect();
    assert_eq!(faults, [(2, Some(Fault::Ragged)), (3, None)]);
}
