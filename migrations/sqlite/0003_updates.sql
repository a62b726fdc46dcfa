-- What keeps the registry current: what lists of households go by, cases, enrolments, answers of the citizen registry,
-- notices of the civil register, acts, what households are told, and how far recurring work has got.

-- One narrow row for each household that is not merged: whatever reads much of the registry reads this. `tehsil` is empty
-- where it is not known; days are counted from 1970-01-01; scores are hundredths.
create table household_summary (
    household integer primary key,
    number integer not null,
    tehsil text not null,
    union_council text,
    block text,
    surveyed_day integer,
    score integer,
    outcome text,
    beneficiary integer not null
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
    place integer primary key,
    id blob not null unique,
    version integer not null,
    household integer,
    tehsil text not null,
    subject text not null,
    state text not null,
    open integer not null,
    owner text,
    opened_us integer not null,
    deadline text not null,
    document text not null
);
create index case_file_state on case_file (state, deadline);
create index case_file_tehsil on case_file (tehsil, state, deadline);
create index case_file_owner on case_file (owner, state, deadline) where owner is not null;
create index case_file_household on case_file (household) where household is not null;

-- What open cases touch.
create table case_key (
    key text not null,
    case_file integer not null,
    primary key (key, case_file)
) without rowid;
create index case_key_case_file on case_key (case_file);

create table enrolment (
    place integer primary key,
    id blob not null unique,
    version integer not null,
    programme text not null,
    household integer not null,
    woman blob not null,
    status text not null,
    beneficiary integer not null,
    document text not null
);
create unique index enrolment_woman on enrolment (woman, programme);
create index enrolment_household on enrolment (household, beneficiary);
create index enrolment_programme on enrolment (programme, household, status);

create table verification (
    place integer primary key,
    number integer not null,
    person blob not null,
    household integer not null,
    at_us integer not null,
    expires_us integer not null,
    outcome text not null,
    document text not null
);
create index verification_number on verification (number, at_us);
create index verification_household on verification (household);

create table life_event (
    place integer primary key,
    source text not null,
    reference text not null,
    version integer not null,
    kind text not null,
    received_us integer not null,
    state text not null,
    household integer,
    document text not null
);
create unique index life_event_reference on life_event (source, reference);
create index life_event_received on life_event (received_us);
create index life_event_state on life_event (state, received_us);

create table act (
    place integer primary key,
    id blob not null unique,
    version integer not null,
    kind text not null,
    state text not null,
    name text not null,
    proposed_us integer not null,
    document text not null
);

create table listed (
    act integer not null references act (place),
    household integer not null,
    rank integer not null,
    score integer,
    note text not null,
    primary key (act, household)
) without rowid;
create index listed_rank on listed (act, rank);
create index listed_household on listed (household);

create table notice (
    household integer not null,
    kind text not null,
    on_day text not null,
    written_us integer not null,
    document text not null,
    primary key (household, kind, on_day)
) without rowid;
create index notice_day on notice (on_day, kind);

create table work_cursor (
    work text primary key,
    position text not null,
    moved_us integer not null
) without rowid;
