//! A NADRA-style service: Verisys-like look-up of one number a call, in sessions.
//!
//! No official interface is public. The messages here are this project's own: the fields are those that public developer
//! pages of the fingerprint service name, in plain JSON, so that a real interface can replace this file and nothing else.
//! All calls are POST, so that no number stands in an address. Dates are `YYYY-MM-DD`, numbers thirteen digits as text.
//! A field that is absent, null or empty is not held. Base address: for instance `https://host/nadra`.
//!
//! `POST <base>/session`
//! ```json
//! {"franchise_id": "…", "user": "…", "secret": "…"}
//! ```
//! answers `{"code": "100", "message": "successful", "session_id": "…", "expires_seconds": 600}`; another code says why not
//! (106 the franchise, 112 no session could be made).
//!
//! `POST <base>/verisys`
//! ```json
//! {"session_id": "…", "transaction_id": "…", "citizen_number": "9120212345671"}
//! ```
//! answers
//! ```json
//! {"code": "100", "message": "successful", "session_id": "…", "citizen": {
//!   "citizen_number": "9120212345671", "name": "…", "name_urdu": "…", "father_name": "…",
//!   "father_number": "…", "mother_number": "…", "spouse_numbers": ["…"], "children_numbers": ["…"],
//!   "gender": "male|female|transgender", "birth_date": "1980-05-01",
//!   "marital_status": "never_married|married|widowed|divorced|separated|nikah", "disabled": false,
//!   "card_state": "valid|expired|cancelled|blocked|impounded|deceased", "death_date": null,
//!   "expiry_date": "2031-01-01", "present_address_urdu": "…"}}
//! ```
//! A session lasts `expires_seconds`; after that the service answers 201, to a session it does not know 104, and the client
//! makes a new one and asks once more. `transaction_id` is new for each call. `code` is text or a number, and one of the
//! table in `nadra/codes.rs`; it comes with HTTP 200. HTTP 429 with `Retry-After` counts as a quota,
//! 5xx as a failure. There are no notices of births and deaths.

mod codes;
mod record;

pub(crate) use record::card_state;

use crate::{
    citizen_registry::{CitizenRegistry, NoticeError, Outage, Reply},
    http::{Answer, Caller},
    text::{said, text},
};
use async_trait::async_trait;
use codes::{Meaning, meaning, until_office_hours, until_tomorrow};
use jiff::{SignedDuration, Timestamp};
use registry::{citizen::LifeEvent, clock::Clock, identity::CitizenNumber, ids::IdSource};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Mutex;

/// A session is given up so long before its end, so that it does not end under way.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);
/// How long a session lasts when the service does not say: one operator's limit.
const UNSTATED_SECONDS: i64 = 600;

/// Who asks.
pub(crate) struct Account {
    /// The franchise.
    pub(crate) franchise: String,
    /// The user within it.
    pub(crate) user: String,
    /// The user's secret.
    pub(crate) secret: String,
}

/// The client.
pub(crate) struct Nadra {
    caller: Caller,
    account: Account,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    /// Held while a session is made, so that only one is.
    session: Mutex<Option<Session>>,
}

#[derive(Clone)]
struct Session {
    id: String,
    until: Timestamp,
}

/// What one call came to.
enum Asked {
    Reply(Reply),
    SessionOver,
}

impl Nadra {
    pub(crate) fn new(
        caller: Caller,
        account: Account,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self { caller, account, clock, ids, session: Mutex::new(None) }
    }

    async fn look_up_one(&self, number: CitizenNumber) -> Result<Reply, Outage> {
        for _ in 0..2 {
            let session = self.session().await?;
            match self.ask(&session, number).await? {
                Asked::Reply(reply) => return Ok(reply),
                Asked::SessionOver => self.forget(&session).await,
            }
        }
        Err(Outage::Down("it ends every new session at once".to_owned()))
    }

    async fn ask(&self, session: &Session, number: CitizenNumber) -> Result<Asked, Outage> {
        let question = json!({
            "session_id": session.id,
            "transaction_id": self.ids.uuid(self.clock.now()).to_string(),
            "citizen_number": format!("{:013}", number.as_u64()),
        });
        let answer = self.call("/verisys", &question).await?;
        Ok(match self.meaning_of(&answer)? {
            Meaning::Held => Asked::Reply(self.read(&answer, number)),
            Meaning::NotHeld => Asked::Reply(Reply::NotHeld),
            Meaning::NewSession => Asked::SessionOver,
            _ => Asked::Reply(Reply::Faulty),
        })
    }

    fn read(&self, answer: &Value, number: CitizenNumber) -> Reply {
        let record = said(answer, "citizen").and_then(|citizen| record::read(citizen, self.clock.today()));
        match record {
            Some(record) if record.number == number => Reply::Held(Box::new(record)),
            _ => Reply::Faulty,
        }
    }

    /// The session in force, or a new one.
    async fn session(&self) -> Result<Session, Outage> {
        let mut session = self.session.lock().await;
        let now = self.clock.now();
        if let Some(session) = session.as_ref().filter(|session| now < session.until) {
            return Ok(session.clone());
        }
        let new = self.log_in(now).await?;
        *session = Some(new.clone());
        Ok(new)
    }

    async fn log_in(&self, now: Timestamp) -> Result<Session, Outage> {
        let account = &self.account;
        let question =
            json!({"franchise_id": account.franchise, "user": account.user, "secret": account.secret});
        let answer = self.call("/session", &question).await?;
        match self.meaning_of(&answer)? {
            Meaning::Held => {}
            _ => return Err(Outage::Refused("it makes no session for us".to_owned())),
        }
        let id = text(&answer, "session_id")
            .ok_or_else(|| Outage::Down("the answer has no session".to_owned()))?;
        let stated = text(&answer, "expires_seconds").and_then(|seconds| seconds.parse().ok());
        let lasts = SignedDuration::from_secs(stated.unwrap_or(UNSTATED_SECONDS)).saturating_sub(MARGIN);
        Ok(Session { id, until: now.checked_add(lasts).unwrap_or(Timestamp::MAX) })
    }

    /// Forgets a session, unless somebody has made a new one already.
    async fn forget(&self, over: &Session) {
        let mut session = self.session.lock().await;
        if session.as_ref().is_some_and(|current| current.id == over.id) {
            *session = None;
        }
    }

    async fn call(&self, path: &str, question: &Value) -> Result<Value, Outage> {
        let answer: Answer = self.caller.post(path, None, question, self.clock.now()).await?;
        match answer.outage() {
            Some(outage) => Err(outage),
            None => answer.json(),
        }
    }

    /// What the code means, where it is not an outage.
    fn meaning_of(&self, answer: &Value) -> Result<Meaning, Outage> {
        let code = text(answer, "code").and_then(|code| code.parse::<u16>().ok());
        let code = code.ok_or_else(|| Outage::Down("the answer has no code".to_owned()))?;
        let (wording, meaning) =
            meaning(code).ok_or_else(|| Outage::Down(format!("code {code}, which is not known")))?;
        match meaning {
            Meaning::Down => Err(Outage::Down(format!("code {code}, {wording}"))),
            Meaning::Refused => Err(Outage::Refused(format!("code {code}, {wording}"))),
            Meaning::UntilTomorrow => Err(Outage::Quota(until_tomorrow(self.clock.now()))),
            Meaning::UntilOfficeHours => Err(Outage::Quota(until_office_hours(self.clock.now()))),
            meaning => Ok(meaning),
        }
    }
}

#[async_trait]
impl CitizenRegistry for Nadra {
    fn source(&self) -> &'static str {
        "nadra"
    }

    fn batch(&self) -> usize {
        1
    }

    async fn look_up(&self, numbers: &[CitizenNumber]) -> Result<Vec<Reply>, Outage> {
        let mut replies = Vec::with_capacity(numbers.len());
        for number in numbers {
            replies.push(self.look_up_one(*number).await?);
        }
        Ok(replies)
    }

    fn notifies(&self) -> bool {
        false
    }

    async fn subscribe(&self, _: &str) -> Result<(), Outage> {
        Err(Outage::Refused("a NADRA-style service sends no notices".to_owned()))
    }

    fn read_notice(&self, _: &[u8], _: Timestamp) -> Result<Vec<LifeEvent>, NoticeError> {
        Err(NoticeError("a NADRA-style service sends no notices".to_owned()))
    }
}
