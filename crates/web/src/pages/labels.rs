//! What questions and answers are called: in the form's own words, in the page's language. What no form asks in
//! words is called by the registry's own texts, and in the end by the documentation of the field.

use super::page::Words;
use crate::wording::Language;
use jiff::civil::Date;
use operations::forms::{FormShelf, ShelvedForm};
use registry::{
    area::{AreaBook, AreaCode, AreaLevel},
    field::{Field, Kind, Section},
    household::Location,
};
use serde::Serialize;
use std::sync::Arc;

/// The forms whose wording is tried after that of the record's own form.
const OTHER_FORMS: [&str; 3] = ["household", "poverty_card_2010", "roster_update"];

/// Finds the words for questions and answers.
pub(super) struct Labels<'a> {
    words: Words<'a>,
    forms: Vec<Arc<ShelvedForm>>,
}

/// A question with its answer, for pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Answered {
    /// What was asked.
    pub(super) label: String,
    /// What was answered.
    pub(super) value: String,
    /// Digits and the like, which run from left to right.
    pub(super) ltr: bool,
    /// A count of nothing, or a no: shown paler.
    pub(super) nothing: bool,
}

/// A group of questions with their answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AnsweredSection {
    /// Its name in the record.
    pub(super) name: String,
    /// What it is called.
    pub(super) title: String,
    /// Its answers.
    pub(super) answers: Vec<Answered>,
}

impl<'a> Labels<'a> {
    /// Words by a version of a form, which the registry may not have, and then by the current versions of all.
    pub(super) fn new(words: Words<'a>, shelf: &FormShelf, form_id: &str, version: &str) -> Self {
        let own = shelf.find_version(form_id, version).or_else(|| shelf.find(form_id));
        let others = OTHER_FORMS.into_iter().filter_map(|id| shelf.find(id));
        Self { words, forms: own.into_iter().chain(others).collect() }
    }

    /// Texts in the page's language.
    pub(super) fn words(&self) -> Words<'a> {
        self.words
    }

    /// The words of the question or group at a path such as `dwelling/roof`.
    pub(super) fn question(&self, path: &str) -> Option<String> {
        let path = format!("/data/{path}");
        let labels = self.forms.iter().filter_map(|form| form.form.label(&path, self.code()));
        labels.map(plain).find(|label| !label.is_empty())
    }

    /// The words of a chosen code.
    pub(super) fn choice(&self, path: &str, code: &str) -> Option<String> {
        let path = format!("/data/{path}");
        let mut labels =
            self.forms.iter().filter_map(|form| form.form.choice_label(&path, code, self.code()));
        labels.next().map(str::to_owned)
    }

    /// The words of a code of a choice list, which may belong to any form.
    pub(super) fn listed(&self, list: &str, code: &str) -> Option<String> {
        let mut labels = self.forms.iter().filter_map(|form| form.form.choice_label(list, code, self.code()));
        labels.next().map(str::to_owned)
    }

    /// Every answer of a section that stands at a path of the form.
    pub(super) fn section<S: Section>(&self, section: &S, path: &str) -> AnsweredSection {
        let answers =
            section.answers().map(|(field, text)| self.answered(S::NAME, path, field, &text)).collect();
        let title = self.words.find(&format!("section-{}", S::NAME)).unwrap_or_else(|| S::NAME.to_owned());
        AnsweredSection { name: S::NAME.to_owned(), title, answers }
    }

    /// One answer of a section that stands at a path of the form.
    pub(super) fn answered(&self, section: &str, path: &str, field: &Field, text: &str) -> Answered {
        let path = format!("{path}/{}", field.name);
        let label = self
            .question(&path)
            .or_else(|| self.words.find(&format!("field-{section}-{}", field.name)))
            .unwrap_or_else(|| field.about.trim().to_owned());
        let number = matches!(field.kind, Kind::Integer | Kind::Decimal);
        Answered {
            label,
            value: self.value(&path, field.kind, text),
            ltr: number || matches!(field.name, "phone" | "paper_serial"),
            nothing: (number && text == "0") || text == "no" || text == "none",
        }
    }

    /// An answer in words.
    fn value(&self, path: &str, kind: Kind, text: &str) -> String {
        match kind {
            Kind::YesNo => self.words.say(if text == "yes" { "yes" } else { "no" }, &[]),
            Kind::Code(..) => self.code_in_words(path, text),
            Kind::Codes(_) => {
                let codes = text.split(' ').map(|code| self.code_in_words(path, code));
                codes.collect::<Vec<_>>().join(&self.words.say("comma", &[]))
            }
            Kind::Date => {
                text.parse::<Date>().map_or_else(|_| text.to_owned(), |date| self.words.date(date).text)
            }
            Kind::Integer | Kind::Decimal => grouped(text),
            Kind::Text => text.to_owned(),
        }
    }

    /// A code in words, or the code itself with spaces where no form has words for it.
    pub(super) fn code_in_words(&self, path: &str, code: &str) -> String {
        self.choice(path, code).unwrap_or_else(|| code.replace('_', " "))
    }

    /// A place of a form, such as `roster/member[3]/person/number`, in words: `Member 3 › CNIC number`.
    pub(super) fn place(&self, place: &str) -> String {
        let mut path = String::new();
        let mut parts = Vec::new();
        for segment in place.split('/').filter(|segment| !segment.is_empty()) {
            let (name, row) = split_row(segment);
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
            let label = self.group(name).unwrap_or_else(|| self.any(&path));
            parts.push(row.map_or_else(|| label.clone(), |row| format!("{label} {row}")));
        }
        // The list of members says nothing beside the member.
        if parts.len() > 1 && place.starts_with("roster/member") {
            parts.remove(0);
        }
        parts.join(" › ")
    }

    /// What the registry itself calls a group of questions.
    pub(super) fn group(&self, name: &str) -> Option<String> {
        self.words.find(&format!("section-{name}"))
    }

    /// The words for anything at a path: the form's, the registry's own for what forms work out by themselves, or the
    /// name with spaces.
    pub(super) fn any(&self, path: &str) -> String {
        let mut names = path.rsplit('/');
        let (name, group) = (names.next().unwrap_or(path), names.next());
        let key = group.map_or_else(|| format!("field-{name}"), |group| format!("field-{group}-{name}"));
        self.question(path).or_else(|| self.words.find(&key)).unwrap_or_else(|| name.replace('_', " "))
    }

    fn code(&self) -> &'static str {
        self.words.language.code()
    }
}

/// Areas in words.
pub(super) struct Places<'a> {
    pub(super) book: &'a AreaBook,
    pub(super) words: Words<'a>,
}

impl Places<'_> {
    /// An area's name as it is today, or its code where the registry does not have it.
    pub(super) fn name(&self, code: &AreaCode) -> String {
        let area = self.book.find_latest(code);
        area.map_or_else(|| code.to_string(), |area| self.area_name(area).to_owned())
    }

    /// Where a household lives, smallest area first, as the areas were on a day.
    pub(super) fn line(&self, location: &Location, on: Date) -> String {
        let smallest =
            [&location.block, &location.union_council, &location.tehsil].into_iter().flatten().next();
        let Some(smallest) = smallest else { return String::new() };
        let ancestry = self.book.ancestry(smallest, on);
        if ancestry.is_empty() {
            return self.name(smallest);
        }
        // A division says little between district and province.
        let shown = ancestry.iter().filter(|area| area.level != AreaLevel::Division);
        shown.map(|area| self.area_name(area)).collect::<Vec<_>>().join(&self.words.say("comma", &[]))
    }

    /// The tehsil of a household and what is known within it: enough to tell where in a list.
    pub(super) fn short(&self, location: &Location) -> String {
        let areas = [&location.union_council, &location.tehsil].into_iter().flatten();
        areas.map(|area| self.name(area)).collect::<Vec<_>>().join(&self.words.say("comma", &[]))
    }

    /// Names of areas in a list, or the word for everywhere.
    pub(super) fn list(&self, areas: &[AreaCode]) -> String {
        if areas.is_empty() {
            return self.words.say("everywhere", &[]);
        }
        areas.iter().map(|area| self.name(area)).collect::<Vec<_>>().join(&self.words.say("comma", &[]))
    }

    fn area_name<'b>(&self, area: &'b registry::area::Area) -> &'b str {
        let urdu = self.words.language == Language::Ur && !area.name_ur.is_empty();
        if urdu { &area.name_ur } else { &area.name_en }
    }
}

/// A form's title in a language. Tablets know one title only, so ours hold both: `Roster update · …`.
pub(super) fn form_title(title: &str, language: Language) -> String {
    let mut parts = title.split(" · ");
    let part = match language {
        Language::En => parts.next(),
        Language::Ur => parts.last(),
    };
    part.unwrap_or(title).to_owned()
}

/// Digits in groups of three, where there are more than four: `12,500`.
pub(super) fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    if digits.len() <= 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut grouped = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// `member[3]` is `member` and 3.
fn split_row(segment: &str) -> (&str, Option<&str>) {
    let row = segment.strip_suffix(']').and_then(|rest| rest.split_once('['));
    row.map_or((segment, None), |(name, row)| (name, Some(row)))
}

/// A label without the answers that the form would put into it: they are not at hand here.
fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Wording;

    #[test]
    fn digits_are_grouped_and_nothing_else() {
        for (number, expected) in [
            ("0", "0"),
            ("2024", "2024"),
            ("12500", "12,500"),
            ("1234567.5", "1,234,567.5"),
            ("-98765", "-98,765"),
            ("n/a", "n/a"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    /// Where the questions of a section stand in the forms.
    fn path_of(section: &str) -> String {
        match section {
            "person" | "education" | "work" | "disability" | "health" => format!("roster/member/{section}"),
            "birth" => "births/birth".to_owned(),
            other => other.to_owned(),
        }
    }

    #[tokio::test]
    async fn every_answer_of_the_record_has_words_in_every_language() {
        let fixture = testkit::registries::Fixture::sqlite().await;
        let (wording, shelf) = (Wording::load(), fixture.registry.forms().await.unwrap());
        let mut wordless = Vec::new();
        for language in Language::ALL {
            let words = Words { wording: &wording, language };
            let labels = Labels::new(words, &shelf, "household", "");
            for (section, fields) in registry::sections::SECTIONS {
                for field in *fields {
                    let path = format!("{}/{}", path_of(section), field.name);
                    let own = format!("field-{section}-{}", field.name);
                    if labels.question(&path).is_none() && words.find(&own).is_none() {
                        wordless.push(path.clone());
                    }
                    let codes = match field.kind {
                        Kind::Code(_, codes) | Kind::Codes(codes) => codes,
                        _ => &[],
                    };
                    let unnamed = codes.iter().filter(|code| labels.choice(&path, code).is_none());
                    wordless.extend(unnamed.map(|code| format!("{path} {code}")));
                }
            }
        }
        assert_eq!(wordless, Vec::<String>::new());
    }

    #[test]
    fn a_title_is_shown_in_one_language() {
        let title = "Roster update · افراد";
        assert_eq!(
            (form_title(title, Language::En), form_title(title, Language::Ur)),
            ("Roster update".into(), "افراد".into())
        );
        assert_eq!(form_title("Card", Language::Ur), "Card");
    }

    #[test]
    fn a_row_is_split_from_its_name() {
        assert_eq!(split_row("member[3]"), ("member", Some("3")));
        assert_eq!(split_row("roof"), ("roof", None));
    }
}
