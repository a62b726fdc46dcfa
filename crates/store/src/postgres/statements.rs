//! The writer's statements: each takes the rows of a whole batch as arrays, one for each column.

use deadpool_postgres::Object;
use tokio_postgres::{Error, Statement};

macro_rules! statements {
    ($($name:ident: $sql:expr;)+) => {
        /// The statements as the server knows them on one connection.
        pub(super) struct Prepared {
            $(pub(super) $name: Statement,)+
        }

        impl Prepared {
            /// Prepares what the connection has not prepared yet.
            pub(super) async fn on(client: &Object) -> Result<Self, Error> {
                Ok(Self { $($name: client.prepare_cached($sql).await?,)+ })
            }
        }
    };
}

statements! {
    // The lock on both heads: from here to the end of the transaction no other process commits.
    lock_heads: "select position, hash from log_head order by log for update";
    last_ids: "select (select coalesce(max(id), 0) from household), (select coalesce(max(id), 0) from submission)";
    find_households: "select id, number, version, tehsil, outcome, numbers, name_words from household \
        where number = any($1::bigint[])";
    find_submissions: "select id, instance, state, tehsil from submission where instance = any($1::text[])";
    find_holders: "select number, household, person from citizen_number where number = any($1::bigint[])";
    find_loads: "select id, batch, source, finished_us, read, registered, joined, with_findings, rejected, \
        persons_rejected, rejects_bytes from load where batch = any($1::text[])";
    find_change: "select hash from change_log where position = $1";
    find_audit: "select hash from audit_log where position = $1";

    insert_households: "insert into household \
        (id, number, version, tehsil, changed_us, outcome, standing, numbers, name_words, document) \
        select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], \
        $7::text[], $8::text[], $9::text[], $10::bytea[])";
    update_households: "update household h set version = n.version, tehsil = n.tehsil, \
        changed_us = n.changed_us, outcome = n.outcome, standing = n.standing, numbers = n.numbers, \
        name_words = n.name_words, document = n.document \
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], \
        $8::text[], $9::bytea[]) \
        n(id, version, tehsil, changed_us, outcome, standing, numbers, name_words, document) where h.id = n.id";
    delete_numbers: "delete from citizen_number where number = any($1::bigint[])";
    put_numbers: "insert into citizen_number (number, household, person) \
        select * from unnest($1::bigint[], $2::bigint[], $3::uuid[]) \
        on conflict (number) do update set household = excluded.household, person = excluded.person";
    delete_words: "delete from name_word w using unnest($1::text[], $2::bigint[]) g(word, household) \
        where w.word = g.word collate \"C\" and w.household = g.household and w.later is null";
    // Nothing where the word stands in a row that was left because others share it.
    insert_words: "insert into name_word (word, household) select * from unnest($1::text[], $2::bigint[]) \
        on conflict do nothing";
    // An array in an array is no list of arrays: the distances come as texts that read as arrays.
    insert_runs: "insert into name_word (word, household, later) \
        select word, household, later::smallint[] from unnest($1::text[], $2::bigint[], $3::text[]) n(word, household, later)";
    insert_entries: "insert into change_log (position, id, household, effective, recorded_us, hash, text) \
        select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::bytea[], \
        $7::bytea[])";
    insert_audit: "insert into audit_log (position, actor, at_us, hash, text) \
        select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[], $5::text[])";
    move_heads: "update log_head h set position = n.position, hash = n.hash \
        from (values ('changes', $1::bigint, $2::bytea), ('audit', $3::bigint, $4::bytea)) n(log, position, hash) \
        where h.log = n.log and h.position <> n.position";
    insert_submissions: "insert into submission \
        (id, instance, root, replaces, form_id, form_version, received_us, credential, device, tehsil, state, \
        household, findings, sha256, xml) \
        select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], \
        $8::uuid[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::text[], $14::bytea[], $15::bytea[])";
    settle_submissions: "update submission s set state = n.state, tehsil = n.tehsil, household = n.household, \
        findings = n.findings \
        from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[]) \
        n(id, state, tehsil, household, findings) where s.id = n.id";
    supersede_submissions: "update submission set state = 'superseded' where id = any($1::bigint[])";
    put_attachments: "insert into attachment (submission, name, expected, sha256, size_bytes) \
        select * from unnest($1::bigint[], $2::text[], $3::boolean[], $4::bytea[], $5::bigint[]) \
        on conflict (submission, name) do update set \
        expected = excluded.expected, sha256 = excluded.sha256, size_bytes = excluded.size_bytes";
    insert_decisions: "insert into decision (id, household, version, decided_us, policy, outcome, text) \
        select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], \
        $7::bytea[])";
    insert_jobs: "insert into job (id, kind, payload, due_us, attempts) \
        select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])";
    move_loads: "update load l set changed_us = n.changed_us, finished_us = n.finished_us, read = n.read, \
        registered = n.registered, joined = n.joined, with_findings = n.with_findings, rejected = n.rejected, \
        persons_rejected = n.persons_rejected, rejects_bytes = n.rejects_bytes, tally = n.tally \
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], \
        $8::bigint[], $9::bigint[], $10::bigint[], $11::text[]) n(id, changed_us, finished_us, read, registered, joined, \
        with_findings, rejected, persons_rejected, rejects_bytes, tally) where l.id = n.id";
    insert_loaded: "insert into loaded_household (load, file_row, source, key, household, findings) \
        select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])";
    change_tally: "insert into tally as t (subject, tehsil, value, number) \
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) \
        on conflict (subject, tehsil, value) do update set number = t.number + excluded.number";
}
