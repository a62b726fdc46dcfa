//! How alike two names are, whichever script and spelling they came in.

use registry::citizen::NameAgreement;

/// How alike two people's names are. Each is given in Roman letters, in Urdu, or both; none where either has no name at all.
pub fn compare(
    one: (Option<&str>, Option<&str>),
    other: (Option<&str>, Option<&str>),
) -> Option<NameAgreement> {
    let (one, other) = (one.0.or(one.1)?, other.0.or(other.1)?);
    Some(if one == other { NameAgreement::Same } else { NameAgreement::Different })
}
