//! The released model is made again from its survey and its specification, to the byte.

use estimation::{
    assessment::assess,
    fitting::fit_model,
    scorecard_file::{load, write},
    specification::Specification,
    survey::{Numbers, Survey},
};
use jiff::Timestamp;
use rand::SeedableRng;
use rand_chacha::{ChaCha8Rng, ChaCha20Rng};
use registry::ids::RandomIds;
use scoring::{facts::Circumstances, points::Points, wording::Wording};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tables::{Files, Mapping, open};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The survey, where it is at hand.
fn hies() -> Option<Survey> {
    let folder = root().join("../shared/hies-2015-16");
    if !folder.is_dir() {
        eprintln!("skipped: the household survey of 2015-16 is not at hand");
        return None;
    }
    let mapping = fs::read_to_string(root().join("crates/tables/tests/mappings/hies-2015-16.toml")).unwrap();
    let files = Files {
        households: folder.join("households.csv"),
        persons: Some(folder.join("persons.csv")),
        ..Files::default()
    };
    let mut reader = open(&files, &Mapping::parse(&mapping).unwrap()).unwrap();
    let bound = reader.bound();
    let numbers = Numbers::named(bound.extra_names()).unwrap();
    let ids = RandomIds::new(ChaCha20Rng::seed_from_u64(1));
    let today: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
    let mut survey = numbers.survey();
    while let Some(chunk) = reader.next_chunk(2_000) {
        for household in bound.read_chunk(&chunk.unwrap(), &ids, today).households {
            let delivery = household.delivered.read.unwrap();
            let nowhere = Circumstances::default();
            survey.observations.push(numbers.observe(
                &delivery.record,
                delivery.surveyed,
                &nowhere,
                &household.extra,
            ));
        }
    }
    Some(survey)
}

#[test]
fn the_released_model_is_made_again_to_the_byte() {
    let Some(survey) = hies() else { return };
    let specification = fs::read_to_string(root().join("rules/estimations/pmt-hies-2015-16/1.toml")).unwrap();
    let specification = Specification::read(&specification).unwrap();
    let unnamed = |_| Wording { en: String::new(), ur: String::new() };
    let mut chance = ChaCha8Rng::seed_from_u64(specification.choose.seed);
    let fitted = fit_model(&survey, &specification, &unnamed, &mut chance).unwrap();
    let made = write(&fitted, &specification);
    let released = fs::read_to_string(root().join("rules/scorecards/pmt-hies-2015-16/1.toml")).unwrap();
    let differing = made.lines().zip(released.lines()).find(|(made, released)| made != released);
    assert_eq!(differing, None);
    assert_eq!(made.len(), released.len());
    // What the report says of it.
    let card = load(&released).unwrap();
    let assessment = assess(&card, &fitted.sample, Points::from_hundredths(3200), 0.24).unwrap();
    assert_eq!(assessment.households, 12_121);
    assert!((assessment.errors.selected - 0.24).abs() < 0.001);
    assert!((0.36..0.39).contains(&assessment.errors.exclusion), "{}", assessment.errors.exclusion);
    assert!((0.85..0.88).contains(&assessment.area_under_curve), "{}", assessment.area_under_curve);
    for stratum in &fitted.strata {
        let (inside, outside) = (stratum.fit.quality.r_squared, stratum.out_of_sample_r_squared.unwrap());
        assert!(inside > 0.5 && outside > 0.46 && outside < inside, "{}: {inside} {outside}", stratum.id);
    }
}
