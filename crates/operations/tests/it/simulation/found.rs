//! What simulations found, as plain tests.
