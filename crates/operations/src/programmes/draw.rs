//! Drawing a list: which families of a household it takes, page by page of households in order of score.

use super::{FamilyList, TehsilShare};
use crate::{
    Registry,
    acts::{Act, ActResult, ActState, Content},
    authority::Authority,
    decide,
    error::{read_document, write_document},
};
use jiff::civil::Date;
use registry::{
    area::{AreaBook, AreaCode},
    enrolment::EnrolmentStatus,
    family::families,
    household::Household,
    ids::{ActId, PersonId},
    registry_number::RegistryNumber,
};
use scoring::{
    decision::Outcome,
    facts::{Circumstances, derive},
    programme::Programme,
};
use serde::{Deserialize, Serialize};
use store::{
    StoreError,
    rows::{EnrolmentRow, HouseholdRow, ListedRow, SummaryFilter, SummaryOrder, SummaryRow},
};

/// Households looked at in a commit.
const PAGE: u32 = 500;

/// What a list of families notes of a household.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    /// The women of the families listed.
    women: Vec<PersonId>,
}

/// The women of the families that a listed household's note names.
pub(crate) fn women_of_note(note: &str) -> Result<Vec<PersonId>, StoreError> {
    Ok(read_document::<Note>("note of a listed household", note)?.women)
}

/// What is needed to say which families of a household a list takes.
struct Drawing<'a> {
    registry: &'a Registry,
    book: &'a AreaBook,
    programme: &'a Programme,
    /// The outcome wanted; of an emergency list any but excluded.
    outcome: Option<Outcome>,
    enrolments: Vec<EnrolmentRow>,
    today: Date,
}

impl Registry {
    /// An empty list for a programme in force, with the room there is.
    pub(crate) async fn new_list(&self, programme: &str, areas: Vec<AreaCode>) -> ActResult<FamilyList> {
        let known = self.programme_of(programme)?;
        let room = self.room_in(known).await?;
        Ok(FamilyList { programme: programme.to_owned(), areas, room, ..FamilyList::default() })
    }

    /// Begins to draw a list and goes on as far as one call may.
    pub(crate) async fn begin_list(
        &self,
        authority: &Authority,
        name: &str,
        content: Content,
    ) -> ActResult<Act> {
        if let Some(list) = content.list() {
            self.demand_areas(authority, &list.areas, crate::audit::Action::ProposeAct).await?;
        }
        let act = Act { state: ActState::Drawing, ..Act::new(self, authority, name, content) };
        self.propose(authority, &act).await?;
        self.go_on(act.id).await
    }

    /// The next page of a list being drawn: the act after it, and the households that it lists.
    pub(crate) async fn draw_page(&self, act: &Act) -> ActResult<(Act, Vec<ListedRow>)> {
        let mut next = act.next();
        let Some(filter) = self.filter_of(act).await? else {
            next.state = ActState::Proposed;
            return Ok((next, Vec::new()));
        };
        let Some(list) = act.content.list() else { return Ok((next, Vec::new())) };
        let progress = &list.progress;
        let order = SummaryOrder::Score { after: progress.score.map(|score| (score, progress.after)) };
        let rows = self.store().list_summaries(&filter, order, PAGE).await?;
        let (listed, stopped) = self.take_rows(act.id, &mut next, &rows).await?;
        let page_is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        if let Some(list) = next.content.list_mut() {
            list.end_page(page_is_last || stopped);
            if list.is_drawn() {
                list.progress = crate::acts::Progress::default();
                next.state = ActState::Proposed;
            }
        }
        Ok((next, listed))
    }

    /// Which households are looked at now; none when the list is drawn.
    async fn filter_of(&self, act: &Act) -> Result<Option<SummaryFilter>, StoreError> {
        let Some(list) = act.content.list() else { return Ok(None) };
        let areas = self.areas().await;
        let today = self.clock().today();
        let by_outcome = self
            .rules()
            .programme_on(&list.programme, today)
            .is_some_and(|programme| programme.policy == decide::PROGRAMME);
        let outcome = |outcome: Outcome| by_outcome.then(|| outcome.code().to_owned());
        Ok(match &act.content {
            Content::EmergencyList(_) => list
                .tehsils
                .get(list.progress.tehsil)
                .map(|share| SummaryFilter { areas: Some(share.areas.clone()), ..SummaryFilter::default() }),
            Content::AppealList(_) => Some(SummaryFilter {
                areas: smaller_areas(areas.book(), &list.areas, today),
                outcome: outcome(Outcome::AboveCutoffVulnerable),
                ..SummaryFilter::default()
            }),
            _ => Some(SummaryFilter {
                areas: smaller_areas(areas.book(), &list.areas, today),
                outcome: outcome(Outcome::Eligible),
                ..SummaryFilter::default()
            }),
        })
    }

    /// Takes households in order until the list, or its share of the tehsil, is full; whether it is.
    async fn take_rows(
        &self,
        id: ActId,
        next: &mut Act,
        rows: &[SummaryRow],
    ) -> ActResult<(Vec<ListedRow>, bool)> {
        let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
        let households = self.store().find_households(&numbers).await?;
        let enrolments = self.store().find_enrolments_of(&numbers).await?;
        let areas = self.areas().await;
        let outcome = match &next.content {
            Content::EnrolmentList(_) => Some(Outcome::Eligible),
            Content::AppealList(_) => Some(Outcome::AboveCutoffVulnerable),
            _ => None,
        };
        let emergency = self.emergency_of(next).await?;
        let Some(list) = next.content.list_mut() else { return Ok((Vec::new(), true)) };
        let programme = self.programme_of(&list.programme)?;
        let today = self.clock().today();
        let drawing = Drawing { registry: self, book: areas.book(), programme, outcome, enrolments, today };
        let mut listed = Vec::new();
        for row in rows {
            if list.is_full_at(row.score()) {
                return Ok((listed, true));
            }
            list.progress.score = row.score();
            list.progress.after = row.place;
            let summary = &row.summary;
            let here = emergency.as_ref().is_none_or(|emergency| {
                let (block, council) = (summary.block.as_ref(), summary.union_council.as_ref());
                emergency.covers_codes(areas.book(), block, council, row.tehsil.as_ref(), today)
            });
            let kept = households.iter().find(|household| household.number == row.household);
            let women = match kept {
                Some(kept) if here => {
                    list.look_at(row.score());
                    drawing.women(kept)?
                }
                _ => Err("elsewhere"),
            };
            match women {
                Ok(women) if list.has_room_for(women.len()) => {
                    list.take(women.len(), row.score());
                    let note = write_document("note of a listed household", &Note { women })?;
                    let (household, rank, score) = (row.household, list.households, row.score());
                    listed.push(ListedRow { act: id, household, rank, score, note });
                }
                Ok(_) => {
                    list.full = true;
                    return Ok((listed, true));
                }
                Err(reason) => *list.left_out.entry(reason.to_owned()).or_default() += 1,
            }
        }
        Ok((listed, false))
    }

    async fn emergency_of(&self, act: &Act) -> ActResult<Option<crate::emergencies::Emergency>> {
        let Some(id) = act.content.list().and_then(|list| list.emergency) else { return Ok(None) };
        Ok(self.act(id).await?.emergency().cloned())
    }
}

/// The areas as a filter takes them: larger ones by their tehsils.
fn smaller_areas(book: &AreaBook, areas: &[AreaCode], day: Date) -> Option<Vec<AreaCode>> {
    let smaller = |area: &AreaCode| {
        let tehsils = book.tehsils_in(area, day);
        if tehsils.is_empty() { vec![area.clone()] } else { tehsils }
    };
    (!areas.is_empty()).then(|| areas.iter().flat_map(smaller).collect())
}

/// The score by which a list is in order.
trait Scored {
    fn score(&self) -> Option<i64>;
}

impl Scored for SummaryRow {
    fn score(&self) -> Option<i64> {
        self.summary.score
    }
}

impl FamilyList {
    fn has_room_for(&self, families: usize) -> bool {
        let families = u64::try_from(families).unwrap_or(u64::MAX);
        self.room.is_none_or(|room| self.families.saturating_add(families) <= room)
    }

    fn take(&mut self, families: usize, score: Option<i64>) {
        self.households += 1;
        self.families += u64::try_from(families).unwrap_or(u64::MAX);
        self.last_score = score;
    }

    fn share(&self) -> Option<&TehsilShare> {
        self.tehsils.get(self.progress.tehsil)
    }

    /// Counts a household towards its tehsil's share.
    fn look_at(&mut self, score: Option<i64>) {
        let Some(share) = self.tehsils.get_mut(self.progress.tehsil) else { return };
        share.looked_at += 1;
        if share.looked_at <= share.wanted {
            share.threshold = score;
        }
    }

    /// Whether a household of this score is beyond its tehsil's share, or no room is left at all.
    fn is_full_at(&mut self, score: Option<i64>) -> bool {
        let beyond =
            self.share().is_some_and(|share| share.looked_at >= share.wanted && score > share.threshold);
        self.full = self.full || self.room == Some(self.families);
        beyond || self.full
    }

    /// After a page: on to the next tehsil where this one has given what it has.
    fn end_page(&mut self, exhausted: bool) {
        if exhausted {
            let tehsil = if self.full { self.tehsils.len().max(1) } else { self.progress.tehsil + 1 };
            self.progress = crate::acts::Progress { tehsil, ..crate::acts::Progress::default() };
        }
    }

    fn is_drawn(&self) -> bool {
        self.progress.tehsil >= self.tehsils.len().max(1)
    }
}

impl Drawing<'_> {
    /// The women of a household's families that the list takes, or why it takes none.
    fn women(&self, kept: &HouseholdRow) -> Result<Result<Vec<PersonId>, &'static str>, StoreError> {
        let household: Household = read_document("household", &kept.document)?;
        let outcome = self.outcome_of(kept, &household);
        match (self.outcome, outcome.as_deref()) {
            (None, Some("excluded")) => return Ok(Err("excluded")),
            (Some(wanted), found) if found != Some(wanted.code()) => return Ok(Err("not_eligible")),
            _ => {}
        }
        if let Some(condition) = &self.programme.when {
            let circumstances = Circumstances::of(self.book, &household.record.location, self.today);
            match condition.evaluate(&derive(&household, self.today, &circumstances)) {
                Some(true) => {}
                Some(false) => return Ok(Err("condition")),
                None => return Ok(Err("facts_lacking")),
            }
        }
        let mut women: Vec<PersonId> =
            families(&household.record).into_iter().map(|family| family.woman).collect();
        if women.is_empty() {
            return Ok(Err("no_family"));
        }
        if let Some(required) = &self.programme.requires {
            women.retain(|woman| self.status_of(required, *woman) == Some(EnrolmentStatus::Active.code()));
            if women.is_empty() {
                return Ok(Err("not_in_required"));
            }
        }
        women.retain(|woman| self.status_of(&self.programme.id, *woman).is_none());
        Ok(if women.is_empty() { Err("enrolled") } else { Ok(women) })
    }

    /// The outcome by the programme's policy: the one in force, or one reckoned now where the policy is another.
    fn outcome_of(&self, kept: &HouseholdRow, household: &Household) -> Option<String> {
        if self.programme.policy == decide::PROGRAMME {
            return kept.outcome.clone();
        }
        let (rules, now) = (self.registry.rules(), self.registry.clock().now());
        let on = household.record.interview.interview_date.unwrap_or(self.today);
        let decision =
            decide::decide_for(rules, &self.programme.policy, self.book, household, kept.version, on, now);
        decision.map(|decision| decision.outcome.code().to_owned())
    }

    fn status_of(&self, programme: &str, woman: PersonId) -> Option<&str> {
        let found = self.enrolments.iter().find(|row| row.programme == programme && row.woman == woman);
        found.map(|row| row.status.as_str())
    }
}
