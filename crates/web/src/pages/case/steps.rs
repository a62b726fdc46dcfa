//! The steps of a case that a person takes: taking it over, giving papers, taking it back, settling it.

use super::{read_id, render, told::Told};
use crate::pages::{
    caller::{Posted, SignedIn},
    cases,
    fault::{Fault, Shown},
    labels::Labels,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use operations::{
    accept::Resolution,
    cases::{CaseResult, Judgment},
};
use registry::{change::Evidence, ids::CaseId, personal::Personal};

/// In the form: as it was proposed.
pub(super) const AS_PROPOSED: &str = "as_proposed";
/// In the form: as a new household, with the numbers that clash left out.
pub(super) const WITHOUT_NUMBERS: &str = "without_numbers";
/// In the form, before the number of a household: as another survey of it.
pub(super) const RESURVEY: &str = "resurvey:";

/// The reader takes a case over.
pub(in crate::pages) async fn take_over(Path(id): Path<String>, posted: Posted) -> Shown {
    let (id, signed_in) = (read_id(&id)?, &posted.signed_in);
    let result = signed_in.app().registry.take_over(signed_in.authority(), id).await;
    answer(signed_in, id, result, "taken").await
}

/// A paper is given.
pub(in crate::pages) async fn add_evidence(Path(id): Path<String>, posted: Posted) -> Shown {
    let (id, signed_in, fields) = (read_id(&id)?, &posted.signed_in, &posted.fields);
    let Some(paper) = paper(fields.get("paper"), fields.get("paper_number")) else {
        return render(signed_in, id, Told::lacks(signed_in.words().say("case-lacks-paper", &[]))).await;
    };
    let result = signed_in.app().registry.add_evidence(signed_in.authority(), id, vec![paper]).await;
    answer(signed_in, id, result, "evidence").await
}

/// Whoever brought it in takes it back.
pub(in crate::pages) async fn withdraw(Path(id): Path<String>, posted: Posted) -> Shown {
    let (id, signed_in) = (read_id(&id)?, &posted.signed_in);
    let note = note(&posted);
    let result = signed_in.app().registry.withdraw_case(signed_in.authority(), id, note).await;
    answer(signed_in, id, result, "withdrawn").await
}

/// It counts.
pub(in crate::pages) async fn accept(Path(id): Path<String>, posted: Posted) -> Shown {
    let (id, signed_in) = (read_id(&id)?, &posted.signed_in);
    let resolution = resolution(posted.fields.get("way")).ok_or(Fault::Unreadable)?;
    let judgment = Judgment::Accept(resolution);
    let note = note(&posted);
    let result = signed_in.app().registry.review_case(signed_in.authority(), id, judgment, note).await;
    answer(signed_in, id, result, "accepted").await
}

/// It does not count; the officer says why.
pub(in crate::pages) async fn refuse(Path(id): Path<String>, posted: Posted) -> Shown {
    let (id, signed_in) = (read_id(&id)?, &posted.signed_in);
    let Some(note) = note(&posted) else {
        return render(signed_in, id, Told::lacks(signed_in.words().say("case-lacks-reason", &[]))).await;
    };
    let registry = &signed_in.app().registry;
    let result = registry.review_case(signed_in.authority(), id, Judgment::Refuse, Some(note)).await;
    answer(signed_in, id, result, "refused").await
}

/// A paper by its kind and number.
pub(in crate::pages) fn paper(kind: &str, number: &str) -> Option<Evidence> {
    let known = super::PAPERS.contains(&kind);
    let number = Personal::new(number)?;
    known.then(|| Evidence::Document { document: kind.to_owned(), number })
}

fn note(posted: &Posted) -> Option<&str> {
    Some(posted.fields.get("note")).filter(|note| !note.is_empty())
}

fn resolution(way: &str) -> Option<Resolution> {
    match way {
        AS_PROPOSED => Some(Resolution::AsProposed),
        WITHOUT_NUMBERS => Some(Resolution::WithoutClashingNumbers),
        _ => {
            let household = way.strip_prefix(RESURVEY)?.parse().ok()?;
            Some(Resolution::AsResurveyOf { household })
        }
    }
}

async fn answer<T>(signed_in: &SignedIn, id: CaseId, result: CaseResult<T>, done: &str) -> Shown {
    match result {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={done}", cases::link(id))).into_response()),
        Err(error) => {
            let shelf = signed_in.app().registry.forms().await?;
            let labels = Labels::new(signed_in.words(), &shelf, "household", "");
            let told = Told::refused(error, &labels)?;
            render(signed_in, id, told).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_of_accepting_is_read_back() {
        assert_eq!(resolution(AS_PROPOSED), Some(Resolution::AsProposed));
        assert_eq!(resolution(WITHOUT_NUMBERS), Some(Resolution::WithoutClashingNumbers));
        let household = registry::registry_number::RegistryNumber::from_ordinal(7).unwrap();
        let way = format!("{RESURVEY}{household}");
        assert_eq!(resolution(&way), Some(Resolution::AsResurveyOf { household }));
        assert!(resolution("resurvey:1").is_none() && resolution("").is_none());
    }

    #[test]
    fn a_paper_has_a_kind_and_a_number() {
        assert!(paper("b_form", "90101-1000008-2").is_some());
        assert!(paper("b_form", " ").is_none() && paper("passport", "1").is_none());
    }
}
