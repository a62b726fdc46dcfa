-- The registry in a PostgreSQL database: the tables of the SQLite file, in PostgreSQL's types.
--
-- Times are microseconds since 1970 in UTC (`_us`), dates ISO text, documents the very bytes that were hashed or decided upon.
-- Households and submissions have a narrow `id` in order of arrival beside the number or instance id they are known by:
-- indexes over it grow at their end, where one page serves many writes, and rows that refer to it stay small.
-- Keys are compared byte by byte (collation C): quicker, and in the same order as in SQLite.

create table log_head (
    log text collate "C" primary key,
    position bigint not null,
    hash bytea not null
);
insert into log_head (log, position, hash) values ('audit', 0, decode(repeat('00', 32), 'hex')), ('changes', 0, decode(repeat('00', 32), 'hex'));

create table counter (
    name text collate "C" primary key,
    value bigint not null
);
insert into counter (name, value) values ('ordinal', 0);

create table household (
    id bigint primary key,
    number bigint not null unique,
    version bigint not null,
    tehsil text collate "C",
    changed_us bigint not null,
    outcome text,
    standing text not null,
    name_words text not null,
    numbers text not null,
    document text not null
);
create index household_changed on household (changed_us, id);
create index household_tehsil on household (tehsil, changed_us, id);

create table citizen_number (
    number bigint primary key,
    household bigint not null,
    person uuid not null
);

create table name_word (
    word text collate "C" not null,
    household bigint not null,
    primary key (word, household)
);

create table change_log (
    position bigint primary key,
    id uuid not null unique,
    household bigint not null,
    effective text not null,
    recorded_us bigint not null,
    hash bytea not null,
    text text not null
);
create index change_log_household on change_log (household, position);

create table audit_log (
    position bigint primary key,
    actor text collate "C" not null,
    at_us bigint not null,
    hash bytea not null,
    text text not null
);
create index audit_log_actor on audit_log (actor, position);

-- `tehsil` is empty where it is not known, so that a list of tehsils can name that too.
create table submission (
    id bigint primary key,
    instance text collate "C" not null unique,
    root text not null,
    replaces text,
    form_id text collate "C" not null,
    form_version text not null,
    received_us bigint not null,
    credential uuid not null,
    device text,
    tehsil text collate "C" not null,
    state text collate "C" not null,
    household bigint,
    findings text not null,
    sha256 bytea not null,
    xml bytea not null
);
create index submission_state on submission (state, received_us, id);
create index submission_tehsil on submission (tehsil, state, received_us, id);
create index submission_household on submission (household) where household is not null;

create table attachment (
    submission bigint not null references submission (id),
    name text collate "C" not null,
    expected boolean not null,
    sha256 bytea,
    size_bytes bigint not null,
    primary key (submission, name)
);

create table decision (
    id uuid primary key,
    household bigint not null,
    version bigint not null,
    decided_us bigint not null,
    policy text not null,
    outcome text not null,
    text text not null
);
create index decision_household on decision (household);

-- How many households by outcome and submissions by state there are in each tehsil, kept with every write, so that
-- counting does not grow with the registry.
create table tally (
    subject text collate "C" not null,
    tehsil text collate "C" not null,
    value text collate "C" not null,
    number bigint not null,
    primary key (subject, tehsil, value)
);

create table form (
    form_id text collate "C" not null,
    version text collate "C" not null,
    published_us bigint not null,
    open boolean not null,
    xml text not null,
    primary key (form_id, version)
);

create table area (
    code text collate "C" not null,
    valid_from text not null,
    valid_to text,
    level text not null,
    parent text,
    name_en text not null,
    name_ur text not null,
    primary key (code, valid_from)
);

-- `areas` are codes with a space between; empty for everywhere.
create table staff (
    id uuid primary key,
    name text collate "C" not null unique,
    password_hash text not null,
    role text not null,
    areas text not null,
    language text not null,
    enabled boolean not null,
    created_us bigint not null
);

create table session (
    secret_hash bytea primary key,
    staff uuid not null references staff (id),
    csrf text not null,
    created_us bigint not null,
    expires_us bigint not null
);

create table credential (
    id uuid primary key,
    kind text not null,
    label text not null,
    token_hash bytea not null unique,
    areas text not null,
    language text not null,
    device text,
    issued_by text not null,
    created_us bigint not null,
    expires_us bigint not null,
    revoked_us bigint
);

-- A job that will not be tried again has no `due_us` and a `reason`.
create table job (
    id uuid primary key,
    kind text not null,
    payload text not null,
    due_us bigint,
    attempts bigint not null,
    reason text
);
create index job_due on job (due_us) where due_us is not null;

-- Long texts are compressed with lz4, for a fifth of the work that the default takes. A server built without it keeps to
-- the default. Submissions come compressed already.
alter table submission alter column xml set storage external;
do $$
begin
    alter table household alter column document set compression lz4;
    alter table change_log alter column text set compression lz4;
    alter table audit_log alter column text set compression lz4;
    alter table decision alter column text set compression lz4;
    alter table submission alter column findings set compression lz4;
    alter table form alter column xml set compression lz4;
exception when feature_not_supported then
    null;
end
$$;
