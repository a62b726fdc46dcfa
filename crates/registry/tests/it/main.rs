//! A registry of a few households lives through years of random changes. The seed is printed; `NSER_SEED` repeats a
//! run.

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod world;

use simulation::Simulation;

const STEPS: u32 = 400;

#[test]
fn years_of_changes_keep_every_invariant() {
    let seeds = match seed_from_environment() {
        Some(seed) => vec![seed],
        None => (1..=12).collect(),
    };
    let mut accepted = 0;
    let mut refused = 0;
    for seed in seeds {
        println!("seed {seed}: repeat with NSER_SEED={seed}");
        let mut simulation = Simulation::new(seed);
        for _ in 0..STEPS {
            simulation.step();
        }
        simulation.check_what_was_known();
        accepted += simulation.accepted();
        refused += simulation.refused();
    }
    println!("{accepted} changes accepted, {refused} refused");
    assert!(accepted > 1000 || refused > 0, "the simulation must both make and refuse changes");
    assert!(refused > 0, "late and impossible changes must occur");
}

#[expect(clippy::disallowed_methods, reason = "a test repeats the run whose seed it is given")]
fn seed_from_environment() -> Option<u64> {
    std::env::var("NSER_SEED").ok()?.parse().ok()
}
