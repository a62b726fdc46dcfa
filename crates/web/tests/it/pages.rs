//! Pages as a browser gets them: signing in, refusals, headers, and the way of a submission from a tablet to a decision.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use operations::{
    authority::Role,
    credentials::CredentialKind,
    receive::{Incoming, IncomingFile, Receipt},
};
use std::sync::Arc;
use store::rows::SubmissionState;
use testkit::registries::{Fixture, PASSWORD, TEHSIL, example};
use tower::ServiceExt;
use web::{App, Settings, pages, wording::Wording};

/// A browser: it keeps cookies and sends the secret of the last page with every form.
pub(crate) struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
    csrf: String,
}

/// An answer as a browser sees it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |location| location.to_str().unwrap())
    }
}

impl Browser {
    fn new(fixture: &Fixture) -> Self {
        Self::with(fixture, Settings { name: "NSER".to_owned(), ..Settings::default() })
    }

    fn with(fixture: &Fixture, settings: Settings) -> Self {
        let app = App::new(Arc::clone(&fixture.registry), settings, Wording::load(), String::new);
        Self { router: web::router(app), cookies: Vec::new(), csrf: String::new() }
    }

    pub(crate) async fn signed_in(fixture: &Fixture, name: &str) -> Self {
        let mut browser = Self::new(fixture);
        browser.get("/sign-in").await;
        let answer = browser.post("/sign-in", &[("username", name), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        browser.get("/").await;
        browser
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Posts a form with the secret of the last page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_bare(path, &fields).await
    }

    /// Posts a form without any secret.
    async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.send(Method::POST, path, Body::from(body.join("&"))).await
    }

    async fn send(&mut self, method: Method, path: &str, body: Body) -> Answer {
        self.send_as("application/x-www-form-urlencoded", method, path, body).await
    }

    /// Posts a file with the secret of the last page.
    pub(crate) async fn post_file(&mut self, path: &str, name: &str, content: &str) -> Answer {
        let part = |head: &str, value: &str| {
            format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{value}\r\n")
        };
        let mut body = part("name=\"csrf\"", &self.csrf);
        body += &part(&format!("name=\"file\"; filename=\"{name}\""), content);
        body += "--b--\r\n";
        self.send_as("multipart/form-data; boundary=b", Method::POST, path, Body::from(body)).await
    }

    async fn send_as(&mut self, kind: &str, method: Method, path: &str, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8_lossy(&to_bytes(body, 10_000_000).await.unwrap()).into_owned();
        self.keep_cookies(&parts.headers);
        if let Some(csrf) = text.split("name=\"csrf\" value=\"").nth(1) {
            csrf.split('"').next().unwrap().clone_into(&mut self.csrf);
        }
        Answer { status: parts.status, headers: parts.headers, text }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A pattern of a route with something in place of its parameters.
fn path_of(pattern: &str) -> String {
    let segments = pattern.split('/').map(|segment| if segment.starts_with('{') { "0" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

pub(crate) async fn send_example(fixture: &Fixture, path: &str) -> Receipt {
    let sender = fixture.enumerator("enumerator").await;
    let xml = example(path);
    fixture.registry.receive(&sender, Incoming { xml: xml.into_bytes(), files: Vec::new() }).await.unwrap()
}

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in() {
    let fixture = Fixture::sqlite().await;
    for (method, pattern) in pages::CLOSED_ROUTES {
        let mut stranger = Browser::new(&fixture);
        let path = path_of(pattern);
        let answer = stranger.send(method.parse().unwrap(), &path, Body::from("csrf=0")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {path}");
        assert!(answer.location().starts_with("/sign-in") && answer.text.is_empty(), "{method} {path}");
    }
}

#[tokio::test]
async fn a_form_without_its_secret_changes_nothing() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("admin", Role::Administrator, &[]).await;
    let mut admin = Browser::signed_in(&fixture, "admin").await;
    let posts = pages::OPEN_ROUTES.iter().chain(pages::CLOSED_ROUTES).filter(|(method, _)| *method == "POST");
    for (_, pattern) in posts {
        let path = path_of(pattern);
        for fields in [&[][..], &[("csrf", "")], &[("csrf", "00")], &[("csrf", &"0".repeat(128))]] {
            let answer = admin.post_bare(&path, fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.text.contains("forged"), "{path}");
        }
    }
    // The secret of somebody else's session is as good as none.
    let stolen = admin.csrf.clone();
    fixture.add_user("other", Role::Administrator, &[]).await;
    let mut other = Browser::signed_in(&fixture, "other").await;
    let answer = other.post_bare("/sign-out", &[("csrf", &stolen)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.get("/").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn every_page_has_strict_headers_and_is_not_kept() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("admin", Role::Administrator, &[]).await;
    let mut admin = Browser::signed_in(&fixture, "admin").await;
    let routes = pages::OPEN_ROUTES.iter().chain(pages::CLOSED_ROUTES).map(|(_, pattern)| path_of(pattern));
    for path in routes.chain(["/no/such/page".to_owned()]) {
        let answer = admin.get(&path).await;
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cache-control") == "no-store", path != "/favicon.ico", "{path}");
        assert!(
            !answer.text.contains("Internal") && answer.status != StatusCode::INTERNAL_SERVER_ERROR,
            "{path}"
        );
    }
    let page = admin.get("/").await.text;
    let style = page.split("href=\"").find(|rest| rest.contains("style.css")).unwrap();
    let style = style.split('"').next().unwrap().replace("&#x2f;", "/");
    let answer = admin.get(&style).await;
    assert!(
        answer.headers["cache-control"].to_str().unwrap().contains("immutable")
            && answer.text.contains("--green")
    );
}

#[tokio::test]
async fn signing_in_and_out() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let mut browser = Browser::new(&fixture);
    let asked = browser.get("/households?q=invented").await;
    assert_eq!(asked.location(), "/sign-in?next=%2Fhouseholds%3Fq%3Dinvented");
    let page = browser.get("/sign-in?next=//elsewhere.example").await;
    assert!(page.text.contains("name=\"next\" value=\"&#x2f;\""));
    let wrong = browser.post("/sign-in", &[("username", "officer"), ("password", "wrong")]).await;
    assert!(wrong.status == StatusCode::FORBIDDEN && wrong.text.contains("role=\"alert\""));
    let away = browser
        .post(
            "/sign-in",
            &[("username", "officer"), ("password", PASSWORD), ("next", "https://elsewhere.example/")],
        )
        .await;
    assert_eq!(away.location(), "/", "never to another place");
    let cookie = away.headers.get_all(header::SET_COOKIE).iter().next().unwrap().to_str().unwrap();
    assert!(
        cookie.starts_with("session=")
            && cookie.contains("HttpOnly; SameSite=Lax")
            && !cookie.contains("Secure")
    );
    assert!(browser.get("/").await.text.contains("Registry officer"));
    let old = browser.cookies.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    browser.cookies = old;
    assert_eq!(browser.get("/").await.location(), "/sign-in", "the old session is worth nothing");
}

#[tokio::test]
async fn over_https_cookies_belong_to_this_host_alone() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let settings = Settings { secure_cookies: true, ..Settings::default() };
    let mut browser = Browser::with(&fixture, settings);
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("username", "officer"), ("password", PASSWORD)]).await;
    assert!(browser.cookies.iter().any(|(name, _)| name == "__Host-session"));
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn too_many_wrong_passwords_have_to_wait() {
    let fixture = Fixture::sqlite().await;
    let mut browser = Browser::new(&fixture);
    browser.get("/sign-in").await;
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        let answer = browser.post("/sign-in", &[("username", "nobody"), ("password", "guess")]).await;
        last = answer.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers.contains_key(header::RETRY_AFTER));
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_language_is_kept_before_and_after_signing_in() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let mut browser = Browser::new(&fixture);
    browser.get("/sign-in").await;
    let chosen = browser.post("/language", &[("language", "ur"), ("next", "//elsewhere.example")]).await;
    assert_eq!(chosen.location(), "/");
    assert!(browser.get("/sign-in").await.text.contains("lang=\"ur\" dir=\"rtl\""));
    let mut browser = Browser::signed_in(&fixture, "officer").await;
    browser.post("/language", &[("language", "ur"), ("next", "/households")]).await;
    let mut elsewhere = Browser::signed_in(&fixture, "officer").await;
    assert!(elsewhere.get("/households").await.text.contains("dir=\"rtl\""), "the user's own choice");
    assert!(elsewhere.get("/nowhere").await.text.contains("dir=\"rtl\""), "faults as well");
}

#[tokio::test]
async fn a_household_from_search_to_its_points() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    fixture.add_user("tehsil", Role::FieldOfficer, &[TEHSIL]).await;
    let receipt = send_example(&fixture, "household/farmer-family.xml").await;
    let number = receipt.household.unwrap().to_string();
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let xml = example("household/farmer-family.xml");
    let citizen = xml.split("<number>").nth(1).unwrap().split('<').next().unwrap();
    let name = xml.split("<name>").nth(1).unwrap().split('<').next().unwrap();
    for wanted in [number.as_str(), citizen, name] {
        let found = officer.get(&format!("/households?q={}", encode(wanted))).await;
        assert!(
            found.text.contains("data-testid=\"search-result\"") && found.text.contains(&number),
            "by {wanted}"
        );
    }
    let page = officer.get(&format!("/households/{number}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for id in ["household-title", "as-of", "score", "score-points", "decision", "timeline"] {
        assert!(page.text.contains(&format!("data-testid=\"{id}\"")), "{id}");
    }
    assert!(page.text.contains("Main material of the roof"), "the form's own words");
    let points: f64 = page
        .text
        .split("data-testid=\"points\" dir=\"ltr\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().parse::<f64>().unwrap())
        .sum();
    let score =
        page.text.split("data-testid=\"score\" dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap();
    assert!((points - score.parse::<f64>().unwrap()).abs() < 0.005);
    let before = officer.get(&format!("/households/{number}?as_of=1999-12-31")).await;
    assert!(before.status == StatusCode::OK && before.text.contains("data-testid=\"not-yet-known\""));
    assert!(!before.text.contains(citizen));
    assert_eq!(
        officer.get(&format!("/households/{number}?as_of=yesterday")).await.status,
        StatusCode::BAD_REQUEST
    );
    let mut tehsil = Browser::signed_in(&fixture, "tehsil").await;
    let page = tehsil.get(&format!("/households/{number}")).await;
    assert!(page.text.contains("points-hidden") && !page.text.contains("data-testid=\"points\""));
}

#[tokio::test]
async fn outside_ones_areas_there_is_nothing() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("elsewhere", Role::FieldOfficer, &["PK60104"]).await;
    let receipt = send_example(&fixture, "household/farmer-family.xml").await;
    let mut browser = Browser::signed_in(&fixture, "elsewhere").await;
    let number = receipt.household.unwrap().to_string();
    let submission = format!("/submissions/{}", encode(&receipt.instance));
    for path in [format!("/households/{number}"), submission.clone(), format!("{submission}/files/x")] {
        let answer = browser.get(&path).await;
        assert!(answer.status == StatusCode::NOT_FOUND && answer.text.contains("not_found"), "{path}");
    }
    assert!(!browser.get(&format!("/households?q={number}")).await.text.contains("search-result\""));
    assert!(!browser.get("/").await.text.contains(&number));
}

#[tokio::test]
async fn a_role_sees_what_it_may_and_no_more() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("tehsil", Role::FieldOfficer, &[TEHSIL]).await;
    let mut browser = Browser::signed_in(&fixture, "tehsil").await;
    let home = browser.get("/").await.text;
    for path in ["/tablets", "/users", "/audit"] {
        assert!(!home.contains(&format!("href=\"{path}\"")), "{path}");
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(browser.get("/forms").await.status, StatusCode::OK);
    browser.get("/").await;
    assert_eq!(browser.post("/forms/household/open", &[("open", "no")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_held_submission_its_findings_and_another_try() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let first = send_example(&fixture, "household/farmer-family.xml").await;
    let sender = fixture.enumerator("another").await;
    // Another family, of whom somebody is said to have the number of the farmer's mother.
    let other = example("household/widow-in-town.xml");
    let tag = |xml: &str, name: &str, nth: usize| {
        xml.split(&format!("<{name}>")).nth(nth).unwrap().split('<').next().unwrap().to_owned()
    };
    let clashing = other
        .replace(&tag(&other, "instanceID", 1), "uuid:an/other one")
        .replace(&tag(&other, "number", 6), "90101-1000007-8");
    let held = Incoming { xml: clashing.into_bytes(), files: Vec::new() };
    let held = fixture.registry.receive(&sender, held).await.unwrap();
    assert_eq!(held.state, SubmissionState::Held);
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let list = officer.get("/submissions?state=held").await.text;
    assert!(list.contains("uuid%3Aan%2Fother%20one") && !list.contains(&encode(&first.instance)));
    let path = "/submissions/uuid%3Aan%2Fother%20one";
    let page = officer.get(path).await.text;
    assert!(page.contains("another household has this number") && page.contains("Main material of the roof"));
    let answer = officer.post(&format!("{path}/settle"), &[]).await;
    assert!(answer.location().starts_with(path) && answer.location().contains("done="));
    assert!(officer.get(answer.location()).await.text.contains("role=\"status\""));
}

#[tokio::test]
async fn a_photograph_is_shown_and_anything_else_only_kept() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let sender = fixture.enumerator("enumerator").await;
    let mut files = Vec::new();
    for (name, content) in
        [("a.jpg", &b"\xff\xd8\xff\xe0 invented"[..]), ("b.jpg", b"<script>alert(1)</script>")]
    {
        let kept = fixture.registry.files().put(content).await.unwrap();
        files.push(IncomingFile { name: name.to_owned(), sha256: kept.sha256, size_bytes: kept.size_bytes });
    }
    let xml = example("household/farmer-family.xml").into_bytes();
    let receipt = fixture.registry.receive(&sender, Incoming { xml, files }).await.unwrap();
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let path = format!("/submissions/{}/files", encode(&receipt.instance));
    let photograph = officer.get(&format!("{path}/a.jpg")).await;
    assert_eq!(photograph.headers["content-type"], "image/jpeg");
    let other = officer.get(&format!("{path}/b.jpg")).await;
    assert_eq!(other.headers["content-type"], "application/octet-stream");
    assert_eq!(other.headers["content-disposition"], "attachment");
    assert_eq!(officer.get(&format!("{path}/c.jpg")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_is_seen_once_and_revoked() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let mut officer = Browser::signed_in(&fixture, "officer").await;
    let new = [
        ("kind", "enumerator"),
        ("label", "Invented One"),
        ("language", "ur"),
        ("expires", "2027-01-31"),
        ("area", TEHSIL),
    ];
    let page = officer.post("/tablets", &new).await;
    assert!(
        page.status == StatusCode::OK
            && page.text.contains("class=\"qr\"")
            && page.text.contains("31 January 2027")
    );
    let token =
        page.text.split("data-testid=\"token\" dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap();
    let holds =
        async || fixture.registry.authenticate_token(CredentialKind::Enumerator, token, None).await.is_ok();
    assert!(holds().await);
    let list = officer.get("/tablets").await.text;
    assert!(list.contains("Invented One") && !list.contains(token));
    let id = list.split("/revoke\"").next().unwrap().rsplit("/tablets/").next().unwrap();
    let answer = officer.post(&format!("/tablets/{id}/revoke"), &[]).await;
    assert_eq!((answer.status, holds().await), (StatusCode::SEE_OTHER, false));
    for (field, value) in [("label", "with:colon"), ("expires", "2020-01-01"), ("expires", "someday")] {
        officer.get("/tablets").await;
        let wrong: Vec<_> =
            new.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect();
        assert!(officer.post("/tablets", &wrong).await.text.contains("role=\"alert\""), "{field} {value}");
    }
}

#[tokio::test]
async fn users_come_change_and_go() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("admin", Role::Administrator, &[]).await;
    let mut admin = Browser::signed_in(&fixture, "admin").await;
    let new = [
        ("name", "new.one"),
        ("password", PASSWORD),
        ("role", "field_officer"),
        ("language", "ur"),
        ("area", TEHSIL),
    ];
    assert_eq!(admin.post("/users", &new).await.location(), "/users?done=added");
    let mut user = Browser::signed_in(&fixture, "new.one").await;
    assert!(user.get("/").await.text.contains("dir=\"rtl\""));
    admin.get("/users").await;
    assert!(admin.post("/users", &new).await.text.contains("that user name is taken"));
    let arealess: Vec<_> = new.iter().copied().filter(|(name, _)| *name != "area").collect();
    assert!(admin.post("/users", &arealess).await.text.contains("role=\"alert\""));
    assert_eq!(
        admin.post("/users/new.one/enabled", &[("enabled", "no")]).await.location(),
        "/users?done=disabled"
    );
    assert_eq!(user.get("/").await.location(), "/sign-in");
    assert_eq!(admin.post("/users/admin/enabled", &[("enabled", "no")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn forms_and_the_audit_log() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("admin", Role::Administrator, &[]).await;
    let receipt = send_example(&fixture, "household/farmer-family.xml").await;
    let number = receipt.household.unwrap().to_string();
    let mut admin = Browser::signed_in(&fixture, "admin").await;
    let forms = admin.get("/forms").await.text;
    let link =
        forms.split("href=\"").find(|rest| rest.starts_with("&#x2f;forms&#x2f;household&#x2f;")).unwrap();
    let link = link.split('"').next().unwrap().replace("&#x2f;", "/");
    let form = admin.get(&link).await;
    assert!(
        form.text.contains("<h:html")
            && form.headers["content-type"].to_str().unwrap().starts_with("application/xml")
    );
    assert_eq!(admin.post("/forms/household/open", &[("open", "no")]).await.status, StatusCode::SEE_OTHER);
    assert!(!fixture.registry.forms().await.unwrap().find("household").unwrap().open);
    admin.get(&format!("/households/{number}")).await;
    let log = admin.get("/audit?actor=admin").await.text;
    assert!(log.contains("Read a household") && log.contains(&number) && log.contains("Changed a form"));
}
