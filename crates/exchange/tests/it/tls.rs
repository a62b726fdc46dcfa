//! https: the certificate is held against the authorities configured. The certificates in `tls/` are invented for this test and
//! open nothing.

use crate::server::{HandClock, config, ids, number};
use exchange::{
    citizen_registry::{CitizenRegistry, Outage},
    connect::{Kind, connect_dci},
};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

/// A server behind TLS that answers everything with `{}`.
async fn server() -> String {
    let certificate = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let Ok(mut connection) = acceptor.accept(connection).await else { continue };
            let mut question = [0; 4096];
            let _ = connection.read(&mut question).await;
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
            let _ = connection.shutdown().await;
        }
    });
    url
}

#[tokio::test]
async fn only_a_server_with_a_certificate_of_a_trusted_authority_is_asked() {
    let url = server().await;
    let why = async |authorities: &str| {
        let mut config = config(Kind::Dci, &url);
        config.authorities = Some(file(authorities));
        let client = connect_dci(&config, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap();
        match client.look_up(&[number("9120212345671")]).await {
            Err(Outage::Down(why)) => why,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(why("authority.pem").await, "the answer has no `search_response`");
    assert_eq!(why("stranger.pem").await, "no connection");
}
