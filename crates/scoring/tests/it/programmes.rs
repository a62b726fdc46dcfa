//! Programmes as files, and whom they admit.

use crate::households::{fact, facts, facts_of, household, labourers, rules, rules_files};
use jiff::civil::date;
use scoring::{
    decision::Outcome,
    programme::{Admittance, ProgrammeKind},
    rules::Rules,
};

const AID: &str = "programmes/aid/1.toml";
const SCHOOL: &str = "programmes/school/1.toml";

const SCHOOL_TEXT: &str = r#"format = 1
id = "school"
version = "1"
effective_from = 2022-01-01
title = { en = "School", ur = "سکول" }
kind = "conditional"
source = "invented"
policy = "kafaalat"
requires = "aid"
when = "members_count >= 3 && has_widow"
capacity = 5
appeals = false
recertifies = true
"#;

/// A programme that asks for nothing but the decision.
fn aid() -> String {
    SCHOOL_TEXT
        .replace("id = \"school\"", "id = \"aid\"")
        .replace("requires = \"aid\"\n", "")
        .replace("when = \"members_count >= 3 && has_widow\"\n", "")
}

/// The rules of the repository without their programmes, with these.
fn load(programmes: &[(&str, String)]) -> Result<Rules, Vec<(usize, &'static str)>> {
    let mut files = rules_files();
    files.retain(|path, _| !path.starts_with("programmes/") && path != "released.toml");
    files.extend(programmes.iter().map(|(path, text)| ((*path).to_owned(), text.clone())));
    let code = |error: &scoring::rules::RulesError| (error.line.unwrap_or(0), error.fault.code());
    Rules::load(files).map_err(|errors| errors.0.iter().map(code).collect())
}

fn faults_after(from: &str, to: &str) -> Vec<(usize, &'static str)> {
    assert_eq!(SCHOOL_TEXT.matches(from).count(), 1, "{from} stands once");
    let school = SCHOOL_TEXT.replace(from, to);
    load(&[(AID, aid()), (SCHOOL, school)]).map_or_else(|faults| faults, |_| Vec::new())
}

#[test]
fn every_fault_is_refused_with_its_line() {
    assert_eq!(faults_after("capacity = 5", "capacity = 6"), []);
    for (from, to, line, code) in [
        ("format = 1", "format = 7", 1, "rules.format"),
        ("id = \"school\"", "id = \"School\"", 2, "rules.id"),
        ("version = \"1\"", "version = \"2\"", 1, "rules.misplaced"),
        ("effective_from = 2022-01-01", "effective_from = 10:00:00", 4, "rules.date"),
        ("{ en = \"School\"", "{ en = \"\"", 5, "rules.wording"),
        ("kind = \"conditional\"", "kind = \"loan\"", 6, "rules.toml"),
        ("policy = \"kafaalat\"", "policy = \"karz\"", 8, "rules.unknown_policy"),
        ("requires = \"aid\"", "requires = \"aids\"", 9, "rules.unknown_programme"),
        ("requires = \"aid\"", "requires = \"school\"", 9, "rules.requires_itself"),
        ("has_widow", "has_window", 10, "rules.condition"),
        ("has_widow", "members_count", 10, "rules.condition"),
        ("capacity = 5", "capacity = 0", 11, "rules.capacity"),
        ("appeals = false", "appeal = false", 12, "rules.toml"),
    ] {
        let faults = faults_after(from, to);
        assert_eq!(faults.first(), Some(&(line, code)), "{from} -> {to}: {faults:?}");
    }
}

#[test]
fn policy_and_required_programme_must_be_there_on_the_first_day() {
    assert_eq!(faults_after("2022-01-01", "2009-01-01"), [(8, "rules.unknown_policy")]);
    assert_eq!(faults_after("2022-01-01", "2021-12-31"), [(9, "rules.unknown_programme")]);
}

#[test]
fn programmes_do_not_require_each_other_in_a_ring() {
    let aid = aid().replace("capacity = 5", "requires = \"school\"");
    let faults = load(&[(AID, aid), (SCHOOL, SCHOOL_TEXT.to_owned())]).unwrap_err();
    assert_eq!(faults, [(9, "rules.requires_itself"), (9, "rules.requires_itself")]);
}

#[test]
fn versions_of_a_programme_leave_no_gap() {
    let older = aid().replace("source =", "effective_to = 2023-01-01\nsource =");
    let newer = aid().replace("version = \"1\"", "version = \"2\"").replace("2022-01-01", "2023-02-01");
    let faults = load(&[(AID, older), ("programmes/aid/2.toml", newer)]).unwrap_err();
    assert_eq!(faults, [(0, "rules.gap")]);
}

#[test]
fn a_condition_is_met_not_met_or_unknown_and_that_is_said() {
    let rules = load(&[(AID, aid()), (SCHOOL, SCHOOL_TEXT.to_owned())]).unwrap();
    let school = rules.programme_on("school", date(2026, 1, 1)).unwrap();
    let met = facts(&[("members_count", "4"), ("has_widow", "yes")]);
    let not_met = facts(&[("members_count", "2")]);
    let unknown = facts(&[("members_count", "4")]);
    assert_eq!(school.admits(Outcome::Eligible, &met), Admittance::Admitted);
    assert_eq!(school.admits(Outcome::Eligible, &not_met), Admittance::ConditionNotMet);
    assert_eq!(school.admits(Outcome::Eligible, &unknown), Admittance::Unknown(vec![fact("has_widow")]));
    assert!(!school.admits(Outcome::Eligible, &unknown).is_admitted());
    assert_eq!(school.admits(Outcome::Undetermined, &met), Admittance::NotEligible(Outcome::Undetermined));
    assert_eq!(school.admits(Outcome::Undetermined, &not_met), Admittance::ConditionNotMet);
    for outcome in [Outcome::AboveCutoff, Outcome::AboveCutoffVulnerable, Outcome::Excluded] {
        assert_eq!(school.admits(outcome, &met), Admittance::NotEligible(outcome));
    }
    let aid = rules.programme_on("aid", date(2026, 1, 1)).unwrap();
    assert_eq!(aid.admits(Outcome::Eligible, &unknown), Admittance::Admitted);
    assert_eq!(aid.condition_holds(&unknown), Some(true));
}

#[test]
fn the_programmes_of_this_repository() {
    let on = date(2026, 11, 22);
    let ids: Vec<_> = rules().programmes_on(on).map(|programme| programme.id.as_str()).collect();
    assert_eq!(ids, ["flood-relief", "kafaalat", "taleemi-wazaif"]);
    let kafaalat = rules().programme_on("kafaalat", on).unwrap();
    assert!(kafaalat.appeals && kafaalat.recertifies && kafaalat.capacity.is_some());
    assert_eq!(rules().find_programme("kafaalat", &kafaalat.version).unwrap().sha256, kafaalat.sha256);
    let relief = rules().programme_on("flood-relief", on).unwrap();
    assert_eq!(relief.kind, ProgrammeKind::Emergency);
    assert!(!relief.recertifies);
    assert_eq!(rules().programmes().count(), 3);
}

#[test]
fn schooling_takes_families_with_children_of_school_age() {
    let wazaif = rules().programme_on("taleemi-wazaif", date(2026, 11, 22)).unwrap();
    assert_eq!(wazaif.requires.as_deref(), Some("kafaalat"));
    let family = labourers();
    assert_eq!(wazaif.admits(Outcome::Eligible, &facts_of(&family)), Admittance::Admitted);
    let mut childless = family.record.clone();
    childless.members.truncate(2);
    let childless = facts_of(&household(childless));
    assert_eq!(wazaif.admits(Outcome::Eligible, &childless), Admittance::ConditionNotMet);
    let mut ageless = family.record;
    ageless.members[2].person.age_years = None;
    ageless.members[2].person.birth_date = None;
    let unknown = wazaif.admits(Outcome::Eligible, &facts_of(&household(ageless)));
    assert_eq!(unknown, Admittance::Unknown(vec![fact("members_aged_5_to_16_count")]));
}
