//! Acts: what headquarters and disaster authorities decide for many households at once. Each is proposed, shown with its
//! list, adopted by another person, and can be ended or undone as one.
//!
//! An emergency only lets people be surveyed: it is in force as soon as it is declared. Long work of an act (drawing its
//! list, enrolling the families on it, deciding anew) is done in pages, each one commit with the act's next version: a
//! process that stops leaves nothing half-written, another goes on, and of two that do the same page one finds the act
//! changed.

mod refusal;
mod steps;
mod work;

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    emergencies::Emergency,
    error::{VerbError, read_document, write_document},
    programmes::FamilyList,
    renewal::Renewal,
};
use jiff::{Timestamp, civil::Date};
pub use refusal::{ActError, ActRefusal, ActResult};
use registry::{
    area::AreaCode, clock::date_in_pakistan, household::Location, ids::ActId,
    registry_number::RegistryNumber, updates::Opening,
};
use serde::{Deserialize, Serialize};
use store::{
    StoreError,
    rows::{ActRow, Commit},
};

/// Households of a list read at a time.
const PAGE: u32 = 500;

/// An act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Its id.
    pub id: ActId,
    /// How often it was written.
    #[serde(skip)]
    pub version: u32,
    /// Its name, for people.
    pub name: String,
    /// Where it has got to.
    pub state: ActState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed: Timestamp,
    /// Who adopted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_by: Option<String>,
    /// When: from this instant on it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Timestamp>,
    /// Who ended, withdrew or undid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// What it is about.
    pub content: Content,
}

/// What an act is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A programme gets room for more families.
    Capacity(Capacity),
    /// Eligible families that a programme enrols.
    EnrolmentList(FamilyList),
    /// Type 2: vulnerable households above the cut-off.
    AppealList(FamilyList),
    /// Type 4: areas in which everybody may be surveyed again.
    Emergency(Emergency),
    /// The poorest of notified areas, without another survey.
    EmergencyList(FamilyList),
    /// Type 7: the whole registry decided anew.
    Renewal(Renewal),
}

/// A programme gets room for more families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// The programme.
    pub programme: String,
    /// For how many families it has room in all.
    pub families: u64,
    /// From which day.
    pub from: Date,
}

/// Where an act has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActState {
    /// Its list is being drawn.
    Drawing,
    /// It can be looked at, adopted or withdrawn.
    Proposed,
    /// It is adopted, and what follows is being written.
    Adopting,
    /// It is in force.
    Adopted,
    /// It was in force.
    Ended,
    /// It never was.
    Withdrawn,
    /// It is no longer in force, and what followed is being taken back.
    Undoing,
    /// It was in force, and what followed is taken back.
    Undone,
}

impl ActState {
    /// Its name in stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Drawing => "drawing",
            Self::Proposed => "proposed",
            Self::Adopting => "adopting",
            Self::Adopted => "adopted",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether pages of work are left.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Drawing | Self::Adopting | Self::Undoing)
    }
}

/// How far the work of an act has got: where its next page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Score of the last household looked at, hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// Place in the order of arrival, or rank on the list, of the last household looked at.
    pub after: u64,
    /// Which of the tehsils, from 0, where a list is drawn by tehsil.
    #[serde(default)]
    pub tehsil: usize,
}

/// A household on an act's list, as a reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The household.
    pub household: RegistryNumber,
    /// Its place on the list, from 1.
    pub rank: u64,
    /// Its tehsil.
    pub tehsil: Option<AreaCode>,
    /// Its score then, hundredths.
    pub score: Option<i64>,
    /// What was known of it then, as JSON.
    pub note: String,
}

/// A page of an act's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPage {
    /// The households within the reader's areas.
    pub households: Vec<Listed>,
    /// The rank after which the next page begins; none at the end.
    pub next_after: Option<u64>,
    /// How many households are on the list, whoever reads it.
    pub listed: u64,
}

/// What acts open to a household on a day, for `registry::updates::Situation`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Openings {
    /// Emergencies in whose areas it lives.
    pub emergencies: Vec<Opening>,
    /// Appeal lists on which it stands.
    pub appeals: Vec<Opening>,
    /// A renewal under way.
    pub renewal: Option<Opening>,
}

impl Content {
    /// Its name in stores and translations.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Capacity(_) => "capacity",
            Self::EnrolmentList(_) => "enrolment_list",
            Self::AppealList(_) => "appeal_list",
            Self::Emergency(_) => "emergency",
            Self::EmergencyList(_) => "emergency_list",
            Self::Renewal(_) => "renewal",
        }
    }

    /// Its list of families, where it is one.
    pub fn list(&self) -> Option<&FamilyList> {
        match self {
            Self::EnrolmentList(list) | Self::AppealList(list) | Self::EmergencyList(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn list_mut(&mut self) -> Option<&mut FamilyList> {
        match self {
            Self::EnrolmentList(list) | Self::AppealList(list) | Self::EmergencyList(list) => Some(list),
            _ => None,
        }
    }
}

impl Act {
    /// An act proposed now, not yet written.
    pub(crate) fn new(registry: &Registry, by: &Authority, name: &str, content: Content) -> Self {
        let now = registry.clock().now();
        Self {
            id: ActId(registry.ids().uuid(now)),
            version: 1,
            name: name.trim().to_owned(),
            state: ActState::Proposed,
            proposed_by: by.actor().to_owned(),
            proposed: now,
            adopted_by: None,
            adopted: None,
            ended_by: None,
            ended: None,
            content,
        }
    }

    /// The emergency, where it is one.
    pub fn emergency(&self) -> Option<&Emergency> {
        match &self.content {
            Content::Emergency(emergency) => Some(emergency),
            _ => None,
        }
    }

    /// Whether it was in force on a day, as far as that hangs on acts: one that has ended since was. What was done in its time
    /// may come late.
    pub(crate) fn held_on(&self, day: Date) -> bool {
        match self.state {
            ActState::Adopting | ActState::Adopted => true,
            ActState::Ended => self.ended.is_some_and(|at| day < date_in_pakistan(at)),
            _ => false,
        }
    }

    /// The same to be written again.
    pub(crate) fn next(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }

    pub(crate) fn row(&self) -> Result<ActRow, StoreError> {
        Ok(ActRow {
            id: self.id,
            version: self.version,
            kind: self.content.kind().to_owned(),
            state: self.state.code().to_owned(),
            name: self.name.clone(),
            proposed: self.proposed,
            document: write_document("act", self)?,
        })
    }

    pub(crate) fn read(row: &ActRow) -> Result<Self, StoreError> {
        let act: Self = read_document("act", &row.document)?;
        Ok(Self { version: row.version, ..act })
    }

    pub(crate) fn opening(&self, from: Date, until: Option<Date>) -> Opening {
        Opening { act: self.id, name: self.name.clone(), from, until }
    }
}

impl Registry {
    /// Every act, of a kind where given, newest first.
    pub async fn list_acts(&self, authority: &Authority, kind: Option<&str>) -> ActResult<Vec<Act>> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        Ok(self.acts(kind).await?)
    }

    /// An act.
    pub async fn find_act(&self, authority: &Authority, id: ActId) -> ActResult<Act> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        self.act(id).await
    }

    /// The households on an act's list, by rank, after a rank; only those within the reader's areas.
    pub async fn list_listed(
        &self,
        authority: &Authority,
        id: ActId,
        after: u64,
        limit: u32,
    ) -> ActResult<ListedPage> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        let act = self.act(id).await?;
        let subject = format!("list of {} after {after}", act.id);
        self.audit(AuditEntry::new(self, authority, Action::ReadActs).subject(subject)).await?;
        let rows = self.store().list_listed(id, after, limit.clamp(1, PAGE)).await?;
        let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
        let summaries = self.store().find_summaries(&numbers).await?;
        let scope = self.scope(authority).await;
        let full = rows.len() == usize::try_from(limit.clamp(1, PAGE)).unwrap_or(usize::MAX);
        let next_after = rows.last().map(|row| row.rank).filter(|_| full);
        let listed = rows.into_iter().filter_map(|row| {
            let summary = summaries.iter().find(|summary| summary.household == row.household);
            let tehsil = summary.and_then(|summary| summary.tehsil.clone());
            let seen =
                scope.as_ref().is_none_or(|scope| tehsil.as_ref().is_some_and(|at| scope.contains(at)));
            let (household, rank, score, note) = (row.household, row.rank, row.score, row.note);
            seen.then_some(Listed { household, rank, tehsil, score, note })
        });
        let households = listed.collect();
        Ok(ListedPage { households, next_after, listed: self.store().count_listed(id).await? })
    }

    /// What acts open on a day to a household that lives somewhere; a new one has no number yet.
    pub async fn openings_of(
        &self,
        number: Option<RegistryNumber>,
        location: &Location,
        day: Date,
    ) -> Result<Openings, StoreError> {
        let areas = self.areas().await;
        let open = self.open_emergencies(day).await?;
        let here = open.iter().filter(|open| open.emergency.covers(areas.book(), location, day));
        let emergencies = here.map(crate::emergencies::OpenEmergency::opening).collect();
        let renewals = self.acts(Some("renewal")).await?;
        let renewal = renewals.iter().find_map(|act| crate::renewal::opening(act, day));
        let appeals = match number {
            Some(number) => self.appeals_of(number, day).await?,
            None => Vec::new(),
        };
        Ok(Openings { emergencies, appeals, renewal })
    }

    /// Adopted appeal lists that are open on a day and on which a household stands.
    async fn appeals_of(&self, number: RegistryNumber, day: Date) -> Result<Vec<Opening>, StoreError> {
        let mut appeals = Vec::new();
        for listed in self.store().list_listed_of(number).await? {
            let Some(row) = self.store().find_act(listed.act).await? else { continue };
            if row.kind != "appeal_list" {
                continue;
            }
            let act = Act::read(&row)?;
            if !act.held_on(day) {
                continue;
            }
            let Some(from) = act.adopted.map(date_in_pakistan) else { continue };
            let until = act.content.list().and_then(|list| list.until);
            if from <= day && until.is_none_or(|last| day <= last) {
                appeals.push(act.opening(from, until));
            }
        }
        Ok(appeals)
    }

    pub(crate) async fn acts(&self, kind: Option<&str>) -> Result<Vec<Act>, StoreError> {
        self.store().list_acts(kind).await?.iter().map(Act::read).collect()
    }

    pub(crate) async fn act(&self, id: ActId) -> ActResult<Act> {
        let row = self.store().find_act(id).await?.ok_or(VerbError::NotFound)?;
        Ok(Act::read(&row)?)
    }

    /// Writes a new act with its audit entry.
    pub(crate) async fn propose(&self, authority: &Authority, act: &Act) -> ActResult<()> {
        if act.name.is_empty() {
            return Err(ActRefusal::Nameless.into());
        }
        let entry = AuditEntry::new(self, authority, Action::ProposeAct).subject(act.id.to_string());
        let commit = Commit { acts: vec![act.row()?], audit: vec![entry.into_row()?], ..Commit::default() };
        Ok(self.store().commit(commit).await?)
    }

    /// Refuses whoever does not hold in all of an act's areas; an act without areas is for those who hold everywhere.
    pub(crate) async fn demand_areas(
        &self,
        authority: &Authority,
        areas: &[AreaCode],
        action: Action,
    ) -> ActResult<()> {
        let mut within = !areas.is_empty() || authority.areas().is_empty();
        for area in areas {
            within = within && self.covers(authority, Some(area)).await;
        }
        if within {
            return Ok(());
        }
        self.audit(AuditEntry::new(self, authority, action).outcome(Outcome::Refused)).await?;
        Err(VerbError::NotAllowed.into())
    }
}
