//! Codes of the standard for what went wrong, as outages.

use crate::citizen_registry::Outage;
use std::time::Duration;

/// What a code of the transport (`err.…`) or of a message's header (`rjct.…`) means. `None` for one that is not in the standard.
pub(super) fn outage(code: &str, wait: Duration) -> Option<Outage> {
    let known = known(code)?;
    Some(match known {
        "err.request.too_many_requests" => Outage::Quota(wait),
        // The next message has another id; too many errors are errors of the batch.
        "err.request.timeout"
        | "err.service.unavailable"
        | "rjct.message_id.duplicate"
        | "rjct.errors.too_many" => Outage::Down(known.to_owned()),
        _ => Outage::Refused(known.to_owned()),
    })
}

/// The code as the standard has it, never as it was sent: what others write is not repeated in our errors.
pub(super) fn known(code: &str) -> Option<&'static str> {
    CODES.into_iter().find(|known| *known == code.trim())
}

const CODES: [&str; 37] = [
    "err.request.bad",
    "err.request.unauthorized",
    "err.request.forbidden",
    "err.request.not_found",
    "err.request.timeout",
    "err.request.too_many_requests",
    "err.version.not_supported",
    "err.sender_id.invalid",
    "err.sender_uri.invalid",
    "err.receiver_id.invalid",
    "err.signature.missing",
    "err.signature.invalid",
    "err.encryption.invalid",
    "err.service.unavailable",
    "rjct.version.invalid",
    "rjct.message_id.duplicate",
    "rjct.message_ts.invalid",
    "rjct.action.invalid",
    "rjct.action.not_supported",
    "rjct.total_count.invalid",
    "rjct.total_count.limit_exceeded",
    "rjct.errors.too_many",
    "rjct.reference_id.invalid",
    "rjct.reference_id.duplicate",
    "rjct.timestamp.invalid",
    "rjct.search_criteria.invalid",
    "rjct.filter.invalid",
    "rjct.sort.invalid",
    "rjct.pagination.invalid",
    "rjct.search.too_many_records_found",
    "rjct.notify_types.invalid",
    "rjct.notify_details.invalid",
    "rjct.person_id.invalid",
    "rjct.event.already_subscribed",
    "rjct.subscription_code.invalid",
    "rjct.requester.invalid",
    "rjct.event.already_unsubscribed",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_whether_to_ask_again() {
        let wait = Duration::from_secs(7);
        assert_eq!(outage("err.request.too_many_requests", wait), Some(Outage::Quota(wait)));
        assert!(matches!(outage("err.service.unavailable", wait), Some(Outage::Down(_))));
        assert!(matches!(outage("err.request.unauthorized", wait), Some(Outage::Refused(_))));
        assert!(matches!(outage("rjct.version.invalid", wait), Some(Outage::Refused(_))));
        assert_eq!(outage("Fatima Bibi 9120212345671", wait), None);
    }
}
