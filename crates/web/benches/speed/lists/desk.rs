//! The lists under test, in a process of its own: does what its orders say, by the registry's verbs or by bare queries.

use super::{
    bare::Bare,
    invented::Country,
    verbs::{Task, declare, drawn_tehsils, first_day, shock_areas},
};
use crate::place::At;
use clap::Args;
use jiff::{Timestamp, civil::Date};
use operations::{Registry, authority::Authority};
use registry::{
    area::AreaCode,
    change::UpdateType,
    clock::Clock,
    ids::ActId,
    updates::{Due, Phase},
};
use std::{
    fs,
    io::stdin,
    sync::Arc,
    time::{Duration, Instant},
};
use testkit::clock::SimulatedClock;

/// What is quick is done again and again for so long,
const WINDOW: Duration = Duration::from_secs(1);
/// and no oftener, where it only reads.
pub(crate) const READINGS: usize = 200;

/// Where, and when.
#[derive(Args, Debug, Clone)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) at: At,
    /// Its clock when it starts.
    #[arg(long)]
    pub(crate) now: Timestamp,
}

impl Arguments {
    /// For a child process.
    pub(crate) fn list(&self) -> Vec<String> {
        let own = ["--now".to_owned(), self.now.to_string()];
        ["lists".to_owned()].into_iter().chain(self.at.arguments()).chain(own).collect()
    }
}

/// A registry with two emergencies, and the connection of its yardstick.
pub(crate) struct Desk {
    pub(crate) registry: Arc<Registry>,
    pub(crate) clock: Arc<SimulatedClock>,
    pub(crate) console: Authority,
    pub(crate) tehsils: Vec<AreaCode>,
    /// The emergency whose households are visited.
    pub(crate) shock: ActId,
    /// Its first day.
    shock_from: Date,
    /// The emergency for which a list is drawn.
    pub(crate) flood: ActId,
    pub(crate) bare: Bare,
}

/// Reads orders, `own` or `bare` and a task, until there are none. To each it answers when it is ready, waits for the
/// word, does the task, and prints how often, the microseconds of its middle turn and how many households it was about.
pub(crate) async fn run(arguments: Arguments) {
    let desk = Desk::open(&arguments).await;
    println!("ready");
    let mut order = String::new();
    while stdin().read_line(&mut order).unwrap() > 0 {
        let (way, task) = order.trim().split_once(' ').unwrap();
        let task = Task::ALL.into_iter().find(|known| known.code() == task).unwrap();
        desk.follow(way == "own", task).await;
        order.clear();
    }
    desk.registry.store().close().await;
}

impl Desk {
    async fn open(arguments: &Arguments) -> Self {
        let clock = Arc::new(SimulatedClock::at(arguments.now));
        let seed = u64::try_from(arguments.now.as_second()).unwrap();
        let registry = arguments.at.open_at(seed, Arc::clone(&clock) as Arc<dyn Clock>).await;
        let (console, tehsils) = (Authority::console(), Country::new().tehsils);
        Self {
            shock_from: first_day(&registry),
            shock: declare(&registry, &console, shock_areas(&tehsils).concat()).await,
            flood: declare(&registry, &console, drawn_tehsils(&tehsils).to_vec()).await,
            registry,
            clock,
            console,
            tehsils,
            bare: Bare::open(&arguments.at).await,
        }
    }

    async fn follow(&self, own: bool, task: Task) {
        if !own || task.only_reads() {
            self.once(own, task).await;
        }
        forget_peak();
        println!("warm");
        stdin().read_line(&mut String::new()).unwrap();
        let started = Instant::now();
        let most = if own { task.most_turns() } else { READINGS };
        let mut turns = Vec::new();
        let mut households = 0;
        while turns.is_empty() || (started.elapsed() < WINDOW && turns.len() < most) {
            let began = Instant::now();
            households = self.once(own, task).await;
            turns.push(began.elapsed());
        }
        turns.sort_unstable();
        println!("{} {} {households}", turns.len(), turns[turns.len() / 2].as_micros());
    }

    async fn once(&self, own: bool, task: Task) -> u64 {
        if own { self.own(task).await } else { self.bare(task).await }
    }

    pub(crate) fn today(&self) -> Date {
        self.clock.today()
    }

    pub(crate) fn shock_from(&self) -> Date {
        self.shock_from
    }

    /// The rule by which households without a beneficiary are due.
    pub(crate) fn due_rule(&self) -> &Due {
        self.due_of(UpdateType::Cyclic)
    }

    /// The rule by which those with one are.
    pub(crate) fn recertification(&self) -> &Due {
        self.due_of(UpdateType::Recertification)
    }

    pub(crate) fn phases(&self) -> &[Phase] {
        &self.due_rule().phases
    }

    fn due_of(&self, update_type: UpdateType) -> &Due {
        let rules = self.registry.rules().updates_on(self.today()).unwrap();
        rules.rule(update_type).unwrap().due.as_ref().unwrap()
    }
}

/// Has the kernel count the most memory held from now on.
fn forget_peak() {
    // Where it may not, the peak is that of everything so far.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
