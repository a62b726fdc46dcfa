//! From a household of the village to the record that a survey makes of it.

use super::{
    Vintage, card, completed_months, slips,
    truth::{HouseholdId, Surveyed, Truth},
    village::{House, Person, Village},
};
use crate::{
    chance::{Chance, Subject},
    home::Home,
    household,
    numbers::{Issuer, mix},
    place::{Place, Position},
    roster::{Kin, place_of},
    trouble::{self, Trouble},
    wealth::Wealth,
};
use jiff::civil::Date;
use registry::{
    code_lists::Region,
    household::{Location, Record},
    sections::Interview,
};

/// The record of a household on the day of its interview, and the truth about it.
pub(super) fn write(village: &Village, house: &House) -> Option<Surveyed> {
    let country = village.country;
    let stratum = country.stratum(house.block.stratum)?;
    let place = place(village, house)?;
    let people = in_order(house);
    let kin = kin(&people, house.interviewed);
    let shares = country.cells.of(stratum.figures, stratum.region);
    let survey_seed = country.survey_seed(village.vintage);
    let home = Home {
        seed: country.seed(),
        survey_seed,
        ordinal: house.id.0,
        dwelling: house.moves,
        place: &place,
        wealth: wealth(village, house)?.in_cell(shares.cell),
        shares,
        kin: &kin,
        names: people.iter().map(|person| village.name(person)).collect(),
        interviewed: house.interviewed,
        prices: village.vintage.prices(),
        issuer: Issuer::Offices(&country.table.offices),
    };
    let mut record = household::record(&home, country.form(village.vintage));
    let mut chance = Chance::new(survey_seed, house.id.0, Subject::Trouble);
    let in_life = country.settings.trouble == Trouble::AsInLife;
    if in_life {
        trouble::befall(&mut chance, &mut record, house.interviewed);
    }
    let key = key(village.vintage, survey_seed, house.id);
    if village.vintage == Vintage::Card2010 {
        record = card::card(&record, &key, house.interviewed);
    }
    if in_life {
        let mut chance = Chance::new(survey_seed, house.id.0, Subject::Slips);
        slips::slip(&mut chance, &mut record, house.interviewed, village.vintage == Vintage::Card2010);
        record = if chance.happens(REFUSALS) { refused(&record) } else { record };
    }
    let persons = people.iter().map(|person| village.person_id(person.who)).collect();
    let mut events = house.events.clone();
    events.sort_by_key(|event| event.date);
    let truth = Truth { household: house.id, parent: house.parent, persons, events };
    Some(Surveyed { key, record, truth })
}

/// Households that refuse to have their record kept: an estimate.
const REFUSALS: f64 = 0.012;

/// What is written down where the household refuses: when and where, nothing about anybody.
fn refused(record: &Record) -> Record {
    Record {
        form: record.form.clone(),
        interview: Interview {
            interview_date: record.interview.interview_date,
            mode: record.interview.mode,
            consent: Some(false),
            ..Interview::default()
        },
        location: Location { address: None, landmark: None, ..record.location.clone() },
        ..Record::default()
    }
}

/// The survey's own name for a household: a one-to-one image of its id that no other survey shares.
fn key(vintage: Vintage, survey_seed: u64, id: HouseholdId) -> String {
    const MASK: u64 = (1 << 48) - 1;
    let salted = (id.0 ^ survey_seed) & MASK;
    let spread = salted.wrapping_mul(0x5851_f42d_4c95) & MASK;
    let spread = (spread ^ (spread >> 24)).wrapping_mul(0x2545_f491_4f6d) & MASK;
    format!("{}-{spread:015}", vintage.year())
}

/// The roster in the order of the questionnaire.
fn in_order(house: &House) -> Vec<Person> {
    let mut people: Vec<Person> =
        house.persons.iter().filter(|person| person.born <= house.interviewed).copied().collect();
    people.sort_by_key(|person| (place_of(person.relation), person.born, person.who));
    people
}

fn kin(people: &[Person], on: Date) -> Vec<Kin> {
    let place = |who| people.iter().position(|person| Some(person.who) == who);
    let kin = |person: &Person| Kin {
        who: person.who,
        born: Some(person.born),
        spouse: place(person.spouse),
        father: place(person.father),
        mother: place(person.mother),
        ..Kin::new(
            person.relation,
            person.sex,
            completed_months(person.born, on).unwrap_or(0),
            person.marital,
        )
    };
    people.iter().map(kin).collect()
}

/// How well off the household is by then: before 2021 a little less, later a little changed by chance, and a son's
/// household much like his father's.
fn wealth(village: &Village, house: &House) -> Option<Wealth> {
    let base = village.base(house.id.origin())?.wealth;
    let mut chance = Chance::new(village.country.seed(), house.id.0, Subject::Wealth);
    chance.skip_to(village.vintage as u8 + 1);
    let noise = chance.normal();
    let local = match village.vintage {
        Vintage::Tablet2021 => base.local,
        Vintage::Card2010 => 0.9 * base.local - 0.3 + 0.3 * noise,
        Vintage::Update2026 => 0.93 * base.local + 0.05 + 0.36 * noise,
    };
    let own = if house.id.founded_later() { 0.8 * local + 0.5 * noise } else { local };
    Some(Wealth { local: own, ..base })
}

/// Where a block stands: every block has its own spot and the name of a village or a quarter.
fn place(village: &Village, house: &House) -> Option<Place> {
    let country = village.country;
    let stratum = country.stratum(house.block.stratum)?;
    let tehsil = country.tehsils().get(stratum.tehsil)?;
    let first = ((house.block.stratum as u64) << crate::numbers::INDEX_BITS) | house.block.first_index();
    let mut chance = Chance::new(country.seed(), first, Subject::Location);
    chance.skip_to(3);
    // Towns are denser than the country around them.
    let reach = if stratum.region == Region::Urban { 0.3 } else { 1.0 } * tehsil.radius_kilometres;
    let mut offset = || (2.0 * chance.share() - 1.0) * reach;
    let (north, east) = (offset(), offset());
    let centre = Position {
        latitude: tehsil.centre.latitude + north / 111.2,
        longitude: tehsil.centre.longitude + east / 95.0,
    };
    Some(Place {
        tehsil: tehsil.code.clone(),
        union_council: None,
        block: None,
        region: stratum.region,
        figures: stratum.figures,
        locality: locality(&mut chance, stratum.region, house.block.number),
        centre: Some(centre),
        radius_kilometres: if stratum.region == Region::Urban { 0.3 } else { 1.0 },
    })
}

fn locality(chance: &mut Chance, region: Region, block: u64) -> String {
    const VILLAGES: [&str; 8] = ["Chak", "Kot", "Basti", "Goth", "Kili", "Dera", "Mauza", "Thatta"];
    const QUARTERS: [&str; 8] = ["Mohalla", "Colony", "Gali", "Bazaar", "Town", "Nagar", "Sector", "Basti"];
    let number = mix(block) % 900 + 1;
    match region {
        Region::Rural => format!("{} {number}", chance.any(&VILLAGES).unwrap_or("Chak")),
        Region::Urban => format!("{} {number}", chance.any(&QUARTERS).unwrap_or("Mohalla")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::village::BLOCK;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_never_given_twice_and_differ_between_surveys() {
        let ids = (0..BLOCK * 300).flat_map(|ordinal| {
            [HouseholdId(ordinal), HouseholdId(ordinal << 20), HouseholdId::branch(ordinal, 3)]
        });
        let ids: BTreeSet<HouseholdId> = ids.collect();
        let keys: BTreeSet<String> = ids.iter().map(|id| key(Vintage::Tablet2021, 77, *id)).collect();
        assert_eq!(keys.len(), ids.len());
        assert!(keys.iter().all(|key| key.len() == 20));
    }
}
