//! Statements that PostgreSQL says in its own words. Lists come as arrays.

use crate::{
    engine::Dialect,
    sql::{
        household_columns, submission_columns,
        updates::{case_columns, enrolment_columns, summary_columns, verification_columns},
    },
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

/// Of each group as many as are asked for, then of those together.
macro_rules! cases {
    ($groups:literal, $limit:literal, $skip:literal) => {
        concat!(
            "select ",
            case_columns!(),
            " from ",
            $groups,
            " c left join household h on h.id = c.household order by c.deadline, c.place limit ",
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
        where subject in ('household', 'submission') and tehsil = any($1::text[]) group by subject, value order by subject, value",
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
    in_texts: "= any(?::text[])",
    survey_time: "(make_date(cast(date_part('year', date '1970-01-01' + cast(s.surveyed_day as integer)) as integer), 1, 1) \
        - date '1970-01-01')::bigint",
    find_summaries: concat!(
        "select ",
        summary_columns!(),
        " from household h join household_summary s on s.household = h.id where h.number = any($1::bigint[])"
    ),
    filled_down_to: "update counter set value = least(value, (select min(id) - 1 from household \
        where number = any($1::bigint[]))) where name = 'summaries'",
    list_cases: cases!(
        "unnest($1::text[]) a(state) cross join lateral ( \
            select q.* from case_file q where q.state = a.state \
            and ($2::text is null or q.subject = $2) and ($3::text is null or q.deadline < $3) \
            order by q.deadline, q.place limit $4::bigint + $5::bigint)",
        "$4",
        "$5"
    ),
    list_cases_in: cases!(
        "unnest($1::text[]) a(state) cross join unnest($2::text[]) t(tehsil) cross join lateral ( \
            select q.* from case_file q where q.tehsil = t.tehsil and q.state = a.state \
            and ($3::text is null or q.subject = $3) and ($4::text is null or q.deadline < $4) \
            order by q.deadline, q.place limit $5::bigint + $6::bigint)",
        "$5",
        "$6"
    ),
    list_cases_of_owner: cases!(
        "(select p.* from case_file p where p.state = any($1::text[]) and p.owner = $2 \
            and ($3::text[] is null or p.tehsil = any($3)) \
            and ($4::text is null or p.subject = $4) and ($5::text is null or p.deadline < $5))",
        "$6",
        "$7"
    ),
    find_cases_touching: concat!(
        "select ",
        case_columns!(),
        " from case_file c left join household h on h.id = c.household \
          where c.place in (select k.case_file from case_key k where k.key = any($1::text[])) \
          order by c.opened_us, c.place"
    ),
    count_subject_in: "select value, cast(sum(number) as bigint) from tally where tehsil = any($1::text[]) \
        and subject = $2 group by value having sum(number) > 0 order by value",
    find_enrolments_of: concat!(
        "select ",
        enrolment_columns!(),
        " from household h join enrolment e on e.household = h.id where h.number = any($1::bigint[])"
    ),
    find_verifications: concat!(
        "select ",
        verification_columns!(),
        " from unnest($1::bigint[]) n(number) cross join lateral ( \
            select * from verification l where l.number = n.number order by l.at_us desc, l.place desc limit 1) v \
          join household h on h.id = v.household"
    ),
};
