//! XForms and the submissions made with them: read, checked again, turned into proposals.

pub mod checks;
pub mod instance;
pub mod reading;
pub mod writing;
pub mod xform;
