//! Surveys: the first, further ones in and out of turn, the same again, and edits.

use super::{chance::Chance, ledger::Sent, world::World};
use crate::submission::{edit_of, set, text_of};
use operations::receive::{Incoming, Receipt, ReceiveError};
use registry::{
    code_lists::SurveyMode,
    household::{Household, Member, Record},
    identity::Identity,
    ids::PersonId,
    personal::Personal,
};
use sha2::{Digest, Sha256};
use store::rows::{Log, SubmissionState};
use uuid::Uuid;

impl World {
    /// A household that nobody knows is surveyed, some days ago; or it was, years ago, and the tablet lay in a drawer.
    pub(super) async fn submit(&mut self, chance: &mut Chance) {
        let years_ago = chance.percent(30);
        let day = self.day_before(if years_ago { chance.within(300, 1100) } else { chance.within(0, 12) });
        let record = self.newcomers(chance, day);
        let instance = format!("uuid:new-{}", self.next());
        let xml = self.questionnaire(&record, &instance).await;
        let receipt = self.send(chance.below(2), &xml).await;
        if receipt.state == SubmissionState::Accepted && chance.percent(85) {
            let household = self.find(receipt.household.unwrap()).await;
            self.citizens.hold_household(&household);
        }
        self.ledger.note(format!("first survey {}", receipt.state.code()));
    }

    /// A household that is there is surveyed again, whether or not it is its turn.
    pub(super) async fn resurvey(&mut self, chance: &mut Chance) {
        let day = self.day_before(chance.within(0, 20));
        let mut households = self.active().await;
        if chance.percent(50) {
            let turns = self.in_turn(day).await;
            households.retain(|household| turns.contains(&household.number));
        }
        let Some(household) = chance.pick(&households) else { return };
        let record = Self::found_again(chance, household, day);
        let instance = format!("uuid:again-{}", self.next());
        let xml = self.questionnaire(&record, &instance).await;
        let before = self.turn(household.number, day).await;
        let receipt = self.send(chance.below(2), &xml).await;
        self.look_at_turn(&before, &receipt, record.interview.mode).await;
        self.ledger.note(format!("survey {}", receipt.state.code()));
    }

    /// What an interview finds of a household some time later.
    fn found_again(chance: &mut Chance, household: &Household, day: jiff::civil::Date) -> Record {
        let mut record = household.record.clone();
        record.interview.interview_date = Some(day);
        record.interview.mode =
            chance.pick(&[SurveyMode::Tablet, SurveyMode::Desk, SurveyMode::Van]).copied();
        record.dwelling.rooms = Some(u16::try_from(chance.within(1, 6)).unwrap().try_into().unwrap());
        for member in &mut record.members {
            member.person.age_years = None;
        }
        if chance.percent(15) && record.members.len() > 2 {
            record.members.pop();
        }
        if chance.percent(10) {
            let mut child = Member::new(PersonId(Uuid::from_u128(u128::from(chance.number()))), 0);
            child.line = record.next_line(&household.former_members);
            child.name = Personal::new("Nanha Mehman");
            child.identity = Identity::None;
            child.person.birth_date = Some(day.saturating_sub(jiff::ToSpan::days(chance.within(30, 900))));
            child.person.sex = Some(registry::code_lists::Sex::Male);
            child.person.relation = Some(registry::code_lists::Relation::Grandchild);
            child.person.residence = record.members.first().and_then(|member| member.person.residence);
            record.members.push(child);
        }
        record
    }

    /// Sends, and notes what was answered. What is acknowledged has the state that the store says.
    async fn send(&mut self, sender: u64, xml: &str) -> Receipt {
        let sender = usize::try_from(sender).unwrap();
        let incoming = Incoming { xml: xml.as_bytes().to_vec(), files: Vec::new() };
        let receipt = self.registry.receive(&self.senders[sender], incoming).await.unwrap();
        let sent = Sent { sender, xml: xml.to_owned(), receipt: receipt.clone() };
        self.ledger.sent.insert(receipt.instance.clone(), sent);
        receipt
    }

    /// What was sent is sent again, by the same tablet: nothing changes, and the answer is as the store has it.
    pub(super) async fn replay(&mut self, chance: &mut Chance) {
        let Some(sent) = self.any_sent(chance) else { return };
        let head = self.registry.store().log_head(Log::Changes).await.unwrap();
        let cases = self.registry.store().count_cases(None).await.unwrap();
        let jobs = self.registry.store().count_jobs().await.unwrap();
        let incoming = Incoming { xml: sent.xml.as_bytes().to_vec(), files: Vec::new() };
        let receipt = self.registry.receive(&self.senders[sent.sender], incoming).await.unwrap();
        let row = self.registry.store().find_submission(&sent.receipt.instance).await.unwrap().unwrap();
        assert!(receipt.replayed);
        assert_eq!((receipt.state, receipt.household), (row.state, row.household));
        if sent.receipt.refusal.is_some() && receipt.state == SubmissionState::Refused {
            assert_eq!(receipt.refusal, sent.receipt.refusal, "told the same again");
        }
        assert_eq!(self.registry.store().log_head(Log::Changes).await.unwrap(), head);
        assert_eq!(self.registry.store().count_cases(None).await.unwrap(), cases);
        assert_eq!(self.registry.store().count_jobs().await.unwrap(), jobs);
        // The same name with other content is somebody's error.
        let other = set(&sent.xml, "dwelling/rooms", "9");
        if Sha256::digest(&other) != Sha256::digest(&sent.xml) {
            let incoming = Incoming { xml: other.into_bytes(), files: Vec::new() };
            let refused = self.registry.receive(&self.senders[sent.sender], incoming).await;
            assert!(matches!(refused, Err(ReceiveError::OtherContent)), "{refused:?}");
        }
    }

    /// A tablet corrects what it sent.
    pub(super) async fn edit(&mut self, chance: &mut Chance) {
        let Some(sent) = self.any_sent(chance) else { return };
        if text_of(&sent.xml, "instanceID").is_empty() || sent.xml.contains("<deprecatedID>") {
            return;
        }
        let instance = format!("uuid:edit-{}", self.next());
        let edit = edit_of(&set(&sent.xml, "dwelling/rooms", "7"), &instance);
        let incoming = Incoming { xml: edit.clone().into_bytes(), files: Vec::new() };
        match self.registry.receive(&self.senders[sent.sender], incoming).await {
            Ok(receipt) => {
                self.ledger.note(format!("edit {}", receipt.state.code()));
                self.ledger.sent.insert(instance, Sent { xml: edit, receipt, ..sent });
            }
            Err(ReceiveError::OutOfDate) => self.ledger.note("edit out of date"),
            Err(error) => panic!("{error}"),
        }
    }

    fn any_sent(&self, chance: &mut Chance) -> Option<Sent> {
        let all: Vec<&Sent> = self.ledger.sent.values().collect();
        chance.pick(&all).map(|sent| (*sent).clone())
    }
}
