//! Ages, marriages, widowhood and who lives with whom. Source, where nothing else is said: Population and Housing
//! Census 2023, Pakistan Bureau of Statistics, tables of marital status and of relation to the head by age and sex.
//! Ages are in years.

/// Share of heads who are women.
pub(crate) const FEMALE_HEADS: f64 = 0.059;

/// Households by number of members, from 1; the last entry stands for 20. Source: MICS Punjab 2017-18, 51,660
/// households, where 15 and more have .019; how those spread over 15 to 20 is an estimate.
pub(crate) const SIZES: [f64; 20] = [
    0.012, 0.043, 0.076, 0.124, 0.169, 0.175, 0.134, 0.093, 0.059, 0.037, 0.025, 0.015, 0.011, 0.007, 0.0055,
    0.0045, 0.0035, 0.0025, 0.0017, 0.0013,
];

/// Ages of men who head a household: first year of the band, years in it, share. The youngest
/// and the oldest are raised, because their households are small and small ones are thrown back more often.
pub(crate) const MALE_HEAD_AGES: &[((f64, f64), f64)] = &[
    ((17.0, 3.0), 0.0240),
    ((20.0, 5.0), 0.0560),
    ((25.0, 5.0), 0.0842),
    ((30.0, 5.0), 0.1100),
    ((35.0, 5.0), 0.1313),
    ((40.0, 5.0), 0.1372),
    ((45.0, 5.0), 0.1159),
    ((50.0, 5.0), 0.1022),
    ((55.0, 5.0), 0.0846),
    ((60.0, 5.0), 0.0700),
    ((65.0, 5.0), 0.0540),
    ((70.0, 5.0), 0.0400),
    ((75.0, 15.0), 0.0385),
];

/// Ages of women who head a household, in the same form.
pub(crate) const FEMALE_HEAD_AGES: &[((f64, f64), f64)] = &[
    ((18.0, 2.0), 0.0068),
    ((20.0, 5.0), 0.0272),
    ((25.0, 5.0), 0.0530),
    ((30.0, 5.0), 0.0868),
    ((35.0, 5.0), 0.1104),
    ((40.0, 5.0), 0.1264),
    ((45.0, 5.0), 0.1106),
    ((50.0, 5.0), 0.1139),
    ((55.0, 5.0), 0.0975),
    ((60.0, 5.0), 0.0898),
    ((65.0, 5.0), 0.0722),
    ((70.0, 5.0), 0.0538),
    ((75.0, 15.0), 0.0516),
];

/// Share of men ever married by age. The census has marriages below sixteen; nobody here marries so early.
pub(crate) const MEN_EVER_MARRIED: &[(f64, f64)] = &[
    (16.5, 0.0),
    (18.0, 0.04),
    (20.0, 0.15),
    (22.5, 0.29),
    (25.0, 0.44),
    (27.5, 0.62),
    (30.0, 0.76),
    (32.5, 0.845),
    (35.0, 0.89),
    (37.5, 0.92),
    (42.5, 0.957),
    (50.0, 0.972),
    (60.0, 0.98),
];

/// Share of women ever married by age.
pub(crate) const WOMEN_EVER_MARRIED: &[(f64, f64)] = &[
    (16.0, 0.0),
    (17.0, 0.07),
    (18.0, 0.15),
    (19.0, 0.24),
    (20.0, 0.35),
    (22.0, 0.53),
    (25.0, 0.73),
    (27.0, 0.80),
    (30.0, 0.88),
    (35.0, 0.945),
    (40.0, 0.967),
    (50.0, 0.98),
    (60.0, 0.983),
];

/// Share of male heads ever married by age. Source: HIES 2015-16, own computation.
pub(crate) const MALE_HEADS_EVER_MARRIED: &[(f64, f64)] =
    &[(17.0, 0.3), (20.0, 0.5), (25.0, 0.84), (30.0, 0.95), (35.0, 0.985), (45.0, 0.995)];

/// Share of widowers among ever-married male heads by age.
pub(crate) const WIDOWED_MALE_HEADS: &[(f64, f64)] = &[
    (25.0, 0.001),
    (40.0, 0.006),
    (50.0, 0.02),
    (57.0, 0.04),
    (62.0, 0.066),
    (67.0, 0.1),
    (72.0, 0.15),
    (80.0, 0.26),
];

/// Share of widows among ever-married female heads by age; nearly all others have a husband who lives elsewhere.
/// Source: HIES 2015-16, own computation, raised a little after the census.
pub(crate) const WIDOWED_FEMALE_HEADS: &[(f64, f64)] =
    &[(20.0, 0.04), (30.0, 0.10), (40.0, 0.28), (50.0, 0.55), (60.0, 0.8), (70.0, 0.93)];

/// Share of male heads whose mother is a member, by the head's age.
pub(crate) const MOTHER_PRESENT: &[(f64, f64)] = &[
    (20.0, 0.22),
    (27.0, 0.18),
    (32.0, 0.155),
    (37.0, 0.14),
    (42.0, 0.12),
    (47.0, 0.10),
    (52.0, 0.075),
    (60.0, 0.035),
    (70.0, 0.0),
];

/// Share of male heads with brothers or sisters as members, by the head's age.
pub(crate) const SIBLINGS_PRESENT: &[(f64, f64)] = &[
    (18.0, 0.85),
    (22.0, 0.75),
    (27.0, 0.56),
    (32.0, 0.39),
    (37.0, 0.27),
    (42.0, 0.18),
    (50.0, 0.11),
    (65.0, 0.07),
];

/// Share of married sons who live with a head who is their father or mother, by the years since the wedding: an estimate
/// that gives the census's shares of children-in-law and comes nearest to those of grandchildren.
pub(crate) const MARRIED_SON_PRESENT: &[(f64, f64)] =
    &[(0.0, 0.84), (2.0, 0.67), (4.0, 0.48), (7.0, 0.32), (11.0, 0.21), (16.0, 0.16), (30.0, 0.13)];
