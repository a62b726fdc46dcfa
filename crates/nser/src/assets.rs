//! What the program carries with it: rules, forms and areas from the folders at the project's root.

use jiff::civil::Date;
use registry::area::{Area, AreaLevel};
use rust_embed::RustEmbed;
use scoring::rules::Rules;
use serde::Deserialize;
use std::{borrow::Cow, error::Error};

#[derive(RustEmbed)]
#[folder = "../../rules"]
#[include = "*.toml"]
struct RuleFiles;

#[derive(RustEmbed)]
#[folder = "../../forms/compiled"]
#[include = "*.xml"]
struct FormFiles;

#[derive(RustEmbed)]
#[folder = "../../geography"]
#[include = "*.csv"]
struct AreaFiles;

/// Scorecards and policies.
pub(crate) fn rules() -> Result<Rules, Box<dyn Error + Send + Sync>> {
    Ok(Rules::load(texts::<RuleFiles>()?)?)
}

/// Compiled forms, oldest version first.
pub(crate) fn forms() -> Result<Vec<String>, Box<dyn Error + Send + Sync>> {
    let mut forms = texts::<FormFiles>()?;
    // Versions are dates with a number: `household/2026112201.xml`.
    forms.sort();
    Ok(forms.into_iter().map(|(_, text)| text).collect())
}

/// The areas of Pakistan; with `invented`, also the invented ones for demonstrations.
pub(crate) fn areas(invented: bool) -> Result<Vec<Area>, Box<dyn Error + Send + Sync>> {
    let mut areas = Vec::new();
    let files = if invented { vec!["areas.csv", "demo.csv"] } else { vec!["areas.csv"] };
    for name in files {
        let file = AreaFiles::get(name).ok_or_else(|| format!("the program lacks geography/{name}"))?;
        areas.extend(read_areas(&file.data)?);
    }
    Ok(areas)
}

/// Areas from a table with the columns code, level, parent, name_en, name_ur, valid_from, valid_to.
pub(crate) fn read_areas(table: &[u8]) -> Result<Vec<Area>, Box<dyn Error + Send + Sync>> {
    csv::Reader::from_reader(table).deserialize().map(|line| area(line?)).collect()
}

#[derive(Deserialize)]
struct AreaLine {
    code: String,
    level: String,
    parent: String,
    name_en: String,
    name_ur: String,
    valid_from: Date,
    valid_to: Option<Date>,
}

fn area(line: AreaLine) -> Result<Area, Box<dyn Error + Send + Sync>> {
    Ok(Area {
        code: line.code.parse()?,
        level: AreaLevel::from_code(&line.level)
            .ok_or_else(|| format!("no level of area: {}", line.level))?,
        parent: if line.parent.is_empty() { None } else { Some(line.parent.parse()?) },
        name_en: line.name_en,
        name_ur: line.name_ur,
        valid_from: line.valid_from,
        valid_to: line.valid_to,
    })
}

fn texts<Files: RustEmbed>() -> Result<Vec<(String, String)>, Box<dyn Error + Send + Sync>> {
    Files::iter()
        .map(|path: Cow<'static, str>| {
            let file = Files::get(&path).ok_or_else(|| format!("the program lacks {path}"))?;
            Ok((path.to_string(), String::from_utf8(file.data.into_owned())?))
        })
        .collect()
}
