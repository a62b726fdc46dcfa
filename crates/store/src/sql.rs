//! The statements that both engines take as they are. What each says in its own words is in its `dialect` file.
//!
//! Parameters are numbered in the order in which they first appear: SQLite counts them so, whatever their number.

pub(crate) mod updates;

/// Columns of a household `h`, in the order of [`crate::decode::household`].
macro_rules! household_columns {
    () => {
        "h.number, h.version, h.tehsil, h.changed_us, h.outcome, h.standing, h.document"
    };
}

/// Columns of a submission `s` whose household is `h`, in the order of [`crate::decode::listed_submission`].
macro_rules! submission_columns {
    () => {
        "s.instance, s.root, s.replaces, s.form_id, s.form_version, s.received_us, s.credential, s.device, s.tehsil, \
         s.state, h.number, s.findings, s.sha256"
    };
}

pub(crate) use {household_columns, submission_columns};

// Households

pub(crate) const FIND_HOUSEHOLD: &str =
    concat!("select ", household_columns!(), " from household h where h.number = $1");

pub(crate) const FIND_STANDING: &str = "select h.number, c.person, h.tehsil, h.standing, \
     s.household, s.union_council, s.block, s.surveyed_day, s.score, s.outcome, s.beneficiary \
     from citizen_number c join household h on h.id = c.household \
     left join household_summary s on s.household = h.id where c.number = $1";

pub(crate) const LIST_HOUSEHOLDS: &str = concat!(
    "select ",
    household_columns!(),
    " from household h order by h.changed_us desc, h.id desc limit $1 offset $2"
);

pub(crate) const COUNT: &str = "select subject, value, cast(sum(number) as bigint) from tally where subject in ('household', 'submission') group by subject, value order by subject, value";

pub(crate) const LIST_ENTRIES: &str = "select position, text, hash from change_log \
     where household = (select id from household where number = $1) order by position";

pub(crate) const RESERVE_ORDINALS: &str =
    "update counter set value = value + $1 where name = 'ordinal' returning value - $1";

// Logs

pub(crate) const READ_CHANGES: &str =
    "select position, text, hash from change_log where position > $1 order by position limit $2";

pub(crate) const READ_AUDIT: &str =
    "select position, text, hash from audit_log where position > $1 order by position limit $2";

pub(crate) const LOG_HEAD: &str = "select position, hash from log_head where log = $1";

pub(crate) const LIST_AUDIT: &str =
    "select position, text, hash from audit_log order by position desc limit $1 offset $2";

pub(crate) const LIST_AUDIT_OF: &str =
    "select position, text, hash from audit_log where actor = $1 order by position desc limit $2 offset $3";

// Submissions

pub(crate) const FIND_SUBMISSION: &str = concat!(
    "select ",
    submission_columns!(),
    ", s.xml from submission s left join household h on h.id = s.household where s.instance = $1"
);

pub(crate) const LIST_SUBMISSIONS_OF: &str = concat!(
    "select ",
    submission_columns!(),
    " from household h join submission s on s.household = h.id where h.number = $1",
    " order by s.received_us desc, s.id desc"
);

pub(crate) const LIST_ATTACHMENTS: &str = "select a.name, a.expected, a.sha256, a.size_bytes \
     from submission s join attachment a on a.submission = s.id where s.instance = $1 order by a.name";

/// Fails on the empty `submission` when there is none with the instance id.
pub(crate) const PUT_ATTACHMENT: &str = "insert into attachment (submission, name, expected, sha256, size_bytes) \
     values ((select id from submission where instance = $1), $2, $3, $4, $5) \
     on conflict (submission, name) do update set \
     expected = excluded.expected, sha256 = excluded.sha256, size_bytes = excluded.size_bytes";

// Decisions

macro_rules! decision_columns {
    () => {
        "select d.id, h.number, d.version, d.decided_us, d.policy, d.outcome, d.text \
         from decision d join household h on h.id = d.household "
    };
}

pub(crate) const FIND_DECISION: &str = concat!(decision_columns!(), "where d.id = $1");

pub(crate) const LIST_DECISIONS: &str =
    concat!(decision_columns!(), "where h.number = $1 order by d.version desc, d.decided_us desc, d.id desc");

// Loads

pub(crate) const ADD_SOURCE: &str = "insert into load_source (name) values ($1) on conflict do nothing";

pub(crate) const ADD_LOAD: &str = "insert into load (batch, source, file_sha256, mapping_sha256, actor, started_us, \
     changed_us, finished_us, read, registered, joined, with_findings, rejected, persons_rejected, rejects_bytes, tally) \
     values ($1, (select id from load_source where name = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

macro_rules! load_columns {
    () => {
        "select l.batch, s.name, l.file_sha256, l.mapping_sha256, l.actor, l.started_us, l.changed_us, l.finished_us, \
         l.read, l.registered, l.joined, l.with_findings, l.rejected, l.persons_rejected, l.rejects_bytes, l.tally \
         from load l join load_source s on s.id = l.source "
    };
}

pub(crate) const FIND_LOAD: &str = concat!(load_columns!(), "where l.batch = $1");

pub(crate) const LIST_LOADS: &str = concat!(load_columns!(), "order by l.started_us desc, l.id desc");

pub(crate) const LIST_LOADED_FINDINGS: &str = "select f.file_row, f.key, h.number, f.findings from load l \
     join loaded_household f on f.load = l.id join household h on h.id = f.household \
     where l.batch = $1 and f.findings is not null order by f.file_row limit $2 offset $3";

pub(crate) const FIND_LOADED_OF: &str = "select l.batch, s.name, f.file_row, f.key, f.findings from household h \
     join loaded_household f on f.household = h.id join load l on l.id = f.load \
     join load_source s on s.id = l.source where h.number = $1 order by l.started_us, l.id, f.file_row";

// Forms and areas

pub(crate) const ADD_FORM: &str = "insert into form (form_id, version, published_us, open, xml) \
     values ($1, $2, $3, $4, $5) on conflict do nothing";

pub(crate) const FIND_FORM: &str =
    "select form_id, version, published_us, open, xml from form where form_id = $1 and version = $2";

pub(crate) const LIST_FORMS: &str =
    "select form_id, version, published_us, open, xml from form order by form_id, published_us, version";

pub(crate) const SET_FORM_OPEN: &str = "update form set open = $1 where form_id = $2";

pub(crate) const PUT_AREA: &str = "insert into area (code, valid_from, valid_to, level, parent, name_en, name_ur) \
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (code, valid_from) do update set \
     valid_to = excluded.valid_to, level = excluded.level, parent = excluded.parent, \
     name_en = excluded.name_en, name_ur = excluded.name_ur";

pub(crate) const LIST_AREAS: &str = "select code, valid_from, valid_to, level, parent, name_en, name_ur \
     from area order by code, valid_from";

// People and systems that may enter

pub(crate) const ADD_USER: &str = "insert into staff \
     (id, name, password_hash, role, areas, language, enabled, created_us) \
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing";

pub(crate) const PUT_USER: &str = "insert into staff \
     (id, name, password_hash, role, areas, language, enabled, created_us) \
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set \
     name = excluded.name, password_hash = excluded.password_hash, role = excluded.role, \
     areas = excluded.areas, language = excluded.language, enabled = excluded.enabled, \
     created_us = excluded.created_us";

macro_rules! user_columns {
    () => {
        "select id, name, password_hash, role, areas, language, enabled, created_us from staff "
    };
}

pub(crate) const FIND_USER: &str = concat!(user_columns!(), "where name = $1");

pub(crate) const GET_USER: &str = concat!(user_columns!(), "where id = $1");

pub(crate) const LIST_USERS: &str = concat!(user_columns!(), "order by name");

pub(crate) const ADD_SESSION: &str = "insert into session (secret_hash, staff, csrf, created_us, expires_us) \
     values ($1, $2, $3, $4, $5)";

pub(crate) const FIND_SESSION: &str =
    "select secret_hash, staff, csrf, created_us, expires_us from session where secret_hash = $1";

pub(crate) const END_SESSION: &str = "delete from session where secret_hash = $1";

pub(crate) const END_SESSIONS: &str = "delete from session where staff = $1 or expires_us <= $2";

pub(crate) const ADD_CREDENTIAL: &str = "insert into credential \
     (id, kind, label, token_hash, areas, language, device, issued_by, created_us, expires_us, revoked_us) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

macro_rules! credential_columns {
    () => {
        "select id, kind, label, token_hash, areas, language, device, issued_by, created_us, expires_us, revoked_us \
         from credential "
    };
}

pub(crate) const FIND_CREDENTIAL: &str = concat!(credential_columns!(), "where token_hash = $1");

pub(crate) const LIST_CREDENTIALS: &str = concat!(credential_columns!(), "order by created_us desc, id desc");

pub(crate) const REVOKE_CREDENTIAL: &str =
    "update credential set revoked_us = coalesce(revoked_us, $1) where id = $2";

pub(crate) const BIND_DEVICE: &str =
    "update credential set device = coalesce(device, $1) where id = $2 returning device";

// Later work

pub(crate) const FINISH_JOB: &str = "delete from job where id = $1";

pub(crate) const FAIL_JOB: &str = "update job set reason = $1, due_us = $2 where id = $3";

// Itself

pub(crate) const PING: &str = "select value from counter where name = 'ordinal'";
