//! The enumerators of the demonstration: they fill in the current questionnaire and send it as a tablet does.

use crate::start::Failure;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, ToSpan, Zoned, civil::Date};
use operations::{
    Registry,
    areas::Areas,
    authority::Authority,
    credentials::{CredentialKind, NewCredential},
    forms::ShelvedForm,
};
use population::{Figures, Place, Population, Position};
use registry::{
    area::{Area, AreaCode},
    clock::in_pakistan,
    code_lists::Region,
    household::Record,
};
use reqwest::{Client, StatusCode, multipart};
use std::sync::Arc;
use survey::writing::{Envelope, write_survey};

/// Tablets that send at the same time.
const AT_ONCE: usize = 8;
/// Households in a row that live in the same block.
const BLOCK_HOUSEHOLDS: u64 = 7;

/// The tablets of a tehsil.
pub(super) struct Tablets {
    pub(super) areas: Arc<Areas>,
    pub(super) form: Arc<ShelvedForm>,
    pub(super) today: Date,
    registry: Arc<Registry>,
    population: Population,
    places: Vec<Place>,
    client: Client,
    address: String,
    now: Zoned,
}

impl Tablets {
    /// Issues a token and gets everything ready.
    pub(super) async fn new(
        registry: &Arc<Registry>,
        url: &str,
        population: Population,
        form: Arc<ShelvedForm>,
        tehsil: AreaCode,
    ) -> Result<Self, Failure> {
        let console = Authority::console();
        for old in registry.list_credentials(&console).await? {
            if old.label == "demo-enumerator" && old.revoked.is_none() {
                registry.revoke_credential(&console, old.id).await?;
            }
        }
        let new = NewCredential {
            kind: CredentialKind::Enumerator,
            label: "demo-enumerator".to_owned(),
            areas: vec![tehsil.clone()],
            language: "ur".to_owned(),
            expires: registry.clock().now() + SignedDuration::from_hours(24),
        };
        let (_, token) = registry.issue_credential(&console, new).await?;
        let areas = registry.areas().await;
        let today = registry.clock().today();
        let places = places(&areas, &tehsil, today);
        Ok(Self {
            registry: Arc::clone(registry),
            places,
            areas,
            form,
            today,
            population,
            client: Client::new(),
            address: format!("{url}/or/k/{token}/submission?deviceID=demo"),
            now: in_pakistan(registry.clock().now()),
        })
    }

    /// Surveys so many households, save those surveyed at an earlier start.
    pub(super) async fn survey(&self, households: u32) -> Result<(), Failure> {
        let bar = ProgressBar::new(u64::from(households));
        bar.set_style(ProgressStyle::with_template(
            "surveying {bar:40} {pos}/{len} households, {per_sec}, {eta} left",
        )?);
        stream::iter(0..u64::from(households))
            .map(|ordinal| async move {
                let instance = Self::instance(ordinal, 0);
                self.send_once(&instance, || self.questionnaire(ordinal, None), StatusCode::CREATED).await
            })
            .buffer_unordered(AT_ONCE)
            .inspect_ok(|()| bar.inc(1))
            .try_collect::<Vec<()>>()
            .await?;
        bar.finish_and_clear();
        Ok(())
    }

    /// The instance id of a household's questionnaire; `edit` counts its corrections.
    pub(super) fn instance(ordinal: u64, edit: u32) -> String {
        format!("uuid:d3300000-0000-4000-8000-{edit:04}{ordinal:08}")
    }

    /// A household's questionnaire, after a change of the record where it is corrected.
    pub(super) fn questionnaire(&self, ordinal: u64, corrected: Option<fn(&mut Record)>) -> String {
        let mut record = self.record(ordinal);
        let edit = u32::from(corrected.is_some());
        if let Some(correct) = corrected {
            correct(&mut record);
        }
        let first = Self::instance(ordinal, 0);
        self.write(&record, &Self::instance(ordinal, edit), (edit > 0).then_some(first.as_str()))
    }

    /// What an enumerator finds at a household.
    pub(super) fn record(&self, ordinal: u64) -> Record {
        let places = u64::try_from(self.places.len().max(1)).unwrap_or(1);
        let place = usize::try_from(ordinal / BLOCK_HOUSEHOLDS % places).unwrap_or(0);
        self.places.get(place).map(|place| self.population.household(ordinal, place)).unwrap_or_default()
    }

    /// A record as the tablet writes it.
    pub(super) fn write(&self, record: &Record, instance: &str, deprecated: Option<&str>) -> String {
        let day = record.interview.interview_date.unwrap_or(self.today);
        let end = self.at(day, 11);
        let start = end.saturating_sub(25.minutes());
        let envelope = Envelope {
            instance_id: instance,
            deprecated_id: deprecated,
            device: "demo",
            start: &start,
            end: &end,
        };
        write_survey(&self.form.form, record, self.areas.book(), &envelope).to_xml()
    }

    /// An hour of a day in Pakistan.
    pub(super) fn at(&self, day: Date, hour: i8) -> Zoned {
        day.at(hour, 30, 0, 0).to_zoned(self.now.time_zone().clone()).unwrap_or_else(|_| self.now.clone())
    }

    /// Sends a submission unless it came at an earlier start: interviews are dated from the day of the start.
    pub(super) async fn send_once(
        &self,
        instance: &str,
        xml: impl FnOnce() -> String,
        expected: StatusCode,
    ) -> Result<(), Failure> {
        if self.registry.store().find_submission(instance).await?.is_some() {
            return Ok(());
        }
        self.send(xml(), expected).await
    }

    /// Sends a submission and insists on the answer.
    async fn send(&self, xml: String, expected: StatusCode) -> Result<(), Failure> {
        let part = multipart::Part::text(xml).file_name("submission.xml").mime_str("text/xml")?;
        let body = multipart::Form::new().part("xml_submission_file", part);
        let request = self.client.post(&self.address).header("X-OpenRosa-Version", "1.0").multipart(body);
        let response = request.send().await?;
        let status = response.status();
        if status == expected {
            return Ok(());
        }
        Err(format!("a submission was answered {status} in place of {expected}: {}", response.text().await?)
            .into())
    }
}

/// Every block of the tehsil. The town is the first union council; the others are villages.
fn places(areas: &Areas, tehsil: &AreaCode, today: Date) -> Vec<Place> {
    let book = areas.book();
    let councils: Vec<&Area> = book.children(tehsil, today).collect();
    let mut places = Vec::new();
    for (row, council) in (0_u8..).zip(councils) {
        let region = if row < 2 { Region::Urban } else { Region::Rural };
        for (column, block) in (0_u8..).zip(book.children(&council.code, today)) {
            places.push(Place {
                tehsil: tehsil.clone(),
                union_council: Some(council.code.clone()),
                block: Some(block.code.clone()),
                region,
                figures: Figures::Punjab,
                locality: council.name_en.clone(),
                // No place on the map of Pakistan: off its coast.
                centre: Some(Position {
                    latitude: 23.5 + f64::from(row) * 0.03,
                    longitude: 63.5 + f64::from(column) * 0.03,
                }),
                radius_kilometres: 1.0,
            });
        }
    }
    places
}
