//! The same seed, ordinal and place give the same bytes, whoever draws them and when.

use crate::{place, population};
use population::{Figures, Population, Survey, Trouble};
use registry::code_lists::Region;

fn bytes(population: &Population, ordinal: u64) -> String {
    let record = population.household(ordinal, &place(Figures::Pakistan, Region::Rural));
    serde_json::to_string(&record).unwrap()
}

#[test]
fn households_do_not_depend_on_order_or_threads() {
    let one = population(Trouble::AsInLife);
    let forwards: Vec<String> = (0..300).map(|ordinal| bytes(&one, ordinal)).collect();
    let other = population(Trouble::AsInLife);
    let other = &other;
    let threads: Vec<Vec<(u64, String)>> = std::thread::scope(|scope| {
        let draw = |first: u64| {
            let backwards = (0..300).rev().filter(move |ordinal| ordinal % 3 == first);
            scope.spawn(move || backwards.map(|ordinal| (ordinal, bytes(other, ordinal))).collect())
        };
        let handles: Vec<_> = (0..3).map(draw).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    for (ordinal, record) in threads.into_iter().flatten() {
        assert_eq!(record, forwards[usize::try_from(ordinal).unwrap()]);
    }
}

#[test]
fn another_seed_or_ordinal_is_another_household() {
    let one = population(Trouble::None);
    let other = Population::new(Survey { seed: 1, ..one.survey().clone() });
    assert_ne!(bytes(&one, 5), bytes(&one, 6));
    assert_ne!(bytes(&one, 5), bytes(&other, 5));
}

#[test]
fn trouble_takes_away_and_changes_nothing_else() {
    let (without, with) = (population(Trouble::None), population(Trouble::AsInLife));
    let place = place(Figures::Pakistan, Region::Urban);
    for ordinal in 0..300 {
        let (whole, troubled) = (without.household(ordinal, &place), with.household(ordinal, &place));
        assert_eq!(whole.assets.motorcycle, troubled.assets.motorcycle);
        assert!(
            whole
                .members
                .iter()
                .map(|m| (m.id, &m.name))
                .eq(troubled.members.iter().map(|m| (m.id, &m.name)))
        );
    }
}
