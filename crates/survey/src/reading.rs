//! From a submission to a proposal. Reading never fails whole: what cannot be taken into the record stays in the
//! submission and becomes a finding.

mod location;
mod record;
mod roster;
mod roster_update;
mod sections;

use crate::{checks, instance::Instance};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaBook,
    change::Evidence,
    clock::date_in_pakistan,
    finding::{Finding, FindingCode},
    identity::NumberSeries,
    ids::IdSource,
    proposal::{Content, Proposal},
};

/// The forms whose submissions become proposals, by form id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The household questionnaire, and the data entry of the 2010-11 paper card: they share their groups.
    Survey,
    /// One event in the life of a household.
    RosterUpdate,
}

impl Purpose {
    /// What a form is for.
    pub fn of_form(form_id: &str) -> Option<Self> {
        match form_id {
            "household" | "poverty_card_2010" => Some(Self::Survey),
            "roster_update" => Some(Self::RosterUpdate),
            _ => None,
        }
    }
}

/// What reading needs to know beside the submission.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The areas.
    pub areas: &'a AreaBook,
    /// Where ids of new persons come from.
    pub ids: &'a dyn IdSource,
    /// When the submission came.
    pub received: Timestamp,
    /// Which citizen numbers are taken without a finding.
    pub series: NumberSeries,
}

impl Context<'_> {
    /// The day on which the submission came.
    pub(crate) fn today(&self) -> Date {
        date_in_pakistan(self.received)
    }
}

/// Reads a submission made for a purpose. The findings are the reader's own; those of the form's logic come from
/// [`crate::xform`].
pub fn read(purpose: Purpose, instance: &Instance, context: Context<'_>) -> (Proposal, Vec<Finding>) {
    let mut findings = Vec::new();
    let evidence = instance.instance_id().map(|id| Evidence::Submission { instance: id.to_owned() });
    let mut proposal = match purpose {
        Purpose::Survey => {
            let record = record::read(instance, context, &mut findings);
            let effective = effective_date(record.interview.interview_date, context, &mut findings);
            findings.extend(checks::check_record(&record, effective, context.areas, context.series));
            let content = Content::Survey(Box::new(record));
            Proposal { effective, evidence: Vec::new(), reason: None, content }
        }
        Purpose::RosterUpdate => roster_update::read(instance, context, &mut findings),
    };
    proposal.evidence.splice(0..0, evidence);
    (proposal, findings)
}

/// The day from which a submission is true: the one stated, if it has come.
fn effective_date(stated: Option<Date>, context: Context<'_>, findings: &mut Vec<Finding>) -> Date {
    const PLACE: &str = "interview/interview_date";
    match stated {
        Some(date) if date <= context.today() => date,
        Some(_) => {
            findings.push(Finding::at(FindingCode::DateFuture, PLACE));
            context.today()
        }
        None => {
            findings.push(Finding::at(FindingCode::DateMissing, PLACE));
            context.today()
        }
    }
}
