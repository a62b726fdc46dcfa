//! Why a form cannot be published: every fault with a stable code, where it stands and what is wrong.

use std::fmt;

/// All that is wrong with a form, so that its author can mend it in one go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FormError {
    /// At least one.
    pub faults: Vec<FormFault>,
}

/// One thing wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    /// Stable: one of the `form.…` codes.
    pub code: &'static str,
    /// The question and the property, such as `/data/member/age constraint`; empty for the whole form.
    pub place: String,
    /// What is wrong, in English for the form's author.
    pub detail: String,
}

impl fmt::Display for FormError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FormFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.place.is_empty() { "" } else { ": " };
        write!(formatter, "{}{colon}{} ({})", self.place, self.detail, self.code)
    }
}

impl From<FormFault> for FormError {
    fn from(fault: FormFault) -> FormError {
        FormError { faults: vec![fault] }
    }
}

/// A fault before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    code: &'static str,
    detail: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Fault {
        Fault { code, detail: detail.into() }
    }

    pub(super) fn syntax(detail: impl Into<String>) -> Fault {
        Fault::new("form.expression.syntax", detail)
    }

    pub(super) fn structure(detail: impl Into<String>) -> Fault {
        Fault::new("form.structure", detail)
    }

    /// A path construct that JavaRosa lacks or reads otherwise than the browser client does.
    pub(super) fn unsupported_path(what: &str) -> Fault {
        Fault::new("form.path.unsupported", format!("{what} is not supported in paths"))
    }

    pub(super) fn missing_path(path: &str) -> Fault {
        Fault::new("form.path.missing", format!("the form has no node {path}"))
    }

    pub(super) fn at(self, place: impl Into<String>) -> FormFault {
        FormFault { code: self.code, place: place.into(), detail: self.detail }
    }
}
