//! Every template in every language with samples of what can stand in it.

mod acts;
mod cases;

use super::{
    answers::Answer,
    audit,
    fault::Fault,
    findings, forms, home,
    households::{self, Line},
    load, loads,
    page::{Frame, Moment, Reader},
    pager::Pager,
    scope::AreaGroup,
    sign_in, submission, submissions, tablets, templates, users,
};
use crate::{
    Settings,
    wording::{Language, Wording},
};
use operations::audit::Action;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

const LONG: &str = "Abdul-Rehman-bin-Muhammad-Ghulam-Mustafa-Khan-Tareen-of-the-Very-Long-Name-Indeed";
const SCRIPT: &str = "<script>alert(1)</script>&\"'";

fn moment() -> Moment {
    Moment { iso: "2026-11-22".to_owned(), text: "22 November 2026".to_owned() }
}

fn reader(everything: bool) -> Reader {
    Reader {
        name: SCRIPT.to_owned(),
        role: "administrator".to_owned(),
        households: true,
        submissions: everything,
        cases: everything,
        civil_register: everything,
        loads: everything,
        tablets: everything,
        users: everything,
        forms: everything,
        audit: everything,
        calendar: everything,
        acts: everything,
    }
}

/// Renders a template in every language, for somebody who may everything, somebody who may little, and nobody.
pub(super) fn render(template: &str, content: &impl Serialize) -> Vec<String> {
    let wording = Arc::new(Wording::load());
    let mut pages = Vec::new();
    for language in Language::ALL {
        for reader in [Some(reader(true)), Some(reader(false)), None] {
            let settings =
                Settings { name: "NSER".to_owned(), demonstration: reader.is_some(), ..Settings::default() };
            let frame = Frame {
                wording: &wording,
                settings: &settings,
                language,
                csrf: "c5".to_owned(),
                here: "/households",
                clock: reader
                    .as_ref()
                    .map(|_| Moment { iso: "2028-01-02".to_owned(), text: "2 January 2028".to_owned() }),
                reader,
            };
            let page =
                frame.render(template, content).unwrap_or_else(|error| panic!("{template}: {error:#}"));
            check(template, language, &page);
            pages.push(page);
        }
    }
    pages
}

fn check(template: &str, language: Language, page: &str) {
    let start = format!("<html lang=\"{}\" dir=\"{}\">", language.code(), language.dir());
    assert!(page.contains(&start) && page.trim_end().ends_with("</html>"), "{template}");
    assert!(
        !page.contains("<script") && !page.contains(" style="),
        "{template}: not escaped, or against our own policy"
    );
    let forms = page.matches("method=\"post\"").count();
    assert_eq!(
        page.matches("name=\"csrf\" value=\"c5\"").count(),
        forms,
        "{template}: a form without its secret"
    );
}

fn line() -> submissions::Line {
    submissions::Line {
        link: "/submissions/uuid%3A1".to_owned(),
        form: SCRIPT.to_owned(),
        version: "2026112201".to_owned(),
        received: moment(),
        state: "held",
        place: None,
        household: Some("482-913-7065".to_owned()),
        errors: 2,
        warnings: 1,
        notes: 0,
    }
}

fn noticed() -> findings::Noticed {
    findings::Noticed {
        severity: "error",
        code: "identity.twice",
        text: "Two persons have the same number".to_owned(),
        place: SCRIPT.to_owned(),
    }
}

fn pager() -> Pager {
    Pager::new("/submissions?", "2").showing(25, 25)
}

#[test]
fn every_page_is_tried() {
    let tried = [
        "act.html",
        "acts.html",
        "audit.html",
        "calendar.html",
        "case.html",
        "cases.html",
        "citizen-registry.html",
        "civil-register.html",
        "comparison.html",
        "due.html",
        "emergencies.html",
        "emergency.html",
        "fault.html",
        "forms.html",
        "home.html",
        "household.html",
        "households.html",
        "load.html",
        "loads.html",
        "programme.html",
        "programmes.html",
        "propose.html",
        "renewal.html",
        "sign-in.html",
        "submission.html",
        "submissions.html",
        "surveys.html",
        "tablet-issued.html",
        "tablets.html",
        "users.html",
        "work-list.html",
    ];
    let mut pages = templates::pages();
    pages.sort();
    assert_eq!(pages, tried);
}

#[test]
fn sign_in_and_faults() {
    render("sign-in.html", &sign_in::Page::default());
    let wait = sign_in::Page {
        username: SCRIPT.to_owned(),
        wait_seconds: Some(1),
        wrong: true,
        next: "/audit".to_owned(),
    };
    assert!(render("sign-in.html", &wait)[0].contains("role=\"alert\""));
    for fault in [
        Fault::NotFound,
        Fault::NotAllowed,
        Fault::Forged,
        Fault::Unreadable,
        Fault::Method,
        Fault::Busy,
        Fault::Internal,
    ] {
        let page = render("fault.html", &json!({ "code": fault.code(), "status": fault.status().as_u16() }));
        assert!(page[0].contains(fault.code()) && !page[0].contains(">fault-"));
    }
}

#[test]
fn home_full_and_empty() {
    let empty = render("home.html", &home::Page::default());
    assert!(empty[0].contains("Nothing waits."));
    let full = home::Page {
        households: 1_000_000,
        states: vec![home::State { code: "held", count: 3 }],
        outcomes: vec![home::Outcome { code: "eligible".to_owned(), count: 3, percent: 37.5 }],
        held: 3,
        quarantined: 1,
        may_read_submissions: true,
        recent: vec![line()],
    };
    assert!(render("home.html", &full)[0].contains("3 submissions wait"));
}

#[test]
fn households_found_and_not() {
    for trouble in ["households-none", "search-none", "search-digits", "search-check-digit"] {
        let page =
            households::Page { q: SCRIPT.to_owned(), trouble: Some(trouble), ..households::Page::default() };
        assert!(!render("households.html", &page)[0].contains(trouble));
    }
    let found = |head: Option<&str>, outcome: Option<&str>, merged| Line {
        number: "482-913-7065".to_owned(),
        head: head.map(str::to_owned),
        members: 7,
        place: SCRIPT.to_owned(),
        outcome: outcome.map(str::to_owned),
        merged,
        changed: outcome.map(|_| moment()),
    };
    let page = households::Page {
        found: vec![
            found(Some(LONG), Some("excluded"), false),
            found(Some(SCRIPT), None, false),
            found(None, None, true),
        ],
        pager: Some(pager()),
        ..households::Page::default()
    };
    assert!(render("households.html", &page)[0].contains("data-testid=\"search-result\""));
}

#[test]
fn submissions_and_one_of_them() {
    for state in [None, Some("held"), Some("quarantined")] {
        let states = ["accepted", "held", "quarantined", "superseded", "refused"];
        render("submissions.html", &submissions::Page { state, states, lines: vec![line()], pager: pager() });
        render(
            "submissions.html",
            &submissions::Page { state, states, lines: vec![], pager: Pager::new("/x?", "") },
        );
    }
    let leaf = |value: Option<&str>, findings| Answer {
        label: SCRIPT.to_owned(),
        row: None,
        value: value.map(str::to_owned),
        ltr: false,
        findings,
        children: vec![],
    };
    let group = Answer {
        row: Some(3),
        children: vec![leaf(Some(LONG), vec![]), leaf(None, vec![noticed()])],
        ..leaf(None, vec![noticed()])
    };
    let page = submission::Page {
        line: line(),
        instance: "uuid:1".to_owned(),
        replaces: Some(submission::Earlier {
            instance: "uuid:0".to_owned(),
            link: "/submissions/uuid%3A0".to_owned(),
        }),
        device: Some(SCRIPT.to_owned()),
        sha256: "ab".repeat(32),
        unplaced: vec![noticed()],
        answers: vec![group],
        attachments: vec![
            submission::Attachment { name: SCRIPT.to_owned(), link: None, kilobytes: 0, expected: true },
            submission::Attachment {
                name: "1.jpg".to_owned(),
                link: Some("/x".to_owned()),
                kilobytes: 9,
                expected: false,
            },
        ],
        may_settle: true,
        action: "/submissions/uuid%3A1/settle".to_owned(),
        notice: Some(SCRIPT.to_owned()),
        case: Some(case_link("in_review")),
    };
    assert!(render("submission.html", &page)[0].contains("settle\""));
    let refused = submission::Page {
        line: submissions::Line { state: "refused", ..line() },
        case: Some(case_link("refused")),
        ..page
    };
    let shown = &render("submission.html", &refused)[0];
    assert!(shown.contains("submission-refused") && shown.contains("22 November 2026"));
    let page = submission::Page { line: line(), ..refused };
    let bare = submission::Page {
        replaces: None,
        device: None,
        unplaced: vec![],
        answers: vec![],
        attachments: vec![],
        may_settle: false,
        notice: None,
        case: None,
        ..page
    };
    assert!(!render("submission.html", &bare)[0].contains("settle\""));
}

fn case_link(state: &'static str) -> submission::CaseLink {
    submission::CaseLink {
        link: "/cases/1".to_owned(),
        state,
        refusal: Some(SCRIPT.to_owned()),
        from: Some(moment()).filter(|_| state == "refused"),
    }
}

fn load_line(finished: bool) -> loads::Line {
    loads::Line {
        batch: SCRIPT.to_owned(),
        link: "/loads/x".to_owned(),
        source: LONG.to_owned(),
        actor: SCRIPT.to_owned(),
        started: moment(),
        changed: moment(),
        finished: finished.then(moment),
        read: "12,345".to_owned(),
        registered: "12,000".to_owned(),
        joined: "300".to_owned(),
        with_findings: "7".to_owned(),
        rejected: "45".to_owned(),
        persons_rejected: finished.then(|| "2".to_owned()),
        bar: loads::Bar { registered: 97.2, joined: 2.4, rejected: 0.4 },
    }
}

#[test]
fn loads_and_one_of_them() {
    let lines = vec![load_line(true), load_line(false)];
    let page = &render("loads.html", &loads::Page { lines })[0];
    assert!(page.contains(">Finished<") && page.contains(">Not finished<"));
    assert!(render("loads.html", &loads::Page { lines: vec![] })[0].contains("No file has been loaded"));
    let code = |severity| load::CodeLine {
        severity,
        code: "identity.twice".to_owned(),
        text: SCRIPT.to_owned(),
        times: "1,234".to_owned(),
    };
    let row = load::RowLine {
        row: "123".to_owned(),
        key: SCRIPT.to_owned(),
        household: "482-913-7065".to_owned(),
        findings: vec![noticed()],
    };
    for finished in [true, false] {
        let page = load::Page {
            line: load_line(finished),
            file_sha256: "ab".repeat(32),
            mapping_sha256: "cd".repeat(32),
            noticed: if finished { vec![code("error"), code("warning"), code("note")] } else { vec![] },
            rejected: if finished { vec![code("error")] } else { vec![] },
            rows: if finished { vec![row.clone()] } else { vec![] },
            pager: pager(),
        };
        let page = &render("load.html", &page)[0];
        assert_eq!(page.contains("has not ended"), !finished);
        assert_eq!(page.contains("load-rows"), finished);
        assert!(page.contains("12,345"));
    }
}

#[test]
fn tablets_and_a_new_token() {
    let token = |state| tablets::Token {
        id: "0".to_owned(),
        kind: "enumerator".to_owned(),
        label: LONG.to_owned(),
        areas: SCRIPT.to_owned(),
        language: "ur".to_owned(),
        device: Some(SCRIPT.to_owned()).filter(|_| state == "valid"),
        issued_by: "officer".to_owned(),
        created: moment(),
        expires: moment(),
        state,
    };
    let areas =
        || vec![AreaGroup { level: "tehsil", areas: vec![("PK90101".to_owned(), SCRIPT.to_owned())] }];
    let page = tablets::Page {
        tokens: vec![token("valid"), token("expired"), token("revoked")],
        areas: areas(),
        notice: Some(SCRIPT.to_owned()),
        refused: Some(SCRIPT.to_owned()),
        ..tablets::Page::default()
    };
    assert_eq!(render("tablets.html", &page)[0].matches("/revoke\"").count(), 1);
    render("tablets.html", &tablets::Page::default());
    for server in [Some("https://nser.example/or/k/ab".to_owned()), None] {
        let issued = tablets::Issued {
            label: SCRIPT.to_owned(),
            kind: "enumerator",
            token: "ab".repeat(32),
            server,
            qr_side: 33,
            qr_path: "M4 4h7v1h-7z".to_owned(),
            expires: moment(),
        };
        assert!(render("tablet-issued.html", &issued)[0].contains(&"ab".repeat(32)));
    }
}

#[test]
fn users_forms_and_audit() {
    let user = |enabled, own| users::User {
        name: LONG.to_lowercase(),
        role: "field_officer".to_owned(),
        areas: SCRIPT.to_owned(),
        language: "ur".to_owned(),
        enabled,
        created: moment(),
        own,
    };
    let roles = operations::authority::Role::OF_STAFF.map(operations::authority::Role::code).to_vec();
    let page =
        users::Page { users: vec![user(true, true), user(false, false)], roles, ..users::Page::default() };
    assert_eq!(render("users.html", &page)[0].matches("/enabled\"").count(), 1);
    let form = |open, current| forms::Line {
        form_id: "household".to_owned(),
        title: SCRIPT.to_owned(),
        version: "2026112201".to_owned(),
        published: moment(),
        open,
        current,
        link: "/forms/household/2026112201".to_owned(),
        action: "/forms/household/open".to_owned(),
    };
    let lines = vec![form(true, true), form(false, false)];
    assert!(
        render("forms.html", &forms::Page { forms: lines, may_manage: true })[0]
            .contains("open\" class=\"inline\"")
    );
    render("forms.html", &forms::Page { forms: vec![], may_manage: false });
    let entry = |household: Option<&str>, subject: Option<&str>, outcome| audit::Line {
        position: 7,
        at: moment(),
        actor: SCRIPT.to_owned(),
        action: "sign_in".to_owned(),
        household: household.map(str::to_owned),
        subject: subject.map(str::to_owned),
        subject_link: subject.filter(|subject| subject.len() < 10).map(|_| "/submissions/1".to_owned()),
        outcome,
    };
    let lines = vec![
        entry(Some("482-913-7065"), None, "done"),
        entry(None, Some("uuid:1"), "not_found"),
        entry(None, Some(SCRIPT), "refused"),
    ];
    render("audit.html", &audit::Page { actor: SCRIPT.to_owned(), lines, pager: pager() });
    render(
        "audit.html",
        &audit::Page { actor: String::new(), lines: vec![], pager: Pager::new("/audit?", "") },
    );
}

#[test]
fn every_action_has_a_text() {
    let wording = Wording::load();
    for action in [
        Action::ReadHousehold,
        Action::ReadDecision,
        Action::ReadStanding,
        Action::SearchHouseholds,
        Action::ListHouseholds,
        Action::ReadSubmission,
        Action::ListSubmissions,
        Action::ReadAttachment,
        Action::Submit,
        Action::SettleSubmission,
        Action::SignIn,
        Action::SignOut,
        Action::IssueCredential,
        Action::RevokeCredential,
        Action::ChangeUser,
        Action::PublishForm,
        Action::ReadAudit,
        Action::ChangeAreas,
        Action::LoadHouseholds,
        Action::ReadLoads,
        Action::ReadDue,
        Action::ReadActs,
        Action::ProposeAct,
        Action::AdoptAct,
        Action::EndAct,
        Action::ReadEnrolments,
        Action::ChangeEnrolment,
        Action::RunCalendar,
    ] {
        let key = format!("action-{}", audit::action_code(action));
        assert!(Language::ALL.into_iter().all(|language| wording.has(language, &key)), "{key}");
    }
}
