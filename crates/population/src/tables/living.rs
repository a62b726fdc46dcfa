//! How housing goes with wealth. Each row has the shares of the five fifths of households, poorest first. Source, where
//! nothing else is said: MICS Punjab 2017-18, household file, own computation, brought to the answers of the census;
//! how frequent the answers are in a province comes from `census_housing`.

use registry::code_lists::{DwellingType, Floor, Fuel, Light, Region, Roof, Toilet, Wall, WaterSource};

/// Flush, dry, none.
pub(crate) const TOILET: [[f64; 5]; 3] =
    [[0.39, 0.85, 0.96, 0.98, 0.985], [0.04, 0.043, 0.025, 0.015, 0.01], [0.57, 0.107, 0.014, 0.001, 0.0005]];

/// Where a flush leads to: sewer, septic tank, pit, open drain.
pub(crate) const FLUSH_RURAL: [[f64; 5]; 4] = [
    [0.005, 0.031, 0.058, 0.104, 0.235],
    [0.163, 0.510, 0.690, 0.757, 0.676],
    [0.164, 0.215, 0.141, 0.072, 0.049],
    [0.058, 0.093, 0.070, 0.048, 0.024],
];

/// The same in towns.
pub(crate) const FLUSH_URBAN: [[f64; 5]; 4] = [
    [0.073, 0.285, 0.418, 0.576, 0.730],
    [0.320, 0.436, 0.417, 0.327, 0.237],
    [0.148, 0.099, 0.042, 0.019, 0.005],
    [0.109, 0.125, 0.099, 0.064, 0.021],
];

/// The answers of `FLUSH_RURAL` and `FLUSH_URBAN`.
pub(crate) const FLUSHES: [Toilet; 4] =
    [Toilet::FlushSewer, Toilet::FlushSeptic, Toilet::FlushPit, Toilet::FlushDrain];

/// Kinds of dry toilet. Source: HIES 2015-16.
pub(crate) const DRY: &[(Toilet, f64)] =
    &[(Toilet::DryRaised, 0.27), (Toilet::DryPit, 0.70), (Toilet::Composting, 0.03)];

/// Piped gas, cylinder, firewood, others.
pub(crate) const FUEL: [[f64; 5]; 4] = [
    [0.010, 0.100, 0.300, 0.600, 0.850],
    [0.005, 0.035, 0.105, 0.200, 0.150],
    [0.850, 0.720, 0.470, 0.150, 0.010],
    [0.135, 0.145, 0.125, 0.050, 0.005],
];

/// Other fuels. Source: MICS, with estimates for what it has too few of.
pub(crate) const OTHER_FUELS: &[(Fuel, f64)] = &[
    (Fuel::Dung, 0.58),
    (Fuel::CropResidue, 0.27),
    (Fuel::Coal, 0.03),
    (Fuel::Electricity, 0.05),
    (Fuel::Kerosene, 0.02),
    (Fuel::Other, 0.02),
    (Fuel::None, 0.03),
];

/// Electricity, solar, others.
pub(crate) const LIGHT: [[f64; 5]; 3] =
    [[0.77, 0.97, 0.99, 0.994, 0.996], [0.10, 0.02, 0.006, 0.004, 0.003], [0.13, 0.01, 0.004, 0.002, 0.001]];

/// Other sources of light: an estimate.
pub(crate) const OTHER_LIGHTS: &[(Light, f64)] =
    &[(Light::Kerosene, 0.45), (Light::Candle, 0.2), (Light::Gas, 0.05), (Light::Other, 0.3)];

/// Tap, pump, well, filtration plant, bottled, others; the last is an estimate for the country.
pub(crate) const WATER: [[f64; 5]; 6] = [
    [0.110, 0.180, 0.230, 0.270, 0.280],
    [0.830, 0.735, 0.640, 0.520, 0.440],
    [0.010, 0.011, 0.018, 0.020, 0.020],
    [0.018, 0.060, 0.120, 0.200, 0.270],
    [0.0003, 0.0005, 0.001, 0.002, 0.020],
    [0.060, 0.035, 0.025, 0.018, 0.014],
];

/// The share of pumps that have a motor.
pub(crate) const MOTOR_PUMPS: [f64; 5] = [0.24, 0.58, 0.76, 0.87, 0.94];

/// Wells and other sources: HIES 2015-16, country.
pub(crate) const WELLS: &[(WaterSource, f64)] =
    &[(WaterSource::CoveredWell, 0.35), (WaterSource::OpenWell, 0.65)];

/// Other sources.
pub(crate) const OTHER_WATER: &[(WaterSource, f64)] = &[
    (WaterSource::Tanker, 0.42),
    (WaterSource::SurfaceWater, 0.24),
    (WaterSource::ProtectedSpring, 0.14),
    (WaterSource::UnprotectedSpring, 0.13),
    (WaterSource::Other, 0.07),
];

/// The share of households with the source inside the dwelling: estimates that give the census's share of 0.665.
pub(crate) fn water_inside(source: WaterSource) -> f64 {
    match source {
        WaterSource::Piped => 0.74,
        WaterSource::HandPump | WaterSource::MotorPump => 0.87,
        WaterSource::CoveredWell | WaterSource::OpenWell => 0.4,
        WaterSource::Bottled => 0.5,
        _ => 0.03,
    }
}

/// Kacha, semi-pakka, pakka, as the register tells them apart by wall and roof.
pub(crate) const STRUCTURE: [[f64; 5]; 3] =
    [[0.42, 0.14, 0.04, 0.01, 0.004], [0.26, 0.20, 0.11, 0.05, 0.016], [0.32, 0.66, 0.85, 0.94, 0.98]];

/// Wall and roof of each kind of structure.
pub(crate) const KACHA: &[((Wall, Roof), f64)] = &[
    ((Wall::MudBrick, Roof::Wood), 0.52),
    ((Wall::MudBrick, Roof::Thatch), 0.33),
    ((Wall::Wood, Roof::Thatch), 0.07),
    ((Wall::Wood, Roof::Wood), 0.05),
    ((Wall::Other, Roof::Other), 0.03),
];
/// Semi-pakka.
pub(crate) const SEMI_PAKKA: &[((Wall, Roof), f64)] = &[
    ((Wall::BurntBrick, Roof::Wood), 0.26),
    ((Wall::MudBrick, Roof::IronGirder), 0.27),
    ((Wall::StoneMud, Roof::Wood), 0.16),
    ((Wall::StoneMud, Roof::Sheet), 0.07),
    ((Wall::BurntBrick, Roof::Sheet), 0.18),
    ((Wall::StoneCement, Roof::Sheet), 0.06),
];
/// Pakka below the richest fifths.
pub(crate) const PAKKA: &[((Wall, Roof), f64)] = &[
    ((Wall::BurntBrick, Roof::IronGirder), 0.76),
    ((Wall::BurntBrick, Roof::Concrete), 0.18),
    ((Wall::StoneCement, Roof::IronGirder), 0.03),
    ((Wall::StoneCement, Roof::Concrete), 0.03),
];
/// Pakka in the richest two fifths.
pub(crate) const PAKKA_RICH: &[((Wall, Roof), f64)] = &[
    ((Wall::BurntBrick, Roof::IronGirder), 0.31),
    ((Wall::BurntBrick, Roof::Concrete), 0.61),
    ((Wall::StoneCement, Roof::IronGirder), 0.02),
    ((Wall::StoneCement, Roof::Concrete), 0.06),
];

/// Floors by fifth.
pub(crate) const FLOOR: [[f64; 5]; 6] = [
    [0.003, 0.021, 0.075, 0.200, 0.600],
    [0.062, 0.285, 0.575, 0.690, 0.375],
    [0.063, 0.190, 0.200, 0.094, 0.018],
    [0.870, 0.501, 0.147, 0.014, 0.004],
    [0.001, 0.001, 0.001, 0.001, 0.002],
    [0.001, 0.002, 0.002, 0.001, 0.001],
];
/// The answers of `FLOOR`.
pub(crate) const FLOORS: [Floor; 6] =
    [Floor::Tiles, Floor::Cement, Floor::Brick, Floor::Mud, Floor::Wood, Floor::Other];

/// With and without a separate kitchen: an estimate.
pub(crate) const KITCHEN: [[f64; 5]; 2] = [[0.30, 0.45, 0.60, 0.75, 0.90], [0.70, 0.55, 0.40, 0.25, 0.10]];

/// Kinds of dwelling: an estimate after PSLM 2019-20. Huts and tents are kacha and met among the poorest.
pub(crate) fn dwellings(region: Region, kacha_and_poor: bool) -> &'static [(DwellingType, f64)] {
    match (region, kacha_and_poor) {
        (_, true) => &[
            (DwellingType::House, 0.70),
            (DwellingType::PartOfHouse, 0.08),
            (DwellingType::Hut, 0.20),
            (DwellingType::Tent, 0.02),
        ],
        (Region::Rural, false) => {
            &[(DwellingType::House, 0.89), (DwellingType::PartOfHouse, 0.10), (DwellingType::Other, 0.01)]
        }
        (Region::Urban, false) => &[
            (DwellingType::House, 0.74),
            (DwellingType::PartOfHouse, 0.18),
            (DwellingType::Apartment, 0.07),
            (DwellingType::Other, 0.01),
        ],
    }
}
