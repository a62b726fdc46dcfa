//! Applying a notice: the citizen registry is asked about whom it concerns, and what the notice means is weighed like any other
//! proposal. Safe to run twice: what the record says already is not done again.

use super::{
    APPLIED, CASE, NOBODY, TRIES, WAITING,
    course::{self, Course, Doubt, Step},
    look_again_job,
    parties::Party,
    reversal,
};
use crate::{
    Registry,
    accept::{Origin, Waiting, Weighed},
    audit::{Action, AuditEntry},
    authority::Authority,
    cases::Opening,
    error::read_document,
    verification::Claim,
    work::Done,
};
use registry::{
    case::Subject,
    change::{Channel, UpdateType},
    citizen::{CitizenRecord, LifeEvent, LifeEventKind},
    household::{Departure, Member},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    proposal::Proposal,
    registry_number::RegistryNumber,
    updates::Review,
};
use store::{
    Conflict, StoreError,
    rows::{Commit, LifeEventRow},
};

/// Whom an event is about, as far as the registry has them.
struct Cast {
    first: Option<Party>,
    second: Option<Party>,
    /// The child of a birth.
    child: Option<(Box<CitizenRecord>, PersonId, Option<Party>)>,
}

impl Registry {
    /// Applies a notice that waits.
    pub(crate) async fn apply_notice(&self, source: &str, reference: &str) -> Result<Done, StoreError> {
        for _ in 0..TRIES {
            let Some(row) = self.store().find_life_event(source, reference).await? else {
                return Ok(Done::Finished);
            };
            if row.state != WAITING {
                return Ok(Done::Finished);
            }
            let event: LifeEvent = read_document("life event", &row.document)?;
            match self.apply(row, &event).await {
                Err(StoreError::Conflict(_)) => {}
                other => return other,
            }
        }
        Err(StoreError::Conflict(Conflict::LifeEventChanged))
    }

    async fn apply(&self, row: LifeEventRow, event: &LifeEvent) -> Result<Done, StoreError> {
        let cast = self.cast(&event.kind).await?;
        let mut claims = cast.claims();
        self.leave_unasked_since(&mut claims, row.received).await?;
        let batch = self.parts.citizen_registry.as_ref().map_or(1, |citizens| citizens.batch().max(1));
        for chunk in claims.chunks(batch) {
            match self.ask_citizens(chunk).await {
                // A faulty reply is no answer: what needs it waits as a case.
                Ok(replies) => drop(self.keep_answers(chunk, replies).await?),
                Err(not_now) => return Ok(not_now.into()),
            }
        }
        match self.resumed(&row, cast.first.as_ref(), cast.course(&event.kind)).await? {
            Course::Nobody => {
                let jobs = vec![look_again_job(self.clock().today())?];
                self.end_notice(row, NOBODY, None, Commit { jobs, ..Commit::default() }).await?;
            }
            Course::Nothing(household) => {
                self.end_notice(row, APPLIED, Some(household), Commit::default()).await?;
            }
            Course::Doubt(doubt) => self.doubt(row, event, doubt).await?,
            Course::Steps(steps) => self.take_steps(row, event, steps).await?,
            Course::Back(person) => self.bring_back(row, event, &person).await?,
        }
        Ok(Done::Finished)
    }

    /// The course; of a death whose first step this very notice has made already, what is left of it.
    async fn resumed(
        &self,
        row: &LifeEventRow,
        person: Option<&Party>,
        course: Course,
    ) -> Result<Course, StoreError> {
        let dead = person.filter(|person| person.left == Some(Departure::Death));
        let (Some(person), Course::Nothing(_)) = (dead, &course) else { return Ok(course) };
        let history = self.history(person.household.number).await?;
        let begun = reversal::notified_death(&history, person.member.id)
            .is_some_and(|(entry, reference)| (&entry.author, &reference) == (&row.source, &row.reference));
        Ok(if begun { course::widowhood(person) } else { course })
    }

    async fn cast(&self, kind: &LifeEventKind) -> Result<Cast, StoreError> {
        let party = |number: Option<CitizenNumber>| async move {
            match number {
                Some(number) => self.party(number).await,
                None => Ok(None),
            }
        };
        let (first, second, child) = match kind {
            LifeEventKind::Birth { child } => (child.mother, child.father, Some(child)),
            LifeEventKind::Death { person } | LifeEventKind::DeathReversed { person } => {
                (Some(*person), None, None)
            }
            LifeEventKind::Marriage { husband, wife } | LifeEventKind::Divorce { husband, wife } => {
                (Some(*husband), Some(*wife), None)
            }
        };
        let child = match child {
            None => None,
            Some(child) => {
                // Whoever was asked about under this number before is the same child.
                let asked = self.store().find_verifications(&[child.number]).await?;
                let known = asked.first().map(|row| row.person);
                let id = known.unwrap_or_else(|| PersonId(self.ids().uuid(self.clock().now())));
                Some((child.clone(), id, party(Some(child.number)).await?))
            }
        };
        Ok(Cast { first: party(first).await?, second: party(second).await?, child })
    }

    /// What an officer must look at.
    pub(super) async fn doubt(
        &self,
        row: LifeEventRow,
        event: &LifeEvent,
        doubt: Doubt,
    ) -> Result<(), StoreError> {
        let tehsil = self.store().find_household(doubt.household).await?.and_then(|row| row.tehsil);
        let touches = doubt.persons.iter().map(|person| format!("person:{person}")).collect();
        let waiting = Waiting {
            others: doubt.others.clone(),
            tehsil,
            touches,
            ..Waiting::review(Some(doubt.household), UpdateType::Roster, Review::Officer)
        };
        let proposal = doubt.proposal(event.on, &event.reference);
        let findings = [doubt.finding];
        let opening = opening(event, proposal, &findings);
        let commit = self.begin(opening, waiting.into())?.commit;
        self.end_notice(row, CASE, Some(doubt.household), commit).await
    }

    /// Takes the steps one after the other, each in its own commit; the last moves the notice on as well. One that must wait
    /// ends it: an officer does the rest.
    async fn take_steps(
        &self,
        row: LifeEventRow,
        event: &LifeEvent,
        steps: Vec<Step>,
    ) -> Result<(), StoreError> {
        let last = steps.len().saturating_sub(1);
        let household = steps.first().map(|step| step.household);
        for (place, step) in steps.into_iter().enumerate() {
            let proposal = step.proposal(event.on, &event.reference);
            let origin = Origin {
                confirmed: step.confirmed,
                ..Origin::new(&event.source, self.clock().now(), Channel::CitizenRegistry)
            };
            let mut findings = Vec::new();
            let weighed = self.weigh(proposal.clone(), &origin, &mut findings).await?;
            let counts = matches!(weighed, Weighed::Accepted(_));
            let commit = self.begin(opening(event, Some(proposal), &findings), weighed)?.commit;
            if !counts {
                return self.end_notice(row, CASE, Some(step.household), commit).await;
            }
            if place < last {
                self.take_step(row.household.or(household), event, commit).await?;
                continue;
            }
            return self.end_notice(row, APPLIED, household, commit).await;
        }
        self.end_notice(row, APPLIED, household, Commit::default()).await
    }

    async fn take_step(
        &self,
        household: Option<RegistryNumber>,
        event: &LifeEvent,
        mut commit: Commit,
    ) -> Result<(), StoreError> {
        let entry = AuditEntry::new(self, &Authority::console(), Action::ReceiveNotice).household(household);
        commit.audit.push(entry.subject(subject_of(&event.source, &event.reference)).into_row()?);
        self.store().commit(commit).await
    }

    /// Writes what a notice does, and that it is done.
    pub(super) async fn end_notice(
        &self,
        row: LifeEventRow,
        state: &str,
        household: Option<RegistryNumber>,
        mut commit: Commit,
    ) -> Result<(), StoreError> {
        let entry = AuditEntry::new(self, &Authority::console(), Action::ReceiveNotice).household(household);
        commit.audit.push(entry.subject(subject_of(&row.source, &row.reference)).into_row()?);
        let version = row.version + 1;
        commit.life_events.push(LifeEventRow { version, state: state.to_owned(), household, ..row });
        self.store().commit(commit).await
    }
}

impl Cast {
    /// Whom the citizen registry is asked about.
    fn claims(&self) -> Vec<Claim> {
        let parties = [&self.first, &self.second].into_iter().flatten();
        let mut claims: Vec<Claim> =
            parties.filter_map(|party| Claim::of(&party.member, &party.household)).collect();
        let parent = self.first.as_ref().or(self.second.as_ref());
        if let (Some((child, id, _)), Some(parent)) = (&self.child, parent) {
            let mut member = Member::new(*id, 0);
            (member.name, member.name_urdu) = (child.name.clone(), child.name_urdu.clone());
            member.identity = Identity::BForm(child.number);
            member.person.sex = child.sex;
            claims.extend(Claim::of(&member, &parent.household));
        }
        claims
    }

    fn course(&self, kind: &LifeEventKind) -> Course {
        let (first, second) = (self.first.as_ref(), self.second.as_ref());
        match (kind, &self.child) {
            (LifeEventKind::Birth { .. }, Some((child, id, own))) => {
                course::birth(child, *id, (own.as_ref(), first, second))
            }
            (LifeEventKind::Birth { .. }, None) => Course::Nobody,
            (LifeEventKind::Death { .. }, _) => course::death(first),
            (LifeEventKind::DeathReversed { .. }, _) => course::death_reversed(first),
            (LifeEventKind::Marriage { .. }, _) => course::marriage(first, second),
            (LifeEventKind::Divorce { .. }, _) => course::divorce(first, second),
        }
    }
}

fn opening<'a>(
    event: &'a LifeEvent,
    proposal: Option<Proposal>,
    findings: &'a [registry::finding::Finding],
) -> Opening<'a> {
    let subject = Subject::LifeEvent { source: event.source.clone(), reference: event.reference.clone() };
    Opening { subject, channel: Channel::CitizenRegistry, by: &event.source, proposal, findings }
}

fn subject_of(source: &str, reference: &str) -> String {
    format!("notice {source} {reference}")
}
