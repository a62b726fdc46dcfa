//! The first page: how much there is, what waits, what came last.

use super::{
    caller::SignedIn,
    fault::Shown,
    submissions::{self, Line},
};
use axum::response::{IntoResponse, Redirect};
use operations::authority::Permission;
use serde::Serialize;
use store::rows::{Counts, SubmissionState};

/// Submissions on the first page.
const RECENT: u32 = 8;

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) households: u64,
    pub(super) states: Vec<State>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) held: u64,
    pub(super) quarantined: u64,
    pub(super) may_read_submissions: bool,
    pub(super) recent: Vec<Line>,
}

/// How many submissions are in a state.
#[derive(Debug, Serialize)]
pub(super) struct State {
    pub(super) code: &'static str,
    pub(super) count: u64,
}

/// How many households have a decision that came out so.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    pub(super) code: String,
    pub(super) count: u64,
    pub(super) percent: f64,
}

/// The first page.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    // Whoever sees no households has no such figures: their work begins elsewhere.
    if !signed_in.may(Permission::ReadHouseholds) {
        let declares = signed_in.may(Permission::DeclareEmergencies);
        let start = if declares { "/emergencies" } else { "/programmes" };
        return Ok(Redirect::to(start).into_response());
    }
    let counts = signed_in.app().registry.count(signed_in.authority()).await?;
    let mut page = Page { may_read_submissions: signed_in.may(Permission::ReadSubmissions), ..page(&counts) };
    if page.may_read_submissions {
        let sent = signed_in.app().registry.list_submissions(signed_in.authority(), None, 0, RECENT).await?;
        page.recent = submissions::lines(&signed_in, &sent).await?;
    }
    signed_in.page("home.html", page)
}

fn page(counts: &Counts) -> Page {
    let in_state =
        |state| counts.submissions.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count);
    let decided: u64 = counts.outcomes.iter().map(|(_, count)| count).sum();
    let outcome = |(code, count): &(String, u64)| Outcome {
        code: if code.is_empty() { "undecided".to_owned() } else { code.clone() },
        count: *count,
        percent: (*count as f64 * 1000.0 / decided.max(1) as f64).round() / 10.0,
    };
    Page {
        households: counts.households,
        states: SubmissionState::ALL.map(|state| State { code: state.code(), count: in_state(state) }).into(),
        outcomes: counts.outcomes.iter().filter(|(_, count)| *count > 0).map(outcome).collect(),
        held: in_state(SubmissionState::Held),
        quarantined: in_state(SubmissionState::Quarantined),
        ..Page::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_all_households_and_an_empty_registry_has_none() {
        let counts = Counts {
            households: 8,
            submissions: vec![(SubmissionState::Held, 2)],
            outcomes: vec![("eligible".to_owned(), 3), (String::new(), 5)],
        };
        let shown = page(&counts);
        assert_eq!((shown.held, shown.quarantined), (2, 0));
        let outcomes: Vec<_> = shown.outcomes.iter().map(|one| (one.code.as_str(), one.percent)).collect();
        assert_eq!(outcomes, [("eligible", 37.5), ("undecided", 62.5)]);
        assert!(page(&Counts::default()).outcomes.is_empty());
    }
}
