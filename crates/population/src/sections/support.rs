//! Support received and contact with institutions. Kafaalat reaches about a quarter of households, the poorer far more
//! often; everything else here is an estimate of this project.

use crate::{
    chance::{Chance, Subject},
    home::Home,
    roster::YEAR,
};
use registry::{
    household::Member,
    sections::{Institutions, Support},
};

/// Draws the support of the last twelve months.
pub(crate) fn support(home: &Home, members: &[Member]) -> Support {
    let mut chance = home.chance(Subject::Support);
    let chance = &mut chance;
    let quintile = home.quintile();
    let wife_or_widow = home.kin.iter().any(|kin| kin.is_woman() && kin.ever_married());
    let pupils = members.iter().filter(|member| member.education.attending_now == Some(true)).count();
    let infants = home.kin.iter().filter(|kin| kin.age_months < 2 * YEAR).count();
    let elders = home.kin.iter().filter(|kin| kin.age_years() >= 60).count();
    let kafaalat = wife_or_widow && chance.happens(quintile.of(&[0.54, 0.38, 0.22, 0.09, 0.02]));
    let answers = Support {
        kafaalat: Some(kafaalat),
        taleemi_wazaif: Some(kafaalat && pupils > 0 && chance.happens(0.55)),
        nashonuma: Some(kafaalat && infants > 0 && chance.happens(0.3)),
        emergency_cash: Some(chance.happens(quintile.of(&[0.05, 0.035, 0.02, 0.01, 0.003]))),
        zakat: Some(chance.happens(quintile.of(&[0.03, 0.02, 0.01, 0.004, 0.001]))),
        pension: Some(elders > 0 && chance.happens(quintile.of(&[0.03, 0.07, 0.13, 0.2, 0.3]))),
        other_support: Some(chance.happens(quintile.of(&[0.05, 0.04, 0.025, 0.015, 0.01]))),
        support_rupees: None,
    };
    let rupees = f64::from(rupees(chance, &answers, u32::try_from(pupils).unwrap_or(0))) * home.prices;
    let rupees = crate::chance::rounded(rupees / 50.0) * 50;
    Support { support_rupees: (rupees > 0).then_some(rupees), ..answers }
}

/// All payments of twelve months, rupees of 2026.
fn rupees(chance: &mut Chance, support: &Support, pupils: u32) -> u32 {
    let quarters = chance.whole(2..=4);
    let amounts = [
        (support.kafaalat, 13_500 * quarters),
        (support.taleemi_wazaif, 2_500 * quarters * pupils.min(4)),
        (support.nashonuma, 2_500 * quarters),
        (support.emergency_cash, 12_000),
        (support.zakat, 1_500 * chance.whole(4..=12)),
        (support.pension, 11_500 * 12 + 6_000 * chance.whole(0..=20)),
        (support.other_support, 1_000 * chance.whole(2..=25)),
    ];
    amounts.iter().filter(|(received, _)| *received == Some(true)).map(|(_, amount)| amount).sum()
}

/// Draws contact with institutions; satisfaction is asked of those who had it.
pub(crate) fn institutions(home: &Home) -> Institutions {
    let mut chance = home.chance(Subject::Support);
    chance.skip_to(1);
    let mut had = |contact: f64, satisfied: f64| {
        let contact = chance.happens(contact);
        (Some(contact), contact.then(|| chance.happens(satisfied)))
    };
    let (police_contact, police_satisfied) = had(0.06, 0.42);
    let (administration_contact, administration_satisfied) = had(0.13, 0.55);
    let (court_contact, court_satisfied) = had(0.04, 0.38);
    let (prosecution_contact, prosecution_satisfied) = had(0.012, 0.38);
    Institutions {
        police_contact,
        police_satisfied,
        administration_contact,
        administration_satisfied,
        court_contact,
        court_satisfied,
        prosecution_contact,
        prosecution_satisfied,
    }
}
