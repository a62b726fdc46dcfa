//! `nser population`: a synthetic country, or a part of it, in files.

mod drawing;
mod output;
mod truth;

use super::say;
use crate::{assets, configuration::Configuration, start::Failure};
use clap::{Args, ValueEnum};
use drawing::{Drawing, draw};
use indicatif::{ProgressBar, ProgressStyle};
use output::{FilledIn, Output};
use population::{Country, Forms, Part, Settings, Trouble, Vintage};
use registry::{
    area::{AreaCode, AreaLevel},
    household::FormUsed,
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};
use survey::xform::Form;
use truth::TruthFiles;

/// Seed of the country when none is given.
pub(super) const SEED: u64 = 20_261_122;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder to write into; it is made, and must have no files yet.
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// How many households; each tehsil has its share, rural and urban. All, if neither this nor --share is given.
    #[arg(long, value_name = "NUMBER", conflicts_with = "share")]
    households: Option<u64>,
    /// Which share of the households, such as 0.01.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    share: Option<f64>,
    /// Only this province, division, district or tehsil (PK6, PK6D03, PK603, PK60301); may be given again.
    #[arg(long = "area", value_name = "CODE")]
    areas: Vec<AreaCode>,
    /// Which survey: the card of 2010, the tablets of 2021, or the same people on the tablets of 2026.
    #[arg(long, value_enum, default_value = "2021")]
    survey: Year,
    /// What to write.
    #[arg(long, value_enum, default_value = "parquet")]
    format: Format,
    /// The same seed draws the same people.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Write beside the records who the people are: household, person and event, to measure linkage by.
    #[arg(long)]
    truth: bool,
    /// Write what is true, without the faults that surveys have.
    #[arg(long)]
    without_faults: bool,
}

/// A survey, by its year.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Year {
    #[value(name = "2010")]
    Card,
    #[value(name = "2021")]
    Tablet,
    #[value(name = "2026")]
    Update,
}

impl Year {
    fn vintage(self) -> Vintage {
        match self {
            Self::Card => Vintage::Card2010,
            Self::Tablet => Vintage::Tablet2021,
            Self::Update => Vintage::Update2026,
        }
    }

    /// The year.
    pub(super) fn number(self) -> i16 {
        self.vintage().year()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One Parquet file, persons and births as lists of their household.
    Parquet,
    /// Three Parquet files: households, persons, births.
    ParquetFlat,
    /// Three CSV files: households, persons, births.
    Csv,
    /// Filled-in forms, one XML file for each household.
    Xforms,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("a share lies above 0 and is at most 1".to_owned()),
    }
}

#[expect(
    clippy::unused_async,
    reason = "commands are started alike; this one only computes and writes files"
)]
pub(crate) async fn run(_: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let written = make(&arguments)?;
    report(&arguments, &written, started.elapsed());
    Ok(ExitCode::SUCCESS)
}

/// Writes an area's households of a survey as `nser import` loads them: all, or so many.
pub(super) fn write_district(
    folder: &Path,
    area: AreaCode,
    households: Option<u64>,
    survey: Year,
) -> Result<(), Failure> {
    make(&Arguments {
        output: folder.to_owned(),
        households,
        share: None,
        areas: vec![area],
        survey,
        format: Format::Parquet,
        seed: SEED,
        truth: false,
        without_faults: false,
    })?;
    Ok(())
}

fn make(arguments: &Arguments) -> Result<Summary, Failure> {
    let vintage = arguments.survey.vintage();
    let forms = FormsAtHand::newest()?;
    let trouble = if arguments.without_faults { Trouble::None } else { Trouble::AsInLife };
    let country = Country::new(Settings { seed: arguments.seed, forms: forms.used(), trouble });
    let part = part(&country, arguments)?;
    make_folder(&arguments.output)?;
    let filled_in = match arguments.format {
        Format::Xforms => Some(FilledIn::new(forms.of(vintage), assets::areas(false)?)?),
        _ => None,
    };
    write(&country, &part, vintage, arguments, filled_in.as_ref())
}

/// What was written: files with rows and bytes, and households.
pub(super) struct Summary {
    pub(super) files: Vec<(String, u64, u64)>,
    pub(super) households: u64,
    /// Households of 2021 that they stand for.
    pub(super) drawn: u64,
}

fn write(
    country: &Country,
    part: &Part,
    vintage: Vintage,
    arguments: &Arguments,
    filled_in: Option<&FilledIn>,
) -> Result<Summary, Failure> {
    let folder = &arguments.output;
    let mut output = match arguments.format {
        Format::Parquet => Output::parquet(folder)?,
        Format::ParquetFlat => Output::parquet_flat(folder)?,
        Format::Csv => Output::csv(folder)?,
        Format::Xforms => Output::xforms(folder),
    };
    let mut truths = if arguments.truth { Some(TruthFiles::create(folder, vintage)?) } else { None };
    let bar = progress(part.households())?;
    let mut households = 0;
    let drawing = Drawing { country, part, vintage, filled_in };
    draw(&drawing, |chunk| {
        for household in &chunk.households {
            if let Some(truths) = &mut truths {
                truths.write(&household.surveyed)?;
            }
            output.write(household)?;
        }
        households += chunk.households.len() as u64;
        bar.inc(chunk.drawn);
        Ok(())
    })?;
    bar.finish_and_clear();
    let mut files = output.finish(vintage)?;
    if let Some(truths) = truths {
        files.extend(truths.finish()?);
    }
    Ok(Summary { files, households, drawn: part.households() })
}

fn progress(households: u64) -> Result<ProgressBar, Failure> {
    let bar = ProgressBar::new(households);
    bar.set_style(ProgressStyle::with_template(
        "drawing {bar:40} {human_pos}/{human_len} households, {per_sec}, {eta} left",
    )?);
    // Also where nothing moves for a while.
    bar.enable_steady_tick(Duration::from_millis(500));
    Ok(bar)
}

/// The households asked for.
fn part(country: &Country, arguments: &Arguments) -> Result<Part, Failure> {
    let areas = districts(&arguments.areas)?;
    let whole = country.part(&areas, None)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let of_share = |share: f64| (whole.households() as f64 * share).round() as u64;
    let wanted = arguments.households.or(arguments.share.map(of_share));
    match wanted {
        Some(0) => Err("there is nothing to write: ask for at least one household".into()),
        Some(_) => Ok(country.part(&areas, wanted)?),
        None => Ok(whole),
    }
}

/// The areas, divisions replaced by their districts: the codes of districts do not say to which one they belong.
fn districts(areas: &[AreaCode]) -> Result<Vec<AreaCode>, Failure> {
    let known = assets::areas(false)?;
    let mut wanted = Vec::new();
    for code in areas {
        let children: Vec<AreaCode> = known
            .iter()
            .filter(|area| area.level == AreaLevel::District && area.parent.as_ref() == Some(code))
            .map(|area| area.code.clone())
            .collect();
        let division = known.iter().any(|area| area.code == *code && area.level == AreaLevel::Division);
        if division { wanted.extend(children) } else { wanted.push(code.clone()) }
    }
    Ok(wanted)
}

/// Makes the folder, and refuses one with files: they may be somebody's.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    let place = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(place)?;
    match std::fs::read_dir(folder).map_err(place)?.next() {
        None => Ok(()),
        Some(_) => {
            let folder = folder.display();
            Err(format!("{folder} has files already: name a new folder, or empty this one").into())
        }
    }
}

/// The newest versions of the two questionnaires, as the program carries them.
struct FormsAtHand {
    tablet: Form,
    card: Form,
}

impl FormsAtHand {
    fn newest() -> Result<Self, Failure> {
        let find = |id: &str| -> Result<Form, Failure> {
            let mut newest: Option<Form> = None;
            for xml in assets::forms()? {
                let form = Form::parse(&xml)?;
                // They come oldest first.
                newest = if form.id() == id { Some(form) } else { newest };
            }
            newest.ok_or_else(|| format!("the program lacks the form {id}").into())
        };
        Ok(Self { tablet: find("household")?, card: find("poverty_card_2010")? })
    }

    fn used(&self) -> Forms {
        let used = |form: &Form| FormUsed { id: form.id().to_owned(), version: form.version().to_owned() };
        Forms { tablet: used(&self.tablet), card: used(&self.card) }
    }

    fn of(self, vintage: Vintage) -> Form {
        if vintage == Vintage::Card2010 { self.card } else { self.tablet }
    }
}

/// The command that loads the tables into a registry.
fn loading(arguments: &Arguments) -> Option<String> {
    let place = |name: &str| arguments.output.join(name).display().to_string();
    let flat = |kind: &str| {
        let [households, persons, births] =
            ["households", "persons", "births"].map(|name| place(&format!("{name}.{kind}")));
        format!("{households} --persons {persons} --births {births}")
    };
    let files = match arguments.format {
        Format::Xforms => return None,
        Format::Parquet => place("households.parquet"),
        Format::ParquetFlat => flat("parquet"),
        Format::Csv => flat("csv"),
    };
    Some(format!("nser import {files} --mapping {}", place("mapping.toml")))
}

fn report(arguments: &Arguments, written: &Summary, took: Duration) {
    say(format_args!("{:<34} {:>14} {:>18}", "file", "rows", "bytes"));
    for (file, rows, size_bytes) in &written.files {
        say(format_args!("{file:<34} {rows:>14} {size_bytes:>18}"));
    }
    let seconds = took.as_secs_f64();
    say(format_args!(
        "\n{} households (of {} in 2021) in {seconds:.1} s, {:.0} a second, in {}",
        written.households,
        written.drawn,
        written.households as f64 / seconds.max(1e-3),
        arguments.output.display()
    ));
    say("All of them are invented: every citizen number starts with 9, which is not issued.");
    if let Some(command) = loading(arguments) {
        say(format_args!("\nLoad them with: {command}"));
    }
}
