//! A registry of a few households lives through years: surveys, life, acts, cases, the calendar, a citizen registry with
//! faults, crashes. Under one clock and a printed seed; after every few steps everything that must always hold is looked at.
//!
//! `NSER_SEED=n` repeats a run, `NSER_STEPS=n` makes it longer. What a run found stays as a plain test in
//! [`found`].

mod acts;
mod calls;
mod casework;
mod chance;
mod engine;
mod found;
mod late;
mod laws;
mod ledger;
mod life;
mod news;
mod op;
mod surveys;
mod time;
mod turns;
mod world;

use chance::Chance;
use ledger::Ledger;
use op::{Op, Step};
use testkit::registries::Fixture;
use world::World;

/// Steps between two looks at everything.
const LOOK_EVERY: usize = 20;

#[tokio::test]
async fn years_of_a_registry_keep_every_invariant() {
    let one = number_of("NSER_SEED");
    let steps = number_of("NSER_STEPS").unwrap_or(260);
    let mut done = Vec::new();
    for seed in one.map_or(vec![2, 6], |seed| vec![seed]) {
        done.push(live(Fixture::sqlite().await, seed, steps).await);
    }
    // Years in which nothing is refused, settled or called prove nothing.
    for what in [
        "survey refused",
        "survey accepted",
        "case accepted",
        "notice applied",
        "child added",
        "call written",
    ] {
        let times: u64 = done.iter().map(|ledger| ledger.noted(what)).sum();
        assert!(one.is_some() || times > 0, "no {what} in all these years");
    }
}

#[tokio::test]
async fn years_on_postgres_keep_every_invariant() {
    let steps = number_of("NSER_STEPS").unwrap_or(260) / 4;
    live(Fixture::postgres().await, number_of("NSER_SEED").unwrap_or(3), steps).await;
}

/// Lives so many steps; what was noted.
#[expect(clippy::print_stdout, reason = "a run that fails shows how to repeat it, and what happened")]
async fn live(fixture: Fixture, seed: u64, steps: u64) -> Ledger {
    println!(
        "{}: seed {seed}, {steps} steps: repeat with NSER_SEED={seed} NSER_STEPS={steps}",
        fixture.engine
    );
    let mut world = World::new(fixture, seed).await;
    let mut chance = Chance::new(seed);
    // A first few households and a list of those whom a programme enrols, so that there is somebody to whom things can
    // happen.
    let mut begin = vec![Op::Submit; 8];
    begin.extend([Op::DrawList, Op::Adopt, Op::Adopt, Op::DrawList, Op::Adopt, Op::Adopt]);
    let begin = begin.into_iter().map(|op| Step { op, seed: chance.number() }).collect::<Vec<_>>();
    let drawn = (0..steps).map(|_| Step::draw(&mut chance)).collect::<Vec<_>>();
    for (place, step) in begin.into_iter().chain(drawn).enumerate() {
        println!("{place} {} {step:?}", world.today());
        world.take(step).await;
        world.look_at_news().await;
        if place % LOOK_EVERY == LOOK_EVERY - 1 {
            world.look_at_everything().await;
        }
    }
    world.look_at_everything().await;
    world.look_at_decisions().await;
    println!("{}", world.ledger.summary());
    world.ledger
}

#[expect(clippy::disallowed_methods, reason = "a test repeats the run whose seed and length it is given")]
fn number_of(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
