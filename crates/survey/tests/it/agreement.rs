//! Record and forms agree: every field has its question, every code list its choices, every word its languages.

use crate::project::{form, source};
use registry::{
    field::{Field, Kind},
    sections::SECTIONS,
};
use std::collections::{BTreeMap, BTreeSet};
use survey::{
    instance::{Instance, NodeId},
    xform::Form,
};

const FORMS: [&str; 3] = ["household", "poverty_card_2010", "roster_update"];
/// The position of the interview is one question of the form, `location/gps`.
const POSITION: [&str; 3] = ["latitude", "longitude", "accuracy_metres"];

/// Where a section's group stands in the forms.
fn groups(section: &str) -> Vec<String> {
    match section {
        "birth" => vec!["/data/births/birth".to_owned()],
        "person" | "education" | "work" | "health" => {
            vec![format!("/data/roster/member/{section}"), format!("/data/member/{section}")]
        }
        "disability" => ["/data/roster/member/disability", "/data/member/disability", "/data/disability"]
            .map(str::to_owned)
            .to_vec(),
        other => vec![format!("/data/{other}")],
    }
}

#[test]
fn every_field_of_the_record_is_asked_by_a_form() {
    let asked: BTreeSet<String> = ["household", "poverty_card_2010"]
        .into_iter()
        .flat_map(|name| form(name).paths().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for (section, fields) in SECTIONS {
        for field in
            fields.iter().filter(|field| !(*section == "interview" && POSITION.contains(&field.name)))
        {
            let found =
                groups(section).iter().any(|group| asked.contains(&format!("{group}/{}", field.name)));
            assert!(found, "no form asks for {section}/{}", field.name);
        }
    }
    assert!(asked.contains("/data/location/gps"));
}

/// The form as a tree of XML.
struct Source(Instance);

impl Source {
    fn of(name: &str) -> Self {
        Self(Instance::parse(source(name).as_bytes()).unwrap())
    }

    fn below(&self, node: NodeId, found: &mut Vec<NodeId>) {
        for child in self.0.children(node) {
            found.push(child);
            self.below(child, found);
        }
    }

    /// Every element of a name.
    fn elements(&self, name: &str) -> Vec<NodeId> {
        let mut all = Vec::new();
        self.below(self.0.root(), &mut all);
        all.retain(|node| self.0.name(*node) == name);
        all
    }

    /// The codes of every list, by the list's name.
    fn lists(&self) -> BTreeMap<String, BTreeSet<String>> {
        let instances = self.elements("instance").into_iter();
        let lists = instances.filter_map(|node| {
            let name = self.0.attribute(node, "id")?.to_owned();
            let root = self.0.child(node, "root")?;
            let code = |item| Some(self.0.text(self.0.child(item, "name")?).to_owned());
            Some((name, self.0.children(root).filter_map(code).collect()))
        });
        lists.collect()
    }

    /// For every question that offers a list, by its path, the list's name.
    fn choices(&self) -> BTreeMap<String, String> {
        let questions = self.elements("select1").into_iter().chain(self.elements("select"));
        let list = |node: NodeId| {
            let nodeset = self.0.attribute(self.0.child(node, "itemset")?, "nodeset")?;
            let name = nodeset.strip_prefix("instance('")?.split_once('\'')?.0;
            Some((self.0.attribute(node, "ref")?.to_owned(), name.to_owned()))
        };
        questions.filter_map(list).collect()
    }

    /// The texts of every translation by language: id to whether it says something.
    fn translations(&self) -> BTreeMap<String, BTreeMap<String, bool>> {
        let of = |node: NodeId| {
            let texts = self.0.children(node).map(|text| {
                let mut below = Vec::new();
                self.below(text, &mut below);
                let says = below.iter().any(|node| !self.0.text(*node).trim().is_empty());
                (self.0.attribute(text, "id").unwrap().to_owned(), says)
            });
            (self.0.attribute(node, "lang").unwrap().to_owned(), texts.collect())
        };
        self.elements("translation").into_iter().map(of).collect()
    }
}

fn codes(field: &Field) -> Option<BTreeSet<String>> {
    let codes: &[&str] = match field.kind {
        Kind::YesNo => &["yes", "no"],
        Kind::Code(_, codes) | Kind::Codes(codes) => codes,
        _ => return None,
    };
    Some(codes.iter().map(|code| (*code).to_owned()).collect())
}

/// The fields that a form asks for, with their paths in it. What a form fills in by itself (a paper card's mode is
/// `paper`) is not asked and has no label.
fn asked(form: &Form) -> Vec<(String, &'static Field)> {
    let places = SECTIONS.iter().flat_map(|(section, fields)| {
        fields.iter().flat_map(|field| groups(section).into_iter().map(move |group| (group, field)))
    });
    let paths = places.map(|(group, field)| (format!("{group}/{}", field.name), field));
    paths.filter(|(path, _)| form.label(path, "en").is_some()).collect()
}

#[test]
fn every_code_list_is_what_the_forms_offer() {
    let mut compared = 0;
    for name in FORMS {
        let source = Source::of(name);
        let (lists, choices) = (source.lists(), source.choices());
        for (path, field) in asked(&form(name)) {
            let offered = choices.get(&path).map(|list| lists[list].clone());
            assert_eq!(offered, codes(field), "{name}: {path}");
            compared += usize::from(offered.is_some());
        }
    }
    assert!(compared > 100, "{compared} lists compared");
}

#[test]
fn every_text_is_in_every_language() {
    for name in FORMS {
        let translations = Source::of(name).translations();
        let languages: Vec<_> = translations.keys().map(String::as_str).collect();
        assert_eq!(languages, ["English (en)", "Urdu (ur)"], "{name}");
        let ids: Vec<Vec<&String>> = translations.values().map(|texts| texts.keys().collect()).collect();
        assert_eq!(ids[0], ids[1], "{name}");
        for (language, texts) in &translations {
            let silent: Vec<_> = texts.iter().filter(|(_, says)| !**says).collect();
            assert!(silent.is_empty(), "{name}: {language} says nothing for {silent:?}");
        }
    }
}

#[test]
fn every_field_and_every_choice_has_a_label_in_every_language() {
    let mut labelled = 0;
    for name in FORMS {
        let form = form(name);
        for (path, field) in asked(&form) {
            let label = |language| form.label(&path, language).unwrap_or_default();
            assert!(!label("ur").is_empty() && label("ur") != label("en"), "{name}: {path}");
            labelled += 1;
            for code in codes(field).unwrap_or_default() {
                for language in ["en", "ur"] {
                    let label = form.choice_label(&path, &code, language).unwrap_or_default();
                    assert!(!label.is_empty(), "{name}: {path}: {code} in {language}");
                }
            }
        }
    }
    assert!(labelled > 150, "{labelled} labels");
}
