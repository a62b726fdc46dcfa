//! Proxy means tests estimated from consumption surveys, and their errors.
//!
//! A [`survey`] and a [`specification`] give, by [`fitting`], a linear model of the logarithm of consumption, written as
//! a [`scorecard_file`] that `scoring` loads. [`assessment`] says of any scorecard whom it would miss and whom it would
//! let in, and [`report`] shows that in pictures. Nothing here reads a file, a clock or chance.

pub mod assessment;
mod distribution;
pub mod error;
pub mod fitting;
#[cfg(test)]
mod invented;
pub mod lasso;
pub mod least_squares;
pub mod model;
pub mod moments;
pub mod population;
mod quantile;
pub mod report;
pub mod scorecard_file;
pub mod selection;
pub mod specification;
pub mod survey;
pub mod validation;
pub mod variable;
