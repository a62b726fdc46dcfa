//! The pages of a renewal: working out, adopting, undoing.

use super::{DistrictCrossing, Renewal};
use crate::{
    Registry,
    acts::{Act, ActResult, ActState, Content},
    decide::decide,
    error::{read_document, write_document},
    names,
    standing::Standing,
};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::{AreaBook, AreaCode, AreaLevel},
    household::{Household, Status},
    ids::DecisionId,
    registry_number::RegistryNumber,
};
use scoring::{decision::Decision, points::Points};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{
    StoreError,
    rows::{
        Commit, DecisionRow, HouseholdRow, HouseholdWrite, ListedRow, LogRow, Summary, SummaryFilter,
        SummaryOrder,
    },
};

/// Households in a commit.
const PAGE: u32 = 500;

/// What a renewal's list notes of a household.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// Outcome before.
    before: Option<String>,
    /// Score before, hundredths.
    before_score: Option<i64>,
    /// Outcome after.
    after: Option<String>,
}

/// Of an entry, what says of which day the household is true.
#[derive(Deserialize)]
struct Effective {
    effective: Date,
}

/// A household to be decided upon.
struct Redecided {
    row: HouseholdRow,
    household: Household,
    true_on: Date,
    /// The day of its last survey.
    surveyed: Option<Date>,
}

impl Registry {
    /// The next page of working out what a renewal would change.
    pub(crate) async fn preview_page(&self, act: &Act) -> ActResult<(Act, Commit)> {
        let mut next = act.next();
        let mut listed = Vec::new();
        let Content::Renewal(renewal) = &mut next.content else { return Ok((next, Commit::default())) };
        let order = SummaryOrder::Arrival { after: renewal.progress.after };
        let rows = self.store().list_summaries(&SummaryFilter::default(), order, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.place) else {
            renewal.progress = crate::acts::Progress::default();
            next.state = ActState::Proposed;
            return Ok((next, Commit::default()));
        };
        renewal.progress.after = last;
        let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
        let standing = self.standing_now(&numbers).await?;
        let areas = self.areas().await;
        let mut crossings = crossings_of(renewal);
        for row in rows {
            let Some(kept) = standing.iter().find(|kept| kept.row.number == row.household) else { continue };
            let decision = self.decide_again(areas.book(), kept, renewal.as_of);
            let after = decision.as_ref().map(|decision| decision.outcome.code().to_owned());
            renewal.households += 1;
            renewal.undecided += u64::from(after.is_none());
            let district = district_of(areas.book(), row.tehsil.as_ref(), self.clock().today());
            *crossings.entry((district, row.outcome.clone(), after.clone())).or_default() += 1;
            let note = Note { before: row.outcome, before_score: row.summary.score, after };
            listed.push(ListedRow {
                act: act.id,
                household: row.household,
                rank: renewal.households,
                score: decision.as_ref().and_then(score_of),
                note: write_document("note of a listed household", &note)?,
            });
        }
        renewal.crossings = crossings_list(crossings);
        Ok((next, Commit { listed, ..Commit::default() }))
    }

    /// The next page of an adopted renewal: households listed get a decision of the instant of its adoption.
    pub(crate) async fn renew_page(&self, act: &Act) -> ActResult<(Act, Commit)> {
        let mut next = act.next();
        let at = act.adopted.unwrap_or(act.proposed);
        let Content::Renewal(renewal) = &mut next.content else { return Ok((next, Commit::default())) };
        let listed = self.store().list_listed(act.id, renewal.progress.after, PAGE).await?;
        let Some(last) = listed.last().map(|row| row.rank) else {
            renewal.progress = crate::acts::Progress::default();
            next.state = ActState::Adopted;
            return Ok((next, Commit::default()));
        };
        renewal.progress.after = last;
        let numbers: Vec<RegistryNumber> = listed.iter().map(|row| row.household).collect();
        let areas = self.areas().await;
        let mut commit = Commit::default();
        for kept in self.standing_now(&numbers).await? {
            // Whoever changed after the adoption was decided upon by the same policy then.
            if kept.household.status != Status::Active || kept.row.changed > at {
                renewal.kept += 1;
                continue;
            }
            let Some(decision) = self.decide_again(areas.book(), &kept, at) else {
                renewal.kept += 1;
                continue;
            };
            commit.decisions.push(self.row_of_decision(&kept.row, at, &decision)?);
            commit.households.push(write_of(kept, Some(&decision))?);
            renewal.renewed += 1;
        }
        Ok((next, commit))
    }

    /// The next page of undoing a renewal: the decision of before is in force again, the very same, from the instant of
    /// the undoing on. Households decided upon since keep that decision.
    pub(crate) async fn undo_page(&self, act: &Act) -> ActResult<(Act, Commit)> {
        let mut next = act.next();
        let (adopted, at) = (act.adopted.unwrap_or(act.proposed), act.ended.unwrap_or(act.proposed));
        let Content::Renewal(renewal) = &mut next.content else { return Ok((next, Commit::default())) };
        let listed = self.store().list_listed(act.id, renewal.progress.after, PAGE).await?;
        let Some(last) = listed.last().map(|row| row.rank) else {
            next.state = ActState::Undone;
            return Ok((next, Commit::default()));
        };
        renewal.progress.after = last;
        let numbers: Vec<RegistryNumber> = listed.iter().map(|row| row.household).collect();
        let mut commit = Commit::default();
        for kept in self.standing_now(&numbers).await? {
            let mut decisions = self.store().list_decisions(kept.row.number).await?.into_iter();
            let own = decisions.next().filter(|newest| newest.decided == adopted);
            if own.is_none_or(|own| own.version != kept.row.version) {
                continue;
            }
            let before =
                decisions.find(|earlier| earlier.decided < adopted && earlier.version == kept.row.version);
            let decision: Option<Decision> =
                before.as_ref().map(|row| read_document("decision", &row.text)).transpose()?;
            // A household that had no decision before keeps this one: there is nothing to go back to.
            let (Some(before), Some(decision)) = (before, decision) else { continue };
            let id = DecisionId(self.ids().uuid(at));
            commit.decisions.push(DecisionRow { id, decided: at, ..before });
            commit.households.push(write_of(kept, Some(&decision))?);
            renewal.undone += 1;
        }
        Ok((next, commit))
    }

    /// Households as they stand, each with the day of which it is true.
    async fn standing_now(&self, numbers: &[RegistryNumber]) -> Result<Vec<Redecided>, StoreError> {
        let rows = self.store().find_households(numbers).await?;
        let entries = self.store().list_entries_of(numbers).await?;
        let summaries = self.store().find_summaries(numbers).await?;
        let mut standing = Vec::with_capacity(rows.len());
        for row in rows {
            let own = entries.iter().find(|(number, _)| *number == row.number);
            let true_on = latest(own.map(|(_, entries)| entries.as_slice()).unwrap_or_default())?;
            let household: Household = read_document("household", &row.document)?;
            let summary = summaries.iter().find(|summary| summary.household == row.number);
            let stated = household.record.interview.interview_date;
            let surveyed = summary.map_or(stated, |summary| summary.summary.surveyed);
            standing.push(Redecided { row, household, true_on, surveyed });
        }
        Ok(standing)
    }

    fn decide_again(&self, book: &AreaBook, kept: &Redecided, at: Timestamp) -> Option<Decision> {
        decide(self.rules(), book, &kept.household, kept.row.version, kept.true_on, at)
    }

    fn row_of_decision(
        &self,
        row: &HouseholdRow,
        at: Timestamp,
        decision: &Decision,
    ) -> Result<DecisionRow, StoreError> {
        Ok(DecisionRow {
            id: DecisionId(self.ids().uuid(at)),
            household: row.number,
            version: row.version,
            decided: at,
            policy: format!("{} {}", decision.policy.programme, decision.policy.version),
            outcome: decision.outcome.code().to_owned(),
            text: write_document("decision", decision)?,
        })
    }
}

/// The household's row under another decision; nothing else of it changes.
fn write_of(kept: Redecided, decision: Option<&Decision>) -> Result<HouseholdWrite, StoreError> {
    let Redecided { row, household, surveyed, .. } = kept;
    let location = &household.record.location;
    let summary = Summary {
        union_council: location.union_council.clone(),
        block: location.block.clone(),
        surveyed,
        score: decision.and_then(score_of),
    };
    Ok(HouseholdWrite {
        replaces: Some(row.version),
        numbers: household.citizen_numbers().map(|(person, number)| (number, person)).collect(),
        name_words: names::words_of_members(&household.record),
        summary: Some(summary),
        row: HouseholdRow {
            outcome: decision.map(|decision| decision.outcome.code().to_owned()),
            standing: write_document(
                "standing",
                &Standing { surveyed_on: surveyed, ..Standing::new(&household, decision) },
            )?,
            ..row
        },
    })
}

fn score_of(decision: &Decision) -> Option<i64> {
    decision.score.result.points().map(Points::hundredths)
}

fn latest(entries: &[LogRow]) -> Result<Date, StoreError> {
    let mut latest = Date::MIN;
    for row in entries {
        let entry: Effective = read_document("change log entry", &row.text)?;
        latest = latest.max(entry.effective);
    }
    Ok(latest)
}

fn district_of(book: &AreaBook, tehsil: Option<&AreaCode>, day: Date) -> Option<AreaCode> {
    book.find_ancestor(tehsil?, AreaLevel::District, day).map(|district| district.code.clone())
}

type Crossings = BTreeMap<(Option<AreaCode>, Option<String>, Option<String>), u64>;

fn crossings_of(renewal: &Renewal) -> Crossings {
    let crossings = renewal.crossings.iter().cloned();
    crossings.map(|row| ((row.district, row.before, row.after), row.households)).collect()
}

fn crossings_list(crossings: Crossings) -> Vec<DistrictCrossing> {
    let row =
        |((district, before, after), households)| DistrictCrossing { district, before, after, households };
    crossings.into_iter().map(row).collect()
}
