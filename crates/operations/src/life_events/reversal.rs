//! A death that was registered by mistake. The source takes back what it said: what followed from its notice is taken back with
//! it, under the same ids. A death that came another way, with a paper, or that the source's own book still holds, is an officer's
//! to weigh against this.

use super::{APPLIED, REVERSED, course, parties::Party};
use crate::{Registry, accepted::Accepted};
use registry::{
    change::{Arrival, Change, Channel, Entry, Evidence, UpdateType},
    citizen::LifeEvent,
    code_lists::MaritalStatus,
    history::History,
    household::{Departure, Household},
    ids::{ChangeId, PersonId},
    personal::Personal,
    updates::Check,
};
use store::{StoreError, rows::LifeEventRow};

impl Registry {
    /// The person is a member again, and whoever was widowed by the death is married.
    pub(super) async fn bring_back(
        &self,
        row: LifeEventRow,
        event: &LifeEvent,
        person: &Party,
    ) -> Result<(), StoreError> {
        let household = &person.household;
        if self.confirmed(&person.member, household).await?.checks.contains(&Check::Dead) {
            // What the citizen registry holds of the person still says the opposite.
            return self.doubt(row, event, course::comes_back(person)).await;
        }
        let history = self.history(household.number).await?;
        let Some((death, reference)) = notified_death(&history, person.member.id) else {
            return self.doubt(row, event, course::comes_back(person)).await;
        };
        let changes = changes_back(&history, household, person, &reference);
        let source = death.author.clone();
        let entries = changes.into_iter().map(|change| self.entry_back(event, household, change)).collect();
        let Ok(accepted) = Accepted::take(history, entries) else {
            return self.doubt(row, event, course::comes_back(person)).await;
        };
        let mut commit = self.effect_of(household.number, vec![accepted]).await?.commit;
        if let Some(death) = self.store().find_life_event(&source, &reference).await? {
            let version = death.version + 1;
            commit.life_events.push(LifeEventRow { version, state: REVERSED.to_owned(), ..death });
        }
        self.end_notice(row, APPLIED, Some(household.number), commit).await
    }

    fn entry_back(&self, event: &LifeEvent, household: &Household, change: Change) -> Entry {
        let now = self.clock().now();
        let number = Personal::new(&event.reference);
        let document = "civil_register_notice".to_owned();
        Entry {
            id: ChangeId(self.ids().uuid(now)),
            household: household.number,
            effective: event.on.min(self.clock().today()),
            recorded: now,
            author: event.source.clone(),
            channel: Channel::CitizenRegistry,
            place: household.record.location.tehsil.clone(),
            update_type: UpdateType::Roster,
            evidence: number.map(|number| Evidence::Document { document, number }).into_iter().collect(),
            reason: None,
            change,
        }
    }
}

/// The entry by which somebody died by a notice, and the notice's reference.
pub(super) fn notified_death(history: &History, person: PersonId) -> Option<(Entry, String)> {
    let death = Change::RemoveMember { person, departure: Departure::Death };
    let entry = history.entries().iter().rfind(|entry| entry.change == death)?;
    let by_notice = entry.channel == Channel::CitizenRegistry;
    by_notice.then(|| Some((entry.clone(), reference_of(entry)?))).flatten()
}

fn reference_of(entry: &Entry) -> Option<String> {
    entry.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Document { number, .. } => Some(number.reveal().to_owned()),
        _ => None,
    })
}

fn changes_back(history: &History, household: &Household, person: &Party, reference: &str) -> Vec<Change> {
    let member = Box::new(person.member.clone());
    let mut changes = vec![Change::AddMember { member, cause: Arrival::Return }];
    for entry in history.entries() {
        let Change::AmendMember { member: bereaved } = &entry.change else { continue };
        let widowed = bereaved.person.marital_status == Some(MaritalStatus::Widowed);
        let today = household.find_member(bereaved.id);
        let still = today.filter(|today| today.person.marital_status == Some(MaritalStatus::Widowed));
        if let (true, Some(today)) = (widowed && reference_of(entry).as_deref() == Some(reference), still) {
            let mut member = today.clone();
            member.person.marital_status = Some(MaritalStatus::Married);
            changes.push(Change::AmendMember { member: Box::new(member) });
        }
    }
    changes
}
