//! The templates: part of the program, compiled once, with texts through `t` and numbers through `ltr`.

use crate::wording::{Argument, Language, Wording};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value, context,
    syntax::SyntaxConfig,
    value::{Kwargs, Object, from_args},
};
use rust_embed::RustEmbed;
use std::sync::{Arc, LazyLock};

#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Files;

/// Every template, and the fault of the first that cannot be compiled.
static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(compile);

/// Renders a page.
pub(super) fn render(name: &str, context: Value) -> Result<String, Error> {
    let templates =
        TEMPLATES.as_ref().map_err(|error| Error::new(ErrorKind::BadInclude, error.to_string()))?;
    templates.get_template(name)?.render(context)
}

/// The names of all pages' templates; those that start with `_` are parts of others.
#[cfg(test)]
pub(super) fn pages() -> Vec<String> {
    Files::iter().map(String::from).filter(|name| is_template(name) && !name.starts_with('_')).collect()
}

/// The source of every template, for looking after what it uses.
#[cfg(test)]
pub(super) fn sources() -> Vec<(String, String)> {
    let html = Files::iter().filter(|name| is_template(name));
    html.map(|name| {
        (name.to_string(), String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap())
    })
    .collect()
}

fn is_template(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "html")
}

fn compile() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    // A misspelt variable is a fault that tests find, not a gap in a page.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(syntax()?);
    environment.add_filter("ltr", ltr);
    environment.add_global("assets", assets());
    for name in Files::iter().filter(|name| is_template(name)) {
        let Some(file) = Files::get(&name) else { continue };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        environment.add_template_owned(name.into_owned(), source)?;
    }
    Ok(environment)
}

/// Lines that hold nothing but a tag leave no trace in the page.
fn syntax() -> Result<SyntaxConfig, Error> {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()
}

fn assets() -> Value {
    let address = super::assets::address;
    context! { style => address("style.css"), icon => address("icon.svg") }
}

/// A registry number, citizen number, token or address: from left to right in either language.
fn ltr(value: &Value) -> Value {
    let mut escaped = String::new();
    for character in value.to_string().chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    Value::from_safe_string(format!("<bdi dir=\"ltr\">{escaped}</bdi>"))
}

/// `t("key", count=3)` in templates: the text of a key in the page's language.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) wording: Arc<Wording>,
    pub(super) language: Language,
}

impl Object for Texts {
    fn call(self: &Arc<Self>, _state: &mut State<'_, '_>, given: &[Value]) -> Result<Value, Error> {
        let (key, values): (&str, Kwargs) = from_args(given)?;
        let mut arguments: Vec<(&str, Box<dyn Argument>)> = Vec::new();
        for name in values.args() {
            let value: Value = values.get(name)?;
            arguments.push((
                name,
                value.as_i64().map_or_else(|| Box::new(value.to_string()) as _, |n| Box::new(n) as _),
            ));
        }
        let arguments: Vec<(&str, &dyn Argument)> =
            arguments.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        Ok(Value::from(self.wording.text(self.language, key, &arguments)))
    }
}
