//! Statements that SQLite says in its own words. Lists come as JSON arrays. What is sorted is sorted by its keys alone: the
//! rows themselves, which are large, are only read for the page asked for.

use crate::{
    engine::Dialect,
    sql::{
        household_columns, submission_columns,
        updates::{case_columns, enrolment_columns, summary_columns, verification_columns},
    },
};

macro_rules! search {
    ($found:literal) => {
        concat!(
            "select ",
            household_columns!(),
            " from household h where h.id in (select s.id from household s where ",
            $found,
            ") order by h.id desc"
        )
    };
}

macro_rules! submissions {
    ($groups:literal, $limit:literal, $skip:literal) => {
        concat!(
            "select ",
            submission_columns!(),
            " from submission s left join household h on h.id = s.household where s.id in (",
            $groups,
            " order by p.received_us desc, p.id desc limit ",
            $limit,
            " offset ",
            $skip,
            ") order by s.received_us desc, s.id desc"
        )
    };
}

/// Of each group as many as are asked for, then of those together.
macro_rules! cases {
    ($groups:literal, $limit:literal, $skip:literal) => {
        concat!(
            "select ",
            case_columns!(),
            " from case_file c left join household h on h.id = c.household where c.place in (",
            $groups,
            " order by p.deadline, p.place limit ",
            $limit,
            " offset ",
            $skip,
            ") order by c.deadline, c.place"
        )
    };
}

pub(super) const DIALECT: Dialect = Dialect {
    find_holders: "select c.number, h.number, c.person from json_each($1) n \
        join citizen_number c on c.number = n.value join household h on h.id = c.household",
    find_households: concat!(
        "select ",
        household_columns!(),
        " from json_each($1) n join household h on h.number = n.value"
    ),
    list_entries_of: "select h.number, c.position, c.text, c.hash from json_each($1) n \
        join household h on h.number = n.value join change_log c on c.household = h.id",
    // Keys first: the other way round every household of the source is held against every key.
    find_loaded: "select l.key, h.number from json_each($1) k cross join loaded_household l \
        on l.source = (select id from load_source where name = $2) and l.key = k.value \
        join household h on h.id = l.household",
    list_households_in: concat!(
        "select ",
        household_columns!(),
        " from household h where h.id in (select p.id from json_each($1) t join household p on p.id in ( \
            select q.id from household q where q.tehsil = t.value \
            order by q.changed_us desc, q.id desc limit $2 + $3) \
            order by p.changed_us desc, p.id desc limit $2 offset $3) \
          order by h.changed_us desc, h.id desc"
    ),
    // A distance takes four letters or so: near enough, and the array need not be read.
    count_word: "select coalesce(sum(households), 0) from (select 1 + coalesce(octet_length(later), 0) / 4 households \
        from name_word where word >= $1 and word < $2 limit $3)",
    search_by_word: search!(
        "s.id in (select household from name_word where word >= $1 and word < $2 union all \
            select w.household + l.value from name_word w cross join json_each(w.later) l \
            where w.word >= $1 and w.word < $2) \
         and not exists (select 1 from json_each($3) w where instr(s.name_words, ' ' || w.value) = 0) \
         and ($4 is null or s.tehsil in (select value from json_each($4))) order by s.id desc limit $5"
    ),
    search_newest: search!(
        "not exists (select 1 from json_each($1) w where instr(s.name_words, ' ' || w.value) = 0) \
         order by s.id desc limit $2"
    ),
    search_newest_in: search!(
        "not exists (select 1 from json_each($1) w where instr(s.name_words, ' ' || w.value) = 0) \
         and s.tehsil in (select value from json_each($2)) order by s.id desc limit $3"
    ),
    count_in: "select subject, value, sum(number) from tally \
        where subject in ('household', 'submission') and tehsil in (select value from json_each($1)) group by subject, value order by subject, value",
    list_submissions: submissions!(
        "select p.id from json_each($1) a join submission p on p.id in ( \
            select q.id from submission q where q.state = a.value \
            and ($2 is null or (q.form_id = $2 and q.form_version = $3)) \
            order by q.received_us desc, q.id desc limit $4 + $5)",
        "$4",
        "$5"
    ),
    list_submissions_in: submissions!(
        "select p.id from json_each($1) a, json_each($2) t join submission p on p.id in ( \
            select q.id from submission q where q.tehsil = t.value and q.state = a.value \
            and ($3 is null or (q.form_id = $3 and q.form_version = $4)) \
            order by q.received_us desc, q.id desc limit $5 + $6)",
        "$5",
        "$6"
    ),
    claim_job: "update job set due_us = $1, attempts = attempts + 1 \
        where id = (select id from job where due_us is not null and due_us <= $2 order by due_us, id limit 1) \
        returning id, kind, payload, due_us, attempts",
    in_texts: "in (select value from json_each(?))",
    survey_time: "s.surveyed_day",
    find_summaries: concat!(
        "select ",
        summary_columns!(),
        " from json_each($1) n join household h on h.number = n.value join household_summary s on s.household = h.id"
    ),
    filled_down_to: "update counter set value = min(value, coalesce((select min(h.id) - 1 from json_each($1) n \
        join household h on h.number = n.value), value)) where name = 'summaries'",
    list_cases: cases!(
        "select p.place from json_each($1) a join case_file p on p.place in ( \
            select q.place from case_file q where q.state = a.value \
            and ($2 is null or q.subject = $2) and ($3 is null or q.deadline < $3) \
            order by q.deadline, q.place limit $4 + $5)",
        "$4",
        "$5"
    ),
    list_cases_in: cases!(
        "select p.place from json_each($1) a, json_each($2) t join case_file p on p.place in ( \
            select q.place from case_file q where q.tehsil = t.value and q.state = a.value \
            and ($3 is null or q.subject = $3) and ($4 is null or q.deadline < $4) \
            order by q.deadline, q.place limit $5 + $6)",
        "$5",
        "$6"
    ),
    list_cases_of_owner: cases!(
        "select p.place from case_file p where p.state in (select value from json_each($1)) and p.owner = $2 \
            and ($3 is null or p.tehsil in (select value from json_each($3))) \
            and ($4 is null or p.subject = $4) and ($5 is null or p.deadline < $5)",
        "$6",
        "$7"
    ),
    find_cases_touching: concat!(
        "select ",
        case_columns!(),
        " from case_file c left join household h on h.id = c.household where c.place in ( \
            select k.case_file from json_each($1) n cross join case_key k on k.key = n.value) \
          order by c.opened_us, c.place"
    ),
    count_subject_in: "select value, sum(number) from tally where tehsil in (select value from json_each($1)) \
        and subject = $2 group by value having sum(number) > 0 order by value",
    find_enrolments_of: concat!(
        "select ",
        enrolment_columns!(),
        " from json_each($1) n join household h on h.number = n.value join enrolment e on e.household = h.id"
    ),
    find_verifications: concat!(
        "select ",
        verification_columns!(),
        " from json_each($1) n join verification v on v.place = ( \
            select l.place from verification l where l.number = n.value order by l.at_us desc, l.place desc limit 1) \
          join household h on h.id = v.household"
    ),
};
