//! The cookies of pages: the session, the visit of somebody not signed in, the language.

use crate::wording::Language;
use axum::http::{HeaderMap, HeaderValue, header};

/// Whoever holds it is signed in.
const SESSION: &str = "session";
/// Tells one browser from another before signing in, so that forms cannot be forged then either.
const VISIT: &str = "visit";
/// The language of pages, also before signing in.
const LANGUAGE: &str = "language";
/// How long the language is remembered.
const LANGUAGE_SECONDS: i64 = 365 * 24 * 3600;

/// The secret of the session.
pub(super) fn session(headers: &HeaderMap, secure: bool) -> Option<String> {
    find(headers, &name(SESSION, secure)).map(str::to_owned)
}

/// The secret of the visit.
pub(super) fn visit(headers: &HeaderMap, secure: bool) -> Option<String> {
    find(headers, &name(VISIT, secure)).map(str::to_owned)
}

/// The language chosen, else the one that the browser asks for.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let asked = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::accepted);
    find(headers, LANGUAGE).and_then(Language::from_code).or_else(asked).unwrap_or_default()
}

/// Sets the session for some seconds.
pub(super) fn set_session(secret: &str, seconds: i64, secure: bool) -> HeaderValue {
    cookie(&name(SESSION, secure), secret, Some(seconds), secure)
}

/// Forgets the session.
pub(super) fn forget_session(secure: bool) -> HeaderValue {
    cookie(&name(SESSION, secure), "", Some(0), secure)
}

/// Sets the visit until the browser is closed.
pub(super) fn set_visit(secret: &str, secure: bool) -> HeaderValue {
    cookie(&name(VISIT, secure), secret, None, secure)
}

/// Remembers the language.
pub(super) fn set_language(language: Language, secure: bool) -> HeaderValue {
    cookie(LANGUAGE, language.code(), Some(LANGUAGE_SECONDS), secure)
}

/// Browsers take a name that starts with `__Host-` only over https and only from the host itself.
fn name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(found, _)| *found == name).map(|(_, value)| value).next()
}

/// Values are hexadecimal digits or language codes: nothing in them needs quoting.
fn cookie(name: &str, value: &str, seconds: Option<i64>, secure: bool) -> HeaderValue {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_only_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xsession=no; session=ab12; language=ur"));
        assert_eq!(session(&headers, false).as_deref(), Some("ab12"));
        assert_eq!(session(&headers, true), None);
        assert_eq!(language(&headers), Language::Ur);
    }

    #[test]
    fn the_browser_says_the_language_until_one_is_chosen() {
        let mut headers = HeaderMap::new();
        assert_eq!(language(&headers), Language::En);
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("de-DE, ur-PK;q=0.8, en;q=0.5"));
        assert_eq!(language(&headers), Language::Ur);
    }

    #[test]
    fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let plain = set_session("ab12", 60, false);
        assert_eq!(plain, "session=ab12; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        let secure = set_session("ab12", 60, true);
        assert_eq!(secure, "__Host-session=ab12; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
    }
}
