//! Finishing a submission as a tablet does before it sends it: calculations made, what does not apply left out.

use super::{Form, check::Check, layout::Layout};
use crate::instance::{Instance, NodeId};
use jiff::Zoned;

/// What becomes of an element.
enum Edit {
    Remove(NodeId),
    Write(NodeId, String),
}

impl Form {
    /// Writes what the form works out into a submission, and removes questions that are not relevant. A submission of
    /// more rows than are ever checked is left as it is.
    pub fn complete(&self, instance: &mut Instance, now: &Zoned) {
        for edit in self.edits(instance, now) {
            match edit {
                Edit::Remove(element) => instance.remove(element),
                Edit::Write(element, text) => instance.set_text(element, &text),
            }
        }
    }

    fn edits(&self, instance: &Instance, now: &Zoned) -> Vec<Edit> {
        let Ok((layout, _)) = Layout::build(self, instance, now) else { return Vec::new() };
        let mut check = Check { layout, violations: Vec::new() };
        check.settle();
        let layout = check.layout;
        let mut edits = Vec::new();
        for (place, row) in layout.rows.iter().enumerate() {
            for (index, node) in
                self.model.nodes.iter().enumerate().filter(|(_, node)| node.scope == row.scope)
            {
                let Some(slot) = layout.slot(place, node.slot) else { continue };
                let Some(element) = slot.node else { continue };
                if !layout.is_relevant(self.model.relevance_place(index), place) {
                    edits.push(Edit::Remove(element));
                } else if let Some(value) = &slot.computed {
                    edits.push(Edit::Write(element, value.clone().into_text().into_owned()));
                }
            }
        }
        edits
    }

    /// The files that a submission names: answers to questions for photographs, recordings and other files.
    pub fn attachments(&self, instance: &Instance) -> Vec<String> {
        let uploads: Vec<usize> = self
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.uploads)
            .map(|(node, _)| node)
            .collect();
        let mut names = Vec::new();
        let mut elements = if uploads.is_empty() { Vec::new() } else { vec![instance.root()] };
        while let Some(element) = elements.pop() {
            let name = instance.text(element).trim();
            if !name.is_empty() && uploads.iter().any(|node| self.is_at(*node, instance, element)) {
                names.push(name.to_owned());
            }
            elements.extend(instance.children(element));
        }
        names.reverse();
        names
    }

    /// Whether an element is where a node of the form is: the names agree all the way up.
    fn is_at(&self, node: usize, instance: &Instance, element: NodeId) -> bool {
        let (mut node, mut element) = (Some(node), Some(element));
        while let (Some(shape), Some(here)) = (node.and_then(|node| self.model.node(node)), element) {
            if *shape.name != *instance.name(here) {
                return false;
            }
            (node, element) = (shape.parent, instance.parent(here));
        }
        node.is_none() && element.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
        <h:head><h:title>Photographs</h:title><model>
            <instance><data id="photographs" version="1">
                <photograph/><member><photograph/><name/></member><notes><photograph/></notes><meta><instanceID/></meta>
            </data></instance>
            <bind nodeset="/data/photograph" type="binary"/>
            <bind nodeset="/data/member/photograph" type="binary"/>
            <bind nodeset="/data/notes/photograph" type="string"/>
        </model></h:head>
        <h:body>
            <upload ref="/data/photograph" mediatype="image/*"><label>House</label></upload>
            <group ref="/data/member"><label>Member</label><repeat nodeset="/data/member">
                <upload ref="/data/member/photograph" mediatype="image/*"><label>Member</label></upload>
                <input ref="/data/member/name"><label>Name</label></input>
            </repeat></group>
            <input ref="/data/notes/photograph"><label>About the photograph</label></input>
        </h:body></h:html>"#;

    #[test]
    fn files_are_named_by_answers_to_uploads_alone_also_in_every_row() {
        let form = Form::parse(FORM).unwrap();
        let xml = "<data id=\"photographs\" version=\"1\"><photograph>house.jpg</photograph>\
            <member><photograph> one.jpg </photograph><name>two.jpg</name></member>\
            <member><photograph/><name/></member><member><photograph>three.jpg</photograph></member>\
            <notes><photograph>taken.jpg</photograph></notes></data>";
        let instance = Instance::parse(xml.as_bytes()).unwrap();
        assert_eq!(form.attachments(&instance), ["house.jpg", "one.jpg", "three.jpg"]);
    }
}
