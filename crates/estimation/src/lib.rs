//! Proxy means tests estimated from consumption surveys, and their errors.
