//! Drafted mappings.

use crate::Folder;
use tables::{Files, Mapping, MappingCode, OpenError, draft, open};

#[test]
fn a_draft_lists_what_was_seen_and_leaves_open_what_it_does_not_know() {
    let folder = Folder::new();
    let households = folder.file(
        "village survey.csv",
        "hhid,Rooms,urban_rural,Tenure,colour\n1,2,Urban,Owned,red\n2,3,RURAL,on lease,blue\n",
    );
    let persons = folder.file("p.csv", "hhid,srno,sex,age\n1,1,M,40\n2,1,Female,-\n");
    let drafted = draft(&households, Some(&persons)).unwrap();
    for expected in [
        "source = \"village survey\"",
        "survey_date = \"?\"",
        "key = \"hhid\"",
        "dwelling.rooms = \"Rooms\"",
        "\"RURAL\" = \"rural\", # 1 rows",
        "\"Owned\" = \"owned\", # 1 rows",
        "\"on lease\" = \"?\", # 1 rows",
        "#   \"colour\": ",
        "line = \"srno\"",
        "\"Female\" = \"female\", # 1 rows",
        "\"M\" = \"?\", # 1 rows",
        "person.age_years = \"age\" # also seen: `-`",
    ] {
        assert!(drafted.contains(expected), "{expected} is not in\n{drafted}");
    }
    let files = Files { households, persons: Some(persons), ..Files::default() };
    let Err(OpenError::Mapping(open_before)) = open(&files, &Mapping::parse(&drafted).unwrap()) else {
        panic!("a draft with open places is taken");
    };
    assert!(open_before.iter().all(|fault| fault.code == MappingCode::OpenCode), "{open_before:?}");
    assert_eq!(open_before.len(), 4);
    let settled = drafted
        .replace("survey_date = \"?\"", "survey_date = { constant = \"2011-03-31\" }")
        .replace("version = \"?\"", "version = \"1\"")
        .replace("\"on lease\" = \"?\"", "\"on lease\" = \"rented\"")
        .replace("\"M\" = \"?\"", "\"M\" = \"male\"");
    assert!(open(&files, &Mapping::parse(&settled).unwrap()).is_ok(), "{settled}");
}
