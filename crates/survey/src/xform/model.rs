//! The questionnaire's shape: the nodes of the primary instance, which of them repeat, and where the answer to
//! each is kept while a submission is checked.
//!
//! Every node belongs to a scope: the whole form, or the innermost repeat around it (a repeat's own node belongs
//! to its own scope). While checking, each row of a repeat holds one slot for every node of the scope, so a node
//! and a row together are one place in an array.

use std::collections::HashMap;

use crate::instance::{Instance, NodeId, local_part};

/// What kind of answer a question takes (the bind's `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerType {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    DateTime,
    Time,
    GeoPoint,
    /// A trace or shape: several points.
    GeoPoints,
}

impl AnswerType {
    /// From the bind's `type`, with or without a prefix; what is not known is text, as in JavaRosa.
    pub(super) fn named(name: &str) -> AnswerType {
        match local_part(name) {
            "int" | "integer" => AnswerType::Integer,
            "decimal" => AnswerType::Decimal,
            "boolean" => AnswerType::Boolean,
            "date" => AnswerType::Date,
            "dateTime" => AnswerType::DateTime,
            "time" => AnswerType::Time,
            "geopoint" => AnswerType::GeoPoint,
            "geotrace" | "geoshape" => AnswerType::GeoPoints,
            _ => AnswerType::Text,
        }
    }
}

/// One node of the primary instance.
#[derive(Debug)]
pub(super) struct TemplateNode {
    /// As written, perhaps with a prefix.
    pub(super) qualified_name: Box<str>,
    pub(super) name: Box<str>,
    pub(super) path: Box<str>,
    pub(super) default: Box<str>,
    pub(super) attributes: Vec<(Box<str>, Box<str>)>,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    pub(super) repeats: bool,
    pub(super) scope: usize,
    pub(super) slot: usize,
    pub(super) answer_type: AnswerType,
    /// The nearest node, this one or around it, that has a `relevant` expression of its own.
    pub(super) relevance: Option<usize>,
}

/// The whole form, or one repeat.
#[derive(Debug)]
pub(super) struct Scope {
    /// The repeat's node, or the root.
    pub(super) node: usize,
    pub(super) parent: Option<usize>,
    pub(super) depth: usize,
    /// Which of its parent's children this is.
    pub(super) ordinal: usize,
    pub(super) children: Vec<usize>,
    pub(super) slots: usize,
}

#[derive(Debug)]
pub(super) struct Model {
    pub(super) nodes: Vec<TemplateNode>,
    pub(super) scopes: Vec<Scope>,
    by_path: HashMap<Box<str>, usize>,
}

impl Model {
    /// Reads the primary instance below `root`; `repeats` are the paths the body repeats.
    pub(super) fn read(form: &Instance, root: NodeId, repeats: &[String]) -> Model {
        let mut model = Model { nodes: Vec::new(), scopes: Vec::new(), by_path: HashMap::new() };
        model.scopes.push(Scope {
            node: 0,
            parent: None,
            depth: 0,
            ordinal: 0,
            children: Vec::new(),
            slots: 0,
        });
        model.add(form, root, None, repeats);
        model
    }

    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    pub(super) fn node(&self, node: usize) -> Option<&TemplateNode> {
        self.nodes.get(node)
    }

    pub(super) fn scope(&self, scope: usize) -> Option<&Scope> {
        self.scopes.get(scope)
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.node(node)?.parent
    }

    pub(super) fn path(&self, node: usize) -> &str {
        self.node(node).map_or("", |node| &node.path)
    }

    pub(super) fn child(&self, node: usize, name: &str) -> Option<usize> {
        let children = &self.node(node)?.children;
        children.iter().copied().find(|child| self.node(*child).is_some_and(|child| &*child.name == name))
    }

    /// The scope a node belongs to.
    pub(super) fn scope_of(&self, node: usize) -> usize {
        self.node(node).map_or(0, |node| node.scope)
    }

    pub(super) fn depth_of(&self, node: usize) -> usize {
        self.scope(self.scope_of(node)).map_or(0, |scope| scope.depth)
    }

    /// Where the relevance of a node is kept: how many scopes up, and the slot there; none when always relevant.
    pub(super) fn relevance_place(&self, node: usize) -> Option<(usize, usize)> {
        let decides = self.node(node)?.relevance?;
        let up = self.depth_of(node).saturating_sub(self.depth_of(decides));
        Some((up, self.node(decides)?.slot))
    }

    /// Whether `outer` is `inner` or around it.
    pub(super) fn is_around(&self, outer: usize, inner: usize) -> bool {
        let mut next = Some(inner);
        while let Some(node) = next {
            if node == outer {
                return true;
            }
            next = self.parent(node);
        }
        false
    }

    /// Notes which node decides the relevance of each, once those with an expression of their own are known.
    pub(super) fn set_relevance(&mut self, own: &[bool]) {
        for node in 0..self.nodes.len() {
            let inherited =
                self.parent(node).and_then(|parent| self.node(parent)).and_then(|parent| parent.relevance);
            let has_own = own.get(node).copied().unwrap_or(false);
            if let Some(found) = self.nodes.get_mut(node) {
                found.relevance = if has_own { Some(node) } else { inherited };
            }
        }
    }

    fn add(&mut self, form: &Instance, element: NodeId, parent: Option<usize>, repeats: &[String]) -> usize {
        let index = self.nodes.len();
        let name = form.name(element);
        let path = format!("{}/{name}", parent.map_or("", |parent| self.path(parent)));
        let node_repeats = repeats.contains(&path);
        let outer = parent.map_or(0, |parent| self.scope_of(parent));
        let scope = if node_repeats { self.add_scope(index, outer) } else { outer };
        let slot = self.scopes.get_mut(scope).map_or(0, |scope| {
            scope.slots += 1;
            scope.slots - 1
        });
        let attributes = form.attributes(element).filter(|(name, _)| *name != "template");
        self.by_path.insert(Box::from(&*path), index);
        self.nodes.push(TemplateNode {
            qualified_name: Box::from(form.qualified_name(element)),
            name: Box::from(name),
            path: path.into(),
            default: Box::from(form.text(element)),
            attributes: attributes.map(|(name, value)| (Box::from(name), Box::from(value))).collect(),
            parent,
            children: Vec::new(),
            repeats: node_repeats,
            scope,
            slot,
            answer_type: AnswerType::Text,
            relevance: None,
        });
        self.add_children(form, element, index, repeats);
        index
    }

    /// A repeat stands there twice, as the template and as the first row: the first of a name counts.
    fn add_children(&mut self, form: &Instance, element: NodeId, index: usize, repeats: &[String]) {
        for child in form.children(element) {
            if self.child(index, form.name(child)).is_some() {
                continue;
            }
            let child = self.add(form, child, Some(index), repeats);
            if let Some(node) = self.nodes.get_mut(index) {
                node.children.push(child);
            }
        }
    }

    fn add_scope(&mut self, node: usize, parent: usize) -> usize {
        let index = self.scopes.len();
        let (depth, ordinal) = self.scopes.get_mut(parent).map_or((1, 0), |outer| {
            outer.children.push(index);
            (outer.depth + 1, outer.children.len() - 1)
        });
        self.scopes.push(Scope {
            node,
            parent: Some(parent),
            depth,
            ordinal,
            children: Vec::new(),
            slots: 0,
        });
        index
    }
}
