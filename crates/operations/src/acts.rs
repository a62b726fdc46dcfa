//! Acts: what headquarters and disaster authorities decide for many households at once. Each is proposed, shown with its list, adopted by
//! another person, and can be ended or undone as one.
