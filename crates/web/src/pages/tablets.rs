//! Tokens of tablets and systems: issuing one, which is the only moment at which it can be seen, and revoking.

mod qr_code;

use super::{
    caller::{Posted, SignedIn},
    fault::{Fault, Shown},
    labels::Places,
    page::Moment,
    scope::{self, AreaGroup},
};
use axum::{
    extract::{Path, Query},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use operations::{
    credentials::{CredentialKind, NewCredential},
    error::VerbError,
    settings_code::settings_text,
};
use registry::clock::{date_in_pakistan, end_of_day_in_pakistan};
use serde::{Deserialize, Serialize};
use store::rows::CredentialRow;

/// How long a token lasts unless somebody says otherwise.
const USUAL_DAYS: i32 = 180;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) tokens: Vec<Token>,
    pub(super) areas: Vec<AreaGroup>,
    pub(super) expires: String,
    pub(super) today: String,
    pub(super) label: String,
    pub(super) notice: Option<String>,
    pub(super) refused: Option<String>,
}

/// A token in the list.
#[derive(Debug, Serialize)]
pub(super) struct Token {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) label: String,
    pub(super) areas: String,
    pub(super) language: String,
    pub(super) device: Option<String>,
    pub(super) issued_by: String,
    pub(super) created: Moment,
    pub(super) expires: Moment,
    /// `valid`, `expired` or `revoked`.
    pub(super) state: &'static str,
}

/// A token just issued.
#[derive(Debug, Serialize)]
pub(super) struct Issued {
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) token: String,
    pub(super) server: Option<String>,
    /// The sides of the QR code in modules, and the dark ones as an SVG path.
    pub(super) qr_side: usize,
    pub(super) qr_path: String,
    pub(super) expires: Moment,
}

/// The list, and the form for a new token.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let notice = (asked.done == "revoked").then(|| signed_in.words().say("tablets-revoked", &[]));
    let page = Page { notice, ..page(&signed_in).await? };
    signed_in.page("tablets.html", page)
}

/// Issues a token and shows it.
pub(super) async fn issue(headers: HeaderMap, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let kind = CredentialKind::from_code(fields.get("kind")).ok_or(Fault::Unreadable)?;
    let expires: Option<Date> = fields.get("expires").parse().ok();
    let areas: Option<Vec<_>> =
        fields.all("area").filter(|area| !area.is_empty()).map(|area| area.parse().ok()).collect();
    let new = NewCredential {
        kind,
        label: fields.get("label").to_owned(),
        areas: areas.ok_or(Fault::Unreadable)?,
        language: fields.get("language").to_owned(),
        expires: expires.map_or(Timestamp::MIN, end_of_day_in_pakistan),
    };
    let (label, language) = (new.label.clone(), new.language.clone());
    let expires = new.expires;
    match signed_in.app().registry.issue_credential(signed_in.authority(), new).await {
        Ok((_, token)) => {
            let issued = issued(signed_in, (kind, label, token), &language, expires, &headers)?;
            signed_in.page("tablet-issued.html", issued)
        }
        Err(VerbError::Invalid(reason)) => refuse(signed_in, label, &reason).await,
        Err(VerbError::NotAllowed) => {
            let reason = signed_in.words().say("areas-not-yours", &[]);
            refuse(signed_in, label, &reason).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Revokes a token.
pub(super) async fn revoke(Path(id): Path<String>, posted: Posted) -> Shown {
    let signed_in = &posted.signed_in;
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    signed_in.app().registry.revoke_credential(signed_in.authority(), id).await?;
    Ok(Redirect::to("/tablets?done=revoked").into_response())
}

async fn refuse(signed_in: &SignedIn, label: String, reason: &str) -> Shown {
    let refused = Some(signed_in.words().say("form-refused", &[("reason", &reason)]));
    signed_in.page("tablets.html", Page { label, refused, ..page(signed_in).await? })
}

async fn page(signed_in: &SignedIn) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let rows = registry.list_credentials(signed_in.authority()).await?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let today = registry.clock().today();
    Ok(Page {
        tokens: rows.iter().map(|row| token(row, signed_in, &places)).collect(),
        areas: scope::choices(&places, signed_in.authority().areas(), today),
        expires: today.saturating_add(USUAL_DAYS.days()).to_string(),
        today: today.to_string(),
        ..Page::default()
    })
}

fn token(row: &CredentialRow, signed_in: &SignedIn, places: &Places<'_>) -> Token {
    let words = signed_in.words();
    let now = signed_in.app().registry.clock().now();
    Token {
        id: row.id.to_string(),
        kind: row.kind.clone(),
        label: row.label.clone(),
        areas: places.list(&row.areas),
        language: row.language.clone(),
        device: row.device.clone(),
        issued_by: row.issued_by.clone(),
        created: words.date(date_in_pakistan(row.created)),
        expires: last_day(row.expires, signed_in),
        state: match row.revoked {
            Some(_) => "revoked",
            None if row.expires <= now => "expired",
            None => "valid",
        },
    }
}

/// The last day on which something holds that ends at an instant.
fn last_day(expires: Timestamp, signed_in: &SignedIn) -> Moment {
    let last_second = Timestamp::from_second(expires.as_second().saturating_sub(1)).unwrap_or(expires);
    signed_in.words().date(date_in_pakistan(last_second))
}

fn issued(
    signed_in: &SignedIn,
    (kind, label, token): (CredentialKind, String, String),
    language: &str,
    expires: Timestamp,
    headers: &HeaderMap,
) -> Result<Issued, Fault> {
    let mut issued = Issued {
        label,
        kind: kind.code(),
        server: None,
        qr_side: 0,
        qr_path: String::new(),
        expires: last_day(expires, signed_in),
        token,
    };
    if kind == CredentialKind::Enumerator {
        let server = format!("{}/or/k/{}", server_url(signed_in, headers), issued.token);
        let settings = &signed_in.app().settings;
        let text = settings_text(&server, &settings.name, language);
        let text = text.map_err(|_| Fault::Internal)?;
        (issued.qr_side, issued.qr_path) = qr_code::draw(&text).ok_or(Fault::Internal)?;
        issued.server = Some(server);
    }
    Ok(issued)
}

/// The address under which tablets reach this server.
fn server_url(signed_in: &SignedIn, headers: &HeaderMap) -> String {
    let settings = &signed_in.app().settings;
    if let Some(url) = &settings.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if settings.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}")
}
