//! Declaring an emergency, redrawing its areas, moving its end.

use super::{Emergency, Hazard, Notified};
use crate::{
    Registry,
    acts::{Act, ActRefusal, ActResult, ActState, Content},
    audit::Action,
    authority::{Authority, Permission},
};
use jiff::civil::Date;
use registry::{
    area::{AreaCode, AreaLevel},
    ids::ActId,
};

/// An emergency to be declared.
#[derive(Debug, Clone)]
pub struct NewEmergency {
    /// Its name, for people.
    pub name: String,
    /// What happened.
    pub hazard: Hazard,
    /// The authority that notified the areas, and its notification.
    pub authority: String,
    /// Districts, tehsils, union councils or blocks, as they are today.
    pub areas: Vec<AreaCode>,
    /// The first day; may have passed.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// What is redrawn of an emergency.
#[derive(Debug, Clone, Default)]
pub struct Redrawing {
    /// Areas notified from today on, as they are today.
    pub notified: Vec<AreaCode>,
    /// Areas notified no longer from today on.
    pub lifted: Vec<AreaCode>,
    /// Another last day.
    pub until: Option<Date>,
}

impl Registry {
    /// Declares an emergency. It is in force at once, for it only lets people be surveyed; whoever declares it must hold in
    /// all of its areas.
    pub async fn declare_emergency(&self, authority: &Authority, new: NewEmergency) -> ActResult<Act> {
        self.demand(authority, Permission::DeclareEmergencies, Action::ProposeAct).await?;
        self.demand_areas(authority, &new.areas, Action::ProposeAct).await?;
        if new.areas.is_empty() {
            return Err(ActRefusal::NoAreas.into());
        }
        let today = self.clock().today();
        if new.until < new.from || new.until < today {
            return Err(ActRefusal::Dates("the last day comes before the first, or has passed").into());
        }
        let notified = self.notify(&new.areas).await?;
        let NewEmergency { name, hazard, authority: declared_by, from, until, .. } = new;
        let emergency = Emergency { hazard, authority: declared_by, notified, from, until };
        let act = Act::new(self, authority, &name, Content::Emergency(emergency));
        let (by, at) = (Some(act.proposed_by.clone()), Some(act.proposed));
        let act = Act { state: ActState::Adopted, adopted_by: by, adopted: at, ..act };
        self.propose(authority, &act).await?;
        Ok(act)
    }

    /// Extends or reduces an emergency that is in force.
    pub async fn redraw_emergency(
        &self,
        authority: &Authority,
        id: ActId,
        redrawing: Redrawing,
    ) -> ActResult<Act> {
        self.demand(authority, Permission::DeclareEmergencies, Action::ProposeAct).await?;
        let mut touched: Vec<AreaCode> =
            redrawing.notified.iter().chain(&redrawing.lifted).cloned().collect();
        let act = self.act(id).await?;
        if touched.is_empty() || redrawing.until.is_some() {
            // Its end is that of all of its areas.
            touched.extend(act.areas());
        }
        self.demand_areas(authority, &touched, Action::ProposeAct).await?;
        let today = self.clock().today();
        let notified = self.notify(&redrawing.notified).await?;
        let mut next = act.next();
        let (Content::Emergency(emergency), ActState::Adopted) = (&mut next.content, next.state) else {
            return Err(ActRefusal::State(act.state.code()).into());
        };
        for area in &redrawing.lifted {
            let standing =
                emergency.notified.iter_mut().find(|known| known.area == *area && known.holds_on(today));
            standing.ok_or_else(|| ActRefusal::Area(area.to_string()))?.lifted = Some(today);
        }
        let standing: Vec<AreaCode> = emergency.areas_on(today);
        emergency.notified.extend(notified.into_iter().filter(|new| !standing.contains(&new.area)));
        if let Some(until) = redrawing.until {
            if until < today || until < emergency.from {
                return Err(ActRefusal::Dates("the last day has passed").into());
            }
            emergency.until = until;
        }
        if emergency.areas_on(today).is_empty() {
            return Err(ActRefusal::NoAreas.into());
        }
        self.write_step(authority, &next, Action::ProposeAct).await?;
        Ok(next)
    }

    /// The areas as notified today.
    async fn notify(&self, codes: &[AreaCode]) -> ActResult<Vec<Notified>> {
        let areas = self.areas().await;
        let today = self.clock().today();
        let mut notified: Vec<Notified> = Vec::new();
        for code in codes {
            let known = areas.book().find(code, today).filter(|area| area.level >= AreaLevel::District);
            let area = known.ok_or_else(|| ActRefusal::Area(code.to_string()))?.code.clone();
            if notified.iter().all(|other| other.area != area) {
                notified.push(Notified { area, on: today, lifted: None });
            }
        }
        Ok(notified)
    }
}
