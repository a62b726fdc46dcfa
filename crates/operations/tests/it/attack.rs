//! What somebody with a bad day or bad intent would try: days that are not so, somebody else's area, an interruption between
//! two things that belong together. Over SQLite: what is tried here hangs on no engine.

use crate::{
    citizens::{case, case_of},
    submission::{FARMER, WIDOW, edit_of, named, send, send_example, set, set_all, stored, without},
    tables::Tables,
    verification::Scene,
    years::{BLOCK, Years, eligible},
};
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{CaseError, Judgment, Proposed},
    emergencies::{Hazard, NewEmergency, Redrawing},
    error::VerbError,
    programmes::{StatusInput, StatusReport},
};
use registry::{
    case::CaseState,
    change::{Arrival, Change, UpdateType},
    citizen::{LifeEvent, LifeEventKind},
    clock::Clock,
    code_lists::MaritalStatus,
    enrolment::{Enrolment, EnrolmentStatus, EnrolmentStep},
    family::families,
    household::Departure,
    ids::{EnrolmentId, PersonId},
    proposal::{RosterEvent, WhichMember},
    registry_number::RegistryNumber,
};
use store::{
    Conflict, StoreError,
    rows::{Commit, EnrolmentRow, SubmissionState},
};
use testkit::{
    citizens::Citizens,
    registries::{Fixture, TEHSIL, example},
};

const SURVEYED: Date = date(2026, 11, 10);
/// A tehsil far from the invented one.
const ELSEWHERE: &str = "PK60101";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// The farmer's family surveyed again on a day.
fn again(instance: &str, day: &str) -> String {
    named(&set(&example(FARMER), "interview/interview_date", day), instance)
}

fn flood(areas: &[&str], from: Date, until: Date) -> NewEmergency {
    NewEmergency {
        name: "Flood of the invented river".to_owned(),
        hazard: Hazard::Flood,
        authority: "PDMA, notification 1".to_owned(),
        areas: areas.iter().map(|area| area.parse().unwrap()).collect(),
        from,
        until,
    }
}

/// A death as the civil register notifies it.
fn death(reference: &str, person: registry::identity::CitizenNumber, on: Date) -> Vec<u8> {
    Citizens::notice(&[LifeEvent {
        source: "invented".to_owned(),
        reference: reference.to_owned(),
        on,
        received: jiff::Timestamp::UNIX_EPOCH,
        kind: LifeEventKind::Death { person },
    }])
}

async fn years() -> Years {
    Years::both().await.remove(0)
}

async fn scene() -> Scene {
    Scene::both().await.remove(0)
}

/// Does what is due in a registry of years.
async fn run(years: &Years, day: Date) {
    years.set_clock(day);
    years.registry.run_calendar().await.unwrap();
    while years.registry.work_once().await.unwrap() {}
}

#[tokio::test]
async fn an_interview_made_in_time_counts_when_it_comes_after_the_emergency_ended() {
    let fixture = Fixture::sqlite().await;
    let (sender, console) = (fixture.enumerator("enumerator-1").await, Authority::console());
    let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
    let new = flood(&[TEHSIL], date(2026, 11, 20), date(2026, 11, 30));
    fixture.registry.declare_emergency(&console, new).await.unwrap();
    fixture.clock.advance(days(20));
    assert_eq!(fixture.registry.run_calendar().await.unwrap().emergencies_ended, 1);
    let after = send(&fixture.registry, &sender, &again("uuid:after", "2026-12-01")).await.unwrap();
    assert_eq!(after.state, SubmissionState::Refused, "made after its last day");
    let late = send(&fixture.registry, &sender, &again("uuid:late", "2026-11-28")).await.unwrap();
    assert_eq!((late.state, late.household), (SubmissionState::Accepted, Some(number)), "{:?}", late.refusal);
}

#[tokio::test]
async fn a_day_before_the_first_survey_of_a_disaster_is_no_way_to_a_second() {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    send_example(&fixture, &sender, FARMER).await;
    fixture.clock.advance(days(20));
    let new = flood(&[TEHSIL], date(2026, 11, 25), date(2027, 1, 31));
    fixture.registry.declare_emergency(&Authority::console(), new).await.unwrap();
    let first = send(&fixture.registry, &sender, &again("uuid:first", "2026-12-05")).await.unwrap();
    assert_eq!(first.state, SubmissionState::Accepted);
    let second = send(&fixture.registry, &sender, &again("uuid:second", "2026-12-01")).await.unwrap();
    assert_eq!(second.state, SubmissionState::Refused, "once for each disaster");
}

#[tokio::test]
async fn an_edit_is_no_later_survey() {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
    let before = stored(&fixture, number).await.record.interview.interview_date;
    fixture.clock.advance(days(4 * 365));
    let edit = edit_of(&set(&example(FARMER), "interview/interview_date", "2030-05-01"), "uuid:edit-1");
    let receipt = send(&fixture.registry, &sender, &edit).await.unwrap();
    assert_eq!(receipt.state, SubmissionState::Held);
    assert_eq!(stored(&fixture, number).await.record.interview.interview_date, before);
    // Nor does an officer make it one.
    let accept = Judgment::Accept(Resolution::AsProposed);
    let id = case_of(&fixture, "uuid:edit-1").await.id;
    let accepted = fixture.registry.review_case(&Authority::console(), id, accept, None).await;
    assert!(matches!(accepted, Err(CaseError::InTheWay(_))), "{accepted:?}");
}

#[tokio::test]
async fn an_interview_of_a_day_to_come_or_of_none_puts_no_turn_off() {
    for (path, day) in [("future", Some("2036-11-22")), ("missing", None)] {
        let fixture = Fixture::sqlite().await;
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = match day {
            Some(day) => set(&example(FARMER), "interview/interview_date", day),
            None => without(&example(FARMER), "interview/interview_date"),
        };
        let number = send(&fixture.registry, &sender, &xml).await.unwrap().household.unwrap();
        let summary = fixture.registry.store().find_summaries(&[number]).await.unwrap().remove(0);
        assert_eq!(summary.summary.surveyed, Some(date(2026, 11, 22)), "{path}");
        let told = fixture.registry.updates_of(&Authority::console(), number).await.unwrap();
        let next = told.next_survey.unwrap().0;
        assert!(date(2028, 11, 22) <= next && next < date(2029, 11, 30), "{path}: {next}");
    }
}

#[tokio::test]
async fn a_death_that_was_interrupted_still_widows() {
    let scene = scene().await;
    let number = scene.farmers().await;
    scene.work().await;
    let before = scene.household(number).await;
    let (husband, wife) = (before.record.members[0].clone(), before.record.members[1].id);
    let citizen = husband.identity.number().unwrap();
    scene.citizens.change(citizen, |record| record.death_date = Some(date(2026, 11, 20)));
    let notice = death("d-1", citizen, date(2026, 11, 20));
    scene.registry.receive_notice(&Authority::console(), &notice).await.unwrap();
    // The process dies after the first commit: the second, which moves the notice on, is not made.
    let tables = Tables::of(&scene.fixture).await;
    tables
        .execute("create trigger dies before update on life_event begin select raise(abort, 'dies'); end")
        .await;
    scene.work().await;
    let halfway = scene.household(number).await;
    assert!(halfway.find_member(husband.id).is_none(), "the first step was made");
    tables.execute("drop trigger dies").await;
    scene.pass(SignedDuration::from_hours(1), 2).await;
    let after = scene.household(number).await;
    assert_eq!(after.find_member(wife).unwrap().person.marital_status, Some(MaritalStatus::Widowed));
    let row = scene.registry.store().find_life_event("invented", "d-1").await.unwrap().unwrap();
    assert_eq!(row.state, "applied");
}

#[tokio::test]
async fn nobody_dies_before_the_day_has_come() {
    let scene = scene().await;
    let number = scene.farmers().await;
    let before = scene.household(number).await;
    let citizen = before.record.members[0].identity.number().unwrap();
    let day = date(2027, 11, 20);
    scene.citizens.change(citizen, |record| record.death_date = Some(day));
    let notice = death("d-1", citizen, day);
    scene.registry.receive_notice(&Authority::console(), &notice).await.unwrap();
    scene.work().await;
    assert!(scene.household(number).await == before);
    let row = scene.registry.store().find_life_event("invented", "d-1").await.unwrap().unwrap();
    assert_eq!(row.state, "case", "an officer looks");
}

#[tokio::test]
async fn nobody_comes_back_whom_the_citizen_registry_still_holds_as_dead() {
    let scene = scene().await;
    let number = scene.farmers().await;
    let person = scene.household(number).await.record.members[0].clone();
    let citizen = person.identity.number().unwrap();
    scene.citizens.change(citizen, |record| record.death_date = Some(date(2026, 11, 20)));
    let notice = death("d-1", citizen, date(2026, 11, 20));
    scene.registry.receive_notice(&Authority::console(), &notice).await.unwrap();
    scene.work().await;
    scene.fixture.clock.advance(days(10));
    let back = LifeEvent {
        source: "invented".to_owned(),
        reference: "d-1-r".to_owned(),
        on: date(2026, 12, 1),
        received: jiff::Timestamp::UNIX_EPOCH,
        kind: LifeEventKind::DeathReversed { person: citizen },
    };
    scene.registry.receive_notice(&Authority::console(), &Citizens::notice(&[back])).await.unwrap();
    scene.work().await;
    let row = scene.registry.store().find_life_event("invented", "d-1-r").await.unwrap().unwrap();
    assert_eq!(row.state, "case", "an officer looks");
    assert!(scene.household(number).await.find_member(person.id).is_none());
}

#[tokio::test]
async fn an_officer_names_no_household_of_other_areas() {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
    fixture.clock.advance(days(3 * 365));
    let clashing = set_all(
        &example(WIDOW),
        &[
            ("roster/member[6]/person/number", "90101-1000007-8"),
            ("location/tehsil", ELSEWHERE),
            ("interview/interview_date", "2029-11-15"),
        ],
    );
    let held = send(&fixture.registry, &sender, &named(&clashing, "uuid:clash")).await.unwrap();
    assert_eq!(held.state, SubmissionState::Held);
    let before = stored(&fixture, farmer).await;
    fixture.add_user("elsewhere", Role::FieldOfficer, &[ELSEWHERE]).await;
    let officer = fixture.authority("elsewhere").await;
    let id = case_of(&fixture, "uuid:clash").await.id;
    let judgment = Judgment::Accept(Resolution::AsResurveyOf { household: farmer });
    let judged = fixture.registry.review_case(&officer, id, judgment, None).await;
    assert!(matches!(judged, Err(CaseError::Verb(VerbError::NotFound))), "{judged:?}");
    assert!(stored(&fixture, farmer).await == before);
}

#[tokio::test]
async fn a_case_of_no_tehsil_is_headquarters_alone_by_whichever_way_it_is_asked_for() {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    let placeless =
        set_all(&example(FARMER), &[("interview/consent", "no"), ("location/tehsil", "Naya Abad")]);
    let held = send(&fixture.registry, &sender, &named(&placeless, "uuid:placeless")).await.unwrap();
    assert_eq!(held.state, SubmissionState::Held);
    fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
    let officer = fixture.authority("desk").await;
    let id = case_of(&fixture, "uuid:placeless").await.id;
    assert!(fixture.registry.view_case(&officer, id).await.is_err());
    let found = fixture.registry.find_case_of_submission(&officer, "uuid:placeless").await.unwrap();
    assert_eq!(found, None);
    let console = Authority::console();
    let found = fixture.registry.find_case_of_submission(&console, "uuid:placeless").await.unwrap();
    assert_eq!(found.map(|case| case.id), Some(id));
}

#[tokio::test]
async fn the_end_of_an_emergency_is_for_whoever_holds_in_all_of_it() {
    let fixture = Fixture::sqlite().await;
    let console = Authority::console();
    let new = flood(&[TEHSIL, ELSEWHERE], date(2026, 11, 20), date(2027, 1, 31));
    let act = fixture.registry.declare_emergency(&console, new).await.unwrap();
    fixture.add_user("pdma", Role::DisasterAuthority, &["PK901"]).await;
    let pdma = fixture.authority("pdma").await;
    let until = Some(date(2030, 1, 1));
    let redrawing = Redrawing { notified: vec![TEHSIL.parse().unwrap()], lifted: Vec::new(), until };
    let refused = fixture.registry.redraw_emergency(&pdma, act.id, redrawing).await.unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    let own = Redrawing { lifted: vec![TEHSIL.parse().unwrap()], ..Redrawing::default() };
    fixture.registry.redraw_emergency(&pdma, act.id, own).await.unwrap();
}

/// A family of the small programme whose recertification has lapsed.
async fn lapsed() -> (Years, RegistryNumber, PersonId) {
    let years = years().await;
    let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
    years.enrol("small").await;
    run(&years, date(2030, 6, 1)).await;
    let enrolment = years.enrolments(number).await.remove(0);
    assert_eq!(enrolment.status(), Some(EnrolmentStatus::Suspended));
    (years, number, enrolment.woman)
}

async fn dies(years: &Years, number: RegistryNumber, person: PersonId, on: Date) -> Change {
    let member = years.household(number).await.find_member(person).cloned().unwrap();
    let died = Change::RemoveMember { person, departure: Departure::Death };
    years.write(number, on, UpdateType::Roster, died, None).await;
    Change::AddMember { member: Box::new(member), cause: Arrival::Return }
}

#[tokio::test]
async fn a_lapsed_woman_who_was_taken_for_dead_is_restored_by_a_survey() {
    for survey_comes_first in [false, true] {
        let (years, number, woman) = lapsed().await;
        let back = dies(&years, number, woman, date(2030, 5, 20)).await;
        if survey_comes_first {
            years.survey_again(number, date(2030, 5, 30), |_| {}).await;
        }
        years.write(number, date(2030, 5, 31), UpdateType::Roster, back, None).await;
        if !survey_comes_first {
            let status = years.enrolments(number).await[0].status();
            assert_eq!(status, Some(EnrolmentStatus::Suspended), "as before");
            years.survey_again(number, date(2030, 6, 1), |_| {}).await;
        }
        let status = years.enrolments(number).await[0].status();
        assert_eq!(status, Some(EnrolmentStatus::Active), "surveyed first: {survey_comes_first}");
    }
}

#[tokio::test]
async fn a_family_that_comes_to_a_household_surveyed_long_ago_is_called_there() {
    let fixture = Fixture::sqlite().await;
    let (sender, console) = (fixture.enumerator("enumerator-1").await, Authority::console());
    let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
    fixture.clock.advance(days(4 * 365));
    let xml = set(&example(WIDOW), "interview/interview_date", "2030-11-01");
    let widow = send(&fixture.registry, &sender, &xml).await.unwrap().household.unwrap();
    enrol(&fixture, widow).await;
    assert_eq!(fixture.registry.run_calendar().await.unwrap().notices, 0, "surveyed three weeks ago");
    let proposed = Proposed {
        household: widow,
        event: RosterEvent::Merge { into: farmer },
        effective: date(2030, 11, 20),
        evidence: Vec::new(),
        reason: None,
    };
    let id = fixture.registry.open_case(&console, proposed).await.unwrap().case().unwrap();
    fixture.add_user("second", Role::RegistryOfficer, &[]).await;
    let second = fixture.authority("second").await;
    let accept = Judgment::Accept(Resolution::AsProposed);
    fixture.registry.review_case(&second, id, accept, None).await.unwrap();
    let status = async || {
        let row = fixture.registry.store().list_enrolments_of(farmer).await.unwrap().remove(0);
        EnrolmentStatus::from_code(&row.status).unwrap()
    };
    assert_eq!(status().await, EnrolmentStatus::Active);
    let told = fixture.registry.store().list_notices_of(farmer).await.unwrap();
    assert_eq!(told.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["recertification_due"]);
    fixture.clock.advance(days(185));
    while fixture.registry.work_once().await.unwrap() {}
    assert_eq!(status().await, EnrolmentStatus::Suspended, "not surveyed within the window");
}

/// Enrols the woman of a household's first family.
async fn enrol(fixture: &Fixture, number: RegistryNumber) {
    let woman = families(&stored(fixture, number).await.record)[0].woman;
    let first = EnrolmentStep {
        status: EnrolmentStatus::Active,
        from: fixture.clock.today(),
        recorded: fixture.clock.now(),
        by: "test".to_owned(),
        reason: "enrolled".to_owned(),
    };
    let id = EnrolmentId(fixture.registry.ids().uuid(fixture.clock.now()));
    let enrolment = Enrolment::new(id, "kafaalat", number, woman, first);
    let row = EnrolmentRow {
        id,
        version: 1,
        programme: enrolment.programme.clone(),
        household: number,
        woman,
        status: EnrolmentStatus::Active.code().to_owned(),
        beneficiary: true,
        document: serde_json::to_string(&enrolment).unwrap(),
    };
    let commit = Commit { enrolments: vec![row], ..Commit::default() };
    fixture.registry.store().commit(commit).await.unwrap();
}

async fn report(years: &Years, number: RegistryNumber, status: &str, from: Date) -> StatusReport {
    let row = StatusInput {
        registry_number: number.to_string(),
        woman: years.enrolments(number).await[0].woman.to_string(),
        status: status.to_owned(),
        from: from.to_string(),
    };
    years.registry.report_status(&Authority::console(), "small", &[row]).await.unwrap()
}

#[tokio::test]
async fn a_programme_raises_nobody_from_the_dead() {
    let years = years().await;
    let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
    years.enrol("small").await;
    let woman = years.enrolments(number).await[0].woman;
    years.set_clock(date(2027, 2, 1));
    dies(&years, number, woman, date(2027, 1, 20)).await;
    let told = report(&years, number, "active", date(2027, 2, 1)).await;
    assert_eq!(told.rejected.iter().map(|row| row.code).collect::<Vec<_>>(), ["status.ended"]);
    assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Deceased));
}

#[tokio::test]
async fn a_pause_over_the_day_of_the_lapse_saves_nobody_from_recertification() {
    let years = years().await;
    let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
    years.enrol("small").await;
    run(&years, date(2030, 1, 1)).await;
    assert_eq!(report(&years, number, "suspended", date(2030, 1, 1)).await.applied, 1);
    run(&years, date(2030, 6, 1)).await;
    assert_eq!(report(&years, number, "active", date(2030, 6, 1)).await.applied, 1);
    assert_eq!(
        years.told(number).await.last().unwrap().1,
        date(2030, 6, 1),
        "called, with a window of its own"
    );
    run(&years, date(2030, 11, 30)).await;
    assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Active));
    run(&years, date(2030, 12, 1)).await;
    let enrolment = years.enrolments(number).await.remove(0);
    assert_eq!(enrolment.steps.last().unwrap().reason, "recertification_lapsed");
}

#[tokio::test]
async fn a_lapse_worked_out_before_a_survey_is_not_written_after_it() {
    let years = years().await;
    let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
    years.enrol("small").await;
    years.set_clock(date(2030, 5, 10));
    let read = years.registry.store().list_enrolments_of(number).await.unwrap().remove(0);
    years.survey_again(number, date(2030, 5, 9), |_| {}).await;
    let stale = EnrolmentRow { version: read.version + 1, ..read };
    let commit = Commit { enrolments: vec![stale], ..Commit::default() };
    let written = years.registry.store().commit(commit).await;
    assert!(matches!(written, Err(StoreError::Conflict(Conflict::EnrolmentChanged))), "{written:?}");
}

#[tokio::test]
async fn a_fault_after_a_long_outage_loses_no_question() {
    let scene = scene().await;
    scene.citizens.set_down(true);
    let number = scene.farmers().await;
    scene.pass(SignedDuration::from_hours(2), 24).await;
    let tables = Tables::of(&scene.fixture).await;
    tables
        .execute("create trigger dies before insert on verification begin select raise(abort, 'dies'); end")
        .await;
    scene.citizens.set_down(false);
    scene.pass(SignedDuration::from_hours(2), 2).await;
    tables.execute("drop trigger dies").await;
    scene.pass(SignedDuration::from_hours(2), 2).await;
    let answers = scene.registry.list_verifications(&Authority::console(), number).await.unwrap();
    assert!(!answers.is_empty());
}

#[tokio::test]
async fn a_case_that_waits_where_nobody_can_be_asked_goes_on_when_somebody_can() {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
    let household = stored(&fixture, number).await;
    let proposed = Proposed {
        household: number,
        event: RosterEvent::Leaving {
            who: WhichMember { line: Some(7), number: None },
            departure: Departure::Death,
        },
        effective: date(2026, 11, 20),
        evidence: Vec::new(),
        reason: None,
    };
    let opened = fixture.registry.open_case(&Authority::console(), proposed).await.unwrap();
    let id = opened.case().unwrap();
    while fixture.registry.work_once().await.unwrap() {}
    let waiting = case(&fixture, id).await.state;
    assert!(matches!(waiting, CaseState::WaitingForCitizenRegistry { .. }), "{waiting:?}");
    let citizens = Citizens::new(&fixture.clock, 4);
    citizens.hold_household(&household);
    let grandmother = household.record.members[6].identity.number().unwrap();
    citizens.change(grandmother, |record| record.death_date = Some(date(2026, 11, 20)));
    let registry = fixture.reopen_with(citizens, 9).await;
    fixture.clock.advance(days(1));
    while registry.work_once().await.unwrap() {}
    let state = case(&fixture, id).await.state;
    assert!(matches!(state, CaseState::Accepted { .. }), "{state:?}");
}

#[tokio::test]
async fn work_to_do_and_the_log_name_nobody() {
    let scene = scene().await;
    let number = scene.farmers().await;
    let household = scene.household(number).await;
    let citizen = household.record.members[0].identity.number().unwrap();
    let notice = death("d-1", citizen, date(2026, 11, 20));
    scene.registry.receive_notice(&Authority::console(), &notice).await.unwrap();
    scene.citizens.set_down(true);
    scene.work().await;
    let tables = Tables::of(&scene.fixture).await;
    let mut rows = tables.rows("select kind, payload, reason from job").await;
    assert!(rows.len() > 1, "work waits");
    rows.extend(tables.rows("select * from audit_log").await);
    for (_, known) in household.citizen_numbers() {
        let digits = format!("{:013}", known.as_u64());
        assert!(rows.iter().all(|row| !row.contains(&digits) && !row.contains(&known.to_string())));
    }
}
