//! A page around its content: language, navigation, the reader's name, the secret for forms.

use super::{
    caller::{Caller, SignedIn},
    fault::{Fault, Shown},
    forgery, links,
    templates::{self, Texts},
};
use crate::{
    Settings,
    wording::{Argument, Language, Wording},
};
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse},
};
use jiff::{Timestamp, civil::Date};
use minijinja::{Value, context, value::Serde};
use operations::{authority::Permission, load::may_read_loads, staff::Session};
use serde::Serialize;
use std::sync::Arc;

/// Texts in one language.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) wording: &'a Wording,
    pub(crate) language: Language,
}

/// A date or instant for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Moment {
    /// As HTML wants it in `datetime`.
    pub(crate) iso: String,
    /// In words.
    pub(crate) text: String,
}

impl Words<'_> {
    /// The text of a key.
    pub(crate) fn say(&self, key: &str, arguments: &[(&str, &dyn Argument)]) -> String {
        self.wording.text(self.language, key, arguments)
    }

    /// The text of a key if there is one.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        self.wording.has(self.language, key).then(|| self.say(key, &[]))
    }

    /// A date.
    pub(super) fn date(&self, date: Date) -> Moment {
        Moment { iso: date.to_string(), text: self.wording.date(self.language, date) }
    }

    /// An instant.
    pub(super) fn instant(&self, instant: Timestamp) -> Moment {
        Moment { iso: instant.to_string(), text: self.wording.instant(self.language, instant) }
    }
}

impl Caller {
    /// Texts in the page's language.
    pub(super) fn words(&self) -> Words<'_> {
        Words { wording: &self.app.wording, language: self.language }
    }

    /// A page for whoever asks.
    pub(super) fn page(&self, template: &str, content: impl Serialize) -> Shown {
        let mut response = self.show(template, None, content)?;
        if let Some(cookie) = &self.new_visit {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        Ok(response)
    }

    /// The day a demonstration's clock shows, for those who may move it.
    fn clock(&self, session: Option<&Session>) -> Option<Moment> {
        let moves = self.app.time_machine.is_some() && session.is_some();
        moves.then(|| self.words().date(self.app.registry.clock().today()))
    }

    fn show(&self, template: &str, session: Option<&Session>, content: impl Serialize) -> Shown {
        let mask = self.app.registry.ids().secret();
        let frame = Frame {
            wording: &self.app.wording,
            settings: &self.app.settings,
            language: self.language,
            csrf: forgery::token(&self.form_secret, mask).unwrap_or_default(),
            here: links::local(&self.here),
            reader: session.map(Reader::new),
            clock: self.clock(session),
        };
        frame.show(template, content)
    }
}

impl SignedIn {
    /// Texts in the page's language.
    pub(super) fn words(&self) -> Words<'_> {
        self.caller.words()
    }

    /// A page for the reader.
    pub(super) fn page(&self, template: &str, content: impl Serialize) -> Shown {
        self.caller.show(template, Some(&self.session), content)
    }
}

/// Who reads a page and what the navigation offers.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Reader {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) households: bool,
    pub(super) submissions: bool,
    pub(super) cases: bool,
    /// Headquarters: notices about nobody belong to no tehsil.
    pub(super) civil_register: bool,
    pub(super) loads: bool,
    pub(super) tablets: bool,
    pub(super) users: bool,
    pub(super) forms: bool,
    pub(super) audit: bool,
    pub(super) calendar: bool,
    pub(super) acts: bool,
}

impl Reader {
    fn new(session: &Session) -> Self {
        let may = |permission| session.authority.may(permission);
        Self {
            name: session.user.name.clone(),
            role: session.user.role.clone(),
            households: may(Permission::ReadHouseholds),
            submissions: may(Permission::ReadSubmissions),
            cases: may(Permission::ReadCases),
            civil_register: may(Permission::ReadCases) && session.authority.areas().is_empty(),
            loads: may_read_loads(&session.authority),
            tablets: may(Permission::ManageCredentials),
            users: may(Permission::ManageUsers),
            forms: may(Permission::ReadSubmissions),
            audit: may(Permission::ReadAudit),
            calendar: may(Permission::ReadDue),
            acts: may(Permission::ReadActs),
        }
    }
}

/// What stands around the content of every page.
pub(super) struct Frame<'a> {
    pub(super) wording: &'a Arc<Wording>,
    pub(super) settings: &'a Settings,
    pub(super) language: Language,
    pub(super) csrf: String,
    pub(super) here: &'a str,
    pub(super) reader: Option<Reader>,
    /// A demonstration's day, where it can be moved.
    pub(super) clock: Option<Moment>,
}

impl Frame<'_> {
    /// The page as a response. What cannot be rendered is a fault of the program.
    pub(super) fn show(&self, template: &str, content: impl Serialize) -> Shown {
        let html = self.render(template, content).map_err(|error| {
            // The chain says where in the template; values are not in it.
            tracing::error!(template, kind = ?error.kind(), line = error.line(), "a page could not be rendered");
            Fault::Internal
        })?;
        Ok((StatusCode::OK, Html(html)).into_response())
    }

    /// The page as text.
    pub(super) fn render(&self, template: &str, content: impl Serialize) -> Result<String, minijinja::Error> {
        let texts = Texts { wording: Arc::clone(self.wording), language: self.language };
        let context = context! {
            t => Value::from_object(texts),
            language => self.language.code(),
            dir => self.language.dir(),
            csrf => self.csrf.as_str(),
            here => self.here,
            reader => Value::from(Serde(&self.reader)),
            clock => Value::from(Serde(&self.clock)),
            registry => self.settings.name.as_str(),
            demonstration => self.settings.demonstration,
            ..Value::from(Serde(content))
        };
        templates::render(template, context)
    }
}
