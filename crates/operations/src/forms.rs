//! Published forms, kept at hand with their media. Every version ever published takes submissions for ever.

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult},
    work,
};
use jiff::civil::Date;
use md5::{Digest, Md5};
use registry::area::{Area, AreaBook, AreaLevel};
use std::{collections::BTreeMap, fmt::Write, sync::Arc};
use store::{Conflict, StoreError, rows::FormRow};
use survey::xform::Form;

/// A published version of a form.
#[derive(Debug)]
pub struct ShelvedForm {
    /// As published.
    pub row: FormRow,
    /// Its logic, compiled.
    pub form: Form,
    /// MD5 of its XML in hexadecimal, as the protocol asks for.
    pub md5: String,
    /// Whether the form takes new submissions.
    pub open: bool,
}

/// A file that goes with forms: lists of areas.
#[derive(Debug, Clone)]
pub struct Media {
    /// Its name.
    pub name: &'static str,
    /// Its content, CSV.
    pub content: Arc<str>,
    /// MD5 of the content in hexadecimal.
    pub md5: String,
}

/// Every published version of every form.
#[derive(Debug, Default)]
pub struct FormShelf {
    forms: BTreeMap<String, Vec<Arc<ShelvedForm>>>,
    media: Vec<Media>,
    made_on: Option<Date>,
}

impl FormShelf {
    /// The current version of a form: the one published last.
    pub fn find(&self, form_id: &str) -> Option<Arc<ShelvedForm>> {
        self.forms.get(form_id)?.last().cloned()
    }

    /// A version of a form.
    pub fn find_version(&self, form_id: &str, version: &str) -> Option<Arc<ShelvedForm>> {
        self.forms.get(form_id)?.iter().find(|form| form.row.version == version).cloned()
    }

    /// The current version of every form that takes submissions.
    pub fn current(&self) -> impl Iterator<Item = &Arc<ShelvedForm>> {
        self.forms.values().filter_map(|versions| versions.last()).filter(|form| form.open)
    }

    /// Every version of every form.
    pub fn all(&self) -> impl Iterator<Item = &Arc<ShelvedForm>> {
        self.forms.values().flatten()
    }

    /// The media that a form names.
    pub fn media_of(&self, form: &ShelvedForm) -> impl Iterator<Item = &Media> {
        self.media.iter().filter(move |media| form.form.missing_media().any(|name| name == media.name))
    }

    /// A file by its name.
    pub fn find_media(&self, name: &str) -> Option<&Media> {
        self.media.iter().find(|media| media.name == name)
    }
}

impl Registry {
    /// The forms. Lists of areas are of today.
    pub async fn forms(&self) -> Result<Arc<FormShelf>, StoreError> {
        let shelf = Arc::clone(&*self.forms.read().await);
        if shelf.made_on == Some(self.clock().today()) {
            return Ok(shelf);
        }
        self.refresh_forms().await
    }

    /// The forms, read anew if they lack a version: another process may have published it.
    pub(crate) async fn shelf_with(
        &self,
        form_id: &str,
        version: &str,
    ) -> Result<Arc<FormShelf>, StoreError> {
        let shelf = self.forms().await?;
        if shelf.find_version(form_id, version).is_some() {
            return Ok(shelf);
        }
        let published = self.store().list_forms().await?;
        if published.iter().any(|row| row.form_id == form_id && row.version == version)
            || shelf.find(form_id).is_none()
        {
            return self.refresh_forms().await;
        }
        Ok(shelf)
    }

    pub(crate) async fn refresh_forms(&self) -> Result<Arc<FormShelf>, StoreError> {
        let known = Arc::clone(&*self.forms.read().await);
        let today = self.clock().today();
        let mut forms: BTreeMap<String, Vec<Arc<ShelvedForm>>> = BTreeMap::new();
        let mut rows = self.store().list_forms().await?;
        rows.sort_by(|one, other| (one.published, &one.version).cmp(&(other.published, &other.version)));
        for row in rows {
            let kept = known.find_version(&row.form_id, &row.version).filter(|form| form.row == row);
            let form = match kept {
                Some(form) => form,
                None => Arc::new(shelve(row)?),
            };
            forms.entry(form.row.form_id.clone()).or_default().push(form);
        }
        let shelf = Arc::new(FormShelf {
            forms,
            media: area_lists(self.areas().await.book(), today),
            made_on: Some(today),
        });
        *self.forms.write().await = Arc::clone(&shelf);
        Ok(shelf)
    }

    /// Publishes a version of a form. Submissions that waited for it are judged soon after.
    pub async fn publish_form(&self, authority: &Authority, xml: String) -> VerbResult<(String, String)> {
        self.demand(authority, Permission::ManageForms, Action::PublishForm).await?;
        let form = Form::parse(&xml).map_err(|error| VerbError::Invalid(error.to_string()))?;
        let (form_id, version) = (form.id().to_owned(), form.version().to_owned());
        if version.is_empty() {
            return Err(VerbError::Invalid("the form has no version".to_owned()));
        }
        let known = self.forms().await?.find_version(&form_id, &version);
        if known.is_some_and(|known| known.row.xml == xml) {
            return Ok((form_id, version));
        }
        let row = FormRow {
            form_id: form_id.clone(),
            version: version.clone(),
            published: self.clock().now(),
            open: true,
            xml,
        };
        self.store().publish_form(row).await.map_err(|error| match error {
            StoreError::Conflict(Conflict::Exists) => VerbError::Exists,
            other => other.into(),
        })?;
        self.refresh_forms().await?;
        let subject = format!("{form_id} {version}");
        self.audit(AuditEntry::new(self, authority, Action::PublishForm).subject(subject)).await?;
        self.enqueue(work::Task::ReleaseQuarantine { form_id: form_id.clone(), version: version.clone() })
            .await?;
        Ok((form_id, version))
    }

    /// Opens or closes a form to new submissions. Those sent again are answered all the same.
    pub async fn set_form_open(&self, authority: &Authority, form_id: &str, open: bool) -> VerbResult<()> {
        self.demand(authority, Permission::ManageForms, Action::PublishForm).await?;
        if self.forms().await?.find(form_id).is_none() {
            return Err(VerbError::NotFound);
        }
        self.store().set_form_open(form_id, open).await?;
        self.refresh_forms().await?;
        self.audit(AuditEntry::new(self, authority, Action::PublishForm).subject(form_id)).await?;
        Ok(())
    }
}

/// MD5 in hexadecimal: the protocol's hash of what a tablet may already have, no protection against anybody.
pub fn md5(content: &[u8]) -> String {
    hex::encode(Md5::digest(content))
}

fn shelve(row: FormRow) -> Result<ShelvedForm, StoreError> {
    let form = Form::parse(&row.xml)
        .map_err(|error| StoreError::Damaged(format!("form {} {}: {error}", row.form_id, row.version)))?;
    let md5 = md5(row.xml.as_bytes());
    Ok(ShelvedForm { form, md5, open: row.open, row })
}

/// The lists from which tablets offer areas, one for each level that forms ask for.
fn area_lists(book: &AreaBook, today: Date) -> Vec<Media> {
    [
        ("provinces.csv", AreaLevel::Province),
        ("districts.csv", AreaLevel::District),
        ("tehsils.csv", AreaLevel::Tehsil),
        ("union_councils.csv", AreaLevel::UnionCouncil),
        ("blocks.csv", AreaLevel::Block),
    ]
    .into_iter()
    .map(|(name, level)| {
        let mut content = String::from("name,label,parent\n");
        for area in book.of_level(level, today) {
            // Forms ask for no division: a district's parent is its province.
            let mut above = AreaLevel::ALL
                .into_iter()
                .rev()
                .filter(|above| *above < level && *above != AreaLevel::Division);
            let parent = above.find_map(|above| book.find_ancestor(&area.code, above, today));
            let parent = parent.map(|parent| parent.code.as_str()).unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = writeln!(content, "{},{},{parent}", area.code, csv_field(&label(area)));
        }
        let md5 = md5(content.as_bytes());
        Media { name, content: content.into(), md5 }
    })
    .collect()
}

/// A list in a file has one label for all languages: both names stand in it.
fn label(area: &Area) -> String {
    if area.name_ur.is_empty() {
        area.name_en.clone()
    } else {
        format!("{} · {}", area.name_en, area.name_ur)
    }
}

fn csv_field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
