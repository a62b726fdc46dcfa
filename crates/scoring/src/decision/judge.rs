//! From facts to a decision.
//!
//! An exclusion filter that hits decides by itself, even when there is no score: no answer still lacking could change
//! it. A cut-off whose condition is unknown leaves the outcome open only where it would change it.

use super::{
    Answer, CutOffConsidered, CutOffUsed, Decision, FORMAT, FilterConsidered, Outcome, PolicyUsed, Reason,
    UsedFacts, facts_used,
};
use crate::{
    condition::Condition,
    facts::{FactId, Facts},
    points::Points,
    policy::{CutOff, Policy, Purpose},
    scorecard::{PointsStatus, Score, Scorecard},
};
use jiff::{Timestamp, civil::Date};
use registry::registry_number::RegistryNumber;

/// What a decision says of itself beside the facts.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) household: RegistryNumber,
    pub(super) record_version: u64,
    pub(super) reference_date: Date,
    pub(super) decided_at: Timestamp,
}

/// The part of a decision that follows from facts alone.
pub(super) struct Verdict {
    score: Score,
    cut_offs: Vec<CutOffConsidered>,
    cut_off: Option<CutOffUsed>,
    filters: Vec<FilterConsidered>,
    pub(super) outcome: Outcome,
    reasons: Vec<Reason>,
}

/// The whole decision.
pub(super) fn judge(policy: &Policy, card: &Scorecard, facts: &Facts, header: Header) -> Decision {
    let Verdict { score, cut_offs, cut_off, filters, outcome, reasons } = verdict(policy, card, facts);
    Decision {
        format: FORMAT,
        household: header.household,
        record_version: header.record_version,
        reference_date: header.reference_date,
        decided_at: header.decided_at,
        policy: PolicyUsed {
            programme: policy.programme.clone(),
            version: policy.version.clone(),
            sha256: policy.sha256.clone(),
        },
        facts: UsedFacts::of(facts, &facts_used(policy, card)),
        score,
        cut_offs,
        cut_off,
        filters,
        outcome,
        reasons,
    }
}

/// Scores, chooses the cut-off, tries the filters, and says what follows.
pub(super) fn verdict(policy: &Policy, card: &Scorecard, facts: &Facts) -> Verdict {
    let score = card.score(facts);
    let cut_offs = consider_cut_offs(&policy.cut_offs, facts);
    let filters: Vec<_> = policy
        .filters
        .iter()
        .map(|filter| {
            let (answer, lacking) = ask(&filter.when, facts);
            FilterConsidered { id: filter.id.clone(), purpose: filter.purpose, answer, lacking }
        })
        .collect();
    let standing = Standing::of(&score, &cut_offs, card);
    let outcome = outcome(standing, &filters);
    let reasons = reasons(&score, &cut_offs, standing, &filters);
    let cut_off = chosen(&cut_offs).map(|chosen| CutOffUsed { id: chosen.id.clone(), score: chosen.score });
    Verdict { score, cut_offs, cut_off, filters, outcome, reasons }
}

fn ask(condition: &Condition, facts: &Facts) -> (Answer, Vec<FactId>) {
    match condition.evaluate(facts) {
        Some(true) => (Answer::Hit, Vec::new()),
        Some(false) => (Answer::Clear, Vec::new()),
        None => (Answer::Unknown, condition.lacking(facts)),
    }
}

/// The cut-offs in order, up to the first that surely is for this household.
fn consider_cut_offs(cut_offs: &[CutOff], facts: &Facts) -> Vec<CutOffConsidered> {
    let mut considered = Vec::new();
    for cut_off in cut_offs {
        let (answer, lacking) =
            cut_off.when.as_ref().map_or((Answer::Hit, Vec::new()), |when| ask(when, facts));
        considered.push(CutOffConsidered { id: cut_off.id.clone(), score: cut_off.score, answer, lacking });
        if answer == Answer::Hit {
            break;
        }
    }
    considered
}

/// The cut-off that holds, unless an earlier one might.
fn chosen(cut_offs: &[CutOffConsidered]) -> Option<&CutOffConsidered> {
    cut_offs
        .iter()
        .find(|cut_off| cut_off.answer != Answer::Clear)
        .filter(|first| first.answer == Answer::Hit)
}

/// How a household stands to the cut-off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Within,
    Above,
    /// There is no score.
    NoScore,
    /// It depends on which cut-off holds, and that is not known.
    Open,
}

impl Standing {
    fn of(score: &Score, cut_offs: &[CutOffConsidered], card: &Scorecard) -> Self {
        let Some(value) = score.value() else { return Self::NoScore };
        let mut possible = cut_offs.iter().filter(|cut_off| cut_off.answer != Answer::Clear);
        let within = |cut_off: &CutOffConsidered| card.direction.reaches(value, cut_off.score);
        match possible.next().map(within) {
            Some(first) if possible.all(|other| within(other) == first) => {
                if first {
                    Self::Within
                } else {
                    Self::Above
                }
            }
            _ => Self::Open,
        }
    }
}

fn outcome(standing: Standing, filters: &[FilterConsidered]) -> Outcome {
    let any_hit =
        |purpose| filters.iter().any(|filter| filter.purpose == purpose && filter.answer == Answer::Hit);
    match standing {
        _ if any_hit(Purpose::Exclusion) => Outcome::Excluded,
        Standing::NoScore | Standing::Open => Outcome::Undetermined,
        Standing::Within => Outcome::Eligible,
        Standing::Above if any_hit(Purpose::Vulnerability) => Outcome::AboveCutoffVulnerable,
        Standing::Above => Outcome::AboveCutoff,
    }
}

/// Reasons in the order in which they are read: the score, the cut-off, the filters, what points these are.
fn reasons(
    score: &Score,
    cut_offs: &[CutOffConsidered],
    standing: Standing,
    filters: &[FilterConsidered],
) -> Vec<Reason> {
    let mut reasons: Vec<_> = Reason::of_missing_score(&score.result).into_iter().collect();
    if let Some(value) = score.value() {
        reasons.extend(reason_of_standing(standing, value, cut_offs));
        let unknown = cut_offs.iter().filter(|cut_off| cut_off.answer == Answer::Unknown);
        reasons.extend(unknown.map(|cut_off| Reason::CutOffUnknown {
            cut_off: cut_off.id.clone(),
            cut_off_score: cut_off.score,
            facts: cut_off.lacking.clone(),
            decides: standing == Standing::Open,
        }));
    }
    reasons.extend(filters.iter().filter_map(reason_of_filter));
    if score.scorecard.points != PointsStatus::Published {
        let scorecard = score.scorecard.id.clone();
        reasons.push(Reason::PointsNotOfficial { scorecard, points: score.scorecard.points });
    }
    reasons
}

/// The cut-off named is the last considered: the one that holds, or would if no unknown one did.
fn reason_of_standing(standing: Standing, score: Points, cut_offs: &[CutOffConsidered]) -> Option<Reason> {
    let last = cut_offs.last()?;
    let (cut_off, cut_off_score) = (last.id.clone(), last.score);
    match standing {
        Standing::Within => Some(Reason::ScoreWithinCutOff { score, cut_off, cut_off_score }),
        Standing::Above => Some(Reason::ScoreAboveCutOff { score, cut_off, cut_off_score }),
        Standing::NoScore | Standing::Open => None,
    }
}

fn reason_of_filter(filter: &FilterConsidered) -> Option<Reason> {
    let id = filter.id.clone();
    match (filter.purpose, filter.answer) {
        (_, Answer::Clear) => None,
        (Purpose::Exclusion, Answer::Hit) => Some(Reason::ExclusionHit { filter: id }),
        (Purpose::Vulnerability, Answer::Hit) => Some(Reason::VulnerabilityHit { filter: id }),
        (Purpose::Exclusion, Answer::Unknown) => {
            Some(Reason::ExclusionUnknown { filter: id, facts: filter.lacking.clone() })
        }
        (Purpose::Vulnerability, Answer::Unknown) => {
            Some(Reason::VulnerabilityUnknown { filter: id, facts: filter.lacking.clone() })
        }
    }
}
