//! The citizen registry of the configuration: the table `[citizen_registry]` of the file, `NSER_CITIZEN_REGISTRY…` of the
//! environment.

use super::{ConfigurationError, Documented, set, set_optional, variable};
use exchange::connect::{CitizenRegistryConfig, Kind, Secret};
use serde::Deserialize;
use std::path::PathBuf;

/// Every setting of the citizen registry.
pub(super) const SETTINGS: [Documented; 12] = [
    (
        "citizen_registry.kind",
        "NSER_CITIZEN_REGISTRY",
        "none",
        "What is spoken to the citizen registry: none, dci or nadra",
    ),
    (
        "citizen_registry.url",
        "NSER_CITIZEN_REGISTRY_URL",
        "(none)",
        "Its base address, such as https://host/dci",
    ),
    (
        "citizen_registry.sender",
        "NSER_CITIZEN_REGISTRY_SENDER",
        "(none)",
        "Who we are to it: sender id of DCI, franchise id of NADRA",
    ),
    ("citizen_registry.receiver", "NSER_CITIZEN_REGISTRY_RECEIVER", "(none)", "Its own id in messages (dci)"),
    (
        "citizen_registry.user",
        "NSER_CITIZEN_REGISTRY_USER",
        "(the franchise)",
        "User within the franchise (nadra)",
    ),
    ("citizen_registry.token", "NSER_CITIZEN_REGISTRY_TOKEN", "(none)", "Bearer token that it gave us (dci)"),
    ("citizen_registry.secret", "NSER_CITIZEN_REGISTRY_SECRET", "(none)", "Secret of that user (nadra)"),
    (
        "citizen_registry.callback",
        "NSER_CITIZEN_REGISTRY_CALLBACK",
        "(none: no notices)",
        "Base address under which it reaches us: https://our-host/dci/k/TOKEN, or https://our-host/dci if it sends the token as \
         a bearer token (dci)",
    ),
    ("citizen_registry.batch", "NSER_CITIZEN_REGISTRY_BATCH", "50", "Numbers in one question (dci)"),
    (
        "citizen_registry.signing_key",
        "NSER_CITIZEN_REGISTRY_SIGNING_KEY",
        "(none: unsigned)",
        "Ed25519 seed, 64 hexadecimal digits: our messages are signed (dci)",
    ),
    (
        "citizen_registry.trusted_key",
        "NSER_CITIZEN_REGISTRY_TRUSTED_KEY",
        "(none: not verified)",
        "Its Ed25519 public key, 64 hexadecimal digits: only what it signed is taken (dci)",
    ),
    (
        "citizen_registry.authorities",
        "NSER_CITIZEN_REGISTRY_AUTHORITIES",
        "(the system's)",
        "PEM file of certificate authorities for https",
    ),
];

/// How to reach the citizen registry.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CitizenRegistry {
    pub(crate) kind: String,
    pub(crate) url: String,
    pub(crate) sender: String,
    pub(crate) receiver: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) secret: Option<String>,
    /// Under which it reaches us.
    pub(crate) callback: Option<String>,
    pub(crate) batch: Option<usize>,
    pub(crate) signing_key: Option<String>,
    pub(crate) trusted_key: Option<String>,
    pub(crate) authorities: Option<PathBuf>,
}

impl CitizenRegistry {
    pub(super) fn read_environment(&mut self) -> Result<(), ConfigurationError> {
        set(&mut self.kind, "NSER_CITIZEN_REGISTRY")?;
        set(&mut self.url, "NSER_CITIZEN_REGISTRY_URL")?;
        set(&mut self.sender, "NSER_CITIZEN_REGISTRY_SENDER")?;
        set_optional(&mut self.receiver, "NSER_CITIZEN_REGISTRY_RECEIVER");
        set_optional(&mut self.user, "NSER_CITIZEN_REGISTRY_USER");
        set_optional(&mut self.token, "NSER_CITIZEN_REGISTRY_TOKEN");
        set_optional(&mut self.secret, "NSER_CITIZEN_REGISTRY_SECRET");
        set_optional(&mut self.callback, "NSER_CITIZEN_REGISTRY_CALLBACK");
        let mut batch = self.batch.unwrap_or_default();
        if variable("NSER_CITIZEN_REGISTRY_BATCH").is_some() {
            set(&mut batch, "NSER_CITIZEN_REGISTRY_BATCH")?;
            self.batch = Some(batch);
        }
        set_optional(&mut self.signing_key, "NSER_CITIZEN_REGISTRY_SIGNING_KEY");
        set_optional(&mut self.trusted_key, "NSER_CITIZEN_REGISTRY_TRUSTED_KEY");
        if let Some(file) = variable("NSER_CITIZEN_REGISTRY_AUTHORITIES") {
            self.authorities = Some(PathBuf::from(file));
        }
        Ok(())
    }

    /// As the adapters take it.
    pub(crate) fn config(&self) -> Result<CitizenRegistryConfig, exchange::connect::ConfigError> {
        let kind: Kind = self.kind.trim().parse()?;
        let settings = self.clone();
        Ok(CitizenRegistryConfig {
            kind,
            url: settings.url,
            sender: settings.sender,
            receiver: settings.receiver,
            user: settings.user,
            token: settings.token.map(Secret),
            secret: settings.secret.map(Secret),
            callback: settings.callback,
            batch: settings.batch,
            signing_key: settings.signing_key.map(Secret),
            trusted_key: settings.trusted_key,
            authorities: settings.authorities,
            limits: exchange::Limits::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::configuration::Configuration;
    use exchange::connect::{ConfigError, Kind};

    #[test]
    fn the_file_names_the_citizen_registry_in_a_table() {
        let text = "[citizen_registry]\nkind = \"dci\"\nurl = \"http://127.0.0.1:8091/dci\"\nsender = \"nser\"\nbatch = 20";
        let configuration: Configuration = toml::from_str(text).unwrap();
        let config = configuration.citizen_registry.config().unwrap();
        assert_eq!((config.kind, config.batch), (Kind::Dci, Some(20)));
        assert!(toml::from_str::<Configuration>("[citizen_registry]\nkinds = \"dci\"").is_err());
    }

    #[test]
    fn without_settings_there_is_none_and_an_unknown_kind_is_refused() {
        let mut settings = Configuration::default().citizen_registry;
        assert_eq!(settings.config().unwrap().kind, Kind::None);
        settings.kind = "smoke signals".to_owned();
        assert_eq!(settings.config(), Err(ConfigError::Kind));
    }
}
