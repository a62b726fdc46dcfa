//! A decision line by line, for the command line: the same words as on the household's page.

use crate::{
    pages::{
        household::decision::{self, Decided, PointsLine},
        page::Words,
    },
    wording::{Language, Wording},
};
use operations::households::ViewedDecision;
use scoring::rules::Rules;

/// The decision in words, one line for each answer, cut-off, filter and reason.
pub fn explain(wording: &Wording, language: Language, viewed: &ViewedDecision, rules: &Rules) -> Vec<String> {
    let words = Words { wording, language };
    let decided = decision::decided(viewed, rules, words);
    let mut lines = Vec::new();
    head(&mut lines, &decided, words);
    score(&mut lines, &decided, words);
    considered(&mut lines, &decided, words);
    lines.push(String::new());
    lines.push(words.say("explain-reasons", &[]));
    lines.extend(decided.reasons.iter().map(|reason| format!("  - {reason}")));
    lines.push(String::new());
    let outcome = words.say(&format!("outcome-{}", decided.outcome), &[]);
    lines.push(words.say("explain-outcome", &[("outcome", &outcome)]));
    lines
}

fn head(lines: &mut Vec<String>, decided: &Decided, words: Words<'_>) {
    let when = [("decided", &decided.taken.text as _), ("reference", &decided.reference.text as _)];
    lines.push(words.say("explain-when", &when));
    for version in &decided.versions {
        let kind = words.say(&format!("version-{}", version.kind), &[]);
        let hash = version.hash.as_ref().map(|hash| format!("  sha256 {hash}")).unwrap_or_default();
        lines.push(format!("  {kind}: {}{hash}", version.name));
    }
    lines.extend(decided.policy_notice.iter().map(|notice| format!("  ! {notice}")));
    lines.push(String::new());
}

fn score(lines: &mut Vec<String>, decided: &Decided, words: Words<'_>) {
    let status = words.say(&format!("points-{}", decided.points_status), &[]);
    lines.push(format!("{} ({status})", decided.scorecard));
    lines.extend(decided.scorecard_notice.iter().map(|notice| format!("  ! {notice}")));
    lines.extend(decided.points.iter().flatten().map(points));
    match &decided.score {
        Some(score) => {
            let values = [
                ("score", &score.value as _),
                ("minimum", &score.minimum as _),
                ("maximum", &score.maximum as _),
            ];
            lines.push(words.say("explain-score", &values));
        }
        None => {
            let facts = [decided.lacking.as_slice(), decided.not_covered.as_slice()].concat();
            lines.push(words.say("explain-no-score", &[("facts", &facts.join(&words.say("comma", &[])))]));
        }
    }
    lines.push(String::new());
}

fn points(line: &PointsLine) -> String {
    let colon = if line.answer.is_empty() { "" } else { ": " };
    format!("  {:>7}  {}{colon}{}", line.points, line.question, line.answer)
}

fn considered(lines: &mut Vec<String>, decided: &Decided, words: Words<'_>) {
    lines.push(words.say("explain-cut-offs", &[]));
    for cut_off in &decided.cut_offs {
        let mark = if cut_off.holds { '*' } else { ' ' };
        lines.push(format!(
            "  {mark} {:>6}  {}  ({})",
            cut_off.score,
            cut_off.label,
            answer(cut_off.answer, words)
        ));
    }
    lines.push(words.say("explain-filters", &[]));
    for filter in &decided.filters {
        let lacking = if filter.lacking.is_empty() {
            String::new()
        } else {
            format!(": {}", filter.lacking.join(", "))
        };
        lines.push(format!("    {}  ({}{lacking})", filter.label, answer(filter.answer, words)));
    }
}

fn answer(code: &str, words: Words<'_>) -> String {
    words.say(&format!("answer-{code}"), &[])
}
