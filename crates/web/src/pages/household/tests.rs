//! The page of a household in every state it can be in, in both languages.

use super::*;
use crate::{
    pages::tests::render,
    wording::{Language, Wording},
};
use jiff::{Timestamp, civil::date};
use operations::households::ViewedDecision;
use registry::{
    area::{Area, AreaLevel},
    change::{Arrival, Change, Channel, Entry, Evidence, UpdateType},
    code_lists::{Difficulty, MaritalStatus, Relation, Sex},
    history::History,
    household::{Departure, Location, Member, Record},
    identity::Identity,
    ids::{ChangeId, DecisionId, PersonId},
    personal::Personal,
};
use scoring::{
    decision::{Occasion, decide},
    facts::Circumstances,
    points::Points,
    scorecard::ScoreResult,
};

const SCRIPT: &str = "<script>alert(1)</script>";

fn id(number: u128) -> PersonId {
    PersonId(format!("00000000-0000-0000-0000-{number:012}").parse().unwrap())
}

fn number() -> RegistryNumber {
    RegistryNumber::from_ordinal(7).unwrap()
}

fn text(text: &str) -> Option<Personal> {
    Personal::new(text)
}

fn member(line: u8, relation: Relation, sex: Sex, marital: MaritalStatus, age: u8) -> Member {
    let mut member = Member::new(id(line.into()), line);
    member.name = text(&format!("Invented {line}"));
    member.name_urdu = text("فرضی");
    member.person.relation = Some(relation);
    member.person.sex = Some(sex);
    member.person.marital_status = Some(marital);
    member.person.age_years = Some(age);
    member.age_stated_on = Some(date(2026, 3, 1));
    member
}

/// A couple with a child; the wife's name is a script, the child's very long.
fn record() -> Record {
    let mut head = member(1, Relation::Head, Sex::Male, MaritalStatus::Married, 66);
    head.identity = Identity::Cnic("9110112345671".parse().unwrap());
    head.disability.walking = Some(Difficulty::Cannot);
    head.work.income_rupees = Some(12_500);
    let mut wife = member(2, Relation::Spouse, Sex::Female, MaritalStatus::Married, 50);
    wife.spouse = Some(id(1));
    wife.name = text(SCRIPT);
    wife.name_urdu = None;
    let mut child = member(3, Relation::Child, Sex::Female, MaritalStatus::NeverMarried, 12);
    child.mother = Some(id(2));
    child.father = Some(id(1));
    child.name = text(&"Abdul-Rehman-".repeat(12));
    child.name_urdu = None;
    let mut record = Record { members: vec![head, wife, child], ..Record::default() };
    record.form.id = "household".to_owned();
    record.location =
        Location { tehsil: Some("PK90101".parse().unwrap()), address: text(SCRIPT), ..Location::default() };
    record.interview.interview_date = Some(date(2026, 3, 1));
    record.dwelling.rooms = Some(2);
    record.assets.fan = Some(0);
    record
}

fn entry(ordinal: u8, day: Date, change: Change) -> Entry {
    Entry {
        id: ChangeId(id(100 + u128::from(ordinal)).0),
        household: number(),
        effective: day,
        recorded: Timestamp::from_second(1_772_400_000 + i64::from(ordinal) * 86_400).unwrap(),
        author: SCRIPT.to_owned(),
        channel: Channel::Tablet,
        place: Some("PK90101".parse().unwrap()),
        update_type: UpdateType::FirstSurvey,
        evidence: vec![
            Evidence::Submission { instance: "uuid:1/2".to_owned() },
            Evidence::Document { document: SCRIPT.to_owned(), number: text("12").unwrap() },
            Evidence::File { sha256: "ab".repeat(32), row: None },
            Evidence::File { sha256: "cd".repeat(32), row: Some(123) },
        ],
        reason: text(SCRIPT),
        change,
    }
}

fn register() -> Entry {
    entry(1, date(2026, 3, 1), Change::Register { record: Box::new(record()), split_from: None })
}

fn view(entries: Vec<Entry>) -> HouseholdView {
    let history = History::new(entries);
    HouseholdView {
        household: history.current().unwrap().unwrap(),
        as_of: date(2026, 11, 22),
        known_on: date(2026, 11, 22),
        current: true,
        history: history.entries().to_vec(),
        decision: None,
        submissions: Vec::new(),
    }
}

/// The rules of the project itself.
fn rules() -> Rules {
    let root = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules"));
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    Rules::load(files).unwrap()
}

fn decided(view: HouseholdView, rules: &Rules, points_visible: bool) -> HouseholdView {
    let occasion = Occasion {
        programme: "kafaalat",
        record_version: 1,
        circumstances: &Circumstances::default(),
        reference_date: date(2026, 3, 1),
        decided_at: Timestamp::from_second(1_772_400_000).unwrap(),
    };
    let decision = decide(rules, &view.household, &occasion).unwrap();
    HouseholdView {
        decision: Some(ViewedDecision { id: DecisionId(id(9).0), decision, points_visible }),
        ..view
    }
}

fn book() -> AreaBook {
    let area = |code: &str, level, parent: Option<&str>| Area {
        code: code.parse().unwrap(),
        level,
        parent: parent.map(|parent| parent.parse().unwrap()),
        name_en: SCRIPT.to_owned(),
        name_ur: "نیا آباد".to_owned(),
        valid_from: date(1900, 1, 1),
        valid_to: None,
    };
    AreaBook::new([
        area("PK9", AreaLevel::Province, None),
        area("PK901", AreaLevel::District, Some("PK9")),
        area("PK90101", AreaLevel::Tehsil, Some("PK901")),
    ])
    .unwrap()
}

/// The page in both languages, each as every kind of reader sees it.
fn pages(view: &HouseholdView, rules: &Rules, change: impl Fn(&mut Page)) -> Vec<String> {
    let (wording, shelf, book) = (Wording::load(), FormShelf::default(), book());
    let mut pages = Vec::new();
    for language in Language::ALL {
        let words = Words { wording: &wording, language };
        let maker = Maker { words, book: &book, shelf: &shelf, rules, today: date(2026, 11, 22) };
        let surveys = Surveys::of(view.household.number, view.history.clone());
        let mut page = maker.page(view, &surveys, Vec::new());
        change(&mut page);
        pages.extend(render("household.html", &page));
    }
    assert!(
        pages.iter().all(|page| page.contains("household-title") && page.contains(&number().to_string()))
    );
    pages
}

#[test]
fn a_decision_with_points_for_those_who_may_see_them() {
    let rules = rules();
    let seen = pages(&decided(view(vec![register()]), &rules, true), &rules, |_| {});
    let hidden = pages(&decided(view(vec![register()]), &rules, false), &rules, |_| {});
    for (seen, hidden) in seen.iter().zip(&hidden) {
        assert!(seen.contains("data-testid=\"score-points\"") && !seen.contains("points-hidden"));
        assert!(!hidden.contains("data-testid=\"points\"") && hidden.contains("points-hidden"));
        assert!(seen.contains("data-testid=\"decision\""));
    }
    // The points were invented: that must never go unsaid.
    assert!(seen[0].contains("must not be used to decide"));
}

#[test]
fn lacking_facts_are_named_and_no_score_is_shown() {
    let rules = rules();
    let page = &pages(&decided(view(vec![register()]), &rules, true), &rules, |_| {})[0];
    assert!(page.contains("class=\"lacking\"") && page.contains("never counted as zero"));
    assert!(page.contains("<strong class=\"score none\""));
}

#[test]
fn a_scored_household_has_its_bar() {
    let rules = rules();
    let view = decided(view(vec![register()]), &rules, true);
    let page = &pages(&view, &rules, |page| {
        page.decision.as_mut().unwrap().score = Some(decision::Scored {
            value: "16.17".to_owned(),
            minimum: "0".to_owned(),
            maximum: "100".to_owned(),
            cut_off: Some("32".to_owned()),
            at: 16.17,
            cut_off_at: Some(32.0),
            high_is_poor: true,
        });
    })[0];
    assert!(page.contains("class=\"cut\"") && page.contains(">16.17</strong>"));
    assert!(page.contains("A high score means a poor household"));
}

#[test]
fn the_table_of_points_adds_up_to_the_score() {
    let rules = rules();
    let table = |baseline, score| {
        let mut view = decided(view(vec![register()]), &rules, true);
        let decision = &mut view.decision.as_mut().unwrap().decision;
        decision.score.items.clear();
        decision.score.baseline = Some(Points::from_hundredths(baseline));
        decision.score.result = ScoreResult::Value(Points::from_hundredths(score));
        let page = pages(&view, &rules, |_| {}).remove(0);
        let points = page.split("data-testid=\"points\" dir=\"ltr\">").skip(1);
        let points = points.map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<Vec<_>>();
        (points, page.contains("Rounding of the lines"), page.contains("The scale ends here"))
    };
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(table(3200, 3200), (lines(&["32"]), false, false));
    assert_eq!(table(3198, 3200), (lines(&["31.98", "0.02"]), true, false));
    assert_eq!(table(11_250, 10_000), (lines(&["112.50", "-12.50"]), false, true));
}

#[test]
fn members_families_and_what_is_known_of_them() {
    let page = &pages(&view(vec![register()]), &Rules::default(), |_| {})[0];
    assert!(page.contains("91101-1234567-1") && page.contains("12,500") && page.contains("66 years"));
    assert!(page.contains("Family 1") && page.contains("one child") && page.contains("Disability"));
    assert!(page.contains("class=\"nothing\""), "a count of zero is paler");
}

#[test]
fn a_history_of_many_kinds_of_change() {
    let changes = [
        Change::AddMember {
            member: Box::new(member(4, Relation::Child, Sex::Male, MaritalStatus::NeverMarried, 0)),
            cause: Arrival::Birth,
        },
        Change::RemoveMember { person: id(1), departure: Departure::Death },
        Change::ChangeHead { person: id(2), former_head_relation: None },
        Change::MarkDiscrepancy {
            place: "roster/member[2]/person/number".to_owned(),
            about: text(SCRIPT).unwrap(),
        },
        Change::Move { location: Box::new(record().location) },
    ];
    let later = (2..).zip(changes).map(|(ordinal, change)| entry(ordinal, date(2026, 4, 1), change));
    let entries: Vec<Entry> = std::iter::once(register()).chain(later).collect();
    let mut seen = view(entries.clone());
    let page = &pages(&seen, &Rules::default(), |_| {})[0];
    assert_eq!(page.matches("<time datetime=\"2026-04-01\">").count(), 5);
    assert!(page.contains("Former members") && page.contains("Died") && page.contains("Marked as doubtful"));
    assert!(!page.contains("class=\"later\""));
    // Before these changes took effect they are in the timeline all the same, marked.
    seen.as_of = date(2026, 3, 15);
    seen.current = false;
    let page = &pages(&seen, &Rules::default(), |_| {})[0];
    assert_eq!(page.matches("class=\"later\"").count(), 5);
    assert!(page.contains("This is not the present state"));
}

#[test]
fn what_a_load_marked_is_explained_and_what_an_officer_marked_is_quoted() {
    let mark = |about: &str| Change::MarkDiscrepancy {
        place: "roster/member[1]/person/number".to_owned(),
        about: text(about).unwrap(),
    };
    let about = "The file gives 91102-7654321-3, which belongs to a member of another household.";
    let by_a_load = Entry { channel: Channel::File, ..entry(2, date(2026, 3, 1), mark(about)) };
    let by_an_officer = entry(3, date(2026, 4, 1), mark("Looks invented"));
    let seen = pages(&view(vec![register(), by_a_load, by_an_officer]), &Rules::default(), |_| {});
    let english = &seen[0];
    assert!(english.contains("2 open discrepancies") && english.contains("Looks invented"));
    assert!(english.contains("/households?q=91102-7654321-3") || english.contains("91102-7654321-3\">"));
    assert!(english.contains("Invented 1</bdi> ·"), "the member is named");
    assert_eq!(english.matches("loaded without a number").count(), 1);
    let urdu = seen.iter().find(|page| page.contains("lang=\"ur\"")).unwrap();
    assert!(urdu.contains("91102-7654321-3") && urdu.contains("Looks invented"));
    assert_eq!(urdu.matches("which belongs to a member").count(), 1, "in the timeline only");
}

#[test]
fn surveys_are_listed_and_two_can_be_compared() {
    let one = &pages(&view(vec![register()]), &Rules::default(), |_| {})[0];
    assert!(one.contains("data-testid=\"surveys\"") && !one.contains("data-testid=\"compare\""));
    assert!(one.contains("Row 123 of file cdcdcdcdcdcd"));
    let card = entry(2, date(2010, 12, 3), Change::Resurvey { record: Box::new(record()) });
    let two = &pages(&view(vec![register(), card]), &Rules::default(), |_| {})[0];
    assert!(two.contains("data-testid=\"compare\"") && two.contains("3 December 2010"));
}

#[test]
fn merged_empty_and_not_yet_known_households() {
    let other = RegistryNumber::from_ordinal(8).unwrap();
    let merged = view(vec![register(), entry(2, date(2026, 5, 1), Change::Merge { into: other })]);
    assert!(pages(&merged, &Rules::default(), |_| {})[0].contains(&format!("/households/{other}")));
    let mut nobody = register();
    nobody.change = Change::Register { record: Box::default(), split_from: None };
    assert!(pages(&view(vec![nobody]), &Rules::default(), |_| {})[0].contains("Nobody is on the roster"));
    let before = &pages(&view(vec![register()]), &Rules::default(), |page| {
        page.not_yet_known = Some(page.as_of.clone());
    })[0];
    assert!(
        before.contains("not-yet-known") && !before.contains("91101") && !before.contains("id=\"roster\"")
    );
}

#[test]
fn updates_of_every_kind_and_the_marks_of_members() {
    use super::updates::{Next, ToldLine, TypeLine, Updates, VerifiedMark};
    let moment = || Moment { iso: "2028-11-03".to_owned(), text: "3 November 2028".to_owned() };
    let line = |state| TypeLine {
        code: "cyclic",
        title: SCRIPT.to_owned(),
        state,
        since: (state == "due").then(moment),
        until: (state != "closed").then(moment),
        from: (state == "closed").then(moment),
        why: SCRIPT.to_owned(),
        refusal: (state == "closed").then(|| SCRIPT.to_owned()),
        channels: vec!["desk", "tablet"],
    };
    let section = |now| Updates {
        rules_version: Some("2025-07-01".to_owned()),
        next: Some(Next { from: moment(), now, update_type: "cyclic" }),
        types: vec![line("open"), line("due"), line("closed")],
        open_cases: Vec::new(),
        settled_cases: Vec::new(),
        told: vec![ToldLine { on: moment(), text: SCRIPT.to_owned() }],
        propose: Some("/households/1/propose".to_owned()),
        verify: Some("/households/1/verify".to_owned()),
    };
    let rules = rules();
    let with_marks = |page: &mut Page| {
        page.updates = Some(section(false));
        page.notice = Some(SCRIPT.to_owned());
        page.may_work = true;
        for (member, outcome) in page.members.iter_mut().zip(["match", "mismatch", "not_held"]) {
            member.verified = Some(VerifiedMark {
                outcome: outcome.to_owned(),
                at: moment(),
                source: SCRIPT.to_owned(),
                current: outcome == "match",
                differs: vec!["name", "alive"],
            });
        }
    };
    let shown = &pages(&view(vec![register()]), &rules, with_marks)[0];
    assert!(shown.contains("3 November 2028") && shown.contains("data-testid=\"propose\""));
    assert_eq!(shown.matches("data-testid=\"update-type\"").count(), 3);
    assert!(shown.contains("✓") && shown.contains("≠"));
    let now = &pages(&view(vec![register()]), &rules, |page| page.updates = Some(section(true)))[0];
    assert!(now.contains("can be surveyed again now"));
    let none = |page: &mut Page| {
        page.updates =
            Some(Updates { rules_version: None, next: None, propose: None, verify: None, ..section(true) });
    };
    assert!(pages(&view(vec![register()]), &rules, none)[0].contains("No update rules hold"));
}
