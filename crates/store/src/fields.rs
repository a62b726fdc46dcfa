//! Reading a row's columns in order, whichever engine it comes from.

use crate::{StoreError, StoreResult, texts};
use jiff::{Span, Timestamp, civil::Date};
use registry::{area::AreaCode, chain::LinkHash, identity::CitizenNumber, registry_number::RegistryNumber};
use std::str::FromStr;
use uuid::Uuid;

/// A row of an engine. `None` for null; an error when the column is of another type.
pub trait Columns {
    /// How many there are.
    fn columns(&self) -> usize;
    fn flag(&self, at: usize) -> Result<Option<bool>, OtherType>;
    fn number(&self, at: usize) -> Result<Option<i64>, OtherType>;
    fn text(&self, at: usize) -> Result<Option<&str>, OtherType>;
    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, OtherType>;
    /// The bytes of a text, whether the column holds it as text or as bytes.
    fn kept_text(&self, at: usize) -> Result<Option<&[u8]>, OtherType>;
    fn id(&self, at: usize) -> Result<Option<Uuid>, OtherType>;
}

/// A column that is not of the type asked for.
pub struct OtherType;

/// Makes a row of [`crate::rows`] from an engine's.
pub(crate) type Decode<T> = fn(&mut Fields<'_>) -> StoreResult<T>;

/// The columns of a row, taken one after the other. What does not fit is `StoreError::Damaged`, which names the column
/// by its place and never by its content.
pub struct Fields<'a> {
    columns: &'a dyn Columns,
    next: usize,
}

impl<'a> Fields<'a> {
    /// Starts at the first column.
    pub fn of(columns: &'a dyn Columns) -> Self {
        Self { columns, next: 0 }
    }

    pub fn flag(&mut self) -> StoreResult<bool> {
        self.present(Columns::flag)
    }

    pub fn number(&mut self) -> StoreResult<i64> {
        self.present(Columns::number)
    }

    pub fn maybe_number(&mut self) -> StoreResult<Option<i64>> {
        self.take(Columns::number)
    }

    pub fn text(&mut self) -> StoreResult<String> {
        self.str().map(str::to_owned)
    }

    pub fn maybe_text(&mut self) -> StoreResult<Option<String>> {
        Ok(self.take(Columns::text)?.map(str::to_owned))
    }

    /// A text that may be compressed.
    pub fn packed_text(&mut self) -> StoreResult<String> {
        self.present(Columns::kept_text).and_then(texts::unpack)
    }

    pub fn bytes(&mut self) -> StoreResult<Vec<u8>> {
        self.present(Columns::bytes).map(<[u8]>::to_vec)
    }

    pub fn id<T: From<Uuid>>(&mut self) -> StoreResult<T> {
        self.present(Columns::id).map(T::from)
    }

    pub fn count(&mut self) -> StoreResult<u64> {
        let number = self.number()?;
        u64::try_from(number).map_err(|_| self.damage("out of range"))
    }

    pub fn version(&mut self) -> StoreResult<u32> {
        let number = self.number()?;
        u32::try_from(number).map_err(|_| self.damage("out of range"))
    }

    pub fn instant(&mut self) -> StoreResult<Timestamp> {
        let microseconds = self.number()?;
        Timestamp::from_microsecond(microseconds).map_err(|_| self.damage("no instant"))
    }

    pub fn maybe_instant(&mut self) -> StoreResult<Option<Timestamp>> {
        let microseconds = self.maybe_number()?;
        microseconds.map(Timestamp::from_microsecond).transpose().map_err(|_| self.damage("no instant"))
    }

    pub fn date(&mut self) -> StoreResult<Date> {
        self.parsed()
    }

    pub fn maybe_date(&mut self) -> StoreResult<Option<Date>> {
        self.maybe_parsed()
    }

    /// A day kept as the days since 1970-01-01.
    pub fn maybe_day(&mut self) -> StoreResult<Option<Date>> {
        let Some(days) = self.maybe_number()? else { return Ok(None) };
        let since = Span::new().try_days(days).map_err(|_| self.damage("out of range"))?;
        Date::constant(1970, 1, 1).checked_add(since).map(Some).map_err(|_| self.damage("out of range"))
    }

    /// The counts in all columns that are left.
    pub fn remaining_counts(&mut self) -> StoreResult<Vec<u64>> {
        (self.next..self.columns.columns()).map(|_| self.count()).collect()
    }

    pub fn sha256(&mut self) -> StoreResult<[u8; 32]> {
        let bytes = self.present(Columns::bytes)?;
        bytes.try_into().map_err(|_| self.damage("not 32 bytes"))
    }

    pub fn maybe_sha256(&mut self) -> StoreResult<Option<[u8; 32]>> {
        let bytes = self.take(Columns::bytes)?;
        bytes.map(TryInto::try_into).transpose().map_err(|_| self.damage("not 32 bytes"))
    }

    pub fn hash(&mut self) -> StoreResult<LinkHash> {
        let bytes = self.present(Columns::bytes)?;
        LinkHash::from_bytes(bytes).ok_or_else(|| self.damage("not 32 bytes"))
    }

    pub fn registry_number(&mut self) -> StoreResult<RegistryNumber> {
        let number = self.count()?;
        RegistryNumber::from_u64(number).map_err(|_| self.damage("no registry number"))
    }

    pub fn maybe_registry_number(&mut self) -> StoreResult<Option<RegistryNumber>> {
        let Some(number) = self.maybe_number()? else { return Ok(None) };
        let number = u64::try_from(number).map_err(|_| self.damage("out of range"))?;
        RegistryNumber::from_u64(number).map(Some).map_err(|_| self.damage("no registry number"))
    }

    pub fn citizen_number(&mut self) -> StoreResult<CitizenNumber> {
        let number = self.count()?;
        CitizenNumber::from_u64(number).map_err(|_| self.damage("no citizen number"))
    }

    pub fn area(&mut self) -> StoreResult<AreaCode> {
        self.parsed()
    }

    pub fn maybe_area(&mut self) -> StoreResult<Option<AreaCode>> {
        self.maybe_parsed()
    }

    /// An area whose absence is kept as an empty text.
    pub fn area_or_empty(&mut self) -> StoreResult<Option<AreaCode>> {
        let text = self.str()?;
        if text.is_empty() { Ok(None) } else { self.read(text).map(Some) }
    }

    /// Area codes with a space between.
    pub fn areas(&mut self) -> StoreResult<Vec<AreaCode>> {
        self.str()?.split_whitespace().map(|code| self.read(code)).collect()
    }

    /// Numbers with a space between.
    pub fn numbers(&mut self) -> StoreResult<Vec<i64>> {
        self.str()?.split_whitespace().map(|digits| self.read(digits)).collect()
    }

    /// A value of a code.
    pub fn coded<T>(&mut self, from_code: fn(&str) -> Option<T>) -> StoreResult<T> {
        let code = self.str()?;
        from_code(code).ok_or_else(|| self.damage("no such code"))
    }

    fn str(&mut self) -> StoreResult<&'a str> {
        self.present(Columns::text)
    }

    fn parsed<T: FromStr>(&mut self) -> StoreResult<T> {
        let text = self.str()?;
        self.read(text)
    }

    fn maybe_parsed<T: FromStr>(&mut self) -> StoreResult<Option<T>> {
        let text = self.take(Columns::text)?;
        text.map(|text| self.read(text)).transpose()
    }

    fn read<T: FromStr>(&self, text: &str) -> StoreResult<T> {
        text.parse().map_err(|_| self.damage("unreadable"))
    }

    fn present<T>(
        &mut self,
        get: fn(&'a dyn Columns, usize) -> Result<Option<T>, OtherType>,
    ) -> StoreResult<T> {
        self.take(get)?.ok_or_else(|| self.damage("empty"))
    }

    fn take<T>(
        &mut self,
        get: fn(&'a dyn Columns, usize) -> Result<Option<T>, OtherType>,
    ) -> StoreResult<Option<T>> {
        let at = self.next;
        self.next += 1;
        get(self.columns, at).map_err(|OtherType| self.damage("of another type"))
    }

    fn damage(&self, what: &str) -> StoreError {
        StoreError::Damaged(format!("column {} is {what}", self.next))
    }
}
