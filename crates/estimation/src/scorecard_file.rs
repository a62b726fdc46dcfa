//! The model as a scorecard's file, in the format that `scoring` loads. The same model gives the same bytes.

use crate::{
    error::EstimationError,
    fitting::Fitted,
    model::{Stratum, Term, rounded},
    specification::Specification,
    variable::{Choice, Columns, Holds},
};
use scoring::{facts::Kind, rules::Rules, scorecard::Scorecard, wording::Wording};
use std::fmt::Write;

/// Writes a fitted model.
pub fn write(fitted: &Fitted, specification: &Specification) -> String {
    let mut out = head(fitted, specification);
    for stratum in &fitted.model.strata {
        write_stratum(&mut out, stratum);
    }
    out
}

/// Loads a scorecard from its text alone, whether its id is among the rules or not.
pub fn load(text: &str) -> Result<Scorecard, EstimationError> {
    #[derive(serde::Deserialize)]
    struct Name {
        id: String,
        version: String,
    }
    let unfit = |error: String| EstimationError::Scorecard(error);
    let name: Name = toml::from_str(text).map_err(|error| unfit(error.to_string()))?;
    let path = format!("scorecards/{}/{}.toml", name.id, name.version);
    let rules = Rules::load([(path.as_str(), text)]).map_err(|errors| unfit(errors.to_string()))?;
    let found = rules.find_scorecard(&name.id, &name.version).cloned();
    found.ok_or_else(|| unfit(format!("rules/{path} holds no such scorecard")))
}

fn head(fitted: &Fitted, specification: &Specification) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(
        "# Estimated by this project from a survey: not BISP's model, whose coefficients are not public."
            .to_owned(),
    );
    line("# Made by `nser pmt fit` from a specification; edit that, not this.".to_owned());
    for stratum in &fitted.strata {
        let quality = stratum.fit.quality;
        let outside = stratum
            .out_of_sample_r_squared
            .map_or_else(String::new, |part| format!(", out of sample {part:.3}"));
        line(format!(
            "# {}: {} households, R2 {:.3}{outside}, root mean squared error {:.3}.",
            stratum.id, quality.households, quality.r_squared, quality.root_mean_squared_error
        ));
    }
    line("format = 1".to_owned());
    line(format!("id = {}", quoted(&specification.id)));
    line(format!("version = {}", quoted(&specification.version)));
    line(format!("effective_from = {}", specification.effective_from));
    line(
        "points = \"estimated\"\ndirection = \"higher_is_less_poor\"\nminimum = 0\nmaximum = 100".to_owned(),
    );
    line(format!("title = {}", wording(&specification.title)));
    line(format!("source = {}", quoted(&specification.source)));
    line(format!("notice = {}", wording(&specification.notice)));
    let anchors = specification.scale;
    line(format!(
        "\n# Natural logarithm of a year's consumption in rupees for each {}. Score {} is the\n# prediction below which {} % of the people lie, score 100 that below which {} % lie.",
        specification.equivalence.words(),
        anchors.cut_off,
        percent(anchors.people_below_cut_off),
        percent(anchors.people_below_hundred),
    ));
    line(format!(
        "scale = {{ zero = {}, hundred = {} }}",
        number(fitted.model.zero),
        number(fitted.model.hundred)
    ));
    out
}

fn percent(part: f64) -> f64 {
    (part * 1000.0).round() / 10.0
}

fn write_stratum(out: &mut String, stratum: &Stratum) {
    let _ = writeln!(out, "\n[[stratum]]\nid = {}", quoted(&stratum.id));
    if !stratum.when.is_empty() {
        let facts = stratum.when.iter().map(|(fact, codes)| format!("{fact} = {}", list(codes)));
        let _ = writeln!(out, "when = {{ {} }}", facts.collect::<Vec<_>>().join(", "));
    }
    let _ = writeln!(out, "intercept = {}", number(stratum.intercept));
    stratum.terms.iter().for_each(|term| write_term(out, term));
}

fn write_term(out: &mut String, term: &Term) {
    let _ = writeln!(
        out,
        "\n[[stratum.question]]\nid = {name}\nfact = {name}\ntext = {}",
        wording(&term.text),
        name = quoted(term.fact.name()),
    );
    let weights = term.option_weights();
    let options: Vec<String> = match &term.columns {
        Columns::Unit => {
            let coefficient = rounded(term.coefficients.first().copied().unwrap_or_default());
            let _ = writeln!(out, "coefficient = {}", number(coefficient));
            return;
        }
        Columns::Scored(bands) => {
            let last = bands.len().saturating_sub(1);
            bands
                .iter()
                .zip(weights)
                .enumerate()
                .map(|(place, (band, by))| scored(band.from, place == last, by))
                .collect()
        }
        Columns::Dummies(choices) => {
            choices.iter().zip(weights).map(|(choice, by)| dummy(choice, term.fact.fact().kind, by)).collect()
        }
    };
    let _ = writeln!(out, "option = [");
    for option in options {
        let _ = writeln!(out, "  {option},");
    }
    let _ = writeln!(out, "]");
}

fn scored(from: u32, last: bool, by: f64) -> String {
    let by = number(by);
    if last {
        let label = Wording { en: format!("{from} or more"), ur: format!("{from} یا زیادہ") };
        format!(
            "{{ id = \"{from}_or_more\", from = {from}, coefficient = {by}, label = {} }}",
            wording(&label)
        )
    } else {
        let label = Wording { en: from.to_string(), ur: from.to_string() };
        format!(
            "{{ id = \"{from}\", from = {from}, to = {from}, coefficient = {by}, label = {} }}",
            wording(&label)
        )
    }
}

fn dummy(choice: &Choice, kind: Kind, by: f64) -> String {
    let holds = match &choice.holds {
        Holds::Codes(codes) => format!("codes = {}", list(codes)),
        Holds::Numbers(from, None) => format!("from = {from}"),
        Holds::Numbers(from, Some(below)) if kind == Kind::Whole => {
            format!("from = {from}, to = {}", below.saturating_sub(1))
        }
        Holds::Numbers(from, Some(below)) => format!("from = {from}, below = {below}"),
    };
    format!(
        "{{ id = {}, {holds}, coefficient = {}, label = {} }}",
        quoted(&choice.id),
        number(by),
        wording(&choice.label)
    )
}

/// A number with as many decimals as it has, six at most.
fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text.as_ref())).collect::<Vec<_>>().join(", "))
}

fn wording(text: &Wording) -> String {
    format!("{{ en = {}, ur = {} }}", quoted(&text.en), quoted(&text.ur))
}
