//! The enumerators of the demonstration: they fill in the current questionnaire and send it as a tablet does.

use crate::{
    commands::simulate::{
        interviews::{Fieldwork, Interviews},
        line::Line,
        openrosa::{Connection, Upload},
        tokens,
    },
    start::Failure,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use operations::Registry;
use registry::household::Record;
use reqwest::StatusCode;
use std::sync::Arc;

/// Tablets that send at the same time.
const AT_ONCE: usize = 8;
/// Whose token it is.
const LABEL: &str = "demo-enumerator";

/// The tablets of a tehsil.
pub(super) struct Tablets {
    pub(super) interviews: Interviews,
    registry: Arc<Registry>,
    connection: Connection,
}

impl Tablets {
    /// Issues a token and gets everything ready.
    pub(super) async fn new(
        registry: &Arc<Registry>,
        url: &str,
        fieldwork: Fieldwork,
    ) -> Result<Self, Failure> {
        tokens::revoke_labelled(registry, LABEL).await?;
        let (_, token) = tokens::issue(registry, LABEL.to_owned(), &fieldwork.tehsil, "ur").await?;
        let connection = Connection::new(url, &token, &fieldwork.device, Line::default())?;
        let interviews = Interviews::fetch(&connection, fieldwork).await?;
        Ok(Self { interviews, registry: Arc::clone(registry), connection })
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
        let mut record = self.interviews.record(ordinal);
        let edit = u32::from(corrected.is_some());
        if let Some(correct) = corrected {
            correct(&mut record);
        }
        let first = Self::instance(ordinal, 0);
        let deprecated = (edit > 0).then_some(first.as_str());
        self.interviews.write(&record, &Self::instance(ordinal, edit), deprecated).to_xml()
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
        self.send(&xml(), expected).await
    }

    /// Sends a submission and insists on the answer.
    async fn send(&self, xml: &str, expected: StatusCode) -> Result<(), Failure> {
        let upload = Upload { xml, files: &[], incomplete: false };
        let answer = self.connection.post(&upload, None).await?;
        if answer.status == expected {
            return Ok(());
        }
        let (status, message) = (answer.status, answer.message);
        Err(format!("a submission was answered {status} in place of {expected}: {message}").into())
    }
}
