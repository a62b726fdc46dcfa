//! What the last form of a case came to, and why nothing was done, in the reader's words.

use crate::pages::{
    cases::in_language,
    fault::Fault,
    findings::{self, Noticed},
    labels::Labels,
    page::{Moment, Words},
};
use operations::{cases::CaseError, error::VerbError};
use serde::Serialize;

/// What the address of a page says was done.
const DONE: [&str; 6] = ["opened", "taken", "evidence", "withdrawn", "accepted", "refused"];

/// What the last form came to: stands above the content of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::pages) struct Told {
    /// What was done.
    pub(in crate::pages) notice: Option<String>,
    /// Why nothing was done.
    pub(in crate::pages) refused: Option<Refused>,
}

/// Why nothing was done.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Refused {
    /// The stable code.
    pub(in crate::pages) code: String,
    /// In words.
    pub(in crate::pages) text: String,
    /// From when it is allowed.
    pub(in crate::pages) from: Option<Moment>,
    /// What stands in the way.
    pub(in crate::pages) findings: Vec<Noticed>,
}

impl Told {
    /// By the word in the page's address, where it is one of ours.
    pub(in crate::pages) fn done(words: Words<'_>, done: &str) -> Self {
        let known = DONE.contains(&done);
        Self { notice: known.then(|| words.say(&format!("case-done-{done}"), &[])), refused: None }
    }

    /// A form that lacks something or has something unreadable.
    pub(in crate::pages) fn lacks(text: String) -> Self {
        let refused = Refused { code: "invalid".to_owned(), text, from: None, findings: Vec::new() };
        Self { notice: None, refused: Some(refused) }
    }

    /// What the reader can be told on the page; everything else is a fault.
    pub(in crate::pages) fn refused(error: CaseError, labels: &Labels<'_>) -> Result<Self, Fault> {
        let words = labels.words();
        let code = error.code();
        let plain = || words.say(&code.replace('.', "-"), &[]);
        let (text, from, found) = match error {
            // It was opened already, or somebody changed the same thing: the page shows how it stands.
            CaseError::Verb(VerbError::Exists) => (words.say("case-exists", &[]), None, Vec::new()),
            CaseError::Verb(error) => return Err(error.into()),
            CaseError::Refusal(_) => (plain(), None, Vec::new()),
            CaseError::InTheWay(found) => (plain(), None, findings::in_words(&found, labels)),
            CaseError::NotNow(refusal) => {
                let text = format!("{} {}", plain(), in_language(&refusal.text, words));
                (text, refusal.from.map(|day| words.date(day)), Vec::new())
            }
        };
        let refused = Refused { code: code.to_owned(), text, from, findings: found };
        Ok(Self { notice: None, refused: Some(refused) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};
    use operations::updates::Refusal;
    use registry::{
        case::CaseRefusal,
        change::UpdateType,
        finding::{Finding, FindingCode},
    };

    #[tokio::test]
    async fn every_refusal_has_its_words_and_says_from_when() {
        let fixture = testkit::registries::Fixture::sqlite().await;
        let (wording, shelf) = (Wording::load(), fixture.registry.forms().await.unwrap());
        for language in Language::ALL {
            let words = Words { wording: &wording, language };
            let labels = Labels::new(words, &shelf, "household", "");
            let told = |error| Told::refused(error, &labels).ok().unwrap().refused.unwrap();
            for refusal in [
                CaseRefusal::Settled,
                CaseRefusal::OtherState,
                CaseRefusal::OwnCase,
                CaseRefusal::NotYetDue,
                CaseRefusal::OthersCase,
                CaseRefusal::NoProposal,
            ] {
                let told = told(refusal.into());
                assert!(!told.text.starts_with("case-") && told.code.starts_with("case."), "{told:?}");
            }
            let found = vec![Finding::at(FindingCode::IdentityElsewhere, "")];
            assert_eq!(told(CaseError::InTheWay(found)).findings.len(), 1);
            let refusal = Refusal {
                update_type: UpdateType::Cyclic,
                rules_version: "1".to_owned(),
                reason: "update.too_early".to_owned(),
                from: Some(jiff::civil::date(2028, 11, 3)),
                text: registry::wording::Wording {
                    en: "Later.".to_owned(), ur: "بعد میں۔".to_owned()
                },
            };
            let not_now = told(CaseError::NotNow(Box::new(refusal)));
            assert!(not_now.from.is_some_and(|from| from.iso == "2028-11-03"));
            for done in DONE {
                assert!(Told::done(words, done).notice.is_some_and(|notice| !notice.starts_with("case-")));
            }
            assert!(Told::done(words, "elsewhere").notice.is_none());
            assert!(Told::refused(CaseError::Verb(VerbError::NotFound), &labels).is_err());
        }
    }
}
