//! A record made ready for deriving facts: the usual members, with every age reckoned once.

use super::Circumstances;
use jiff::civil::Date;
use registry::{
    code_lists::Residence,
    household::{Member, Record},
};

/// A record on a day, with what is needed again and again worked out.
pub(super) struct Known<'a> {
    /// The record.
    pub(super) record: &'a Record,
    /// What bears on the facts beside it.
    pub(super) circumstances: &'a Circumstances,
    members: Vec<UsualMember<'a>>,
    head: Option<UsualMember<'a>>,
}

/// A member with the age on the day.
#[derive(Clone, Copy)]
pub(super) struct UsualMember<'a> {
    /// The member.
    pub(super) member: &'a Member,
    /// Completed years on the day.
    pub(super) age_years: Option<u8>,
}

impl<'a> Known<'a> {
    pub(super) fn new(record: &'a Record, date: Date, circumstances: &'a Circumstances) -> Self {
        let with_age = |member: &'a Member| UsualMember { member, age_years: member.age_years_on(date) };
        let usual =
            record.members.iter().filter(|member| member.person.residence != Some(Residence::AwayLong));
        let members = usual.map(with_age).collect();
        Self { record, circumstances, members, head: record.find_head().map(with_age) }
    }

    /// The usual members; `None` when none is listed, for then nothing is known about them.
    pub(super) fn members(&self) -> Option<&[UsualMember<'a>]> {
        (!self.members.is_empty()).then_some(&self.members)
    }

    /// The head, wherever he or she is at present; `None` when nobody or more than one is said to be.
    pub(super) fn head(&self) -> Option<UsualMember<'a>> {
        self.head
    }
}

impl UsualMember<'_> {
    /// Whether the age lies within limits, both included.
    pub(super) fn aged(&self, from_years: u8, to_years: u8) -> Option<bool> {
        self.age_years.map(|age| (from_years..=to_years).contains(&age))
    }

    /// Whether the age is at least so many years.
    pub(super) fn aged_at_least(&self, years: u8) -> Option<bool> {
        self.age_years.map(|age| age >= years)
    }
}
