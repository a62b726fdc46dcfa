//! Tokens of enumerators and systems: 256 random bits, kept only as a hash, ending on a day, revocable at any moment,
//! and bound to the device that first used them.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission, Role},
    error::{VerbError, VerbResult},
};
use jiff::Timestamp;
use registry::{area::AreaCode, ids::CredentialId};
use sha2::{Digest, Sha256};
use store::{StoreError, rows::CredentialRow};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// An enumerator's tablet.
    Enumerator,
    /// A system that asks where citizens stand.
    Api,
    /// A programme's system: reports who is paid.
    Programme,
    /// The citizen registry: sends notices of births, deaths, marriages and divorces.
    CitizenRegistry,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Enumerator, Self::Api, Self::Programme, Self::CitizenRegistry];
    /// Kinds that the JSON API takes. A token that only asks must not be able to report a death, nor the other way round.
    const OF_SYSTEMS: [Self; 2] = [Self::Api, Self::Programme];

    /// Its name in stores and pages.
    pub fn code(self) -> &'static str {
        match self {
            Self::Enumerator => "enumerator",
            Self::Api => "api",
            Self::Programme => "programme",
            Self::CitizenRegistry => "citizen_registry",
        }
    }

    /// The kind of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn role(self) -> Role {
        match self {
            Self::Enumerator => Role::Enumerator,
            Self::Api => Role::System,
            Self::Programme => Role::ProgrammeOfficer,
            Self::CitizenRegistry => Role::CitizenRegistry,
        }
    }
}

/// A token to be issued.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// What it is for.
    pub kind: CredentialKind,
    /// Who it is for, as staff know them; also the user name of Basic auth.
    pub label: String,
    /// Areas in which it holds; none for everywhere.
    pub areas: Vec<AreaCode>,
    /// Language of messages: `en` or `ur`.
    pub language: String,
    /// Until when.
    pub expires: Timestamp,
}

/// Whoever sends with a token.
#[derive(Debug, Clone)]
pub struct Sender {
    /// What the token allows.
    pub authority: Authority,
    /// Which token.
    pub credential: CredentialId,
    /// The device, as it says.
    pub device: Option<String>,
    /// Language of messages.
    pub language: String,
}

impl Sender {
    fn new(row: CredentialRow, kind: CredentialKind, device: Option<&str>) -> Self {
        Self {
            authority: Authority::new(row.label, kind.role(), row.areas),
            credential: row.id,
            device: device.map(str::to_owned),
            language: row.language,
        }
    }
}

/// Why a token is not taken.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// Nobody has it.
    #[error("the token is nobody's")]
    Unknown,
    /// Its day is over.
    #[error("the token has expired")]
    Expired,
    /// It was revoked.
    #[error("the token was revoked")]
    Revoked,
    /// It is bound to another device.
    #[error("the token is bound to another device")]
    OtherDevice,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CredentialError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "credential.unknown",
            Self::Expired => "credential.expired",
            Self::Revoked => "credential.revoked",
            Self::OtherDevice => "credential.other_device",
            Self::Store(_) => "store",
        }
    }
}

impl Registry {
    /// Issues a token and returns it: the only moment at which it can be seen.
    pub async fn issue_credential(
        &self,
        authority: &Authority,
        new: NewCredential,
    ) -> VerbResult<(CredentialId, String)> {
        self.demand(authority, Permission::ManageCredentials, Action::IssueCredential).await?;
        check(&new, self.clock().now())?;
        if !self.grants(authority, &new.areas).await {
            let entry = AuditEntry::new(self, authority, Action::IssueCredential);
            self.audit(entry.outcome(Outcome::Refused)).await?;
            return Err(VerbError::NotAllowed);
        }
        let now = self.clock().now();
        let token = hex::encode(self.ids().secret());
        let id = CredentialId(self.ids().uuid(now));
        let label = new.label.trim().to_owned();
        let row = CredentialRow {
            id,
            kind: new.kind.code().to_owned(),
            label: label.clone(),
            token_hash: hash(&token),
            areas: new.areas,
            language: new.language,
            device: None,
            issued_by: authority.actor().to_owned(),
            created: now,
            expires: new.expires,
            revoked: None,
        };
        self.store().add_credential(row).await?;
        self.audit(AuditEntry::new(self, authority, Action::IssueCredential).subject(label)).await?;
        Ok((id, token))
    }

    /// The tokens within the authority's areas, newest first, without the secret.
    pub async fn list_credentials(&self, authority: &Authority) -> VerbResult<Vec<CredentialRow>> {
        self.demand(authority, Permission::ManageCredentials, Action::IssueCredential).await?;
        let mut within = Vec::new();
        for row in self.store().list_credentials().await? {
            if self.grants(authority, &row.areas).await {
                within.push(row);
            }
        }
        Ok(within)
    }

    /// Revokes a token from now on.
    pub async fn revoke_credential(&self, authority: &Authority, id: CredentialId) -> VerbResult<()> {
        self.demand(authority, Permission::ManageCredentials, Action::RevokeCredential).await?;
        let known = self.list_credentials(authority).await?.into_iter().any(|row| row.id == id);
        if !known {
            let entry = AuditEntry::new(self, authority, Action::RevokeCredential).subject(id.to_string());
            self.audit(entry.outcome(Outcome::NotFound)).await?;
            return Err(VerbError::NotFound);
        }
        self.store().revoke_credential(id, self.clock().now()).await?;
        self.audit(AuditEntry::new(self, authority, Action::RevokeCredential).subject(id.to_string()))
            .await?;
        Ok(())
    }

    /// Who sends with a token of a kind, from a device that says who it is.
    pub async fn authenticate_token(
        &self,
        kind: CredentialKind,
        token: &str,
        device: Option<&str>,
    ) -> Result<Sender, CredentialError> {
        let row = self.authenticate(token, device, |row| row.kind == kind.code()).await?;
        Ok(Sender::new(row, kind, device))
    }

    /// Which system calls the JSON API with a token.
    pub async fn authenticate_system(&self, token: &str) -> Result<Sender, CredentialError> {
        let kind_of = |row: &CredentialRow| {
            CredentialKind::from_code(&row.kind).filter(|kind| CredentialKind::OF_SYSTEMS.contains(kind))
        };
        let row = self.authenticate(token, None, |row| kind_of(row).is_some()).await?;
        let kind = kind_of(&row).ok_or(CredentialError::Unknown)?;
        Ok(Sender::new(row, kind, None))
    }

    /// The credential of a token, if it is the one meant and holds for the device. A device is bound only then.
    async fn authenticate(
        &self,
        token: &str,
        device: Option<&str>,
        is_meant: impl FnOnce(&CredentialRow) -> bool,
    ) -> Result<CredentialRow, CredentialError> {
        let row = self.store().find_credential(&hash(token)).await?.filter(is_meant);
        let row = row.ok_or(CredentialError::Unknown)?;
        if row.revoked.is_some() {
            return Err(CredentialError::Revoked);
        }
        if row.expires <= self.clock().now() {
            return Err(CredentialError::Expired);
        }
        let bound = match (&row.device, device) {
            (Some(bound), _) => Some(bound.clone()),
            (None, Some(device)) => Some(self.store().bind_device(row.id, device).await?),
            (None, None) => None,
        };
        if bound.as_deref() != device {
            return Err(CredentialError::OtherDevice);
        }
        Ok(row)
    }

    /// Who sends with Basic auth: the label and the token.
    pub async fn authenticate_basic(
        &self,
        label: &str,
        token: &str,
        device: Option<&str>,
    ) -> Result<Sender, CredentialError> {
        let kind = CredentialKind::Enumerator;
        let is_meant = |row: &CredentialRow| row.kind == kind.code() && row.label == label;
        Ok(Sender::new(self.authenticate(token, device, is_meant).await?, kind, device))
    }

    /// The authority under which a kept submission once came in, whether or not its token still holds.
    pub(crate) async fn get_credential_authority(&self, id: CredentialId) -> Result<Authority, StoreError> {
        let credentials = self.store().list_credentials().await?;
        let row = credentials.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| StoreError::Damaged("a submission's credential is gone".to_owned()))?;
        Ok(Authority::new(row.label, Role::Enumerator, row.areas))
    }

    /// Whether an authority covers areas that it gives to another.
    pub(crate) async fn grants(&self, authority: &Authority, given: &[AreaCode]) -> bool {
        if authority.areas().is_empty() {
            return true;
        }
        let areas = self.areas().await;
        let today = self.clock().today();
        let covered =
            |area: &AreaCode| authority.areas().iter().any(|own| areas.book().lies_in(area, own, today));
        !given.is_empty() && given.iter().all(covered)
    }
}

fn check(new: &NewCredential, now: Timestamp) -> VerbResult<()> {
    let label = new.label.trim();
    if label.is_empty() || label.len() > 80 || label.contains(':') {
        return Err(VerbError::Invalid("a label has 1 to 80 characters and no colon".to_owned()));
    }
    if new.expires <= now {
        return Err(VerbError::Invalid("a token ends in the future".to_owned()));
    }
    if !matches!(new.language.as_str(), "en" | "ur") {
        return Err(VerbError::Invalid("languages are en and ur".to_owned()));
    }
    Ok(())
}

pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
