//! The JSON API: nobody without a token, everybody no more than the role and areas allow, faults with stable codes.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use operations::{authority::Role, credentials::CredentialKind, receive::Incoming};
use registry::registry_number::RegistryNumber;
use serde_json::Value;
use std::sync::Arc;
use testkit::registries::{Fixture, TEHSIL, example};
use tower::ServiceExt;
use web::{App, Settings, wording::Wording};

const EXAMPLE: &str = "household/widow-in-town.xml";
const NOBODY: &str = "9999999999999";

pub(crate) fn router(fixture: &Fixture) -> Router {
    web::router(App::new(Arc::clone(&fixture.registry), Settings::default(), Wording::load(), String::new))
}

pub(crate) async fn get(
    router: &Router,
    path: &str,
    with: Option<(&header::HeaderName, &str)>,
) -> (StatusCode, Value) {
    call(router, "get", path, with).await
}

async fn call(
    router: &Router,
    method: &str,
    path: &str,
    with: Option<(&header::HeaderName, &str)>,
) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(path);
    if let Some((name, value)) = with {
        request = request.header(name, value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn submitted(fixture: &Fixture) -> (RegistryNumber, String) {
    let sender = fixture.enumerator("enumerator").await;
    let xml = example(EXAMPLE);
    let cnic = xml.split("<number>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let incoming = Incoming { xml: xml.into_bytes(), files: Vec::new() };
    (fixture.registry.receive(&sender, incoming).await.unwrap().household.unwrap(), cnic)
}

/// Something in place of a path's parameters that is well-formed.
fn filled(pattern: &str) -> String {
    let number = RegistryNumber::from_ordinal(0).unwrap().to_string();
    let filled = pattern.replace("{registry_number}", &number).replace("{cnic}", NOBODY);
    filled.replace("{act}", "00000000-0000-0000-0000-000000000000").replace("{programme}", "kafaalat")
}

#[tokio::test]
async fn every_call_of_the_document_needs_a_token() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture);
    let document = serde_json::to_value(web::api::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let calls: Vec<_> = paths
        .flat_map(|(pattern, calls)| calls.as_object().unwrap().keys().map(move |method| (pattern, method)))
        .collect();
    assert!(calls.len() >= 8, "{calls:?}");
    for (pattern, method) in calls {
        assert!(!filled(pattern).contains('{'), "{pattern} has a parameter that this test does not know");
        let path = format!("/api/v1{}", filled(pattern));
        let (status, problem) = call(&router, method, &path, None).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("unauthenticated")),
            "{path}"
        );
        let wrong = format!("Bearer {}", "0".repeat(64));
        let (status, problem) = call(&router, method, &path, Some((&header::AUTHORIZATION, &wrong))).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("credential.unknown")),
            "{path}"
        );
        let tablet =
            fixture.issue(CredentialKind::Enumerator, &format!("tablet {method} {pattern}"), &[TEHSIL]).await;
        let tablet = format!("Bearer {tablet}");
        let (status, _) = call(&router, method, &path, Some((&header::AUTHORIZATION, &tablet))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}: a tablet's token opens the API");
    }
}

#[tokio::test]
async fn a_system_learns_where_a_citizen_stands_and_nothing_else() {
    for fixture in Fixture::both().await {
        let router = router(&fixture);
        let (number, cnic) = submitted(&fixture).await;
        let token = format!("Bearer {}", fixture.issue(CredentialKind::Api, "programme", &[]).await);
        let token = Some((&header::AUTHORIZATION, token.as_str()));
        let (status, standing) = get(&router, &format!("/api/v1/status/{cnic}"), token).await;
        assert_eq!(status, StatusCode::OK, "{}", fixture.engine);
        assert_eq!(standing["registry_number"], number.to_string());
        assert_eq!(standing["decision"]["programme"], "kafaalat");
        let keys: Vec<&String> = standing.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["decision", "registry_number", "surveyed_on"]);
        let (status, problem) = get(&router, &format!("/api/v1/status/{NOBODY}"), token).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
        let (status, problem) = get(&router, "/api/v1/status/12345", token).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("citizen_number.length"))
        );
        let (status, problem) = get(&router, &format!("/api/v1/households/{number}"), token).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("not_allowed")));
    }
}

#[tokio::test]
async fn staff_read_records_of_their_areas_and_points_by_permission() {
    for fixture in Fixture::both().await {
        let router = router(&fixture);
        let (number, _) = submitted(&fixture).await;
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
        fixture.add_user("elsewhere", Role::FieldOfficer, &["PK601"]).await;
        let path = format!("/api/v1/households/{number}");
        let as_user = async |name: &str, path: &str| {
            let cookie = format!("session={}", fixture.sign_in(name).await);
            get(&router, path, Some((&header::COOKIE, &cookie))).await
        };
        let (status, seen) = as_user("officer", &path).await;
        assert_eq!(status, StatusCode::OK, "{}: {seen}", fixture.engine);
        assert!(!seen["decision"]["score"]["items"].as_array().unwrap().is_empty());
        assert!(!seen["household"]["record"]["members"].as_array().unwrap().is_empty());
        assert_eq!(seen["history"][0]["change"], "register");
        let (_, seen) = as_user("desk", &path).await;
        assert!(seen["decision"]["score"].get("items").is_none(), "points without permission");
        let (status, _) = as_user("elsewhere", &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, _) = as_user("officer", &format!("{path}?as_of=2020-01-01")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "before its first survey");
        let (status, problem) = as_user("officer", &format!("{path}?as_of=yesterday")).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("date")));
        let (status, problem) = as_user("officer", "/api/v1/households/1234567890").await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("registry_number.check_digit"))
        );
    }
}

#[tokio::test]
async fn programmes_report_status_as_rows_or_as_a_file() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture);
    submitted(&fixture).await;
    fixture.add_user("programme", Role::ProgrammeOfficer, &[]).await;
    fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
    let send = async |name: &str, kind: &str, body: &'static str| {
        let request = Request::post("/api/v1/programmes/kafaalat/status")
            .header(header::COOKIE, format!("session={}", fixture.sign_in(name).await))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    let file = "registry_number,woman,status,from\n1,2,active,2026-11-22\n";
    let rows = r#"[{"registry_number":"1","woman":"2","status":"active","from":"2026-11-22"}]"#;
    for (kind, body) in [("text/csv; charset=utf-8", file), ("application/json", rows)] {
        let (status, report) = send("programme", kind, body).await;
        assert_eq!(status, StatusCode::OK, "{report}");
        assert_eq!((report["read"].as_u64(), report["applied"].as_u64()), (Some(1), Some(0)));
        assert_eq!(report["rejected"][0]["code"], "status.number");
    }
    for (kind, body, expected, code) in [
        ("text/csv", "a,b\n1,2\n", StatusCode::BAD_REQUEST, "status.columns"),
        ("application/json", "{}", StatusCode::BAD_REQUEST, "status.file"),
        // What a form of another site could send.
        ("text/plain", file, StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"),
    ] {
        let (status, problem) = send("programme", kind, body).await;
        assert_eq!((status, problem["code"].as_str()), (expected, Some(code)));
    }
    assert_eq!(send("desk", "text/csv", file).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn figures_emergencies_and_who_is_due() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture);
    submitted(&fixture).await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let officer = fixture.authority("officer").await;
    let new = operations::emergencies::NewEmergency {
        name: "Invented flood".to_owned(),
        hazard: operations::emergencies::Hazard::Flood,
        authority: "Invented authority".to_owned(),
        areas: vec![TEHSIL.parse().unwrap()],
        from: jiff::civil::date(2026, 11, 22),
        until: jiff::civil::date(2027, 2, 28),
    };
    let act = fixture.registry.declare_emergency(&officer, new).await.unwrap().id;
    let cookie = format!("session={}", fixture.sign_in("officer").await);
    let read = async |path: &str| get(&router, path, Some((&header::COOKIE, &cookie))).await;
    let (status, emergencies) = read("/api/v1/emergencies").await;
    assert_eq!((status, emergencies[0]["areas"][0].as_str()), (StatusCode::OK, Some(TEHSIL)));
    let (status, progress) = read(&format!("/api/v1/emergencies/{act}")).await;
    assert_eq!(status, StatusCode::OK, "{progress}");
    assert_eq!(progress["tehsils"][0]["households"], 1);
    assert_eq!(progress["tehsils"][0]["by_year"][0]["year"], 2026);
    let (_, programmes) = read("/api/v1/programmes").await;
    let kafaalat = programmes.as_array().unwrap().iter().find(|one| one["id"] == "kafaalat").unwrap();
    assert_eq!(
        (kafaalat["capacity"].as_u64(), kafaalat["families"]["active"].as_u64()),
        (Some(10_000_000), Some(0))
    );
    assert_eq!(read("/api/v1/due?type=cyclic").await, (StatusCode::OK, serde_json::json!([])));
    assert_eq!(read("/api/v1/due?type=shock").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(read("/api/v1/emergencies/none").await.0, StatusCode::NOT_FOUND);
}
