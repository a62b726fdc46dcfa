//! A name cut into words, each with its sounds and its weight.

use super::{roman, sounds::Sounds, urdu};
use std::sync::LazyLock;

/// A word of a name.
#[derive(Clone)]
pub(super) struct Word {
    /// Its letters, folded; without marks.
    pub(super) letters: String,
    /// As it is compared: variants that no rule of spelling brings together stand as one of them.
    sounds: Sounds,
    /// Borne by so many that alone it makes no name in common.
    pub(super) light: bool,
}

/// Spellings that no rule brings together, each with the word that stands for it.
const VARIANTS: &[(&str, &[&str])] = &[
    ("muhammad", &["m", "md", "mohd", "muhd", "mohmd", "mhd", "mohmmad", "muhammd", "mohamad"]),
    (
        "chaudhry",
        &[
            "chaudhary",
            "chaudhri",
            "choudhry",
            "choudhary",
            "chowdhury",
            "chowdhry",
            "ch",
            "چوہدری",
            "چودھری",
            "چودہری",
        ],
    ),
    ("bakhsh", &["bux", "bax", "baksh", "buksh", "bukhsh"]),
    ("gillani", &["jilani", "jillani", "geelani", "jeelani"]),
    ("mussammat", &["mst", "mstt", "mussamat", "musamat", "musammat", "مسماة", "مسمات", "مسماۃ"]),
    ("begum", &["baigum", "begam"]),
    ("masih", &["maseeh", "masseh", "messiah"]),
];

/// Titles and names borne by very many.
const LIGHT: &[&str] = &[
    "muhammad",
    "syed",
    "syeda",
    "mussammat",
    "bibi",
    "bano",
    "begum",
    "khatoon",
    "khatun",
    "mai",
    "haji",
    "hajji",
    "hafiz",
    "mian",
    "maulana",
    "malik",
    "chaudhry",
    "khan",
    "shah",
    "ghulam",
    "abd",
    "abdul",
    "allah",
    "mr",
    "mrs",
    "miss",
    "dr",
    "محمد",
    "سید",
    "سیدہ",
    "بی",
    "بیبی",
    "بانو",
    "بیگم",
    "خاتون",
    "مائی",
    "حاجی",
    "حافظ",
    "میاں",
    "مولانا",
    "ملک",
    "چوہدری",
    "خان",
    "شاہ",
    "غلام",
    "عبد",
    "اللہ",
    "مسماۃ",
    "مسمات",
    "کماری",
];

/// Forms of the Arabic article between two words: Zeb un Nisa.
const ARTICLES: &[&str] = &["al", "el", "ul", "ur", "us", "ush", "un", "ud", "uz", "ut", "ال"];

/// Second halves of compounds that are often written with the article in one word: Shamsuddin, Zebunnisa.
const AFTER_ARTICLE: &[&str] = &["nisa", "nissa", "din", "deen", "haq", "haque", "islam", "ain"];

impl Word {
    fn new(text: &str) -> Self {
        let is_urdu = text.chars().any(urdu::is_of_script);
        let fold = if is_urdu { urdu::fold } else { roman::fold };
        let letters: String = text.chars().filter_map(fold).collect();
        let standing = VARIANTS.iter().find(|(_, variants)| variants.contains(&letters.as_str()));
        let word = standing.map_or(letters.as_str(), |(word, _)| word);
        let light = LIGHT.contains(&word);
        let sounds = match standing {
            Some((word, _)) => roman::sounds(word),
            None if is_urdu => urdu::sounds(&without_article_urdu(text)),
            None => roman::sounds(&without_article(&letters)),
        };
        Self { light: light || is_light_by_sound(&letters, &sounds), sounds, letters }
    }

    /// Whether two words are the same but for their spelling.
    pub(super) fn sounds_like(&self, other: &Self) -> bool {
        if self.sounds.is_empty() || other.sounds.is_empty() {
            return self.letters == other.letters;
        }
        self.letters == other.letters || self.sounds.alike(&other.sounds)
    }

    /// Whether one may stand for the other: the same but for spelling, an initial, or its beginning. A single letter more
    /// makes another name, often a woman's of a man's.
    pub(super) fn may_stand_for(&self, other: &Self) -> bool {
        const SHORTEST: usize = 4;
        const LEFT_OUT: usize = 2;
        let length = |word: &Self| word.letters.chars().count();
        let (short, long) = if length(self) <= length(other) { (self, other) } else { (other, self) };
        let is_enough =
            length(short) == 1 || length(short) >= SHORTEST && length(long) >= length(short) + LEFT_OUT;
        is_enough && !short.light && long.letters.starts_with(&short.letters) || self.sounds_like(other)
    }
}

/// Light Roman words of some length, as they sound: of short ones too many other names are near.
static LIGHT_SOUNDS: LazyLock<Vec<Sounds>> = LazyLock::new(|| {
    let roman = LIGHT.iter().filter(|light| light.is_ascii() && light.len() >= SHORTEST_LIGHT);
    roman.map(|light| roman::sounds(light)).collect()
});
const SHORTEST_LIGHT: usize = 5;

/// Whether a Roman word is another spelling of a light one.
fn is_light_by_sound(letters: &str, sounds: &Sounds) -> bool {
    letters.is_ascii()
        && letters.len() >= SHORTEST_LIGHT
        && LIGHT_SOUNDS.iter().any(|light| light.alike(sounds))
}

/// The words of a name, in their order; the parts of a compound with the article are one word.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut texts: Vec<String> = Vec::new();
    let mut joins = false;
    let is_part = |letter: char| roman::fold(letter).is_some() || urdu::is_of_script(letter);
    let is_apostrophe =
        |letter: char| matches!(letter, '\'' | '’' | '‘' | '`' | 'ʻ' | 'ʼ' | '\u{200c}' | '\u{200d}');
    let parts = text.split(|letter: char| !is_part(letter) && !is_apostrophe(letter));
    for part in parts {
        let folded: String = part.to_lowercase().chars().filter(|letter| !is_apostrophe(*letter)).collect();
        if folded.is_empty() {
            continue;
        }
        let is_article = !texts.is_empty() && ARTICLES.contains(&folded.as_str());
        match texts.last_mut() {
            _ if is_article => joins = true,
            Some(last)
                if joins
                    || opens_compound(last)
                    || (last == "عبد"
                        || folded.starts_with("ال") && folded != "اللہ" && is_urdu_stem(last)) =>
            {
                glue(last, &folded);
                joins = false;
            }
            _ => {
                joins = false;
                texts.push(folded);
            }
        }
    }
    texts.iter().map(|text| Word::new(text)).filter(|word| !word.letters.is_empty()).collect()
}

/// Abd, Abdul, Abdur and the like wait for the second half of the name.
fn opens_compound(word: &str) -> bool {
    matches!(
        word,
        "abd"
            | "abdul"
            | "abdur"
            | "abdus"
            | "abdun"
            | "abdud"
            | "abduz"
            | "abdush"
            | "abdel"
            | "abdal"
            | "abdu"
    )
}

fn is_urdu_stem(word: &str) -> bool {
    word.chars().all(urdu::is_of_script)
}

fn glue(first: &mut String, second: &str) {
    if opens_compound(first) {
        "abdul".clone_into(first);
    }
    first.push_str(second);
}

/// A Roman compound without the article within it: Abdulrehman, Abdurrahman and Abdul Rehman are Abd Rehman.
fn without_article(word: &str) -> String {
    if let Some(rest) = word.strip_prefix("abd")
        && let Some(second) = after_servant(rest)
    {
        return format!("abd{second}");
    }
    for second in AFTER_ARTICLE {
        if let Some(first) = word.strip_suffix(second) {
            let articles = ["un", "ud", "ul", "u"];
            if let Some(first) = articles.iter().find_map(|article| first.strip_suffix(article))
                && first.len() >= 2
            {
                return format!("{first}{second}");
            }
        }
    }
    word.to_owned()
}

/// What follows Abd and its article; none where nothing does, and in Abdullah.
fn after_servant(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(['u', 'e', 'a', 'o'])?;
    if matches!(rest, "" | "l" | "lah" | "llah" | "la" | "lla") {
        return None;
    }
    if let Some(second) = rest.strip_prefix('l') {
        return Some(second);
    }
    let mut letters = rest.chars();
    let (first, second) = (letters.next(), letters.next());
    // The article takes the sound of the letter that follows; written once, that letter is the name's own.
    if first == second { first.and_then(|first| rest.strip_prefix(first)) } else { Some(rest) }
}

/// An Urdu compound without the article within it: عبدالرحمٰن, مہرالنساء.
fn without_article_urdu(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let place = letters.windows(2).enumerate().skip(2).find(|(place, pair)| {
        matches!(pair, ['ا', 'ل']) && letters.len() >= place + 5 && letters.get(place + 2) != Some(&'ل')
    });
    let Some((place, _)) = place else { return word.to_owned() };
    letters
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != place && *at != place + 1)
        .map(|(_, letter)| letter)
        .collect()
}

/// All words as one.
pub(super) fn join(words: &[Word]) -> Word {
    let letters: String = words.iter().map(|word| word.letters.as_str()).collect();
    Word::new(&letters)
}

/// The words as they stand, and with any two neighbours as one.
pub(super) fn groupings(words: &[Word]) -> Vec<Vec<Word>> {
    let together = |place: usize| {
        let (before, after) = words.split_at_checked(place)?;
        let (pair, after) = after.split_at_checked(2)?;
        Some(before.iter().cloned().chain([join(pair)]).chain(after.iter().cloned()).collect())
    };
    [words.to_vec()].into_iter().chain((0..words.len()).filter_map(together)).collect()
}
