//! Who is due: lists and counts by tehsil, bracket and phase.
