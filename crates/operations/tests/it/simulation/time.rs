//! What time brings: jobs, the calendar, cross-validation; a citizen registry with faults; crashes.

use super::{chance::Chance, world::World};
use jiff::SignedDuration;
use operations::{authority::Authority, calendar::CalendarProgress, error::VerbError};
use registry::clock::Clock;
use std::sync::Arc;

impl World {
    /// Works for a while; a worker looks every so often.
    pub(super) async fn run_jobs(&mut self, chance: &mut Chance) {
        let pauses = chance.below(6);
        for _ in 0..=pauses {
            self.work().await;
            self.fixture.clock.advance(SignedDuration::from_mins(chance.within(1, 90)));
        }
    }

    async fn work(&mut self) {
        for _ in 0..1000 {
            if !self.registry.work_once().await.unwrap() {
                return;
            }
        }
        panic!("work without an end: {:?}", self.registry.store().count_jobs().await.unwrap());
    }

    /// The calendar, after which there is nothing left for it to do.
    pub(super) async fn run_calendar(&mut self) {
        let progress = self.registry.run_calendar().await.unwrap();
        self.note_progress(progress);
        self.look_at_calendar().await;
    }

    /// Two processes run the calendar at once.
    pub(super) async fn two_calendars_at_once(&mut self) {
        let (one, other) = (Arc::clone(&self.registry), self.another().await);
        let second = Arc::clone(&other);
        let runs = [
            tokio::spawn(async move { one.run_calendar().await }),
            tokio::spawn(async move { second.run_calendar().await }),
        ];
        for run in runs {
            let progress = run.await.unwrap().unwrap();
            self.note_progress(progress);
        }
        self.look_at_calendar().await;
    }

    async fn look_at_calendar(&mut self) {
        let again = self.registry.run_calendar().await.unwrap();
        assert_eq!(again, CalendarProgress::default(), "the calendar left something to do");
        self.look_at_calls().await;
    }

    fn note_progress(&mut self, progress: CalendarProgress) {
        for (what, times) in [
            ("call written", progress.notices),
            ("lapse", progress.lapsed),
            ("case expired", progress.cases_expired),
            ("emergency ended", progress.emergencies_ended),
        ] {
            (0..times).for_each(|_| self.ledger.note(what));
        }
    }

    pub(super) async fn cross_validate(&mut self, chance: &mut Chance) {
        let rate = u32::try_from(chance.within(1, 50)).unwrap();
        let started = self.registry.start_cross_validation(&Authority::console(), "everybody", rate).await;
        assert!(matches!(started, Ok(_) | Err(VerbError::Exists)), "{started:?}");
    }

    /// The citizen registry answers for somebody with somebody else, or with a fault, or does so no longer.
    pub(super) async fn wrong_person(&mut self, chance: &mut Chance) {
        let with_number = |member: &registry::household::Member, _: &_| member.identity.number().is_some();
        let one = self.member(chance, with_number).await;
        let other = self.member(chance, with_number).await;
        let (Some((_, one)), Some((_, other))) = (one, other) else { return };
        let (one, other) = (one.identity.number().unwrap(), other.identity.number().unwrap());
        match chance.below(3) {
            0 if one != other => self.citizens.set_wrong_person(one, Some(other)),
            1 => self.citizens.set_faulty(one, true),
            _ => {
                self.citizens.set_wrong_person(one, None);
                self.citizens.set_faulty(one, false);
            }
        }
    }

    /// The process dies and another takes its place. A job that it had begun is hidden for a while.
    pub(super) async fn crash(&mut self) {
        let now = self.fixture.clock.now();
        let lost = self.registry.store().claim_job(now, now + SignedDuration::from_mins(10)).await.unwrap();
        if lost.is_some() {
            self.ledger.note("job lost");
        }
        self.registry = self.another().await;
    }

    /// The process dies while it waits for the citizen registry.
    pub(super) async fn crash_while_asking(&mut self) {
        self.citizens.fall_silent();
        for _ in 0..50 {
            let registry = Arc::clone(&self.registry);
            let worked = tokio::select! {
                worked = registry.work_once() => worked.unwrap(),
                () = self.citizens.silence() => {
                    self.ledger.note("question lost");
                    false
                }
            };
            if !worked {
                break;
            }
        }
        self.citizens.speak();
        self.registry = self.another().await;
    }
}
