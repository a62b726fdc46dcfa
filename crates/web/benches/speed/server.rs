//! The server under test, in a process of its own: the routes of `nser serve` with its log lines and figures, and beside
//! them the bare look-up that is the yardstick of P2.

use crate::{
    bare,
    place::{At, SUBMISSION_BYTES},
};
use metrics_exporter_prometheus::PrometheusBuilder;
use std::{
    io::{self, Read},
    net::SocketAddr,
};
use tokio::{net::TcpListener, task::spawn_blocking};
use tracing_subscriber::EnvFilter;
use web::{App, Settings, wording::Wording};

/// Prints the address and serves until standard input closes.
pub(crate) async fn serve(at: &At) {
    let filter = EnvFilter::new("info");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let registry = at.open(2).await;
    let metrics = PrometheusBuilder::new().install_recorder().unwrap();
    let settings = Settings {
        name: "bench".to_owned(),
        basic_auth: true,
        submission_bytes: SUBMISSION_BYTES,
        demonstration: true,
        ..Settings::default()
    };
    let app = App::new(registry.clone(), settings, Wording::load(), move || metrics.render());
    let routes = web::router(app).merge(bare::routes(at).await);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(standard_input_closed()).await.unwrap();
    registry.store().close().await;
}

async fn standard_input_closed() {
    let _ = spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await;
}
