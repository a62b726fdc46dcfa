//! The page of a household: as it was on a day, as it was known on a day, with everything that led there.

pub(crate) mod decision;
mod discrepancies;
pub(super) mod roster;
mod sections;
pub(super) mod timeline;
pub(super) mod updates;

use super::{
    caller::{Posted, SignedIn},
    cases,
    fault::{Fault, Shown},
    findings::{self, Noticed},
    households,
    labels::{AnsweredSection, Labels, Places, form_title},
    page::{Moment, Words},
    submissions::{self, Line},
    surveys::line::{Lines, SurveyLine},
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use decision::Decided;
use discrepancies::Marked;
use jiff::civil::Date;
use operations::{
    authority::Permission, cases::CaseError, error::VerbError, forms::FormShelf, households::HouseholdView,
    surveys::Surveys,
};
use registry::{
    area::AreaBook,
    clock::date_in_pakistan,
    household::{Household, Status},
    registry_number::RegistryNumber,
};
use roster::{FamilyLine, Former, MemberLine};
use scoring::rules::Rules;
use serde::{Deserialize, Serialize};
use timeline::Event;
use updates::Updates;

/// What the address of the page says was done.
const DONE: [&str; 2] = ["changed", "asked"];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    known_on: String,
    #[serde(default)]
    done: String,
}

/// What stands on the page.
#[derive(Debug, Serialize)]
struct Page {
    number: String,
    as_of: Moment,
    known_on: Moment,
    today: String,
    current: bool,
    /// The household was not in the registry on these dates: this is when its first change took effect.
    not_yet_known: Option<Moment>,
    merged: Option<Merged>,
    head: Option<String>,
    place: String,
    region: Option<String>,
    address: Vec<String>,
    surveyed: Option<Moment>,
    form: String,
    decision: Option<Decided>,
    members: Vec<MemberLine>,
    families: Vec<FamilyLine>,
    former: Vec<Former>,
    sections: Vec<AnsweredSection>,
    /// Latest first.
    surveys: Vec<SurveyLine>,
    discrepancies: Vec<Marked>,
    noticed: Vec<NoticedIn>,
    timeline: Vec<Event>,
    submissions: Vec<Line>,
    /// Of the present; none when the page shows another day, or to those who may not see it.
    updates: Option<Updates>,
    /// What the last form came to.
    notice: Option<String>,
    /// Whether the reader may open cases.
    may_work: bool,
}

/// The household of which this one became part.
#[derive(Debug, Serialize)]
struct Merged {
    into: String,
    on: Moment,
}

/// What was noticed in a submission about the household.
#[derive(Debug, Serialize)]
struct NoticedIn {
    submission: Line,
    findings: Vec<Noticed>,
}

/// What turns a household into a page.
struct Maker<'a> {
    words: Words<'a>,
    book: &'a AreaBook,
    shelf: &'a FormShelf,
    rules: &'a Rules,
    today: Date,
}

/// The page. Outside the reader's areas there is none.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let number: RegistryNumber = number.parse().map_err(|_| Fault::NotFound)?;
    let (as_of, known_on) = (date(&asked.as_of)?, date(&asked.known_on)?);
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let asked_for = registry.view_household_with_surveys(authority, number, as_of, known_on).await;
    let ((view, surveys), shown) = match asked_for {
        Ok(found) => (found, true),
        // On another day there may have been no such household yet; which days there are, the present one tells.
        Err(VerbError::NotFound) if as_of.is_some() || known_on.is_some() => {
            (registry.view_household_with_surveys(authority, number, None, None).await?, false)
        }
        Err(error) => return Err(error.into()),
    };
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let today = registry.clock().today();
    let (words, book) = (signed_in.words(), areas.book());
    let maker = Maker { words, book, shelf: &shelf, rules: registry.rules(), today };
    let lines = submissions::lines(&signed_in, &view.submissions).await?;
    let mut page = maker.page(&view, &surveys, lines);
    if !shown {
        page.not_yet_known = maker.first_day(&view);
        page.current = false;
        page.as_of = words.date(as_of.unwrap_or(today));
        page.known_on = words.date(known_on.unwrap_or(today));
    }
    if page.current && shown {
        add_updates(&signed_in, &view.household, &mut page).await?;
        page.notice = DONE
            .contains(&asked.done.as_str())
            .then(|| words.say(&format!("household-done-{}", asked.done), &[]));
        page.may_work = signed_in.may(Permission::WorkCases);
    }
    signed_in.page("household.html", page)
}

/// What is open to the household today, and the marks of its members.
async fn add_updates(signed_in: &SignedIn, household: &Household, page: &mut Page) -> Result<(), Fault> {
    let Some((section, verified)) = updates::read(signed_in, household.number).await? else { return Ok(()) };
    for (line, mark) in updates::marks(household, &verified, signed_in.words()) {
        if let Some(member) = page.members.iter_mut().find(|member| member.line == line) {
            member.verified = Some(mark);
        }
    }
    page.updates = Some(section);
    Ok(())
}

/// Has the members held against the citizen registry.
pub(super) async fn verify(Path(number): Path<String>, posted: Posted) -> Shown {
    let number: RegistryNumber = number.parse().map_err(|_| Fault::NotFound)?;
    let signed_in = &posted.signed_in;
    signed_in.app().registry.request_verification(signed_in.authority(), number).await?;
    Ok(Redirect::to(&format!("/households/{number}?done=asked")).into_response())
}

/// Opens the case that settles something marked as doubtful.
pub(super) async fn open_doubt(Path(number): Path<String>, posted: Posted) -> Shown {
    let number: RegistryNumber = number.parse().map_err(|_| Fault::NotFound)?;
    let (signed_in, mark) = (&posted.signed_in, posted.fields.get("mark"));
    let mark = mark.parse().map_err(|_| Fault::Unreadable)?;
    let opened = signed_in.app().registry.open_discrepancy(signed_in.authority(), number, mark).await;
    let address = match opened {
        Ok(opened) => opened.case().map(|case| format!("{}?done=opened", cases::link(case))),
        // Somebody opened it already: it stands among the household's cases.
        Err(CaseError::Verb(VerbError::Exists)) => None,
        Err(CaseError::Verb(error)) => return Err(error.into()),
        Err(_) => return Err(Fault::Busy),
    };
    let address = address.unwrap_or_else(|| format!("/households/{number}#updates"));
    Ok(Redirect::to(&address).into_response())
}

/// A date as the date fields of browsers send it; none where the field was left empty.
fn date(text: &str) -> Result<Option<Date>, Fault> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Fault::Unreadable) }
}

impl Maker<'_> {
    /// The page of a household, with the submissions about it already in lines.
    fn page(&self, view: &HouseholdView, surveys: &Surveys, submissions: Vec<Line>) -> Page {
        let (household, words) = (&view.household, self.words);
        let record = &household.record;
        let labels = self.labels(household);
        let places = Places { book: self.book, words };
        let form = self.shelf.find_version(&record.form.id, &record.form.version);
        let title =
            form.map_or_else(|| record.form.id.clone(), |form| form_title(form.form.title(), words.language));
        let address = [&record.location.address, &record.location.landmark];
        Page {
            number: household.number.to_string(),
            as_of: words.date(view.as_of),
            known_on: words.date(view.known_on),
            today: self.today.to_string(),
            current: view.current,
            not_yet_known: None,
            merged: match household.status {
                Status::Active => None,
                Status::Merged { into, on } => Some(Merged { into: into.to_string(), on: words.date(on) }),
            },
            head: households::head(household).and_then(|head| households::name(head, words.language)),
            place: places.line(&record.location, view.as_of),
            region: record
                .location
                .region
                .map(|region| labels.code_in_words("location/region", region.code())),
            address: address.into_iter().flatten().map(|text| text.reveal().to_owned()).collect(),
            surveyed: record.interview.interview_date.map(|date| words.date(date)),
            form: format!("{title} {}", record.form.version).trim().to_owned(),
            decision: view.decision.as_ref().map(|viewed| decision::decided(viewed, self.rules, words)),
            members: roster::members(household, view.as_of, &labels),
            families: roster::families_of(household, words),
            former: roster::former(household, words),
            sections: sections::of(record, &labels),
            surveys: self.surveys(view, surveys),
            discrepancies: discrepancies::open(view, &labels),
            noticed: self.noticed(view, &submissions),
            timeline: timeline::of(view, &labels, &places),
            submissions,
            updates: None,
            notice: None,
            may_work: false,
        }
    }

    fn labels(&self, household: &Household) -> Labels<'_> {
        let form = &household.record.form;
        Labels::new(self.words, self.shelf, &form.id, &form.version)
    }

    fn surveys(&self, view: &HouseholdView, surveys: &Surveys) -> Vec<SurveyLine> {
        let lines = Lines { words: self.words, shelf: self.shelf, number: surveys.number };
        let lines = surveys.surveys.iter().rev().map(|survey| SurveyLine {
            later: survey.effective > view.as_of || date_in_pakistan(survey.recorded) > view.known_on,
            ..lines.line(survey)
        });
        lines.collect()
    }

    fn noticed(&self, view: &HouseholdView, lines: &[Line]) -> Vec<NoticedIn> {
        let with_findings = view.submissions.iter().zip(lines).filter(|(sent, _)| !sent.findings.is_empty());
        let noticed = with_findings.map(|(sent, line)| {
            let labels = Labels::new(self.words, self.shelf, &sent.row.form_id, &sent.row.form_version);
            NoticedIn { submission: line.clone(), findings: findings::in_words(&sent.findings, &labels) }
        });
        noticed.collect()
    }

    fn first_day(&self, view: &HouseholdView) -> Option<Moment> {
        view.history.first().map(|entry| self.words.date(entry.effective))
    }
}

#[cfg(test)]
mod tests;
