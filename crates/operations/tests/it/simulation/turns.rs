//! Whose turn it is, by the rules, before something is done; and whether what was done keeps to it.

use super::world::World;
use jiff::civil::Date;
use operations::receive::Receipt;
use registry::{
    change::{Change, Channel, Entry, UpdateType},
    code_lists::SurveyMode,
    registry_number::RegistryNumber,
    updates::{ChangeKind, standing},
};
use store::rows::SubmissionState;

/// Whose turn it was.
pub(super) struct Turn {
    household: RegistryNumber,
    day: Date,
    /// The types under which another survey was open on the day, and through which entry points.
    open: Vec<(UpdateType, Vec<Channel>)>,
    entries: usize,
}

impl World {
    /// Whose turn it is on a day, as far as is known now.
    pub(super) async fn turn(&self, household: RegistryNumber, day: Date) -> Turn {
        let entries = self.entries(household).await.len();
        Turn { household, day, open: self.open_on(household, day).await, entries }
    }

    /// The households that may be surveyed on a day.
    pub(super) async fn in_turn(&self, day: Date) -> Vec<RegistryNumber> {
        let mut open = Vec::new();
        for household in self.active().await {
            if !self.open_on(household.number, day).await.is_empty() {
                open.push(household.number);
            }
        }
        open
    }

    async fn open_on(&self, household: RegistryNumber, day: Date) -> Vec<(UpdateType, Vec<Channel>)> {
        let situation = self.registry.situation_of(household, day).await.unwrap();
        let rules = self.registry.rules().updates_on(day).unwrap();
        let open = standing(rules, &situation, day)
            .into_iter()
            .filter(|one| one.rule.changes.contains(&ChangeKind::Resurvey) && one.state.is_open());
        open.map(|one| (one.rule.update_type, one.rule.channels.clone())).collect()
    }

    pub(super) async fn entries(&self, household: RegistryNumber) -> Vec<Entry> {
        let rows = self.registry.store().list_entries(household).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.text).unwrap()).collect()
    }

    /// A survey that counts was in turn; one that is refused was not, and says from when it is.
    pub(super) async fn look_at_turn(&mut self, turn: &Turn, receipt: &Receipt, mode: Option<SurveyMode>) {
        let channel = match mode {
            Some(SurveyMode::Desk) => Channel::Desk,
            Some(SurveyMode::Van) => Channel::Van,
            _ => Channel::Tablet,
        };
        match receipt.state {
            SubmissionState::Accepted if receipt.household == Some(turn.household) => {
                self.look_at_survey(turn, channel).await;
            }
            SubmissionState::Refused => {
                let open = turn.open.iter().any(|(_, channels)| channels.contains(&channel));
                assert!(!open, "refused in turn: {:?} on {}: {:?}", turn.open, turn.day, receipt.refusal);
                let refusal = receipt.refusal.as_ref().unwrap();
                self.look_at_refusal(turn, refusal).await;
            }
            _ => {}
        }
    }

    /// The survey that has just been entered is of a type that was open.
    pub(super) async fn look_at_survey(&self, turn: &Turn, channel: Channel) {
        let entries = self.entries(turn.household).await;
        let survey =
            entries[turn.entries..].iter().find(|entry| matches!(entry.change, Change::Resurvey { .. }));
        let Some(survey) = survey else { return };
        let open = turn.open.iter().find(|(update_type, _)| *update_type == survey.update_type);
        let (_, channels) = open.unwrap_or_else(|| {
            panic!(
                "{} on {}: {:?} out of turn: {:?}",
                turn.household, turn.day, survey.update_type, turn.open
            )
        });
        assert!(channels.contains(&channel), "{:?} by {channel:?}", survey.update_type);
    }

    async fn look_at_refusal(&self, turn: &Turn, refusal: &operations::updates::Refusal) {
        assert!(refusal.reason.starts_with("update.") && !refusal.rules_version.is_empty(), "{refusal:?}");
        for text in [&refusal.text.en, &refusal.text.ur] {
            assert!(!text.is_empty() && !text.contains('{'), "{refusal:?}");
        }
        let Some(from) = refusal.from else { return };
        assert!(from > turn.day, "{refusal:?}");
        let open = self.open_on(turn.household, from).await;
        let promised = open.iter().any(|(update_type, _)| *update_type == refusal.update_type);
        assert!(promised, "promised for {from}: {refusal:?}; open then: {open:?}");
    }
}
