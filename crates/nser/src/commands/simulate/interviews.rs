//! Interviews in a tehsil: invented households, written down on the questionnaire and with the lists of areas that the
//! registry gives its tablets.

use super::openrosa::Connection;
use crate::start::Failure;
use jiff::{
    ToSpan, Zoned,
    civil::{Date, date},
};
use population::{Figures, Place, Population, Position, Survey, Trouble};
use registry::{
    area::{Area, AreaBook, AreaCode, AreaLevel},
    clock::{end_of_day_in_pakistan, in_pakistan},
    code_lists::Region,
    household::{FormUsed, Record},
};
use survey::{
    instance::Instance,
    writing::{Envelope, write_survey},
    xform::Form,
};

/// The household questionnaire.
const FORM: &str = "household";
/// Households in a row that live in the same block.
pub(crate) const BLOCK_HOUSEHOLDS: u64 = 7;
/// Interviews were held in so many days, the last of them so many days ago.
pub(crate) const FIELDWORK_DAYS: (i32, i32) = (60, 3);
/// The lists of areas that go with the questionnaire.
const AREA_LISTS: [(&str, AreaLevel); 5] = [
    ("provinces.csv", AreaLevel::Province),
    ("districts.csv", AreaLevel::District),
    ("tehsils.csv", AreaLevel::Tehsil),
    ("union_councils.csv", AreaLevel::UnionCouncil),
    ("blocks.csv", AreaLevel::Block),
];

/// Where and when interviews are held, and who is found.
#[derive(Debug, Clone)]
pub(crate) struct Fieldwork {
    /// Draws the people.
    pub(crate) seed: u64,
    /// Where.
    pub(crate) tehsil: AreaCode,
    /// The day on which the tablets send.
    pub(crate) day: Date,
    /// What the tablets call themselves.
    pub(crate) device: String,
}

/// Interviews of any number of households of a tehsil.
pub(crate) struct Interviews {
    fieldwork: Fieldwork,
    form: Form,
    areas: AreaBook,
    population: Population,
    places: Vec<Place>,
}

impl Interviews {
    /// Fetches the questionnaire and its lists as a tablet does, and prepares.
    pub(crate) async fn fetch(connection: &Connection, fieldwork: Fieldwork) -> Result<Self, Failure> {
        let listed = connection.form_list().await?.into_iter().find(|form| form.form_id == FORM);
        let listed = listed.ok_or("the registry lists no household questionnaire that takes submissions")?;
        let fetched = connection.fetch(&listed).await?;
        Self::new(fieldwork, Form::parse(&fetched.xml)?, read_areas(&fetched.media)?)
    }

    fn new(fieldwork: Fieldwork, form: Form, areas: AreaBook) -> Result<Self, Failure> {
        let places = places(&areas, &fieldwork.tehsil, fieldwork.day);
        if places.is_empty() {
            let tehsil = &fieldwork.tehsil;
            return Err(format!(
                "the registry's list of tehsils has no {tehsil}: choose one with --tehsil, or add the invented areas \
                 with: nser area import geography/demo.csv"
            )
            .into());
        }
        let (first, last) = FIELDWORK_DAYS;
        let population = Population::new(Survey {
            seed: fieldwork.seed,
            first_day: fieldwork.day.saturating_sub(first.days()),
            last_day: fieldwork.day.saturating_sub(last.days()),
            form: FormUsed { id: form.id().to_owned(), version: form.version().to_owned() },
            trouble: Trouble::AsInLife,
        });
        Ok(Self { fieldwork, form, areas, population, places })
    }

    /// Where and when.
    pub(crate) fn fieldwork(&self) -> &Fieldwork {
        &self.fieldwork
    }

    /// The questionnaire.
    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// What an enumerator finds at a household.
    pub(crate) fn record(&self, ordinal: u64) -> Record {
        let places = u64::try_from(self.places.len().max(1)).unwrap_or(1);
        let place = usize::try_from(ordinal / BLOCK_HOUSEHOLDS % places).unwrap_or(0);
        self.places.get(place).map(|place| self.population.household(ordinal, place)).unwrap_or_default()
    }

    /// A record as the tablet writes it; `deprecated` is the submission that it corrects.
    pub(crate) fn write(&self, record: &Record, instance: &str, deprecated: Option<&str>) -> Instance {
        let end = half_past(record.interview.interview_date.unwrap_or(self.fieldwork.day), 11);
        let start = end.saturating_sub(25.minutes());
        let device = &self.fieldwork.device;
        let envelope =
            Envelope { instance_id: instance, deprecated_id: deprecated, device, start: &start, end: &end };
        write_survey(&self.form, record, &self.areas, &envelope)
    }
}

/// Half past an hour of a day in Pakistan.
pub(crate) fn half_past(day: Date, hour: i8) -> Zoned {
    let end = in_pakistan(end_of_day_in_pakistan(day));
    day.at(hour, 30, 0, 0).to_zoned(end.time_zone().clone()).unwrap_or(end)
}

/// The correction that an enumerator makes: there was one room more.
pub(crate) fn add_room(record: &mut Record) {
    record.dwelling.rooms = record.dwelling.rooms.map(|rooms| rooms.saturating_add(1));
}

/// The areas in the lists that go with the questionnaire.
fn read_areas(media: &[(String, String)]) -> Result<AreaBook, Failure> {
    let mut areas = Vec::new();
    for (name, content) in media {
        let Some((_, level)) = AREA_LISTS.iter().find(|(list, _)| list == name) else { continue };
        for row in csv::Reader::from_reader(content.as_bytes()).deserialize() {
            let (code, label, parent): (String, String, String) = row?;
            areas.push(Area {
                code: code.parse()?,
                level: *level,
                parent: if parent.is_empty() { None } else { Some(parent.parse()?) },
                // The label has the name in both languages.
                name_en: label.split(" · ").next().unwrap_or_default().to_owned(),
                name_ur: String::new(),
                valid_from: date(1900, 1, 1),
                valid_to: None,
            });
        }
    }
    Ok(AreaBook::new(areas)?)
}

/// Every block of a tehsil; town and country where it has none; nothing where the tehsil is not known.
pub(crate) fn places(book: &AreaBook, tehsil: &AreaCode, day: Date) -> Vec<Place> {
    let Some(known) = book.find(tehsil, day).filter(|area| area.level == AreaLevel::Tehsil) else {
        return Vec::new();
    };
    let councils: Vec<&Area> = book.children(tehsil, day).collect();
    let mut places = Vec::new();
    for (row, council) in (0_u8..).zip(councils) {
        // The first union councils are the town, the others villages.
        let region = if row < 2 { Region::Urban } else { Region::Rural };
        for (column, block) in (0_u8..).zip(book.children(&council.code, day)) {
            places.push(Place {
                union_council: Some(council.code.clone()),
                block: Some(block.code.clone()),
                locality: council.name_en.clone(),
                // No place on the map of Pakistan: off its coast.
                centre: Some(Position {
                    latitude: 23.5 + f64::from(row) * 0.03,
                    longitude: 63.5 + f64::from(column) * 0.03,
                }),
                ..bare_place(known, region)
            });
        }
    }
    if places.is_empty() {
        places.extend([Region::Rural, Region::Rural, Region::Urban].map(|region| bare_place(known, region)));
    }
    places
}

fn bare_place(tehsil: &Area, region: Region) -> Place {
    let figures = match Figures::of_area(&tehsil.code) {
        // The invented tehsil is like those of Punjab.
        Figures::Pakistan => Figures::Punjab,
        figures => figures,
    };
    Place {
        tehsil: tehsil.code.clone(),
        union_council: None,
        block: None,
        region,
        figures,
        locality: tehsil.name_en.clone(),
        centre: None,
        radius_kilometres: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media() -> Vec<(String, String)> {
        let file = |name: &str, rows: &str| (name.to_owned(), format!("name,label,parent\n{rows}"));
        vec![
            file("provinces.csv", "PK9,\"Naya Sooba · نیا صوبہ\",\nPK6,Punjab,\n"),
            file("districts.csv", "PK901,Dastan,PK9\nPK601,Attock,PK6\n"),
            file("tehsils.csv", "PK90101,\"Naya Abad · نیا آباد\",PK901\nPK60101,Attock,PK601\n"),
            file("union_councils.csv", "PK90101-01,Mandi,PK90101\n"),
            file("blocks.csv", "PK90101-01-001,Mandi 1,PK90101-01\nPK90101-01-002,Mandi 2,PK90101-01\n"),
            file("other.csv", "x,y,z\n"),
        ]
    }

    #[test]
    fn places_come_from_the_lists_that_tablets_get() {
        let areas = read_areas(&media()).unwrap();
        let at = |tehsil: &str| places(&areas, &tehsil.parse().unwrap(), date(2026, 11, 22));
        let invented = at("PK90101");
        assert_eq!(invented.len(), 2);
        assert_eq!((invented[0].locality.as_str(), invented[0].region), ("Mandi", Region::Urban));
        assert_eq!(at("PK60101").len(), 3, "a tehsil without blocks has town and country");
        assert!(at("PK60102").is_empty() && at("PK901").is_empty());
    }
}
