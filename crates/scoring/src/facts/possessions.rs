//! Facts about the house and what belongs to it: from the sections of the questionnaire, else from what the 2010 card
//! asked in their place.

use super::{
    code_lists::{HouseStructure, LivestockCombination, Province, VehicleCombination},
    known::Known,
    roster::members_count,
    three_valued::{any, or},
};
use registry::{
    code_lists::{CardToilet, Roof, Toilet, Wall, WaterSource},
    sections::Livestock,
};

pub(super) fn province(known: &Known) -> Option<Province> {
    known.circumstances.province.as_ref().map(Province::of)
}

pub(super) fn rooms_per_person(known: &Known) -> Option<f64> {
    let members = members_count(known).filter(|members| *members > 0)?;
    Some(f64::from(known.record.dwelling.rooms?) / f64::from(members))
}

/// Pakka: walls of burnt brick or stone with cement, and a roof of concrete or girders. Kacha: walls of mud brick,
/// wood or other, and a roof of wood, thatch or other. Else semi-pakka (indicator 15).
pub(super) fn house_structure(known: &Known) -> Option<HouseStructure> {
    let wall = known.record.dwelling.wall.map(|wall| match wall {
        Wall::BurntBrick | Wall::StoneCement => Strength::Strong,
        Wall::MudBrick | Wall::Wood | Wall::Other => Strength::Weak,
        Wall::StoneMud => Strength::Between,
    });
    let roof = known.record.dwelling.roof.map(|roof| match roof {
        Roof::Concrete | Roof::IronGirder => Strength::Strong,
        Roof::Wood | Roof::Thatch | Roof::Other => Strength::Weak,
        Roof::Sheet => Strength::Between,
    });
    match (wall, roof) {
        (Some(Strength::Strong), Some(Strength::Strong)) => Some(HouseStructure::Pakka),
        (Some(Strength::Weak), Some(Strength::Weak)) => Some(HouseStructure::Kacha),
        (Some(Strength::Strong | Strength::Weak) | None, None)
        | (None, Some(Strength::Strong | Strength::Weak)) => None,
        _ => Some(HouseStructure::SemiPakka),
    }
}

/// What a material says about the structure.
enum Strength {
    Strong,
    Between,
    Weak,
}

pub(super) fn water_is_covered(known: &Known) -> Option<bool> {
    known.record.dwelling.water_source.map(|source| match source {
        WaterSource::Piped
        | WaterSource::HandPump
        | WaterSource::MotorPump
        | WaterSource::CoveredWell
        | WaterSource::ProtectedSpring
        | WaterSource::FiltrationPlant
        | WaterSource::Bottled => true,
        WaterSource::OpenWell
        | WaterSource::UnprotectedSpring
        | WaterSource::SurfaceWater
        | WaterSource::Tanker
        | WaterSource::Other => false,
    })
}

pub(super) fn toilet_band(known: &Known) -> Option<CardToilet> {
    let asked = known.record.dwelling.toilet.map(|toilet| match toilet {
        Toilet::FlushSewer | Toilet::FlushSeptic | Toilet::FlushPit | Toilet::FlushDrain => CardToilet::Flush,
        Toilet::DryRaised | Toilet::DryPit | Toilet::Composting => CardToilet::Dry,
        Toilet::None => CardToilet::None,
    });
    asked.or(known.record.paper_card.toilet)
}

pub(super) fn toilet_shared(known: &Known) -> Option<bool> {
    let has_none = known.record.dwelling.toilet == Some(Toilet::None);
    known.record.dwelling.toilet_shared.or(has_none.then_some(false))
}

pub(super) fn phone_bill_rupees(known: &Known) -> Option<u32> {
    let utilities = &known.record.utilities;
    let no_telephone = utilities.landline == Some(false) && utilities.mobile_phones == Some(0);
    utilities.phone_bill_rupees.or(no_telephone.then_some(0))
}

/// Whether at least one is owned, from the number of them.
pub(super) fn owned(number: Option<u8>) -> Option<bool> {
    number.map(|number| number > 0)
}

/// Whether at least one of several goods is owned.
fn any_owned<const N: usize>(numbers: [Option<u8>; N]) -> Option<bool> {
    any(numbers.into_iter().map(owned))
}

pub(super) fn owns_refrigerator_or_freezer(known: &Known) -> Option<bool> {
    let assets = &known.record.assets;
    // The 2010 card asked for a washing machine in the same question: only its no says something here.
    let none_on_card = known.record.paper_card.cold_or_washing.filter(|any| !any);
    any_owned([assets.refrigerator, assets.freezer]).or(none_on_card)
}

pub(super) fn owns_refrigerator_freezer_or_washing_machine(known: &Known) -> Option<bool> {
    let assets = &known.record.assets;
    any_owned([assets.refrigerator, assets.freezer, assets.washing_machine])
        .or(known.record.paper_card.cold_or_washing)
}

pub(super) fn owns_cooler_or_heater(known: &Known) -> Option<bool> {
    let assets = &known.record.assets;
    any_owned([assets.air_conditioner, assets.air_cooler, assets.geyser, assets.heater])
        .or(known.record.paper_card.climate)
}

pub(super) fn owns_cooking_appliance(known: &Known) -> Option<bool> {
    let assets = &known.record.assets;
    any_owned([assets.cooking_stove, assets.cooking_range, assets.microwave])
        .or(known.record.paper_card.cooking)
}

pub(super) fn owns_television(known: &Known) -> Option<bool> {
    owned(known.record.assets.television).or(known.record.paper_card.television)
}

pub(super) fn owns_motorcycle(known: &Known) -> Option<bool> {
    owned(known.record.assets.motorcycle).or(known.record.paper_card.motorcycle_or_scooter)
}

fn owns_car_or_tractor(known: &Known) -> Option<bool> {
    let assets = &known.record.assets;
    any_owned([assets.car, assets.tractor]).or(known.record.paper_card.car_or_tractor)
}

pub(super) fn owns_vehicle(known: &Known) -> Option<bool> {
    or(owns_car_or_tractor(known), owned(known.record.assets.lorry))
}

pub(super) fn owns_any_motor_vehicle(known: &Known) -> Option<bool> {
    any([owns_vehicle(known), owns_motorcycle(known), owned(known.record.assets.rickshaw)])
}

pub(super) fn vehicles(known: &Known) -> Option<VehicleCombination> {
    Some(match (owns_car_or_tractor(known)?, owns_motorcycle(known)?) {
        (true, true) => VehicleCombination::CarAndMotorcycle,
        (true, false) => VehicleCombination::CarOnly,
        (false, true) => VehicleCombination::MotorcycleOnly,
        (false, false) => VehicleCombination::Neither,
    })
}

pub(super) fn owns_land(known: &Known) -> Option<bool> {
    known.record.land.owns_land.or(known.record.land.land_owned_acres.map(|acres| acres > 0.0))
}

pub(super) fn land_owned_acres(known: &Known) -> Option<f64> {
    let land = &known.record.land;
    land.land_owned_acres.or((land.owns_land == Some(false)).then_some(0.0))
}

/// Heads of one kind of animal; none where no animal is owned.
pub(super) fn heads(known: &Known, of: impl Fn(&Livestock) -> Option<u16>) -> Option<u32> {
    let livestock = &known.record.livestock;
    of(livestock).map(u32::from).or((livestock.owns_livestock == Some(false)).then_some(0))
}

pub(super) fn sheep_and_goats_count(known: &Known) -> Option<u32> {
    Some(heads(known, |animals| animals.sheep)? + heads(known, |animals| animals.goats)?)
}

pub(super) fn owns_livestock(known: &Known) -> Option<bool> {
    let livestock = &known.record.livestock;
    let four_legged = [
        livestock.buffaloes,
        livestock.cattle,
        livestock.camels,
        livestock.horses,
        livestock.donkeys,
        livestock.sheep,
        livestock.goats,
    ];
    let numbers = four_legged.map(|number| number.map(|number| number > 0)).into_iter();
    livestock.owns_livestock.or(any(numbers.chain([livestock.poultry.map(|birds| birds > 0)])))
}

pub(super) fn livestock(known: &Known) -> Option<LivestockCombination> {
    let card = &known.record.paper_card;
    let some_of = |number: Option<u32>| number.map(|number| number > 0);
    let buffalo = some_of(heads(known, |animals| animals.buffaloes)).or(card.buffalo_or_bullock);
    let cattle = some_of(heads(known, |animals| animals.cattle));
    let small =
        any([some_of(heads(known, |animals| animals.sheep)), some_of(heads(known, |animals| animals.goats))]);
    let cow = or(cattle, small).or(card.cow_goat_or_sheep);
    Some(match (buffalo?, cow?) {
        (true, true) => LivestockCombination::BuffaloAndCow,
        (true, false) => LivestockCombination::BuffaloOnly,
        (false, true) => LivestockCombination::CowOnly,
        (false, false) => LivestockCombination::Neither,
    })
}
