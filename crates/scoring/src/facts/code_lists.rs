//! Code lists of derived facts: answers that no question has by itself.

use super::value::{FactType, coded};
use super::{Kind, Value};
use registry::area::AreaCode;

macro_rules! derived_code_lists {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name { $($(#[$variant_doc])* $variant,)+ }

            impl $name {
                /// Every code, in order.
                pub const CODES: &'static [&'static str] = &[$($code),+];

                /// The code that stands for this value in rules, snapshots and decisions.
                pub fn code(self) -> &'static str {
                    match self { $(Self::$variant => $code),+ }
                }
            }
        )+
        coded!($($name),+);
    };
}

derived_code_lists! {
    /// Province or territory, by the P-codes of OCHA and WFP.
    Province {
        AzadKashmir = "azad_kashmir", Balochistan = "balochistan", GilgitBaltistan = "gilgit_baltistan",
        Islamabad = "islamabad", KhyberPakhtunkhwa = "khyber_pakhtunkhwa", Punjab = "punjab", Sindh = "sindh",
        /// A province code that is none of these, such as an invented one.
        Other = "other",
    }

    /// Education of the woman who is head, or wife of the head.
    FemaleHeadEducation {
        /// The head is no woman and has no wife in the household.
        NoFemaleHeadOrSpouse = "no_female_head_or_spouse",
        /// No class completed.
        BelowClass1 = "below_class_1",
        /// Class 1 or higher completed; with several wives, by any of them.
        Class1OrHigher = "class_1_or_higher",
    }

    /// Work of the head.
    HeadEmployment {
        Employer = "employer", SelfEmployed = "self_employed", PaidEmployee = "paid_employee",
        FamilyWorker = "family_worker", Cultivator = "cultivator", LivestockOnly = "livestock_only",
        NotEmployed = "not_employed",
    }

    /// Structure of the house (census 2023 table 20).
    HouseStructure { Pakka = "pakka", SemiPakka = "semi_pakka", Kacha = "kacha", }

    /// Vehicles with an engine, in the bands of the 2010 card.
    VehicleCombination {
        CarAndMotorcycle = "car_and_motorcycle", CarOnly = "car_only", MotorcycleOnly = "motorcycle_only",
        Neither = "neither",
    }

    /// Animals, in the bands of the 2010 card: buffalo or bullock, and cow, goat or sheep.
    LivestockCombination {
        BuffaloAndCow = "buffalo_and_cow", BuffaloOnly = "buffalo_only", CowOnly = "cow_only", Neither = "neither",
    }
}

impl Province {
    /// The province of a code.
    pub(super) fn of(code: &AreaCode) -> Self {
        match code.as_str() {
            "PK1" => Self::AzadKashmir,
            "PK2" => Self::Balochistan,
            "PK3" => Self::GilgitBaltistan,
            "PK4" => Self::Islamabad,
            "PK5" => Self::KhyberPakhtunkhwa,
            "PK6" => Self::Punjab,
            "PK7" => Self::Sindh,
            _ => Self::Other,
        }
    }
}
