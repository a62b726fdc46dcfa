//! `nser token`: tokens of enumerators and systems.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::{Args, Subcommand};
use jiff::SignedDuration;
use operations::{
    authority::Authority,
    credentials::{CredentialKind, NewCredential},
};
use registry::{area::AreaCode, ids::CredentialId};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Issue a token and print it: the only time it can be seen.
    Issue(Issue),
    /// List tokens, without their secrets.
    List,
    /// Revoke a token.
    Revoke {
        /// Its id, as listed.
        id: CredentialId,
    },
}

#[derive(Args)]
pub(crate) struct Issue {
    /// Who it is for; also the user name of Basic auth.
    label: String,
    /// enumerator or api.
    #[arg(long, default_value = "enumerator", value_parser = kind)]
    kind: CredentialKind,
    /// An area in which it holds; may be given several times. Everywhere when none is given.
    #[arg(long = "area")]
    areas: Vec<AreaCode>,
    /// Language of messages.
    #[arg(long, default_value = "ur", value_parser = ["en", "ur"])]
    language: String,
    /// Days until it ends.
    #[arg(long, default_value_t = 180, value_parser = clap::value_parser!(i64).range(1..=1000))]
    days: i64,
}

fn kind(text: &str) -> Result<CredentialKind, String> {
    CredentialKind::from_code(text)
        .ok_or_else(|| "kinds are enumerator, api, programme and citizen_registry".to_owned())
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let console = Authority::console();
    match action {
        Action::Issue(issue) => {
            let expires = registry.clock().now() + SignedDuration::from_hours(24 * issue.days);
            let Issue { label, kind, areas, language, .. } = issue;
            let new = NewCredential { kind, label, areas, language, expires };
            let (id, token) = registry.issue_credential(&console, new).await?;
            say(format_args!("token {token}"));
            say(format_args!("id {id}, ends {expires}"));
            if kind == CredentialKind::Enumerator {
                say(format_args!("server address for ODK Collect: <this server>/or/k/{token}"));
            }
        }
        Action::List => {
            for token in registry.list_credentials(&console).await? {
                let state = match token.revoked {
                    Some(at) => format!("revoked {at}"),
                    None => format!("until {}", token.expires),
                };
                say(format_args!("{}  {:<10} {:<24} {state}", token.id, token.kind, token.label));
            }
        }
        Action::Revoke { id } => registry.revoke_credential(&console, id).await?,
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}
