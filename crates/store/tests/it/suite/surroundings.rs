//! Forms and areas.

use super::assert_conflict;
use crate::invented::{area, at};
use jiff::civil::date;
use registry::area::{Area, AreaLevel};
use std::sync::Arc;
use store::{Conflict, FormRow, Store};

fn form(form_id: &str, version: &str, seconds: i64) -> FormRow {
    FormRow {
        form_id: form_id.to_owned(),
        version: version.to_owned(),
        published: at(seconds),
        open: true,
        xml: format!("<h:html>{version} گھرانہ</h:html>"),
    }
}

pub(crate) async fn forms_are_published_once_and_opened_and_closed(store: Arc<dyn Store>) {
    let forms = [form("household", "2", 1), form("household", "1", 2), form("roster", "1", 0)];
    for form in &forms {
        store.publish_form(form.clone()).await.unwrap();
    }
    // Again, later: nothing happens, and it stays as it was first published.
    store.publish_form(form("roster", "1", 9)).await.unwrap();
    let other = FormRow { xml: "<h:html>other</h:html>".to_owned(), ..form("roster", "1", 9) };
    assert_conflict(store.publish_form(other).await, Conflict::Exists);
    assert_eq!(store.list_forms().await.unwrap(), forms);
    store.set_form_open("household", false).await.unwrap();
    let open = |forms: Vec<FormRow>| forms.into_iter().map(|form| form.open).collect::<Vec<_>>();
    assert_eq!(open(store.list_forms().await.unwrap()), [false, false, true]);
    store.set_form_open("household", true).await.unwrap();
    assert_eq!(open(store.list_forms().await.unwrap()), [true, true, true]);
}

pub(crate) async fn areas_are_kept_by_code_and_first_day(store: Arc<dyn Store>) {
    let province = Area {
        code: area("PK6"),
        level: AreaLevel::Province,
        parent: None,
        name_en: "Invented".to_owned(),
        name_ur: "فرضی".to_owned(),
        valid_from: date(2001, 8, 14),
        valid_to: None,
    };
    let district = |from, to| Area {
        code: area("PK601"),
        level: AreaLevel::District,
        parent: Some(area("PK6")),
        valid_from: from,
        valid_to: to,
        ..province.clone()
    };
    let (before, after) = (date(2001, 8, 14), date(2022, 1, 1));
    store.put_areas(vec![district(before, None), province.clone()]).await.unwrap();
    // A split ends the state that was and begins another.
    store.put_areas(vec![district(after, None), district(before, Some(after))]).await.unwrap();
    store.put_areas(Vec::new()).await.unwrap();
    let expected = [province.clone(), district(before, Some(after)), district(after, None)];
    assert_eq!(store.list_areas().await.unwrap(), expected);
}
