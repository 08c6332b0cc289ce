//! Parquet files made here, of every kind of column, whole and damaged.

use arrow_array::{
    BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int8Array, Int64Array,
    LargeStringArray, NullArray, StringViewArray, StructArray, Time32SecondArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, UInt64Array,
};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use super::*;
use crate::exchange::{Opening, open};

fn written(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true))).unwrap();
    let options = WriterProperties::builder()
        .set_max_row_group_row_count(Some(700))
        .set_dictionary_page_size_limit(64 << 20)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(options)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(input: &Input) -> std::result::Result<(Vec<String>, Vec<Row>), String> {
    let told =
        |findings: Vec<crate::model::Finding>| findings.iter().map(ToString::to_string).collect::<String>();
    let mut opened = open(input, &Opening::default()).unwrap().map_err(told)?;
    assert_eq!(opened.about.kind, FileKind::Parquet);
    let (mut rows, mut row) = (Vec::new(), Row::default());
    loop {
        match opened.rows.read(&mut row) {
            Ok(true) => rows.push(row.clone()),
            Ok(false) => return Ok((opened.rows.header().to_vec(), rows)),
            Err(Error::Input(findings)) => return Err(told(findings)),
            Err(error) => panic!("{error}"),
        }
    }
}

fn in_memory(bytes: Vec<u8>) -> Input {
    Input::in_memory("t.parquet", bytes)
}

/// The first value of a column that holds a value and a null.
fn value(array: ArrayRef) -> String {
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let (_, rows) = read(&in_memory(written(vec![("v", array), ("n", number)]))).unwrap();
    assert_eq!((rows.len(), rows[1].get(0), rows[1].fault), (2, "", None));
    rows[0].get(0).to_owned()
}

#[test]
fn every_plain_kind_of_column_becomes_text() {
    let words: DictionaryArray<Int32Type> = vec![Some("north"), None].into_iter().collect();
    let midnight = 1_796_083_200_000_i64;
    for (array, expected) in [
        (Arc::new(StringArray::from(vec![Some("\u{a0}Band\u{a0}5 "), None])) as ArrayRef, "Band 5"),
        (Arc::new(LargeStringArray::from(vec![Some("a, b"), None])), "a, b"),
        (
            Arc::new(StringViewArray::from(vec![Some("a word that is not short"), None])),
            "a word that is not short",
        ),
        (Arc::new(words), "north"),
        (Arc::new(Int8Array::from(vec![Some(-5), None])), "-5"),
        (Arc::new(UInt64Array::from(vec![Some(u64::MAX), None])), "18446744073709551615"),
        (Arc::new(Float64Array::from(vec![Some(1200.0), None])), "1200"),
        (Arc::new(Float64Array::from(vec![Some(-0.0), None])), "0"),
        (Arc::new(Float64Array::from(vec![Some(1e21), None])), "1000000000000000000000"),
        (Arc::new(Float64Array::from(vec![Some(f64::NAN), None])), "NaN"),
        (Arc::new(Float32Array::from(vec![Some(0.6), None])), "0.6"),
        (Arc::new(BooleanArray::from(vec![Some(true), None])), "true"),
        (Arc::new(Date32Array::from(vec![Some(20_788), None])), "2026-12-01"),
        (Arc::new(TimestampMillisecondArray::from(vec![Some(midnight + 1), None])), "2026-12-01"),
        (
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(midnight * 1_000), None]).with_timezone("UTC"),
            ),
            "2026-12-01",
        ),
        (Arc::new(Time32SecondArray::from(vec![Some(3_661), None])), "01:01:01"),
        (
            Arc::new(Decimal128Array::from(vec![Some(1_250), None]).with_precision_and_scale(9, 2).unwrap()),
            "12.5",
        ),
        (
            Arc::new(Decimal128Array::from(vec![Some(1_200), None]).with_precision_and_scale(9, 2).unwrap()),
            "12",
        ),
        (Arc::new(NullArray::new(2)), ""),
    ] {
        let kind = array.data_type().clone();
        assert_eq!(value(array), expected, "{kind}");
    }
}

/// More rows than a batch and a row group have.
fn many() -> Vec<u8> {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..3_000).map(|n| format!("S{n}"))));
    let sites: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..3_000).map(|n| ["north", "so,uth"][n % 2])));
    written(vec![("staff_id", ids), (" site ", sites)])
}

#[test]
fn rows_come_in_order_from_memory_and_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("staff.parquet");
    std::fs::write(&path, many()).unwrap();
    for input in [in_memory(many()), Input::open(&path).unwrap().unwrap()] {
        let (header, rows) = read(&input).unwrap();
        assert_eq!(header, ["staff_id", "site"]);
        assert_eq!(rows.len(), 3_000);
        for (number, row) in (0..).zip(&rows) {
            assert_eq!((row.line, row.get(0)), (number + 2, format!("S{number}").as_str()));
        }
        assert_eq!(rows[1].raw, b"S1,\"so,uth\"");
        assert_eq!(input.hashed().unwrap().bytes, many().len() as u64);
    }
}

#[test]
fn nested_columns_repeated_names_and_days_that_are_none_are_told_of() {
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let field = Arc::new(Field::new("x", DataType::Int64, true));
    let nested: ArrayRef = Arc::new(StructArray::from(vec![(field, Arc::clone(&number))]));
    let told = read(&in_memory(written(vec![("a", Arc::clone(&number)), ("b", nested)]))).unwrap_err();
    assert!(told.contains("columns that are not text, number, day or yes and no `b`"), "{told}");
    let told = read(&in_memory(written(vec![("a", Arc::clone(&number)), (" a", number)]))).unwrap_err();
    assert!(told.contains("column-repeated t.parquet:1:a"), "{told}");
    let far: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![i64::MAX]));
    let (_, rows) = read(&in_memory(written(vec![("a", far)]))).unwrap();
    assert_eq!((rows[0].fault, rows[0].get(0)), (Some(Fault::Broken), "#####"));
}

#[test]
fn a_long_word_in_many_rows_is_held_once_and_a_row_of_many_is_too_long() {
    let values: ArrayRef = Arc::new(StringArray::from(vec!["y".to_owned(), "x".repeat(9 << 20)]));
    let keys = arrow_array::Int32Array::from_iter_values((0..100).map(|n| i32::from(n != 9)));
    let words = || -> ArrayRef { Arc::new(DictionaryArray::new(keys.clone(), Arc::clone(&values))) };
    let bytes = written(vec![("a", words())]);
    assert!(bytes.len() < 64 << 20);
    let input = in_memory(bytes);
    let mut opened = open(&input, &Opening::default()).unwrap().unwrap();
    let mut row = Row::default();
    for _ in 0..10 {
        assert!(opened.rows.read(&mut row).unwrap());
    }
    assert_eq!(row.get(0), "y");
    let told = read(&in_memory(written(vec![("a", words()), ("b", words())]))).unwrap_err();
    assert!(told.contains("t.parquet:2: a row of more than 16 MiB"), "{told}");
}

#[test]
fn damaged_files_are_findings() {
    let sound = many();
    for cut in [4, 8, 100, sound.len() / 2, sound.len() - 1] {
        assert!(
            read(&in_memory(sound[..cut].to_vec())).unwrap_err().contains("file-unusable t.parquet"),
            "{cut}"
        );
    }
    // whatever a byte is changed to, the file is read or refused
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(seed >> 8).unwrap()
    };
    let mut refused = 0;
    for _ in 0..300 {
        let mut bytes = sound.clone();
        for _ in 0..1 + next() % 3 {
            // the footer and the heads of pages more often than the words between
            let at = if next() % 2 == 0 { bytes.len() - 1 - next() % 900 } else { next() % bytes.len() };
            bytes[at] = u8::try_from(next() % 256).unwrap();
        }
        bytes[..4].copy_from_slice(b"PAR1");
        refused += u32::from(read(&in_memory(bytes)).is_err());
    }
    assert!(refused > 30, "{refused}");
}
