//! A fact as it enters a model: its form, its columns, and the question that it becomes in the scorecard's file.

use crate::error::EstimationError;
use scoring::{
    facts::{FactId, Kind, Value},
    wording::Wording,
};
use serde::Deserialize;

/// The most bands that a counted form writes out.
const MOST_BANDS: u32 = 40;

/// A fact that may enter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name.
    pub fact: String,
    /// Its form.
    #[serde(default)]
    pub form: Form,
    /// For `capped` and `logarithm`: numbers above this count as this.
    pub cap: Option<u32>,
    /// Whether it enters whatever it explains.
    #[serde(default)]
    pub kept: bool,
    /// Its wording on the card; the fact's name where there is none.
    pub text: Option<Wording>,
    /// For `groups`: the options; the first is the base, with which all others are compared.
    #[serde(default)]
    pub option: Vec<OptionWanted>,
}

/// How a fact enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// So much for each unit of a number, or for a yes. For a fact with codes: every code by itself, the first is the
    /// base.
    #[default]
    Plain,
    /// So much for each whole unit up to a cap.
    Capped,
    /// So much for each unit of the logarithm of one more than the number, up to a cap.
    Logarithm,
    /// Options: groups of codes, or bands of numbers.
    Groups,
}

/// An option of a fact that enters by groups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionWanted {
    /// Its id.
    pub id: String,
    /// Its codes.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The whole number from which a band starts; it ends where the next starts.
    pub from: Option<u32>,
    /// Its wording; the id where there is none.
    pub label: Option<Wording>,
}

/// Values and columns: a table of what each option is worth in each column, or the number itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Columns {
    /// One column: the number itself, or 1 for a yes.
    Unit,
    /// One column; each band has one value.
    Scored(Vec<Band>),
    /// A column for every option but the first.
    Dummies(Vec<Choice>),
}

/// One band of a scored form: numbers from this one up to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Its first number.
    pub from: u32,
    /// Its value in the column.
    pub value: f64,
}

/// One option of a dummy form.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What belongs to it.
    pub holds: Holds,
    /// Its wording.
    pub label: Wording,
}

/// What belongs to an option.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// These codes.
    Codes(Vec<&'static str>),
    /// Whole numbers from the first on, and below the second.
    Numbers(u32, Option<u32>),
}

impl Variable {
    /// A fact in its plain form.
    pub fn plain(fact: FactId) -> Self {
        let fact = fact.name().to_owned();
        Self { fact, form: Form::Plain, cap: None, kept: false, text: None, option: Vec::new() }
    }

    /// Checks it; its fact.
    pub fn check(&self) -> Result<FactId, EstimationError> {
        let fact = self.fact()?;
        self.columns()?;
        Ok(fact)
    }

    /// The fact.
    pub fn fact(&self) -> Result<FactId, EstimationError> {
        FactId::find(&self.fact).ok_or_else(|| EstimationError::UnknownFact(self.fact.clone()))
    }

    /// What columns it makes.
    pub fn columns(&self) -> Result<Columns, EstimationError> {
        let fact = self.fact()?;
        let refuse = |remedy: &str| EstimationError::Form { fact, remedy: remedy.to_owned() };
        match (self.form, fact.fact().kind) {
            (Form::Plain, Kind::Code(codes)) => Ok(Columns::Dummies(codes.iter().map(single).collect())),
            (Form::Plain, _) => Ok(Columns::Unit),
            (Form::Capped, Kind::Whole) => self.scored(f64::from, fact),
            (Form::Logarithm, Kind::Whole) => self.scored(|number| (1.0 + f64::from(number)).ln(), fact),
            (Form::Capped | Form::Logarithm, _) => Err(refuse("capped and logarithm are for whole numbers")),
            (Form::Groups, Kind::Code(codes)) => self.groups_of_codes(codes, fact),
            (Form::Groups, Kind::Whole | Kind::Decimal) => self.bands(fact),
            (Form::Groups, Kind::YesNo) => Err(refuse("yes or no enters in plain form")),
        }
    }

    fn scored(&self, value: impl Fn(u32) -> f64, fact: FactId) -> Result<Columns, EstimationError> {
        match self.cap {
            Some(cap) if (1..=MOST_BANDS).contains(&cap) => {
                Ok(Columns::Scored((0..=cap).map(|from| Band { from, value: value(from) }).collect()))
            }
            _ => Err(EstimationError::Form { fact, remedy: format!("a cap from 1 to {MOST_BANDS}") }),
        }
    }

    fn groups_of_codes(
        &self,
        known: &'static [&'static str],
        fact: FactId,
    ) -> Result<Columns, EstimationError> {
        let mut open: Vec<&'static str> = known.to_vec();
        let mut choices = Vec::new();
        for option in &self.option {
            let mut codes = Vec::new();
            for code in &option.codes {
                let Some(place) = open.iter().position(|known| known == code) else {
                    let remedy = format!("each of its codes once: {}; not `{code}`", known.join(", "));
                    return Err(EstimationError::Form { fact, remedy });
                };
                codes.push(open.remove(place));
            }
            choices.push(Choice { id: option.id.clone(), holds: Holds::Codes(codes), label: label(option) });
        }
        if !open.is_empty() || choices.len() < 2 {
            let remedy = format!("at least two options that hold all codes; missing: {}", open.join(", "));
            return Err(EstimationError::Form { fact, remedy });
        }
        Ok(Columns::Dummies(choices))
    }

    fn bands(&self, fact: FactId) -> Result<Columns, EstimationError> {
        let starts: Vec<u32> = self.option.iter().filter_map(|option| option.from).collect();
        let mut sorted = starts.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if starts.len() < 2
            || starts.len() != self.option.len()
            || sorted.len() != starts.len()
            || sorted.first() != Some(&0)
        {
            let remedy =
                "at least two bands that start (from) with different whole numbers, one of them with 0";
            return Err(EstimationError::Form { fact, remedy: remedy.to_owned() });
        }
        let choice = |(option, from): (&OptionWanted, &u32)| {
            let next = sorted.iter().copied().find(|start| start > from);
            Choice { id: option.id.clone(), holds: Holds::Numbers(*from, next), label: label(option) }
        };
        Ok(Columns::Dummies(self.option.iter().zip(&starts).map(choice).collect()))
    }
}

fn single(code: &&'static str) -> Choice {
    let words = code.replace('_', " ");
    let label = Wording { en: words.clone(), ur: words };
    Choice { id: (*code).to_owned(), holds: Holds::Codes(vec![code]), label }
}

fn label(option: &OptionWanted) -> Wording {
    let words = option.id.replace('_', " ");
    option.label.clone().unwrap_or(Wording { en: words.clone(), ur: words })
}

impl Columns {
    /// How many there are.
    pub fn number(&self) -> usize {
        match self {
            Self::Unit | Self::Scored(_) => 1,
            Self::Dummies(choices) => choices.len().saturating_sub(1),
        }
    }

    /// What a value is in each column; `None` for one that belongs to no option.
    pub fn values(&self, value: Value) -> Option<Vec<f64>> {
        match (self, value) {
            (Self::Unit, Value::Number(number)) => Some(vec![number]),
            (Self::Unit, Value::YesNo(yes)) => Some(vec![f64::from(u8::from(yes))]),
            (Self::Scored(bands), Value::Number(number)) => {
                let reached = bands.iter().rev().find(|band| number >= f64::from(band.from))?;
                Some(vec![reached.value])
            }
            (Self::Dummies(choices), value) => {
                let place = choices.iter().position(|choice| choice.holds.holds(value))?;
                Some((1..choices.len()).map(|other| if other == place { 1.0 } else { 0.0 }).collect())
            }
            _ => None,
        }
    }

    /// What each column is called beside the name of the fact.
    pub fn labels(&self) -> Vec<String> {
        match self {
            Self::Unit => vec![String::new()],
            Self::Scored(bands) => {
                let last = bands.last().map_or(0, |band| band.from);
                let is_logarithm = bands.get(1).is_some_and(|band| band.value < 1.0);
                vec![if is_logarithm { format!("logarithm, up to {last}") } else { format!("up to {last}") }]
            }
            Self::Dummies(choices) => choices.iter().skip(1).map(|choice| choice.label.en.clone()).collect(),
        }
    }
}

impl Holds {
    fn holds(&self, value: Value) -> bool {
        match (self, value) {
            (Self::Codes(codes), Value::Code(code)) => codes.contains(&code),
            (Self::Numbers(from, below), Value::Number(number)) => {
                number >= f64::from(*from) && below.is_none_or(|below| number < f64::from(below))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(text: &str) -> Variable {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn forms_give_their_columns() {
        let log = variable("fact = 'members_count'\nform = 'logarithm'\ncap = 3").columns().unwrap();
        assert_eq!(log.values(Value::Number(9.0)), Some(vec![4.0_f64.ln()]));
        let capped = variable("fact = 'rooms_count'\nform = 'capped'\ncap = 4").columns().unwrap();
        assert_eq!(capped.values(Value::Number(2.0)), Some(vec![2.0]));
        let plain = variable("fact = 'region'").columns().unwrap();
        assert_eq!(plain.values(Value::Code("urban")), Some(vec![1.0]));
        assert_eq!(plain.values(Value::Code("rural")), Some(vec![0.0]));
        let bands = "fact = 'land_owned_acres'\nform = 'groups'\noption = [{ id = 'none', from = 0 }, { id = 'some', from = 1 }]";
        let bands = variable(bands).columns().unwrap();
        assert_eq!(bands.values(Value::Number(0.9)), Some(vec![0.0]));
        assert_eq!(bands.values(Value::Number(1.0)), Some(vec![1.0]));
    }

    #[test]
    fn unsuited_forms_are_refused_with_the_remedy() {
        for (text, remedy) in [
            ("fact = 'members_count'\nform = 'logarithm'", "cap"),
            ("fact = 'region'\nform = 'capped'\ncap = 3", "whole numbers"),
            ("fact = 'has_widow'\nform = 'groups'", "plain"),
            ("fact = 'region'\nform = 'groups'\noption = [{ id = 'r', codes = ['rural'] }]", "urban"),
            (
                "fact = 'region'\nform = 'groups'\noption = [{ id = 'r', codes = ['rural', 'rural'] }, { id = 'u', codes = ['urban'] }]",
                "once",
            ),
            (
                "fact = 'rooms_count'\nform = 'groups'\noption = [{ id = 'a', from = 1 }, { id = 'b', from = 2 }]",
                "0",
            ),
        ] {
            let error = variable(text).check().unwrap_err();
            assert_eq!(error.code(), "estimation.form");
            assert!(error.to_string().contains(remedy), "{error}");
        }
        assert_eq!(variable("fact = 'moons'").check().unwrap_err().code(), "estimation.unknown_fact");
    }
}
