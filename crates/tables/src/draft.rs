//! Drafts a mapping from the headings of files and a sample of their rows: canonical columns map to themselves, others by
//! names that are close, and for coded fields every value seen is listed, with a translation where one suggests itself.
//! What is left open (`"?"`) the checker refuses until somebody has decided.

mod key;

use crate::{
    fault::OpenError,
    fields::{Known, Subject, Target, known},
    mapping::Mapping,
    source::{Headings, TextSettings, headings, sample},
    suggest::{list, plain},
    table::Table,
};
use key::Key;
use registry::field::Kind;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::Path,
};

/// Rows looked at.
const SAMPLE_ROWS: usize = 5_000;
/// Values listed of a coded column; one with more is hardly coded.
const MOST_VALUES: usize = 60;

/// Values shown of a column that no field takes.
const FEW_VALUES: usize = 12;

/// Drafts a mapping from the headings and the first 5,000 rows of files. Members and births of a nested Parquet file are
/// drafted from its lists.
///
/// # Errors
/// [`OpenError::File`] for a file that cannot be read.
pub fn draft(households: &Path, persons: Option<&Path>) -> Result<String, OpenError> {
    draft_with_births(households, persons, None)
}

/// [`draft`] with a file of births.
pub fn draft_with_births(
    households: &Path,
    persons: Option<&Path>,
    births: Option<&Path>,
) -> Result<String, OpenError> {
    draft_in_encoding(households, persons, births, None)
}

/// [`draft_with_births`] of text files in the encoding of a label such as `windows-1256`; of UTF-8 where there is none.
///
/// # Errors
/// As [`draft`]; a fault of the setting `encoding` where there is no such encoding.
pub fn draft_in_encoding(
    households: &Path,
    persons: Option<&Path>,
    births: Option<&Path>,
    encoding: Option<&str>,
) -> Result<String, OpenError> {
    let settings = match encoding {
        Some(label) => {
            TextSettings::of(&Mapping::parse(&format!("encoding = {}", quoted(label)))?.demand("encoding")?)
        }
        None => TextSettings::default(),
    };
    let of_households = headings(households, settings)?;
    let (table, members) = sample(households, &of_households, Some("members"), settings, SAMPLE_ROWS)?;
    let (_, listed_births) = sample(households, &of_households, Some("births"), settings, SAMPLE_ROWS)?;
    let mut text = String::new();
    let household = Seen { headings: &of_households.columns, rows: &table };
    write_top(&mut text, households, &household, encoding);
    let key = Key::of_households(&household);
    write_subject(&mut text, Subject::Household, &household, Some(&key), "households");
    let names: Vec<&str> = key.columns.iter().map(|column| household.heading(*column)).collect();
    match persons {
        Some(persons) => write_file(&mut text, Subject::Person, persons, settings, &names)?,
        None => write_list(&mut text, Subject::Person, &of_households, "members", &members),
    }
    match births {
        Some(births) => write_file(&mut text, Subject::Birth, births, settings, &names)?,
        None => write_list(&mut text, Subject::Birth, &of_households, "births", &listed_births),
    }
    Ok(text)
}

/// A table as far as it was seen.
struct Seen<'a> {
    headings: &'a [String],
    rows: &'a Table,
}

impl Seen<'_> {
    fn heading(&self, column: usize) -> &str {
        self.headings.get(column).map_or("", String::as_str)
    }

    /// The values of a column with how often each was seen; none when there are too many.
    fn values(&self, column: usize) -> Option<BTreeMap<&str, usize>> {
        let mut values = BTreeMap::new();
        for row in 0..self.rows.len() {
            *values.entry(self.rows.get(column, row).trim()).or_insert(0) += 1;
            if values.len() > MOST_VALUES {
                return None;
            }
        }
        Some(values)
    }
}

fn write_file(
    text: &mut String,
    subject: Subject,
    path: &Path,
    settings: TextSettings,
    households: &[&str],
) -> Result<(), OpenError> {
    let of_file = headings(path, settings)?;
    let (rows, _) = sample(path, &of_file, None, settings, SAMPLE_ROWS)?;
    note_unreadable(text, &rows, path);
    let key = Key::of_companion(&of_file.columns, households);
    write_subject(
        text,
        subject,
        &Seen { headings: &of_file.columns, rows: &rows },
        Some(&key),
        subject.name(),
    );
    Ok(())
}

fn write_list(text: &mut String, subject: Subject, headings: &Headings, name: &str, rows: &Table) {
    if let Some(columns) = headings.find_list(name) {
        // Whose rows they are needs no key.
        write_subject(text, subject, &Seen { headings: columns, rows }, None, &format!("list `{name}`"));
    }
}

/// Rows that are no text in the encoding show no values: said, so that nobody takes the draft for whole.
fn note_unreadable(text: &mut String, rows: &Table, path: &Path) {
    let count = rows.unreadable.len();
    if count > 0 {
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(char::is_control, " ");
        line(
            text,
            &format!(
                "# {count} of the first {} rows of {name} cannot be read: damaged, or in another encoding. Draft again \
                 with --encoding, such as windows-1256 for Urdu.",
                rows.len()
            ),
        );
    }
}

fn write_top(text: &mut String, path: &Path, seen: &Seen<'_>, encoding: Option<&str>) {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let has = |name: &str| seen.headings.iter().any(|heading| heading == name);
    line(
        text,
        "# A drafted mapping: read it through, settle every \"?\", and say where the file comes from.",
    );
    note_unreadable(text, seen.rows, path);
    line(text, &format!("source = {}", quoted(&stem)));
    if let Some(encoding) = encoding {
        line(text, &format!("encoding = {}", quoted(encoding)));
    }
    let date = seen.headings.iter().find(|heading| {
        let name = plain(heading);
        name.contains("interviewdate") || name.contains("surveydate")
    });
    match date {
        Some(column) => line(text, &format!("survey_date = {}", quoted(column))),
        None => line(text, "survey_date = \"?\" # a column, or { constant = \"2011-03-31\" }"),
    }
    if !(has("form.id") && has("form.version")) {
        line(text, "\n[form]\nid = \"household\"\nversion = \"?\" # the form with which the survey was made");
    }
}

fn write_subject(text: &mut String, subject: Subject, seen: &Seen<'_>, key: Option<&Key>, what: &str) {
    line(text, &format!("\n[{}]", subject.name()));
    if let Some(key) = key {
        line(text, &key.line(seen.headings));
    }
    let mut fields = known(subject);
    fields.retain(|field| field.target != Target::Key);
    let mut used: BTreeSet<usize> = key.iter().flat_map(|key| &key.columns).copied().collect();
    let matches = match_columns(&fields, seen.headings, &used);
    for field in &fields {
        let Some(column) = matches.get(&field.name).copied() else { continue };
        used.insert(column);
        write_field(text, field, seen.heading(column), seen.values(column));
    }
    let unused: Vec<usize> = (0..seen.headings.len()).filter(|column| !used.contains(column)).collect();
    if !unused.is_empty() {
        line(text, &format!("# Columns of {what} that are not used, with what was seen in them:"));
    }
    for column in unused {
        line(
            text,
            &format!("#   {}: {}", quoted(seen.heading(column)), few_values(seen.values(column).as_ref())),
        );
    }
}

/// The values of a column, where they are few enough to be codes; names and numbers of people are not.
fn few_values(values: Option<&BTreeMap<&str, usize>>) -> String {
    let Some(values) = values.filter(|values| values.len() <= FEW_VALUES) else {
        return "many values".to_owned();
    };
    let shown: Vec<String> =
        values.keys().filter(|value| !value.is_empty()).map(|value| quoted(value)).collect();
    if shown.is_empty() { "empty".to_owned() } else { shown.join(", ") }
}

/// For each field the column that is meant: the canonical one, else the only one whose name is as good as its own; none of
/// the key's.
fn match_columns(fields: &[Known], headings: &[String], key: &BTreeSet<usize>) -> BTreeMap<String, usize> {
    let mut matches = BTreeMap::new();
    let mut taken = key.clone();
    let passes: [fn(&Known, &str) -> bool; 3] = [
        |field, heading| field.name == heading,
        |field, heading| {
            let short = field.name.rsplit('.').next().unwrap_or("");
            plain(heading) == plain(short) || plain(heading) == plain(&field.name)
        },
        |field, heading| common_names(field).contains(&plain(heading).as_str()),
    ];
    for fits in passes {
        for field in fields.iter().filter(|field| !field.name.is_empty()) {
            if matches.contains_key(&field.name) {
                continue;
            }
            let mut fitting = headings
                .iter()
                .enumerate()
                .filter(|(column, heading)| !taken.contains(column) && fits(field, heading));
            if let (Some((column, _)), None) = (fitting.next(), fitting.next()) {
                taken.insert(column);
                matches.insert(field.name.clone(), column);
            }
        }
    }
    matches
}

/// What sources often call a field.
fn common_names(field: &Known) -> &'static [&'static str] {
    match field.name.as_str() {
        "line" => {
            &["person", "personid", "pid", "idc", "memberid", "memberno", "serialno", "srno", "lineno", "hl1"]
        }
        "name" => &["membername", "personname", "fullname"],
        "number" => &["cnic", "cnicno", "cnicnumber", "nic"],
        "location.region" => &["area", "urbanrural", "ruralurban", "urban", "stratum"],
        "location.tehsil" => &["tehsilcode", "taluka"],
        "spouse_line" => &["spouse", "spouseid"],
        "father_line" => &["father", "fatherid"],
        "mother_line" => &["mother", "motherid"],
        "person.age_years" => &["age"],
        "person.sex" => &["gender"],
        "person.relation" => &["relationship", "relationtohead", "reltohead"],
        "person.marital_status" => &["marital", "maritalstat"],
        "person.birth_date" => &["dob", "dateofbirth", "birthday"],
        "dwelling.rooms" => &["noofrooms", "numberofrooms", "roomsno"],
        "dwelling.water_source" => &["water", "drinkingwater"],
        "dwelling.toilet" => &["latrine", "toilettype"],
        "dwelling.wall" => &["walls", "wallmaterial"],
        "dwelling.roof" => &["roofmaterial"],
        "dwelling.floor" => &["floormaterial"],
        "utilities.mobile_phones" => &["mobile", "mobiles"],
        "land.land_owned_acres" => &["landacres", "acres", "landowned"],
        "usual_member" => &["member", "ismember"],
        _ => &[],
    }
}

fn write_field(text: &mut String, field: &Known, heading: &str, values: Option<BTreeMap<&str, usize>>) {
    let seen = values.unwrap_or_default();
    let codes: &[&str] = match field.kind {
        Kind::Code(_, codes) | Kind::Codes(codes) => codes,
        Kind::YesNo => &["yes", "no"],
        _ => return line(text, &plain_field(field, heading, &seen)),
    };
    let of_several = |value: &str| value.split_ascii_whitespace().all(|code| codes.contains(&code));
    let ours = |value: &str| {
        value.is_empty()
            || codes.contains(&value)
            || (matches!(field.kind, Kind::Codes(_)) && of_several(value))
    };
    if !seen.is_empty() && seen.keys().all(|value| ours(value)) {
        return line(text, &format!("{} = {}", field.name, quoted(heading)));
    }
    if seen.is_empty() {
        line(
            text,
            &format!("# `{heading}` has more than {MOST_VALUES} values: hardly codes of {}.", field.name),
        );
        return line(text, &format!("# {} = {}", field.name, quoted(heading)));
    }
    line(text, &format!("# {} takes {}.", field.name, list(codes)));
    line(text, &format!("{} = {{ column = {}, codes = {{", field.name, quoted(heading)));
    for (value, count) in seen.iter().filter(|(value, _)| !value.is_empty()) {
        let guess = guess(value, codes, field.kind);
        line(text, &format!("    {} = {}, # {count} rows", quoted(value), quoted(guess)));
    }
    line(text, "} }");
}

/// Numbers, dates and texts.
fn plain_field(field: &Known, heading: &str, seen: &BTreeMap<&str, usize>) -> String {
    let mut text = format!("{} = {}", field.name, quoted(heading));
    let odd = |value: &&&str| !value.is_empty() && value.parse::<f64>().is_err();
    if matches!(field.kind, Kind::Integer | Kind::Decimal) && field.target != Target::Line {
        let odd: Vec<&str> = seen.keys().filter(odd).copied().take(10).collect();
        if !odd.is_empty() {
            // Writing into a text cannot fail.
            let _ = write!(text, " # also seen: {}", list(&odd).replace('\n', " "));
        }
    }
    text
}

/// Our code for a value of the source, where its words say so.
fn guess<'a>(value: &str, codes: &[&'a str], kind: Kind) -> &'a str {
    let wanted = plain(value);
    if kind == Kind::YesNo {
        return match wanted.as_str() {
            "yes" | "y" | "true" | "1" => "yes",
            "no" | "n" | "false" | "2" | "0" => "no",
            _ => "?",
        };
    }
    let exact = codes.iter().find(|code| plain(code) == wanted);
    let starts = || {
        let mut fitting = codes.iter().filter(|code| {
            let code = plain(code);
            wanted.len() >= 3 && (wanted.starts_with(&code) || code.starts_with(&wanted))
        });
        fitting.next().filter(|_| fitting.next().is_none())
    };
    exact.or_else(starts).copied().unwrap_or("?")
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A TOML text.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            other if other.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_suggests_itself_by_its_words() {
        let codes = &["owned", "rented", "rent_free", "government"];
        let kind = Kind::Code("Tenure", codes);
        assert_eq!(guess("Rent Free", codes, kind), "rent_free");
        assert_eq!(guess("Owned (self)", codes, kind), "owned");
        assert_eq!(guess("rent", codes, kind), "?");
        assert_eq!(guess("3", codes, kind), "?");
        assert_eq!(guess("1", &["yes", "no"], Kind::YesNo), "yes");
    }

    #[test]
    fn texts_are_quoted_as_toml_takes_them() {
        let text = "Nephew\\Niece \"x\"\n";
        let table: toml::Table = format!("a = {}", quoted(text)).parse().unwrap();
        assert_eq!(table["a"].as_str(), Some(text));
    }
}
