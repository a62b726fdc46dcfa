//! Laws of the update rules, on situations drawn at random.

use super::{
    Admission, Ask, Because, ChangeKind, Opening, Situation, State, Trigger, UpdateRules, admit,
    example::{self, act},
    standing,
};
use crate::change::{Channel, UpdateType};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

const TYPES: [UpdateType; 7] = [
    UpdateType::MissedInformation,
    UpdateType::AppealCutoff,
    UpdateType::Roster,
    UpdateType::Shock,
    UpdateType::Cyclic,
    UpdateType::Recertification,
    UpdateType::Renewal,
];
const CHANNELS: [Channel; 4] = [Channel::Tablet, Channel::Desk, Channel::App, Channel::File];
const TODAY: Date = date(2026, 11, 22);

/// Days about the present, mostly before it.
fn day(days: std::ops::Range<i64>) -> impl Strategy<Value = Date> {
    days.prop_map(|days| TODAY.saturating_add(days.days()))
}

fn any_opening() -> impl Strategy<Value = Opening> {
    (0..4_u128, day(-300..300), option::of(0..400_i64)).prop_map(|(number, from, length)| {
        example::opening(number, from, length.map(|length| from.saturating_add(length.days())))
    })
}

/// Rules whose windows, phases, lapses and cool-offs are drawn too.
fn any_rules() -> impl Strategy<Value = UpdateRules> {
    let row = (option::of(1..12_u16), any::<bool>(), any::<bool>(), select(vec![0, 0, 30, 400_u16]));
    vec(row, 7).prop_map(|rows| {
        let mut rules = example::rules();
        for (rule, (window_months, lapses, phased, cool_off_days)) in rules.rules.iter_mut().zip(rows) {
            rule.cool_off_days = cool_off_days;
            let Some(due) = &mut rule.due else { continue };
            due.window_months = window_months;
            due.lapse = due.lapse.take().filter(|_| lapses);
            due.phases.retain(|_| phased);
        }
        rules
    })
}

fn any_situation() -> impl Strategy<Value = Situation> {
    let known = (
        prop::bool::weighted(0.9),
        option::weighted(0.9, day(-2000..1)),
        option::of(0.0..100.0_f64),
        any::<bool>(),
        option::of(day(-500..1)),
        option::of(day(-500..1)),
    );
    let acts = (vec(any_opening(), 0..3), vec(any_opening(), 0..3), option::of(any_opening()));
    let surveys = vec((select(TYPES.to_vec()), day(-600..1), option::of((0..4_u128).prop_map(act))), 0..4);
    (known, acts, surveys).prop_map(|(known, (emergencies, appeals, renewal), surveys)| {
        let (registered, surveyed_on, score, beneficiary, lapsed_on, called_on) = known;
        let lapsed_on = lapsed_on.filter(|_| beneficiary);
        Situation {
            registered,
            surveyed_on,
            score,
            beneficiary,
            called_on,
            lapsed_on,
            emergencies,
            appeals,
            renewal,
            surveys,
        }
    })
}

fn any_ask() -> impl Strategy<Value = Ask> {
    (select(ChangeKind::ALL.to_vec()), select(CHANNELS.to_vec())).prop_map(|(change, channel)| Ask {
        change,
        channel,
        evidence: Vec::new(),
        confirmed: Vec::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_closed_until_a_day_is_open_on_that_day(rules in any_rules(), situation in any_situation()) {
        for closed in standing(&rules, &situation, TODAY) {
            let Some(from) = closed.state.from() else { continue };
            prop_assert!(from > TODAY);
            let later = standing(&rules, &situation, from);
            let later = later.iter().find(|later| later.rule == closed.rule).unwrap();
            prop_assert!(later.state.is_open(), "{:?} since {:?}", later, closed);
            let eve = standing(&rules, &situation, from.yesterday().unwrap());
            let eve = eve.iter().find(|eve| eve.rule == closed.rule).unwrap();
            prop_assert!(!eve.state.is_open(), "the day before it is still closed");
        }
    }

    #[test]
    fn what_is_open_until_a_day_is_open_through_it(rules in any_rules(), situation in any_situation()) {
        for open in standing(&rules, &situation, TODAY) {
            let Some(until) = open.state.until() else { continue };
            prop_assert!(until >= TODAY);
            let last = standing(&rules, &situation, until);
            prop_assert!(last.iter().find(|last| last.rule == open.rule).unwrap().state.is_open());
        }
    }

    #[test]
    fn every_type_has_its_standing_in_order(rules in any_rules(), situation in any_situation()) {
        let standings = standing(&rules, &situation, TODAY);
        let types: Vec<_> = standings.iter().map(|standing| standing.rule.update_type).collect();
        prop_assert_eq!(types, TYPES);
    }

    #[test]
    fn an_emergency_closes_nothing(
        rules in any_rules(), situation in any_situation(), emergency in any_opening(), ask in any_ask(),
    ) {
        let mut struck = situation.clone();
        struck.emergencies.push(emergency);
        let (before, after) = (standing(&rules, &situation, TODAY), standing(&rules, &struck, TODAY));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(!before.state.is_open() || after.state.is_open());
            prop_assert!(before.rule.trigger == Trigger::Emergency || before == after);
        }
        let admitted = |situation| matches!(admit(&rules, situation, &ask, TODAY), Admission::Admitted { .. });
        prop_assert!(!admitted(&situation) || admitted(&struck));
    }

    #[test]
    fn a_household_struck_today_may_be_surveyed_today(situation in any_situation()) {
        let mut struck = Situation { registered: true, ..situation };
        struck.emergencies.push(Opening { act: act(99), name: "Flood".into(), from: TODAY, until: Some(TODAY) });
        let ask = Ask { change: ChangeKind::Resurvey, channel: Channel::Van, evidence: Vec::new(), confirmed: Vec::new() };
        let rules = example::rules();
        let admission = admit(&rules, &struck, &ask, TODAY);
        let Admission::Admitted { rule, .. } = admission else { panic!("refused: {admission:?}") };
        prop_assert_eq!(rule.update_type, UpdateType::Shock);
    }

    #[test]
    fn cyclic_and_recertification_part_the_households(rules in any_rules(), situation in any_situation()) {
        let situation = Situation { registered: true, ..situation };
        let concerned = standing(&rules, &situation, TODAY)
            .into_iter()
            .filter(|standing| standing.rule.trigger == Trigger::Due)
            .filter(|standing| standing.because != Because::NotConcerned);
        let concerned: Vec<_> = concerned.map(|standing| standing.rule.update_type).collect();
        let own = if situation.beneficiary { UpdateType::Recertification } else { UpdateType::Cyclic };
        prop_assert_eq!(concerned, [own]);
    }

    #[test]
    fn a_survey_today_ends_a_call_a_lapse_and_a_renewal(rules in any_rules(), situation in any_situation()) {
        let situation = Situation { surveyed_on: Some(TODAY), ..situation };
        for standing in standing(&rules, &situation, TODAY) {
            if situation.registered && matches!(standing.rule.trigger, Trigger::Due | Trigger::Renewal) {
                let closed = matches!(standing.state, State::Closed { .. });
                prop_assert!(closed, "nobody is surveyed again out of turn: {:?}", standing);
            }
        }
    }

    #[test]
    fn what_is_admitted_stands_open(rules in any_rules(), situation in any_situation(), ask in any_ask()) {
        let standings = standing(&rules, &situation, TODAY);
        let usable = |standing: &&super::Standing<'_>| {
            standing.state.is_open()
                && standing.rule.changes.contains(&ask.change)
                && standing.rule.channels.contains(&ask.channel)
        };
        let mut open = standings.iter().filter(usable);
        match admit(&rules, &situation, &ask, TODAY) {
            Admission::Admitted { rule, .. } => prop_assert!(open.any(|standing| standing.rule == rule)),
            Admission::Refused(refused) => {
                prop_assert!(refused.text.is_complete());
                let unfilled = [&refused.text.en, &refused.text.ur].iter().any(|text| text.contains('{'));
                prop_assert!(!unfilled);
                let misplaced = matches!(refused.because, Because::AlreadyRegistered | Because::NotRegistered);
                prop_assert!(misplaced || open.next().is_none(), "{:?}", refused);
            }
        }
    }

    #[test]
    fn what_is_refused_until_a_day_is_admitted_on_it(
        rules in any_rules(), situation in any_situation(), ask in any_ask(),
    ) {
        let Admission::Refused(refused) = admit(&rules, &situation, &ask, TODAY) else { return Ok(()) };
        let Some(from) = refused.from else { return Ok(()) };
        let change = if refused.because == Because::AlreadyRegistered { ChangeKind::Resurvey } else { ask.change };
        let channel = rules.rule(refused.update_type).unwrap().channels[0];
        let channel = if refused.because == Because::AlreadyRegistered { channel } else { ask.channel };
        let then = admit(&rules, &situation, &Ask { change, channel, ..ask }, from);
        let admitted = matches!(then, Admission::Admitted { .. });
        prop_assert!(admitted, "{:?} then {:?}", refused, then);
        let nearer = matches!(
            admit(&rules, &situation, &Ask { change, channel, ..ask_of(change, channel) }, from.yesterday().unwrap()),
            Admission::Admitted { .. }
        );
        prop_assert!(from == TODAY || !nearer, "no day before it would do");
    }

    #[test]
    fn the_order_of_acts_does_not_matter(rules in any_rules(), situation in any_situation()) {
        let mut turned = situation.clone();
        turned.emergencies.reverse();
        turned.appeals.reverse();
        turned.surveys.reverse();
        let states = |situation| standing(&rules, situation, TODAY).iter().map(|standing| standing.state).collect::<Vec<_>>();
        prop_assert_eq!(states(&situation), states(&turned));
    }
}

fn ask_of(change: ChangeKind, channel: Channel) -> Ask {
    Ask { change, channel, evidence: Vec::new(), confirmed: Vec::new() }
}
