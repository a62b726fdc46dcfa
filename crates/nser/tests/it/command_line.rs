//! Commands: what they print, how they end.

use crate::{
    program::{Program, curl, root},
    questionnaires::example,
};
use std::process::Command;

#[test]
fn a_decision_is_explained_line_by_line_and_comes_out_the_same_again() {
    for mut program in Program::both() {
        program.serve();
        let (tablet, _) = program.tablet("enumerator-1");
        let file = program.file("widow.xml", example("household/widow-in-town.xml").as_bytes());
        let part = format!("xml_submission_file=@{};type=text/xml", file.display());
        assert_eq!(curl(&["-F", &part, &format!("{tablet}/submission?deviceID=one")]).status, 201);
        let api = program.token("programme", "api");
        let cnic = first_number(&example("household/widow-in-town.xml"));
        let authorization = format!("Authorization: Bearer {api}");
        let status = curl(&["-H", &authorization, &format!("{}/api/v1/status/{cnic}", program.url)]);
        assert_eq!(status.status, 200, "{}", status.body);
        let number = status.body.split("\"registry_number\":\"").nth(1).unwrap()[..12].to_owned();
        let english = program.run(&["explain", &number]);
        for line in ["Score", "Cut-offs", "Filters", "Reasons", "Outcome", "the same"] {
            assert!(english.contains(line), "{}: no {line} in: {english}", program.engine);
        }
        let urdu = program.run(&["explain", &number, "--language", "ur"]);
        assert!(urdu.contains("نتیجہ"), "{urdu}");
        let refused = curl(&["-H", &authorization, &format!("{}/api/v1/households/{number}", program.url)]);
        assert_eq!(refused.status, 403, "a system that asks where citizens stand sees no record");
        assert!(!program.log().contains(&cnic.replace('-', "")) && !program.log().contains(&cnic));
        program.stop();
    }
}

#[test]
fn wrong_arguments_are_told_in_plain_words() {
    let program = Program::sqlite();
    let unknown = program.try_run(&["explain", "482-913-7060"]);
    assert!(!unknown.status.success());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("check digit"));
    let role = program.try_run(&["user", "add", "somebody", "--role", "king"]);
    assert!(String::from_utf8_lossy(&role.stderr).contains("registry_officer"));
    let short = program.try_run(&["user", "add", "x", "--role", "reviewer"]);
    assert!(!short.status.success() && String::from_utf8_lossy(&short.stderr).contains("small letters"));
    let address = program.command().env("NSER_LISTEN", "nowhere").arg("migrate").output().unwrap();
    assert!(String::from_utf8_lossy(&address.stderr).contains("NSER_LISTEN"));
}

#[test]
fn generated_documents_are_up_to_date() {
    let checked = Command::new(env!("CARGO_BIN_EXE_nser"))
        .args(["docs", "--check"])
        .arg(root().join("docs/generated"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

fn first_number(xml: &str) -> String {
    let start = xml.find("<number>").unwrap() + "<number>".len();
    xml[start..start + xml[start..].find('<').unwrap()].to_owned()
}
