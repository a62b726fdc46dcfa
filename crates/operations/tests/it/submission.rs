//! Submissions for tests: the filled-in examples of the forms, changed where a test needs it.

use operations::{
    Registry,
    credentials::Sender,
    receive::{Incoming, Receipt, ReceiveError},
};
use store::rows::Log;
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
