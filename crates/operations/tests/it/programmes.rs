//! Programmes: lists drawn, shown and adopted, and what is reported back of those enrolled.

use crate::years::{BLOCK, Wanted, Years, eligible};
use jiff::civil::date;
use operations::{
    acts::{ActError, ActState},
    authority::{Authority, Role},
    error::VerbError,
    programmes::{StatusInput, StatusRejected, read_status_csv},
};
use registry::{
    change::{Change, UpdateType},
    enrolment::EnrolmentStatus,
    household::Departure,
};

const SURVEYED: jiff::civil::Date = date(2026, 11, 10);

fn code(error: &ActError) -> &'static str {
    error.code()
}

#[tokio::test]
async fn a_list_takes_the_poorest_first_as_far_as_there_is_room() {
    for years in Years::both().await {
        let mut numbers = Vec::new();
        for score in [2500, 900, 1800, 300, 1200] {
            numbers.push(years.register(SURVEYED, BLOCK, eligible(score)).await);
        }
        years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 100 })).await;
        let officer = years.staff("programme-officer", Role::ProgrammeOfficer, &[]).await;
        let act = years.registry.draw_enrolment_list(&officer, "First", "small", Vec::new()).await.unwrap();
        let list = act.content.list().unwrap();
        assert_eq!((act.state, list.households, list.families), (ActState::Proposed, 3, 3));
        assert!(list.full && list.last_score == Some(1200), "{}", years.fixture.engine);
        let page = years.registry.list_listed(&officer, act.id, 0, 10).await.unwrap();
        let listed: Vec<_> = page.households.iter().map(|row| (row.rank, row.household, row.score)).collect();
        assert_eq!(
            listed,
            [(1, numbers[3], Some(300)), (2, numbers[1], Some(900)), (3, numbers[4], Some(1200))]
        );
        assert_eq!(years.enrolments(numbers[3]).await, [], "nothing counts before it is adopted");

        // Neither who proposed it nor who may not adopt it adopts it.
        let own = years.registry.adopt_act(&officer, act.id).await.unwrap_err();
        assert_eq!(code(&own), "not_allowed");
        let adopter = years.staff("registry-officer", Role::RegistryOfficer, &[]).await;
        let adopted = years.registry.adopt_act(&adopter, act.id).await.unwrap();
        assert_eq!((adopted.state, adopted.content.list().unwrap().enrolled), (ActState::Adopted, 3));
        let enrolment = years.enrolments(numbers[3]).await.remove(0);
        assert_eq!(enrolment.steps[0].reason, "enrolled");
        assert_eq!(enrolment.steps[0].by, "registry-officer");
        let again = years.registry.adopt_act(&adopter, act.id).await.unwrap_err();
        assert_eq!(code(&again), "act.state");

        let figures = years.registry.programme_figures(&adopter).await.unwrap();
        let small = figures.iter().find(|figures| figures.programme == "small").unwrap();
        assert_eq!((small.capacity, small.free), (Some(3), Some(0)));
        let next = years.registry.draw_enrolment_list(&officer, "Second", "small", Vec::new()).await.unwrap();
        assert_eq!(next.content.list().unwrap().families, 0, "it is full");
    }
}

#[tokio::test]
async fn whoever_proposes_does_not_adopt_and_a_list_without_room_is_refused() {
    for years in Years::both().await {
        for score in [100, 200] {
            years.register(SURVEYED, BLOCK, eligible(score)).await;
        }
        let (one, other) = (
            years.staff("officer-1", Role::RegistryOfficer, &[]).await,
            years.staff("officer-2", Role::RegistryOfficer, &[]).await,
        );
        let first = years.registry.draw_enrolment_list(&one, "First", "small", Vec::new()).await.unwrap();
        let own = years.registry.adopt_act(&one, first.id).await.unwrap_err();
        assert_eq!(code(&own), "act.own", "{}", years.fixture.engine);
        for score in [300, 400] {
            years.register(SURVEYED, BLOCK, eligible(score)).await;
        }
        let second = years.registry.draw_enrolment_list(&one, "Second", "small", Vec::new()).await.unwrap();
        years.registry.adopt_act(&other, second.id).await.unwrap();
        let full = years.registry.adopt_act(&other, first.id).await.unwrap_err();
        assert_eq!(code(&full), "act.no_room");
        let withdrawn = years.registry.withdraw_act(&one, first.id).await.unwrap();
        assert_eq!(withdrawn.state, ActState::Withdrawn);
        let entries =
            years.registry.list_audit(&Authority::console(), Some("officer-2"), 0, 100).await.unwrap();
        assert!(entries.iter().any(|entry| entry.entry.subject == Some(second.id.to_string())));
    }
}

#[tokio::test]
async fn a_condition_and_a_required_programme_are_kept_to() {
    for years in Years::both().await {
        let mut numbers = Vec::new();
        for score in 0..12 {
            numbers.push(years.register(SURVEYED, BLOCK, eligible(score)).await);
        }
        let officer = years.staff("officer", Role::RegistryOfficer, &[]).await;
        let none = years
            .registry
            .draw_enrolment_list(&officer, "Early", "taleemi-wazaif", Vec::new())
            .await
            .unwrap();
        let list = none.content.list().unwrap();
        assert_eq!(list.households, 0, "{}: none is in Kafaalat", years.fixture.engine);
        assert_eq!(list.left_out.values().sum::<u64>(), 12, "every household looked at is counted");
        years.enrol("kafaalat").await;
        years.enrol("taleemi-wazaif").await;
        let mut with_school_age = 0;
        for number in &numbers {
            let household = years.household(*number).await;
            let ages =
                household.record.members.iter().filter_map(|member| member.age_years_on(date(2026, 11, 22)));
            let school = ages.into_iter().any(|age| (5..=16).contains(&age));
            with_school_age += usize::from(school);
            assert_eq!(years.enrolments(*number).await.len(), 1 + usize::from(school));
        }
        assert!(with_school_age > 0 && with_school_age < 12, "both are among them");
    }
}

#[tokio::test]
async fn a_reported_status_is_applied_or_rejected_with_a_code() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        let second = years.register(SURVEYED, BLOCK, eligible(200)).await;
        let stranger = years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "excluded", score: 1 })).await;
        years.enrol("small").await;
        let woman = years.enrolments(number).await[0].woman;
        let other = years.enrolments(second).await[0].woman;
        let officer = years.staff("programme", Role::ProgrammeOfficer, &[]).await;
        let file = format!(
            "status,registry_number,woman,from\n\
             suspended,{number},{woman},2026-11-22\n\
             active,{second},{other},2026-11-22\n\
             graduated,{stranger},{other},2026-11-22\n\
             paid,{number},{woman},2026-11-22\n\
             active,{number},{woman},2099-01-01\n\
             active,12345,{woman},2026-11-22\n\
             active,{number}\n\
             active,{number},nobody,2026-11-22\n\
             active,{number},{woman},2026-11-20\n"
        );
        let rows = read_status_csv(file.as_bytes()).unwrap();
        let report = years.registry.report_status(&officer, "small", &rows).await.unwrap();
        let rejected: Vec<_> = report.rejected.iter().map(|row| (row.row, row.code)).collect();
        assert_eq!(
            rejected,
            [
                (3, "status.not_enrolled"),
                (4, "status.unknown"),
                (5, "status.date"),
                (6, "status.number"),
                (7, "status.row"),
                (8, "status.woman"),
                (9, "status.earlier"),
            ],
            "{}",
            years.fixture.engine
        );
        assert_eq!((report.read, report.applied, report.unchanged), (9, 1, 1));
        assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Suspended));
        let again = years.registry.report_status(&officer, "small", &rows[..1]).await.unwrap();
        assert_eq!((again.applied, again.unchanged), (0, 1), "a file sent twice changes nothing");

        assert!(
            matches!(read_status_csv(b"a,b\n1,2\n"), Err(VerbError::Invalid(code)) if code == "status.columns")
        );
        let unknown = years.registry.report_status(&officer, "no-such", &rows).await;
        assert!(matches!(unknown, Err(VerbError::NotFound)));
    }
}

#[tokio::test]
async fn a_programme_does_not_undo_a_lapse() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let row = StatusInput {
            registry_number: number.to_string(),
            woman: years.enrolments(number).await[0].woman.to_string(),
            status: "active".to_owned(),
            from: "2030-06-01".to_owned(),
        };
        let report = years.registry.report_status(&Authority::console(), "small", &[row]).await.unwrap();
        assert_eq!(report.rejected, [StatusRejected { row: 1, code: "status.lapsed" }]);
    }
}

#[tokio::test]
async fn an_enrolment_follows_the_womans_death() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        let woman = years.enrolments(number).await[0].woman;
        years.set_clock(date(2027, 2, 1));
        let died = Change::RemoveMember { person: woman, departure: Departure::Death };
        years.write(number, date(2027, 1, 20), UpdateType::Roster, died, None).await;
        let enrolment = years.enrolments(number).await.remove(0);
        let last = enrolment.steps.last().unwrap();
        assert_eq!((last.status, last.from), (EnrolmentStatus::Deceased, date(2027, 1, 20)));
        let summary = years.registry.store().find_summaries(&[number]).await.unwrap().remove(0);
        assert!(!summary.beneficiary, "{}: nobody in it is paid", years.fixture.engine);

        // The notice was wrong: she appears.
        let household = years.household(number).await;
        let member = household.former_members.iter().find(|former| former.member.id == woman).unwrap();
        let back = Change::AddMember {
            member: Box::new(member.member.clone()),
            cause: registry::change::Arrival::Omission,
        };
        years.write(number, date(2027, 1, 20), UpdateType::Roster, back, None).await;
        let enrolment = years.enrolments(number).await.remove(0);
        assert_eq!(enrolment.status(), Some(EnrolmentStatus::Active));
        assert_eq!(enrolment.steps.last().unwrap().reason, "death_reversed");
    }
}
