//! Persons checked against the citizen registry: one by one, after intake, and the whole registry.
