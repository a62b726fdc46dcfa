//! Why nothing was done about an act, and what was done, in the reader's words.

use super::{fault::Fault, page::Words};
use operations::{
    acts::{ActError, ActRefusal},
    error::VerbError,
};
use serde::Serialize;

/// What the last form came to: stands above the content of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Told {
    /// What was done.
    pub(super) notice: Option<String>,
    /// Why nothing was done.
    pub(super) refused: Option<Refused>,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Refused {
    /// The stable code.
    pub(super) code: String,
    /// In words.
    pub(super) text: String,
}

/// What the address of a page says was done.
const DONE: [&str; 7] = ["declared", "redrawn", "proposed", "adopted", "withdrawn", "ended", "undone"];

impl Told {
    /// By the word in the page's address, where it is one of ours.
    pub(super) fn done(words: Words<'_>, done: &str) -> Self {
        let known = DONE.contains(&done);
        Self { notice: known.then(|| words.say(&format!("act-done-{done}"), &[])), refused: None }
    }
}

impl From<Refused> for Told {
    fn from(refused: Refused) -> Self {
        Self { notice: None, refused: Some(refused) }
    }
}

impl From<ActError> for Fault {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(_) => Self::Unreadable,
            ActError::Verb(error) => error.into(),
        }
    }
}

/// What the reader can be told on the page; everything else is a fault.
pub(super) fn refused(words: Words<'_>, error: ActError) -> Result<Refused, Fault> {
    match error {
        ActError::Refused(refusal) => Ok(of_act(words, &refusal)),
        ActError::Verb(VerbError::Invalid(code)) => {
            let text = words.find(&code.replace('.', "-")).ok_or(Fault::Unreadable)?;
            Ok(Refused { code, text })
        }
        ActError::Verb(error) => Err(error.into()),
    }
}

/// A refusal by an act's own rules.
pub(super) fn of_act(words: Words<'_>, refusal: &ActRefusal) -> Refused {
    let key = refusal.code().replace('.', "-");
    let text = match refusal {
        ActRefusal::State(state) => {
            let state = words.say(&format!("act-state-{state}"), &[]);
            words.say(&key, &[("state", &state)])
        }
        ActRefusal::NotARaise(present) => match present.parse::<u64>() {
            Ok(_) => words.say(&key, &[("present", present)]),
            Err(_) => words.say("act-no_limit", &[]),
        },
        ActRefusal::NoRoom { free, families } => words.say(&key, &[("free", free), ("families", families)]),
        ActRefusal::Area(area) => words.say(&key, &[("area", area)]),
        ActRefusal::Policy(policy) => words.say(&key, &[("policy", policy)]),
        ActRefusal::Incomplete { share, needed } => words.say(&key, &[("share", share), ("needed", needed)]),
        _ => words.say(&key, &[]),
    };
    Refused { code: refusal.code().to_owned(), text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    #[test]
    fn every_refusal_has_its_words_and_its_values() {
        let wording = Wording::load();
        let refusals = [
            ActRefusal::Nameless,
            ActRefusal::OwnAct,
            ActRefusal::State("drawing"),
            ActRefusal::Programme,
            ActRefusal::NotARaise("1200".to_owned()),
            ActRefusal::NotARaise("without limit".to_owned()),
            ActRefusal::NoRoom { free: 71, families: 93 },
            ActRefusal::NoAppeals,
            ActRefusal::NoRaise,
            ActRefusal::Dates("the last day has passed"),
            ActRefusal::Area("PK99999".to_owned()),
            ActRefusal::NoAreas,
            ActRefusal::Share,
            ActRefusal::NotEmergency,
            ActRefusal::Policy("2031-01-01".to_owned()),
            ActRefusal::UnderWay,
            ActRefusal::Incomplete { share: 31, needed: 95 },
        ];
        for language in Language::ALL {
            let words = Words { wording: &wording, language };
            for refusal in &refusals {
                let told = of_act(words, refusal);
                assert!(!told.text.starts_with("act-") && !told.text.contains("{ $"), "{told:?}");
            }
            let text = |refusal: &ActRefusal| of_act(words, refusal).text;
            assert!(text(&refusals[4]).contains("1200") && text(&refusals[10]).contains("PK99999"));
            assert!(text(&refusals[6]).contains("71") && text(&refusals[6]).contains("93"));
            for done in DONE {
                assert!(Told::done(words, done).notice.is_some_and(|notice| !notice.starts_with("act-")));
            }
            assert!(Told::done(words, "elsewhere").notice.is_none());
        }
    }

    #[test]
    fn codes_of_verbs_are_told_and_damage_is_a_fault() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::En };
        let told = |code: &str| refused(words, VerbError::Invalid(code.to_owned()).into());
        assert!(told("status.columns").is_ok_and(|told| told.code == "status.columns"));
        assert_eq!(told("no.such.code").err(), Some(Fault::Unreadable));
        assert_eq!(refused(words, VerbError::Busy.into()).err(), Some(Fault::Busy));
    }
}
