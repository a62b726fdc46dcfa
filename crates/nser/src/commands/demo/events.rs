//! What happens in the invented tehsil after the survey, so that a visitor sees more than first surveys: a correction, a
//! death and a birth at the desk, a family surveyed twice, a questionnaire of a version yet to come.

use super::tablets::Tablets;
use crate::{
    commands::simulate::interviews::{add_room, half_past},
    start::Failure,
};
use jiff::{ToSpan, civil::Date};
use operations::{Registry, forms::ShelvedForm};
use registry::{code_lists::Relation, household::Record, registry_number::RegistryNumber};
use reqwest::StatusCode;
use std::sync::Arc;
use survey::instance::Instance;

/// Instance ids of the two updates at the desk.
const DEATH: &str = "uuid:d3300000-0000-4000-8000-dea700000001";
const BIRTH: &str = "uuid:d3300000-0000-4000-8000-b18700000001";

/// Lets it happen. Returns the household with the longest history.
pub(super) async fn happen(
    registry: &Arc<Registry>,
    tablets: &Tablets,
    households: u32,
) -> Result<Option<RegistryNumber>, Failure> {
    let Some(ordinal) = (0..u64::from(households)).find(|ordinal| fits(&tablets.interviews.record(*ordinal)))
    else {
        return Ok(None);
    };
    correct(tablets, ordinal).await?;
    let number = household_of(registry, &Tablets::instance(ordinal, 1)).await?;
    if let Some(number) = number {
        update_roster(registry, tablets, number, &tablets.interviews.record(ordinal)).await?;
    }
    survey_twice(tablets, ordinal).await?;
    use_version_to_come(tablets).await?;
    Ok(number)
}

/// A household with enough people for a history: a grandparent and a child.
fn fits(record: &Record) -> bool {
    let has = |relation| record.members.iter().any(|member| member.person.relation == Some(relation));
    has(Relation::Parent) && has(Relation::Child) && has(Relation::Spouse) && record.members.len() < 12
}

/// The enumerator sends a corrected questionnaire: there was one room more.
async fn correct(tablets: &Tablets, ordinal: u64) -> Result<(), Failure> {
    let edit = || tablets.questionnaire(ordinal, Some(add_room));
    tablets.send_once(&Tablets::instance(ordinal, 1), edit, StatusCode::CREATED).await
}

async fn household_of(registry: &Registry, instance: &str) -> Result<Option<RegistryNumber>, Failure> {
    Ok(registry.store().find_submission(instance).await?.and_then(|submission| submission.household))
}

/// The desk records the death of a grandparent and the birth of a child.
async fn update_roster(
    registry: &Registry,
    tablets: &Tablets,
    number: RegistryNumber,
    record: &Record,
) -> Result<(), Failure> {
    let shelf = registry.forms().await?;
    let form = shelf.find("roster_update").ok_or("the roster update form is not published")?;
    let line = |relation| {
        let member = record.members.iter().find(|member| member.person.relation == Some(relation));
        member.map(|member| member.line.to_string()).unwrap_or_default()
    };
    let yesterday = tablets.interviews.fieldwork().day.saturating_sub(1.day());
    let death = [
        ("household/registry_number", number.to_string()),
        ("update/event", "death".to_owned()),
        ("update/event_date", yesterday.to_string()),
        ("update/member_line", line(Relation::Parent)),
        ("update/reason", "Reported by the son at the desk".to_owned()),
        ("evidence/certificate_kind", "death_certificate".to_owned()),
        ("evidence/certificate_number", "D-2026-0917".to_owned()),
    ];
    let write = || fill(&form, DEATH, &death, yesterday);
    tablets.send_once(DEATH, write, StatusCode::CREATED).await?;
    let birth = [
        ("household/registry_number", number.to_string()),
        ("update/event", "birth".to_owned()),
        ("update/event_date", yesterday.to_string()),
        ("update/reason", "Born at the tehsil hospital".to_owned()),
        ("evidence/certificate_kind", "none".to_owned()),
        ("member/person/name", "Umeed".to_owned()),
        ("member/person/name_urdu", "امید".to_owned()),
        ("member/person/number_kind", "none".to_owned()),
        ("member/person/relation", "child".to_owned()),
        ("member/person/sex", "female".to_owned()),
        ("member/person/birth_date", yesterday.to_string()),
        ("member/person/mother_line", line(Relation::Spouse)),
        ("member/person/residence", "present".to_owned()),
        ("member/education/ever_attended", "no".to_owned()),
        ("member/disability/disability_card", "no".to_owned()),
        ("member/disability/disability_certificate", "no".to_owned()),
        ("member/health/chronic_conditions", "none".to_owned()),
        ("member/health/sick_two_weeks", "no".to_owned()),
    ];
    let write = || fill(&form, BIRTH, &birth, yesterday);
    tablets.send_once(BIRTH, write, StatusCode::CREATED).await
}

fn fill(form: &ShelvedForm, id: &str, answers: &[(&str, String)], day: Date) -> String {
    let mut instance: Instance = form.form.template();
    let common = [
        ("interview/interview_date", day.to_string()),
        ("interview/mode", "desk".to_owned()),
        ("interview/consent", "yes".to_owned()),
        ("interview/respondent", "Desk visitor".to_owned()),
    ];
    for (path, answer) in common.iter().chain(answers) {
        if let Some(node) = instance.find(&format!("/data/{path}")) {
            instance.set_text(node, answer);
        }
    }
    if let Some(node) = instance.find("/data/meta/instanceID") {
        instance.set_text(node, id);
    }
    form.form.complete(&mut instance, &half_past(day, 12));
    instance.to_xml()
}

/// The same family is surveyed again by somebody who does not know: an officer has to look.
async fn survey_twice(tablets: &Tablets, ordinal: u64) -> Result<(), Failure> {
    let record = tablets.interviews.record(ordinal);
    let instance = Tablets::instance(ordinal, 9);
    tablets
        .send_once(
            &instance,
            || tablets.interviews.write(&record, &instance, None).to_xml(),
            StatusCode::CREATED,
        )
        .await
}

/// A tablet has a questionnaire of next year's version: it waits until that is published.
async fn use_version_to_come(tablets: &Tablets) -> Result<(), Failure> {
    // Nobody's yet, however many households the tehsil has.
    let ordinal = 99_999_999;
    let version = format!("version=\"{}\"", tablets.interviews.form().version());
    let write = || tablets.questionnaire(ordinal, None).replacen(&version, "version=\"2027010101\"", 1);
    tablets.send_once(&Tablets::instance(ordinal, 0), write, StatusCode::ACCEPTED).await
}
