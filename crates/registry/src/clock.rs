//! Time as a parameter.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::Date,
    tz::{TimeZone, offset},
};

/// Where the present comes from. The program hands in the machine's clock, tests a clock they move.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// The present civil date in Pakistan.
    fn today(&self) -> Date {
        date_in_pakistan(self.now())
    }
}

/// An instant by the clocks of Pakistan: UTC+5, no summer time since 2009.
pub fn in_pakistan(instant: Timestamp) -> Zoned {
    instant.to_zoned(pakistan())
}

/// The civil date in Pakistan of an instant.
pub fn date_in_pakistan(instant: Timestamp) -> Date {
    in_pakistan(instant).date()
}

/// The last instant of a civil date in Pakistan: what was known "on" that day includes the whole day.
pub fn end_of_day_in_pakistan(date: Date) -> Timestamp {
    let midnight = date.tomorrow().ok().and_then(|next| next.to_zoned(pakistan()).ok());
    midnight.map_or(Timestamp::MAX, |next| next.timestamp() - SignedDuration::from_nanos(1))
}

fn pakistan() -> TimeZone {
    TimeZone::fixed(offset(5))
}
