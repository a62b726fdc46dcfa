//! Bad input: each has a defined answer and leaves the store unchanged or whole.

use crate::{
    submission::{
        FARMER, WIDOW, changes, named, places, send, send_example, set, set_all, stored, with, without,
    },
    tables::Tables,
};
use operations::{
    authority::Authority,
    credentials::{CredentialKind, Sender},
    receive::{Incoming, IncomingFile, Receipt},
};
use registry::{identity::Identity, registry_number::RegistryNumber};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, example};

/// What somebody expects of a submission: findings as code and place.
type Places = &'static [(&'static str, &'static str)];

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_code_and_leaves_no_trace() {
    let farmer = example(FARMER);
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>"#;
    let deep = format!("<data id=\"household\">{}{}</data>", "<a>".repeat(5000), "</a>".repeat(5000));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("submission.xml.malformed", Vec::new()),
        ("submission.xml.malformed", b"<data id=\"household\"><roster></data>".to_vec()),
        ("submission.xml.malformed", farmer.as_bytes()[..farmer.len() / 2].to_vec()),
        ("submission.xml.doctype", format!("{bomb}<data>&b;</data>").into_bytes()),
        ("submission.xml.entity", farmer.replace("Gulzar", "&bomb;").into_bytes()),
        (
            "submission.xml.not_utf8",
            [&farmer.as_bytes()[..2000], b"\xff", &farmer.as_bytes()[2000..]].concat(),
        ),
        ("submission.xml.too_deep", deep.into_bytes()),
        ("submission.no_instance_id", without(&farmer, "meta/instanceID").into_bytes()),
        ("submission.no_instance_id", with(&farmer, "instanceID", "  ").into_bytes()),
        ("submission.no_form_id", farmer.replace(" id=\"household\"", "").into_bytes()),
        ("submission.unknown_form", farmer.replace("id=\"household\"", "id=\"census\"").into_bytes()),
    ];
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let tables = Tables::of(&fixture).await;
        let before = tables.dump().await;
        for (code, xml) in &cases {
            let incoming = Incoming { xml: xml.clone(), files: Vec::new() };
            let refused = fixture.registry.receive(&sender, incoming).await;
            assert_eq!(refused.unwrap_err().code(), *code, "{}", fixture.engine);
        }
        tables.dump().await.assert_same(&before, fixture.engine);
    }
}

#[tokio::test]
async fn an_instance_id_used_again_leaves_what_was_there() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let first = send_example(&fixture, &sender, FARMER).await;
        let tables = Tables::of(&fixture).await;
        let before = tables.dump().await;
        let other = named(&example(WIDOW), &first.instance);
        let refused = send(&fixture.registry, &sender, &other).await;
        assert_eq!(refused.unwrap_err().code(), "submission.other_content", "{}", fixture.engine);
        tables.dump().await.assert_same(&before, fixture.engine);
    }
}

/// Sends what must be taken in spite of its faults, and holds its findings against those expected.
async fn accepted(fixture: &Fixture, sender: &Sender, xml: &str, expected: Places) -> RegistryNumber {
    let receipt = send(&fixture.registry, sender, xml).await.unwrap();
    assert_eq!(places(&receipt.findings), expected, "{}", fixture.engine);
    assert_eq!(receipt.state, SubmissionState::Accepted, "{}", fixture.engine);
    let kept = fixture.registry.store().find_submission(&receipt.instance).await.unwrap().unwrap();
    assert_eq!(kept.findings, serde_json::to_string(&receipt.findings).unwrap());
    assert_eq!(changes(fixture).await, 1, "one entry in the log");
    assert_eq!(fixture.registry.count(&Authority::console()).await.unwrap().households, 1);
    receipt.household.unwrap()
}

/// Sends what must wait, after which no household may be other than before.
async fn held(fixture: &Fixture, sender: &Sender, xml: &str, expected: Places) -> Receipt {
    let tables = Tables::of(fixture).await;
    let before = tables.dump().await;
    let receipt = send(&fixture.registry, sender, xml).await.unwrap();
    assert_eq!(places(&receipt.findings), expected, "{}", fixture.engine);
    assert_eq!((receipt.state, receipt.household), (SubmissionState::Held, None), "{}", fixture.engine);
    let after = tables.dump().await;
    after.assert_same_households(&before, fixture.engine);
    assert_eq!(after.table("submission").len(), before.table("submission").len() + 1);
    let replayed = send(&fixture.registry, sender, xml).await.unwrap();
    assert!(replayed.replayed && replayed.findings == receipt.findings);
    receipt
}

#[tokio::test]
async fn a_number_of_twelve_digits_is_no_number() {
    const NUMBER: &str = "roster/member[3]/person/number";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(FARMER), NUMBER, "90101-100003-3");
        let expected: Places =
            &[("answer.constraint", NUMBER), ("identity.length", NUMBER), ("identity.missing", NUMBER)];
        let number = accepted(&fixture, &sender, &xml, expected).await;
        let household = stored(&fixture, number).await;
        assert_eq!(household.record.members[2].identity, Identity::None);
        assert_eq!(household.citizen_numbers().count(), 6);
    }
}

#[tokio::test]
async fn a_person_aged_190_has_no_known_age() {
    const AGE: &str = "roster/member[7]/person/age_years";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set_all(&example(FARMER), &[(AGE, "190"), ("roster/member[7]/person/age", "190")]);
        let expected: Places =
            &[("answer.constraint", AGE), ("answer.out_of_range", AGE), ("person.age_missing", AGE)];
        let number = accepted(&fixture, &sender, &xml, expected).await;
        let member = stored(&fixture, number).await.record.members[6].clone();
        assert_eq!((member.person.age_years, member.age_stated_on), (None, None));
    }
}

#[tokio::test]
async fn a_roster_without_a_head_or_with_two_is_kept_with_a_finding() {
    const RELATION: &str = "roster/member[3]/person/relation";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let headless = set_all(
            &example(FARMER),
            &[("roster/member[1]/person/relation", "sibling"), ("summary/heads", "0")],
        );
        let expected: Places =
            &[("answer.constraint", "summary/roster_checked"), ("roster.no_head", "roster")];
        let number = accepted(&fixture, &sender, &headless, expected).await;
        assert!(stored(&fixture, number).await.find_head().is_none());
    }
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let two = set_all(&example(FARMER), &[(RELATION, "head"), ("summary/heads", "2")]);
        let expected: Places =
            &[("answer.constraint", "summary/roster_checked"), ("roster.two_heads", "roster")];
        let number = accepted(&fixture, &sender, &two, expected).await;
        assert!(stored(&fixture, number).await.find_head().is_none());
    }
}

#[tokio::test]
async fn an_empty_roster_waits() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let mut xml = set(&example(FARMER), "roster/members_count", "0");
        for _ in 0..7 {
            xml = without(&xml, "roster/member");
        }
        let expected: Places = &[
            ("answer.calculation", "meta/instanceName"),
            ("answer.calculation", "summary/heads"),
            ("answer.calculation", "summary/mothers"),
            ("answer.constraint", "roster/members_count"),
            ("answer.constraint", "summary/roster_checked"),
            ("answer.irrelevant", "births/birth[1]/alive"),
            ("answer.irrelevant", "births/birth[1]/born_on"),
            ("answer.irrelevant", "births/birth[1]/mother_line"),
            ("answer.irrelevant", "births/birth[1]/outcome"),
            ("answer.irrelevant", "births/births_count"),
            ("roster.empty", "roster"),
        ];
        held(&fixture, &sender, &xml, expected).await;
    }
}

#[tokio::test]
async fn refused_consent_registers_nothing() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let refused = example("household/refused.xml");
        held(&fixture, &sender, &refused, &[("consent.refused", "interview/consent")]).await;
    }
}

#[tokio::test]
async fn refused_consent_registers_nothing_even_when_the_interview_went_on() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(FARMER), "interview/consent", "no");
        let receipt = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!((receipt.state, receipt.household), (SubmissionState::Held, None));
        let codes: Vec<_> = receipt.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&"consent.refused") && codes.contains(&"answer.irrelevant"), "{codes:?}");
        assert_eq!(changes(&fixture).await, 0);
    }
}

#[tokio::test]
async fn a_household_that_exists_already_waits() {
    const HEAD: &str = "roster/member[1]/person/number";
    const PARENT: &str = "roster/member[6]/person/number";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        send_example(&fixture, &sender, FARMER).await;
        // The wife of one household's head is the head of the other.
        let same_head = set(&example(WIDOW), HEAD, "90101-1000002-2");
        let expected: Places = &[("household.exists", "roster"), ("identity.elsewhere", HEAD)];
        held(&fixture, &sender, &same_head, expected).await;
        // A grandmother who is listed in two households makes neither of them the other.
        let grandmother = named(&set(&example(WIDOW), PARENT, "90101-1000007-8"), "uuid:grandmother");
        held(&fixture, &sender, &grandmother, &[("identity.elsewhere", PARENT)]).await;
    }
}

#[tokio::test]
async fn a_number_twice_on_one_roster_belongs_to_the_first() {
    const NUMBER: &str = "roster/member[3]/person/number";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        // Written another way it is the same number.
        let xml = set(&example(FARMER), NUMBER, "9010110000011");
        let expected: Places = &[("identity.missing", NUMBER), ("identity.twice", NUMBER)];
        let number = accepted(&fixture, &sender, &xml, expected).await;
        let members = stored(&fixture, number).await.record.members;
        assert!(members[0].identity.number().is_some());
        assert_eq!(members[2].identity, Identity::None);
    }
}

#[tokio::test]
async fn an_interview_in_the_future_counts_from_the_day_it_came() {
    const DATE: &str = "interview/interview_date";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let tomorrow = set(&example(FARMER), DATE, "2026-11-23");
        let tomorrow = set(&tomorrow, "meta/instanceName", "PK90101-02-003 · 2026-11-23 · 7");
        let expected: Places = &[("answer.constraint", DATE), ("date.future", DATE)];
        let number = accepted(&fixture, &sender, &tomorrow, expected).await;
        let entries = fixture.registry.store().list_entries(number).await.unwrap();
        let entry: registry::change::Entry = serde_json::from_str(&entries[0].text).unwrap();
        assert_eq!(entry.effective.to_string(), "2026-11-22");
    }
}

#[tokio::test]
async fn places_are_held_against_the_areas() {
    const TEHSIL: &str = "location/tehsil";
    const COUNCIL: &str = "location/union_council";
    let cases: [(&str, &str, Places); 3] = [
        (
            TEHSIL,
            "PK99999",
            &[("area.mismatch", COUNCIL), ("area.not_assigned", TEHSIL), ("area.unknown", TEHSIL)],
        ),
        (TEHSIL, "Naya Abad", &[("area.unknown", TEHSIL)]),
        // A tehsil of Punjab does not have a union council of the invented one.
        (TEHSIL, "PK60101", &[("area.mismatch", COUNCIL), ("area.not_assigned", TEHSIL)]),
    ];
    for (path, text, expected) in cases {
        for fixture in Fixture::both().await {
            let sender = fixture.enumerator("enumerator-1").await;
            let number = accepted(&fixture, &sender, &set(&example(FARMER), path, text), expected).await;
            let tehsil = stored(&fixture, number).await.record.location.tehsil;
            assert_eq!(tehsil.is_some(), text.starts_with("PK"));
        }
    }
}

#[tokio::test]
async fn a_place_outside_the_credentials_areas_is_a_finding() {
    for fixture in Fixture::both().await {
        let token = fixture.issue(CredentialKind::Enumerator, "elsewhere", &["PK60101"]).await;
        let sender =
            fixture.registry.authenticate_token(CredentialKind::Enumerator, &token, None).await.unwrap();
        accepted(&fixture, &sender, &example(FARMER), &[("area.not_assigned", "location/tehsil")]).await;
    }
}

#[tokio::test]
async fn the_digit_of_the_other_sex_is_a_finding() {
    const NUMBER: &str = "roster/member[2]/person/number";
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(FARMER), NUMBER, "90101-1000002-3");
        let number = accepted(&fixture, &sender, &xml, &[("identity.sex_digit", NUMBER)]).await;
        assert!(stored(&fixture, number).await.record.members[1].identity.number().is_some());
    }
}

#[tokio::test]
async fn an_element_the_form_does_not_have_is_a_finding() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(FARMER), "dwelling/swimming_pool", "yes");
        accepted(&fixture, &sender, &xml, &[("answer.unknown_question", "dwelling/swimming_pool")]).await;
    }
}

#[tokio::test]
async fn an_answer_to_a_question_that_did_not_apply_is_a_finding() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(WIDOW), "livestock/goats", "3");
        accepted(&fixture, &sender, &xml, &[("answer.irrelevant", "livestock/goats")]).await;
    }
}

#[tokio::test]
async fn a_wrong_calculation_is_a_finding() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set(&example(FARMER), "land/land_owned_acres", "2.5");
        accepted(&fixture, &sender, &xml, &[("answer.calculation", "land/land_owned_acres")]).await;
    }
}

#[tokio::test]
async fn answers_of_the_wrong_kind_are_findings_and_not_in_the_record() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let answers = [
            ("dwelling/rooms", "three"),
            ("dwelling/roof", "glass"),
            ("utilities/internet", ""),
            ("location/gps", "north"),
        ];
        let xml = set_all(&example(FARMER), &answers);
        let expected: Places = &[
            ("answer.choice", "dwelling/roof"),
            ("answer.required", "utilities/internet"),
            ("answer.type", "dwelling/rooms"),
            ("answer.type", "location/gps"),
        ];
        let number = accepted(&fixture, &sender, &xml, expected).await;
        let record = stored(&fixture, number).await.record;
        assert_eq!((record.dwelling.rooms, record.dwelling.roof), (None, None));
        assert_eq!((record.utilities.internet, record.interview.latitude), (None, None));
    }
}

async fn file(fixture: &Fixture, name: &str, content: &[u8]) -> IncomingFile {
    let stored = fixture.registry.files().put(content).await.unwrap();
    IncomingFile { name: name.to_owned(), sha256: stored.sha256, size_bytes: stored.size_bytes }
}

#[tokio::test]
async fn a_file_nobody_named_is_kept_with_a_finding() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let files = vec![file(&fixture, "holiday.jpg", b"not a photograph").await];
        let incoming = Incoming { xml: example(FARMER).into_bytes(), files };
        let receipt = fixture.registry.receive(&sender, incoming).await.unwrap();
        assert_eq!(places(&receipt.findings), [("attachment.unexpected", "")], "{}", fixture.engine);
        assert_eq!(receipt.state, SubmissionState::Accepted);
        let console = Authority::console();
        let content = fixture.registry.read_attachment(&console, &receipt.instance, "holiday.jpg").await;
        assert_eq!(content.unwrap(), b"not a photograph");
    }
}

#[tokio::test]
async fn a_file_that_was_named_may_come_later() {
    const PHOTO: &str = "1762160000101.jpg";
    for fixture in Fixture::both().await {
        let (sender, console) = (fixture.enumerator("enumerator-1").await, Authority::console());
        let receipt = send_example(&fixture, &sender, FARMER).await;
        let attachments = fixture.registry.store().list_attachments(&receipt.instance).await.unwrap();
        assert_eq!(attachments.len(), 1);
        assert!(attachments[0].expected && attachments[0].sha256.is_none() && attachments[0].name == PHOTO);
        let early = fixture.registry.read_attachment(&console, &receipt.instance, PHOTO).await;
        assert_eq!(early.unwrap_err().code(), "not_found", "{}", fixture.engine);

        let before = changes(&fixture).await;
        for _ in 0..2 {
            let files = vec![file(&fixture, PHOTO, b"a photograph").await];
            let incoming = Incoming { xml: example(FARMER).into_bytes(), files };
            let again = fixture.registry.receive(&sender, incoming).await.unwrap();
            assert!(again.replayed && again.findings.is_empty());
        }
        let content = fixture.registry.read_attachment(&console, &receipt.instance, PHOTO).await;
        assert_eq!(content.unwrap(), b"a photograph");
        // The same without the file does not take it away.
        send_example(&fixture, &sender, FARMER).await;
        assert_eq!(
            fixture.registry.read_attachment(&console, &receipt.instance, PHOTO).await.unwrap().len(),
            12
        );
        assert_eq!(changes(&fixture).await, before, "{}", fixture.engine);
    }
}
