//! The registry's verbs under test.

use super::{
    desk::{Desk, READINGS},
    invented::{block_of, council_of},
};
use jiff::{SignedDuration, ToSpan, civil::Date};
use operations::{
    Registry,
    acts::ActState,
    authority::Authority,
    due::DueQuery,
    emergencies::{Hazard, NewEmergency, NewEmergencyList},
};
use registry::{area::AreaCode, change::UpdateType, ids::ActId};

/// What is asked for, in the order in which it is measured: first what a day brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// What the calendar does on one day.
    CalendarDay,
    /// Who is due in a tehsil: the first page of the first phase.
    DueFirst,
    /// The same, every page of every phase.
    DueAll,
    /// How many are due in the country.
    DueCounts,
    /// What the calendar brings in a year.
    Overview,
    /// An emergency is declared.
    Declare,
    /// Its households by tehsil and age of their data.
    ShockCounts,
    /// Whom to visit: the first page.
    WorkFirst,
    /// The same, every page.
    WorkAll,
    /// The lowest fifth of each of fifty tehsils.
    Draw,
}

impl Task {
    /// Every one.
    pub(crate) const ALL: [Self; 10] = [
        Self::CalendarDay,
        Self::DueFirst,
        Self::DueAll,
        Self::DueCounts,
        Self::Overview,
        Self::Declare,
        Self::ShockCounts,
        Self::WorkFirst,
        Self::WorkAll,
        Self::Draw,
    ];

    /// As a child process is told.
    pub(crate) fn code(self) -> String {
        format!("{self:?}")
    }

    /// For a table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::CalendarDay => "a day of the calendar",
            Self::DueFirst => "due in a tehsil, first page",
            Self::DueAll => "due in a tehsil, all",
            Self::DueCounts => "due in the country, counts",
            Self::Overview => "calendar of twelve months",
            Self::Declare => "an emergency declared",
            Self::ShockCounts => "emergency, counts by age",
            Self::WorkFirst => "work list, first page",
            Self::WorkAll => "work list, all",
            Self::Draw => "lowest 20 % of 50 tehsils",
        }
    }

    /// Most times that it is done in a run: what writes is done a few times.
    pub(crate) fn most_turns(self) -> usize {
        match self {
            Self::CalendarDay | Self::Declare | Self::Draw => 3,
            _ => READINGS,
        }
    }

    /// Whether it only reads, so that it can be tried before it is measured.
    pub(crate) fn only_reads(self) -> bool {
        self.most_turns() == READINGS
    }

    /// Whether its yardstick finds the very same.
    pub(crate) fn is_same_in_bare(self) -> bool {
        !matches!(self, Self::CalendarDay | Self::Declare | Self::Draw)
    }
}

/// The tehsil whose desk asks who is due there.
pub(crate) fn own_tehsil(tehsils: &[AreaCode]) -> &AreaCode {
    &tehsils[tehsils.len() / 2]
}

/// The areas of an emergency: five tehsils, forty union councils and sixty blocks, none within another.
pub(crate) fn shock_areas(tehsils: &[AreaCode]) -> [Vec<AreaCode>; 3] {
    let councils = tehsils[20..60].iter().map(|tehsil| council_of(tehsil, 3));
    let blocks = tehsils[100..160].iter().map(|tehsil| block_of(&council_of(tehsil, 5), 7));
    [tehsils[10..15].to_vec(), councils.collect(), blocks.collect()]
}

/// The tehsils of which the lowest are drawn.
pub(crate) fn drawn_tehsils(tehsils: &[AreaCode]) -> &[AreaCode] {
    &tehsils[200..250]
}

/// Of each of them, per cent.
pub(crate) const LOWEST_PERCENT: u8 = 20;
/// Months of the calendar shown.
pub(crate) const MONTHS: u16 = 12;

/// Emergencies are declared from a week ago on.
pub(crate) fn first_day(registry: &Registry) -> Date {
    registry.clock().today().saturating_sub(7.days())
}

/// Declares an emergency.
pub(crate) async fn declare(registry: &Registry, console: &Authority, areas: Vec<AreaCode>) -> ActId {
    let new = NewEmergency {
        name: "An invented flood".to_owned(),
        hazard: Hazard::Flood,
        authority: "An invented authority".to_owned(),
        areas,
        from: first_day(registry),
        until: registry.clock().today().saturating_add(60.days()),
    };
    registry.declare_emergency(console, new).await.unwrap().id
}

impl Desk {
    /// Does it once. Returns how many households the answer is about; of the calendar, how many notices it wrote.
    pub(crate) async fn own(&self, task: Task) -> u64 {
        match task {
            Task::CalendarDay => self.next_day().await,
            Task::DueFirst => self.due(0, true).await,
            Task::DueAll => {
                let mut households = 0;
                for phase in 0..self.phases().len() {
                    households += self.due(phase, false).await;
                }
                households
            }
            Task::DueCounts => {
                let counts = self.registry.count_due(&self.console, UpdateType::Cyclic).await.unwrap();
                counts.iter().map(|count| count.households).sum()
            }
            Task::Overview => {
                let overview = self.registry.calendar_overview(&self.console, MONTHS).await.unwrap();
                overview.coming.iter().map(|coming| coming.households).sum()
            }
            Task::Declare => {
                declare(&self.registry, &self.console, shock_areas(&self.tehsils).concat()).await;
                0
            }
            Task::ShockCounts => {
                let view = self.registry.view_emergency(&self.console, self.shock).await.unwrap();
                view.progress.iter().map(|progress| progress.households).sum()
            }
            Task::WorkFirst => self.work_list(true).await,
            Task::WorkAll => self.work_list(false).await,
            Task::Draw => self.draw().await,
        }
    }

    async fn next_day(&self) -> u64 {
        self.clock.advance(SignedDuration::from_hours(24));
        let progress = self.registry.run_calendar().await.unwrap();
        progress.notices
    }

    async fn due(&self, phase: usize, first_only: bool) -> u64 {
        let tehsil = Some(own_tehsil(&self.tehsils).clone());
        let mut query = DueQuery { update_type: UpdateType::Cyclic, phase, tehsil, after: None, limit: 500 };
        let mut households = 0;
        loop {
            let page = self.registry.list_due(&self.console, &query).await.unwrap();
            households += page.households.len() as u64;
            query.after = page.next_after;
            if first_only || query.after.is_none() {
                return households;
            }
        }
    }

    async fn work_list(&self, first_only: bool) -> u64 {
        let (mut households, mut after) = (0, None);
        loop {
            let page = self.registry.emergency_work_list(&self.console, self.shock, None, after, false);
            let page = page.await.unwrap();
            households += page.visits.len() as u64;
            after = page.next_after;
            if first_only || after.is_none() {
                return households;
            }
        }
    }

    /// Until it can be adopted: as far as one call goes at once, and to the end by the calendar.
    async fn draw(&self) -> u64 {
        let new = NewEmergencyList {
            name: "An invented list".to_owned(),
            emergency: self.flood,
            programme: "flood-relief".to_owned(),
            lowest_percent: LOWEST_PERCENT,
        };
        let mut act = self.registry.draw_emergency_list(&self.console, new).await.unwrap();
        while act.state == ActState::Drawing {
            self.registry.run_calendar().await.unwrap();
            act = self.registry.find_act(&self.console, act.id).await.unwrap();
        }
        act.content.list().unwrap().households
    }
}
