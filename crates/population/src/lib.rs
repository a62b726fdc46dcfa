mod chance;
mod place;
mod roster;
mod shares;
mod tables;
mod wealth;
pub use place::{Figures, Place, Position};
