//! A questionnaire: of a household that nobody knows, of one that is there, or of one about which numbers disagree.
//!
//! Nobody is surveyed again out of turn: a survey of a household that is there counts only where the rules of updates open
//! it on the day of the interview. Otherwise it is refused, kept, and says from when it is allowed. Whose numbers belong
//! partly to one household and partly to another is for an officer.

use super::{Resolution, Scribe, Turned, Waiting, Weighed, correction::take};
use crate::{Registry, error::read_document, people};
use registry::{
    change::{Change, Channel, Entry, UpdateType},
    code_lists::Relation,
    finding::{Finding, FindingCode},
    history::History,
    household::{Household, Record, Status},
    identity::{CitizenNumber, Identity},
    personal::Personal,
    registry_number::RegistryNumber,
    updates::{Admission, Ask, ChangeKind, Review, Situation, UpdateRule, admit},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{StoreError, rows::HolderRow};

/// A household that is there, with its past.
pub(super) struct There {
    pub(super) household: Household,
    pub(super) history: History,
}

impl Registry {
    /// See the module.
    pub(super) async fn weigh_survey(
        &self,
        scribe: &Scribe<'_>,
        mut record: Box<Record>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let holders = self.holders(&record).await?;
        match scribe.origin.decided {
            Some(Resolution::AsResurveyOf { household }) => {
                let strangers = strangers(&holders, household);
                let marks = withhold(&mut record, &strangers, findings);
                return self.resurvey(scribe, record, household, marks, findings).await;
            }
            Some(Resolution::WithoutClashingNumbers) => {
                let clashing: BTreeSet<_> = holders.iter().map(|holder| holder.number).collect();
                let marks = withhold(&mut record, &clashing, findings);
                return self.enter_new(scribe, record, marks, findings).await;
            }
            Some(Resolution::AsProposed) | None => {}
        }
        if holders.is_empty() {
            return self.enter_new(scribe, record, Vec::new(), findings).await;
        }
        let same = self.find_same(&record, &holders).await?;
        let elsewhere = self.clashes(&record, same, findings).await?;
        match same {
            Some(number) if elsewhere.is_empty() => {
                self.resurvey(scribe, record, number, Vec::new(), findings).await
            }
            _ => Ok(self.clash(scribe, &record, same, elsewhere).into()),
        }
    }

    async fn holders(&self, record: &Record) -> Result<Vec<HolderRow>, StoreError> {
        let numbers: Vec<CitizenNumber> = numbers_of(record).collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        self.store().find_holders(&numbers).await
    }

    /// Numbers of the record that belong to members of other households: findings, and those households.
    pub(super) async fn clashes(
        &self,
        record: &Record,
        own: Option<RegistryNumber>,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<RegistryNumber>, StoreError> {
        let mut holders = self.holders(record).await?;
        holders.retain(|holder| Some(holder.household) != own);
        let head = record.find_head().and_then(|head| head.identity.number());
        for member in &record.members {
            let Some(number) = member.identity.number() else { continue };
            if holders.iter().any(|holder| holder.number == number) {
                let place = format!("roster/member[{}]/person/number", member.line);
                findings.push(Finding::at(FindingCode::IdentityElsewhere, place));
                if head == Some(number) {
                    findings.push(Finding::at(FindingCode::HouseholdExists, "roster"));
                }
            }
        }
        let elsewhere: BTreeSet<_> = holders.into_iter().map(|holder| holder.household).collect();
        Ok(elsewhere.into_iter().collect())
    }

    /// Two households claim the same people: two people look at it.
    fn clash(
        &self,
        scribe: &Scribe<'_>,
        record: &Record,
        same: Option<RegistryNumber>,
        others: Vec<RegistryNumber>,
    ) -> Waiting {
        let update_type = UpdateType::MissedInformation;
        let rule = self.rules().updates_on(scribe.effective).and_then(|rules| rules.rule(update_type));
        let change = if same.is_some() { ChangeKind::Resurvey } else { ChangeKind::NewHousehold };
        let review = rule.map_or(Review::FourEyes, |rule| rule.review_of(change, true)).max(Review::Officer);
        Waiting {
            others,
            tehsil: record.location.tehsil.clone(),
            touches: numbers_of(record).map(|number| format!("number:{:013}", number.as_u64())).collect(),
            ..Waiting::review(same, update_type, review)
        }
    }

    /// The household that is there and of which this is another survey: the one whose head is its head; or the one to
    /// whose couple its head belongs together with somebody else of the roster; or the one of which more than half of
    /// those with numbers are on the roster. None where two fit.
    async fn find_same(
        &self,
        record: &Record,
        holders: &[HolderRow],
    ) -> Result<Option<RegistryNumber>, StoreError> {
        let mut shared: BTreeMap<RegistryNumber, usize> = BTreeMap::new();
        for holder in holders {
            *shared.entry(holder.household).or_default() += 1;
        }
        let head = record.find_head().and_then(|head| head.identity.number());
        let head = holders.iter().find(|holder| Some(holder.number) == head);
        let numbers: Vec<RegistryNumber> = shared.keys().copied().collect();
        let mut same = Vec::new();
        for row in self.store().find_households(&numbers).await? {
            let household: Household = read_document("household", &row.document)?;
            let shared = shared.get(&row.number).copied().unwrap_or(0);
            let head = head.filter(|holder| holder.household == row.number);
            let relation = head.and_then(|holder| household.find_member(holder.person));
            let fits = match relation.and_then(|member| member.person.relation) {
                Some(Relation::Head) => true,
                Some(Relation::Spouse) => shared > 1,
                _ => shared * 2 > household.citizen_numbers().count(),
            };
            if fits {
                same.push(row.number);
            }
        }
        Ok(if let [only] = same[..] { Some(only) } else { None })
    }

    /// A household that nobody knows.
    async fn enter_new(
        &self,
        scribe: &Scribe<'_>,
        record: Box<Record>,
        marks: Vec<Mark>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let mut update_type = UpdateType::FirstSurvey;
        // Whoever was missed by the survey comes to a desk: the first type.
        if matches!(scribe.channel, Channel::Desk | Channel::App)
            && let Some(rule) = self.admit_new(scribe, &record).await?
        {
            update_type = rule.update_type;
            let review = rule.review_of(ChangeKind::NewHousehold, false);
            if review != Review::None && scribe.origin.decided.is_none() {
                let tehsil = record.location.tehsil.clone();
                return Ok(Waiting { tehsil, ..Waiting::review(None, update_type, review) }.into());
            }
        }
        let number = self.new_number().await?;
        let first = scribe.entry(number, update_type, Change::Register { record, split_from: None });
        self.enter(scribe, number, History::default(), first, marks, findings).await
    }

    /// The rule under which a new household comes in at a desk; none where no rule says anything of it.
    async fn admit_new(
        &self,
        scribe: &Scribe<'_>,
        record: &Record,
    ) -> Result<Option<&UpdateRule>, StoreError> {
        let Some(rules) = self.rules().updates_on(scribe.effective) else { return Ok(None) };
        let openings = self.openings_of(None, &record.location, scribe.effective).await?;
        let situation = Situation {
            emergencies: openings.emergencies,
            renewal: openings.renewal,
            ..Situation::default()
        };
        let ask = Ask {
            change: ChangeKind::NewHousehold,
            channel: scribe.channel,
            evidence: scribe.papers(),
            confirmed: Vec::new(),
        };
        Ok(match admit(rules, &situation, &ask, scribe.effective) {
            Admission::Admitted { rule, .. } => Some(rule),
            Admission::Refused(_) => None,
        })
    }

    /// Another survey of a household that is there, if the rules open it on the day of the interview.
    async fn resurvey(
        &self,
        scribe: &Scribe<'_>,
        mut record: Box<Record>,
        number: RegistryNumber,
        marks: Vec<Mark>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let tehsil = record.location.tehsil.clone();
        let touches: Vec<String> =
            numbers_of(&record).map(|number| format!("number:{:013}", number.as_u64())).collect();
        let waits = |household, update_type, review| {
            let (tehsil, touches) = (tehsil.clone(), touches.clone());
            Waiting { tehsil, touches, ..Waiting::review(household, update_type, review) }
        };
        let Some(There { household, history }) = self.there(number).await? else {
            findings.push(Finding::at(FindingCode::HouseholdUnknown, "roster"));
            return Ok(waits(None, UpdateType::FirstSurvey, Review::Officer).into());
        };
        let Some(rules) = self.rules().updates_on(scribe.effective) else {
            findings.push(Finding::at(FindingCode::HouseholdExists, "roster"));
            return Ok(waits(Some(number), UpdateType::FirstSurvey, Review::FourEyes).into());
        };
        let situation = self.situation(&household, &history, scribe.effective).await?;
        let ask = Ask {
            change: ChangeKind::Resurvey,
            channel: scribe.channel,
            evidence: scribe.papers(),
            confirmed: scribe.origin.confirmed.clone(),
        };
        let rule = match admit(rules, &situation, &ask, scribe.effective) {
            Admission::Admitted { rule, .. } => rule,
            Admission::Refused(refused) => {
                findings.push(Finding::at(FindingCode::UpdateRefused, "roster"));
                let turned = Turned { household: number, tehsil, refused, touches };
                return Ok(Weighed::Refused(Box::new(turned)));
            }
        };
        let review = rule.review_of(ChangeKind::Resurvey, false);
        if review != Review::None && scribe.origin.decided.is_none() {
            return Ok(waits(Some(number), rule.update_type, review).into());
        }
        people::keep_ids(&mut record, &household);
        let survey = scribe.entry(number, rule.update_type, Change::Resurvey { record });
        self.enter(scribe, number, history, survey, marks, findings).await
    }

    /// A survey enters a household's history, with what is marked as doubtful about it.
    async fn enter(
        &self,
        scribe: &Scribe<'_>,
        number: RegistryNumber,
        history: History,
        survey: Entry,
        marks: Vec<Mark>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let (update_type, known) = (survey.update_type, !history.entries().is_empty());
        let mut entries = vec![survey];
        entries.extend(marks.into_iter().map(|Mark { place, about }| {
            scribe.entry(number, update_type, Change::MarkDiscrepancy { place, about })
        }));
        let Some(accepted) = take(history, entries, findings) else {
            let household = known.then_some(number);
            return Ok(Waiting::review(household, update_type, Review::Officer).into());
        };
        let effect = self.effect_of(number, vec![accepted]).await?;
        Ok(Weighed::Accepted(Box::new(effect)))
    }

    /// A household that is there and stands by itself.
    pub(super) async fn there(&self, number: RegistryNumber) -> Result<Option<There>, StoreError> {
        let history = self.history(number).await?;
        let household = history.current().ok().flatten();
        let household = household.filter(|household| household.status == Status::Active);
        Ok(household.map(|household| There { household, history }))
    }
}

/// A number left out of a record, and what the survey gave.
struct Mark {
    place: String,
    about: Personal,
}

/// The citizen numbers on a roster.
fn numbers_of(record: &Record) -> impl Iterator<Item = CitizenNumber> {
    record.members.iter().filter_map(|member| member.identity.number())
}

fn strangers(holders: &[HolderRow], own: RegistryNumber) -> BTreeSet<CitizenNumber> {
    holders.iter().filter(|holder| holder.household != own).map(|holder| holder.number).collect()
}

/// Leaves numbers out of a record; the household says of each that it was given.
fn withhold(
    record: &mut Record,
    numbers: &BTreeSet<CitizenNumber>,
    findings: &mut Vec<Finding>,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    for member in &mut record.members {
        let Some(number) = member.identity.number().filter(|number| numbers.contains(number)) else {
            continue;
        };
        member.identity = Identity::None;
        let place = format!("roster/member[{}]/person/number", member.line);
        findings.push(Finding::at(FindingCode::IdentityElsewhere, &place));
        if let Some(about) = Personal::new(&number.to_string()) {
            marks.push(Mark { place, about });
        }
    }
    marks
}
