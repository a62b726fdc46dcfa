//! Yes, no and not known (Kleene's logic): an answer that is not known leaves open only what it could change.

/// Whether any is yes; known to be no only when all are.
pub(super) fn any(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut all_known = true;
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(false)
}

/// Whether all are yes; known to be no as soon as one is.
pub(super) fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    any(answers.into_iter().map(not)).map(|some_not| !some_not)
}

/// The opposite.
pub(super) fn not(answer: Option<bool>) -> Option<bool> {
    answer.map(|yes| !yes)
}

/// Both.
pub(super) fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    all([one, other])
}

/// Either.
pub(super) fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    any([one, other])
}

/// How many are yes; not known as soon as one is not.
pub(super) fn count(answers: impl IntoIterator<Item = Option<bool>>) -> Option<u32> {
    answers.into_iter().try_fold(0, |count, answer| Some(count + u32::from(answer?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_change_the_answer_may_be_missing() {
        let (yes, no, open) = (Some(true), Some(false), None);
        for (answers, any_of, all_of, number) in [
            (vec![], no, yes, Some(0)),
            (vec![yes, open], yes, open, None),
            (vec![open, no], open, no, None),
            (vec![no, no], no, no, Some(0)),
            (vec![yes, yes], yes, yes, Some(2)),
        ] {
            assert_eq!(any(answers.clone()), any_of, "{answers:?}");
            assert_eq!(all(answers.clone()), all_of, "{answers:?}");
            assert_eq!(count(answers.clone()), number, "{answers:?}");
        }
    }
}
