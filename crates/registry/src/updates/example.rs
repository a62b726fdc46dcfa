//! Invented update rules and situations for tests: the seven types with numbers of the order of those in force.

use super::{
    ChangeKind, Check, CheckNeeded, DecisionFrom, Due, EvidenceNeeded, Lapse, Opening, Phase, Review,
    Situation, Trigger, UpdateRule, UpdateRules, Who, Words,
};
use crate::{
    change::{Channel, UpdateType},
    enrolment::EnrolmentStatus,
    ids::ActId,
    wording::Wording,
};
use jiff::civil::Date;
use uuid::Uuid;

pub(super) fn wording(en: &str) -> Wording {
    Wording { en: en.to_owned(), ur: format!("اردو: {en}") }
}

pub(super) fn act(number: u128) -> ActId {
    ActId(Uuid::from_u128(number))
}

pub(super) fn opening(number: u128, from: Date, until: Option<Date>) -> Opening {
    Opening { act: act(number), name: format!("Act {number}"), from, until }
}

/// A household that was surveyed and of which nothing else is known.
pub(super) fn surveyed(on: Date) -> Situation {
    Situation { registered: true, surveyed_on: Some(on), ..Situation::default() }
}

/// Two years after, in three phases of three months.
pub(super) fn cyclic() -> Due {
    let phase = |score_from, score_below, after_months| Phase { score_from, score_below, after_months };
    Due {
        who: Who::NotBeneficiary,
        after_months: 24,
        window_months: None,
        reminders_after_months: vec![0],
        phases: vec![phase(0.0, Some(32.0), 0), phase(32.0, Some(45.0), 3), phase(45.0, None, 6)],
        lapse: None,
    }
}

/// Three years after, within six months.
pub(super) fn recertification() -> Due {
    Due {
        who: Who::Beneficiary,
        after_months: 36,
        window_months: Some(6),
        reminders_after_months: vec![0, 2, 4],
        phases: Vec::new(),
        lapse: Some(Lapse {
            enrolment: EnrolmentStatus::Suspended,
            notice: wording("Suspended from {from}."),
        }),
    }
}

/// The seven types.
pub(super) fn rules() -> UpdateRules {
    use ChangeKind::{
        Birth, Death, Discrepancy, Divorce, Identity, Marriage, Member, NewHousehold, Resurvey,
    };
    let survey = || vec![Resurvey, Member];
    let evidence = |changes: &[ChangeKind], papers: &[&str]| EvidenceNeeded {
        changes: changes.to_vec(),
        any_of: papers.iter().map(|paper| (*paper).to_owned()).collect(),
    };
    let checks = |changes: &[ChangeKind], all_of: &[Check]| CheckNeeded {
        changes: changes.to_vec(),
        all_of: all_of.to_vec(),
    };
    let missed = UpdateRule {
        changes: vec![NewHousehold, Identity, Discrepancy, Member],
        channels: vec![Channel::Desk, Channel::Van],
        evidence: vec![evidence(&[Identity], &["cnic", "b_form"])],
        checks: vec![checks(&[Identity], &[Check::NumberHeld, Check::Name])],
        ..rule(UpdateType::MissedInformation, Trigger::Always)
    };
    let roster = UpdateRule {
        changes: vec![Birth, Death, Marriage, Divorce],
        channels: vec![Channel::Desk, Channel::App, Channel::CitizenRegistry],
        evidence: vec![
            evidence(&[Birth], &["b_form"]),
            evidence(&[Death], &["death_certificate"]),
            evidence(&[Marriage], &["marriage_certificate"]),
            evidence(&[Marriage, Divorce], &["cnic"]),
        ],
        checks: vec![
            checks(&[Birth, Marriage], &[Check::NumberHeld, Check::FamilyTree]),
            checks(&[Marriage], &[Check::FamilyTree, Check::MaritalStatus]),
        ],
        review: Review::FourEyes,
        ..rule(UpdateType::Roster, Trigger::Always)
    };
    let due = |update_type, due| UpdateRule { due: Some(due), ..rule(update_type, Trigger::Due) };
    let rules = vec![
        missed,
        rule(UpdateType::AppealCutoff, Trigger::Capacity),
        roster,
        UpdateRule { changes: survey(), ..rule(UpdateType::Shock, Trigger::Emergency) },
        due(UpdateType::Cyclic, cyclic()),
        UpdateRule { cool_off_days: 90, ..due(UpdateType::Recertification, recertification()) },
        rule(UpdateType::Renewal, Trigger::Renewal),
    ];
    UpdateRules { version: "2026-01-01".into(), source: "invented".into(), rules }
}

fn rule(update_type: UpdateType, trigger: Trigger) -> UpdateRule {
    UpdateRule {
        update_type,
        title: wording("Title"),
        trigger,
        due: None,
        changes: vec![ChangeKind::Resurvey],
        channels: vec![Channel::Tablet, Channel::Desk, Channel::Van],
        evidence: Vec::new(),
        checks: Vec::new(),
        review: Review::None,
        reviews: Vec::new(),
        case_days: 30,
        cool_off_days: 0,
        decision: DecisionFrom::AtOnce,
        refusal: wording("Surveyed on {surveyed}; again from {from} until {until}."),
        words: Words::default(),
    }
}
