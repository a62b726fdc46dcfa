//! Who works, as what. Source, where nothing else is said: HIES 2015-16 (78,804 persons), own computation. How
//! occupations go with schooling is an estimate.

use registry::code_lists::{Employer, EmploymentStatus, Industry, Occupation, Region, Sex};

/// An occupation in an industry.
pub(crate) type Job = (Occupation, Industry);

/// The job that needs nothing.
pub(crate) const LABOURER: Job = (Occupation::Elementary, Industry::Construction);

/// The share who worked in the last month. Under ten: an estimate after the Punjab Child Labour Survey 2019-20.
pub(crate) fn worked(sex: Sex, region: Region, age_years: u32, pupil: bool) -> f64 {
    let [under_10, under_15, under_20, under_25] = match (sex, region, pupil) {
        (Sex::Female, Region::Rural, false) => [0.03, 0.123, 0.244, 0.24],
        (Sex::Female, Region::Rural, true) => [0.008, 0.021, 0.024, 0.07],
        (Sex::Female, Region::Urban, false) => [0.01, 0.055, 0.104, 0.11],
        (Sex::Female, Region::Urban, true) => [0.002, 0.005, 0.019, 0.057],
        (_, Region::Rural, false) => [0.06, 0.35, 0.75, 0.865],
        (_, Region::Rural, true) => [0.012, 0.038, 0.124, 0.16],
        (_, Region::Urban, false) => [0.03, 0.32, 0.685, 0.77],
        (_, Region::Urban, true) => [0.003, 0.008, 0.034, 0.09],
    };
    let [under_35, under_45, under_55, under_65, older] = match (sex, region) {
        (Sex::Female, Region::Rural) => [0.297, 0.351, 0.343, 0.222, 0.091],
        (Sex::Female, Region::Urban) => [0.117, 0.151, 0.127, 0.076, 0.023],
        (_, Region::Rural) => [0.941, 0.976, 0.935, 0.785, 0.424],
        (_, Region::Urban) => [0.891, 0.960, 0.924, 0.695, 0.273],
    };
    match age_years {
        ..10 => under_10,
        10..15 => under_15,
        15..20 => under_20,
        20..25 => under_25,
        25..35 => under_35,
        35..45 => under_45,
        45..55 => under_55,
        55..65 => under_65,
        _ => older,
    }
}

/// The share who look for work among those without: of all people, as published, over those without.
pub(crate) fn seeking(sex: Sex, age_years: u32) -> f64 {
    match (sex, age_years) {
        (Sex::Female, 15..35) => 0.012,
        (Sex::Female, _) => 0.005,
        (_, ..15) => 0.03,
        (_, 15..25) => 0.16,
        (_, 25..60) => 0.2,
        _ => 0.015,
    }
}

/// Employment status of those at work.
pub(crate) fn statuses(sex: Sex, region: Region, minor: bool) -> &'static [(EmploymentStatus, f64)] {
    use EmploymentStatus::{
        ContractCultivator, EmployerLarge, EmployerSmall, FamilyWorker, LivestockOnly, OwnerCultivator,
        PaidEmployee, SelfEmployed, ShareCropper,
    };
    match (sex, region, minor) {
        (Sex::Female, Region::Rural, false) => &[
            (FamilyWorker, 0.520),
            (PaidEmployee, 0.368),
            (LivestockOnly, 0.065),
            (OwnerCultivator, 0.030),
            (SelfEmployed, 0.017),
        ],
        (Sex::Female, Region::Urban, false) => &[
            (PaidEmployee, 0.807),
            (FamilyWorker, 0.096),
            (SelfEmployed, 0.075),
            (LivestockOnly, 0.012),
            (EmployerSmall, 0.006),
            (OwnerCultivator, 0.004),
        ],
        (Sex::Female, Region::Rural, true) => {
            &[(FamilyWorker, 0.752), (PaidEmployee, 0.241), (SelfEmployed, 0.007)]
        }
        (Sex::Female, Region::Urban, true) => {
            &[(PaidEmployee, 0.608), (FamilyWorker, 0.385), (SelfEmployed, 0.007)]
        }
        (_, Region::Rural, false) => &[
            (PaidEmployee, 0.540),
            (OwnerCultivator, 0.129),
            (FamilyWorker, 0.110),
            (SelfEmployed, 0.106),
            (ShareCropper, 0.060),
            (LivestockOnly, 0.028),
            (ContractCultivator, 0.021),
            (EmployerSmall, 0.004),
            (EmployerLarge, 0.002),
        ],
        (_, Region::Urban, false) => &[
            (PaidEmployee, 0.704),
            (SelfEmployed, 0.186),
            (FamilyWorker, 0.065),
            (EmployerSmall, 0.017),
            (EmployerLarge, 0.009),
            (OwnerCultivator, 0.009),
            (LivestockOnly, 0.004),
            (ShareCropper, 0.004),
            (ContractCultivator, 0.002),
        ],
        (_, Region::Rural, true) => {
            &[(FamilyWorker, 0.490), (PaidEmployee, 0.436), (LivestockOnly, 0.051), (SelfEmployed, 0.023)]
        }
        (_, Region::Urban, true) => &[(PaidEmployee, 0.762), (FamilyWorker, 0.180), (SelfEmployed, 0.058)],
    }
}

const FARMER: Job = (Occupation::SkilledAgriculture, Industry::Agriculture);
const FARM_HAND: Job = (Occupation::Elementary, Industry::Agriculture);
const SHOP_KEEPER: Job = (Occupation::Service, Industry::Trade);
const SEAMSTRESS: Job = (Occupation::Craft, Industry::Manufacturing);
const DOMESTIC: Job = (Occupation::Elementary, Industry::Domestic);
const TEACHER: Job = (Occupation::Professional, Industry::Education);
const DRIVER: Job = (Occupation::Machine, Industry::Transport);

/// The jobs of an employment status; of paid employees, by years of school completed.
pub(crate) fn jobs(status: EmploymentStatus, sex: Sex, region: Region, years: u32) -> &'static [(Job, f64)] {
    use EmploymentStatus::{EmployerLarge, EmployerSmall, FamilyWorker, PaidEmployee, SelfEmployed};
    let woman = sex == Sex::Female;
    match (status, region) {
        (PaidEmployee, _) if woman => paid_women(region, years),
        (PaidEmployee, _) => paid_men(region, years),
        (SelfEmployed, _) if woman => &[(SEAMSTRESS, 0.72), (SHOP_KEEPER, 0.22), (TEACHER, 0.06)],
        (SelfEmployed, _) => SELF_EMPLOYED_MEN,
        (EmployerSmall | EmployerLarge, _) => &[
            ((Occupation::Manager, Industry::Trade), 0.5),
            ((Occupation::Manager, Industry::Manufacturing), 0.3),
            ((Occupation::Manager, Industry::Construction), 0.2),
        ],
        (FamilyWorker, Region::Rural) => &[(FARMER, 0.86), (SHOP_KEEPER, 0.1), (SEAMSTRESS, 0.04)],
        (FamilyWorker, Region::Urban) => &[(SHOP_KEEPER, 0.6), (SEAMSTRESS, 0.2), (FARMER, 0.2)],
        _ => &[(FARMER, 1.0)],
    }
}

const SELF_EMPLOYED_MEN: &[(Job, f64)] = &[
    (SHOP_KEEPER, 0.5),
    (DRIVER, 0.17),
    ((Occupation::Craft, Industry::Construction), 0.09),
    ((Occupation::Craft, Industry::Manufacturing), 0.1),
    ((Occupation::Service, Industry::Other), 0.07),
    ((Occupation::Service, Industry::Hospitality), 0.04),
    ((Occupation::Professional, Industry::Health), 0.03),
];

fn paid_men(region: Region, years: u32) -> &'static [(Job, f64)] {
    match (region, years) {
        (Region::Rural, ..6) => &[
            (FARM_HAND, 0.27),
            (LABOURER, 0.36),
            ((Occupation::Elementary, Industry::BrickKiln), 0.05),
            ((Occupation::Elementary, Industry::Mining), 0.01),
            ((Occupation::Craft, Industry::Construction), 0.11),
            (DRIVER, 0.1),
            (SHOP_KEEPER, 0.06),
            ((Occupation::Craft, Industry::Manufacturing), 0.04),
        ],
        (Region::Urban, ..6) => &[
            (LABOURER, 0.27),
            ((Occupation::Elementary, Industry::Manufacturing), 0.11),
            ((Occupation::Elementary, Industry::Trade), 0.09),
            ((Occupation::Craft, Industry::Construction), 0.12),
            ((Occupation::Craft, Industry::Manufacturing), 0.14),
            (DRIVER, 0.13),
            (SHOP_KEEPER, 0.08),
            ((Occupation::Service, Industry::Hospitality), 0.06),
        ],
        (_, 6..11) => &[
            (LABOURER, 0.13),
            ((Occupation::Craft, Industry::Manufacturing), 0.14),
            ((Occupation::Craft, Industry::Construction), 0.1),
            (DRIVER, 0.16),
            (SHOP_KEEPER, 0.17),
            ((Occupation::Service, Industry::PublicService), 0.08),
            ((Occupation::Machine, Industry::Manufacturing), 0.09),
            ((Occupation::Clerk, Industry::PublicService), 0.04),
            ((Occupation::Armed, Industry::PublicService), 0.04),
            ((Occupation::Technician, Industry::Utilities), 0.05),
        ],
        _ => &[
            (TEACHER, 0.26),
            ((Occupation::Professional, Industry::Health), 0.07),
            ((Occupation::Professional, Industry::PublicService), 0.1),
            ((Occupation::Clerk, Industry::PublicService), 0.13),
            ((Occupation::Clerk, Industry::Finance), 0.07),
            ((Occupation::Technician, Industry::Manufacturing), 0.1),
            ((Occupation::Manager, Industry::Trade), 0.07),
            (SHOP_KEEPER, 0.13),
            ((Occupation::Armed, Industry::PublicService), 0.07),
        ],
    }
}

fn paid_women(region: Region, years: u32) -> &'static [(Job, f64)] {
    match (region, years) {
        (Region::Rural, ..6) => &[
            (FARM_HAND, 0.66),
            (DOMESTIC, 0.08),
            (SEAMSTRESS, 0.22),
            ((Occupation::Elementary, Industry::BrickKiln), 0.04),
        ],
        (Region::Urban, ..6) => &[
            (DOMESTIC, 0.48),
            (SEAMSTRESS, 0.34),
            ((Occupation::Elementary, Industry::Manufacturing), 0.12),
            ((Occupation::Service, Industry::Health), 0.06),
        ],
        (_, 6..11) => &[
            (SEAMSTRESS, 0.44),
            (TEACHER, 0.28),
            ((Occupation::Technician, Industry::Health), 0.13),
            (DOMESTIC, 0.07),
            (SHOP_KEEPER, 0.08),
        ],
        _ => &[
            (TEACHER, 0.68),
            ((Occupation::Professional, Industry::Health), 0.12),
            ((Occupation::Technician, Industry::Health), 0.06),
            ((Occupation::Clerk, Industry::Finance), 0.05),
            ((Occupation::Clerk, Industry::PublicService), 0.09),
        ],
    }
}

/// Who employs the holder of a job: estimates that bring the share of households with a government employee to that of
/// the Labour Force Survey, some 6 to 8 in a hundred. Guards in private service are armed too.
pub(crate) fn employers((occupation, industry): Job, sex: Sex) -> &'static [(Employer, f64)] {
    use Employer::{Government, Household, Private, StateEnterprise};
    match (occupation, industry) {
        (Occupation::Armed, _) => &[(Government, 0.5), (Private, 0.5)],
        (_, Industry::PublicService) => &[(Government, 0.52), (StateEnterprise, 0.08), (Private, 0.40)],
        (_, Industry::Domestic) => &[(Household, 1.0)],
        (_, Industry::Education) if sex == Sex::Female => &[(Government, 0.24), (Private, 0.76)],
        (_, Industry::Education) => &[(Government, 0.34), (Private, 0.66)],
        (_, Industry::Health) => &[(Government, 0.25), (Private, 0.75)],
        (_, Industry::Utilities) => &[(StateEnterprise, 0.7), (Private, 0.3)],
        (_, Industry::Agriculture) => &[(Private, 0.75), (Household, 0.25)],
        _ => &[(Private, 0.982), (StateEnterprise, 0.01), (Government, 0.008)],
    }
}
