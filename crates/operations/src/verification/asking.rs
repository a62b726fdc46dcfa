//! One question to the citizen registry: whether it may be asked now, and what is kept of its answer.

use super::claims::Claim;
use crate::{
    Registry,
    error::{read_document, write_document},
    work::Done,
};
use exchange::{
    breaker::{Breaker, Settings, Standing},
    citizen_registry::{Outage, Reply},
};
use jiff::{SignedDuration, Timestamp};
use linkage::verification::verify;
use registry::{citizen::Verification, identity::CitizenNumber};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use store::{
    Conflict, StoreError,
    rows::{Commit, VerificationRow},
};

/// How often a commit is tried that others get in the way of.
const TRIES: u32 = 5;
/// The pause after an outage that has not yet opened the circuit breaker.
const PAUSE: SignedDuration = SignedDuration::from_secs(15);
/// How long work waits where no citizen registry is configured.
const WITHOUT: SignedDuration = SignedDuration::from_hours(1);

/// How long an answer counts, days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// When every field that both sides have agrees.
    pub match_days: u16,
    /// When a field differs.
    pub mismatch_days: u16,
    /// When the number is not held.
    pub not_held_days: u16,
}

impl Default for Validity {
    fn default() -> Self {
        Self { match_days: 365, mismatch_days: 30, not_held_days: 7 }
    }
}

/// What this process knows of the citizen registry's state.
#[derive(Debug)]
pub(crate) struct Desk {
    breaker: Mutex<Breaker>,
    /// How long answers count.
    pub(crate) validity: Validity,
}

impl Default for Desk {
    fn default() -> Self {
        Self { breaker: Mutex::new(Breaker::new(Settings::default())), validity: Validity::default() }
    }
}

impl Desk {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        // A breaker has no state that a panic elsewhere could leave half-written.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The citizen registry cannot be asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotNow {
    /// Not before this instant.
    pub(crate) until: Timestamp,
    /// Why.
    pub(crate) reason: String,
}

impl NotNow {
    /// Nobody can be asked.
    pub(super) fn unconfigured(now: Timestamp) -> Self {
        Self { until: now + WITHOUT, reason: "no citizen registry is configured".to_owned() }
    }
}

impl From<NotNow> for Done {
    fn from(not_now: NotNow) -> Self {
        Self::Later { at: not_now.until, reason: not_now.reason }
    }
}

impl Registry {
    /// Lets answers count for other times than the usual ones.
    #[must_use]
    pub fn with_validity(mut self, validity: Validity) -> Self {
        self.desk.validity = validity;
        self
    }

    /// Looks up the numbers of some claims, at most as many as the citizen registry takes in one question. A reply for each.
    pub(crate) async fn ask_citizens(&self, claims: &[Claim]) -> Result<Vec<Reply>, NotNow> {
        let now = self.clock().now();
        let Some(citizens) = &self.parts.citizen_registry else {
            return Err(NotNow::unconfigured(now));
        };
        if let Err(until) = self.desk.breaker().ask(now) {
            let reason = "the citizen registry is left alone for a while".to_owned();
            return Err(NotNow { until: until.0, reason });
        }
        let numbers: Vec<CitizenNumber> = claims.iter().map(|claim| claim.number).collect();
        let answer = match citizens.look_up(&numbers).await {
            Ok(replies) if replies.len() == numbers.len() => Ok(replies),
            Ok(_) => Err(Outage::Down("another number of replies than of questions".to_owned())),
            Err(outage) => Err(outage),
        };
        let after = self.clock().now();
        let mut breaker = self.desk.breaker();
        match answer {
            Ok(replies) => {
                breaker.succeeded();
                Ok(replies)
            }
            Err(outage) => {
                breaker.failed(&outage, after);
                let until = match breaker.standing() {
                    Standing::Open { until } => until,
                    Standing::Closed { .. } | Standing::HalfOpen { .. } => after + PAUSE,
                };
                Err(NotNow { until, reason: outage.to_string() })
            }
        }
    }

    /// Keeps the replies about some claims, and opens, changes or closes the cases of people about whom record and citizen
    /// registry disagree. Returns how many replies were faulty: of those nothing is kept.
    pub(crate) async fn keep_answers(
        &self,
        claims: &[Claim],
        replies: Vec<Reply>,
    ) -> Result<usize, StoreError> {
        let mut answers = Vec::new();
        for (claim, reply) in claims.iter().zip(replies) {
            if let Some(verification) = self.answer(claim, reply) {
                answers.push((claim, verification));
            }
        }
        let faulty = claims.len() - answers.len();
        for _ in 0..TRIES {
            match self.store().commit(self.commit_of_answers(&answers).await?).await {
                Err(StoreError::Conflict(_)) => {}
                other => return other.map(|()| faulty),
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged))
    }

    /// What a reply says of whom it was asked about; none where it is faulty.
    pub(super) fn answer(&self, claim: &Claim, reply: Reply) -> Option<Verification> {
        let now = self.clock().now();
        let held = match reply {
            Reply::Held(held) if held.number == claim.number => Some(*held),
            Reply::NotHeld => None,
            Reply::Held(_) | Reply::Faulty => return None,
        };
        let source = self.parts.citizen_registry.as_ref().map_or("", |citizens| citizens.source());
        let mut verification = verify(&claim.member, claim.number, held, source, now, now);
        let days = match outcome(&verification) {
            "mismatch" => self.desk.validity.mismatch_days,
            "not_held" => self.desk.validity.not_held_days,
            _ => self.desk.validity.match_days,
        };
        verification.expires = now + SignedDuration::from_hours(24 * i64::from(days));
        Some(verification)
    }

    /// Everything that answers write.
    pub(super) async fn commit_of_answers(
        &self,
        answers: &[(&Claim, Verification)],
    ) -> Result<Commit, StoreError> {
        let verifications = answers.iter().map(|(claim, verification)| row_of(claim, verification));
        Ok(Commit {
            verifications: verifications.collect::<Result<_, _>>()?,
            cases: self.discrepancy_cases(answers).await?,
            ..Commit::default()
        })
    }

    /// Leaves those claims about which no answer counts: none came, it is too old, or it was about another claim.
    pub(crate) async fn leave_unasked(&self, claims: &mut Vec<Claim>) -> Result<(), StoreError> {
        let now = self.clock().now();
        let kept = self.kept_answers(claims).await?;
        claims.retain(|claim| {
            let answer = kept.get(&claim.number);
            !answer.is_some_and(|(row, answer)| now < row.expires && is_about(row, answer, claim))
        });
        Ok(())
    }

    /// Leaves those claims about which no answer came after an instant.
    pub(crate) async fn leave_unasked_since(
        &self,
        claims: &mut Vec<Claim>,
        since: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = self.kept_answers(claims).await?;
        claims.retain(|claim| kept.get(&claim.number).is_none_or(|(row, _)| row.at <= since));
        Ok(())
    }

    async fn kept_answers(
        &self,
        claims: &[Claim],
    ) -> Result<BTreeMap<CitizenNumber, (VerificationRow, Verification)>, StoreError> {
        let numbers: Vec<CitizenNumber> = claims.iter().map(|claim| claim.number).collect();
        if numbers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = self.store().find_verifications(&numbers).await?;
        let read = rows.into_iter().map(|row| {
            let answer = read_document("verification", &row.document)?;
            Ok((row.number, (row, answer)))
        });
        read.collect()
    }
}

/// Whether an answer is about what is claimed now: held against it again, it says the same.
fn is_about(row: &VerificationRow, answer: &Verification, claim: &Claim) -> bool {
    let held = answer.held.clone();
    let anew = verify(&claim.member, claim.number, held, &answer.source, answer.at, answer.expires);
    row.person == claim.member.id && anew.fields == answer.fields && anew.name == answer.name
}

/// The worst of the fields; that one side does not have a field counts only where the number itself is not held.
pub(super) fn outcome(verification: &Verification) -> &'static str {
    if verification.held.is_none() {
        "not_held"
    } else if verification.mismatches().next().is_some() {
        "mismatch"
    } else {
        "match"
    }
}

fn row_of(claim: &Claim, verification: &Verification) -> Result<VerificationRow, StoreError> {
    Ok(VerificationRow {
        number: claim.number,
        person: claim.member.id,
        household: claim.household,
        at: verification.at,
        expires: verification.expires,
        outcome: outcome(verification).to_owned(),
        document: write_document("verification", verification)?,
    })
}
