//! `nser import` as its operators meet it: killed and begun again, over real survey data, on bad days.

use crate::program::{Program, root};
use registry::{area::AreaBook, change::Change, delivery::RejectCode, household::Household};
use scoring::{
    facts::{Circumstances, FactId, derive},
    scorecard::ScoreResult,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};
use store::{Store, StoreConfig, rows::LoadRow};

/// Households of a tehsil of Punjab, written by the program itself.
fn population(program: &Program, name: &str, arguments: &[&str]) -> PathBuf {
    let folder = program.folder().join(name);
    let mut all = vec!["population", "--area", "PK60301", "--output", folder.to_str().unwrap()];
    all.extend(arguments);
    program.run(&all);
    folder
}

/// The arguments that load a folder written by `nser population`.
fn load(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    ["import".to_owned(), path("households.parquet"), "--mapping".to_owned(), path("mapping.toml")].into()
}

fn run(program: &Program, arguments: &[String], more: &[&str]) -> Output {
    let rejects = program.folder().join("rejects.csv");
    let mut command = program.command();
    command.args(arguments).args(["--rejects", rejects.to_str().unwrap()]).args(more);
    command.output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// The figure that a report gives.
fn figure(report: &str, what: &str) -> u64 {
    let line =
        report.lines().find(|line| line.trim_start().starts_with(what)).unwrap_or_else(|| panic!("{report}"));
    let number = line.trim_start().strip_prefix(what).unwrap().split_whitespace().next().unwrap();
    number.replace(',', "").parse().unwrap()
}

async fn store(program: &Program) -> std::sync::Arc<dyn Store> {
    store::open(&StoreConfig {
        database_url: program.database_url(),
        ..StoreConfig::in_folder(program.folder())
    })
    .await
    .unwrap()
}

async fn only_load(program: &Program) -> Option<LoadRow> {
    let store = store(program).await;
    let loads = store.list_loads().await.unwrap();
    store.close().await;
    loads.into_iter().next()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_killed_in_the_middle_goes_on_where_it_was() {
    for program in Program::both() {
        let folder = population(&program, "file", &["--households", "800"]);
        let arguments = load(&folder);
        let rejects = program.folder().join("rejects.csv");
        let mut command = program.command();
        command.args(&arguments).args(["--step", "20", "--rejects", rejects.to_str().unwrap()]);
        let mut importer = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while only_load(&program).await.is_none_or(|load| load.progress.read < 200) {
            assert!(importer.try_wait().unwrap().is_none(), "{}: it ended by itself", program.engine);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        importer.kill().unwrap();
        importer.wait().unwrap();
        let cut = only_load(&program).await.unwrap();
        assert!(
            cut.finished.is_none() && cut.progress.read < 800,
            "{}: killed in the middle",
            program.engine
        );
        assert_eq!(cut.progress.read % 20, 0, "whole steps only");

        let finished = run(&program, &arguments, &[]);
        let report = text(&finished.stdout);
        assert!(finished.status.success(), "{}: {}", program.engine, text(&finished.stderr));
        assert!(report.contains(&format!("going on behind row {}", cut.progress.read)), "{report}");
        let registered = figure(&report, "registered ");
        let rejected = figure(&report, "rejected ");
        assert_eq!((figure(&report, "households read"), registered + rejected), (800, 800), "{report}");
        let lines = std::fs::read_to_string(&rejects).unwrap().lines().count() - 1;
        assert_eq!(u64::try_from(lines).unwrap(), rejected, "{}: each reject once", program.engine);

        let log = program.run(&["verify-log"]);
        assert!(log.contains("every one follows from its entries"), "{}: {log}", program.engine);
        let again = run(&program, &arguments, &[]);
        assert!(text(&again.stdout).contains("nothing is changed"), "{}", text(&again.stdout));
        assert_eq!(program.run(&["verify-log"]), log, "{}: a second run changes nothing", program.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_of_2010_and_the_survey_of_2021_stand_in_one_history() {
    for program in Program::both() {
        for (survey, households) in [("2021", "400"), ("2010", "400")] {
            let folder = population(&program, survey, &["--households", households, "--survey", survey]);
            let loaded = run(&program, &load(&folder), &[]);
            assert!(loaded.status.success(), "{}", text(&loaded.stderr));
            let joined = figure(&text(&loaded.stdout), "joined ");
            assert_eq!(joined > 150, survey == "2010", "{}: {}", program.engine, text(&loaded.stdout));
        }
        let store = store(&program).await;
        let mut vintages = BTreeSet::new();
        for row in store.read_log(store::rows::Log::Changes, 0, 10_000).await.unwrap() {
            let entry: registry::change::Entry = serde_json::from_str(&row.text).unwrap();
            if let Change::Resurvey { record } = entry.change {
                vintages.insert((entry.effective.year(), record.form.id));
            }
        }
        store.close().await;
        assert!(
            vintages.iter().all(|(year, form)| *year <= 2011 && form == "poverty_card_2010"),
            "{vintages:?}"
        );
        assert!(!vintages.is_empty());
        assert!(program.run(&["verify-log"]).contains("every one follows from its entries"));
    }
}

/// The day of which the mapping says that the survey is true.
const SURVEYED: jiff::civil::Date = jiff::civil::date(2016, 6, 30);

/// The folder of a survey of 12,122 real households, where it is at hand.
#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn hies() -> Option<PathBuf> {
    let folder = root().join("../shared/hies-2015-16");
    if !folder.is_dir() {
        eprintln!("skipped: there is no ../shared/hies-2015-16");
    }
    folder.is_dir().then_some(folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn real_survey_data_load_and_the_cards_name_what_they_lack() {
    let Some(folder) = hies() else { return };
    let program = Program::sqlite();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let mapping = root().join("crates/tables/tests/mappings/hies-2015-16.toml");
    let arguments: Vec<String> = [
        "import".to_owned(),
        path("households.csv"),
        "--persons".to_owned(),
        path("persons.csv"),
        "--mapping".to_owned(),
        mapping.to_str().unwrap().to_owned(),
    ]
    .into();
    let loaded = run(&program, &arguments, &[]);
    let report = text(&loaded.stdout);
    assert!(loaded.status.success(), "{}", text(&loaded.stderr));
    assert_eq!(
        (figure(&report, "households read"), figure(&report, "registered ")),
        (12_122, 12_122),
        "{report}"
    );

    let rules = testkit::registries::rules();
    let areas = AreaBook::new(Vec::new()).unwrap();
    let store = store(&program).await;
    let mut members = 0;
    // What the survey never asked is lacking for everybody; what it asked is lacking for those who did not answer.
    for (card, never_asked) in [
        (
            "ten-questions-2009",
            ["owns_any_motor_vehicle", "owns_refrigerator_or_freezer", "owns_television", "province"]
                .as_slice(),
        ),
        (
            "bisp-2010",
            [
                "owns_cooking_appliance",
                "owns_cooler_or_heater",
                "owns_refrigerator_freezer_or_washing_machine",
                "owns_television",
                "vehicles",
            ]
            .as_slice(),
        ),
    ] {
        let card = rules.scorecards().find(|scorecard| scorecard.id == card).unwrap();
        let mut lacking_for_all: Option<BTreeSet<FactId>> = None;
        let mut skip = 0;
        members = 0;
        loop {
            let rows = store.list_households(None, skip, 1_000).await.unwrap();
            if rows.is_empty() {
                break;
            }
            skip += 1_000;
            for row in rows {
                let household: Household = serde_json::from_str(&row.document).unwrap();
                members += household.record.members.len();
                let on = household.record.interview.interview_date.unwrap_or(SURVEYED);
                let circumstances = Circumstances::of(&areas, &household.record.location, on);
                let lacking = match card.score(&derive(&household, on, &circumstances)).result {
                    ScoreResult::Lacking(facts) => facts.into_iter().collect(),
                    ScoreResult::Value(_) | ScoreResult::NotCovered(_) => BTreeSet::new(),
                };
                lacking_for_all = Some(match lacking_for_all {
                    Some(before) => before.intersection(&lacking).copied().collect(),
                    None => lacking,
                });
            }
        }
        let named: BTreeSet<&str> = lacking_for_all.unwrap().iter().map(|fact| fact.name()).collect();
        assert_eq!(named, never_asked.iter().copied().collect(), "{}", card.id);
    }
    store.close().await;
    assert!(members > 78_000, "the roster is there: {members}");
}

/// The complaint of a load that must not succeed.
fn complaint(program: &Program, arguments: &[String], more: &[&str]) -> String {
    let output = run(program, arguments, more);
    assert!(!output.status.success(), "{}", text(&output.stdout));
    text(&output.stderr)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_says_what_is_in_and_goes_on_when_it_is_whole() {
    let program = Program::sqlite();
    let folder = population(&program, "file", &["--households", "400", "--format", "csv"]);
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let households = std::fs::read(folder.join("households.csv")).unwrap();
    // In the middle of a row, and in the middle of a letter of Urdu where there is one.
    std::fs::write(folder.join("cut.csv"), [&households[..households.len() / 2], &[0xd9]].concat()).unwrap();
    let arguments: Vec<String> = [
        "import".to_owned(),
        path("cut.csv"),
        "--persons".to_owned(),
        path("persons.csv"),
        "--births".to_owned(),
        path("births.csv"),
        "--mapping".to_owned(),
        path("mapping.toml"),
    ]
    .into();
    let output = run(&program, &arguments, &["--step", "40"]);
    // A row too short is set aside; bytes that are no text stop the load. Either is said.
    let said = text(&output.stdout) + &text(&output.stderr);
    let named = said.contains("Rows 1 to") || said.contains(RejectCode::RowUnreadable.as_str());
    assert!(named, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_room_for_rejects_stops_the_load_before_the_step() {
    let program = Program::sqlite();
    let folder = population(&program, "file", &["--households", "400"]);
    let mut command = program.command();
    command.args(load(&folder)).args(["--step", "40", "--rejects", "/dev/full"]);
    let output = command.output().unwrap();
    let complaint = text(&output.stderr);
    assert!(!output.status.success());
    assert!(complaint.contains("load.rejects") && complaint.contains("Rows 1 to"), "{complaint}");
    let finished = run(&program, &load(&folder), &[]);
    assert_eq!(figure(&text(&finished.stdout), "households read"), 400, "{}", text(&finished.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_the_store_stops_the_load_whole() {
    let program = Program::sqlite();
    let folder = population(&program, "file", &["--households", "1500"]);
    let rejects = program.folder().join("rejects.csv");
    let mut plain = program.command();
    plain.args(load(&folder)).args(["--step", "50", "--rejects", rejects.to_str().unwrap()]);
    // A file of the store may grow to 3 MB and no further; writing on is an error, as on a full disk.
    let mut command = std::process::Command::new("bash");
    command.args(["-c", "trap '' XFSZ; ulimit -f 3000; exec \"$@\"", "bash"]);
    command.arg(plain.get_program()).args(plain.get_args()).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", "/usr/bin:/bin");
    let output = command.output().unwrap();
    let complaint = text(&output.stderr);
    assert!(!output.status.success(), "{}", text(&output.stdout));
    assert!(complaint.contains("Rows 1 to") || complaint.contains("the same command goes on"), "{complaint}");
    let cut = only_load(&program).await.unwrap();
    assert!(cut.finished.is_none() && cut.progress.read > 0, "{:?}", cut.progress);

    let finished = run(&program, &load(&folder), &[]);
    assert_eq!(figure(&text(&finished.stdout), "households read"), 1_500, "{}", text(&finished.stderr));
    assert!(program.run(&["verify-log"]).contains("every one follows from its entries"));
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_before_the_first_row() {
    let program = Program::sqlite();
    let folder = population(&program, "file", &["--households", "50"]);
    let mapping = folder.join("mapping.toml");
    let good = std::fs::read_to_string(&mapping).unwrap();
    let bad = good.replace("dwelling.rooms = \"dwelling.rooms\"", "dwelling.roms = \"dwelling.rooms\"");
    assert_ne!(good, bad);
    std::fs::write(&mapping, &bad).unwrap();
    let said = complaint(&program, &load(&folder), &[]);
    assert!(said.contains("mapping.unknown_field") && said.contains("dwelling.rooms"), "{said}");

    std::fs::write(&mapping, good).unwrap();
    let parquet = folder.join("households.parquet");
    let bytes = std::fs::read(&parquet).unwrap();
    std::fs::write(&parquet, &bytes[..bytes.len() - 100]).unwrap();
    let said = complaint(&program, &load(&folder), &[]);
    assert!(said.contains("tables.") && said.contains("households.parquet"), "{said}");
    assert!(only_load(&program).await.is_none(), "nothing began");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_changes_nothing() {
    let program = Program::sqlite();
    let folder = population(&program, "file", &["--households", "200"]);
    let before = program.run(&["verify-log"]);
    let said = text(&run(&program, &load(&folder), &["--dry-run"]).stdout);
    assert!(said.starts_with("Nothing was changed."), "{said}");
    assert_eq!(figure(&said, "households read"), 200);
    assert!(only_load(&program).await.is_none());
    assert_eq!(program.run(&["verify-log"]).lines().next(), before.lines().next());
}
