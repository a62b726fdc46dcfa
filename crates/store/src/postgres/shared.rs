//! Connections that many look-ups use at the same time. What comes while another look-up is on its way goes out behind it
//! without waiting for its answer, so that busy connections carry several questions in one packet: less work for both
//! sides than one connection for each. Only short reads may come here, since answers come in the order of questions.

use super::connection::connect;
use crate::{StoreResult, inbox::closed};
use deadpool_postgres::{Object, Pool};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Mutex;

/// See the module.
pub(super) struct Shared {
    /// Gives as many as there are places.
    pool: Pool,
    places: Vec<Mutex<Option<Arc<Object>>>>,
    next: AtomicUsize,
}

impl Shared {
    /// All the connections of a pool. None is opened yet.
    pub(super) fn new(pool: Pool) -> Self {
        let places = (0..pool.status().max_size).map(|_| Mutex::default()).collect();
        Self { pool, places, next: AtomicUsize::new(0) }
    }

    /// The next connection in turn, opened anew where it was lost.
    pub(super) async fn connect(&self) -> StoreResult<Arc<Object>> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let place =
            turn.checked_rem(self.places.len()).and_then(|turn| self.places.get(turn)).ok_or_else(closed)?;
        let mut kept = place.lock().await;
        if self.pool.is_closed() {
            *kept = None;
        }
        if let Some(client) = kept.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        // The lost one goes back first: the pool has no more than there are places.
        *kept = None;
        let client = Arc::new(connect(&self.pool).await?);
        *kept = Some(Arc::clone(&client));
        Ok(client)
    }

    /// Lets go of all of them; look-ups under way still end.
    pub(super) fn close(&self) {
        self.pool.close();
        for place in &self.places {
            if let Ok(mut kept) = place.try_lock() {
                *kept = None;
            }
        }
    }
}
