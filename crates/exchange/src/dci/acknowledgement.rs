//! What a callback or notice is answered with at once.

use crate::citizen_registry::NoticeError;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The answer to a callback or notice: `ACK` once what it says is kept, `NACK` with the reason when it cannot be read, so that it is sent
/// again. HTTP status 200 belongs to the first, 400 to the second.
pub fn acknowledgement(taken: Result<(), &NoticeError>, correlation: &str, now: Timestamp) -> Value {
    let status = if taken.is_ok() { "ACK" } else { "NACK" };
    let mut message =
        json!({"ack_status": status, "timestamp": now.to_string(), "correlation_id": correlation});
    if let (Err(error), Some(fields)) = (taken, message.as_object_mut()) {
        let reason = json!({"code": "err.request.bad", "message": error.to_string()});
        fields.insert("error".to_owned(), reason);
    }
    json!({"message": message})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_acknowledged_or_refused_with_the_reason() {
        let now = Timestamp::UNIX_EPOCH;
        let taken = json!({"message": {"ack_status": "ACK", "timestamp": "1970-01-01T00:00:00Z", "correlation_id": "c-1"}});
        assert_eq!(acknowledgement(Ok(()), "c-1", now), taken);
        let refused = acknowledgement(Err(&NoticeError("`data` is missing".to_owned())), "c-1", now);
        assert_eq!(refused["message"]["ack_status"], "NACK");
        assert_eq!(refused["message"]["error"]["code"], "err.request.bad");
    }
}
