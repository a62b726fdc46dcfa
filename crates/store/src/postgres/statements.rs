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
    // A job whose id is there already changes nothing: recurring work makes ids from its occasions.
    insert_jobs: "insert into job (id, kind, payload, due_us, attempts) \
        select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) \
        on conflict do nothing";
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

    find_cases: "select id, version, tehsil, state from case_file where id = any($1::uuid[])";
    find_enrolments: "select id, version, programme, woman, household from enrolment where id = any($1::uuid[]) \
        union all select id, version, programme, woman, household from enrolment where woman = any($2::uuid[])";
    find_life_events: "select l.source, l.reference, l.version from unnest($1::text[], $2::text[]) n(source, reference) \
        join life_event l on l.source = n.source collate \"C\" and l.reference = n.reference collate \"C\"";
    find_acts: "select id, version from act where id = any($1::uuid[])";
    find_cursors: "select work, position from work_cursor where work = any($1::text[])";

    put_cases: "insert into case_file \
        (id, version, household, tehsil, subject, state, open, owner, opened_us, deadline, document) \
        select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], \
        $7::boolean[], $8::text[], $9::bigint[], $10::text[], $11::text[]) on conflict (id) do update set \
        version = excluded.version, household = excluded.household, tehsil = excluded.tehsil, \
        subject = excluded.subject, state = excluded.state, open = excluded.open, owner = excluded.owner, \
        opened_us = excluded.opened_us, deadline = excluded.deadline, document = excluded.document";
    delete_case_keys: "delete from case_key k using case_file c where k.case_file = c.place and c.id = any($1::uuid[])";
    insert_case_keys: "insert into case_key (key, case_file) select n.key, c.place \
        from unnest($1::text[], $2::uuid[]) n(key, id) join case_file c on c.id = n.id";
    put_enrolments: "insert into enrolment \
        (id, version, programme, household, woman, status, beneficiary, document) \
        select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], \
        $7::boolean[], $8::text[]) on conflict (id) do update set \
        version = excluded.version, programme = excluded.programme, household = excluded.household, \
        woman = excluded.woman, status = excluded.status, beneficiary = excluded.beneficiary, \
        document = excluded.document";
    uncount_enrolments: "insert into tally as t (subject, tehsil, value, number) \
        select 'enrolment', coalesce(h.tehsil, ''), e.programme || ' ' || e.status, -count(*) \
        from household h join enrolment e on e.household = h.id where h.id = any($1::bigint[]) group by 2, 3 \
        on conflict (subject, tehsil, value) do update set number = t.number + excluded.number";
    count_enrolments: "insert into tally as t (subject, tehsil, value, number) \
        select 'enrolment', coalesce(h.tehsil, ''), e.programme || ' ' || e.status, count(*) \
        from household h join enrolment e on e.household = h.id where h.id = any($1::bigint[]) group by 2, 3 \
        on conflict (subject, tehsil, value) do update set number = t.number + excluded.number";
    insert_summaries: "insert into household_summary \
        (household, number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary) \
        select n.*, false from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], \
        $7::bigint[], $8::text[]) n";
    // Where nothing changes, nothing is written, and no index.
    put_summaries: "insert into household_summary as s \
        (household, number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary) \
        select n.*, exists (select 1 from enrolment e where e.household = n.household and e.beneficiary) \
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], \
        $8::text[]) n(household, number, tehsil, union_council, block, surveyed_day, score, outcome) \
        on conflict (household) do update set tehsil = excluded.tehsil, union_council = excluded.union_council, \
        block = excluded.block, surveyed_day = excluded.surveyed_day, score = excluded.score, outcome = excluded.outcome \
        where (s.tehsil, s.union_council, s.block, s.surveyed_day, s.score, s.outcome) is distinct from \
        (excluded.tehsil, excluded.union_council, excluded.block, excluded.surveyed_day, excluded.score, excluded.outcome)";
    delete_summaries: "delete from household_summary where household = any($1::bigint[])";
    set_beneficiaries: "update household_summary s set beneficiary = not s.beneficiary \
        where s.household = any($1::bigint[]) and s.beneficiary <> exists \
        (select 1 from enrolment e where e.household = s.household and e.beneficiary)";
    insert_verifications: "insert into verification (number, person, household, at_us, expires_us, outcome, document) \
        select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])";
    put_life_events: "insert into life_event \
        (source, reference, version, kind, received_us, state, household, document) \
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], \
        $7::bigint[], $8::text[]) on conflict (source, reference) do update set \
        version = excluded.version, kind = excluded.kind, received_us = excluded.received_us, \
        state = excluded.state, household = excluded.household, document = excluded.document";
    put_acts: "insert into act (id, version, kind, state, name, proposed_us, document) \
        select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[]) \
        on conflict (id) do update set version = excluded.version, kind = excluded.kind, state = excluded.state, \
        name = excluded.name, proposed_us = excluded.proposed_us, document = excluded.document";
    insert_listed: "insert into listed (act, household, rank, score, note) \
        select a.place, n.household, n.rank, n.score, n.note \
        from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) \
        n(act, household, rank, score, note) join act a on a.id = n.act on conflict do nothing";
    insert_notices: "insert into notice (household, kind, on_day, written_us, document) \
        select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[]) on conflict do nothing";
    put_cursors: "insert into work_cursor (work, position, moved_us) \
        select * from unnest($1::text[], $2::text[], $3::bigint[]) on conflict (work) do update set \
        position = excluded.position, moved_us = excluded.moved_us";
}
