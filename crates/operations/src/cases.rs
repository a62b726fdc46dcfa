//! Cases: opening them, working on them, settling them.

use crate::{Registry, error::write_document};
use jiff::ToSpan;
use registry::{
    area::AreaCode,
    case::{Case, CaseState, CaseStep, Subject},
    change::{Channel, UpdateType},
    finding::Finding,
    ids::CaseId,
    proposal::Proposal,
    registry_number::RegistryNumber,
    updates::Review,
};
use store::{
    StoreError,
    rows::{CaseRow, CaseWrite},
};

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

impl Registry {
    /// A case as it is written with the rest of a commit. Its deadline is the rule's of the day.
    pub(crate) fn new_case(&self, by: &str, new: NewCase) -> Result<CaseWrite, StoreError> {
        let (now, today) = (self.clock().now(), self.clock().today());
        let rules = self.rules().updates_on(today);
        let days = rules.and_then(|rules| rules.rule(new.update_type)).map_or(90, |rule| rule.case_days);
        let case = Case {
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
            trail: vec![CaseStep { at: now, by: by.to_owned(), to: new.state.code().to_owned(), note: None }],
            state: new.state,
        };
        write_of(&case, 1, new.keys)
    }
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
    Ok(CaseWrite { row, keys: households.chain(keys).collect() })
}
