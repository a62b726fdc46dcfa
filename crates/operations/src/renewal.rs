//! Renewal (type 7): the whole registry scored anew, adopted as one act, undone as one.
