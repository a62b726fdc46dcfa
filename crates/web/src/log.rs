//! One log line and one measurement a request. The path is logged as the route's pattern only: real paths hold tokens,
//! registry numbers and citizen numbers.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;

pub(crate) async fn log_requests(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    metrics::counter!("nser_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("nser_request_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    tracing::info!(%method, route, status, milliseconds = elapsed.as_secs_f64() * 1000.0, "request");
    response
}
