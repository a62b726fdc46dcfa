//! Where and through which entry point a survey was made.

use registry::{area::AreaCode, change::Channel, code_lists::SurveyMode, household::Record};

/// The entry point of a survey.
pub(crate) fn channel_of(record: &Record) -> Channel {
    match record.interview.mode {
        Some(SurveyMode::Desk | SurveyMode::Paper) => Channel::Desk,
        Some(SurveyMode::Van) => Channel::Van,
        Some(SurveyMode::Self_) => Channel::App,
        Some(SurveyMode::Tablet) | None => Channel::Tablet,
    }
}

/// The smallest area known of a survey.
pub(super) fn place_of(record: &Record) -> Option<AreaCode> {
    let location = &record.location;
    location.block.clone().or_else(|| location.union_council.clone()).or_else(|| location.tehsil.clone())
}
