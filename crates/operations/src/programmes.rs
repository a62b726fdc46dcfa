//! Programmes and their beneficiaries: capacity, enrolment, status reported back.
//!
//! A programme enrols families, each by its ever-married woman. Families come in by an adopted list only; what their
//! programme reports, what life brings and what the calendar does changes their status, and every status is kept.

mod draw;
mod enrol;
mod follow;
mod report;

use crate::{
    Registry,
    acts::{Act, ActRefusal, ActResult, ActState, Content, Progress},
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbResult, read_document},
};
pub(crate) use draw::women_of_note;
pub(crate) use enrol::stepped;
pub use follow::enrolments_on_change;
pub(crate) use follow::lapse_of;
use jiff::civil::Date;
use registry::{
    area::AreaCode,
    enrolment::{Enrolment, EnrolmentStatus},
    ids::ActId,
    registry_number::RegistryNumber,
    wording::Wording,
};
pub use report::{StatusInput, StatusRejected, StatusReport, read_status_csv};
use scoring::programme::Programme;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{StoreError, rows::EnrolmentFilter};

/// Enrolments in an answer.
const LISTED: u32 = 200;

/// A list of families that a programme is to enrol: an act's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyList {
    /// The programme.
    pub programme: String,
    /// Where: districts, tehsils, union councils or blocks; everywhere when empty.
    #[serde(default)]
    pub areas: Vec<AreaCode>,
    /// The emergency for which it is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<ActId>,
    /// Of an appeal list: the last day on which its households may be surveyed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Of an emergency list: the share of each tehsil's households, per cent, the poorest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest_percent: Option<u8>,
    /// For how many families there was room when it was begun; no limit when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<u64>,
    /// Of an emergency list: what it takes in each tehsil.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tehsils: Vec<TehsilShare>,
    /// Households listed.
    pub households: u64,
    /// Families listed.
    pub families: u64,
    /// Score of the last household listed, hundredths: of an appeal list, the appeal cut-off that it comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_score: Option<i64>,
    /// Households looked at and left out, by reason: `excluded`, `no_family`, `enrolled`, `not_in_required`,
    /// `condition`, `facts_lacking`, `elsewhere`, `not_eligible`.
    #[serde(default)]
    pub left_out: BTreeMap<String, u64>,
    /// Whether the list ends because the programme is full.
    #[serde(default)]
    pub full: bool,
    /// Families enrolled by its adoption.
    #[serde(default)]
    pub enrolled: u64,
    /// Families listed and not enrolled by its adoption, by reason: `enrolled`, `left_household`, `merged`.
    #[serde(default)]
    pub not_enrolled: BTreeMap<String, u64>,
    /// How far it has got.
    #[serde(default)]
    pub progress: Progress,
}

/// What an emergency list takes in a tehsil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TehsilShare {
    /// The tehsil, as on the day of notification.
    pub tehsil: AreaCode,
    /// Codes by which its notified households are found.
    pub areas: Vec<AreaCode>,
    /// Households there that have a score.
    pub scored: u64,
    /// How many of them are the share; further ones with the threshold's very score are listed too.
    pub wanted: u64,
    /// Looked at so far.
    pub looked_at: u64,
    /// The threshold: score of the last that belongs to the share, hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<i64>,
}

/// A programme's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeFigures {
    /// Its id.
    pub programme: String,
    /// The version in force.
    pub version: String,
    /// Its name.
    pub title: Wording,
    /// Code of its kind.
    pub kind: &'static str,
    /// Families it has room for, by its file and adopted acts; no limit when none.
    pub capacity: Option<u64>,
    /// Families by status, of households in the reader's areas.
    pub families: Vec<(EnrolmentStatus, u64)>,
    /// Room left in the whole programme; no limit when none.
    pub free: Option<u64>,
    /// Whether appeal lists can be drawn.
    pub appeals: bool,
    /// Whether its beneficiaries are recertified.
    pub recertifies: bool,
}

impl Registry {
    /// The figures of every programme in force today.
    pub async fn programme_figures(&self, authority: &Authority) -> VerbResult<Vec<ProgrammeFigures>> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        let today = self.clock().today();
        let scope = self.scope(authority).await;
        let counts = self.store().count_enrolments(scope.as_deref()).await?;
        let everywhere = match scope {
            None => counts.clone(),
            Some(_) => self.store().count_enrolments(None).await?,
        };
        let raises = self.acts(Some("capacity")).await?;
        let figures = self.rules().programmes_on(today).map(|programme| {
            let capacity = capacity_on(programme, &raises, today);
            let taken = taken(&everywhere, &programme.id);
            let of_status = |status: EnrolmentStatus| (status, count_of(&counts, &programme.id, status));
            ProgrammeFigures {
                programme: programme.id.clone(),
                version: programme.version.clone(),
                title: programme.title.clone(),
                kind: programme.kind.code(),
                capacity,
                families: EnrolmentStatus::ALL.map(of_status).to_vec(),
                free: capacity.map(|capacity| capacity.saturating_sub(taken)),
                appeals: programme.appeals,
                recertifies: programme.recertifies,
            }
        });
        Ok(figures.collect())
    }

    /// Proposes that a programme has room for more families, in all, from a day on.
    pub async fn propose_capacity(
        &self,
        authority: &Authority,
        name: &str,
        programme: &str,
        families: u64,
        from: Date,
    ) -> ActResult<Act> {
        self.demand(authority, Permission::ManageProgrammes, Action::ProposeAct).await?;
        self.demand_areas(authority, &[], Action::ProposeAct).await?;
        let today = self.clock().today();
        let known = self.programme_of(programme)?;
        if from < today {
            return Err(ActRefusal::Dates("a capacity is raised from today on, or later").into());
        }
        let present = capacity_on(known, &self.acts(Some("capacity")).await?, from);
        if present.is_none_or(|present| families <= present) {
            let present = present.map_or("without limit".to_owned(), |present| present.to_string());
            return Err(ActRefusal::NotARaise(present).into());
        }
        let content = crate::acts::Capacity { programme: programme.to_owned(), families, from };
        let act = Act::new(self, authority, name, Content::Capacity(content));
        self.propose(authority, &act).await?;
        Ok(act)
    }

    /// Draws a programme's list: eligible families that are not enrolled, the poorest first, as far as there is room.
    pub async fn draw_enrolment_list(
        &self,
        authority: &Authority,
        name: &str,
        programme: &str,
        areas: Vec<AreaCode>,
    ) -> ActResult<Act> {
        self.demand(authority, Permission::ChangeEnrolments, Action::ProposeAct).await?;
        let list = self.new_list(programme, areas).await?;
        self.begin_list(authority, name, Content::EnrolmentList(list)).await
    }

    /// Who is enrolled, within the reader's areas: a page in the order of their households' arrival.
    pub async fn list_enrolments(
        &self,
        authority: &Authority,
        programme: Option<&str>,
        status: Option<EnrolmentStatus>,
        skip: u64,
    ) -> VerbResult<Vec<Enrolment>> {
        self.demand(authority, Permission::ReadEnrolments, Action::ReadEnrolments).await?;
        let filter = EnrolmentFilter {
            programme: programme.map(str::to_owned),
            status: status.map(|status| status.code().to_owned()),
            tehsils: self.scope(authority).await,
            skip,
            limit: LISTED,
        };
        let rows = self.store().list_enrolments(&filter).await?;
        let entry = |row: &store::rows::EnrolmentRow| {
            AuditEntry::new(self, authority, Action::ReadEnrolments).household(Some(row.household)).into_row()
        };
        let audit: Result<Vec<_>, StoreError> = rows.iter().map(entry).collect();
        self.store().record_audit(audit?, store::rows::Durability::Now).await?;
        let read = |row: &store::rows::EnrolmentRow| read_document("enrolment", &row.document);
        Ok(rows.iter().map(read).collect::<Result<_, StoreError>>()?)
    }

    /// A household's enrolments, oldest first.
    pub async fn enrolments_of(
        &self,
        authority: &Authority,
        number: RegistryNumber,
    ) -> VerbResult<Vec<Enrolment>> {
        self.demand(authority, Permission::ReadEnrolments, Action::ReadEnrolments).await?;
        let row = self.store().find_household(number).await?;
        let row = row.ok_or(crate::error::VerbError::NotFound)?;
        let entry = AuditEntry::new(self, authority, Action::ReadEnrolments).household(Some(number));
        if !self.covers(authority, row.tehsil.as_ref()).await {
            self.audit(entry.outcome(crate::audit::Outcome::Refused)).await?;
            return Err(crate::error::VerbError::NotFound);
        }
        self.audit(entry).await?;
        let rows = self.store().list_enrolments_of(number).await?;
        let read = |row: &store::rows::EnrolmentRow| read_document("enrolment", &row.document);
        Ok(rows.iter().map(read).collect::<Result<_, StoreError>>()?)
    }

    /// The programme of an id that is in force today.
    pub(crate) fn programme_of(&self, id: &str) -> ActResult<&Programme> {
        Ok(self.rules().programme_on(id, self.clock().today()).ok_or(ActRefusal::Programme)?)
    }

    /// Room left in a programme today; no limit when none.
    pub(crate) async fn room_in(&self, programme: &Programme) -> Result<Option<u64>, StoreError> {
        let raises = self.acts(Some("capacity")).await?;
        let counts = self.store().count_enrolments(None).await?;
        let capacity = capacity_on(programme, &raises, self.clock().today());
        Ok(capacity.map(|capacity| capacity.saturating_sub(taken(&counts, &programme.id))))
    }
}

/// Room that a programme has on a day: the latest adopted act's, else its file's.
pub(crate) fn capacity_on(programme: &Programme, acts: &[Act], day: Date) -> Option<u64> {
    let raises =
        acts.iter().filter(|act| act.state == ActState::Adopted).filter_map(|act| match &act.content {
            Content::Capacity(raise) if raise.programme == programme.id && raise.from <= day => {
                Some((raise.from, act.adopted, raise.families))
            }
            _ => None,
        });
    raises.max().map_or(programme.capacity, |(_, _, families)| Some(families))
}

fn count_of(counts: &[(String, String, u64)], programme: &str, status: EnrolmentStatus) -> u64 {
    let of_status = counts.iter().filter(|(of, with, _)| of == programme && with == status.code());
    of_status.map(|(_, _, families)| families).sum()
}

/// Families that take up room: whoever is suspended may come back.
fn taken(counts: &[(String, String, u64)], programme: &str) -> u64 {
    let beneficiaries = EnrolmentStatus::ALL.into_iter().filter(|status| status.is_beneficiary());
    beneficiaries.map(|status| count_of(counts, programme, status)).sum()
}
