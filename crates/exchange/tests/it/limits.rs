//! Limits of time and size, cut connections, https, and configurations that do not connect.

use crate::server::{HandClock, Said, Server, config, ids, number};
use exchange::{
    citizen_registry::{CitizenRegistry, Outage},
    connect::{CitizenRegistryConfig, ConfigError, Kind, Secret, connect},
};
use std::{sync::Arc, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpListener};

fn connected(config: &CitizenRegistryConfig) -> Result<Arc<dyn CitizenRegistry>, ConfigError> {
    connect(config, HandClock::at("2027-03-01T06:00:00Z"), ids()).map(Option::unwrap)
}

async fn outage(config: &CitizenRegistryConfig) -> String {
    let number = number("9120212345671");
    match connected(config).unwrap().look_up(&[number]).await {
        Err(Outage::Down(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// The address of a server that takes connections, says this, and cuts them; with `None` it keeps silent.
async fn raw(says: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            match says {
                Some(text) => connection.write_all(text.as_bytes()).await.unwrap(),
                None => kept.push(connection),
            }
        }
    });
    url
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    let server = Server::playing(|_| Said(200, None, " ".repeat(200_000))).await;
    assert!(outage(&config(Kind::Dci, &server.url)).await.contains("larger than 100000 bytes"));
}

#[tokio::test]
async fn silence_ends_after_the_limit() {
    let mut config = config(Kind::Dci, &raw(None).await);
    config.limits.answering = Duration::from_millis(50);
    assert!(outage(&config).await.contains("no answer within"));
}

#[tokio::test]
async fn cut_and_refused_connections_are_outages() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{";
    assert!(outage(&config(Kind::Dci, &raw(Some(cut)).await)).await.contains("cut"));
    assert!(outage(&config(Kind::Nadra, &raw(Some("")).await)).await.contains("cut"));
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(outage(&config(Kind::Dci, &format!("http://{free}"))).await.contains("no connection"));
}

#[test]
fn what_is_missing_or_wrong_is_named_by_its_key() {
    let config = |change: fn(&mut CitizenRegistryConfig)| {
        let mut config = config(Kind::Dci, "http://127.0.0.1:9/dci");
        change(&mut config);
        connected(&config).err().unwrap().to_string()
    };
    assert!(config(|config| config.url.clear()).contains("NSER_CITIZEN_REGISTRY_URL is needed"));
    assert!(
        config(|config| config.url = "host/dci".to_owned()).contains("NSER_CITIZEN_REGISTRY_URL must be")
    );
    assert!(config(|config| config.sender.clear()).contains("NSER_CITIZEN_REGISTRY_SENDER"));
    assert!(
        config(|config| config.callback = Some("host".to_owned())).contains("NSER_CITIZEN_REGISTRY_CALLBACK")
    );
    assert!(config(|config| config.batch = Some(0)).contains("NSER_CITIZEN_REGISTRY_BATCH"));
    assert!(
        config(|config| config.trusted_key = Some("00".to_owned()))
            .contains("NSER_CITIZEN_REGISTRY_TRUSTED_KEY")
    );
    assert!(
        config(|config| (config.kind, config.secret) = (Kind::Nadra, None))
            .contains("NSER_CITIZEN_REGISTRY_SECRET")
    );
    assert!(
        config(|config| {
            config.url = "https://127.0.0.1:9/dci".to_owned();
            config.authorities = Some("nowhere.pem".into());
        })
        .contains("NSER_CITIZEN_REGISTRY_AUTHORITIES")
    );
    assert_eq!("telex".parse::<Kind>(), Err(ConfigError::Kind));
    let none = CitizenRegistryConfig::default();
    assert!(connect(&none, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap().is_none());
}

#[test]
fn secrets_are_not_printed() {
    let mut config = config(Kind::Dci, "http://127.0.0.1:9/dci");
    config.signing_key = Some(Secret("07".repeat(32)));
    let printed = format!("{config:?}");
    assert!(!["token-1", "secret-1", "0707"].iter().any(|secret| printed.contains(secret)), "{printed}");
}
