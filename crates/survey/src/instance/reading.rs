//! Reads XML into an [`Instance`] and refuses what no submission contains: document types, entities,
//! endless nesting. The same reader serves forms, which differ only in size.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesRef, Event};

use super::{Attribute, Instance, InstanceError, NONE};

/// How large and deep a document may be, and what stands for an `output` inside a text.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    elements: usize,
    depth: usize,
    /// A form's label may contain `<output value="…"/>`; the label then shows this in its place.
    output: Option<&'static str>,
}

impl Limits {
    pub(crate) const SUBMISSION: Limits = Limits { elements: 50_000, depth: 64, output: None };
    pub(crate) const FORM: Limits = Limits { elements: 1_000_000, depth: 128, output: Some("…") };
}

pub(crate) fn read(xml: &[u8], limits: Limits) -> Result<Instance, InstanceError> {
    if xml.len() > (NONE / 2) as usize {
        return Err(InstanceError::TooLong);
    }
    let xml = std::str::from_utf8(xml).map_err(|_| InstanceError::NotUtf8)?;
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    if xml.bytes().any(is_forbidden) {
        return Err(InstanceError::Malformed);
    }
    let mut builder = Builder::new(xml.len(), limits);
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(|_| InstanceError::Malformed)?;
        if let Event::Eof = event {
            return builder.finish();
        }
        builder.take(&event)?;
    }
}

/// XML 1.0 allows no control characters but tab, line feed and carriage return.
fn is_forbidden(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

struct Builder {
    instance: Instance,
    limits: Limits,
    /// The open elements, outermost first.
    open: Vec<u32>,
    /// The text of each open element so far; the strings are used again.
    texts: Vec<String>,
}

impl Builder {
    fn new(length: usize, limits: Limits) -> Builder {
        let instance = Instance {
            nodes: Vec::with_capacity(length / 32 + 1),
            attributes: Vec::new(),
            buffer: String::with_capacity(length),
        };
        Builder { instance, limits, open: Vec::with_capacity(16), texts: Vec::with_capacity(16) }
    }

    fn take(&mut self, event: &Event<'_>) -> Result<(), InstanceError> {
        match event {
            Event::Start(start) => self.open_element(start.name().0, start.attributes()),
            Event::Empty(start) => {
                self.open_element(start.name().0, start.attributes())?;
                self.close_element();
                Ok(())
            }
            Event::End(_) => {
                self.close_element();
                Ok(())
            }
            Event::Text(text) => self.add_text(&text.xml10_content()),
            Event::CData(text) => self.add_text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.add_reference(reference),
            Event::DocType(_) => Err(InstanceError::Doctype),
            Event::Decl(declaration) => check_encoding(declaration),
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn open_element(&mut self, name: &str, attributes: Attributes<'_>) -> Result<(), InstanceError> {
        if self.instance.nodes.len() >= self.limits.elements {
            return Err(InstanceError::TooManyElements);
        }
        if self.open.len() >= self.limits.depth {
            return Err(InstanceError::TooDeep);
        }
        if let (Some(stand_in), "output") = (self.limits.output, name) {
            self.add_text(stand_in)?;
        }
        let parent = self.open.last().copied().unwrap_or(NONE);
        if parent == NONE && !self.instance.nodes.is_empty() {
            return Err(InstanceError::Malformed);
        }
        let node = self.instance.push_node(name, parent);
        self.add_attributes(node.0, attributes)?;
        self.open.push(node.0);
        if self.texts.len() < self.open.len() {
            self.texts.push(String::new());
        }
        Ok(())
    }

    fn add_attributes(&mut self, node: u32, attributes: Attributes<'_>) -> Result<(), InstanceError> {
        for attribute in attributes {
            let attribute = attribute.map_err(|_| InstanceError::Malformed)?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| InstanceError::Entity)?;
            if value.bytes().any(is_forbidden) {
                return Err(InstanceError::Malformed);
            }
            let name = self.instance.push_text(attribute.key.0);
            let value = self.instance.push_text(&value);
            self.instance.attributes.push(Attribute { node, name, value });
        }
        Ok(())
    }

    /// Texts are kept apart until the element ends, since entities and sections cut them into pieces.
    fn close_element(&mut self) {
        let depth = self.open.len();
        let Some(node) = self.open.pop() else { return };
        let Some(text) = self.texts.get_mut(depth - 1).map(std::mem::take) else { return };
        let has_children =
            self.instance.nodes.get(node as usize).is_some_and(|found| found.first_child != NONE);
        let is_layout = has_children && text.trim().is_empty();
        if !(text.is_empty() || is_layout) {
            let span = self.instance.push_text(&text);
            if let Some(found) = self.instance.node_mut(node) {
                found.text = span;
            }
        }
        if let Some(kept) = self.texts.get_mut(depth - 1) {
            *kept = text;
            kept.clear();
        }
    }

    fn add_text(&mut self, text: &str) -> Result<(), InstanceError> {
        match self.open.len().checked_sub(1).and_then(|innermost| self.texts.get_mut(innermost)) {
            Some(pending) => pending.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(InstanceError::Malformed),
        }
        Ok(())
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), InstanceError> {
        if reference.is_char_ref() {
            let character = reference.resolve_char_ref().ok().flatten().ok_or(InstanceError::Malformed)?;
            if u8::try_from(character).is_ok_and(is_forbidden) {
                return Err(InstanceError::Malformed);
            }
            return self.add_text(character.encode_utf8(&mut [0; 4]));
        }
        let text = match &*reference.xml10_content() {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "apos" => "'",
            "quot" => "\"",
            _ => return Err(InstanceError::Entity),
        };
        self.add_text(text)
    }

    fn finish(self) -> Result<Instance, InstanceError> {
        let complete = self.open.is_empty() && !self.instance.nodes.is_empty();
        if complete { Ok(self.instance) } else { Err(InstanceError::Malformed) }
    }
}

fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), InstanceError> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii") => {
            Ok(())
        }
        Some(_) => Err(InstanceError::NotUtf8),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(xml: impl AsRef<[u8]>) -> &'static str {
        Instance::parse(xml.as_ref()).map_or_else(InstanceError::code, |_| "accepted")
    }

    #[test]
    fn what_no_submission_contains_is_refused() {
        let bomb =
            r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>"#;
        let cases: [(&str, &str); 16] = [
            (bomb, "submission.xml.doctype"),
            ("<d>&b;</d>", "submission.xml.entity"),
            ("<d a=\"&b;\"/>", "submission.xml.entity"),
            ("", "submission.xml.malformed"),
            ("   ", "submission.xml.malformed"),
            ("<d>", "submission.xml.malformed"),
            ("<d></e>", "submission.xml.malformed"),
            ("<d/><d/>", "submission.xml.malformed"),
            ("text", "submission.xml.malformed"),
            ("<d/>text", "submission.xml.malformed"),
            ("<d>&#0;</d>", "submission.xml.malformed"),
            ("<d>&#x1;</d>", "submission.xml.malformed"),
            ("<d>\u{1}</d>", "submission.xml.malformed"),
            ("<d a=\"1\" a=\"2\"/>", "submission.xml.malformed"),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><d/>", "submission.xml.not_utf8"),
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?><d/>", "accepted"),
        ];
        for (xml, code) in cases {
            assert_eq!(refusal(xml), code, "{xml}");
        }
        assert_eq!(refusal(b"<d>\xff</d>"), "submission.xml.not_utf8");
    }

    #[test]
    fn depth_and_number_of_elements_are_limited() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(refusal(nested(64)), "accepted");
        assert_eq!(refusal(nested(65)), "submission.xml.too_deep");
        let wide = |count: usize| format!("<d>{}</d>", "<a/>".repeat(count));
        assert_eq!(refusal(wide(49_999)), "accepted");
        assert_eq!(refusal(wide(50_000)), "submission.xml.too_many_elements");
    }

    #[test]
    fn an_output_in_a_label_leaves_its_mark() {
        let form = read(b"<v>Below 18: <output value=\"/d/c\"/> persons</v>", Limits::FORM).unwrap();
        assert_eq!(form.text(form.root()), "Below 18: … persons");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Instance::parse(&bytes);
        }

        #[test]
        fn no_markup_makes_the_reader_panic(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("<a>"), Just("</a>"), Just("<b x='1'>"), Just("</b>"), Just("<c/>"), Just("&amp;"),
                    Just("&#65;"), Just("&x;"), Just("<![CDATA["), Just("]]>"), Just("<!--"), Just("-->"),
                    Just("<!DOCTYPE"), Just("<?xml"), Just("?>"), Just("é"), Just(">"), Just("<"),
                ],
                0..40,
            )
        ) {
            let _ = Instance::parse(pieces.concat().as_bytes());
        }
    }
}
