//! Names of the members of a household, in Roman letters and in Urdu.

use crate::{
    chance::{Chance, Subject},
    home::FullName,
    place::Figures,
    roster::Kin,
    tables::names::{
        ALL_MEN, ALL_WOMEN, CHRISTIAN_FAMILIES, CHRISTIAN_MEN, CHRISTIAN_WOMEN, FAMILIES_BALOCHISTAN,
        FAMILIES_EVERYWHERE, FAMILIES_KHYBER_PAKHTUNKHWA, FAMILIES_PUNJAB, FAMILIES_SINDH, HINDU_FAMILIES,
        HINDU_MEN, HINDU_WOMEN, Name, OLDER_MEN, OLDER_WOMEN, PASHTUN_MEN, PASHTUN_WOMEN, SINDHI_MEN,
        SINDHI_WOMEN, WOMENS_SECOND, YOUNGER_MEN, YOUNGER_WOMEN,
    },
};
use registry::{
    code_lists::{Relation, Sex},
    personal::Personal,
};

/// The names of a household's members, and what later members are named by.
pub(crate) struct HouseholdNames {
    pub(crate) naming: Naming,
    /// In the order of the members.
    pub(crate) names: Vec<FullName>,
}

/// The members of a household as it was drawn.
pub(crate) fn of_household(seed: u64, ordinal: u64, figures: Figures, kin: &[Kin]) -> HouseholdNames {
    let mut chance = Chance::new(seed, ordinal, Subject::Names);
    let mut naming = Naming::new(&mut chance, figures);
    let names = kin.iter().map(|kin| naming.name(&mut chance, kin.sex, kin)).collect();
    HouseholdNames { naming, names }
}

/// Whose names a family gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Faith {
    Muslim,
    Christian,
    Hindu,
}

/// The names of one household: no two members are called alike, and the men have a second name in common.
#[derive(Clone)]
pub(crate) struct Naming {
    second: Name,
    faith: Faith,
    figures: Figures,
    given: Vec<&'static str>,
}

impl Naming {
    /// Draws the second name by the province.
    fn new(chance: &mut Chance, figures: Figures) -> Self {
        chance.skip_to(200);
        let faith = faith(chance.share(), figures);
        chance.skip_to(0);
        let families = families(chance.share(), figures, faith);
        let second = chance.any(families).unwrap_or(("Khan", "خان"));
        Self { second, faith, figures, given: Vec::new() }
    }

    /// The name of a member in Roman letters and in Urdu.
    pub(crate) fn name(&mut self, chance: &mut Chance, sex: Sex, member: &Kin) -> FullName {
        let (roman, urdu) = self.given(chance, sex == Sex::Female, member.age_years());
        let (roman, urdu) = match self.other(chance, member) {
            Other::None => (roman.to_owned(), urdu.to_owned()),
            Other::Before(before) => (format!("{} {roman}", before.0), format!("{} {urdu}", before.1)),
            Other::After(after) => (format!("{roman} {}", after.0), format!("{urdu} {}", after.1)),
        };
        (Personal::new(&roman), Personal::new(&urdu))
    }

    /// A given name that nobody in the household has yet.
    fn given(&mut self, chance: &mut Chance, woman: bool, age_years: u32) -> Name {
        let names = self.pool(chance.share(), woman, age_years);
        let mut name = chance.any(names).unwrap_or(("Noor", "نور"));
        for _ in 0..8 {
            if !self.given.contains(&name.0) {
                break;
            }
            name = chance.any(names).unwrap_or(name);
        }
        self.given.push(name.0);
        name
    }

    /// Names of the faith; one in five of the province, most others of the time of birth.
    fn pool(&self, share: f64, woman: bool, age_years: u32) -> &'static [Name] {
        let regional = share > 0.8;
        match (self.faith, self.figures, woman) {
            (Faith::Christian, _, false) => return CHRISTIAN_MEN,
            (Faith::Christian, _, true) => return CHRISTIAN_WOMEN,
            (Faith::Hindu, _, false) => return HINDU_MEN,
            (Faith::Hindu, _, true) => return HINDU_WOMEN,
            (_, Figures::KhyberPakhtunkhwa | Figures::Balochistan, false) if regional => return PASHTUN_MEN,
            (_, Figures::KhyberPakhtunkhwa | Figures::Balochistan, true) if regional => return PASHTUN_WOMEN,
            (_, Figures::Sindh, false) if regional => return SINDHI_MEN,
            (_, Figures::Sindh, true) if regional => return SINDHI_WOMEN,
            _ => {}
        }
        match (woman, age_years, share < 0.55) {
            (false, 45.., true) => OLDER_MEN,
            (false, ..25, true) => YOUNGER_MEN,
            (false, ..) => ALL_MEN,
            (true, 45.., true) => OLDER_WOMEN,
            (true, ..25, true) => YOUNGER_WOMEN,
            (true, ..) => ALL_WOMEN,
        }
    }

    /// What stands before or after the given name.
    fn other(&self, chance: &mut Chance, member: &Kin) -> Other {
        let stranger = matches!(member.relation, Relation::NotRelated | Relation::Servant);
        let muslim = self.faith == Faith::Muslim;
        match (member.is_woman(), chance.share()) {
            (false, share) if share < 0.28 && muslim => Other::Before(("Muhammad", "محمد")),
            (false, share) if share < 0.84 && !stranger => Other::After(self.second),
            (true, share) if (share < 0.62 || member.ever_married()) && muslim => {
                chance.any(WOMENS_SECOND).map_or(Other::None, Other::After)
            }
            _ => Other::None,
        }
    }
}

/// The other part of a name.
enum Other {
    None,
    Before(Name),
    After(Name),
}

/// The share of Christian and of Hindu households: census 2023 by province, rounded; scheduled castes are Hindus here.
fn faith(share: f64, figures: Figures) -> Faith {
    let (christian, hindu) = match figures {
        Figures::Punjab => (0.019, 0.002),
        Figures::Sindh => (0.010, 0.088),
        Figures::Islamabad => (0.043, 0.0),
        Figures::KhyberPakhtunkhwa => (0.003, 0.0),
        Figures::Balochistan => (0.004, 0.005),
        Figures::Pakistan => (0.014, 0.022),
    };
    match share {
        share if share < christian => Faith::Christian,
        share if share < christian + hindu => Faith::Hindu,
        _ => Faith::Muslim,
    }
}

/// The second names of a province, now and then those met everywhere.
fn families(share: f64, figures: Figures, faith: Faith) -> &'static [Name] {
    match (faith, figures, share) {
        (Faith::Christian, ..) => CHRISTIAN_FAMILIES,
        (Faith::Hindu, ..) => HINDU_FAMILIES,
        (_, _, share) if share < 0.3 => FAMILIES_EVERYWHERE,
        (_, Figures::Punjab | Figures::Islamabad, _) => FAMILIES_PUNJAB,
        (_, Figures::Sindh, _) => FAMILIES_SINDH,
        (_, Figures::KhyberPakhtunkhwa, _) => FAMILIES_KHYBER_PAKHTUNKHWA,
        (_, Figures::Balochistan, _) => FAMILIES_BALOCHISTAN,
        (_, Figures::Pakistan, share) => match share {
            share if share < 0.66 => FAMILIES_PUNJAB,
            share if share < 0.83 => FAMILIES_SINDH,
            share if share < 0.95 => FAMILIES_KHYBER_PAKHTUNKHWA,
            _ => FAMILIES_BALOCHISTAN,
        },
    }
}
