//! Samples of the pages of cases, of what is proposed, and of the citizen registry.

use super::{LONG, SCRIPT, moment, noticed, pager, render};
use crate::pages::{
    area_entry::AreaChoice,
    case::{
        self, Doubt, May, Step, Turned, Way,
        proposal::{Proposed, Row},
        told::{Refused, Told},
        verdicts::{Answered, FieldLine},
    },
    cases::{self, Choice, Line, SUBJECTS},
    figures::Bar,
    household::timeline::Paper,
    labels::{Answered as Answer, AnsweredSection},
    life_events,
    propose::{self, Group, Lists, Needs},
    verification,
};
use registry::case::CaseState;
use std::collections::BTreeMap;

fn text() -> String {
    SCRIPT.to_owned()
}

fn line(subject: &'static str, state: &'static str) -> Line {
    let open = CaseState::OPEN.contains(&state);
    Line {
        link: "/cases/1".to_owned(),
        subject,
        update_type: "roster",
        household: open.then(|| "482-913-7065".to_owned()),
        tehsil: open.then(text),
        state,
        open,
        deadline: moment(),
        overdue: state == "in_review",
        owner: open.then(text),
        opened: moment(),
        opened_by: LONG.to_owned(),
        refusal: (state == "refused").then(text),
    }
}

fn choice(current: bool) -> Choice {
    Choice { text: text(), link: "/cases?owner=me".to_owned(), count: current.then_some(12), current }
}

#[test]
fn work_lists_full_and_empty() {
    let lines = CaseState::CODES.into_iter().zip(SUBJECTS.into_iter().cycle());
    let page = cases::Page {
        states: vec![choice(true), choice(false)],
        owners: vec![choice(false)],
        subjects: vec![choice(false), choice(true)],
        lines: lines.map(|(state, subject)| line(subject, state)).collect(),
        pager: pager(),
    };
    let shown = &render("cases.html", &page)[0];
    assert!(shown.matches("cases&#x2f;1").count() >= 8 && shown.contains("Overdue"));
    assert!(render("cases.html", &cases::Page { lines: Vec::new(), ..page })[0].contains("no such cases"));
}

fn refused() -> Told {
    let refused = Refused {
        code: "case.in_the_way".to_owned(),
        text: text(),
        from: Some(moment()),
        findings: vec![noticed()],
    };
    Told { notice: None, refused: Some(refused) }
}

fn proposed() -> Proposed {
    let row = |before: Option<&str>, after: Option<&str>, ltr| Row {
        label: text(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        ltr,
    };
    let answer = Answer { label: text(), value: LONG.to_owned(), ltr: false, nothing: false };
    Proposed {
        event: "identity",
        who: Some(LONG.to_owned()),
        effective: moment(),
        rows: vec![
            row(None, Some("90101-1000008-2"), true),
            row(Some(SCRIPT), Some(LONG), false),
            row(Some("1"), None, true),
        ],
        details: vec![AnsweredSection { name: "person".to_owned(), title: text(), answers: vec![answer] }],
        papers: vec![
            Paper { text: text(), link: None, number: Some(text()) },
            Paper { text: text(), link: Some("/submissions/1".to_owned()), number: None },
        ],
        reason: Some(text()),
    }
}

fn answered(held: bool) -> Answered {
    let field = |field, verdict| FieldLine {
        field,
        verdict,
        ours: Some(text()),
        theirs: held.then(|| LONG.to_owned()),
    };
    Answered {
        name: held.then(text),
        number: "90101-1000008-2".to_owned(),
        source: text(),
        at: moment(),
        expires: moment(),
        counts: held,
        held,
        fields: vec![field("name", "match"), field("alive", "mismatch"), field("disability", "not_held")],
    }
}

fn case_page(state: &'static str) -> case::Page {
    let open = CaseState::OPEN.contains(&state);
    let way = |value: &str| Way { value: value.to_owned(), text: text() };
    case::Page {
        told: refused(),
        line: line("submission", state),
        id: "0".to_owned(),
        review: "four_eyes",
        rules_version: "2025-07-01".to_owned(),
        channel: "desk",
        others: vec!["482-913-7065".to_owned()],
        source: Some("/submissions/1".to_owned()),
        proposed: Some(proposed()),
        doubt: Some(Doubt { place: text(), about: text() }),
        findings: vec![noticed()],
        checks: vec![text()],
        lacking: vec![text()],
        refused: (!open).then(|| Turned { text: text(), from: Some(moment()) }),
        answers: vec![answered(true), answered(false)],
        conflicts: vec![line("proposed", "in_review")],
        trail: vec![Step { at: moment(), by: text(), to: state.to_owned(), note: Some(text()) }],
        may: May {
            take_over: open,
            add_evidence: open,
            withdraw: open,
            accept: open,
            refuse: open,
            own: false,
        },
        papers: vec![("b_form".to_owned(), text())],
        ways: vec![way("as_proposed"), way("without_numbers")],
    }
}

#[test]
fn a_case_in_every_state_with_much_and_with_little() {
    for state in CaseState::CODES {
        let shown = &render("case.html", &case_page(state))[0];
        let open = CaseState::OPEN.contains(&state);
        assert_eq!(shown.contains("data-testid=\"accept\""), open, "{state}");
    }
    for review in ["none", "officer", "four_eyes"] {
        let little = case::Page {
            told: Told { notice: Some(text()), refused: None },
            review,
            rules_version: String::new(),
            others: Vec::new(),
            source: None,
            proposed: None,
            doubt: None,
            findings: Vec::new(),
            checks: Vec::new(),
            lacking: Vec::new(),
            answers: Vec::new(),
            conflicts: Vec::new(),
            may: May { own: true, ..May::default() },
            ..case_page("in_review")
        };
        let shown = &render("case.html", &little)[0];
        assert!(shown.contains("another pair of eyes") && !shown.contains("method=\"post\" action=\"/cases"));
    }
}

fn propose_page(event: Option<&'static str>) -> propose::Page {
    let choice = |value: &str| propose::Choice { value: value.to_owned(), text: text() };
    let choices = || vec![choice("1"), choice("2")];
    propose::Page {
        told: refused(),
        number: "482-913-7065".to_owned(),
        head: event.map(|_| LONG.to_owned()),
        event,
        groups: vec![Group { name: "members", events: vec!["birth", "death"] }],
        needs: Needs { papers: vec![text()], checks: vec![text(), text()], review: "officer" },
        members: choices(),
        lists: Lists {
            relations: choices(),
            sexes: choices(),
            statuses: choices(),
            regions: choices(),
            difficulties: choices(),
            domains: vec![choice("seeing"), choice("walking")],
            papers: choices(),
            places: choices(),
        },
        areas: vec![AreaChoice { value: text(), about: text() }],
        today: "2026-11-22".to_owned(),
        form: propose::FIELDS.map(|field| (field, text())).into_iter().collect::<BTreeMap<_, _>>(),
        persons: vec!["1".to_owned()],
    }
}

#[test]
fn every_event_has_its_form() {
    let choose = &render("propose.html", &propose_page(None))[0];
    assert!(choose.contains("?event=birth") && !choose.contains("propose-form"));
    for event in propose::GROUPS.iter().flat_map(|(_, events)| events.iter()) {
        let page = &render("propose.html", &propose_page(Some(event)))[0];
        assert!(page.contains("propose-form") && !page.contains(">propose-"), "{event}");
        assert_eq!(page.contains("name=\"effective\""), *event != "discrepancy", "{event}");
    }
}

#[test]
fn runs_and_notices() {
    let run = |finished: bool, waits: bool| verification::Line {
        name: text(),
        started: moment(),
        moved: moment(),
        finished: finished.then(moment),
        waits,
        rate_per_second: 20,
        households: "12".to_owned(),
        asked: "34".to_owned(),
        answers: vec![("match", "1".to_owned()), ("not_held", "2".to_owned())],
        done: Bar::of(10, &[("done", 4)], text()),
        said: Bar::of(10, &[("match", 4), ("mismatch", 1), ("not-held", 2), ("faulty", 1)], text()),
    };
    let page = verification::Page {
        told: refused(),
        lines: vec![run(true, false), run(false, true), run(false, false)],
        may_start: true,
        name: text(),
        rate: "20".to_owned(),
        highest_rate: 1000,
    };
    let shown = &render("citizen-registry.html", &page)[0];
    assert!(
        shown.contains(">Finished<") && shown.contains(">Stands still<") && shown.contains(">Under way<")
    );
    let none = verification::Page { told: Told::default(), lines: Vec::new(), may_start: false, ..page };
    assert!(render("citizen-registry.html", &none)[0].contains("No run has been started"));

    let states = ["waiting", "applied", "case", "nobody", "reversed"];
    let kinds = ["birth", "death", "death_reversed", "marriage", "divorce"];
    let notice = |kind, state: &str| life_events::Line {
        kind,
        persons: vec![("child", "90101-1000008-2".to_owned()), ("mother", "90101-1000002-2".to_owned())],
        on: moment(),
        received: moment(),
        source: text(),
        state: state.to_owned(),
        household: (state == "applied").then(|| "482-913-7065".to_owned()),
    };
    for state in [None, Some("nobody")] {
        let lines = kinds.into_iter().zip(states).map(|(kind, state)| notice(kind, state)).collect();
        let page = life_events::Page { state, states, lines, pager: pager() };
        assert!(render("civil-register.html", &page)[0].contains("90101-1000008-2"));
    }
    let empty = life_events::Page { state: None, states, lines: Vec::new(), pager: pager() };
    render("civil-register.html", &empty);
}
