//! Invented households: one of a known make, and any number of random ones. And the rules of this repository.

use jiff::civil::{Date, date};
use proptest::{option, prelude::*, sample::select};
use registry::{
    code_lists::{
        Connection, Difficulty, Employer, EmploymentStatus, Floor, Industry, Internet, MaritalStatus,
        Occupation, Relation, Residence, Roof, SchoolClass, SchoolType, Sex, Toilet, Wall, WaterSource,
    },
    field::{Kind, Section},
    household::{Household, Member, Record, Status},
    ids::PersonId,
    registry_number::RegistryNumber,
    sections::{Assets, Disability, Land, Livestock, Person, Utilities},
};
use scoring::{
    facts::{Circumstances, FactId, Facts, Value, derive},
    rules::Rules,
};
use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};
use uuid::Uuid;

/// The day for which everything here is reckoned.
pub(crate) const TODAY: Date = date(2026, 11, 22);

/// The files below `rules/` of this repository.
pub(crate) fn rules_files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(below, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// The rules of this repository.
pub(crate) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> =
        LazyLock::new(|| Rules::load(rules_files()).unwrap_or_else(|errors| panic!("{errors}")));
    &RULES
}

/// A fact by name.
pub(crate) fn fact(name: &str) -> FactId {
    FactId::find(name).unwrap_or_else(|| panic!("no fact {name}"))
}

/// The facts of a household today, in Punjab.
pub(crate) fn facts_of(household: &Household) -> Facts {
    derive(household, TODAY, &punjab())
}

/// The value of a fact as text, for comparing: `-` when it is lacking.
pub(crate) fn text(facts: &Facts, name: &str) -> String {
    facts.get(fact(name)).map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// The value that a text stands for, by the kind of the fact; `-` for none.
pub(crate) fn value(name: &str, text: &str) -> Option<Value> {
    match fact(name).fact().kind {
        _ if text == "-" => None,
        scoring::facts::Kind::YesNo => Some(Value::YesNo(text == "yes")),
        scoring::facts::Kind::Code(codes) => {
            Some(Value::Code(codes.iter().find(|code| **code == text).unwrap()))
        }
        _ => Some(Value::Number(text.parse().unwrap())),
    }
}

/// Facts of a few names and texts.
pub(crate) fn facts(known: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::none();
    for (name, text) in known {
        facts.set(fact(name), value(name, text));
    }
    facts
}

pub(crate) fn punjab() -> Circumstances {
    Circumstances { province: Some("PK6".parse().unwrap()) }
}

/// A member of whom everything that facts ask is known.
pub(crate) fn member(line: u8, relation: Relation, sex: Sex, age_years: u8) -> Member {
    let mut member = Member::new(PersonId(Uuid::from_u128(u128::from(line))), line);
    member.person = Person {
        relation: Some(relation),
        sex: Some(sex),
        age_years: Some(age_years),
        marital_status: (age_years >= 10).then_some(MaritalStatus::NeverMarried),
        residence: Some(Residence::Present),
        executive_passport: (age_years >= 18).then_some(false),
        foreign_travel: (age_years >= 18).then_some(false),
        ..Person::default()
    };
    member.age_stated_on = Some(TODAY);
    member.education.ever_attended = Some(false);
    member.education.can_read = Some(false);
    member.education.can_write = Some(false);
    member.work.worked = Some(false);
    member.work.has_job = (age_years >= 10).then_some(false);
    let none = (age_years >= 5).then_some(Difficulty::None);
    member.disability = Disability {
        seeing: none,
        hearing: none,
        walking: none,
        remembering: none,
        self_care: none,
        communicating: none,
        disability_card: Some(false),
        ..Disability::default()
    };
    member
}

pub(crate) fn at_school(member: &mut Member, highest_class: SchoolClass) {
    member.education.ever_attended = Some(true);
    member.education.attending_now = Some(true);
    member.education.highest_class = Some(highest_class);
    member.education.school_type = Some(SchoolType::Government);
}

pub(crate) fn employ(
    member: &mut Member,
    status: EmploymentStatus,
    occupation: Occupation,
    industry: Industry,
) {
    member.work.worked = Some(true);
    member.work.has_job = None;
    member.work.employment_status = Some(status);
    member.work.employer = (status == EmploymentStatus::PaidEmployee).then_some(Employer::Private);
    member.work.occupation = Some(occupation);
    member.work.industry = Some(industry);
}

/// A labourer, his wife and four children in two rooms; one child has left school.
pub(crate) fn labourers() -> Household {
    let mut head = member(1, Relation::Head, Sex::Male, 41);
    head.person.marital_status = Some(MaritalStatus::Married);
    employ(&mut head, EmploymentStatus::PaidEmployee, Occupation::Elementary, Industry::Construction);
    let mut wife = member(2, Relation::Spouse, Sex::Female, 38);
    wife.person.marital_status = Some(MaritalStatus::Married);
    wife.education.ever_attended = Some(true);
    wife.education.attending_now = Some(false);
    wife.education.highest_class = Some(SchoolClass::Class5);
    let out_of_school = member(3, Relation::Child, Sex::Male, 14);
    let mut at_primary = member(4, Relation::Child, Sex::Female, 9);
    at_school(&mut at_primary, SchoolClass::Class2);
    let mut beginner = member(5, Relation::Child, Sex::Male, 6);
    at_school(&mut beginner, SchoolClass::None);
    let infant = member(6, Relation::Child, Sex::Female, 2);
    let members = vec![head, wife, out_of_school, at_primary, beginner, infant];
    household(Record { members, ..possessions() })
}

pub(crate) fn household(record: Record) -> Household {
    Household {
        number: RegistryNumber::from_ordinal(7).unwrap(),
        status: Status::Active,
        record,
        former_members: Vec::new(),
        discrepancies: Vec::new(),
    }
}

/// A record without members, every possession of which is known.
fn possessions() -> Record {
    let mut record = Record::default();
    record.dwelling.rooms = Some(2);
    record.dwelling.wall = Some(Wall::BurntBrick);
    record.dwelling.roof = Some(Roof::IronGirder);
    record.dwelling.floor = Some(Floor::Brick);
    record.dwelling.toilet = Some(Toilet::FlushPit);
    record.dwelling.water_source = Some(WaterSource::HandPump);
    record.utilities = Utilities {
        electricity: Some(Connection::OwnMeter),
        gas: Some(Connection::None),
        internet: Some(Internet::None),
        landline: Some(false),
        mobile_phones: Some(1),
        phone_bill_rupees: Some(300),
        electricity_bill_rupees: Some(1800),
    };
    record.assets = no_assets();
    record.assets.cooking_stove = Some(1);
    record.assets.fan = Some(2);
    record.land = Land { owns_land: Some(false), ..Land::default() };
    record.livestock = Livestock { owns_livestock: Some(true), goats: Some(2), ..no_animals() };
    record
}

fn no_assets() -> Assets {
    let mut assets = Assets::default();
    for field in Assets::FIELDS {
        assets.set(field.name, "0").unwrap();
    }
    assets
}

fn no_animals() -> Livestock {
    let mut animals = Livestock::default();
    for field in Livestock::FIELDS.iter().filter(|field| field.kind == Kind::Integer) {
        animals.set(field.name, "0").unwrap();
    }
    animals
}

/// Any household at all: every answer may be missing, and answers need not agree.
pub(crate) fn any_household() -> impl Strategy<Value = Household> {
    let sections = (section(), section(), section(), section(), section(), option::weighted(0.3, section()));
    (sections, prop::collection::vec(any_member(), 0..7)).prop_map(|(sections, mut members)| {
        let (dwelling, utilities, assets, land, livestock, paper_card) = sections;
        for (place, member) in members.iter_mut().enumerate() {
            member.line = u8::try_from(place + 1).unwrap();
            member.id = PersonId(Uuid::from_u128(place as u128 + 1));
        }
        let paper_card = paper_card.unwrap_or_default();
        household(Record {
            dwelling,
            utilities,
            assets,
            land,
            livestock,
            paper_card,
            members,
            ..Record::default()
        })
    })
}

fn any_member() -> impl Strategy<Value = Member> {
    (section(), section(), section(), section()).prop_map(|(person, education, work, disability)| {
        let mut member = Member::new(PersonId(Uuid::nil()), 1);
        member.person = person;
        member.education = education;
        member.work = work;
        member.disability = disability;
        member
    })
}

/// Any section, by its own declaration.
pub(crate) fn section<S: Section + std::fmt::Debug>() -> impl Strategy<Value = S> {
    let answers: Vec<_> = S::FIELDS.iter().map(|field| option::weighted(0.9, answer(field.kind))).collect();
    answers.prop_map(|answers| {
        let mut section = S::default();
        for (field, answer) in S::FIELDS.iter().zip(answers) {
            if let Some(answer) = answer {
                // A number outside the limits of its question stays unanswered.
                let _ = section.set(field.name, &answer);
            }
        }
        section
    })
}

fn answer(kind: Kind) -> BoxedStrategy<String> {
    match kind {
        Kind::YesNo => select(vec!["yes".to_owned(), "no".to_owned()]).boxed(),
        Kind::Integer => {
            prop_oneof![Just(0_u16), Just(1), 0..8_u16].prop_map(|number| number.to_string()).boxed()
        }
        Kind::Decimal => (0..80_u16).prop_map(|quarters| (f64::from(quarters) / 4.0).to_string()).boxed(),
        Kind::Date => {
            (1935..2027_i16, 1..=12_i8).prop_map(|(year, month)| date(year, month, 15).to_string()).boxed()
        }
        Kind::Text => Just("Farzi".to_owned()).boxed(),
        Kind::Code(_, codes) | Kind::Codes(codes) => select(codes).prop_map(str::to_owned).boxed(),
    }
}
