//! Roman spelling to sounds.

use super::sounds::{Consonant, Heard, Sounds, Vowels};

/// The letter in lower case and without its mark; none where it is no letter of a name.
pub(super) fn fold(letter: char) -> Option<char> {
    let letter = letter.to_lowercase().next()?;
    Some(match letter {
        'a'..='z' => letter,
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'ā' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ñ' | 'ṇ' => 'n',
        'ḥ' => 'h',
        'ṣ' => 's',
        'ḍ' => 'd',
        'ṭ' => 't',
        'ẓ' => 'z',
        'ç' => 'c',
        _ => return None,
    })
}

/// What a word in folded Roman letters sounds like.
pub(super) fn sounds(word: &str) -> Sounds {
    let letters: Vec<char> = word.chars().collect();
    let mut sounds = Sounds::default();
    let mut rest = letters.as_slice();
    while let Some(first) = rest.first() {
        let taken = match vowels(rest) {
            Some((vowels, taken)) => {
                sounds.vowels(vowels);
                taken
            }
            None => consonant(*first, rest, &mut sounds),
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    sounds
}

/// Vowels and half vowels that letters begin with, and how many letters they are.
fn vowels(letters: &[char]) -> Option<(Vowels, usize)> {
    let none = Vowels::default();
    let (perhaps, surely) = (Heard::Perhaps, Heard::Surely);
    Some(match letters {
        ['a', 'a', ..] => (Vowels { a: surely, ..none }, 2),
        ['e', 'e', ..] => (Vowels { i: surely, ..none }, 2),
        ['o', 'o', ..] => (Vowels { u: surely, ..none }, 2),
        ['a', 'i' | 'y', ..] => (Vowels { a: perhaps, i: surely, ..none }, 2),
        ['a', ..] => (Vowels { a: perhaps, ..none }, 1),
        ['e' | 'i', ..] => (Vowels { i: perhaps, ..none }, 1),
        ['o' | 'u', ..] => (Vowels { u: perhaps, ..none }, 1),
        ['y', ..] => (Vowels { i: surely, ..none }, 1),
        ['w' | 'v', ..] => (Vowels { u: surely, ..none }, 1),
        _ => return None,
    })
}

/// Adds the consonant that letters begin with; how many letters it is.
fn consonant(first: char, letters: &[char], sounds: &mut Sounds) -> usize {
    let breath = letters.get(1) == Some(&'h');
    let (consonant, breath, taken) = match (first, letters) {
        ('c', ['c', 'h', ..]) => (Consonant::Ch, false, if letters.get(2) == Some(&'h') { 3 } else { 2 }),
        ('s', ['s', 'h', ..]) => (Consonant::Sh, false, 2),
        ('k', ['k', 'h', ..]) => (Consonant::Kh, false, 2),
        ('c', ['c', 'e' | 'i' | 'y', ..]) => (Consonant::S, false, 1),
        // Liaquat, Haque: the u after q is only a custom of spelling.
        ('q', ['q', 'u', 'e']) => (Consonant::K, false, 3),
        ('q', ['q', 'u', 'a' | 'e' | 'i', ..]) => (Consonant::K, false, 2),
        ('x', _) => {
            sounds.consonant(Consonant::K, false);
            (Consonant::S, false, 1)
        }
        _ => {
            let Some(consonant) = plain(first) else { return 1 };
            let breath =
                breath && first != 'h' && !matches!(consonant, Consonant::M | Consonant::N | Consonant::L);
            (consonant, breath, 1 + usize::from(breath))
        }
    };
    sounds.consonant(consonant, breath);
    taken
}

fn plain(letter: char) -> Option<Consonant> {
    Some(match letter {
        'b' => Consonant::B,
        'p' => Consonant::P,
        't' => Consonant::T,
        'j' => Consonant::J,
        'h' => Consonant::H,
        'd' => Consonant::D,
        'r' => Consonant::R,
        'z' => Consonant::Z,
        's' => Consonant::S,
        'g' => Consonant::G,
        'f' => Consonant::F,
        'k' | 'c' | 'q' => Consonant::K,
        'l' => Consonant::L,
        'm' => Consonant::M,
        'n' => Consonant::N,
        _ => return None,
    })
}
