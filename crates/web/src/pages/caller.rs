//! Who asks for a page. One place looks sessions up; nothing else reads the session cookie.

use super::{cookies, fault::Fault, forgery, links};
use crate::{App, wording::Language};
use axum::{
    Form, RequestExt,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Method, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use operations::{
    authority::{Authority, Permission},
    staff::Session,
};
use std::net::SocketAddr;
use store::StoreError;

/// Whoever asks, signed in or not.
pub(super) struct Caller {
    /// The application.
    pub(super) app: App,
    /// The session and the secret of its cookie.
    pub(super) session: Option<(Session, String)>,
    /// The language of pages.
    pub(super) language: Language,
    /// Path and query asked for.
    pub(super) here: String,
    /// The secret behind the forms of pages: of the session, else of the visit.
    pub(super) form_secret: String,
    /// The cookie to be set with the next page, for a visit that has just begun.
    pub(super) new_visit: Option<HeaderValue>,
    /// The address from which the request came, as far as known.
    pub(super) address: String,
}

/// Somebody signed in. Asking for one sends everybody else to the sign-in page.
pub(super) struct SignedIn {
    /// As a caller.
    pub(super) caller: Caller,
    /// The session.
    pub(super) session: Session,
    /// The secret of its cookie.
    pub(super) secret: String,
}

/// A form that somebody signed in sent from one of our pages.
pub(super) struct Posted {
    /// Who.
    pub(super) signed_in: SignedIn,
    /// What.
    pub(super) fields: Fields,
}

/// A form that somebody, signed in or not, sent from one of our pages.
pub(super) struct PostedByAnybody {
    /// Who.
    pub(super) caller: Caller,
    /// What.
    pub(super) fields: Fields,
}

/// The fields of a form, in the order in which they came.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field, trimmed; empty when it did not come.
    pub(super) fn get(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// Every value of a field, trimmed.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.trim())
    }

    /// A value exactly as typed: passwords may begin or end with a space.
    pub(super) fn exact(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl SignedIn {
    /// What the user may do.
    pub(super) fn authority(&self) -> &Authority {
        &self.session.authority
    }

    /// Whether something is allowed.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.authority().may(permission)
    }

    /// The application.
    pub(super) fn app(&self) -> &App {
        &self.caller.app
    }

    /// The language of pages.
    pub(super) fn language(&self) -> Language {
        self.caller.language
    }
}

impl Caller {
    async fn find(parts: &Parts, app: &App) -> Result<Self, Fault> {
        let secure = app.settings.secure_cookies;
        let secret = cookies::session(&parts.headers, secure);
        let session = match secret {
            None => None,
            Some(secret) => app.registry.find_session(&secret).await?.map(|session| (session, secret)),
        };
        let language = language(session.as_ref(), &parts.headers);
        let (form_secret, new_visit) = match &session {
            Some((session, _)) => (session.csrf.clone(), None),
            None => visit(app, &parts.headers),
        };
        Ok(Self {
            app: app.clone(),
            session,
            language,
            here: parts.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned(),
            form_secret,
            new_visit,
            address: address(parts, app.settings.behind_proxy),
        })
    }

    fn signed_in(mut self, method: &Method) -> Result<SignedIn, Redirect> {
        let Some((session, secret)) = self.session.take() else {
            // Only what can be asked for again is gone back to after signing in.
            let next =
                if method == Method::GET && self.here != "/" { Some(self.here.as_str()) } else { None };
            return Err(Redirect::to(&links::sign_in(next)));
        };
        Ok(SignedIn { caller: self, session, secret })
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        Self::find(parts, app).await
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let caller = Caller::find(parts, app).await.map_err(IntoResponse::into_response)?;
        caller.signed_in(&parts.method).map_err(IntoResponse::into_response)
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Response> {
        let signed_in = request.extract_parts_with_state::<SignedIn, App>(app).await?;
        let fields =
            fields(request, &signed_in.caller.form_secret).await.map_err(IntoResponse::into_response)?;
        Ok(Self { signed_in, fields })
    }
}

impl FromRequest<App> for PostedByAnybody {
    type Rejection = Fault;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Fault> {
        let caller = request.extract_parts_with_state::<Caller, App>(app).await?;
        let fields = fields(request, &caller.form_secret).await?;
        Ok(Self { caller, fields })
    }
}

/// The fields of a genuine form.
async fn fields(request: Request, secret: &str) -> Result<Fields, Fault> {
    let form = request.extract::<Form<Vec<(String, String)>>, _>().await;
    // What is no form at all came from none of our pages.
    let fields = form.map(|Form(fields)| Fields(fields)).map_err(|_| Fault::Forged)?;
    if forgery::is_genuine(fields.get("csrf"), secret) { Ok(fields) } else { Err(Fault::Forged) }
}

fn language(session: Option<&(Session, String)>, headers: &HeaderMap) -> Language {
    let chosen = session.and_then(|(session, _)| Language::from_code(&session.user.language));
    chosen.unwrap_or_else(|| cookies::language(headers))
}

/// The visit that the browser is on, or a new one with its cookie.
fn visit(app: &App, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
    let secure = app.settings.secure_cookies;
    let known = cookies::visit(headers, secure).filter(|secret| forgery::is_secret(secret));
    if let Some(secret) = known {
        return (secret, None);
    }
    let secret = hex::encode(app.registry.ids().secret());
    let cookie = cookies::set_visit(&secret, secure);
    (secret, Some(cookie))
}

/// The address of whoever asks: as the proxy in front says, where there is one, else the other end of the connection.
fn address(parts: &Parts, behind_proxy: bool) -> String {
    // A proxy adds the address that it saw behind whatever the request claimed.
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    if let Some(address) = forwarded.filter(|address| behind_proxy && !address.is_empty()) {
        return address.to_owned();
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(|| "unknown".to_owned(), |ConnectInfo(peer)| peer.ip().to_string())
}

/// The session of a request's cookie, for the API: pages take [`SignedIn`].
pub(crate) async fn session_of(app: &App, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
    match cookies::session(headers, app.settings.secure_cookies) {
        Some(secret) => app.registry.find_session(&secret).await,
        None => Ok(None),
    }
}
