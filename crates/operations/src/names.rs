//! Words of names, as they are searched: lower case, without marks, Urdu letters in one form.

use registry::household::Record;

/// The words of every member's name, each once, sorted.
pub(crate) fn words_of_members(record: &Record) -> Vec<String> {
    let names = record.members.iter().flat_map(|member| [&member.name, &member.name_urdu]).flatten();
    let mut words: Vec<String> = names.flat_map(|name| words(name.reveal())).collect();
    words.sort();
    words.dedup();
    words
}

/// The words of a text in the form in which names are searched.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().filter(|character| !is_mark(*character)).map(fold).collect();
    folded
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Vowel signs and other marks that one writer sets and another leaves out, and the stretching stroke.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\'' | '\u{2019}')
}

/// Arabic keyboards write letters that Urdu writes otherwise.
fn fold(character: char) -> char {
    match character {
        '\u{64a}' | '\u{649}' => '\u{6cc}',
        '\u{643}' => '\u{6a9}',
        '\u{647}' | '\u{6d5}' | '\u{629}' => '\u{6c1}',
        '\u{623}' | '\u{625}' | '\u{622}' => '\u{627}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn writers_differ_and_words_agree() {
        assert_eq!(words("Ghulam-e-Fatima  BIBI"), ["ghulam", "e", "fatima", "bibi"]);
        assert_eq!(words("مُحَمَّد"), words("محمد"));
        assert_eq!(words("علي"), words("علی"));
        assert_eq!(words("  "), Vec::<String>::new());
    }
}
