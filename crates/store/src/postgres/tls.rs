//! Encryption of connections to PostgreSQL, as `sslmode` asks for it.
//!
//! `require` holds the server's certificate against the authorities given, or those of the system, and against the host
//! name. `prefer` encrypts where the server can and holds the certificate against nothing: it keeps out whoever listens,
//! not whoever pretends to be the server. `disable` does neither.

use crate::{StoreError, StoreResult};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use std::{path::Path, sync::Arc};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Where Debian and those after it keep the authorities they trust.
const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// A connector for the mode; `authorities` is a PEM file.
pub(super) fn connector(mode: SslMode, authorities: Option<&Path>) -> StoreResult<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| StoreError::Engine("TLS cannot be set up".to_owned()))?;
    let builder = match mode {
        SslMode::Require => {
            let path = authorities.unwrap_or(Path::new(SYSTEM_AUTHORITIES));
            builder.with_root_certificates(read_authorities(path)?)
        }
        _ => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate { provider })),
    };
    Ok(MakeRustlsConnect::new(builder.with_no_client_auth()))
}

fn read_authorities(path: &Path) -> StoreResult<RootCertStore> {
    let unreadable = || StoreError::Engine("the file of certificate authorities cannot be read".to_owned());
    let mut authorities = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(path).map_err(|_| unreadable())?;
    authorities.add_parsable_certificates(certificates.filter_map(Result::ok));
    if authorities.is_empty() { Err(unreadable()) } else { Ok(authorities) }
}

/// Takes any certificate, but has the server prove that it holds its key.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
