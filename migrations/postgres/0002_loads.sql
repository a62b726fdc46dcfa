-- Loads of delivered files, and the households they brought in.
--
-- A source is whoever collected files: its keys name each household once, however many files it delivers. Texts of
-- households, log entries and decisions may be compressed from here on: their columns hold bytes, the compressed text or,
-- of rows written before, the plain one.

create table load_source (
    id bigint generated always as identity primary key,
    name text collate "C" not null unique
);

-- `finished_us` is empty while a load has not ended; the counts are those of `LoadProgress`.
create table load (
    id bigint generated always as identity primary key,
    batch text collate "C" not null unique,
    source bigint not null references load_source (id),
    file_sha256 bytea not null,
    mapping_sha256 bytea not null,
    actor text not null,
    started_us bigint not null,
    changed_us bigint not null,
    finished_us bigint,
    read bigint not null,
    registered bigint not null,
    joined bigint not null,
    with_findings bigint not null,
    rejected bigint not null,
    persons_rejected bigint not null,
    rejects_bytes bigint not null,
    tally text not null
);

create table loaded_household (
    file_row bigint not null,
    household bigint not null,
    load bigint not null,
    source bigint not null,
    key text collate "C" not null,
    findings text
);
create unique index loaded_household_key on loaded_household (source, key);
create index loaded_household_household on loaded_household (household);
create index loaded_household_findings on loaded_household (load, file_row) where findings is not null;

-- Compressed by the program, with dictionaries that fit them better than any method of the server's.
alter table household alter column document type bytea using convert_to(document, 'UTF8');
alter table change_log alter column text type bytea using convert_to(text, 'UTF8');
alter table decision alter column text type bytea using convert_to(text, 'UTF8');
alter table household alter column document set storage external;
alter table change_log alter column text set storage external;
alter table decision alter column text set storage external;

-- A row of words may stand for several households that came together: `later` says, as an array, how far each of the others
-- is from `household`. A household that changes may be left in such a row: a search looks at the household itself.
alter table name_word add column later smallint[];
