//! Requests that hold no submission, and tokens that are not theirs: a status, a coded message, an unchanged store.

use crate::{
    program::{Program, curl},
    questionnaires::example,
};

#[test]
fn each_bad_request_has_its_answer_and_leaves_nothing() {
    for mut program in Program::both() {
        program.serve();
        let (tablet, token) = program.tablet("enumerator-1");
        let address = format!("{tablet}/submission?deviceID=one");
        let before = program.run(&["verify-log"]);
        let send = |content: &str| {
            let file = program.file("bad.xml", content.as_bytes());
            curl(&["-F", &format!("xml_submission_file=@{};type=text/xml", file.display()), &address])
        };
        let good = example("household/farmer-family.xml");
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><data id=\"household\">&b;</data>";
        let cases = [
            (send("<data id=\"household\"><unclosed></data>"), 400, "submission.xml.malformed"),
            (send(bomb), 400, "submission.xml.doctype"),
            (
                send(&format!("<data>{}{}</data>", "<a>".repeat(200), "</a>".repeat(200))),
                400,
                "submission.xml.too_deep",
            ),
            (send(&good.replace("instanceID", "otherID")), 400, "submission.no_instance_id"),
            (send(&good.replace("id=\"household\"", "id=\"census\"")), 404, "submission.unknown_form"),
            (curl(&["-F", "photo=@/dev/null;filename=a.jpg", &address]), 400, "submission.no_xml"),
            (
                curl(&["-H", "Content-Type: text/xml", "--data", "<data/>", &address]),
                400,
                "submission.multipart",
            ),
            (
                curl(&[
                    "-H",
                    "Content-Type: multipart/form-data; boundary=x",
                    "--data",
                    "--x\r\nbroken",
                    &address,
                ]),
                400,
                "submission.multipart",
            ),
            (
                curl(&[&format!("{}/or/k/{}/formList", program.url, "0".repeat(64))]),
                403,
                "credential.unknown",
            ),
            (curl(&[&format!("{}/or/k/short/formList", program.url)]), 401, "credential.unknown"),
            (curl(&[&format!("{tablet}/formList?deviceID=two")]), 403, "credential.other_device"),
        ];
        for (answer, status, code) in cases {
            assert_eq!(answer.status, status, "{}: {code}: {}", program.engine, answer.body);
            assert!(
                answer.body.contains(&format!("({code})")),
                "{}: {code}: {}",
                program.engine,
                answer.body
            );
        }
        assert!(!program.log().contains(&token));
        let after = program.run(&["verify-log"]);
        let changes = |report: &str| report.lines().next().map(str::to_owned);
        assert_eq!(changes(&before), changes(&after), "{}: the change log has changed", program.engine);
        program.stop();
    }
}

#[test]
fn a_body_of_two_hundred_megabytes_is_refused_before_it_is_read() {
    let mut program = Program::sqlite();
    program.serve();
    let (tablet, _) = program.tablet("enumerator-1");
    let file = program.file("large.bin", &[]);
    std::fs::File::options().write(true).open(&file).unwrap().set_len(200_000_000).unwrap();
    let part = format!("photo=@{};filename=large.jpg", file.display());
    let address = format!("{tablet}/submission?deviceID=one");
    let announced = curl(&["-F", &part, &address]);
    assert_eq!(announced.status, 413, "{}", announced.body);
    let chunked = curl(&["-H", "Transfer-Encoding: chunked", "-H", "Expect:", "-F", &part, &address]);
    // The connection may be cut while the rest is still being sent; what must not be is an answer that it was taken.
    assert!(matches!(chunked.status, 413 | 0), "{} {}", chunked.status, chunked.body);
    assert_eq!(curl(&[&format!("{}/healthz", program.url)]).status, 200);
}

#[test]
fn a_revoked_token_opens_nothing() {
    let mut program = Program::sqlite();
    program.serve();
    let (tablet, _) = program.tablet("enumerator-1");
    assert_eq!(curl(&[&format!("{tablet}/formList?deviceID=one")]).status, 200);
    let listed = program.run(&["token", "list"]);
    let id = listed.split_whitespace().next().unwrap();
    program.run(&["token", "revoke", id]);
    let refused = curl(&[&format!("{tablet}/formList?deviceID=one")]);
    assert!(refused.status == 403 && refused.body.contains("(credential.revoked)"), "{}", refused.body);
}
