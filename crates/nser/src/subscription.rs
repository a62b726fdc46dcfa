//! Asking the citizen registry to tell of births, deaths, marriages and divorces: at every start, for it may have forgotten,
//! and again and again until it answers. Nothing else waits for that.

use crate::{
    configuration::Configuration,
    machine::{self, MachineClock},
    start::Failure,
};
use exchange::{
    citizen_registry::{CitizenRegistry, Outage},
    connect::connect,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// The first pause before asking again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(15));

/// A subscription to be made.
pub(crate) struct Subscription {
    citizens: Arc<dyn CitizenRegistry>,
    callback: String,
}

impl Subscription {
    /// The one of the configuration: none where no citizen registry tells of anything, or no address is there to tell it to.
    pub(crate) fn new(configuration: &Configuration) -> Result<Option<Self>, Failure> {
        let settings = &configuration.citizen_registry;
        let citizens = connect(&settings.config()?, Arc::new(MachineClock), Arc::new(machine::ids()?))?;
        let telling = citizens.filter(|citizens| citizens.notifies());
        let callback = settings.callback.clone().filter(|callback| !callback.trim().is_empty());
        Ok(telling.zip(callback).map(|(citizens, callback)| Self { citizens, callback }))
    }

    /// Subscribes once.
    pub(crate) async fn subscribe(&self) -> Result<(), Outage> {
        self.citizens.subscribe(&self.callback).await
    }

    /// Subscribes, again and again until it is done or the program stops.
    pub(crate) async fn subscribe_until(self, mut stopped: watch::Receiver<bool>) {
        let mut pause = PAUSES.0;
        while !*stopped.borrow() {
            match self.subscribe().await {
                Ok(()) => {
                    tracing::info!("subscribed to notices of the citizen registry");
                    return;
                }
                Err(error) => tracing::warn!(%error, "not subscribed to notices of the citizen registry yet"),
            }
            let _ = tokio::time::timeout(pause, stopped.wait_for(|stopped| *stopped)).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }
}
