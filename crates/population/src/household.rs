//! One household as a whole.

use crate::{
    cell::Cells,
    chance::{Chance, Subject},
    home::Home,
    names,
    numbers::Issuer,
    people,
    place::Place,
    roster, sections,
    trouble::{self, Trouble},
    wealth::Wealth,
};
use jiff::{ToSpan, civil::Date};
use registry::household::{FormUsed, Record};

/// An invented survey: when it was held, with which form, and what everything in it is drawn from.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The same seed draws the same households, on every machine.
    pub seed: u64,
    /// First day of fieldwork.
    pub first_day: Date,
    /// Last day of fieldwork; when earlier than the first, all interviews are on the first.
    pub last_day: Date,
    /// Form and version that the records name.
    pub form: FormUsed,
    /// Whether records have the faults that surveys have.
    pub trouble: Trouble,
}

/// A synthetic population under one survey. It holds tables and no state: share it between threads.
pub struct Population {
    survey: Survey,
    days: u32,
    cells: Cells,
}

impl Population {
    /// Prepares the tables, which takes about a millisecond.
    pub fn new(survey: Survey) -> Self {
        let days = survey.last_day.since(survey.first_day).map_or(0, |span| span.get_days());
        Self { days: u32::try_from(days).unwrap_or(0), cells: Cells::new(), survey }
    }

    /// The survey that the records are of.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The record of one household, complete for the household questionnaire.
    ///
    /// The same seed, ordinal and place give the same record. Citizen numbers and persons of two ordinals differ as
    /// long as ordinals stay below two thousand million.
    pub fn household(&self, ordinal: u64, place: &Place) -> Record {
        let seed = self.survey.seed;
        let shares = self.cells.of(place.figures, place.region);
        let wealth = Wealth::draw(&mut Chance::new(seed, ordinal, Subject::Wealth), shares.cell);
        let kin = roster::draw(&mut Chance::new(seed, ordinal, Subject::Roster), place.region, ordinal);
        let interviewed = self.interview_day(ordinal);
        let home = Home {
            seed,
            survey_seed: seed,
            ordinal,
            dwelling: 0,
            place,
            shares,
            wealth,
            names: names::of_household(seed, ordinal, place.figures, &kin).names,
            kin: &kin,
            interviewed,
            prices: 1.0,
            issuer: Issuer::Ordinals,
        };
        let mut record = record(&home, &self.survey.form);
        if self.survey.trouble == Trouble::AsInLife {
            trouble::befall(&mut home.chance(Subject::Trouble), &mut record, interviewed);
        }
        record
    }

    fn interview_day(&self, ordinal: u64) -> Date {
        let day = Chance::new(self.survey.seed, ordinal, Subject::Interview).whole(0..=self.days);
        self.survey.first_day.saturating_add(i64::from(day).days())
    }
}

/// The record of a household, nothing missing and nothing wrong.
pub(crate) fn record(home: &Home, form: &FormUsed) -> Record {
    let dwelling = sections::dwelling::dwelling(home);
    let utilities = sections::dwelling::utilities(home, &dwelling);
    let possessions = sections::possessions::possessions(home, &dwelling, &utilities);
    let members = people::members(home, &possessions);
    let support = sections::support::support(home, &members);
    Record {
        form: form.clone(),
        interview: sections::interview::interview(home, &members, &utilities),
        location: sections::interview::location(home),
        births: sections::births::births(home, &members),
        institutions: sections::support::institutions(home),
        assets: possessions.assets,
        land: possessions.land,
        livestock: possessions.livestock,
        dwelling,
        utilities,
        support,
        members,
        ..Record::default()
    }
}
