//! Where a household lives: its areas, and whose published shares it follows.

use registry::{area::AreaCode, code_lists::Region};

/// The place of a household. Several households share one.
#[derive(Debug, Clone)]
pub struct Place {
    /// Tehsil.
    pub tehsil: AreaCode,
    /// Union council, where there are any.
    pub union_council: Option<AreaCode>,
    /// Enumeration block, where there are any.
    pub block: Option<AreaCode>,
    /// Rural or urban.
    pub region: Region,
    /// Whose published shares the households follow.
    pub figures: Figures,
    /// Name of the village, or of the quarter of a town, as in addresses.
    pub locality: String,
    /// The middle of the place; without one the households have no position.
    pub centre: Option<Position>,
    /// How far from the middle households stand, kilometres.
    pub radius_kilometres: f64,
}

/// A point on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// The provinces for which the census of 2023 publishes shares, and the whole country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figures {
    /// The whole country: also for areas without figures of their own.
    Pakistan,
    /// Balochistan.
    Balochistan,
    /// Islamabad Capital Territory.
    Islamabad,
    /// Khyber Pakhtunkhwa.
    KhyberPakhtunkhwa,
    /// Punjab.
    Punjab,
    /// Sindh.
    Sindh,
}

impl Figures {
    /// Every set of figures.
    pub const ALL: [Self; 6] = [
        Self::Pakistan,
        Self::Balochistan,
        Self::Islamabad,
        Self::KhyberPakhtunkhwa,
        Self::Punjab,
        Self::Sindh,
    ];

    /// The figures for an area, by the province in its P-code; the whole country's where the census has none
    /// (Azad Jammu and Kashmir, Gilgit-Baltistan, invented areas).
    pub fn of_area(area: &AreaCode) -> Self {
        match area.as_str().get(..3) {
            Some("PK2") => Self::Balochistan,
            Some("PK4") => Self::Islamabad,
            Some("PK5") => Self::KhyberPakhtunkhwa,
            Some("PK6") => Self::Punjab,
            Some("PK7") => Self::Sindh,
            _ => Self::Pakistan,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_the_province() {
        let of = |code: &str| Figures::of_area(&code.parse().unwrap());
        assert_eq!(of("PK60104"), Figures::Punjab);
        assert_eq!(of("PK7"), Figures::Sindh);
        assert_eq!(of("PK10101-01"), Figures::Pakistan);
    }
}
