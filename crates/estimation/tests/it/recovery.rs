//! What is estimated on an invented survey is the truth behind it, and what is written scores as it predicts.

use crate::invented::{
    CONSTANT, INTERNET, MEMBERS, ROOM, SPECIFICATION, SPREADS, fact, generator, name, specification, survey,
};
use estimation::{
    assessment::assess,
    fitting::{Fitted, fit_model},
    report::{self, Report},
    scorecard_file::{load, write},
    specification::Specification,
    survey::{Equivalence, Sample},
};
use scoring::points::Points;

fn fitted(households: u32, specification: &Specification) -> Fitted {
    fit_model(&survey(households, 1), specification, &name, &mut generator(specification.choose.seed))
        .unwrap()
}

#[test]
fn true_coefficients_are_recovered_within_their_errors() {
    let fitted = fitted(6_000, &specification());
    let [stratum] = fitted.strata.as_slice() else { panic!("one stratum") };
    let truth = [CONSTANT, ROOM, MEMBERS, INTERNET];
    assert_eq!(stratum.rows.len(), truth.len(), "only what matters is chosen");
    for (row, truth) in stratum.rows.iter().zip(truth) {
        let away = (row.coefficient - truth) / row.robust_standard_error;
        assert!(away.abs() < 4.0, "{}: {away} standard errors", row.text);
    }
    // The constant is shared by a cluster, so that its classical error is too small.
    assert!(stratum.rows[0].robust_standard_error > 1.1 * stratum.rows[0].standard_error);
    let spread = (SPREADS.0.powi(2) + SPREADS.1.powi(2)).sqrt();
    assert!((stratum.fit.quality.root_mean_squared_error - spread).abs() < 0.01);
    let outside = stratum.out_of_sample_r_squared.unwrap();
    assert!(
        (stratum.fit.quality.r_squared - outside).abs() < 0.02 && outside < stratum.fit.quality.r_squared
    );
}

#[test]
fn every_method_finds_what_matters() {
    for method in ["stepwise_bic", "stepwise_probability", "lasso", "all"] {
        let text = SPECIFICATION.replace("stepwise_bic", method);
        let fitted = fitted(3_000, &Specification::read(&text).unwrap());
        let chosen: Vec<_> = fitted.model.strata[0].terms.iter().map(|term| term.fact).collect();
        for wanted in ["rooms_count", "members_count", "internet"] {
            assert!(chosen.contains(&fact(wanted)), "{method}: {wanted}");
        }
        let all = chosen.len() == 6;
        assert_eq!(all, method == "all", "{method}: {chosen:?}");
    }
}

#[test]
fn the_scorecard_scores_as_the_model_predicts_to_the_bit() {
    let strata = "\n[[stratum]]\nid = 'rural'\nwhen = { region = ['rural'] }\n\n[[stratum]]\nid = 'urban'\nwhen = { region = ['urban'] }\n";
    for text in [SPECIFICATION.to_owned(), format!("{SPECIFICATION}{strata}")] {
        let specification = Specification::read(&text).unwrap();
        let fitted = fitted(2_000, &specification);
        let file = write(&fitted, &specification);
        let card = load(&file).unwrap_or_else(|error| panic!("{error}\n{file}"));
        let mut different = 0;
        for household in &fitted.sample.households {
            let prediction = fitted.model.predict(&household.facts).unwrap();
            let score = card.score(&household.facts).value().unwrap();
            assert!(fitted.model.score(prediction) == Some(score));
            different +=
                usize::from(score != card.score(&fitted.sample.households[0].facts).value().unwrap());
        }
        assert!(different > 1_000);
        let card = load(&file).unwrap();
        assert!(card.notice.is_some() && card.points.code() == "estimated");
        // The cut-off is anchored at 24 % of the people.
        let at = assess(&card, &fitted.sample, Points::from_hundredths(3200), 0.24).unwrap();
        assert!((at.errors.selected - 0.24).abs() < 0.01, "{}", at.errors.selected);
    }
}

#[test]
fn the_same_survey_gives_the_same_bytes() {
    let specification = specification();
    let make = || {
        let fitted = fitted(1_000, &specification);
        let file = write(&fitted, &specification);
        let card = load(&file).unwrap();
        let assessment = assess(&card, &fitted.sample, Points::from_hundredths(3200), 0.24).unwrap();
        let report = Report {
            scorecard: &card,
            assessment: &assessment,
            sample: &fitted.sample,
            equivalence: specification.equivalence,
            survey: "Invented",
            fitted: Some((&fitted, &specification)),
        };
        (file, report::write(report, &|fact| fact.name().to_owned()).unwrap())
    };
    let (first, second) = (make(), make());
    assert!(first == second);
    // Every picture is there, and nothing that is no number was drawn.
    assert_eq!(first.1.matches("<svg").count(), 6);
    assert!(!first.1.contains("NaN") && !first.1.contains("inf "));
}

#[test]
fn weights_make_the_survey_add_up_to_the_population() {
    let population = "\n[population]\nsource = 'invented'\nby = ['region']\ncell = [{ codes = ['rural'], households = 900 }, { codes = ['urban'], households = 100 }]\n";
    let specification = Specification::read(&format!("{SPECIFICATION}{population}")).unwrap();
    let fitted = fitted(1_000, &specification);
    let rural: f64 = fitted
        .sample
        .households
        .iter()
        .filter(|one| one.facts.get(fact("region")).unwrap().to_string() == "rural")
        .map(|one| one.weight)
        .sum();
    assert!((rural - 900.0).abs() < 1e-6);
}

#[test]
fn children_count_less_than_adults() {
    let mut facts = scoring::facts::Facts::none();
    for (name, number) in [
        ("members_count", 7.0),
        ("members_aged_18_to_64_count", 3.0),
        ("members_aged_65_or_older_count", 1.0),
    ] {
        facts.set(fact(name), Some(scoring::facts::Value::Number(number)));
    }
    assert!((Equivalence::Pakistan.of(&facts).unwrap() - (4.0 + 3.0 * 0.8)).abs() < 1e-12);
    assert!((Equivalence::PerCapita.of(&facts).unwrap() - 7.0).abs() < 1e-12);
    facts.set(fact("members_aged_18_to_64_count"), None);
    assert_eq!(Equivalence::Pakistan.of(&facts), None);
}

#[test]
fn households_that_a_card_cannot_score_are_counted_with_what_they_lack() {
    let fitted = fitted(1_000, &specification());
    let card = load(&write(&fitted, &specification())).unwrap();
    let mut survey = survey(300, 9);
    for household in survey.observations.iter_mut().take(40) {
        household.facts.set(fact("rooms_count"), None);
    }
    for household in survey.observations.iter_mut().take(10) {
        household.facts.set(fact("internet"), None);
    }
    let sample = Sample::of(&survey, Equivalence::PerCapita).unwrap();
    let assessment = assess(&card, &sample, Points::from_hundredths(3200), 0.24).unwrap();
    assert_eq!((assessment.households, assessment.scored.len()), (300, 260));
    assert_eq!(assessment.lacking[&fact("rooms_count")], 40);
    assert_eq!(assessment.lacking[&fact("internet")], 10);
}
