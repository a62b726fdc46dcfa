-- Loads of delivered files, and the households they brought in.
--
-- A source is whoever collected files: its keys name each household once, however many files it delivers. Texts of
-- households, log entries and decisions may be compressed from here on: then their columns hold blobs.

create table load_source (
    id integer primary key,
    name text not null unique
);

-- `finished_us` is empty while a load has not ended; the counts are those of `LoadProgress`.
create table load (
    id integer primary key,
    batch text not null unique,
    source integer not null references load_source (id),
    file_sha256 blob not null,
    mapping_sha256 blob not null,
    actor text not null,
    started_us integer not null,
    changed_us integer not null,
    finished_us integer,
    read integer not null,
    registered integer not null,
    joined integer not null,
    with_findings integer not null,
    rejected integer not null,
    persons_rejected integer not null,
    rejects_bytes integer not null,
    tally text not null
);

create table loaded_household (
    id integer primary key,
    load integer not null,
    file_row integer not null,
    source integer not null,
    key text not null,
    household integer not null,
    findings text
);
create unique index loaded_household_key on loaded_household (source, key);
create index loaded_household_household on loaded_household (household);
create index loaded_household_findings on loaded_household (load, file_row) where findings is not null;

-- A row of words may stand for several households that came together: `later` says, as a JSON array, how far each of the others
-- is from `household`. A household that changes may be left in such a row: a search looks at the household itself.
alter table name_word add column later text;
