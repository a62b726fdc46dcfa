//! Tokens for simulated tablets, issued on the registry's own machine and revoked when they are done.

use crate::start::Failure;
use jiff::SignedDuration;
use operations::{
    Registry,
    authority::Authority,
    credentials::{CredentialKind, NewCredential},
};
use registry::{area::AreaCode, ids::CredentialId};

/// Days that a token of a simulated tablet holds at most.
const DAYS: i64 = 7;

/// Issues a token that holds in a tehsil.
pub(crate) async fn issue(
    registry: &Registry,
    label: String,
    tehsil: &AreaCode,
    language: &str,
) -> Result<(CredentialId, String), Failure> {
    let new = NewCredential {
        kind: CredentialKind::Enumerator,
        label,
        areas: vec![tehsil.clone()],
        language: language.to_owned(),
        expires: registry.clock().now() + SignedDuration::from_hours(24 * DAYS),
    };
    Ok(registry.issue_credential(&Authority::console(), new).await?)
}

/// Revokes tokens, of which each is there.
pub(crate) async fn revoke(registry: &Registry, credentials: &[CredentialId]) -> Result<(), Failure> {
    for credential in credentials {
        registry.revoke_credential(&Authority::console(), *credential).await?;
    }
    Ok(())
}

/// Revokes the tokens under a label that an earlier run left.
pub(crate) async fn revoke_labelled(registry: &Registry, label: &str) -> Result<(), Failure> {
    let left: Vec<CredentialId> = registry
        .list_credentials(&Authority::console())
        .await?
        .into_iter()
        .filter(|row| row.label == label && row.revoked.is_none())
        .map(|row| row.id)
        .collect();
    revoke(registry, &left).await
}
