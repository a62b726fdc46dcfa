//! Urdu letters to sounds. Urdu writes consonants and long vowels; short vowels and doubled letters are marks that nobody writes.

use super::sounds::{Consonant, Heard, Sounds, Vowels};

/// The alif that is written above a letter.
const ALIF_ABOVE: char = '\u{670}';

/// The letter in its Urdu form, whether it came in an Arabic or a Persian one; none for marks and what is no letter.
pub(super) fn fold(letter: char) -> Option<char> {
    Some(match letter {
        'ي' | 'ى' | 'ۍ' | 'ې' => 'ی',
        'ك' | 'ڪ' => 'ک',
        'ه' | 'ة' | 'ۃ' | 'ۂ' | 'ۀ' | 'ە' => 'ہ',
        'أ' | 'إ' | 'ٱ' => 'ا',
        'ؤ' | 'ۇ' | 'ۆ' => 'و',
        'ۓ' => 'ے',
        '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => letter,
        _ => return None,
    })
}

/// Whether a character belongs to the script, marks among them.
pub(super) fn is_of_script(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}')
}

/// What a word sounds like; with its marks, of which the alif above is heard.
pub(super) fn sounds(word: &str) -> Sounds {
    let letters: Vec<char> = word
        .chars()
        .filter_map(|letter| if letter == ALIF_ABOVE { Some(letter) } else { fold(letter) })
        .collect();
    let mut sounds = Sounds::default();
    let mut before = None;
    let mut rest = letters.as_slice();
    while let Some((letter, after)) = rest.split_first() {
        let next = after.first().copied();
        add(*letter, before, next, &mut sounds);
        // The ye that carries an alif is not heard itself: بشریٰ.
        before = Some(*letter);
        rest = after;
    }
    sounds
}

fn add(letter: char, before: Option<char>, next: Option<char>, sounds: &mut Sounds) {
    let none = Vowels::default();
    let (perhaps, surely) = (Heard::Perhaps, Heard::Surely);
    let after_vowel = matches!(before, None | Some('ا' | 'آ' | 'و' | 'ی'));
    match letter {
        // At the beginning it carries any vowel; before lam it may be an article's.
        'ا' if before.is_none() || next == Some('ل') => sounds.vowels(Vowels::ANY),
        'آ' | 'ا' => sounds.vowels(Vowels { a: surely, ..none }),
        'ع' | 'ء' => sounds.vowels(Vowels::ANY),
        'ئ' => sounds.vowels(Vowels { i: perhaps, ..none }),
        'ی' if next == Some(ALIF_ABOVE) => {}
        'ی' | 'ے' => sounds.vowels(Vowels { i: surely, ..none }),
        'و' => sounds.vowels(Vowels { u: surely, ..none }),
        ALIF_ABOVE => sounds.vowels(Vowels { a: perhaps, ..none }),
        'ہ' if next.is_none() && !after_vowel => sounds.vowels(Vowels { a: perhaps, ..none }),
        // A breath, unless it stands where an h is meant.
        'ھ' if !after_vowel => {
            if let Some(last) = sounds.beats.last_mut() {
                last.breath = true;
                if last.consonant == Consonant::K {
                    last.consonant = Consonant::Kh;
                }
            }
        }
        _ => {
            if let Some(consonant) = consonant(letter) {
                sounds.consonant(consonant, false);
            }
        }
    }
}

fn consonant(letter: char) -> Option<Consonant> {
    Some(match letter {
        'ب' => Consonant::B,
        'پ' => Consonant::P,
        'ت' | 'ٹ' | 'ط' => Consonant::T,
        'ث' | 'س' | 'ص' => Consonant::S,
        'ج' => Consonant::J,
        'چ' => Consonant::Ch,
        'ح' | 'ہ' | 'ھ' => Consonant::H,
        'خ' => Consonant::Kh,
        'د' | 'ڈ' => Consonant::D,
        'ذ' | 'ز' | 'ژ' | 'ض' | 'ظ' => Consonant::Z,
        'ر' | 'ڑ' => Consonant::R,
        'ش' => Consonant::Sh,
        'غ' | 'گ' => Consonant::G,
        'ف' => Consonant::F,
        'ق' | 'ک' => Consonant::K,
        'ل' => Consonant::L,
        'م' => Consonant::M,
        'ن' | 'ں' => Consonant::N,
        _ => return None,
    })
}
