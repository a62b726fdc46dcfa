//! Dates and times as JavaRosa reads and writes them. A moment is counted in milliseconds of local time since
//! 1970-01-01T00:00 local, so that a date is a whole number of days whatever the zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

pub(super) const DAY_MILLISECONDS: i64 = 86_400_000;

/// Reads `2026-1-5`; no time may follow. Anything else is not a date.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let mut pieces = text.split('-');
    let year: i16 = whole(pieces.next()?)?;
    let month: i8 = whole(pieces.next()?)?;
    let day: i8 = whole(pieces.next()?)?;
    if pieces.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok().map(|date| days_since_epoch(date) * DAY_MILLISECONDS)
}

/// Reads a date, or a date with a time and perhaps an offset, into local time.
pub(super) fn parse_date_time(text: &str, zone: Offset) -> Option<i64> {
    let Some((date, time)) = text.split_once('T') else { return parse_date(text) };
    Some(parse_date(date)? + parse_time(time, zone)?)
}

/// Reads `09:15`, `09:15:00.000` or `09:15:00.000+05:00` into milliseconds since local midnight; an offset
/// other than the zone's may lead to the day before or after.
pub(super) fn parse_time(text: &str, zone: Offset) -> Option<i64> {
    let (clock, offset_minutes) = split_offset(text)?;
    let mut pieces = clock.split(':');
    let hour: i64 = whole(pieces.next()?)?;
    let minute: i64 = whole(pieces.next()?)?;
    let second = pieces.next().map_or(Some(0), parse_seconds)?;
    if pieces.next().is_some() || !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let local = (hour * 60 + minute) * 60_000 + second;
    let shift = offset_minutes.map_or(0, |minutes| i64::from(zone.seconds()) * 1_000 - minutes * 60_000);
    Some(local + shift)
}

/// The clock part and, when given, the offset in minutes east of UTC.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Some(0)));
    }
    let Some(index) = text.find(['+', '-']) else { return Some((text, None)) };
    let sign = if text.get(index..=index) == Some("+") { 1 } else { -1 };
    let offset = text.get(index + 1..)?;
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "0"));
    let (hours, minutes): (i64, i64) = (whole(hours)?, whole(minutes)?);
    (hours <= 18 && minutes < 60).then_some((text.get(..index)?, Some(sign * (hours * 60 + minutes))))
}

fn parse_seconds(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = whole(seconds)?;
    if seconds >= 60 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
    let milliseconds = digits.fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some(seconds * 1_000 + milliseconds)
}

/// A whole number of digits only.
fn whole<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn days_since_epoch(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    i64::from(date.since(epoch).map_or(0, |span| span.get_days()))
}

/// The day's start.
pub(super) fn start_of_day(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(DAY_MILLISECONDS) * DAY_MILLISECONDS
}

/// The calendar reading of a moment; none outside the years 0 to 9999.
pub(super) fn civil(milliseconds: i64) -> Option<DateTime> {
    let seconds = milliseconds.div_euclid(1_000);
    let nanoseconds = i32::try_from(milliseconds.rem_euclid(1_000) * 1_000_000).ok()?;
    let moment = jiff::Timestamp::new(seconds, nanoseconds).ok()?;
    Some(Offset::UTC.to_datetime(moment))
}

/// `2026-01-05`.
pub(super) fn format_date_only(milliseconds: i64) -> String {
    civil(milliseconds).map(|moment| moment.date().to_string()).unwrap_or_default()
}

/// Writes a moment in a pattern of `%Y %y %m %n %b %d %e %H %h %M %S %3 %a %W`; none for any other escape.
pub(super) fn format(milliseconds: i64, pattern: &str) -> Option<String> {
    let moment = civil(milliseconds)?;
    let mut written = String::with_capacity(pattern.len() * 2);
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => written.push_str(&field(moment, characters.next()?)?),
            other => written.push(other),
        }
    }
    Some(written)
}

fn field(moment: DateTime, escape: char) -> Option<String> {
    Some(match escape {
        '%' => "%".to_owned(),
        'Y' => format!("{:04}", moment.year()),
        'y' => format!("{:02}", moment.year().rem_euclid(100)),
        'm' => format!("{:02}", moment.month()),
        'n' => moment.month().to_string(),
        'b' => moment.strftime("%b").to_string(),
        'd' => format!("{:02}", moment.day()),
        'e' => moment.day().to_string(),
        'H' => format!("{:02}", moment.hour()),
        'h' => moment.hour().to_string(),
        'M' => format!("{:02}", moment.minute()),
        'S' => format!("{:02}", moment.second()),
        '3' => format!("{:03}", moment.millisecond()),
        'a' => moment.strftime("%a").to_string(),
        'W' => moment.date().iso_week_date().week().to_string(),
        _ => return None,
    })
}

/// Whether a pattern writes words, which depend on the language of the tablet.
pub(super) fn depends_on_language(pattern: &str) -> bool {
    pattern.contains("%b") || pattern.contains("%a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read_as_javarosa_reads_them() {
        let zone = Offset::constant(5);
        let days = |text| parse_date(text).map(|moment| moment / DAY_MILLISECONDS);
        assert_eq!(days("2026-01-05"), Some(20_458));
        assert_eq!(days("2026-1-5"), Some(20_458));
        assert_eq!(days("1969-12-31"), Some(-1));
        for refused in
            ["2026-02-30", "2026-13-01", "2026/01/05", "2026-01-05 ", "-1-01-01", "2026-01", "x", ""]
        {
            assert_eq!(days(refused), None, "{refused}");
        }
        let hours = |text| parse_time(text, zone).map(|time| time / 3_600_000);
        assert_eq!(hours("09:15"), Some(9));
        assert_eq!(hours("09:15:00.000+05:00"), Some(9));
        assert_eq!(hours("09:15:00Z"), Some(14));
        assert_eq!(hours("09:15:00.123-03"), Some(17));
        for refused in ["24:00", "9", "09:60", "09:15:61", "ab:cd", "", "09:15:00.1x"] {
            assert_eq!(hours(refused), None, "{refused}");
        }
        assert_eq!(
            parse_date_time("2026-01-05T23:30:00.000Z", zone),
            parse_date_time("2026-01-06T04:30", zone)
        );
    }

    #[test]
    fn moments_are_written_in_patterns() {
        let moment = parse_date_time("2026-01-05T03:05:09.123", Offset::UTC).unwrap();
        assert_eq!(format(moment, "%d/%m/%y %h:%M:%S.%3").unwrap(), "05/01/26 3:05:09.123");
        assert_eq!(format(moment, "%e %b %Y %a week %W %%").unwrap(), "5 Jan 2026 Mon week 2 %");
        assert_eq!(format(moment, "%j"), None);
        assert_eq!(format(moment, "%"), None);
        assert_eq!(format_date_only(moment), "2026-01-05");
    }
}
