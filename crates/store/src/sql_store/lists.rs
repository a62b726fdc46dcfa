//! Lists and counts that are asked for in many ways: their statements are put together from the conditions that apply, so
//! that each runs along the index that fits it best. A plus before a column says that its index is not to be used.

use crate::{
    EnrolmentFilter, StoreResult, SummaryCount, SummaryFilter, SummaryOrder,
    decode::updates::CountedSummaries,
    engine::Dialect,
    sql::updates::{enrolment_columns, summary_columns},
    value::{Statement, Value, day_number, distinct},
};
use jiff::civil::Date;
use registry::area::AreaCode;
use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _};

/// Surveys of so many days are gathered and sorted; of more, the households are walked through in order of arrival.
const FEW_DAYS: i64 = 92;

/// Values in the order in which the statement first names them.
#[derive(Default)]
struct Values(Vec<Value>);

impl Values {
    /// Returns how the statement names it.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    fn statement(self, sql: String) -> Statement {
        Statement { sql: Cow::Owned(sql), values: self.0 }
    }
}

/// Along which index a list runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Along {
    Areas,
    Arrival,
    Score,
    Surveyed,
}

impl Along {
    fn of(filter: &SummaryFilter, order: SummaryOrder) -> Self {
        let few_days = filter
            .surveyed_from
            .zip(filter.surveyed_through)
            .is_some_and(|(from, through)| day_number(through) - day_number(from) < FEW_DAYS);
        match order {
            _ if filter.areas.is_some() => Self::Areas,
            SummaryOrder::Arrival { .. } if few_days => Self::Surveyed,
            SummaryOrder::Arrival { .. } => Self::Arrival,
            SummaryOrder::Score { .. } => Self::Score,
            SummaryOrder::Surveyed { .. } => Self::Surveyed,
        }
    }

    fn household(self) -> &'static str {
        if self == Self::Arrival { "s.household" } else { "+s.household" }
    }

    fn score(self) -> &'static str {
        if self == Self::Score { "s.score" } else { "+s.score" }
    }

    /// The index of tehsils goes on with the days.
    fn surveyed(self) -> &'static str {
        if matches!(self, Self::Areas | Self::Surveyed) { "s.surveyed_day" } else { "+s.surveyed_day" }
    }
}

/// A page of the households that a filter finds.
pub(super) fn list_summaries(
    dialect: &Dialect,
    filter: &SummaryFilter,
    order: SummaryOrder,
    limit: u32,
) -> Statement {
    let mut values = Values::default();
    let along = Along::of(filter, order);
    let areas = filter.areas.as_deref().map(|areas| in_areas(dialect, areas, &mut values));
    let mut conditions = conditions(filter, along, &mut values);
    conditions += &page(order, along, &mut values);
    let selects: Vec<String> = branches(areas)
        .iter()
        .map(|branch| {
            format!("select {} from household_summary s where {branch}{conditions}", summary_columns!())
        })
        .collect();
    let by = match order {
        SummaryOrder::Arrival { .. } => "2",
        SummaryOrder::Score { .. } => "7, 2",
        SummaryOrder::Surveyed { .. } => "6, 2",
    };
    let limit = values.bind(limit);
    values.statement(format!("{} order by {by} limit {limit}", selects.join(" union all ")))
}

/// How many households a filter finds by tehsil and time of survey, and how many of them have a score from each edge on.
pub(super) fn count_summaries(dialect: &Dialect, filter: &SummaryFilter, edges: &[i64]) -> Statement {
    let mut values = Values::default();
    let mut counts = format!("s.tehsil, {}, count(*), count(s.score)", dialect.survey_time);
    for &edge in edges {
        let edge = values.bind(edge);
        // Writing to a text cannot fail.
        let _ = write!(counts, ", count(*) filter (where s.score >= {edge})");
    }
    let areas = filter.areas.as_deref().map(|areas| in_areas(dialect, areas, &mut values));
    let conditions = conditions(filter, Along::Areas, &mut values);
    let selects: Vec<String> = branches(areas)
        .iter()
        .map(|branch| {
            format!("select {counts} from household_summary s where {branch}{conditions} group by 1, 2")
        })
        .collect();
    values.statement(selects.join(" union all "))
}

/// Tehsil, year and bracket.
type Cell = (Option<AreaCode>, Option<i16>, Option<u32>);

/// By year and bracket what was counted by time of survey and from each edge on.
pub(super) fn by_bracket(counted: Vec<CountedSummaries>) -> Vec<SummaryCount> {
    let mut brackets: BTreeMap<Cell, u64> = BTreeMap::new();
    for CountedSummaries { tehsil, surveyed, households, scored, from_edge } in counted {
        let mut add = |bracket, count| {
            if count > 0 {
                *brackets.entry((tehsil.clone(), surveyed.map(Date::year), bracket)).or_default() += count;
            }
        };
        add(None, households.saturating_sub(scored));
        let beginnings = std::iter::once(scored).chain(from_edge.iter().copied());
        let ends = from_edge.iter().copied().chain(std::iter::once(0));
        for (bracket, (from_here, from_next)) in (0_u32..).zip(beginnings.zip(ends)) {
            add(Some(bracket), from_here.saturating_sub(from_next));
        }
    }
    let count = |((tehsil, year, bracket), households)| SummaryCount { tehsil, year, bracket, households };
    brackets.into_iter().map(count).collect()
}

/// The name of the list of areas, as a condition on whatever comes before it.
fn in_areas(dialect: &Dialect, areas: &[AreaCode], values: &mut Values) -> String {
    let name = values.bind(distinct(areas));
    dialect.in_texts.replace('?', &name)
}

/// Conditions on the area, each along an index of its own, of which a household fulfils one at most.
fn branches(areas: Option<String>) -> Vec<String> {
    let Some(areas) = areas else { return vec!["true".to_owned()] };
    let tehsil = format!("s.tehsil {areas}");
    let union_council = format!("s.union_council {areas}");
    let block = format!("s.block {areas}");
    let no_tehsil = format!("not s.tehsil {areas}");
    let no_union_council = format!("not coalesce(s.union_council, '') {areas}");
    vec![
        tehsil,
        format!("{union_council} and {no_tehsil}"),
        format!("{block} and {no_tehsil} and {no_union_council}"),
    ]
}

fn conditions(filter: &SummaryFilter, along: Along, values: &mut Values) -> String {
    let SummaryFilter {
        areas: _,
        surveyed_from,
        surveyed_through,
        beneficiary,
        outcome,
        score_from,
        score_below,
    } = filter;
    let mut sql = String::new();
    let mut add = |column: &str, comparison: &str, value: Option<Value>| {
        if let Some(value) = value {
            let value = values.bind(value);
            // Writing to a text cannot fail.
            let _ = write!(sql, " and {column} {comparison} {value}");
        }
    };
    add(along.surveyed(), ">=", surveyed_from.map(day_number).map(Value::from));
    add(along.surveyed(), "<=", surveyed_through.map(day_number).map(Value::from));
    add(along.score(), ">=", score_from.map(Value::from));
    add(along.score(), "<", score_below.map(Value::from));
    add("s.beneficiary", "=", beneficiary.map(Value::from));
    add("s.outcome", "=", outcome.as_deref().map(Value::from));
    sql
}

/// Where a page begins.
fn page(order: SummaryOrder, along: Along, values: &mut Values) -> String {
    let (column, after) = match order {
        SummaryOrder::Arrival { after } => {
            return format!(" and {} > {}", along.household(), values.bind(after));
        }
        SummaryOrder::Score { after } => (along.score(), after),
        SummaryOrder::Surveyed { after } => {
            (along.surveyed(), after.map(|(day, place)| (day_number(day), place)))
        }
    };
    let Some((last, place)) = after else { return format!(" and {column} is not null") };
    let (last, place) = (values.bind(last), values.bind(place));
    format!(
        " and {column} is not null and {column} >= {last} and ({column} > {last} or {} > {place})",
        along.household()
    )
}

/// A page of enrolments.
pub(super) fn list_enrolments(dialect: &Dialect, filter: &EnrolmentFilter) -> Statement {
    let EnrolmentFilter { programme, status, tehsils, skip, limit } = filter;
    let mut values = Values::default();
    let mut inner = match tehsils {
        None => "enrolment p where true".to_owned(),
        Some(tehsils) => format!(
            "household t cross join enrolment p where p.household = t.id and t.tehsil {}",
            in_areas(dialect, tehsils, &mut values)
        ),
    };
    for (column, value) in [("programme", programme), ("status", status)] {
        if let Some(value) = value {
            // Writing to a text cannot fail.
            let _ = write!(inner, " and p.{column} = {}", values.bind(value.as_str()));
        }
    }
    let (limit, skip) = (values.bind(*limit), values.bind(*skip));
    values.statement(format!(
        "select {} from enrolment e join household h on h.id = e.household where e.place in \
         (select p.place from {inner} order by p.household, p.place limit {limit} offset {skip}) \
         order by e.household, e.place",
        enrolment_columns!()
    ))
}

/// Programme and status out of the value by which enrolments are counted.
pub(super) fn by_programme(counted: Vec<(String, u64)>) -> StoreResult<Vec<(String, String, u64)>> {
    counted
        .into_iter()
        .map(|(value, count)| match value.rsplit_once(' ') {
            Some((programme, status)) => Ok((programme.to_owned(), status.to_owned(), count)),
            None => Err(crate::StoreError::Damaged("the tally counts something unknown".to_owned())),
        })
        .collect()
}
