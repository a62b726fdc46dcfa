//! A whole questionnaire into a record.

use super::{
    Context, location, roster,
    sections::{self, read_under},
};
use crate::instance::Instance;
use registry::{
    field::Section,
    finding::Finding,
    household::{FormUsed, Record},
    sections::{Birth, Interview},
};

fn read_sections(instance: &Instance, findings: &mut Vec<Finding>) -> Record {
    let root = instance.root();
    Record {
        form: FormUsed {
            id: instance.form_id().unwrap_or_default().to_owned(),
            version: instance.version().unwrap_or_default().to_owned(),
        },
        interview: read_under(instance, root, "", findings),
        dwelling: read_under(instance, root, "", findings),
        utilities: read_under(instance, root, "", findings),
        assets: read_under(instance, root, "", findings),
        land: read_under(instance, root, "", findings),
        livestock: read_under(instance, root, "", findings),
        support: read_under(instance, root, "", findings),
        institutions: read_under(instance, root, "", findings),
        paper_card: read_under(instance, root, "", findings),
        ..Record::default()
    }
}

pub(super) fn read(instance: &Instance, context: Context<'_>, findings: &mut Vec<Finding>) -> Record {
    let mut record = read_sections(instance, findings);
    record.location = location::read(instance, findings);
    location::read_position(instance, &mut record.interview, findings);
    record.births = read_births(instance, findings);
    record.members = roster::read(instance, stated_on(&record.interview, context), context, findings);
    record
}

/// The day for which stated ages are true.
fn stated_on(interview: &Interview, context: Context<'_>) -> jiff::civil::Date {
    interview.interview_date.filter(|date| *date <= context.today()).unwrap_or_else(|| context.today())
}

fn read_births(instance: &Instance, findings: &mut Vec<Finding>) -> Vec<Birth> {
    sections::rows(instance, "births", Birth::NAME)
        .map(|(row, birth)| {
            sections::read::<Birth>(instance, birth, &format!("births/birth[{row}]"), findings)
        })
        .filter(|birth| *birth != Birth::default())
        .collect()
}
