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
    let mut request = Request::get(path);
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
    pattern.replace("{registry_number}", &number).replace("{cnic}", NOBODY)
}

#[tokio::test]
async fn every_call_of_the_document_needs_a_token() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture);
    let document = serde_json::to_value(web::api::document()).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert!(paths.len() >= 2, "{paths:?}");
    for pattern in paths {
        assert!(!filled(pattern).contains('{'), "{pattern} has a parameter that this test does not know");
        let path = format!("/api/v1{}", filled(pattern));
        let (status, problem) = get(&router, &path, None).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("unauthenticated")),
            "{path}"
        );
        let wrong = format!("Bearer {}", "0".repeat(64));
        let (status, problem) = get(&router, &path, Some((&header::AUTHORIZATION, &wrong))).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("credential.unknown")),
            "{path}"
        );
        let tablet = fixture.issue(CredentialKind::Enumerator, &format!("tablet {pattern}"), &[TEHSIL]).await;
        let tablet = format!("Bearer {tablet}");
        let (status, _) = get(&router, &path, Some((&header::AUTHORIZATION, &tablet))).await;
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
