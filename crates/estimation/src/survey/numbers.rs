//! The numbers of a survey that are no answers of the questionnaire: what a mapping's `[survey]` names.

use super::{Observation, Survey};
use crate::error::EstimationError;
use jiff::civil::Date;
use registry::{area::AreaCode, household::Record};
use scoring::facts::{Circumstances, derive_from_record};

/// Where each of them stands among the numbers read. Others that a mapping names are left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    consumption: usize,
    weight: Option<usize>,
    cluster: Option<usize>,
    province: Option<usize>,
}

impl Numbers {
    /// From the names that a mapping gives: `consumption` (rupees in a year), and as far as the survey has them `weight`
    /// (households that a household stands for), `cluster` (any number) and `province` (as the Bureau of Statistics
    /// numbers them in its surveys: 1 Khyber Pakhtunkhwa, 2 Punjab, 3 Sindh, 4 Balochistan).
    pub fn named(names: &[String]) -> Result<Self, EstimationError> {
        let place = |name: &str| names.iter().position(|known| known == name);
        Ok(Self {
            consumption: place("consumption").ok_or(EstimationError::ConsumptionMissing)?,
            weight: place("weight"),
            cluster: place("cluster"),
            province: place("province"),
        })
    }

    /// A survey of nobody yet.
    pub fn survey(self) -> Survey {
        Survey {
            observations: Vec::new(),
            has_weights: self.weight.is_some(),
            has_clusters: self.cluster.is_some(),
        }
    }

    /// One household. Its province is that of the survey where that names one, else of the circumstances.
    pub fn observe(
        self,
        record: &Record,
        surveyed: Date,
        circumstances: &Circumstances,
        numbers: &[Option<f64>],
    ) -> Observation {
        let number = |place: Option<usize>| numbers.get(place?).copied().flatten();
        let named = number(self.province).and_then(province_of);
        let province = named.or_else(|| circumstances.province.clone());
        Observation {
            facts: derive_from_record(record, surveyed, &Circumstances { province }),
            consumption: number(Some(self.consumption)),
            weight: number(self.weight),
            cluster: number(self.cluster).map(|cluster| cluster.to_string()),
        }
    }
}

/// The P-code of a province by its number in surveys of the Bureau of Statistics; `None` for any other number.
fn province_of(number: f64) -> Option<AreaCode> {
    const P_CODES: [(f64, &str); 4] = [(1.0, "PK5"), (2.0, "PK6"), (3.0, "PK7"), (4.0, "PK2")];
    let known = P_CODES.into_iter().find(|(known, _)| (known - number).abs() < f64::EPSILON)?;
    known.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use scoring::facts::{FactId, Value};

    #[test]
    fn numbers_are_found_by_name() {
        let names = ["cluster", "other", "consumption", "province"].map(str::to_owned);
        let numbers = Numbers::named(&names).unwrap();
        let values = [Some(11_020_101.0), None, Some(99.5), Some(2.0)];
        let one = numbers.observe(&Record::default(), date(2016, 3, 1), &Circumstances::default(), &values);
        assert_eq!((one.consumption, one.weight), (Some(99.5), None));
        assert_eq!(one.cluster.as_deref(), Some("11020101"));
        assert!(one.facts.get(FactId::find("province").unwrap()) == Some(Value::Code("punjab")));
        assert!(numbers.survey().has_clusters && !numbers.survey().has_weights);
    }

    #[test]
    fn without_consumption_there_is_nothing_to_explain() {
        let error = Numbers::named(&["weight".to_owned()]).unwrap_err();
        assert_eq!(error.code(), "estimation.consumption_missing");
    }
}
