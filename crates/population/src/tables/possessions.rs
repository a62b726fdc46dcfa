//! What households own, by fifth of wealth, poorest first. Source, where nothing else is said: MICS Punjab 2017-18,
//! household file, own computation.

use registry::code_lists::Region;

/// The share of households that own something.
pub(crate) struct Owners {
    rural: [f64; 5],
    urban: [f64; 5],
}

impl Owners {
    /// The shares of a region.
    pub(crate) fn of(&self, region: Region) -> &[f64; 5] {
        match region {
            Region::Rural => &self.rural,
            Region::Urban => &self.urban,
        }
    }
}

const fn owners(rural: [f64; 5], urban: [f64; 5]) -> Owners {
    Owners { rural, urban }
}

/// Estimates of this project, for what the source has not.
const fn estimate(shares: [f64; 5]) -> Owners {
    Owners { rural: shares, urban: shares }
}

pub(crate) const REFRIGERATOR: Owners =
    owners([0.078, 0.417, 0.767, 0.940, 0.991], [0.156, 0.294, 0.463, 0.803, 0.988]);
pub(crate) const FREEZER: Owners = estimate([0.002, 0.006, 0.015, 0.04, 0.17]);
pub(crate) const WASHING_MACHINE: Owners =
    owners([0.057, 0.405, 0.818, 0.963, 0.990], [0.203, 0.464, 0.683, 0.895, 0.986]);
pub(crate) const AIR_CONDITIONER: Owners =
    owners([0.001, 0.003, 0.010, 0.051, 0.362], [0.001, 0.004, 0.007, 0.029, 0.408]);
pub(crate) const AIR_COOLER: Owners = estimate([0.03, 0.08, 0.15, 0.23, 0.30]);
pub(crate) const GEYSER: Owners = estimate([0.001, 0.005, 0.02, 0.08, 0.40]);
pub(crate) const HEATER: Owners =
    owners([0.002, 0.007, 0.022, 0.112, 0.563], [0.003, 0.013, 0.046, 0.134, 0.518]);
pub(crate) const COOKING_RANGE: Owners =
    owners([0.001, 0.003, 0.009, 0.036, 0.259], [0.004, 0.007, 0.013, 0.031, 0.250]);
pub(crate) const MICROWAVE: Owners =
    owners([0.002, 0.004, 0.040, 0.226, 0.679], [0.002, 0.006, 0.030, 0.118, 0.636]);
pub(crate) const TELEVISION: Owners =
    owners([0.270, 0.634, 0.812, 0.907, 0.968], [0.364, 0.637, 0.786, 0.899, 0.974]);
pub(crate) const COMPUTER: Owners =
    owners([0.008, 0.036, 0.102, 0.243, 0.555], [0.018, 0.048, 0.068, 0.136, 0.494]);
pub(crate) const SEWING_MACHINE: Owners = estimate([0.22, 0.40, 0.52, 0.62, 0.70]);
pub(crate) const WATER_PUMP: Owners = estimate([0.12, 0.34, 0.50, 0.66, 0.82]);
pub(crate) const UPS: Owners = estimate([0.01, 0.03, 0.07, 0.14, 0.34]);
pub(crate) const GENERATOR: Owners = estimate([0.001, 0.003, 0.007, 0.02, 0.07]);
pub(crate) const SOLAR_PANEL: Owners = estimate([0.08, 0.10, 0.12, 0.14, 0.17]);
pub(crate) const BICYCLE: Owners =
    owners([0.230, 0.263, 0.246, 0.213, 0.195], [0.254, 0.279, 0.258, 0.217, 0.175]);
pub(crate) const MOTORCYCLE: Owners =
    owners([0.448, 0.582, 0.689, 0.774, 0.827], [0.374, 0.416, 0.468, 0.629, 0.842]);
pub(crate) const RICKSHAW: Owners =
    owners([0.021, 0.030, 0.039, 0.033, 0.017], [0.050, 0.061, 0.066, 0.048, 0.022]);
pub(crate) const CAR: Owners =
    owners([0.007, 0.015, 0.041, 0.112, 0.345], [0.014, 0.013, 0.020, 0.025, 0.254]);
pub(crate) const TRACTOR: Owners =
    owners([0.045, 0.067, 0.088, 0.102, 0.102], [0.043, 0.022, 0.022, 0.012, 0.012]);
pub(crate) const LORRY: Owners = estimate([0.001, 0.003, 0.006, 0.01, 0.015]);
pub(crate) const MOBILE_PHONE: Owners =
    owners([0.844, 0.946, 0.972, 0.980, 0.995], [0.830, 0.910, 0.951, 0.974, 0.993]);
pub(crate) const LANDLINE: Owners = estimate([0.001, 0.003, 0.008, 0.02, 0.08]);
/// MICS 2017-18 raised by a half: the use of mobile data has grown since.
pub(crate) const INTERNET: Owners = owners([0.08, 0.20, 0.36, 0.58, 0.80], [0.11, 0.18, 0.28, 0.42, 0.76]);

/// Agricultural land.
pub(crate) const LAND: Owners =
    owners([0.357, 0.380, 0.435, 0.450, 0.437], [0.234, 0.152, 0.098, 0.084, 0.114]);
/// Owned acres at ten steps of the owners, smallest first, for the second fifth. Source: HIES 2015-16, owners.
pub(crate) const ACRES: &[(f64, f64)] = &[
    (0.0, 0.25),
    (0.1, 0.5),
    (0.3, 1.0),
    (0.5, 2.0),
    (0.6, 3.0),
    (0.7, 4.0),
    (0.8, 6.0),
    (0.9, 10.0),
    (0.95, 16.0),
    (0.99, 45.0),
    (1.0, 120.0),
];
/// Acres of each fifth, relative to the second: after the shares with more than 12.5 in MICS.
pub(crate) const ACRES_RELATIVE: [f64; 5] = [0.8, 1.0, 1.2, 1.45, 1.7];

/// Any animal.
pub(crate) const ANIMALS: Owners =
    owners([0.749, 0.660, 0.543, 0.397, 0.265], [0.691, 0.401, 0.209, 0.106, 0.044]);
/// Buffaloes or cattle.
pub(crate) const BIG_ANIMALS: Owners =
    owners([0.640, 0.532, 0.431, 0.300, 0.189], [0.522, 0.223, 0.092, 0.035, 0.012]);
/// Goats or sheep.
pub(crate) const SMALL_ANIMALS: Owners =
    owners([0.464, 0.385, 0.283, 0.152, 0.080], [0.416, 0.199, 0.085, 0.031, 0.008]);
