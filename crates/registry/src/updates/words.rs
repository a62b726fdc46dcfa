//! What is said where a rule's own sentence does not fit. A rule may word each of these itself; what it leaves out is worded
//! as here.

use crate::wording::Wording;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Sentences and phrases beside a rule's refusal. Sentences may have the places `{from}`, `{surveyed}` and `{until}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// In place of `{from}` where that day hangs on an act of others.
    pub from_unknown: Wording,
    /// In place of `{surveyed}` where no day of a survey is known.
    pub surveyed_unknown: Wording,
    /// In place of `{until}` where no last day is known.
    pub until_unknown: Wording,
    /// The change may be made now, but not through this entry point.
    pub channel: Wording,
    /// No rule has the change.
    pub no_rule: Wording,
    /// A household was to be registered that is in the registry.
    pub already_registered: Wording,
    /// A household was to be changed that is not in the registry, or not by itself.
    pub not_registered: Wording,
}

impl Default for Words {
    fn default() -> Self {
        let wording = |en: &str, ur: &str| Wording { en: en.to_owned(), ur: ur.to_owned() };
        Self {
            from_unknown: wording("a day still to be announced", "ایسی تاریخ جس کا اعلان ابھی ہونا ہے"),
            surveyed_unknown: wording("a day that is not known", "ایسی تاریخ جو معلوم نہیں"),
            until_unknown: wording("further notice", "اگلے اعلان"),
            channel: wording(
                "This change cannot be made here, but it can be made now through another entry point.",
                "یہ تبدیلی یہاں نہیں ہو سکتی، لیکن ابھی کسی دوسرے ذریعے سے ہو سکتی ہے۔",
            ),
            no_rule: wording(
                "The update rules in force have no such change.",
                "نافذ قواعد میں ایسی کوئی تبدیلی شامل نہیں۔",
            ),
            already_registered: wording(
                "This household is in the registry already. It was last surveyed on {surveyed} and can be surveyed again from {from}.",
                "یہ گھرانہ پہلے سے رجسٹری میں درج ہے۔ اس کا آخری سروے {surveyed} کو ہوا تھا اور دوبارہ سروے {from} سے ہو سکتا ہے۔",
            ),
            not_registered: wording(
                "The registry has no household of its own here. A household that was missed can be registered at any time.",
                "رجسٹری میں یہ گھرانہ الگ سے درج نہیں۔ جو گھرانہ رہ گیا ہو اس کا اندراج کسی بھی وقت ہو سکتا ہے۔",
            ),
        }
    }
}

impl Words {
    /// A sentence with its places filled: dates as `2026-11-22` in both languages.
    pub fn fill(
        &self,
        sentence: &Wording,
        from: Option<Date>,
        surveyed: Option<Date>,
        until: Option<Date>,
    ) -> Wording {
        let places = [
            ("{from}", from, &self.from_unknown),
            ("{surveyed}", surveyed, &self.surveyed_unknown),
            ("{until}", until, &self.until_unknown),
        ];
        let mut filled = sentence.clone();
        for (place, day, unknown) in places {
            let stated = day.map(|day| day.to_string());
            filled.en = filled.en.replace(place, stated.as_deref().unwrap_or(&unknown.en));
            filled.ur = filled.ur.replace(place, stated.as_deref().unwrap_or(&unknown.ur));
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn known_days_are_dates_and_unknown_ones_are_said_to_be() {
        let sentence =
            Wording { en: "{surveyed}, {from}, {until}, {from}".into(), ur: "{until} {from}".into() };
        let words = Words::default();
        let known = words.fill(&sentence, Some(date(2027, 1, 2)), Some(date(2025, 1, 2)), None);
        assert_eq!(known.en, "2025-01-02, 2027-01-02, further notice, 2027-01-02");
        assert_eq!(known.ur, "اگلے اعلان 2027-01-02");
        let unknown = words.fill(&sentence, None, None, Some(date(2028, 1, 1)));
        assert_eq!(
            unknown.en,
            "a day that is not known, a day still to be announced, 2028-01-01, a day still to be announced"
        );
    }

    #[test]
    fn a_rule_words_what_it_wants_and_leaves_the_rest() {
        let read: Words =
            serde_json::from_str(r#"{"channel":{"en":"Not here.","ur":"یہاں نہیں۔"}}"#).unwrap();
        assert_eq!(read.channel.en, "Not here.");
        assert_eq!(Words { channel: Words::default().channel, ..read }, Words::default());
        assert!(serde_json::from_str::<Words>(r#"{"chanel":{"en":"","ur":""}}"#).is_err());
    }
}
