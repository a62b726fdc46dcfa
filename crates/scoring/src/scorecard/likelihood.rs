//! How likely a household of a score is to be poor, as the authors of a scorecard published it: for display, never for
//! a decision.

use super::file::LikelihoodFile;
use crate::{
    points::Points,
    rules::{RulesFault, Source},
    wording::Wording,
};
use toml::Spanned;

/// A table from score to likelihood.
#[derive(Debug, Clone)]
pub struct Likelihood {
    /// Where it was published.
    pub source: String,
    /// The score with which each band starts, rising.
    pub score_from: Vec<Points>,
    /// The poverty lines.
    pub lines: Vec<PovertyLine>,
}

/// One poverty line.
#[derive(Debug, Clone)]
pub struct PovertyLine {
    /// Its id, such as `national`.
    pub id: String,
    /// Its name.
    pub label: Wording,
    /// For each band, percent of households that are below the line.
    pub percent: Vec<f64>,
}

impl Likelihood {
    /// Percent of the households of a score that are below a line.
    pub fn percent(&self, line: &str, score: Points) -> Option<f64> {
        let band = self.score_from.partition_point(|from| *from <= score).checked_sub(1)?;
        self.lines.iter().find(|known| known.id == line)?.percent.get(band).copied()
    }

    pub(super) fn compile(file: &Spanned<LikelihoodFile>, minimum: Points, source: &Source) -> Self {
        let content = file.get_ref();
        let score_from: Vec<_> =
            content.score_from.iter().filter_map(|score| Points::exact(*score)).collect();
        let rising = score_from.is_sorted_by(|earlier, later| earlier < later);
        if !rising || score_from.len() != content.score_from.len() || score_from.first() != Some(&minimum) {
            source.fault(&file.span(), RulesFault::Likelihood);
        }
        source.require_ids(content.line.iter().map(|line| &line.get_ref().id));
        for line in &content.line {
            source.require_wording(&line.get_ref().label);
            let percent = &line.get_ref().percent;
            if percent.len() != score_from.len() || percent.iter().any(|part| !(0.0..=100.0).contains(part)) {
                source.fault(&line.span(), RulesFault::Likelihood);
            }
        }
        let lines = content.line.iter().map(|line| PovertyLine {
            id: line.get_ref().id.get_ref().clone(),
            label: line.get_ref().label.get_ref().clone(),
            percent: line.get_ref().percent.clone(),
        });
        Self { source: content.source.clone(), lines: lines.collect(), score_from }
    }
}
