//! The surveys in a household's history, one beside the other.
