//! What goes into a store and comes out: rows with the columns that queries need, and documents as opaque text.
//! Their debug output is in [`crate::redaction`].

mod updates;

use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaCode,
    chain::LinkHash,
    identity::CitizenNumber,
    ids::{ChangeId, CredentialId, DecisionId, JobId, PersonId, UserId},
    registry_number::RegistryNumber,
};
pub use updates::*;

/// Everything that one verb writes, together.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Log entries, in order.
    pub entries: Vec<EntryRow>,
    /// New current states of households.
    pub households: Vec<HouseholdWrite>,
    /// A submission that comes in.
    pub submission: Option<SubmissionRow>,
    /// A submission whose state, household and findings change: by instance id.
    pub settled: Option<SubmissionSettled>,
    /// Attachments of the submission.
    pub attachments: Vec<AttachmentRow>,
    /// Decisions taken.
    pub decisions: Vec<DecisionRow>,
    /// Later work.
    pub jobs: Vec<JobRow>,
    /// Audit entries.
    pub audit: Vec<AuditRow>,
    /// A step of a load.
    pub load: Option<LoadStep>,
    /// Cases, new or changed.
    pub cases: Vec<CaseWrite>,
    /// Enrolments, new or changed.
    pub enrolments: Vec<EnrolmentRow>,
    /// Answers of the citizen registry.
    pub verifications: Vec<VerificationRow>,
    /// Notices of the civil register, new or changed.
    pub life_events: Vec<LifeEventRow>,
    /// Acts, new or changed.
    pub acts: Vec<ActRow>,
    /// Households put on lists.
    pub listed: Vec<ListedRow>,
    /// What households are told.
    pub notices: Vec<NoticeRow>,
    /// Recurring work moved on.
    pub cursor: Option<CursorStep>,
    /// Texts of the above as they are kept, as far as [`Commit::pack`] has made them.
    pub packed: crate::Packed,
}

/// The two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Log {
    /// The change log.
    Changes,
    /// The audit log.
    Audit,
}

impl Log {
    /// Its name in stores.
    pub fn code(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Audit => "audit",
        }
    }
}

/// When a write must be durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Before the call returns.
    Now,
    /// Within a tenth of a second.
    Soon,
}

/// A log entry to append. The store gives it its position and hash.
#[derive(Clone)]
pub struct EntryRow {
    /// Its id, unique.
    pub id: ChangeId,
    /// The household it changes.
    pub household: RegistryNumber,
    /// Since when it is true.
    pub effective: Date,
    /// Since when it is known.
    pub recorded: Timestamp,
    /// `registry::change::Entry` as JSON: these very bytes are hashed.
    pub text: String,
}

/// A log entry with its place in the chain.
#[derive(Clone, PartialEq, Eq)]
pub struct LogRow {
    /// Its position, from 1, without gaps.
    pub position: u64,
    /// The bytes hashed.
    pub text: String,
    /// Hash of this entry and all before it.
    pub hash: LinkHash,
}

/// An entry of the audit log to append.
#[derive(Clone)]
pub struct AuditRow {
    /// Who: a sign-in name, a credential's label or a system.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The whole entry as JSON: these very bytes are hashed.
    pub text: String,
}

/// The new current state of a household.
#[derive(Clone)]
pub struct HouseholdWrite {
    /// The state.
    pub row: HouseholdRow,
    /// The version it replaces; none for a new household.
    pub replaces: Option<u32>,
    /// Citizen numbers of its members; none once it is merged. Replaces those kept before.
    pub numbers: Vec<(CitizenNumber, PersonId)>,
    /// Words of its members' names, lower case, each once. Replaces those kept before.
    pub name_words: Vec<String>,
    /// What lists go by; none once it is merged.
    pub summary: Option<Summary>,
}

/// The current state of a household.
#[derive(Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// Its number.
    pub number: RegistryNumber,
    /// How many changes made it, from 1.
    pub version: u32,
    /// Its tehsil, as far as known.
    pub tehsil: Option<AreaCode>,
    /// When it last changed.
    pub changed: Timestamp,
    /// Outcome of the current decision, where there is one.
    pub outcome: Option<String>,
    /// `registry::household::Household` as JSON.
    pub document: String,
    /// Where it stands, as JSON for [`crate::Store::find_standing`].
    pub standing: String,
}

/// Where the household of a citizen number stands.
#[derive(Clone, PartialEq, Eq)]
pub struct StandingRow {
    /// The household.
    pub household: RegistryNumber,
    /// The member with the number.
    pub person: PersonId,
    /// Its tehsil.
    pub tehsil: Option<AreaCode>,
    /// Where it stands, as JSON.
    pub standing: String,
    /// What lists know of it; none where it has not been filled in yet.
    pub summary: Option<SummaryRow>,
}

/// Whose a citizen number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolderRow {
    /// The number.
    pub number: CitizenNumber,
    /// The household of its holder.
    pub household: RegistryNumber,
    /// The holder.
    pub person: PersonId,
}

/// How much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Households.
    pub households: u64,
    /// Submissions by state.
    pub submissions: Vec<(SubmissionState, u64)>,
    /// Households by the outcome of their current decision; the empty text where there is none.
    pub outcomes: Vec<(String, u64)>,
}

/// Where a submission has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubmissionState {
    /// It changed a household.
    Accepted,
    /// It waits for an officer: its findings say why.
    Held,
    /// It waits for its form version to be published.
    Quarantined,
    /// A later edit took its place.
    Superseded,
    /// The rules of updates do not allow what it asks for now: its case says why and from when they do.
    Refused,
}

impl SubmissionState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::Held, Self::Quarantined, Self::Superseded, Self::Refused];

    /// Its name in stores and pages.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Quarantined => "quarantined",
            Self::Superseded => "superseded",
            Self::Refused => "refused",
        }
    }

    /// The state of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A submission as it came, and what became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Its instance id, as sent.
    pub instance: String,
    /// The instance id of the first submission of its line of edits; its own for a first one.
    pub root: String,
    /// The instance id that it takes the place of. The store refuses it unless that one is current, and marks that one
    /// superseded.
    pub replaces: Option<String>,
    /// Form id.
    pub form_id: String,
    /// Form version.
    pub form_version: String,
    /// When it came.
    pub received: Timestamp,
    /// Whose credential sent it.
    pub credential: CredentialId,
    /// The device that sent it, as it says.
    pub device: Option<String>,
    /// The tehsil it is about, as far as known.
    pub tehsil: Option<AreaCode>,
    /// Where it has got to.
    pub state: SubmissionState,
    /// The household it changed or is about.
    pub household: Option<RegistryNumber>,
    /// Findings as JSON.
    pub findings: String,
    /// SHA-256 of the XML as sent.
    pub sha256: [u8; 32],
    /// The XML as sent, compressed by the caller; empty in lists.
    pub xml: Vec<u8>,
}

/// What became of a submission that had been kept aside.
#[derive(Clone)]
pub struct SubmissionSettled {
    /// Which.
    pub instance: String,
    /// The state in which it must still be; otherwise `Conflict::SubmissionSuperseded`.
    pub from: SubmissionState,
    /// Its new state.
    pub state: SubmissionState,
    /// The household.
    pub household: Option<RegistryNumber>,
    /// The tehsil it is about.
    pub tehsil: Option<AreaCode>,
    /// Findings as JSON.
    pub findings: String,
}

/// Which submissions to list.
#[derive(Debug, Clone, Default)]
pub struct SubmissionFilter {
    /// In this state.
    pub state: Option<SubmissionState>,
    /// About these tehsils, or about none known.
    pub tehsils: Option<Vec<AreaCode>>,
    /// About this household.
    pub household: Option<RegistryNumber>,
    /// Of this form and version.
    pub form: Option<(String, String)>,
    /// Skip so many.
    pub skip: u64,
    /// At most so many.
    pub limit: u32,
}

/// A file that belongs to a submission. The file itself lies in the [`crate::files::FileStore`].
#[derive(Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its name in the submission.
    pub name: String,
    /// Whether the submission names it.
    pub expected: bool,
    /// SHA-256 of its content; none while it has not come.
    pub sha256: Option<[u8; 32]>,
    /// Its size, bytes.
    pub size_bytes: u64,
}

/// A decision with everything needed to take it again.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its id.
    pub id: DecisionId,
    /// About which household.
    pub household: RegistryNumber,
    /// The version of the household decided upon.
    pub version: u32,
    /// When.
    pub decided: Timestamp,
    /// Under which policy.
    pub policy: String,
    /// How it came out.
    pub outcome: String,
    /// The decision as JSON: taking it again gives these very bytes.
    pub text: String,
}

/// The load of a delivered file, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRow {
    /// Its id, as the operator named it or the file's hash says.
    pub batch: String,
    /// Who collected the file: household keys are unique within a source.
    pub source: String,
    /// SHA-256 of the files' content.
    pub file_sha256: [u8; 32],
    /// SHA-256 of the mapping.
    pub mapping_sha256: [u8; 32],
    /// Who started it.
    pub actor: String,
    /// When it started.
    pub started: Timestamp,
    /// When its last step was written.
    pub changed: Timestamp,
    /// When it ended; none while it has not.
    pub finished: Option<Timestamp>,
    /// How far it has got, and what became of the households read.
    pub progress: LoadProgress,
    /// How often each code of finding and reject was met so far, as JSON.
    pub tally: String,
}

/// How far a load has got. Whatever was read is one of: registered, joined, rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// Household rows read, the rejected among them.
    pub read: u64,
    /// Households that are new in the registry.
    pub registered: u64,
    /// Surveys that joined the history of a household that was there.
    pub joined: u64,
    /// Of the registered and joined, those with findings.
    pub with_findings: u64,
    /// Households not loaded.
    pub rejected: u64,
    /// Rows of the file of persons that belong to no household.
    pub persons_rejected: u64,
    /// Length of the rejects file that belongs to this, bytes.
    pub rejects_bytes: u64,
}

/// A step of a load: households in, and the load's row moved on, in one commit.
#[derive(Debug, Clone)]
pub struct LoadStep {
    /// Which load.
    pub batch: String,
    /// The progress that the step builds on; otherwise `Conflict::LoadMoved`.
    pub from: LoadProgress,
    /// The progress after it.
    pub to: LoadProgress,
    /// The tally after it.
    pub tally: String,
    /// When.
    pub at: Timestamp,
    /// Whether the load has ended with it.
    pub finished: bool,
    /// The households loaded by it, in the order of their rows.
    pub households: Vec<LoadedRow>,
}

/// A household that a load brought in.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadedRow {
    /// Its row in the file, from 1.
    pub row: u64,
    /// The source's own name for it; `Conflict::KeyLoaded` when the source delivered it before.
    pub key: String,
    /// Which.
    pub household: RegistryNumber,
    /// Findings as JSON; none where nothing was noticed.
    pub findings: Option<String>,
}

/// Where a survey of a household came from, when a load brought it.
#[derive(Clone, PartialEq, Eq)]
pub struct OriginRow {
    /// The load.
    pub batch: String,
    /// Who collected its file.
    pub source: String,
    /// The row in the file, from 1.
    pub row: u64,
    /// The source's own name for the household.
    pub key: String,
    /// Findings as JSON; none where nothing was noticed.
    pub findings: Option<String>,
}

/// A published version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Form id.
    pub form_id: String,
    /// Form version.
    pub version: String,
    /// When it was published.
    pub published: Timestamp,
    /// Whether it takes new submissions.
    pub open: bool,
    /// The XForm.
    pub xml: String,
}

/// A member of staff.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Its id.
    pub id: UserId,
    /// Sign-in name, unique.
    pub name: String,
    /// argon2id hash in PHC form.
    pub password_hash: String,
    /// Role.
    pub role: String,
    /// Areas in which the role holds; none for everywhere.
    pub areas: Vec<AreaCode>,
    /// Language of pages: `en` or `ur`.
    pub language: String,
    /// May sign in.
    pub enabled: bool,
    /// Since when.
    pub created: Timestamp,
}

/// An open session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the secret in the cookie.
    pub secret_hash: [u8; 32],
    /// Whose.
    pub user: UserId,
    /// Secret against forged requests, as hexadecimal.
    pub csrf: String,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// A token of an enumerator or a system.
#[derive(Clone, PartialEq, Eq)]
pub struct CredentialRow {
    /// Its id.
    pub id: CredentialId,
    /// `enumerator` or `api`.
    pub kind: String,
    /// Who it is for, as staff know them; also the user name of Basic auth.
    pub label: String,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Areas in which it holds; none for everywhere.
    pub areas: Vec<AreaCode>,
    /// Language of messages: `en` or `ur`.
    pub language: String,
    /// The device to which it is bound since its first use.
    pub device: Option<String>,
    /// Who issued it.
    pub issued_by: String,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// Since when it no longer holds.
    pub revoked: Option<Timestamp>,
}

/// A piece of later work.
#[derive(Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what, as JSON.
    pub payload: String,
    /// Not before.
    pub due: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
}
