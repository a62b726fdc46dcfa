//! The options of a question checked against the kind of its fact: every value falls into one option, none into two.

use crate::{
    facts::{FactId, Kind},
    rules::{RulesFault, Source},
    scorecard::{
        answers::{Answers, Band},
        file::{OptionFile, QuestionFile, YesNo},
    },
};
use std::ops::Range;
use toml::Spanned;

/// How values of a fact become one of the options, as far as they were written without fault.
pub(super) fn read(
    file: &QuestionFile,
    fact: FactId,
    place: &Range<usize>,
    source: &Source,
) -> Option<Answers> {
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
    if let (Some(yes), Some(no), 2) = (place_of(YesNo::Yes), place_of(YesNo::No), file.option.len()) {
        return Some(Answers::YesNo { yes, no });
    }
    if suited {
        source.fault(place, RulesFault::AnswerMissing);
    }
    None
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
    let band = |bounds: &Bounds| Band {
        end: bounds.upper,
        end_included: bounds.upper_included,
        option: bounds.option,
    };
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
    if let Some(first) =
        bounds.first().filter(|first| first.lower > 0.0 || first.lower >= 0.0 && !first.lower_included)
    {
        source.fault(&first.place, RulesFault::BandStart);
    }
    if let Some(last) = bounds.last().filter(|last| last.upper.is_finite()) {
        source.fault(&last.place, RulesFault::BandEnd);
    }
}
