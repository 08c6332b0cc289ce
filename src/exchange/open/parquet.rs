//! Rows of a Parquet file, a batch at a time, every value as text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch, StringArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

use super::clean::clean;
use super::kind::FileKind;
use super::open_text::distinct;
use super::raw::as_csv;
use super::{About, LineEnds, OpenedFile, unusable};
use crate::exchange::row::{Row, Rows};
use crate::files::Input;
use crate::model::{Error, Result};
use crate::sheet::{Fault, LONGEST, MOST_COLUMNS, too_long};

/// Rows read at once.
const BATCH: usize = 1_024;

/// Bytes of a packed file, which must be held whole.
const MOST: u64 = Input::WHOLE;

pub(super) fn open(input: &Input) -> Result<OpenedFile<'static>> {
    let name = input.name();
    let (reader, header) = if let Some(file) = input.file()? {
        guarded(name, || reader(name, file))?
    } else {
        let bytes = input.whole(MOST)?.map_err(|finding| Error::Input(vec![finding]))?;
        guarded(name, || reader(name, Bytes::from(bytes)))?
    };
    distinct(&Arc::from(name), 1, &header)?;
    let about = About {
        kind: FileKind::Parquet,
        encoding: None,
        mark: false,
        delimiter: None,
        line_ends: LineEnds::default(),
        worksheet: None,
        notes: Vec::new(),
    };
    let rows =
        BatchRows { name: name.into(), reader, header, columns: Vec::new(), at: 0, length: 0, line: 1 };
    Ok(OpenedFile { rows: Box::new(rows), about })
}

fn damaged(name: &str, error: &dyn std::fmt::Display) -> Error {
    unusable(
        name,
        &error.to_string(),
        "the Parquet file cannot be read",
        "write it again, or give a CSV file",
    )
}

/// What the library makes of a file. Of some damage within pages it gives up by a panic; nothing of it is used again then.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged(name, &"its pages contradict each other")))
}

/// Opens the file and reads its schema. What the writer noted of its own types is left aside; words are read as
/// dictionaries, so that one long word in many rows is held once.
fn reader<R: ChunkReader + 'static>(name: &str, file: R) -> Result<(ParquetRecordBatchReader, Vec<String>)> {
    let failed = |error: ParquetError| damaged(name, &error);
    let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let about = ArrowReaderMetadata::load(&file, options()).map_err(failed)?;
    if !is_sound(about.metadata(), file.len()) {
        return Err(damaged(name, &"its footer points at nothing"));
    }
    let fields = about.schema().fields();
    if fields.len() > MOST_COLUMNS {
        let message = format!("the file has more than {MOST_COLUMNS} columns");
        return Err(unusable(name, "", message, "check that this is the right file"));
    }
    let nested: Vec<&str> = fields
        .iter()
        .filter(|field| !is_plain(field.data_type()))
        .map(|field| field.name().as_str())
        .collect();
    if !nested.is_empty() {
        let message = "columns that are not text, number, day or yes and no";
        let help = "write the file without them, or each as a column of text";
        return Err(unusable(name, &nested.join(", "), message, help));
    }
    let header = fields.iter().map(|field| cleaned(field.name())).collect();
    let fields: Vec<Field> = fields.iter().map(|field| hinted(field)).collect();
    let options = options().with_schema(Arc::new(Schema::new(fields)));
    let about = ArrowReaderMetadata::try_new(Arc::clone(about.metadata()), options).map_err(failed)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, about).with_batch_size(BATCH);
    Ok((builder.build().map_err(failed)?, header))
}

/// Whether every part that the footer tells of can be there; the library takes that for granted.
fn is_sound(about: &ParquetMetaData, length: u64) -> bool {
    let inside = |offset: i64, size: i64| {
        let end = u64::try_from(offset).ok().zip(u64::try_from(size).ok());
        end.and_then(|(offset, size)| offset.checked_add(size)).is_some_and(|end| end <= length)
    };
    about.row_groups().iter().all(|group| {
        group.num_rows() >= 0
            && group.columns().iter().all(|column| {
                let begin = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
                column.num_values() >= 0
                    && inside(column.data_page_offset(), 0)
                    && inside(begin, column.compressed_size())
            })
    })
}

fn is_plain(kind: &DataType) -> bool {
    use DataType as T;
    kind.is_numeric()
        || matches!(kind, T::Null | T::Boolean | T::Utf8 | T::Date32)
        || matches!(kind, T::Timestamp(..) | T::Time32(_) | T::Time64(_))
}

fn hinted(field: &Field) -> Field {
    match field.data_type() {
        DataType::Utf8 => {
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            field.clone().with_data_type(kind)
        }
        // by an offset, for which no table of time zones is needed
        DataType::Timestamp(unit, Some(_)) => {
            field.clone().with_data_type(DataType::Timestamp(*unit, Some("+00:00".into())))
        }
        _ => field.clone(),
    }
}

fn cleaned(text: &str) -> String {
    let mut into = String::new();
    clean(text, &mut into);
    into
}

/// A column of a batch.
enum Column {
    Words(Box<(DictionaryArray<Int32Type>, StringArray)>),
    /// What is not words is short; `None` is a value that is none.
    Values(Vec<Option<String>>),
}

impl Column {
    fn of(array: &ArrayRef) -> std::result::Result<Self, ArrowError> {
        if let Some(words) = array.as_dictionary_opt::<Int32Type>() {
            let values = words.values().as_string_opt::<i32>();
            let values = values.ok_or_else(|| ArrowError::CastError("words are no words".to_owned()))?;
            return Ok(Self::Words(Box::new((words.clone(), values.clone()))));
        }
        let options = FormatOptions::default();
        let formatter = ArrayFormatter::try_new(array.as_ref(), &options)?;
        let value = |row| {
            if array.is_null(row) {
                return Some(String::new());
            }
            let text = formatter.value(row).try_to_string().ok()?;
            Some(as_seen(text, array.data_type()))
        };
        Ok(Self::Values((0..array.len()).map(value).collect()))
    }

    /// A value; `None` if it is none.
    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Column::Words(both) => {
                let (words, values) = both.as_ref();
                let known = words.key(row).filter(|key| *key < values.len() && values.is_valid(*key));
                Some(known.map_or("", |key| values.value(key)))
            }
            Column::Values(values) => values.get(row)?.as_deref(),
        }
    }
}

/// Whole numbers without a point, moments as their day (in UTC, if the file says so).
fn as_seen(text: String, kind: &DataType) -> String {
    match kind {
        DataType::Timestamp(..) => text.split(['T', ' ']).next().unwrap_or_default().to_owned(),
        kind if kind.is_floating() => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => (number + 0.0).to_string(),
            _ => text,
        },
        kind if kind.is_decimal() && text.contains('.') => {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text,
    }
}

struct BatchRows {
    name: Arc<str>,
    reader: ParquetRecordBatchReader,
    header: Vec<String>,
    columns: Vec<Column>,
    /// Which row of the batch comes next, and how many it has.
    at: usize,
    length: usize,
    /// The line of the row that was read last; the header is the first.
    line: u64,
}

impl BatchRows {
    fn take(&mut self, batch: &RecordBatch) -> std::result::Result<(), ArrowError> {
        self.columns = batch.columns().iter().map(Column::of).collect::<std::result::Result<_, _>>()?;
        (self.at, self.length) = (0, batch.num_rows());
        Ok(())
    }
}

impl Rows for BatchRows {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, row: &mut Row) -> Result<bool> {
        while self.at == self.length {
            let name = Arc::clone(&self.name);
            let failed = |error: ArrowError| damaged(&name, &error);
            let next = || match self.reader.next() {
                Some(batch) => batch.and_then(|batch| self.take(&batch)).map_err(failed).map(|()| true),
                None => Ok(false),
            };
            if !guarded(&name, next)? {
                return Ok(false);
            }
        }
        self.line += 1;
        let length: usize = self.columns.iter().map(|column| column.get(self.at).map_or(0, str::len)).sum();
        if length > LONGEST {
            return Err(Error::Input(vec![too_long(&self.name, self.line)]));
        }
        row.line = self.line;
        row.fault = None;
        row.cells.resize_with(self.columns.len(), String::new);
        for (column, cell) in self.columns.iter().zip(&mut row.cells) {
            let value = column.get(self.at);
            row.fault = row.fault.or(value.is_none().then_some(Fault::Broken));
            clean(value.unwrap_or("#####"), cell);
        }
        as_csv(row.cells.iter().map(String::as_str), &mut row.raw);
        self.at += 1;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
