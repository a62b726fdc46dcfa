//! HTTP: pages for staff, the JSON API, OpenRosa for tablets, and callbacks of the citizen registry. One endpoint, one file;
//! handlers decide nothing.

pub mod api;
mod dci;
pub mod explanation;
mod health;
mod log;
pub mod openrosa;
pub mod pages;
pub mod wording;

use async_trait::async_trait;
use axum::{Router, middleware};
use operations::Registry;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use wording::Wording;

/// How the server presents itself.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The address under which people and tablets reach it, such as `https://nser.example`; taken from each request
    /// when none is set.
    pub public_url: Option<String>,
    /// What pages and tablets call this registry.
    pub name: String,
    /// Whether a proxy stands in front, whose `X-Forwarded-For` can be trusted.
    pub behind_proxy: bool,
    /// Whether cookies go over https only.
    pub secure_cookies: bool,
    /// Whether tablets may use Basic auth: only where nobody can listen, over https or on the machine itself.
    pub basic_auth: bool,
    /// Largest submission, bytes, with all its files.
    pub submission_bytes: u64,
    /// The data are invented: every page says so.
    pub demonstration: bool,
}

/// Moves a demonstration's clock, so that a visitor sees years pass.
#[async_trait]
pub trait TimeMachine: Send + Sync {
    /// Moves on by so many months, lets happen what happens outside in that time, and does what the calendar brings.
    async fn move_on(&self, months: u16) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
}

/// What every handler has at hand.
#[derive(Clone)]
pub struct App {
    /// The registry.
    pub registry: Arc<Registry>,
    /// How the server presents itself.
    pub settings: Arc<Settings>,
    /// Every text, in every language.
    pub wording: Arc<Wording>,
    /// Moves the clock, in a demonstration.
    pub time_machine: Option<Arc<dyn TimeMachine>>,
    ready: Arc<AtomicBool>,
    metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

impl App {
    /// An application over a registry. `metrics` renders the figures for Prometheus.
    pub fn new(
        registry: Arc<Registry>,
        settings: Settings,
        wording: Wording,
        metrics: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
            wording: Arc::new(wording),
            time_machine: None,
            ready: Arc::new(AtomicBool::new(true)),
            metrics: Arc::new(metrics),
        }
    }

    /// The application of a demonstration whose clock can be moved.
    #[must_use]
    pub fn with_time_machine(self, time_machine: Arc<dyn TimeMachine>) -> Self {
        Self { time_machine: Some(time_machine), ..self }
    }

    /// Says that the server is about to stop: `/healthz` answers 503 from now on.
    pub fn stopping(&self) {
        self.ready.store(false, Ordering::Relaxed);
    }
}

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(health::routes())
        .merge(pages::routes(&app))
        .nest("/api/v1", api::routes())
        .nest("/or", openrosa::routes())
        .nest("/dci", dci::routes())
        .layer(middleware::from_fn(log::log_requests))
        .with_state(app)
}
