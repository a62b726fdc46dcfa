//! Statements that PostgreSQL says in its own words. Lists come as arrays.

use crate::{
    engine::Dialect,
    sql::{household_columns, submission_columns},
};

macro_rules! search {
    ($where:literal) => {
        concat!("select ", household_columns!(), " from household h where ", $where)
    };
}

macro_rules! submissions {
    ($groups:literal, $limit:literal, $skip:literal) => {
        concat!(
            "select ",
            submission_columns!(),
            " from ",
            $groups,
            " s left join household h on h.id = s.household \
              order by s.received_us desc, s.id desc limit ",
            $limit,
            " offset ",
            $skip
        )
    };
}

pub(super) const DIALECT: Dialect = Dialect {
    find_holders: "select c.number, h.number, c.person \
        from citizen_number c join household h on h.id = c.household where c.number = any($1::bigint[])",
    find_households: search!("h.number = any($1::bigint[])"),
    list_entries_of: "select h.number, c.position, c.text, c.hash \
        from household h join change_log c on c.household = h.id where h.number = any($1::bigint[])",
    find_loaded: "select l.key, h.number from load_source s join loaded_household l on l.source = s.id \
        join household h on h.id = l.household where s.name = $2 and l.key = any($1::text[])",
    list_households_in: concat!(
        "select ",
        household_columns!(),
        " from unnest($1::text[]) t(tehsil) cross join lateral ( \
            select q.id from household q where q.tehsil = t.tehsil \
            order by q.changed_us desc, q.id desc limit $2::bigint + $3::bigint) p \
          join household h on h.id = p.id \
          order by h.changed_us desc, h.id desc limit $2 offset $3"
    ),
    count_word: "select cast(coalesce(sum(households), 0) as bigint) \
        from (select 1 + coalesce(cardinality(later), 0) households \
        from name_word where word >= $1 and word < $2 limit $3) counted",
    search_by_word: search!(
        "h.id in (select household from name_word where word >= $1 and word < $2 union all \
            select w.household + l.distance from name_word w cross join unnest(w.later) l(distance) \
            where w.word >= $1 and w.word < $2) \
         and not exists (select 1 from unnest($3::text[]) w(word) where strpos(h.name_words, ' ' || w.word) = 0) \
         and ($4::text[] is null or h.tehsil = any($4)) order by h.id desc limit $5"
    ),
    search_newest: search!(
        "not exists (select 1 from unnest($1::text[]) w(word) where strpos(h.name_words, ' ' || w.word) = 0) \
         order by h.id desc limit $2"
    ),
    search_newest_in: search!(
        "not exists (select 1 from unnest($1::text[]) w(word) where strpos(h.name_words, ' ' || w.word) = 0) \
         and h.tehsil = any($2::text[]) order by h.id desc limit $3"
    ),
    count_in: "select subject, value, cast(sum(number) as bigint) from tally \
        where tehsil = any($1::text[]) group by subject, value order by subject, value",
    list_submissions: submissions!(
        "unnest($1::text[]) a(state) cross join lateral ( \
            select q.* from submission q where q.state = a.state \
            and ($2::text is null or (q.form_id = $2 and q.form_version = $3::text)) \
            order by q.received_us desc, q.id desc limit $4::bigint + $5::bigint)",
        "$4",
        "$5"
    ),
    list_submissions_in: submissions!(
        "unnest($1::text[]) a(state) cross join unnest($2::text[]) t(tehsil) cross join lateral ( \
            select q.* from submission q where q.tehsil = t.tehsil and q.state = a.state \
            and ($3::text is null or (q.form_id = $3 and q.form_version = $4::text)) \
            order by q.received_us desc, q.id desc limit $5::bigint + $6::bigint)",
        "$5",
        "$6"
    ),
    claim_job: "update job set due_us = $1, attempts = attempts + 1 \
        where id = (select id from job where due_us is not null and due_us <= $2 order by due_us, id limit 1 \
            for update skip locked) \
        returning id, kind, payload, due_us, attempts",
};
