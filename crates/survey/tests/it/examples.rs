//! Every filled-in example satisfies its form and is read without a finding.

use crate::project::{areas, context, examples, form, ids, now};
use registry::{finding::FindingCode, proposal::Content};
use survey::{instance::Instance, reading, reading::Purpose};

const FORMS: [&str; 3] = ["household", "poverty_card_2010", "roster_update"];

#[test]
fn every_example_satisfies_its_form() {
    for name in FORMS {
        let form = form(name);
        for (file, xml) in examples(name) {
            let instance = Instance::parse(xml.as_bytes()).unwrap();
            assert_eq!(instance.form_id(), Some(form.id()), "{file}");
            assert_eq!(instance.version(), Some(form.version()), "{file}");
            assert_eq!(form.check(&instance, &now()), [], "{file}");
        }
    }
}

#[test]
fn every_example_is_read_without_a_finding() {
    let (areas, ids) = (areas(), ids());
    for name in FORMS {
        let examples = examples(name);
        assert!(examples.len() >= 3, "{name}");
        for (file, xml) in examples {
            let instance = Instance::parse(xml.as_bytes()).unwrap();
            let purpose = Purpose::of_form(name).unwrap();
            let (proposal, findings) = reading::read(purpose, &instance, context(&areas, &ids));
            let codes: Vec<_> =
                findings.iter().map(|finding| (finding.code, finding.place.as_str())).collect();
            if file.ends_with("refused.xml") {
                assert_eq!(codes, [(FindingCode::ConsentRefused, "interview/consent")]);
                continue;
            }
            // Two grown members of the kiln workers and of the cards have no number: that is what they show.
            let told = codes.iter().filter(|(code, _)| *code != FindingCode::IdentityMissing);
            assert_eq!(told.count(), 0, "{file}: {codes:?}");
            let whole = match proposal.content {
                Content::Survey(record) => record.members.len() >= 3,
                Content::Roster { household, event } => household.is_some() && event.is_some(),
            };
            assert!(whole, "{file}");
        }
    }
}

#[test]
fn a_submission_written_again_is_the_same_submission() {
    for name in FORMS {
        for (file, xml) in examples(name) {
            let instance = Instance::parse(xml.as_bytes()).unwrap();
            let again = Instance::parse(instance.to_xml().as_bytes()).unwrap();
            assert_eq!(instance.to_xml(), again.to_xml(), "{file}");
            assert_eq!(form(name).check(&again, &now()), [], "{file}");
        }
    }
}
