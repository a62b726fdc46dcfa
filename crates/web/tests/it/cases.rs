//! Cases as a browser gets them: what is held becomes one, who may settle it, what a desk proposes, and what a household's page
//! says of its updates, in both languages.

use crate::{
    api,
    pages::{Browser, send_example},
};
use axum::http::StatusCode;
use operations::{
    authority::{Authority, Role},
    cases::CaseQuestion,
    receive::{Incoming, Receipt},
};
use registry::registry_number::RegistryNumber;
use store::rows::SubmissionState;
use testkit::registries::{Fixture, TEHSIL, example};

const FARMER: &str = "household/farmer-family.xml";
const WIDOW: &str = "household/widow-in-town.xml";

/// A registry with two officers of the tehsil, one of another, somebody who only reads, and the farmer's family.
async fn fixture() -> (Fixture, RegistryNumber) {
    let fixture = Fixture::sqlite().await;
    for (name, role, areas) in [
        ("first", Role::FieldOfficer, &[TEHSIL][..]),
        ("second", Role::FieldOfficer, &[TEHSIL]),
        ("elsewhere", Role::FieldOfficer, &["PK60101"]),
        ("reader", Role::Reviewer, &[]),
        ("officer", Role::RegistryOfficer, &[]),
    ] {
        fixture.add_user(name, role, areas).await;
    }
    let number = send_example(&fixture, FARMER).await.household.unwrap();
    (fixture, number)
}

/// The widow's household, whose last member has the number of the farmer's mother.
async fn send_clashing(fixture: &Fixture) -> Receipt {
    let sender = fixture.enumerator("second-tablet").await;
    let xml = example(WIDOW);
    let sixth = xml.split("<number>").nth(6).unwrap().split('<').next().unwrap().to_owned();
    let xml = xml.replace(&format!("<number>{sixth}</number>"), "<number>90101-1000007-8</number>");
    fixture.registry.receive(&sender, Incoming { xml: xml.into_bytes(), files: Vec::new() }).await.unwrap()
}

/// The only open case, as an address.
async fn only_case(fixture: &Fixture) -> String {
    let question = CaseQuestion { limit: 5, ..CaseQuestion::default() };
    let cases = fixture.registry.list_cases(&Authority::console(), question).await.unwrap();
    assert_eq!(cases.len(), 1);
    format!("/cases/{}", cases[0].id)
}

async fn members(fixture: &Fixture, number: RegistryNumber) -> usize {
    let view = fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
    view.household.record.members.len()
}

#[tokio::test]
async fn a_held_survey_is_a_case_that_an_officer_settles_in_the_way_that_fits() {
    let (fixture, farmer) = fixture().await;
    let receipt = send_clashing(&fixture).await;
    assert_eq!(receipt.state, SubmissionState::Held, "{:?}", receipt.findings);
    let case = only_case(&fixture).await;
    let mut first = Browser::signed_in(&fixture, "first").await;
    let list = first.get("/cases").await.text;
    assert!(list.contains(&case.replace('/', "&#x2f;")), "on the list of the tehsil");
    let page = first.get(&case).await.text;
    let main = page.split("<main").nth(1).unwrap();
    assert!(main.contains(&farmer.to_string()) && main.contains("without_numbers"), "{main}");
    assert!(main.contains("A survey of the household"), "what it proposes is read from the form");
    assert!(page.contains("finding error") && page.contains("data-testid=\"trail\""));

    let answer = first.post(&format!("{case}/accept"), &[("way", "as_proposed")]).await;
    assert!(answer.status == StatusCode::OK && answer.text.contains("case.in_the_way"), "{}", answer.status);
    let way = format!("resurvey:{farmer}");
    let answer = first.post(&format!("{case}/accept"), &[("way", &way)]).await;
    assert!(answer.text.contains("case.not_now") && answer.text.contains("It is allowed from"));
    let answer = first.post(&format!("{case}/accept"), &[("way", "as_you_like")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);

    let way = [("way", "without_numbers"), ("note", "seen both households")];
    let answer = first.post(&format!("{case}/accept"), &way).await;
    assert!(answer.location().ends_with("?done=accepted"), "{}", answer.status);
    let page = first.get(answer.location()).await.text;
    assert!(page.contains("seen both households") && !page.contains("data-testid=\"accept\""));
    let row = fixture.registry.store().find_submission(&receipt.instance).await.unwrap().unwrap();
    assert_eq!(row.state, SubmissionState::Accepted);
    let submission = first.get(&format!("/submissions/{}", receipt.instance)).await.text;
    assert!(submission.contains("submission-case"), "the submission leads to its case");
}

#[tokio::test]
async fn who_brought_a_case_in_cannot_accept_it_and_another_can() {
    let (fixture, number) = fixture().await;
    let mut first = Browser::signed_in(&fixture, "first").await;
    let form = format!("/households/{number}/propose");
    let page = first.get(&format!("{form}?event=split")).await;
    assert!(page.status == StatusCode::OK && page.text.contains("propose-form"));
    let split = |head| {
        [("event", "split"), ("effective", "2026-11-20"), ("person", "3"), ("person", "4"), ("head", head)]
    };
    let stays = first.post(&form, &split("1")).await;
    assert!(stays.status == StatusCode::OK && stays.text.contains("must be one of those who leave"));
    assert!(stays.text.contains("value=\"3\" checked"), "what was entered is still there");
    let opened = first.post(&form, &split("3")).await;
    assert!(opened.location().ends_with("?done=opened"), "{} {}", opened.status, opened.location());
    let case = opened.location().split('?').next().unwrap().to_owned();

    let own = first.get(&case).await.text;
    assert!(own.contains("data-testid=\"own-case\"") && !own.contains("data-testid=\"accept\""));
    let answer = first.post(&format!("{case}/accept"), &[("way", "as_proposed")]).await;
    assert!(answer.text.contains("case.own_case"));
    assert_eq!(members(&fixture, number).await, 7);

    let mut reader = Browser::signed_in(&fixture, "reader").await;
    let seen = reader.get(&case).await;
    assert!(seen.status == StatusCode::OK && !seen.text.contains("id=\"actions\""));
    assert_eq!(reader.post(&format!("{case}/take-over"), &[]).await.status, StatusCode::FORBIDDEN);
    let mut elsewhere = Browser::signed_in(&fixture, "elsewhere").await;
    assert_eq!(elsewhere.get(&case).await.status, StatusCode::NOT_FOUND);
    assert!(!elsewhere.get("/cases").await.text.contains("data-testid=\"cases\""));

    let mut second = Browser::signed_in(&fixture, "second").await;
    second.get(&case).await;
    let taken = second.post(&format!("{case}/take-over"), &[]).await;
    assert!(taken.location().ends_with("?done=taken"));
    assert!(second.get("/cases?owner=me").await.text.contains("data-testid=\"cases\""));
    assert!(!first.get("/cases?owner=me").await.text.contains("data-testid=\"cases\""));
    second.get(&case).await;
    let others = second.post(&format!("{case}/withdraw"), &[]).await;
    assert!(others.text.contains("case.others_case"));
    let wordless = second.post(&format!("{case}/refuse"), &[("note", " ")]).await;
    assert!(wordless.text.contains("Say why it is refused"));
    let accepted = second.post(&format!("{case}/accept"), &[("way", "as_proposed")]).await;
    assert!(accepted.location().ends_with("?done=accepted"), "{}", accepted.text);
    assert_eq!(members(&fixture, number).await, 5);
}

#[tokio::test]
async fn a_child_waits_for_its_b_form_and_a_doubt_becomes_a_case() {
    let (fixture, number) = fixture().await;
    let mut first = Browser::signed_in(&fixture, "first").await;
    let form = format!("/households/{number}/propose");
    first.get(&form).await;
    let mut birth = vec![
        ("event", "birth"),
        ("effective", "2026-10-21"),
        ("name", "Subha Darya"),
        ("relation", "child"),
        ("sex", "female"),
        ("father", "1"),
        ("mother", "2"),
    ];
    let nameless: Vec<_> = birth.iter().copied().filter(|(name, _)| *name != "name").collect();
    assert!(first.post(&form, &nameless).await.text.contains("Please answer: Name"));
    let late: Vec<_> = birth
        .iter()
        .map(|(name, value)| (*name, if *name == "effective" { "2027-10-21" } else { *value }))
        .collect();
    assert!(first.post(&form, &late).await.text.contains("lies in the future"));
    birth.push(("number", "12"));
    assert!(first.post(&form, &birth).await.text.contains("thirteen digits"));
    birth.pop();

    let opened = first.post(&form, &birth).await;
    let case = opened.location().split('?').next().unwrap().to_owned();
    let page = first.get(&case).await.text;
    assert!(page.contains("Waits for a paper") && page.contains("Subha Darya"), "{}", opened.status);
    assert_eq!(members(&fixture, number).await, 7);
    let paperless =
        first.post(&format!("{case}/evidence"), &[("paper", "b_form"), ("paper_number", "")]).await;
    assert!(paperless.text.contains("Choose the paper"));
    let paper = [("paper", "b_form"), ("paper_number", "90101-1000008-2")];
    let added = first.post(&format!("{case}/evidence"), &paper).await;
    assert!(added.location().ends_with("?done=evidence"), "{}", added.status);
    let page = first.get(&case).await.text;
    assert!(page.contains("Waits for the citizen registry") && page.contains("90101-1000008-2"));

    first.get(&form).await;
    let doubt =
        [("event", "discrepancy"), ("place", "roster/member[7]"), ("about", "She may be counted twice.")];
    let marked = first.post(&form, &doubt).await;
    let page = first.get(marked.location()).await.text;
    assert!(page.contains("She may be counted twice."), "{}", marked.status);
    assert!(page.contains("data-testid=\"conflicts\""), "the birth is about the same household");
}

#[tokio::test]
async fn the_page_of_a_household_says_when_it_can_be_surveyed_again_in_both_languages() {
    let (fixture, number) = fixture().await;
    let mut second = Browser::signed_in(&fixture, "second").await;
    let address = format!("/households/{number}");
    let page = second.get(&address).await.text;
    let next = |page: &str| {
        page.split("data-testid=\"next-survey\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    };
    assert!(next(&page).contains("can be surveyed again from"), "{}", next(&page));
    let day = next(&page).split("datetime=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(day.as_str() > "2028-11-01", "two years after the survey: {day}");
    assert_eq!(page.matches("data-testid=\"update-type\"").count(), 7);
    assert!(page.contains("Changes among the members"));
    // Another day has no such section: it is about what is open now.
    assert!(
        !second.get(&format!("{address}?as_of=2026-11-10")).await.text.contains("data-testid=\"updates\"")
    );

    second.post("/language", &[("language", "ur"), ("next", &address)]).await;
    let urdu = second.get(&address).await.text;
    assert!(urdu.contains("dir=\"rtl\"") && next(&urdu).contains("دوبارہ سروے ہو سکتا ہے"));
    assert!(next(&urdu).contains(&day) && urdu.contains("افرادِ خانہ میں تبدیلی"));

    let asked = second.post(&format!("{address}/verify"), &[]).await;
    assert!(asked.location().ends_with("?done=asked"));
    let mut reader = Browser::signed_in(&fixture, "reader").await;
    reader.get(&address).await;
    assert_eq!(reader.post(&format!("{address}/verify"), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get(&format!("{address}/propose")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_survey_out_of_turn_is_refused_with_its_day() {
    let (fixture, number) = fixture().await;
    let sender = fixture.enumerator("third-tablet").await;
    let again = example(FARMER)
        .replace("0b6f4d0e-0001-4c1a-9a01-000000000001", "0b6f4d0e-0001-4c1a-9a01-0000000000ff");
    let incoming = Incoming { xml: again.into_bytes(), files: Vec::new() };
    let receipt = fixture.registry.receive(&sender, incoming).await.unwrap();
    assert_eq!(receipt.state, SubmissionState::Refused, "{:?}", receipt.findings);
    let mut first = Browser::signed_in(&fixture, "first").await;
    let page = first.get(&format!("/submissions/{}", receipt.instance)).await.text;
    assert!(page.contains("submission-refused") && page.contains("It is allowed from"));
    assert!(
        page.contains("2029"),
        "{}",
        page.split("submission-refused").nth(1).unwrap().split("</div>").next().unwrap()
    );
    let household = first.get(&format!("/households/{number}")).await.text;
    assert!(household.contains("One settled case"));
}

#[tokio::test]
async fn runs_over_everybody_and_notices_are_headquarters() {
    let (fixture, _) = fixture().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    assert!(officer.get("/citizen-registry").await.text.contains("data-testid=\"start\""));
    let start = |rate| [("name", "autumn 2026"), ("rate", rate)];
    assert!(officer.post("/citizen-registry", &start("0")).await.text.contains("role=\"alert\""));
    let started = officer.post("/citizen-registry", &start("20")).await;
    assert_eq!(started.location(), "/citizen-registry?done=started");
    let page = officer.get("/citizen-registry").await.text;
    assert!(page.contains("autumn 2026") && page.contains("Under way"));
    let twice = officer.post("/citizen-registry", &start("20")).await;
    assert!(twice.text.contains("under way"));
    assert_eq!(officer.get("/civil-register?state=nobody").await.status, StatusCode::OK);
    let mut first = Browser::signed_in(&fixture, "first").await;
    let page = first.get("/citizen-registry").await;
    assert!(page.status == StatusCode::OK && !page.text.contains("data-testid=\"start\""));
    assert_eq!(first.get("/civil-register").await.status, StatusCode::FORBIDDEN);
    assert_eq!(first.post("/citizen-registry", &start("20")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_api_tells_the_updates_of_a_household() {
    let (fixture, number) = fixture().await;
    let router = api::router(&fixture);
    let mut first = Browser::signed_in(&fixture, "first").await;
    let secret = fixture.sign_in("first").await;
    let cookie = format!("session={secret}");
    let path = format!("/api/v1/households/{number}/updates");
    let (status, body) = api::get(&router, &path, Some((&axum::http::header::COOKIE, &cookie))).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["types"].as_array().unwrap().len(), 7);
    assert!(body["next_survey"]["from"].as_str().unwrap() > "2028-11-01");
    let closed = body["types"].as_array().unwrap().iter().find(|one| one["update_type"] == "cyclic").unwrap();
    assert!(
        closed["state"] == "closed" && closed["refusal"]["ur"].as_str().is_some_and(|text| !text.is_empty())
    );
    assert!(first.get("/cases").await.status == StatusCode::OK);
}
