//! The yardstick of lists: for each verb the bare prepared query that finds the same households, by the same driver in
//! the same process, all at once and not in pages. Nobody is asked for leave and nothing is logged or written.

use super::{
    desk::Desk,
    verbs::{LOWEST_PERCENT, MONTHS, Task, drawn_tehsils, own_tehsil, shock_areas},
};
use crate::place::{At, connect};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use registry::{area::AreaCode, updates::surveyed_for};
use rusqlite::{Connection, OpenFlags};
use std::{collections::HashMap, fmt::Write, sync::Mutex};
use store::FILE_NAME;
use tokio_postgres::{Client, Statement};

/// All that lists show, and a number in the last place.
const COLUMNS: &str =
    "number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary, household";
/// Before any survey of the registry.
const BEGINNING: Date = date(1900, 1, 1);

/// A connection with its prepared statements.
pub(crate) enum Bare {
    Sqlite(Mutex<Connection>),
    Postgres(Client, tokio::sync::Mutex<HashMap<String, Statement>>),
}

/// What was read.
#[derive(Default)]
struct Read {
    rows: u64,
    /// Of the last column.
    sum: u64,
}

impl Bare {
    /// To a store.
    pub(crate) async fn open(at: &At) -> Self {
        let Some(url) = &at.database_url else {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(at.data.join(FILE_NAME), flags).unwrap();
            connection.set_prepared_statement_cache_capacity(256);
            connection.execute_batch("pragma cache_size = -8192; pragma temp_store = memory").unwrap();
            return Self::Sqlite(Mutex::new(connection));
        };
        Self::Postgres(connect(url).await, tokio::sync::Mutex::default())
    }

    /// Takes every column of every row.
    async fn read(&self, sql: &str) -> Read {
        let mut read = Read::default();
        match self {
            Self::Sqlite(connection) => {
                let connection = connection.lock().unwrap();
                let mut query = connection.prepare_cached(sql).unwrap();
                let columns = query.column_count();
                let mut rows = query.query([]).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    for column in 0..columns {
                        let _ = std::hint::black_box(row.get_ref_unwrap(column));
                    }
                    read.add(row.get_unwrap(columns - 1));
                }
            }
            Self::Postgres(client, statements) => {
                let mut statements = statements.lock().await;
                if !statements.contains_key(sql) {
                    statements.insert(sql.to_owned(), client.prepare(sql).await.unwrap());
                }
                for row in client.query(&statements[sql], &[]).await.unwrap() {
                    read.add(row.get(row.len() - 1));
                }
            }
        }
        read
    }
}

impl Read {
    fn add(&mut self, number: i64) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u64::try_from(number).unwrap());
    }
}

/// A phase in SQL.
struct Band {
    /// Scores, hundredths; the last takes those without one, too.
    scores: String,
    /// Months after the survey.
    months: u16,
}

impl Desk {
    /// Does once by query what [`Desk::own`] does. Returns how many households the answer is about.
    pub(crate) async fn bare(&self, task: Task) -> u64 {
        match task {
            Task::CalendarDay => self.sum_of(&[self.of_a_day()], false).await,
            Task::DueFirst => {
                self.sum_of(&[self.due_in_tehsil(&self.bands()[0]) + " limit 500"], false).await
            }
            Task::DueAll => {
                let queries: Vec<String> = self.bands().iter().map(|band| self.due_in_tehsil(band)).collect();
                self.sum_of(&queries, false).await
            }
            Task::DueCounts => self.sum_of(&[self.due_counts()], true).await,
            Task::Overview => self.sum_of(&self.overview(), true).await,
            Task::Declare => 0,
            Task::ShockCounts => self.sum_of(&[self.shock_counts()], true).await,
            Task::WorkFirst => self.sum_of(&[self.work() + " limit 500"], false).await,
            Task::WorkAll => self.sum_of(&[self.work()], false).await,
            Task::Draw => self.sum_of(&[self.lowest()], false).await,
        }
    }

    /// Rows, or what the last column says of each.
    async fn sum_of(&self, queries: &[String], counted: bool) -> u64 {
        let mut households = 0;
        for query in queries {
            let Read { rows, sum } = self.bare.read(query).await;
            households += if counted { sum } else { rows };
        }
        households
    }

    fn bands(&self) -> Vec<Band> {
        let due = self.due_rule();
        let hundredths = |score: f64| (score * 100.0).round();
        let band = |phase: &registry::updates::Phase| {
            let from = hundredths(phase.score_from);
            let scores = match phase.score_below.map(hundredths) {
                Some(below) => format!("(score >= {from} and score < {below})"),
                None => format!("(score >= {from} or score is null)"),
            };
            Band { scores, months: due.after_months + phase.after_months }
        };
        self.phases().iter().map(band).collect()
    }

    /// The last survey day that is due today.
    fn last_day(&self, months: u16) -> i32 {
        day(surveyed_for(BEGINNING, self.today(), months).unwrap().1)
    }

    fn due_in_tehsil(&self, band: &Band) -> String {
        let (tehsil, scores, last) = (own_tehsil(&self.tehsils), &band.scores, self.last_day(band.months));
        format!(
            "select {COLUMNS} from household_summary where tehsil = '{tehsil}' and surveyed_day <= {last} \
             and not beneficiary and {scores} order by surveyed_day, household"
        )
    }

    fn due_counts(&self) -> String {
        let (mut number, mut last) = (String::new(), String::new());
        for (place, band) in self.bands().iter().enumerate() {
            write!(number, " when {} then {place}", band.scores).unwrap();
            write!(last, " when {} then {}", band.scores, self.last_day(band.months)).unwrap();
        }
        format!(
            "select tehsil, case{number} end, count(*) from household_summary \
             where not beneficiary and surveyed_day <= case{last} end group by 1, 2"
        )
    }

    /// Calls, reminders and lapses of today.
    fn of_a_day(&self) -> String {
        let (today, due) = (self.today(), self.recertification());
        let told = due.reminders_after_months.iter().copied().chain(due.window_months);
        let days = told.map(|months| {
            let months = due.after_months + months;
            let (from, through) = surveyed_for(today.yesterday().unwrap(), today, months).unwrap();
            format!(
                "select {COLUMNS} from household_summary where surveyed_day between {} and {} and beneficiary",
                day(from),
                day(through)
            )
        });
        days.collect::<Vec<_>>().join(" union all ")
    }

    fn overview(&self) -> Vec<String> {
        let first = self.today().first_of_month();
        let due = self.recertification();
        let told = due.reminders_after_months.iter().copied().chain(due.window_months);
        let mut kinds: Vec<(u16, String)> =
            told.map(|months| (due.after_months + months, "beneficiary".to_owned())).collect();
        let bands = self.bands().into_iter();
        kinds.extend(bands.map(|band| (band.months, format!("not beneficiary and {}", band.scores))));
        let mut queries = Vec::new();
        for ahead in 0..i64::from(MONTHS) {
            let month = first.saturating_add(ahead.months());
            for (months, which) in &kinds {
                let days = surveyed_for(month.yesterday().unwrap(), month.last_of_month(), *months);
                let Some((from, through)) = days else { continue };
                queries.push(format!(
                    "select tehsil, count(*) from household_summary \
                     where surveyed_day between {} and {} and {which} group by 1",
                    day(from),
                    day(through)
                ));
            }
        }
        queries
    }

    fn shock_counts(&self) -> String {
        let from = day(self.shock_from());
        let counts = self.in_shock_areas().map(|area| {
            format!(
                "select tehsil, surveyed_day / 365, count(*) filter (where surveyed_day >= {from}), count(*) \
                 from household_summary where {area} group by 1, 2"
            )
        });
        counts.join(" union all ")
    }

    fn work(&self) -> String {
        let from = day(self.shock_from());
        let lists = self.in_shock_areas().map(|area| {
            format!("select {COLUMNS} from household_summary where {area} and surveyed_day < {from}")
        });
        // The fifth column and the ninth: day and place in the order of arrival.
        format!("{} order by 5, 9", lists.join(" union all "))
    }

    fn in_shock_areas(&self) -> [String; 3] {
        let [tehsils, councils, blocks] = shock_areas(&self.tehsils);
        let columns = [("tehsil", tehsils), ("union_council", councils), ("block", blocks)];
        columns.map(|(column, areas)| format!("{column} in ({})", listed(&areas)))
    }

    /// With their documents, as drawing needs them.
    fn lowest(&self) -> String {
        format!(
            "select h.number, d.score, h.document, d.household from \
             (select household, score, row_number() over (partition by tehsil order by score, household) as place, \
             count(*) over (partition by tehsil) as scored \
             from household_summary where tehsil in ({}) and score is not null) d \
             join household h on h.id = d.household where d.place <= d.scored * {LOWEST_PERCENT} / 100",
            listed(drawn_tehsils(&self.tehsils))
        )
    }
}

fn listed(areas: &[AreaCode]) -> String {
    areas.iter().map(|area| format!("'{area}'")).collect::<Vec<_>>().join(", ")
}

/// As summaries count days.
fn day(date: Date) -> i32 {
    Date::constant(1970, 1, 1).until(date).unwrap().get_days()
}
