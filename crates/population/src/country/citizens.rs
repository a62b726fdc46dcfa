//! The people of the country as a citizen registry would hold them: true, with the families they were born to and married
//! into, also those who have died.

use super::{
    Country, Stretch, Vintage, completed_months, month_of, past,
    truth::EventKind,
    village::{BLOCK, Block, Person, Village},
    years,
};
use crate::{
    chance::{Chance, Subject},
    citizen::Citizen,
    numbers::{INDEX_BITS, Issuer, citizen_number, holder},
    people::sex_on_card,
    roster::{Kin, Who},
    sections::wellbeing::has_disability_card,
};
use jiff::civil::Date;
use registry::{code_lists::MaritalStatus, identity::CitizenNumber, ids::PersonId};
use std::collections::{BTreeMap, HashMap};

impl Country {
    /// The stretch in which the holder of a number was first drawn; none when nobody of the country can have it.
    pub fn stretch_of(&self, number: CitizenNumber) -> Option<Stretch> {
        let who = holder(Issuer::Offices(&self.table.offices), self.seed(), number)?;
        let stratum = usize::try_from(who.ordinal >> INDEX_BITS).ok()?;
        let index = who.ordinal & ((1 << INDEX_BITS) - 1);
        let inside = self.stratum(stratum)?.households > index;
        inside.then_some(Stretch { stratum, block: index / BLOCK, households: u32::try_from(BLOCK).ok()? })
    }

    /// Everybody of a stretch on a day, wherever he or she lives by then, whole blocks at a time: who was drawn in it, who
    /// was born or came to it since the beginning of 2021, and who had died before. Also children without papers, who have a
    /// number waiting for them. Nothing happens after the middle of 2029.
    pub fn citizens(&self, stretch: &Stretch, on: Date) -> Vec<Citizen> {
        let block = Block { stratum: stretch.stratum, number: stretch.block };
        let people = People::of(self, block, on);
        let first = ((block.stratum as u64) << INDEX_BITS) | block.first_index();
        let own = |who: &Who| (first..first + BLOCK).contains(&who.ordinal);
        people
            .persons
            .values()
            .filter(|person| own(&person.who))
            .filter_map(|person| people.citizen(person))
            .collect()
    }
}

/// Everybody of a village who is or was.
struct People<'a> {
    village: Village<'a>,
    on: Date,
    persons: BTreeMap<Who, Person>,
    deaths: HashMap<PersonId, Date>,
    /// Those who married somebody of another village.
    married_away: Vec<PersonId>,
}

impl<'a> People<'a> {
    fn of(country: &'a Country, block: Block, on: Date) -> Self {
        let mut village = Village::new(country, block, Vintage::Update2026, true);
        let mut persons = BTreeMap::new();
        let mut keep = |of: &[super::village::House]| {
            let all = of.iter().flat_map(|house| &house.persons);
            persons.extend(all.map(|person| (person.who, *person)));
        };
        keep(&village.houses);
        years::live_until(&mut village, month_of(on) - 1);
        // Those who are gone are as they were last seen.
        keep(&village.seen);
        keep(&village.houses);
        let before = past::village(country, block, Vintage::Card2010);
        let mut people = Self { village, on, persons, deaths: HashMap::new(), married_away: Vec::new() };
        for house in &before.seen {
            house.persons.iter().for_each(|person| people.remember(person));
        }
        let houses = people.village.houses.iter().chain(&before.seen);
        for event in houses.flat_map(|house| &house.events) {
            match (event.kind, event.person) {
                (EventKind::Death, Some(person)) => drop(people.deaths.insert(person, event.date)),
                (EventKind::MarriageOut, Some(person)) if event.other.is_none() => {
                    people.married_away.push(person);
                }
                _ => {}
            }
        }
        people
    }

    /// What only those who were there in 2010 knew: who has died since, and who the parents are.
    fn remember(&mut self, before: &Person) {
        let known = self.persons.entry(before.who).or_insert(*before);
        known.father = known.father.or(before.father);
        known.mother = known.mother.or(before.mother);
    }

    fn number(&self, who: Who) -> Option<CitizenNumber> {
        let country = self.village.country;
        let person = self.persons.get(&who)?;
        citizen_number(Issuer::Offices(&country.table.offices), country.seed(), who, person.sex)
    }

    fn numbers(&self, wanted: impl Fn(&Person) -> bool) -> Vec<CitizenNumber> {
        let wanted = self.persons.values().filter(|person| wanted(person));
        let mut numbers: Vec<CitizenNumber> = wanted.filter_map(|person| self.number(person.who)).collect();
        numbers.sort_unstable();
        numbers
    }

    fn citizen(&self, person: &Person) -> Option<Citizen> {
        let id = self.village.person_id(person.who);
        let death_date = self.deaths.get(&id).copied();
        let marital = if self.married_away.contains(&id) { MaritalStatus::Married } else { person.marital };
        let age_months = completed_months(person.born, death_date.unwrap_or(self.on))?;
        let kin = Kin { who: person.who, ..Kin::new(person.relation, person.sex, age_months, marital) };
        let stretch = |subject| {
            let mut chance = Chance::new(self.village.country.seed(), person.who.ordinal, subject);
            chance.skip_to(person.who.slot);
            chance
        };
        let (name, name_urdu) = self.village.name(person);
        let couple = |other: &Person| other.spouse == Some(person.who) || person.spouse == Some(other.who);
        Some(Citizen {
            number: self.number(person.who)?,
            name,
            name_urdu,
            sex: sex_on_card(&mut stretch(Subject::Persons), &kin),
            birth_date: person.born,
            marital_status: marital,
            disabled: has_disability_card(&mut stretch(Subject::Wellbeing), &kin),
            father: person.father.and_then(|who| self.number(who)),
            mother: person.mother.and_then(|who| self.number(who)),
            spouses: self.numbers(couple),
            children: self.numbers(|other| other.child_of(person.who)),
            death_date,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Forms, Settings, Trouble};
    use jiff::civil::date;
    use registry::household::FormUsed;

    fn country() -> Country {
        let form = FormUsed { id: "household".to_owned(), version: "1".to_owned() };
        let forms = Forms { tablet: form.clone(), card: form };
        Country::new(Settings { seed: 20_261_122, forms, trouble: Trouble::None })
    }

    #[test]
    fn whoever_a_survey_found_is_held_by_the_number_with_name_and_sex() {
        let country = country();
        let part = country.part(&["PK611".parse().unwrap()], Some(300)).unwrap();
        let (mut found, mut doubtful) = (0, 0);
        for stretch in part.stretches() {
            for vintage in Vintage::ALL {
                for surveyed in country.draw(vintage, &stretch) {
                    for member in &surveyed.record.members {
                        let Some(number) = member.identity.number() else { continue };
                        let own = country.stretch_of(number).unwrap();
                        let citizens = country.citizens(&own, date(2026, 10, 1));
                        let citizen = citizens.iter().find(|citizen| citizen.number == number).unwrap();
                        assert_eq!((&citizen.name, &citizen.name_urdu), (&member.name, &member.name_urdu));
                        doubtful += u32::from(Some(citizen.sex) != member.person.sex);
                        found += 1;
                    }
                    if found > 1_500 {
                        break;
                    }
                }
            }
            if found > 1_500 {
                break;
            }
        }
        assert!(found > 1_000 && doubtful < 3, "{found} {doubtful}");
    }

    #[test]
    fn the_dead_stay_and_families_reach_across_households() {
        let country = country();
        let part = country.part(&["PK611".parse().unwrap()], Some(640)).unwrap();
        let stretches = part.stretches().take(12);
        let all: Vec<Citizen> =
            stretches.flat_map(|stretch| country.citizens(&stretch, date(2026, 10, 1))).collect();
        let dead = all.iter().filter(|citizen| citizen.death_date.is_some()).count();
        let brides =
            all.iter().filter(|citizen| citizen.father.is_some() && !citizen.spouses.is_empty()).count();
        assert!(dead * 100 > all.len() && dead * 10 < all.len(), "{dead} of {}", all.len());
        assert!(brides > 20, "{brides}");
        assert!(all.iter().all(|citizen| citizen.death_date.is_none_or(|day| day >= citizen.birth_date)));
        assert!(all.iter().all(|citizen| citizen.number.region_digit() == 9));
    }
}
