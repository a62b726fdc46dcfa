//! `nser user`: members of staff.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::{Args, Subcommand};
use operations::{
    Registry,
    authority::{Authority, Role},
    staff::Staff,
};
use registry::area::AreaCode;
use std::{io::Read, process::ExitCode};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Add a member of staff. The password is made up and printed, or read from standard input.
    Add(Add),
    /// List the members of staff.
    List,
    /// Give a new password; open sessions end.
    Password(Password),
    /// Let somebody sign in no longer; open sessions end.
    Disable {
        /// Sign-in name.
        name: String,
    },
    /// Let somebody sign in again.
    Enable {
        /// Sign-in name.
        name: String,
    },
}

#[derive(Args)]
pub(crate) struct Add {
    /// Sign-in name: small letters, digits, dots, dashes.
    name: String,
    /// administrator, registry_officer, field_officer, reviewer, disaster_authority or programme_officer.
    #[arg(long, value_parser = role)]
    role: Role,
    /// An area in which the role holds, such as PK601; may be given several times. Everywhere when none is given.
    #[arg(long = "area")]
    areas: Vec<AreaCode>,
    /// Language of pages.
    #[arg(long, default_value = "en", value_parser = ["en", "ur"])]
    language: String,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub(crate) struct Password {
    /// Sign-in name.
    name: String,
    /// Read the password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

fn role(text: &str) -> Result<Role, String> {
    let role = Role::from_code(text).filter(|role| Role::OF_STAFF.contains(role));
    role.ok_or_else(|| format!("roles are {}", Role::OF_STAFF.map(Role::code).join(", ")))
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let console = Authority::console();
    match action {
        Action::Add(add) => {
            let (password, made) = password(&registry, add.password_stdin)?;
            let name = add.name.clone();
            let staff = Staff { name: add.name, role: add.role, areas: add.areas, language: add.language };
            registry.add_user(&console, staff, &password).await?;
            tell(&name, &password, made);
        }
        Action::List => list(&registry, &console).await?,
        Action::Password(change) => {
            let (password, made) = password(&registry, change.password_stdin)?;
            registry.set_password(&console, &change.name, &password).await?;
            tell(&change.name, &password, made);
        }
        Action::Disable { name } => registry.set_user_enabled(&console, &name, false).await?,
        Action::Enable { name } => registry.set_user_enabled(&console, &name, true).await?,
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn list(registry: &Registry, console: &Authority) -> Result<(), Failure> {
    for user in registry.list_users(console).await? {
        let areas: Vec<&str> = user.areas.iter().map(AreaCode::as_str).collect();
        let areas = if areas.is_empty() { "everywhere".to_owned() } else { areas.join(" ") };
        let enabled = if user.enabled { "" } else { "  (disabled)" };
        say(format_args!("{:<24} {:<18} {areas}{enabled}", user.name, user.role));
    }
    Ok(())
}

/// The password from standard input, or one made up; and whether it was.
fn password(registry: &Registry, from_input: bool) -> Result<(String, bool), Failure> {
    if from_input {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok((text.trim_end_matches(['\r', '\n']).to_owned(), false));
    }
    Ok((made_up_password(registry), true))
}

/// Eighty random bits in groups that can be read out.
pub(crate) fn made_up_password(registry: &Registry) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let secret = registry.ids().secret();
    let letters: Vec<char> = secret
        .iter()
        .take(16)
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied())
        .map(char::from)
        .collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

fn tell(name: &str, password: &str, made: bool) {
    if made {
        say(format_args!("user {name} password {password}"));
        say("This is the only time the password is shown.");
    } else {
        say(format_args!("user {name} has the password given"));
    }
}
