//! Writes an [`Instance`] as XML, for simulators, tests and copies sent to other systems.

use super::{Instance, NodeId};

impl Instance {
    /// The tree as one line of XML, escaped; reading it again gives the same tree.
    pub fn to_xml(&self) -> String {
        let mut xml = String::with_capacity(self.buffer.len() * 2);
        self.write(self.root(), &mut xml);
        xml
    }

    fn write(&self, node: NodeId, xml: &mut String) {
        let Some(found) = self.node(node) else { return };
        let name = self.slice(found.name);
        xml.push('<');
        xml.push_str(name);
        self.write_attributes(node, xml);
        let text = self.slice(found.text);
        if text.is_empty() && !self.has_children(node) {
            xml.push_str("/>");
            return;
        }
        xml.push('>');
        escape(text, xml);
        for child in self.children(node) {
            self.write(child, xml);
        }
        xml.push_str("</");
        xml.push_str(name);
        xml.push('>');
    }

    fn write_attributes(&self, node: NodeId, xml: &mut String) {
        for attribute in self.attributes.iter().filter(|attribute| attribute.node == node.0) {
            xml.push(' ');
            xml.push_str(self.slice(attribute.name));
            xml.push_str("=\"");
            escape(self.slice(attribute.value), xml);
            xml.push('"');
        }
    }
}

fn escape(text: &str, xml: &mut String) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // A reader would turn these into spaces or line feeds.
            '\r' => xml.push_str("&#13;"),
            '\n' => xml.push_str("&#10;"),
            '\t' => xml.push_str("&#9;"),
            other => xml.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut instance = Instance::new("data");
        instance.set_attribute(instance.root(), "id", "invented \"form\"");
        let meta = instance.add_child(instance.root(), "orx:meta");
        let identifier = instance.add_child(meta, "orx:instanceID");
        instance.set_text(identifier, "uuid:1");
        assert_eq!(
            instance.to_xml(),
            "<data id=\"invented &quot;form&quot;\"><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"
        );
    }

    proptest! {
        #[test]
        fn every_text_survives(text in "[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]{0,40}") {
            let mut instance = Instance::new("data");
            let child = instance.add_child(instance.root(), "answer");
            instance.set_text(child, &text);
            instance.set_attribute(child, "note", &text);
            let again = Instance::parse(instance.to_xml().as_bytes()).unwrap();
            let child = again.child(again.root(), "answer").unwrap();
            prop_assert_eq!(again.text(child), text.as_str());
            prop_assert_eq!(again.attribute(child, "note").unwrap(), text.as_str());
        }
    }
}
