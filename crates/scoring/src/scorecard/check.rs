//! From a scorecard's file to its compiled form, every fault noted with its line.

use super::{
    AnswerOption, Likelihood, Model, Question, Scale, Scorecard, Stratum,
    answers::{Answers, Band},
    file::{OptionFile, QuestionFile, ScaleFile, ScorecardFile, StratumFile, YesNo},
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
    let options: Vec<_> =
        content.option.iter().map(|option| answer_option(option, weight, source)).collect();
    let answers = match (content.coefficient, options.is_empty()) {
        (None, false) => answers(content, fact, &place, source),
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

fn answers(file: &QuestionFile, fact: FactId, place: &Range<usize>, source: &Source) -> Option<Answers> {
    match fact.fact().kind {
        Kind::Whole => bands(file, fact, true, source),
        Kind::Decimal => bands(file, fact, false, source),
        Kind::YesNo => yes_no(file, fact, place, source),
        Kind::Code(codes) => by_code(file, fact, codes, place, source),
    }
}

/// Whether an option asks for exactly the kind of answers that its fact has.
fn asks_for(option: &OptionFile, codes: bool, answer: bool, numbers: bool) -> bool {
    let bounded = [option.from, option.above, option.to, option.below].iter().any(Option::is_some);
    option.codes.is_some() == codes && option.answer.is_some() == answer && bounded == numbers
}

fn all_ask_for(
    file: &QuestionFile,
    (codes, answer, numbers): (bool, bool, bool),
    fact: FactId,
    wanted: &'static str,
    source: &Source,
) -> bool {
    let odd: Vec<_> =
        file.option.iter().filter(|option| !asks_for(option.get_ref(), codes, answer, numbers)).collect();
    for option in &odd {
        source.fault(&option.span(), RulesFault::Unsuited(fact, wanted));
    }
    let only_codes_can_be_left_out = codes || file.not_covered.is_empty();
    if !only_codes_can_be_left_out {
        source.fault(&file.id.span(), RulesFault::Unsuited(fact, "no codes that are not covered"));
    }
    odd.is_empty() && only_codes_can_be_left_out
}

fn yes_no(file: &QuestionFile, fact: FactId, place: &Range<usize>, source: &Source) -> Option<Answers> {
    let suited = all_ask_for(file, (false, true, false), fact, "options with answer yes or no", source);
    let place_of = |answer| file.option.iter().position(|option| option.get_ref().answer == Some(answer));
    match (place_of(YesNo::Yes), place_of(YesNo::No), file.option.len()) {
        (Some(yes), Some(no), 2) => Some(Answers::YesNo { yes, no }),
        _ => {
            if suited {
                source.fault(place, RulesFault::AnswerMissing);
            }
            None
        }
    }
}

fn by_code(
    file: &QuestionFile,
    fact: FactId,
    known: &'static [&'static str],
    place: &Range<usize>,
    source: &Source,
) -> Option<Answers> {
    if !all_ask_for(file, (true, false, false), fact, "options with codes", source) {
        return None;
    }
    let of_options = file.option.iter().enumerate().flat_map(|(option, content)| {
        content.get_ref().codes.iter().flatten().map(move |code| (code, Some(option)))
    });
    let mut codes: Vec<(&'static str, Option<usize>)> = Vec::new();
    for (written, option) in of_options.chain(file.not_covered.iter().map(|code| (code, None))) {
        match known.iter().find(|code| *code == written.get_ref()) {
            None => {
                let fault = RulesFault::UnknownCode(written.get_ref().clone(), fact);
                source.fault(&written.span(), fault);
            }
            Some(code) if codes.iter().any(|(seen, _)| seen == code) => {
                source.fault(&written.span(), RulesFault::CodeTwice((*code).to_owned()));
            }
            Some(code) => codes.push((code, option)),
        }
    }
    let missing: Vec<_> =
        known.iter().copied().filter(|code| !codes.iter().any(|(seen, _)| seen == code)).collect();
    if !missing.is_empty() {
        source.fault(place, RulesFault::CodesMissing(missing.join(", ")));
    }
    Some(Answers::Codes(codes))
}

/// A band as written: its two bounds, and whether each belongs to it.
struct Bounds {
    lower: f64,
    lower_included: bool,
    upper: f64,
    upper_included: bool,
    option: usize,
    place: Range<usize>,
}

fn bands(file: &QuestionFile, fact: FactId, whole: bool, source: &Source) -> Option<Answers> {
    if !all_ask_for(file, (false, false, true), fact, "options with from, above, to or below", source) {
        return None;
    }
    let mut bounds: Vec<_> = file
        .option
        .iter()
        .enumerate()
        .filter_map(|(option, content)| bounds_of(option, content, whole, source))
        .collect();
    bounds.sort_by(|one, other| one.lower.total_cmp(&other.lower).then(one.upper.total_cmp(&other.upper)));
    require_contiguous(&bounds, whole, source);
    let band =
        |bounds: &Bounds| Band { end: bounds.upper, end_included: bounds.upper_included, option: bounds.option };
    Some(Answers::Bands(bounds.iter().map(band).collect()))
}

fn bounds_of(option: usize, file: &Spanned<OptionFile>, whole: bool, source: &Source) -> Option<Bounds> {
    let (content, place) = (file.get_ref(), file.span());
    let both = |one: Option<f64>, other: Option<f64>| one.is_some() && other.is_some();
    let all = [content.from, content.above, content.to, content.below];
    let faulty = all.iter().flatten().any(|bound| !bound.is_finite() || whole && bound.fract().abs() > 0.0);
    if both(content.from, content.above) || both(content.to, content.below) || faulty {
        source.fault(&place, RulesFault::BandBounds);
        return None;
    }
    let lower = content.from.or(content.above).unwrap_or(f64::NEG_INFINITY);
    let upper = content.to.or(content.below).unwrap_or(f64::INFINITY);
    let (lower_included, upper_included) = (content.above.is_none(), content.below.is_none());
    let bounds = Bounds { lower, lower_included, upper, upper_included, option, place };
    if bounds.is_empty(whole) {
        source.fault(&bounds.place, RulesFault::BandEmpty);
        return None;
    }
    Some(bounds)
}

impl Bounds {
    /// The lowest and the highest whole number in it.
    fn whole_ends(&self) -> (f64, f64) {
        let lowest = if self.lower_included { self.lower } else { self.lower + 1.0 };
        let highest = if self.upper_included { self.upper } else { self.upper - 1.0 };
        (lowest, highest)
    }

    fn is_empty(&self, whole: bool) -> bool {
        if whole {
            let (lowest, highest) = self.whole_ends();
            return lowest > highest;
        }
        let is_point_left_out = !(self.lower_included && self.upper_included);
        self.lower > self.upper || is_point_left_out && self.lower >= self.upper
    }
}

/// Refuses bands that overlap, leave numbers out, do not start at 0 or end.
fn require_contiguous(bounds: &[Bounds], whole: bool, source: &Source) {
    for (earlier, later) in bounds.iter().zip(bounds.iter().skip(1)) {
        let (gap, overlap) = if whole {
            let step = later.whole_ends().0 - earlier.whole_ends().1;
            (step > 1.0, step < 1.0)
        } else {
            let meet = (later.lower - earlier.upper).abs() <= 0.0;
            let shared = earlier.upper_included && later.lower_included;
            let missed = !earlier.upper_included && !later.lower_included;
            (later.lower > earlier.upper || meet && missed, later.lower < earlier.upper || meet && shared)
        };
        if overlap {
            source.fault(&later.place, RulesFault::BandOverlap);
        } else if gap {
            source.fault(&later.place, RulesFault::BandGap);
        }
    }
    if let Some(first) = bounds.first().filter(|first| first.lower > 0.0 || first.lower >= 0.0 && !first.lower_included) {
        source.fault(&first.place, RulesFault::BandStart);
    }
    if let Some(last) = bounds.last().filter(|last| last.upper.is_finite()) {
        source.fault(&last.place, RulesFault::BandEnd);
    }
}
