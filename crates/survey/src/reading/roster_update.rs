//! The roster-update form: one event in the life of a household that the registry has.

use super::{
    Context, effective_date, roster,
    sections::{answer, read_under},
};
use crate::instance::{Instance, NodeId};
use registry::{
    change::{Arrival, Evidence},
    code_lists::{MaritalStatus, Relation, Sex},
    field::Answer,
    finding::{Finding, FindingCode},
    household::Departure,
    identity::CitizenNumber,
    personal::Personal,
    proposal::{Content, Proposal, RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    sections::Disability,
};

pub(super) fn read(instance: &Instance, context: Context<'_>, findings: &mut Vec<Finding>) -> Proposal {
    let update = instance.child(instance.root(), "update");
    let effective = effective_date(
        update
            .and_then(|group| instance.child(group, "event_date"))
            .and_then(|node| jiff::civil::Date::read(instance.text(node).trim()).ok()),
        context,
        findings,
    );
    read_consent(instance, findings);
    let household = read_household(instance, findings);
    let event = update.and_then(|group| read_event(instance, group, effective, context, findings));
    if event.is_none() {
        findings.push(Finding::at(FindingCode::AnswerRequired, "update/event"));
    }
    let reason = update.and_then(|group| answer(instance, group, "reason")).and_then(Personal::new);
    let evidence = read_document(instance).into_iter().collect();
    Proposal { effective, evidence, reason, content: Content::Roster { household, event } }
}

fn read_consent(instance: &Instance, findings: &mut Vec<Finding>) {
    let group = instance.child(instance.root(), "interview");
    let code = match group.and_then(|group| answer(instance, group, "consent")) {
        Some("yes") => return,
        Some("no") => FindingCode::ConsentRefused,
        _ => FindingCode::ConsentMissing,
    };
    findings.push(Finding::at(code, "interview/consent"));
}

fn read_household(instance: &Instance, findings: &mut Vec<Finding>) -> Option<RegistryNumber> {
    let group = instance.child(instance.root(), "household")?;
    let number = answer(instance, group, "registry_number").and_then(|text| text.parse().ok());
    if number.is_none() {
        findings.push(Finding::at(FindingCode::HouseholdUnknown, "household/registry_number"));
    }
    number
}

fn read_document(instance: &Instance) -> Option<Evidence> {
    let group = instance.child(instance.root(), "evidence")?;
    let document = answer(instance, group, "certificate_kind")?.to_owned();
    let number = answer(instance, group, "certificate_number").and_then(Personal::new)?;
    Some(Evidence::Document { document, number })
}

fn read_event(
    instance: &Instance,
    group: NodeId,
    effective: jiff::civil::Date,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RosterEvent> {
    let event = answer(instance, group, "event")?;
    let arrival = match event {
        "birth" => Some(Arrival::Birth),
        "marriage_in" => Some(Arrival::Marriage),
        "return" => Some(Arrival::Return),
        "omission" => Some(Arrival::Omission),
        _ => None,
    };
    if let Some(cause) = arrival {
        return read_arrival(instance, cause, effective, context, findings);
    }
    let who = read_which(instance, group, findings);
    let leaving = |departure| Some(RosterEvent::Leaving { who, departure });
    match event {
        "death" => leaving(Departure::Death),
        "marriage_out" => leaving(Departure::Marriage),
        "departure" => leaving(Departure::Departure),
        // Each event has its own question; an answer to another event's would be one that did not apply.
        "marital_status" => {
            let status = answer(instance, group, "marital_status").and_then(MaritalStatus::from_code)?;
            Some(RosterEvent::Amendment { who, marital_status: Some(status), sex: None, disability: None })
        }
        "gender" => {
            let sex = answer(instance, group, "sex").and_then(Sex::from_code)?;
            Some(RosterEvent::Amendment { who, marital_status: None, sex: Some(sex), disability: None })
        }
        "disability" => {
            let disability = Box::new(read_under(instance, instance.root(), "", findings));
            let disability = Some(disability).filter(|answers| **answers != Disability::default())?;
            Some(RosterEvent::Amendment {
                who,
                marital_status: None,
                sex: None,
                disability: Some(disability),
            })
        }
        "new_head" => Some(RosterEvent::NewHead {
            who,
            former_head_relation: answer(instance, group, "former_head_relation")
                .and_then(Relation::from_code),
        }),
        _ => None,
    }
}

fn read_arrival(
    instance: &Instance,
    cause: Arrival,
    effective: jiff::civil::Date,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Option<RosterEvent> {
    let node = instance.child(instance.root(), "member")?;
    let member = roster::read_member(instance, node, 0, "member", effective, context, findings);
    let person = instance.child(node, "person")?;
    let mut line = |question: &str| roster::read_line(instance, person, question, "member/person", findings);
    let (mother_line, father_line, spouse_line) =
        (line("mother_line"), line("father_line"), line("spouse_line"));
    Some(RosterEvent::Arrival { member: Box::new(member), mother_line, father_line, spouse_line, cause })
}

fn read_which(instance: &Instance, group: NodeId, findings: &mut Vec<Finding>) -> WhichMember {
    let line = roster::read_line(instance, group, "member_line", "update", findings);
    let number =
        answer(instance, group, "member_number").and_then(|text| match text.parse::<CitizenNumber>() {
            Ok(number) => Some(number),
            Err(error) => {
                findings.push(Finding::at(error.into(), "update/member_number"));
                None
            }
        });
    WhichMember { line, number }
}
