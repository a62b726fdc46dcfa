//! Emergencies: who declares them where, whom they open, and lists with a threshold per tehsil.

use crate::years::{Wanted, Years, eligible};
use jiff::civil::{Date, date};
use operations::{
    acts::ActState,
    authority::{Authority, Role},
    emergencies::{Hazard, NewEmergency, NewEmergencyList, Redrawing},
};
use registry::{
    area::{Area, AreaCode, AreaLevel},
    household::Location,
};

const TODAY: Date = date(2026, 11, 22);

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn flood(areas: &[&str]) -> NewEmergency {
    NewEmergency {
        name: "Flood".to_owned(),
        hazard: Hazard::Flood,
        authority: "PDMA, notification 1".to_owned(),
        areas: areas.iter().map(|area| code(area)).collect(),
        from: date(2026, 11, 20),
        until: date(2027, 1, 31),
    }
}

fn place(tehsil: &str, council: Option<&str>, block: Option<&str>) -> Location {
    Location {
        tehsil: Some(code(tehsil)),
        union_council: council.map(code),
        block: block.map(code),
        ..Location::default()
    }
}

fn area(text: &str, level: AreaLevel, parent: &str, from: Date, to: Option<Date>) -> Area {
    let (name_en, name_ur) = ("Invented".to_owned(), String::new());
    Area {
        code: code(text),
        level,
        parent: Some(code(parent)),
        name_en,
        name_ur,
        valid_from: from,
        valid_to: to,
    }
}

#[tokio::test]
async fn an_authority_declares_in_its_own_areas_only() {
    for years in Years::both().await {
        let pdma = years.staff("pdma", Role::DisasterAuthority, &["PK901"]).await;
        let elsewhere = years.staff("pdma-2", Role::DisasterAuthority, &["PK6"]).await;
        let refused = years.registry.declare_emergency(&elsewhere, flood(&["PK90101"])).await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed", "{}", years.fixture.engine);
        for (areas, expected) in
            [(&["PK9"][..], "not_allowed"), (&["PK90199"], "not_allowed"), (&[], "not_allowed")]
        {
            let refused = years.registry.declare_emergency(&pdma, flood(areas)).await.unwrap_err();
            assert_eq!(refused.code(), expected, "{areas:?}");
        }
        let console = Authority::console();
        for (areas, expected) in
            [(&["PK9"][..], "act.area"), (&["PK90199"], "act.area"), (&[], "act.no_areas")]
        {
            let refused = years.registry.declare_emergency(&console, flood(areas)).await.unwrap_err();
            assert_eq!(refused.code(), expected, "{areas:?}");
        }
        let backwards = NewEmergency { until: date(2026, 11, 1), ..flood(&["PK90101"]) };
        assert_eq!(years.registry.declare_emergency(&pdma, backwards).await.unwrap_err().code(), "act.dates");
        assert_eq!(years.registry.open_emergencies(TODAY).await.unwrap(), []);

        let act = years.registry.declare_emergency(&pdma, flood(&["PK90101"])).await.unwrap();
        assert_eq!(act.state, ActState::Adopted, "open at once");
        let openings = years.registry.openings_of(None, &place("PK90101", None, None), TODAY).await.unwrap();
        assert_eq!(openings.emergencies[0].act, act.id);
        assert_eq!(openings.emergencies[0].until, Some(date(2027, 1, 31)));
        let field = years.staff("field", Role::FieldOfficer, &["PK90101"]).await;
        let refused = years.registry.end_act(&field, act.id).await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed");
        years.registry.end_act(&pdma, act.id).await.unwrap();
        assert_eq!(years.registry.open_emergencies(TODAY).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_emergency_ends_with_its_last_day() {
    for years in Years::both().await {
        let console = Authority::console();
        let act = years.registry.declare_emergency(&console, flood(&["PK90101-01"])).await.unwrap();
        years.set_clock(date(2027, 1, 31));
        assert_eq!(years.registry.run_calendar().await.unwrap().emergencies_ended, 0);
        years.set_clock(date(2027, 2, 3));
        let open = years.registry.open_emergencies(date(2027, 2, 3)).await.unwrap();
        assert_eq!(open, [], "{}: by its dates, whether or not the calendar ran", years.fixture.engine);
        let other = years.another().await;
        assert_eq!(other.run_calendar().await.unwrap().emergencies_ended, 1);
        assert_eq!(years.registry.run_calendar().await.unwrap().emergencies_ended, 0);
        let ended = years.registry.find_act(&console, act.id).await.unwrap();
        assert_eq!((ended.state, ended.ended_by.as_deref()), (ActState::Ended, Some("calendar")));
    }
}

#[tokio::test]
async fn areas_count_as_they_were_when_they_were_notified() {
    for years in Years::both().await {
        let console = Authority::console();
        let (start, moved) = (date(1900, 1, 1), date(2026, 12, 1));
        let book = years.registry.areas().await;
        assert!(book.book().lies_in(&code("PK90101-01-002"), &code("PK90101"), TODAY));
        let beside = [
            area("PK90102", AreaLevel::Tehsil, "PK901", start, None),
            area("PK90102-01", AreaLevel::UnionCouncil, "PK90102", start, None),
            area("PK90102-01-001", AreaLevel::Block, "PK90102-01", start, None),
        ];
        years.registry.put_areas(&console, beside.to_vec()).await.unwrap();
        let stays = years.register(date(2024, 1, 5), "PK90101-01-001", eligible(1)).await;
        let moves = years.register(date(2023, 1, 5), "PK90101-01-002", eligible(2)).await;
        let act = years.registry.declare_emergency(&console, flood(&["PK90101"])).await.unwrap();

        // Ten days later one block moves out of the tehsil, and one moves in.
        years.set_clock(moved);
        let redrawn = [
            area("PK90101-01-002", AreaLevel::Block, "PK90101-01", start, Some(moved)),
            area("PK90101-01-002", AreaLevel::Block, "PK90102-01", moved, None),
            area("PK90102-01-001", AreaLevel::Block, "PK90102-01", start, Some(moved)),
            area("PK90102-01-001", AreaLevel::Block, "PK90101-01", moved, None),
        ];
        years.registry.put_areas(&console, redrawn.to_vec()).await.unwrap();
        let open = |location: Location| {
            let registry = years.registry.clone();
            async move { registry.openings_of(None, &location, moved).await.unwrap().emergencies.len() }
        };
        assert_eq!(open(place("PK90102", Some("PK90102-01"), Some("PK90101-01-002"))).await, 1, "moved out");
        assert_eq!(open(place("PK90101", Some("PK90101-01"), Some("PK90102-01-001"))).await, 0, "moved in");
        assert_eq!(open(place("PK90101", None, None)).await, 1);
        assert_eq!(open(place("PK90102", None, None)).await, 0);

        // A household that is written under the new tehsil is found all the same.
        years.survey_moved(moves, "PK90102", "PK90102-01").await;
        let list = years.registry.emergency_work_list(&console, act.id, None, None, false).await.unwrap();
        let visits: Vec<_> = list.visits.iter().map(|visit| (visit.household, visit.surveyed)).collect();
        assert_eq!(visits, [(moves, date(2023, 1, 5)), (stays, date(2024, 1, 5))], "oldest data first");

        // Reduced to one union council, and extended again.
        let lifted =
            Redrawing { notified: vec![code("PK90101-02")], lifted: vec![code("PK90101")], until: None };
        let act = years.registry.redraw_emergency(&console, act.id, lifted).await.unwrap();
        assert_eq!(act.emergency().unwrap().areas_on(moved), [code("PK90101-02")]);
        assert_eq!(open(place("PK90101", Some("PK90101-01"), Some("PK90101-01-001"))).await, 0);
        assert_eq!(open(place("PK90101", Some("PK90101-02"), None)).await, 1);
        let nothing = Redrawing { lifted: vec![code("PK90101-02")], ..Redrawing::default() };
        let refused = years.registry.redraw_emergency(&console, act.id, nothing).await.unwrap_err();
        assert_eq!(refused.code(), "act.no_areas");
    }
}

#[tokio::test]
async fn the_work_list_shows_names_only_to_those_who_may_read_them_and_logs_it() {
    for years in Years::both().await {
        let number = years.register(date(2024, 1, 5), "PK90101-01-001", eligible(1)).await;
        let pdma = years.staff("pdma", Role::DisasterAuthority, &["PK901"]).await;
        let act = years.registry.declare_emergency(&pdma, flood(&["PK90101"])).await.unwrap();
        let plain = years.registry.emergency_work_list(&pdma, act.id, None, None, false).await.unwrap();
        assert_eq!((plain.visits.len(), plain.visits[0].age_days), (1, 1052), "{}", years.fixture.engine);
        assert!(plain.visits[0].found_by.is_none());
        let refused = years.registry.emergency_work_list(&pdma, act.id, None, None, true).await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed");
        let officer = years.staff("field", Role::FieldOfficer, &["PK90101"]).await;
        let named = years.registry.emergency_work_list(&officer, act.id, None, None, true).await.unwrap();
        assert!(named.visits[0].found_by.as_ref().unwrap().head.is_some());
        let entries = years.registry.list_audit(&Authority::console(), Some("field"), 0, 100).await.unwrap();
        assert!(entries.iter().any(|entry| entry.entry.household == Some(number)));
        let elsewhere = years.staff("field-2", Role::FieldOfficer, &["PK6"]).await;
        let list = years.registry.emergency_work_list(&elsewhere, act.id, None, None, false).await.unwrap();
        assert!(list.visits.is_empty(), "not within that officer's areas");
    }
}

#[tokio::test]
async fn progress_and_comparison_follow_the_survey() {
    for years in Years::both().await {
        let console = Authority::console();
        let visited = years.register(date(2024, 1, 5), "PK90101-01-001", None).await;
        years.register(date(2023, 1, 5), "PK90101-01-001", None).await;
        let act = years.registry.declare_emergency(&console, flood(&["PK90101"])).await.unwrap();
        let rooms = years.household(visited).await.record.dwelling.rooms.unwrap();
        years
            .survey_again(visited, date(2026, 11, 21), |record| record.dwelling.rooms = Some(rooms + 2))
            .await;
        let view = years.registry.view_emergency(&console, act.id).await.unwrap();
        assert_eq!(view.progress.len(), 1, "{}", years.fixture.engine);
        let progress = &view.progress[0];
        assert_eq!((progress.households, progress.surveyed_since, progress.undated), (2, 1, 0));
        assert_eq!(progress.by_year, [(2023, 1), (2026, 1)]);
        let list = years.registry.emergency_work_list(&console, act.id, None, None, false).await.unwrap();
        assert!(list.visits.iter().all(|visit| visit.household != visited), "done");
        let comparison = years.registry.compare_emergency(&console, act.id).await.unwrap();
        assert_eq!((comparison.compared, comparison.new, comparison.partial), (1, 0, false));
        let fact = comparison.facts.iter().find(|fact| fact.name == "rooms_count").unwrap();
        assert_eq!(fact.means(), Some((f64::from(rooms), f64::from(rooms + 2))));
        assert_eq!(comparison.outcomes.iter().map(|row| row.households).sum::<u64>(), 1);
    }
}

#[tokio::test]
async fn a_list_without_survey_takes_the_lowest_share_of_each_tehsil_with_its_threshold() {
    for years in Years::both().await {
        let console = Authority::console();
        let start = date(1900, 1, 1);
        let beside = [
            area("PK90102", AreaLevel::Tehsil, "PK901", start, None),
            area("PK90102-01", AreaLevel::UnionCouncil, "PK90102", start, None),
            area("PK90102-01-001", AreaLevel::Block, "PK90102-01", start, None),
        ];
        years.registry.put_areas(&console, beside.to_vec()).await.unwrap();
        // Ten households in one tehsil, the third and fourth with the same score; five in the other.
        let mut first = Vec::new();
        for score in [100, 200, 300, 300, 500, 600, 700, 800, 900, 1000] {
            let wanted = Some(Wanted { outcome: "above_cutoff", score });
            first.push(years.register(date(2024, 1, 5), "PK90101-01-001", wanted).await);
        }
        let mut second = Vec::new();
        for (score, outcome) in [
            (5000, "above_cutoff"),
            (4000, "excluded"),
            (6000, "eligible"),
            (7000, "eligible"),
            (8000, "eligible"),
        ] {
            let number =
                years.register(date(2024, 1, 5), "PK90102-01-001", Some(Wanted { outcome, score })).await;
            second.push(number);
        }
        let act = years.registry.declare_emergency(&console, flood(&["PK90101", "PK90102"])).await.unwrap();
        let new = |programme: &str, lowest_percent| NewEmergencyList {
            name: "Lowest".to_owned(),
            emergency: act.id,
            programme: programme.to_owned(),
            lowest_percent,
        };
        for (programme, percent, expected) in [
            ("kafaalat", 30, "act.not_emergency"),
            ("flood-relief", 0, "act.share"),
            ("none", 30, "act.programme"),
        ] {
            let refused =
                years.registry.draw_emergency_list(&console, new(programme, percent)).await.unwrap_err();
            assert_eq!(refused.code(), expected);
        }
        let drawn = years.registry.draw_emergency_list(&console, new("flood-relief", 40)).await.unwrap();
        let list = drawn.content.list().unwrap();
        let shares: Vec<_> = list
            .tehsils
            .iter()
            .map(|share| (share.tehsil.as_str(), share.scored, share.wanted, share.threshold))
            .collect();
        assert_eq!(
            shares,
            [("PK90101", 10, 4, Some(300)), ("PK90102", 5, 2, Some(5000))],
            "{}",
            years.fixture.engine
        );
        let page = years.registry.list_listed(&console, drawn.id, 0, 100).await.unwrap();
        let listed: Vec<_> = page.households.iter().map(|row| row.household).collect();
        assert_eq!(listed, [first[0], first[1], first[2], first[3], second[0]]);
        assert_eq!(list.left_out.get("excluded"), Some(&1), "an excluded household stays out");
        // Whoever has the threshold's very score is in, even beyond the share.
        let drawn = years.registry.draw_emergency_list(&console, new("flood-relief", 30)).await.unwrap();
        let list = drawn.content.list().unwrap();
        assert_eq!((list.tehsils[0].wanted, list.tehsils[0].looked_at), (3, 4));

        let own = years.registry.adopt_act(&console, drawn.id).await.unwrap_err();
        assert_eq!(own.code(), "act.own");
        let officer = years.staff("officer", Role::RegistryOfficer, &[]).await;
        let adopted = years.registry.adopt_act(&officer, drawn.id).await.unwrap();
        assert_eq!(adopted.content.list().unwrap().enrolled, list.families);
        assert_eq!(years.enrolments(first[0]).await[0].programme, "flood-relief");
        assert_eq!(years.enrolments(first[0]).await[0].steps[0].reason, "emergency_list");
        // An emergency programme recertifies nobody.
        years.set_clock(date(2030, 1, 1));
        assert_eq!(years.registry.run_calendar().await.unwrap().notices, 0);
    }
}
