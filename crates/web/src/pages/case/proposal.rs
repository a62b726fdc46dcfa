//! What a case proposes, in plain words: what happened to whom, and what the record says before and after.

use crate::pages::{
    household::{
        roster,
        timeline::{self, Paper},
    },
    households::name_or_unknown,
    labels::{AnsweredSection, Labels, Places},
    links,
    page::Moment,
};
use jiff::civil::Date;
use registry::{
    case::{Case, Subject},
    change::Arrival,
    code_lists::{MaritalStatus, Relation},
    field::Section,
    household::{Departure, Household, Location, Member, Record},
    identity::Identity,
    proposal::{Content, Proposal, RosterEvent, WhichMember},
    sections::Disability,
};
use serde::Serialize;

/// What is proposed.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Proposed {
    /// The end of the key of what happened.
    pub(in crate::pages) event: &'static str,
    /// To whom.
    pub(in crate::pages) who: Option<String>,
    /// Since when it is true.
    pub(in crate::pages) effective: Moment,
    /// What changes.
    pub(in crate::pages) rows: Vec<Row>,
    /// What is known of somebody who joins.
    pub(in crate::pages) details: Vec<AnsweredSection>,
    /// Papers given.
    pub(in crate::pages) papers: Vec<Paper>,
    /// Why, where somebody said.
    pub(in crate::pages) reason: Option<String>,
}

/// A fact before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::pages) struct Row {
    pub(in crate::pages) label: String,
    /// None where nothing was there.
    pub(in crate::pages) before: Option<String>,
    pub(in crate::pages) after: Option<String>,
    /// Digits, which run from left to right.
    pub(in crate::pages) ltr: bool,
}

/// What turns a proposal into words.
pub(super) struct Reader<'a> {
    pub(super) household: Option<&'a Household>,
    pub(super) labels: &'a Labels<'a>,
    pub(super) places: &'a Places<'a>,
    pub(super) today: Date,
}

/// The submission or notice that a case is about, as an address.
pub(super) fn source(case: &Case) -> Option<String> {
    match &case.subject {
        Subject::Submission { instance } => Some(links::submission(instance)),
        Subject::LifeEvent { .. }
        | Subject::Verification { .. }
        | Subject::Discrepancy { .. }
        | Subject::Proposed => None,
    }
}

/// The end of the key of an event's text.
pub(in crate::pages) fn event_code(event: &RosterEvent) -> &'static str {
    match event {
        RosterEvent::Arrival { cause, .. } => match cause {
            Arrival::Birth => "birth",
            Arrival::Marriage => "marriage_in",
            Arrival::Return => "return",
            Arrival::Omission => "omission",
        },
        RosterEvent::Leaving { departure, .. } => match departure {
            Departure::Death => "death",
            Departure::Marriage => "marriage_out",
            Departure::Departure
            | Departure::Split
            | Departure::Merge
            | Departure::NotListed
            | Departure::Mistake => "departure",
        },
        RosterEvent::Amendment { marital_status: Some(status), .. } => match status {
            MaritalStatus::Widowed => "widowhood",
            MaritalStatus::Divorced | MaritalStatus::Separated => "divorce",
            MaritalStatus::Married | MaritalStatus::Nikah | MaritalStatus::NeverMarried => "marital_status",
        },
        RosterEvent::Amendment { sex: Some(_), .. } => "gender",
        RosterEvent::Amendment { .. } => "disability",
        RosterEvent::NewHead { .. } => "head",
        RosterEvent::Identity { .. } => "identity",
        RosterEvent::Split { .. } => "split",
        RosterEvent::Merge { .. } => "merge",
        RosterEvent::Move { .. } => "move",
    }
}

impl Reader<'_> {
    /// A proposal in words.
    pub(super) fn read(&self, proposal: &Proposal) -> Proposed {
        let (event, who) = match &proposal.content {
            Content::Survey(record) => ("survey", self.head_of(record)),
            Content::Roster { event: Some(event), .. } => (event_code(event), self.who(event)),
            Content::Roster { event: None, .. } => ("unknown", None),
        };
        let (rows, details) = match &proposal.content {
            Content::Survey(record) => (self.survey(record), Vec::new()),
            Content::Roster { event: Some(event), .. } => self.event(event),
            Content::Roster { event: None, .. } => (Vec::new(), Vec::new()),
        };
        Proposed {
            event,
            who,
            effective: self.labels.words().date(proposal.effective),
            rows,
            details,
            papers: proposal.evidence.iter().map(|paper| timeline::paper(paper, self.labels)).collect(),
            reason: proposal.reason.as_ref().map(|reason| reason.reveal().to_owned()),
        }
    }

    /// The member of the record whom a proposal means.
    pub(super) fn member(&self, who: WhichMember) -> Option<&Member> {
        who.find(&self.household?.record)
    }

    fn event(&self, event: &RosterEvent) -> (Vec<Row>, Vec<AnsweredSection>) {
        match event {
            RosterEvent::Arrival { member, mother_line, father_line, spouse_line, .. } => {
                let kin = [*mother_line, *father_line, *spouse_line];
                (self.arrival(member, kin), roster::details(member, self.labels))
            }
            // The event and whom it is about say everything.
            RosterEvent::Leaving { .. } => (Vec::new(), Vec::new()),
            RosterEvent::Amendment { who, marital_status, sex, disability } => {
                let known = self.member(*who);
                let marital_before = known.and_then(|member| member.person.marital_status);
                let sex_before = known.and_then(|member| member.person.sex);
                let mut rows: Vec<Row> = [
                    marital_status.map(|after| {
                        self.coded("marital_status", marital_before.map(MaritalStatus::code), after.code())
                    }),
                    sex.map(|after| {
                        self.coded("sex", sex_before.map(registry::code_lists::Sex::code), after.code())
                    }),
                ]
                .into_iter()
                .flatten()
                .collect();
                if let Some(after) = disability {
                    rows.extend(self.disability(known.map(|member| &member.disability), after));
                }
                (rows, Vec::new())
            }
            RosterEvent::NewHead { who, former_head_relation } => {
                (self.new_head(*who, *former_head_relation), Vec::new())
            }
            RosterEvent::Identity { who, identity } => (vec![self.number(*who, identity)], Vec::new()),
            RosterEvent::Split { persons, head, location } => {
                (self.split(persons, *head, location.as_deref()), Vec::new())
            }
            RosterEvent::Merge { into } => {
                (vec![self.digits("case-merge-into", None, Some(into.to_string()))], Vec::new())
            }
            RosterEvent::Move { location } => (self.relocation(location), Vec::new()),
        }
    }

    fn who(&self, event: &RosterEvent) -> Option<String> {
        let words = self.labels.words();
        match event {
            RosterEvent::Arrival { member, .. } => Some(name_or_unknown(member, words)),
            RosterEvent::Leaving { who, .. }
            | RosterEvent::Amendment { who, .. }
            | RosterEvent::NewHead { who, .. }
            | RosterEvent::Identity { who, .. } => Some(self.named(*who)),
            RosterEvent::Split { .. } | RosterEvent::Merge { .. } | RosterEvent::Move { .. } => None,
        }
    }

    /// A member by name; by row or number where the record has nobody like that.
    fn named(&self, who: WhichMember) -> String {
        let words = self.labels.words();
        if let Some(member) = self.member(who) {
            return name_or_unknown(member, words);
        }
        let line = who.line.map(|line| format!("{} {line}", words.say("section-member", &[])));
        line.or_else(|| who.number.map(|number| number.to_string()))
            .unwrap_or_else(|| words.say("unknown", &[]))
    }

    fn arrival(&self, member: &Member, [mother, father, spouse]: [Option<u8>; 3]) -> Vec<Row> {
        let words = self.labels.words();
        let text =
            |text: &Option<registry::personal::Personal>| text.as_ref().map(|text| text.reveal().to_owned());
        let parent =
            |line: Option<u8>| line.map(|line| self.named(WhichMember { line: Some(line), number: None }));
        let rows = [
            self.plain("name", None, text(&member.name)),
            self.plain("propose-name-urdu", None, text(&member.name_urdu)),
            Row {
                label: match member.identity {
                    Identity::BForm(_) => words.say("kind-b_form", &[]),
                    Identity::Cnic(_) | Identity::None => words.say("citizen-number", &[]),
                },
                before: None,
                after: member.identity.number().map(|number| number.to_string()),
                ltr: true,
            },
            self.plain("kin-mother", None, parent(mother)),
            self.plain("kin-father", None, parent(father)),
            self.plain("kin-spouse", None, parent(spouse)),
        ];
        rows.into_iter().filter(|row| row.after.is_some() || row.ltr).collect()
    }

    fn disability(&self, before: Option<&Disability>, after: &Disability) -> Vec<Row> {
        let path = "roster/member/disability";
        let known: Vec<_> = before.iter().flat_map(|section| section.answers()).collect();
        let mut rows = Vec::new();
        for (field, text) in after.answers() {
            let old = known.iter().find(|(other, _)| other.name == field.name);
            if old.is_some_and(|(_, old)| *old == text) {
                continue;
            }
            let answered = self.labels.answered(Disability::NAME, path, field, &text);
            let before = old.map(|(_, old)| self.labels.answered(Disability::NAME, path, field, old).value);
            rows.push(Row { label: answered.label, before, after: Some(answered.value), ltr: false });
        }
        rows
    }

    fn new_head(&self, who: WhichMember, relation: Option<Relation>) -> Vec<Row> {
        let words = self.labels.words();
        let head = self.household.and_then(crate::pages::households::head);
        let head = head.map(|head| name_or_unknown(head, words));
        let former = relation
            .map(|relation| self.labels.code_in_words("roster/member/person/relation", relation.code()));
        let mut rows = vec![self.plain("head", head, Some(self.named(who)))];
        rows.extend(former.map(|former| self.plain("propose-former-relation", None, Some(former))));
        rows
    }

    fn number(&self, who: WhichMember, identity: &Identity) -> Row {
        let before = self.member(who).and_then(|member| member.identity.number());
        let after = identity.number().map(|number| number.to_string());
        self.digits("citizen-number", before.map(|number| number.to_string()), after)
    }

    fn split(&self, persons: &[WhichMember], head: WhichMember, location: Option<&Location>) -> Vec<Row> {
        let words = self.labels.words();
        let names: Vec<String> = persons.iter().map(|person| self.named(*person)).collect();
        let mut rows = vec![
            self.plain("case-split-persons", None, Some(names.join(&words.say("comma", &[])))),
            self.plain("case-split-head", None, Some(self.named(head))),
        ];
        rows.extend(location.into_iter().flat_map(|location| self.relocation(location)));
        rows
    }

    fn relocation(&self, location: &Location) -> Vec<Row> {
        let before = self.household.map(|household| &household.record.location);
        let line = |location: &Location| self.places.line(location, self.today);
        let address = |location: &Location| {
            let parts = [&location.address, &location.landmark].into_iter().flatten();
            parts.map(|part| part.reveal().to_owned()).collect::<Vec<_>>().join(", ")
        };
        let filled = |text: String| Some(text).filter(|text| !text.is_empty());
        vec![
            self.plain("place", before.map(line).and_then(filled), filled(line(location))),
            self.plain("address", before.map(address).and_then(filled), filled(address(location))),
        ]
    }

    fn survey(&self, record: &Record) -> Vec<Row> {
        let words = self.labels.words();
        let before = self.household.map(|household| &household.record);
        let day = |record: &Record| record.interview.interview_date.map(|day| words.date(day).text);
        let count = |record: &Record| record.members.len().to_string();
        let place = |record: &Record| self.places.line(&record.location, self.today);
        vec![
            self.plain("head", before.and_then(|record| self.head_of(record)), self.head_of(record)),
            self.plain("surveyed", before.and_then(day), day(record)),
            self.plain("members", before.map(count), Some(count(record))),
            self.plain("place", before.map(place), Some(place(record))),
        ]
    }

    fn head_of(&self, record: &Record) -> Option<String> {
        let head = record.members.iter().find(|member| member.person.relation == Some(Relation::Head));
        head.map(|head| name_or_unknown(head, self.labels.words()))
    }

    fn coded(&self, question: &str, before: Option<&str>, after: &str) -> Row {
        let path = format!("roster/member/person/{question}");
        let word = |code: &str| self.labels.code_in_words(&path, code);
        Row { label: self.labels.any(&path), before: before.map(word), after: Some(word(after)), ltr: false }
    }

    fn plain(&self, key: &str, before: Option<String>, after: Option<String>) -> Row {
        Row { label: self.labels.words().say(key, &[]), before, after, ltr: false }
    }

    fn digits(&self, key: &str, before: Option<String>, after: Option<String>) -> Row {
        Row { ltr: true, ..self.plain(key, before, after) }
    }
}
