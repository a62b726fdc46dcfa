//! The decision and its score: what came out, why, and by which versions.

use crate::pages::page::{Moment, Words};
use operations::households::ViewedDecision;
use scoring::{
    decision::{Answer, Decision, FilterConsidered, Reason},
    facts::FactId,
    points::Points,
    policy::{Policy, Purpose},
    rules::Rules,
    scorecard::{Direction, Item, ScoreResult, Scorecard},
};
use serde::Serialize;

/// A decision for a page.
#[derive(Debug, Serialize)]
pub(crate) struct Decided {
    pub(crate) outcome: &'static str,
    pub(crate) policy: String,
    pub(crate) policy_notice: Option<String>,
    pub(crate) scorecard: String,
    pub(crate) scorecard_notice: Option<String>,
    /// `published`, `illustrative` or `estimated`.
    pub(crate) points_status: &'static str,
    pub(crate) score: Option<Scored>,
    pub(crate) lacking: Vec<String>,
    pub(crate) not_covered: Vec<String>,
    /// The points of every answer; none where the reader may not see them.
    pub(crate) points: Option<Vec<PointsLine>>,
    pub(crate) reasons: Vec<String>,
    pub(crate) cut_offs: Vec<CutOffLine>,
    pub(crate) filters: Vec<FilterLine>,
    pub(crate) taken: Moment,
    pub(crate) reference: Moment,
    pub(crate) versions: Vec<Version>,
}

/// A score against its scale and the cut-off.
#[derive(Debug, Serialize)]
pub(crate) struct Scored {
    pub(crate) value: String,
    pub(crate) minimum: String,
    pub(crate) maximum: String,
    pub(crate) cut_off: Option<String>,
    /// Places on a scale from 0 to 100.
    pub(crate) at: f64,
    pub(crate) cut_off_at: Option<f64>,
    /// A high score means a poor household, not a low one.
    pub(crate) high_is_poor: bool,
}

/// The points of an answer.
#[derive(Debug, Serialize)]
pub(crate) struct PointsLine {
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) points: String,
}

/// A cut-off that was considered.
#[derive(Debug, Serialize)]
pub(crate) struct CutOffLine {
    pub(crate) label: String,
    pub(crate) score: String,
    /// That of a condition, or `open`: it holds unless one before it does, which is not known.
    pub(crate) answer: &'static str,
    pub(crate) holds: bool,
    pub(crate) lacking: Vec<String>,
}

/// A filter that was considered.
#[derive(Debug, Serialize)]
pub(crate) struct FilterLine {
    pub(crate) label: String,
    pub(crate) purpose: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) lacking: Vec<String>,
}

/// A version that was used, with the hash of its file.
#[derive(Debug, Serialize)]
pub(crate) struct Version {
    /// The end of the key of what it is.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) hash: Option<String>,
}

/// A decision in words.
pub(crate) fn decided(viewed: &ViewedDecision, rules: &Rules, words: Words<'_>) -> Decided {
    let decision = &viewed.decision;
    let used = &decision.score.scorecard;
    let maker = Maker {
        words,
        card: rules.find_scorecard(&used.id, &used.version),
        policy: rules.find_policy(&decision.policy.programme, &decision.policy.version),
    };
    maker.decided(viewed)
}

struct Maker<'a> {
    words: Words<'a>,
    card: Option<&'a Scorecard>,
    policy: Option<&'a Policy>,
}

impl Maker<'_> {
    fn decided(&self, viewed: &ViewedDecision) -> Decided {
        let decision = &viewed.decision;
        let (lacking, not_covered) = match &decision.score.result {
            ScoreResult::Value(_) => (Vec::new(), Vec::new()),
            ScoreResult::Lacking(facts) => (self.facts(facts), Vec::new()),
            ScoreResult::NotCovered(facts) => (Vec::new(), self.facts(facts)),
        };
        Decided {
            outcome: decision.outcome.code(),
            policy: self
                .policy
                .map_or_else(|| decision.policy.programme.clone(), |policy| self.own(&policy.title)),
            policy_notice: self
                .policy
                .and_then(|policy| policy.notice.as_ref())
                .map(|notice| self.own(notice)),
            scorecard: self
                .card
                .map_or_else(|| decision.score.scorecard.id.clone(), |card| self.own(&card.title)),
            scorecard_notice: self.card.and_then(|card| card.notice.as_ref()).map(|notice| self.own(notice)),
            points_status: decision.score.scorecard.points.code(),
            score: decision.score.value().map(|score| self.scored(score, decision)),
            lacking,
            not_covered,
            points: viewed.points_visible.then(|| self.points(decision)),
            reasons: decision.reasons.iter().map(|reason| self.reason(reason)).collect(),
            cut_offs: self.cut_offs(decision),
            filters: decision.filters.iter().map(|filter| self.filter(filter)).collect(),
            taken: self.words.instant(decision.decided_at),
            reference: self.words.date(decision.reference_date),
            versions: versions(viewed),
        }
    }

    fn scored(&self, score: Points, decision: &Decision) -> Scored {
        let bounds = self.card.map(|card| (card.minimum, card.maximum));
        let (minimum, maximum) = bounds.unwrap_or((Points::default(), Points::from_hundredths(10_000)));
        let length = (maximum.as_f64() - minimum.as_f64()).max(1.0);
        let at = |points: Points| ((points.as_f64() - minimum.as_f64()) / length * 100.0).clamp(0.0, 100.0);
        let cut_off = decision.cut_off.as_ref().map(|cut_off| cut_off.score);
        Scored {
            value: score.to_string(),
            minimum: minimum.to_string(),
            maximum: maximum.to_string(),
            cut_off: cut_off.map(|cut_off| cut_off.to_string()),
            at: at(score),
            cut_off_at: cut_off.map(at),
            high_is_poor: self.card.is_some_and(|card| card.direction == Direction::HigherIsPoorer),
        }
    }

    fn points(&self, decision: &Decision) -> Vec<PointsLine> {
        let baseline = decision.score.baseline.map(|points| PointsLine {
            question: self.words.say("points-baseline", &[]),
            answer: String::new(),
            points: points.to_string(),
        });
        let items = decision.score.items.iter().map(|item| self.item(item));
        baseline.into_iter().chain(items).chain(self.remainder(decision)).collect()
    }

    /// What lies between the lines shown and the score, so that the table adds up: each line of a model is rounded by
    /// itself, and a score ends where its scale does.
    fn remainder(&self, decision: &Decision) -> Option<PointsLine> {
        let score = decision.score.value()?;
        let items = decision.score.items.iter().map(|item| item.points);
        let shown: Points = items.chain(decision.score.baseline).sum();
        let rest = Points::from_hundredths(score.hundredths() - shown.hundredths());
        let at_an_end = self.card.is_some_and(|card| score == card.minimum || score == card.maximum);
        let key = if at_an_end { "points-end-of-scale" } else { "points-rounding" };
        let line = |points: Points| PointsLine {
            question: self.words.say(key, &[]),
            answer: String::new(),
            points: points.to_string(),
        };
        (rest != Points::default()).then(|| line(rest))
    }

    fn item(&self, item: &Item) -> PointsLine {
        let question = self.card.and_then(|card| card.find_question(&item.question));
        let option = item.option.as_ref().and_then(|id| question?.find_option(id));
        let value = || match item.value {
            scoring::facts::Value::YesNo(yes) => self.words.say(if yes { "yes" } else { "no" }, &[]),
            scoring::facts::Value::Number(number) => ((number * 1000.0).round() / 1000.0).to_string(),
            scoring::facts::Value::Code(code) => code.replace('_', " "),
        };
        PointsLine {
            question: question.map_or_else(|| self.fact(item.fact), |question| self.own(&question.text)),
            answer: option.map_or_else(value, |option| self.own(&option.label)),
            points: item.points.to_string(),
        }
    }

    fn cut_offs(&self, decision: &Decision) -> Vec<CutOffLine> {
        let holds = decision.cut_off.as_ref().map(|cut_off| cut_off.id.as_str());
        let lines = decision.cut_offs.iter().map(|cut_off| CutOffLine {
            label: self.cut_off(&cut_off.id),
            score: cut_off.score.to_string(),
            answer: match (cut_off.answer, holds) {
                (Answer::Hit, None) => "open",
                (answer, _) => answer_code(answer),
            },
            holds: holds == Some(cut_off.id.as_str()),
            lacking: self.facts(&cut_off.lacking),
        });
        lines.collect()
    }

    fn filter(&self, filter: &FilterConsidered) -> FilterLine {
        FilterLine {
            label: self.filter_label(&filter.id),
            purpose: match filter.purpose {
                Purpose::Exclusion => "exclusion",
                Purpose::Vulnerability => "vulnerability",
            },
            answer: answer_code(filter.answer),
            lacking: self.facts(&filter.lacking),
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        let key = format!("reason-{}", reason.code());
        let list = |facts: &[FactId]| self.facts(facts).join(&self.words.say("comma", &[]));
        match reason {
            Reason::ScoreWithinCutOff { score, cut_off, cut_off_score }
            | Reason::ScoreAboveCutOff { score, cut_off, cut_off_score } => self.words.say(
                &key,
                &[
                    ("score", &score.to_string()),
                    ("cut_off", &self.cut_off(cut_off)),
                    ("cut_off_score", &cut_off_score.to_string()),
                ],
            ),
            Reason::CutOffUnknown { cut_off, cut_off_score, facts, .. } => self.words.say(
                &key,
                &[
                    ("cut_off", &self.cut_off(cut_off)),
                    ("cut_off_score", &cut_off_score.to_string()),
                    ("facts", &list(facts)),
                ],
            ),
            Reason::ScoreLacksFacts { facts } | Reason::ScoreNotCovered { facts } => {
                self.words.say(&key, &[("facts", &list(facts))])
            }
            Reason::ExclusionHit { filter } | Reason::VulnerabilityHit { filter } => {
                self.words.say(&key, &[("filter", &self.filter_label(filter))])
            }
            Reason::ExclusionUnknown { filter, facts } | Reason::VulnerabilityUnknown { filter, facts } => {
                self.words.say(&key, &[("filter", &self.filter_label(filter)), ("facts", &list(facts))])
            }
            Reason::PointsNotOfficial { points, .. } => {
                let status = self.words.say(&format!("points-{}", points.code()), &[]);
                self.words.say(&key, &[("points", &status)])
            }
        }
    }

    fn cut_off(&self, id: &str) -> String {
        let cut_off = self.policy.and_then(|policy| policy.find_cut_off(id));
        cut_off.map_or_else(|| id.to_owned(), |cut_off| self.own(&cut_off.label))
    }

    fn filter_label(&self, id: &str) -> String {
        let filter = self.policy.and_then(|policy| policy.find_filter(id));
        filter.map_or_else(|| id.to_owned(), |filter| self.own(&filter.label))
    }

    fn facts(&self, facts: &[FactId]) -> Vec<String> {
        facts.iter().map(|fact| self.fact(*fact)).collect()
    }

    fn fact(&self, fact: FactId) -> String {
        self.words.say(&format!("fact-{}", fact.name()), &[])
    }

    /// Words that stand in the rules themselves.
    fn own(&self, wording: &scoring::wording::Wording) -> String {
        wording.text(self.words.language.code()).to_owned()
    }
}

fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Hit => "hit",
        Answer::Clear => "clear",
        Answer::Unknown => "unknown",
    }
}

fn versions(viewed: &ViewedDecision) -> Vec<Version> {
    let decision = &viewed.decision;
    let card = &decision.score.scorecard;
    let version = |kind, name: String, hash: Option<&String>| Version { kind, name, hash: hash.cloned() };
    let policy = format!("{} {}", decision.policy.programme, decision.policy.version);
    vec![
        version("decision", viewed.id.to_string(), None),
        version("record", decision.record_version.to_string(), None),
        version("policy", policy, Some(&decision.policy.sha256)),
        version("scorecard", format!("{} {}", card.id, card.version), Some(&card.sha256)),
    ]
}
