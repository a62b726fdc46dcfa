//! One load: figures that add up, what was noticed and why rows were rejected by code, and the households with findings.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    findings::{self, Noticed},
    labels::Labels,
    loads::{self, Line},
    page::Words,
    pager::Pager,
};
use axum::extract::{Path, Query};
use operations::error::VerbError;
use registry::{
    delivery::RejectCode,
    finding::{Finding, FindingCode},
};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap};
use store::rows::{LoadRow, LoadedRow};

/// Households on a page.
const LISTED: u32 = 25;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) line: Line,
    pub(super) file_sha256: String,
    pub(super) mapping_sha256: String,
    /// What was noticed, the commonest first.
    pub(super) noticed: Vec<CodeLine>,
    /// Why rows were rejected, the commonest first.
    pub(super) rejected: Vec<CodeLine>,
    pub(super) rows: Vec<RowLine>,
    pub(super) pager: Pager,
}

/// How often a code was met.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CodeLine {
    /// The severity of a finding; `error` for a reject.
    pub(super) severity: &'static str,
    pub(super) code: String,
    pub(super) text: String,
    pub(super) times: String,
}

/// A household with findings.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RowLine {
    pub(super) row: String,
    pub(super) key: String,
    pub(super) household: String,
    pub(super) findings: Vec<Noticed>,
}

/// The page of a load.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(batch): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let load = registry.find_load(authority, &batch).await?;
    let pager = Pager::new(&format!("{}?", loads::link(&batch)), &asked.page);
    let listed = registry.list_load_findings(authority, &batch, pager.skip(LISTED), LISTED).await?;
    let shelf = registry.forms().await?;
    let labels = Labels::new(signed_in.words(), &shelf, "household", "");
    let rows = listed.iter().map(|row| row_line(row, &labels)).collect::<Result<Vec<_>, Fault>>()?;
    let (rejected, noticed) = codes(&load, signed_in.words())?;
    let page = Page {
        line: loads::line(&load, signed_in.words()),
        file_sha256: hex::encode(load.file_sha256),
        mapping_sha256: hex::encode(load.mapping_sha256),
        noticed,
        rejected,
        pager: pager.showing(rows.len(), LISTED),
        rows,
    };
    signed_in.page("load.html", page)
}

fn row_line(row: &LoadedRow, labels: &Labels<'_>) -> Result<RowLine, Fault> {
    let text = row.findings.as_deref().unwrap_or("[]");
    let found: Vec<Finding> = serde_json::from_str(text).map_err(|_| damaged())?;
    Ok(RowLine {
        row: loads::count(row.row),
        key: row.key.clone(),
        household: row.household.to_string(),
        findings: findings::in_words(&found, labels),
    })
}

/// Codes of rejects and codes of findings that the load met, the commonest first.
fn codes(load: &LoadRow, words: Words<'_>) -> Result<(Vec<CodeLine>, Vec<CodeLine>), Fault> {
    // A load that has not read anything has no tally yet.
    let tally = if load.tally.is_empty() { "{}" } else { &load.tally };
    let tally: BTreeMap<String, u64> = serde_json::from_str(tally).map_err(|_| damaged())?;
    let mut tally: Vec<_> = tally.into_iter().filter(|(_, times)| *times > 0).collect();
    tally.sort_by_key(|(_, times)| Reverse(*times));
    let lines = tally.into_iter().map(|(code, times)| code_line(code, times, words));
    Ok(lines.partition(|line| RejectCode::ALL.iter().any(|reject| reject.as_str() == line.code)))
}

fn code_line(code: String, times: u64, words: Words<'_>) -> CodeLine {
    let finding = FindingCode::ALL.iter().find(|finding| finding.as_str() == code);
    let key = if finding.is_some() { findings::key(&code) } else { code.replace('.', "-") };
    CodeLine {
        severity: finding.map_or("error", |finding| findings::severity(finding.severity())),
        // A code of a later version of the program has no words here.
        text: words.find(&key).unwrap_or_else(|| code.clone()),
        times: loads::count(times),
        code,
    }
}

fn damaged() -> Fault {
    VerbError::Damaged("what a load noticed cannot be read".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};
    use store::rows::LoadProgress;

    fn load(tally: &str) -> LoadRow {
        let at = jiff::Timestamp::from_second(1_790_000_000).unwrap();
        LoadRow {
            batch: "invented".to_owned(),
            source: "invented".to_owned(),
            file_sha256: [0; 32],
            mapping_sha256: [0; 32],
            actor: "console".to_owned(),
            started: at,
            changed: at,
            finished: None,
            progress: LoadProgress::default(),
            tally: tally.to_owned(),
        }
    }

    #[test]
    fn codes_of_findings_and_rejects_stand_apart_the_commonest_first() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::En };
        let tally =
            r#"{"identity.missing":3,"reject.key_twice":1,"identity.elsewhere":12000,"later.code":1}"#;
        let (rejected, noticed) = codes(&load(tally), words).ok().unwrap();
        let told = |lines: &[CodeLine]| -> Vec<(String, String, &str)> {
            lines.iter().map(|line| (line.code.clone(), line.times.clone(), line.severity)).collect()
        };
        let line = |code: &str, times: &str, severity| (code.to_owned(), times.to_owned(), severity);
        assert_eq!(told(&rejected), [line("reject.key_twice", "1", "error")]);
        assert_ne!(rejected[0].text, "reject.key_twice");
        assert_eq!(
            told(&noticed),
            [
                line("identity.elsewhere", "12,000", "error"),
                line("identity.missing", "3", "warning"),
                line("later.code", "1", "error")
            ]
        );
        assert!(codes(&load(""), words).is_ok_and(|(rejected, noticed)| rejected.len() + noticed.len() == 0));
        assert!(codes(&load("{"), words).is_err());
    }
}
