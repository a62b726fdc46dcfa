//! Values of Parquet columns as the text that the same value has in a CSV file.

use jiff::{Span, Timestamp, civil::Date};
use parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit, Type},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType, FixedLenByteArray, Int96},
    errors::ParquetError,
    schema::types::ColumnDescriptor,
};
use std::fmt::Write;

/// What the stored values stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What they are.
    Plain,
    /// Days since 1970.
    Day,
    /// Parts of a second since 1970: so many make a second.
    Instant(i64),
    /// A whole number with so many digits behind the point.
    Decimal(i32),
}

impl Meaning {
    /// Of a column; none when its type is not read.
    pub(super) fn of(column: &ColumnDescriptor) -> Option<Self> {
        let physical = column.physical_type();
        let timestamp = match column.logical_type_ref() {
            Some(LogicalType::Timestamp(timestamp)) => Some(match timestamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            }),
            _ => None,
        };
        if let Some(parts) = timestamp {
            return Some(Self::Instant(parts));
        }
        match (column.converted_type(), physical) {
            (ConvertedType::DATE, _) => Some(Self::Day),
            (ConvertedType::TIMESTAMP_MILLIS, _) => Some(Self::Instant(1_000)),
            (ConvertedType::TIMESTAMP_MICROS, _) => Some(Self::Instant(1_000_000)),
            (ConvertedType::DECIMAL, Type::INT32 | Type::INT64) => Some(Self::Decimal(column.type_scale())),
            (ConvertedType::DECIMAL, _) | (_, Type::FIXED_LEN_BYTE_ARRAY) => None,
            _ => Some(Self::Plain),
        }
    }
}

/// Values as they are stored.
pub(super) enum Values {
    Truths(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// Values of a column with the levels that say which are there.
pub(super) struct Decoded {
    /// Those that are there.
    pub(super) values: Values,
    /// Definition levels.
    pub(super) definitions: Vec<i16>,
    /// Repetition levels.
    pub(super) repetitions: Vec<i16>,
    /// Whether any text among them is not UTF-8.
    pub(super) foreign: bool,
}

impl Decoded {
    /// Room for values of a column.
    pub(super) fn new(column: &ColumnDescriptor) -> Self {
        let values = match column.physical_type() {
            Type::BOOLEAN => Values::Truths(Vec::new()),
            Type::INT32 => Values::Int32(Vec::new()),
            Type::INT64 => Values::Int64(Vec::new()),
            Type::INT96 => Values::Int96(Vec::new()),
            Type::FLOAT => Values::Float(Vec::new()),
            Type::DOUBLE => Values::Double(Vec::new()),
            Type::BYTE_ARRAY => Values::Bytes(Vec::new()),
            Type::FIXED_LEN_BYTE_ARRAY => Values::Fixed(Vec::new()),
        };
        Self { values, definitions: Vec::new(), repetitions: Vec::new(), foreign: false }
    }

    /// Reads the values of so many rows of the file in place of those held, and says of how many.
    pub(super) fn read(&mut self, column: &mut ColumnReader, rows: usize) -> Result<usize, ParquetError> {
        let (definitions, repetitions) = (&mut self.definitions, &mut self.repetitions);
        let read = match (column, &mut self.values) {
            (ColumnReader::BoolColumnReader(column), Values::Truths(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::Int32ColumnReader(column), Values::Int32(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::Int64ColumnReader(column), Values::Int64(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::Int96ColumnReader(column), Values::Int96(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::FloatColumnReader(column), Values::Float(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::DoubleColumnReader(column), Values::Double(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::ByteArrayColumnReader(column), Values::Bytes(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            (ColumnReader::FixedLenByteArrayColumnReader(column), Values::Fixed(values)) => {
                fill(column, rows, definitions, repetitions, values)
            }
            _ => Err(ParquetError::General("a column changes its type".to_owned())),
        }?;
        self.foreign = (0..self.values.len()).any(|value| self.values.is_foreign(value));
        Ok(read)
    }
}

fn fill<T: DataType>(
    column: &mut ColumnReaderImpl<T>,
    rows: usize,
    definitions: &mut Vec<i16>,
    repetitions: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<usize, ParquetError> {
    definitions.clear();
    repetitions.clear();
    values.clear();
    let mut read = 0;
    while read < rows {
        let (records, _, levels) =
            column.read_records(rows - read, Some(definitions), Some(repetitions), values)?;
        if records == 0 && levels == 0 {
            break;
        }
        read += records;
    }
    Ok(read)
}

/// Passes over so many rows of the file, and says how many there were.
pub(super) fn skip(column: &mut ColumnReader, rows: usize) -> Result<usize, ParquetError> {
    match column {
        ColumnReader::BoolColumnReader(column) => column.skip_records(rows),
        ColumnReader::Int32ColumnReader(column) => column.skip_records(rows),
        ColumnReader::Int64ColumnReader(column) => column.skip_records(rows),
        ColumnReader::Int96ColumnReader(column) => column.skip_records(rows),
        ColumnReader::FloatColumnReader(column) => column.skip_records(rows),
        ColumnReader::DoubleColumnReader(column) => column.skip_records(rows),
        ColumnReader::ByteArrayColumnReader(column) => column.skip_records(rows),
        ColumnReader::FixedLenByteArrayColumnReader(column) => column.skip_records(rows),
    }
}

impl Values {
    /// How many.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Truths(values) => values.len(),
            Self::Int32(values) => values.len(),
            Self::Int64(values) => values.len(),
            Self::Int96(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Bytes(values) => values.len(),
            Self::Fixed(values) => values.len(),
        }
    }

    /// Whether a value is a text that is not UTF-8.
    pub(super) fn is_foreign(&self, at: usize) -> bool {
        match self {
            Self::Bytes(values) => {
                values.get(at).is_some_and(|value| std::str::from_utf8(value.data()).is_err())
            }
            _ => false,
        }
    }

    /// Writes a value as text. What cannot be written (a day outside the calendar) is left out.
    pub(super) fn write(&self, at: usize, meaning: Meaning, text: &mut String) {
        match self {
            Self::Truths(values) => {
                text.push_str(values.get(at).map_or("", |yes| if *yes { "yes" } else { "no" }));
            }
            Self::Int32(values) => write_whole(values.get(at).copied().map(i64::from), meaning, text),
            Self::Int64(values) => write_whole(values.get(at).copied(), meaning, text),
            Self::Int96(values) => {
                write_whole(values.get(at).map(Int96::to_seconds), Meaning::Instant(1), text);
            }
            Self::Float(values) => write_decimal(values.get(at).copied(), text),
            Self::Double(values) => write_decimal(values.get(at).copied(), text),
            Self::Bytes(values) => {
                let value = values.get(at).and_then(|value| std::str::from_utf8(value.data()).ok());
                text.push_str(value.unwrap_or(""));
            }
            Self::Fixed(_) => {}
        }
    }
}

fn write_whole(number: Option<i64>, meaning: Meaning, text: &mut String) {
    let Some(number) = number else { return };
    // Writing into a text cannot fail.
    let _ = match meaning {
        Meaning::Plain => write!(text, "{number}"),
        Meaning::Day => day(number).map_or(Ok(()), |day| write!(text, "{day}")),
        Meaning::Instant(parts) => {
            instant_day(number.div_euclid(parts)).map_or(Ok(()), |day| write!(text, "{day}"))
        }
        Meaning::Decimal(scale) => {
            let unit = 10_f64.powi(scale);
            write!(text, "{}", number as f64 / unit)
        }
    };
}

/// Not a number stands for a missing answer, as data frames write it.
fn write_decimal<T: std::fmt::Display + Into<f64> + Copy>(number: Option<T>, text: &mut String) {
    if let Some(number) = number.filter(|number| !(*number).into().is_nan()) {
        let _ = write!(text, "{number}");
    }
}

fn day(days: i64) -> Option<Date> {
    // Stored days may lie outside what a span holds.
    let days = Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(days).ok()
}

fn instant_day(second: i64) -> Option<Date> {
    let instant = Timestamp::from_second(second).ok()?;
    Some(instant.to_zoned(jiff::tz::TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(values: &Values, meaning: Meaning) -> String {
        let mut text = String::new();
        values.write(0, meaning, &mut text);
        text
    }

    #[test]
    fn values_are_written_as_csv_has_them() {
        assert_eq!(text(&Values::Truths(vec![true]), Meaning::Plain), "yes");
        assert_eq!(text(&Values::Int32(vec![-3]), Meaning::Plain), "-3");
        assert_eq!(text(&Values::Int32(vec![14_975]), Meaning::Day), "2011-01-01");
        assert_eq!(text(&Values::Int64(vec![1_293_926_399_999]), Meaning::Instant(1_000)), "2011-01-01");
        assert_eq!(text(&Values::Int64(vec![1250]), Meaning::Decimal(2)), "12.5");
        assert_eq!(text(&Values::Double(vec![3.0]), Meaning::Plain), "3");
        assert_eq!(text(&Values::Double(vec![f64::NAN]), Meaning::Plain), "");
        assert_eq!(text(&Values::Int32(vec![i32::MAX]), Meaning::Day), "");
    }
}
