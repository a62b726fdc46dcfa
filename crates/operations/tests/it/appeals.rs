//! Appeal cut-off: a raised capacity, and whom it takes in.

use crate::years::{BLOCK, Wanted, Years, eligible};
use jiff::civil::{Date, date};
use operations::{
    acts::{Act, ActState},
    appeals::NewAppealList,
    authority::{Authority, Role},
};
use registry::enrolment::EnrolmentStatus;

const SURVEYED: Date = date(2026, 11, 10);
const TODAY: Date = date(2026, 11, 22);

fn appeal() -> NewAppealList {
    NewAppealList {
        name: "Appeal".to_owned(),
        programme: "small".to_owned(),
        areas: Vec::new(),
        until: date(2027, 5, 21),
    }
}

async fn raise(years: &Years, by: &Authority, adopter: &Authority, families: u64) -> Act {
    let act = years.registry.propose_capacity(by, "Raise", "small", families, TODAY).await.unwrap();
    years.registry.adopt_act(adopter, act.id).await.unwrap()
}

#[tokio::test]
async fn a_raised_capacity_takes_in_the_vulnerable_in_order_of_score_up_to_the_room() {
    for years in Years::both().await {
        for score in 0..3 {
            years.register(SURVEYED, BLOCK, eligible(score)).await;
        }
        years.enrol("small").await;
        let vulnerable = |score| Some(Wanted { outcome: "above_cutoff_vulnerable", score });
        let mut numbers = Vec::new();
        for score in [4100, 3300, 3900] {
            numbers.push(years.register(SURVEYED, BLOCK, vulnerable(score)).await);
        }
        years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 3250 })).await;
        let one = years.staff("officer-1", Role::RegistryOfficer, &[]).await;
        let other = years.staff("officer-2", Role::RegistryOfficer, &[]).await;

        let none = years.registry.draw_appeal_list(&one, appeal()).await.unwrap_err();
        assert_eq!(none.code(), "act.no_raise", "{}", years.fixture.engine);
        let lower = years.registry.propose_capacity(&one, "Lower", "small", 3, TODAY).await.unwrap_err();
        assert_eq!(lower.code(), "act.not_a_raise");
        raise(&years, &one, &other, 5).await;
        let act = years.registry.draw_appeal_list(&one, appeal()).await.unwrap();
        let list = act.content.list().unwrap();
        assert_eq!((act.state, list.families, list.room), (ActState::Proposed, 2, Some(2)));
        assert_eq!(list.last_score, Some(3900), "the appeal cut-off that it comes to");
        let page = years.registry.list_listed(&one, act.id, 0, 10).await.unwrap();
        let listed: Vec<_> = page.households.iter().map(|row| row.household).collect();
        assert_eq!(listed, [numbers[1], numbers[2]]);

        let location = years.household(numbers[1]).await.record.location;
        let closed = years.registry.openings_of(Some(numbers[1]), &location, TODAY).await.unwrap();
        assert_eq!(closed.appeals, [], "nothing is open before it is adopted");
        let own = years.registry.adopt_act(&one, act.id).await.unwrap_err();
        assert_eq!(own.code(), "act.own");
        years.registry.adopt_act(&other, act.id).await.unwrap();
        let enrolment = years.enrolments(numbers[1]).await.remove(0);
        assert_eq!(enrolment.status(), Some(EnrolmentStatus::Active));
        assert_eq!(enrolment.steps[0].reason, "appeal_list");
        assert_eq!(years.enrolments(numbers[0]).await, []);
        let open = years.registry.openings_of(Some(numbers[1]), &location, TODAY).await.unwrap();
        assert_eq!((open.appeals[0].act, open.appeals[0].until), (act.id, Some(date(2027, 5, 21))));
        let later = years.registry.openings_of(Some(numbers[1]), &location, date(2027, 5, 22)).await.unwrap();
        assert_eq!(later.appeals, []);
    }
}

#[tokio::test]
async fn an_undone_capacity_leaves_nobody_out_and_has_no_room() {
    for years in Years::both().await {
        let one = years.staff("officer-1", Role::RegistryOfficer, &[]).await;
        let other = years.staff("officer-2", Role::RegistryOfficer, &[]).await;
        let act = raise(&years, &one, &other, 9).await;
        let free = |figures: Vec<operations::programmes::ProgrammeFigures>| {
            figures.into_iter().find(|figures| figures.programme == "small").unwrap().free
        };
        assert_eq!(free(years.registry.programme_figures(&one).await.unwrap()), Some(9));
        years.registry.undo_act(&one, act.id).await.unwrap();
        assert_eq!(free(years.registry.programme_figures(&one).await.unwrap()), Some(3));
        let flood = NewAppealList { programme: "flood-relief".to_owned(), ..appeal() };
        let refused = years.registry.draw_appeal_list(&one, flood).await.unwrap_err();
        assert_eq!(refused.code(), "act.no_appeals");
    }
}
