//! Households of a delivered file come into the registry, many at a time.
