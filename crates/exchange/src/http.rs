//! Calls to other systems: POST of JSON, with limits of time and size, without redirects, and with errors that hold nothing of
//! what was asked or answered.

use crate::citizen_registry::Outage;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Request, StatusCode, Uri,
    body::Bytes,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use jiff::{Timestamp, fmt::rfc2822};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde_json::Value;
use std::{path::Path, sync::Arc, time::Duration};

/// Where Debian and those after it keep the authorities they trust.
const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// The wait when a system asks for one without saying how long.
const UNSTATED_WAIT: Duration = Duration::from_mins(1);
/// No wait is longer, whatever the other system says.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// How long an answer may take and how large it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connecting: Duration,
    /// Until the answer is there, connection included.
    pub answering: Duration,
    /// Bytes of an answer.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connecting: Duration::from_secs(5),
            answering: Duration::from_secs(30),
            answer_bytes: 8 * 1024 * 1024,
        }
    }
}

/// Why no calls can be made at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallerError {
    #[error(
        "the address must be http://… or https://… with a host, and without name, password, query or fragment"
    )]
    Address,
    #[error("the file of certificate authorities holds none or cannot be read")]
    Authorities,
    #[error("TLS cannot be set up")]
    Tls,
}

/// Makes calls below one base address.
pub(crate) struct Caller {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    limits: Limits,
}

/// What was answered.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// How long to wait before the next call, if it said so or must have meant to.
    pub(crate) wait: Duration,
    /// The body.
    pub(crate) body: Bytes,
}

impl Caller {
    /// Below a base address. `authorities` is a PEM file, the system's when `None`; it is read for https only.
    pub(crate) fn new(base: &str, authorities: Option<&Path>, limits: Limits) -> Result<Self, CallerError> {
        let base = check_address(base)?;
        let roots = if base.starts_with("https:") {
            read_authorities(authorities.unwrap_or(Path::new(SYSTEM_AUTHORITIES)))?
        } else {
            RootCertStore::empty()
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| CallerError::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(limits.connecting));
        connector.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_timer(TokioTimer::new())
            .build(connector);
        Ok(Self { client, base, limits })
    }

    /// POSTs JSON to a path below the base. An answer of any status is an answer.
    pub(crate) async fn post(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &Value,
        now: Timestamp,
    ) -> Result<Answer, Outage> {
        let mut request = Request::post(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json");
        if let Some(token) = bearer {
            let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| no_request())?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Full::from(body.to_string())).map_err(|_| no_request())?;
        let answering = self.limits.answering;
        tokio::time::timeout(answering, self.exchange(request, now)).await.unwrap_or_else(|_| {
            Err(Outage::Down(format!("no answer within {} seconds", answering.as_secs())))
        })
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, now: Timestamp) -> Result<Answer, Outage> {
        let answer = self.client.request(request).await.map_err(|error| {
            Outage::Down(
                if error.is_connect() { "no connection" } else { "the connection was cut" }.to_owned(),
            )
        })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, self.limits.answer_bytes).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Outage::Down(format!("the answer is larger than {} bytes", self.limits.answer_bytes))
            } else {
                Outage::Down("the answer was cut".to_owned())
            }
        })?;
        Ok(Answer { status: head.status, wait: wait(&head.headers, now), body: body.to_bytes() })
    }
}

impl Answer {
    /// What the status means when the body says nothing better; `None` for a success.
    pub(crate) fn outage(&self) -> Option<Outage> {
        let status = self.status.as_u16();
        match status {
            200..=299 => None,
            429 => Some(Outage::Quota(self.wait)),
            408 | 500..=599 => Some(Outage::Down(format!("HTTP status {status}"))),
            // Whoever redirects could send numbers anywhere.
            300..=399 => Some(Outage::Refused(format!("HTTP status {status}: redirects are not followed"))),
            _ => Some(Outage::Refused(format!("HTTP status {status}"))),
        }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, Outage> {
        serde_json::from_slice(&self.body).map_err(|_| Outage::Down("the answer is not JSON".to_owned()))
    }
}

fn no_request() -> Outage {
    Outage::Refused("address or token cannot be sent".to_owned())
}

/// `Retry-After`, in seconds or as a date.
fn wait(headers: &HeaderMap, now: Timestamp) -> Duration {
    let stated = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(|text| {
        let until = || rfc2822::parse(text).ok().map(|date| date.timestamp().duration_since(now));
        text.trim().parse().map(Duration::from_secs).ok().or_else(|| until()?.try_into().ok())
    });
    stated.unwrap_or(UNSTATED_WAIT).min(LONGEST_WAIT)
}

/// The address without a slash at its end.
pub(crate) fn check_address(address: &str) -> Result<String, CallerError> {
    let uri: Uri = address.parse().map_err(|_| CallerError::Address)?;
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri
        .authority()
        .is_some_and(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    if !scheme || !host || uri.query().is_some() || address.contains('#') {
        return Err(CallerError::Address);
    }
    Ok(address.trim_end_matches('/').to_owned())
}

fn read_authorities(path: &Path) -> Result<RootCertStore, CallerError> {
    let mut authorities = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(path).map_err(|_| CallerError::Authorities)?;
    authorities.add_parsable_certificates(certificates.filter_map(Result::ok));
    if authorities.is_empty() { Err(CallerError::Authorities) } else { Ok(authorities) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_in_seconds_or_as_a_date_and_never_longer_than_a_day() {
        let now = Timestamp::from_second(784_111_717).unwrap();
        let waits = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            wait(&headers, now).as_secs()
        };
        assert_eq!(waits("120"), 120);
        assert_eq!(waits("Sun, 06 Nov 1994 08:49:37 GMT"), 60);
        assert_eq!(waits("Sun, 06 Nov 1994 08:40:00 GMT"), 60, "a date gone by says nothing");
        assert_eq!(waits("99999999"), 86_400);
        assert_eq!(waits("soon"), 60);
        assert_eq!(wait(&HeaderMap::new(), now).as_secs(), 60);
    }

    #[test]
    fn addresses_are_checked() {
        assert_eq!(
            check_address("https://host.example:8443/dci/").as_deref(),
            Ok("https://host.example:8443/dci")
        );
        for wrong in [
            "",
            "host.example/dci",
            "ftp://host.example",
            "http://",
            "https://a:b@host",
            "https://host/?a=b",
            "https://host/#a",
        ] {
            assert_eq!(check_address(wrong), Err(CallerError::Address), "{wrong}");
        }
    }
}
