//! Facts about people: derived from the roster, else from what the 2010 card asked in their place.

use super::{
    code_lists::{FemaleHeadEducation, HeadEmployment},
    known::{Known, UsualMember},
    three_valued::{and, any, count, not, or},
};
use registry::code_lists::{
    CardAttendance, CardEducation, Employer, EmploymentStatus, Industry, MaritalStatus, Occupation, Relation,
    SchoolClass, SchoolType, Sex,
};

/// The first age at which the questionnaire asks about passport and travel.
const ADULT_YEARS: u8 = 18;
/// The first age at which it asks about marriage, and about a job from which one is away.
const TEN_YEARS: u8 = 10;
/// The first age at which it asks about work and difficulties.
const FIVE_YEARS: u8 = 5;
/// Highest years of schooling that `schooling_years` gives.
const MOST_SCHOOLING_YEARS: u32 = 18;

/// How many usual members something is true of.
fn members_who(known: &Known, is: impl Fn(&UsualMember) -> Option<bool>) -> Option<u32> {
    count(known.members()?.iter().map(is))
}

/// Whether something is true of any usual member.
fn any_member(known: &Known, is: impl Fn(&UsualMember) -> Option<bool>) -> Option<bool> {
    any(known.members()?.iter().map(is))
}

/// A part of the usual members, from 0 to 1.
fn share_of_members(known: &Known, part: Option<u32>) -> Option<f64> {
    Some(f64::from(part?) / f64::from(members_count(known)?))
}

pub(super) fn members_count(known: &Known) -> Option<u32> {
    let listed = known.members().and_then(|members| u32::try_from(members.len()).ok());
    let stated = known.record.paper_card.members.map(u32::from).filter(|members| *members > 0);
    listed.or(stated)
}

pub(super) fn members_aged(known: &Known, from_years: u8, to_years: u8) -> Option<u32> {
    members_who(known, |member| member.aged(from_years, to_years))
}

pub(super) fn dependants_count(known: &Known) -> Option<u32> {
    let listed = members_who(known, |member| member.age_years.map(|age| !(18..=65).contains(&age)));
    listed.or(known.record.paper_card.dependants.map(u32::from))
}

pub(super) fn dependants_share(known: &Known) -> Option<f64> {
    share_of_members(known, dependants_count(known)).filter(|share| *share <= 1.0)
}

pub(super) fn females_count(known: &Known) -> Option<u32> {
    members_who(known, is_female)
}

fn is_female(member: &UsualMember) -> Option<bool> {
    member.member.person.sex.map(|sex| sex == Sex::Female)
}

pub(super) fn oldest_age_years(known: &Known) -> Option<u32> {
    let ages = known.members()?.iter().map(|member| member.age_years.map(u32::from));
    ages.collect::<Option<Vec<_>>>()?.into_iter().max()
}

pub(super) fn has_member_aged_65_or_older(known: &Known) -> Option<bool> {
    any_member(known, |member| member.aged_at_least(65))
}

/// Whether a member has been asked about marriage or was too young for it.
fn marital_status_is(member: &UsualMember, is: impl Fn(MaritalStatus) -> bool) -> Option<bool> {
    match member.member.person.marital_status {
        Some(status) => Some(is(status)),
        None => member.aged_at_least(TEN_YEARS).filter(|asked| !asked),
    }
}

pub(super) fn has_widow(known: &Known) -> Option<bool> {
    any_member(known, |member| {
        let widowed = marital_status_is(member, |status| status == MaritalStatus::Widowed);
        and(is_female(member), widowed)
    })
}

pub(super) fn ever_married_women_count(known: &Known) -> Option<u32> {
    members_who(known, |member| {
        let never = |status| matches!(status, MaritalStatus::NeverMarried | MaritalStatus::Nikah);
        and(is_female(member), marital_status_is(member, |status| !never(status)))
    })
}

/// A yes-or-no question that was not put to members below an age; for them the answer is no.
fn asked_from(answer: Option<bool>, years: u8, member: &UsualMember) -> Option<bool> {
    answer.or_else(|| member.aged_at_least(years).filter(|asked| !asked))
}

pub(super) fn has_functional_disability(known: &Known) -> Option<bool> {
    any_member(known, |member| asked_from(member.member.disabled(), FIVE_YEARS, member))
}

pub(super) fn has_disability_card(known: &Known) -> Option<bool> {
    any_member(known, |member| asked_from(member.member.disability.disability_card, FIVE_YEARS, member))
}

pub(super) fn has_disabled_member(known: &Known) -> Option<bool> {
    or(has_functional_disability(known), has_disability_card(known))
}

pub(super) fn head_age_years(known: &Known) -> Option<u32> {
    known.head()?.age_years.map(u32::from)
}

pub(super) fn head_is_female(known: &Known) -> Option<bool> {
    is_female(&known.head()?)
}

pub(super) fn head_marital_status(known: &Known) -> Option<MaritalStatus> {
    known.head()?.member.person.marital_status
}

pub(super) fn head_education(known: &Known) -> Option<CardEducation> {
    known.head().and_then(|head| education_band(&head)).or(known.record.paper_card.head_education)
}

/// The band of the 2010 card. "Less than class 1" is somebody who attended and completed none.
fn education_band(member: &UsualMember) -> Option<CardEducation> {
    let education = &member.member.education;
    match (education.highest_class, education.ever_attended) {
        (None | Some(SchoolClass::None), Some(false)) => Some(CardEducation::Never),
        (Some(SchoolClass::None), None) => None,
        (class, _) => match schooling_years_of(class?)? {
            0..=5 => Some(CardEducation::UpToClass5),
            6..=10 => Some(CardEducation::Class6To10),
            _ => Some(CardEducation::Class11OrMore),
        },
    }
}

/// Years that a completed class stands for: intermediate 12, diploma 13, bachelor 14, master 16, doctorate 18. What
/// "other" stands for is not known.
fn schooling_years_of(class: SchoolClass) -> Option<u32> {
    Some(match class {
        SchoolClass::None | SchoolClass::PrePrimary => 0,
        SchoolClass::Class1 => 1,
        SchoolClass::Class2 => 2,
        SchoolClass::Class3 => 3,
        SchoolClass::Class4 => 4,
        SchoolClass::Class5 => 5,
        SchoolClass::Class6 => 6,
        SchoolClass::Class7 => 7,
        SchoolClass::Class8 => 8,
        SchoolClass::Class9 => 9,
        SchoolClass::Class10 => 10,
        SchoolClass::Class11 => 11,
        SchoolClass::Intermediate => 12,
        SchoolClass::Diploma => 13,
        SchoolClass::Bachelor => 14,
        SchoolClass::Master => 16,
        SchoolClass::Doctorate => MOST_SCHOOLING_YEARS,
        SchoolClass::Other => return None,
    })
}

fn schooling_years(member: &UsualMember) -> Option<u32> {
    let education = &member.member.education;
    match education.highest_class {
        Some(class) => schooling_years_of(class),
        None => (education.ever_attended == Some(false)).then_some(0),
    }
}

pub(super) fn head_schooling_years(known: &Known) -> Option<u32> {
    schooling_years(&known.head()?)
}

fn is_literate(member: &UsualMember) -> Option<bool> {
    and(member.member.education.can_read, member.member.education.can_write)
}

pub(super) fn head_is_literate(known: &Known) -> Option<bool> {
    is_literate(&known.head()?)
}

pub(super) fn literate_adults_count(known: &Known) -> Option<u32> {
    members_who(known, |member| and(member.aged_at_least(15), is_literate(member)))
}

pub(super) fn highest_schooling_years(known: &Known) -> Option<u32> {
    let mut highest = 0;
    let mut all_known = true;
    for member in known.members()? {
        match (member.aged_at_least(ADULT_YEARS), schooling_years(member)) {
            (Some(false), _) | (None, Some(0)) => {}
            (Some(true), Some(years)) => highest = highest.max(years),
            _ => all_known = false,
        }
    }
    (all_known || highest == MOST_SCHOOLING_YEARS).then_some(highest)
}

pub(super) fn female_head_or_spouse_education(known: &Known) -> Option<FemaleHeadEducation> {
    let head = known.head()?;
    let women = if is_female(&head)? { vec![head] } else { wives_of_head(known)? };
    if women.is_empty() {
        return Some(FemaleHeadEducation::NoFemaleHeadOrSpouse);
    }
    let class_1 = any(women.iter().map(|woman| schooling_years(woman).map(|years| years >= 1)))?;
    Some(if class_1 { FemaleHeadEducation::Class1OrHigher } else { FemaleHeadEducation::BelowClass1 })
}

/// The women whose relation is spouse of the head; `None` when somebody's sex or relation leaves that open.
fn wives_of_head<'a>(known: &Known<'a>) -> Option<Vec<UsualMember<'a>>> {
    let mut wives = Vec::new();
    for member in known.members()? {
        let is_spouse = member.member.person.relation.map(|relation| relation == Relation::Spouse);
        if and(is_spouse, is_female(member))? {
            wives.push(*member);
        }
    }
    Some(wives)
}

/// Attends school now. Learning by heart only is not attending (indicator 6).
fn attends(member: &UsualMember) -> Option<bool> {
    let education = &member.member.education;
    match (education.attending_now, education.ever_attended, education.school_type) {
        (_, _, Some(SchoolType::HifzOnly)) | (None, Some(false), _) => Some(false),
        (attends, _, _) => attends,
    }
}

pub(super) fn all_children_5_to_13_attend(known: &Known) -> Option<bool> {
    let kept_out = |member: &UsualMember| and(member.aged(5, 13), not(attends(member)));
    any_member(known, kept_out).map(|some_do_not| !some_do_not)
}

pub(super) fn children_5_to_16_out_of_school_count(known: &Known) -> Option<u32> {
    members_who(known, |member| and(member.aged(5, 16), not(attends(member))))
}

pub(super) fn children_5_to_16_attending(known: &Known) -> Option<CardAttendance> {
    known.members().and_then(attendance_band).or(known.record.paper_card.children_attending)
}

fn attendance_band(members: &[UsualMember]) -> Option<CardAttendance> {
    let child = |member: &UsualMember| member.aged(5, 16);
    let any_attends = any(members.iter().map(|member| and(child(member), attends(member))));
    let any_does_not = any(members.iter().map(|member| and(child(member), not(attends(member)))));
    match (any_attends, any_does_not) {
        (Some(true), Some(true)) => Some(CardAttendance::Some),
        (Some(true), Some(false)) => Some(CardAttendance::All),
        (Some(false), Some(true)) => Some(CardAttendance::None),
        (Some(false), Some(false)) => Some(CardAttendance::NoChildren),
        _ => None,
    }
}

/// Worked in the last month, or has work from which he or she was away. Children below five are not asked and do not
/// work; those below ten are not asked for work from which they were away.
fn is_employed(member: &UsualMember) -> Option<bool> {
    let work = &member.member.work;
    let worked = asked_from(work.worked, FIVE_YEARS, member);
    or(worked, asked_from(work.has_job, TEN_YEARS, member))
}

/// Employed, and something is true of the work.
fn works_as(member: &UsualMember, is: impl Fn(&UsualMember) -> Option<bool>) -> Option<bool> {
    and(is_employed(member), is(member))
}

pub(super) fn employed_members_count(known: &Known) -> Option<u32> {
    members_who(known, |member| and(member.aged_at_least(TEN_YEARS), is_employed(member)))
}

pub(super) fn employed_members_share(known: &Known) -> Option<f64> {
    known.members()?;
    share_of_members(known, employed_members_count(known))
}

fn is_paid_employee(member: &UsualMember) -> Option<bool> {
    member.member.work.employment_status.map(|status| status == EmploymentStatus::PaidEmployee)
}

pub(super) fn paid_employees_count(known: &Known) -> Option<u32> {
    members_who(known, |member| works_as(member, is_paid_employee))
}

pub(super) fn elementary_workers_count(known: &Known) -> Option<u32> {
    let is_elementary = |member: &UsualMember| {
        member.member.work.occupation.map(|occupation| occupation == Occupation::Elementary)
    };
    members_who(known, |member| works_as(member, is_elementary))
}

pub(super) fn agricultural_workers_count(known: &Known) -> Option<u32> {
    let is_agricultural =
        |member: &UsualMember| member.member.work.industry.map(|industry| industry == Industry::Agriculture);
    members_who(known, |member| works_as(member, is_agricultural))
}

pub(super) fn has_working_child(known: &Known) -> Option<bool> {
    any_member(known, |member| and(member.aged(5, 14), is_employed(member)))
}

pub(super) fn government_job(known: &Known) -> Option<bool> {
    let serves = |member: &UsualMember| {
        let by_government = member.member.work.employer.map(|employer| employer == Employer::Government);
        and(is_paid_employee(member), by_government)
    };
    any_member(known, |member| works_as(member, serves))
}

pub(super) fn head_employment(known: &Known) -> Option<HeadEmployment> {
    let head = known.head()?;
    if !is_employed(&head)? {
        return Some(HeadEmployment::NotEmployed);
    }
    Some(match head.member.work.employment_status? {
        EmploymentStatus::EmployerSmall | EmploymentStatus::EmployerLarge => HeadEmployment::Employer,
        EmploymentStatus::SelfEmployed => HeadEmployment::SelfEmployed,
        EmploymentStatus::PaidEmployee => HeadEmployment::PaidEmployee,
        EmploymentStatus::FamilyWorker => HeadEmployment::FamilyWorker,
        EmploymentStatus::OwnerCultivator
        | EmploymentStatus::ShareCropper
        | EmploymentStatus::ContractCultivator => HeadEmployment::Cultivator,
        EmploymentStatus::LivestockOnly => HeadEmployment::LivestockOnly,
    })
}

pub(super) fn foreign_travel(known: &Known) -> Option<bool> {
    any_member(known, |member| asked_from(member.member.person.foreign_travel, ADULT_YEARS, member))
}

pub(super) fn executive_passport(known: &Known) -> Option<bool> {
    any_member(known, |member| asked_from(member.member.person.executive_passport, ADULT_YEARS, member))
}
