//! A household with a questionnaire of 2026 and the paper card of 2011, which a load brought: on its pages, over the API,
//! and the load itself.

use crate::{
    api,
    pages::{Browser, send_example},
};
use axum::http::{StatusCode, header};
use jiff::civil::date;
use operations::{
    authority::{Authority, Role},
    load::{Chunk, NewLoad, Rejected, Rejects, Unread},
    receive::Incoming,
};
use registry::{
    clock::Clock,
    delivery::{Delivered, Delivery, Reject, RejectCode},
    identity::{Identity, NumberSeries},
    proposal::Content,
    registry_number::RegistryNumber,
};
use serde_json::{Value, json};
use survey::{
    instance::Instance,
    reading::{Context, Purpose, read},
};
use testkit::registries::{Fixture, TEHSIL, example};

const QUESTIONNAIRE: &str = "household/widow-in-town.xml";
const CARD: &str = "poverty_card_2010/family-in-town.xml";
const OTHER_CARD: &str = "poverty_card_2010/kiln-workers.xml";
const FARMER: &str = "household/farmer-family.xml";
/// The farmer's number, which the file gives to somebody else.
const FARMERS_NUMBER: &str = "90101-1000001-1";

/// Rejected rows that nobody looks at.
struct Aside;

impl Rejects for Aside {
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> std::io::Result<u64> {
        Ok(length_bytes + u64::try_from(rows.len()).unwrap())
    }
}

/// A card as a row of a file.
async fn delivery(fixture: &Fixture, path: &str) -> Delivery {
    let (areas, received) = (fixture.registry.areas().await, fixture.clock.now());
    let context = Context {
        areas: areas.book(),
        ids: fixture.registry.ids(),
        received,
        series: NumberSeries::Invented,
    };
    let instance = Instance::parse(example(path).as_bytes()).unwrap();
    let (proposal, _) = read(Purpose::Survey, &instance, context);
    let Content::Survey(record) = proposal.content else { panic!("{path} is a survey") };
    Delivery { surveyed: proposal.effective, registry_number: None, record, findings: Vec::new() }
}

/// Loads the card of the widow's family, another, of this year, on which somebody has the farmer's number, and a row that is
/// rejected.
async fn load_cards(fixture: &Fixture) {
    let family = delivery(fixture, CARD).await;
    let mut other = delivery(fixture, OTHER_CARD).await;
    // Of the same round as the farmer's own survey: neither of the two says better where its holder lives.
    other.surveyed = date(2026, 9, 1);
    other.record.members.last_mut().unwrap().identity = Identity::Cnic(FARMERS_NUMBER.parse().unwrap());
    let reject = Reject::at(RejectCode::KeyTwice, "");
    let rows = [Ok(family), Ok(other), Err(reject)];
    let households = (1..).zip(rows).map(|(row, read)| Delivered { row, key: format!("key-{row}"), read });
    let chunk = Chunk { households: households.collect(), persons: Vec::new() };
    let (registry, console) = (&fixture.registry, Authority::console());
    let new = NewLoad {
        batch: "cards 2011/a".to_owned(),
        source: "invented".to_owned(),
        file_sha256: [0xab; 32],
        mapping_sha256: [0xcd; 32],
    };
    let load = registry.open_load(&console, new).await.unwrap();
    let unread: Result<Unread, String> = Ok(Box::new(move || chunk));
    let chunks = std::iter::once(unread);
    registry.load(&console, load, chunks, 1, &mut Aside, &|_| {}).await.unwrap();
}

/// A registry with the widow's questionnaire of 2026 and the cards of 2011; the widow's household.
async fn two_vintages() -> (Fixture, RegistryNumber) {
    let fixture = Fixture::sqlite().await;
    let number = send_example(&fixture, QUESTIONNAIRE).await.household.unwrap();
    // Another sender name, so that both may send.
    let sender = fixture.enumerator("another").await;
    let incoming = Incoming { xml: example(FARMER).into_bytes(), files: Vec::new() };
    fixture.registry.receive(&sender, incoming).await.unwrap();
    load_cards(&fixture).await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
    fixture.add_user("elsewhere", Role::FieldOfficer, &["PK601"]).await;
    (fixture, number)
}

#[tokio::test]
async fn the_card_of_2011_stands_beside_the_questionnaire_of_2026() {
    let (fixture, number) = two_vintages().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let household = officer.get(&format!("/households/{number}")).await.text;
    assert!(
        household.contains("data-testid=\"compare\"") && household.contains("Row 1 of file abababababab")
    );
    assert!(household.contains("8 February 2011") && household.contains("5 November 2026"));
    let compared = officer.get(&format!("/households/{number}/surveys")).await.text;
    // The husband and his brother are gone, two were born, four are on both lists.
    for (between, count) in [("left", 2), ("joined", 2), ("stayed", 4)] {
        let shown = compared.matches(&format!("data-testid=\"person-{between}\"")).count();
        assert_eq!(shown, count, "{between}");
    }
    assert!(compared.contains("What the 2010-11 card asked") && compared.contains("data-testid=\"changed\""));
    let audit = officer_audit(&fixture).await;
    let expected = ["read_household", "read_updates", "read_household"];
    assert_eq!(audit, expected, "one entry for each page, and one for what is open to the household");
}

/// What the officer did, in the order of the log.
async fn officer_audit(fixture: &Fixture) -> Vec<String> {
    let entries = fixture.registry.list_audit(&Authority::console(), Some("officer"), 0, 50).await.unwrap();
    let actions = entries.iter().rev().map(|entry| serde_json::to_value(entry.entry.action).unwrap());
    let actions = actions.map(|action| action.as_str().unwrap().to_owned());
    actions.filter(|action| action.starts_with("read_")).collect()
}

#[tokio::test]
async fn surveys_stay_within_the_areas_of_whoever_asks() {
    let (fixture, number) = two_vintages().await;
    let path = format!("/households/{number}/surveys");
    for (user, status) in [("desk", StatusCode::OK), ("elsewhere", StatusCode::NOT_FOUND)] {
        assert_eq!(Browser::signed_in(&fixture, user).await.get(&path).await.status, status, "{user}");
        let cookie = format!("session={}", fixture.sign_in(user).await);
        let with = Some((&header::COOKIE, cookie.as_str()));
        let (answered, _) = api::get(&api::router(&fixture), &format!("/api/v1{path}"), with).await;
        assert_eq!(answered, status, "{user}");
    }
    let mut desk = Browser::signed_in(&fixture, "desk").await;
    for wrong in ["?older=0&newer=0", "?older=00000000-0000-0000-0000-000000000000"] {
        assert_eq!(desk.get(&format!("{path}{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn the_api_gives_both_surveys_as_they_were_found() {
    let (fixture, number) = two_vintages().await;
    let cookie = format!("session={}", fixture.sign_in("desk").await);
    let with = Some((&header::COOKIE, cookie.as_str()));
    let path = format!("/api/v1/households/{number}/surveys");
    let (status, answer) = api::get(&api::router(&fixture), &path, with).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (card, questionnaire) = (&answer["surveys"][0], &answer["surveys"][1]);
    assert_eq!(answer["surveys"].as_array().unwrap().len(), 2);
    assert_eq!((&card["effective"], &card["channel"]), (&json!("2011-02-08"), &json!("file")));
    assert_eq!(card["evidence"], json!([{ "kind": "file", "sha256": "ab".repeat(32), "row": 1 }]));
    assert_eq!(card["form"]["id"], "poverty_card_2010");
    assert_eq!(card["record"]["paper_card"]["cold_or_washing"], true);
    assert!(card["decision"].is_null(), "it came after a newer survey");
    assert_eq!(questionnaire["evidence"][0]["kind"], "submission");
    assert_eq!(questionnaire["form"]["id"], "household");
    assert!(questionnaire["decision"]["outcome"].is_string());
    assert!(questionnaire["decision"]["score"].get("items").is_none(), "points without permission");
    // The widow was the head's wife on the card: the same person under the same id.
    let person = |survey: &Value, relation: &str| {
        let members = survey["record"]["members"].as_array().unwrap();
        members.iter().find(|member| member["person"]["relation"] == relation).unwrap()["id"].clone()
    };
    assert_eq!(person(card, "spouse"), person(questionnaire, "head"));
}

#[tokio::test]
async fn a_load_with_figures_that_add_up_and_a_number_that_is_somebody_elses() {
    let (fixture, _) = two_vintages().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let list = officer.get("/loads").await.text;
    assert!(list.contains("cards 2011/a") || list.contains("cards 2011&#x2f;a"));
    let page = officer.get("/loads/cards%202011%2Fa").await.text;
    let figures = page.split("load-figures").nth(1).unwrap().split("</table>").next().unwrap();
    let figures: Vec<u32> = figures
        .split("<bdi dir=\"ltr\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().parse().unwrap())
        .collect();
    // Registered, joined, rejected, read.
    assert_eq!(figures, [1, 1, 1, 3]);
    assert!(page.contains("identity.elsewhere") && page.contains("reject.key_twice"));
    let rows = page.split("data-testid=\"load-rows\"").nth(1).unwrap();
    let other = rows.split("households&#x2f;").nth(1).or_else(|| rows.split("/households/").nth(1)).unwrap();
    let other = other.split('"').next().unwrap();
    let household = officer.get(&format!("/households/{other}")).await.text;
    assert!(household.contains("data-testid=\"discrepancies\"") && household.contains(FARMERS_NUMBER));
    assert!(household.contains("loaded without a number"));
    assert_eq!(officer.get("/loads/no-such-load").await.status, StatusCode::NOT_FOUND);
    let mut desk = Browser::signed_in(&fixture, "desk").await;
    for path in ["/loads", "/loads/cards%202011%2Fa"] {
        assert_eq!(desk.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(!desk.get("/").await.text.contains("href=\"/loads\""));
}
