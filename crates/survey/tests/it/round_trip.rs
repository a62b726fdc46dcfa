//! From a record to a submission and back: nothing is lost, nothing is added, and the form has nothing to say.

use crate::project::{areas, context, form, ids, now};
use jiff::civil::date;
use population::{Figures, Place, Population, Position, Survey, Trouble};
use registry::{
    code_lists::Region,
    household::{FormUsed, Record},
    ids::PersonId,
    proposal::Content,
};
use survey::{
    instance::Instance,
    reading::{self, Purpose},
    writing::{Envelope, write_survey},
    xform::Form,
};

const HOUSEHOLDS: u64 = 200;

fn population(form: &Form, trouble: Trouble) -> Population {
    Population::new(Survey {
        seed: 42,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 20),
        form: FormUsed { id: form.id().to_owned(), version: form.version().to_owned() },
        trouble,
    })
}

fn place(ordinal: u64) -> Place {
    Place {
        tehsil: "PK90101".parse().unwrap(),
        union_council: Some("PK90101-01".parse().unwrap()),
        block: Some("PK90101-01-003".parse().unwrap()),
        region: if ordinal.is_multiple_of(3) { Region::Urban } else { Region::Rural },
        figures: Figures::ALL[usize::try_from(ordinal).unwrap() % Figures::ALL.len()],
        locality: "Chaman Zar".to_owned(),
        centre: Some(Position { latitude: 30.5, longitude: 71.25 }),
        radius_kilometres: 4.0,
    }
}

/// What an enumerator would send about a record.
fn write(form: &Form, record: &Record) -> Instance {
    let day = record.interview.interview_date.unwrap();
    let end = day.at(11, 30, 0, 0).to_zoned(now().time_zone().clone()).unwrap();
    let envelope =
        Envelope { instance_id: "uuid:1", deprecated_id: None, device: "device", start: &end, end: &end };
    write_survey(form, record, &areas(), &envelope)
}

/// The record with persons named by their lines: a reader gives them ids of its own.
fn by_lines(mut record: Record) -> Record {
    let lines: Vec<(PersonId, u8)> = record.members.iter().map(|member| (member.id, member.line)).collect();
    let name = |id: PersonId| {
        let line = lines.iter().find(|(known, _)| *known == id).map(|(_, line)| *line).unwrap();
        PersonId(format!("00000000-0000-0000-0000-0000000000{line:02x}").parse().unwrap())
    };
    for member in &mut record.members {
        member.id = name(member.id);
        member.spouse = member.spouse.map(name);
        member.father = member.father.map(name);
        member.mother = member.mother.map(name);
    }
    record
}

#[test]
fn a_written_survey_satisfies_the_form() {
    let form = form("household");
    let population = population(&form, Trouble::None);
    for ordinal in 0..HOUSEHOLDS {
        let record = population.household(ordinal, &place(ordinal));
        let instance = write(&form, &record);
        assert_eq!(form.check(&instance, &now()), [], "household {ordinal}");
    }
}

#[test]
fn what_is_read_back_is_the_record() {
    let (form, areas, ids) = (form("household"), areas(), ids());
    for trouble in [Trouble::None, Trouble::AsInLife] {
        let population = population(&form, trouble);
        for ordinal in 0..HOUSEHOLDS {
            let record = population.household(ordinal, &place(ordinal));
            let xml = write(&form, &record).to_xml();
            let sent = Instance::parse(xml.as_bytes()).unwrap();
            let (proposal, findings) = reading::read(Purpose::Survey, &sent, context(&areas, &ids));
            if trouble == Trouble::None {
                assert_eq!(findings, [], "household {ordinal}");
            }
            assert_eq!(Some(proposal.effective), record.interview.interview_date);
            let Content::Survey(read) = proposal.content else { panic!("household {ordinal} is no survey") };
            let (read, written) = (by_lines(*read), by_lines(record));
            // Debug shows no answers, so the documents are compared.
            let [read, written] = [read, written].map(|record| serde_json::to_value(record).unwrap());
            assert_eq!(read, written, "household {ordinal}");
        }
    }
}
