//! The simulated citizen registry as a process: what it answers by DCI and by the NADRA-style service, how it fails on demand,
//! and whom it tells of what.

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use reqwest::Client;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;

const FATHER: &str = "9000000000011";
const MOTHER: &str = "9000000000012";
const GRANDMOTHER: &str = "9000000000022";
const NOBODY: &str = "9000000000999";
const PEOPLE: &str = "number,name,name_urdu,sex,birth_date,marital_status,disabled,father,mother,spouse,death_date,card_state
9000000000011,Muhammad Aslam Khan,محمد اسلم خان,male,1980-05-01,married,false,,9000000000022,9000000000012,,valid
9000000000012,Nasreen Bibi,نسرین بی بی,female,1984-02-11,married,true,,,,,expired
9000000000022,Zainab Bibi,,female,1950-01-01,widowed,,,,,2024-03-01,valid
";

/// The simulator, over people of a file unless asked for others.
struct Simulator {
    process: Child,
    url: String,
    client: Client,
    folder: TempDir,
}

impl Simulator {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::start_in(folder, true, arguments)
    }

    fn start_in(folder: TempDir, people: bool, arguments: &[&str]) -> Self {
        let file = folder.path().join("people.csv");
        std::fs::write(&file, PEOPLE).unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nser"));
        command.args(["simulate", "citizen-registry", "--listen", "127.0.0.1:0", "--day", "2026-11-22"]);
        if people {
            command.arg("--people").arg(file);
        }
        let mut process = command.args(arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("the citizen registry listens on ").expect("it says where").to_owned();
        Self { process, url, client: Client::new(), folder }
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.client.post(format!("{}{path}", self.url)).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn search(&self, numbers: &[&str]) -> (u16, Value) {
        self.post("/dci/registry/sync/search", &search(numbers)).await
    }

    /// The record of a number; null when it is not held.
    async fn record(&self, number: &str) -> Value {
        let (status, answer) = self.search(&[number]).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["message"]["search_response"][0]["status"], "succ", "{answer}");
        answer["message"]["search_response"][0]["data"]["reg_records"][0].clone()
    }

    async fn faults(&self, faults: Value) {
        assert_eq!(self.post("/admin/faults", &faults).await.0, 200);
    }

    async fn counts(&self) -> Value {
        self.client.get(format!("{}/admin/counts", self.url)).send().await.unwrap().json().await.unwrap()
    }

    async fn happen(&self, event: Value) -> Value {
        let (status, answer) = self.post("/admin/events", &event).await;
        assert_eq!(status, 200, "{event}: {answer}");
        answer
    }

    async fn session(&self) -> String {
        let (_, answer) =
            self.post("/nadra/session", &json!({"franchise_id": "7", "user": "u", "secret": "s"})).await;
        answer["session_id"].as_str().unwrap().to_owned()
    }

    async fn verisys(&self, session: &str, transaction: &str, number: &str) -> Value {
        let request = json!({"session_id": session, "transaction_id": transaction, "citizen_number": number});
        self.post("/nadra/verisys", &request).await.1
    }

    /// Kills it as a power cut would; its folder stays.
    fn kill(mut self) -> TempDir {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn header(action: &str, total: usize, callback: &str) -> Value {
    json!({
        "version": "1.0.0", "message_id": format!("m-{action}-{total}"), "message_ts": "2026-11-22T08:00:00Z",
        "action": action, "sender_id": "nser", "sender_uri": callback, "total_count": total,
    })
}

fn search(numbers: &[&str]) -> Value {
    let item = |(place, number): (usize, &&str)| {
        json!({"reference_id": format!("r{place}"), "timestamp": "2026-11-22T08:00:00Z", "search_criteria": {
            "version": "1.0.0", "reg_type": "ns:org:RegistryType:ID", "reg_record_type": "IDPerson",
            "query_type": "idtype-value", "query": {"type": "UIN", "value": number}}})
    };
    let items: Vec<Value> = numbers.iter().enumerate().map(item).collect();
    json!({"signature": "unsigned", "header": header("search", items.len(), "http://127.0.0.1:9/dci/registry/on-search"),
        "message": {"transaction_id": "t1", "search_request": items}})
}

/// An office that hears notices: what came, and how many it refuses first.
#[derive(Clone, Default)]
struct Heard {
    events: Arc<Mutex<Vec<Value>>>,
    others: Arc<Mutex<Vec<Value>>>,
    refusals: Arc<Mutex<u32>>,
}

impl Heard {
    /// Listens; the address that comes before `/registry/`.
    async fn listen(&self) -> String {
        let routes = Router::new()
            .route("/dci/registry/notify", post(notify))
            .route("/dci/registry/{action}", post(other))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        format!("http://{address}/dci")
    }

    fn references(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        events.iter().map(|event| event["reference_id"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until so many events have come.
    async fn wait_for(&self, events: usize) {
        wait_until(|| self.events.lock().unwrap().len() >= events).await;
    }
}

async fn wait_until(met: impl Fn() -> bool) {
    for _ in 0..1_500 {
        if met() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nothing came in half a minute");
}

async fn notify(State(heard): State<Heard>, Json(notice): Json<Value>) -> (StatusCode, Json<Value>) {
    let mut refusals = heard.refusals.lock().unwrap();
    if *refusals > 0 {
        *refusals -= 1;
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Value::Null));
    }
    heard.events.lock().unwrap().extend(notice["message"]["notify_event"].as_array().unwrap().clone());
    (StatusCode::OK, Json(json!({"message": {"ack_status": "ACK", "timestamp": "2026-11-22T08:00:00Z"}})))
}

async fn other(State(heard): State<Heard>, Json(message): Json<Value>) -> Json<Value> {
    heard.others.lock().unwrap().push(message);
    Json(json!({"message": {"ack_status": "ACK"}}))
}

/// Subscribes an office to everything, and waits until it has been told so.
async fn subscribe(simulator: &Simulator, heard: &Heard, base: &str) {
    let item = |kind: &&str| {
        json!({"reference_id": kind, "timestamp": "2026-11-22T08:00:00Z", "subscribe_criteria": {
            "reg_event_type": kind, "filter": {"type": "*", "value": "*"}, "notify_record_type": "CRVSPerson"}})
    };
    let items: Vec<Value> = ["LiveBirth", "Death", "Marriage", "Divorce"].iter().map(item).collect();
    let body = json!({"header": header("subscribe", 4, &format!("{base}/registry/on-subscribe")),
        "message": {"transaction_id": "s1", "subscribe_request": items}});
    let before = heard.others.lock().unwrap().len();
    let (status, answer) = simulator.post("/dci/registry/subscribe", &body).await;
    assert_eq!((status, answer["message"]["ack_status"].as_str()), (202, Some("ACK")), "{answer}");
    wait_until(|| heard.others.lock().unwrap().len() > before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_answered_by_both_services_and_nobody_else_is() {
    let simulator = Simulator::start(&[]);
    let (_, answer) = simulator.search(&[FATHER, NOBODY, MOTHER]).await;
    let items = answer["message"]["search_response"].as_array().unwrap();
    let records = |item: usize| items[item]["data"]["reg_records"].as_array().unwrap();
    assert_eq!((records(0).len(), records(1).len(), items[1]["status"].as_str()), (1, 0, Some("succ")));
    let father = &records(0)[0];
    assert_eq!(father["identifier"][0]["identifier_value"], FATHER);
    assert_eq!(father["name"], json!({"given_name": "Muhammad", "second_name": "Aslam", "surname": "Khan"}));
    assert_eq!(father["related_person"][0]["related_member"]["identifier"][0]["identifier_value"], MOTHER);
    assert_eq!((father["marital_status"].as_str(), father["death_date"].as_str()), (Some("M"), Some("")));
    assert_eq!(records(2)[0]["is_disabled"], true);
    // Dead in the civil register, while the card is valid: the two disagree in life too.
    let grandmother = simulator.record(GRANDMOTHER).await;
    assert_eq!(
        (grandmother["death_date"].as_str(), grandmother["card_state"].as_str()),
        (Some("2024-03-01"), Some("valid"))
    );
    assert!(grandmother.get("name_urdu").is_none() && grandmother.get("is_disabled").is_none());

    let session = simulator.session().await;
    let held = simulator.verisys(&session, "1", FATHER).await;
    assert_eq!(
        (held["code"].as_str(), held["citizen"]["name_urdu"].as_str()),
        (Some("100"), Some("محمد اسلم خان"))
    );
    assert_eq!(held["citizen"]["spouse_numbers"], json!([MOTHER]));
    assert_eq!(simulator.verisys(&session, "2", NOBODY).await["code"], "142");
    let counts = simulator.counts().await;
    assert_eq!((counts["questions"].as_u64(), counts["most_about_one_number"].as_u64()), (Some(6), Some(2)));
    let log = std::fs::read_to_string(simulator.folder.path().join("log")).unwrap();
    assert!(!log.contains(FATHER) && !log.contains("Aslam"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_told_with_a_code() {
    let simulator = Simulator::start(&["--token", "secret", "--session-seconds", "0"]);
    let path = "/dci/registry/sync/search";
    assert_eq!(simulator.search(&[FATHER]).await.1["message"]["error"]["code"], "err.request.unauthorized");
    let ask = async |body: Value| {
        let request = simulator.client.post(format!("{}{path}", simulator.url)).bearer_auth("secret");
        request.json(&body).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let mut changed = Vec::new();
    for (pointer, value, code) in [
        ("/header/message_ts", json!("2026-11-22T08:00:00"), "rjct.message_ts.invalid"),
        ("/header/action", json!("notify"), "rjct.action.invalid"),
        ("/header/total_count", json!(3), "rjct.total_count.invalid"),
        ("/header/sender_id", json!(""), "err.sender_id.invalid"),
        ("/header/version", json!("2.0.0"), "rjct.version.invalid"),
        ("/message/search_request", json!([]), "err.request.bad"),
    ] {
        let mut body = search(&[FATHER]);
        *body.pointer_mut(pointer).unwrap() = value;
        changed.push((ask(body).await["message"]["error"]["code"].clone(), code));
    }
    for (found, code) in changed {
        assert_eq!(found, code);
    }
    for (pointer, value, code) in [
        ("/search_criteria/query/value", json!("12"), "rjct.search_criteria.invalid"),
        ("/search_criteria/query_type", json!("graphql"), "rjct.search_criteria.invalid"),
        ("/timestamp", json!("yesterday"), "rjct.timestamp.invalid"),
        ("/reference_id", json!("r1"), "rjct.reference_id.duplicate"),
    ] {
        let mut body = search(&[FATHER, MOTHER]);
        let item = usize::from(!code.ends_with("duplicate"));
        *body["message"]["search_request"][item].pointer_mut(pointer).unwrap() = value;
        let answer = ask(body).await;
        assert_eq!(answer["message"]["search_response"][1]["status_reason_code"], code, "{answer}");
    }
    let refused = simulator.post("/nadra/session", &json!({"franchise_id": "7", "secret": "other"})).await.1;
    assert_eq!(refused["code"], "112");
    assert_eq!(simulator.post("/nadra/session", &json!({})).await.1["code"], "106");
    let session = json!({"franchise_id": "7", "secret": "secret"});
    let session =
        simulator.post("/nadra/session", &session).await.1["session_id"].as_str().unwrap().to_owned();
    assert_eq!(simulator.verisys(&session, "1", FATHER).await["code"], "201", "sessions of no time at all");
    assert_eq!(simulator.verisys("none", "1", FATHER).await["code"], "104");
    let (status, answer) = simulator
        .post("/admin/events", &json!({"event": "death", "number": NOBODY, "on": "2027-01-01"}))
        .await;
    assert_eq!((status, answer["error"]["code"].as_str()), (404, Some("simulator.number_not_held")));
    let issued = json!({"event": "death", "number": "3520212345671", "on": "2027-01-01"});
    assert_eq!(
        simulator.post("/admin/events", &issued).await.0,
        400,
        "numbers that NADRA issues are never taken"
    );
    assert_eq!(simulator.post("/admin/faults", &json!({"fail_share": 2.0})).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_shows_and_goes_again() {
    let simulator = Simulator::start(&["--down"]);
    let session = json!({"franchise_id": "7"});
    assert_eq!(simulator.search(&[FATHER]).await.0, 503);
    assert_eq!(simulator.post("/nadra/session", &session).await.1["code"], "108");

    simulator.faults(json!({"down": false, "fail_share": 1.0})).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let (status, answer) = simulator.search(&[FATHER]).await;
        // An answer that is cut off comes as no JSON at all.
        seen.insert((status, answer.is_null()));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [(200, true), (500, false), (502, true)]);

    simulator.faults(json!({"fail_share": 0.0, "wrong_person_share": 1.0})).await;
    assert_ne!(simulator.record(FATHER).await["identifier"][0]["identifier_value"], FATHER);

    simulator.faults(json!({"wrong_person_share": 0.0, "quota_per_minute": 3})).await;
    assert_eq!(simulator.search(&[FATHER, MOTHER]).await.0, 200);
    let refused = simulator.client.post(format!("{}/dci/registry/sync/search", simulator.url));
    let refused = refused.json(&search(&[FATHER, MOTHER])).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 429);
    assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 60);
    let session = simulator.session().await;
    assert_eq!(simulator.verisys(&session, "1", FATHER).await["code"], "100");
    assert_eq!(simulator.verisys(&session, "2", FATHER).await["code"], "318");

    simulator.faults(json!({"quota_per_minute": 0, "slow_ms": 300})).await;
    let hasty = simulator.client.post(format!("{}/dci/registry/sync/search", simulator.url));
    let hasty = hasty.timeout(Duration::from_millis(50)).json(&search(&[FATHER])).send().await;
    assert!(hasty.unwrap_err().is_timeout());
    assert_eq!(simulator.search(&[FATHER]).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_told_until_they_are_taken_and_second_ones_have_the_same_reference() {
    let simulator = Simulator::start(&["--duplicate-share", "1", "--late-ms", "100"]);
    let heard = Heard::default();
    *heard.refusals.lock().unwrap() = 2;
    let base = heard.listen().await;
    subscribe(&simulator, &heard, &base).await;
    subscribe(&simulator, &heard, &base).await;
    let answers = heard.others.lock().unwrap().clone();
    assert_eq!(answers[0]["message"]["subscribe_response"][1]["subscriptions"][0]["status"], "subscribe");
    let again = &answers[1]["message"]["subscribe_response"][1];
    assert_eq!(again["status_reason_code"], "rjct.event.already_subscribed");

    let died = simulator.happen(json!({"event": "death", "number": FATHER, "on": "2027-03-01"})).await;
    heard.wait_for(2).await;
    let references = heard.references();
    assert_eq!((references.len(), &references[0]), (2, &references[1]));
    assert_eq!(died["references"][0], references[0]);
    let event = heard.events.lock().unwrap()[0].clone();
    assert_eq!(event["data"]["reg_event_type"], "Death");
    assert_eq!(event["data"]["reg_records"]["death_date"], "2027-03-01");
    assert_eq!(event["data"]["reg_records"]["identifier"][0]["identifier_value"], FATHER);
    let widow = simulator.record(MOTHER).await;
    assert_eq!(widow["marital_status"], "W");
    assert_eq!(simulator.record(FATHER).await["card_state"], "deceased");

    simulator.happen(json!({"event": "death_reversed", "number": FATHER, "on": "2027-04-01"})).await;
    simulator
        .happen(json!({"event": "divorce", "husband": FATHER, "wife": MOTHER, "on": "2027-05-01"}))
        .await;
    let born = simulator
        .happen(json!({"event": "birth", "on": "2027-06-01", "father": FATHER, "mother": GRANDMOTHER, "name": "Sana", "sex": "female"}))
        .await;
    heard.wait_for(8).await;
    let told: Vec<String> = {
        let events = heard.events.lock().unwrap();
        events.iter().map(|event| event["data"]["reg_event_type"].as_str().unwrap().to_owned()).collect()
    };
    for (kind, times) in [("Death", 2), ("DeathReversal", 2), ("Divorce", 2), ("LiveBirth", 2)] {
        assert_eq!(told.iter().filter(|told| *told == kind).count(), times, "{told:?}");
    }
    let child = born["numbers"][0].as_str().unwrap();
    assert!(child.starts_with('9'));
    assert_eq!(simulator.record(child).await["parent2_identifier"]["identifier_value"], GRANDMOTHER);
    let again = json!({"event": "divorce", "husband": FATHER, "wife": MOTHER, "on": "2027-05-01"});
    assert_eq!(simulator.post("/admin/events", &again).await.0, 409);
    simulator.happen(json!({"repeat": references[0]})).await;
    heard.wait_for(9).await;
    assert_eq!(simulator.counts().await["duplicates_taken"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asynchronous_search_is_answered_later_and_kept() {
    let simulator = Simulator::start(&["--two-registers"]);
    let heard = Heard::default();
    let base = heard.listen().await;
    let mut body = search(&[FATHER]);
    body["header"]["sender_uri"] = json!(format!("{base}/registry/on-search"));
    let (status, acknowledged) = simulator.post("/dci/registry/search", &body).await;
    assert_eq!((status, acknowledged["message"]["ack_status"].as_str()), (202, Some("ACK")));
    wait_until(|| !heard.others.lock().unwrap().is_empty()).await;
    let answer = heard.others.lock().unwrap()[0].clone();
    assert_eq!(answer["header"]["action"], "on-search");
    assert_eq!(answer["message"]["correlation_id"], acknowledged["message"]["correlation_id"]);
    let record = &answer["message"]["search_response"][0]["data"]["reg_records"][0];
    assert!(record.get("marital_status").is_none() && record.get("death_date").is_none(), "{record}");
    body["message"]["search_request"][0]["search_criteria"]["reg_type"] = json!("ns:org:RegistryType:Civil");
    let (_, civil) = simulator.post("/dci/registry/sync/search", &body).await;
    assert_eq!(civil["message"]["search_response"][0]["data"]["reg_records"][0]["marital_status"], "M");
    let status = json!({"header": header("txn-status", 1, ""), "message": {"transaction_id": "t2", "txnstatus_request": {
        "reference_id": "r", "txn_type": "search", "attribute_type": "correlation_id",
        "attribute_value": acknowledged["message"]["correlation_id"]}}});
    let (_, kept) = simulator.post("/dci/registry/sync/txn/status", &status).await;
    assert_eq!(kept["message"]["txnstatus_response"]["txn_status"], answer["message"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_the_same_life_goes_on_and_nothing_untold_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state").to_str().unwrap().to_owned();
    let arguments = ["--households", "200", "--state", &state];
    let simulator = Simulator::start_in(folder, false, &arguments);
    let heard = Heard::default();
    // Nobody takes anything before the kill.
    *heard.refusals.lock().unwrap() = u32::MAX;
    let base = heard.listen().await;
    subscribe(&simulator, &heard, &base).await;
    let first = simulator.happen(json!({"advance_to": "2027-06-15"})).await;
    let second = simulator.happen(json!({"advance_to": "2028-01-01"})).await;
    let references: Vec<Value> = [&first, &second]
        .iter()
        .flat_map(|answer| answer["references"].as_array().unwrap().clone())
        .collect();
    assert!(references.len() > 20, "{}", references.len());
    let kinds = |kind: &str| references.iter().filter(|one| one.as_str().unwrap().starts_with(kind)).count();
    assert!(kinds("birth") > 5 && kinds("death") > 0 && kinds("marriage") > 0, "{references:?}");
    let child = first["numbers"][0].as_str().unwrap().to_owned();
    let record = simulator.record(&child).await;
    let folder = simulator.kill();

    *heard.refusals.lock().unwrap() = 0;
    let simulator = Simulator::start_in(folder, false, &arguments);
    heard.wait_for(references.len()).await;
    let mut told = heard.references();
    let mut expected: Vec<String> = references.iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(simulator.record(&child).await, record);
    assert_eq!(simulator.counts().await["today"], "2028-01-01");

    // Without a file the same way in other steps leads to the same events.
    let other = Simulator::start_in(tempfile::tempdir().unwrap(), false, &["--households", "200"]);
    let whole = other.happen(json!({"advance_to": "2028-01-01"})).await;
    assert_eq!(whole["references"].as_array().unwrap(), &references);
    let before = other.happen(json!({"advance_to": "2028-01-01"})).await;
    assert_eq!(before["events"], 0);
    assert_eq!(other.post("/admin/events", &json!({"advance_to": "2027-01-01"})).await.0, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_the_country_lead_to_people_of_the_country() {
    let folder = tempfile::tempdir().unwrap();
    let output: PathBuf = folder.path().join("people");
    let written = Command::new(env!("CARGO_BIN_EXE_nser"))
        .args(["population", "--area", "PK611", "--households", "40", "--survey", "2021", "--format", "csv"])
        .arg("--output")
        .arg(&output)
        .output()
        .unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let files = std::fs::read_dir(&output).unwrap().map(|entry| entry.unwrap().path());
    let text: String = files.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let numbers: Vec<&str> = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|cell| cell.len() == 13 && cell.starts_with('9'))
        .collect();
    assert!(numbers.len() > 80, "{}", numbers.len());
    let simulator = Simulator::start_in(folder, false, &[]);
    let (_, answer) = simulator.search(&numbers[..80]).await;
    let items = answer["message"]["search_response"].as_array().unwrap();
    let held = items.iter().filter(|item| item["data"]["reg_records"][0].is_object()).count();
    // Slips in digits, and births that are not in the database.
    assert!((68..=80).contains(&held), "{held}");
}
