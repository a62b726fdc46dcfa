//! An emergency list without another survey: the lowest share of each notified tehsil, with a threshold score in each, as
//! after the floods of 2022.

use crate::{
    Registry,
    acts::{Act, ActRefusal, ActResult, ActState, Content},
    audit::Action,
    authority::{Authority, Permission},
    programmes::TehsilShare,
};
use jiff::civil::Date;
use registry::{
    area::{AreaBook, AreaCode, AreaLevel},
    ids::ActId,
};
use scoring::programme::ProgrammeKind;
use std::collections::BTreeMap;
use store::rows::SummaryFilter;

/// An emergency list to be drawn.
#[derive(Debug, Clone)]
pub struct NewEmergencyList {
    /// Its name, for people.
    pub name: String,
    /// The emergency.
    pub emergency: ActId,
    /// The emergency programme into which it enrols.
    pub programme: String,
    /// The share of the households of each tehsil that have a score, per cent, the poorest first.
    pub lowest_percent: u8,
}

impl Registry {
    /// Draws an emergency list. It counts when another person has adopted it. Excluded households are left out, whatever
    /// their score; so a list holds fewer households than the share where some are.
    pub async fn draw_emergency_list(&self, authority: &Authority, new: NewEmergencyList) -> ActResult<Act> {
        self.demand(authority, Permission::DeclareEmergencies, Action::ProposeAct).await?;
        let act = self.act(new.emergency).await?;
        let (Content::Emergency(emergency), ActState::Adopted) = (&act.content, act.state) else {
            return Err(ActRefusal::State(act.state.code()).into());
        };
        if self.programme_of(&new.programme)?.kind != ProgrammeKind::Emergency {
            return Err(ActRefusal::NotEmergency.into());
        }
        if !(1..=100).contains(&new.lowest_percent) {
            return Err(ActRefusal::Share.into());
        }
        let today = self.clock().today();
        let areas = self.areas().await;
        let mut list = self.new_list(&new.programme, emergency.areas_on(today)).await?;
        list.emergency = Some(act.id);
        list.lowest_percent = Some(new.lowest_percent);
        for (tehsil, codes) in by_tehsil(areas.book(), emergency, today) {
            list.tehsils.push(self.share_of(tehsil, codes, new.lowest_percent).await?);
        }
        self.begin_list(authority, &new.name, Content::EmergencyList(list)).await
    }

    async fn share_of(&self, tehsil: AreaCode, areas: Vec<AreaCode>, percent: u8) -> ActResult<TehsilShare> {
        let filter = SummaryFilter {
            areas: Some(areas.clone()),
            // Those without a score are left out.
            score_from: Some(i64::MIN),
            ..SummaryFilter::default()
        };
        let counts = self.store().count_summaries(&filter, &[]).await?;
        let scored: u64 = counts.iter().map(|count| count.households).sum();
        let wanted = scored.saturating_mul(u64::from(percent)) / 100;
        Ok(TehsilShare { tehsil, areas, scored, wanted, looked_at: 0, threshold: None })
    }
}

/// The codes by which an emergency's households are found, by the tehsil in which they lay when they were notified.
fn by_tehsil(
    book: &AreaBook,
    emergency: &super::Emergency,
    today: Date,
) -> BTreeMap<AreaCode, Vec<AreaCode>> {
    let mut tehsils: BTreeMap<AreaCode, Vec<AreaCode>> = BTreeMap::new();
    for notified in emergency.notified.iter().filter(|notified| notified.holds_on(today)) {
        for code in notified.codes_on(book, today) {
            let tehsil = book.find_ancestor(&code, AreaLevel::Tehsil, notified.on);
            let tehsil = tehsil.map_or_else(|| code.clone(), |tehsil| tehsil.code.clone());
            let codes = tehsils.entry(tehsil).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    tehsils
}
