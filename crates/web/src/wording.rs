//! Every text that people read, in every language, from the Fluent files under `translations/`.
//!
//! A key that a language lacks shows itself, so that a gap is seen and never hides what stands around it; a test
//! keeps such gaps out. Digits are Western in both languages.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::{Timestamp, civil::Date};
use registry::clock::date_in_pakistan;
use rust_embed::RustEmbed;
use std::fmt;
use unic_langid::LanguageIdentifier;

/// The languages of pages and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Urdu, from right to left.
    Ur,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ur];

    /// The language of a code such as `ur`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Its code, as HTML and Fluent have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ur => "ur",
        }
    }

    /// The direction in which it is written, as HTML has it.
    pub fn dir(self) -> &'static str {
        match self {
            Self::En => "ltr",
            Self::Ur => "rtl",
        }
    }

    /// The first language known of an `Accept-Language` header, in the order in which they are named.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut codes = header.split(',').filter_map(|part| part.trim().get(..2));
        codes.find_map(|code| Self::from_code(&code.to_ascii_lowercase()))
    }
}

/// A value that stands in a text. A number decides about singular and plural.
pub trait Argument {
    /// As Fluent takes it.
    fn value(&self) -> FluentValue<'_>;
}

impl Argument for &str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Argument for $type {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )+};
}
numbers!(u8, u32, u64, i64, usize);

#[derive(RustEmbed)]
#[folder = "../../translations"]
struct Translations;

/// Every text in every language.
pub struct Wording {
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Wording {
    /// Reads the texts that are part of the program.
    pub fn load() -> Self {
        Self { bundles: Language::ALL.map(bundle) }
    }

    /// The text of a key with its values; the key itself where the language has no such text.
    pub fn text(&self, language: Language, key: &str, arguments: &[(&str, &dyn Argument)]) -> String {
        let Some(bundle) = self.bundles.get(language as usize) else { return key.to_owned() };
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            tracing::warn!(key, language = language.code(), "a text is missing");
            return key.to_owned();
        };
        let mut given = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            given.set(*name, value.value());
        }
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&given), &mut faults).into_owned();
        if !faults.is_empty() {
            tracing::warn!(key, language = language.code(), "a text has a fault");
        }
        text
    }

    /// Whether a language has a text of this key.
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.bundles.get(language as usize).is_some_and(|bundle| bundle.has_message(key))
    }

    /// A civil date in words: `22 November 2026`.
    pub fn date(&self, language: Language, date: Date) -> String {
        let month = self.text(language, &format!("month-{}", date.month()), &[]);
        format!("{} {month} {}", date.day(), date.year())
    }

    /// An instant in words, by the clocks of Pakistan: `22 November 2026, 15:04`.
    pub fn instant(&self, language: Language, instant: Timestamp) -> String {
        const SECONDS_EAST: i64 = 5 * 3600;
        let minutes = (instant.as_second() + SECONDS_EAST).rem_euclid(86_400) / 60;
        let day = self.date(language, date_in_pakistan(instant));
        let comma = self.text(language, "comma", &[]);
        format!("{day}{comma}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Wording")
    }
}

/// The texts of one language. What is wrong in a file is told in the log and found by a test.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Roman names and numbers inside Urdu need their own direction; English with Urdu inside keeps its own.
    bundle.set_use_isolating(language == Language::Ur);
    let mut faulty = 0;
    for path in Translations::iter().filter(|path| path.split('/').next() == Some(language.code())) {
        let Some(file) = Translations::get(&path) else { continue };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(readable, faults)| {
            faulty += faults.len();
            readable
        });
        faulty += bundle.add_resource(resource).err().map_or(0, |faults| faults.len());
    }
    if faulty > 0 {
        tracing::error!(language = language.code(), faulty, "translations have faults");
    }
    bundle
}

#[cfg(test)]
mod tests;
