//! The citizen registry of the demonstration: the simulator as a process of its own, which ends with the demonstration.

use crate::start::Failure;
use jiff::civil::Date;
use reqwest::Client;
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// What the simulator says first, before its address.
const LISTENS: &str = "the citizen registry listens on ";
/// How long the simulator may take to be there.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long notices may take to arrive after the simulator's clock was moved.
const ARRIVAL: Duration = Duration::from_secs(20);
/// How often it is asked whether they have.
const LOOK: Duration = Duration::from_millis(50);

/// The simulator at work. Ends when it is dropped.
pub(super) struct Citizens {
    /// Its address, such as `http://127.0.0.1:41234`.
    pub(super) url: String,
    client: Client,
    /// With its standard input, whose end it awaits.
    _process: Child,
}

/// Who lives there.
pub(super) struct Living<'a> {
    /// The day on which the demonstration was first filled.
    pub(super) day: Date,
    /// Households of the invented tehsil.
    pub(super) households: u32,
    /// A district of the synthetic country, and of how many of its households life goes on.
    pub(super) district: (&'a str, u64),
}

impl Citizens {
    /// Starts it. The same day and households bring the same life.
    pub(super) async fn start(living: &Living<'_>) -> Result<Self, Failure> {
        let (district, district_households) = living.district;
        let mut process = Command::new(std::env::current_exe()?)
            .args(["simulate", "citizen-registry", "--listen", "127.0.0.1:0", "--until-input-ends"])
            .args(["--day", &living.day.to_string(), "--households", &living.households.to_string()])
            .args(["--district", district, "--district-households", &district_households.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or("the simulated citizen registry says nothing")?;
        let mut lines = BufReader::new(output).lines();
        let said = tokio::time::timeout(PATIENCE, lines.next_line()).await??.unwrap_or_default();
        let url = said
            .strip_prefix(LISTENS)
            .ok_or("the simulated citizen registry did not start")?
            .trim()
            .to_owned();
        Ok(Self { url, client: Client::new(), _process: process })
    }

    /// Lets people be born, marry and die there until a day, and waits until everybody who subscribed has heard of it.
    pub(super) async fn live_until(&self, day: Date) -> Result<(), Failure> {
        let counts = self.counts().await?;
        let mut today: Date = counts.get("today").and_then(Value::as_str).unwrap_or_default().parse()?;
        // From month to month, however far at once: two offices that tell of the same person agree when a month begins.
        while today < day {
            let last = today.last_of_month();
            today = if last == today { today.tomorrow()?.last_of_month() } else { last }.min(day);
            self.advance(today).await?;
        }
        let told = async {
            while self.waiting().await? > 0 {
                tokio::time::sleep(LOOK).await;
            }
            Ok::<_, Failure>(())
        };
        // Whatever has not come by then comes later, as in life.
        tokio::time::timeout(ARRIVAL, told).await.unwrap_or(Ok(()))
    }

    async fn advance(&self, day: Date) -> Result<(), Failure> {
        let request =
            self.client.post(format!("{}/admin/events", self.url)).json(&json!({"advance_to": day}));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    async fn waiting(&self) -> Result<u64, Failure> {
        Ok(self.counts().await?.get("notices_waiting").and_then(Value::as_u64).unwrap_or(0))
    }

    async fn counts(&self) -> Result<Value, Failure> {
        Ok(self.client.get(format!("{}/admin/counts", self.url)).send().await?.json().await?)
    }
}
