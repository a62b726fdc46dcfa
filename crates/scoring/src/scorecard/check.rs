//! From a scorecard's file to its compiled form, every fault noted with its line.

mod answers;

use super::{
    AnswerOption, Answers, Likelihood, Model, Question, Scale, Scorecard, Stratum,
    file::{OptionFile, QuestionFile, ScaleFile, ScorecardFile, StratumFile},
    strata::require_partition,
};
use crate::{
    facts::{FactId, Kind},
    points::Points,
    rules::{Effective, RulesFault, Source},
};
use std::ops::Range;
use toml::Spanned;

/// The format of scorecard files that this program knows.
const FORMAT: u32 = 1;

/// Compiles a file; `None` when the source has noted faults.
pub(super) fn compile(source: &Source) -> Option<Scorecard> {
    let file: ScorecardFile = source.read()?;
    if *file.format.get_ref() != FORMAT {
        source.fault(&file.format.span(), RulesFault::Format(*file.format.get_ref()));
        return None;
    }
    check_head(&file, source);
    let effective = Effective::read(&file.effective_from, file.effective_to.as_ref(), source);
    let minimum = exact_points(&file.minimum, source);
    let maximum = exact_points(&file.maximum, source);
    let likelihood = file.likelihood.as_ref().map(|table| Likelihood::compile(table, minimum, source));
    let model = model(&file, minimum, maximum, source);
    let (effective, model) = (effective?, model?);
    source.is_sound().then(|| Scorecard {
        id: file.id.into_inner(),
        version: file.version,
        sha256: source.sha256(),
        effective,
        points: file.points,
        direction: file.direction,
        minimum,
        maximum,
        title: file.title.into_inner(),
        source: file.source,
        notice: file.notice.map(Spanned::into_inner),
        likelihood,
        model,
    })
}

fn check_head(file: &ScorecardFile, source: &Source) {
    source.require_ids([&file.id]);
    source.require_wording(&file.title);
    if let Some(notice) = &file.notice {
        source.require_wording(notice);
    }
}

fn exact_points(number: &Spanned<f64>, source: &Source) -> Points {
    Points::exact(*number.get_ref()).unwrap_or_else(|| {
        source.fault(&number.span(), RulesFault::PointsDecimals);
        Points::default()
    })
}

fn model(file: &ScorecardFile, minimum: Points, maximum: Points, source: &Source) -> Option<Model> {
    match (&file.scale, file.question.as_slice(), file.stratum.as_slice()) {
        (None, [_, ..], []) => {
            let questions = questions(&file.question, Weight::Points, source);
            if source.is_sound() {
                check_range(&questions, minimum, maximum, file, source);
            }
            Some(Model::Card(questions))
        }
        (Some(scale), [], [_, ..]) => linear(scale, &file.stratum, source),
        _ => {
            source.fault(&file.id.span(), RulesFault::Model);
            None
        }
    }
}

fn linear(scale: &Spanned<ScaleFile>, strata: &[Spanned<StratumFile>], source: &Source) -> Option<Model> {
    let ScaleFile { zero, hundred } = *scale.get_ref();
    let length = hundred - zero;
    if !length.is_finite() || length.abs() < f64::EPSILON {
        source.fault(&scale.span(), RulesFault::Scale);
        return None;
    }
    let scale = Scale { zero, hundred };
    source.require_ids(strata.iter().map(|stratum| &stratum.get_ref().id));
    let compiled: Vec<_> = strata
        .iter()
        .map(|stratum| {
            let weight = Weight::Coefficient(scale);
            let questions = questions(&stratum.get_ref().question, weight, source);
            require_finite(stratum.get_ref().intercept, &stratum.span(), source);
            Stratum::new(stratum.get_ref(), questions, source)
        })
        .collect();
    let place = strata.first().map_or(0..0, Spanned::span);
    if source.is_sound() {
        require_partition(&compiled, &place, source);
    }
    Some(Model::Linear(scale, compiled))
}

fn require_finite(number: f64, place: &Range<usize>, source: &Source) {
    if !number.is_finite() {
        source.fault(place, RulesFault::Weight("finite numbers"));
    }
}

/// Refuses a card whose lowest and highest points do not add up to what it states.
fn check_range(
    questions: &[Question],
    minimum: Points,
    maximum: Points,
    file: &ScorecardFile,
    source: &Source,
) {
    let of_options = |question: &Question| {
        question.options.iter().map(|option| option.points).collect::<Vec<_>>().into_iter()
    };
    let lowest: Points = questions.iter().filter_map(|question| of_options(question).min()).sum();
    let highest: Points = questions.iter().filter_map(|question| of_options(question).max()).sum();
    if lowest != minimum {
        source.fault(&file.minimum.span(), RulesFault::Minimum(lowest.to_string()));
    }
    if highest != maximum {
        source.fault(&file.maximum.span(), RulesFault::Maximum(highest.to_string()));
    }
}

/// What weighs answers in this model.
#[derive(Clone, Copy)]
enum Weight {
    Points,
    Coefficient(Scale),
}

fn questions(files: &[Spanned<QuestionFile>], weight: Weight, source: &Source) -> Vec<Question> {
    source.require_ids(files.iter().map(|question| &question.get_ref().id));
    files.iter().filter_map(|file| question(file, weight, source)).collect()
}

fn question(file: &Spanned<QuestionFile>, weight: Weight, source: &Source) -> Option<Question> {
    let (place, content) = (file.span(), file.get_ref());
    source.require_wording(&content.text);
    source.require_ids(content.option.iter().map(|option| &option.get_ref().id));
    let Some(fact) = FactId::find(content.fact.get_ref()) else {
        source.fault(&content.fact.span(), RulesFault::UnknownFact(content.fact.get_ref().clone()));
        return None;
    };
    let options: Vec<_> = content.option.iter().map(|option| answer_option(option, weight, source)).collect();
    let answers = match (content.coefficient, options.is_empty()) {
        (None, false) => answers::read(content, fact, &place, source),
        (Some(coefficient), true) => by_coefficient(coefficient, fact, weight, &place, source),
        _ => {
            source.fault(&place, RulesFault::OptionsOrCoefficient);
            None
        }
    };
    let (id, text) = (content.id.get_ref().clone(), content.text.get_ref().clone());
    Some(Question { id, text, fact, answers: answers?, options })
}

fn by_coefficient(
    coefficient: f64,
    fact: FactId,
    weight: Weight,
    place: &Range<usize>,
    source: &Source,
) -> Option<Answers> {
    require_finite(coefficient, place, source);
    if matches!(weight, Weight::Points) {
        source.fault(place, RulesFault::Weight("options with points"));
        return None;
    }
    if matches!(fact.fact().kind, Kind::Code(_)) {
        source.fault(place, RulesFault::Unsuited(fact, "options with codes"));
        return None;
    }
    Some(Answers::Coefficient(coefficient))
}

fn answer_option(file: &Spanned<OptionFile>, weight: Weight, source: &Source) -> AnswerOption {
    let content = file.get_ref();
    source.require_wording(&content.label);
    let (written, points) = match (weight, content.points, content.coefficient) {
        (Weight::Points, Some(points), None) => {
            let exact = Points::exact(points);
            if exact.is_none() {
                source.fault(&file.span(), RulesFault::PointsDecimals);
            }
            (points, exact)
        }
        (Weight::Coefficient(scale), None, Some(coefficient)) => {
            require_finite(coefficient, &file.span(), source);
            (coefficient, Points::rounded(coefficient * scale.points_per_unit()))
        }
        (Weight::Points, ..) => {
            source.fault(&file.span(), RulesFault::Weight("points"));
            (0.0, None)
        }
        (Weight::Coefficient(_), ..) => {
            source.fault(&file.span(), RulesFault::Weight("coefficients"));
            (0.0, None)
        }
    };
    let (id, label) = (content.id.get_ref().clone(), content.label.get_ref().clone());
    AnswerOption { id, label, points: points.unwrap_or_default(), weight: written }
}
