//! Authority: who may do what, where. A handle got in one place, shown to every verb about people.

use crate::Registry;
use registry::area::AreaCode;
use serde::{Deserialize, Serialize};

/// What somebody is in the registry's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the registry: users, credentials, forms. Sees no scorecard points.
    Administrator,
    /// Headquarters: records, submissions, scores with points, everywhere or in the areas given.
    RegistryOfficer,
    /// Province, division, district or tehsil: records and submissions of the areas given.
    FieldOfficer,
    /// Operations Review: sees and does not change; reads the audit log.
    Reviewer,
    /// A disaster authority (NDMA, a PDMA): declares emergencies in its areas.
    DisasterAuthority,
    /// Runs a programme: draws its lists, reports who is paid.
    ProgrammeOfficer,
    /// Sends submissions.
    Enumerator,
    /// A system that asks where citizens stand.
    System,
    /// The citizen registry, which notifies births, deaths, marriages and divorces.
    CitizenRegistry,
}

/// What can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See households and their history.
    ReadHouseholds,
    /// See the points behind a score.
    ReadPoints,
    /// See submissions and their findings.
    ReadSubmissions,
    /// Try kept-aside submissions again.
    SettleSubmissions,
    /// Issue and revoke tokens of enumerators and systems.
    ManageCredentials,
    /// Add and change users.
    ManageUsers,
    /// Publish, open and close forms; change areas.
    ManageForms,
    /// See the audit log.
    ReadAudit,
    /// Ask where a citizen stands.
    ReadStanding,
    /// Send submissions.
    Submit,
    /// Load files of many households.
    LoadHouseholds,
    /// See which files were loaded and what was noticed.
    ReadLoads,
    /// See cases, what the citizen registry said, and which updates are open, due or closed.
    ReadCases,
    /// Open cases, add evidence, take them over, withdraw them.
    WorkCases,
    /// Settle cases.
    ReviewCases,
    /// See who is due, and what the calendar did.
    ReadDue,
    /// See emergencies, lists, programmes' figures and renewals.
    ReadActs,
    /// Declare emergencies and draw their lists.
    DeclareEmergencies,
    /// Raise capacities, draw appeal lists, adopt lists, renew the registry.
    ManageProgrammes,
    /// See who is enrolled.
    ReadEnrolments,
    /// Enrol families and report their status.
    ChangeEnrolments,
    /// Have persons verified, one by one and en masse.
    VerifyPersons,
    /// Send notices of the civil register.
    SendNotices,
}

impl Role {
    /// Roles of people who sign in.
    pub const OF_STAFF: [Self; 6] = [
        Self::Administrator,
        Self::RegistryOfficer,
        Self::FieldOfficer,
        Self::Reviewer,
        Self::DisasterAuthority,
        Self::ProgrammeOfficer,
    ];

    /// Its name in stores and pages.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::RegistryOfficer => "registry_officer",
            Self::FieldOfficer => "field_officer",
            Self::Reviewer => "reviewer",
            Self::DisasterAuthority => "disaster_authority",
            Self::ProgrammeOfficer => "programme_officer",
            Self::Enumerator => "enumerator",
            Self::System => "system",
            Self::CitizenRegistry => "citizen_registry",
        }
    }

    /// The role of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Enumerator, Self::System, Self::CitizenRegistry]
            .into_iter()
            .chain(Self::OF_STAFF)
            .find(|role| role.code() == code)
    }

    /// What the role allows.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Administrator => !matches!(permission, P::ReadPoints | P::Submit),
            Self::RegistryOfficer => matches!(
                permission,
                P::ReadHouseholds
                    | P::ReadPoints
                    | P::ReadSubmissions
                    | P::SettleSubmissions
                    | P::ManageCredentials
                    | P::ReadStanding
                    | P::ReadLoads
                    | P::ReadCases
                    | P::WorkCases
                    | P::ReviewCases
                    | P::ReadDue
                    | P::ReadActs
                    | P::DeclareEmergencies
                    | P::ManageProgrammes
                    | P::ReadEnrolments
                    | P::ChangeEnrolments
                    | P::VerifyPersons
            ),
            Self::FieldOfficer => {
                matches!(
                    permission,
                    P::ReadHouseholds
                        | P::ReadSubmissions
                        | P::SettleSubmissions
                        | P::ReadStanding
                        | P::ReadCases
                        | P::WorkCases
                        | P::ReviewCases
                        | P::ReadDue
                        | P::ReadActs
                        | P::ReadEnrolments
                        | P::VerifyPersons
                )
            }
            Self::Reviewer => {
                matches!(
                    permission,
                    P::ReadHouseholds
                        | P::ReadSubmissions
                        | P::ReadAudit
                        | P::ReadStanding
                        | P::ReadLoads
                        | P::ReadCases
                        | P::ReadDue
                        | P::ReadActs
                        | P::ReadEnrolments
                )
            }
            Self::DisasterAuthority => matches!(permission, P::ReadActs | P::DeclareEmergencies | P::ReadDue),
            Self::ProgrammeOfficer => {
                matches!(permission, P::ReadActs | P::ReadEnrolments | P::ChangeEnrolments | P::ReadStanding)
            }
            Self::Enumerator => permission == P::Submit,
            Self::System => permission == P::ReadStanding,
            Self::CitizenRegistry => permission == P::SendNotices,
        }
    }
}

/// A handle that says who acts, in which role, in which areas. Only signing in, a credential or the machine's own
/// console gives one.
#[derive(Debug, Clone)]
pub struct Authority {
    actor: String,
    role: Option<Role>,
    areas: Vec<AreaCode>,
}

impl Authority {
    pub(crate) fn new(actor: String, role: Role, areas: Vec<AreaCode>) -> Self {
        Self { actor, role: Some(role), areas }
    }

    /// Whoever can run the program on the registry's own machine can read its store: everything is allowed, and the
    /// audit log says `console`.
    pub fn console() -> Self {
        Self { actor: "console".to_owned(), role: None, areas: Vec::new() }
    }

    /// Who, as the audit log names them.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The role; none for the console.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The areas in which it holds; none for everywhere.
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// Whether something is allowed.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.is_none_or(|role| role.allows(permission))
    }
}

impl Registry {
    /// The tehsils in which an authority holds today; none for everywhere.
    pub async fn scope(&self, authority: &Authority) -> Option<Vec<AreaCode>> {
        if authority.areas.is_empty() {
            return None;
        }
        let areas = self.areas().await;
        let today = self.clock().today();
        let mut tehsils: Vec<_> =
            authority.areas.iter().flat_map(|area| areas.book().tehsils_in(area, today)).collect();
        tehsils.sort();
        tehsils.dedup();
        Some(tehsils)
    }

    /// Whether something in a tehsil lies within an authority's areas. What has no tehsil is headquarters' alone.
    pub(crate) async fn covers(&self, authority: &Authority, tehsil: Option<&AreaCode>) -> bool {
        if authority.areas.is_empty() {
            return true;
        }
        let Some(tehsil) = tehsil else { return false };
        let areas = self.areas().await;
        let today = self.clock().today();
        authority.areas.iter().any(|area| areas.book().lies_in(tehsil, area, today))
    }
}
