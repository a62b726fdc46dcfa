//! Is this the same person, the same family? Names are compared across Roman and Urdu spellings with stated levels; what the citizen
//! registry holds is compared with the record field by field; families are held against each other.
//!
//! Pure: nothing here reads a clock, a store or a network.

pub mod family_tree;
pub mod names;
pub mod verification;
