//! Where the household lives, and where the interview was held.

use super::sections::answer;
use crate::instance::Instance;
use registry::{
    area::AreaCode,
    code_lists::Region,
    field::Section,
    finding::{Finding, FindingCode},
    household::Location,
    personal::Personal,
    sections::Interview,
};

pub(super) fn read(instance: &Instance, findings: &mut Vec<Finding>) -> Location {
    let Some(group) = instance.child(instance.root(), "location") else { return Location::default() };
    let mut area = |question: &str| {
        let code = answer(instance, group, question)?.parse::<AreaCode>();
        code.inspect_err(|_| {
            findings.push(Finding::at(FindingCode::AreaUnknown, format!("location/{question}")));
        })
        .ok()
    };
    let (tehsil, union_council, block) = (area("tehsil"), area("union_council"), area("block"));
    let text = |question: &str| answer(instance, group, question).and_then(Personal::new);
    let region = answer(instance, group, "region").and_then(|code| {
        let region = Region::from_code(code);
        if region.is_none() {
            findings.push(Finding::at(FindingCode::AnswerChoice, "location/region"));
        }
        region
    });
    Location { tehsil, union_council, block, region, address: text("address"), landmark: text("landmark") }
}

/// A geopoint, `latitude longitude altitude accuracy` in degrees and metres.
pub(super) fn read_position(instance: &Instance, interview: &mut Interview, findings: &mut Vec<Finding>) {
    let Some(point) =
        instance.child(instance.root(), "location").and_then(|group| answer(instance, group, "gps"))
    else {
        return;
    };
    let parts: Vec<&str> = point.split_ascii_whitespace().collect();
    let (latitude, longitude) = (parts.first(), parts.get(1));
    let mut position = interview.clone();
    let read = latitude
        .zip(longitude)
        .and_then(|(latitude, longitude)| {
            position.set("latitude", latitude).ok()?;
            position.set("longitude", longitude).ok()
        })
        .and_then(|()| {
            parts.get(3).map_or(Some(()), |accuracy| position.set("accuracy_metres", accuracy).ok())
        });
    match read {
        Some(()) => *interview = position,
        None => findings.push(Finding::at(FindingCode::AnswerType, "location/gps")),
    }
}
