//! Events in the life of a household, one form each: the right change, or a wait with the right code.

use crate::{
    citizens::{accept_case, vouch},
    submission::{FARMER, KILN, WIDOW, named, places, send, send_example, set, set_all, stored, without},
    tables::Tables,
};
use operations::{
    authority::Role,
    credentials::{CredentialKind, Sender},
    receive::Receipt,
};
use registry::{
    change::{Arrival, Change, Entry, Evidence, UpdateType},
    code_lists::{Difficulty, MaritalStatus, Relation, Sex},
    family::families,
    household::{Departure, Household},
    registry_number::RegistryNumber,
};
use store::rows::SubmissionState;
use survey::instance::Instance;
use testkit::registries::{Fixture, TEHSIL, example};

const BIRTH: &str = "roster_update/birth-of-a-child.xml";
const DEATH: &str = "roster_update/death-of-the-grandmother.xml";
const DISABILITY: &str = "roster_update/new-disability.xml";
const NIKAH: &str = "roster_update/nikah-of-a-son.xml";

/// A household that is there, and somebody who reports about it.
struct Case {
    fixture: Fixture,
    sender: Sender,
    number: RegistryNumber,
}

impl Case {
    async fn both(survey: &str) -> Vec<Self> {
        let mut cases = Vec::new();
        for fixture in Fixture::both().await {
            let sender = fixture.enumerator("desk-1").await;
            let number = send_example(&fixture, &sender, survey).await.household.unwrap();
            cases.push(Self { fixture, sender, number });
        }
        cases
    }

    /// Sends an example about this household, changed, under an instance id of its own.
    async fn report(&self, form: &str, answers: &[(&str, &str)]) -> Receipt {
        let xml = set(&example(form), "household/registry_number", &self.number.to_string());
        self.send(&set_all(&xml, answers)).await
    }

    async fn send(&self, xml: &str) -> Receipt {
        let sent = self.fixture.registry.store().count(None).await.unwrap().submissions;
        let total: u64 = sent.iter().map(|(_, number)| number).sum();
        let answer = |path: &str| {
            let instance = Instance::parse(xml.as_bytes()).unwrap();
            instance.text_at(&format!("/data/{path}")).unwrap_or_default().to_owned()
        };
        // The form works out the submission's name.
        let name = ["update/event", "update/event_date", "interview/interview_date"].map(answer).join(" · ");
        let xml = named(&set(xml, "meta/instanceName", &name), &format!("uuid:report-{total}"));
        vouch(&self.fixture, &xml).await;
        send(&self.fixture.registry, &self.sender, &xml).await.unwrap()
    }

    /// The household after a report that must be accepted without findings: at once, or by an officer where the rule wants
    /// one to look.
    async fn accept(&self, form: &str, answers: &[(&str, &str)]) -> Household {
        let receipt = self.report(form, answers).await;
        assert_eq!(places(&receipt.findings), [], "{}", self.fixture.engine);
        assert_eq!(receipt.household, Some(self.number));
        if receipt.state == SubmissionState::Held {
            accept_case(&self.fixture, &receipt.instance).await;
        }
        stored(&self.fixture, self.number).await
    }

    /// Makes sure that a report waits with these findings and changes no household.
    async fn hold(&self, form: &str, answers: &[(&str, &str)], expected: &[(&str, &str)]) -> Receipt {
        let tables = Tables::of(&self.fixture).await;
        let before = tables.dump().await;
        let receipt = self.report(form, answers).await;
        assert_eq!(places(&receipt.findings), expected, "{}", self.fixture.engine);
        assert_eq!(receipt.state, SubmissionState::Held);
        tables.dump().await.assert_same_households(&before, self.fixture.engine);
        receipt
    }

    async fn last_entry(&self) -> Entry {
        let rows = self.fixture.registry.store().list_entries(self.number).await.unwrap();
        serde_json::from_str(&rows.last().unwrap().text).unwrap()
    }
}

#[tokio::test]
async fn a_birth_adds_a_child_to_her_mothers_family() {
    for case in Case::both(FARMER).await {
        let born = [("update/event_date", "2026-11-10"), ("member/person/birth_date", "2026-11-10")];
        let before = stored(&case.fixture, case.number).await;
        let household = case.accept(BIRTH, &born).await;
        let child = household.record.members.last().unwrap();
        assert_eq!((household.record.members.len(), child.line), (8, 8));
        assert_eq!(child.mother, Some(before.record.members[1].id));
        assert_eq!(child.father, Some(before.record.members[0].id));
        let family =
            families(&household.record).into_iter().find(|family| Some(family.woman) == child.mother);
        assert_eq!(family.unwrap().children.last(), Some(&child.id), "{}", case.fixture.engine);
        let number = child.identity.number().unwrap();
        let holders = case.fixture.registry.store().find_holders(&[number]).await.unwrap();
        assert_eq!((holders.len(), holders[0].household, holders[0].person), (1, case.number, child.id));
        let row = case.fixture.registry.store().find_household(case.number).await.unwrap().unwrap();
        assert_eq!(row.version, 2);
        assert!(row.outcome.is_some());
    }
}

#[tokio::test]
async fn a_child_born_before_the_survey_that_missed_it_counts_since_the_survey() {
    for case in Case::both(FARMER).await {
        let household = case.accept(BIRTH, &[]).await;
        let child = household.record.members.last().unwrap();
        assert_eq!(child.person.birth_date, Some("2026-10-21".parse().unwrap()), "{}", case.fixture.engine);
        assert_eq!(case.last_entry().await.effective.to_string(), "2026-11-03");
    }
}

#[tokio::test]
async fn evidence_and_reason_stand_in_the_log() {
    for case in Case::both(WIDOW).await {
        case.accept(NIKAH, &[("update/event_date", "2026-11-10")]).await;
        let entry = case.last_entry().await;
        let [Evidence::Submission { instance }, Evidence::Document { document, number }] =
            &entry.evidence[..]
        else {
            panic!("{:?}", entry.evidence)
        };
        assert_eq!((instance.as_str(), document.as_str()), ("uuid:report-1", "marriage_certificate"));
        assert_eq!(number.reveal(), "NN-117", "{}", case.fixture.engine);
        assert!(entry.reason.unwrap().reveal().starts_with("Married at the registration"));
        assert_eq!((entry.author.as_str(), entry.update_type), ("desk-1", UpdateType::Roster));
        assert_eq!(entry.effective.to_string(), "2026-11-10");
        assert_eq!(entry.recorded.to_string(), "2026-11-22T07:00:00Z");
        assert_eq!(entry.place.unwrap().as_str(), "PK90101");
    }
}

#[tokio::test]
async fn a_death_makes_a_former_member_whose_line_nobody_gets() {
    for case in Case::both(FARMER).await {
        let household = case.accept(DEATH, &[]).await;
        let former = &household.former_members[0];
        assert_eq!((former.member.line, former.departure), (7, Departure::Death), "{}", case.fixture.engine);
        assert_eq!(former.left_on.to_string(), "2026-11-12");
        let number = former.member.identity.number().unwrap();
        assert_eq!(case.fixture.registry.store().find_holders(&[number]).await.unwrap(), []);
        let born = [("update/event_date", "2026-11-15"), ("member/person/birth_date", "2026-11-15")];
        let household = case.accept(BIRTH, &born).await;
        assert_eq!(household.record.members.last().unwrap().line, 8);

        let again = [("update/event_date", "2026-11-16")];
        case.hold(DEATH, &again, &[("member.unknown", "update/member_number")]).await;
    }
}

#[tokio::test]
async fn a_member_leaves_by_marriage_or_departure() {
    for (event, departure) in [("marriage_out", Departure::Marriage), ("departure", Departure::Departure)] {
        for case in Case::both(FARMER).await {
            let answers = [
                ("update/event", event),
                ("update/member_number", "90101-1000003-3"),
                ("evidence/certificate_kind", "marriage_certificate"),
            ];
            let household = case.accept(DEATH, &answers).await;
            let former = &household.former_members[0];
            assert_eq!((former.member.line, former.departure), (3, departure), "{}", case.fixture.engine);
        }
    }
}

/// An adult in place of the child of the example of a birth.
const BRIDE: [(&str, &str); 23] = [
    ("evidence/certificate_kind", "marriage_certificate"),
    ("member/person/name", "Nargis Darya"),
    ("member/person/number_kind", "cnic"),
    ("member/person/number", "90101-4000001-2"),
    ("member/person/relation", "child_in_law"),
    ("member/person/birth_date", "2004-01-01"),
    ("member/person/age", "22"),
    ("member/person/marital_status", "married"),
    ("member/person/spouse_line", "3"),
    ("member/person/father_line", ""),
    ("member/person/mother_line", ""),
    ("member/person/executive_passport", "no"),
    ("member/person/foreign_travel", "no"),
    ("member/disability/seeing", "none"),
    ("member/disability/hearing", "none"),
    ("member/disability/walking", "none"),
    ("member/disability/remembering", "none"),
    ("member/disability/self_care", "none"),
    ("member/disability/communicating", "none"),
    ("update/event", "marriage_in"),
    ("update/event_date", "2026-11-10"),
    ("interview/mode", "desk"),
    ("member/person/sex", "female"),
];

/// The example of a birth as the arrival of an adult, with the sections that adults are asked about.
fn adult(number: RegistryNumber, answers: &[(&str, &str)]) -> String {
    let education = "<education><can_read>no</can_read><can_write>no</can_write><can_sum>no</can_sum><ever_attended>no</ever_attended></education>";
    let work =
        "<work><worked>no</worked><has_job>no</has_job><seeking>no</seeking><available>no</available></work>";
    let xml = set(&example(BIRTH), "household/registry_number", &number.to_string());
    let xml = set_all(&set_all(&xml, &BRIDE), answers);
    xml.replace("</person><disability>", &format!("</person>{education}{work}<disability>"))
}

#[tokio::test]
async fn a_bride_joins_and_has_a_family_of_her_own() {
    for case in Case::both(FARMER).await {
        let receipt = case.send(&adult(case.number, &[])).await;
        assert_eq!(places(&receipt.findings), [], "{}", case.fixture.engine);
        let household = stored(&case.fixture, case.number).await;
        let bride = household.record.members.last().unwrap();
        let son = &household.record.members[2];
        assert_eq!((bride.line, bride.spouse), (8, Some(son.id)));
        let families = families(&household.record);
        let own = families.iter().find(|family| family.woman == bride.id).unwrap();
        assert_eq!((own.husband, own.children.len()), (Some(son.id), 0), "{}", case.fixture.engine);
        assert!(matches!(case.last_entry().await.change, Change::AddMember { cause: Arrival::Marriage, .. }));
    }
}

#[tokio::test]
async fn whoever_comes_back_is_the_same_person_on_the_same_line() {
    for case in Case::both(FARMER).await {
        let before = stored(&case.fixture, case.number).await;
        let left = [
            ("update/event", "departure"),
            ("update/member_number", "90101-1000003-3"),
            ("evidence/certificate_kind", "none"),
            ("evidence/certificate_number", ""),
        ];
        case.accept(DEATH, &left).await;
        let back = [
            ("update/event", "return"),
            ("evidence/certificate_kind", "cnic"),
            ("update/event_date", "2026-11-20"),
            ("interview/interview_date", "2026-11-20"),
            ("member/person/number", "90101-1000003-3"),
            ("member/person/sex", "male"),
            ("member/person/relation", "child"),
            ("member/person/marital_status", "never_married"),
            ("member/person/spouse_line", ""),
        ];
        let xml = adult(case.number, &back);
        let receipt = case.send(&xml).await;
        assert_eq!(places(&receipt.findings), [], "{}", case.fixture.engine);
        let household = stored(&case.fixture, case.number).await;
        let son = household.record.members.last().unwrap();
        assert_eq!((son.id, son.line), (before.record.members[2].id, 3));
        assert_eq!(
            (son.father, son.mother),
            (before.record.members[2].father, before.record.members[2].mother)
        );
        assert_eq!(household.former_members, []);
    }
}

#[tokio::test]
async fn somebody_left_out_lives_there_since_the_survey() {
    for case in Case::both(FARMER).await {
        let answers = [
            ("update/event", "omission"),
            ("evidence/certificate_kind", "cnic"),
            ("update/event_date", "2020-01-01"),
            ("member/person/relation", "sibling"),
            ("member/person/marital_status", "never_married"),
            ("member/person/spouse_line", ""),
        ];
        let receipt = case.send(&adult(case.number, &answers)).await;
        assert_eq!(places(&receipt.findings), [], "{}", case.fixture.engine);
        assert_eq!(case.last_entry().await.effective.to_string(), "2026-11-03");
        assert_eq!(stored(&case.fixture, case.number).await.record.members.len(), 8);
    }
}

#[tokio::test]
async fn a_members_standing_is_amended_and_nothing_else() {
    for case in Case::both(WIDOW).await {
        let before = stored(&case.fixture, case.number).await;
        // An answer to another event's question does not apply: it is noted and changes nothing.
        let receipt =
            case.report(NIKAH, &[("update/event_date", "2026-11-10"), ("update/sex", "female")]).await;
        assert_eq!(
            places(&receipt.findings),
            [("answer.irrelevant", "update/sex")],
            "{}",
            case.fixture.engine
        );
        let mut expected = before.record.members[1].clone();
        expected.person.marital_status = Some(MaritalStatus::Nikah);
        assert_eq!(stored(&case.fixture, case.number).await.record.members[1], expected);

        let answers = [
            ("update/event", "gender"),
            ("update/member_number", "90101-2000002-1"),
            ("update/sex", "transgender"),
            ("evidence/certificate_kind", "cnic"),
        ];
        let household = case.accept(DEATH, &answers).await;
        expected.person.sex = Some(Sex::Transgender);
        assert_eq!(household.record.members[1], expected);
    }
}

#[tokio::test]
async fn a_disability_is_recorded_and_counts_in_the_decision() {
    for case in Case::both(WIDOW).await {
        let household = case.accept(DISABILITY, &[("update/event_date", "2026-11-10")]).await;
        let member = &household.record.members[1];
        assert_eq!(member.disability.seeing, Some(Difficulty::ALot));
        assert_eq!((member.disabled(), member.disability.disability_certificate), (Some(true), Some(true)));
        assert_eq!(member.identity, household.record.members[1].identity);
    }
}

#[tokio::test]
async fn another_member_becomes_head() {
    for case in Case::both(FARMER).await {
        let answers = [
            ("update/event", "new_head"),
            ("update/member_number", "90101-1000003-3"),
            ("update/former_head_relation", "parent"),
            ("evidence/certificate_kind", "cnic"),
        ];
        let household = case.accept(DEATH, &answers).await;
        assert_eq!(household.find_head().unwrap().line, 3, "{}", case.fixture.engine);
        assert_eq!(household.record.members[0].person.relation, Some(Relation::Parent));
    }
}

#[tokio::test]
async fn what_names_nobody_waits() {
    for case in Case::both(FARMER).await {
        let nobody = [("household/registry_number", "482-913-7065")];
        case.hold(DEATH, &nobody, &[("household.unknown", "household/registry_number")]).await;
        let wrong_digit = [("household/registry_number", "482-913-7066")];
        case.hold(DEATH, &wrong_digit, &[("household.unknown", "household/registry_number")]).await;
        let stranger = [("update/member_number", "90101-9999999-8")];
        case.hold(DEATH, &stranger, &[("member.unknown", "update/member_number")]).await;
        // Line and number that mean two persons mean nobody.
        let two = [("update/member_line", "2")];
        let expected =
            [("answer.irrelevant", "update/member_line"), ("member.unknown", "update/member_number")];
        case.hold(DEATH, &two, &expected).await;
        let line = [("update/member_number", ""), ("update/member_line", "9")];
        let receipt = case.hold(DEATH, &line, &[("member.unknown", "update/member_line")]).await;
        assert_eq!(receipt.household, Some(case.number), "an officer finds it with its household");
        let row = case.fixture.registry.store().find_submission(&receipt.instance).await.unwrap().unwrap();
        assert_eq!(row.tehsil.unwrap().as_str(), "PK90101", "and the tehsil's own officer may look");
        let mother = [("member/person/mother_line", "19")];
        case.hold(BIRTH, &mother, &[("member.unknown", "member/person/mother_line")]).await;
    }
}

#[tokio::test]
async fn a_member_of_another_household_is_not_one_of_this() {
    for case in Case::both(FARMER).await {
        send_example(&case.fixture, &case.sender, WIDOW).await;
        let widow = [("update/member_number", "90101-2000001-2")];
        case.hold(DEATH, &widow, &[("member.unknown", "update/member_number")]).await;
    }
}

#[tokio::test]
async fn a_number_that_somebody_has_is_not_given_again() {
    for case in Case::both(FARMER).await {
        send_example(&case.fixture, &case.sender, WIDOW).await;
        let elsewhere = [("member/person/number", "90101-2000005-8")];
        case.hold(BIRTH, &elsewhere, &[("identity.elsewhere", "member/person/number")]).await;
        let here = [("member/person/number", "90101-1000004-4")];
        case.hold(BIRTH, &here, &[("identity.twice", "member/person/number")]).await;
    }
}

#[tokio::test]
async fn a_death_before_the_survey_that_found_the_person_waits() {
    for case in Case::both(FARMER).await {
        let early = [("update/event_date", "2026-11-02")];
        case.hold(DEATH, &early, &[("change.refused", "")]).await;
    }
}

#[tokio::test]
async fn a_late_amendment_that_a_later_one_would_hide_waits() {
    for case in Case::both(KILN).await {
        let by_line =
            |day: &'static str, name: &'static str| [("update/event_date", day), ("meta/instanceName", name)];
        // Nobody can ask about somebody without a number: an officer looks.
        let early = by_line("2026-11-15", "disability · 2026-11-15 · 2026-11-20");
        let receipt = case.report(DISABILITY, &early).await;
        assert_eq!(places(&receipt.findings), [("identity.missing", "update/member_number")]);
        accept_case(&case.fixture, &receipt.instance).await;
        let answers = [("update/event_date", "2026-11-12"), ("disability/seeing", "none")];
        case.hold(DISABILITY, &answers, &[("change.refused", "update")]).await;
    }
}

#[tokio::test]
async fn refused_consent_and_an_event_left_open_change_nothing() {
    for case in Case::both(FARMER).await {
        let refused = case.report(DEATH, &[("interview/consent", "no")]).await;
        assert_eq!(refused.state, SubmissionState::Held);
        assert!(places(&refused.findings).contains(&("consent.refused", "interview/consent")));
        let xml = set(&example(NIKAH), "household/registry_number", &case.number.to_string());
        let open = case.send(&without(&xml, "update/marital_status")).await;
        assert_eq!(open.state, SubmissionState::Held, "{}", case.fixture.engine);
        let entries = case.fixture.registry.store().list_entries(case.number).await.unwrap();
        assert_eq!(entries.len(), 1);
    }
}

#[tokio::test]
async fn a_strangers_report_waits_for_an_officer_of_the_place() {
    for mut case in Case::both(FARMER).await {
        let token = case.fixture.issue(CredentialKind::Enumerator, "elsewhere", &["PK60101"]).await;
        let kind = CredentialKind::Enumerator;
        case.sender = case.fixture.registry.authenticate_token(kind, &token, None).await.unwrap();
        let receipt = case.report(BIRTH, &[]).await;
        assert_eq!(receipt.state, SubmissionState::Held, "{}: {:?}", case.fixture.engine, receipt.findings);
        assert_eq!(places(&receipt.findings), [("area.not_assigned", "household/registry_number")]);
        case.fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
        let officer = case.fixture.authority("desk").await;
        assert!(case.fixture.registry.settle_submission(&officer, &receipt.instance).await.unwrap());
        let household = stored(&case.fixture, case.number).await;
        assert_eq!(household.record.members.len(), 8, "{}", case.fixture.engine);
    }
}
