//! `nser simulate tablets` and `nser simulate reconcile`: arguments, and the way from them to the report.

use super::{
    fleet::{self, Orders},
    interviews::Interviews,
    ledger::{Head, Ledger},
    line::Line,
    openrosa::Connection,
    plan::{Faults, Plan},
    reconciliation::{Reconciliation, by_answers, by_store},
    report::{Report, Sending},
    tokens,
};
use crate::{
    commands::say,
    configuration::Configuration,
    machine::MachineClock,
    start::{self, Failure},
};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use operations::Registry;
use registry::{area::AreaCode, clock::Clock, ids::CredentialId};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};
use store::rows::Log;

/// Invented households that have ordinals of their own.
const MOST_HOUSEHOLDS: u64 = 5_000_000_000;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    registry: Access,
    /// The tehsil whose households are surveyed.
    #[arg(long, default_value = "PK90101", value_name = "CODE")]
    tehsil: AreaCode,
    /// How many households.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=MOST_HOUSEHOLDS))]
    households: u64,
    /// How many tablets send at the same time.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    tablets: u64,
    /// Decides people, photographs, order and what goes wrong.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day on which the tablets send; interviews were held in the two months before. Today when none is given. The
    /// same seed and day make the same submissions.
    #[arg(long, value_name = "DATE")]
    day: Option<Date>,
    #[command(flatten)]
    trouble: Trouble,
    /// Share of households with a photograph.
    #[arg(long, default_value_t = 0.2, value_parser = share, value_name = "SHARE")]
    photos: f64,
    /// Size of a photograph, kilobytes.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    photo_kilobytes: u32,
    /// The order in which a tablet sends; shuffled, corrections may come before what they correct.
    #[arg(long, value_enum, default_value_t = Order::AsHeld)]
    order: Order,
    /// How long a tablet that gets no answer goes on trying, seconds.
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    patience: u64,
    /// Keep what was sent and acknowledged (ids and hashes), for `nser simulate reconcile`.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Write the report as JSON too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// How the registry is reached.
#[derive(Args)]
struct Access {
    /// The registry's address, http://host:port.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// A token of kind enumerator; may be given several times, and the tablets share them.
    #[arg(long = "token")]
    tokens: Vec<String>,
    /// What the tablets call themselves. A token is bound to the first device that uses it.
    #[arg(long, default_value = "simulated", value_name = "ID")]
    device: String,
}

/// How lines and people are.
#[derive(Args)]
struct Trouble {
    /// What passes before each request is on its way, milliseconds.
    #[arg(long, default_value_t = 0, value_name = "MILLISECONDS")]
    latency: u64,
    /// Each tablet's line on the way up, kbit/s; as fast as it goes when none is given.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000_000), value_name = "KBIT")]
    bandwidth: Option<u32>,
    /// Share of submissions whose line is cut, up to three times: in the middle, or before the answer is read.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    drop: f64,
    /// Share of submissions sent once more: at the same moment, right afterwards, or much later.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    repeat: f64,
    /// Share of submissions with a photograph that are sent in several requests.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    split: f64,
    /// Share of households whose questionnaire is corrected later.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    edit: f64,
}

/// In which order a tablet sends.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Order {
    /// As the interviews were held, corrections at the end.
    AsHeld,
    /// By chance.
    Shuffled,
}

#[derive(Args)]
pub(crate) struct Again {
    /// The ledger that `nser simulate tablets --ledger` wrote.
    ledger: PathBuf,
    #[command(flatten)]
    registry: Access,
    /// Write the report as JSON too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or("a share is 0 to 1".to_owned())
}

/// The tablets' tokens, and the store behind them where it is at hand.
struct Tokens {
    tokens: Vec<String>,
    /// The store, and the tokens that were issued in it.
    issued: Option<(Arc<Registry>, Vec<CredentialId>)>,
}

/// Sends, reconciles, tells.
pub(crate) async fn send(configuration: &Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let tokens = Tokens::get(configuration, &arguments).await?;
    let ended = send_with(&arguments, &tokens).await;
    // Also when something went wrong: nobody shall send with them any more.
    tokens.give_back().await?;
    ended
}

async fn send_with(arguments: &Arguments, tokens: &Tokens) -> Result<ExitCode, Failure> {
    let line = arguments.trouble.line();
    let connections = arguments.registry.connect(&tokens.tokens, arguments.tablets, line)?;
    let first = connections.first().ok_or("no token was given")?;
    let mut plan = arguments.plan();
    let interviews = Interviews::fetch(first, plan.fieldwork()).await?;
    interviews.form().version().clone_into(&mut plan.form_version);
    let faults = arguments.trouble.faults();
    let shuffled = arguments.order == Order::Shuffled;
    let queues = plan.queues(arguments.households, arguments.tablets, &faults, shuffled);
    let head = tokens.head(plan.clone()).await?;
    let submissions = queues.iter().map(|queue| queue.len() as u64).sum();
    let bar = progress("sending", submissions)?;
    let patience = Duration::from_secs(arguments.patience);
    let orders = Arc::new(Orders { plan, faults, interviews, patience, bar: bar.clone() });
    let started = Instant::now();
    let (sent, tally) = fleet::send_all(Arc::clone(&orders), connections, queues).await?;
    bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    let ledger = Ledger { head, sent };
    if let Some(path) = &arguments.ledger {
        ledger.write(path)?;
    }
    let bar = progress("reconciling", submissions)?;
    let reconciliation = match &tokens.issued {
        Some((registry, _)) => by_store::reconcile(registry, &ledger, &bar).await?,
        None => {
            let fast = arguments.registry.connect(&tokens.tokens, arguments.tablets, Line::default())?;
            by_answers::reconcile(&fast, &orders.interviews, &ledger, &bar).await?
        }
    };
    bar.finish_and_clear();
    let sending = Sending::new(&ledger, tally, seconds);
    tell(&ledger, Some(sending), &reconciliation, arguments.json.as_deref())
}

/// Reconciles an earlier sending again.
pub(crate) async fn reconcile_again(
    configuration: &Configuration,
    arguments: Again,
) -> Result<ExitCode, Failure> {
    let ledger = Ledger::read(&arguments.ledger)?;
    let bar = progress("reconciling", ledger.sent.len() as u64)?;
    let reconciliation = if arguments.registry.tokens.is_empty() {
        let registry = start::open_bare(configuration, false).await?;
        let reconciliation = by_store::reconcile(&registry, &ledger, &bar).await;
        registry.store().close().await;
        reconciliation?
    } else {
        let tokens = &arguments.registry.tokens;
        let connections = arguments.registry.connect(tokens, tokens.len() as u64, Line::default())?;
        let first = connections.first().ok_or("no token was given")?;
        let interviews = Interviews::fetch(first, ledger.head.plan.fieldwork()).await?;
        by_answers::reconcile(&connections, &interviews, &ledger, &bar).await?
    };
    bar.finish_and_clear();
    tell(&ledger, None, &reconciliation, arguments.json.as_deref())
}

fn tell(
    ledger: &Ledger,
    sending: Option<Sending>,
    reconciliation: &Reconciliation,
    json: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let is_whole = sending.as_ref().is_none_or(|sending| sending.outcome.is_whole());
    let reconciles = reconciliation.holds();
    let report = Report { plan: &ledger.head.plan, sending, reconciliation, reconciles };
    say(&report);
    if let Some(path) = json {
        std::fs::write(path, serde_json::to_string_pretty(&report)? + "\n")
            .map_err(|error| format!("the report {} cannot be written: {error}", path.display()))?;
    }
    Ok(if reconciles && is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Arguments {
    fn plan(&self) -> Plan {
        Plan {
            seed: self.seed,
            tehsil: self.tehsil.clone(),
            day: self.day.unwrap_or_else(|| MachineClock.today()),
            device: self.registry.device.clone(),
            photo_share: self.photos,
            photo_bytes: self.photo_kilobytes.saturating_mul(1000),
            form_version: String::new(),
        }
    }
}

impl Access {
    /// A connection for each tablet. Tablets share the tokens.
    fn connect(&self, tokens: &[String], tablets: u64, line: Line) -> Result<Vec<Connection>, Failure> {
        let tokens = (0..tablets).zip(tokens.iter().cycle());
        tokens.map(|(_, token)| Connection::new(&self.url, token, &self.device, line)).collect()
    }
}

impl Trouble {
    fn line(&self) -> Line {
        Line {
            latency: Duration::from_millis(self.latency),
            // A thousand bits are 125 bytes.
            bytes_per_second: self.bandwidth.map(|kbit| kbit.saturating_mul(125)),
        }
    }

    fn faults(&self) -> Faults {
        Faults { drop: self.drop, repeat: self.repeat, split: self.split, edit: self.edit }
    }
}

impl Tokens {
    async fn get(configuration: &Configuration, arguments: &Arguments) -> Result<Self, Failure> {
        if !arguments.registry.tokens.is_empty() {
            return Ok(Self { tokens: arguments.registry.tokens.clone(), issued: None });
        }
        let registry = start::open_bare(configuration, false).await?;
        let (mut credentials, mut tokens) = (Vec::new(), Vec::new());
        for tablet in 1..=arguments.tablets {
            let label = format!("simulated-tablet-{tablet}");
            let (credential, token) = tokens::issue(&registry, label, &arguments.tehsil, "en").await?;
            credentials.push(credential);
            tokens.push(token);
        }
        Ok(Self { tokens, issued: Some((registry, credentials)) })
    }

    async fn head(&self, plan: Plan) -> Result<Head, Failure> {
        let started = MachineClock.now();
        let (credentials, log_position) = match &self.issued {
            Some((registry, credentials)) => {
                (credentials.clone(), registry.store().log_head(Log::Changes).await?.0)
            }
            None => (Vec::new(), 0),
        };
        Ok(Head { plan, started, credentials, log_position })
    }

    async fn give_back(&self) -> Result<(), Failure> {
        if let Some((registry, credentials)) = &self.issued {
            tokens::revoke(registry, credentials).await?;
            registry.store().close().await;
        }
        Ok(())
    }
}

fn progress(what: &'static str, submissions: u64) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template(
        "{msg:<12} {bar:40} {human_pos}/{human_len} submissions, {per_sec}, {eta} left",
    )?;
    Ok(ProgressBar::new(submissions).with_style(style).with_message(what))
}
