//! Areas named by people: chosen from a list that browsers search, or typed as codes or names, and checked.

use super::{labels::Places, page::Words, refusal::Refused};
use jiff::civil::Date;
use registry::area::{Area, AreaBook, AreaCode, AreaLevel};
use serde::Serialize;

/// The levels offered; union councils and blocks can be typed.
const OFFERED: [AreaLevel; 2] = [AreaLevel::District, AreaLevel::Tehsil];

/// An area to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AreaChoice {
    /// What stands in the field once it is chosen: name and code.
    pub(super) value: String,
    /// Level and larger area.
    pub(super) about: String,
}

/// Districts and tehsils of a day that lie in the areas given (everywhere when none), by name.
pub(super) fn choices(places: &Places<'_>, covered: &[AreaCode], today: Date) -> Vec<AreaChoice> {
    let covers = |code: &AreaCode| {
        covered.is_empty() || covered.iter().any(|own| places.book.lies_in(code, own, today))
    };
    let mut choices = Vec::new();
    for level in OFFERED {
        for area in places.book.of_level(level, today).filter(|area| covers(&area.code)) {
            choices.push(choice(places, area, today));
        }
    }
    choices.sort_by(|one, other| one.value.cmp(&other.value));
    choices
}

fn choice(places: &Places<'_>, area: &Area, today: Date) -> AreaChoice {
    let larger = if area.level == AreaLevel::District { AreaLevel::Province } else { AreaLevel::District };
    let larger = places.book.find_ancestor(&area.code, larger, today);
    let level = places.words.say(&format!("area-level-{}", area.level.code()), &[]);
    let within = larger.map(|larger| places.name(&larger.code));
    let about: Vec<String> = [Some(level), within].into_iter().flatten().collect();
    AreaChoice {
        value: format!("{} ({})", places.name(&area.code), area.code),
        about: about.join(&places.words.say("comma", &[])),
    }
}

/// The areas named in lines; for those of which none or several are known, what to tell.
pub(super) fn read<'a>(
    book: &AreaBook,
    words: Words<'_>,
    entries: impl Iterator<Item = &'a str>,
    today: Date,
) -> Result<Vec<AreaCode>, Refused> {
    let mut areas = Vec::new();
    let mut unknown = Vec::new();
    let lines = entries.flat_map(|entry| entry.split(['\n', ';', ',', '،'])).map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        match find(book, line, today) {
            Some(code) if areas.contains(&code) => {}
            Some(code) => areas.push(code),
            None => unknown.push(line),
        }
    }
    if unknown.is_empty() {
        return Ok(areas);
    }
    let names = unknown.join(&words.say("comma", &[]));
    Err(Refused { code: "act.area".to_owned(), text: words.say("act-areas-unknown", &[("areas", &names)]) })
}

/// The area of a line: by the code in brackets at its end, by its code, or by a name that only one area has.
fn find(book: &AreaBook, line: &str, today: Date) -> Option<AreaCode> {
    let bracketed = line.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, code)| code);
    let known = |text: &str| {
        let code: AreaCode = text.trim().to_ascii_uppercase().parse().ok()?;
        book.find(&code, today).map(|area| area.code.clone())
    };
    if let Some(code) = bracketed.and_then(known).or_else(|| known(line)) {
        return Some(code);
    }
    let named = |area: &&Area| {
        OFFERED.contains(&area.level)
            && area.holds_on(today)
            && (area.name_en.eq_ignore_ascii_case(line) || area.name_ur == line)
    };
    let mut found = book.all().filter(named);
    let first = found.next()?;
    found.next().is_none().then(|| first.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};
    use jiff::civil::date;

    fn area(code: &str, level: AreaLevel, parent: Option<&str>, name: &str) -> Area {
        Area {
            code: code.parse().unwrap(),
            level,
            parent: parent.map(|parent| parent.parse().unwrap()),
            name_en: name.to_owned(),
            name_ur: format!("{name} اردو"),
            valid_from: date(1900, 1, 1),
            valid_to: None,
        }
    }

    fn book() -> AreaBook {
        AreaBook::new([
            area("PK9", AreaLevel::Province, None, "Sooba"),
            area("PK901", AreaLevel::District, Some("PK9"), "Dastan"),
            area("PK90101", AreaLevel::Tehsil, Some("PK901"), "Naya Abad (invented)"),
            area("PK90102", AreaLevel::Tehsil, Some("PK901"), "Dastan"),
            area("PK90101-01", AreaLevel::UnionCouncil, Some("PK90101"), "Chaman"),
        ])
        .unwrap()
    }

    #[test]
    fn areas_are_found_by_choice_code_and_name_and_doubt_is_told() {
        let (book, wording) = (book(), Wording::load());
        let words = Words { wording: &wording, language: Language::En };
        let today = date(2026, 11, 22);
        let found = |text: &str| read(&book, words, [text].into_iter(), today);
        let codes =
            |text: &str| found(text).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(codes("Naya Abad (invented) (PK90101)"), "PK90101");
        assert_eq!(codes("pk90101-01\r\nPK901, PK901"), "PK90101-01 PK901");
        assert_eq!(codes("naya abad (invented);"), "PK90101");
        assert_eq!(codes(" \n"), "");
        // Two areas have this name.
        let doubt = found("Dastan\nNowhere").unwrap_err();
        assert!(doubt.code == "act.area" && doubt.text.contains("Dastan, Nowhere"));
        assert!(found("Dastan اردو").is_err() && found("PK99999").is_err());
    }

    #[test]
    fn only_districts_and_tehsils_of_the_readers_areas_are_offered() {
        let (book, wording) = (book(), Wording::load());
        let places = Places { book: &book, words: Words { wording: &wording, language: Language::En } };
        let today = date(2026, 11, 22);
        assert_eq!(choices(&places, &[], today).len(), 3);
        let own = choices(&places, &["PK90101".parse().unwrap()], today);
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].value, "Naya Abad (invented) (PK90101)");
        assert!(own[0].about.contains("Dastan"));
    }
}
