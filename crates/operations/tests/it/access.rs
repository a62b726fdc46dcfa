//! Who may do what, where: every verb about people against every role, and the trace that each attempt leaves.

use crate::{
    submission::{FARMER, WIDOW, named, send, send_example, set},
    tables::Tables,
};
use jiff::SignedDuration;
use operations::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission, Role},
    credentials::{CredentialKind, NewCredential},
    error::{VerbError, VerbResult},
    receive::{Incoming, IncomingFile},
    staff::Staff,
};
use registry::{
    clock::Clock, household::Household, identity::CitizenNumber, registry_number::RegistryNumber,
};
use std::time::Duration;
use store::rows::Log;
use testkit::registries::{Fixture, PASSWORD, TEHSIL, example};

/// The verbs that ask for an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    ViewHousehold,
    FindHousehold,
    FindByCitizenNumber,
    SearchNames,
    ListHouseholds,
    Count,
    FindDecision,
    FindStanding,
    ListSubmissions,
    FindSubmission,
    ReadAttachment,
    SettleSubmission,
    ListCredentials,
    IssueCredential,
    RevokeCredential,
    AddUser,
    ListUsers,
    SetPassword,
    SetUserEnabled,
    PublishForm,
    SetFormOpen,
    PutAreas,
    ListAudit,
}

impl Verb {
    const ALL: [Self; 23] = [
        Self::ViewHousehold,
        Self::FindHousehold,
        Self::FindByCitizenNumber,
        Self::SearchNames,
        Self::ListHouseholds,
        Self::Count,
        Self::FindDecision,
        Self::FindStanding,
        Self::ListSubmissions,
        Self::FindSubmission,
        Self::ReadAttachment,
        Self::SettleSubmission,
        Self::ListCredentials,
        Self::IssueCredential,
        Self::RevokeCredential,
        Self::AddUser,
        Self::ListUsers,
        Self::SetPassword,
        Self::SetUserEnabled,
        Self::PublishForm,
        Self::SetFormOpen,
        Self::PutAreas,
        Self::ListAudit,
    ];

    /// What it takes, and the action under which the log has it.
    fn law(self) -> (Permission, Action) {
        use Permission as P;
        match self {
            Self::ViewHousehold | Self::FindHousehold => (P::ReadHouseholds, Action::ReadHousehold),
            Self::FindByCitizenNumber | Self::SearchNames => (P::ReadHouseholds, Action::SearchHouseholds),
            Self::ListHouseholds | Self::Count => (P::ReadHouseholds, Action::ListHouseholds),
            Self::FindDecision => (P::ReadHouseholds, Action::ReadDecision),
            Self::FindStanding => (P::ReadStanding, Action::ReadStanding),
            Self::ListSubmissions => (P::ReadSubmissions, Action::ListSubmissions),
            Self::FindSubmission => (P::ReadSubmissions, Action::ReadSubmission),
            Self::ReadAttachment => (P::ReadSubmissions, Action::ReadAttachment),
            Self::SettleSubmission => (P::SettleSubmissions, Action::SettleSubmission),
            Self::ListCredentials | Self::IssueCredential => (P::ManageCredentials, Action::IssueCredential),
            Self::RevokeCredential => (P::ManageCredentials, Action::RevokeCredential),
            Self::AddUser | Self::ListUsers | Self::SetPassword | Self::SetUserEnabled => {
                (P::ManageUsers, Action::ChangeUser)
            }
            Self::PublishForm | Self::SetFormOpen => (P::ManageForms, Action::PublishForm),
            Self::PutAreas => (P::ManageForms, Action::ChangeAreas),
            Self::ListAudit => (P::ReadAudit, Action::ReadAudit),
        }
    }

    /// The actions that the log has when it is done, in order. Lists of staff and tokens and mere counts are not about
    /// citizens.
    fn done(self) -> Vec<Action> {
        match self {
            Self::Count | Self::ListCredentials | Self::ListUsers => Vec::new(),
            Self::SettleSubmission => vec![Action::ReadSubmission, Action::SettleSubmission],
            // Of the registry's two households one has a member of that name, and both are in the list.
            Self::ListHouseholds => vec![Action::ListHouseholds; 2],
            other => vec![other.law().1],
        }
    }
}

/// A registry with two households and a submission that waits.
struct World {
    fixture: Fixture,
    farmer: RegistryNumber,
    citizen: CitizenNumber,
    instance: String,
    waiting: String,
    acts: std::cell::Cell<u32>,
}

const PHOTO: &str = "1762160000101.jpg";

impl World {
    async fn both() -> Vec<Self> {
        let mut worlds = Vec::new();
        for fixture in Fixture::both().await {
            let sender = fixture.enumerator("tablet-7").await;
            let photo = fixture.registry.files().put(b"a photograph").await.unwrap();
            let file =
                IncomingFile { name: PHOTO.to_owned(), sha256: photo.sha256, size_bytes: photo.size_bytes };
            let incoming = Incoming { xml: example(FARMER).into_bytes(), files: vec![file] };
            let receipt = fixture.registry.receive(&sender, incoming).await.unwrap();
            send_example(&fixture, &sender, WIDOW).await;
            let twice = set(&example(WIDOW), "roster/member[1]/person/number", "90101-1000002-2");
            let waiting = send(&fixture.registry, &sender, &named(&twice, "uuid:waiting")).await.unwrap();
            fixture.add_user("victim", Role::Reviewer, &[]).await;
            worlds.push(Self {
                fixture,
                farmer: receipt.household.unwrap(),
                citizen: "90101-1000001-1".parse().unwrap(),
                instance: receipt.instance,
                waiting: waiting.instance,
                acts: std::cell::Cell::new(0),
            });
        }
        worlds
    }

    fn registry(&self) -> &Registry {
        &self.fixture.registry
    }

    /// Somebody of every role, with the name that the log has. The areas are those given, or everywhere.
    async fn everybody(&self, areas: &[&str]) -> Vec<(Role, Authority)> {
        let mut everybody = Vec::new();
        for role in Role::OF_STAFF {
            let name = format!("{}-{}", role.code().replace('_', "-"), areas.len());
            let areas = if role == Role::FieldOfficer && areas.is_empty() { &[TEHSIL] } else { areas };
            self.fixture.add_user(&name, role, areas).await;
            everybody.push((role, self.fixture.authority(&name).await));
        }
        for (role, kind) in
            [(Role::Enumerator, CredentialKind::Enumerator), (Role::System, CredentialKind::Api)]
        {
            let token = self.fixture.issue(kind, role.code(), areas).await;
            let sender = self.registry().authenticate_token(kind, &token, None).await.unwrap();
            everybody.push((role, sender.authority));
        }
        everybody
    }

    /// Runs a verb; whether there was anything to see.
    async fn run(&self, verb: Verb, authority: &Authority) -> VerbResult<bool> {
        let registry = self.registry();
        let act = self.acts.replace(self.acts.get() + 1);
        Ok(match verb {
            Verb::ViewHousehold => {
                registry.view_household(authority, self.farmer, None, None).await?;
                true
            }
            Verb::FindHousehold => {
                registry.find_household(authority, self.farmer).await?;
                true
            }
            Verb::FindByCitizenNumber => {
                registry.find_by_citizen_number(authority, self.citizen).await?.is_some()
            }
            Verb::SearchNames => !registry.search_names(authority, "gulzar").await?.is_empty(),
            Verb::ListHouseholds => !registry.list_households(authority, 0, 10).await?.is_empty(),
            Verb::Count => registry.count(authority).await?.households > 0,
            Verb::FindDecision => registry.find_decision(authority, self.farmer).await?.is_some(),
            Verb::FindStanding => {
                registry.find_standing(authority, self.citizen).await?;
                true
            }
            Verb::ListSubmissions => !registry.list_submissions(authority, None, 0, 10).await?.is_empty(),
            Verb::FindSubmission => {
                registry.find_submission(authority, &self.instance).await?;
                true
            }
            Verb::ReadAttachment => {
                registry.read_attachment(authority, &self.instance, PHOTO).await?;
                true
            }
            Verb::SettleSubmission => {
                registry.settle_submission(authority, &self.waiting).await?;
                true
            }
            Verb::ListCredentials => !registry.list_credentials(authority).await?.is_empty(),
            Verb::IssueCredential => {
                let new = NewCredential {
                    kind: CredentialKind::Enumerator,
                    label: format!("token-{act}"),
                    areas: vec![TEHSIL.parse().unwrap()],
                    language: "ur".to_owned(),
                    expires: self.fixture.clock.now() + SignedDuration::from_hours(1),
                };
                registry.issue_credential(authority, new).await?;
                true
            }
            Verb::RevokeCredential => {
                let all = registry.store().list_credentials().await.unwrap();
                let tablet = all.iter().find(|row| row.label == "tablet-7").unwrap().id;
                registry.revoke_credential(authority, tablet).await?;
                true
            }
            Verb::AddUser => {
                let staff = Staff {
                    name: format!("user-{act}"),
                    role: Role::Reviewer,
                    areas: Vec::new(),
                    language: "en".to_owned(),
                };
                registry.add_user(authority, staff, PASSWORD).await?;
                true
            }
            Verb::ListUsers => !registry.list_users(authority).await?.is_empty(),
            Verb::SetPassword => {
                // Too short, so that nobody learns more than that it is not allowed.
                let password = if authority.may(Permission::ManageUsers) { PASSWORD } else { "short" };
                registry.set_password(authority, "victim", password).await?;
                true
            }
            Verb::SetUserEnabled => {
                registry.set_user_enabled(authority, "victim", false).await?;
                true
            }
            Verb::PublishForm => {
                let form =
                    testkit::registries::forms().into_iter().find(|form| form.contains("id=\"household\""));
                let form = form.unwrap().replace("2026112201", &format!("2031{act:06}"));
                registry.publish_form(authority, form).await?;
                true
            }
            Verb::SetFormOpen => {
                registry.set_form_open(authority, "roster_update", true).await?;
                true
            }
            Verb::PutAreas => {
                registry.put_areas(authority, testkit::registries::areas()[..1].to_vec()).await?;
                true
            }
            Verb::ListAudit => !registry.list_audit(authority, None, 0, 10).await?.is_empty(),
        })
    }

    async fn log_end(&self) -> u64 {
        self.registry().store().log_head(Log::Audit).await.unwrap().0
    }

    /// The entries after a position by an actor, once there are as many as expected: those that are queued come
    /// within a tenth of a second.
    async fn entries(&self, after: u64, actor: &str, expected: usize) -> Vec<AuditEntry> {
        let mut entries = Vec::new();
        for _ in 0..250 {
            let rows = self.registry().store().read_log(Log::Audit, after, 100).await.unwrap();
            entries = rows.iter().map(|row| serde_json::from_str::<AuditEntry>(&row.text).unwrap()).collect();
            entries.retain(|entry| entry.actor == actor);
            if entries.len() >= expected {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        entries
    }
}

fn in_short(entries: &[AuditEntry]) -> Vec<(Action, Outcome)> {
    entries.iter().map(|entry| (entry.action, entry.outcome)).collect()
}

#[tokio::test]
async fn every_role_may_what_it_may_and_every_attempt_is_in_the_log() {
    for world in World::both().await {
        for (role, authority) in world.everybody(&[]).await {
            for verb in Verb::ALL {
                let (permission, action) = verb.law();
                let before = world.log_end().await;
                let result = world.run(verb, &authority).await;
                let case = format!("{}: {verb:?} by {role:?}", world.fixture.engine);
                let allowed = role.allows(permission);
                let expected: Vec<_> = if allowed {
                    assert!(matches!(result, Ok(true)), "{case}: {result:?}");
                    verb.done().into_iter().map(|action| (action, Outcome::Done)).collect()
                } else {
                    assert!(matches!(result, Err(VerbError::NotAllowed)), "{case}: {result:?}");
                    vec![(action, Outcome::Refused)]
                };
                let entries = world.entries(before, authority.actor(), expected.len()).await;
                assert_eq!(in_short(&entries), expected, "{case}");
                assert!(entries.iter().all(|entry| entry.at == world.fixture.clock.now()), "{case}");
            }
        }
    }
}

#[tokio::test]
async fn the_console_may_everything_and_is_in_the_log() {
    for world in World::both().await {
        for verb in Verb::ALL {
            let before = world.log_end().await;
            let expected: Vec<_> = verb.done().into_iter().map(|action| (action, Outcome::Done)).collect();
            assert!(matches!(world.run(verb, &Authority::console()).await, Ok(true)), "{verb:?}");
            let entries = world.entries(before, "console", expected.len()).await;
            assert_eq!(in_short(&entries), expected, "{}: {verb:?}", world.fixture.engine);
        }
    }
}

#[tokio::test]
async fn what_lies_outside_the_areas_is_not_there() {
    for world in World::both().await {
        for (role, authority) in world.everybody(&["PK60101"]).await {
            for verb in Verb::ALL.into_iter().filter(|verb| role.allows(verb.law().0)) {
                let case = format!("{}: {verb:?} by {role:?}", world.fixture.engine);
                let before = world.log_end().await;
                let result = world.run(verb, &authority).await;
                let one = |action, outcome| Some(vec![(action, outcome)]);
                let expected = match verb {
                    Verb::ViewHousehold
                    | Verb::FindHousehold
                    | Verb::FindDecision
                    | Verb::FindStanding
                    | Verb::FindSubmission
                    | Verb::ReadAttachment => {
                        assert!(matches!(result, Err(VerbError::NotFound)), "{case}: {result:?}");
                        one(verb.law().1, Outcome::Refused)
                    }
                    Verb::SettleSubmission => {
                        assert!(matches!(result, Err(VerbError::NotFound)), "{case}: {result:?}");
                        one(Action::ReadSubmission, Outcome::Refused)
                    }
                    Verb::FindByCitizenNumber => {
                        assert!(matches!(result, Ok(false)), "{case}: {result:?}");
                        one(Action::SearchHouseholds, Outcome::Refused)
                    }
                    Verb::SearchNames | Verb::ListHouseholds => {
                        assert!(matches!(result, Ok(false)), "{case}: {result:?}");
                        one(verb.law().1, Outcome::NotFound)
                    }
                    Verb::ListSubmissions | Verb::Count => {
                        assert!(matches!(result, Ok(false)), "{case}: {result:?}");
                        None
                    }
                    Verb::IssueCredential => {
                        assert!(matches!(result, Err(VerbError::NotAllowed)), "{case}: {result:?}");
                        one(Action::IssueCredential, Outcome::Refused)
                    }
                    Verb::RevokeCredential => {
                        assert!(matches!(result, Err(VerbError::NotFound)), "{case}: {result:?}");
                        one(Action::RevokeCredential, Outcome::NotFound)
                    }
                    _ => None,
                };
                if let Some(expected) = expected {
                    let entries = world.entries(before, authority.actor(), 1).await;
                    assert_eq!(in_short(&entries), expected, "{case}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_entry_says_which_household_and_which_submission() {
    for world in World::both().await {
        let console = Authority::console();
        for (verb, household, subject) in [
            (Verb::ViewHousehold, true, false),
            (Verb::FindDecision, true, false),
            (Verb::FindStanding, true, false),
            (Verb::FindByCitizenNumber, true, false),
            (Verb::SearchNames, true, false),
            (Verb::FindSubmission, true, true),
            (Verb::ReadAttachment, true, true),
        ] {
            let before = world.log_end().await;
            world.run(verb, &console).await.unwrap();
            let entries = world.entries(before, "console", 1).await;
            let entry = &entries[0];
            assert_eq!(entry.household, household.then_some(world.farmer), "{verb:?}");
            assert_eq!(entry.subject.as_deref(), subject.then_some(world.instance.as_str()), "{verb:?}");
        }
    }
}

#[tokio::test]
async fn what_nobody_has_is_not_found_and_the_question_is_in_the_log() {
    for world in World::both().await {
        let console = Authority::console();
        let registry = world.registry();
        let nobody: CitizenNumber = "99999-9999999-9".parse().unwrap();
        let before = world.log_end().await;
        assert!(matches!(registry.find_standing(&console, nobody).await, Err(VerbError::NotFound)));
        let entries = world.entries(before, "console", 1).await;
        assert_eq!(
            in_short(&entries),
            [(Action::ReadStanding, Outcome::NotFound)],
            "{}",
            world.fixture.engine
        );
        let before = world.log_end().await;
        assert_eq!(registry.find_by_citizen_number(&console, nobody).await.unwrap(), None);
        assert_eq!(registry.search_names(&console, "zzzz").await.unwrap().len(), 0);
        assert!(matches!(registry.find_submission(&console, "uuid:none").await, Err(VerbError::NotFound)));
        let other: RegistryNumber = "482-913-7065".parse().unwrap();
        assert!(matches!(registry.find_household(&console, other).await, Err(VerbError::NotFound)));
        let entries = world.entries(before, "console", 4).await;
        assert_eq!(entries.len(), 4);
        assert!(entries.iter().all(|entry| entry.outcome == Outcome::NotFound));
    }
}

#[tokio::test]
async fn signing_in_and_out_and_sending_are_in_the_log() {
    for world in World::both().await {
        world.fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
        let before = world.log_end().await;
        assert!(world.registry().sign_in("officer", "a-wrong-password", "10.0.0.1").await.is_err());
        let secret = world.fixture.sign_in("officer").await;
        let session = world.registry().find_session(&secret).await.unwrap().unwrap();
        world.registry().sign_out(&secret, &session).await.unwrap();
        let entries = world.entries(before, "officer", 3).await;
        let expected = [
            (Action::SignIn, Outcome::Refused),
            (Action::SignIn, Outcome::Done),
            (Action::SignOut, Outcome::Done),
        ];
        assert_eq!(in_short(&entries), expected, "{}", world.fixture.engine);
        let sent = world.entries(0, "tablet-7", 3).await;
        assert_eq!(in_short(&sent), [(Action::Submit, Outcome::Done); 3]);
        assert_eq!(
            (sent[0].household, sent[0].subject.as_ref()),
            (Some(world.farmer), Some(&world.instance))
        );
    }
}

/// Everything by which the members of a household could be told: names in both scripts and numbers, however written.
fn told_by(household: &Household) -> Vec<String> {
    let members = &household.record.members;
    let names = members.iter().flat_map(|member| [&member.name, &member.name_urdu]).flatten();
    let numbers = members.iter().filter_map(|member| member.identity.number());
    let numbers = numbers.flat_map(|number| [number.to_string(), number.as_u64().to_string()]);
    names.map(|name| name.reveal().to_owned()).chain(numbers).collect()
}

#[tokio::test]
async fn nothing_but_the_record_itself_tells_of_a_person() {
    for world in World::both().await {
        for (_, authority) in world.everybody(&[]).await {
            for verb in Verb::ALL {
                let _ = world.run(verb, &authority).await;
            }
        }
        let _ = world.registry().search_names(&Authority::console(), "Shabnam Darya").await;
        let before = world.log_end().await;
        world.run(Verb::FindStanding, &Authority::console()).await.unwrap();
        world.entries(before, "console", 1).await;

        let mut secrets = Vec::new();
        for row in world.registry().list_households(&Authority::console(), 0, 10).await.unwrap() {
            secrets.extend(told_by(&row.household));
        }
        assert!(secrets.len() > 25 && secrets.contains(&"9010110000011".to_owned()));
        // What was sent lies in the submissions, compressed as it came; their findings and all else are searched.
        let of_the_record = ["household", "citizen_number", "name_word", "change_log"];
        for row in Tables::of(&world.fixture).await.dump().await.texts(&of_the_record) {
            for secret in &secrets {
                assert!(
                    !row.contains(secret.as_str()),
                    "{}: {}",
                    world.fixture.engine,
                    &row[..row.len().min(20)]
                );
            }
        }
    }
}

#[tokio::test]
async fn where_a_household_stands_tells_of_nobody_and_holds_no_score() {
    for world in World::both().await {
        let household = world.registry().find_household(&Authority::console(), world.farmer).await.unwrap();
        let standing = world.registry().find_standing(&Authority::console(), world.citizen).await.unwrap();
        let text = serde_json::to_string(&standing).unwrap();
        assert!(told_by(&household).iter().all(|secret| !text.contains(secret.as_str())), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            keys(&value),
            ["decision", "may_update_from", "registry_number", "surveyed_on"],
            "{}",
            world.fixture.engine
        );
        assert_eq!(keys(&value["decision"]), ["decided_on", "outcome", "policy", "programme"]);
    }
}

#[tokio::test]
async fn points_are_for_those_who_may_see_them() {
    for world in World::both().await {
        for (role, authority) in
            world.everybody(&[]).await.into_iter().filter(|(role, _)| role.allows(Permission::ReadHouseholds))
        {
            let viewed = world.registry().find_decision(&authority, world.farmer).await.unwrap().unwrap();
            let view = world.registry().view_household(&authority, world.farmer, None, None).await.unwrap();
            for viewed in [viewed, view.decision.unwrap()] {
                let may = role.allows(Permission::ReadPoints);
                assert_eq!(viewed.points_visible, may, "{}: {role:?}", world.fixture.engine);
                assert_eq!(
                    !viewed.decision.score.items.is_empty(),
                    may,
                    "{}: {role:?}",
                    world.fixture.engine
                );
            }
        }
    }
}
