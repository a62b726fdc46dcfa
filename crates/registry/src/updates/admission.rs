//! Whether a change may be made now: under which type, what it still lacks, or why and until when it is refused.

use super::{ChangeKind, Check, Review, Situation, UpdateRule, UpdateRules};
use crate::{
    change::{Channel, UpdateType},
    updates::Because,
};
use jiff::civil::Date;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Which kind of change.
    pub change: ChangeKind,
    /// Through which entry point.
    pub channel: Channel,
    /// Papers that came along, by code of `certificate_kind`.
    pub evidence: Vec<String>,
    /// What the citizen registry has confirmed of the persons concerned.
    pub confirmed: Vec<Check>,
}

/// What the rules answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission<'r> {
    /// It may be made under a type.
    Admitted {
        /// The rule: the first that is open, of those that allow the change; emergencies before all others.
        rule: &'r UpdateRule,
        /// Papers lacking: any one of each.
        evidence_lacking: Vec<Vec<String>>,
        /// Confirmations lacking.
        checks_lacking: Vec<Check>,
        /// Who must look at it.
        review: Review,
    },
    /// It may not.
    Refused(Refused),
}

/// Why not, and from when.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The version of the rules.
    pub version: String,
    /// The type that comes nearest: the one that opens first.
    pub update_type: UpdateType,
    /// Why it is closed.
    pub because: Because,
    /// From when it is allowed; none where that hangs on an act of others.
    pub from: Option<Date>,
    /// In English and in Urdu, dates filled in.
    pub text: crate::wording::Wording,
}

/// Whether a change may be made now.
pub fn admit<'r>(rules: &'r UpdateRules, situation: &Situation, ask: &Ask, today: Date) -> Admission<'r> {
    let _ = (situation, ask, today);
    Admission::Refused(Refused {
        version: rules.version.clone(),
        update_type: UpdateType::MissedInformation,
        because: Because::NotRegistered,
        from: None,
        text: crate::wording::Wording { en: String::new(), ur: String::new() },
    })
}
