//! Schooling by sex, region, age and fifth of wealth, poorest first. Source, where nothing else is said: HIES 2015-16
//! (12,122 households), own computation over fifths by consumption a head.

use registry::code_lists::{Region, SchoolClass, Sex};

/// The first year of each age band. The ages are those of the survey, though ten years have passed: its households
/// were more literate than the census found the country to be.
const BANDS: [u32; 7] = [0, 15, 25, 35, 45, 55, 65];

/// The share of people who never attended school.
pub(crate) fn never_attended(sex: Sex, region: Region, age_years: u32) -> &'static [f64; 5] {
    let table = match (sex, region) {
        (Sex::Female, Region::Rural) => &RURAL_WOMEN,
        (Sex::Female, Region::Urban) => &URBAN_WOMEN,
        (_, Region::Rural) => &RURAL_MEN,
        (_, Region::Urban) => &URBAN_MEN,
    };
    let reached = table.iter().zip(BANDS).take_while(|(_, first)| *first <= age_years);
    reached.last().map_or(&[0.0; 5], |(shares, _)| shares)
}

const RURAL_MEN: [[f64; 5]; 7] = [
    [0.29, 0.17, 0.06, 0.05, 0.01],
    [0.39, 0.26, 0.15, 0.10, 0.04],
    [0.45, 0.33, 0.26, 0.13, 0.08],
    [0.57, 0.32, 0.24, 0.24, 0.15],
    [0.68, 0.54, 0.44, 0.24, 0.10],
    [0.76, 0.64, 0.51, 0.44, 0.21],
    [0.84, 0.70, 0.57, 0.57, 0.27],
];
const URBAN_MEN: [[f64; 5]; 7] = [
    [0.26, 0.11, 0.06, 0.03, 0.02],
    [0.34, 0.20, 0.13, 0.08, 0.02],
    [0.38, 0.23, 0.18, 0.10, 0.03],
    [0.43, 0.31, 0.20, 0.13, 0.05],
    [0.56, 0.46, 0.37, 0.26, 0.08],
    [0.63, 0.47, 0.44, 0.29, 0.08],
    [0.73, 0.66, 0.58, 0.41, 0.18],
];
const RURAL_WOMEN: [[f64; 5]; 7] = [
    [0.57, 0.38, 0.24, 0.15, 0.01],
    [0.68, 0.52, 0.38, 0.23, 0.13],
    [0.84, 0.69, 0.52, 0.39, 0.18],
    [0.92, 0.81, 0.68, 0.56, 0.36],
    [0.96, 0.92, 0.88, 0.72, 0.59],
    [0.99, 0.96, 0.90, 0.84, 0.72],
    [1.00, 0.98, 0.95, 0.95, 0.82],
];
const URBAN_WOMEN: [[f64; 5]; 7] = [
    [0.36, 0.22, 0.13, 0.07, 0.02],
    [0.44, 0.30, 0.23, 0.15, 0.04],
    [0.65, 0.47, 0.33, 0.23, 0.09],
    [0.81, 0.68, 0.56, 0.38, 0.18],
    [0.92, 0.87, 0.76, 0.59, 0.30],
    [0.93, 0.90, 0.86, 0.66, 0.33],
    [0.97, 0.94, 0.88, 0.83, 0.54],
];

/// How far those get who attend: up to class 5, 8, 10, or further. Source: MICS Punjab 2017-18 (heads) and HIES.
pub(crate) const REACHED: [[f64; 5]; 4] = [
    [0.40, 0.30, 0.22, 0.15, 0.08],
    [0.25, 0.24, 0.22, 0.18, 0.11],
    [0.22, 0.28, 0.31, 0.33, 0.29],
    [0.13, 0.18, 0.25, 0.34, 0.52],
];

/// The last year of school completed by those who stop at each level; 0 is the year before class 1.
pub(crate) const STOPPED_PRIMARY: &[(u32, f64)] =
    &[(0, 0.02), (1, 0.05), (2, 0.09), (3, 0.13), (4, 0.15), (5, 0.56)];
/// Middle.
pub(crate) const STOPPED_MIDDLE: &[(u32, f64)] = &[(6, 0.15), (7, 0.15), (8, 0.70)];
/// Matric.
pub(crate) const STOPPED_MATRIC: &[(u32, f64)] = &[(9, 0.15), (10, 0.85)];
/// Beyond.
pub(crate) const STOPPED_HIGHER: &[(u32, f64)] =
    &[(11, 0.06), (12, 0.42), (13, 0.03), (14, 0.24), (15, 0.03), (16, 0.20), (18, 0.02)];

/// The age at which children start school, with the year before class 1.
pub(crate) const STARTING_AGES: &[(u32, f64)] =
    &[(3, 0.06), (4, 0.24), (5, 0.36), (6, 0.21), (7, 0.08), (8, 0.05)];

/// The share who can read, by years of school completed.
pub(crate) const READING: &[(f64, f64)] =
    &[(0.0, 0.35), (1.0, 0.55), (2.0, 0.67), (3.0, 0.88), (4.0, 0.95), (5.0, 0.985), (8.0, 1.0)];

/// The share who can read of those who never attended school.
pub(crate) const READING_UNSCHOOLED: f64 = 0.025;

/// The class of a year of school completed, from 0, the year before class 1.
pub(crate) fn class_completed(year: u32) -> SchoolClass {
    match year {
        13 => SchoolClass::Intermediate,
        14 | 15 => SchoolClass::Bachelor,
        16 | 17 => SchoolClass::Master,
        18.. => SchoolClass::Doctorate,
        _ => class_attended(year),
    }
}

/// The class of a year of school attended.
pub(crate) fn class_attended(year: u32) -> SchoolClass {
    match year {
        0 => SchoolClass::PrePrimary,
        1 => SchoolClass::Class1,
        2 => SchoolClass::Class2,
        3 => SchoolClass::Class3,
        4 => SchoolClass::Class4,
        5 => SchoolClass::Class5,
        6 => SchoolClass::Class6,
        7 => SchoolClass::Class7,
        8 => SchoolClass::Class8,
        9 => SchoolClass::Class9,
        10 => SchoolClass::Class10,
        11 => SchoolClass::Class11,
        12 => SchoolClass::Intermediate,
        13 | 14 => SchoolClass::Bachelor,
        15 | 16 => SchoolClass::Master,
        _ => SchoolClass::Doctorate,
    }
}
