//! Renewal: the whole registry decided anew as one act, and undone as one.

use crate::years::{BLOCK, Years};
use jiff::civil::{Date, date};
use operations::{
    acts::{Act, ActState, Content},
    authority::{Authority, Role},
    renewal::Renewal,
};
use registry::registry_number::RegistryNumber;

/// A day of the policy that goes by the card, and one of the policy that goes by the model.
const BEFORE: Date = date(2026, 10, 31);
const AFTER: Date = date(2026, 11, 2);

fn renewal(act: &Act) -> Renewal {
    match &act.content {
        Content::Renewal(renewal) => renewal.clone(),
        _ => panic!("it is a renewal"),
    }
}

/// Households decided upon by the old policy.
async fn decided_before(years: &Years) -> Vec<RegistryNumber> {
    years.set_clock(BEFORE);
    let mut numbers = Vec::new();
    for _ in 0..40 {
        numbers.push(years.register(date(2026, 10, 15), BLOCK, None).await);
    }
    numbers
}

async fn standing(years: &Years, number: RegistryNumber) -> (Option<String>, String, Option<i64>) {
    let row = years.registry.store().find_household(number).await.unwrap().unwrap();
    let summary = years.registry.store().find_summaries(&[number]).await.unwrap().remove(0);
    assert_eq!(row.outcome, summary.outcome);
    (row.outcome, row.standing, summary.summary.score)
}

async fn standings(years: &Years, numbers: &[RegistryNumber]) -> Vec<(Option<String>, String, Option<i64>)> {
    let mut all = Vec::new();
    for number in numbers {
        all.push(standing(years, *number).await);
    }
    all
}

#[tokio::test]
async fn a_renewal_is_worked_out_adopted_and_undone_as_one() {
    for years in Years::both().await {
        let numbers = decided_before(&years).await;
        let before = standings(&years, &numbers).await;
        let one = years.staff("officer-1", Role::RegistryOfficer, &[]).await;
        let other = years.staff("officer-2", Role::RegistryOfficer, &[]).await;
        years.set_clock(AFTER);
        let act = years.registry.propose_renewal(&one, "Renewal", "2026-11-01", None).await.unwrap();
        let worked_out = renewal(&act);
        assert_eq!((act.state, worked_out.households), (ActState::Proposed, 40), "{}", years.fixture.engine);
        assert_eq!(worked_out.crossings.iter().map(|row| row.households).sum::<u64>(), 40);
        let crossing = worked_out.crossings.iter().filter(|row| row.before != row.after);
        assert!(crossing.map(|row| row.households).sum::<u64>() > 0, "somebody crosses");
        assert!(worked_out.crossings.iter().all(|row| row.district == Some("PK901".parse().unwrap())));
        assert_eq!(standings(&years, &numbers).await, before, "nothing counts yet");
        let busy = years.registry.propose_renewal(&one, "Another", "2026-11-01", None).await.unwrap_err();
        assert_eq!(busy.code(), "act.under_way");
        assert_eq!(years.registry.adopt_act(&one, act.id).await.unwrap_err().code(), "act.own");

        let adopted = years.registry.adopt_act(&other, act.id).await.unwrap();
        assert_eq!((adopted.state, renewal(&adopted).renewed), (ActState::Adopted, 40));
        let after = standings(&years, &numbers).await;
        assert!(after.iter().all(|(_, standing, _)| standing.contains("2026-11-01")));
        let mut outcomes: Vec<_> = worked_out
            .crossings
            .iter()
            .flat_map(|row| std::iter::repeat_n(row.after.clone(), usize::try_from(row.households).unwrap()))
            .collect();
        outcomes.sort();
        let mut found: Vec<_> = after.iter().map(|(outcome, ..)| outcome.clone()).collect();
        found.sort();
        assert_eq!(found, outcomes, "what was shown is what came of it");
        let decisions = years.registry.store().list_decisions(numbers[0]).await.unwrap();
        assert_eq!((decisions.len(), decisions[0].decided), (2, adopted.adopted.unwrap()));
        assert_eq!(years.registry.verify_households(|_| {}).await.unwrap(), []);

        // One household is surveyed again before it is undone: it keeps the decision of that survey.
        years.set_clock(date(2026, 11, 9));
        years.survey_again(numbers[0], date(2026, 11, 8), |_| {}).await;
        let changed = standing(&years, numbers[0]).await;
        let undone = years.registry.undo_act(&one, act.id).await.unwrap();
        assert_eq!((undone.state, renewal(&undone).undone), (ActState::Undone, 39));
        assert_eq!(standings(&years, &numbers[1..]).await, before[1..], "as if it had not been");
        assert_eq!(standing(&years, numbers[0]).await, changed);
        let decisions = years.registry.store().list_decisions(numbers[1]).await.unwrap();
        assert_eq!(decisions[0].text, decisions[2].text, "the very same decision is in force again");
        assert_eq!(years.registry.verify_households(|_| {}).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_renewal_needs_a_surveyed_registry_or_a_reason_and_its_policy_in_force() {
    for years in Years::both().await {
        years.set_clock(BEFORE);
        let console = Authority::console();
        years.register(date(2022, 1, 1), BLOCK, None).await;
        years.register(date(2026, 10, 1), BLOCK, None).await;
        let readiness = years.registry.renewal_readiness(&console).await.unwrap();
        assert_eq!((readiness.households, readiness.surveyed, readiness.share_percent), (2, 1, 50));
        let refused =
            years.registry.propose_renewal(&console, "Renewal", "2026-11-01", None).await.unwrap_err();
        assert_eq!(refused.code(), "act.incomplete", "{}", years.fixture.engine);
        let unknown =
            years.registry.propose_renewal(&console, "Renewal", "2099-01-01", None).await.unwrap_err();
        assert_eq!(unknown.code(), "act.policy");
        let reason = Some("The new scorecard cannot wait.".to_owned());
        let act = years.registry.propose_renewal(&console, "Renewal", "2026-11-01", reason).await.unwrap();
        assert_eq!(act.state, ActState::Proposed, "a policy to come can be looked at in advance");
        let missing = years.household(years.register(date(2022, 1, 1), BLOCK, None).await).await;
        let open = years.registry.openings_of(None, &missing.record.location, BEFORE).await.unwrap();
        assert_eq!(open.renewal.map(|opening| opening.act), Some(act.id));
        let officer = years.staff("officer", Role::RegistryOfficer, &[]).await;
        let early = years.registry.adopt_act(&officer, act.id).await.unwrap_err();
        assert_eq!(early.code(), "act.policy", "not yet in force");
        years.set_clock(AFTER);
        let adopted = years.registry.adopt_act(&officer, act.id).await.unwrap();
        assert_eq!(adopted.state, ActState::Adopted);
    }
}
