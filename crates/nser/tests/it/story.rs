//! Four years in the demonstration, as a visitor lives them: over HTTP, with the citizen registry as a process beside, the clock
//! pressed month by month.

use crate::{program::Program, questionnaires::example, visitor::Visitor};
use jiff::{Timestamp, ToSpan, civil::Date};
use registry::clock::date_in_pakistan;
use reqwest::multipart;
use rusqlite::{Connection, OpenFlags};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

const TEHSIL: &str = "PK90101";
/// No beneficiary: surveyed again two years and a quarter after a survey, by its score.
const FARMERS: &str = "household/farmer-family.xml";
/// Poor: its woman is enrolled, and surveyed again after three years.
const KILN_WORKERS: &str = "household/kiln-workers.xml";

/// The demonstration while it runs.
struct Demonstration {
    process: Child,
    url: String,
    passwords: BTreeMap<String, String>,
    tablet: String,
}

impl Demonstration {
    fn start(program: &Program) -> Self {
        let mut command = program.command();
        let log = program.file("demo.log", b"");
        let log = std::fs::File::options().append(true).open(log).unwrap();
        let mut process =
            command.args(["demo", "--households", "40"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let introduction: Vec<String> =
            said.by_ref().take_while(|line| !line.starts_with("Stop with")).collect();
        let behind = |beginning: &str| {
            let line = introduction.iter().find_map(|line| line.split_once(beginning));
            line.unwrap_or_else(|| panic!("{introduction:#?}")).1.trim().to_owned()
        };
        let logins = introduction.iter().filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["user", name, "password", password, ..] => {
                    Some(((*name).to_owned(), (*password).to_owned()))
                }
                _ => None,
            }
        });
        let (url, tablet, passwords) = (behind("Open "), behind("server address "), logins.collect());
        Self { process, url, passwords, tablet }
    }

    async fn sign_in(&self, name: &str) -> Visitor {
        Visitor::sign_in(&self.url, name, &self.passwords[name]).await
    }

    /// Presses the clock.
    async fn pass(&self, months: u16) {
        let officer = self.sign_in("officer").await;
        let page = officer.post("/clock", &[("months", &months.to_string()), ("next", "/")]).await;
        assert!(page.contains("clock-today"), "{page}");
    }

    async fn today(&self) -> Date {
        let page = self.sign_in("officer").await.get("/").await;
        let clock = page.split("data-testid=\"clock-today\"").next().unwrap();
        clock.rsplit("datetime=\"").next().unwrap().split('"').next().unwrap().parse().unwrap()
    }

    /// A tablet sends the questionnaire of an interview held on a day.
    async fn survey(&self, questionnaire: &str, held: Date, instance: u32) {
        send(&self.tablet, &dated(questionnaire, held, instance)).await;
    }

    fn stop(mut self) {
        let asked =
            std::process::Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(asked.unwrap().success() && self.process.wait().unwrap().success());
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn dated(questionnaire: &str, held: Date, instance: u32) -> String {
    let xml = example(questionnaire);
    let before = xml.split("<interview_date>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let id = xml.split("<instanceID>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    xml.replace(&before, &held.to_string())
        .replace(&id, &format!("uuid:57041000-0000-4000-8000-{instance:012}"))
}

async fn send(tablet: &str, xml: &str) {
    let part =
        multipart::Part::text(xml.to_owned()).file_name("submission.xml").mime_str("text/xml").unwrap();
    let body = multipart::Form::new().part("xml_submission_file", part);
    let url = format!("{tablet}/submission?deviceID=story");
    let answer = reqwest::Client::new().post(url).multipart(body).send().await.unwrap();
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
}

/// What the store holds, for what no page counts.
fn count(program: &Program, query: &str) -> BTreeMap<String, i64> {
    let file = program.folder().join("nser.db");
    let store = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = store.prepare(query).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The household of a citizen number in a questionnaire, as an officer finds it.
async fn find(officer: &Visitor, questionnaire: &str) -> String {
    let xml = example(questionnaire);
    let cnic = xml.split("<number>").nth(1).unwrap().split('<').next().unwrap();
    let page = officer.get(&format!("/households?q={cnic}")).await;
    let path =
        page.split("href=\"/households/").find(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    path.unwrap_or_else(|| panic!("{cnic}: {page}")).split(['"', '/', '?']).next().unwrap().to_owned()
}

fn explained(program: &Program, number: &str) -> String {
    program.run(&["updates", "explain", number])
}

fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The line of an update type.
fn line<'a>(explained: &'a str, title: &str) -> &'a str {
    explained.lines().find(|line| line.contains(title)).unwrap_or_else(|| panic!("{explained}")).trim()
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the demonstration begins today")]
async fn four_years_pass() {
    let mut program = Program::sqlite();
    let surveyed = date_in_pakistan(Timestamp::now()).yesterday().unwrap();
    // Two families known by name are there before the demonstration is filled.
    program.serve();
    let (tablet, _) = program.tablet("enumerator-1");
    send(&tablet, &dated(FARMERS, surveyed, 1)).await;
    send(&tablet, &dated(KILN_WORKERS, surveyed, 2)).await;
    program.stop();

    let demo = Demonstration::start(&program);
    let officer = demo.sign_in("officer").await;
    let (farmers, kiln_workers) = (find(&officer, FARMERS).await, find(&officer, KILN_WORKERS).await);

    out_of_turn(&program, &demo, &farmers, surveyed).await;
    demo.pass(12).await;
    life_went_on(&program);
    emergency(&program, &demo, &farmers).await;
    demo.pass(12).await;
    cyclic_surveys_are_due(&demo).await;
    demo.pass(12).await;
    let called = explained(&program, &kiln_workers);
    assert!(line(&called, "Recertification").starts_with("due"), "{called}");
    assert!(called.contains("recertification_due"), "{called}");
    demo.pass(6).await;
    lapse_and_return(&program, &demo, &kiln_workers).await;
    let enrolled = count(&program, "select status, count(*) from enrolment group by 1");
    let events = count(&program, "select kind, count(*) from life_event group by 1");
    let today = demo.today().await;
    demo.stop();

    // Begun again, the same years have passed, and nothing is there twice.
    let demo = Demonstration::start(&program);
    assert!(demo.today().await >= today);
    assert_eq!(count(&program, "select status, count(*) from enrolment group by 1"), enrolled);
    assert_eq!(count(&program, "select kind, count(*) from life_event group by 1"), events);
    demo.stop();
    let report = program.run(&["verify-log"]);
    assert!(report.contains("every one follows from its entries"), "{report}");
}

/// Whoever is surveyed again at once is refused, with the day from which it can be.
async fn out_of_turn(program: &Program, demo: &Demonstration, farmers: &str, surveyed: Date) {
    demo.survey(FARMERS, surveyed.tomorrow().unwrap(), 3).await;
    let explained = explained(program, farmers);
    let from = in_words(surveyed.saturating_add(27.months()));
    assert!(line(&explained, "Survey every two years").starts_with("closed"), "{explained}");
    assert!(line(&explained, "A new survey").contains(&from), "{from}: {explained}");
    let refused = explained.lines().any(|line| line.contains("refused") && line.contains("submission"));
    assert!(refused, "{explained}");
}

/// Births and deaths were notified; each changed a household, is a case, or concerns nobody here.
fn life_went_on(program: &Program) {
    let states = count(program, "select state, count(*) from life_event group by 1");
    assert!(!states.contains_key("waiting"), "{states:?}");
    assert!(states["applied"] > 0, "{states:?}");
    let kinds =
        count(program, "select kind, count(*) from life_event where state in ('applied', 'case') group by 1");
    assert!(kinds["birth"] > 0 && kinds["death"] > 0, "{kinds:?}");
}

/// A declared emergency opens what the calendar keeps closed.
async fn emergency(program: &Program, demo: &Demonstration, farmers: &str) {
    assert!(line(&explained(program, farmers), "Disaster").starts_with("closed"));
    let today = demo.today().await;
    let (from, until) = (today.to_string(), today.saturating_add(2.months()).to_string());
    let declared = [
        ("name", "Flood of the story"),
        ("hazard", "flood"),
        ("authority", "PDMA, notification 7"),
        ("from", &from),
        ("until", &until),
        ("area", TEHSIL),
        ("more", ""),
    ];
    demo.sign_in("ndma").await.post("/emergencies", &declared).await;
    assert!(line(&explained(program, farmers), "Disaster").starts_with("open"));
    let listed = program.run(&["emergency", "list"]);
    assert!(listed.contains("Flood of the story") && listed.contains(TEHSIL), "{listed}");
    demo.survey(FARMERS, today, 4).await;
    let after = explained(program, farmers);
    assert!(after.contains(&format!("last surveyed on {}", in_words(today))), "{after}");
    assert!(line(&after, "Disaster").contains("done on"), "{after}");
}

async fn cyclic_surveys_are_due(demo: &Demonstration) {
    let page = demo.sign_in("officer").await.get("/due?type=cyclic").await;
    let list = page.split("data-testid=\"due-list\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(list.contains("href=\"/households/"), "{list}");
}

/// Whoever does not come is suspended, and active again after a survey.
async fn lapse_and_return(program: &Program, demo: &Demonstration, kiln_workers: &str) {
    let lapsed = explained(program, kiln_workers);
    for notice in ["recertification_due", "recertification_reminder", "recertification_lapsed"] {
        assert!(lapsed.contains(notice), "{notice}: {lapsed}");
    }
    assert!(lapsed.contains("without a survey"), "{lapsed}");
    let suspended = count(program, "select status, count(*) from enrolment group by 1");
    assert!(suspended["suspended"] > 0, "{suspended:?}");
    let today = demo.today().await;
    demo.survey(KILN_WORKERS, today, 5).await;
    let after = count(program, "select status, count(*) from enrolment group by 1");
    let active = after.get("active").copied().unwrap_or(0);
    assert_eq!(active, suspended.get("active").copied().unwrap_or(0) + 1, "{after:?}");
    let restored = explained(program, kiln_workers);
    assert!(restored.contains(&format!("last surveyed on {}", in_words(today))), "{restored}");
}
