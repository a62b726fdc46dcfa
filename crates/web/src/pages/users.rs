//! Staff: who may sign in, in which role, where.

use super::{
    caller::{Fields, Posted, SignedIn},
    fault::{Fault, Shown},
    labels::Places,
    page::Moment,
    scope::{self, AreaGroup},
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use operations::{authority::Role, error::VerbError, staff::Staff};
use registry::clock::date_in_pakistan;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) users: Vec<User>,
    pub(super) roles: Vec<&'static str>,
    pub(super) areas: Vec<AreaGroup>,
    pub(super) name: String,
    pub(super) notice: Option<String>,
    pub(super) refused: Option<String>,
}

/// A member of staff in the list.
#[derive(Debug, Serialize)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) areas: String,
    pub(super) language: String,
    pub(super) enabled: bool,
    pub(super) created: Moment,
    /// It is the reader: nobody locks themselves out.
    pub(super) own: bool,
}

/// The list, and the form for somebody new.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let known = matches!(asked.done.as_str(), "added" | "password" | "enabled" | "disabled");
    let notice = known.then(|| signed_in.words().say(&format!("users-done-{}", asked.done), &[]));
    let page = Page { notice, ..page(&signed_in).await? };
    signed_in.page("users.html", page)
}

/// Adds somebody.
pub(super) async fn add(posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let staff = staff(fields)?;
    let name = staff.name.clone();
    let added =
        signed_in.app().registry.add_user(signed_in.authority(), staff, fields.exact("password")).await;
    answer(signed_in, added.map(|_| ()), "added", name).await
}

/// Gives somebody a new password.
pub(super) async fn password(Path(name): Path<String>, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let changed =
        signed_in.app().registry.set_password(signed_in.authority(), &name, fields.exact("password")).await;
    answer(signed_in, changed, "password", String::new()).await
}

/// Lets somebody sign in, or no longer.
pub(super) async fn enabled(Path(name): Path<String>, posted: Posted) -> Shown {
    let signed_in = &posted.signed_in;
    let enabled = posted.fields.get("enabled") == "yes";
    if !enabled && name == signed_in.session.user.name {
        return Err(Fault::NotAllowed);
    }
    let changed = signed_in.app().registry.set_user_enabled(signed_in.authority(), &name, enabled).await;
    answer(signed_in, changed, if enabled { "enabled" } else { "disabled" }, String::new()).await
}

async fn answer(signed_in: &SignedIn, result: Result<(), VerbError>, done: &str, name: String) -> Shown {
    let reason = match result {
        Ok(()) => return Ok(Redirect::to(&format!("/users?done={done}")).into_response()),
        Err(VerbError::Invalid(reason)) => reason,
        Err(VerbError::Exists) => signed_in.words().say("users-exists", &[]),
        Err(error) => return Err(error.into()),
    };
    let refused = Some(signed_in.words().say("form-refused", &[("reason", &reason)]));
    signed_in.page("users.html", Page { name, refused, ..page(signed_in).await? })
}

fn staff(fields: &Fields) -> Result<Staff, Fault> {
    let areas: Option<Vec<_>> =
        fields.all("area").filter(|area| !area.is_empty()).map(|area| area.parse().ok()).collect();
    Ok(Staff {
        name: fields.get("name").to_owned(),
        role: Role::from_code(fields.get("role")).ok_or(Fault::Unreadable)?,
        areas: areas.ok_or(Fault::Unreadable)?,
        language: fields.get("language").to_owned(),
    })
}

async fn page(signed_in: &SignedIn) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let rows = registry.list_users(signed_in.authority()).await?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let user = |row: &store::rows::UserRow| User {
        name: row.name.clone(),
        role: row.role.clone(),
        areas: places.list(&row.areas),
        language: row.language.clone(),
        enabled: row.enabled,
        created: signed_in.words().date(date_in_pakistan(row.created)),
        own: row.id == signed_in.session.user.id,
    };
    Ok(Page {
        users: rows.iter().map(user).collect(),
        roles: Role::OF_STAFF.map(Role::code).into(),
        areas: scope::choices(&places, signed_in.authority().areas(), registry.clock().today()),
        ..Page::default()
    })
}
