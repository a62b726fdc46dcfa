//! Answers to searches, at once or later by callback, as replies for the numbers asked.

use super::{envelope::Register, record};
use crate::{
    citizen_registry::{NoticeError, Reply},
    text::{each, said, text},
};
use registry::identity::CitizenNumber;
use serde_json::Value;

/// A search that was sent: what its answer is read by. Whoever waits for a callback keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its id.
    pub id: String,
    /// The register asked.
    pub register: Register,
    /// Numbers, each with the reference under which it was asked, in the order in which they were given.
    pub asked: Vec<(String, CitizenNumber)>,
}

/// The body of an on-search callback.
#[derive(Debug, Clone, PartialEq)]
pub struct OnSearch {
    /// The transaction that it answers.
    pub transaction: String,
    items: Vec<Value>,
}

/// What is said of one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The reply.
    pub(super) reply: Reply,
    /// Whether it says what civil registration knows.
    pub(super) civil: bool,
}

impl OnSearch {
    /// From an envelope whose signature has been looked at.
    pub(super) fn read(envelope: &Value) -> Result<Self, NoticeError> {
        let message = said(envelope, "message").ok_or_else(|| missing("message"))?;
        let transaction = text(message, "transaction_id").ok_or_else(|| missing("message.transaction_id"))?;
        Ok(Self { transaction, items: items(message).ok_or_else(|| missing("message.search_response"))? })
    }

    /// One reply for each number of the transaction, in their order. Those of another transaction are all faulty.
    pub fn replies(&self, transaction: &Transaction) -> Vec<Reply> {
        let items = if self.transaction == transaction.id { self.items.as_slice() } else { &[] };
        match_up(items, transaction).into_iter().map(|item| item.reply).collect()
    }
}

/// The items of a search's answer; `None` when it is no such answer.
pub(super) fn items(message: &Value) -> Option<Vec<Value>> {
    message.get("search_response")?.as_array().cloned()
}

/// What each number of a transaction is answered with: by reference, in whatever order the items come.
pub(super) fn match_up(items: &[Value], transaction: &Transaction) -> Vec<Item> {
    let answer = |(reference, number): &(String, CitizenNumber)| {
        let of_it = items.iter().filter(|item| text(item, "reference_id").as_deref() == Some(reference));
        let mut answers = of_it.map(|item| read_item(item, *number));
        // An item that comes twice says it twice; two that differ say nothing.
        let first = answers.next().filter(|first| answers.all(|other| other == *first));
        first.unwrap_or(Item { reply: Reply::Faulty, civil: false })
    };
    transaction.asked.iter().map(answer).collect()
}

fn read_item(item: &Value, number: CitizenNumber) -> Item {
    let status = text(item, "status").unwrap_or_default();
    let records = item.get("data").and_then(|data| said(data, "reg_records")).map(each).unwrap_or_default();
    let reply = match records {
        _ if matches!(status.as_str(), "rjct" | "pdng") => Reply::Faulty,
        // Without a record only an outright success says that there is none.
        [] if status == "succ" => Reply::NotHeld,
        [] => Reply::Faulty,
        [first, more @ ..] => match record::read(first) {
            Ok(record) if record.number == number && more.iter().all(|other| other == first) => {
                Reply::Held(Box::new(record))
            }
            _ => Reply::Faulty,
        },
    };
    Item { reply, civil: records.first().is_some_and(record::has_civil_facts) }
}

fn missing(place: &str) -> NoticeError {
    NoticeError(format!("`{place}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn numbers() -> [CitizenNumber; 3] {
        ["9120212345671", "9120212345672", "9120212345673"].map(|text| text.parse().unwrap())
    }

    fn transaction() -> Transaction {
        let asked =
            numbers().iter().enumerate().map(|(place, number)| (format!("t-{place}"), *number)).collect();
        Transaction { id: "t".to_owned(), register: Register::Id, asked }
    }

    fn item(reference: &str, records: &[&str]) -> Value {
        let records: Vec<_> = records
            .iter()
            .map(|number| json!({"identifier": [{"identifier_type": "UIN", "identifier_value": number}]}))
            .collect();
        json!({"reference_id": reference, "status": "succ", "data": {"reg_records": records}})
    }

    fn kinds(items: &[Value]) -> Vec<&'static str> {
        let name = |item: Item| match item.reply {
            Reply::Held(_) => "held",
            Reply::NotHeld => "not held",
            Reply::Faulty => "faulty",
        };
        match_up(items, &transaction()).into_iter().map(name).collect()
    }

    #[test]
    fn items_are_matched_by_reference_whatever_their_order() {
        let items = [item("t-2", &["9120212345673"]), item("t-1", &[]), item("t-0", &["9120212345671"])];
        assert_eq!(kinds(&items), ["held", "not held", "held"]);
    }

    #[test]
    fn a_missing_item_a_wrong_person_and_a_contradiction_are_faults_of_their_number_alone() {
        let items = [
            item("t-0", &["9120212345679"]),
            item("t-2", &[]),
            item("t-2", &["9120212345673"]),
            item("x", &[]),
        ];
        assert_eq!(kinds(&items), ["faulty", "faulty", "faulty"]);
        let doubled = [
            item("t-0", &["9120212345671"]),
            item("t-0", &["9120212345671"]),
            item("t-1", &["9120212345672"; 2]),
        ];
        assert_eq!(kinds(&doubled), ["held", "held", "faulty"]);
    }

    #[test]
    fn no_record_means_not_held_only_after_a_success() {
        for status in ["rjct", "pdng", "rcvd", ""] {
            let mut one = item("t-0", &[]);
            one["status"] = json!(status);
            assert_eq!(kinds(&[one])[0], "faulty", "{status}");
        }
    }

    #[test]
    fn a_callback_of_another_transaction_answers_nothing() {
        let body = json!({"message": {"transaction_id": "other", "search_response": [item("t-0", &[])]}});
        let replies = OnSearch::read(&body).unwrap().replies(&transaction());
        assert_eq!(replies, vec![Reply::Faulty; 3]);
        assert!(OnSearch::read(&json!({"message": {"transaction_id": "t"}})).is_err());
    }
}
