//! "Did you mean": the closest of the names that there are.

/// The candidate closest to a name, where one is close enough to be meant.
pub(crate) fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &plain(candidate), limit), candidate))
        .filter_map(|(distance, candidate)| Some((distance?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A name without what people write in different ways: case, blanks and signs.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The sentence that offers the closest name, or else lists some of them.
pub(crate) fn did_you_mean(name: &str, candidates: &[&str], what: &str) -> String {
    match closest(name, candidates.iter().copied()) {
        Some(close) => format!("Did you mean `{close}`?"),
        None if candidates.is_empty() => format!("There are no {what}."),
        None => format!("There are these {what}: {}.", list(candidates)),
    }
}

/// Names in a sentence; of many only the first.
pub(crate) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 40;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Levenshtein's distance, none when it exceeds the limit.
fn distance(one: &str, other: &str, limit: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (position, character) in one.chars().enumerate() {
        let mut diagonal = position;
        let mut left = position + 1;
        for (cell, candidate) in row.iter_mut().skip(1).zip(&other) {
            let next = (diagonal + usize::from(character != *candidate)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = next;
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = position + 1;
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant() {
        let names = ["dwelling.rooms", "dwelling.roof", "utilities.gas"];
        assert_eq!(closest("dweling.romms", names), Some("dwelling.rooms"));
        assert_eq!(closest("Dwelling Rooms", names), Some("dwelling.rooms"));
        assert_eq!(closest("something else", names), None);
        assert_eq!(closest("flaw", ["lawn"]), None);
    }
}
