//! `nser demo`: a registry of an invented tehsil, filled by real submissions through the real intake, with a citizen registry
//! beside it and a clock that its visitors may move.

mod beneficiaries;
mod citizens;
mod country;
mod events;
mod introduction;
mod tablets;
mod years;

use super::{
    serve::Server,
    simulate::{interviews::Fieldwork, tokens},
    user::made_up_password,
    work::work_through,
};
use crate::{
    configuration::Configuration,
    machine::DemonstrationClock,
    start::{self, Failure},
    stop,
    subscription::Subscription,
};
use citizens::{Citizens, Living};
use clap::Args;
use introduction::{Shown, TOKEN_DAYS};
use jiff::{SignedDuration, civil::Date};
use operations::{
    Registry,
    authority::{Authority, Role},
    credentials::{CredentialKind, NewCredential},
    error::VerbError,
    staff::Staff,
};
use registry::{area::AreaCode, clock::Clock, registry_number::RegistryNumber};
use std::{fs, io, path::Path, process::ExitCode, sync::Arc};
use tablets::Tablets;
use tokio::sync::Mutex;
use web::TimeMachine;
use years::Years;

/// The invented tehsil.
const TEHSIL: &str = "PK90101";
/// Seed of the invented people: the same at every start, so that filling can go on where it stopped.
const SEED: u64 = 20_261_122;
/// Whose token lets the citizen registry send its notices.
const CITIZEN_REGISTRY: &str = "citizen-registry";
/// Who can sign in, and where.
const STAFF: [(&str, Role, &str, &str); 7] = [
    ("officer", Role::RegistryOfficer, "", "headquarters: records, scores with points, programmes, tokens"),
    ("officer2", Role::RegistryOfficer, "", "headquarters: the second pair of eyes"),
    ("tehsil", Role::FieldOfficer, TEHSIL, "tehsil desk: records and cases of Naya Abad, no points"),
    ("ndma", Role::DisasterAuthority, "", "disaster authority: declares emergencies"),
    ("kafaalat", Role::ProgrammeOfficer, "", "programme: who is enrolled, reports of status"),
    ("reviewer", Role::Reviewer, "", "operations review: sees, does not change, reads the audit log"),
    ("admin", Role::Administrator, "", "users, tokens, forms"),
];

/// Somebody who can sign in.
struct Login {
    name: &'static str,
    password: String,
    about: &'static str,
}

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

pub(crate) async fn run(mut configuration: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let clock = Arc::new(DemonstrationClock::open(&configuration.data)?);
    let day = first_day(&configuration.data, clock.today())?;
    let district = (country::SAMPLE_DISTRICT, country::SAMPLE_HOUSEHOLDS);
    let citizens = Citizens::start(&Living { day, households: arguments.households, district }).await?;
    let settings = &mut configuration.citizen_registry;
    "dci".clone_into(&mut settings.kind);
    settings.url = format!("{}/dci", citizens.url);
    "nser-demonstration".clone_into(&mut settings.sender);
    let registry = start::open_demonstration(&configuration, Arc::clone(&clock)).await?;
    let logins = sign_ups(&registry).await?;
    let years = Years { registry: Arc::clone(&registry), clock, citizens, moving: Mutex::new(()) };
    let years = Arc::new(years);
    let time_machine: Arc<dyn TimeMachine> = Arc::<Years>::clone(&years);
    let server = Server::start(&configuration, Arc::clone(&registry), Some(time_machine), true).await?;
    let url = format!("http://{}", server.address);
    subscribe(&registry, configuration.clone(), &url).await?;
    years.catch_up().await?;
    let twice = country::load(&registry, &configuration.data, arguments.district.as_ref()).await?;
    let history = fill(&registry, &url, arguments.households, day).await?;
    work_through(&registry).await?;
    beneficiaries::enrol(&registry, &officer(&registry, &logins).await?).await?;
    introduction::print(&registry, &url, &logins, &Shown { history, twice }).await?;
    if !arguments.fill_only {
        stop::asked().await;
    }
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The day on which the demonstration was first filled: people and their life follow from it.
fn first_day(data: &Path, today: Date) -> Result<Date, Failure> {
    let file = data.join("demo").join("first-day");
    match fs::read_to_string(&file) {
        Ok(text) => Ok(text.trim().parse()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(data.join("demo"))?;
            fs::write(&file, today.to_string())?;
            Ok(today)
        }
        Err(error) => Err(error.into()),
    }
}

/// Has the citizen registry tell of births, deaths, marriages and divorces, with a token of its own. What it told before it tells
/// again; that changes nothing.
async fn subscribe(registry: &Registry, mut configuration: Configuration, url: &str) -> Result<(), Failure> {
    tokens::revoke_labelled(registry, CITIZEN_REGISTRY).await?;
    let new = NewCredential {
        kind: CredentialKind::CitizenRegistry,
        label: CITIZEN_REGISTRY.to_owned(),
        areas: Vec::new(),
        language: "en".to_owned(),
        expires: registry.clock().now() + SignedDuration::from_hours(24 * TOKEN_DAYS),
    };
    let (_, token) = registry.issue_credential(&Authority::console(), new).await?;
    configuration.citizen_registry.callback = Some(format!("{url}/dci/k/{token}"));
    let subscription = Subscription::new(&configuration)?.ok_or("the citizen registry tells of nothing")?;
    Ok(subscription.subscribe().await?)
}

/// What the first officer may do: adopt what the console drew.
async fn officer(registry: &Registry, logins: &[Login]) -> Result<Authority, Failure> {
    let login = logins.first().ok_or("nobody can sign in")?;
    let signed_in = registry.sign_in(login.name, &login.password, "demonstration").await?;
    let session = registry.find_session(&signed_in.secret).await?.ok_or("the session is gone")?;
    registry.sign_out(&signed_in.secret, &session).await?;
    Ok(session.authority)
}

/// Everybody's new password. Users from an earlier start get a new one, as nobody keeps the old.
async fn sign_ups(registry: &Registry) -> Result<Vec<Login>, Failure> {
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
        logins.push(Login { name, password, about });
    }
    Ok(logins)
}

/// Sends what is not there yet. Returns a household worth looking at.
async fn fill(
    registry: &Arc<Registry>,
    url: &str,
    households: u32,
    day: Date,
) -> Result<Option<RegistryNumber>, Failure> {
    let fieldwork = Fieldwork { seed: SEED, tehsil: TEHSIL.parse()?, day, device: "demo".to_owned() };
    let tablets = Tablets::new(registry, url, fieldwork).await?;
    tablets.survey(households).await?;
    events::happen(registry, &tablets, households).await
}
