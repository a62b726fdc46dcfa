//! A desk proposes what happened in a household: a birth, a death, a number put right. First what happened is chosen, then
//! its own questions are asked; what comes of it is shown: done, a case, or refused with the reason and the day.

mod reading;

use super::{
    area_entry::{self, AreaChoice},
    caller::{Fields, Posted, SignedIn},
    case::{self, told::Told},
    cases,
    fault::{Fault, Shown},
    households::{self, name_or_unknown},
    labels::{Labels, Places},
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use operations::{
    authority::Permission,
    cases::{Opened, Proposed},
    error::VerbError,
};
use reading::{Read, Reading};
use registry::{
    code_lists::{Difficulty, MaritalStatus, Region, Relation, Sex},
    household::{Household, Member},
    registry_number::RegistryNumber,
    updates::{ChangeKind, Review},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be proposed, in groups.
pub(super) const GROUPS: [(&str, &[&str]); 3] = [
    ("members", &["birth", "death", "marriage_in", "marriage_out", "departure", "return", "omission"]),
    ("member", &["identity", "divorce", "widowhood", "marital_status", "gender", "disability"]),
    ("household", &["head", "move", "split", "merge", "discrepancy"]),
];

/// Every field that has one value; what was entered is shown again when something is lacking.
pub(super) const FIELDS: [&str; 34] = [
    "effective",
    "reason",
    "paper",
    "paper_number",
    "who",
    "name",
    "name_urdu",
    "number_kind",
    "number",
    "relation",
    "sex",
    "birth_date",
    "age_years",
    "marital_status",
    "mother",
    "father",
    "spouse",
    "former_relation",
    "head",
    "area",
    "region",
    "address",
    "landmark",
    "into",
    "place",
    "about",
    "seeing",
    "hearing",
    "walking",
    "remembering",
    "self_care",
    "communicating",
    "disability_card",
    "disability_certificate",
];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    event: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) number: String,
    pub(super) head: Option<String>,
    /// What happened, once it is chosen.
    pub(super) event: Option<&'static str>,
    pub(super) groups: Vec<Group>,
    /// What the rules ask for.
    pub(super) needs: Needs,
    pub(super) members: Vec<Choice>,
    pub(super) lists: Lists,
    pub(super) areas: Vec<AreaChoice>,
    pub(super) today: String,
    /// What was entered.
    pub(super) form: BTreeMap<&'static str, String>,
    /// Members chosen, where several can be.
    pub(super) persons: Vec<String>,
}

/// Events of one kind.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Group {
    /// The end of the key of its title.
    pub(super) name: &'static str,
    pub(super) events: Vec<&'static str>,
}

/// What the rules ask for before a change counts.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Needs {
    /// Of each line any one paper.
    pub(super) papers: Vec<String>,
    /// What the citizen registry must confirm.
    pub(super) checks: Vec<String>,
    /// Who looks: `none`, `officer` or `four_eyes`.
    pub(super) review: &'static str,
}

/// A value to choose and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
}

/// Code lists of the form's questions.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Lists {
    pub(super) relations: Vec<Choice>,
    pub(super) sexes: Vec<Choice>,
    pub(super) statuses: Vec<Choice>,
    pub(super) regions: Vec<Choice>,
    pub(super) difficulties: Vec<Choice>,
    /// The questions about difficulties.
    pub(super) domains: Vec<Choice>,
    pub(super) papers: Vec<Choice>,
    /// Parts of the record in which something can be doubtful.
    pub(super) places: Vec<Choice>,
}

/// The form, or the choice of what happened.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let (household, event) = (household(&signed_in, &number).await?, event(&asked.event));
    let mut form: BTreeMap<&'static str, String> = FIELDS.map(|field| (field, String::new())).into();
    form.insert("effective", signed_in.app().registry.clock().today().to_string());
    let page = page(&signed_in, &household, event, form, Vec::new(), Told::default()).await?;
    signed_in.page("propose.html", page)
}

/// Proposes it.
pub(super) async fn post(Path(number): Path<String>, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let household = household(signed_in, &number).await?;
    let event = event(fields.get("event")).ok_or(Fault::Unreadable)?;
    let registry = &signed_in.app().registry;
    let areas = registry.areas().await;
    let reading = Reading {
        event,
        fields,
        words: signed_in.words(),
        book: areas.book(),
        today: registry.clock().today(),
        id: registry::ids::PersonId(registry.ids().uuid(registry.clock().now())),
    };
    let read = match reading.read() {
        Ok(read) => read,
        Err(lacking) => return again(signed_in, &household, event, fields, Told::lacks(lacking)).await,
    };
    let authority = signed_in.authority();
    let opened = match read {
        Read::Doubt { place, about } => {
            registry.mark_discrepancy(authority, household.number, &place, &about).await
        }
        Read::Event { event, effective, evidence, reason } => {
            let proposed =
                Proposed { household: household.number, event: *event, effective, evidence, reason };
            registry.open_case(authority, proposed).await
        }
    };
    match opened {
        Ok(opened) => Ok(Redirect::to(&shown_at(&opened)).into_response()),
        Err(error) => {
            let shelf = registry.forms().await?;
            let labels = Labels::new(signed_in.words(), &shelf, "household", "");
            let told = Told::refused(error, &labels)?;
            again(signed_in, &household, event, fields, told).await
        }
    }
}

/// Where what came of it is shown.
fn shown_at(opened: &Opened) -> String {
    match opened {
        Opened::Done { household } => format!("/households/{household}?done=changed"),
        Opened::Case { case, .. } if case.state.is_open() => format!("{}?done=opened", cases::link(case.id)),
        // The page of the case says why it was refused, and from when it is allowed.
        Opened::Case { case, .. } => cases::link(case.id),
    }
}

async fn again(
    signed_in: &SignedIn,
    household: &Household,
    event: &'static str,
    fields: &Fields,
    told: Told,
) -> Shown {
    let form = FIELDS.map(|field| (field, fields.get(field).to_owned())).into();
    let persons = fields.all("person").map(str::to_owned).collect();
    let page = page(signed_in, household, Some(event), form, persons, told).await?;
    signed_in.page("propose.html", page)
}

/// The household of an address, for those who may propose.
async fn household(signed_in: &SignedIn, number: &str) -> Result<Household, Fault> {
    if !signed_in.may(Permission::WorkCases) {
        return Err(Fault::NotAllowed);
    }
    let number: RegistryNumber = number.parse().map_err(|_| Fault::NotFound)?;
    let view = signed_in.app().registry.view_household(signed_in.authority(), number, None, None).await;
    Ok(view.map_err(|error: VerbError| Fault::from(error))?.household)
}

/// An event of ours.
fn event(text: &str) -> Option<&'static str> {
    GROUPS.iter().flat_map(|(_, events)| events.iter()).find(|event| **event == text).copied()
}

async fn page(
    signed_in: &SignedIn,
    household: &Household,
    event: Option<&'static str>,
    form: BTreeMap<&'static str, String>,
    persons: Vec<String>,
    told: Told,
) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let (words, today) = (signed_in.words(), registry.clock().today());
    let record_form = &household.record.form;
    let labels = Labels::new(words, &shelf, &record_form.id, &record_form.version);
    let places = Places { book: areas.book(), words };
    let with_areas = matches!(event, Some("move" | "split"));
    Ok(Page {
        told,
        number: household.number.to_string(),
        head: households::head(household).and_then(|head| households::name(head, words.language)),
        event,
        groups: GROUPS.map(|(name, events)| Group { name, events: events.to_vec() }).into(),
        needs: event.map(|event| needs(signed_in, event, &labels)).unwrap_or_default(),
        members: household.record.members.iter().map(|member| choice_of(member, &labels)).collect(),
        lists: lists(household, &labels),
        // Somebody may move anywhere.
        areas: if with_areas { area_entry::choices(&places, &[], today) } else { Vec::new() },
        today: today.to_string(),
        form,
        persons,
    })
}

/// What the rules in force ask for.
fn needs(signed_in: &SignedIn, event: &str, labels: &Labels<'_>) -> Needs {
    let (registry, words) = (&signed_in.app().registry, signed_in.words());
    let kind = kind_of(event);
    let rules = registry.rules().updates_on(registry.clock().today());
    let rule = rules.and_then(|rules| rules.rules.iter().find(|rule| rule.changes.contains(&kind)));
    let Some(rule) = rule else { return Needs { review: "officer", ..Needs::default() } };
    let or = words.say("case-or", &[]);
    let paper =
        |code: &String| labels.listed("certificate_kind", code).unwrap_or_else(|| code.replace('_', " "));
    let any_of = |codes: &Vec<String>| codes.iter().map(paper).collect::<Vec<_>>().join(&format!(" {or} "));
    let checks = rule.checks.iter().filter(|needed| needed.changes.contains(&kind));
    let checks = checks.flat_map(|needed| &needed.all_of);
    Needs {
        papers: rule
            .evidence
            .iter()
            .filter(|needed| needed.changes.contains(&kind))
            .map(|needed| any_of(&needed.any_of))
            .collect(),
        checks: checks
            .map(|check| words.say(&format!("case-check-{}", case::check_code(*check)), &[]))
            .collect(),
        review: match rule.review_of(kind, event == "merge") {
            Review::None => "none",
            Review::Officer => "officer",
            Review::FourEyes => "four_eyes",
        },
    }
}

/// As which change the rules know an event.
fn kind_of(event: &str) -> ChangeKind {
    match event {
        "birth" => ChangeKind::Birth,
        "death" => ChangeKind::Death,
        "marriage_in" | "marriage_out" | "marital_status" => ChangeKind::Marriage,
        "return" | "omission" => ChangeKind::Member,
        "divorce" => ChangeKind::Divorce,
        "widowhood" => ChangeKind::Widowhood,
        "gender" => ChangeKind::Gender,
        "disability" => ChangeKind::Disability,
        "identity" => ChangeKind::Identity,
        "departure" => ChangeKind::Departure,
        "head" => ChangeKind::Head,
        "split" | "merge" => ChangeKind::SplitOrMerge,
        "move" => ChangeKind::Move,
        _ => ChangeKind::Discrepancy,
    }
}

fn choice_of(member: &Member, labels: &Labels<'_>) -> Choice {
    let relation = member.person.relation;
    let relation =
        relation.map(|relation| labels.code_in_words("roster/member/person/relation", relation.code()));
    let named = name_or_unknown(member, labels.words());
    let parts: Vec<String> =
        [Some(member.line.to_string()), Some(named), relation].into_iter().flatten().collect();
    Choice { value: member.line.to_string(), text: parts.join(" · ") }
}

fn lists(household: &Household, labels: &Labels<'_>) -> Lists {
    let listed = |path: &str, codes: &[&str]| -> Vec<Choice> {
        codes
            .iter()
            .map(|code| Choice { value: (*code).to_owned(), text: labels.code_in_words(path, code) })
            .collect()
    };
    let person = |question: &str, codes: &[&str]| listed(&format!("roster/member/person/{question}"), codes);
    let domains = ["seeing", "hearing", "walking", "remembering", "self_care", "communicating"];
    let domain = |name: &str| Choice {
        value: name.to_owned(),
        text: labels.any(&format!("roster/member/disability/{name}")),
    };
    Lists {
        relations: person("relation", Relation::CODES),
        sexes: person("sex", Sex::CODES),
        statuses: person("marital_status", MaritalStatus::CODES),
        regions: listed("location/region", Region::CODES),
        difficulties: listed("roster/member/disability/seeing", Difficulty::CODES),
        domains: domains.map(domain).into(),
        papers: case::papers(labels).into_iter().map(|(value, text)| Choice { value, text }).collect(),
        places: places(household, labels),
    }
}

/// Members and sections of the record, by their places in the form.
fn places(household: &Household, labels: &Labels<'_>) -> Vec<Choice> {
    let members = household.record.members.iter().map(|member| Choice {
        value: format!("roster/member[{}]", member.line),
        ..choice_of(member, labels)
    });
    let sections = ["location", "dwelling", "utilities", "assets", "land", "livestock", "support"];
    let sections = sections.map(|name| Choice { value: name.to_owned(), text: labels.place(name) });
    members.chain(sections).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    #[test]
    fn every_event_has_its_words_and_its_own_questions() {
        let wording = Wording::load();
        for (group, events) in GROUPS {
            for language in Language::ALL {
                assert!(wording.has(language, &format!("propose-group-{group}")));
                for event in events {
                    assert!(wording.has(language, &format!("propose-event-{event}")), "{event}");
                }
            }
        }
        assert_eq!(event("birth"), Some("birth"));
        assert_eq!(event("explosion"), None);
    }
}
