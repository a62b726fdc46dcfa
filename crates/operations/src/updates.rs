//! Which updates are open to a household, due or closed, and why.
