-- The registry as one SQLite file.
--
-- Times are microseconds since 1970 in UTC (`_us`), dates ISO text, documents the very bytes that were hashed or decided upon.
-- Households and submissions have a narrow `id` in order of arrival beside the number or instance id they are known by:
-- indexes over it grow at their end, where one page serves many writes, and rows that refer to it stay small.

create table log_head (
    log text primary key,
    position integer not null,
    hash blob not null
) without rowid;
insert into log_head (log, position, hash) values ('audit', 0, zeroblob(32)), ('changes', 0, zeroblob(32));

create table counter (
    name text primary key,
    value integer not null
) without rowid;
insert into counter (name, value) values ('ordinal', 0);

-- Small columns first: a look-up that needs only them never reads the pages of the document.
create table household (
    id integer primary key,
    number integer not null unique,
    version integer not null,
    tehsil text,
    changed_us integer not null,
    outcome text,
    standing text not null,
    name_words text not null,
    numbers text not null,
    document text not null
);
create index household_changed on household (changed_us);
create index household_tehsil on household (tehsil, changed_us);

create table citizen_number (
    number integer primary key,
    household integer not null,
    person blob not null
);

create table name_word (
    word text not null,
    household integer not null,
    primary key (word, household)
) without rowid;

create table change_log (
    position integer primary key,
    id blob not null unique,
    household integer not null,
    effective text not null,
    recorded_us integer not null,
    hash blob not null,
    text text not null
);
create index change_log_household on change_log (household);

create table audit_log (
    position integer primary key,
    actor text not null,
    at_us integer not null,
    hash blob not null,
    text text not null
);
create index audit_log_actor on audit_log (actor);

-- `tehsil` is empty where it is not known, so that a list of tehsils can name that too.
create table submission (
    id integer primary key,
    instance text not null unique,
    root text not null,
    replaces text,
    form_id text not null,
    form_version text not null,
    received_us integer not null,
    credential blob not null,
    device text,
    tehsil text not null,
    state text not null,
    household integer,
    findings text not null,
    sha256 blob not null,
    xml blob not null
);
create index submission_state on submission (state, received_us);
create index submission_tehsil on submission (tehsil, state, received_us);
create index submission_household on submission (household) where household is not null;

create table attachment (
    submission integer not null references submission (id),
    name text not null,
    expected integer not null,
    sha256 blob,
    size_bytes integer not null,
    primary key (submission, name)
) without rowid;

create table decision (
    id blob primary key,
    household integer not null,
    version integer not null,
    decided_us integer not null,
    policy text not null,
    outcome text not null,
    text text not null
);
create index decision_household on decision (household);

-- How many households by outcome and submissions by state there are in each tehsil, kept with every write, so that
-- counting does not grow with the registry.
create table tally (
    subject text not null,
    tehsil text not null,
    value text not null,
    number integer not null,
    primary key (subject, tehsil, value)
) without rowid;

create table form (
    form_id text not null,
    version text not null,
    published_us integer not null,
    open integer not null,
    xml text not null,
    primary key (form_id, version)
);

create table area (
    code text not null,
    valid_from text not null,
    valid_to text,
    level text not null,
    parent text,
    name_en text not null,
    name_ur text not null,
    primary key (code, valid_from)
) without rowid;

-- `areas` are codes with a space between; empty for everywhere.
create table staff (
    id blob primary key,
    name text not null unique,
    password_hash text not null,
    role text not null,
    areas text not null,
    language text not null,
    enabled integer not null,
    created_us integer not null
);

create table session (
    secret_hash blob primary key,
    staff blob not null references staff (id),
    csrf text not null,
    created_us integer not null,
    expires_us integer not null
) without rowid;

create table credential (
    id blob primary key,
    kind text not null,
    label text not null,
    token_hash blob not null unique,
    areas text not null,
    language text not null,
    device text,
    issued_by text not null,
    created_us integer not null,
    expires_us integer not null,
    revoked_us integer
);

-- A job that will not be tried again has no `due_us` and a `reason`.
create table job (
    id blob primary key,
    kind text not null,
    payload text not null,
    due_us integer,
    attempts integer not null,
    reason text
);
create index job_due on job (due_us) where due_us is not null;
