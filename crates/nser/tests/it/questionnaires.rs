//! Filled-in questionnaires: the forms' examples, and as many others as wanted from the invented population.

use crate::program::root;
use jiff::{civil::date, tz::TimeZone};
use population::{Figures, Place, Population, Survey, Trouble};
use registry::{
    area::{Area, AreaBook, AreaLevel},
    code_lists::Region,
    household::FormUsed,
};
use std::fs;
use survey::{
    writing::{Envelope, write_survey},
    xform::Form,
};

/// The XML of a form's example.
pub(crate) fn example(path: &str) -> String {
    fs::read_to_string(root().join("forms/examples").join(path)).unwrap()
}

/// Questionnaires of the first `count` invented households, each with its instance id.
pub(crate) fn questionnaires(count: u64) -> Vec<(String, String)> {
    let xml = fs::read_to_string(root().join("forms/compiled/household/2026112201.xml")).unwrap();
    let form = Form::parse(&xml).unwrap();
    let survey = Survey {
        seed: 7,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 1),
        form: FormUsed { id: form.id().to_owned(), version: form.version().to_owned() },
        trouble: Trouble::None,
    };
    let population = Population::new(survey);
    let place = Place {
        tehsil: "PK90101".parse().unwrap(),
        union_council: None,
        block: None,
        region: Region::Rural,
        figures: Figures::Punjab,
        locality: "Basti Kahani".to_owned(),
        centre: None,
        radius_kilometres: 1.0,
    };
    let areas = areas();
    let write = |ordinal| {
        let record = population.household(ordinal, &place);
        let day = record.interview.interview_date.unwrap();
        let start = day.at(10, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        let end = day.at(10, 25, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        let instance = format!("uuid:7e570000-0000-4000-8000-{ordinal:012}");
        let envelope = Envelope {
            instance_id: &instance,
            deprecated_id: None,
            device: "test",
            start: &start,
            end: &end,
        };
        let xml = write_survey(&form, &record, &areas, &envelope).to_xml();
        (instance, xml)
    };
    (0..count).map(write).collect()
}

/// The areas in which the invented tehsil lies.
fn areas() -> AreaBook {
    let area = |code: &str, level, parent: Option<&str>| Area {
        code: code.parse().unwrap(),
        level,
        parent: parent.map(|parent| parent.parse().unwrap()),
        name_en: code.to_owned(),
        name_ur: String::new(),
        valid_from: date(1900, 1, 1),
        valid_to: None,
    };
    AreaBook::new([
        area("PK9", AreaLevel::Province, None),
        area("PK901", AreaLevel::District, Some("PK9")),
        area("PK90101", AreaLevel::Tehsil, Some("PK901")),
    ])
    .unwrap()
}
