//! Two surveys side by side in both languages: a card of 2010-11 that came later, and a questionnaire of 2026.

use super::*;
use crate::{
    pages::tests::render,
    wording::{Language, Wording},
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use registry::{
    change::{Arrival, Change, Channel, Entry, Evidence, UpdateType},
    code_lists::{CardToilet, MaritalStatus, Region, Relation, Sex, Toilet},
    history::History,
    household::{Departure, Member},
    identity::Identity,
    ids::PersonId,
    personal::Personal,
};

const SCRIPT: &str = "<script>alert(1)</script>";

fn uuid(number: u128) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

fn number() -> RegistryNumber {
    RegistryNumber::from_ordinal(7).unwrap()
}

fn member(line: u8, relation: Relation, age_years: u8) -> Member {
    let mut member = Member::new(PersonId(uuid(line.into()).parse().unwrap()), line);
    member.name = Personal::new(&format!("Invented {line}"));
    member.person.relation = Some(relation);
    member.person.sex = Some(Sex::Female);
    member.person.age_years = Some(age_years);
    member
}

/// A head, a mother who died and a sister who is not listed again.
fn card() -> Record {
    let mut head = member(1, Relation::Head, 30);
    head.person.marital_status = Some(MaritalStatus::Married);
    head.identity = Identity::Cnic("9110112345672".parse().unwrap());
    let members = vec![head, member(2, Relation::Parent, 60), member(3, Relation::Sibling, 20)];
    let mut record = Record { members, ..Record::default() };
    record.form.id = "poverty_card_2010".to_owned();
    record.location.region = Some(Region::Rural);
    record.location.address = Personal::new(SCRIPT);
    record.paper_card.members = Some(3);
    record.paper_card.toilet = Some(CardToilet::Dry);
    record.paper_card.cold_or_washing = Some(false);
    record.paper_card.climate = Some(true);
    record.paper_card.car_or_tractor = Some(false);
    record.dwelling.rooms = Some(2);
    record
}

/// The head, widowed, and a child; a washing machine but no refrigerator; nothing known of coolers and heaters.
fn questionnaire() -> Record {
    let mut head = member(1, Relation::Head, 46);
    head.person.marital_status = Some(MaritalStatus::Widowed);
    head.name = Personal::new(SCRIPT);
    head.identity = Identity::Cnic("9110112345672".parse().unwrap());
    head.education.can_read = Some(true);
    let members = vec![head, member(4, Relation::Child, 12), member(5, Relation::OtherRelative, 40)];
    let mut record = Record { members, ..Record::default() };
    record.form.id = "household".to_owned();
    record.location.region = Some(Region::Rural);
    record.dwelling.rooms = Some(2);
    record.dwelling.toilet = Some(Toilet::FlushPit);
    record.assets.refrigerator = Some(0);
    record.assets.freezer = Some(0);
    record.assets.washing_machine = Some(1);
    record.assets.car = Some(0);
    record.assets.tractor = Some(0);
    record.assets.motorcycle = Some(0);
    record
}

fn entry(id: u128, day: Date, change: Change) -> Entry {
    Entry {
        id: ChangeId(uuid(100 + id).parse().unwrap()),
        household: number(),
        effective: day,
        recorded: Timestamp::from_second(1_790_000_000).unwrap(),
        author: SCRIPT.to_owned(),
        channel: Channel::File,
        place: None,
        update_type: UpdateType::FirstSurvey,
        evidence: vec![Evidence::File { sha256: "ab".repeat(32), row: Some(123) }],
        reason: None,
        change,
    }
}

fn two_vintages() -> Surveys {
    let child = member(4, Relation::Child, 0);
    let mother = member(2, Relation::Parent, 60).id;
    let registered = Change::Register { record: Box::new(questionnaire()), split_from: None };
    let entries = vec![
        entry(1, date(2026, 10, 12), registered),
        entry(2, date(2010, 12, 3), Change::Resurvey { record: Box::new(card()) }),
        entry(3, date(2014, 1, 1), Change::AddMember { member: Box::new(child), cause: Arrival::Birth }),
        entry(4, date(2019, 1, 1), Change::RemoveMember { person: mother, departure: Departure::Death }),
    ];
    Surveys::of(number(), History::new(entries).entries().to_vec())
}

/// The page in English and in Urdu, with what it was made of.
fn pages(surveys: &Surveys) -> [(Page, Vec<String>); 2] {
    let (wording, shelf, book) = (Wording::load(), FormShelf::default(), AreaBook::new([]).unwrap());
    Language::ALL.map(|language| {
        let words = Words { wording: &wording, language };
        let page = Maker { words, book: &book, shelf: &shelf }.page(surveys, surveys.latest_two());
        let shown = render("surveys.html", &page);
        assert!(shown.iter().all(|page| !page.contains(">compare-") && !page.contains(">survey-")));
        (page, shown)
    })
}

#[test]
fn a_card_stands_beside_what_follows_from_a_later_questionnaire() {
    let [(page, shown), _] = pages(&two_vintages());
    let card = page.compared.unwrap().card.unwrap();
    let told = |rows: &[answers::Row]| -> Vec<(Option<String>, Option<String>, bool)> {
        let value = |cell: &Option<answers::Cell>| cell.as_ref().map(|cell| cell.value.clone());
        rows.iter().map(|row| (value(&row.older), value(&row.newer), row.changed)).collect()
    };
    let row = |older: &str, newer: &str, changed| (Some(older.to_owned()), Some(newer.to_owned()), changed);
    // Members, those under 18 or over 65, toilet, washing machine, car or tractor.
    assert_eq!(
        told(&card.rows),
        [
            row("3", "3", false),
            row("0", "1", true),
            row("dry", "flush", true),
            row("No", "Yes", true),
            row("No", "No", false)
        ]
    );
    // What the questionnaire leaves open is not taken for a no.
    assert!(told(&card.single).contains(&(Some("Yes".to_owned()), None, false)));
    let sources = &card.rows[3].newer.as_ref().unwrap().from;
    assert_eq!(sources.len(), 3, "refrigerators, freezers and washing machines: {sources:?}");
    assert!(shown[0].contains("Row 123 of file abababababab"));
}

#[test]
fn sections_say_what_changed_and_what_only_one_survey_knows() {
    let [(page, _), _] = pages(&two_vintages());
    let compared = page.compared.unwrap();
    let names: Vec<_> = compared.sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names, ["location", "dwelling", "assets"]);
    let dwelling = &compared.sections[1];
    assert_eq!((dwelling.rows.len(), dwelling.changed, dwelling.single.len()), (1, 0, 1));
    assert_eq!(compared.sections[2].single.len(), 6);
    assert_eq!((compared.changed, compared.same), (3, 4));
}

#[test]
fn persons_are_matched_and_their_changed_answers_shown() {
    let [(page, shown), (_, urdu)] = pages(&two_vintages());
    let compared = page.compared.unwrap();
    assert_eq!((compared.stayed, compared.joined, compared.left), (1, 2, 2));
    let how: Vec<_> = compared.persons.iter().map(|person| person.how.as_deref()).collect();
    assert_eq!(
        how,
        [
            None,
            Some("Born"),
            Some("First listed in the newer survey"),
            Some("Died"),
            Some("Not on the roster of a later survey")
        ]
    );
    // The name and the marital status; the number and the rest are the same.
    assert_eq!(compared.persons[0].changes.len(), 2);
    for page in [&shown[0], &urdu[0]] {
        assert_eq!(page.matches("data-testid=\"person-left\"").count(), 2);
        assert_eq!(page.matches("data-testid=\"person-stayed\"").count(), 1);
    }
}

#[test]
fn one_survey_has_nothing_beside_it_and_a_chosen_pair_is_put_in_order() {
    let registered = Change::Register { record: Box::new(questionnaire()), split_from: None };
    let one = Surveys::of(number(), vec![entry(1, date(2026, 10, 12), registered)]);
    let [(_, shown), _] = pages(&one);
    assert!(shown[0].contains("data-testid=\"one-survey\""));
    let surveys = two_vintages();
    let (card, questionnaire) = (uuid(102), uuid(101));
    for (older, newer) in [(&card, &questionnaire), (&questionnaire, &card)] {
        let asked = Asked { older: older.clone(), newer: newer.clone() };
        let (older, newer) = chosen(&surveys, &asked).ok().flatten().unwrap();
        assert_eq!((older.id.to_string(), newer.id.to_string()), (card.clone(), questionnaire.clone()));
    }
    for (older, newer) in [("", card.as_str()), ("no-id", &card), (&uuid(999), &card)] {
        let asked = Asked { older: older.to_owned(), newer: newer.to_owned() };
        assert!(chosen(&surveys, &asked).is_err());
    }
}
