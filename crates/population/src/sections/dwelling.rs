//! The dwelling and its connections.

use super::{around, owns};
use crate::{
    chance::{Chance, Subject, rounded, small},
    home::Home,
    tables::{living, possessions as owners},
    wealth::{Quintile, rank},
};
use registry::{
    code_lists::{
        Connection, DefecationPlace, DwellingType, Floor, Fuel, Internet, Light, Region, Roof, Tenure,
        Toilet, Wall, WaterSource,
    },
    sections::{Dwelling, Utilities},
};

/// Kacha, semi-pakka or pakka.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Structure {
    Kacha,
    SemiPakka,
    Pakka,
}

/// Draws the dwelling.
pub(crate) fn dwelling(home: &Home) -> Dwelling {
    let mut chance = home.dwelling_chance(Subject::Dwelling);
    let chance = &mut chance;
    let structure = structure(chance, home);
    let (wall, roof) = walls(chance, home, structure);
    let cook_fuel = cook_fuel(chance, home);
    let water_source = water_source(chance, home);
    let toilet = toilet(chance, home);
    let has_toilet = toilet.is_some_and(|toilet| toilet != Toilet::None);
    Dwelling {
        dwelling_type: dwelling_type(chance, home, structure),
        tenure: tenure(chance, home),
        rooms: Some(rooms(chance, home)),
        wall,
        roof,
        floor: floor(chance, home, structure),
        kitchen: Some(chance.happens(home.shares.kitchen.of(home.quintile())[0])),
        cook_fuel,
        heat_fuel: heat_fuel(chance, cook_fuel),
        light: light(chance, home),
        water_inside: water_source.map(|source| chance.happens(living::water_inside(source))),
        water_source,
        toilet_shared: has_toilet
            .then(|| chance.happens(home.quintile().of(&[0.17, 0.11, 0.07, 0.04, 0.015]))),
        defecation_place: (!has_toilet).then(|| defecation_place(chance, home.region())).flatten(),
        toilet,
    }
}

/// Draws the connections and bills of a dwelling. Rates but for internet, telephones and light are estimates.
pub(crate) fn utilities(home: &Home, dwelling: &Dwelling) -> Utilities {
    let mut chance = home.dwelling_chance(Subject::Dwelling);
    chance.skip_to(1);
    let chance = &mut chance;
    let electricity = electricity(chance, home, dwelling.light);
    let mobile_phones = mobile_phones(chance, home);
    let landline = owns(chance, home, &owners::LANDLINE);
    let metered = matches!(electricity, Some(Connection::OwnMeter | Connection::Shared));
    let quintile = home.quintile();
    let phone_bill = 100.0 + quintile.of(&[60.0, 80.0, 110.0, 160.0, 270.0]) * f64::from(mobile_phones);
    let electricity_bill = quintile.of(&[1_400.0, 2_300.0, 3_600.0, 6_200.0, 14_500.0]);
    Utilities {
        electricity,
        gas: gas(chance, dwelling.cook_fuel),
        internet: internet(chance, home),
        landline: Some(landline),
        mobile_phones: Some(mobile_phones),
        phone_bill_rupees: (landline || mobile_phones > 0)
            .then(|| around(chance, phone_bill * home.prices, 50)),
        electricity_bill_rupees: metered.then(|| around(chance, electricity_bill * home.prices, 50)),
    }
}

fn structure(chance: &mut Chance, home: &Home) -> Structure {
    let [kacha, semi, pakka] = home.shares.structure.of(home.quintile());
    let structures = [(Structure::Kacha, kacha), (Structure::SemiPakka, semi), (Structure::Pakka, pakka)];
    chance.pick(&structures).unwrap_or(Structure::Pakka)
}

fn walls(chance: &mut Chance, home: &Home, structure: Structure) -> (Option<Wall>, Option<Roof>) {
    let choices = match structure {
        Structure::Kacha => living::KACHA,
        Structure::SemiPakka => living::SEMI_PAKKA,
        Structure::Pakka if home.quintile() >= Quintile::Fourth => living::PAKKA_RICH,
        Structure::Pakka => living::PAKKA,
    };
    chance.pick(choices).unzip()
}

fn floor(chance: &mut Chance, home: &Home, structure: Structure) -> Option<Floor> {
    let choices = living::FLOORS.map(|floor| floor).into_iter().zip(living::FLOOR);
    let weighed = choices.map(|(floor, shares)| {
        // A tiled floor under a thatched roof is not met with.
        let out_of_place = structure == Structure::Kacha && floor == Floor::Tiles;
        (floor, if out_of_place { 0.0 } else { home.quintile().of(&shares) })
    });
    chance.pick(&weighed.collect::<Vec<_>>())
}

fn dwelling_type(chance: &mut Chance, home: &Home, structure: Structure) -> Option<DwellingType> {
    let poor = structure == Structure::Kacha && home.quintile() == Quintile::Poorest;
    chance.pick(living::dwellings(home.region(), poor))
}

fn tenure(chance: &mut Chance, home: &Home) -> Option<Tenure> {
    let [owned, rented, free, government, employer, other] = home.shares.cell.tenure;
    chance.pick(&[
        (Tenure::Owned, owned),
        (Tenure::Rented, rented),
        (Tenure::RentFree, free),
        (Tenure::Government, government),
        (Tenure::Employer, employer),
        (Tenure::Other, other),
    ])
}

/// Rooms by a score in which wealth and size each have a part; its rank is cut at the census's shares.
fn rooms(chance: &mut Chance, home: &Home) -> u8 {
    let members = f64::from(u32::try_from(home.kin.len()).unwrap_or(6));
    let size = ((members - 6.3) / 3.0).clamp(-2.0, 2.5);
    let score = 0.45 * home.wealth.local + 0.35 * size + 0.82 * chance.normal();
    let mut left = rank(score);
    for (rooms, share) in (1..).zip(home.shares.cell.rooms) {
        left -= share;
        if left < 0.0 && rooms < 4 {
            return rooms;
        }
    }
    4 + small(chance.streak(0.36, 6))
}

fn cook_fuel(chance: &mut Chance, home: &Home) -> Option<Fuel> {
    let [gas, cylinder, firewood, others] = home.shares.fuel.of(home.quintile());
    let other = chance.pick(living::OTHER_FUELS)?;
    chance.pick(&[(Fuel::Gas, gas), (Fuel::Cylinder, cylinder), (Fuel::Firewood, firewood), (other, others)])
}

/// Mostly the fuel for cooking, or none: an estimate.
fn heat_fuel(chance: &mut Chance, cook_fuel: Option<Fuel>) -> Option<Fuel> {
    let same = cook_fuel?;
    chance.pick(&[(same, 0.55), (Fuel::None, 0.27), (Fuel::Firewood, 0.13), (Fuel::Electricity, 0.05)])
}

fn light(chance: &mut Chance, home: &Home) -> Option<Light> {
    let [electricity, solar, others] = home.shares.light.of(home.quintile());
    let other = chance.pick(living::OTHER_LIGHTS)?;
    chance.pick(&[(Light::Electricity, electricity), (Light::Solar, solar), (other, others)])
}

fn water_source(chance: &mut Chance, home: &Home) -> Option<WaterSource> {
    let quintile = home.quintile();
    let [tap, pump, well, plant, bottled, others] = home.shares.water.of(quintile);
    let motor = pump * quintile.of(&living::MOTOR_PUMPS);
    let kind_of_well = chance.pick(living::WELLS)?;
    let other = chance.pick(living::OTHER_WATER)?;
    chance.pick(&[
        (WaterSource::Piped, tap),
        (WaterSource::MotorPump, motor),
        (WaterSource::HandPump, pump - motor),
        (kind_of_well, well),
        (WaterSource::FiltrationPlant, plant),
        (WaterSource::Bottled, bottled),
        (other, others),
    ])
}

fn toilet(chance: &mut Chance, home: &Home) -> Option<Toilet> {
    let quintile = home.quintile();
    let [flush, dry, none] = home.shares.toilet.of(quintile);
    let table = match home.region() {
        Region::Rural => living::FLUSH_RURAL,
        Region::Urban => living::FLUSH_URBAN,
    };
    let shares = table.map(|shares| quintile.of(&shares));
    let mut flushes = living::FLUSHES.map(|toilet| (toilet, 0.0));
    flushes.iter_mut().zip(shares).for_each(|((_, weight), share)| *weight = share);
    let kind_of_flush = chance.pick(&flushes)?;
    let kind_of_dry = chance.pick(living::DRY)?;
    chance.pick(&[(kind_of_flush, flush), (kind_of_dry, dry), (Toilet::None, none)])
}

/// An estimate.
fn defecation_place(chance: &mut Chance, region: Region) -> Option<DefecationPlace> {
    let fields = if region == Region::Rural { 0.93 } else { 0.62 };
    chance.pick(&[
        (DefecationPlace::Fields, fields),
        (DefecationPlace::CommunalLatrine, 0.8 * (1.0 - fields)),
        (DefecationPlace::Other, 0.2 * (1.0 - fields)),
    ])
}

fn electricity(chance: &mut Chance, home: &Home, light: Option<Light>) -> Option<Connection> {
    if light != Some(Light::Electricity) {
        // A few have a connection that gives no light they could count on.
        return Some(if chance.happens(0.06) { Connection::OwnMeter } else { Connection::None });
    }
    let own = home.quintile().of(&[0.80, 0.90, 0.94, 0.96, 0.98]);
    chance.pick(&[
        (Connection::OwnMeter, own),
        (Connection::Shared, 0.55 * (1.0 - own)),
        (Connection::Direct, 0.45 * (1.0 - own)),
    ])
}

fn gas(chance: &mut Chance, cook_fuel: Option<Fuel>) -> Option<Connection> {
    if cook_fuel != Some(Fuel::Gas) {
        return Some(if chance.happens(0.02) { Connection::OwnMeter } else { Connection::None });
    }
    chance.pick(&[(Connection::OwnMeter, 0.93), (Connection::Shared, 0.06), (Connection::Direct, 0.01)])
}

fn internet(chance: &mut Chance, home: &Home) -> Option<Internet> {
    if !owns(chance, home, &owners::INTERNET) {
        return Some(Internet::None);
    }
    let wired = match home.region() {
        Region::Rural => 0.06,
        Region::Urban => home.quintile().of(&[0.05, 0.08, 0.14, 0.25, 0.5]),
    };
    chance.pick(&[(Internet::Wired, wired), (Internet::Wireless, 0.06), (Internet::MobileData, 0.94 - wired)])
}

/// None, or one and more with the number of adults.
fn mobile_phones(chance: &mut Chance, home: &Home) -> u8 {
    if !owns(chance, home, &owners::MOBILE_PHONE) {
        return 0;
    }
    let adults = home.kin.iter().filter(|kin| kin.age_years() >= 16).count().clamp(1, 12);
    let each = home.quintile().of(&[0.22, 0.34, 0.46, 0.58, 0.74]);
    let others = f64::from(u32::try_from(adults).unwrap_or(1) - 1);
    1 + small(rounded(others * each + 0.5 * chance.normal()))
}
