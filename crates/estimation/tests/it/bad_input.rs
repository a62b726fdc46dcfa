//! What no model can be made of is refused with a code and the remedy, and nothing is left out unseen.

use crate::invented::{SPECIFICATION, fact, generator, name, specification, survey};
use estimation::{
    error::EstimationError,
    fitting::{Fitted, fit_model},
    specification::Specification,
    survey::Survey,
};

fn fit(survey: &Survey) -> Result<Fitted, EstimationError> {
    fit_model(survey, &specification(), &name, &mut generator(1))
}

fn code_of(survey: &Survey) -> &'static str {
    fit(survey).unwrap_err().code()
}

fn changed(mut survey: Survey, change: impl Fn(usize, &mut estimation::survey::Observation)) -> Survey {
    survey.observations.iter_mut().enumerate().for_each(|(place, household)| change(place, household));
    survey
}

#[test]
fn unfit_surveys_are_refused_by_code() {
    let base = || survey(400, 2);
    for (expected, survey) in [
        ("estimation.too_few", survey(30, 2)),
        ("estimation.consumption_missing", changed(base(), |_, one| one.consumption = None)),
        (
            "estimation.consumption_not_positive",
            changed(base(), |place, one| {
                one.consumption = if place < 10 { Some(0.0) } else { one.consumption };
            }),
        ),
        ("estimation.weights_missing", changed(base(), |_, one| one.weight = None)),
        (
            "estimation.weight_not_positive",
            changed(base(), |place, one| {
                one.weight = if place == 3 { Some(-1.0) } else { one.weight };
            }),
        ),
    ] {
        assert_eq!(code_of(&survey), expected);
    }
}

#[test]
fn consumption_that_does_not_vary_explains_nothing() {
    let survey = changed(survey(400, 2), |_, one| {
        let members = one.facts.get(fact("members_count")).unwrap().to_string().parse::<f64>().unwrap();
        one.consumption = Some(1000.0 * members);
    });
    assert_eq!(code_of(&survey), "estimation.consumption_constant");
}

#[test]
fn slips_are_left_out_and_counted() {
    let survey = changed(survey(1_000, 2), |place, one| match place {
        0 => one.consumption = Some(0.0),
        1 | 2 => one.consumption = None,
        3 => one.weight = None,
        4 => one.facts.set(fact("members_count"), None),
        5..=9 => one.facts.set(fact("rooms_count"), None),
        _ => {}
    });
    let fitted = fit(&survey).unwrap();
    let sample = &fitted.sample;
    assert_eq!((sample.surveyed, sample.households.len()), (1_000, 995));
    assert_eq!((sample.not_positive, sample.without_consumption), (1, 2));
    assert_eq!((sample.without_weight, sample.without_equivalents), (1, 1));
    assert_eq!(fitted.strata[0].left_out, 5);
}

#[test]
fn a_fact_that_too_many_lack_cannot_enter_and_is_named() {
    let survey = changed(survey(1_000, 2), |place, one| {
        if place % 10 == 0 {
            one.facts.set(fact("internet"), None);
        }
    });
    let fitted = fit(&survey).unwrap();
    let [(lacking, part)] = fitted.lacking_too_often.as_slice() else { panic!("one fact") };
    assert!(*lacking == fact("internet") && (part - 0.1).abs() < 1e-9);
    assert!(fitted.model.strata[0].terms.iter().all(|term| term.fact != fact("internet")));
}

#[test]
fn constant_and_repeated_columns_are_dropped_and_named() {
    let survey = changed(survey(1_000, 2), |_, one| {
        let internet = one.facts.get(fact("internet")).unwrap().to_string() != "none";
        one.facts.set(fact("water_inside"), Some(scoring::facts::Value::YesNo(internet)));
        one.facts.set(fact("has_widow"), Some(scoring::facts::Value::YesNo(false)));
    });
    let fitted = fit(&survey).unwrap();
    assert_eq!(fitted.strata[0].dropped, ["has_widow", "internet (Any)"]);
}

#[test]
fn a_specification_at_fault_is_refused_by_code() {
    for (from, to, code) in [
        ("id = \"invented\"", "name = \"invented\"", "estimation.specification"),
        ("fact = \"has_widow\"", "fact = \"has_moon\"", "estimation.unknown_fact"),
        ("fact = \"has_widow\"", "fact = \"water_inside\"", "estimation.fact_twice"),
        ("cap = 12", "cap = 0", "estimation.form"),
        ("folds = 5", "folds = 1", "estimation.setting"),
        ("seed = 3", "seed = 3\nmost = 0", "estimation.setting"),
    ] {
        let text = SPECIFICATION.replace(from, to);
        assert_ne!(text, SPECIFICATION, "{from}");
        assert_eq!(Specification::read(&text).unwrap_err().code(), code, "{to}");
    }
}

#[test]
fn strata_and_populations_must_fit_the_survey() {
    for (more, code) in [
        ("\n[[stratum]]\nid = 'rural'\nwhen = { region = ['rural'] }\n", "estimation.no_stratum"),
        (
            "\n[population]\nsource = 's'\nby = ['region']\ncell = [{ codes = ['rural'], households = 9 }]\n",
            "estimation.population",
        ),
    ] {
        let specification = Specification::read(&format!("{SPECIFICATION}{more}")).unwrap();
        let error = fit_model(&survey(400, 2), &specification, &name, &mut generator(1)).unwrap_err();
        assert_eq!(error.code(), code);
    }
}
