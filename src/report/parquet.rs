//! Rows of a table as Parquet: whole numbers as integers, lists as lists of text, blank as null.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field as ArrowField, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::jsonl::entries;
use super::{Holds, Records, TableShape};
use crate::model::{Error, Result};

/// A Parquet file in the making: it gives bytes to be written one behind the other.
#[derive(Debug)]
pub struct ParquetTable {
    schema: Arc<Schema>,
    holds: Vec<Holds>,
    writer: ArrowWriter<Vec<u8>>,
}

impl ParquetTable {
    /// A file for a table.
    pub fn new(shape: &TableShape) -> Result<Self> {
        let column = |holds: &Holds| match holds {
            Holds::Whole(..) => DataType::Int64,
            Holds::List(_) => DataType::List(Arc::new(ArrowField::new("item", DataType::Utf8, true))),
            _ => DataType::Utf8,
        };
        let fields = shape.fields.iter();
        let fields = fields.map(|field| ArrowField::new(&field.name, column(&field.holds), !field.filled));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
        let writer =
            ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(failed)?;
        let holds = shape.fields.iter().map(|field| field.holds.clone()).collect();
        Ok(Self { schema, holds, writer })
    }

    /// Adds rows; gives the bytes that are ready.
    pub fn push(&mut self, records: &Records<'_>) -> Result<Vec<u8>> {
        let columns = self.holds.iter().enumerate();
        let columns = columns.map(|(at, holds)| {
            column(holds, records.rows().map(|row| row.get(at).map_or("", AsRef::as_ref)))
        });
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect()).map_err(unfit)?;
        self.writer.write(&batch).map_err(failed)?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// Ends the file; gives the last bytes.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.writer.finish().map_err(failed)?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }
}

fn column<'a>(holds: &Holds, cells: impl Iterator<Item = &'a str>) -> ArrayRef {
    let filled = |cell: &'a str| Some(cell).filter(|cell| !cell.is_empty());
    match holds {
        Holds::Whole(..) => {
            let mut column = Int64Builder::new();
            cells.for_each(|cell| column.append_option(cell.parse().ok()));
            Arc::new(column.finish())
        }
        Holds::List(_) => {
            let mut column = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                entries(cell).for_each(|entry| column.values().append_value(entry));
                column.append(true);
            }
            Arc::new(column.finish())
        }
        _ => {
            let mut column = StringBuilder::new();
            cells.for_each(|cell| column.append_option(filled(cell)));
            Arc::new(column.finish())
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn failed(error: ParquetError) -> Error {
    Error::Defect(format!("a Parquet file cannot be made: {error}"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn unfit(error: ArrowError) -> Error {
    Error::Defect(format!("rows do not fit their table: {error}"))
}
