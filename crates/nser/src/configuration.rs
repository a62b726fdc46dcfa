//! Configuration: defaults, then a file, then the environment. Read once, here.

mod citizen_registry;

pub(crate) use citizen_registry::CitizenRegistry;
use serde::Deserialize;
use std::{
    fmt, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// How the program is set up.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Configuration {
    /// Where the server listens.
    pub(crate) listen: SocketAddr,
    /// The folder of the embedded store and of attachments.
    pub(crate) data: PathBuf,
    /// A PostgreSQL database instead of the embedded store.
    pub(crate) database_url: Option<String>,
    /// The address under which people and tablets reach the server.
    pub(crate) public_url: Option<String>,
    /// A proxy stands in front: sign-in counts attempts by its `X-Forwarded-For`.
    pub(crate) behind_proxy: bool,
    /// What pages and tablets call this registry.
    pub(crate) name: String,
    /// Largest submission with its files, bytes.
    pub(crate) submission_bytes: u64,
    /// Take citizen numbers that start with 9, which are not issued, without a finding.
    pub(crate) invented_numbers: bool,
    /// What is logged, as a filter of `tracing`; what is usual for the command when none is set.
    pub(crate) log: Option<String>,
    /// Log lines as JSON.
    pub(crate) log_json: bool,
    /// How to reach the citizen registry.
    pub(crate) citizen_registry: CitizenRegistry,
}

/// A setting as documented: name in the file, in the environment, default, meaning.
type Documented = (&'static str, &'static str, &'static str, &'static str);

/// Every setting.
pub(crate) fn settings() -> impl Iterator<Item = Documented> {
    OWN_SETTINGS.into_iter().chain(citizen_registry::SETTINGS)
}

const OWN_SETTINGS: [Documented; 10] = [
    ("listen", "NSER_LISTEN", "127.0.0.1:8080", "Address and port of the server; port 0 takes a free one"),
    ("data", "NSER_DATA", "nser-data", "Folder of the embedded store and of attachments"),
    ("database_url", "DATABASE_URL", "(none)", "postgres://user@host/database instead of the embedded store"),
    (
        "public_url",
        "NSER_PUBLIC_URL",
        "(from each request)",
        "Address under which people and tablets reach the server",
    ),
    (
        "behind_proxy",
        "NSER_BEHIND_PROXY",
        "false",
        "A proxy stands in front, and its X-Forwarded-For is right",
    ),
    ("name", "NSER_NAME", "NSER", "What pages and tablets call this registry"),
    ("submission_bytes", "NSER_SUBMISSION_BYTES", "100000000", "Largest submission with its files, bytes"),
    (
        "invented_numbers",
        "NSER_INVENTED_NUMBERS",
        "false",
        "Take citizen numbers starting with 9, which are not issued",
    ),
    (
        "log",
        "NSER_LOG",
        "info; warn for demo",
        "What is logged: error, warn, info, debug, or a filter per module",
    ),
    ("log_json", "NSER_LOG_JSON", "false", "Log lines as JSON"),
];

/// The settings in short, for `nser --help`.
pub(crate) const HELP: &str = "\
Settings, by environment or by the same small name in the configuration file:
  NSER_LISTEN            address and port of the server [127.0.0.1:8080]
  NSER_DATA              folder of the embedded store and of attachments [nser-data]
  DATABASE_URL           postgres://… instead of the embedded store
  NSER_PUBLIC_URL        address under which people and tablets reach the server
  NSER_BEHIND_PROXY      a proxy stands in front, and its X-Forwarded-For is right [false]
  NSER_NAME              what pages and tablets call this registry [NSER]
  NSER_SUBMISSION_BYTES  largest submission with its files [100000000]
  NSER_INVENTED_NUMBERS  take citizen numbers starting with 9 [false]
  NSER_LOG, NSER_LOG_JSON  what is logged, and whether as JSON [info, false]
The citizen registry (docs/guides/citizen-registry.md); in the file under [citizen_registry], kind being the first:
  NSER_CITIZEN_REGISTRY              none, dci or nadra [none]
  NSER_CITIZEN_REGISTRY_URL          its base address
  NSER_CITIZEN_REGISTRY_SENDER       who we are to it
  NSER_CITIZEN_REGISTRY_CALLBACK     base address under which it reaches us
  NSER_CITIZEN_REGISTRY_TOKEN, NSER_CITIZEN_REGISTRY_RECEIVER, NSER_CITIZEN_REGISTRY_BATCH,
  NSER_CITIZEN_REGISTRY_SIGNING_KEY, NSER_CITIZEN_REGISTRY_TRUSTED_KEY    of dci
  NSER_CITIZEN_REGISTRY_USER, NSER_CITIZEN_REGISTRY_SECRET                of nadra
  NSER_CITIZEN_REGISTRY_AUTHORITIES  PEM file of certificate authorities for https";

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigurationError {
    /// The file cannot be read.
    #[error("the configuration file {0}")]
    File(PathBuf, #[source] io::Error),
    /// The file has a fault.
    #[error("the configuration file {0}: {1}")]
    Content(PathBuf, String),
    /// A variable of the environment has a fault.
    #[error("{0} in the environment cannot be used: {1}")]
    Environment(&'static str, String),
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("nser-data"),
            database_url: None,
            public_url: None,
            behind_proxy: false,
            name: "NSER".to_owned(),
            submission_bytes: 100_000_000,
            invented_numbers: false,
            log: None,
            log_json: false,
            citizen_registry: CitizenRegistry::default(),
        }
    }
}

impl Configuration {
    /// Reads the file, where one is named, and the environment.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, ConfigurationError> {
        let mut configuration = match file {
            None => Self::default(),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| ConfigurationError::File(path.to_owned(), error))?;
                toml::from_str(&text).map_err(|error| {
                    ConfigurationError::Content(path.to_owned(), error.message().to_owned())
                })?
            }
        };
        set(&mut configuration.listen, "NSER_LISTEN")?;
        set(&mut configuration.data, "NSER_DATA")?;
        set_optional(&mut configuration.database_url, "DATABASE_URL");
        set_optional(&mut configuration.public_url, "NSER_PUBLIC_URL");
        set(&mut configuration.behind_proxy, "NSER_BEHIND_PROXY")?;
        set(&mut configuration.name, "NSER_NAME")?;
        set(&mut configuration.submission_bytes, "NSER_SUBMISSION_BYTES")?;
        set(&mut configuration.invented_numbers, "NSER_INVENTED_NUMBERS")?;
        set_optional(&mut configuration.log, "NSER_LOG");
        set(&mut configuration.log_json, "NSER_LOG_JSON")?;
        configuration.citizen_registry.read_environment()?;
        Ok(configuration)
    }
}

fn set<T: std::str::FromStr<Err: fmt::Display>>(
    setting: &mut T,
    name: &'static str,
) -> Result<(), ConfigurationError> {
    if let Some(text) = variable(name) {
        *setting =
            text.parse().map_err(|error: T::Err| ConfigurationError::Environment(name, error.to_string()))?;
    }
    Ok(())
}

fn set_optional(setting: &mut Option<String>, name: &'static str) {
    if let Some(text) = variable(name) {
        *setting = Some(text);
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_sets_what_it_names_and_nothing_else() {
        let configuration: Configuration =
            toml::from_str("listen = \"0.0.0.0:9000\"\nname = \"Test\"").unwrap();
        assert_eq!(configuration.listen.port(), 9000);
        assert_eq!(configuration.submission_bytes, 100_000_000);
        assert!(toml::from_str::<Configuration>("lisen = \"0.0.0.0:9000\"").is_err());
    }

    #[test]
    fn every_setting_is_in_the_help() {
        for (_, variable, _, _) in settings() {
            assert!(HELP.contains(variable), "{variable}");
        }
    }
}
