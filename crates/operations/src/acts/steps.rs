//! Steps of acts that people take: adopting, withdrawing, ending, undoing.

use super::{Act, ActRefusal, ActResult, ActState, Content, work::busy};
use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    error::write_document,
    programmes::FamilyList,
};
use registry::{area::AreaCode, ids::ActId};
use store::rows::{Commit, CursorStep};

impl Registry {
    /// Adopts an act that somebody else proposed. What follows is written at once as far as one call may, and by the
    /// calendar to its end.
    pub async fn adopt_act(&self, authority: &Authority, id: ActId) -> ActResult<Act> {
        self.demand(authority, Permission::ManageProgrammes, Action::AdoptAct).await?;
        let act = self.act(id).await?;
        self.demand_areas(authority, &act.areas(), Action::AdoptAct).await?;
        if act.state != ActState::Proposed {
            return Err(ActRefusal::State(act.state.code()).into());
        }
        if act.proposed_by == authority.actor() {
            let entry = AuditEntry::new(self, authority, Action::AdoptAct).subject(id.to_string());
            self.audit(entry.outcome(Outcome::Refused)).await?;
            return Err(ActRefusal::OwnAct.into());
        }
        let turn = self.turn_of(&act).await?;
        self.check_adoption(&act).await?;
        let state =
            if matches!(act.content, Content::Capacity(_)) { ActState::Adopted } else { ActState::Adopting };
        let (by, at) = (Some(authority.actor().to_owned()), Some(self.clock().now()));
        let next = Act { state, adopted_by: by, adopted: at, ..act.next() };
        self.write_turn(authority, &next, Action::AdoptAct, turn).await?;
        self.go_on(id).await
    }

    /// Takes back an act that is not adopted yet: whoever proposed it may, and whoever may adopt it.
    pub async fn withdraw_act(&self, authority: &Authority, id: ActId) -> ActResult<Act> {
        let act = self.act(id).await?;
        if act.proposed_by != authority.actor() {
            self.demand(authority, Permission::ManageProgrammes, Action::EndAct).await?;
            self.demand_areas(authority, &act.areas(), Action::EndAct).await?;
        }
        match act.state {
            ActState::Drawing | ActState::Proposed => {
                self.finish_with(authority, &act, ActState::Withdrawn).await
            }
            other => Err(ActRefusal::State(other.code()).into()),
        }
    }

    /// Ends an emergency, or an appeal list's time for surveys. What came of it stays.
    pub async fn end_act(&self, authority: &Authority, id: ActId) -> ActResult<Act> {
        let act = self.act(id).await?;
        let permission = match act.content {
            Content::Emergency(_) => Permission::DeclareEmergencies,
            _ => Permission::ManageProgrammes,
        };
        self.demand(authority, permission, Action::EndAct).await?;
        self.demand_areas(authority, &act.areas(), Action::EndAct).await?;
        match (&act.content, act.state) {
            (Content::Emergency(_) | Content::AppealList(_), ActState::Adopted) => {
                self.finish_with(authority, &act, ActState::Ended).await
            }
            (_, other) => Err(ActRefusal::State(other.code()).into()),
        }
    }

    /// Undoes a raised capacity or a renewal as one act.
    pub async fn undo_act(&self, authority: &Authority, id: ActId) -> ActResult<Act> {
        self.demand(authority, Permission::ManageProgrammes, Action::EndAct).await?;
        let act = self.act(id).await?;
        self.demand_areas(authority, &act.areas(), Action::EndAct).await?;
        match (&act.content, act.state) {
            (Content::Capacity(_), ActState::Adopted) => {
                self.finish_with(authority, &act, ActState::Undone).await
            }
            (Content::Renewal(_), ActState::Adopting | ActState::Adopted) => {
                let mut act = act;
                if let Content::Renewal(renewal) = &mut act.content {
                    renewal.progress = super::Progress::default();
                }
                self.finish_with(authority, &act, ActState::Undoing).await?;
                self.go_on(id).await
            }
            (_, other) => Err(ActRefusal::State(other.code()).into()),
        }
    }

    async fn check_adoption(&self, act: &Act) -> ActResult<()> {
        match &act.content {
            Content::EnrolmentList(list) | Content::AppealList(list) | Content::EmergencyList(list) => {
                self.check_room(list).await
            }
            Content::Renewal(renewal) => self.check_policy(renewal),
            Content::Capacity(_) | Content::Emergency(_) => Ok(()),
        }
    }

    /// Others may have taken the room since the list was drawn, or are about to.
    async fn check_room(&self, list: &FamilyList) -> ActResult<()> {
        let programme = self.programme_of(&list.programme)?;
        let Some(room) = self.room_in(programme).await? else { return Ok(()) };
        let coming = self.acts(None).await?.into_iter().filter(|act| act.state == ActState::Adopting);
        let coming = coming.filter_map(|act| act.content.list().cloned());
        let coming = coming.filter(|other| other.programme == list.programme);
        let coming: u64 = coming.map(|other| other.families.saturating_sub(other.enrolled)).sum();
        let free = room.saturating_sub(coming);
        if free < list.families {
            return Err(ActRefusal::NoRoom { free, families: list.families }.into());
        }
        Ok(())
    }

    /// Lists of one programme are adopted one after the other, so that two cannot take the same room: each moves a
    /// cursor of the programme on.
    async fn turn_of(&self, act: &Act) -> ActResult<Option<CursorStep>> {
        let Some(list) = act.content.list() else { return Ok(None) };
        let work = format!("room:{}", list.programme);
        let from = self.store().find_cursor(&work).await?.map(|cursor| cursor.position);
        let to = write_document("cursor", &act.id)?;
        Ok(Some(CursorStep { work, from, to, at: self.clock().now() }))
    }

    async fn finish_with(&self, authority: &Authority, act: &Act, state: ActState) -> ActResult<Act> {
        let (by, at) = (Some(authority.actor().to_owned()), Some(self.clock().now()));
        let next = Act { state, ended_by: by, ended: at, ..act.next() };
        self.write_step(authority, &next, Action::EndAct).await?;
        Ok(next)
    }

    /// Writes an act's next version with its audit entry.
    pub(crate) async fn write_step(&self, authority: &Authority, act: &Act, action: Action) -> ActResult<()> {
        self.write_turn(authority, act, action, None).await
    }

    async fn write_turn(
        &self,
        authority: &Authority,
        act: &Act,
        action: Action,
        cursor: Option<CursorStep>,
    ) -> ActResult<()> {
        let entry = AuditEntry::new(self, authority, action).subject(act.id.to_string());
        let (acts, audit) = (vec![act.row()?], vec![entry.into_row()?]);
        let commit = Commit { acts, audit, cursor, ..Commit::default() };
        self.store().commit(commit).await.map_err(busy)
    }
}

impl Act {
    /// The areas that it is about; none for the whole country.
    pub fn areas(&self) -> Vec<AreaCode> {
        match &self.content {
            Content::Emergency(emergency) => {
                emergency.notified.iter().map(|notified| notified.area.clone()).collect()
            }
            content => content.list().map(|list| list.areas.clone()).unwrap_or_default(),
        }
    }
}
