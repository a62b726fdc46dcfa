//! The key in a drafted mapping: the column that names the household, or the two that do so together. Names say which
//! columns may be meant, values whether they are it; where that is not plain, the draft leaves it open.

use super::{Seen, quoted};
use crate::suggest::plain;
use std::collections::HashSet;

/// What sources often call a column that names the household.
const KEYS: &[&str] =
    &["key", "household", "householdid", "hhid", "hhcode", "hhno", "householdnumber", "uid"];

/// What they call the group of neighbouring households that a survey drew; `hh1` in multiple indicator cluster surveys.
const CLUSTERS: &[&str] = &[
    "hh1",
    "cluster",
    "clusterno",
    "clusternumber",
    "clusterid",
    "clustercode",
    "psu",
    "psuno",
    "psunumber",
    "psuid",
    "psucode",
    "enumerationarea",
    "eacode",
    "ebcode",
];

/// What they call the number of a household within its cluster.
const WITHIN_CLUSTERS: &[&str] =
    &["hh2", "hh", "hhno", "hhnumber", "hhid", "household", "householdno", "householdnumber", "householdid"];

/// The key of a file as drafted.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Key {
    /// Its columns; none where it is left open.
    pub(super) columns: Vec<usize>,
    /// A column with the name of a key that is none: it names several households.
    shared: Option<usize>,
}

impl Key {
    /// Of a file of households: the one column with the name of a key whose values are each there once, else the pair of
    /// cluster and household whose values are so only together.
    pub(super) fn of_households(seen: &Seen<'_>) -> Self {
        let fitting = fitting(seen.headings);
        if let [canonical] = fitting.as_slice()
            && seen.heading(*canonical) == "key"
        {
            return Self { columns: fitting, shared: None };
        }
        let (unique, shared): (Vec<usize>, Vec<usize>) =
            fitting.into_iter().partition(|column| is_unique(seen, &[*column]));
        let columns = match unique.len() {
            0 => find_pair(seen),
            1 => unique,
            _ => return Self::default(),
        };
        Self { columns, shared: shared.first().copied() }
    }

    /// Of a file of persons or births: columns of the same names, else those that the names suggest.
    pub(super) fn of_companion(headings: &[String], households: &[&str]) -> Self {
        let same: Vec<usize> =
            households.iter().filter_map(|name| find_only(headings, &[&plain(name)])).collect();
        let columns = match households {
            [] => Vec::new(),
            all if all.len() == same.len() => same,
            [_] => Some(fitting(headings)).filter(|fitting| fitting.len() == 1).unwrap_or_default(),
            _ => [CLUSTERS, WITHIN_CLUSTERS].iter().map_while(|names| find_only(headings, names)).collect(),
        };
        let whole = columns.len() == households.len();
        Self { columns: if whole { columns } else { Vec::new() }, shared: None }
    }

    /// The line of the mapping.
    pub(super) fn line(&self, headings: &[String]) -> String {
        let name = |column: &usize| headings.get(*column).map(|name| quoted(name)).unwrap_or_default();
        match (self.columns.as_slice(), &self.shared) {
            ([one], _) => format!("key = {}", name(one)),
            ([], None) => {
                "key = \"?\" # the column that names the household, or a list of columns".to_owned()
            }
            ([], Some(shared)) => format!(
                "key = \"?\" # a list of the columns that together name the household; {} names several",
                name(shared)
            ),
            (several, _) => {
                format!("key = [{}]", several.iter().map(name).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Columns with the name of a key: the canonical one alone where it is there.
fn fitting(headings: &[String]) -> Vec<usize> {
    if let Some(canonical) = headings.iter().position(|heading| heading == "key") {
        return vec![canonical];
    }
    let named = |heading: &String| KEYS.contains(&plain(heading).as_str());
    headings.iter().enumerate().filter(|(_, heading)| named(heading)).map(|(column, _)| column).collect()
}

/// The only column that has one of these names.
fn find_only(headings: &[String], names: &[&str]) -> Option<usize> {
    let mut found =
        headings.iter().enumerate().filter(|(_, heading)| names.contains(&plain(heading).as_str()));
    let (column, _) = found.next()?;
    found.next().is_none().then_some(column)
}

/// The first pair that names households, in the order of the names: a survey may number its clusters in two ways.
fn find_pair(seen: &Seen<'_>) -> Vec<usize> {
    let pairs =
        CLUSTERS.iter().flat_map(|cluster| WITHIN_CLUSTERS.iter().map(move |within| [cluster, within]));
    for [cluster, within] in pairs {
        let (Some(cluster), Some(within)) =
            (find_only(seen.headings, &[cluster]), find_only(seen.headings, &[within]))
        else {
            continue;
        };
        let pair = vec![cluster, within];
        if is_unique(seen, &pair) && !pair.iter().any(|column| is_unique(seen, &[*column])) {
            return pair;
        }
    }
    Vec::new()
}

/// Whether no two rows have the same values in these columns; rows that lack one of them do not count.
fn is_unique(seen: &Seen<'_>, columns: &[usize]) -> bool {
    let mut before = HashSet::new();
    (0..seen.rows.len()).all(|row| {
        let values: Vec<&str> = columns.iter().map(|column| seen.rows.get(*column, row).trim()).collect();
        values.contains(&"") || before.insert(values)
    })
}
