//! What headquarters and disaster authorities do: capacity, lists, emergencies, renewals.

use super::{chance::Chance, ledger::Declared, world::World};
use jiff::ToSpan;
use operations::{
    acts::{Act, ActError, ActState, Content},
    appeals::NewAppealList,
    authority::Authority,
    emergencies::{Hazard, NewEmergency, NewEmergencyList, Redrawing},
    programmes::StatusInput,
};
use registry::{area::AreaCode, enrolment::EnrolmentStatus};

const SMALL: &str = "small";

impl World {
    fn officer(&self, chance: &mut Chance) -> Authority {
        chance.pick(&self.office).unwrap().clone()
    }

    /// What may be refused; a broken store may not.
    fn allow_act(&mut self, error: &ActError) {
        assert!(!["store", "damaged"].contains(&error.code()), "{}: {error}", error.code());
        self.ledger.note(error.code());
    }

    fn note_act(&mut self, act: Result<Act, ActError>) -> Option<Act> {
        match act {
            Ok(act) => {
                self.ledger.note(format!("{} {}", act.content.kind(), act.state.code()));
                Some(act)
            }
            Err(error) => {
                self.allow_act(&error);
                None
            }
        }
    }

    async fn acts(&self) -> Vec<Act> {
        let mut acts = self.registry.list_acts(&Authority::console(), None).await.unwrap();
        acts.sort_by_key(|act| (act.proposed, act.id));
        acts
    }

    pub(super) async fn raise_capacity(&mut self, chance: &mut Chance) {
        let (officer, today) = (self.officer(chance), self.today());
        let families = 3 + chance.below(4) + 4 * self.ledger.noted("capacity adopted");
        let act = self.registry.propose_capacity(&officer, "Raise", SMALL, families, today).await;
        self.note_act(act);
    }

    pub(super) async fn draw_list(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let programme = if chance.percent(50) { SMALL } else { "kafaalat" };
        let act = self.registry.draw_enrolment_list(&officer, "List", programme, Vec::new()).await;
        self.note_act(act);
    }

    pub(super) async fn draw_appeals(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let until = self.today().saturating_add(chance.within(60, 300).days());
        let (name, programme) = ("Appeal".to_owned(), SMALL.to_owned());
        let new = NewAppealList { name, programme, areas: Vec::new(), until };
        let act = self.registry.draw_appeal_list(&officer, new).await;
        self.note_act(act);
    }

    /// Somebody adopts what was proposed; nobody adopts an own act.
    pub(super) async fn adopt(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let proposed: Vec<Act> =
            self.acts().await.into_iter().filter(|act| act.state == ActState::Proposed).collect();
        let Some(act) = chance.pick(&proposed) else { return };
        let adopted = self.registry.adopt_act(&officer, act.id).await;
        if act.proposed_by == officer.actor() {
            assert_eq!(adopted.as_ref().map_err(ActError::code).err(), Some("act.own"));
        }
        self.note_act(adopted);
    }

    pub(super) async fn renew(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let policy = if self.today() < jiff::civil::date(2026, 11, 1) { "2021-09-01" } else { "2026-11-01" };
        let reason = chance.percent(60).then(|| "for demonstration".to_owned());
        let act = self.registry.propose_renewal(&officer, "Renewal", policy, reason).await;
        if let Some(act) = self.note_act(act) {
            self.ledger.renewals.insert(act.id);
        }
    }

    pub(super) async fn undo(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let may = |act: &Act| {
            matches!(act.content, Content::Capacity(_) | Content::Renewal(_))
                && act.state == ActState::Adopted
        };
        let adopted: Vec<Act> = self.acts().await.into_iter().filter(may).collect();
        let Some(act) = chance.pick(&adopted) else { return };
        let undone = self.registry.undo_act(&officer, act.id).await;
        self.note_act(undone);
    }

    /// Ends an emergency or appeals, or takes a proposal back.
    pub(super) async fn end_act(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let acts = self.acts().await;
        let Some(act) = chance.pick(&acts) else { return };
        if act.state == ActState::Proposed {
            let withdrawn = self.registry.withdraw_act(&officer, act.id).await;
            self.note_act(withdrawn);
        } else {
            let ended = self.registry.end_act(&officer, act.id).await;
            self.note_act(ended);
        }
    }

    fn areas_hit(chance: &mut Chance) -> Vec<AreaCode> {
        let place = Self::place(chance);
        let area = match chance.below(3) {
            0 => Some(place.tehsil),
            1 => place.union_council,
            _ => place.block,
        };
        area.into_iter().collect()
    }

    pub(super) async fn declare_emergency(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let areas = Self::areas_hit(chance);
        let from = self.day_before(chance.within(0, 10));
        let until = self.today().saturating_add(chance.within(10, 90).days());
        let new = NewEmergency {
            name: "Flood of the invented river".to_owned(),
            hazard: Hazard::Flood,
            authority: "PDMA, notification 1".to_owned(),
            areas: areas.clone(),
            from,
            until,
        };
        let Some(act) = self.note_act_of(new, &officer).await else { return };
        self.ledger.emergencies.push(Declared {
            act: act.id,
            areas: areas.into_iter().collect(),
            from,
            until,
        });
        if chance.percent(50) {
            let new = NewEmergencyList {
                name: "Relief".to_owned(),
                emergency: act.id,
                programme: "flood-relief".to_owned(),
                lowest_percent: 40,
            };
            let list = self.registry.draw_emergency_list(&officer, new).await;
            self.note_act(list);
        }
    }

    async fn note_act_of(&mut self, new: NewEmergency, officer: &Authority) -> Option<Act> {
        let act = self.registry.declare_emergency(officer, new).await;
        self.note_act(act)
    }

    /// Areas are added to an emergency that is open, or lifted, or it goes on for longer.
    pub(super) async fn redraw_emergency(&mut self, chance: &mut Chance) {
        let officer = self.officer(chance);
        let areas = Self::areas_hit(chance);
        let until = self.today().saturating_add(chance.within(1, 60).days());
        let Some(place) = self.ledger.emergencies.len().checked_sub(1) else { return };
        let act = self.ledger.emergencies[place].act;
        let redrawing = Redrawing {
            notified: if chance.percent(60) { areas.clone() } else { Vec::new() },
            lifted: if chance.percent(30) { Self::areas_hit(chance) } else { Vec::new() },
            until: chance.percent(50).then_some(until),
        };
        let redrawn = self.registry.redraw_emergency(&officer, act, redrawing.clone()).await;
        if self.note_act(redrawn).is_some() {
            let declared = &mut self.ledger.emergencies[place];
            declared.areas.extend(redrawing.notified);
            declared.until = declared.until.max(redrawing.until.unwrap_or(declared.until));
        }
    }

    /// A programme reports how somebody stands.
    pub(super) async fn report_status(&mut self, chance: &mut Chance) {
        let enrolments = self.registry.list_enrolments(&Authority::console(), None, None, 0).await.unwrap();
        let Some(enrolment) = chance.pick(&enrolments) else { return };
        let status = *chance.pick(&EnrolmentStatus::ALL).unwrap();
        let row = StatusInput {
            registry_number: enrolment.household.to_string(),
            woman: enrolment.woman.to_string(),
            status: status.code().to_owned(),
            from: self.day_before(chance.within(0, 30)).to_string(),
        };
        let report = self.registry.report_status(&self.payer, &enrolment.programme, &[row]).await.unwrap();
        let rejected = report.rejected.first().map(|rejected| rejected.code);
        self.ledger.note(rejected.map_or("status applied".to_owned(), |code| format!("status {code}")));
    }
}
