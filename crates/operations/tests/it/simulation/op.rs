//! What can happen in a step.

use super::{chance::Chance, world::World};

/// Something that happens. Whom it happens to, and how, hangs on the step's own seed, so that the steps after it stay the same
/// when one is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    AdvanceDays,
    AdvanceMonths,
    Submit,
    Resurvey,
    Replay,
    Edit,
    Birth,
    Death,
    DeathReversed,
    Marriage,
    Divorce,
    Departure,
    Disability,
    Move,
    Split,
    Merge,
    IdentityLink,
    MissedChild,
    RaiseCapacity,
    DrawList,
    DrawAppeals,
    Adopt,
    EndAct,
    Undo,
    Renew,
    DeclareEmergency,
    RedrawEmergency,
    ReportStatus,
    WorkCase,
    ReviewCase,
    WithdrawCase,
    CitizenRegistryDown,
    CitizenRegistryUp,
    Quota,
    WrongPerson,
    NoticeTwice,
    NoticeLate,
    NoticeForNobody,
    RunJobs,
    RunCalendar,
    TwoCalendarsAtOnce,
    CrossValidate,
    Crash,
    CrashWhileAsking,
}

/// How often each happens, out of all together.
const WEIGHTS: [(Op, u64); 44] = [
    (Op::AdvanceDays, 26),
    (Op::AdvanceMonths, 9),
    (Op::Submit, 8),
    (Op::Resurvey, 18),
    (Op::Replay, 4),
    (Op::Edit, 4),
    (Op::Birth, 7),
    (Op::Death, 6),
    (Op::DeathReversed, 4),
    (Op::Marriage, 7),
    (Op::Divorce, 3),
    (Op::Departure, 4),
    (Op::Disability, 2),
    (Op::Move, 4),
    (Op::Split, 5),
    (Op::Merge, 2),
    (Op::IdentityLink, 4),
    (Op::MissedChild, 3),
    (Op::RaiseCapacity, 4),
    (Op::DrawList, 9),
    (Op::DrawAppeals, 4),
    (Op::Adopt, 18),
    (Op::EndAct, 1),
    (Op::Undo, 1),
    (Op::Renew, 1),
    (Op::DeclareEmergency, 2),
    (Op::RedrawEmergency, 2),
    (Op::ReportStatus, 2),
    (Op::WorkCase, 8),
    (Op::ReviewCase, 24),
    (Op::WithdrawCase, 2),
    (Op::CitizenRegistryDown, 3),
    (Op::CitizenRegistryUp, 6),
    (Op::Quota, 2),
    (Op::WrongPerson, 2),
    (Op::NoticeTwice, 4),
    (Op::NoticeLate, 4),
    (Op::NoticeForNobody, 2),
    (Op::RunJobs, 26),
    (Op::RunCalendar, 16),
    (Op::TwoCalendarsAtOnce, 4),
    (Op::CrossValidate, 2),
    (Op::Crash, 3),
    (Op::CrashWhileAsking, 3),
];

/// An op, and what its details hang on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) op: Op,
    pub(super) seed: u64,
}

impl Step {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        let mut place = chance.below(WEIGHTS.iter().map(|(_, weight)| weight).sum());
        let op = WEIGHTS.iter().find(|(_, weight)| {
            let here = place < *weight;
            place = place.saturating_sub(*weight);
            here
        });
        Self { op: op.unwrap().0, seed: chance.number() }
    }
}

impl World {
    /// Lets it happen.
    pub(super) async fn take(&mut self, step: Step) {
        let chance = &mut Chance::new(step.seed);
        self.ledger.count(step.op);
        match step.op {
            Op::AdvanceDays => self.advance(chance.within(1, 40)),
            Op::AdvanceMonths => self.advance(chance.within(60, 300)),
            Op::Submit => self.submit(chance).await,
            Op::Resurvey => self.resurvey(chance).await,
            Op::Replay => self.replay(chance).await,
            Op::Edit => self.edit(chance).await,
            Op::Birth => self.birth(chance).await,
            Op::Death => self.death(chance).await,
            Op::DeathReversed => self.death_reversed(chance).await,
            Op::Marriage => self.marriage(chance).await,
            Op::Divorce => self.divorce(chance).await,
            Op::Departure => self.departure(chance).await,
            Op::Disability => self.disability(chance).await,
            Op::Move => self.move_house(chance).await,
            Op::Split => self.split(chance).await,
            Op::Merge => self.merge(chance).await,
            Op::IdentityLink => self.identity_link(chance).await,
            Op::MissedChild => self.missed_child(chance).await,
            Op::RaiseCapacity => self.raise_capacity(chance).await,
            Op::DrawList => self.draw_list(chance).await,
            Op::DrawAppeals => self.draw_appeals(chance).await,
            Op::Adopt => self.adopt(chance).await,
            Op::EndAct => self.end_act(chance).await,
            Op::Undo => self.undo(chance).await,
            Op::Renew => self.renew(chance).await,
            Op::DeclareEmergency => self.declare_emergency(chance).await,
            Op::RedrawEmergency => self.redraw_emergency(chance).await,
            Op::ReportStatus => self.report_status(chance).await,
            Op::WorkCase => self.work_case(chance).await,
            Op::ReviewCase => self.review_case(chance).await,
            Op::WithdrawCase => self.withdraw_case(chance).await,
            Op::CitizenRegistryDown => self.citizens.set_down(true),
            Op::CitizenRegistryUp => self.citizens.set_down(false),
            Op::Quota => self.citizens.exhaust_quota(jiff::SignedDuration::from_hours(chance.within(1, 30))),
            Op::WrongPerson => self.wrong_person(chance).await,
            Op::NoticeTwice => self.notice_twice(chance).await,
            Op::NoticeLate => self.notice_late(chance).await,
            Op::NoticeForNobody => self.notice_for_nobody(chance).await,
            Op::RunJobs => self.run_jobs(chance).await,
            Op::RunCalendar => self.run_calendar().await,
            Op::TwoCalendarsAtOnce => self.two_calendars_at_once().await,
            Op::CrossValidate => self.cross_validate(chance).await,
            Op::Crash => self.crash().await,
            Op::CrashWhileAsking => self.crash_while_asking().await,
        }
    }
}
