//! An OpenRosa session as a tablet holds it, by curl: settings, list, form, media, announcement, submission, replay,
//! edit, files in several parts.

use crate::{
    program::{Program, curl, root},
    questionnaires::example,
};

const VERSION: &str = "X-OpenRosa-Version: 1.0";
const FARMER: &str = "forms/examples/household/farmer-family.xml";

#[test]
fn a_tablet_gets_its_forms_and_sends_them_filled_in() {
    for mut program in Program::both() {
        program.serve();
        let (tablet, token) = program.tablet("enumerator-1");
        let device = "deviceID=collect%3Atest";

        let list = curl(&["-H", VERSION, &format!("{tablet}/formList?{device}")]);
        assert_eq!(list.status, 200, "{}: {}", program.engine, list.body);
        assert!(list.headers.contains("x-openrosa-version: 1.0") && list.headers.contains("text/xml"));
        assert!(list.body.contains("xmlns=\"http://openrosa.org/xforms/xformsList\""));
        for form in ["household", "roster_update", "poverty_card_2010"] {
            assert!(list.body.contains(&format!("<formID>{form}</formID>")), "{}", list.body);
        }

        let entry = &list.body[list.body.find("<formID>household<").unwrap()..];
        let form_url = format!("{}?{device}", text_of(entry, "downloadUrl"));
        let form = curl(&[&form_url]);
        assert_eq!((form.status, md5(&form.body)), (200, text_of(entry, "hash")));
        let etag = header(&form.headers, "etag");
        let again = curl(&["-H", &format!("If-None-Match: {etag}"), &form_url]);
        assert_eq!((again.status, again.body.as_str()), (304, ""));

        let manifest = curl(&[&format!("{}?{device}", text_of(entry, "manifestUrl"))]);
        let tehsils = &manifest.body[manifest.body.find("<filename>tehsils.csv<").unwrap()..];
        let media = curl(&[&format!("{}?{device}", text_of(tehsils, "downloadUrl"))]);
        assert!(media.body.contains("PK90101,") && media.body.starts_with("name,label,parent\n"));
        assert_eq!(md5(&media.body), text_of(tehsils, "hash"));

        let head = curl(&["--head", "-H", VERSION, &format!("{tablet}/submission?{device}")]);
        assert_eq!(head.status, 204);
        assert!(head.headers.contains("x-openrosa-accept-content-length: 100000000"));
        assert_eq!(header(&head.headers, "location"), format!("{tablet}/submission"));

        let xml = format!("xml_submission_file=@{};type=text/xml", root().join(FARMER).display());
        let address = format!("{tablet}/submission?{device}");
        let sent = curl(&["-H", VERSION, "-F", &xml, "-F", "*isIncomplete*=yes", &address]);
        assert_eq!(sent.status, 201, "{}", sent.body);
        assert!(
            sent.body.contains("xmlns=\"http://openrosa.org/http/response\"")
                && sent.body.contains("<message")
        );

        let photo = root().join("forms/examples/household/1762160000101.jpg");
        let photo = format!("1762160000101.jpg=@{};type=image/jpeg", photo.display());
        let second =
            curl(&["-H", VERSION, "-H", "Transfer-Encoding: chunked", "-F", &xml, "-F", &photo, &address]);
        assert_eq!(second.status, 201, "{}", second.body);

        let edit = edit_of(&example("household/farmer-family.xml"));
        let file = program.file("edit.xml", edit.as_bytes());
        let edit_part = format!("xml_submission_file=@{};type=text/xml", file.display());
        assert_eq!(curl(&["-F", &edit_part, &address]).status, 201);
        assert_eq!(curl(&["-F", &edit_part, &address]).status, 201, "the edit again");
        assert_eq!(curl(&["-F", &xml, &address]).status, 201, "the original again, after its edit");

        assert!(!program.log().contains(&token), "{}: a token is in the log", program.engine);
        program.stop();
        let verified = program.run(&["verify-log"]);
        assert!(verified.contains("change log: 2 entries fit"), "{verified}");
    }
}

#[test]
fn basic_authentication_opens_the_same_doors() {
    let mut program = Program::sqlite();
    program.serve();
    let (_, token) = program.tablet("enumerator-1");
    let list = format!("{}/or/formList?deviceID=one", program.url);
    let unknown = curl(&[&list]);
    assert_eq!(unknown.status, 401);
    assert!(unknown.headers.contains("www-authenticate: basic"));
    assert_eq!(curl(&["--user", &format!("enumerator-1:{token}"), &list]).status, 200);
    assert_eq!(curl(&["--user", &format!("enumerator-2:{token}"), &list]).status, 401);
    assert_eq!(curl(&["--user", "enumerator-1:wrong", &list]).status, 401);
    let other_device = format!("{}/or/formList?deviceID=two", program.url);
    assert_eq!(curl(&["--user", &format!("enumerator-1:{token}"), &other_device]).status, 401);
}

fn text_of(xml: &str, element: &str) -> String {
    let start = xml.find(&format!("<{element}>")).unwrap() + element.len() + 2;
    xml[start..start + xml[start..].find("</").unwrap()].to_owned()
}

fn header(headers: &str, name: &str) -> String {
    let line = headers.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap().trim().to_owned()
}

fn md5(text: &str) -> String {
    format!("md5:{}", operations::forms::md5(text.as_bytes()))
}

fn edit_of(xml: &str) -> String {
    let old = text_of(xml, "instanceID");
    xml.replace(
        &format!("<instanceID>{old}<"),
        &format!("<deprecatedID>{old}</deprecatedID><instanceID>uuid:edit-1<"),
    )
    .replace("<rooms>3</rooms>", "<rooms>4</rooms>")
}
