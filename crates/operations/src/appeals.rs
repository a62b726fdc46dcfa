//! Appeal cut-off (type 2): when a programme's capacity is raised, vulnerable households above the cut-off (a widow, a
//! member aged 65 or over, three members or fewer: the policy's vulnerability filters), in order of score up to the room
//! there is. The score of the last one is the appeal cut-off that the list comes to.

use crate::{
    Registry,
    acts::{Act, ActRefusal, ActResult, ActState, Content},
    audit::Action,
    authority::{Authority, Permission},
};
use jiff::civil::Date;
use registry::area::AreaCode;

/// An appeal list to be drawn.
#[derive(Debug, Clone)]
pub struct NewAppealList {
    /// Its name, for people.
    pub name: String,
    /// The programme, which must set appeal cut-offs and have a raised capacity in force.
    pub programme: String,
    /// Where; everywhere when empty.
    pub areas: Vec<AreaCode>,
    /// The last day on which its households may be surveyed again under type 2.
    pub until: Date,
}

impl Registry {
    /// Draws an appeal list. It counts when another person has adopted it.
    pub async fn draw_appeal_list(&self, authority: &Authority, new: NewAppealList) -> ActResult<Act> {
        self.demand(authority, Permission::ManageProgrammes, Action::ProposeAct).await?;
        let today = self.clock().today();
        if !self.programme_of(&new.programme)?.appeals {
            return Err(ActRefusal::NoAppeals.into());
        }
        if new.until < today {
            return Err(ActRefusal::Dates("the last day has passed").into());
        }
        let raised = self.acts(Some("capacity")).await?.iter().any(|act| match &act.content {
            Content::Capacity(raise) => {
                act.state == ActState::Adopted && raise.programme == new.programme && raise.from <= today
            }
            _ => false,
        });
        if !raised {
            return Err(ActRefusal::NoRaise.into());
        }
        let mut list = self.new_list(&new.programme, new.areas).await?;
        list.until = Some(new.until);
        self.begin_list(authority, &new.name, Content::AppealList(list)).await
    }
}
