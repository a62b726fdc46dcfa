//! Durable goods, land and animals.

use super::owns;
use crate::{
    chance::{Chance, Subject, rounded, small},
    home::Home,
    tables::{
        along,
        possessions::{self as owners, Owners},
    },
};
use registry::{
    code_lists::{Connection, Fuel, Light, Region, Sex},
    sections::{Assets, Dwelling, Land, Livestock, Utilities},
};

/// What a household owns.
pub(crate) struct Possessions {
    pub(crate) assets: Assets,
    pub(crate) land: Land,
    pub(crate) livestock: Livestock,
}

impl Possessions {
    pub(crate) fn has_land(&self) -> bool {
        self.land.owns_land == Some(true)
    }

    pub(crate) fn rents_land(&self) -> bool {
        self.land.land_rented_in_acres.is_some_and(|acres| acres > 0.0)
    }

    pub(crate) fn has_animals(&self) -> bool {
        self.livestock.owns_livestock == Some(true)
    }
}

/// Draws what a household owns. Land comes first, because animals go with it.
pub(crate) fn possessions(home: &Home, dwelling: &Dwelling, utilities: &Utilities) -> Possessions {
    let mut chance = home.chance(Subject::Possessions);
    let land = land(&mut chance, home);
    let livestock = livestock(&mut chance, home, land.owns_land == Some(true));
    chance.skip_to(1);
    Possessions { assets: assets(&mut chance, home, dwelling, utilities), land, livestock }
}

fn assets(chance: &mut Chance, home: &Home, dwelling: &Dwelling, utilities: &Utilities) -> Assets {
    let mains = utilities.electricity != Some(Connection::None);
    let solar = dwelling.light == Some(Light::Solar);
    let flame =
        matches!(dwelling.cook_fuel, Some(Fuel::Gas | Fuel::Cylinder | Fuel::Kerosene | Fuel::Electricity));
    let rooms = dwelling.rooms.unwrap_or(2);
    let cooled = if mains { number(chance, home, &owners::AIR_CONDITIONER, 0.4) } else { 0 };
    let cars = cars(chance, home, cooled > 0);
    let mut has = |owners: &Owners, more: f64| number(chance, home, owners, more);
    // What runs on mains needs them; who has none owns none of it that works.
    let only_if = |powered: bool, number: u8| Some(if powered { number } else { 0 });
    Assets {
        refrigerator: only_if(mains, has(&owners::REFRIGERATOR, 0.02)),
        freezer: only_if(mains, has(&owners::FREEZER, 0.01)),
        washing_machine: only_if(mains, has(&owners::WASHING_MACHINE, 0.02)),
        air_conditioner: Some(cooled),
        air_cooler: only_if(mains, has(&owners::AIR_COOLER, 0.15)),
        geyser: only_if(mains || flame, has(&owners::GEYSER, 0.1)),
        heater: only_if(mains || flame, has(&owners::HEATER, 0.3)),
        cooking_range: only_if(flame, has(&owners::COOKING_RANGE, 0.0)),
        microwave: only_if(mains, has(&owners::MICROWAVE, 0.0)),
        television: only_if(mains || solar, has(&owners::TELEVISION, 0.08)),
        computer: only_if(mains, has(&owners::COMPUTER, 0.2)),
        sewing_machine: Some(has(&owners::SEWING_MACHINE, 0.05)),
        water_pump: only_if(mains, has(&owners::WATER_PUMP, 0.03)),
        ups: only_if(mains, has(&owners::UPS, 0.05)),
        generator: Some(has(&owners::GENERATOR, 0.02)),
        solar_panel: Some(has(&owners::SOLAR_PANEL, 0.5).max(u8::from(solar))),
        bicycle: Some(has(&owners::BICYCLE, 0.06)),
        motorcycle: Some(has(&owners::MOTORCYCLE, 0.1)),
        rickshaw: Some(has(&owners::RICKSHAW, 0.04)),
        car: Some(cars),
        tractor: Some(has(&owners::TRACTOR, 0.04)),
        lorry: Some(has(&owners::LORRY, 0.1)),
        cooking_stove: Some(u8::from(flame)),
        fan: only_if(mains || solar, rooms.saturating_add(small(chance.whole(0..=2)))),
    }
}

/// Who has an air conditioner has a car more often than wealth alone would say: so much more that the correlation in MICS
/// comes out, and others so much less that the shares stay.
fn cars(chance: &mut Chance, home: &Home, cooled: bool) -> u8 {
    let share = |owners: &Owners| home.quintile().of(owners.of(home.region()));
    let (car, with) = (share(&owners::CAR), share(&owners::AIR_CONDITIONER));
    let car_with = (2.0 * car).min(0.95);
    let probability = if cooled { car_with } else { ((car - with * car_with) / (1.0 - with)).max(0.0) };
    if chance.happens(probability) { 1 + small(chance.streak(0.1, 4)) } else { 0 }
}

/// How many of something a household has: none, one, or more with this probability for each further one.
fn number(chance: &mut Chance, home: &Home, owners: &Owners, more: f64) -> u8 {
    if owns(chance, home, owners) { 1 + small(chance.streak(more, 4)) } else { 0 }
}

fn land(chance: &mut Chance, home: &Home) -> Land {
    let rented_in = rented_in(chance, home);
    if !owns(chance, home, &owners::LAND) {
        return Land { owns_land: Some(false), land_rented_in_acres: Some(rented_in), ..Land::default() };
    }
    let step = along(owners::ACRES, chance.share());
    let owned = eighths(step * home.quintile().of(&owners::ACRES_RELATIVE)).max(0.125);
    let dry = chance.happens(0.2);
    let irrigated = if dry { 0.0 } else { eighths(owned * (0.5 + 0.5 * chance.share())) };
    let lets = chance.happens(0.14);
    Land {
        owns_land: Some(true),
        land_owned_acres: Some(owned),
        land_irrigated_acres: Some(irrigated.min(owned)),
        land_rented_in_acres: Some(rented_in),
        land_rented_out_acres: Some(if lets { eighths(owned * chance.share()).min(owned) } else { 0.0 }),
        land_owner_sex: chance.pick(&[(Sex::Male, 0.965), (Sex::Female, 0.035)]),
    }
}

/// An estimate after the shares of share-croppers and contract cultivators.
fn rented_in(chance: &mut Chance, home: &Home) -> f64 {
    let shares = match home.region() {
        Region::Rural => [0.20, 0.18, 0.15, 0.12, 0.08],
        Region::Urban => [0.03, 0.02, 0.01, 0.01, 0.005],
    };
    if chance.happens(home.quintile().of(&shares)) { f64::from(chance.whole(1..=10)) } else { 0.0 }
}

/// Rounded to a kanal, the eighth of an acre.
fn eighths(acres: f64) -> f64 {
    f64::from(rounded(acres * 8.0)) / 8.0
}

/// Animals are met more often with land: half as much again with it, and as much less without, by the correlation
/// in MICS.
fn livestock(chance: &mut Chance, home: &Home, has_land: bool) -> Livestock {
    let share = |owners: &Owners| home.quintile().of(owners.of(home.region()));
    let landed = share(&owners::LAND);
    let with_land = |share: f64| {
        let with = (1.5 * share).min(0.96);
        // What keeps the share of all households as it is.
        let without = ((share - landed * with) / (1.0 - landed)).max(0.0);
        if has_land { with } else { without }
    };
    let any = share(&owners::ANIMALS);
    if !chance.happens(with_land(any)) {
        return Livestock { owns_livestock: Some(false), ..Livestock::default() };
    }
    let big = chance.happens(share(&owners::BIG_ANIMALS) / any);
    let small_animals = chance.happens(share(&owners::SMALL_ANIMALS) / any);
    let poultry = chance.happens(0.42) || !(big || small_animals);
    let buffaloes = big && chance.happens(0.68);
    let mut heads = |owned: bool, more: f64| {
        u16::try_from(if owned { 1 + chance.streak(more, 40) } else { 0 }).unwrap_or(0)
    };
    Livestock {
        owns_livestock: Some(true),
        buffaloes: Some(heads(buffaloes, 0.55)),
        cattle: Some(heads(big && !buffaloes, 0.55)),
        camels: Some(0),
        horses: Some(0),
        donkeys: Some(0),
        sheep: Some(0),
        goats: Some(heads(small_animals, 0.7)),
        poultry: Some(u32::from(heads(poultry, 0.82))),
    }
    .with_rarer(chance)
}

/// Animals that few own: estimates.
trait WithRarer {
    fn with_rarer(self, chance: &mut Chance) -> Self;
}

impl WithRarer for Livestock {
    fn with_rarer(mut self, chance: &mut Chance) -> Self {
        let mut some = |share: f64, most: u32| {
            let heads = if chance.happens(share) { chance.whole(1..=most) } else { 0 };
            Some(u16::try_from(heads).unwrap_or(0))
        };
        self.donkeys = some(0.06, 2);
        self.horses = some(0.012, 2);
        self.camels = some(0.006, 4);
        self.sheep = some(0.05, 15);
        self
    }
}
