//! `nser demo`: a registry of an invented tehsil, filled by real submissions through the real intake.

mod country;
mod events;
mod tablets;

use super::{say, serve::Server, simulate::interviews::Fieldwork, user::made_up_password};
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
};
use clap::Args;
use jiff::SignedDuration;
use operations::{
    Registry,
    authority::{Authority, Role},
    credentials::{CredentialKind, NewCredential},
    error::VerbError,
    staff::Staff,
};
use registry::{area::AreaCode, registry_number::RegistryNumber};
use std::{process::ExitCode, sync::Arc};
use tablets::Tablets;

/// The invented tehsil.
const TEHSIL: &str = "PK90101";
/// Seed of the invented people: the same at every start, so that filling can go on where it stopped.
const SEED: u64 = 20_261_122;
/// Who can sign in, and where.
const STAFF: [(&str, Role, &str, &str); 4] = [
    ("officer", Role::RegistryOfficer, "", "headquarters: records, scores with points, tokens"),
    ("tehsil", Role::FieldOfficer, TEHSIL, "tehsil desk: records of Naya Abad, no points"),
    ("reviewer", Role::Reviewer, "", "operations review: sees, does not change, reads the audit log"),
    ("admin", Role::Administrator, "", "users, tokens, forms"),
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// How many households the tehsil has.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    households: u32,
    /// Load a whole district of the synthetic country too, such as PK611 (Hafizabad, 197,000 households), surveyed in 2021
    /// and on the card of 2010.
    #[arg(long, value_name = "CODE")]
    district: Option<AreaCode>,
    /// Fill the registry and end.
    #[arg(long)]
    fill_only: bool,
}

pub(crate) async fn run(configuration: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let (registry, _clock) = start::open_demonstration(&configuration).await?;
    let logins = sign_ups(&registry).await?;
    let server = Server::start(&configuration, Arc::clone(&registry), true, true).await?;
    let url = format!("http://{}", server.address);
    let twice = country::load(&registry, &configuration.data, arguments.district.as_ref()).await?;
    let shown = fill(&registry, &url, arguments.households).await?;
    introduce(&registry, &url, &logins, shown, twice).await?;
    if !arguments.fill_only {
        stop::asked().await;
    }
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Everybody's new password. Users from an earlier start get a new one, as nobody keeps the old.
async fn sign_ups(registry: &Registry) -> Result<Vec<(&'static str, String, &'static str)>, Failure> {
    let console = Authority::console();
    let mut logins = Vec::new();
    for (name, role, area, about) in STAFF {
        let password = made_up_password(registry);
        let areas = if area.is_empty() { Vec::new() } else { vec![area.parse()?] };
        let staff = Staff { name: name.to_owned(), role, areas, language: "en".to_owned() };
        match registry.add_user(&console, staff, &password).await {
            Ok(_) => {}
            Err(VerbError::Exists) => registry.set_password(&console, name, &password).await?,
            Err(error) => return Err(error.into()),
        }
        logins.push((name, password, about));
    }
    Ok(logins)
}

/// Sends what is not there yet. Returns a household worth looking at.
async fn fill(
    registry: &Arc<Registry>,
    url: &str,
    households: u32,
) -> Result<Option<RegistryNumber>, Failure> {
    let fieldwork = Fieldwork {
        seed: SEED,
        tehsil: TEHSIL.parse()?,
        day: registry.clock().today(),
        device: "demo".to_owned(),
    };
    let tablets = Tablets::new(registry, url, fieldwork).await?;
    tablets.survey(households).await?;
    events::happen(registry, &tablets, households).await
}

async fn introduce(
    registry: &Registry,
    url: &str,
    logins: &[(&str, String, &str)],
    shown: Option<RegistryNumber>,
    twice: Option<RegistryNumber>,
) -> Result<(), Failure> {
    let counts = registry.count(&Authority::console()).await?;
    let members = "invented people only: every citizen number starts with 9, which is not issued";
    say(format_args!("\nA registry of {} households ({members}).\n", counts.households));
    say(format_args!("  Open     {url}"));
    for (name, password, about) in logins {
        let login = format!("user {name} password {password}");
        say(format_args!("  {login:<42} {about}"));
    }
    if let Some(number) = shown {
        say(format_args!("\n  household {number} has a history to look at"));
        let program = std::env::args().next().unwrap_or_else(|| "nser".to_owned());
        say(format_args!("  {program} explain {number} prints its decision line by line"));
    }
    if let Some(number) = twice {
        say(format_args!("  household {number} was surveyed twice: compare its surveys"));
    }
    let console = Authority::console();
    let expires = registry.clock().now() + SignedDuration::from_hours(24 * 30);
    let new = NewCredential {
        kind: CredentialKind::Enumerator,
        label: "visitor".to_owned(),
        areas: Vec::new(),
        language: "en".to_owned(),
        expires,
    };
    let (_, token) = registry.issue_credential(&console, new).await?;
    say(format_args!("  ODK Collect: server address {url}/or/k/{token}"));
    say("\nStop with Ctrl-C; start again and the data are still there.");
    Ok(())
}
