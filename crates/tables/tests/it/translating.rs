//! What the record does not take becomes a finding at its place; the household is kept.

use crate::{Folder, read};
use registry::household::Record;
use tables::Files;

const MAPPING: &str = r#"
source = "invented"
survey_date = { constant = "2026-01-01" }
form = { id = "household", version = "1" }
[household]
key = "key"
dwelling.rooms = "rooms"
dwelling.tenure = { column = "tenure", codes = { 1 = "owned" } }
location.tehsil = "tehsil"
registry_number = "registry"
[person]
key = "key"
line = "line"
usual_member = "member"
number = "number"
person.age_years = "age"
father_line = "father"
[survey]
weight = "weight"
consumption = ["food", "other"]
"#;

const HOUSEHOLDS: &str = "\
key,rooms,tenure,tehsil,registry,food,other,weight
k1,2,1,PK90101,,100.5,20,1.5
k2,many,7,nowhere,,100,,x
k3,90,1,PK90101,4829137066,1,2,3
";

const PERSONS: &str = "\
key,line,member,number,age,father
k1,51,yes,9120276543211,40,
k1,1,yes,9120276543211,10,51
k1,2,no,,60,
k1,3,yes,,9,2
k1,3,yes,,200,3
k2,,yes,1,,x
k3,1,yes,,1,
";

#[test]
fn findings_say_where_and_keep_the_household() {
    let folder = Folder::new();
    let files = Files {
        households: folder.file("h.csv", HOUSEHOLDS),
        persons: Some(folder.file("p.csv", PERSONS)),
        ..Files::default()
    };
    let read = read(&files, MAPPING).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.not_members, 1);
    // The numbers come in the order of their names, whatever the order of the alphabet.
    let reader = tables::open(&files, &tables::Mapping::parse(MAPPING).unwrap()).unwrap();
    assert_eq!(reader.bound().extra_names(), ["weight", "consumption"]);
    let extra: Vec<_> = read.households.iter().map(|read| read.extra.clone()).collect();
    assert_eq!(extra, [vec![Some(1.5), Some(120.5)], vec![None, None], vec![Some(3.0), Some(3.0)]]);
    let mut deliveries = read.households.into_iter().map(|read| read.delivered.read);

    let first = deliveries.next().unwrap().unwrap();
    let places = |findings: &[registry::finding::Finding]| -> Vec<String> {
        let mut places: Vec<String> = findings.iter().map(|f| format!("{} {}", f.code, f.place)).collect();
        places.sort_unstable();
        places
    };
    let lines = |record: &Record| -> Vec<u8> { record.members.iter().map(|member| member.line).collect() };
    assert_eq!(lines(&first.record), [51, 1, 3, 4]);
    assert_eq!(first.record.members[1].father, Some(first.record.members[0].id));
    assert_eq!(first.record.members[2].father, None, "the father is listed and no member: no finding");
    assert_eq!(
        places(&first.findings),
        [
            "answer.constraint roster/line",
            "answer.out_of_range roster/member[4]/person/age_years",
            "identity.twice roster/member[1]/person/number",
        ]
    );
    assert_eq!(first.record.members[3].father, Some(first.record.members[2].id));

    let second = deliveries.next().unwrap().unwrap();
    assert_eq!(
        places(&second.findings),
        [
            "answer.choice dwelling/tenure",
            "answer.type dwelling/rooms",
            "answer.type survey/weight",
            "area.unknown location/tehsil",
            "identity.length roster/member[1]/person/number",
            "roster.link roster/member[1]/person/father_line",
        ]
    );

    let third = deliveries.next().unwrap().unwrap_err();
    assert_eq!(third.code.as_str(), "reject.number_unknown");
}
