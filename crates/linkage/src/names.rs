//! How alike two names are, whichever script and spelling they came in.
//!
//! Letters are not compared but sounds: consonants in classes that Roman and Urdu letters share, and between them runs of vowels, of
//! which Urdu writes only the long ones. The levels and their rules:
//!
//! - **Same**: the same letters but for case, spaces, marks, and the Arabic or Urdu form of a letter.
//! - **Spelling**: every word of one sounds like a word of the other, in any order, or both sound alike written as one word.
//!   Muhammad, Mohammad, Mohd and M. are one word; so are Abdul Rehman, Abdur Rahman and عبدالرحمٰن.
//! - **Partial**: the given names agree, or every word of one is found in the other, perhaps as an initial or shortened.
//! - **Different**: anything else.
//!
//! Words that very many people bear, such as Muhammad, Syed, Bibi or Khatoon ([`words::Word::light`]), weigh less: alone they do not
//! make a name in common, and Fatima Bibi and Fatima agree in part only. A name of nothing but such words has them count in full.

mod roman;
mod sounds;
mod urdu;
mod words;

use registry::citizen::NameAgreement;
use words::Word;

/// How alike two people's names are. Each is given in Roman letters, in Urdu, or both; none where either has no name at all.
/// The best of any two writings counts: who is spelt wrongly in one script is still the person of the other.
pub fn compare(
    one: (Option<&str>, Option<&str>),
    other: (Option<&str>, Option<&str>),
) -> Option<NameAgreement> {
    let writings = |name: (Option<&str>, Option<&str>)| {
        let read = |text: &str| Some(words::split(text)).filter(|words| !words.is_empty());
        [name.0.and_then(read), name.1.and_then(read)].into_iter().flatten().collect::<Vec<_>>()
    };
    let (one, other) = (writings(one), writings(other));
    let levels = one.iter().flat_map(|one| other.iter().map(move |other| compare_writings(one, other)));
    levels.max()
}

fn compare_writings(one: &[Word], other: &[Word]) -> NameAgreement {
    let letters = |words: &[Word]| words.iter().map(|word| word.letters.as_str()).collect::<String>();
    if letters(one) == letters(other) {
        return NameAgreement::Same;
    }
    if words::join(one).sounds_like(&words::join(other)) {
        return NameAgreement::Spelling;
    }
    // Mah Noor Bibi and Mahnoor: two neighbours may be one word on the other side.
    let ones = words::groupings(one);
    let others = words::groupings(other);
    let first_with_all = others.iter().map(|other| compare_words(one, other));
    let all_with_first = ones.iter().map(|one| compare_words(one, other));
    first_with_all.chain(all_with_first).max().unwrap_or(NameAgreement::Different)
}

fn compare_words(one: &[Word], other: &[Word]) -> NameAgreement {
    if one.len() == other.len() && all_found(&refs(one), &refs(other), Word::sounds_like) {
        return NameAgreement::Spelling;
    }
    let (weighty_one, weighty_other) = (weighty(one), weighty(other));
    let given = match (weighty_one.first(), weighty_other.first()) {
        (Some(one), Some(other)) => one.sounds_like(other),
        _ => false,
    };
    if given
        || all_found(&weighty_one, &refs(other), Word::may_stand_for)
        || all_found(&weighty_other, &refs(one), Word::may_stand_for)
    {
        return NameAgreement::Partial;
    }
    NameAgreement::Different
}

fn refs(words: &[Word]) -> Vec<&Word> {
    words.iter().collect()
}

/// The words that count in full: those which are not light, or all where there are no others.
fn weighty(words: &[Word]) -> Vec<&Word> {
    let weighty: Vec<_> = words.iter().filter(|word| !word.light).collect();
    if weighty.is_empty() { refs(words) } else { weighty }
}

/// Whether each of some words has a word of its own among others.
fn all_found(these: &[&Word], among: &[&Word], alike: fn(&Word, &Word) -> bool) -> bool {
    let Some((first, rest)) = these.split_first() else { return true };
    among.iter().enumerate().any(|(place, candidate)| {
        let others = || among.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, word)| *word);
        alike(first, candidate) && all_found(rest, &others().collect::<Vec<_>>(), alike)
    })
}

#[cfg(test)]
mod tests;
