-- What keeps the registry current: what lists of households go by, cases, enrolments, answers of the citizen registry,
-- notices of the civil register, acts, what households are told, and how far recurring work has got.

-- One narrow row for each household that is not merged: whatever reads much of the registry reads this. `tehsil` is empty
-- where it is not known; days are counted from 1970-01-01; scores are hundredths.
create table household_summary (
    household bigint primary key,
    number bigint not null,
    tehsil text collate "C" not null,
    union_council text collate "C",
    block text collate "C",
    surveyed_day bigint,
    score bigint,
    outcome text,
    beneficiary boolean not null
);
-- A tehsil's households by age of their data, and every count: it holds all that those need.
create index household_summary_tehsil on household_summary (tehsil, surveyed_day, score, beneficiary);
create index household_summary_score on household_summary (score) where score is not null;
-- Those surveyed on some days, in the whole country; counts of them need nothing else.
create index household_summary_surveyed on household_summary (surveyed_day, beneficiary, tehsil, score)
    where surveyed_day is not null;
create index household_summary_union_council on household_summary (union_council) where union_council is not null;
create index household_summary_block on household_summary (block) where block is not null;

-- Households up to this `id` were there before summaries were, and may lack theirs.
insert into counter (name, value) select 'summaries', coalesce(max(id), 0) from household;

-- `place` is the order of arrival, as `id` is elsewhere. `tehsil` is empty where it is not known.
create table case_file (
    place bigint generated always as identity primary key,
    id uuid not null unique,
    version bigint not null,
    household bigint,
    tehsil text collate "C" not null,
    subject text collate "C" not null,
    state text collate "C" not null,
    open boolean not null,
    owner text collate "C",
    opened_us bigint not null,
    deadline text collate "C" not null,
    document text not null
);
create index case_file_state on case_file (state, deadline);
create index case_file_tehsil on case_file (tehsil, state, deadline);
create index case_file_owner on case_file (owner, state, deadline) where owner is not null;
create index case_file_household on case_file (household) where household is not null;

-- What open cases touch.
create table case_key (
    key text collate "C" not null,
    case_file bigint not null,
    primary key (key, case_file)
);
create index case_key_case_file on case_key (case_file);

create table enrolment (
    place bigint generated always as identity primary key,
    id uuid not null unique,
    version bigint not null,
    programme text collate "C" not null,
    household bigint not null,
    woman uuid not null,
    status text collate "C" not null,
    beneficiary boolean not null,
    document text not null
);
create unique index enrolment_woman on enrolment (woman, programme);
create index enrolment_household on enrolment (household, beneficiary);
create index enrolment_programme on enrolment (programme, household, status);

create table verification (
    place bigint generated always as identity primary key,
    number bigint not null,
    person uuid not null,
    household bigint not null,
    at_us bigint not null,
    expires_us bigint not null,
    outcome text not null,
    document text not null
);
create index verification_number on verification (number, at_us);
create index verification_household on verification (household);

create table life_event (
    place bigint generated always as identity primary key,
    source text collate "C" not null,
    reference text collate "C" not null,
    version bigint not null,
    kind text collate "C" not null,
    received_us bigint not null,
    state text collate "C" not null,
    household bigint,
    document text not null
);
create unique index life_event_reference on life_event (source, reference);
create index life_event_received on life_event (received_us);
create index life_event_state on life_event (state, received_us);

create table act (
    place bigint generated always as identity primary key,
    id uuid not null unique,
    version bigint not null,
    kind text collate "C" not null,
    state text collate "C" not null,
    name text not null,
    proposed_us bigint not null,
    document text not null
);

create table listed (
    act bigint not null references act (place),
    household bigint not null,
    rank bigint not null,
    score bigint,
    note text not null,
    primary key (act, household)
);
create index listed_rank on listed (act, rank);
create index listed_household on listed (household);

create table notice (
    household bigint not null,
    kind text collate "C" not null,
    on_day text collate "C" not null,
    written_us bigint not null,
    document text not null,
    primary key (household, kind, on_day)
);
create index notice_day on notice (on_day, kind);

create table work_cursor (
    work text collate "C" primary key,
    position text not null,
    moved_us bigint not null
);
