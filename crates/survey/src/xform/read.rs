//! Reads an XForm as pyxform writes it and compiles all it says. Every fault is collected, so that the form's
//! author sees them together.

use std::collections::HashMap;
use std::sync::Arc;

use crate::instance::{self, Instance, Limits, NodeId};

use super::compile::Compiler;
use super::error::{Fault, FormError, FormFault};
use super::expression::{Compiled, Expression};
use super::itext::{Translations, itext_argument};
use super::model::{AnswerType, Model};
use super::order::{self, Reading, Step};
use super::questions::{Calculation, ChoiceSource, Choices, ItemLabel, Question};
use super::table::Items;
use super::{Form, check};

/// Reads a whole form.
pub(super) fn read(xml: &[u8]) -> Result<Form, FormError> {
    let document = instance::read(xml, Limits::FORM)
        .map_err(|error| Fault::new("form.xml", error.to_string()).at(""))?;
    let parts = Parts::find(&document).map_err(|fault| fault.at(""))?;
    let mut reader = Reader::new(&document, &parts);
    reader.read_binds();
    reader.read_body(parts.body, 0);
    reader.read_actions(parts.model);
    reader.finish(&parts)
}

/// Where the parts of a form are.
struct Parts {
    title: String,
    model: NodeId,
    body: NodeId,
    /// The root of the primary instance.
    data: NodeId,
}

impl Parts {
    fn find(form: &Instance) -> Result<Parts, Fault> {
        let missing = |what: &str| Fault::structure(format!("there is no {what}"));
        let head = form.child(form.root(), "head").ok_or_else(|| missing("head"))?;
        let body = form.child(form.root(), "body").ok_or_else(|| missing("body"))?;
        let model = form.child(head, "model").ok_or_else(|| missing("model"))?;
        let primary = form.child(model, "instance").ok_or_else(|| missing("instance"))?;
        let data = form.children(primary).next().ok_or_else(|| missing("primary instance"))?;
        let title = form.child(head, "title").map(|title| form.text(title).trim().to_owned());
        Ok(Parts { title: title.unwrap_or_default(), model, body, data })
    }
}

struct Reader<'a> {
    form: &'a Instance,
    translations: Translations,
    model: Model,
    tables: Vec<Items>,
    questions: Vec<Question>,
    /// The bind element of each node.
    binds: HashMap<usize, NodeId>,
    /// Nodes whose bind says `readonly="true()"`.
    readonly: Vec<bool>,
    readings: Vec<Reading>,
    faults: Vec<FormFault>,
}

impl<'a> Reader<'a> {
    fn new(form: &'a Instance, parts: &Parts) -> Reader<'a> {
        let mut repeats = Vec::new();
        collect_repeats(form, parts.body, &mut repeats);
        let model = Model::read(form, parts.data, &repeats);
        let questions = model.nodes.iter().map(|_| Question::default()).collect();
        let mut reader = Reader {
            form,
            translations: Translations::read(form, parts.model),
            readonly: vec![false; model.nodes.len()],
            model,
            tables: read_tables(form, parts.model),
            questions,
            binds: HashMap::new(),
            readings: Vec::new(),
            faults: Vec::new(),
        };
        for repeat in repeats {
            reader.find_node(&repeat, "repeat");
        }
        reader.find_binds(parts.model);
        reader
    }

    /// Notes every bind first: types and relevance must be known before any expression is compiled.
    fn find_binds(&mut self, model: NodeId) {
        let form = self.form;
        let mut has_relevance = vec![false; self.model.nodes.len()];
        for bind in form.children(model).filter(|child| form.name(*child) == "bind") {
            let path = form.attribute(bind, "nodeset").unwrap_or_default();
            let Some(node) = self.find_bound(path, bind) else { continue };
            self.binds.insert(node, bind);
            let readonly = form.attribute(bind, "readonly").is_some_and(|value| value.trim() == "true()");
            set(&mut self.readonly, node, readonly);
            set(&mut has_relevance, node, form.attribute(bind, "relevant").is_some());
            if let (Some(found), Some(name)) = (self.model.nodes.get_mut(node), form.attribute(bind, "type"))
            {
                found.answer_type = AnswerType::named(name);
            }
        }
        self.model.set_relevance(&has_relevance);
    }

    /// The node a bind is about. A bind on an attribute (entities have them) is only tried out.
    fn find_bound(&mut self, path: &str, bind: NodeId) -> Option<usize> {
        let Some((element, _)) = path.split_once("/@") else { return self.find_node(path, "bind") };
        let node = self.find_node(element, "bind")?;
        for property in ["calculate", "relevant", "required", "constraint"] {
            if let Some(text) = self.form.attribute(bind, property) {
                self.compile(text, node, path, property);
            }
        }
        None
    }

    fn read_binds(&mut self) {
        let mut binds: Vec<(usize, NodeId)> = self.binds.iter().map(|(node, bind)| (*node, *bind)).collect();
        binds.sort_unstable();
        for (node, bind) in binds {
            let relevant = self.property(node, bind, "relevant");
            let required = self.property(node, bind, "required");
            let constraint = self.property(node, bind, "constraint");
            let calculation = self.property(node, bind, "calculate");
            if let Some(relevant) = &relevant {
                self.readings.push(Reading { step: Step::Relevance(node), reads: relevant.reads.clone() });
            }
            if let Some(calculation) = &calculation {
                self.readings
                    .push(Reading { step: Step::Calculation(node), reads: calculation.reads.clone() });
            }
            let message =
                |name| self.form.attribute(bind, name).and_then(|text| self.translations.message(text));
            let (constraint_message, required_message) = (message("constraintMsg"), message("requiredMsg"));
            let preloaded = self.form.attribute(bind, "preload").is_some();
            let Some(question) = self.questions.get_mut(node) else { continue };
            question.relevant = relevant.map(|compiled| compiled.expression);
            question.required = required.map(|compiled| compiled.expression);
            question.constraint = constraint.map(|compiled| compiled.expression);
            (question.constraint_message, question.required_message) = (constraint_message, required_message);
            question.calculation = calculation.map(|compiled| Calculation {
                compared: compiled.stable && compiled.knowable && !preloaded,
                expression: compiled.expression,
            });
        }
    }

    /// Compiles one property of a bind. What only the tablet can work out may be a calculation, nothing else.
    fn property(&mut self, node: usize, bind: NodeId, property: &str) -> Option<Compiled> {
        let text = self.form.attribute(bind, property)?;
        let place = self.model.path(node).to_owned();
        let compiled = self.compile(text, node, &place, property)?;
        if !compiled.knowable && property != "calculate" {
            let fault =
                Fault::new("form.function.unsupported", "a function here cannot be checked on the server");
            self.faults.push(fault.at(format!("{place} {property}")));
        }
        Some(compiled)
    }

    fn compile(&mut self, text: &str, node: usize, place: &str, property: &str) -> Option<Compiled> {
        let compiled = Compiler::new(&self.model, &mut self.tables).compile(text, node);
        self.keep(compiled, place, property)
    }

    fn keep<T>(&mut self, result: Result<T, Fault>, place: &str, property: &str) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault.at(format!("{place} {property}")))).ok()
    }

    fn find_node(&mut self, path: &str, what: &str) -> Option<usize> {
        let normal: String = path.trim().split('/').map(instance::local_part).collect::<Vec<_>>().join("/");
        let found = self.model.find(&normal);
        if found.is_none() {
            self.faults.push(Fault::missing_path(path).at(what));
        }
        found
    }

    /// Walks the body; `around` is the node of the innermost group or repeat.
    fn read_body(&mut self, parent: NodeId, around: usize) {
        let form = self.form;
        for element in form.children(parent) {
            match form.name(element) {
                "group" | "repeat" => self.read_group(element, around),
                "input" | "select" | "select1" | "rank" | "upload" | "range" | "trigger" | "secret" => {
                    self.read_control(element);
                }
                "setvalue" | "setgeopoint" | "recordaudio" => self.read_action(element),
                _ => {}
            }
        }
    }

    fn read_group(&mut self, element: NodeId, around: usize) {
        let form = self.form;
        let path = form.attribute(element, "nodeset").or_else(|| form.attribute(element, "ref"));
        let node = path.and_then(|path| self.find_node(path, "group")).unwrap_or(around);
        if path.is_some() {
            self.set_label(element, node);
        }
        if let Some(count) = form.attribute(element, "count") {
            let place = self.model.path(node).to_owned();
            let compiled = Compiler::new(&self.model, &mut self.tables).compile_count(count, node);
            let compiled = self.keep(compiled, &place, "count");
            if let (Some(compiled), Some(question)) = (compiled, self.questions.get_mut(node)) {
                question.count = Some(compiled.expression);
            }
        }
        self.read_body(element, node);
    }

    fn read_control(&mut self, element: NodeId) {
        let form = self.form;
        let path = form.attribute(element, "ref").unwrap_or_default();
        let Some(node) = self.find_node(path, form.name(element)) else { return };
        self.set_label(element, node);
        let several = matches!(form.name(element), "select" | "rank");
        let selects = several || form.name(element) == "select1";
        let choices = selects.then(|| self.read_choices(element, node, several));
        let readonly = self.readonly.get(node).copied().unwrap_or(false);
        if let Some(question) = self.questions.get_mut(node) {
            question.shown = true;
            question.uploads = form.name(element) == "upload";
            question.choices = choices;
            // The enumerator may overwrite what is worked out for a question that can be edited.
            if let (false, Some(calculation)) = (readonly, &mut question.calculation) {
                calculation.compared = false;
            }
        }
        self.read_body(element, node);
    }

    fn set_label(&mut self, element: NodeId, node: usize) {
        let label = self.translations.label(self.form, element);
        if let (Some(label), Some(question)) = (label, self.questions.get_mut(node)) {
            question.label.get_or_insert(label);
        }
    }

    fn read_choices(&mut self, element: NodeId, node: usize, several: bool) -> Choices {
        let form = self.form;
        let searched = form.attribute(element, "appearance").is_some_and(|value| value.contains("search("));
        let itemset = form.children(element).find(|child| form.name(*child) == "itemset");
        let source = match itemset {
            _ if searched => ChoiceSource::Unknown,
            Some(itemset) => self.read_itemset(itemset, node).unwrap_or(ChoiceSource::Unknown),
            None => ChoiceSource::Fixed(self.read_items(element)),
        };
        Choices { several, source }
    }

    fn read_items(&self, element: NodeId) -> Vec<(Box<str>, Option<Arc<super::Wording>>)> {
        let form = self.form;
        let items = form.children(element).filter(|child| form.name(*child) == "item");
        items
            .filter_map(|item| {
                let value = form.child(item, "value")?;
                Some((Box::from(form.text(value).trim()), self.translations.label(form, item)))
            })
            .collect()
    }

    fn read_itemset(&mut self, itemset: NodeId, node: usize) -> Option<ChoiceSource> {
        let form = self.form;
        let place = self.model.path(node).to_owned();
        let nodeset = form.attribute(itemset, "nodeset").unwrap_or_default();
        let reference = |name: &str| form.child(itemset, name).and_then(|child| form.attribute(child, "ref"));
        let (value, label) = (reference("value").unwrap_or("value"), reference("label"));
        let compiled = Compiler::new(&self.model, &mut self.tables).compile_nodes(nodeset, node);
        match self.keep(compiled, &place, "choices")?.expression {
            Expression::Items(path) => {
                let table = path.table;
                let value = self.item_column(table, value, &place)?;
                let label = self.item_label(table, label, &place);
                Some(ChoiceSource::Items { path, value, label })
            }
            Expression::Nodes(path) => {
                let row = path.target.node;
                let value = self.row_path(value, row, &place)?;
                Some(ChoiceSource::Rows { path, value })
            }
            _ => {
                self.faults.push(Fault::structure("choices must come from a path").at(place));
                None
            }
        }
    }

    fn item_column(&mut self, table: usize, name: &str, place: &str) -> Option<usize> {
        let column = self.tables.get_mut(table)?.column(name);
        self.keep(column, place, "choices")
    }

    fn item_label(&mut self, table: usize, label: Option<&str>, place: &str) -> ItemLabel {
        let Some(label) = label else { return ItemLabel::Missing };
        let (name, translated) = itext_argument(label).map_or((label, false), |name| (name, true));
        match self.item_column(table, name, place) {
            Some(column) if translated => ItemLabel::Translated(column),
            Some(column) => ItemLabel::Column(column),
            None => ItemLabel::Missing,
        }
    }

    fn row_path(&mut self, text: &str, row: usize, place: &str) -> Option<super::expression::NodePath> {
        match self.compile(text, row, place, "choices")?.expression {
            Expression::Nodes(path) => Some(path),
            _ => None,
        }
    }

    /// Values set on events are not checked against submissions, only their expressions against the form.
    fn read_action(&mut self, element: NodeId) {
        let form = self.form;
        let (Some(path), Some(text)) = (form.attribute(element, "ref"), form.attribute(element, "value"))
        else {
            return;
        };
        // The last saved record has the same form, but is not at hand.
        if path.contains("/@") || text.contains("__last-saved") {
            return;
        }
        if let Some(node) = self.find_node(path, "setvalue") {
            let place = self.model.path(node).to_owned();
            self.compile(text, node, &place, "setvalue");
        }
    }

    fn read_actions(&mut self, model: NodeId) {
        let form = self.form;
        for element in form.children(model).filter(|child| form.name(*child) == "setvalue") {
            self.read_action(element);
        }
    }

    fn finish(mut self, parts: &Parts) -> Result<Form, FormError> {
        let steps = match order::arrange(&self.model, &self.readings) {
            Ok(steps) => steps,
            Err((node, fault)) => {
                self.faults.push(fault.at(self.model.path(node)));
                Vec::new()
            }
        };
        if !self.faults.is_empty() {
            return Err(FormError { faults: self.faults });
        }
        let plans = check::plan(&self.model, &self.questions);
        let attribute = |name| self.form.attribute(parts.data, name).map(str::to_owned);
        Ok(Form {
            id: attribute("id").unwrap_or_default(),
            version: attribute("version").unwrap_or_default(),
            title: parts.title.clone(),
            translations: self.translations,
            model: self.model,
            tables: self.tables,
            questions: self.questions,
            steps,
            plans,
        })
    }
}

fn set(flags: &mut [bool], index: usize, value: bool) {
    if let Some(flag) = flags.get_mut(index) {
        *flag = value;
    }
}

fn collect_repeats(form: &Instance, parent: NodeId, repeats: &mut Vec<String>) {
    for element in form.children(parent) {
        if form.name(element) == "repeat" {
            repeats.extend(form.attribute(element, "nodeset").map(|path| path.trim().to_owned()));
        }
        collect_repeats(form, element, repeats);
    }
}

/// Every instance but the first: inside the form, or a file named by `src`.
fn read_tables(form: &Instance, model: NodeId) -> Vec<Items> {
    let instances = form.children(model).filter(|child| form.name(*child) == "instance").skip(1);
    let mut tables = Vec::new();
    for element in instances {
        let Some(name) = form.attribute(element, "id") else { continue };
        match (form.attribute(element, "src"), form.children(element).next()) {
            (Some(source), _) => {
                let file = source.rsplit('/').next().unwrap_or(source);
                tables.push(Items::beside(name, file));
            }
            (None, Some(root)) => tables.push(Items::inside(name, form, root)),
            (None, None) => tables.push(Items::beside(name, "")),
        }
    }
    tables
}
