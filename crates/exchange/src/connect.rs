//! Connecting to the citizen registry that the configuration names.

use crate::{
    citizen_registry::CitizenRegistry,
    dci::{Dci, DciParts},
    http::{Caller, CallerError, Limits, check_address},
    nadra::{Account, Nadra},
    signature::{Signer, Verifier},
};
use registry::{clock::Clock, ids::IdSource};
use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

/// Numbers in one question by DCI, unless configured.
const BATCH: usize = 50;

/// What is spoken to the citizen registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// There is none: nothing is verified.
    #[default]
    None,
    /// DCI v1.0.0.
    Dci,
    /// A NADRA-style service.
    Nadra,
}

impl FromStr for Kind {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        match name {
            "none" | "" => Ok(Self::None),
            "dci" => Ok(Self::Dci),
            "nadra" => Ok(Self::Nadra),
            _ => Err(ConfigError::Kind),
        }
    }
}

/// A token, secret or key; `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[secret]")
    }
}

/// How to reach the citizen registry. Each field is a key of the configuration, `NSER_CITIZEN_REGISTRY` and what is said here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitizenRegistryConfig {
    /// The key itself: `none`, `dci` or `nadra`.
    pub kind: Kind,
    /// `_URL`: its base address, such as `https://host/dci` or `https://host/nadra`.
    pub url: String,
    /// `_SENDER`: who we are to it; DCI's sender id, NADRA's franchise id.
    pub sender: String,
    /// `_RECEIVER`: its own id in DCI messages.
    pub receiver: Option<String>,
    /// `_USER`: the user within the franchise; the franchise itself when absent.
    pub user: Option<String>,
    /// `_TOKEN`: bearer token of DCI.
    pub token: Option<Secret>,
    /// `_SECRET`: secret of the NADRA-style service's user.
    pub secret: Option<Secret>,
    /// `_CALLBACK`: the base address under which it reaches us, such as `https://our-host/dci`.
    pub callback: Option<String>,
    /// `_BATCH`: numbers in one question by DCI; 50 when absent.
    pub batch: Option<usize>,
    /// `_SIGNING_KEY`: Ed25519 seed in hex, 64 digits. Messages are signed when it is there.
    pub signing_key: Option<Secret>,
    /// `_TRUSTED_KEY`: its Ed25519 public key in hex, 64 digits. Messages that it does not verify are not taken when it is there.
    pub trusted_key: Option<String>,
    /// `_AUTHORITIES`: PEM file of the certificate authorities trusted for https; those of the system when absent.
    pub authorities: Option<PathBuf>,
    /// Limits of time and size.
    pub limits: Limits,
}

/// Why the configuration does not connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// An unknown kind.
    #[error("NSER_CITIZEN_REGISTRY must be none, dci or nadra")]
    Kind,
    /// A key is needed.
    #[error("{0} is needed for this kind of citizen registry")]
    Missing(&'static str),
    /// An address is none.
    #[error("{0} must be http://… or https://… with a host, and without name, password, query or fragment")]
    Address(&'static str),
    /// A key is none.
    #[error("{0} must be an Ed25519 key of 64 hexadecimal digits")]
    Key(&'static str),
    /// The authorities cannot be read.
    #[error(
        "NSER_CITIZEN_REGISTRY_AUTHORITIES, or the system's own file, holds no certificate authority or cannot be read"
    )]
    Authorities,
    /// A batch of nothing.
    #[error("NSER_CITIZEN_REGISTRY_BATCH must be at least 1")]
    Batch,
    /// TLS does not start.
    #[error("TLS cannot be set up")]
    Tls,
}

/// The citizen registry that is configured; `None` for the kind `none`. Nothing is asked yet.
pub fn connect(
    config: &CitizenRegistryConfig,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
) -> Result<Option<Arc<dyn CitizenRegistry>>, ConfigError> {
    Ok(match config.kind {
        Kind::None => None,
        Kind::Dci => Some(Arc::new(connect_dci(config, clock, ids)?)),
        Kind::Nadra => Some(Arc::new(Nadra::new(caller(config)?, account(config)?, clock, ids))),
    })
}

/// The DCI client itself, with what only DCI has: searches answered later and the end of subscriptions.
pub fn connect_dci(
    config: &CitizenRegistryConfig,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
) -> Result<Dci, ConfigError> {
    if config.batch == Some(0) {
        return Err(ConfigError::Batch);
    }
    let callback = config.callback.as_deref().map(check_address).transpose();
    Ok(Dci::new(DciParts {
        caller: caller(config)?,
        sender: needed(&config.sender, "NSER_CITIZEN_REGISTRY_SENDER")?,
        receiver: config.receiver.clone(),
        token: config.token.as_ref().map(|token| token.0.clone()),
        callback: callback.map_err(|_| ConfigError::Address("NSER_CITIZEN_REGISTRY_CALLBACK"))?,
        signer: signer(config)?,
        verifier: verifier(config)?,
        batch: config.batch.unwrap_or(BATCH),
        clock,
        ids,
    }))
}

fn account(config: &CitizenRegistryConfig) -> Result<Account, ConfigError> {
    let franchise = needed(&config.sender, "NSER_CITIZEN_REGISTRY_SENDER")?;
    let secret = config.secret.as_ref().map_or("", |secret| secret.0.as_str());
    Ok(Account {
        user: config.user.clone().unwrap_or_else(|| franchise.clone()),
        franchise,
        secret: needed(secret, "NSER_CITIZEN_REGISTRY_SECRET")?,
    })
}

fn caller(config: &CitizenRegistryConfig) -> Result<Caller, ConfigError> {
    let base = needed(&config.url, "NSER_CITIZEN_REGISTRY_URL")?;
    Caller::new(&base, config.authorities.as_deref(), config.limits.clone()).map_err(|error| match error {
        CallerError::Address => ConfigError::Address("NSER_CITIZEN_REGISTRY_URL"),
        CallerError::Authorities => ConfigError::Authorities,
        CallerError::Tls => ConfigError::Tls,
    })
}

fn signer(config: &CitizenRegistryConfig) -> Result<Option<Signer>, ConfigError> {
    let Some(Secret(seed)) = &config.signing_key else { return Ok(None) };
    let wrong = ConfigError::Key("NSER_CITIZEN_REGISTRY_SIGNING_KEY");
    let signer = Signer::new(&key(seed).ok_or(wrong)?, &config.sender).ok_or(wrong)?;
    Ok(Some(signer))
}

fn verifier(config: &CitizenRegistryConfig) -> Result<Option<Verifier>, ConfigError> {
    let Some(public_key) = &config.trusted_key else { return Ok(None) };
    let public_key = key(public_key).ok_or(ConfigError::Key("NSER_CITIZEN_REGISTRY_TRUSTED_KEY"))?;
    Ok(Some(Verifier::new(public_key)))
}

fn key(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits.trim()).ok()?.try_into().ok()
}

fn needed(value: &str, key: &'static str) -> Result<String, ConfigError> {
    let value = value.trim();
    if value.is_empty() { Err(ConfigError::Missing(key)) } else { Ok(value.to_owned()) }
}
