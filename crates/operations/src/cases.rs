//! Cases: opening them, working on them, settling them. A case and what it does to a household, a submission or a notice are
//! always written in one commit.

mod evidence;
mod expire;
mod list;
mod mark;
mod of_submission;
mod open;
mod reconsider;
mod refusal;
mod review;
mod settle;
mod steps;
mod view;

use crate::{Registry, error::write_document};
use jiff::{Timestamp, ToSpan, civil::Date};
use registry::{
    area::AreaCode,
    case::{Case, CaseState, CaseStep, Subject},
    change::{Channel, UpdateType},
    finding::Finding,
    ids::CaseId,
    proposal::Proposal,
    registry_number::RegistryNumber,
    updates::Review,
    wording::Wording,
};
use store::{
    StoreError,
    rows::{CaseRow, CaseWrite},
};

pub(crate) use evidence::add_papers;
pub use list::CaseQuestion;
pub use open::{Opened, Proposed};
pub use refusal::{CaseError, CaseResult};
pub use review::Judgment;
pub(crate) use settle::{Opening, annotate};
pub use view::CaseView;

/// How often a step is taken anew because somebody else changed the case or the household at the same moment.
const TRIES: u32 = 8;

/// A case to be opened.
#[derive(Debug)]
pub(crate) struct NewCase {
    /// What it is about.
    pub(crate) subject: Subject,
    /// The household concerned, where known.
    pub(crate) household: Option<RegistryNumber>,
    /// Other households concerned.
    pub(crate) others: Vec<RegistryNumber>,
    /// The tehsil whose desk works on it.
    pub(crate) tehsil: Option<AreaCode>,
    /// Under which update type.
    pub(crate) update_type: UpdateType,
    /// How the proposal came.
    pub(crate) channel: Channel,
    /// What was noticed.
    pub(crate) findings: Vec<Finding>,
    /// What is proposed.
    pub(crate) proposal: Option<Proposal>,
    /// Where it begins: `Draft`, waiting, or in review.
    pub(crate) state: CaseState,
    /// Who must look at it.
    pub(crate) review: Review,
    /// What it touches beside its household: `person:<uuid>`, `number:<digits>`.
    pub(crate) keys: Vec<String>,
}

/// A case as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The case.
    pub(crate) case: Case,
    /// The version at which it stands.
    pub(crate) version: u32,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseInList {
    /// Its id.
    pub id: CaseId,
    /// Code of what it is about.
    pub subject: &'static str,
    /// The household concerned, where known.
    pub household: Option<RegistryNumber>,
    /// The tehsil whose desk works on it.
    pub tehsil: Option<AreaCode>,
    /// Under which update type.
    pub update_type: UpdateType,
    /// How the proposal came.
    pub channel: Channel,
    /// When it was opened.
    pub opened: Timestamp,
    /// Who brought it in.
    pub opened_by: String,
    /// The last day on which it can be settled.
    pub deadline: Date,
    /// Who works on it.
    pub owner: Option<String>,
    /// Who must look at it.
    pub review: Review,
    /// Where it has got to.
    pub state: CaseState,
    /// What whoever asked was told, where the rules of updates refused it.
    pub refusal: Option<Wording>,
}

impl CaseInList {
    /// A case in short.
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            id: case.id,
            subject: case.subject.code(),
            household: case.household,
            tehsil: case.tehsil.clone(),
            update_type: case.update_type,
            channel: case.channel,
            opened: case.opened,
            opened_by: case.opened_by.clone(),
            deadline: case.deadline,
            owner: case.owner.clone(),
            review: case.review,
            state: case.state.clone(),
            refusal: case.refusal.clone(),
        }
    }
}

impl Registry {
    /// A case as it is written with the rest of a commit. Its deadline is the rule's of the day.
    pub(crate) fn new_case(&self, by: &str, new: NewCase) -> Result<CaseWrite, StoreError> {
        let case = self.draft(by, new);
        rewrite(&case, 1)
    }

    /// The case itself.
    fn draft(&self, by: &str, new: NewCase) -> Case {
        let (now, today) = (self.clock().now(), self.clock().today());
        let rules = self.rules().updates_on(today);
        let days = rules.and_then(|rules| rules.rule(new.update_type)).map_or(90, |rule| rule.case_days);
        Case {
            id: CaseId(self.ids().uuid(now)),
            subject: new.subject,
            household: new.household,
            others: new.others,
            tehsil: new.tehsil,
            update_type: new.update_type,
            rules_version: rules.map(|rules| rules.version.clone()).unwrap_or_default(),
            channel: new.channel,
            opened_by: by.to_owned(),
            opened: now,
            deadline: today.saturating_add(i64::from(days).days()),
            owner: None,
            review: new.review,
            findings: new.findings,
            proposal: new.proposal,
            touches: new.keys,
            refusal: None,
            trail: vec![CaseStep { at: now, by: by.to_owned(), to: new.state.code().to_owned(), note: None }],
            state: new.state,
        }
    }
}

/// The row of a case at a version, with everything that it touches.
pub(crate) fn rewrite(case: &Case, version: u32) -> Result<CaseWrite, StoreError> {
    write_of(case, version, case.touches.clone())
}

/// The row of a case at a version, with what it touches: its households and what is named beside.
pub(crate) fn write_of(case: &Case, version: u32, keys: Vec<String>) -> Result<CaseWrite, StoreError> {
    let households = case.household.iter().chain(&case.others).map(|number| format!("household:{number}"));
    let row = CaseRow {
        id: case.id,
        version,
        household: case.household,
        tehsil: case.tehsil.clone(),
        subject: case.subject.code().to_owned(),
        state: case.state.code().to_owned(),
        open: case.state.is_open(),
        owner: case.owner.clone(),
        opened: case.opened,
        deadline: case.deadline,
        document: write_document("case", case)?,
    };
    let mut keys: Vec<String> = households.chain(keys).collect();
    keys.sort();
    keys.dedup();
    Ok(CaseWrite { row, keys })
}
