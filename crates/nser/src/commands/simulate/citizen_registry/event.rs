//! Life events, each with a reference that follows from what happened, to whom and when, so that the same event has the same
//! reference after any restart.

use super::person::Person;
use jiff::civil::Date;
use registry::identity::CitizenNumber;
use sha2::{Digest, Sha256};

/// Something that the civil register was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) reference: String,
    pub(super) on: Date,
    pub(super) kind: Kind,
    /// To whom it happened, as the register holds them since.
    pub(super) records: Vec<Person>,
    /// Others whom it changes: parents of who was born, husbands and wives of who died.
    near: Vec<CitizenNumber>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Birth(Box<Person>),
    Death(CitizenNumber),
    DeathReversed(CitizenNumber),
    Marriage { husband: CitizenNumber, wife: CitizenNumber },
    Divorce { husband: CitizenNumber, wife: CitizenNumber },
}

impl Event {
    /// An event with its reference. The reference tells nothing about whom it is.
    pub(super) fn new(
        seed: u64,
        on: Date,
        kind: Kind,
        find: impl Fn(CitizenNumber) -> Option<Person>,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("{seed}/{}/{on}", kind.name()));
        kind.persons().iter().for_each(|number| hash.update(number.as_u64().to_be_bytes()));
        let hash = hex::encode(hash.finalize());
        let short = hash.get(..20).unwrap_or_default();
        let reference = format!("{}-{on}-{short}", kind.name());
        let (records, near) = match &kind {
            Kind::Birth(child) => {
                (vec![Person::clone(child)], child.father.into_iter().chain(child.mother).collect())
            }
            Kind::Death(person) | Kind::DeathReversed(person) => {
                let person = find(*person);
                let spouses = person.iter().flat_map(|person| person.spouses.clone()).collect();
                (person.into_iter().collect(), spouses)
            }
            _ => (kind.persons().into_iter().filter_map(find).collect(), Vec::new()),
        };
        let mut event = Self { reference, on, kind, records: Vec::new(), near };
        let lived = records.into_iter().map(|mut person| {
            person.live_through(&event);
            person
        });
        event.records = lived.collect();
        event
    }

    /// Everybody whom it changes.
    pub(super) fn concerned(&self) -> Vec<CitizenNumber> {
        let mut concerned = self.kind.persons();
        concerned.extend(&self.near);
        concerned
    }
}

impl Kind {
    /// Its name in references and in what the console takes.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Birth(_) => "birth",
            Self::Death(_) => "death",
            Self::DeathReversed(_) => "death_reversed",
            Self::Marriage { .. } => "marriage",
            Self::Divorce { .. } => "divorce",
        }
    }

    /// Its name on the wire.
    pub(super) fn wire_name(&self) -> &'static str {
        match self {
            Self::Birth(_) => "LiveBirth",
            Self::Death(_) => "Death",
            Self::DeathReversed(_) => "DeathReversal",
            Self::Marriage { .. } => "Marriage",
            Self::Divorce { .. } => "Divorce",
        }
    }

    /// What one subscribes to in order to be told. Who hears of deaths hears of those that were none.
    pub(super) fn subject(&self) -> Subject {
        match self {
            Self::Birth(_) => Subject::LiveBirth,
            Self::Death(_) | Self::DeathReversed(_) => Subject::Death,
            Self::Marriage { .. } => Subject::Marriage,
            Self::Divorce { .. } => Subject::Divorce,
        }
    }

    /// To whom it happened.
    pub(super) fn persons(&self) -> Vec<CitizenNumber> {
        match self {
            Self::Birth(child) => vec![child.number],
            Self::Death(person) | Self::DeathReversed(person) => vec![*person],
            Self::Marriage { husband, wife } | Self::Divorce { husband, wife } => vec![*husband, *wife],
        }
    }
}

/// What one can subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(super) enum Subject {
    LiveBirth,
    Death,
    Marriage,
    Divorce,
}

impl Subject {
    /// The subject by the names that are in use for it, in any case.
    pub(super) fn read(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "livebirth" | "birth" => Some(Self::LiveBirth),
            "death" => Some(Self::Death),
            "marriage" => Some(Self::Marriage),
            "divorce" => Some(Self::Divorce),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::LiveBirth => "LiveBirth",
            Self::Death => "Death",
            Self::Marriage => "Marriage",
            Self::Divorce => "Divorce",
        }
    }
}
