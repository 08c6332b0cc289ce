//! Workbooks made here, cell by cell.

use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::exchange::open;

const TYPES: &str =
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of these worksheets: name, state, rows in XML; and the shared strings.
fn book(sheets: &[(&str, &str, &str)], strings: &str) -> Vec<u8> {
    let mut listed = String::new();
    let mut related = String::new();
    let mut parts = vec![("[Content_Types].xml".to_owned(), TYPES.to_owned())];
    for (number, (name, state, rows)) in (1..).zip(sheets) {
        listed += &format!(r#"<sheet name="{name}" sheetId="{number}" {state} r:id="r{number}"/>"#);
        related += &format!(
            r#"<Relationship Id="r{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let xml = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        );
        parts.push((format!("xl/worksheets/sheet{number}.xml"), xml));
    }
    let workbook = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>"#
    );
    let related = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>"#
    );
    parts.push(("_rels/.rels".to_owned(), RELS.to_owned()));
    parts.push(("xl/workbook.xml".to_owned(), workbook));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), related));
    parts.push(("xl/styles.xml".to_owned(), STYLES.to_owned()));
    parts.push(("xl/sharedStrings.xml".to_owned(), strings.to_owned()));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&parts)
}

const STRINGS: &str = r#"<sst uniqueCount="2"><si><t>staff_id</t></si><si><t xml:space="preserve"> Band&#160;5 </t></si></sst>"#;

fn word(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// Header, and rows with line, fault, cells and raw text; or the findings.
fn read(bytes: &[u8], opening: &Opening) -> std::result::Result<(Vec<String>, Vec<Row>), String> {
    let input = Input::in_memory("t.xlsx", bytes.to_vec());
    let told =
        |findings: Vec<crate::model::Finding>| findings.iter().map(ToString::to_string).collect::<String>();
    let mut opened = open(&input, opening).unwrap().map_err(told)?;
    assert_eq!(opened.about.kind, FileKind::Workbook);
    let (mut rows, mut row) = (Vec::new(), Row::default());
    while opened.rows.read(&mut row).unwrap() {
        rows.push(row.clone());
    }
    Ok((opened.rows.header().to_vec(), rows))
}

fn sheet(rows: &str) -> Vec<u8> {
    book(&[("Staff", "", rows)], STRINGS)
}

/// The value of a cell of a row below a header.
fn cell(xml: &str) -> (Option<Fault>, String) {
    let rows = format!(r#"<row r="1">{}</row><row r="2">{xml}</row>"#, word("A1", "h"));
    let (_, rows) = read(&sheet(&rows), &Opening::default()).unwrap();
    rows.first().map_or((None, String::new()), |row| (row.fault, row.get(0).to_owned()))
}

#[test]
fn values_are_as_people_see_them() {
    for (xml, expected) in [
        (r#"<c r="A2" t="s"><v>1</v></c>"#, "Band 5"),
        (r#"<c r="A2"><v>1200</v></c>"#, "1200"),
        (r#"<c r="A2"><v>1200.0</v></c>"#, "1200"),
        (r#"<c r="A2"><v>-0</v></c>"#, "0"),
        (r#"<c r="A2"><v>0.6</v></c>"#, "0.6"),
        (r#"<c r="A2"><v>12345678901234</v></c>"#, "12345678901234"),
        (r#"<c r="A2" t="b"><v>1</v></c>"#, "TRUE"),
        (r#"<c r="A2" s="1"><v>46357</v></c>"#, "2026-12-01"),
        (r#"<c r="A2" s="1"><v>46357.75</v></c>"#, "2026-12-01"),
        (r#"<c r="A2" s="2"><v>0.5</v></c>"#, "12:00:00"),
        (r#"<c r="A2" s="3"><v>1.5625</v></c>"#, "37:30:00"),
        (r#"<c r="A2" t="d"><v>2026-12-01T08:30:00</v></c>"#, "2026-12-01"),
        (r#"<c r="A2" t="str"><f>A1</f><v>stored</v></c>"#, "stored"),
        (r#"<c r="A2"><f>1+1</f><v>2</v></c>"#, "2"),
        (r#"<c r="A2"><f>1+1</f></c>"#, ""),
    ] {
        assert_eq!(cell(xml), (None, expected.to_owned()), "{xml}");
    }
}

#[test]
fn errors_are_never_words() {
    let broken = Some(Fault::Broken);
    for (xml, shown) in [
        (r#"<c r="A2" t="e"><v>#N/A</v></c>"#, "#N/A"),
        (r#"<c r="A2" t="e"><f>X1</f><v>#REF!</v></c>"#, "#REF!"),
        (r#"<c r="A2" s="1"><v>-3</v></c>"#, "#####"),
        (r#"<c r="A2" s="1"><v>2958466</v></c>"#, "#####"),
        (r#"<c r="A2"><v>NaN</v></c>"#, "#NUM!"),
    ] {
        assert_eq!(cell(xml), (broken, shown.to_owned()), "{xml}");
    }
    let header = sheet(r#"<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>"#);
    assert!(
        read(&header, &Opening::default()).unwrap_err().contains("a header of the worksheet holds an error")
    );
}

#[test]
fn rows_are_as_wide_as_the_header_and_know_their_number() {
    let rows = [
        format!(r#"<row r="3">{}{}</row>"#, word("B3", "id"), word("D3", "site")),
        format!(r#"<row r="5">{}</row>"#, word("B5", "S1")),
        format!(r#"<row r="6">{}{}</row>"#, word("B6", "S2"), word("D6", "a, b")),
        format!(r#"<row r="8">{}{}</row>"#, word("B8", "S3"), word("E8", "x")),
        r#"<row r="9"><c r="A9" s="1"/></row>"#.to_owned(),
    ];
    let (header, rows) = read(&sheet(&rows.concat()), &Opening::default()).unwrap();
    assert_eq!(header, ["", "id", "", "site"]);
    let told: Vec<_> = rows.iter().map(|row| (row.line, row.fault, row.cells.join("/"))).collect();
    assert_eq!(
        told,
        [
            (5, None, "/S1//".to_owned()),
            (6, None, "/S2//a, b".to_owned()),
            (8, Some(Fault::Ragged), "/S3///x".to_owned())
        ]
    );
    assert_eq!(rows[1].raw, b",S2,,\"a, b\"");
    let above = Opening { skip: 4, ..Opening::default() };
    let skipped = read(
        &sheet(&format!(r#"<row r="2">{}</row><row r="5">{}</row>"#, word("A2", "x"), word("A5", "h"))),
        &above,
    );
    assert_eq!(skipped.unwrap().0, ["h"]);
}

#[test]
fn the_worksheet_is_the_one_asked_for_or_the_only_visible_one_with_rows() {
    let one = format!(r#"<row r="1">{}</row>"#, word("A1", "one"));
    let two = format!(r#"<row r="1">{}</row>"#, word("A1", "two"));
    let blank = r#"<row r="1"><c r="A1" s="1"/></row>"#;
    let first = |bytes: &[u8], said: Option<&str>| {
        let opening = Opening { worksheet: said.map(str::to_owned), ..Opening::default() };
        read(bytes, &opening).map(|(header, _)| header.concat())
    };
    let several = book(&[("A", "", &one), ("B", "", &two)], STRINGS);
    let told = first(&several, None).unwrap_err();
    assert!(told.contains("several worksheets have rows") && told.contains("worksheet = \"A\""), "{told}");
    assert_eq!(first(&several, Some("B")).unwrap(), "two");
    assert!(first(&several, Some("C")).unwrap_err().contains("it has `A`, `B`"));
    let hidden = book(&[("A", "", blank), ("B", "", &two), ("C", r#"state="hidden""#, &one)], STRINGS);
    assert_eq!(first(&hidden, None).unwrap(), "two");
    assert!(first(&book(&[("A", "", blank)], STRINGS), None).unwrap_err().contains("no worksheet has rows"));
}

#[test]
fn what_cannot_be_trusted_is_refused() {
    let refused = |bytes: &[u8], words: &str| {
        let told = read(bytes, &Opening::default()).unwrap_err();
        assert!(told.contains("file-unusable t.xlsx") && told.contains(words), "{words}: {told}");
    };
    let sound = sheet(&format!(r#"<row r="1">{}</row>"#, word("A1", "h")));
    refused(&sound[..sound.len() / 2], "no sound workbook");
    refused(&zipped(&[("a.txt", b"x")]), "the workbook cannot be read");
    refused(&zipped(&[("mimetype", b"x"), ("content.xml", b"x")]), ".ods");
    refused(&zipped(&[("xl/workbook.bin", b"x")]), ".xlsb");
    refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 older", "older kind");
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &locked[..]].concat(), "encrypted");
    let twice = format!(r#"<row r="1">{}{}</row>"#, word("A1", "h"), word("A1", "k"));
    refused(&sheet(&twice), "out of order");
    let same = format!(r#"<row r="1">{}{}</row>"#, word("A1", "h"), word("B1", "h"));
    assert!(read(&sheet(&same), &Opening::default()).unwrap_err().contains("column-repeated t.xlsx:1:h"));
}

#[test]
fn what_promises_or_unpacks_to_too_much_is_refused() {
    let row = format!(r#"<row r="1">{}</row>"#, word("A1", "h"));
    for promise in ["18446744073709551615", "99999999999999999999999999", "4000000000"] {
        let strings = format!(r#"<sst uniqueCount = "{promise}"><si><t>x</t></si></sst>"#);
        let units: Vec<u8> = strings.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!guard::keeps(strings.as_bytes()) && !guard::keeps(&units));
        let told = read(&book(&[("A", "", &row)], &strings), &Opening::default()).unwrap_err();
        assert!(told.contains("promises more"), "{told}");
    }
    // a cell far away makes no worksheet large
    let far = sheet(&format!(
        r#"<row r="1">{}</row><row r="1048576">{}</row>"#,
        word("A1", "h"),
        word("XFD1048576", "x")
    ));
    let (_, rows) = read(&far, &Opening::default()).unwrap();
    assert_eq!((rows[0].line, rows[0].fault, rows[0].cells.len()), (1_048_576, Some(Fault::Ragged), 16_384));
    let bomb = zipped(&[("xl/media/a.bin", &vec![0; 40 << 20])]);
    assert!(bomb.len() < 1 << 20);
    let Err(Error::Input(findings)) = guard::book("t.xlsx", bomb, 32 << 20) else {
        panic!("a bomb was opened")
    };
    assert!(findings[0].to_string().contains("unpacks to more than 32 MiB"), "{}", findings[0]);
}
