//! Areas: province, division, district, tehsil, union council, block, each with the dates for which it holds, so
//! that a district can be split without rewriting history.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// The code of an area: OCHA/WFP P-codes for province (`PK6`), district (`PK601`) and tehsil (`PK60104`), our own for
/// divisions (`PK6D03`), union councils (`PK60104-07`) and blocks (`PK60104-07-012`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(Box<str>);

/// A text that is no area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an area code has 3 to 24 capital letters, digits and dashes")]
pub struct AreaCodeError;

impl AreaCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let fits = (3..=24).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.into())) } else { Err(AreaCodeError) }
    }
}

impl TryFrom<String> for AreaCode {
    type Error = AreaCodeError;
    fn try_from(text: String) -> Result<Self, AreaCodeError> {
        text.parse()
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0.into()
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AreaCode({})", self.0)
    }
}

/// The levels of area, largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// Province or territory.
    Province,
    /// Division.
    Division,
    /// District.
    District,
    /// Tehsil or taluka.
    Tehsil,
    /// Union council.
    UnionCouncil,
    /// Enumeration block.
    Block,
}

impl AreaLevel {
    /// Every level, largest first.
    pub const ALL: [Self; 6] =
        [Self::Province, Self::Division, Self::District, Self::Tehsil, Self::UnionCouncil, Self::Block];

    /// Its name in files and stores.
    pub fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Division => "division",
            Self::District => "district",
            Self::Tehsil => "tehsil",
            Self::UnionCouncil => "union_council",
            Self::Block => "block",
        }
    }

    /// The level of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// An area as it stood from one date up to another. An area that changes its parent or its name has one of these
/// for each state; a split ends the old rows and starts new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Its level.
    pub level: AreaLevel,
    /// The area in which it lies; none for a province.
    pub parent: Option<AreaCode>,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Urdu, empty where it is not known.
    pub name_ur: String,
    /// The first day of this state.
    pub valid_from: Date,
    /// The first day on which this state no longer holds; none while it does.
    pub valid_to: Option<Date>,
}

impl Area {
    /// Whether this state holds on a day.
    pub fn holds_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|end| date < end)
    }
}

/// Why a set of areas is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaBookError {
    /// Two states of one area hold on the same day.
    #[error("area {0} has two states on the same day")]
    Overlap(AreaCode),
    /// The parent is no area, or not one level or more above.
    #[error("area {0} lies in an area that is not above it")]
    Parent(AreaCode),
    /// A state ends before it starts.
    #[error("area {0} ends before it starts")]
    Dates(AreaCode),
}

/// Every area in every state.
#[derive(Debug, Clone, Default)]
pub struct AreaBook {
    states: BTreeMap<AreaCode, Vec<Area>>,
    children: BTreeMap<AreaCode, Vec<AreaCode>>,
}

impl AreaBook {
    /// Takes the states of all areas, in any order.
    pub fn new(areas: impl IntoIterator<Item = Area>) -> Result<Self, AreaBookError> {
        let mut book = Self::default();
        for area in areas {
            if let Some(parent) = &area.parent {
                let siblings = book.children.entry(parent.clone()).or_default();
                if !siblings.contains(&area.code) {
                    siblings.push(area.code.clone());
                }
            }
            book.states.entry(area.code.clone()).or_default().push(area);
        }
        for states in book.states.values_mut() {
            states.sort_by_key(|area| area.valid_from);
        }
        book.check()?;
        Ok(book)
    }

    /// The area as it stood on a day.
    pub fn find(&self, code: &AreaCode, date: Date) -> Option<&Area> {
        self.states.get(code)?.iter().find(|area| area.holds_on(date))
    }

    /// The area in its latest state, whether or not it still holds: for showing old records.
    pub fn find_latest(&self, code: &AreaCode) -> Option<&Area> {
        self.states.get(code)?.last()
    }

    /// The area and those in which it lay on a day, smallest first.
    pub fn ancestry(&self, code: &AreaCode, date: Date) -> Vec<&Area> {
        let mut line = Vec::new();
        let mut next = self.find(code, date);
        while let Some(area) = next {
            line.push(area);
            next = area.parent.as_ref().and_then(|parent| self.find(parent, date));
        }
        line
    }

    /// The area of a level in which another lay on a day; itself where it is of that level.
    pub fn find_ancestor(&self, code: &AreaCode, level: AreaLevel, date: Date) -> Option<&Area> {
        self.ancestry(code, date).into_iter().find(|area| area.level == level)
    }

    /// Whether one area lay in another on a day. Every area lies in itself.
    pub fn lies_in(&self, code: &AreaCode, larger: &AreaCode, date: Date) -> bool {
        self.ancestry(code, date).iter().any(|area| area.code == *larger)
    }

    /// The areas directly in another on a day, by code.
    pub fn children(&self, code: &AreaCode, date: Date) -> impl Iterator<Item = &Area> {
        let codes = self.children.get(code).map(Vec::as_slice).unwrap_or_default();
        codes
            .iter()
            .filter_map(move |child| self.find(child, date))
            .filter(move |area| area.parent.as_ref() == Some(code))
    }

    /// All areas of a level on a day, by code.
    pub fn of_level(&self, level: AreaLevel, date: Date) -> impl Iterator<Item = &Area> {
        self.states.values().flatten().filter(move |area| area.level == level && area.holds_on(date))
    }

    /// The tehsils in an area on a day; the area itself where it is one.
    pub fn tehsils_in(&self, code: &AreaCode, date: Date) -> Vec<AreaCode> {
        match self.find(code, date) {
            None => Vec::new(),
            Some(area) if area.level == AreaLevel::Tehsil => vec![code.clone()],
            Some(_) => {
                let children: Vec<_> = self.children(code, date).map(|area| area.code.clone()).collect();
                children.iter().flat_map(|child| self.tehsils_in(child, date)).collect()
            }
        }
    }

    /// Every state of every area.
    pub fn all(&self) -> impl Iterator<Item = &Area> {
        self.states.values().flatten()
    }

    fn check(&self) -> Result<(), AreaBookError> {
        for states in self.states.values() {
            for area in states {
                if area.valid_to.is_some_and(|end| end <= area.valid_from) {
                    return Err(AreaBookError::Dates(area.code.clone()));
                }
                self.check_parent(area)?;
            }
            let overlap = states
                .iter()
                .zip(states.iter().skip(1))
                .find(|(earlier, later)| earlier.valid_to.is_none_or(|end| later.valid_from < end));
            if let Some((area, _)) = overlap {
                return Err(AreaBookError::Overlap(area.code.clone()));
            }
        }
        Ok(())
    }

    fn check_parent(&self, area: &Area) -> Result<(), AreaBookError> {
        let above = match &area.parent {
            None => area.level == AreaLevel::Province,
            Some(parent) => self.find_latest(parent).is_some_and(|parent| parent.level < area.level),
        };
        if above { Ok(()) } else { Err(AreaBookError::Parent(area.code.clone())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn area(code: &str, level: AreaLevel, parent: Option<&str>, from: Date, to: Option<Date>) -> Area {
        Area {
            code: code.parse().unwrap(),
            level,
            parent: parent.map(|parent| parent.parse().unwrap()),
            name_en: code.to_lowercase(),
            name_ur: String::new(),
            valid_from: from,
            valid_to: to,
        }
    }

    /// A district whose second tehsil becomes a district of its own in 2024.
    fn split_district() -> AreaBook {
        let (start, split) = (date(1900, 1, 1), date(2024, 7, 1));
        AreaBook::new([
            area("PK9", AreaLevel::Province, None, start, None),
            area("PK901", AreaLevel::District, Some("PK9"), start, None),
            area("PK902", AreaLevel::District, Some("PK9"), split, None),
            area("PK90101", AreaLevel::Tehsil, Some("PK901"), start, None),
            area("PK90102", AreaLevel::Tehsil, Some("PK901"), start, Some(split)),
            area("PK90102", AreaLevel::Tehsil, Some("PK902"), split, None),
        ])
        .unwrap()
    }

    #[test]
    fn a_split_district_does_not_rewrite_history() {
        let book = split_district();
        let (tehsil, old, new): (AreaCode, AreaCode, AreaCode) =
            ("PK90102".parse().unwrap(), "PK901".parse().unwrap(), "PK902".parse().unwrap());
        let (before, after) = (date(2024, 6, 30), date(2024, 7, 1));
        assert!(book.lies_in(&tehsil, &old, before) && !book.lies_in(&tehsil, &new, before));
        assert!(book.lies_in(&tehsil, &new, after) && !book.lies_in(&tehsil, &old, after));
        assert_eq!(book.tehsils_in(&old, before).len(), 2);
        assert_eq!(book.tehsils_in(&old, after), ["PK90101".parse().unwrap()]);
        assert_eq!(book.find(&new, before), None);
    }

    #[test]
    fn faulty_books_are_refused() {
        let start = date(1900, 1, 1);
        let province = || area("PK9", AreaLevel::Province, None, start, None);
        let twice =
            AreaBook::new([province(), area("PK9", AreaLevel::Province, None, date(2000, 1, 1), None)]);
        assert!(matches!(twice, Err(AreaBookError::Overlap(_))));
        let orphan = AreaBook::new([area("PK90101", AreaLevel::Tehsil, Some("PK901"), start, None)]);
        assert!(matches!(orphan, Err(AreaBookError::Parent(_))));
        let upside_down =
            AreaBook::new([province(), area("PK8", AreaLevel::Province, Some("PK9"), start, None)]);
        assert!(matches!(upside_down, Err(AreaBookError::Parent(_))));
        let backwards = AreaBook::new([area("PK9", AreaLevel::Province, None, start, Some(start))]);
        assert!(matches!(backwards, Err(AreaBookError::Dates(_))));
    }

    #[test]
    fn codes_are_checked() {
        for good in ["PK6", "PK6D03", "PK60104-07-012"] {
            assert!(good.parse::<AreaCode>().is_ok(), "{good}");
        }
        for bad in ["", "PK", "pk601", "PK601 ", "PK60104-07-012-123456789012"] {
            assert!(bad.parse::<AreaCode>().is_err(), "{bad}");
        }
    }
}
