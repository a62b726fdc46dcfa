//! The interview and where it was held.

use crate::{
    chance::{Chance, Subject},
    home::Home,
    numbers::telephone,
    place::Place,
};
use registry::{
    code_lists::{Region, Relation, SurveyMode},
    household::{Location, Member},
    personal::Personal,
    sections::{Interview, Utilities},
};

/// Draws the interview. The first number of its stream is the day. Position and telephone are the household's own.
pub(crate) fn interview(home: &Home, members: &[Member], utilities: &Utilities) -> Interview {
    let mut chance = home.survey_chance(Subject::Interview);
    chance.skip_to(1);
    let respondent = respondent(&mut chance, members);
    let mut house = home.dwelling_chance(Subject::Location);
    let can_be_called = utilities.mobile_phones.is_some_and(|phones| phones > 0);
    let position = position(&mut house, &mut chance, home.place);
    house.skip_to(2);
    Interview {
        interview_date: Some(home.interviewed),
        mode: Some(SurveyMode::Tablet),
        consent: Some(true),
        respondent: respondent.and_then(|member| member.name.clone()),
        respondent_line: respondent.map(|member| member.line),
        phone: can_be_called.then(|| Personal::new(&telephone(&mut house))).flatten(),
        latitude: position.map(|(latitude, _, _)| latitude),
        longitude: position.map(|(_, longitude, _)| longitude),
        accuracy_metres: position.map(|(_, _, accuracy)| accuracy),
    }
}

/// Draws the address.
pub(crate) fn location(home: &Home) -> Location {
    let mut chance = home.dwelling_chance(Subject::Location);
    chance.skip_to(1);
    let place = home.place;
    Location {
        tehsil: Some(place.tehsil.clone()),
        union_council: place.union_council.clone(),
        block: place.block.clone(),
        region: Some(place.region),
        address: Personal::new(&address(&mut chance, place)),
        landmark: chance.any(LANDMARKS).and_then(Personal::new),
    }
}

/// The head or a spouse, seldom another adult.
fn respondent<'a>(chance: &mut Chance, members: &'a [Member]) -> Option<&'a Member> {
    let weight = |member: &Member| match (member.person.relation, member.person.marital_status) {
        (Some(Relation::Head), _) => 0.55,
        (Some(Relation::Spouse), _) => 0.36,
        (Some(Relation::Child | Relation::ChildInLaw | Relation::Parent | Relation::Sibling), Some(_)) => {
            0.03
        }
        _ => 0.0,
    };
    let choices: Vec<(usize, f64)> = members.iter().map(weight).enumerate().collect();
    members.get(chance.pick(&choices)?)
}

/// Latitude, longitude and accuracy in metres: around the middle of the place, thinner towards its edge.
fn position(house: &mut Chance, chance: &mut Chance, place: &Place) -> Option<(f64, f64, f64)> {
    /// Kilometres in a degree of latitude.
    const DEGREE: f64 = 111.2;
    let centre = place.centre?;
    let accuracy = 3.0 + f64::from(chance.streak(0.75, 40));
    let mut offset = || {
        let stands = (house.share() + house.share() - 1.0) * place.radius_kilometres;
        // Every measurement is a few metres off.
        (stands + 0.5e-3 * accuracy * (2.0 * chance.share() - 1.0)) / DEGREE
    };
    let latitude = centre.latitude + offset();
    // The cosine of the latitude by its series, which is the same on every machine.
    let radians = centre.latitude * 0.017_453_292_519_943_295;
    let narrowing = 1.0 - radians * radians / 2.0 + radians * radians * radians * radians / 24.0;
    let longitude = centre.longitude + offset() / narrowing.max(0.1);
    let six_places = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Some((six_places(latitude), six_places(longitude), accuracy))
}

fn address(chance: &mut Chance, place: &Place) -> String {
    let house = chance.whole(1..=240);
    match place.region {
        Region::Urban => format!("House {house}, Street {}, {}", chance.whole(1..=30), place.locality),
        Region::Rural => {
            let corner = chance.any(CORNERS).unwrap_or("village");
            format!("House {house}, {corner} of {}", place.locality)
        }
    }
}

const CORNERS: &[&str] =
    &["east side", "west side", "north side", "south side", "middle", "canal side", "farms"];

const LANDMARKS: &[&str] = &[
    "By the white mosque",
    "Behind the girls' school",
    "Opposite the flour mill",
    "Near the old well",
    "By the banyan tree",
    "Next to the tailor's shop",
    "Behind the dispensary",
    "Near the water tank",
    "At the tonga stand",
    "Opposite the tea stall",
    "Near the brick kiln",
    "By the canal bridge",
];
