//! An invented country for lists: union councils and blocks in every tehsil, and households with short documents. What a
//! household is follows from its place in the order of arrival, so that every run has the same.

use jiff::{ToSpan, civil::Date};
use registry::{
    area::{Area, AreaCode, AreaLevel},
    code_lists::{MaritalStatus, Relation, Sex},
    household::{Household, Location, Member, Record, Status},
    identity::Identity,
    ids::PersonId,
    registry_number::RegistryNumber,
    sections::{Interview, Person},
};
use store::rows::Summary;
use testkit::registries;

/// As many in all as the country has: some 7,000 and some 110,000.
const COUNCILS_OF_TEHSIL: u64 = 12;
const BLOCKS_OF_COUNCIL: u64 = 16;
/// Before any survey.
const BEGINNING: Date = jiff::civil::date(1900, 1, 1);
/// Surveys were made from this day on,
const FIRST_SURVEY: Date = jiff::civil::date(2022, 6, 1);
/// for so many days.
const SURVEY_DAYS: u64 = 1_634;
/// Scores are below, hundredths, the middle one half of it.
const SCORE_BELOW: u64 = 7_200;
/// Eligible below, hundredths.
const CUT_OFF: i64 = 3_200;

/// Its tehsils.
pub(crate) struct Country {
    /// Those of the project, without the one that has union councils of its own.
    pub(crate) tehsils: Vec<AreaCode>,
}

/// What is invented of a household.
pub(crate) struct Invented {
    /// What lists go by.
    pub(crate) summary: Summary,
    /// Its tehsil.
    pub(crate) tehsil: AreaCode,
    /// Outcome of its decision.
    pub(crate) outcome: &'static str,
    /// Whether its family is enrolled.
    pub(crate) beneficiary: bool,
}

impl Country {
    /// By the project's areas.
    pub(crate) fn new() -> Self {
        let tehsils = registries::areas().into_iter().filter(|area| area.level == AreaLevel::Tehsil);
        let tehsils = tehsils.map(|area| area.code).filter(|code| code.as_str() != registries::TEHSIL);
        Self { tehsils: tehsils.collect() }
    }

    /// Its union councils and blocks.
    pub(crate) fn areas(&self) -> Vec<Area> {
        let mut areas = Vec::new();
        for tehsil in &self.tehsils {
            for council in 0..COUNCILS_OF_TEHSIL {
                let code = council_of(tehsil, council);
                areas.push(area(&code, AreaLevel::UnionCouncil, tehsil));
                let blocks = (0..BLOCKS_OF_COUNCIL).map(|block| block_of(&code, block));
                areas.extend(blocks.map(|block| area(&block, AreaLevel::Block, &code)));
            }
        }
        areas
    }

    /// A household by its place in the order of arrival, which is the `turn`th of `turns` that come in block by block
    /// through the country.
    pub(crate) fn household(&self, place: u64, turn: u64, turns: u64) -> Invented {
        let mut chance = Chance(place);
        let blocks = self.tehsils.len() as u64 * COUNCILS_OF_TEHSIL * BLOCKS_OF_COUNCIL;
        let block = turn * blocks / turns;
        let council = block / BLOCKS_OF_COUNCIL;
        let tehsil = &self.tehsils[usize::try_from(council / COUNCILS_OF_TEHSIL).unwrap()];
        let council = council_of(tehsil, council % COUNCILS_OF_TEHSIL);
        let block = block_of(&council, block % BLOCKS_OF_COUNCIL);
        let day = i64::try_from(chance.below(SURVEY_DAYS)).unwrap();
        let surveyed = (chance.below(1000) >= 5).then(|| FIRST_SURVEY.saturating_add(day.days()));
        let score = (0..3).map(|_| chance.below(SCORE_BELOW)).sum::<u64>() / 3;
        let score = (chance.below(100) >= 2).then_some(i64::try_from(score).unwrap());
        let excluded = chance.below(100) < 6;
        let outcome = match score {
            None => "undetermined",
            Some(_) if excluded => "excluded",
            Some(score) if score < CUT_OFF => "eligible",
            Some(score) if score < CUT_OFF + 500 && chance.below(4) == 0 => "above_cutoff_vulnerable",
            Some(_) => "above_cutoff",
        };
        let beneficiary = outcome == "eligible" && surveyed.is_some() && chance.below(100) < 70;
        Invented {
            summary: Summary { union_council: Some(council), block: Some(block), surveyed, score },
            tehsil: tehsil.clone(),
            outcome,
            beneficiary,
        }
    }
}

impl Invented {
    /// Its record: a couple and a child, and little else.
    pub(crate) fn document(&self, number: RegistryNumber, persons: [PersonId; 3]) -> Household {
        let [woman, man, child] = persons;
        let members = vec![
            Member {
                spouse: Some(man),
                ..member(woman, 1, Relation::Head, Sex::Female, MaritalStatus::Married)
            },
            Member {
                spouse: Some(woman),
                ..member(man, 2, Relation::Spouse, Sex::Male, MaritalStatus::Married)
            },
            Member {
                mother: Some(woman),
                father: Some(man),
                ..member(child, 3, Relation::Child, Sex::Male, MaritalStatus::NeverMarried)
            },
        ];
        let Summary { union_council, block, surveyed, .. } = self.summary.clone();
        let location =
            Location { tehsil: Some(self.tehsil.clone()), union_council, block, ..Location::default() };
        let interview = Interview { interview_date: surveyed, ..Interview::default() };
        let record = Record { interview, location, members, ..Record::default() };
        Household {
            number,
            status: Status::Active,
            record,
            former_members: Vec::new(),
            discrepancies: Vec::new(),
        }
    }
}

fn member(id: PersonId, line: u8, relation: Relation, sex: Sex, marital_status: MaritalStatus) -> Member {
    let (relation, sex, marital_status) = (Some(relation), Some(sex), Some(marital_status));
    Member {
        id,
        line,
        name: None,
        name_urdu: None,
        identity: Identity::None,
        person: Person { relation, sex, marital_status, ..Person::default() },
        age_stated_on: None,
        spouse: None,
        father: None,
        mother: None,
        education: registry::sections::Education::default(),
        work: registry::sections::Work::default(),
        disability: registry::sections::Disability::default(),
        health: registry::sections::Health::default(),
    }
}

/// A tehsil's union council, from 0.
pub(crate) fn council_of(tehsil: &AreaCode, council: u64) -> AreaCode {
    format!("{tehsil}-{:02}", council + 1).parse().unwrap()
}

/// A union council's block, from 0.
pub(crate) fn block_of(council: &AreaCode, block: u64) -> AreaCode {
    format!("{council}-{:03}", block + 1).parse().unwrap()
}

fn area(code: &AreaCode, level: AreaLevel, parent: &AreaCode) -> Area {
    Area {
        code: code.clone(),
        level,
        parent: Some(parent.clone()),
        name_en: format!("{code} (invented)"),
        name_ur: String::new(),
        valid_from: BEGINNING,
        valid_to: None,
    }
}

/// Numbers that follow from a seed and look as if they did not (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
