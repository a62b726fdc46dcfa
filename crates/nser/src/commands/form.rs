//! `nser form`: published forms.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Subcommand;
use operations::authority::Authority;
use std::{fs, path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Publish a version of a form from a compiled XForm. It takes submissions for ever.
    Publish {
        /// The XForm.
        file: PathBuf,
    },
    /// List every published version.
    List,
    /// Let a form take new submissions again.
    Open {
        /// Form id.
        form: String,
    },
    /// Take no new submissions of a form.
    Close {
        /// Form id.
        form: String,
    },
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let console = Authority::console();
    match action {
        Action::Publish { file } => {
            let xml = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let (form, version) = registry.publish_form(&console, xml).await?;
            say(format_args!("published {form} {version}"));
        }
        Action::List => {
            for form in registry.forms().await?.all() {
                let open = if form.open { "open" } else { "closed" };
                say(format_args!(
                    "{:<24} {:<14} {open:<8} {}",
                    form.row.form_id,
                    form.row.version,
                    form.form.title()
                ));
            }
        }
        Action::Open { form } => registry.set_form_open(&console, &form, true).await?,
        Action::Close { form } => registry.set_form_open(&console, &form, false).await?,
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}
