//! The calendar over years: each thing once, however late and whoever does it.

use crate::{
    tables::Tables,
    years::{BLOCK, Wanted, Years, eligible},
};
use jiff::civil::{Date, date};
use operations::{
    acts::ActState,
    authority::{Authority, Role},
    calendar::{CalendarProgress, Notice},
    due::DueQuery,
};
use registry::{change::UpdateType, clock::end_of_day_in_pakistan, enrolment::EnrolmentStatus};
use std::sync::Arc;

const SURVEYED: Date = date(2026, 11, 10);

/// What a household surveyed on [`SURVEYED`] and not again is told.
fn everything_told() -> Vec<(String, Date)> {
    [
        ("recertification_due", date(2029, 11, 10)),
        ("recertification_reminder", date(2030, 2, 10)),
        ("recertification_reminder", date(2030, 4, 10)),
        ("recertification_lapsed", date(2030, 5, 10)),
    ]
    .map(|(kind, on)| (kind.to_owned(), on))
    .to_vec()
}

#[tokio::test]
async fn each_call_and_reminder_comes_once_whether_the_calendar_runs_every_month_or_after_years() {
    for monthly in [true, false] {
        for years in Years::both().await {
            let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
            let other =
                years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 9000 })).await;
            years.enrol("small").await;
            let mut written = 0;
            let months = (1..=48_i32).filter(|month| monthly || *month == 48);
            for month in months {
                years.set_clock(date(2026, 11, 25).saturating_add(jiff::Span::new().months(month)));
                written += years.registry.run_calendar().await.unwrap().notices;
            }
            assert_eq!(written, 4, "{}", years.fixture.engine);
            assert_eq!(years.told(number).await, everything_told(), "{}", years.fixture.engine);
            assert_eq!(years.told(other).await, [], "nobody in it is a beneficiary");
            let again = years.registry.run_calendar().await.unwrap();
            assert_eq!(again, CalendarProgress::default(), "nothing is left to do");
        }
    }
}

#[tokio::test]
async fn nothing_comes_before_its_day() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        years.set_clock(date(2029, 11, 9));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.told(number).await, [], "{}", years.fixture.engine);
        years.set_clock(date(2029, 11, 10));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.told(number).await, everything_told()[..1]);
        years.set_clock(date(2030, 5, 9));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Active));
        let notices = years.registry.store().list_notices_of(number).await.unwrap();
        let notice: Notice = serde_json::from_str(&notices[0].document).unwrap();
        assert_eq!((notice.since, notice.closes), (date(2029, 11, 10), Some(date(2030, 5, 10))));
    }
}

#[tokio::test]
async fn two_processes_at_once_do_each_thing_once() {
    for years in Years::both().await {
        let mut numbers = Vec::new();
        for score in 0..3 {
            numbers.push(years.register(SURVEYED, BLOCK, eligible(1500 + score)).await);
        }
        years.enrol("small").await;
        years.set_clock(date(2031, 1, 1));
        let (one, other) = (Arc::clone(&years.registry), years.another().await);
        let runs = [
            tokio::spawn(async move { one.run_calendar().await }),
            tokio::spawn(async move { other.run_calendar().await }),
        ];
        let mut notices = 0;
        let mut lapsed = 0;
        for run in runs {
            let progress = run.await.unwrap().unwrap();
            notices += progress.notices;
            lapsed += progress.lapsed;
        }
        assert_eq!((notices, lapsed), (12, 3), "{}", years.fixture.engine);
        for number in numbers {
            assert_eq!(years.told(number).await, everything_told());
            assert_eq!(years.enrolments(number).await[0].steps.len(), 2);
        }
    }
}

#[tokio::test]
async fn a_lapse_suspends_and_another_survey_restores() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let lapsed = years.enrolments(number).await.remove(0);
        let last = lapsed.steps.last().unwrap();
        assert_eq!((last.status, last.from), (EnrolmentStatus::Suspended, date(2030, 5, 10)));
        assert_eq!((last.by.as_str(), last.reason.as_str()), ("calendar", "recertification_lapsed"));
        let before = end_of_day_in_pakistan(date(2030, 5, 31));
        assert_eq!(lapsed.status_on(date(2030, 5, 20), before), Some(EnrolmentStatus::Active), "nobody knew");
        // Whoever is suspended is still one of the beneficiaries: its turn is type 6, not type 5.
        let summary = years.registry.store().find_summaries(&[number]).await.unwrap().remove(0);
        assert!(summary.beneficiary);

        years.survey_again(number, date(2030, 5, 30), |_| {}).await;
        let restored = years.enrolments(number).await.remove(0);
        let last = restored.steps.last().unwrap();
        assert_eq!((last.status, last.from), (EnrolmentStatus::Active, date(2030, 5, 30)));
        assert_eq!(last.reason, "resurveyed");
        years.set_clock(date(2033, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let told = years.told(number).await;
        assert_eq!(told.last().unwrap(), &("recertification_due".to_owned(), date(2033, 5, 30)));
    }
}

#[tokio::test]
async fn whoever_is_enrolled_after_the_due_day_is_called_then_and_has_a_whole_window() {
    for years in Years::both().await {
        let number = years.register(date(2021, 3, 1), BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        assert_eq!(years.told(number).await, [("recertification_due".to_owned(), date(2026, 11, 22))]);
        for (day, status) in [
            (date(2026, 11, 23), EnrolmentStatus::Active),
            (date(2027, 5, 21), EnrolmentStatus::Active),
            (date(2027, 5, 22), EnrolmentStatus::Suspended),
        ] {
            years.set_clock(day);
            years.registry.run_calendar().await.unwrap();
            while years.registry.work_once().await.unwrap() {}
            assert_eq!(years.enrolments(number).await[0].status(), Some(status), "{day}");
        }
        assert_eq!(years.told(number).await.len(), 2, "{}", years.fixture.engine);
    }
}

#[tokio::test]
async fn the_overview_counts_what_was_done_and_what_comes() {
    for years in Years::both().await {
        for score in 0..3 {
            years.register(SURVEYED, BLOCK, eligible(1500 + score)).await;
        }
        years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 5000 })).await;
        years.enrol("small").await;
        let console = Authority::console();
        let overview = years.registry.calendar_overview(&console, 48).await.unwrap();
        let coming: Vec<_> =
            overview.coming.iter().map(|row| (row.month, row.what.as_str(), row.households)).collect();
        assert_eq!(
            coming,
            [
                // A score of 50 is called in the third phase, six months after two years.
                (date(2029, 5, 1), "phase_3", 1),
                (date(2029, 11, 1), "recertification_due", 3),
                (date(2030, 2, 1), "recertification_reminder", 3),
                (date(2030, 4, 1), "recertification_reminder", 3),
                (date(2030, 5, 1), "recertification_lapsed", 3),
            ],
            "{}",
            years.fixture.engine
        );
        years.set_clock(date(2029, 12, 1));
        years.registry.run_calendar().await.unwrap();
        let due = years.registry.count_due(&console, UpdateType::Recertification).await.unwrap();
        assert_eq!(due.iter().map(|count| count.households).sum::<u64>(), 3);
        let due = years.registry.count_due(&console, UpdateType::Cyclic).await.unwrap();
        assert_eq!(due.iter().map(|count| (count.phase, count.households)).collect::<Vec<_>>(), [(2, 1)]);
        for (phase, expected) in [(0, 0), (1, 0), (2, 1), (3, 0)] {
            let query =
                DueQuery { update_type: UpdateType::Cyclic, phase, tehsil: None, after: None, limit: 10 };
            let page = years.registry.list_due(&console, &query).await.unwrap();
            assert_eq!(page.households.len(), expected, "phase {phase}");
        }
        let overview = years.registry.calendar_overview(&console, 2).await.unwrap();
        assert_eq!(overview.done.iter().map(|done| done.notices).collect::<Vec<_>>(), [3]);
        assert_eq!(overview.tasks[0].task, "recertification");
    }
}

#[tokio::test]
async fn many_pages_by_two_processes_enrol_and_call_everybody_once() {
    /// More than one page of every kind.
    const HOUSEHOLDS: i64 = 520;
    for years in Years::both().await {
        let console = Authority::console();
        let officer = years.staff("officer", Role::RegistryOfficer, &[]).await;
        years.register_many(SURVEYED, HOUSEHOLDS).await;
        let today = date(2026, 11, 22);
        let raise = years.registry.propose_capacity(&console, "Raise", "small", 1000, today).await.unwrap();
        years.registry.adopt_act(&officer, raise.id).await.unwrap();
        let drawn = years.registry.draw_enrolment_list(&console, "All", "small", Vec::new()).await.unwrap();
        let list = drawn.content.list().unwrap();
        assert_eq!((drawn.state, list.households), (ActState::Proposed, 520), "{}", years.fixture.engine);
        let (first, last) = (
            years.registry.list_listed(&console, drawn.id, 0, 1).await.unwrap(),
            years.registry.list_listed(&console, drawn.id, 519, 10).await.unwrap(),
        );
        assert_eq!((first.households[0].score, last.households[0].score), (Some(0), Some(519)));
        let adopted = years.registry.adopt_act(&officer, drawn.id).await.unwrap();
        assert_eq!((adopted.state, adopted.content.list().unwrap().enrolled), (ActState::Adopted, 520));

        years.set_clock(date(2031, 1, 1));
        let (one, other) = (Arc::clone(&years.registry), years.another().await);
        let runs = [
            tokio::spawn(async move { one.run_calendar().await }),
            tokio::spawn(async move { other.run_calendar().await }),
        ];
        let mut done = (0, 0);
        for run in runs {
            let progress = run.await.unwrap().unwrap();
            done = (done.0 + progress.notices, done.1 + progress.lapsed);
        }
        assert_eq!(done, (4 * 520, 520));
        let counts = years.registry.store().count_enrolments(None).await.unwrap();
        assert_eq!(counts, [("small".to_owned(), "suspended".to_owned(), 520)]);
        let told = years.registry.store().count_notices(date(2026, 1, 1), date(2031, 1, 1)).await.unwrap();
        assert_eq!(told.iter().map(|(_, _, notices)| notices).sum::<u64>(), 4 * 520);
    }
}

#[tokio::test]
async fn households_of_an_earlier_version_of_the_program_get_their_summaries() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, None).await;
        let store = years.registry.store();
        let before = store.find_summaries(&[number]).await.unwrap();
        let tables = Tables::of(&years.fixture).await;
        assert_eq!(tables.execute("delete from household_summary").await, 1);
        let from_before = "update counter set value = 1000000 where name = 'summaries'";
        assert_eq!(tables.execute(from_before).await, 1);
        assert_eq!(store.find_summaries(&[number]).await.unwrap(), []);
        assert_eq!(years.registry.run_calendar().await.unwrap().summaries, 1, "{}", years.fixture.engine);
        assert_eq!(store.find_summaries(&[number]).await.unwrap(), before);
        assert_eq!(years.registry.run_calendar().await.unwrap().summaries, 0);
    }
}
