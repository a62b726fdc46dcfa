//! A submission as a tree: the answers exactly as the tablet sent them, before anyone judges them.
//!
//! The tree is an arena: one vector of nodes and one buffer of characters, so that reading a submission
//! costs two growing allocations and no more. `Debug` shows neither names of people nor answers.

mod reading;
mod writing;

use std::fmt;

pub(crate) use reading::{Limits, read};

/// Why bytes are not a submission. The text names the fault, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// The bytes are not UTF-8, or the XML declaration names another encoding.
    #[error("the XML is not UTF-8")]
    NotUtf8,
    /// Not well-formed XML, or characters XML forbids.
    #[error("the XML is not well formed")]
    Malformed,
    /// A document type declaration: nothing in a submission needs one, and entity bombs do.
    #[error("the XML has a document type declaration")]
    Doctype,
    /// A reference to an entity other than the five of XML itself.
    #[error("the XML refers to an entity")]
    Entity,
    /// Elements nested deeper than any form nests them.
    #[error("the XML is nested too deeply")]
    TooDeep,
    /// More elements than any interview holds.
    #[error("the XML has too many elements")]
    TooManyElements,
    /// Longer than this reader can address (2 GiB).
    #[error("the XML is too long")]
    TooLong,
}

impl InstanceError {
    /// The stable code shown to users and kept in findings.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotUtf8 => "submission.xml.not_utf8",
            Self::Malformed => "submission.xml.malformed",
            Self::Doctype => "submission.xml.doctype",
            Self::Entity => "submission.xml.entity",
            Self::TooDeep => "submission.xml.too_deep",
            Self::TooManyElements => "submission.xml.too_many_elements",
            Self::TooLong => "submission.xml.too_long",
        }
    }
}

/// One element of an [`Instance`]; only meaningful for the instance that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// A parsed submission: elements with names, texts and attributes, in document order.
///
/// Names are given without their namespace prefix (`orx:meta` is `meta`), as forms differ in it.
#[derive(Clone)]
pub struct Instance {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    buffer: String,
}

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    const EMPTY: Span = Span { start: 0, end: 0 };
}

#[derive(Clone, Copy)]
struct Node {
    /// The name with its prefix, as written.
    name: Span,
    /// Where the name without prefix begins.
    local_start: u32,
    text: Span,
    parent: u32,
    first_child: u32,
    last_child: u32,
    next_sibling: u32,
}

#[derive(Clone, Copy)]
struct Attribute {
    node: u32,
    name: Span,
    value: Span,
}

/// Reading.
impl Instance {
    /// Reads a submission. The caller has already limited its size in bytes.
    ///
    /// # Errors
    /// One of [`InstanceError`], each with a stable code.
    pub fn parse(xml: &[u8]) -> Result<Instance, InstanceError> {
        read(xml, Limits::SUBMISSION)
    }

    /// The outermost element, usually `data`.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The form the submission was made with (attribute `id` of the root).
    pub fn form_id(&self) -> Option<&str> {
        self.attribute(self.root(), "id")
    }

    /// The version of the form (attribute `version` of the root).
    pub fn version(&self) -> Option<&str> {
        self.attribute(self.root(), "version")
    }

    /// `meta/instanceID`: the name of this submission, given by the tablet.
    pub fn instance_id(&self) -> Option<&str> {
        self.meta("instanceID")
    }

    /// `meta/deprecatedID`: the submission this one corrects.
    pub fn deprecated_id(&self) -> Option<&str> {
        self.meta("deprecatedID")
    }

    /// How many elements there are.
    pub fn element_count(&self) -> usize {
        self.nodes.len()
    }

    /// The element's name without prefix.
    pub fn name(&self, node: NodeId) -> &str {
        self.node(node).map_or("", |found| self.slice(Span { start: found.local_start, end: found.name.end }))
    }

    /// The element's name as written, perhaps with a prefix.
    pub(crate) fn qualified_name(&self, node: NodeId) -> &str {
        self.node(node).map_or("", |found| self.slice(found.name))
    }

    /// The element's own text, as sent (not trimmed); empty for an element with children.
    pub fn text(&self, node: NodeId) -> &str {
        self.node(node).map_or("", |found| self.slice(found.text))
    }

    /// The element around this one; none for the root.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.node(node).and_then(|found| present(found.parent))
    }

    /// The elements directly inside, in document order.
    pub fn children(&self, node: NodeId) -> Children<'_> {
        Children { instance: self, next: self.node(node).map_or(NONE, |found| found.first_child) }
    }

    /// Whether any element is directly inside.
    pub fn has_children(&self, node: NodeId) -> bool {
        self.node(node).is_some_and(|found| found.first_child != NONE)
    }

    /// The first element of that name directly inside.
    pub fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.children(node).find(|child| self.name(*child) == name)
    }

    /// 1-based position among the siblings of the same name.
    pub fn position(&self, node: NodeId) -> usize {
        let Some(parent) = self.parent(node) else { return 1 };
        let name = self.name(node);
        1 + self
            .children(parent)
            .take_while(|child| *child != node)
            .filter(|child| self.name(*child) == name)
            .count()
    }

    /// The attribute's value, by its name without prefix.
    pub fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        self.attributes(node).find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The element's attributes by their names without prefix; namespace declarations are left out.
    pub fn attributes(&self, node: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let start = self.attributes.partition_point(|attribute| attribute.node < node.0);
        let following = self.attributes.get(start..).unwrap_or_default();
        following.iter().take_while(move |attribute| attribute.node == node.0).filter_map(|attribute| {
            let name = self.slice(attribute.name);
            let declares_namespace = name == "xmlns" || name.starts_with("xmlns:");
            (!declares_namespace).then(|| (local_part(name), self.slice(attribute.value)))
        })
    }

    /// The element at a path such as `/data/member[3]/cnic`: positions are 1-based, absent means first.
    pub fn find(&self, path: &str) -> Option<NodeId> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let (name, position) = split_position(segments.next()?)?;
        let mut node = (self.name(self.root()) == name && position == 1).then(|| self.root())?;
        for segment in segments {
            let (name, position) = split_position(segment)?;
            node = self.children(node).filter(|child| self.name(*child) == name).nth(position - 1)?;
        }
        Some(node)
    }

    /// The text at a path; see [`Instance::find`].
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.find(path).map(|node| self.text(node))
    }

    fn meta(&self, name: &str) -> Option<&str> {
        let meta = self.child(self.root(), "meta")?;
        let text = self.text(self.child(meta, name)?).trim();
        (!text.is_empty()).then_some(text)
    }

    fn node(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.0 as usize)
    }

    fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.nodes.get_mut(index as usize)
    }

    fn slice(&self, span: Span) -> &str {
        self.buffer.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// Building, for simulators and tests.
impl Instance {
    /// A tree of one element.
    pub fn new(root_name: &str) -> Instance {
        let mut instance = Instance { nodes: Vec::new(), attributes: Vec::new(), buffer: String::new() };
        instance.push_node(root_name, NONE);
        instance
    }

    /// Adds an element as the last child. A name may carry a prefix (`orx:meta`).
    pub fn add_child(&mut self, parent: NodeId, name: &str) -> NodeId {
        self.push_node(name, parent.0)
    }

    /// Replaces the element's text.
    pub fn set_text(&mut self, node: NodeId, text: &str) {
        let span = self.push_text(text);
        if let Some(found) = self.node_mut(node.0) {
            found.text = span;
        }
    }

    /// Sets or replaces an attribute, by its full name.
    pub fn set_attribute(&mut self, node: NodeId, name: &str, value: &str) {
        let value = self.push_text(value);
        let start = self.attributes.partition_point(|attribute| attribute.node < node.0);
        let end = self.attributes.partition_point(|attribute| attribute.node <= node.0);
        for index in start..end {
            let known =
                self.attributes.get(index).is_some_and(|attribute| self.slice(attribute.name) == name);
            if let (true, Some(attribute)) = (known, self.attributes.get_mut(index)) {
                attribute.value = value;
                return;
            }
        }
        let name = self.push_text(name);
        self.attributes.insert(end, Attribute { node: node.0, name, value });
    }

    /// Copies the element with all inside it and puts the copy directly after it: one more row of a repeat.
    pub fn copy_after(&mut self, node: NodeId) -> NodeId {
        let copy = self.copy_subtree(node, NONE);
        let Some(original) = self.node(node).copied() else { return copy };
        if let Some(copied) = self.node_mut(copy.0) {
            copied.parent = original.parent;
            copied.next_sibling = original.next_sibling;
        }
        if let Some(found) = self.node_mut(node.0) {
            found.next_sibling = copy.0;
        }
        if let Some(parent) = self.node_mut(original.parent)
            && parent.last_child == node.0
        {
            parent.last_child = copy.0;
        }
        copy
    }

    /// Takes the element and all inside it out of the tree; the root stays.
    pub fn remove(&mut self, node: NodeId) {
        let Some(parent) = self.parent(node) else { return };
        let next = self.node(node).map_or(NONE, |found| found.next_sibling);
        let previous = self.children(parent).take_while(|child| *child != node).last();
        match previous.and_then(|previous| self.node_mut(previous.0)) {
            Some(previous) => previous.next_sibling = next,
            None => {
                if let Some(parent) = self.node_mut(parent.0) {
                    parent.first_child = next;
                }
            }
        }
        if next == NONE
            && let Some(parent) = self.node_mut(parent.0)
        {
            parent.last_child = previous.map_or(NONE, |previous| previous.0);
        }
        // Out of the tree for good: removing it again must change nothing.
        if let Some(removed) = self.node_mut(node.0) {
            (removed.parent, removed.next_sibling) = (NONE, NONE);
        }
    }

    fn copy_subtree(&mut self, node: NodeId, parent: u32) -> NodeId {
        let Some(original) = self.node(node).copied() else { return node };
        let copy = self.link(
            Node { parent: NONE, first_child: NONE, last_child: NONE, next_sibling: NONE, ..original },
            parent,
        );
        let start = self.attributes.partition_point(|attribute| attribute.node < node.0);
        let end = self.attributes.partition_point(|attribute| attribute.node <= node.0);
        for index in start..end {
            if let Some(attribute) = self.attributes.get(index).copied() {
                self.attributes.push(Attribute { node: copy.0, ..attribute });
            }
        }
        let children: Vec<NodeId> = self.children(node).collect();
        for child in children {
            self.copy_subtree(child, copy.0);
        }
        copy
    }

    fn push_node(&mut self, name: &str, parent: u32) -> NodeId {
        let span = self.push_text(name);
        let prefix = name.len() - local_part(name).len();
        let local_start = span.start + u32::try_from(prefix).unwrap_or(0);
        let node = Node {
            name: span,
            local_start,
            text: Span::EMPTY,
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            next_sibling: NONE,
        };
        self.link(node, parent)
    }

    fn link(&mut self, mut node: Node, parent: u32) -> NodeId {
        let index = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        node.parent = parent;
        self.nodes.push(node);
        let previous = match self.node_mut(parent) {
            Some(parent) => {
                let previous = std::mem::replace(&mut parent.last_child, index);
                if parent.first_child == NONE {
                    parent.first_child = index;
                }
                previous
            }
            None => NONE,
        };
        if let Some(previous) = self.node_mut(previous) {
            previous.next_sibling = index;
        }
        NodeId(index)
    }

    fn push_text(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.buffer.len()).unwrap_or(NONE);
        self.buffer.push_str(text);
        Span { start, end: u32::try_from(self.buffer.len()).unwrap_or(NONE) }
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Instance")
            .field("form_id", &self.form_id())
            .field("version", &self.version())
            .field("elements", &self.nodes.len())
            .finish_non_exhaustive()
    }
}

/// The elements directly inside an element.
pub struct Children<'a> {
    instance: &'a Instance,
    next: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let node = present(self.next)?;
        self.next = self.instance.node(node).map_or(NONE, |found| found.next_sibling);
        Some(node)
    }
}

/// The name without its namespace prefix.
pub(crate) fn local_part(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// `member[3]` is (`member`, 3); `member` is (`member`, 1).
pub(crate) fn split_position(segment: &str) -> Option<(&str, usize)> {
    let Some((name, rest)) = segment.split_once('[') else { return Some((segment, 1)) };
    let position: usize = rest.strip_suffix(']')?.parse().ok()?;
    (position > 0).then_some((name, position))
}

fn present(index: u32) -> Option<NodeId> {
    (index != NONE).then_some(NodeId(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = br#"<?xml version="1.0"?>
        <data xmlns:orx="http://openrosa.org/xforms" id="invented" version="7">
          <name>First &amp; <![CDATA[<second>]]></name>
          <member><age>4</age></member><other/><member><age>5</age></member>
          <orx:meta><orx:instanceID> uuid:1 </orx:instanceID><orx:deprecatedID/></orx:meta>
        </data>"#;

    #[test]
    fn a_submission_is_read() {
        let instance = Instance::parse(SAMPLE).unwrap();
        assert_eq!((instance.form_id(), instance.version()), (Some("invented"), Some("7")));
        assert_eq!((instance.instance_id(), instance.deprecated_id()), (Some("uuid:1"), None));
        assert_eq!(instance.text_at("/data/name"), Some("First & <second>"));
        assert_eq!(instance.text_at("/data/member[2]/age"), Some("5"));
        assert_eq!(instance.find("/data/member[3]"), None);
        assert_eq!(instance.find("/other"), None);
        let second = instance.find("/data/member[2]").unwrap();
        assert_eq!((instance.position(second), instance.text(second)), (2, ""));
    }

    #[test]
    fn debug_shows_no_answer() {
        let shown = format!("{:?}", Instance::parse(SAMPLE).unwrap());
        assert!(!shown.contains("First") && shown.contains("elements"), "{shown}");
    }

    #[test]
    fn rows_are_copied_and_removed() {
        let mut instance = Instance::parse(SAMPLE).unwrap();
        let first = instance.find("/data/member").unwrap();
        let copy = instance.copy_after(first);
        let age = instance.child(copy, "age").unwrap();
        instance.set_text(age, "9");
        let ages = |instance: &Instance| -> Vec<String> {
            (1..=3)
                .filter_map(|row| instance.text_at(&format!("/data/member[{row}]/age")).map(str::to_owned))
                .collect()
        };
        assert_eq!(ages(&instance), ["4", "9", "5"]);
        instance.remove(first);
        instance.remove(first);
        assert_eq!(ages(&instance), ["9", "5"]);
        let meta = instance.find("/data/meta").unwrap();
        instance.remove(meta);
        instance.add_child(instance.root(), "last");
        assert_eq!(instance.children(instance.root()).map(|node| instance.name(node)).last(), Some("last"));
    }
}
