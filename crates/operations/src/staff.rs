//! Staff: who they are, signing in and out.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission, Role},
    credentials::hash,
    error::{VerbError, VerbResult},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use jiff::{SignedDuration, Timestamp};
use registry::{area::AreaCode, ids::UserId};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use store::{
    Conflict, StoreError,
    rows::{SessionRow, UserRow},
};
use tokio::sync::Semaphore;

/// How long a session lasts.
const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// Wrong passwords before signing in has to wait.
const FREE_FAILURES: u32 = 5;
/// The longest wait after wrong passwords.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// Shortest password.
const PASSWORD_CHARACTERS: usize = 12;
/// Passwords checked at one moment: each takes 19 MiB and tens of milliseconds.
static CHECKS: Semaphore = Semaphore::const_new(2);

/// A member of staff to be added, or new values for one.
#[derive(Clone)]
pub struct Staff {
    /// Sign-in name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Areas in which the role holds; none for everywhere.
    pub areas: Vec<AreaCode>,
    /// Language of pages: `en` or `ur`.
    pub language: String,
}

/// Somebody signed in.
pub struct SignedIn {
    /// The secret for the cookie.
    pub secret: String,
    /// Until when.
    pub expires: Timestamp,
    /// The user.
    pub user: UserRow,
}

/// A session as pages need it.
pub struct Session {
    /// What its user may do.
    pub authority: Authority,
    /// Secret against forged requests.
    pub csrf: String,
    /// The user.
    pub user: UserRow,
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name, the password or both are wrong, or the user may not sign in: nobody is told which.
    #[error("name or password is wrong")]
    Wrong,
    /// Too many wrong passwords for this name or from this address: so many seconds to wait.
    #[error("too many attempts: wait {0} seconds")]
    Wait(i64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Wrong passwords by name and by address, kept by this process.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, (u32, Timestamp)>>);

impl Throttle {
    fn wait_seconds(&self, keys: &[&str], now: Timestamp) -> Option<i64> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = keys.iter().filter_map(|key| failures.get(*key)).map(|(_, until)| *until).max()?;
        (until > now).then(|| until.as_second() - now.as_second() + 1)
    }

    fn failed(&self, keys: &[&str], now: Timestamp) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, (_, until)| *until + LONGEST_WAIT > now);
        for key in keys {
            let (count, until) = failures.entry((*key).to_owned()).or_insert((0, now));
            *count += 1;
            let doublings = count.saturating_sub(FREE_FAILURES).min(12);
            let wait =
                if doublings == 0 { SignedDuration::ZERO } else { SignedDuration::from_secs(1 << doublings) };
            *until = now + wait.min(LONGEST_WAIT);
        }
    }

    fn succeeded(&self, keys: &[&str]) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            failures.remove(*key);
        }
    }
}

impl Registry {
    /// Adds a member of staff.
    pub async fn add_user(&self, authority: &Authority, staff: Staff, password: &str) -> VerbResult<UserId> {
        self.demand(authority, Permission::ManageUsers, Action::ChangeUser).await?;
        check_staff(&staff)?;
        check_password(password)?;
        let now = self.clock().now();
        let user = UserRow {
            id: UserId(self.ids().uuid(now)),
            name: staff.name.clone(),
            password_hash: self.hash_password(password.to_owned()).await?,
            role: staff.role.code().to_owned(),
            areas: staff.areas,
            language: staff.language,
            enabled: true,
            created: now,
        };
        let id = user.id;
        self.store().add_user(user).await.map_err(|error| match error {
            StoreError::Conflict(Conflict::Exists) => VerbError::Exists,
            other => other.into(),
        })?;
        self.audit(AuditEntry::new(self, authority, Action::ChangeUser).subject(staff.name)).await?;
        Ok(id)
    }

    /// Gives a user a new password, and ends the user's sessions.
    pub async fn set_password(&self, authority: &Authority, name: &str, password: &str) -> VerbResult<()> {
        self.demand(authority, Permission::ManageUsers, Action::ChangeUser).await?;
        check_password(password)?;
        let password_hash = self.hash_password(password.to_owned()).await?;
        self.change_user(authority, name, |user| user.password_hash = password_hash).await
    }

    /// Lets a user sign in, or no longer. Open sessions end.
    pub async fn set_user_enabled(&self, authority: &Authority, name: &str, enabled: bool) -> VerbResult<()> {
        self.change_user(authority, name, |user| user.enabled = enabled).await
    }

    /// Every user, by name.
    pub async fn list_users(&self, authority: &Authority) -> VerbResult<Vec<UserRow>> {
        self.demand(authority, Permission::ManageUsers, Action::ChangeUser).await?;
        Ok(self.store().list_users().await?)
    }

    /// The language in which a user reads pages.
    pub async fn set_language(&self, session: &Session, language: &str) -> VerbResult<()> {
        check_language(language)?;
        // Read anew: the password or the role may have changed since the session was read.
        let mut user = self.store().get_user(session.user.id).await?.ok_or(VerbError::NotFound)?;
        language.clone_into(&mut user.language);
        Ok(self.store().put_user(user).await?)
    }

    async fn change_user(
        &self,
        authority: &Authority,
        name: &str,
        change: impl FnOnce(&mut UserRow) + Send,
    ) -> VerbResult<()> {
        self.demand(authority, Permission::ManageUsers, Action::ChangeUser).await?;
        let mut user = self.store().find_user(name).await?.ok_or(VerbError::NotFound)?;
        change(&mut user);
        let id = user.id;
        self.store().put_user(user).await?;
        self.store().end_sessions(id, self.clock().now()).await?;
        self.audit(AuditEntry::new(self, authority, Action::ChangeUser).subject(name)).await?;
        Ok(())
    }

    /// Signs in by name and password from an address. Wrong passwords make both wait.
    pub async fn sign_in(&self, name: &str, password: &str, address: &str) -> Result<SignedIn, SignInError> {
        let now = self.clock().now();
        let (by_name, by_address) = (format!("name {name}"), format!("address {address}"));
        let keys = [by_name.as_str(), by_address.as_str()];
        if let Some(seconds) = self.throttle.wait_seconds(&keys, now) {
            return Err(SignInError::Wait(seconds));
        }
        let user = self.store().find_user(name).await?.filter(|user| user.enabled);
        let kept = user.as_ref().map(|user| user.password_hash.clone());
        let fits = self.password_fits(password.to_owned(), kept).await?;
        let Some(user) = user.filter(|_| fits) else {
            self.throttle.failed(&keys, now);
            self.audit(sign_in_entry(name, now, Outcome::Refused)).await?;
            return Err(SignInError::Wrong);
        };
        self.throttle.succeeded(&keys);
        let secret = hex::encode(self.ids().secret());
        let expires = now + SESSION;
        self.store()
            .add_session(SessionRow {
                secret_hash: hash(&secret),
                user: user.id,
                csrf: hex::encode(self.ids().secret()),
                created: now,
                expires,
            })
            .await?;
        self.audit(sign_in_entry(name, now, Outcome::Done)).await?;
        Ok(SignedIn { secret, expires, user })
    }

    /// The session of a cookie's secret, if it is open and its user may still sign in.
    pub async fn find_session(&self, secret: &str) -> Result<Option<Session>, StoreError> {
        let Some(row) = self.store().find_session(&hash(secret)).await? else { return Ok(None) };
        if row.expires <= self.clock().now() {
            return Ok(None);
        }
        let user = self.store().get_user(row.user).await?.filter(|user| user.enabled);
        Ok(user.and_then(|user| {
            let role = Role::from_code(&user.role)?;
            let authority = Authority::new(user.name.clone(), role, user.areas.clone());
            Some(Session { authority, csrf: row.csrf, user })
        }))
    }

    /// Opens a session anew from now on, under the same secret: whoever moved a demonstration's clock stays signed in.
    pub async fn reopen_session(&self, secret: &str, session: &Session) -> Result<(), StoreError> {
        let now = self.clock().now();
        self.store().end_session(&hash(secret)).await?;
        let row = SessionRow {
            secret_hash: hash(secret),
            user: session.user.id,
            csrf: session.csrf.clone(),
            created: now,
            expires: now + SESSION,
        };
        self.store().add_session(row).await
    }

    /// Signs out.
    pub async fn sign_out(&self, secret: &str, session: &Session) -> Result<(), StoreError> {
        self.store().end_session(&hash(secret)).await?;
        self.audit(AuditEntry::new(self, &session.authority, Action::SignOut)).await
    }

    async fn hash_password(&self, password: String) -> Result<String, StoreError> {
        let salt = self.ids().secret();
        blocking(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt[..16]);
            hash.map(|hash| hash.to_string()).map_err(|error| StoreError::Engine(error.to_string()))
        })
        .await?
    }

    /// Whether a password fits. Without a user the same work is done, so that time does not tell who exists.
    async fn password_fits(&self, password: String, kept: Option<String>) -> Result<bool, StoreError> {
        let Some(kept) = kept else {
            self.hash_password(password).await?;
            return Ok(false);
        };
        blocking(move || {
            let hash = PasswordHash::new(&kept)
                .map_err(|error| StoreError::Damaged(format!("a password hash: {error}")))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await?
    }
}

/// Runs heavy work off the runtime's threads, two at a time.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    let _permit = CHECKS.acquire().await.map_err(|error| StoreError::Engine(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Engine(error.to_string()))
}

fn sign_in_entry(name: &str, at: Timestamp, outcome: Outcome) -> AuditEntry {
    // What was typed as a name may be a password: only a name that could be one is kept.
    let plausible = check_name(name);
    let actor = if plausible { name.to_owned() } else { "unknown".to_owned() };
    AuditEntry { actor, at, action: Action::SignIn, household: None, subject: None, outcome }
}

fn check_staff(staff: &Staff) -> VerbResult<()> {
    if !check_name(&staff.name) {
        return Err(VerbError::Invalid(
            "a name has 2 to 40 small letters, digits, dots and dashes".to_owned(),
        ));
    }
    if !Role::OF_STAFF.contains(&staff.role) {
        return Err(VerbError::Invalid("that role does not sign in".to_owned()));
    }
    check_language(&staff.language)?;
    if staff.role == Role::FieldOfficer && staff.areas.is_empty() {
        return Err(VerbError::Invalid("a field officer has at least one area".to_owned()));
    }
    Ok(())
}

fn check_language(language: &str) -> VerbResult<()> {
    if matches!(language, "en" | "ur") {
        return Ok(());
    }
    Err(VerbError::Invalid("languages are en and ur".to_owned()))
}

fn check_name(name: &str) -> bool {
    let letters =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    (2..=40).contains(&name.len()) && name.bytes().all(letters)
}

fn check_password(password: &str) -> VerbResult<()> {
    if password.chars().count() < PASSWORD_CHARACTERS {
        return Err(VerbError::Invalid(format!("a password has at least {PASSWORD_CHARACTERS} characters")));
    }
    Ok(())
}
