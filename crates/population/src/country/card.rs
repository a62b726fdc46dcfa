//! What the poverty card of 2010-11 asked of a household: less than the tablets do, and some of it together.

use jiff::civil::Date;
use registry::{
    code_lists::{CardAttendance, CardEducation, CardToilet, SchoolClass, SurveyMode, Toilet},
    household::{Location, Member, Record},
    personal::Personal,
    sections::{Assets, Disability, Dwelling, Interview, Land, PaperCard, Person},
};

/// The card of a household, from what a tablet would have found.
pub(super) fn card(full: &Record, serial: &str, on: Date) -> Record {
    Record {
        form: full.form.clone(),
        interview: Interview {
            interview_date: Some(on),
            mode: Some(SurveyMode::Paper),
            consent: Some(true),
            respondent: full.interview.respondent.clone(),
            ..Interview::default()
        },
        location: Location { landmark: None, ..full.location.clone() },
        dwelling: Dwelling { rooms: full.dwelling.rooms, ..Dwelling::default() },
        land: Land {
            owns_land: full.land.owns_land,
            land_owned_acres: full.land.land_owned_acres,
            ..Land::default()
        },
        paper_card: answers(full, serial, on),
        members: full.members.iter().map(|listed| member(listed, on)).collect(),
        ..Record::default()
    }
}

fn member(full: &Member, on: Date) -> Member {
    let age_years = full.age_years_on(on);
    let mut member = Member::new(full.id, full.line);
    member.name.clone_from(&full.name);
    member.name_urdu.clone_from(&full.name_urdu);
    member.identity = full.identity;
    member.age_stated_on = age_years.map(|_| on);
    member.person = Person {
        relation: full.person.relation,
        sex: full.person.sex,
        age_years,
        marital_status: full.person.marital_status,
        ..Person::default()
    };
    let card = full.disability.disability_card;
    member.disability = Disability { disability_card: card, ..Disability::default() };
    member
}

fn answers(full: &Record, serial: &str, on: Date) -> PaperCard {
    let ages: Vec<u8> = full.members.iter().filter_map(|member| member.age_years_on(on)).collect();
    let count = |number: usize| u8::try_from(number).ok();
    let (assets, herd) = (&full.assets, &full.livestock);
    // Owning no animals at all answers for each kind.
    let heads = |number: Option<u16>| number.or(herd.owns_livestock.filter(|owns| !owns).map(|_| 0));
    let any = |numbers: &[Option<u16>]| Some(numbers.iter().flatten().any(|number| *number > 0));
    let has =
        |numbers: &[Option<u8>]| any(&numbers.iter().map(|number| number.map(u16::from)).collect::<Vec<_>>());
    let Assets {
        refrigerator, freezer, washing_machine, air_conditioner, air_cooler, geyser, heater, ..
    } = *assets;
    PaperCard {
        paper_serial: Personal::new(serial),
        members: count(full.members.len()),
        dependants: count(ages.iter().filter(|age| **age < 18 || **age > 65).count()),
        head_education: full.find_head().and_then(head_education),
        children_attending: Some(attendance(full, on)),
        toilet: full.dwelling.toilet.map(toilet),
        cold_or_washing: has(&[refrigerator, freezer, washing_machine]),
        climate: has(&[air_conditioner, air_cooler, geyser, heater]),
        cooking: has(&[assets.cooking_stove, assets.cooking_range, assets.microwave]),
        car_or_tractor: has(&[assets.car, assets.tractor]),
        motorcycle_or_scooter: has(&[assets.motorcycle]),
        television: has(&[assets.television]),
        buffalo_or_bullock: any(&[heads(herd.buffaloes)]),
        cow_goat_or_sheep: any(&[heads(herd.cattle), heads(herd.goats), heads(herd.sheep)]),
    }
}

fn head_education(head: &Member) -> Option<CardEducation> {
    use SchoolClass::{
        Class1, Class2, Class3, Class4, Class5, Class6, Class7, Class8, Class9, Class10, None as NoClass,
        PrePrimary,
    };
    if !head.education.ever_attended? {
        return Some(CardEducation::Never);
    }
    Some(match head.education.highest_class? {
        NoClass | PrePrimary | Class1 | Class2 | Class3 | Class4 | Class5 => CardEducation::UpToClass5,
        Class6 | Class7 | Class8 | Class9 | Class10 => CardEducation::Class6To10,
        _ => CardEducation::Class11OrMore,
    })
}

fn attendance(full: &Record, on: Date) -> CardAttendance {
    let of_age = |member: &&Member| member.age_years_on(on).is_some_and(|age| (5..=16).contains(&age));
    let children = full.members.iter().filter(of_age).count();
    let attending = full.members.iter().filter(of_age);
    let attending = attending.filter(|member| member.education.attending_now == Some(true)).count();
    match (children, attending) {
        (0, _) => CardAttendance::NoChildren,
        (_, 0) => CardAttendance::None,
        (all, attending) if all == attending => CardAttendance::All,
        _ => CardAttendance::Some,
    }
}

fn toilet(toilet: Toilet) -> CardToilet {
    match toilet {
        Toilet::None => CardToilet::None,
        Toilet::DryRaised | Toilet::DryPit | Toilet::Composting => CardToilet::Dry,
        _ => CardToilet::Flush,
    }
}
