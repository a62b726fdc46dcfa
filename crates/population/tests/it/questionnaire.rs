//! Answers stand exactly where the household questionnaire asks for them: its skips, row by row.

use crate::some;
use registry::{
    code_lists::{BirthOutcome, ChronicCondition, Connection, EmploymentStatus, SchoolClass, Toilet},
    field::Section,
    household::{Member, Record},
};

/// Fails unless an answer is there exactly when it is asked for.
#[track_caller]
fn asked<T>(answer: Option<&T>, when: bool) {
    assert_eq!(answer.is_some(), when);
}

fn each_member(check: impl Fn(&Member, u8)) {
    for record in some() {
        for member in &record.members {
            check(member, member.age_years_on(record.interview.interview_date.unwrap()).unwrap());
        }
    }
}

fn each_household(check: impl Fn(&Record)) {
    some().for_each(check);
}

#[test]
fn person() {
    each_member(|member, age| {
        asked(member.name.as_ref(), true);
        asked(member.name_urdu.as_ref(), true);
        let person = &member.person;
        asked(person.birth_date.as_ref(), true);
        asked(person.age_years.as_ref(), false);
        asked(person.marital_status.as_ref(), age >= 10);
        asked(person.residence.as_ref(), true);
        asked(person.executive_passport.as_ref(), age >= 18);
        asked(person.foreign_travel.as_ref(), age >= 18);
    });
}

#[test]
fn names_fit_the_form() {
    each_member(|member, _| {
        let roman = member.name.as_ref().unwrap().reveal();
        let letters = roman.chars().all(|letter| letter.is_ascii_alphabetic() || " .'-".contains(letter));
        assert!(letters && (2..=80).contains(&roman.len()), "{roman}");
        let urdu = member.name_urdu.as_ref().unwrap().reveal();
        assert!(
            !urdu.chars().any(|letter| letter.is_ascii_alphanumeric()) && urdu.chars().count() >= 2,
            "{urdu}"
        );
    });
    each_household(|record| {
        let mut names: Vec<_> = record.members.iter().map(|member| member.name.as_ref().unwrap()).collect();
        names.sort();
        names.dedup();
        // Two members may share a name; most households have no such pair.
        assert!(names.len() + 1 >= record.members.len());
    });
}

#[test]
fn education() {
    each_member(|member, age| {
        let education = &member.education;
        let attended = education.ever_attended == Some(true);
        let attends = education.attending_now == Some(true);
        asked(education.can_read.as_ref(), age >= 10);
        asked(education.can_write.as_ref(), age >= 10);
        asked(education.can_sum.as_ref(), age >= 10);
        asked(education.ever_attended.as_ref(), age >= 3);
        asked(education.attending_now.as_ref(), attended);
        asked(education.highest_class.as_ref(), attended);
        asked(education.current_class.as_ref(), attends);
        asked(education.school_type.as_ref(), attends);
        asked(education.attended_last_year.as_ref(), attended);
        asked(education.class_last_year.as_ref(), education.attended_last_year == Some(true));
        asked(education.left_year.as_ref(), attended && !attends);
        assert_ne!(education.current_class, Some(SchoolClass::None));
        assert_ne!(education.class_last_year, Some(SchoolClass::None));
        assert!(education.left_year.is_none_or(|year| (1900..=2026).contains(&year)));
        let rank = |class: SchoolClass| SchoolClass::ALL.iter().position(|other| *other == class);
        if let (Some(highest), Some(current)) = (education.highest_class, education.current_class) {
            assert!(rank(highest) <= rank(current), "{highest:?} {current:?}");
        }
    });
}

#[test]
fn work() {
    each_member(|member, age| {
        let work = &member.work;
        let employed = work.worked == Some(true) || work.has_job == Some(true);
        asked(work.worked.as_ref(), age >= 5);
        asked(work.has_job.as_ref(), age >= 10 && work.worked == Some(false));
        asked(work.seeking.as_ref(), work.has_job == Some(false));
        asked(work.available.as_ref(), work.has_job == Some(false));
        asked(work.hours_week.as_ref(), employed);
        asked(work.employment_status.as_ref(), employed);
        asked(work.employer.as_ref(), work.employment_status == Some(EmploymentStatus::PaidEmployee));
        asked(work.occupation.as_ref(), employed);
        asked(work.industry.as_ref(), employed);
        asked(work.income_rupees.as_ref(), employed);
        asked(work.chores_hours.as_ref(), (5..=17).contains(&age));
    });
}

#[test]
fn disability_and_health() {
    each_member(|member, age| {
        let disability = &member.disability;
        for difficulty in [
            disability.seeing,
            disability.hearing,
            disability.walking,
            disability.remembering,
            disability.self_care,
            disability.communicating,
        ] {
            asked(difficulty.as_ref(), age >= 5);
        }
        asked(disability.disability_card.as_ref(), true);
        asked(disability.disability_certificate.as_ref(), true);
        let conditions = member.health.chronic_conditions.as_ref().unwrap();
        let none = conditions.contains(&ChronicCondition::None);
        assert!(if none { conditions.len() == 1 } else { !conditions.is_empty() });
        asked(member.health.under_treatment.as_ref(), !none);
        asked(member.health.sick_two_weeks.as_ref(), true);
    });
}

#[test]
fn dwelling_and_utilities() {
    each_household(|record| {
        let dwelling = &record.dwelling;
        let toilet = dwelling.toilet.unwrap() != Toilet::None;
        asked(dwelling.toilet_shared.as_ref(), toilet);
        asked(dwelling.defecation_place.as_ref(), !toilet);
        assert_eq!(dwelling.answers().count(), 14, "all but one of the two about the toilet");
        let utilities = &record.utilities;
        let telephone = utilities.landline == Some(true) || utilities.mobile_phones.unwrap() > 0;
        let metered = matches!(utilities.electricity, Some(Connection::OwnMeter | Connection::Shared));
        asked(utilities.phone_bill_rupees.as_ref(), telephone);
        asked(utilities.electricity_bill_rupees.as_ref(), metered);
        asked(utilities.gas.as_ref(), true);
        asked(utilities.internet.as_ref(), true);
        assert_eq!(record.assets.answers().count(), 24);
    });
}

#[test]
fn land_and_livestock() {
    each_household(|record| {
        let (land, owns) = (&record.land, record.land.owns_land.unwrap());
        asked(land.land_owned_acres.as_ref(), owns);
        asked(land.land_irrigated_acres.as_ref(), owns);
        asked(land.land_rented_out_acres.as_ref(), owns);
        asked(land.land_owner_sex.as_ref(), owns);
        asked(land.land_rented_in_acres.as_ref(), true);
        if let Some(owned) = land.land_owned_acres {
            assert!(owned > 0.0 && land.land_irrigated_acres.unwrap() <= owned);
            assert!(land.land_rented_out_acres.unwrap() <= owned);
        }
        let herd = &record.livestock;
        let heads =
            [herd.buffaloes, herd.cattle, herd.camels, herd.horses, herd.donkeys, herd.sheep, herd.goats];
        for heads in heads {
            asked(heads.as_ref(), herd.owns_livestock == Some(true));
        }
        asked(herd.poultry.as_ref(), herd.owns_livestock == Some(true));
        if herd.owns_livestock == Some(true) {
            assert!(heads.iter().flatten().sum::<u16>() > 0 || herd.poultry.unwrap() > 0);
        }
    });
}

#[test]
fn support_and_institutions() {
    each_household(|record| {
        let support = &record.support;
        let answers = [
            support.kafaalat,
            support.taleemi_wazaif,
            support.nashonuma,
            support.emergency_cash,
            support.zakat,
            support.pension,
            support.other_support,
        ];
        assert!(answers.iter().all(Option::is_some));
        asked(support.support_rupees.as_ref(), answers.contains(&Some(true)));
        let institutions = &record.institutions;
        asked(institutions.police_satisfied.as_ref(), institutions.police_contact == Some(true));
        asked(
            institutions.administration_satisfied.as_ref(),
            institutions.administration_contact == Some(true),
        );
        asked(institutions.court_satisfied.as_ref(), institutions.court_contact == Some(true));
        asked(institutions.prosecution_satisfied.as_ref(), institutions.prosecution_contact == Some(true));
    });
}

#[test]
fn births() {
    let (mut deaths, mut live, mut still) = (0.0, 0.0, 0.0);
    for record in some() {
        let on = record.interview.interview_date.unwrap();
        for birth in &record.births {
            let mother = record.members.iter().find(|member| Some(member.line) == birth.mother_line).unwrap();
            let age = mother.age_years_on(on).unwrap();
            assert!(mother.is_female() && (15..50).contains(&age) && mother.ever_married() == Some(true));
            let born_on = birth.born_on.unwrap();
            assert!(born_on <= on && on.year() - born_on.year() <= 5);
            asked(birth.alive.as_ref(), birth.outcome == Some(BirthOutcome::Live));
            asked(birth.death_age_days.as_ref(), birth.alive == Some(false));
            if let Some(days) = birth.death_age_days {
                assert!(i32::from(days) <= on.since(born_on).unwrap().get_days());
                deaths += 1.0;
            }
            live += f64::from(u8::from(birth.alive.is_some()));
            still += f64::from(u8::from(birth.alive.is_none()));
        }
        // Every small child whose mother is asked is among the births.
        for child in record.members.iter().filter(|member| member.age_years_on(on).unwrap() < 5) {
            let mother = record.members.iter().find(|member| Some(member.id) == child.mother);
            if mother.is_some_and(|mother| mother.age_years_on(on).unwrap() < 50) {
                let recorded = record.births.iter().any(|birth| birth.born_on == child.person.birth_date);
                assert!(recorded);
            }
        }
    }
    // PDHS 2017-18: 74 of a thousand die before the fifth birthday; about 30 are born dead.
    let (died, born_dead) = (deaths / live, still / (live + still));
    assert!((0.05..0.09).contains(&died) && (0.02..0.045).contains(&born_dead), "{died} {born_dead}");
}

#[test]
fn interview_and_location() {
    each_household(|record| {
        let interview = &record.interview;
        assert_eq!(interview.consent, Some(true));
        let line = interview.respondent_line.unwrap();
        let respondent = &record.members[usize::from(line) - 1];
        assert_eq!(interview.respondent, respondent.name);
        assert!(respondent.age_years_on(interview.interview_date.unwrap()).unwrap() >= 10);
        assert!((interview.latitude.unwrap() - 30.5).abs() < 0.04);
        assert!((interview.longitude.unwrap() - 71.25).abs() < 0.045);
        if let Some(phone) = &interview.phone {
            assert!(phone.reveal().starts_with("0399") && phone.reveal().len() == 11);
        }
        let location = &record.location;
        assert!(location.address.is_some() && location.landmark.is_some() && location.block.is_some());
    });
}

/// Answers written as text are answers the record takes: every one is within its limits.
#[test]
fn answers_are_within_the_limits_of_the_record() {
    fn check<S: Section>(section: &S) {
        let mut copy = S::default();
        for (field, answer) in section.answers() {
            copy.set(field.name, &answer).unwrap();
        }
    }
    each_household(|record| {
        check(&record.interview);
        check(&record.dwelling);
        check(&record.utilities);
        check(&record.assets);
        check(&record.land);
        check(&record.livestock);
        for member in &record.members {
            check(&member.person);
            check(&member.education);
            check(&member.work);
        }
        record.births.iter().for_each(check);
    });
}
