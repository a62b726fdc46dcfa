//! XForms and the submissions made with them: read, checked again, turned into proposals.

pub mod checks;
pub mod instance;
pub mod xform;
pub mod reading;
