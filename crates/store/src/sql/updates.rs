//! Statements about what keeps the registry current that both engines take as they are.

/// Columns of a summary `s`, in the order of [`crate::decode::updates::summary`].
macro_rules! summary_columns {
    () => {
        "s.number, s.household, s.tehsil, s.union_council, s.block, s.surveyed_day, s.score, s.outcome, s.beneficiary"
    };
}

/// Columns of a case `c` whose household is `h`, in the order of [`crate::decode::updates::case`].
macro_rules! case_columns {
    () => {
        "c.id, c.version, h.number, c.tehsil, c.subject, c.state, c.open, c.owner, c.opened_us, c.deadline, c.document"
    };
}

/// Columns of an enrolment `e` whose household is `h`, in the order of [`crate::decode::updates::enrolment`].
macro_rules! enrolment_columns {
    () => {
        "e.id, e.version, e.programme, h.number, e.woman, e.status, e.beneficiary, e.document"
    };
}

/// Columns of an answer `v` about a member of household `h`, in the order of [`crate::decode::updates::verification`].
macro_rules! verification_columns {
    () => {
        "v.number, v.person, h.number, v.at_us, v.expires_us, v.outcome, v.document"
    };
}

pub(crate) use {case_columns, enrolment_columns, summary_columns, verification_columns};

// Lists of households

/// Households that were there before summaries were, and have none; the latest first.
pub(crate) const HOUSEHOLDS_WITHOUT_SUMMARY: &str = concat!(
    "select ",
    super::household_columns!(),
    " from household h where h.id <= (select value from counter where name = 'summaries') \
     and not exists (select 1 from household_summary s where s.household = h.id) order by h.id desc limit $1"
);

/// Makes every other writer wait, as a commit does.
pub(crate) const HOLD_WRITERS: &str = "update log_head set position = position where log = 'audit'";

/// Only while the household is at the version that was read: whoever changes it writes its summary too.
pub(crate) const FILL_SUMMARY: &str = "insert into household_summary \
     (household, number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary) \
     select h.id, h.number, coalesce(h.tehsil, ''), $1, $2, $3, $4, h.outcome, \
     exists (select 1 from enrolment e where e.household = h.id and e.beneficiary) \
     from household h where h.number = $5 and h.version = $6 on conflict do nothing";

// Cases

macro_rules! cases {
    ($rest:literal) => {
        concat!(
            "select ",
            case_columns!(),
            " from case_file c left join household h on h.id = c.household ",
            $rest
        )
    };
}

pub(crate) const FIND_CASE: &str = cases!("where c.id = $1");

pub(crate) const LIST_CASES_OF: &str = concat!(
    "select ",
    case_columns!(),
    " from household h join case_file c on c.household = h.id where h.number = $1 \
     order by c.opened_us desc, c.place desc"
);

pub(crate) const COUNT_SUBJECT: &str = "select value, cast(sum(number) as bigint) from tally where subject = $1 \
     group by value having sum(number) > 0 order by value";

// Programmes

pub(crate) const LIST_ENROLMENTS_OF: &str = concat!(
    "select ",
    enrolment_columns!(),
    " from household h join enrolment e on e.household = h.id where h.number = $1 order by e.place"
);

// Citizen registry

pub(crate) const LIST_VERIFICATIONS_OF: &str = concat!(
    "select ",
    verification_columns!(),
    " from household h join verification v on v.household = h.id where h.number = $1 \
     order by v.at_us desc, v.place desc"
);

macro_rules! life_events {
    ($rest:literal) => {
        concat!(
            "select l.source, l.reference, l.version, l.kind, l.received_us, l.state, h.number, l.document \
             from life_event l left join household h on h.id = l.household ",
            $rest
        )
    };
}

pub(crate) const FIND_LIFE_EVENT: &str = life_events!("where l.source = $1 and l.reference = $2");

pub(crate) const LIST_LIFE_EVENTS: &str =
    life_events!("order by l.received_us desc, l.place desc limit $1 offset $2");

pub(crate) const LIST_LIFE_EVENTS_IN: &str =
    life_events!("where l.state = $1 order by l.received_us desc, l.place desc limit $2 offset $3");

// Acts and the calendar

macro_rules! acts {
    ($rest:literal) => {
        concat!("select id, version, kind, state, name, proposed_us, document from act ", $rest)
    };
}

pub(crate) const FIND_ACT: &str = acts!("where id = $1");

pub(crate) const LIST_ACTS: &str = acts!("order by proposed_us desc, place desc");

pub(crate) const LIST_ACTS_OF_KIND: &str = acts!("where kind = $1 order by proposed_us desc, place desc");

pub(crate) const LIST_LISTED: &str = "select a.id, h.number, l.rank, l.score, l.note from act a \
     join listed l on l.act = a.place join household h on h.id = l.household \
     where a.id = $1 and l.rank > $2 order by l.rank, l.household limit $3";

pub(crate) const COUNT_LISTED: &str =
    "select count(*) from act a join listed l on l.act = a.place where a.id = $1";

pub(crate) const LIST_LISTED_OF: &str = "select a.id, h.number, l.rank, l.score, l.note from household h \
     join listed l on l.household = h.id join act a on a.place = l.act where h.number = $1 order by a.place";

pub(crate) const LIST_NOTICES_OF: &str = "select h.number, n.kind, n.on_day, n.written_us, n.document \
     from household h join notice n on n.household = h.id where h.number = $1 \
     order by n.on_day desc, n.written_us desc, n.kind";

pub(crate) const COUNT_NOTICES: &str = "select kind, on_day, count(*) from notice \
     where on_day >= $1 and on_day <= $2 group by on_day, kind order by on_day, kind";

pub(crate) const FIND_CURSOR: &str = "select work, position, moved_us from work_cursor where work = $1";

pub(crate) const LIST_CURSORS: &str =
    "select work, position, moved_us from work_cursor where work >= $1 and work < $2 order by work";

// Later work

pub(crate) const COUNT_JOBS: &str =
    "select kind, count(due_us), count(*) - count(due_us) from job group by kind order by kind";
