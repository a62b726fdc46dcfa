//! The whole registry held against the citizen registry, with kill -9 of the worker and of the citizen registry in the middle:
//! it goes on where it was, nobody is left out, and nobody is asked again but for the step that was under way.

use crate::{program::Program, simulator::Simulator};
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Numbers in one question.
const BATCH: u64 = 10;
const HOUSEHOLDS: &str = "120";
const RUN: &str = "first";
/// Slow enough to be caught in the middle.
const SLOW: [&str; 2] = ["--slow-ms", "25"];

/// What a run says of itself.
#[derive(Debug, Default)]
struct Status {
    households: u64,
    asked: u64,
    not_held: u64,
    finished: bool,
}

fn with(program: &Program, simulator: &Simulator, arguments: &[&str]) -> Command {
    let mut command = program.command();
    command
        .env("NSER_CITIZEN_REGISTRY", "dci")
        .env("NSER_CITIZEN_REGISTRY_URL", format!("{}/dci", simulator.url))
        .env("NSER_CITIZEN_REGISTRY_SENDER", "nser-test")
        .env("NSER_CITIZEN_REGISTRY_BATCH", BATCH.to_string())
        .args(arguments);
    command
}

fn begin(program: &Program, simulator: &Simulator, name: &str) -> Child {
    let arguments = ["citizen-registry", "cross-validate", "--name", name, "--rate", "100000"];
    let mut command = with(program, simulator, &arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn status(program: &Program, name: &str) -> Status {
    let said = program.run(&["citizen-registry", "status"]);
    let Some(line) = said.lines().find(|line| line.starts_with(&format!("{name}: "))) else {
        return Status::default();
    };
    let before = |what: &str| -> u64 {
        let words: Vec<&str> = line.split(what).next().unwrap().split_whitespace().collect();
        words.last().unwrap().parse().unwrap_or_else(|_| panic!("{line}"))
    };
    Status {
        households: before(" households"),
        asked: before(" numbers asked"),
        not_held: before(" not held"),
        finished: line.contains("; finished "),
    }
}

/// Waits until a run has asked about so many numbers; it must still be under way then.
async fn wait_for(program: &Program, worker: &mut Child, numbers: u64) {
    loop {
        let status = status(program, RUN);
        assert!(!status.finished && worker.try_wait().unwrap().is_none(), "it ended by itself: {status:?}");
        if status.asked >= numbers {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn load(program: &Program) {
    let folder = program.folder().join("file");
    let folder = folder.to_str().unwrap();
    program.run(&["population", "--area", "PK60301", "--households", HOUSEHOLDS, "--output", folder]);
    let (rows, mapping) = (format!("{folder}/households.parquet"), format!("{folder}/mapping.toml"));
    program.try_run(&["import", &rows, "--mapping", &mapping]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_after_worker_and_citizen_registry_were_killed() {
    for program in Program::both() {
        load(&program);
        let mut simulator = Simulator::start(&SLOW);
        let mut worker = begin(&program, &simulator, RUN);
        wait_for(&program, &mut worker, 60).await;
        worker.kill().unwrap();
        worker.wait().unwrap();
        let cut = status(&program, RUN);
        assert!(!cut.finished, "{}: killed in the middle", program.engine);
        // Ten minutes later the step of the dead worker is another's.
        program.file("clock-ahead-seconds", b"660");

        let mut worker = begin(&program, &simulator, RUN);
        wait_for(&program, &mut worker, cut.asked + 60).await;
        let mut questions = simulator.count("questions").await;
        simulator.kill_and_start_again(&[]);
        assert!(worker.wait().unwrap().success(), "{}: it did not go on", program.engine);

        let done = status(&program, RUN);
        assert!(done.finished && done.asked > cut.asked + 60, "{}: {done:?}", program.engine);
        questions += simulator.count("questions").await;
        // Whoever is not in the register of identities is looked for in that of births, too; a killed step is asked again.
        let steps_in_flight = 2 * 2 * BATCH;
        let needed = done.asked + done.not_held;
        assert!(
            questions <= needed + steps_in_flight,
            "{}: {questions} questions for {needed}",
            program.engine
        );

        // Of everybody an answer is there: another run finds nobody to ask about.
        let mut again = begin(&program, &simulator, "second");
        assert!(again.wait().unwrap().success());
        let second = status(&program, "second");
        assert!(second.finished && second.asked == 0, "{}: {second:?}", program.engine);
        assert_eq!(second.households, done.households);
        assert!(done.households > 100, "{}: {done:?}", program.engine);
        program.run(&["verify-log"]);
    }
}
