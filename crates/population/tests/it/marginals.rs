//! Marginals of 20,000 households against published shares. Every comparison is printed; the tolerance beside it is
//! what chance in so many households and the known simplifications leave.

use crate::{country, place, population};
use population::{Figures, Trouble};
use registry::{
    code_lists::{
        Connection, Employer, EmploymentStatus, Fuel, Light, MaritalStatus, Region, Relation, Sex, Tenure,
        Toilet, WaterSource,
    },
    household::{Member, Record},
};

/// Comparisons of published with measured shares.
#[derive(Default)]
struct Comparison {
    lines: Vec<String>,
    outside: usize,
}

impl Comparison {
    fn compare(&mut self, what: &str, published: f64, measured: f64, tolerance: f64) {
        let inside = (published - measured).abs() <= tolerance;
        let mark = if inside { ' ' } else { '!' };
        self.outside += usize::from(!inside);
        self.lines.push(format!("{mark} {what:<44} {published:>7.4} {measured:>7.4}  ±{tolerance}"));
    }

    #[track_caller]
    fn verdict(self) {
        println!("{}", self.lines.join("\n"));
        assert_eq!(self.outside, 0, "shares outside their tolerance, marked with ! above");
    }
}

fn share<T>(items: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> bool) -> f64 {
    let (mut all, mut those) = (0.0, 0.0);
    for item in items {
        all += 1.0;
        those += f64::from(u8::from(holds(&item)));
    }
    those / all
}

fn of(households: &[(Region, Record)], region: Region) -> impl Iterator<Item = &Record> {
    households.iter().filter(move |(of, _)| *of == region).map(|(_, record)| record)
}

fn members(households: &[(Region, Record)]) -> impl Iterator<Item = (&Record, &Member)> {
    households.iter().flat_map(|(_, record)| record.members.iter().map(move |member| (record, member)))
}

fn age((record, member): &(&Record, &Member)) -> u8 {
    member.age_years_on(record.interview.interview_date.unwrap()).unwrap()
}

/// Census 2023 and, for sizes, MICS Punjab 2017-18.
#[test]
fn sizes_heads_and_relations() {
    let households = country();
    let mut table = Comparison::default();
    let sizes = [
        0.012, 0.043, 0.076, 0.124, 0.169, 0.175, 0.134, 0.093, 0.059, 0.037, 0.025, 0.015, 0.011, 0.007,
        0.019,
    ];
    for (size, published) in (1..).zip(sizes) {
        let measured = share(households, |(_, record)| record.members.len().min(15) == size);
        table.compare(&format!("households of {size}"), published, measured, 0.01);
    }
    let persons = households.iter().map(|(_, record)| record.members.len()).sum::<usize>();
    table.compare("members a household", 6.30, persons as f64 / households.len() as f64, 0.08);
    let female = share(households, |(_, record)| record.find_head().unwrap().person.sex == Some(Sex::Female));
    table.compare("female heads", 0.059, female, 0.006);
    for (relation, published, tolerance) in [
        (Relation::Head, 0.159, 0.004),
        (Relation::Spouse, 0.140, 0.008),
        (Relation::Child, 0.477, 0.015),
        (Relation::Grandchild, 0.068, 0.018),
        (Relation::Sibling, 0.035, 0.01),
        (Relation::ChildInLaw, 0.034, 0.006),
        (Relation::Parent, 0.021, 0.004),
        (Relation::NephewOrNiece, 0.027, 0.012),
    ] {
        let measured = share(members(households), |(_, member)| member.person.relation == Some(relation));
        table.compare(relation.code(), published, measured, tolerance);
    }
    table.verdict();
}

#[test]
fn ages_and_marriages() {
    let households = country();
    let mut table = Comparison::default();
    let bands = [
        0.1517, 0.1342, 0.1198, 0.1004, 0.0851, 0.0747, 0.0656, 0.0597, 0.0521, 0.0404, 0.0334, 0.0266,
        0.0208, 0.0149, 0.0103,
    ];
    for (band, published) in (0..).zip(bands) {
        let measured = share(members(households), |person| age(person) / 5 == band);
        table.compare(&format!("aged {} to {}", band * 5, band * 5 + 4), published, measured, 0.007);
    }
    let women = |from: u8, to: u8| {
        members(households)
            .filter(move |person| person.1.is_female() && (from..=to).contains(&age(person)))
            .map(|(_, member)| member.person.marital_status)
    };
    table.compare("women in all", 0.4892, share(members(households), |(_, member)| member.is_female()), 0.01);
    for (from, to, published, tolerance) in
        [(45, 49, 0.066, 0.03), (55, 59, 0.167, 0.05), (65, 69, 0.334, 0.05), (75, 120, 0.596, 0.08)]
    {
        let measured = share(women(from, to), |status| *status == Some(MaritalStatus::Widowed));
        table.compare(&format!("widowed women of {from} to {to}"), published, measured, tolerance);
    }
    let single = [Some(MaritalStatus::NeverMarried), Some(MaritalStatus::Nikah)];
    for (from, to, published) in [(20, 24, 0.71), (25, 29, 0.38), (30, 34, 0.155), (40, 49, 0.04)] {
        let men =
            members(households).filter(|person| !person.1.is_female() && (from..=to).contains(&age(person)));
        let measured = share(men, |(_, member)| single.contains(&member.person.marital_status));
        table.compare(&format!("never-married men of {from} to {to}"), published, measured, 0.06);
    }
    for (from, to, published) in [(15, 19, 0.849), (20, 24, 0.442), (25, 29, 0.186), (30, 34, 0.080)] {
        let measured = share(women(from, to), |status| single.contains(status));
        table.compare(&format!("never-married women of {from} to {to}"), published, measured, 0.03);
    }
    table.verdict();
}

/// Census 2023, rural and urban.
#[test]
fn housing() {
    let households = country();
    let mut table = Comparison::default();
    for (region, rooms, toilets, fuels, lights, tap, owned) in [
        (
            Region::Rural,
            [0.3748, 0.3115, 0.1633, 0.1504],
            [0.0858, 0.195],
            [0.1453, 0.7516],
            [0.7669, 0.1119],
            0.3014,
            0.8894,
        ),
        (
            Region::Urban,
            [0.2300, 0.3365, 0.2241, 0.2095],
            [0.0335, 0.0257],
            [0.7392, 0.1797],
            [0.9541, 0.0238],
            0.3564,
            0.7102,
        ),
    ] {
        let name = region.code();
        let dwellings = || of(households, region).map(|record| &record.dwelling);
        for (number, published) in (1..).zip(rooms) {
            let measured = share(dwellings(), |dwelling| dwelling.rooms.unwrap().min(4) == number);
            table.compare(&format!("{name} rooms {number}"), published, measured, 0.02);
        }
        let dry = [Some(Toilet::DryRaised), Some(Toilet::DryPit), Some(Toilet::Composting)];
        let measured = share(dwellings(), |dwelling| dry.contains(&dwelling.toilet));
        table.compare(&format!("{name} dry toilet"), toilets[0], measured, 0.01);
        let measured = share(dwellings(), |dwelling| dwelling.toilet == Some(Toilet::None));
        table.compare(&format!("{name} no toilet"), toilets[1], measured, 0.015);
        for (fuel, published) in [Fuel::Gas, Fuel::Firewood].into_iter().zip(fuels) {
            let measured = share(dwellings(), |dwelling| dwelling.cook_fuel == Some(fuel));
            table.compare(&format!("{name} fuel {}", fuel.code()), published, measured, 0.015);
        }
        for (light, published) in [Light::Electricity, Light::Solar].into_iter().zip(lights) {
            let measured = share(dwellings(), |dwelling| dwelling.light == Some(light));
            table.compare(&format!("{name} light {}", light.code()), published, measured, 0.012);
        }
        let measured = share(dwellings(), |dwelling| dwelling.water_source == Some(WaterSource::Piped));
        table.compare(&format!("{name} tap water"), tap, measured, 0.02);
        let measured = share(dwellings(), |dwelling| dwelling.tenure == Some(Tenure::Owned));
        table.compare(&format!("{name} owned"), owned, measured, 0.015);
    }
    let inside = share(households, |(_, record)| record.dwelling.water_inside == Some(true));
    table.compare("water inside", 0.6647, inside, 0.03);
    let metered = share(households, |(_, record)| record.utilities.electricity == Some(Connection::OwnMeter));
    table.compare("own electricity meter (HIES 2015-16, more urban)", 0.8443, metered, 0.08);
    table.verdict();
}

/// The provinces keep their own shares: no toilet, census 2023.
#[test]
fn provinces() {
    let population = population(Trouble::None);
    let mut table = Comparison::default();
    for (figures, region, published) in [
        (Figures::Punjab, Region::Rural, 0.1465),
        (Figures::Sindh, Region::Rural, 0.3698),
        (Figures::Sindh, Region::Urban, 0.0315),
        (Figures::KhyberPakhtunkhwa, Region::Rural, 0.1162),
        (Figures::Balochistan, Region::Rural, 0.3001),
        (Figures::Islamabad, Region::Urban, 0.0089),
    ] {
        let place = place(figures, region);
        let records = (0..1_500).map(|ordinal| population.household(ordinal, &place));
        let measured = share(records, |record| record.dwelling.toilet == Some(Toilet::None));
        table.compare(&format!("{figures:?} {} no toilet", region.code()), published, measured, 0.03);
    }
    table.verdict();
}

/// Census 2023, from the age of ten; HIES 2015-16 for work, which is more urban than the country.
#[test]
fn schooling_and_work() {
    let households = country();
    let mut table = Comparison::default();
    for (region, sex, literate, worked) in [
        (Region::Rural, Sex::Male, 0.610, 0.75),
        (Region::Rural, Sex::Female, 0.417, 0.24),
        (Region::Urban, Sex::Male, 0.781, 0.66),
        (Region::Urban, Sex::Female, 0.697, 0.09),
    ] {
        let name = format!("{} {}", region.code(), sex.code());
        let adults = || {
            let own =
                of(households, region).flat_map(|record| record.members.iter().map(move |m| (record, m)));
            own.filter(|person| person.1.person.sex == Some(sex) && age(person) >= 10)
        };
        let reads = share(adults(), |(_, member)| member.education.can_read == Some(true));
        table.compare(&format!("{name} literate"), literate, reads, 0.035);
        let works = share(adults(), |(_, member)| member.work.worked == Some(true));
        table.compare(&format!("{name} worked"), worked, works, 0.06);
    }
    let children = || members(households).filter(|person| (5..=16).contains(&age(person)));
    let out = share(children(), |(_, member)| member.education.attending_now != Some(true));
    table.compare("out of school, 5 to 16", 0.356, out, 0.06);
    let adults = || members(households).filter(|person| age(person) >= 18);
    let employees = adults().filter(|(_, member)| member.work.worked == Some(true));
    let paid =
        share(employees, |(_, member)| member.work.employment_status == Some(EmploymentStatus::PaidEmployee));
    table.compare("paid employees among working adults", 0.59, paid, 0.06);
    table.verdict();
}

/// Census 2023 by age; the share of supported households from the mission of the register; MICS by region.
#[test]
fn disability_support_and_possessions() {
    let households = country();
    let mut table = Comparison::default();
    for (from, to, published, tolerance) in
        [(5, 9, 0.0077, 0.004), (15, 24, 0.0124, 0.004), (41, 60, 0.0634, 0.01), (61, 120, 0.2601, 0.04)]
    {
        let own = members(households).filter(|person| (from..=to).contains(&age(person)));
        let measured = share(own, |(_, member)| member.disabled() == Some(true));
        table.compare(&format!("disabled, {from} to {to}"), published, measured, tolerance);
    }
    let kafaalat = share(households, |(_, record)| record.support.kafaalat == Some(true));
    table.compare("Kafaalat", 0.24, kafaalat, 0.03);
    for (region, land, animals, motorcycle) in
        [(Region::Rural, 0.3977, 0.6029, 0.6042), (Region::Urban, 0.1107, 0.1398, 0.6738)]
    {
        let name = region.code();
        let measured = share(of(households, region), |record| record.land.owns_land == Some(true));
        table.compare(&format!("{name} owns land"), land, measured, 0.03);
        let measured = share(of(households, region), |record| record.livestock.owns_livestock == Some(true));
        table.compare(&format!("{name} owns animals"), animals, measured, 0.04);
        let measured = share(of(households, region), |record| record.assets.motorcycle.unwrap() > 0);
        table.compare(&format!("{name} motorcycle"), motorcycle, measured, 0.06);
    }
    table.verdict();
}

/// MICS Punjab 2017-18, household file: how often what is owned is owned together.
#[test]
fn possessions_go_together() {
    let population = population(Trouble::None);
    let of = |region| {
        let place = place(Figures::Punjab, region);
        (0..4_000).map(move |ordinal| (ordinal, place.clone()))
    };
    let draw = |(ordinal, place): (u64, population::Place)| population.household(ordinal, &place);
    let rural = of(Region::Rural).take(2_500).map(draw);
    let records: Vec<Record> = rural.chain(of(Region::Urban).skip(2_500).map(draw)).collect();
    let refrigerator: Owns = |record| record.assets.refrigerator > Some(0);
    let washing: Owns = |record| record.assets.washing_machine > Some(0);
    let television: Owns = |record| record.assets.television > Some(0);
    let cooled: Owns = |record| record.assets.air_conditioner > Some(0);
    let car: Owns = |record| record.assets.car > Some(0);
    let no_toilet: Owns = |record| record.dwelling.toilet == Some(Toilet::None);
    let land: Owns = |record| record.land.owns_land == Some(true);
    let cattle: Owns = |record| record.livestock.buffaloes > Some(0) || record.livestock.cattle > Some(0);
    let mut table = Comparison::default();
    for (what, one, other, published) in [
        ("refrigerator and washing machine", refrigerator, washing, 0.59),
        ("refrigerator and television", refrigerator, television, 0.43),
        ("refrigerator and air conditioner", refrigerator, cooled, 0.23),
        ("refrigerator and no toilet", refrigerator, no_toilet, -0.38),
        ("refrigerator and cattle", refrigerator, cattle, -0.13),
        ("air conditioner and car", cooled, car, 0.42),
        ("land and cattle", land, cattle, 0.42),
    ] {
        table.compare(what, published, correlation(&records, one, other), 0.17);
    }
    table.verdict();
}

/// Whether a household has something.
type Owns = fn(&Record) -> bool;

fn correlation(records: &[Record], one: Owns, other: Owns) -> f64 {
    let mean = |holds: &dyn Fn(&Record) -> bool| share(records, |record| holds(record));
    let (first, second) = (mean(&one), mean(&other));
    let both = mean(&|record| one(record) && other(record));
    (both - first * second) / (first * (1.0 - first) * second * (1.0 - second)).sqrt()
}

/// What the exclusion filters of a programme look at. Government employees: HIES 2015-16 by industry gives at most 11 %
/// of its households, which are more urban; the Labour Force Survey some 6 to 8 %. Telephone bills: HIES 2015-16 has 10 %
/// of rural and 25 % of urban households above 1,000 rupees for all communication; what is told at the door is less.
#[test]
fn filters() {
    let households = country();
    let mut table = Comparison::default();
    let all = |holds: &dyn Fn(&Record) -> bool| share(households, |(_, record)| holds(record));
    let member = |record: &Record, holds: &dyn Fn(&Member) -> bool| record.members.iter().any(holds);
    let government =
        all(&|record| member(record, &|member| member.work.employer == Some(Employer::Government)));
    table.compare("a government employee", 0.075, government, 0.02);
    let bill = all(&|record| record.utilities.phone_bill_rupees.is_some_and(|bill| bill > 1_000));
    table.compare("telephone bill above 1,000 rupees", 0.08, bill, 0.03);
    let travel = all(&|record| member(record, &|member| member.person.foreign_travel == Some(true)));
    table.compare("travelled abroad", 0.10, travel, 0.04);
    let vehicle = all(&|record| {
        let assets = &record.assets;
        [assets.car, assets.tractor, assets.lorry].iter().flatten().any(|number| *number > 0)
    });
    table.compare("car, tractor or lorry (MICS)", 0.16, vehicle, 0.03);
    table.verdict();
}

/// The 2023 census counts 20,331 transgender persons among 241 million.
#[test]
fn transgender_persons() {
    let (people, those) = members(country()).fold((0.0, 0.0), |(people, those), (_, member)| {
        (people + 1.0, those + f64::from(u8::from(member.person.sex == Some(Sex::Transgender))))
    });
    let in_a_million: f64 = those / people * 1e6;
    assert!((20.0..220.0).contains(&in_a_million), "{in_a_million}");
}

/// Wealth shows in everything at once: who has an air conditioner hardly ever goes without a toilet.
#[test]
fn wealth_runs_through_the_record() {
    let households = country();
    let cooled = households.iter().filter(|(_, record)| record.assets.air_conditioner.unwrap() > 0);
    let without = |record: &Record| record.dwelling.toilet == Some(Toilet::None);
    let (rich, all) =
        (share(cooled, |(_, record)| without(record)), share(households, |(_, record)| without(record)));
    assert!(rich < 0.01 && all > 0.1, "{rich} {all}");
}
