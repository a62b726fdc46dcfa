//! Policies of programmes: by which scorecard, up to which cut-off, and with which filters. Each version is a file.

mod file;

use crate::{
    condition::Condition,
    facts::FactId,
    points::Points,
    rules::{Effective, Rules, RulesFault, Source, Versioned},
    wording::Wording,
};
use file::{CutOffFile, FilterFile, PolicyFile};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The format of policy files that this program knows.
const FORMAT: u32 = 1;

/// One version of a programme's policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The programme, such as `kafaalat`.
    pub programme: String,
    /// The version.
    pub version: String,
    /// SHA-256 of its file in hexadecimal digits.
    pub sha256: String,
    /// When it is in force.
    pub effective: Effective,
    /// Its name.
    pub title: Wording,
    /// Where its rules were published.
    pub source: String,
    /// What everybody who sees its decisions must be told.
    pub notice: Option<Wording>,
    /// The scorecard by which it goes.
    pub scorecard: ScorecardWanted,
    /// Cut-offs in order: the first whose condition is true holds. The last has no condition.
    pub cut_offs: Vec<CutOff>,
    /// Filters in order.
    pub filters: Vec<Filter>,
}

/// The version of a scorecard by which a policy goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardWanted {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// A cut-off: households that are as poor or poorer are eligible.
#[derive(Debug, Clone)]
pub struct CutOff {
    /// Its id within the policy.
    pub id: String,
    /// Its wording.
    pub label: Wording,
    /// For whom it is; none for everybody left.
    pub when: Option<Condition>,
    /// The score.
    pub score: Points,
}

/// What a filter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Who is hit is excluded, whatever the score.
    Exclusion,
    /// Who is hit and above the cut-off may come in when a higher, appeal cut-off is set.
    Vulnerability,
}

/// A filter. Where facts that it needs are lacking it is unknown: reported, and never a hit.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Its id within the policy.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its wording.
    pub label: Wording,
    /// Whom it hits.
    pub when: Condition,
}

impl Policy {
    /// Compiles a file; `None` when the source has noted faults.
    pub(crate) fn compile(source: &Source, rules: &Rules) -> Option<Self> {
        let file: PolicyFile = source.read()?;
        if *file.format.get_ref() != FORMAT {
            source.fault(&file.format.span(), RulesFault::Format(*file.format.get_ref()));
            return None;
        }
        check_head(&file, source);
        check_cut_offs(&file, rules, source);
        let effective = Effective::read(&file.effective_from, file.effective_to.as_ref(), source);
        let cut_offs = file.cut_off.iter().filter_map(|cut_off| compile_cut_off(cut_off, source)).collect();
        let exclusions = compile_filters(&file.exclusion, Purpose::Exclusion, source);
        let vulnerabilities = compile_filters(&file.vulnerability, Purpose::Vulnerability, source);
        let effective = effective?;
        source.is_sound().then(|| Self {
            programme: file.programme.into_inner(),
            version: file.version,
            sha256: source.sha256(),
            effective,
            title: file.title.into_inner(),
            source: file.source,
            notice: file.notice.map(Spanned::into_inner),
            scorecard: file.scorecard.into_inner(),
            cut_offs,
            filters: exclusions.into_iter().chain(vulnerabilities).collect(),
        })
    }

    /// The filter of an id.
    pub fn find_filter(&self, id: &str) -> Option<&Filter> {
        self.filters.iter().find(|filter| filter.id == id)
    }

    /// The cut-off of an id.
    pub fn find_cut_off(&self, id: &str) -> Option<&CutOff> {
        self.cut_offs.iter().find(|cut_off| cut_off.id == id)
    }

    /// Every fact that its conditions use, in the order of declaration; those of its scorecard are not among them.
    pub fn facts(&self) -> Vec<FactId> {
        let cut_offs = self.cut_offs.iter().filter_map(|cut_off| cut_off.when.as_ref());
        let conditions = cut_offs.chain(self.filters.iter().map(|filter| &filter.when));
        let mut facts: Vec<_> = conditions.flat_map(Condition::facts).copied().collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

fn check_head(file: &PolicyFile, source: &Source) {
    source.require_ids([&file.programme]);
    source.require_wording(&file.title);
    if let Some(notice) = &file.notice {
        source.require_wording(notice);
    }
    source.require_ids(file.cut_off.iter().map(|cut_off| &cut_off.get_ref().id));
    let filters = file.exclusion.iter().chain(&file.vulnerability);
    source.require_ids(filters.map(|filter| &filter.get_ref().id));
}

/// Refuses cut-offs that no household could come to, and those that no score of the scorecard can meet.
fn check_cut_offs(file: &PolicyFile, rules: &Rules, source: &Source) {
    if file.cut_off.is_empty() {
        source.fault(&file.programme.span(), RulesFault::Empty("cut-off"));
    }
    for (place, cut_off) in file.cut_off.iter().enumerate() {
        let is_last = place + 1 == file.cut_off.len();
        if cut_off.get_ref().when.is_none() != is_last {
            source.fault(&cut_off.span(), RulesFault::CutOffOrder);
        }
    }
    let wanted = file.scorecard.get_ref();
    let Some(card) = rules.find_scorecard(&wanted.id, &wanted.version) else {
        let fault = RulesFault::UnknownScorecard(wanted.id.clone(), wanted.version.clone());
        source.fault(&file.scorecard.span(), fault);
        return;
    };
    for cut_off in &file.cut_off {
        let score = Points::rounded(*cut_off.get_ref().score.get_ref());
        if !score.is_some_and(|score| (card.minimum..=card.maximum).contains(&score)) {
            source.fault(&cut_off.get_ref().score.span(), RulesFault::CutOffOutside);
        }
    }
}

fn compile_cut_off(file: &Spanned<CutOffFile>, source: &Source) -> Option<CutOff> {
    let content = file.get_ref();
    source.require_wording(&content.label);
    let score = Points::exact(*content.score.get_ref());
    if score.is_none() {
        source.fault(&content.score.span(), RulesFault::PointsDecimals);
    }
    let when = match &content.when {
        Some(when) => Some(compile_condition(when, source)?),
        None => None,
    };
    let (id, label) = (content.id.get_ref().clone(), content.label.get_ref().clone());
    Some(CutOff { id, label, when, score: score? })
}

fn compile_filters(files: &[Spanned<FilterFile>], purpose: Purpose, source: &Source) -> Vec<Filter> {
    let compiled = files.iter().filter_map(|file| {
        let content = file.get_ref();
        source.require_wording(&content.label);
        let when = compile_condition(&content.when, source)?;
        let (id, label) = (content.id.get_ref().clone(), content.label.get_ref().clone());
        Some(Filter { id, purpose, label, when })
    });
    compiled.collect()
}

/// A condition as it stands in a file; `None` when the source has noted what is wrong with it.
pub(crate) fn compile_condition(written: &Spanned<String>, source: &Source) -> Option<Condition> {
    match Condition::compile(written.get_ref()) {
        Ok(condition) => Some(condition),
        Err(error) => {
            // One character for the quotation mark before the text. A text with escapes or of several lines is only
            // placed roughly: at least its first line is right.
            let start = written.span().start + 1 + error.place.start;
            source.fault(&(start..start), RulesFault::Condition(error.fault));
            None
        }
    }
}

impl Versioned for Policy {
    fn version(&self) -> &str {
        &self.version
    }
    fn effective(&self) -> Effective {
        self.effective
    }
    fn set_effective(&mut self, effective: Effective) {
        self.effective = effective;
    }
    fn path(&self) -> String {
        format!("policies/{}/{}.toml", self.programme, self.version)
    }
}
