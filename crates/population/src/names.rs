//! Names of the members of a household, in Roman letters and in Urdu.

use crate::{
    chance::Chance,
    place::Figures,
    roster::Kin,
    tables::names::{
        ALL_MEN, ALL_WOMEN, FAMILIES_BALOCHISTAN, FAMILIES_EVERYWHERE, FAMILIES_KHYBER_PAKHTUNKHWA,
        FAMILIES_PUNJAB, FAMILIES_SINDH, Name, OLDER_MEN, OLDER_WOMEN, WOMENS_SECOND, YOUNGER_MEN,
        YOUNGER_WOMEN,
    },
};
use registry::{code_lists::Relation, personal::Personal};

/// The names of one household: no two members are called alike, and the men have a second name in common.
pub(crate) struct Naming {
    second: Name,
    given: Vec<&'static str>,
}

impl Naming {
    /// Draws the second name by the province.
    pub(crate) fn new(chance: &mut Chance, figures: Figures) -> Self {
        let families = families(chance.share(), figures);
        let second = chance.any(families).unwrap_or(("Khan", "خان"));
        Self { second, given: Vec::new() }
    }

    /// The name of a member in Roman letters and in Urdu.
    pub(crate) fn name(&mut self, chance: &mut Chance, member: &Kin) -> (Option<Personal>, Option<Personal>) {
        let (roman, urdu) = self.given(chance, member);
        let (roman, urdu) = match self.other(chance, member) {
            Other::None => (roman.to_owned(), urdu.to_owned()),
            Other::Before(before) => (format!("{} {roman}", before.0), format!("{} {urdu}", before.1)),
            Other::After(after) => (format!("{roman} {}", after.0), format!("{urdu} {}", after.1)),
        };
        (Personal::new(&roman), Personal::new(&urdu))
    }

    /// A given name that nobody in the household has yet.
    fn given(&mut self, chance: &mut Chance, member: &Kin) -> Name {
        let own_age = chance.happens(0.55);
        let names = match (member.is_woman(), member.age_years(), own_age) {
            (false, 45.., true) => OLDER_MEN,
            (false, ..25, true) => YOUNGER_MEN,
            (false, ..) => ALL_MEN,
            (true, 45.., true) => OLDER_WOMEN,
            (true, ..25, true) => YOUNGER_WOMEN,
            (true, ..) => ALL_WOMEN,
        };
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

    /// What stands before or after the given name.
    fn other(&self, chance: &mut Chance, member: &Kin) -> Other {
        let stranger = matches!(member.relation, Relation::NotRelated | Relation::Servant);
        match (member.is_woman(), chance.share()) {
            (false, share) if share < 0.28 => Other::Before(("Muhammad", "محمد")),
            (false, share) if share < 0.84 && !stranger => Other::After(self.second),
            (true, share) if share < 0.62 || member.ever_married() => {
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

/// The second names of a province, now and then those met everywhere.
fn families(share: f64, figures: Figures) -> &'static [Name] {
    match (figures, share) {
        (_, share) if share < 0.3 => FAMILIES_EVERYWHERE,
        (Figures::Punjab | Figures::Islamabad, _) => FAMILIES_PUNJAB,
        (Figures::Sindh, _) => FAMILIES_SINDH,
        (Figures::KhyberPakhtunkhwa, _) => FAMILIES_KHYBER_PAKHTUNKHWA,
        (Figures::Balochistan, _) => FAMILIES_BALOCHISTAN,
        (Figures::Pakistan, share) => match share {
            share if share < 0.66 => FAMILIES_PUNJAB,
            share if share < 0.83 => FAMILIES_SINDH,
            share if share < 0.95 => FAMILIES_KHYBER_PAKHTUNKHWA,
            _ => FAMILIES_BALOCHISTAN,
        },
    }
}
