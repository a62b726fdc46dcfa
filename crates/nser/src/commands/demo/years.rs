//! Moving the demonstration's clock: month by month life goes on at the citizen registry, its notices arrive, jobs are done, and
//! the calendar brings what is due.

use super::citizens::Citizens;
use crate::{commands::work::work_through, machine::DemonstrationClock, start::Failure};
use async_trait::async_trait;
use operations::Registry;
use registry::clock::Clock;
use std::{error::Error, sync::Arc};
use tokio::sync::Mutex;
use web::TimeMachine;

/// The demonstration's time.
pub(super) struct Years {
    pub(super) registry: Arc<Registry>,
    pub(super) clock: Arc<DemonstrationClock>,
    pub(super) citizens: Citizens,
    /// One move at a time: two visitors who press together move twice.
    pub(super) moving: Mutex<()>,
}

impl Years {
    /// Lets happen what happens until today.
    pub(super) async fn catch_up(&self) -> Result<(), Failure> {
        self.citizens.live_until(self.clock.today()).await?;
        work_through(&self.registry).await?;
        Ok(())
    }
}

#[async_trait]
impl TimeMachine for Years {
    async fn move_on(&self, months: u16) -> Result<(), Box<dyn Error + Send + Sync>> {
        let _moving = self.moving.lock().await;
        for _ in 0..months {
            self.clock.move_on(1)?;
            self.catch_up().await?;
        }
        Ok(())
    }
}
