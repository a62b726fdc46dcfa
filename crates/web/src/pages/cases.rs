//! Work lists of cases: of the reader's tehsils, and the reader's own, those due first at the head.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    household::timeline,
    labels::Places,
    page::{Moment, Words},
    pager::Pager,
};
use axum::extract::Query;
use jiff::civil::Date;
use operations::cases::{CaseInList, CaseQuestion};
use registry::{
    case::{Case, CaseState},
    ids::CaseId,
    wording::Wording,
};
use serde::{Deserialize, Serialize};

/// Cases on a page of the list.
const LISTED: u32 = 25;

/// What cases can be about, in the order of the list's choices.
pub(super) const SUBJECTS: [&str; 5] =
    ["submission", "life_event", "verification", "discrepancy", "proposed"];

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    /// By state; the first is all that is open.
    pub(super) states: Vec<Choice>,
    /// Everybody's or the reader's own.
    pub(super) owners: Vec<Choice>,
    pub(super) subjects: Vec<Choice>,
    pub(super) lines: Vec<Line>,
    pub(super) pager: Pager,
}

/// A choice above the list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) link: String,
    pub(super) count: Option<u64>,
    pub(super) current: bool,
}

/// A case in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) link: String,
    /// The end of the key of what it is about.
    pub(super) subject: &'static str,
    pub(super) update_type: &'static str,
    pub(super) household: Option<String>,
    pub(super) tehsil: Option<String>,
    pub(super) state: &'static str,
    pub(super) open: bool,
    pub(super) deadline: Moment,
    pub(super) overdue: bool,
    pub(super) owner: Option<String>,
    pub(super) opened: Moment,
    pub(super) opened_by: String,
    /// What whoever asked was told, where the rules refused it.
    pub(super) refusal: Option<String>,
}

/// The list.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let asked = asked.known();
    let pager = Pager::new(&asked.address_ready(), &asked.page);
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let question = CaseQuestion {
        states: Some(asked.state.clone()).filter(|state| !state.is_empty()).into_iter().collect(),
        subject: Some(asked.subject.clone()).filter(|subject| !subject.is_empty()),
        owner: asked.is_own().then(|| authority.actor().to_owned()),
        skip: pager.skip(LISTED),
        limit: LISTED,
    };
    let cases = registry.list_cases(authority, question).await?;
    let counts = registry.count_cases(authority).await?;
    let words = signed_in.words();
    let page = Page {
        states: asked.states(&counts, words),
        owners: asked.owners(words),
        subjects: asked.subjects(words),
        pager: pager.showing(cases.len(), LISTED),
        lines: lines(&signed_in, &cases).await?,
    };
    signed_in.page("cases.html", page)
}

/// The address of a case.
pub(super) fn link(id: CaseId) -> String {
    format!("/cases/{id}")
}

/// Cases as lines of a list.
pub(super) async fn lines(signed_in: &SignedIn, cases: &[CaseInList]) -> Result<Vec<Line>, Fault> {
    let registry = &signed_in.app().registry;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let today = registry.clock().today();
    Ok(cases.iter().map(|case| line(case, &places, today)).collect())
}

/// A case as a line of a list.
pub(super) fn line(case: &CaseInList, places: &Places<'_>, today: Date) -> Line {
    let words = places.words;
    let open = case.state.is_open();
    Line {
        link: link(case.id),
        subject: case.subject,
        update_type: timeline::update_type_code(case.update_type),
        household: case.household.map(|number| number.to_string()),
        tehsil: case.tehsil.as_ref().map(|tehsil| places.name(tehsil)),
        state: case.state.code(),
        open,
        deadline: words.date(case.deadline),
        overdue: open && case.deadline < today,
        owner: case.owner.clone(),
        opened: words.instant(case.opened),
        opened_by: case.opened_by.clone(),
        refusal: case.refusal.as_ref().map(|text| in_language(text, words)),
    }
}

/// A case in short, as lists have it.
pub(super) fn in_short(case: &Case) -> CaseInList {
    CaseInList {
        id: case.id,
        subject: case.subject.code(),
        household: case.household,
        tehsil: case.tehsil.clone(),
        update_type: case.update_type,
        channel: case.channel,
        opened: case.opened,
        opened_by: case.opened_by.clone(),
        deadline: case.deadline,
        owner: case.owner.clone(),
        review: case.review,
        state: case.state.clone(),
        refusal: case.refusal.clone(),
    }
}

/// A text of the rules in the page's language.
pub(super) fn in_language(text: &Wording, words: Words<'_>) -> String {
    match words.language {
        crate::wording::Language::En => text.en.clone(),
        crate::wording::Language::Ur => text.ur.clone(),
    }
}

impl Asked {
    /// Without what is no state, subject or owner of ours.
    fn known(self) -> Self {
        let of =
            |text: String, known: &[&str]| if known.contains(&text.as_str()) { text } else { String::new() };
        Self {
            state: of(self.state, &CaseState::CODES),
            owner: of(self.owner, &["me"]),
            subject: of(self.subject, &SUBJECTS),
            page: self.page,
        }
    }

    fn is_own(&self) -> bool {
        self.owner == "me"
    }

    /// The address of the list with one choice changed.
    fn address(&self, changed: &str, to: &str) -> String {
        let chosen = [("state", &self.state), ("owner", &self.owner), ("subject", &self.subject)];
        let chosen = chosen.map(|(name, value)| (name, if name == changed { to } else { value.as_str() }));
        let parts: Vec<String> = chosen
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if parts.is_empty() { "/cases".to_owned() } else { format!("/cases?{}", parts.join("&")) }
    }

    /// The address of the list as chosen, ready for another parameter.
    fn address_ready(&self) -> String {
        let address = self.address("", "");
        if address.contains('?') { format!("{address}&") } else { format!("{address}?") }
    }

    fn states(&self, counts: &[(String, u64)], words: Words<'_>) -> Vec<Choice> {
        let count = |codes: &[&str]| {
            counts.iter().filter(|(code, _)| codes.contains(&code.as_str())).map(|(_, count)| count).sum()
        };
        let choice = |code: &str, text: String, codes: &[&str]| Choice {
            text,
            link: self.address("state", code),
            count: Some(count(codes)),
            current: self.state == code,
        };
        let mut choices = vec![choice("", words.say("cases-open", &[]), &CaseState::OPEN)];
        for code in CaseState::CODES.into_iter().filter(|code| *code != "draft") {
            choices.push(choice(code, words.say(&format!("case-state-{code}"), &[]), &[code]));
        }
        choices
    }

    fn owners(&self, words: Words<'_>) -> Vec<Choice> {
        let choice = |owner: &str, text: String| Choice {
            text,
            link: self.address("owner", owner),
            count: None,
            current: self.owner == owner,
        };
        vec![choice("", words.say("cases-everybody", &[])), choice("me", words.say("cases-mine", &[]))]
    }

    fn subjects(&self, words: Words<'_>) -> Vec<Choice> {
        let choice = |subject: &str, text: String| Choice {
            text,
            link: self.address("subject", subject),
            count: None,
            current: self.subject == subject,
        };
        let all = choice("", words.say("all", &[]));
        let some =
            SUBJECTS.map(|subject| choice(subject, words.say(&format!("case-subject-{subject}"), &[])));
        [all].into_iter().chain(some).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_keeps_the_others_and_drops_what_nobody_offered() {
        let asked =
            Asked { state: "in_review".to_owned(), owner: "me".to_owned(), ..Asked::default() }.known();
        assert_eq!(
            asked.address("subject", "discrepancy"),
            "/cases?state=in_review&owner=me&subject=discrepancy"
        );
        assert_eq!(asked.address("state", ""), "/cases?owner=me");
        assert_eq!(asked.address_ready(), "/cases?state=in_review&owner=me&");
        let odd =
            Asked { state: "\"><script>".to_owned(), owner: "you".to_owned(), ..Asked::default() }.known();
        assert_eq!(odd.address_ready(), "/cases?");
    }
}
