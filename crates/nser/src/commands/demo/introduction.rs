//! What the demonstration says when it is ready: where to look, who can sign in, and what years bring.

use super::Login;
use crate::{commands::say, start::Failure};
use jiff::SignedDuration;
use operations::{
    Registry,
    authority::Authority,
    credentials::{CredentialKind, NewCredential},
};
use registry::registry_number::RegistryNumber;

/// Days that a visitor's token holds: longer than the years of the story.
pub(super) const TOKEN_DAYS: i64 = 3_650;

/// The story of the years, a line each.
const STORY: [&str; 8] = [
    "What years bring: sign in as officer and press the clock at the head of the page.",
    "  today     a household that is surveyed a second time is refused, with the day from which it can be: its page says so",
    "  + 1 year  births, deaths and marriages have come from the citizen registry: household pages, and cases that wait",
    "  + 2 years households without a programme are called again, the poorest first: Due",
    "            sign in as ndma and declare an emergency in Naya Abad: everybody there can be surveyed at once",
    "  + 3 years beneficiaries are called to recertify, and reminded: Calendar",
    "  + 3½      whoever did not come is suspended, and active again after a survey; officer proposes a renewal, officer2 adopts",
    "  at once   the list of appeals waits under Programmes for officer2 to adopt: nobody adopts what he drew",
];

/// Households worth looking at.
pub(super) struct Shown {
    /// With a history.
    pub(super) history: Option<RegistryNumber>,
    /// Surveyed twice.
    pub(super) twice: Option<RegistryNumber>,
}

/// Prints it.
pub(super) async fn print(
    registry: &Registry,
    url: &str,
    logins: &[Login],
    shown: &Shown,
) -> Result<(), Failure> {
    let counts = registry.count(&Authority::console()).await?;
    let members = "invented people only: every citizen number starts with 9, which is not issued";
    say(format_args!("\nA registry of {} households ({members}).\n", counts.households));
    say(format_args!("  Open     {url}"));
    for Login { name, password, about } in logins {
        let login = format!("user {name} password {password}");
        say(format_args!("  {login:<43} {about}"));
    }
    if let Some(number) = shown.history {
        say(format_args!("\n  household {number} has a history to look at"));
        let program = std::env::args().next().unwrap_or_else(|| "nser".to_owned());
        say(format_args!("  {program} explain {number} prints its decision line by line"));
        say(format_args!("  {program} updates explain {number} prints what is open to it, due and closed"));
    }
    if let Some(number) = shown.twice {
        say(format_args!("  household {number} was surveyed twice: compare its surveys"));
    }
    let token = visitor_token(registry).await?;
    say(format_args!("  ODK Collect: server address {url}/or/k/{token}\n"));
    STORY.iter().for_each(say);
    say("\nStop with Ctrl-C; start again and the data are still there.");
    Ok(())
}

async fn visitor_token(registry: &Registry) -> Result<String, Failure> {
    let new = NewCredential {
        kind: CredentialKind::Enumerator,
        label: "visitor".to_owned(),
        areas: Vec::new(),
        language: "en".to_owned(),
        expires: registry.clock().now() + SignedDuration::from_hours(24 * TOKEN_DAYS),
    };
    let (_, token) = registry.issue_credential(&Authority::console(), new).await?;
    Ok(token)
}
