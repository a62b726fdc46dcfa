//! The commands, one file each. They read arguments, call verbs of `operations`, and print.

mod area;
mod calendar;
mod citizen_registry;
mod demo;
mod docs;
mod emergency;
mod explain;
mod form;
mod import;
mod migrate;
mod pmt;
mod population;
mod programme;
mod serve;
mod simulate;
mod token;
mod updates;
mod user;
mod verify_log;
mod work;

use crate::{configuration::Configuration, start::Failure};
use clap::Subcommand;
use std::{io::Write, process::ExitCode};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show a registry of an invented tehsil: fills it by real submissions, then serves it.
    Demo(demo::Arguments),
    /// Serve pages, the API and tablets; do later work too.
    Serve(serve::Arguments),
    /// Do later work only: any number of these may run beside the server.
    Work(work::Arguments),
    /// Bring the store's tables up to date, and fill in areas and forms.
    Migrate,
    /// Load a file of many households, or draft the mapping for one.
    Import(import::Arguments),
    /// Estimate a proxy means test from a consumption survey, or assess one.
    #[command(subcommand)]
    Pmt(pmt::Action),
    /// Write a synthetic country, or a part of it, to files.
    Population(population::Arguments),
    /// Stand in for what is outside: tablets of an invented area, the citizen registry.
    #[command(subcommand)]
    Simulate(simulate::Action),
    /// Print a household's score and decision line by line, and take the decision again.
    Explain(explain::Arguments),
    /// Which updates are open to a household, due and closed, and why.
    #[command(subcommand)]
    Updates(updates::Action),
    /// Hold the registry against the citizen registry.
    #[command(subcommand)]
    CitizenRegistry(citizen_registry::Action),
    /// Programmes, and what they report.
    #[command(subcommand)]
    Programme(programme::Action),
    /// Declared emergencies.
    #[command(subcommand)]
    Emergency(emergency::Action),
    /// Print what the calendar did and what comes.
    Calendar(calendar::Arguments),
    /// Check the change log and the audit log against their hashes.
    VerifyLog(verify_log::Arguments),
    /// Add and change members of staff.
    #[command(subcommand)]
    User(user::Action),
    /// Issue and revoke tokens of enumerators and systems.
    #[command(subcommand)]
    Token(token::Action),
    /// Publish, list, open and close forms.
    #[command(subcommand)]
    Form(form::Action),
    /// Add or change areas from a file.
    #[command(subcommand)]
    Area(area::Action),
    /// Write the generated documents: data dictionary, API, command line, configuration.
    Docs(docs::Arguments),
}

impl Command {
    /// What is logged when nothing is set: a demonstration and one-off commands are quiet unless something is wrong.
    pub(crate) fn usual_log(&self) -> &'static str {
        match self {
            Self::Serve(_) | Self::Work(_) => "info",
            _ => "warn",
        }
    }

    pub(crate) async fn run(self, configuration: Configuration) -> Result<ExitCode, Failure> {
        match self {
            Self::Demo(arguments) => demo::run(configuration, arguments).await,
            Self::Serve(arguments) => serve::run(configuration, &arguments).await,
            Self::Work(arguments) => work::run(configuration, &arguments).await,
            Self::Migrate => migrate::run(configuration).await,
            Self::Import(arguments) => import::run(configuration, arguments).await,
            Self::Pmt(action) => pmt::run(configuration, action).await,
            Self::Population(arguments) => population::run(configuration, arguments).await,
            Self::Simulate(action) => simulate::run(configuration, action).await,
            Self::Explain(arguments) => explain::run(configuration, arguments).await,
            Self::Updates(action) => updates::run(configuration, action).await,
            Self::CitizenRegistry(action) => citizen_registry::run(configuration, action).await,
            Self::Programme(action) => programme::run(configuration, action).await,
            Self::Emergency(action) => emergency::run(configuration, action).await,
            Self::Calendar(arguments) => calendar::run(configuration, &arguments).await,
            Self::VerifyLog(arguments) => verify_log::run(configuration, arguments).await,
            Self::User(action) => user::run(configuration, action).await,
            Self::Token(action) => token::run(configuration, action).await,
            Self::Form(action) => form::run(configuration, action).await,
            Self::Area(action) => area::run(configuration, action).await,
            Self::Docs(arguments) => docs::run(&arguments),
        }
    }
}

/// Prints a line for whoever ran the command.
pub(crate) fn say(line: impl std::fmt::Display) {
    // Whoever reads may have read enough and gone.
    let _ = writeln!(std::io::stdout(), "{line}");
}
