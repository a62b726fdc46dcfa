//! One household, whole, so that a change of any draw is seen and meant.

use crate::{place, population};
use population::{Figures, Trouble};
use registry::code_lists::Region;

#[test]
fn one_household() {
    let record = population(Trouble::None).household(7, &place(Figures::Punjab, Region::Rural));
    insta::assert_snapshot!(serde_json::to_string_pretty(&record).unwrap());
}
