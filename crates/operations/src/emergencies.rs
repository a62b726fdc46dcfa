//! Shock response (type 4): declared emergencies, their work lists, the comparison before and after, and lists drawn
//! without a survey.
//!
//! An area is notified as it lay on the day of its notification: a block that moves to another tehsil afterwards stays
//! notified, and one that moves in is not. So nothing but the notified code and that day is kept; the area book, which
//! knows every day, says the rest.

mod compare;
mod declare;
mod list;
mod view;
mod work_list;

use crate::Registry;
pub use compare::{Comparison, Crossing, FactCompared};
pub use declare::{NewEmergency, Redrawing};
use jiff::{SignedDuration, Timestamp, civil::Date};
pub use list::NewEmergencyList;
use registry::{
    area::{AreaBook, AreaCode},
    household::Location,
    ids::ActId,
    updates::Opening,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::StoreError;
pub use view::{EmergencyProgress, EmergencyView};
pub use work_list::{Visit, WorkList};

/// A declared emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// What happened.
    pub hazard: Hazard,
    /// The authority that declared it, such as a PDMA, and its notification.
    pub authority: String,
    /// Where: each area with the day of its notification.
    pub notified: Vec<Notified>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// A notified area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// District, tehsil, union council or block.
    pub area: AreaCode,
    /// The day whose area counts.
    pub on: Date,
    /// The first day on which it is notified no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Date>,
}

/// What happens to people at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Flood.
    Flood,
    /// Earthquake.
    Earthquake,
    /// Drought.
    Drought,
    /// Storm.
    Storm,
    /// Epidemic.
    Epidemic,
    /// People driven from their homes.
    Displacement,
    /// Anything else.
    Other,
}

impl Hazard {
    /// Every hazard.
    pub const ALL: [Self; 7] = [
        Self::Flood,
        Self::Earthquake,
        Self::Drought,
        Self::Storm,
        Self::Epidemic,
        Self::Displacement,
        Self::Other,
    ];

    /// Its name in stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Flood => "flood",
            Self::Earthquake => "earthquake",
            Self::Drought => "drought",
            Self::Storm => "storm",
            Self::Epidemic => "epidemic",
            Self::Displacement => "displacement",
            Self::Other => "other",
        }
    }

    /// The hazard of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hazard| hazard.code() == code)
    }
}

/// An emergency that is open on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEmergency {
    /// The act.
    pub act: ActId,
    /// Its name, for people.
    pub name: String,
    /// Where and when.
    pub emergency: Emergency,
}

impl OpenEmergency {
    /// What it opens to households in its areas.
    pub fn opening(&self) -> Opening {
        let Emergency { from, until, .. } = self.emergency;
        Opening { act: self.act, name: self.name.clone(), from, until: Some(until) }
    }
}

impl Notified {
    /// Whether it is notified on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.lifted.is_none_or(|lifted| day < lifted)
    }

    /// Whether a place lay in it on the day of its notification: the smallest area of the place that was there on that
    /// day decides.
    fn covers(
        &self,
        book: &AreaBook,
        block: Option<&AreaCode>,
        council: Option<&AreaCode>,
        tehsil: Option<&AreaCode>,
    ) -> bool {
        let smallest =
            [block, council, tehsil].into_iter().flatten().find(|area| book.find(area, self.on).is_some());
        smallest.is_some_and(|area| book.lies_in(area, &self.area, self.on))
    }

    /// Every area that lay in it on the day of its notification and does so no longer on another, and itself.
    fn codes_on(&self, book: &AreaBook, day: Date) -> Vec<AreaCode> {
        let mut codes = book.tehsils_in(&self.area, self.on);
        if codes.is_empty() {
            codes.push(self.area.clone());
        }
        let mut waiting = codes.clone();
        while let Some(area) = waiting.pop() {
            for child in book.children(&area, self.on) {
                if !book.lies_in(&child.code, &area, day) {
                    codes.push(child.code.clone());
                }
                waiting.push(child.code.clone());
            }
        }
        codes
    }
}

impl Emergency {
    /// Whether a household at a place lives in its areas as they are notified on a day.
    pub fn covers(&self, book: &AreaBook, location: &Location, day: Date) -> bool {
        let (block, council) = (location.block.as_ref(), location.union_council.as_ref());
        self.covers_codes(book, block, council, location.tehsil.as_ref(), day)
    }

    pub(crate) fn covers_codes(
        &self,
        book: &AreaBook,
        block: Option<&AreaCode>,
        council: Option<&AreaCode>,
        tehsil: Option<&AreaCode>,
        day: Date,
    ) -> bool {
        let notified = self.notified.iter().filter(|notified| notified.holds_on(day));
        notified.into_iter().any(|notified| notified.covers(book, block, council, tehsil))
    }

    /// The codes by which a store finds its households: the notified areas, and those that have moved out since. Whoever
    /// moved in is found too and left out by [`Self::covers`].
    pub fn codes(&self, book: &AreaBook, day: Date) -> Vec<AreaCode> {
        let notified = self.notified.iter().filter(|notified| notified.holds_on(day));
        let mut codes: Vec<AreaCode> = notified.flat_map(|notified| notified.codes_on(book, day)).collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// The areas notified on a day.
    pub fn areas_on(&self, day: Date) -> Vec<AreaCode> {
        self.notified
            .iter()
            .filter(|notified| notified.holds_on(day))
            .map(|notified| notified.area.clone())
            .collect()
    }
}

/// Emergencies open on a day, as read at an instant.
#[derive(Debug, Default)]
pub(crate) struct LatelyOpen {
    read: Timestamp,
    day: Date,
    open: Arc<[OpenEmergency]>,
}

/// How old the answer to the question of a citizen may be: others may have declared an emergency since.
const LATELY: SignedDuration = SignedDuration::from_secs(10);

impl Registry {
    /// Emergencies open on a day, as known some seconds ago at most: for the question that is asked most often. Whether a
    /// survey is taken goes by [`Registry::open_emergencies`].
    pub(crate) async fn emergencies_lately_open(
        &self,
        day: Date,
    ) -> Result<Arc<[OpenEmergency]>, StoreError> {
        let now = self.clock().now();
        let mut kept = self.lately_open.lock().await;
        if kept.day != day || now < kept.read || kept.read + LATELY < now {
            let open = self.open_emergencies(day).await?.into();
            *kept = LatelyOpen { read: now, day, open };
        }
        Ok(Arc::clone(&kept.open))
    }

    /// Emergencies that are open on a day, with their areas; whoever asks about a household uses
    /// [`Registry::openings_of`].
    pub async fn open_emergencies(&self, day: Date) -> Result<Vec<OpenEmergency>, StoreError> {
        let acts = self.acts(Some("emergency")).await?;
        let open = acts.into_iter().filter(|act| act.held_on(day)).filter_map(|act| {
            let emergency = act.emergency()?.clone();
            let open = emergency.from <= day && day <= emergency.until;
            open.then_some(OpenEmergency { act: act.id, name: act.name, emergency })
        });
        Ok(open.collect())
    }
}
