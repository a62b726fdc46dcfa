//! Programmes: whom they pay and how much room they have.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    figures::{self, Bar},
    page::Words,
};
use operations::programmes::ProgrammeFigures;
use registry::enrolment::EnrolmentStatus;
use serde::Serialize;

/// Statuses as people think of them.
pub(super) const IN_ORDER: [EnrolmentStatus; 4] = [
    EnrolmentStatus::Active,
    EnrolmentStatus::Suspended,
    EnrolmentStatus::Graduated,
    EnrolmentStatus::Deceased,
];

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) programmes: Vec<Card>,
}

/// A programme with its figures.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) link: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) version: String,
    /// Room in all; no limit when none.
    pub(super) capacity: Option<String>,
    pub(super) free: Option<String>,
    /// Families by status, with the class of their part of the bar.
    pub(super) statuses: Vec<StatusCount>,
    /// Families outside the reader's areas.
    pub(super) elsewhere: Option<String>,
    pub(super) bar: Bar,
    pub(super) appeals: bool,
    pub(super) recertifies: bool,
}

/// Families of a status.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StatusCount {
    pub(super) status: &'static str,
    pub(super) families: String,
    /// Whether they take up room.
    pub(super) takes_room: bool,
}

/// The list.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    let programmes = all(&signed_in).await?;
    signed_in.page("programmes.html", Page { programmes })
}

/// The programmes in force today with their figures.
pub(super) async fn all(signed_in: &SignedIn) -> Result<Vec<Card>, Fault> {
    let figures = signed_in.app().registry.programme_figures(signed_in.authority()).await?;
    Ok(figures.iter().map(|figures| card(figures, signed_in.words())).collect())
}

fn card(programme: &ProgrammeFigures, words: Words<'_>) -> Card {
    let of = |status: EnrolmentStatus| {
        programme.families.iter().find(|(known, _)| *known == status).map_or(0, |(_, families)| *families)
    };
    let (active, suspended) = (of(EnrolmentStatus::Active), of(EnrolmentStatus::Suspended));
    let taken = programme.capacity.zip(programme.free).map(|(capacity, free)| capacity.saturating_sub(free));
    let elsewhere = taken.map_or(0, |taken| taken.saturating_sub(active + suspended));
    let whole = programme.capacity.unwrap_or(active + suspended);
    let parts = [("active", active), ("suspended", suspended), ("elsewhere", elsewhere)];
    let label =
        words.say("programme-bar", &[("active", &active), ("suspended", &suspended), ("whole", &whole)]);
    let status = |status: EnrolmentStatus| StatusCount {
        status: status.code(),
        families: figures::count(of(status)),
        takes_room: status.is_beneficiary(),
    };
    Card {
        id: programme.programme.clone(),
        link: format!("/programmes/{}", super::links::encode(&programme.programme)),
        title: programme.title.text(words.language.code()).to_owned(),
        kind: programme.kind,
        version: programme.version.clone(),
        capacity: programme.capacity.map(figures::count),
        free: programme.free.map(figures::count),
        statuses: IN_ORDER.map(status).into(),
        elsewhere: (elsewhere > 0).then(|| figures::count(elsewhere)),
        bar: Bar::of(whole, &parts, label),
        appeals: programme.appeals,
        recertifies: programme.recertifies,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    #[test]
    fn families_elsewhere_take_up_room_and_are_not_the_readers() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::Ur };
        let figures = ProgrammeFigures {
            programme: "kafaalat".to_owned(),
            version: "1".to_owned(),
            title: registry::wording::Wording { en: "Kafaalat".to_owned(), ur: "کفالت".to_owned() },
            kind: "unconditional",
            capacity: Some(1000),
            families: vec![(EnrolmentStatus::Active, 300), (EnrolmentStatus::Suspended, 50)],
            free: Some(600),
            appeals: true,
            recertifies: true,
        };
        let told = card(&figures, words);
        assert_eq!((told.title.as_str(), told.elsewhere.as_deref()), ("کفالت", Some("50")));
        let widths: Vec<_> = told.bar.parts.iter().map(|part| (part.class, part.width)).collect();
        assert_eq!(widths, [("active", 30.0), ("suspended", 5.0), ("elsewhere", 5.0)]);
        let limitless = card(&ProgrammeFigures { capacity: None, free: None, ..figures }, words);
        assert_eq!((limitless.capacity, limitless.elsewhere), (None, None));
    }
}
