//! Real data: the Household Integrated Economic Survey 2015-16. The data stay outside the project; without them the test
//! says that it was skipped.

use crate::read_from;
use registry::{
    code_lists::{Connection, Internet, SchoolType, Toilet, WaterSource},
    household::{Member, Record},
};
use std::{collections::BTreeMap, path::Path};
use tables::{Files, Mapping, Read, draft, open};

const MAPPING: &str = include_str!("../mappings/hies-2015-16.toml");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/hies-2015-16");

fn files() -> Option<Files> {
    let file = |name: &str| Path::new(FOLDER).join(name);
    let files =
        Files { households: file("households.csv"), persons: Some(file("persons.csv")), ..Files::default() };
    if files.households.exists() {
        return Some(files);
    }
    eprintln!("skipped: the HIES 2015-16 files are not there");
    None
}

/// A share with its denominator; unknown answers are in neither.
#[derive(Default)]
struct Share(u64, u64);

impl Share {
    fn of<T>(items: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> Option<bool>) -> Self {
        items
            .into_iter()
            .filter_map(|item| holds(&item))
            .fold(Self(0, 0), |share, holds| Self(share.0 + u64::from(holds), share.1 + 1))
    }
}

/// Of a person of these ages.
fn aged(members: &[&Member], from: u8, to: u8) -> Vec<Member> {
    let day = jiff::civil::date(2016, 6, 30);
    let fits = |member: &&&Member| member.age_years_on(day).is_some_and(|age| (from..=to).contains(&age));
    members.iter().filter(fits).map(|member| (**member).clone()).collect()
}

/// Can read and write. Writing is asked of readers.
fn literate(member: &Member) -> Option<bool> {
    match (member.education.can_read, member.education.can_write) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether somebody attends school; whoever never did does not now.
fn attends(member: &Member) -> Option<bool> {
    match (member.education.ever_attended, member.education.attending_now) {
        (Some(false), _) => Some(false),
        (_, now) => now,
    }
}

fn employed(member: &Member) -> Option<bool> {
    match (member.work.worked, member.work.has_job) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Employed, or looking for work.
fn in_labour_force(member: &Member) -> Option<bool> {
    match (employed(member), member.work.seeking) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn of_persons(members: &[&Member]) -> BTreeMap<&'static str, Share> {
    let (ten, fifteen) = (aged(members, 10, 120), aged(members, 15, 120));
    let men: Vec<&Member> = fifteen.iter().filter(|member| !member.is_female()).collect();
    let women: Vec<&Member> = fifteen.iter().filter(|member| member.is_female()).collect();
    let out = |member: &Member| attends(member).map(|attends| !attends);
    let never = |member: &Member| member.education.ever_attended.map(|ever| !ever);
    let left = |member: &Member| {
        Some(attends(member) == Some(false) && member.education.ever_attended == Some(true))
    };
    let force: Vec<&Member> = ten.iter().filter(|member| in_labour_force(member) == Some(true)).collect();
    let (child, teen) = (aged(members, 10, 14), aged(members, 14, 17));
    let (school, seed) = (aged(members, 5, 16), aged(members, 5, 17));
    BTreeMap::from([
        ("literacy 10+", Share::of(&ten, |member| literate(member))),
        ("adult literacy 15+", Share::of(&fifteen, |member| literate(member))),
        ("adult literacy 15+ men", Share::of(men, |member| literate(member))),
        ("adult literacy 15+ women", Share::of(women, |member| literate(member))),
        ("out of school 5-17", Share::of(&seed, |member| out(member))),
        ("out of school 5-16", Share::of(&school, |member| out(member))),
        ("out of school 5-16, never attended", Share::of(&school, |member| never(member))),
        ("out of school 5-16, left", Share::of(&school, |member| left(member))),
        ("labour force participation 10+", Share::of(&ten, |member| in_labour_force(member))),
        ("unemployment 10+", Share::of(force, |member| employed(member).map(|employed| !employed))),
        ("working children 10-14", Share::of(&child, |member| employed(member))),
        ("working children 14-17", Share::of(&teen, |member| employed(member))),
    ])
}

fn of_households(records: &[Record]) -> BTreeMap<&'static str, Share> {
    let share = |holds: fn(&Record) -> Option<bool>| Share::of(records, |record| holds(record));
    let metered = |connection: Option<Connection>| connection.map(|kind| kind == Connection::OwnMeter);
    let mut shares = BTreeMap::from([
        ("own meter electricity", Share::of(records, |record| metered(record.utilities.electricity))),
        ("own meter gas", Share::of(records, |record| metered(record.utilities.gas))),
        ("internet", share(|record| record.utilities.internet.map(|kind| kind != Internet::None))),
        ("no toilet", share(|record| record.dwelling.toilet.map(|kind| kind == Toilet::None))),
        ("owns agricultural land", share(|record| record.land.owns_land)),
    ]);
    for (name, source) in [
        ("water: piped water", WaterSource::Piped),
        ("water: motorized pumping/tubewell", WaterSource::MotorPump),
        ("water: hand pump", WaterSource::HandPump),
        ("water: tanker/truck/water be arer", WaterSource::Tanker),
        ("water: filtration plant", WaterSource::FiltrationPlant),
        ("water: spring", WaterSource::UnprotectedSpring),
        ("water: open well", WaterSource::OpenWell),
        ("water: pound/canal/river/stream", WaterSource::SurfaceWater),
        ("water: mineral water", WaterSource::Bottled),
        ("water: closed well", WaterSource::CoveredWell),
        ("water: others", WaterSource::Other),
    ] {
        let is = |record: &&Record| record.dwelling.water_source.map(|kind| kind == source);
        shares.insert(name, Share::of(records, is));
    }
    for (name, toilet) in [
        ("toilet: flush connected to pit", Toilet::FlushPit),
        ("toilet: flush connected to public sewerage", Toilet::FlushSewer),
        ("toilet: flush connected to open drain", Toilet::FlushDrain),
        ("toilet: no toilet in the household", Toilet::None),
        ("toilet: dry pit latrine", Toilet::DryPit),
        ("toilet: dry raised laterine", Toilet::DryRaised),
    ] {
        shares.insert(name, Share::of(records, |record| record.dwelling.toilet.map(|kind| kind == toilet)));
    }
    shares
}

/// Indicator, percent, denominator.
fn reference() -> Vec<(String, f64, u64)> {
    let text = std::fs::read_to_string(Path::new(FOLDER).join("reference.csv")).unwrap();
    let row = |line: &str| {
        // Names have commas and no quotes.
        let mut cells = line.rsplitn(3, ',');
        let denominator = cells.next().unwrap().parse().unwrap();
        let percent = cells.next().unwrap().parse().unwrap();
        (cells.next().unwrap().to_owned(), percent, denominator)
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn the_survey_reads_whole_and_gives_the_indicators_computed_elsewhere() {
    let Some(files) = files() else { return };
    let reader = open(&files, &Mapping::parse(MAPPING).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reader.total_rows(), 12_122);
    let extra_names = reader.bound().extra_names().to_vec();
    let read = read_from(reader, 0, 1000);
    assert_eq!((read.households.len(), read.strays.len(), read.not_members), (12_122, 0, 84));

    let mut findings: BTreeMap<&str, u64> = BTreeMap::new();
    let mut records = Vec::new();
    let column = |name: &str| extra_names.iter().position(|extra| extra == name).unwrap();
    let mut spending = 0;
    for Read { delivered, extra } in read.households {
        let delivery = delivered.read.unwrap();
        assert!(extra[column("consumption")].unwrap() >= 0.0 && extra[column("cluster")].is_some());
        spending += u32::from(extra[column("consumption")].unwrap() > 0.0);
        delivery.findings.iter().for_each(|finding| *findings.entry(finding.code.as_str()).or_default() += 1);
        records.push(*delivery.record);
    }
    assert!(spending > 12_000, "nearly every household spends something: {spending}");
    println!("findings of reading: {findings:?}");
    assert!(findings.keys().all(|code| *code == "roster.link"), "{findings:?}");
    let members: Vec<&Member> = records.iter().flat_map(|record| &record.members).collect();
    assert_eq!(members.len(), 78_804);
    assert!(members.iter().any(|member| member.education.school_type == Some(SchoolType::HifzOnly)));
    let work = |member: &&&Member| member.work.occupation.is_some() && member.work.industry.is_some();
    let workers = members.iter().filter(|member| member.work.employment_status.is_some());
    assert!(workers.clone().count() == workers.filter(work).count());

    let mut shares = of_persons(&members);
    shares.extend(of_households(&records));
    for (name, percent, denominator) in reference() {
        let Share(count, of) = shares[name.as_str()];
        let ours = 100.0 * count as f64 / of as f64;
        println!("{name}: {ours:.2} % of {of}; reference {percent:.2} % of {denominator}");
        assert!((ours - percent).abs() < 0.006 && of == denominator, "{name}: {ours} of {of}");
    }
}

#[test]
fn a_drafted_mapping_of_the_survey_names_what_is_open() {
    let Some(files) = files() else { return };
    let drafted = draft(&files.households, files.persons.as_deref()).unwrap();
    let message = open(&files, &Mapping::parse(&drafted).unwrap()).err().unwrap().to_string();
    assert!(
        message.contains("mapping.open_code") && !message.contains("mapping.unknown_column"),
        "{message}"
    );
    assert!(
        drafted.contains("key = \"household\"")
            && drafted.contains("person.relation = { column = \"relation\"")
    );
}
