//! Signing in and tokens: what holds, until when, for whom; and that no secret lies in the store.

use crate::{
    submission::{FARMER, send_example},
    tables::Tables,
};
use jiff::SignedDuration;
use operations::{
    authority::{Authority, Role},
    credentials::{CredentialError, CredentialKind, NewCredential},
    error::VerbError,
    staff::SignInError,
};
use registry::clock::Clock;
use std::fs;
use testkit::registries::{Fixture, PASSWORD, TEHSIL};

const OTHER_PASSWORD: &str = "another-invented-password";

async fn wrong(fixture: &Fixture, name: &str, password: &str, address: &str) -> SignInError {
    match fixture.registry.sign_in(name, password, address).await {
        Ok(_) => panic!("{name} was signed in"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn whoever_may_not_sign_in_is_not_told_why() {
    for fixture in Fixture::both().await {
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        fixture.add_user("retired", Role::RegistryOfficer, &[]).await;
        fixture.registry.set_user_enabled(&Authority::console(), "retired", false).await.unwrap();
        let signed_in = fixture.registry.sign_in("officer", PASSWORD, "10.0.0.1").await.unwrap();
        let session = fixture.registry.find_session(&signed_in.secret).await.unwrap().unwrap();
        assert_eq!(session.authority.role(), Some(Role::RegistryOfficer), "{}", fixture.engine);
        assert_ne!(session.csrf, signed_in.secret);

        let texts = [
            wrong(&fixture, "officer", "a-wrong-invented-password", "10.0.0.2").await.to_string(),
            wrong(&fixture, "nobody", PASSWORD, "10.0.0.3").await.to_string(),
            wrong(&fixture, "retired", PASSWORD, "10.0.0.4").await.to_string(),
            wrong(&fixture, "", "", "10.0.0.5").await.to_string(),
        ];
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
        assert!(fixture.registry.find_session("0000").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn wrong_passwords_make_name_and_address_wait_ever_longer() {
    for fixture in Fixture::both().await {
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        fixture.add_user("colleague", Role::RegistryOfficer, &[]).await;
        let (here, elsewhere) = ("10.0.0.1", "10.0.0.2");
        for _ in 0..6 {
            assert!(matches!(wrong(&fixture, "officer", "wrong", here).await, SignInError::Wrong));
        }
        let SignInError::Wait(first) = wrong(&fixture, "officer", PASSWORD, here).await else { panic!() };
        assert!((1..=3).contains(&first), "{}: {first} seconds", fixture.engine);
        assert!(
            matches!(wrong(&fixture, "officer", PASSWORD, elsewhere).await, SignInError::Wait(_)),
            "by name"
        );
        assert!(
            matches!(wrong(&fixture, "colleague", PASSWORD, here).await, SignInError::Wait(_)),
            "by address"
        );
        assert!(
            fixture.registry.sign_in("colleague", PASSWORD, elsewhere).await.is_ok(),
            "nobody else waits"
        );

        let mut longest = 0;
        for _ in 0..20 {
            fixture.clock.advance(SignedDuration::from_secs(longest.max(first)));
            assert!(matches!(wrong(&fixture, "officer", "wrong", here).await, SignInError::Wrong));
            let SignInError::Wait(seconds) = wrong(&fixture, "officer", "wrong", here).await else {
                panic!()
            };
            assert!(seconds >= longest, "it never gets shorter");
            longest = seconds;
        }
        assert!((900..=901).contains(&longest), "{longest} seconds at the most");
        fixture.clock.advance(SignedDuration::from_secs(longest));
        assert!(fixture.registry.sign_in("officer", PASSWORD, here).await.is_ok(), "{}", fixture.engine);
        assert!(
            matches!(wrong(&fixture, "officer", "wrong", here).await, SignInError::Wrong),
            "counted anew"
        );
        assert!(fixture.registry.sign_in("officer", PASSWORD, here).await.is_ok());
    }
}

#[tokio::test]
async fn a_session_ends_with_its_hours_its_user_or_its_password() {
    for fixture in Fixture::both().await {
        let console = Authority::console();
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        let open = async |secret: &str| fixture.registry.find_session(secret).await.unwrap().is_some();

        let secret = fixture.sign_in("officer").await;
        fixture.clock.advance(SignedDuration::from_secs(12 * 3600 - 1));
        assert!(open(&secret).await, "{}", fixture.engine);
        fixture.clock.advance(SignedDuration::from_secs(1));
        assert!(!open(&secret).await, "after twelve hours");

        let (out, stays) = (fixture.sign_in("officer").await, fixture.sign_in("officer").await);
        let session = fixture.registry.find_session(&out).await.unwrap().unwrap();
        fixture.registry.sign_out(&out, &session).await.unwrap();
        assert!(!open(&out).await && open(&stays).await, "signing out ends one session");

        fixture.registry.set_password(&console, "officer", OTHER_PASSWORD).await.unwrap();
        assert!(!open(&stays).await, "{}", fixture.engine);
        assert!(matches!(wrong(&fixture, "officer", PASSWORD, "10.0.0.1").await, SignInError::Wrong));
        let secret = fixture.registry.sign_in("officer", OTHER_PASSWORD, "10.0.0.1").await.unwrap().secret;
        fixture.registry.set_user_enabled(&console, "officer", false).await.unwrap();
        assert!(!open(&secret).await);
    }
}

#[tokio::test]
async fn the_choice_of_a_language_brings_no_old_password_back() {
    for fixture in Fixture::both().await {
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        let secret = fixture.sign_in("officer").await;
        let session = fixture.registry.find_session(&secret).await.unwrap().unwrap();
        fixture.registry.set_password(&Authority::console(), "officer", OTHER_PASSWORD).await.unwrap();
        fixture.registry.set_language(&session, "ur").await.unwrap();
        assert!(matches!(wrong(&fixture, "officer", PASSWORD, "10.0.0.1").await, SignInError::Wrong));
        let signed_in = fixture.registry.sign_in("officer", OTHER_PASSWORD, "10.0.0.1").await.unwrap();
        assert_eq!(signed_in.user.language, "ur", "{}", fixture.engine);
        let refused = fixture.registry.set_language(&session, "klingon").await;
        assert!(matches!(refused, Err(VerbError::Invalid(_))));
    }
}

async fn authenticate(
    fixture: &Fixture,
    kind: CredentialKind,
    token: &str,
    device: Option<&str>,
) -> Result<(), &'static str> {
    let sender = fixture.registry.authenticate_token(kind, token, device).await;
    sender.map(|_| ()).map_err(|error: CredentialError| error.code())
}

#[tokio::test]
async fn a_token_ends_on_its_day_or_when_it_is_revoked() {
    use CredentialKind::Enumerator;
    for fixture in Fixture::both().await {
        let token = fixture.issue(Enumerator, "enumerator-1", &[TEHSIL]).await;
        let other = fixture.issue(Enumerator, "enumerator-2", &[TEHSIL]).await;
        assert_eq!(authenticate(&fixture, Enumerator, &token, Some("a")).await, Ok(()));
        let console = Authority::console();
        let rows = fixture.registry.list_credentials(&console).await.unwrap();
        let row = rows.iter().find(|row| row.label == "enumerator-1").unwrap();
        fixture.registry.revoke_credential(&console, row.id).await.unwrap();
        assert_eq!(authenticate(&fixture, Enumerator, &token, Some("a")).await, Err("credential.revoked"));
        assert_eq!(authenticate(&fixture, Enumerator, &other, Some("b")).await, Ok(()), "{}", fixture.engine);
        fixture.clock.advance(SignedDuration::from_hours(24 * 100) - SignedDuration::from_secs(1));
        assert_eq!(authenticate(&fixture, Enumerator, &other, Some("b")).await, Ok(()));
        fixture.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(authenticate(&fixture, Enumerator, &other, Some("b")).await, Err("credential.expired"));
        let nobodys = "0".repeat(64);
        assert_eq!(authenticate(&fixture, Enumerator, &nobodys, None).await, Err("credential.unknown"));
    }
}

#[tokio::test]
async fn a_token_belongs_to_the_device_that_first_used_it() {
    use CredentialKind::Enumerator;
    for fixture in Fixture::both().await {
        let token = fixture.issue(Enumerator, "enumerator-1", &[TEHSIL]).await;
        assert_eq!(authenticate(&fixture, Enumerator, &token, None).await, Ok(()), "not bound yet");
        assert_eq!(authenticate(&fixture, Enumerator, &token, Some("tablet")).await, Ok(()));
        for device in [Some("another"), None, Some("")] {
            let refused = authenticate(&fixture, Enumerator, &token, device).await;
            assert_eq!(refused, Err("credential.other_device"), "{}: {device:?}", fixture.engine);
        }
        assert_eq!(authenticate(&fixture, Enumerator, &token, Some("tablet")).await, Ok(()));
    }
}

#[tokio::test]
async fn basic_auth_asks_for_the_label_as_well() {
    for fixture in Fixture::both().await {
        let token = fixture.issue(CredentialKind::Enumerator, "enumerator-1", &[TEHSIL]).await;
        let basic = async |label: &str, device: &str| {
            let sender = fixture.registry.authenticate_basic(label, &token, Some(device)).await;
            sender.map(|sender| sender.authority.actor().to_owned()).map_err(|error| error.code())
        };
        assert_eq!(basic("somebody", "thief").await, Err("credential.unknown"));
        assert_eq!(
            basic("enumerator-1", "tablet").await,
            Ok("enumerator-1".to_owned()),
            "not bound by the wrong label"
        );
        assert_eq!(
            basic("enumerator-1", "thief").await,
            Err("credential.other_device"),
            "{}",
            fixture.engine
        );
    }
}

#[tokio::test]
async fn a_token_is_for_one_kind_of_use() {
    use CredentialKind::{Api, Enumerator};
    for fixture in Fixture::both().await {
        let tablet = fixture.issue(Enumerator, "enumerator-1", &[TEHSIL]).await;
        let system = fixture.issue(Api, "bank", &[]).await;
        assert_eq!(authenticate(&fixture, Api, &tablet, None).await, Err("credential.unknown"));
        assert_eq!(authenticate(&fixture, Enumerator, &system, None).await, Err("credential.unknown"));
        assert_eq!(authenticate(&fixture, Api, &system, None).await, Ok(()), "{}", fixture.engine);
        assert!(fixture.registry.authenticate_basic("bank", &system, None).await.is_err());
    }
}

#[tokio::test]
async fn nobody_gives_or_takes_what_lies_outside_the_own_areas() {
    for fixture in Fixture::both().await {
        fixture.add_user("officer", Role::RegistryOfficer, &["PK901"]).await;
        let officer = fixture.authority("officer").await;
        let new = |areas: &[&str]| NewCredential {
            kind: CredentialKind::Enumerator,
            label: "new".to_owned(),
            areas: areas.iter().map(|area| area.parse().unwrap()).collect(),
            language: "en".to_owned(),
            expires: fixture.clock.now() + SignedDuration::from_hours(1),
        };
        for areas in [&["PK60101"] as &[&str], &[], &[TEHSIL, "PK60101"]] {
            let refused = fixture.registry.issue_credential(&officer, new(areas)).await;
            assert_eq!(refused.unwrap_err().code(), "not_allowed", "{}: {areas:?}", fixture.engine);
        }
        let (own, _) = fixture.registry.issue_credential(&officer, new(&[TEHSIL])).await.unwrap();
        fixture.issue(CredentialKind::Enumerator, "far", &["PK60101"]).await;
        let all = fixture.registry.list_credentials(&Authority::console()).await.unwrap();
        let far = all.iter().find(|row| row.label == "far").unwrap().id;
        let seen = fixture.registry.list_credentials(&officer).await.unwrap();
        assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), [own]);
        assert_eq!(fixture.registry.revoke_credential(&officer, far).await.unwrap_err().code(), "not_found");
        fixture.registry.revoke_credential(&officer, own).await.unwrap();
        let all = fixture.registry.list_credentials(&Authority::console()).await.unwrap();
        let revoked: Vec<_> = all.iter().filter(|row| row.revoked.is_some()).map(|row| row.id).collect();
        assert_eq!(revoked, [own], "{}", fixture.engine);
    }
}

#[tokio::test]
async fn staff_and_credentials_that_cannot_be_are_refused() {
    for fixture in Fixture::both().await {
        let console = Authority::console();
        let staff = |name: &str, role| operations::staff::Staff {
            name: name.to_owned(),
            role,
            areas: Vec::new(),
            language: "en".to_owned(),
        };
        let add = async |name: &str, role, password: &str| {
            fixture
                .registry
                .add_user(&console, staff(name, role), password)
                .await
                .map_err(|error| error.code())
        };
        for name in ["", "a", "With Space", "UPPER", "ok\n"] {
            assert_eq!(add(name, Role::Reviewer, PASSWORD).await, Err("invalid"), "{name:?}");
        }
        assert_eq!(add("short", Role::Reviewer, "elevenchars").await, Err("invalid"));
        assert_eq!(
            add("enumerator", Role::Enumerator, PASSWORD).await,
            Err("invalid"),
            "sends and never signs in"
        );
        assert_eq!(add("everywhere", Role::FieldOfficer, PASSWORD).await, Err("invalid"), "has an area");
        assert!(add("reviewer", Role::Reviewer, PASSWORD).await.is_ok());
        assert_eq!(add("reviewer", Role::Reviewer, PASSWORD).await, Err("exists"), "{}", fixture.engine);
        let nobody = fixture.registry.set_password(&console, "nobody", OTHER_PASSWORD).await;
        assert_eq!(nobody.unwrap_err().code(), "not_found");
    }
}

#[tokio::test]
async fn no_secret_lies_in_the_store() {
    for fixture in Fixture::both().await {
        fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        let token = fixture.issue(CredentialKind::Enumerator, "enumerator-1", &[TEHSIL]).await;
        let sender = fixture
            .registry
            .authenticate_token(CredentialKind::Enumerator, &token, Some("tablet"))
            .await
            .unwrap();
        send_example(&fixture, &sender, FARMER).await;
        let session = fixture.sign_in("officer").await;
        // A password typed in the place of the name must not get into the audit log.
        wrong(&fixture, "Typed-Instead-Of-A-Name!", PASSWORD, "10.0.0.1").await;
        let secrets = [PASSWORD, &token, &session, "Typed-Instead"];

        let tables = Tables::of(&fixture).await;
        for row in tables.dump().await.texts(&[]) {
            for secret in secrets {
                let in_hexadecimal = hex::encode(secret);
                assert!(!row.contains(secret) && !row.contains(&in_hexadecimal), "{}", fixture.engine);
            }
        }
        for file in fs::read_dir(fixture.folder()).unwrap().map(|file| file.unwrap().path()) {
            let Ok(bytes) = fs::read(&file) else { continue };
            for secret in secrets {
                let raw = hex_bytes(secret);
                let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
                assert!(
                    !found(secret.as_bytes()) && !raw.is_some_and(|raw| found(&raw)),
                    "{}",
                    file.display()
                );
            }
        }
        // Argon2id with a salt of its own for everybody.
        fixture.add_user("colleague", Role::RegistryOfficer, &[]).await;
        let hashes = tables.rows("select password_hash from staff").await;
        assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")) && hashes[0] != hashes[1]);
    }
}

/// The bytes that a secret in hexadecimal stands for.
fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok()
}
