//! A file of the 2010-11 paper survey, with other names, codes and ways of writing than ours.

use crate::{Folder, read};
use jiff::civil::date;
use registry::{
    code_lists::{CardAttendance, CardEducation, CardToilet, Relation, Sex, SurveyMode},
    identity::Identity,
};
use tables::Files;

const MAPPING: &str = include_str!("../mappings/card-2010.toml");

const HOUSEHOLDS: &str = "\
FORM_NO;DT_INT;TEH_CD;ADDR;Q1;Q2;Q3;Q4;Q5;Q6;Q7A;Q7B;Q7C;Q8;Q9;Q10;Q10B;Q11;Q12_KANAL;Q13;Q14
900001;05/11/2010;PK90101;CHAK 7, NEAR CAF\u{c9};3;1;2;1;2;2;2;2;1;8;1;2;1;1;20;1;2
900002;31/2/2011;PK90101;;2;0;9;0;98;4;2;2;8;2;2;2;2;2;;2;2
900003;17/3/2011;PK90101;;1;1;1;0;1;3;2;2;2;2;2;2;2;5;NA;2;1
";

const PERSONS: &str = "\
FORM_NO;SR;NAME;NIC;REL;SEX;DB;MB;YB;AGE;MS;SP;FA
900001;1;ALLAH D\u{c9}TTA;91202-7654321-1;1;1;0;0;1970;40;2;2;0
900001;2;ZAINAB;9120276543222;2;F;3;12;1975;34;2;1;97
900001;3;BILAL;9120276543233;3;M;1;6;2003;7;1;0;1
900002;1;ASLAM;0;1;1;;;;99;3;;
900003;1;NASREEN;912;7;2;0;0;0;66;3;0;0
";

/// In Windows-1252, as such files are.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
}

#[test]
fn a_paper_card_file_reads() {
    let folder = Folder::new();
    let files = Files {
        households: folder.file("H.TXT", latin(HOUSEHOLDS)),
        persons: Some(folder.file("P.TXT", latin(PERSONS))),
        ..Files::default()
    };
    let read = read(&files, MAPPING).unwrap_or_else(|error| panic!("{error}"));
    let mut deliveries = read.households.into_iter().map(|read| read.delivered.read);

    let first = deliveries.next().unwrap().unwrap();
    assert_eq!(first.surveyed, date(2010, 11, 5));
    assert_eq!(first.findings, []);
    let record = first.record;
    assert_eq!(
        (record.form.id.as_str(), record.interview.mode),
        ("poverty_card_2010", Some(SurveyMode::Paper))
    );
    assert_eq!(record.location.address.unwrap().reveal(), "Chak 7, Near Café");
    assert_eq!(record.land.land_owned_acres, Some(2.5));
    let card = &record.paper_card;
    assert_eq!((card.members, card.dependants), (Some(3), Some(1)));
    assert_eq!(card.head_education, Some(CardEducation::UpToClass5));
    assert_eq!(card.children_attending, Some(CardAttendance::All));
    assert_eq!(
        (card.toilet, card.cold_or_washing, card.climate),
        (Some(CardToilet::Flush), Some(true), None)
    );
    let [father, mother, child] = &record.members[..] else { panic!() };
    assert_eq!((father.name.as_ref().unwrap().reveal(), father.spouse), ("Allah Détta", Some(mother.id)));
    assert_eq!((father.person.birth_date, father.person.age_years), (None, Some(40)));
    assert_eq!(father.age_stated_on, Some(date(2010, 11, 5)));
    assert_eq!((mother.person.birth_date, mother.father), (Some(date(1975, 12, 3)), None));
    assert_eq!((child.person.sex, child.father), (Some(Sex::Male), Some(father.id)));
    assert!(matches!((father.identity, child.identity), (Identity::Cnic(_), Identity::BForm(_))));

    let second = deliveries.next().unwrap().unwrap_err();
    assert_eq!((second.code.as_str(), second.place.as_str()), ("reject.date_missing", "survey_date"));

    let third = deliveries.next().unwrap().unwrap();
    assert_eq!((third.record.land.land_owned_acres, third.record.paper_card.television), (None, None));
    assert_eq!(third.record.members[0].person.relation, None::<Relation>);
    let mut found: Vec<(&str, &str)> =
        third.findings.iter().map(|f| (f.code.as_str(), f.place.as_str())).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("answer.choice", "paper_card/television"),
            ("answer.choice", "roster/member[1]/person/relation"),
            ("identity.length", "roster/member[1]/person/number"),
        ]
    );
}
