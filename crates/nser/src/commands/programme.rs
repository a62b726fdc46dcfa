//! `nser programme`: programmes with their figures, and what they report of their beneficiaries.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::{Args, Subcommand};
use operations::{authority::Authority, programmes::read_status_csv};
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// List the programmes in force with their capacity and the families in them.
    List,
    /// Take a programme's report of its beneficiaries' status, a CSV file with the columns registry_number, woman, status,
    /// from.
    ReportStatus(ReportStatus),
}

#[derive(Args)]
pub(crate) struct ReportStatus {
    /// The file.
    file: PathBuf,
    /// The programme, such as kafaalat.
    #[arg(long)]
    programme: String,
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let console = Authority::console();
    let mut code = ExitCode::SUCCESS;
    match action {
        Action::List => {
            for figures in registry.programme_figures(&console).await? {
                let families: Vec<String> = figures
                    .families
                    .iter()
                    .map(|(status, count)| format!("{count} {}", status.code()))
                    .collect();
                let of =
                    figures.capacity.map_or("no limit".to_owned(), |capacity| format!("room for {capacity}"));
                let (programme, kind) = (&figures.programme, figures.kind);
                say(format_args!("{programme:<18} {kind:<14} {of:<20} {}", families.join(", ")));
            }
        }
        Action::ReportStatus(ReportStatus { file, programme }) => {
            let rows = read_status_csv(&std::fs::read(&file)?)?;
            let report = registry.report_status(&console, &programme, &rows).await?;
            for rejected in &report.rejected {
                say(format_args!("row {}: {}", rejected.row, rejected.code));
            }
            let (read, applied, unchanged) = (report.read, report.applied, report.unchanged);
            let rejected = report.rejected.len();
            say(format_args!(
                "{read} rows: {applied} applied, {unchanged} known already, {rejected} rejected"
            ));
            if rejected > 0 {
                code = ExitCode::FAILURE;
            }
        }
    }
    registry.store().close().await;
    Ok(code)
}
