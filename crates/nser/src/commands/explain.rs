//! `nser explain`: a household's score and decision line by line, and the decision taken again.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Args;
use jiff::civil::Date;
use operations::{Registry, authority::Authority, households::ViewedDecision};
use registry::registry_number::RegistryNumber;
use scoring::decision::recompute;
use std::process::ExitCode;
use web::{
    explanation::explain,
    wording::{Language, Wording},
};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The household, such as 482-913-7065.
    number: RegistryNumber,
    /// As of this day, YYYY-MM-DD; today when not given.
    #[arg(long)]
    as_of: Option<Date>,
    /// As known on this day; today when not given.
    #[arg(long)]
    known_on: Option<Date>,
    /// Language: en or ur.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
}

/// Reads the code of a language.
pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "languages are en and ur".to_owned())
}

pub(crate) async fn run(configuration: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open_bare(&configuration, false).await?;
    let Arguments { number, as_of, known_on, language } = arguments;
    let console = Authority::console();
    let view = registry.view_household(&console, number, as_of, known_on).await?;
    let wording = Wording::load();
    let code = match &view.decision {
        Some(viewed) => {
            say(format_args!("{number}\n"));
            explain(&wording, language, viewed, registry.rules()).iter().for_each(say);
            take_again(&registry, viewed, &wording, language).await?
        }
        None => {
            say(wording.text(language, "explain-none", &[]));
            ExitCode::FAILURE
        }
    };
    registry.store().close().await;
    Ok(code)
}

/// Takes the decision again from the facts and rule versions that it names: the stored bytes must come out.
async fn take_again(
    registry: &Registry,
    viewed: &ViewedDecision,
    wording: &Wording,
    language: Language,
) -> Result<ExitCode, Failure> {
    let stored = registry.store().find_decision(viewed.id).await?.ok_or("the decision is gone")?.text;
    let why = match recompute(registry.rules(), &viewed.decision) {
        Ok(bytes) if bytes == stored.as_bytes() => {
            say(wording.text(language, "explain-same", &[("bytes", &bytes.len())]));
            return Ok(ExitCode::SUCCESS);
        }
        Ok(_) => "other bytes".to_owned(),
        Err(error) => error.to_string(),
    };
    say(wording.text(language, "explain-differs", &[("why", &why)]));
    Ok(ExitCode::FAILURE)
}
