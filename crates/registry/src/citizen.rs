//! What the citizen registry says of a person, and how it agrees with the record. The two disagree in life: deaths are
//! registered while the card is active, births are not in the database. So what it says is kept beside the record, with
//! source and date, and changes nothing by itself.

use crate::{
    change::UpdateType,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What the citizen registry holds about a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitizenRecord {
    /// The number.
    pub number: CitizenNumber,
    /// Name in Roman letters.
    pub name: Option<Personal>,
    /// Name in Urdu.
    pub name_urdu: Option<Personal>,
    /// Sex on the card.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Marital status.
    pub marital_status: Option<MaritalStatus>,
    /// Whether the card has the mark of disability.
    pub disabled: Option<bool>,
    /// Day of death in the civil register; none when none is registered.
    pub death_date: Option<Date>,
    /// State of the card.
    pub card: Option<CardState>,
    /// Father (alpha family).
    pub father: Option<CitizenNumber>,
    /// Mother (alpha family).
    pub mother: Option<CitizenNumber>,
    /// Husbands or wives (beta family).
    pub spouses: Vec<CitizenNumber>,
    /// Children (beta family).
    pub children: Vec<CitizenNumber>,
}

/// State of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
    /// In force.
    Valid,
    /// Run out.
    Expired,
    /// Cancelled.
    Cancelled,
    /// Blocked.
    Blocked,
    /// Taken away.
    Impounded,
    /// Cancelled for death.
    Deceased,
}

/// How one field of the record agrees with the citizen registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It agrees.
    Match,
    /// It does not.
    Mismatch,
    /// One of the two does not have it.
    NotHeld,
}

/// The fields compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The number itself.
    Number,
    /// Name.
    Name,
    /// Sex.
    Gender,
    /// Marital status.
    MaritalStatus,
    /// Disability.
    Disability,
    /// Whether the person lives.
    Alive,
}

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameAgreement {
    /// Different names.
    Different,
    /// A name in common: shortened, a part left out, or a family name added.
    Partial,
    /// The same name in another spelling.
    Spelling,
    /// The same letters, but for case, spaces and marks.
    Same,
}

/// What came of checking a person of the record against the citizen registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The number asked about.
    pub number: CitizenNumber,
    /// Who answered: `nadra`, `dci:<sender>`.
    pub source: String,
    /// When.
    pub at: Timestamp,
    /// Until when the answer counts.
    pub expires: Timestamp,
    /// Field by field, each once.
    pub fields: Vec<(Field, Verdict)>,
    /// How alike the names are, where both are known.
    pub name: Option<NameAgreement>,
    /// What the citizen registry holds; none where it does not have the number.
    pub held: Option<CitizenRecord>,
}

impl Verification {
    /// The verdict on a field.
    pub fn verdict(&self, field: Field) -> Verdict {
        let found = self.fields.iter().find(|(compared, _)| *compared == field);
        found.map_or(Verdict::NotHeld, |(_, verdict)| *verdict)
    }

    /// Fields that disagree.
    pub fn mismatches(&self) -> impl Iterator<Item = Field> {
        self.fields.iter().filter(|(_, verdict)| *verdict == Verdict::Mismatch).map(|(field, _)| *field)
    }
}

/// Something that the civil register notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeEvent {
    /// Who notified: with `reference` it names the event for ever, so that a second notice changes nothing.
    pub source: String,
    /// The source's name for the event.
    pub reference: String,
    /// The day on which it happened.
    pub on: Date,
    /// When the notice came.
    pub received: Timestamp,
    /// What happened.
    pub kind: LifeEventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LifeEventKind {
    /// A child was born, with the number of its B-form.
    Birth {
        /// The child; its parents stand in the record.
        child: Box<CitizenRecord>,
    },
    /// Somebody died.
    Death {
        /// Who.
        person: CitizenNumber,
    },
    /// A death was registered by mistake: the person lives.
    DeathReversed {
        /// Who.
        person: CitizenNumber,
    },
    /// Two people married.
    Marriage {
        /// The husband.
        husband: CitizenNumber,
        /// The wife.
        wife: CitizenNumber,
    },
    /// A marriage was dissolved.
    Divorce {
        /// The husband.
        husband: CitizenNumber,
        /// The wife.
        wife: CitizenNumber,
    },
}

impl LifeEventKind {
    /// Its name in stores and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Birth { .. } => "birth",
            Self::Death { .. } => "death",
            Self::DeathReversed { .. } => "death_reversed",
            Self::Marriage { .. } => "marriage",
            Self::Divorce { .. } => "divorce",
        }
    }

    /// The update type under which it changes a household.
    pub const UPDATE_TYPE: UpdateType = UpdateType::Roster;
}
