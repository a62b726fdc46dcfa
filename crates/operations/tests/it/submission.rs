//! Submissions for tests: the filled-in examples of the forms, changed where a test needs it.

use operations::{
    Registry,
    credentials::Sender,
    receive::{Incoming, Receipt, ReceiveError},
};
use registry::{finding::Finding, household::Household, registry_number::RegistryNumber};
use store::rows::Log;
use survey::instance::Instance;
use testkit::registries::{Fixture, example};

pub(crate) const FARMER: &str = "household/farmer-family.xml";
pub(crate) const WIDOW: &str = "household/widow-in-town.xml";
pub(crate) const KILN: &str = "household/kiln-workers.xml";

/// Sends an XML without files.
pub(crate) async fn send(registry: &Registry, sender: &Sender, xml: &str) -> Result<Receipt, ReceiveError> {
    registry.receive(sender, Incoming { xml: xml.as_bytes().to_vec(), files: Vec::new() }).await
}

/// Sends an example and expects it to be taken.
pub(crate) async fn send_example(fixture: &Fixture, sender: &Sender, path: &str) -> Receipt {
    send(&fixture.registry, sender, &example(path)).await.unwrap()
}

/// The text between an element's tags, at its first place.
pub(crate) fn text_of<'a>(xml: &'a str, element: &str) -> &'a str {
    let start = xml.find(&format!("<{element}>")).unwrap() + element.len() + 2;
    let length = xml[start..].find("</").unwrap();
    &xml[start..start + length]
}

/// The XML with the text of an element's first place replaced.
pub(crate) fn with(xml: &str, element: &str, text: &str) -> String {
    let old = format!("<{element}>{}</{element}>", text_of(xml, element));
    xml.replacen(&old, &format!("<{element}>{text}</{element}>"), 1)
}

/// The XML as an edit of the submission it was.
pub(crate) fn edit_of(xml: &str, instance: &str) -> String {
    let old = text_of(xml, "instanceID").to_owned();
    with(xml, "instanceID", &format!("{instance}</instanceID><deprecatedID>{old}"))
        .replace(&format!("<deprecatedID>{old}</instanceID>"), &format!("<deprecatedID>{old}</deprecatedID>"))
}

/// How many entries the change log has.
pub(crate) async fn changes(fixture: &Fixture) -> u64 {
    fixture.registry.store().log_head(Log::Changes).await.unwrap().0
}

/// The XML with the answer at a path such as `roster/member[2]/person/number` replaced, or added as its group's last.
pub(crate) fn set(xml: &str, path: &str, text: &str) -> String {
    let mut instance = Instance::parse(xml.as_bytes()).unwrap();
    let path = format!("/data/{path}");
    let node = instance.find(&path).unwrap_or_else(|| {
        let (group, question) = path.rsplit_once('/').unwrap();
        let group = instance.find(group).unwrap();
        instance.add_child(group, question)
    });
    instance.set_text(node, text);
    instance.to_xml()
}

/// The XML with several answers replaced; see [`set`].
pub(crate) fn set_all(xml: &str, answers: &[(&str, &str)]) -> String {
    answers.iter().fold(xml.to_owned(), |xml, (path, text)| set(&xml, path, text))
}

/// The XML without the element at a path.
pub(crate) fn without(xml: &str, path: &str) -> String {
    let mut instance = Instance::parse(xml.as_bytes()).unwrap();
    let node = instance.find(&format!("/data/{path}")).unwrap();
    instance.remove(node);
    instance.to_xml()
}

/// The XML under another instance id.
pub(crate) fn named(xml: &str, instance: &str) -> String {
    set(xml, "meta/instanceID", instance)
}

/// Findings as code and place, sorted.
pub(crate) fn places(findings: &[Finding]) -> Vec<(&str, &str)> {
    let mut places: Vec<_> =
        findings.iter().map(|finding| (finding.code.as_str(), finding.place.as_str())).collect();
    places.sort_unstable();
    places
}

/// A household as the store keeps it.
pub(crate) async fn stored(fixture: &Fixture, number: RegistryNumber) -> Household {
    let row = fixture.registry.store().find_household(number).await.unwrap().unwrap();
    serde_json::from_str(&row.document).unwrap()
}
