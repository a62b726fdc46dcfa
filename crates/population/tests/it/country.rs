//! The country: its parts, its numbers, and the same people in three surveys.

use jiff::civil::Date;
use population::{Country, EventKind, Forms, Settings, Stretch, Surveyed, Trouble, Vintage};
use registry::{
    code_lists::{MaritalStatus, Relation},
    household::FormUsed,
    ids::PersonId,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

fn new(seed: u64, trouble: Trouble) -> Country {
    let form = |id: &str| FormUsed { id: id.to_owned(), version: "2026112201".to_owned() };
    Country::new(Settings {
        seed,
        forms: Forms { tablet: form("household"), card: form("poverty_card_2010") },
        trouble,
    })
}

pub(crate) fn country() -> &'static Country {
    static COUNTRY: LazyLock<Country> = LazyLock::new(|| new(7, Trouble::None));
    &COUNTRY
}

/// Some thousand households of two districts, in each survey.
fn drawn(vintage: Vintage) -> &'static [Surveyed] {
    static DRAWN: LazyLock<BTreeMap<Vintage, Vec<Surveyed>>> = LazyLock::new(|| {
        let areas = ["PK603".parse().unwrap(), "PK712".parse().unwrap()];
        let part = country().part(&areas, Some(4_000)).unwrap();
        let of = |vintage| part.stretches().flat_map(|stretch| country().draw(vintage, &stretch)).collect();
        Vintage::ALL.map(|vintage| (vintage, of(vintage))).into_iter().collect()
    });
    DRAWN.get(&vintage).unwrap()
}

#[test]
fn any_number_of_households_can_be_asked_for() {
    let country = country();
    assert_eq!(country.part(&[], None).unwrap().households(), country.households());
    for wanted in [1, 10_000, 35_000_000, 38_300_000] {
        let part = country.part(&[], Some(wanted)).unwrap();
        assert_eq!(part.households(), wanted);
    }
    let small = country.part(&[], Some(10_000)).unwrap();
    let stretches: u64 = small.stretches().map(|stretch| u64::from(stretch.households())).sum();
    assert_eq!(stretches, 10_000);
    let districts = country.part(&["PK603".parse().unwrap()], None).unwrap().households();
    let tehsils = country.tehsils().iter().filter(|tehsil| tehsil.code.as_str().starts_with("PK603"));
    assert_eq!(
        districts,
        tehsils.map(|tehsil| tehsil.rural_households + tehsil.urban_households).sum::<u64>()
    );
    assert!(country.part(&["PK99999".parse().unwrap()], None).is_err());
    assert!(country.part(&[], Some(100_000_000)).is_err());
}

#[test]
fn a_household_is_the_same_whatever_part_is_drawn() {
    let (country, area) = (new(3, Trouble::AsInLife), "PK60301".parse().unwrap());
    let areas = std::slice::from_ref(&area);
    let all =
        |households| -> Vec<Stretch> { country.part(areas, Some(households)).unwrap().stretches().collect() };
    for vintage in Vintage::ALL {
        let few: Vec<Surveyed> = all(300).iter().flat_map(|stretch| country.draw(vintage, stretch)).collect();
        let many: BTreeMap<String, Surveyed> = all(2_000)
            .iter()
            .rev()
            .flat_map(|stretch| country.draw(vintage, stretch))
            .map(|household| (household.key.clone(), household))
            .collect();
        assert!(few.len() > 150);
        assert!(few.iter().all(|household| many.get(&household.key) == Some(household)));
    }
}

#[test]
fn numbers_are_those_of_the_tehsil_and_nobody_has_two() {
    let mut owners: BTreeMap<u64, PersonId> = BTreeMap::new();
    let (mut local, mut persons) = (0.0, 0.0);
    let mut prefixes: BTreeMap<&str, BTreeMap<u64, u32>> = BTreeMap::new();
    for vintage in Vintage::ALL {
        for household in drawn(vintage) {
            let tehsil = household.record.location.tehsil.as_ref().unwrap().as_str();
            for (member, person) in household.record.members.iter().zip(&household.truth.persons) {
                let Some(number) = member.identity.number() else { continue };
                assert_eq!(number.region_digit(), 9);
                let before = owners.insert(number.as_u64(), *person);
                assert!(before.is_none_or(|before| before == *person), "two persons have a number");
                *prefixes.entry(tehsil).or_default().entry(number.as_u64() / 100_000_000).or_default() += 1;
            }
        }
    }
    for counts in prefixes.values() {
        local += f64::from(*counts.values().max().unwrap());
        persons += counts.values().copied().map(f64::from).sum::<f64>();
    }
    // In this small part each tehsil uses the first of its series, and those next to it.
    let share = local / persons;
    assert!((0.5..0.96).contains(&share), "{share}");
}

/// Everybody by survey: the household and its place in it.
fn whereabouts(vintage: Vintage) -> BTreeMap<PersonId, (&'static Surveyed, usize)> {
    let mut people = BTreeMap::new();
    for household in drawn(vintage) {
        assert_eq!(household.truth.persons.len(), household.record.members.len());
        for (line, person) in household.truth.persons.iter().enumerate() {
            let twice = people.insert(*person, (household, line));
            // Somebody who moves during the weeks of fieldwork can be met in two households.
            if let Some((other, _)) = twice {
                assert_ne!(other.truth.household, household.truth.household);
            }
        }
    }
    people
}

#[test]
fn the_same_people_are_found_again() {
    let (card, tablet, update) =
        (whereabouts(Vintage::Card2010), whereabouts(Vintage::Tablet2021), whereabouts(Vintage::Update2026));
    let again = |before: &BTreeMap<PersonId, _>, after: &BTreeMap<PersonId, _>| {
        before.keys().filter(|person| after.contains_key(person)).count() as f64 / before.len() as f64
    };
    println!(
        "households {} {} {}, persons {} {} {}, found again 2010-21 {:.3}, 2021-26 {:.3}",
        drawn(Vintage::Card2010).len(),
        drawn(Vintage::Tablet2021).len(),
        drawn(Vintage::Update2026).len(),
        card.len(),
        tablet.len(),
        update.len(),
        again(&card, &tablet),
        again(&tablet, &update)
    );
    assert!((0.80..0.99).contains(&again(&card, &tablet)));
    assert!((0.80..0.97).contains(&again(&tablet, &update)));
    // What is true of a person does not change: sex, day of birth, name, number.
    for (person, (household, line)) in &update {
        let Some((before, line_before)) = tablet.get(person) else { continue };
        let (after, before) = (&household.record.members[*line], &before.record.members[*line_before]);
        assert_eq!(after.person.birth_date, before.person.birth_date);
        assert_eq!(after.name, before.name);
        assert_ne!(after.id, before.id, "a record tells who somebody is");
        if let (Some(now), Some(then)) = (after.identity.number(), before.identity.number()) {
            assert_eq!(now, then);
        }
    }
}

#[test]
fn brides_and_founders_are_found_in_the_household_they_went_to() {
    let (mut brides, mut found) = (0.0, 0.0);
    let people = whereabouts(Vintage::Update2026);
    let households: BTreeSet<_> = drawn(Vintage::Update2026).iter().map(|one| one.truth.household).collect();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for household in drawn(Vintage::Update2026) {
        for event in &household.truth.events {
            *kinds.entry(event.kind.name()).or_default() += 1;
            assert_eq!(event.household, household.truth.household);
            let gone_to = event.other.filter(|other| households.contains(other));
            let leaves = matches!(event.kind, EventKind::MarriageOut | EventKind::Split);
            let Some(to) = gone_to.filter(|_| leaves) else { continue };
            brides += 1.0;
            let person = event.person.unwrap();
            found += f64::from(u8::from(people.get(&person).is_some_and(|(at, _)| at.truth.household == to)));
        }
    }
    println!("{kinds:?}, of {brides} who went {found} are there");
    assert!(brides > 150.0 && found / brides > 0.85, "{found} of {brides}");
    for kind in
        ["birth", "death", "marriage_out", "marriage_in", "split", "founded", "move", "new_head", "arrival"]
    {
        assert!(kinds.get(kind).is_some_and(|count| *count > 10), "{kind}: {kinds:?}");
    }
    assert!(kinds.contains_key("move_away") && kinds.contains_key("departure"), "{kinds:?}");
}

#[test]
fn later_households_are_households() {
    for vintage in Vintage::ALL {
        let mut persons = 0.0;
        for household in drawn(vintage) {
            let (first, last) = vintage.fieldwork();
            let on: Date = household.record.interview.interview_date.unwrap();
            assert!((first..=last).contains(&on));
            let heads = household
                .record
                .members
                .iter()
                .filter(|member| member.person.relation == Some(Relation::Head));
            assert_eq!(heads.count(), 1, "{vintage:?} {}", household.truth.household);
            assert!((1..=28).contains(&household.record.members.len()));
            persons += household.record.members.len() as f64;
            for member in &household.record.members {
                let age = member.age_years_on(on).unwrap();
                let married = member.person.marital_status == Some(MaritalStatus::Married);
                assert!(!married || age >= 15, "{vintage:?} {age}");
                if let Some(spouse) = member.spouse {
                    let spouse = household.record.members.iter().find(|other| other.id == spouse).unwrap();
                    assert_eq!(spouse.person.marital_status, Some(MaritalStatus::Married));
                }
            }
        }
        let size = persons / drawn(vintage).len() as f64;
        println!("{vintage:?}: {} households of {size:.2}", drawn(vintage).len());
        assert!((5.2..7.4).contains(&size), "{vintage:?}: {size}");
    }
}

/// Twenty-seven million cards against thirty-five million households on tablets.
#[test]
fn younger_households_have_no_card() {
    assert_eq!(drawn(Vintage::Tablet2021).len(), 4_000);
    let share = drawn(Vintage::Card2010).len() as f64 / drawn(Vintage::Tablet2021).len() as f64;
    assert!((0.66..0.86).contains(&share), "{share}");
    assert!(drawn(Vintage::Card2010).iter().all(|one| {
        one.record.form.id == "poverty_card_2010"
            && one.record.paper_card.members == u8::try_from(one.record.members.len()).ok()
            && one.record.paper_card.toilet.is_some()
            && one.record.utilities.answers_none()
    }));
}

trait AnswersNone {
    fn answers_none(&self) -> bool;
}

impl<S: registry::field::Section> AnswersNone for S {
    fn answers_none(&self) -> bool {
        self.answers().count() == 0
    }
}

#[test]
fn surveys_slip() {
    let country = new(7, Trouble::AsInLife);
    let areas = ["PK603".parse().unwrap(), "PK712".parse().unwrap()];
    let part = country.part(&areas, Some(4_000)).unwrap();
    let (mut people, mut names, mut numbers, mut sexes, mut dates, mut refusals) =
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let mut with_number = 0.0;
    for (stretch, truths) in part
        .stretches()
        .zip(part.stretches().map(|of| super::country::country().draw(Vintage::Update2026, &of)))
    {
        for (wrong, right) in country.draw(Vintage::Update2026, &stretch).iter().zip(&truths) {
            assert_eq!(wrong.truth, right.truth);
            if wrong.record.interview.consent == Some(false) {
                assert!(wrong.record.members.is_empty());
                refusals += 1.0;
            }
            for (said, truly) in wrong.record.members.iter().zip(&right.record.members) {
                people += 1.0;
                let count = |differs: bool| f64::from(u8::from(differs));
                names += count(said.name != truly.name);
                if let Some(number) = said.identity.number() {
                    with_number += 1.0;
                    numbers += count(Some(number) != truly.identity.number());
                }
                sexes += count(said.person.sex != truly.person.sex);
                dates += count(
                    said.person.birth_date.is_some() && said.person.birth_date != truly.person.birth_date,
                );
            }
        }
    }
    let shares = [names / people, numbers / with_number, sexes / people, dates / people, refusals / 4_000.0];
    println!("names, numbers, sexes, dates, refusals: {shares:.4?}");
    for (share, (least, most)) in
        shares.iter().zip([(0.12, 0.25), (0.01, 0.03), (0.001, 0.004), (0.04, 0.14), (0.006, 0.02)])
    {
        assert!((least..most).contains(share), "{shares:?}");
    }
}

/// Positions lie around the tehsil's own point.
#[test]
fn households_stand_in_their_tehsil() {
    for household in drawn(Vintage::Tablet2021) {
        let interview = &household.record.interview;
        let code = household.record.location.tehsil.as_ref().unwrap();
        let tehsil = country().tehsils().iter().find(|tehsil| tehsil.code == *code).unwrap();
        let reach = 1.2 * (tehsil.radius_kilometres + 1.5) / 90.0;
        assert!((interview.latitude.unwrap() - tehsil.centre.latitude).abs() < reach);
        assert!((interview.longitude.unwrap() - tehsil.centre.longitude).abs() < reach);
    }
}
