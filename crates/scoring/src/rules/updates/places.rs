//! Where things stand in a file of update rules: the shape of the file once more, with places in the stead of values.

use serde::{Deserialize, de::IgnoredAny};
use std::collections::BTreeMap;
use toml::Spanned;

/// A place, whatever stands there.
pub(super) type Place = Spanned<IgnoredAny>;

#[derive(Deserialize)]
pub(super) struct Places {
    #[serde(default)]
    pub(super) rule: Vec<RulePlaces>,
}

#[derive(Deserialize)]
pub(super) struct RulePlaces {
    #[serde(rename = "type")]
    pub(super) update_type: Spanned<String>,
    pub(super) title: Place,
    pub(super) trigger: Place,
    pub(super) due: Option<Spanned<DuePlaces>>,
    pub(super) changes: Spanned<Vec<Spanned<String>>>,
    pub(super) channels: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) evidence: Vec<EvidencePlaces>,
    #[serde(default)]
    pub(super) checks: Vec<CheckPlaces>,
    #[serde(default)]
    pub(super) reviews: Vec<ReviewPlaces>,
    pub(super) case_days: Place,
    pub(super) refusal: Place,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Place>,
}

#[derive(Deserialize)]
pub(super) struct DuePlaces {
    pub(super) after_months: Place,
    pub(super) window_months: Option<Place>,
    #[serde(default)]
    pub(super) reminders_after_months: Vec<Place>,
    #[serde(default)]
    pub(super) phases: Vec<Place>,
    pub(super) lapse: Option<LapsePlaces>,
}

#[derive(Deserialize)]
pub(super) struct LapsePlaces {
    pub(super) enrolment: Place,
    pub(super) notice: Place,
}

#[derive(Deserialize)]
pub(super) struct EvidencePlaces {
    pub(super) changes: Spanned<Vec<Spanned<String>>>,
    pub(super) any_of: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
pub(super) struct CheckPlaces {
    pub(super) changes: Spanned<Vec<Spanned<String>>>,
    pub(super) all_of: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
pub(super) struct ReviewPlaces {
    pub(super) changes: Spanned<Vec<Spanned<String>>>,
    pub(super) review: Place,
}
