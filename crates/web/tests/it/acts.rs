//! Emergencies, programmes, acts and the calendar as a browser gets them: what each role may do, what is refused and how
//! it is told, and the way from a declared emergency to enrolled families.

use crate::pages::{Answer, Browser, send_example};
use axum::http::StatusCode;
use jiff::SignedDuration;
use operations::authority::{Authority, Role};
use testkit::registries::{Fixture, TEHSIL};

const EXAMPLES: [&str; 3] =
    ["household/farmer-family.xml", "household/widow-in-town.xml", "household/kiln-workers.xml"];

/// A registry with the people of this test and the households of the examples.
async fn fixture() -> Fixture {
    let fixture = Fixture::sqlite().await;
    for (name, role, areas) in [
        ("pdma", Role::DisasterAuthority, &[TEHSIL][..]),
        ("elsewhere", Role::DisasterAuthority, &["PK601"]),
        ("officer", Role::RegistryOfficer, &[]),
        ("second", Role::RegistryOfficer, &[]),
        ("programme", Role::ProgrammeOfficer, &[]),
        ("desk", Role::FieldOfficer, &[TEHSIL]),
        ("reviewer", Role::Reviewer, &[]),
    ] {
        fixture.add_user(name, role, areas).await;
    }
    for example in EXAMPLES {
        send_example(&fixture, example).await;
    }
    fixture
}

fn emergency(areas: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "Invented flood"),
        ("hazard", "flood"),
        ("authority", "Invented authority, notification 1"),
        ("from", "2026-11-21"),
        ("until", "2027-02-28"),
        ("area", areas),
        ("area", ""),
        ("more", ""),
    ]
}

/// The address to which an answer leads, less what it says was done.
fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", told(&answer.text));
    answer.location().split('?').next().unwrap().to_owned()
}

/// What a page says in its alert.
fn told(page: &str) -> String {
    page.split("role=\"alert\">")
        .nth(1)
        .map(|rest| rest.split("</p>").next().unwrap().to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn an_emergency_is_declared_and_its_list_adopted_by_another() {
    let fixture = fixture().await;
    let mut pdma = Browser::signed_in(&fixture, "pdma").await;
    let page = pdma.get("/emergencies").await.text;
    assert!(page.contains("data-testid=\"declare\"") && page.contains("Naya Abad (invented) (PK90101)"));
    assert!(!page.contains("(PK90102)"), "areas that are not theirs are not offered");
    let answer = pdma.post("/emergencies", &emergency("Naya Abad (invented) (PK90101)")).await;
    assert!(answer.location().ends_with("?done=declared"));
    let emergency = place(&answer);
    let page = pdma.get(answer.location()).await.text;
    assert!(page.contains("Invented flood") && page.contains("role=\"status\""));
    assert!(page.contains("0 of 3 households") && page.contains("2026</bdi>"));

    let list = pdma.get(&format!("{emergency}/work-list")).await;
    assert_eq!(list.text.matches("class=\"lead\"").count(), 3);
    assert!(!list.text.contains("href=\"/households/"), "whoever sees no households is led to none");
    let named = pdma.get(&format!("{emergency}/work-list?names=yes")).await;
    assert!(named.status == StatusCode::OK && !named.text.contains("Head of household"));
    let mut desk = Browser::signed_in(&fixture, "desk").await;
    let named = desk.get(&format!("{emergency}/work-list?names=yes")).await.text;
    assert!(named.contains("Head of household") && named.contains("href=\"/households/"));
    let comparison = pdma.get(&format!("{emergency}/comparison")).await;
    assert!(
        comparison.status == StatusCode::OK
            && comparison.text.contains("No household has been surveyed since")
    );

    // The list of the poorest: drawn by the authority, adopted by somebody else.
    pdma.get(&emergency).await;
    let draw = [("name", "Invented list"), ("programme", "flood-relief"), ("lowest_percent", "100")];
    let act = place(&pdma.post(&format!("{emergency}/lists"), &draw).await);
    assert!(act.starts_with("/acts/"));
    let page = pdma.get(&act).await.text;
    assert!(
        page.contains("data-testid=\"thresholds\"")
            && page.contains("Naya Abad")
            && !page.contains("/adopt\"")
    );
    assert_eq!(pdma.post(&format!("{act}/adopt"), &[]).await.status, StatusCode::FORBIDDEN);
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    assert!(officer.get(&act).await.text.contains("data-testid=\"adopt\""));
    let adopted = officer.post(&format!("{act}/adopt"), &[]).await;
    assert!(adopted.location().ends_with("?done=adopted"));
    assert!(officer.get(&act).await.text.contains(">In force<"));
    let relief = officer.get("/programmes/flood-relief?status=all").await.text;
    assert!(
        relief.contains("data-testid=\"enrolments\"") && relief.contains("Enrolled from an emergency list")
    );
    // A second time there is nothing to adopt, and the page says so.
    let again = officer.post(&format!("{act}/adopt"), &[]).await;
    assert!(told(&again.text).contains("act.state") && told(&again.text).contains("In force"));
}

#[tokio::test]
async fn what_cannot_be_declared_is_told_and_what_was_typed_stays() {
    let fixture = fixture().await;
    let mut pdma = Browser::signed_in(&fixture, "pdma").await;
    pdma.get("/emergencies").await;
    for (areas, code) in [("Nowhere", "act.area"), ("PK9", "act.area")] {
        let answer = pdma.post("/emergencies", &emergency(areas)).await;
        // A whole province lies outside what this authority may notify.
        if areas == "PK9" {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            continue;
        }
        assert!(told(&answer.text).contains(code) && told(&answer.text).contains("Nowhere"));
        assert!(
            answer.text.contains("value=\"Invented flood\"") && answer.text.contains("value=\"Nowhere\"")
        );
    }
    pdma.get("/emergencies").await;
    let changed = |name: &'static str, value: &'static str| {
        let fields = emergency(TEHSIL).into_iter();
        fields.map(|(field, old)| (field, if field == name { value } else { old })).collect::<Vec<_>>()
    };
    for (fields, code) in [
        (changed("until", "2026-11-01"), "act.dates"),
        (changed("until", "someday"), "act.dates"),
        (changed("name", " "), "act.nameless"),
    ] {
        let answer = pdma.post("/emergencies", &fields).await;
        assert!(told(&answer.text).contains(code), "{code}: {}", told(&answer.text));
    }
    let mut elsewhere = Browser::signed_in(&fixture, "elsewhere").await;
    elsewhere.get("/emergencies").await;
    let answer = elsewhere.post("/emergencies", &emergency(TEHSIL)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let list = pdma.get("/emergencies").await.text;
    assert!(list.contains("No emergency has been declared"));
}

#[tokio::test]
async fn areas_are_redrawn_and_the_emergency_ends() {
    let fixture = fixture().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    officer.get("/emergencies").await;
    let emergency = place(&officer.post("/emergencies", &emergency("PK90101-01")).await);
    let page = officer.get(&emergency).await.text;
    assert!(page.contains("Chaman Zar") && page.contains("Union council"));
    let redraw = format!("{emergency}/redraw");
    let more = [("more", "PK90101-02\nPK90101-03"), ("lifted", "PK90101-01"), ("until", "2027-03-31")];
    let answer = officer.post(&redraw, &more).await;
    assert!(answer.location().ends_with("?done=redrawn"));
    let page = officer.get(answer.location()).await.text;
    assert!(page.contains("Khayal Pur") && page.contains("Sitara Kot") && page.contains("31 March 2027"));
    let all = [("lifted", "PK90101-02"), ("lifted", "PK90101-03"), ("until", "")];
    assert!(told(&officer.post(&redraw, &all).await.text).contains("act.no_areas"));
    let unknown = officer.post(&redraw, &[("more", "Nowhere"), ("until", "")]).await;
    assert!(told(&unknown.text).contains("Nowhere"));
    let answer = officer.post(&format!("{}/end", emergency.replace("emergencies", "acts")), &[]).await;
    assert_eq!(answer.location(), format!("{emergency}?done=ended"));
    let page = officer.get(&emergency).await.text;
    assert!(page.contains("standing-ended") && !page.contains("data-testid=\"redraw\""));
    // The page of an act is the page of the emergency that it is.
    assert!(officer.get(&emergency.replace("emergencies", "acts")).await.text.contains("standing-ended"));
}

#[tokio::test]
async fn nobody_adopts_what_they_proposed_and_a_raise_is_undone() {
    let fixture = fixture().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let page = officer.get("/programmes/kafaalat").await.text;
    assert!(page.contains("data-testid=\"raise\"") && page.contains("10,000,000"));
    let raise = |families| [("name", "More room"), ("families", families), ("from", "2026-11-22")];
    let capacity = "/programmes/kafaalat/capacity";
    for (families, code) in [("9,000,000", "act.not_a_raise"), ("many", "act.not_a_raise")] {
        assert!(told(&officer.post(capacity, &raise(families)).await.text).contains(code), "{families}");
    }
    let appeal = [("name", "Invented appeals"), ("until", "2027-05-31"), ("more", TEHSIL)];
    let early = officer.post("/programmes/kafaalat/appeal-lists", &appeal).await;
    assert!(told(&early.text).contains("act.no_raise"));
    let act = place(&officer.post(capacity, &raise("10,500,000")).await);
    let page = officer.get(&act).await.text;
    assert!(page.contains("data-testid=\"own-act\"") && !page.contains("data-testid=\"adopt\""));
    assert!(told(&officer.post(&format!("{act}/adopt"), &[]).await.text).contains("act.own"));
    let mut second = Browser::signed_in(&fixture, "second").await;
    second.get(&act).await;
    assert_eq!(second.post(&format!("{act}/adopt"), &[]).await.location(), format!("{act}?done=adopted"));
    assert!(second.get("/programmes/kafaalat").await.text.contains("10,500,000"));
    let list = place(&officer.post("/programmes/kafaalat/appeal-lists", &appeal).await);
    assert!(officer.get(&list).await.text.contains("Appeal list"));
    second.get(&act).await;
    assert_eq!(second.post(&format!("{act}/undo"), &[]).await.location(), format!("{act}?done=undone"));
    let acts = officer.get("/acts?kind=capacity").await.text;
    assert!(acts.contains("More room") && acts.contains(">Undone<") && !acts.contains("Invented appeals"));
}

/// Draws and adopts a list of everybody eligible; how many families it enrolled.
async fn enrol(fixture: &Fixture) -> Browser {
    let mut programme = Browser::signed_in(fixture, "programme").await;
    programme.get("/programmes/kafaalat").await;
    let draw = [("name", "Invented list"), ("more", "")];
    let act = place(&programme.post("/programmes/kafaalat/enrolment-lists", &draw).await);
    assert!(programme.get(&act).await.text.contains("act-proposed"));
    let mut officer = Browser::signed_in(fixture, "officer").await;
    officer.get(&act).await;
    assert!(officer.post(&format!("{act}/adopt"), &[]).await.location().ends_with("done=adopted"));
    programme
}

#[tokio::test]
async fn a_report_of_status_is_taken_row_by_row() {
    let fixture = fixture().await;
    let mut programme = enrol(&fixture).await;
    let console = Authority::console();
    let enrolled = fixture.registry.list_enrolments(&console, Some("kafaalat"), None, 0).await.unwrap();
    let enrolment = enrolled.first().expect("somebody of the examples is eligible");
    let row =
        |status: &str, from: &str| format!("{},{},{status},{from}", enrolment.household, enrolment.woman);
    let file = format!(
        "status,from,registry_number,woman\n{}\n{}\n",
        ["suspended", "2026-11-22", &enrolment.household.to_string(), &enrolment.woman.to_string()].join(","),
        "suspended,2026-11-22,1234567890,9110112345671",
    );
    programme.get("/programmes/kafaalat").await;
    let page = programme.post_file("/programmes/kafaalat/status", "report.csv", &file).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("data-testid=\"reported\"") && page.text.contains("<code>status.number</code>")
    );
    let again = format!("registry_number,woman,status,from\n{}\n", row("suspended", "2026-11-22"));
    let page = programme.post_file("/programmes/kafaalat/status", "report.csv", &again).await.text;
    assert!(page.contains("Known already") && !page.contains("<code>status."));
    let page = programme.get("/programmes/kafaalat?status=suspended").await.text;
    assert!(page.contains("Reported by the programme") && !page.contains("href=\"/households/"));
    let wrong = programme.post_file("/programmes/kafaalat/status", "report.csv", "a,b\n1,2\n").await;
    assert!(told(&wrong.text).contains("status.columns"));
    let nothing = programme.post_file("/programmes/no-such/status", "report.csv", &again).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let mut reviewer = Browser::signed_in(&fixture, "reviewer").await;
    let page = reviewer.get("/programmes/kafaalat?status=all").await.text;
    assert!(page.contains("data-testid=\"enrolments\"") && !page.contains("data-testid=\"report\""));
    let refused = reviewer.post_file("/programmes/kafaalat/status", "report.csv", &again).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn each_role_sees_its_pages_and_no_others() {
    let fixture = fixture().await;
    let pages =
        ["/calendar", "/due", "/emergencies", "/programmes", "/programmes/kafaalat", "/acts", "/renewal"];
    let all = &pages[..];
    for (name, seen, start) in [
        ("pdma", all, "/emergencies"),
        ("officer", all, ""),
        ("desk", all, ""),
        ("reviewer", all, ""),
        ("programme", &pages[2..], "/programmes"),
    ] {
        let mut browser = Browser::signed_in(&fixture, name).await;
        assert_eq!(browser.get("/").await.location(), start, "{name}");
        let navigation = browser.get("/programmes").await.text;
        for page in pages {
            let expected = if seen.contains(&page) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(browser.get(page).await.status, expected, "{name} {page}");
        }
        for page in ["/calendar", "/emergencies", "/households"] {
            let leads = navigation.contains(&format!("<a href=\"{page}\""));
            assert_eq!(leads, browser.get(page).await.status == StatusCode::OK, "{name} {page}");
        }
    }
    let mut desk = Browser::signed_in(&fixture, "desk").await;
    assert!(!desk.get("/emergencies").await.text.contains("data-testid=\"declare\""));
    for (path, fields) in [
        ("/emergencies", emergency(TEHSIL)),
        ("/renewal", vec![("name", "x"), ("policy", "x")]),
        ("/programmes/kafaalat/enrolment-lists", vec![("name", "x")]),
        ("/programmes/kafaalat/appeal-lists", vec![("name", "x"), ("until", "2027-05-31")]),
        ("/programmes/kafaalat/capacity", vec![("name", "x"), ("families", "1"), ("from", "2026-11-22")]),
    ] {
        desk.get("/").await;
        assert_eq!(desk.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for page in
        ["/acts/1", "/emergencies/1", "/programmes/none", "/acts/00000000-0000-0000-0000-000000000000"]
    {
        assert_eq!(desk.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(desk.get("/due?type=shock").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(desk.get("/due?type=cyclic&tehsil=PK60101").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn years_pass_and_the_calendar_shows_who_is_due() {
    let fixture = fixture().await;
    enrol(&fixture).await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let page = officer.get("/due?type=recertification").await.text;
    assert!(page.contains("Nobody is due here"));
    fixture.clock.advance(SignedDuration::from_hours(24 * 365 * 3 + 24));
    fixture.registry.run_calendar().await.unwrap();
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let page = officer.get("/due?type=recertification").await.text;
    assert!(page.contains("data-testid=\"due-list\"") && page.contains("href=\"/households/"));
    let page = officer.get(&format!("/due?type=recertification&tehsil={TEHSIL}")).await.text;
    assert!(page.contains("data-testid=\"due-list\"") && page.contains("In every tehsil"));
    let page = officer.get("/calendar").await.text;
    assert!(page.contains("data-testid=\"coming\"") && page.contains("data-testid=\"done\""), "{page}");
    assert!(page.contains("Calls, reminders and lapses") && page.contains("Done through"));

    // Nobody was surveyed in this round: a renewal needs a reason, and then another person.
    fixture.clock.advance(SignedDuration::from_hours(24 * 365));
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let page = officer.get("/renewal").await.text;
    let policy = page.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let bare = [("name", "Invented renewal"), ("policy", policy.as_str()), ("reason", " ")];
    assert!(told(&officer.post("/renewal", &bare).await.text).contains("act.incomplete"));
    let reasoned = [("name", "Invented renewal"), ("policy", policy.as_str()), ("reason", "A test")];
    let act = place(&officer.post("/renewal", &reasoned).await);
    let page = officer.get(&act).await.text;
    assert!(
        page.contains("data-testid=\"crossings\"") && page.contains("A test") && page.contains("own-act")
    );
    assert!(told(&officer.post("/renewal", &reasoned).await.text).contains("act.under_way"));
    let mut second = Browser::signed_in(&fixture, "second").await;
    second.get(&act).await;
    assert_eq!(second.post(&format!("{act}/adopt"), &[]).await.location(), format!("{act}?done=adopted"));
    assert!(second.get(&act).await.text.contains(">In force<"));
    assert_eq!(second.post(&format!("{act}/undo"), &[]).await.location(), format!("{act}?done=undone"));
    assert!(second.get("/renewal").await.text.contains(">Undone<"));
}

#[tokio::test]
async fn pages_speak_urdu() {
    let fixture = fixture().await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    officer.get("/emergencies").await;
    let emergency = place(&officer.post("/emergencies", &emergency(TEHSIL)).await);
    officer.post("/language", &[("language", "ur"), ("next", "/calendar")]).await;
    let list = format!("{emergency}/work-list");
    for path in
        ["/calendar", "/due", "/emergencies", &emergency, &list, "/programmes/kafaalat", "/acts", "/renewal"]
    {
        let page = officer.get(path).await;
        assert!(page.status == StatusCode::OK && page.text.contains("dir=\"rtl\""), "{path}");
        assert!(!page.text.contains("Notified") && !page.text.contains("Calendar"), "{path}");
    }
    assert!(officer.get("/programmes").await.text.contains("کفالت"));
}
