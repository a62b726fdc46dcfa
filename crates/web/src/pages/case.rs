//! One case: what it proposes, what was noticed, what the citizen registry said, what it waits for, how it got there; and
//! the steps that the reader may take with it.

pub(super) mod proposal;
pub(super) mod steps;
pub(super) mod told;
pub(super) mod verdicts;

use super::{
    caller::SignedIn,
    cases::{self, Line},
    fault::{Fault, Shown},
    findings::{self, Noticed},
    labels::{Labels, Places},
    page::{Moment, Words},
};
use axum::extract::{Path, Query};
use operations::{authority::Permission, cases::CaseView, error::VerbError};
use proposal::{Proposed, Reader};
use registry::{
    area::AreaBook,
    case::{Case, CaseState, Subject},
    identity::NumberSeries,
    ids::CaseId,
    proposal::{Content, Proposal},
    updates::{Check, Review},
};
use serde::{Deserialize, Serialize};
use survey::{
    instance::Instance,
    reading::{self, Context, Purpose},
};
use told::Told;
use verdicts::Answered;

/// Papers that can be given, by their code in the forms.
pub(super) const PAPERS: [&str; 9] = [
    "b_form",
    "cnic",
    "birth_certificate",
    "death_certificate",
    "marriage_certificate",
    "divorce_certificate",
    "disability_certificate",
    "court_order",
    "other",
];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) line: Line,
    pub(super) id: String,
    /// The end of the key of who must look at it.
    pub(super) review: &'static str,
    pub(super) rules_version: String,
    pub(super) channel: &'static str,
    /// Other households concerned.
    pub(super) others: Vec<String>,
    /// The submission that it is about.
    pub(super) source: Option<String>,
    pub(super) proposed: Option<Proposed>,
    /// What was marked as doubtful, where it is about that.
    pub(super) doubt: Option<Doubt>,
    pub(super) findings: Vec<Noticed>,
    /// What the citizen registry must still confirm.
    pub(super) checks: Vec<String>,
    /// Papers lacking: of each line any one.
    pub(super) lacking: Vec<String>,
    /// Why it does not count, where it was refused.
    pub(super) refused: Option<Turned>,
    pub(super) answers: Vec<Answered>,
    pub(super) conflicts: Vec<Line>,
    pub(super) trail: Vec<Step>,
    pub(super) may: May,
    /// Papers to choose from: code and words.
    pub(super) papers: Vec<(String, String)>,
    /// Ways of accepting it.
    pub(super) ways: Vec<Way>,
}

/// What was marked as doubtful.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Doubt {
    pub(super) place: String,
    pub(super) about: String,
}

/// Why a case does not count.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Turned {
    pub(super) text: String,
    /// From when it may be tried again.
    pub(super) from: Option<Moment>,
}

/// A step that was taken.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Step {
    pub(super) at: Moment,
    pub(super) by: String,
    /// The end of the key of the state after it.
    pub(super) to: String,
    pub(super) note: Option<String>,
}

/// A way of accepting a case.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Way {
    pub(super) value: String,
    pub(super) text: String,
}

/// What the reader may do.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one button")]
pub(super) struct May {
    pub(super) take_over: bool,
    pub(super) add_evidence: bool,
    pub(super) withdraw: bool,
    pub(super) accept: bool,
    pub(super) refuse: bool,
    /// The reader brought it in, and the rule wants another pair of eyes.
    pub(super) own: bool,
}

/// The page of a case.
pub(super) async fn show(signed_in: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let told = Told::done(signed_in.words(), &asked.done);
    render(&signed_in, read_id(&id)?, told).await
}

/// The case of an address.
pub(super) fn read_id(id: &str) -> Result<CaseId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

/// The page, with what the last form came to.
pub(super) async fn render(signed_in: &SignedIn, id: CaseId, told: Told) -> Shown {
    let view = signed_in.app().registry.view_case(signed_in.authority(), id).await?;
    let page = page(signed_in, &view, told).await?;
    signed_in.page("case.html", page)
}

async fn page(signed_in: &SignedIn, view: &CaseView, told: Told) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let words = signed_in.words();
    let case = &view.case;
    let read = survey_of(signed_in, case, areas.book()).await?;
    let proposal = case.proposal.as_ref().or(read.as_ref());
    let form = match (proposal.map(|proposal| &proposal.content), &view.household) {
        (Some(Content::Survey(record)), _) => Some(&record.form),
        (_, Some(household)) => Some(&household.record.form),
        _ => None,
    };
    let (form_id, version) = form.map_or(("household", ""), |form| (&form.id, &form.version));
    let labels = Labels::new(words, &shelf, form_id, version);
    let places = Places { book: areas.book(), words };
    let (now, today) = (registry.clock().now(), registry.clock().today());
    let reader = Reader { household: view.household.as_ref(), labels: &labels, places: &places, today };
    Ok(Page {
        told,
        line: cases::line(&cases::in_short(case), &places, today),
        id: case.id.to_string(),
        review: review_code(case.review),
        rules_version: case.rules_version.clone(),
        channel: super::household::timeline::channel_code(case.channel),
        others: case.others.iter().map(ToString::to_string).collect(),
        source: proposal::source(case),
        proposed: proposal.map(|proposal| reader.read(proposal)),
        doubt: doubt(view, &labels),
        findings: findings::in_words(&case.findings, &labels),
        checks: checks(&case.state, words),
        lacking: lacking(&case.state, &labels),
        refused: refused(case, words),
        answers: verdicts::read(&view.verifications, proposal, &reader, now),
        conflicts: cases::lines(signed_in, &view.conflicts).await?,
        trail: trail(case, words),
        may: may(signed_in, view),
        papers: papers(&labels),
        ways: ways(view, words),
    })
}

/// The survey of a case, which keeps none: the submission has it.
async fn survey_of(signed_in: &SignedIn, case: &Case, areas: &AreaBook) -> Result<Option<Proposal>, Fault> {
    let Subject::Submission { instance } = &case.subject else { return Ok(None) };
    if case.proposal.is_some() || !signed_in.may(Permission::ReadSubmissions) {
        return Ok(None);
    }
    let registry = &signed_in.app().registry;
    let whole = match registry.find_submission(signed_in.authority(), instance).await {
        Ok(whole) => whole,
        // It lies outside the reader's areas, though the case does not.
        Err(VerbError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let row = &whole.sent.row;
    let read = Purpose::of_form(&row.form_id).zip(Instance::parse(whole.xml.as_bytes()).ok());
    let Some((purpose, instance)) = read else { return Ok(None) };
    // What was found about it stands in the case: only its answers are wanted here.
    let (ids, series) = (registry.ids(), NumberSeries::Invented);
    let context = Context { areas, ids, received: row.received, series };
    Ok(Some(reading::read(purpose, &instance, context).0))
}

/// Papers to choose from, in the words of the forms.
pub(super) fn papers(labels: &Labels<'_>) -> Vec<(String, String)> {
    PAPERS.map(|paper| (paper.to_owned(), paper_in_words(paper, labels))).into()
}

fn paper_in_words(paper: &str, labels: &Labels<'_>) -> String {
    labels.listed("certificate_kind", paper).unwrap_or_else(|| paper.replace('_', " "))
}

fn checks(state: &CaseState, words: Words<'_>) -> Vec<String> {
    let CaseState::WaitingForCitizenRegistry { checks } = state else { return Vec::new() };
    checks.iter().map(|check| words.say(&format!("case-check-{}", check_code(*check)), &[])).collect()
}

fn lacking(state: &CaseState, labels: &Labels<'_>) -> Vec<String> {
    let CaseState::WaitingForEvidence { lacking } = state else { return Vec::new() };
    let or = labels.words().say("case-or", &[]);
    let line = |any_of: &Vec<String>| {
        any_of.iter().map(|paper| paper_in_words(paper, labels)).collect::<Vec<_>>().join(&format!(" {or} "))
    };
    lacking.iter().map(line).collect()
}

fn refused(case: &Case, words: Words<'_>) -> Option<Turned> {
    let CaseState::Refused { reason, from } = &case.state else { return None };
    let told = case.refusal.as_ref().map(|text| cases::in_language(text, words));
    Some(Turned {
        text: told.unwrap_or_else(|| reason_in_words(reason, words)),
        from: from.map(|day| words.date(day)),
    })
}

/// A reason of a refusal: of a rule, a finding, or an officer.
fn reason_in_words(reason: &str, words: Words<'_>) -> String {
    if reason == "officer" {
        return words.say("case-refused-by-officer", &[]);
    }
    words
        .find(&findings::key(reason))
        .unwrap_or_else(|| words.say("case-refused-by-rule", &[("code", &reason)]))
}

/// What a case about a doubt is about: as long as it is not settled, the record has it.
fn doubt(view: &CaseView, labels: &Labels<'_>) -> Option<Doubt> {
    let Subject::Discrepancy { marked_by } = &view.case.subject else { return None };
    let open = view.household.as_ref()?.discrepancies.iter().find(|one| one.marked_by == *marked_by)?;
    Some(Doubt { place: labels.place(&open.place), about: open.about.reveal().to_owned() })
}

fn trail(case: &Case, words: Words<'_>) -> Vec<Step> {
    let step = |step: &registry::case::CaseStep| Step {
        at: words.instant(step.at),
        by: step.by.clone(),
        to: step.to.clone(),
        note: step.note.as_ref().map(|note| note.reveal().to_owned()),
    };
    case.trail.iter().map(step).collect()
}

fn may(signed_in: &SignedIn, view: &CaseView) -> May {
    let case = &view.case;
    if !case.state.is_open() {
        return May::default();
    }
    let me = signed_in.authority().actor();
    let (works, reviews) = (signed_in.may(Permission::WorkCases), signed_in.may(Permission::ReviewCases));
    May {
        take_over: works && case.owner.as_deref() != Some(me),
        add_evidence: works && case.proposal.is_some(),
        withdraw: works && case.is_brought_in_by(me),
        accept: view.may_review && case.state == CaseState::InReview,
        refuse: view.may_review,
        own: reviews && !view.may_review,
    }
}

/// Ways of accepting: as proposed; a survey whose numbers clash, as a new household or as another survey of a known one.
fn ways(view: &CaseView, words: Words<'_>) -> Vec<Way> {
    let case = &view.case;
    // A survey stays with its submission.
    let is_survey = case.proposal.is_none() && matches!(case.subject, Subject::Submission { .. });
    let is_proposed = is_survey || case.proposal.is_some();
    let as_proposed = if is_proposed { "case-way-as-proposed" } else { "case-way-looked-at" };
    let mut ways = vec![Way { value: steps::AS_PROPOSED.to_owned(), text: words.say(as_proposed, &[]) }];
    if !is_survey {
        return ways;
    }
    let mut households: Vec<_> = case.household.iter().chain(&case.others).copied().collect();
    households.dedup();
    for household in households {
        let number = household.to_string();
        ways.push(Way {
            text: words.say("case-way-resurvey", &[("household", &number)]),
            value: format!("{}{number}", steps::RESURVEY),
        });
    }
    if !case.others.is_empty() {
        ways.push(Way {
            value: steps::WITHOUT_NUMBERS.to_owned(),
            text: words.say("case-way-without-numbers", &[]),
        });
    }
    ways
}

/// The end of the key of who must look.
fn review_code(review: Review) -> &'static str {
    match review {
        Review::None => "none",
        Review::Officer => "officer",
        Review::FourEyes => "four_eyes",
    }
}

/// The end of the key of what the citizen registry must confirm.
pub(super) fn check_code(check: Check) -> &'static str {
    match check {
        Check::NumberHeld => "number_held",
        Check::Name => "name",
        Check::Gender => "gender",
        Check::MaritalStatus => "marital_status",
        Check::Disability => "disability",
        Check::Alive => "alive",
        Check::Dead => "dead",
        Check::FamilyTree => "family_tree",
    }
}
