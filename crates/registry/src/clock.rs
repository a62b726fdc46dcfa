//! Time as a parameter.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Where the present comes from. The program hands in the machine's clock, tests a clock they move.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// The present civil date in Pakistan.
    fn today(&self) -> Date {
        date_in_pakistan(self.now())
    }
}

/// The civil date in Pakistan (UTC+5, no summer time since 2009) of an instant.
pub fn date_in_pakistan(instant: Timestamp) -> Date {
    const HOURS_EAST: i8 = 5;
    let zone = TimeZone::fixed(jiff::tz::offset(HOURS_EAST));
    instant.to_zoned(zone).date()
}

/// The instant at which a civil date ends in Pakistan: what was known "on" that day includes the whole day.
pub fn end_of_day_in_pakistan(date: Date) -> Timestamp {
    const HOURS_EAST: i8 = 5;
    let zone = TimeZone::fixed(jiff::tz::offset(HOURS_EAST));
    let midnight = date.tomorrow().ok().and_then(|next| next.to_zoned(zone).ok());
    midnight.map_or(Timestamp::MAX, |next| next.timestamp())
}
