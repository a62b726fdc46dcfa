//! Samples of the pages of the calendar, emergencies, programmes and acts.

use super::{LONG, SCRIPT, moment, pager, render};
use crate::pages::{
    act,
    acts::{self, Line, Steps},
    area_entry::AreaChoice,
    calendar, due, emergencies,
    emergency::{self, comparison, work_list},
    figures::Bar,
    programme, programmes,
    refusal::{Refused, Told},
    renewal,
};

fn bar() -> Bar {
    Bar::of(10, &[("active", 4), ("suspended", 1)], SCRIPT.to_owned())
}

fn refused() -> Told {
    Refused { code: "act.area".to_owned(), text: SCRIPT.to_owned() }.into()
}

fn line(state: &'static str) -> Line {
    Line {
        link: "/acts/1".to_owned(),
        name: LONG.to_owned(),
        kind: "appeal_list",
        state,
        programme: Some(SCRIPT.to_owned()).filter(|_| state == "adopted"),
        size: Some("12,345".to_owned()).filter(|_| state == "adopted"),
        proposed: moment(),
        proposed_by: SCRIPT.to_owned(),
        adopted: (state == "adopted").then(moment),
    }
}

const STATES: [&str; 8] =
    ["drawing", "proposed", "adopting", "adopted", "ended", "withdrawn", "undoing", "undone"];

fn choices() -> Vec<AreaChoice> {
    vec![AreaChoice { value: format!("{SCRIPT} (PK90101)"), about: LONG.to_owned() }]
}

fn ready(open: bool) -> renewal::Ready {
    renewal::Ready {
        months: 42,
        households: "5,000,000".to_owned(),
        surveyed: "4,000,000".to_owned(),
        share_percent: 80,
        needed_percent: 95,
        enough: open,
        open: open.then(|| line("proposed")),
    }
}

fn said(pages: &[String]) {
    for page in pages {
        for beginning in ["act-", "calendar-", "due-", "emergency-", "programme-", "renewal-", "status-"] {
            let bare = page.split('>').filter(|part| part.trim_start().starts_with(beginning)).count();
            assert_eq!(bare, 0, "a text is missing: {beginning}");
        }
    }
}

#[test]
fn calendar_full_and_empty() {
    said(&render("calendar.html", &calendar::Page::default()));
    let page = calendar::Page {
        months: 12,
        spans: [6, 12, 24, 48],
        today: Some(moment()),
        kinds: calendar::KINDS,
        due: vec![
            calendar::DueNow { update_type: "cyclic", households: "1,200".to_owned(), any: true },
            calendar::DueNow { update_type: "recertification", households: "0".to_owned(), any: false },
        ],
        coming: calendar::sample(),
        done: calendar::sample(),
        tasks: vec![
            calendar::TaskLine { name: SCRIPT.to_owned(), through: Some(moment()), moved: moment() },
            calendar::TaskLine { name: LONG.to_owned(), through: None, moved: moment() },
        ],
        renewal: Some(ready(true)),
    };
    let pages = render("calendar.html", &page);
    said(&pages);
    assert!(pages[0].contains("class=\"cyclic\"") && pages[0].contains("/due?type=recertification"));
}

#[test]
fn due_of_both_types() {
    let nothing =
        due::Page { update_type: "cyclic", types: ["cyclic", "recertification"], ..due::Page::default() };
    assert!(render("due.html", &nothing)[0].contains("set no date"));
    let phase = |number| due::PhaseLine {
        number,
        scores: (number < 3).then(|| "37".to_owned()),
        after_months: 24,
        households: "7".to_owned(),
        link: "/due?type=cyclic&phase=1".to_owned(),
    };
    let tehsil = |link: Option<&str>| due::TehsilLine {
        name: SCRIPT.to_owned(),
        link: link.map(str::to_owned),
        counts: vec!["0".to_owned(), "7".to_owned(), "1".to_owned()],
        total: "8".to_owned(),
        percent: 80.0,
    };
    let household = |passed| due::HouseholdLine {
        number: "482-913-7065".to_owned(),
        place: SCRIPT.to_owned(),
        surveyed: moment(),
        since: moment(),
        until: Some(moment()).filter(|_| passed),
        window_passed: passed,
        score: Some("37.25".to_owned()).filter(|_| passed),
    };
    for update_type in ["cyclic", "recertification"] {
        for may_open in [true, false] {
            let page = due::Page {
                update_type,
                types: ["cyclic", "recertification"],
                has_rule: true,
                total: "24".to_owned(),
                phases: vec![phase(1), phase(2), phase(3)],
                phase: 2,
                tehsil: may_open.then(|| ("PK90101".to_owned(), SCRIPT.to_owned())),
                tehsils: vec![tehsil(Some("/due?type=cyclic")), tehsil(None)],
                more_tehsils: vec![tehsil(None)],
                households: vec![household(true), household(false)],
                may_open,
                first: Some("/due".to_owned()),
                next: Some("/due?after=1".to_owned()),
            };
            let pages = render("due.html", &page);
            said(&pages);
            assert_eq!(pages[0].contains("href=\"/households/482-913-7065\""), may_open);
            let page = due::Page { phases: vec![phase(3)], households: vec![], ..page };
            said(&render("due.html", &page));
        }
    }
}

#[test]
fn emergencies_and_the_form() {
    said(&render("emergencies.html", &emergencies::Page::default()));
    let emergency = |standing| emergencies::Line {
        link: "/emergencies/1".to_owned(),
        name: LONG.to_owned(),
        hazard: "flood",
        authority: SCRIPT.to_owned(),
        standing,
        areas: SCRIPT.to_owned(),
        from: moment(),
        until: moment(),
    };
    let page = emergencies::Page {
        told: refused(),
        lines: ["coming", "open", "past", "ended"].map(emergency).into(),
        may_declare: true,
        hazards: operations::emergencies::Hazard::ALL.map(operations::emergencies::Hazard::code).into(),
        areas: choices(),
        form: emergencies::Form {
            name: SCRIPT.to_owned(),
            hazard: "storm".to_owned(),
            chosen: vec![SCRIPT.to_owned(), String::new()],
            ..emergencies::Form::default()
        },
    };
    let pages = render("emergencies.html", &page);
    said(&pages);
    assert!(pages[0].contains("<code>act.area</code>") && pages[0].contains("value=\"storm\" selected"));
    assert!(!pages[0].contains(">hazard-"));
}

fn one_emergency(may_change: bool) -> emergency::Page {
    let area = |lifted: bool| emergency::NotifiedLine {
        code: "PK90101".to_owned(),
        name: SCRIPT.to_owned(),
        level: Some("tehsil").filter(|_| lifted),
        on: moment(),
        lifted: lifted.then(moment),
    };
    emergency::Page {
        told: if may_change { refused() } else { Told::default() },
        link: "/emergencies/1".to_owned(),
        name: LONG.to_owned(),
        hazard: "flood",
        standing: "open",
        authority: SCRIPT.to_owned(),
        from: moment(),
        until: moment(),
        declared: moment(),
        declared_by: SCRIPT.to_owned(),
        ended: (!may_change).then(moment),
        ended_by: (!may_change).then(|| "calendar".to_owned()),
        areas: vec![area(false), area(true)],
        households: "1,000".to_owned(),
        surveyed: "125".to_owned(),
        surveyed_percent: 12.5,
        undated: Some("3".to_owned()),
        progress: bar(),
        years: if may_change {
            vec![emergency::YearLine { year: 2011, households: "7".to_owned(), percent: 100.0 }]
        } else {
            vec![]
        },
        tehsils: vec![emergency::TehsilLine {
            name: SCRIPT.to_owned(),
            households: "1,000".to_owned(),
            surveyed: "125".to_owned(),
            percent: 12.5,
            middle_year: Some(2011).filter(|_| may_change),
        }],
        may_see_list: may_change,
        may_change,
        steps: Steps { action: "/acts/1".to_owned(), end: may_change, ..Steps::default() },
        until_iso: "2027-02-20".to_owned(),
        today: "2026-11-22".to_owned(),
        choices: choices(),
        programmes: vec![("flood-relief".to_owned(), SCRIPT.to_owned())],
        lists: if may_change { vec![line("proposed")] } else { vec![] },
    }
}

#[test]
fn one_emergency_its_work_list_and_comparison() {
    for may_change in [true, false] {
        let pages = render("emergency.html", &one_emergency(may_change));
        said(&pages);
        for form in ["/redraw\"", "/lists\"", "/end\""] {
            assert_eq!(pages[0].contains(form), may_change, "{form}");
        }
        // Only what is notified still can be lifted.
        assert_eq!(pages[0].matches("name=\"lifted\"").count(), usize::from(may_change));
    }
    let visit = |found: bool| work_list::VisitLine {
        number: "482-913-7065".to_owned(),
        place: SCRIPT.to_owned(),
        surveyed: Some(moment()),
        years: 3,
        months: 4,
        score: found.then(|| "12.00".to_owned()),
        outcome: found.then(|| "eligible".to_owned()),
        beneficiary: found,
        head: found.then(|| LONG.to_owned()),
        address: found.then(|| SCRIPT.to_owned()),
        phone: found.then(|| SCRIPT.to_owned()),
    };
    for names in [true, false] {
        let page = work_list::Page {
            link: "/emergencies/1".to_owned(),
            name: SCRIPT.to_owned(),
            today: moment(),
            areas: vec![("PK90101".to_owned(), SCRIPT.to_owned())],
            area: "PK90101".to_owned(),
            area_name: Some(SCRIPT.to_owned()),
            names,
            may_name: names,
            visits: vec![visit(true), visit(false)],
            first: None,
            next: Some("/x".to_owned()),
        };
        let pages = render("work-list.html", &page);
        said(&pages);
        assert_eq!(pages[0].contains(LONG), names);
        said(&render("work-list.html", &work_list::Page { visits: vec![], next: None, ..page }));
    }
    said(&render("comparison.html", &comparison::Page::default()));
    let crossing = |changes| comparison::CrossingLine {
        before: Some("eligible".to_owned()).filter(|_| changes),
        after: None,
        households: "7".to_owned(),
        changes,
    };
    let page = comparison::Page {
        link: "/emergencies/1".to_owned(),
        name: SCRIPT.to_owned(),
        compared: 7,
        compared_text: "7".to_owned(),
        new: "1".to_owned(),
        partial: true,
        means: vec![comparison::MeanLine {
            name: SCRIPT.to_owned(),
            households: "7".to_owned(),
            before: "30.00".to_owned(),
            after: "25.00".to_owned(),
            change: "-5.00".to_owned(),
        }],
        outcomes: vec![crossing(true), crossing(false)],
        walls: vec![comparison::WallLine {
            wall: SCRIPT.to_owned(),
            before: "7".to_owned(),
            after: "1".to_owned(),
            before_bar: bar(),
            after_bar: bar(),
        }],
    };
    said(&render("comparison.html", &page));
}

fn card(capacity: bool) -> programmes::Card {
    let status = |status| programmes::StatusCount { status, families: "7".to_owned(), takes_room: true };
    programmes::Card {
        id: "kafaalat".to_owned(),
        link: "/programmes/kafaalat".to_owned(),
        title: SCRIPT.to_owned(),
        kind: "unconditional",
        version: "2021-09-01".to_owned(),
        capacity: capacity.then(|| "10,000,000".to_owned()),
        free: capacity.then(|| "1".to_owned()),
        statuses: ["active", "deceased", "graduated", "suspended"].map(status).into(),
        elsewhere: capacity.then(|| "3".to_owned()),
        bar: bar(),
        appeals: capacity,
        recertifies: capacity,
    }
}

#[test]
fn programmes_and_one_of_them() {
    said(&render("programmes.html", &programmes::Page { programmes: vec![] }));
    let all = programmes::Page { programmes: vec![card(true), card(false)] };
    said(&render("programmes.html", &all));
    let enrolment = programme::EnrolmentLine {
        number: "482-913-7065".to_owned(),
        status: "suspended",
        from: moment(),
        reason: SCRIPT.to_owned(),
        by: SCRIPT.to_owned(),
        since: moment(),
    };
    let reported = programme::report::Reported {
        read: "3".to_owned(),
        rejected: "1".to_owned(),
        lines: vec![programme::report::ReportLine {
            row: "2".to_owned(),
            code: "status.woman",
            text: SCRIPT.to_owned(),
        }],
        more: 2,
        ..programme::report::Reported::default()
    };
    let full = programme::Page {
        told: refused(),
        card: card(true),
        source: SCRIPT.to_owned(),
        requires: Some(SCRIPT.to_owned()),
        cut_offs: vec![programme::PolicyLine {
            version: "1".to_owned(),
            title: SCRIPT.to_owned(),
            from: moment(),
            to: Some(moment()),
            in_force: true,
            cut_offs: vec![(SCRIPT.to_owned(), "32.00".to_owned())],
        }],
        appeal_cut_offs: vec![programme::AppealLine {
            name: SCRIPT.to_owned(),
            link: "/acts/1".to_owned(),
            adopted: moment(),
            score: Some("37.00".to_owned()),
            families: "12".to_owned(),
        }],
        acts: vec![line("adopted")],
        statuses: ["active", "deceased", "graduated", "suspended"],
        status: Some("suspended"),
        may_list: true,
        enrolments: Some(vec![enrolment]),
        may_open: true,
        pager: Some(pager()),
        may_report: true,
        may_manage: true,
        everywhere: true,
        reported: Some(reported),
        areas: choices(),
        today: "2026-11-22".to_owned(),
        appeal_until: "2027-05-21".to_owned(),
    };
    let pages = render("programme.html", &full);
    said(&pages);
    for form in ["/enrolment-lists\"", "/appeal-lists\"", "/capacity\"", "/status\" enctype"] {
        assert!(pages[0].contains(form), "{form}");
    }
    let bare = programme::Page { card: card(false), ..programme::Page::default() };
    let pages = render("programme.html", &bare);
    said(&pages);
    assert!(!pages[0].contains("method=\"post\" action=\"/programmes"));
    let nobody = programme::Page {
        card: card(false),
        may_list: true,
        enrolments: Some(vec![]),
        may_manage: true,
        ..programme::Page::default()
    };
    said(&render("programme.html", &nobody));
    let unasked = programme::Page { enrolments: None, ..nobody };
    assert!(render("programme.html", &unasked)[0].contains("Choose a status"));
}

fn one_act(state: &'static str) -> act::Page {
    act::Page {
        told: Told::default(),
        line: line(state),
        under_way: matches!(state, "drawing" | "adopting" | "undoing"),
        adopted_by: (state == "adopted").then(|| SCRIPT.to_owned()),
        ended: (state == "ended").then(moment),
        ended_by: (state == "ended").then(|| SCRIPT.to_owned()),
        steps: Steps { action: "/acts/1".to_owned(), ..Steps::default() },
        capacity: None,
        families: None,
        renewal: None,
        list: None,
    }
}

#[test]
fn acts_and_one_of_them() {
    for kind in [None, Some("renewal")] {
        let lines = STATES.map(line).into();
        let page = acts::Page { kind, kinds: acts::KINDS, lines, pager: pager() };
        said(&render("acts.html", &page));
        said(&render("acts.html", &acts::Page { lines: vec![], ..page }));
    }
    let reason = || act::Reason { text: SCRIPT.to_owned(), count: "7".to_owned() };
    let families = act::Families {
        areas: SCRIPT.to_owned(),
        emergency: Some("/emergencies/1".to_owned()),
        until: Some(moment()),
        lowest_percent: Some(30),
        room: Some("71".to_owned()),
        households: "70".to_owned(),
        listed: "71".to_owned(),
        last_score: Some("37.25".to_owned()),
        full: true,
        enrolled: "7".to_owned(),
        left_out: vec![reason()],
        not_enrolled: vec![reason()],
        tehsils: vec![act::Share {
            tehsil: SCRIPT.to_owned(),
            scored: "100".to_owned(),
            wanted: "30".to_owned(),
            threshold: None,
        }],
    };
    let listed = |lines| act::listed::ListPart {
        lines,
        listed: "7".to_owned(),
        crosses: true,
        may_open: true,
        first: None,
        next: Some("/acts/1?after=50".to_owned()),
    };
    let household = act::listed::ListLine {
        rank: "1".to_owned(),
        number: "482-913-7065".to_owned(),
        tehsil: Some(SCRIPT.to_owned()),
        score: None,
        before: Some("eligible".to_owned()),
        after: None,
    };
    for state in STATES {
        let page = act::Page {
            families: Some(families.clone()),
            list: Some(listed(vec![household.clone()])),
            ..one_act(state)
        };
        said(&render("act.html", &page));
    }
    let raise = act::Raise { families: "10,500,000".to_owned(), from: moment() };
    let own = Steps { action: "/acts/1".to_owned(), own: true, withdraw: true, ..Steps::default() };
    let page = act::Page { capacity: Some(raise), steps: own, told: refused(), ..one_act("proposed") };
    let pages = render("act.html", &page);
    said(&pages);
    assert!(pages[0].contains("own-act") && !pages[0].contains("/adopt\""));
    let others =
        Steps { action: "/acts/1".to_owned(), adopt: true, end: true, undo: true, ..Steps::default() };
    let page = &render("act.html", &act::Page { steps: others, ..one_act("proposed") })[0];
    assert!(page.contains("/adopt\"") && page.contains("/undo\"") && !page.contains("own-act"));
}

#[test]
fn renewals_and_one_of_them() {
    let district = act::crossings::DistrictLine {
        name: SCRIPT.to_owned(),
        households: "1,000".to_owned(),
        come_in: "10".to_owned(),
        go_out: "40".to_owned(),
        bar_in: 12.5,
        bar_out: 50.0,
        bar_out_x: 0.0,
    };
    let outcome = act::crossings::OutcomeLine {
        before: None,
        after: Some("eligible".to_owned()),
        households: "10".to_owned(),
        changes: true,
    };
    let crossings = act::crossings::Crossings {
        come_in: "10".to_owned(),
        go_out: "40".to_owned(),
        districts: vec![district],
        outcomes: vec![outcome],
    };
    for state in STATES {
        let renewed = act::Renewed {
            policy: "2026-01-01".to_owned(),
            as_of: moment(),
            reason: Some(SCRIPT.to_owned()),
            share_percent: 80,
            households: "1,000".to_owned(),
            undecided: "3".to_owned(),
            written: "990".to_owned(),
            undone: "0".to_owned(),
            kept: "10".to_owned(),
            crossings: if state == "drawing" {
                act::crossings::Crossings::default()
            } else {
                crossings.clone()
            },
        };
        let page = act::Page { renewal: Some(renewed), ..one_act(state) };
        said(&render("act.html", &page));
    }
    for (open, may_propose) in [(true, true), (false, true), (false, false)] {
        let page = renewal::Page {
            told: refused(),
            ready: ready(open),
            may_propose,
            policies: vec![renewal::PolicyChoice {
                version: "1".to_owned(),
                title: SCRIPT.to_owned(),
                from: moment(),
                in_force: true,
            }],
            name: SCRIPT.to_owned(),
            reason: SCRIPT.to_owned(),
            renewals: if open { vec![line("proposed")] } else { vec![] },
        };
        let pages = render("renewal.html", &page);
        said(&pages);
        assert_eq!(pages[0].contains("action=\"/renewal\""), may_propose && !open);
    }
}
