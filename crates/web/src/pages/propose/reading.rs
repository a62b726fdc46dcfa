//! From the fields of the form to an event, or to what is lacking, in words.

use crate::pages::{area_entry, caller::Fields, case::steps::paper, page::Words};
use jiff::civil::Date;
use registry::{
    area::{AreaBook, AreaLevel},
    change::{Arrival, Evidence},
    code_lists::{MaritalStatus, Region, Relation, Residence, Sex},
    field::Answer,
    household::{Departure, Location, Member},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
    proposal::{RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    sections::Disability,
};

/// What was proposed.
#[derive(Debug)]
pub(super) enum Read {
    /// Something is doubtful.
    Doubt {
        /// Its place in the form.
        place: String,
        /// In the officer's words.
        about: String,
    },
    /// Something happened.
    Event { event: Box<RosterEvent>, effective: Date, evidence: Vec<Evidence>, reason: Option<Personal> },
}

/// A form to be read.
pub(super) struct Reading<'a> {
    pub(super) event: &'static str,
    pub(super) fields: &'a Fields,
    pub(super) words: Words<'a>,
    pub(super) book: &'a AreaBook,
    pub(super) today: Date,
    /// For somebody who joins.
    pub(super) id: PersonId,
}

/// What is lacking, in words.
type Lacking = String;

impl Reading<'_> {
    /// What was proposed, or what is lacking.
    pub(super) fn read(&self) -> Result<Read, Lacking> {
        if self.event == "discrepancy" {
            let about = self.needed("about", "propose-about")?.to_owned();
            return Ok(Read::Doubt { place: self.fields.get("place").to_owned(), about });
        }
        let effective = self.effective()?;
        let event = Box::new(self.event(effective)?);
        let reason = Personal::new(self.fields.get("reason"));
        Ok(Read::Event { effective, evidence: self.evidence(&event)?, reason, event })
    }

    fn effective(&self) -> Result<Date, Lacking> {
        let day: Date = self
            .needed("effective", "propose-effective")?
            .parse()
            .map_err(|_| self.lacks("propose-effective"))?;
        if day > self.today { Err(self.words.say("propose-future", &[])) } else { Ok(day) }
    }

    fn event(&self, effective: Date) -> Result<RosterEvent, Lacking> {
        let leaving = |departure| Ok(RosterEvent::Leaving { who: self.who("who")?, departure });
        match self.event {
            "birth" => self.arrival(Arrival::Birth, effective),
            "marriage_in" => self.arrival(Arrival::Marriage, effective),
            "return" => self.arrival(Arrival::Return, effective),
            "omission" => self.arrival(Arrival::Omission, effective),
            "death" => leaving(Departure::Death),
            "marriage_out" => leaving(Departure::Marriage),
            "departure" => leaving(Departure::Departure),
            "divorce" => self.marital(MaritalStatus::Divorced),
            "widowhood" => self.marital(MaritalStatus::Widowed),
            "marital_status" => {
                self.marital(self.code("marital_status", "marital-status", MaritalStatus::from_code)?)
            }
            "gender" => Ok(RosterEvent::Amendment {
                who: self.who("who")?,
                marital_status: None,
                sex: Some(self.code("sex", "propose-sex", Sex::from_code)?),
                disability: None,
            }),
            "disability" => self.disability(),
            "identity" => Ok(RosterEvent::Identity { who: self.who("who")?, identity: self.identity(true)? }),
            "head" => Ok(RosterEvent::NewHead {
                who: self.who("who")?,
                former_head_relation: Relation::from_code(self.fields.get("former_relation")),
            }),
            "split" => self.split(),
            "merge" => {
                let into: Result<RegistryNumber, _> = self.needed("into", "propose-into")?.parse();
                Ok(RosterEvent::Merge { into: into.map_err(|_| self.words.say("propose-into-wrong", &[]))? })
            }
            _ => {
                let location = self.location()?.ok_or_else(|| self.lacks("propose-area"))?;
                Ok(RosterEvent::Move { location: Box::new(location) })
            }
        }
    }

    fn arrival(&self, cause: Arrival, effective: Date) -> Result<RosterEvent, Lacking> {
        let mut member = Member::new(self.id, 0);
        let (name, name_urdu) =
            (Personal::new(self.fields.get("name")), Personal::new(self.fields.get("name_urdu")));
        if name.is_none() && name_urdu.is_none() {
            return Err(self.lacks("name"));
        }
        (member.name, member.name_urdu) = (name, name_urdu);
        member.identity = self.identity(false)?;
        let person = &mut member.person;
        person.relation = Some(self.code("relation", "relation", Relation::from_code)?);
        person.sex = Some(self.code("sex", "propose-sex", Sex::from_code)?);
        person.residence = Some(Residence::Present);
        person.birth_date = match self.fields.get("birth_date") {
            "" if cause == Arrival::Birth => Some(effective),
            "" => None,
            text => Some(text.parse().map_err(|_| self.lacks("propose-birth-date"))?),
        };
        if person.birth_date.is_none() {
            let age = self
                .needed("age_years", "propose-birth-or-age")?
                .parse::<u8>()
                .ok()
                .filter(|age| *age <= 120);
            person.age_years = Some(age.ok_or_else(|| self.lacks("propose-birth-or-age"))?);
            member.age_stated_on = Some(self.today);
        }
        member.person.marital_status = match cause {
            Arrival::Birth => None,
            Arrival::Marriage => Some(MaritalStatus::Married),
            Arrival::Return | Arrival::Omission => {
                MaritalStatus::from_code(self.fields.get("marital_status"))
            }
        };
        Ok(RosterEvent::Arrival {
            member: Box::new(member),
            mother_line: self.line("mother"),
            father_line: self.line("father"),
            spouse_line: self.line("spouse"),
            cause,
        })
    }

    fn marital(&self, status: MaritalStatus) -> Result<RosterEvent, Lacking> {
        let who = self.who("who")?;
        Ok(RosterEvent::Amendment { who, marital_status: Some(status), sex: None, disability: None })
    }

    fn disability(&self) -> Result<RosterEvent, Lacking> {
        let fields = self.fields;
        let difficulty = |name: &str| Answer::read(fields.get(name)).ok();
        let held = |name: &str| match fields.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let disability = Disability {
            seeing: difficulty("seeing"),
            hearing: difficulty("hearing"),
            walking: difficulty("walking"),
            remembering: difficulty("remembering"),
            self_care: difficulty("self_care"),
            communicating: difficulty("communicating"),
            disability_card: held("disability_card"),
            disability_certificate: held("disability_certificate"),
        };
        if disability == Disability::default() {
            return Err(self.lacks("section-disability"));
        }
        let who = self.who("who")?;
        Ok(RosterEvent::Amendment {
            who,
            marital_status: None,
            sex: None,
            disability: Some(Box::new(disability)),
        })
    }

    fn split(&self) -> Result<RosterEvent, Lacking> {
        let lines = self.fields.all("person").filter_map(|line| line.parse().ok());
        let persons: Vec<WhichMember> =
            lines.map(|line| WhichMember { line: Some(line), number: None }).collect();
        if persons.is_empty() {
            return Err(self.lacks("case-split-persons"));
        }
        let head = self.who("head").map_err(|_| self.lacks("case-split-head"))?;
        if !persons.contains(&head) {
            return Err(self.words.say("propose-head-stays", &[]));
        }
        Ok(RosterEvent::Split { persons, head, location: self.location()?.map(Box::new) })
    }

    /// Where to; none where no area was given.
    fn location(&self) -> Result<Option<Location>, Lacking> {
        let named =
            area_entry::read(self.book, self.words, [self.fields.get("area")].into_iter(), self.today);
        let named = named.map_err(|refused| refused.text)?;
        let Some(code) = named.first() else { return Ok(None) };
        let mut location = Location {
            region: Region::from_code(self.fields.get("region")),
            address: Personal::new(self.fields.get("address")),
            landmark: Personal::new(self.fields.get("landmark")),
            ..Location::default()
        };
        for area in self.book.ancestry(code, self.today) {
            let code = Some(area.code.clone());
            match area.level {
                AreaLevel::Tehsil => location.tehsil = code,
                AreaLevel::UnionCouncil => location.union_council = code,
                AreaLevel::Block => location.block = code,
                _ => {}
            }
        }
        if location.tehsil.is_none() {
            return Err(self.words.say("propose-area-small", &[]));
        }
        Ok(Some(location))
    }

    /// A number of the citizen registry by its kind.
    fn identity(&self, needed: bool) -> Result<Identity, Lacking> {
        let text = self.fields.get("number");
        if text.is_empty() {
            return if needed { Err(self.lacks("citizen-number")) } else { Ok(Identity::None) };
        }
        let number: CitizenNumber = text.parse().map_err(|_| self.words.say("propose-number-wrong", &[]))?;
        let is_b_form = self.event == "birth" || self.fields.get("number_kind") == "b_form";
        Ok(if is_b_form { Identity::BForm(number) } else { Identity::Cnic(number) })
    }

    /// Papers shown. The number of a B-form or CNIC is copied from it, so that it was shown.
    fn evidence(&self, event: &RosterEvent) -> Result<Vec<Evidence>, Lacking> {
        let (kind, number) = (self.fields.get("paper"), self.fields.get("paper_number"));
        let mut papers = Vec::new();
        if !kind.is_empty() {
            papers.push(paper(kind, number).ok_or_else(|| self.words.say("case-lacks-paper", &[]))?);
        }
        let identity = match event {
            RosterEvent::Arrival { member, .. } => member.identity,
            RosterEvent::Identity { identity, .. } => *identity,
            _ => Identity::None,
        };
        let copied = match identity {
            Identity::BForm(number) => paper("b_form", &number.to_string()),
            Identity::Cnic(number) => paper("cnic", &number.to_string()),
            Identity::None => None,
        };
        papers.extend(copied.filter(|copied| !papers.contains(copied)));
        Ok(papers)
    }

    fn who(&self, field: &str) -> Result<WhichMember, Lacking> {
        let line = self.line(field).ok_or_else(|| self.lacks("propose-who"))?;
        Ok(WhichMember { line: Some(line), number: None })
    }

    fn line(&self, field: &str) -> Option<u8> {
        self.fields.get(field).parse().ok()
    }

    fn code<T>(&self, field: &str, label: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Lacking> {
        read(self.fields.get(field)).ok_or_else(|| self.lacks(label))
    }

    fn needed(&self, field: &str, label: &str) -> Result<&str, Lacking> {
        let text = self.fields.get(field);
        if text.is_empty() { Err(self.lacks(label)) } else { Ok(text) }
    }

    /// That an answer is lacking, by the key of the question.
    fn lacks(&self, label: &str) -> Lacking {
        let question = self.words.say(label, &[]);
        self.words.say("propose-lacks", &[("question", &question)])
    }
}
