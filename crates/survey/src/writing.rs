//! From a record to a submission, as a tablet would send it: for simulators, demonstrations and benchmarks. What the
//! reader takes from it is the record again.

use crate::{
    instance::{Instance, NodeId},
    xform::Form,
};
use jiff::Zoned;
use registry::{
    area::{AreaBook, AreaCode, AreaLevel},
    field::Section,
    household::{Member, Record},
    identity::Identity,
    ids::PersonId,
    personal::Personal,
};

/// What a tablet adds to the answers.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    /// `meta/instanceID`, such as `uuid:…`.
    pub instance_id: &'a str,
    /// The instance that this one corrects.
    pub deprecated_id: Option<&'a str>,
    /// The device.
    pub device: &'a str,
    /// When the interview began.
    pub start: &'a Zoned,
    /// When it ended.
    pub end: &'a Zoned,
}

/// The submission of a household questionnaire: the form's template with the record's answers, calculations made and
/// questions that do not apply left out.
pub fn write_survey(form: &Form, record: &Record, areas: &AreaBook, envelope: &Envelope<'_>) -> Instance {
    let mut instance = form.template();
    let root = instance.root();
    write_envelope(&mut instance, envelope);
    write_section(&mut instance, root, &record.interview);
    write_location(&mut instance, record, areas, envelope);
    write_roster(&mut instance, record);
    write_births(&mut instance, record);
    write_section(&mut instance, root, &record.dwelling);
    write_section(&mut instance, root, &record.utilities);
    write_section(&mut instance, root, &record.assets);
    write_section(&mut instance, root, &record.land);
    write_section(&mut instance, root, &record.livestock);
    write_section(&mut instance, root, &record.support);
    write_section(&mut instance, root, &record.institutions);
    write_section(&mut instance, root, &record.paper_card);
    write_land(&mut instance, record);
    confirm_roster(&mut instance);
    form.complete(&mut instance, envelope.end);
    instance
}

/// Puts a section's answers into the group of its name under a parent, where the form has such questions.
pub fn write_section<S: Section>(instance: &mut Instance, parent: NodeId, section: &S) {
    if let Some(group) = instance.child(parent, S::NAME) {
        for (field, text) in section.answers() {
            put(instance, group, field.name, &text);
        }
    }
}

/// Puts what a tablet adds into a submission.
pub fn write_envelope(instance: &mut Instance, envelope: &Envelope<'_>) {
    let root = instance.root();
    let moment = |moment: &Zoned| moment.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
    put(instance, root, "start", &moment(envelope.start));
    put(instance, root, "end", &moment(envelope.end));
    put(instance, root, "today", &envelope.end.date().to_string());
    put(instance, root, "deviceid", envelope.device);
    if let Some(meta) = instance.child(root, "meta") {
        put(instance, meta, "instanceID", envelope.instance_id);
        if let Some(deprecated) = envelope.deprecated_id {
            let node = instance.child(meta, "deprecatedID");
            let node = node.unwrap_or_else(|| instance.add_child(meta, "deprecatedID"));
            instance.set_text(node, deprecated);
        }
    }
}

fn put(instance: &mut Instance, group: NodeId, question: &str, text: &str) {
    if let Some(node) = instance.child(group, question) {
        instance.set_text(node, text);
    }
}

fn write_location(instance: &mut Instance, record: &Record, areas: &AreaBook, envelope: &Envelope<'_>) {
    let Some(group) = instance.child(instance.root(), "location") else { return };
    let location = &record.location;
    let date = envelope.end.date();
    let above = |level| {
        let area = areas.find_ancestor(location.tehsil.as_ref()?, level, date)?;
        Some(area.code.clone())
    };
    let code = |code: &Option<AreaCode>| code.as_ref().map(ToString::to_string);
    let text = |text: &Option<Personal>| text.as_ref().map(|text| text.reveal().to_owned());
    let answers = [
        ("province", code(&above(AreaLevel::Province))),
        ("district", code(&above(AreaLevel::District))),
        ("tehsil", code(&location.tehsil)),
        ("union_council", code(&location.union_council)),
        ("block", code(&location.block)),
        ("region", location.region.map(|region| region.code().to_owned())),
        ("address", text(&location.address)),
        ("landmark", text(&location.landmark)),
        ("gps", position(record)),
    ];
    for (question, answer) in answers {
        if let Some(answer) = answer {
            put(instance, group, question, &answer);
        }
    }
}

fn position(record: &Record) -> Option<String> {
    let interview = &record.interview;
    let accuracy = interview.accuracy_metres.unwrap_or(0.0);
    Some(format!("{} {} 0.0 {accuracy}", interview.latitude?, interview.longitude?))
}

fn write_roster(instance: &mut Instance, record: &Record) {
    let Some(roster) = instance.child(instance.root(), "roster") else { return };
    put(instance, roster, "members_count", &record.members.len().to_string());
    let Some(blank) = instance.child(roster, "member") else { return };
    for (row, member) in rows(instance, blank, record.members.len()).into_iter().zip(&record.members) {
        write_section(instance, row, &member.person);
        write_section(instance, row, &member.education);
        write_section(instance, row, &member.work);
        write_section(instance, row, &member.disability);
        write_section(instance, row, &member.health);
        write_person(instance, row, member, record);
    }
}

fn write_person(instance: &mut Instance, row: NodeId, member: &Member, record: &Record) {
    let Some(person) = instance.child(row, "person") else { return };
    let kind = match member.identity {
        Identity::Cnic(_) => "cnic",
        Identity::BForm(_) => "b_form",
        Identity::None => "none",
    };
    let line = |id: Option<PersonId>| {
        let linked = record.members.iter().find(|other| Some(other.id) == id)?;
        Some(linked.line.to_string())
    };
    let answers = [
        ("name", member.name.as_ref().map(|name| name.reveal().to_owned())),
        ("name_urdu", member.name_urdu.as_ref().map(|name| name.reveal().to_owned())),
        ("number_kind", Some(kind.to_owned())),
        ("number", member.identity.number().map(|number| number.to_string())),
        ("spouse_line", line(member.spouse)),
        ("father_line", line(member.father)),
        ("mother_line", line(member.mother)),
    ];
    for (question, answer) in answers {
        if let Some(answer) = answer {
            put(instance, person, question, &answer);
        }
    }
}

fn write_births(instance: &mut Instance, record: &Record) {
    let Some(births) = instance.child(instance.root(), "births") else { return };
    put(instance, births, "births_count", &record.births.len().to_string());
    let Some(blank) = instance.child(births, "birth") else { return };
    for (row, birth) in rows(instance, blank, record.births.len()).into_iter().zip(&record.births) {
        for (field, text) in birth.answers() {
            put(instance, row, field.name, &text);
        }
    }
}

/// The form asks for land in any unit and works out acres; the record has acres.
fn write_land(instance: &mut Instance, record: &Record) {
    let Some(land) = instance.child(instance.root(), "land") else { return };
    if let Some(acres) = record.land.land_owned_acres {
        put(instance, land, "land_unit", "acre");
        put(instance, land, "land_amount", &acres.to_string());
    }
}

/// The enumerator has read the roster back to the respondent.
fn confirm_roster(instance: &mut Instance) {
    if let Some(summary) = instance.child(instance.root(), "summary") {
        put(instance, summary, "roster_checked", "yes");
    }
}

/// As many rows of a repeat as wanted, made from the template's one.
fn rows(instance: &mut Instance, blank: NodeId, count: usize) -> Vec<NodeId> {
    if count == 0 {
        instance.remove(blank);
        return Vec::new();
    }
    let mut rows = vec![blank];
    for _ in 1..count {
        // Copies of a row still blank, each behind the one before.
        let last = rows.last().copied().unwrap_or(blank);
        rows.push(instance.copy_after(last));
    }
    rows
}
