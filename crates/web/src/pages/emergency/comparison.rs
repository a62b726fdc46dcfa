//! What an emergency changed: outcomes, walls and means of the households surveyed since, before and after.

use super::find;
use crate::pages::{
    caller::SignedIn,
    fault::Shown,
    figures::{self, Bar},
    labels::Labels,
    page::Words,
};
use axum::extract::Path;
use operations::emergencies::{Crossing, FactCompared};
use serde::Serialize;
use std::{cmp::Reverse, collections::BTreeMap};

#[derive(Debug, Default, Serialize)]
pub(in crate::pages) struct Page {
    pub(in crate::pages) link: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) compared: u64,
    pub(in crate::pages) compared_text: String,
    pub(in crate::pages) new: String,
    pub(in crate::pages) partial: bool,
    pub(in crate::pages) means: Vec<MeanLine>,
    pub(in crate::pages) outcomes: Vec<CrossingLine>,
    pub(in crate::pages) walls: Vec<WallLine>,
}

/// A mean before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::pages) struct MeanLine {
    pub(in crate::pages) name: String,
    pub(in crate::pages) households: String,
    pub(in crate::pages) before: String,
    pub(in crate::pages) after: String,
    pub(in crate::pages) change: String,
}

/// From one outcome to another; none for no decision.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct CrossingLine {
    pub(in crate::pages) before: Option<String>,
    pub(in crate::pages) after: Option<String>,
    pub(in crate::pages) households: String,
    pub(in crate::pages) changes: bool,
}

/// Households with a material of walls, before and after.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct WallLine {
    pub(in crate::pages) wall: String,
    pub(in crate::pages) before: String,
    pub(in crate::pages) after: String,
    pub(in crate::pages) before_bar: Bar,
    pub(in crate::pages) after_bar: Bar,
}

/// The page.
pub(in crate::pages) async fn show(signed_in: SignedIn, Path(id): Path<String>) -> Shown {
    let registry = &signed_in.app().registry;
    let act = find(&signed_in, &id).await?;
    let compared = registry.compare_emergency(signed_in.authority(), act.id).await?;
    let shelf = registry.forms().await?;
    let labels = Labels::new(signed_in.words(), &shelf, "household", "");
    let facts = std::iter::once(&compared.score).chain(&compared.facts);
    let page = Page {
        link: format!("/emergencies/{}", act.id),
        name: act.name,
        compared: compared.compared,
        compared_text: figures::count(compared.compared),
        new: figures::count(compared.new),
        partial: compared.partial,
        means: facts.filter_map(|fact| mean(fact, signed_in.words())).collect(),
        outcomes: outcomes(&compared.outcomes),
        walls: walls(&compared.walls, &labels),
    };
    signed_in.page("comparison.html", page)
}

fn mean(fact: &FactCompared, words: Words<'_>) -> Option<MeanLine> {
    let (before, after) = fact.means()?;
    let key = if fact.name == "score" { "score".to_owned() } else { format!("fact-{}", fact.name) };
    Some(MeanLine {
        name: words.find(&key).unwrap_or_else(|| fact.name.replace('_', " ")),
        households: figures::count(fact.households),
        before: format!("{before:.2}"),
        after: format!("{after:.2}"),
        change: format!("{:+.2}", after - before),
    })
}

fn outcomes(crossings: &[Crossing]) -> Vec<CrossingLine> {
    let mut rows: Vec<&Crossing> = crossings.iter().collect();
    rows.sort_by_key(|row| Reverse(row.households));
    let line = |row: &Crossing| CrossingLine {
        before: row.before.clone(),
        after: row.after.clone(),
        households: figures::count(row.households),
        changes: row.before != row.after,
    };
    rows.into_iter().map(line).collect()
}

/// Households by wall before and after, the commonest before first.
fn walls(crossings: &[Crossing], labels: &Labels<'_>) -> Vec<WallLine> {
    let mut walls: BTreeMap<Option<&String>, (u64, u64)> = BTreeMap::new();
    for row in crossings {
        walls.entry(row.before.as_ref()).or_default().0 += row.households;
        walls.entry(row.after.as_ref()).or_default().1 += row.households;
    }
    let most = walls.values().map(|(before, after)| *before.max(after)).max().unwrap_or(0);
    let mut rows: Vec<_> = walls.into_iter().collect();
    rows.sort_by_key(|(_, (before, _))| Reverse(*before));
    let line = |(wall, (before, after)): (Option<&String>, (u64, u64))| WallLine {
        wall: wall.map_or_else(
            || labels.words().say("unknown", &[]),
            |wall| labels.code_in_words("dwelling/wall", wall),
        ),
        before: figures::count(before),
        after: figures::count(after),
        before_bar: Bar::of(most, &[("before", before)], String::new()),
        after_bar: Bar::of(most, &[("after", after)], String::new()),
    };
    rows.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    #[test]
    fn a_mean_tells_its_change_and_nothing_compared_is_no_line() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::En };
        let fact = |households, before_sum, after_sum| FactCompared {
            name: "score".to_owned(),
            households,
            before_sum,
            after_sum,
        };
        let line = mean(&fact(4, 120.0, 100.0), words).unwrap();
        assert_eq!([line.before.as_str(), &line.after, &line.change], ["30.00", "25.00", "-5.00"]);
        assert_eq!(mean(&fact(0, 0.0, 0.0), words), None);
    }
}
