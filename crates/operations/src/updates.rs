//! Which updates are open to a household, due or closed, and why; and from when it may be surveyed again.

mod told;

use crate::{Registry, calendar::DUE, error::read_document, programmes::lapse_of};
use jiff::civil::Date;
use registry::{
    change::{Change, Entry, UpdateType},
    clock::date_in_pakistan,
    enrolment::{Enrolment, EnrolmentStatus},
    history::History,
    household::{Household, Status},
    ids::ActId,
    registry_number::RegistryNumber,
    updates::{Because, ChangeKind, Opening, Situation, State, UpdateRules, standing},
    wording::Wording,
};
use store::{StoreError, rows::SummaryRow};
pub use told::{HouseholdUpdates, Told, TypeStanding, Verified};

/// What whoever brought a proposal is told when the rules turn it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The type that comes nearest.
    pub update_type: UpdateType,
    /// The version of the rules.
    pub rules_version: String,
    /// Why, as a code such as `update.too_early`.
    pub reason: String,
    /// From when it is allowed; none where that hangs on an act of others.
    pub from: Option<Date>,
    /// In English and in Urdu.
    pub text: Wording,
}

impl Registry {
    /// What the rules need to know of a household on a day; `registered` is false where the registry has none of that
    /// number, or it is part of another.
    pub async fn situation_of(&self, number: RegistryNumber, day: Date) -> Result<Situation, StoreError> {
        let history = self.history(number).await?;
        match history.current().ok().flatten() {
            Some(household) => self.situation(&household, &history, day).await,
            None => Ok(Situation::default()),
        }
    }

    pub(crate) async fn situation(
        &self,
        household: &Household,
        history: &History,
        day: Date,
    ) -> Result<Situation, StoreError> {
        let number = household.number;
        let openings = self.openings_of(Some(number), &household.record.location, day).await?;
        let enrolments = self.enrolments(number).await?;
        let summary = self.store().find_summaries(&[number]).await?.into_iter().next();
        let acts: Vec<(UpdateType, &Opening)> =
            (openings.emergencies.iter().map(|one| (UpdateType::Shock, one)))
                .chain(openings.appeals.iter().map(|one| (UpdateType::AppealCutoff, one)))
                .chain(openings.renewal.iter().map(|one| (UpdateType::Renewal, one)))
                .collect();
        let surveys = surveys(history, &acts);
        let latest = surveys.iter().map(|(_, on, _)| *on).max();
        let surveyed_on = surveyed_on(history, household).max(latest);
        let calls = self.store().list_notices_of(number).await?.into_iter();
        let calls = calls.filter(|notice| notice.kind == DUE && surveyed_on.is_none_or(|on| on < notice.on));
        Ok(Situation {
            registered: household.status == Status::Active,
            surveyed_on,
            called_on: calls.map(|notice| notice.on).max(),
            score: summary.and_then(|row| score_of(&row)),
            beneficiary: enrolments
                .iter()
                .any(|one| one.status().is_some_and(EnrolmentStatus::is_beneficiary)),
            lapsed_on: enrolments.iter().filter_map(lapsed_on).min(),
            surveys,
            emergencies: openings.emergencies,
            appeals: openings.appeals,
            renewal: openings.renewal,
        })
    }

    pub(crate) async fn enrolments(&self, number: RegistryNumber) -> Result<Vec<Enrolment>, StoreError> {
        let rows = self.store().list_enrolments_of(number).await?;
        rows.iter().map(|row| read_document("enrolment", &row.document)).collect()
    }
}

/// The day of a household's last survey: the interview's. Where that is not known, or had not come when the survey became
/// known, the day from which the survey counts.
pub(crate) fn surveyed_on(history: &History, household: &Household) -> Option<Date> {
    let surveys = history.entries().iter().filter(|entry| is_survey(entry));
    let (counts_from, came): (Vec<Date>, Vec<Date>) =
        surveys.map(|entry| (entry.effective, date_in_pakistan(entry.recorded))).unzip();
    let came = came.into_iter().max();
    let stated = household.record.interview.interview_date;
    stated.filter(|day| came.is_none_or(|came| *day <= came)).or_else(|| counts_from.into_iter().max())
}

/// Whether an entry is a survey: what a split takes along is not.
fn is_survey(entry: &Entry) -> bool {
    matches!(entry.change, Change::Register { split_from: None, .. } | Change::Resurvey { .. })
}

/// What the rules need to know to say when a household is next surveyed, from what lists know of it. Of its earlier surveys
/// only the latest day is known: one since an emergency began counts as that emergency's.
pub(crate) fn situation_in_short(summary: &SummaryRow, emergencies: Vec<Opening>) -> Situation {
    let surveyed_on = summary.summary.surveyed;
    let served = emergencies.iter().filter_map(|opening| {
        let on = surveyed_on.filter(|on| opening.from <= *on)?;
        Some((UpdateType::Shock, on, Some(opening.act)))
    });
    Situation {
        registered: true,
        surveyed_on,
        surveys: served.collect(),
        score: score_of(summary),
        beneficiary: summary.beneficiary,
        emergencies,
        ..Situation::default()
    }
}

/// From when a household may be surveyed again, and under which type; today where it may now. None where that hangs on an
/// act of others.
pub(crate) fn next_survey(
    rules: &UpdateRules,
    situation: &Situation,
    today: Date,
) -> Option<(Date, UpdateType)> {
    let resurveys = standing(rules, situation, today)
        .into_iter()
        .filter(|one| one.rule.changes.contains(&ChangeKind::Resurvey))
        .filter_map(|one| {
            let from = match one.state {
                State::Open { .. } | State::Due { .. } => Some(today),
                State::Closed { from } => from,
            };
            Some((from?, one.rule.update_type))
        });
    resurveys.min_by_key(|(from, _)| *from)
}

/// Why a type is closed, as a code of cases and pages, such as `update.too_early`.
pub(crate) fn reason_of(because: &Because) -> String {
    let document = serde_json::to_value(because).unwrap_or_default();
    let code = document.get("because").and_then(serde_json::Value::as_str).unwrap_or("closed");
    format!("update.{code}")
}

/// Score of what lists know, in points.
#[expect(clippy::cast_precision_loss, reason = "hundredths of a score are small")]
fn score_of(row: &SummaryRow) -> Option<f64> {
    row.summary.score.map(|hundredths| hundredths as f64 / 100.0)
}

fn lapsed_on(enrolment: &Enrolment) -> Option<Date> {
    lapse_of(enrolment).map(|lapse| lapse.from)
}

/// Surveys so far, under which type, and on account of which of the acts that are open now.
fn surveys(history: &History, acts: &[(UpdateType, &Opening)]) -> Vec<(UpdateType, Date, Option<ActId>)> {
    let mut surveys = Vec::new();
    for entry in history.entries() {
        if !is_survey(entry) {
            continue;
        }
        let (update_type, on) = (entry.update_type, entry.effective);
        let serves = |opening: &Opening| opening.from <= on && opening.until.is_none_or(|last| on <= last);
        let served: Vec<ActId> = acts
            .iter()
            .filter(|(of, opening)| *of == update_type && serves(opening))
            .map(|(_, opening)| opening.act)
            .collect();
        if served.is_empty() {
            surveys.push((update_type, on, None));
        }
        surveys.extend(served.into_iter().map(|act| (update_type, on, Some(act))));
    }
    surveys
}
