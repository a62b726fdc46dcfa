//! The facts that a decision used, as they stand in its document: by name, so that the order in which facts are
//! declared does not matter.

use crate::facts::{FactId, Facts, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};
use std::fmt;

/// Facts and their values, by name; `None` for those lacking.
#[derive(Clone, PartialEq, Default)]
pub struct UsedFacts(Vec<(FactId, Option<Value>)>);

impl UsedFacts {
    /// Of all facts, those named.
    pub(super) fn of(facts: &Facts, used: &[FactId]) -> Self {
        Self(used.iter().map(|fact| (*fact, facts.get(*fact))).collect())
    }

    /// Each with its value.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, Option<Value>)> {
        self.0.iter().copied()
    }

    /// As facts to score by; `None` when a value is not of the kind its fact has.
    pub(super) fn to_facts(&self) -> Option<Facts> {
        let mut facts = Facts::none();
        for (fact, value) in self.iter() {
            if value.is_some_and(|value| !fact.fact().kind.admits(value)) {
                return None;
            }
            facts.set(fact, value);
        }
        Some(facts)
    }
}

impl fmt::Debug for UsedFacts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("UsedFacts([personal])")
    }
}

impl Serialize for UsedFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (fact, value) in &self.0 {
            map.serialize_entry(fact.name(), value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for UsedFacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UsedFactsVisitor)
    }
}

struct UsedFactsVisitor;

impl<'de> de::Visitor<'de> for UsedFactsVisitor {
    type Value = UsedFacts;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("facts by name")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<UsedFacts, A::Error> {
        let mut facts = Vec::new();
        while let Some(entry) = map.next_entry::<FactId, Option<Value>>()? {
            facts.push(entry);
        }
        Ok(UsedFacts(facts))
    }
}
