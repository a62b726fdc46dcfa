//! What the update rules say of a household on a day, type by type.

use super::{ChangeKind, Due, Opening, Situation, Trigger, UpdateRule, UpdateRules, due_on};
use crate::{
    change::{Channel, UpdateType},
    ids::ActId,
    wording::Wording,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What one update type is to a household on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'r> {
    /// The rule.
    pub rule: &'r UpdateRule,
    /// Whether it is open.
    pub state: State,
    /// Why.
    pub because: Because,
}

/// Whether an update type is open to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It may be used.
    Open {
        /// The last day; none where it stays open.
        until: Option<Date>,
    },
    /// It may and should be used: the household is called.
    Due {
        /// Since when.
        since: Date,
        /// The last day; none where it stays open.
        until: Option<Date>,
    },
    /// It may not be used.
    Closed {
        /// The first day on which it may; none where that hangs on an act of others.
        from: Option<Date>,
    },
}

/// Why a type is open, due or closed. Each has a text in both languages under `because-…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// Always open.
    Always,
    /// The time since the last survey has passed.
    TimePassed {
        /// The last survey.
        surveyed: Date,
    },
    /// The time since the last survey has not passed, or the household's phase has not come.
    TooEarly {
        /// The last survey.
        surveyed: Date,
    },
    /// The window passed unused: enrolments are suspended until the household is surveyed again.
    Lapsed {
        /// Since when.
        since: Date,
    },
    /// The type is for others: beneficiaries, or those who are not.
    NotConcerned,
    /// An act opens it: an emergency, an appeal list, a renewal.
    Act {
        /// Its name.
        name: String,
    },
    /// No act opens it.
    NoAct,
    /// It was done on account of the same act, or within the cool-off.
    Done {
        /// When.
        on: Date,
    },
    /// The household is not in the registry, or is part of another.
    NotRegistered,
    /// No day of a survey is known, so nothing says that it would be too early.
    NotSurveyed,
    /// The window passed, and nothing follows from that.
    WindowPassed {
        /// The first day after it.
        since: Date,
    },
    /// Only of what is asked: the change may be made now, but not through this entry point.
    Channel {
        /// Through which it may.
        channels: Vec<Channel>,
    },
    /// Only of what is asked: no rule has the change.
    NoRule,
    /// Only of what is asked: the household is in the registry already.
    AlreadyRegistered,
}

/// What every type is to a household on a day, in the order of the types.
pub fn standing<'r>(rules: &'r UpdateRules, situation: &Situation, today: Date) -> Vec<Standing<'r>> {
    rules.rules.iter().map(|rule| standing_of(rules, rule, situation, today)).collect()
}

/// What one type is to a household on a day.
pub(super) fn standing_of<'r>(
    rules: &UpdateRules,
    rule: &'r UpdateRule,
    situation: &Situation,
    today: Date,
) -> Standing<'r> {
    let (state, because) = match rule.trigger {
        _ if !situation.registered => not_registered(rule),
        Trigger::Always => (State::Open { until: None }, Because::Always),
        Trigger::Capacity => by_act(rule, &situation.appeals, situation, None, today),
        Trigger::Emergency => by_act(rule, &situation.emergencies, situation, None, today),
        Trigger::Due => match &rule.due {
            Some(due) => by_time(rule, due, situation, today),
            None => (State::Closed { from: None }, Because::NotConcerned),
        },
        Trigger::Renewal => {
            let bar = not_missing_yet(rules, situation);
            by_act(rule, situation.renewal.as_slice(), situation, bar, today)
        }
    };
    Standing { rule, state, because }
}

/// A household that was surveyed is registered by it; all else is for those that are.
fn not_registered(rule: &UpdateRule) -> (State, Because) {
    if rule.trigger == Trigger::Always && rule.changes.contains(&ChangeKind::NewHousehold) {
        (State::Open { until: None }, Because::Always)
    } else {
        (State::Closed { from: None }, Because::NotRegistered)
    }
}

/// What keeps a type closed for a time: the first day on which it no longer does, and why.
pub(super) struct Bar {
    pub(super) until: Date,
    pub(super) because: Because,
}

/// By acts: open while one of them is that the household has not been surveyed for; of several the one that stays open
/// longest.
fn by_act(
    rule: &UpdateRule,
    acts: &[Opening],
    situation: &Situation,
    bar: Option<Bar>,
    today: Date,
) -> (State, Because) {
    let current = || acts.iter().filter(|act| act.until.is_none_or(|until| today <= until));
    let done = current().filter_map(|act| done_on(rule, situation, act)).max();
    let bars = bar.into_iter().chain(cool_off(rule, situation, today));
    let bar = bars.filter(|bar| bar.until > today).max_by_key(|bar| bar.until);
    let opens = |act: &Opening| bar.iter().map(|bar| bar.until).fold(today.max(act.from), Date::max);
    let next = current()
        .filter(|act| done_on(rule, situation, act).is_none())
        .map(|act| (opens(act), act))
        .filter(|(day, act)| act.until.is_none_or(|until| *day <= until))
        .min_by_key(|(day, act)| (*day, Reverse(act.until.unwrap_or(Date::MAX)), act.act));
    let because = || match (bar, done) {
        (Some(bar), _) if current().next().is_some() => Some(bar.because),
        (_, done) => done.map(|on| Because::Done { on }),
    };
    match next {
        Some((day, act)) if day == today => {
            (State::Open { until: act.until }, Because::Act { name: act.name.clone() })
        }
        Some((day, act)) => {
            let because = because().unwrap_or_else(|| Because::Act { name: act.name.clone() });
            (State::Closed { from: Some(day) }, because)
        }
        None => (State::Closed { from: None }, because().unwrap_or(Because::NoAct)),
    }
}

/// By the time since the last survey.
fn by_time(rule: &UpdateRule, due: &Due, situation: &Situation, today: Date) -> (State, Because) {
    if !due.concerns(situation.beneficiary) {
        return (State::Closed { from: None }, Because::NotConcerned);
    }
    let Some(surveyed) = situation.surveyed_on else {
        return (State::Open { until: None }, Because::NotSurveyed);
    };
    let (since, passed) = turn(due, situation, surveyed);
    if let Some(since) = lapsed(due, situation, (surveyed, passed), today) {
        return (State::Open { until: None }, Because::Lapsed { since });
    }
    let bar = cool_off(rule, situation, today);
    let opens = bar.iter().map(|bar| bar.until).fold(today.max(since), Date::max);
    // A window that ends in a lapse opens the type for good, so that the lapse can be undone.
    let lapses = passed.filter(|_| due.lapse.is_some());
    let opens = lapses.map_or(opens, |lapses| opens.min(lapses));
    let reached = lapses.is_some() || passed.is_none_or(|passed| opens < passed);
    if reached && opens == today {
        let until = passed.and_then(|passed| passed.yesterday().ok());
        return (State::Due { since, until }, Because::TimePassed { surveyed });
    }
    let because = match (bar, passed) {
        _ if today < since => Because::TooEarly { surveyed },
        (_, Some(since)) if since <= today => Because::WindowPassed { since },
        (Some(bar), _) => bar.because,
        (None, _) => Because::TimePassed { surveyed },
    };
    (State::Closed { from: reached.then_some(opens) }, because)
}

/// The day on which a household is called and the first after its window, which is counted from the call.
fn turn(due: &Due, situation: &Situation, surveyed: Date) -> (Date, Option<Date>) {
    let own = due_on(surveyed, due.call_after_months(situation.score));
    match situation.called_on.filter(|called| own < *called) {
        Some(called) => (called, due.window_months.map(|window_months| due_on(called, window_months))),
        None => (own, due.window_passed_on(surveyed, situation.score)),
    }
}

/// Since when a household's enrolments are suspended because its window passed; a survey from that day on undoes it. The
/// calendar may not have come to it yet.
fn lapsed(
    due: &Due,
    situation: &Situation,
    (surveyed, passed): (Date, Option<Date>),
    today: Date,
) -> Option<Date> {
    due.lapse.as_ref()?;
    let recorded = situation.lapsed_on.filter(|since| surveyed < *since);
    [recorded, passed].into_iter().flatten().find(|since| *since <= today)
}

/// A renewal takes those who have missed their turn: not those whose time since the last survey has not passed. Phases of
/// calling do not count, for the renewal ends them.
fn not_missing_yet(rules: &UpdateRules, situation: &Situation) -> Option<Bar> {
    let surveyed = situation.surveyed_on?;
    let own = rules.rules.iter().filter_map(|rule| rule.due.as_ref());
    let own = own.filter(|due| due.concerns(situation.beneficiary));
    let until = own.map(|due| due_on(surveyed, due.after_months)).min()?;
    Some(Bar { until, because: Because::TooEarly { surveyed } })
}

/// Keeps a type closed for some days after a survey of it.
pub(super) fn cool_off(rule: &UpdateRule, situation: &Situation, today: Date) -> Option<Bar> {
    let on = surveys(rule, situation).map(|(on, _)| on).max()?;
    let until = on.saturating_add(i64::from(rule.cool_off_days).days());
    (today < until).then_some(Bar { until, because: Because::Done { on } })
}

/// When the household was last surveyed on account of an act. Whoever was surveyed since a renewal began is not missing,
/// under whichever type.
fn done_on(rule: &UpdateRule, situation: &Situation, act: &Opening) -> Option<Date> {
    let latest = situation.surveyed_on.filter(|on| act.from <= *on);
    let since = latest.filter(|_| rule.trigger == Trigger::Renewal);
    let on_account = surveys(rule, situation).filter(|(_, of)| *of == Some(act.act));
    on_account.map(|(on, _)| on).chain(since).max()
}

/// Surveys of a type. One of a later day than the day that is asked about counts too: what comes late with an earlier day is
/// no way to a second survey.
fn surveys(rule: &UpdateRule, situation: &Situation) -> impl Iterator<Item = (Date, Option<ActId>)> {
    let of_type = situation.surveys.iter().filter(move |(update_type, ..)| *update_type == rule.update_type);
    of_type.map(|(_, on, act)| (*on, *act))
}

impl Because {
    /// Its name in stores and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::TimePassed { .. } => "time_passed",
            Self::TooEarly { .. } => "too_early",
            Self::Lapsed { .. } => "lapsed",
            Self::NotConcerned => "not_concerned",
            Self::Act { .. } => "act",
            Self::NoAct => "no_act",
            Self::Done { .. } => "done",
            Self::NotRegistered => "not_registered",
            Self::NotSurveyed => "not_surveyed",
            Self::WindowPassed { .. } => "window_passed",
            Self::Channel { .. } => "channel",
            Self::NoRule => "no_rule",
            Self::AlreadyRegistered => "already_registered",
        }
    }
}

impl Standing<'_> {
    /// What people are told of a closed type, with its dates; none where it may be used.
    pub fn refusal(&self, rules: &UpdateRules, situation: &Situation) -> Option<Wording> {
        let State::Closed { from } = self.state else { return None };
        let until = from.and_then(|from| standing_of(rules, self.rule, situation, from).state.until());
        let sentence = match self.because {
            Because::NotRegistered => &self.rule.words.not_registered,
            _ => &self.rule.refusal,
        };
        Some(self.rule.words.fill(sentence, from, situation.surveyed_on, until))
    }
}

impl State {
    /// Whether the type may be used.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Due { .. })
    }

    /// The last day on which it may; none where it may not, or stays open.
    pub fn until(self) -> Option<Date> {
        match self {
            Self::Open { until } | Self::Due { until, .. } => until,
            Self::Closed { .. } => None,
        }
    }

    /// The first day on which it may; none where it may now, or that hangs on an act of others.
    pub fn from(self) -> Option<Date> {
        match self {
            Self::Open { .. } | Self::Due { .. } => None,
            Self::Closed { from } => from,
        }
    }
}

impl UpdateRules {
    /// The rule of a type; none for first surveys and corrections, which have no rule.
    pub fn rule(&self, update_type: UpdateType) -> Option<&UpdateRule> {
        self.rules.iter().find(|rule| rule.update_type == update_type)
    }
}

#[cfg(test)]
mod tests;
