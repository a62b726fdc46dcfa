//! The logic of a questionnaire, run again on the server: whatever the tablet let through, each answer is held
//! against the published form it was made with, in JavaRosa's reading of the form.
//!
//! A form is compiled once ([`Form::parse`]) and then checks any number of submissions ([`Form::check`]).
//! Where JavaRosa (ODK Collect) and browser clients differ, JavaRosa is followed: `regex()` must match the whole
//! answer, dates compare as days, an absolute path inside a repeat means the same row.

mod check;
mod compile;
mod complete;
mod dates;
mod error;
mod evaluate;
mod expression;
mod functions;
mod itext;
mod layout;
mod model;
mod order;
mod pattern;
mod questions;
mod read;
mod table;
mod value;
mod wording;
mod words;
mod xpath;

#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod javarosa_tests;

pub use check::{Violation, ViolationKind};
pub use error::{FormError, FormFault};
pub use table::Table;
pub use wording::Wording;

use crate::instance::{Instance, NodeId};

/// A published form, compiled. Checking needs no lock: share it between threads.
#[derive(Debug)]
pub struct Form {
    id: String,
    version: String,
    title: String,
    translations: itext::Translations,
    model: model::Model,
    tables: Vec<table::Items>,
    /// One for each node of the model.
    questions: Vec<questions::Question>,
    steps: Vec<order::Step>,
    /// For each scope the nodes with anything to check.
    plans: Vec<Vec<usize>>,
}

impl Form {
    /// Reads and compiles an XForm.
    ///
    /// # Errors
    /// All faults of the form, each with a stable code: malformed XML, unknown functions, wrong numbers of
    /// arguments, paths to nodes that do not exist, cycles, patterns that cannot be run.
    pub fn parse(xml: &str) -> Result<Form, FormError> {
        read::read(xml.as_bytes())
    }

    /// Supplies the rows of a file the form refers to, by its file name (`tehsils.csv`) or instance name.
    /// Until then nothing that needs the file is checked.
    ///
    /// # Errors
    /// `form.media.unknown` if the form refers to no such file, `form.media.column` if a column is missing.
    pub fn with_external(mut self, name: &str, table: &Table) -> Result<Form, FormError> {
        let mut found = false;
        for items in &mut self.tables {
            if items.file.as_deref() == Some(name) || (items.file.is_some() && items.name == name) {
                items.supply(table).map_err(|fault| fault.at(name))?;
                found = true;
            }
        }
        if found {
            return Ok(self);
        }
        Err(error::Fault::new("form.media.unknown", "the form refers to no such file").at(name).into())
    }

    /// The files the form refers to whose rows are not supplied yet.
    pub fn missing_media(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().filter(|items| !items.loaded).filter_map(|items| items.file.as_deref())
    }

    /// The form's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The form's version, empty if it has none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The form's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The path of every node of the primary instance, in the form's order, without row numbers.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.model.nodes.iter().map(|node| &*node.path)
    }

    /// Whether the node at a path repeats.
    pub fn is_repeat(&self, path: &str) -> bool {
        self.find(path).and_then(|node| self.model.node(node)).is_some_and(|node| node.repeats)
    }

    /// A blank submission: the primary instance with id, version, namespaces and defaults, one row of each repeat.
    /// Rows are added with [`Instance::copy_after`].
    pub fn template(&self) -> Instance {
        let name = self.model.node(0).map_or("data", |root| &root.qualified_name);
        let mut instance = Instance::new(name);
        let root = instance.root();
        instance.set_attribute(root, "xmlns:jr", "http://openrosa.org/javarosa");
        instance.set_attribute(root, "xmlns:orx", "http://openrosa.org/xforms");
        self.fill_template(&mut instance, root, 0);
        instance
    }

    fn fill_template(&self, instance: &mut Instance, element: NodeId, node: usize) {
        let Some(node) = self.model.node(node) else { return };
        for (name, value) in &node.attributes {
            instance.set_attribute(element, name, value);
        }
        if !node.default.is_empty() {
            instance.set_text(element, &node.default);
        }
        for child in &node.children {
            let Some(name) = self.model.node(*child).map(|child| &child.qualified_name) else { continue };
            let added = instance.add_child(element, name);
            self.fill_template(instance, added, *child);
        }
    }

    /// The node of a path with or without row numbers.
    fn find(&self, path: &str) -> Option<usize> {
        if path.contains('[') {
            let plain =
                |segment: &str| crate::instance::split_position(segment).map(|(name, _)| name.to_owned());
            let segments: Option<Vec<String>> = path.split('/').map(plain).collect();
            return self.model.find(&segments?.join("/"));
        }
        self.model.find(path)
    }
}
