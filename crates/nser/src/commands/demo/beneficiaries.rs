//! Who is in a programme in the demonstration: the eligible families of the invented tehsil, on a list that one officer
//! adopted and the console drew; and a raised capacity with the list of those who may appeal.

use super::TEHSIL;
use crate::start::Failure;
use jiff::ToSpan;
use operations::{
    Registry,
    acts::{Act, ActState},
    appeals::NewAppealList,
    authority::Authority,
};

/// The programme.
const PROGRAMME: &str = "kafaalat";
const LIST: &str = "Kafaalat: Naya Abad, first list";
const RAISE: &str = "Kafaalat: room for more families";
const APPEAL: &str = "Kafaalat: appeals of Naya Abad";
/// Room for so many families more.
const MORE_FAMILIES: u64 = 5;
/// Months that an appeal list stands open.
const APPEAL_MONTHS: i64 = 3;

/// Enrols, raises the capacity and draws the appeal list, as far as that was not done at an earlier start. The appeal list
/// waits for somebody to adopt it.
pub(super) async fn enrol(registry: &Registry, officer: &Authority) -> Result<(), Failure> {
    let console = Authority::console();
    let acts = registry.list_acts(&console, None).await?;
    let today = registry.clock().today();
    let list = match find(&acts, LIST) {
        Some(list) => list,
        None => registry.draw_enrolment_list(&console, LIST, PROGRAMME, vec![TEHSIL.parse()?]).await?,
    };
    adopt(registry, officer, list).await?;
    let raise = match find(&acts, RAISE) {
        Some(raise) => raise,
        None => {
            let figures = registry.programme_figures(&console).await?;
            let capacity = figures.iter().find(|one| one.programme == PROGRAMME).and_then(|one| one.capacity);
            let more = capacity.unwrap_or_default().saturating_add(MORE_FAMILIES);
            registry.propose_capacity(&console, RAISE, PROGRAMME, more, today).await?
        }
    };
    adopt(registry, officer, raise).await?;
    if find(&acts, APPEAL).is_none() {
        let until = today.saturating_add(APPEAL_MONTHS.months());
        let areas = vec![TEHSIL.parse()?];
        let new = NewAppealList { name: APPEAL.to_owned(), programme: PROGRAMME.to_owned(), areas, until };
        registry.draw_appeal_list(&console, new).await?;
    }
    Ok(())
}

fn find(acts: &[Act], name: &str) -> Option<Act> {
    acts.iter().find(|act| act.name == name).cloned()
}

/// Adopts what waits for it.
async fn adopt(registry: &Registry, officer: &Authority, act: Act) -> Result<(), Failure> {
    if matches!(act.state, ActState::Drawing | ActState::Adopting) {
        registry.run_calendar().await?;
    }
    if registry.find_act(officer, act.id).await?.state == ActState::Proposed {
        registry.adopt_act(officer, act.id).await?;
        registry.run_calendar().await?;
    }
    Ok(())
}
