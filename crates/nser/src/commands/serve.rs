//! `nser serve`: pages, the API, tablets and later work in one process.

use super::{say, work};
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
    subscription::Subscription,
};
use clap::Args;
use metrics_exporter_prometheus::PrometheusBuilder;
use operations::Registry;
use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use web::{App, Settings, TimeMachine, wording::Wording};

/// How soon areas and forms changed by another process are seen.
const REFRESH: Duration = Duration::from_secs(30);
/// How long requests under way may take after a stop is asked for.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Args)]
pub(crate) struct Arguments {
    /// Leave later work to `nser work`.
    #[arg(long)]
    no_work: bool,
}

pub(crate) async fn run(configuration: Configuration, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let subscription = Subscription::new(&configuration)?;
    let mut server = Server::start(&configuration, registry, None, !arguments.no_work).await?;
    if let Some(subscription) = subscription {
        server.run_beside(|stopped| subscription.subscribe_until(stopped));
    }
    say(format_args!("nser serves http://{}", server.address));
    stop::asked().await;
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// A server at work.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    registry: Arc<Registry>,
    app: App,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Listens and serves until [`Server::stop`]; a demonstration where its clock can be moved.
    pub(crate) async fn start(
        configuration: &Configuration,
        registry: Arc<Registry>,
        time_machine: Option<Arc<dyn TimeMachine>>,
        with_work: bool,
    ) -> Result<Self, Failure> {
        let listener = TcpListener::bind(configuration.listen).await.map_err(|error| {
            format!(
                "cannot listen on {}: {error}. Choose another address with NSER_LISTEN",
                configuration.listen
            )
        })?;
        let address = listener.local_addr()?;
        let metrics = PrometheusBuilder::new().install_recorder()?;
        let app = App::new(
            Arc::clone(&registry),
            settings(configuration, time_machine.is_some()),
            Wording::load(),
            move || metrics.render(),
        );
        let app = match time_machine {
            Some(time_machine) => app.with_time_machine(time_machine),
            None => app,
        };
        let (stop, stopped) = watch::channel(false);
        let mut tasks = vec![
            tokio::spawn(serve(listener, app.clone(), stopped.clone())),
            tokio::spawn(refresh_until(Arc::clone(&registry), stopped.clone())),
        ];
        if with_work {
            tasks.push(tokio::spawn(work::work_until(Arc::clone(&registry), stopped.clone())));
            tasks.push(tokio::spawn(work::run_calendar_until(Arc::clone(&registry), stopped)));
        }
        tracing::info!(%address, "serving");
        Ok(Self { address, registry, app, stop, tasks })
    }

    /// Runs something beside until the server stops.
    pub(crate) fn run_beside<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        task: impl FnOnce(watch::Receiver<bool>) -> F,
    ) {
        self.tasks.push(tokio::spawn(task(self.stop.subscribe())));
    }

    /// Finishes what is under way, writes what is queued, and ends.
    pub(crate) async fn stop(self) {
        self.app.stopping();
        let _ = self.stop.send(true);
        for task in self.tasks {
            if tokio::time::timeout(GRACE, task).await.is_err() {
                tracing::warn!("requests under way were cut off");
            }
        }
        self.registry.store().close().await;
        tracing::info!("stopped");
    }
}

async fn serve(listener: TcpListener, app: App, mut stopped: watch::Receiver<bool>) {
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        })
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the server ended");
    }
}

async fn refresh_until(registry: Arc<Registry>, mut stopped: watch::Receiver<bool>) {
    while tokio::time::timeout(REFRESH, stopped.wait_for(|stopped| *stopped)).await.is_err() {
        if let Err(error) = registry.refresh().await {
            tracing::error!(%error, "areas and forms cannot be read anew");
        }
    }
}

fn settings(configuration: &Configuration, demonstration: bool) -> Settings {
    let https = configuration.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    Settings {
        public_url: configuration.public_url.clone(),
        behind_proxy: configuration.behind_proxy,
        name: configuration.name.clone(),
        secure_cookies: https,
        basic_auth: https || configuration.listen.ip().is_loopback(),
        submission_bytes: configuration.submission_bytes,
        demonstration,
    }
}
