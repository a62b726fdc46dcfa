//! The questionnaires that come in: households of the synthetic population, written as tablets write them.

use jiff::{ToSpan, civil::Date};
use operations::Registry;
use population::{Figures, Place, Population, Position, Survey, Trouble};
use registry::{
    area::AreaBook,
    clock::{Clock, in_pakistan},
    code_lists::Region,
    household::FormUsed,
};
use std::{ops::Range, sync::Arc, thread};
use survey::writing::{Envelope, write_survey};
use testkit::registries::TEHSIL;

/// Households in a row that live in the same block.
const BLOCK_HOUSEHOLDS: u64 = 200;

/// Writes questionnaires.
pub(crate) struct Country {
    population: Population,
    places: Vec<Place>,
    form: Arc<operations::forms::ShelvedForm>,
    areas: Arc<operations::areas::Areas>,
}

impl Country {
    /// For the registry's current questionnaire and areas.
    pub(crate) async fn of(registry: &Registry) -> Self {
        let today = crate::place::MachineClock.today();
        let form = registry.forms().await.unwrap().find("household").expect("the questionnaire is published");
        let population = Population::new(Survey {
            seed: 20_261_122,
            first_day: today.saturating_sub(60.days()),
            last_day: today.saturating_sub(3.days()),
            form: FormUsed { id: form.row.form_id.clone(), version: form.row.version.clone() },
            trouble: Trouble::AsInLife,
        });
        let areas = registry.areas().await;
        let places = places(areas.book(), today);
        Self { population, places, form, areas }
    }

    /// The questionnaires of these households, written by every processor at hand.
    pub(crate) fn questionnaires(&self, households: Range<u64>) -> Vec<String> {
        let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
        let share = (households.end - households.start).div_ceil(threads).max(1);
        let parts = (0..threads).map(|part| {
            let first = households.start + part * share;
            first.min(households.end)..(first + share).min(households.end)
        });
        thread::scope(|scope| {
            let writers: Vec<_> = parts
                .map(|part| {
                    scope.spawn(move || part.map(|ordinal| self.questionnaire(ordinal)).collect::<Vec<_>>())
                })
                .collect();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        })
    }

    fn questionnaire(&self, ordinal: u64) -> String {
        let place = usize::try_from(ordinal / BLOCK_HOUSEHOLDS).unwrap() % self.places.len();
        let record = self.population.household(ordinal, &self.places[place]);
        let day = record.interview.interview_date.expect("a survey has its day");
        let zone = in_pakistan(jiff::Timestamp::UNIX_EPOCH).time_zone().clone();
        let end = day.at(11, 30, 0, 0).to_zoned(zone).unwrap();
        let start = end.saturating_sub(25.minutes());
        let instance = format!("uuid:b3300000-0000-4000-8000-{ordinal:012}");
        let envelope = Envelope {
            instance_id: &instance,
            deprecated_id: None,
            device: "bench",
            start: &start,
            end: &end,
        };
        write_survey(&self.form.form, &record, self.areas.book(), &envelope).to_xml()
    }
}

/// Every block of the invented tehsil: the first two union councils are its town.
fn places(areas: &AreaBook, today: Date) -> Vec<Place> {
    let tehsil = TEHSIL.parse().unwrap();
    let councils: Vec<_> = areas.children(&tehsil, today).enumerate().collect();
    let place = |row: usize, council: &registry::area::Area, block: &registry::area::Area| Place {
        tehsil: tehsil.clone(),
        union_council: Some(council.code.clone()),
        block: Some(block.code.clone()),
        region: if row < 2 { Region::Urban } else { Region::Rural },
        figures: Figures::Punjab,
        locality: council.name_en.clone(),
        // No place on the map of Pakistan: off its coast.
        centre: Some(Position { latitude: 23.5, longitude: 63.5 }),
        radius_kilometres: 1.0,
    };
    councils
        .iter()
        .flat_map(|(row, council)| {
            areas.children(&council.code, today).map(|block| place(*row, council, block))
        })
        .collect()
}
