//! Values that go to an engine, and statements with their values. What an engine calls them is its own affair.

use jiff::{Timestamp, civil::Date};
use registry::area::AreaCode;
use std::borrow::Cow;
use uuid::Uuid;

/// One parameter of a statement.
///
/// No `Debug`: a value may be a name or a number.
#[derive(Clone)]
pub enum Value {
    Null,
    Flag(bool),
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    Id(Uuid),
    /// Only to be searched in; never a column.
    Numbers(Vec<i64>),
    /// Only to be searched in; never a column.
    Texts(Vec<String>),
}

/// A statement of [`crate::sql`] or of a dialect, and its values in order.
#[derive(Clone)]
pub struct Statement {
    pub sql: Cow<'static, str>,
    pub values: Vec<Value>,
}

/// `statement!(SQL, first, second…)`: a [`Statement`] with each value made by `Value::from`.
macro_rules! statement {
    ($sql:expr $(, $value:expr)* $(,)?) => {
        $crate::value::Statement { sql: ::std::borrow::Cow::from($sql), values: vec![$($crate::value::Value::from($value)),*] }
    };
}
pub(crate) use statement;

/// Microseconds since 1970 in UTC.
pub(crate) fn microseconds(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Days since 1970-01-01.
pub(crate) fn day_number(day: Date) -> i64 {
    Date::constant(1970, 1, 1).duration_until(day).as_hours() / 24
}

/// A count as engines take it; none of ours comes near the limit.
pub(crate) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Area codes as they are kept: with a space between.
pub(crate) fn joined(areas: &[AreaCode]) -> String {
    areas.iter().map(AreaCode::as_str).collect::<Vec<_>>().join(" ")
}

/// Area codes to be searched in, each once.
pub(crate) fn distinct(areas: &[AreaCode]) -> Vec<String> {
    let mut codes: Vec<String> = areas.iter().map(|area| area.as_str().to_owned()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

macro_rules! values {
    ($($from:ty, $value:ident => $into:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $into
            }
        }
    )*};
}

values! {
    bool, flag => Self::Flag(flag);
    i64, value => Self::Number(value);
    u64, value => Self::Number(number(value));
    u32, value => Self::Number(value.into());
    String, text => Self::Text(text);
    &str, text => Self::Text(text.to_owned());
    &AreaCode, code => Self::Text(code.as_str().to_owned());
    Vec<u8>, bytes => Self::Bytes(bytes);
    [u8; 32], bytes => Self::Bytes(bytes.to_vec());
    Uuid, id => Self::Id(id);
    Timestamp, at => Self::Number(microseconds(at));
    Date, date => Self::Text(date.to_string());
    Vec<i64>, all => Self::Numbers(all);
    Vec<String>, all => Self::Texts(all);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
