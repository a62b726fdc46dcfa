//! The result codes and what each means for a look-up by number.
//!
//! Codes and wording: public developer pages of the fingerprint service, collected in `bioverisys_codes.csv` (38 codes); what
//! they mean for the asker is this project's reading, since no official description is public. Code 122 was seen in a
//! second bank's app and is not confirmed.

use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use registry::clock::in_pakistan;
use std::time::Duration;

/// When the offices open that code 300 speaks of; assumed, since no hours are published.
const OFFICE_OPENS: i8 = 9;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The number is held and the answer has the record.
    Held,
    /// The number is not held.
    NotHeld,
    /// The session is over or unknown: make a new one and ask once more.
    NewSession,
    /// Something about this number alone: ask again later, apart.
    Faulty,
    /// No more questions today.
    UntilTomorrow,
    /// No more questions before the offices open.
    UntilOfficeHours,
    /// It fails.
    Down,
    /// It does not take the question from us: an operator has to look.
    Refused,
}

/// Code, its wording at the source, what it means here.
pub(super) const CODES: [(u16, &str, Meaning); 38] = [
    (100, "successful", Meaning::Held),
    (104, "invalid session id", Meaning::NewSession),
    (106, "invalid franchisee id", Meaning::Refused),
    (107, "invalid citizen number", Meaning::NotHeld),
    (108, "citizen verification service is down", Meaning::Down),
    (109, "system has encountered an exception", Meaning::Down),
    (110, "citizen number is not verified", Meaning::Faulty),
    (111, "fingerprints do not exist in citizen database", Meaning::Faulty),
    (112, "error generating session id", Meaning::Down),
    (115, "invalid service provider transaction id", Meaning::Refused),
    (116, "citizen number does not exist in test data lookup", Meaning::NotHeld),
    (118, "finger verification has been exhausted for current finger", Meaning::Faulty),
    (119, "verification limit for current citizen number has been exhausted", Meaning::Faulty),
    (120, "invalid input finger template", Meaning::Faulty),
    (121, "invalid finger index", Meaning::Faulty),
    (122, "fingerprint does not match", Meaning::Faulty),
    (123, "invalid finger template type", Meaning::Faulty),
    (124, "contact number is not valid", Meaning::Faulty),
    (127, "facial/fingerprint modalities could not be verified", Meaning::Faulty),
    (142, "CNIC does not exist in NADRA database", Meaning::NotHeld),
    (151, "no request found against citizen number/transaction id", Meaning::Faulty),
    (152, "last verification was not successful", Meaning::Faulty),
    (175, "transaction id already exists", Meaning::Faulty),
    // Says what is in a list of ours, not what the citizen registry holds.
    (176, "citizen number does not exist in client lookup data", Meaning::Faulty),
    (180, "daily verification limit has been exhausted for testing", Meaning::UntilTomorrow),
    (184, "invalid area name", Meaning::Refused),
    (186, "invalid longitude", Meaning::Refused),
    (187, "invalid latitude", Meaning::Refused),
    (201, "session has expired", Meaning::NewSession),
    (202, "verification was successful therefore session has expired", Meaning::NewSession),
    (260, "invalid client branch id", Meaning::Refused),
    (261, "invalid client session id", Meaning::Refused),
    (262, "invalid client machine identifier", Meaning::Refused),
    (263, "invalid client timestamp", Meaning::Refused),
    (300, "verification not allowed after office hours and on holidays", Meaning::UntilOfficeHours),
    // No day brings a new total quota: it has to be agreed.
    (317, "total verification quota has been exhausted", Meaning::Refused),
    (318, "daily verification quota has been exhausted", Meaning::UntilTomorrow),
    (319, "contact number is not registered against citizen", Meaning::Faulty),
];

/// Wording and meaning of a code; `None` for one that is not in the table.
pub(super) fn meaning(code: u16) -> Option<(&'static str, Meaning)> {
    CODES.iter().find(|(known, ..)| *known == code).map(|(_, wording, meaning)| (*wording, *meaning))
}

/// How long until midnight in Pakistan.
pub(super) fn until_tomorrow(now: Timestamp) -> Duration {
    until(now, |today| today.tomorrow().ok()?.start_of_day().ok())
}

/// How long until the offices open next. Which days are holidays is not known: on one, the next question
/// brings the code again.
pub(super) fn until_office_hours(now: Timestamp) -> Duration {
    until(now, |present| {
        let opens = present.date().at(OFFICE_OPENS, 0, 0, 0).to_zoned(present.time_zone().clone()).ok()?;
        if opens > *present { Some(opens) } else { opens.checked_add(1.day()).ok() }
    })
}

fn until(now: Timestamp, instant: impl Fn(&Zoned) -> Option<Zoned>) -> Duration {
    let wait = instant(&in_pakistan(now)).map(|then| then.timestamp().duration_since(now));
    wait.unwrap_or(SignedDuration::from_hours(1)).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_table_is_in_order_without_a_code_twice() {
        assert!(CODES.is_sorted_by(|left, right| left.0 < right.0));
    }

    #[test]
    fn the_table_is_that_of_the_source() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/nadra/bioverisys_codes.csv");
        let Ok(source) = std::fs::read_to_string(path) else {
            eprintln!("skipped: the published table of codes is not here");
            return;
        };
        let source: Vec<(u16, &str)> = source
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .map(|(code, wording)| (code.parse().unwrap(), wording.split(" (").next().unwrap()))
            .collect();
        let ours: Vec<(u16, &str)> = CODES.iter().map(|(code, wording, _)| (*code, *wording)).collect();
        assert_eq!(ours, source);
    }

    #[test]
    fn waits_end_at_midnight_and_at_nine_in_pakistan() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(until_tomorrow(at("2027-03-01T18:00:00Z")), Duration::from_hours(1));
        assert_eq!(until_office_hours(at("2027-03-01T18:00:00Z")), Duration::from_hours(10));
        assert_eq!(until_office_hours(at("2027-03-01T03:00:00Z")), Duration::from_hours(1));
        assert_eq!(until_office_hours(at("2027-03-01T04:00:00Z")), Duration::from_hours(24), "a holiday");
    }
}
