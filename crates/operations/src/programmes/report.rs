//! What a programme reports of its beneficiaries, by file or API: each row is applied, changes nothing, or is rejected with
//! a code; the three add up to the rows read.

use super::{enrol::row_of, follow::is_lapse_open};
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    calendar::Late,
    error::{VerbError, VerbResult, read_document},
};
use jiff::civil::Date;
use registry::{
    enrolment::{Enrolment, EnrolmentRefusal, EnrolmentStatus},
    household::Household,
    identity::CitizenNumber,
    ids::PersonId,
    registry_number::RegistryNumber,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{
    StoreError,
    rows::{Commit, EnrolmentRow, HouseholdRow},
};

/// Rows written in a commit.
const PAGE: usize = 200;
/// How often a page is begun anew because somebody else changed what it changes.
const TRIES: u32 = 3;
/// The reason of a status that a programme reports.
pub(super) const REASON: &str = "programme_report";
/// The columns of a file.
const COLUMNS: [&str; 4] = ["registry_number", "woman", "status", "from"];

/// A row as it is reported, every field as text.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatusInput {
    /// Registry number of the household.
    pub registry_number: String,
    /// The woman: her citizen number, or her person id.
    pub woman: String,
    /// `active`, `suspended`, `graduated` or `deceased`.
    pub status: String,
    /// From which day.
    pub from: String,
}

impl std::fmt::Debug for StatusInput {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("StatusInput([personal])")
    }
}

/// A row that was not applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusRejected {
    /// Which row, from 1, headings not counted.
    pub row: u64,
    /// Why: `status.…`.
    pub code: &'static str,
}

/// What became of the rows reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatusReport {
    /// Rows read.
    pub read: u64,
    /// Rows whose status was new.
    pub applied: u64,
    /// Rows whose status was known.
    pub unchanged: u64,
    /// The others.
    pub rejected: Vec<StatusRejected>,
}

/// Reads a CSV file with the columns `registry_number`, `woman`, `status`, `from` in any order. A file without these
/// columns is refused; a row with too many or too few fields is kept as an empty one, which is rejected.
pub fn read_status_csv(file: &[u8]) -> VerbResult<Vec<StatusInput>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    let unreadable = || VerbError::Invalid("status.file".to_owned());
    let headings = reader.headers().map_err(|_| unreadable())?.clone();
    let place =
        |column: &str| headings.iter().position(|heading| heading.trim_start_matches('\u{feff}') == column);
    let places = COLUMNS.map(place);
    let [Some(number), Some(woman), Some(status), Some(from)] = places else {
        return Err(VerbError::Invalid("status.columns".to_owned()));
    };
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|_| unreadable())?;
        if record.len() != headings.len() {
            rows.push(StatusInput::default());
            continue;
        }
        let text = |place: usize| String::from_utf8_lossy(record.get(place).unwrap_or_default()).into_owned();
        let (registry_number, woman) = (text(number), text(woman));
        rows.push(StatusInput { registry_number, woman, status: text(status), from: text(from) });
    }
    Ok(rows)
}

/// A row that can be read.
struct Reported {
    row: u64,
    household: RegistryNumber,
    woman: Woman,
    status: EnrolmentStatus,
    from: Date,
}

#[derive(Clone, Copy)]
enum Woman {
    Number(CitizenNumber),
    Person(PersonId),
}

/// What a page of rows needs of the store.
struct Known {
    households: Vec<HouseholdRow>,
    enrolments: Vec<EnrolmentRow>,
}

impl Registry {
    /// Takes a programme's report of its beneficiaries' status. Whoever is not enrolled is not enrolled by it, and a
    /// lapsed recertification is not undone by it.
    pub async fn report_status(
        &self,
        authority: &Authority,
        programme: &str,
        rows: &[StatusInput],
    ) -> VerbResult<StatusReport> {
        self.demand(authority, Permission::ChangeEnrolments, Action::ChangeEnrolment).await?;
        let today = self.clock().today();
        if self.rules().programme_on(programme, today).is_none() {
            return Err(VerbError::NotFound);
        }
        let mut report = StatusReport::default();
        let mut readable = Vec::new();
        for (row, number) in rows.iter().zip(1..) {
            report.read += 1;
            match read_row(row, number, today) {
                Ok(reported) => readable.push(reported),
                Err(code) => report.rejected.push(StatusRejected { row: number, code }),
            }
        }
        let mut readable = readable.as_slice();
        while !readable.is_empty() {
            let (page, rest) = readable.split_at(page_length(readable));
            self.report_page(authority, programme, page, &mut report).await?;
            readable = rest;
        }
        report.rejected.sort_by_key(|rejected| rejected.row);
        Ok(report)
    }

    async fn report_page(
        &self,
        authority: &Authority,
        programme: &str,
        page: &[Reported],
        report: &mut StatusReport,
    ) -> VerbResult<()> {
        for _ in 0..TRIES {
            let (commit, outcomes) = self.weigh_page(authority, programme, page).await?;
            match self.store().commit(commit).await {
                Ok(()) => {
                    for (row, outcome) in outcomes {
                        match outcome {
                            Ok(true) => report.applied += 1,
                            Ok(false) => report.unchanged += 1,
                            Err(code) => report.rejected.push(StatusRejected { row, code }),
                        }
                    }
                    return Ok(());
                }
                Err(StoreError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        let busy = page.iter().map(|reported| StatusRejected { row: reported.row, code: "status.busy" });
        report.rejected.extend(busy);
        Ok(())
    }

    async fn weigh_page(
        &self,
        authority: &Authority,
        programme: &str,
        page: &[Reported],
    ) -> VerbResult<(Commit, Vec<(u64, Result<bool, &'static str>)>)> {
        let numbers: Vec<RegistryNumber> = page.iter().map(|reported| reported.household).collect();
        let known = Known {
            households: self.store().find_households(&numbers).await?,
            enrolments: self.store().find_enrolments_of(&numbers).await?,
        };
        let mut commit = Commit::default();
        let mut outcomes = Vec::new();
        let today = self.clock().today();
        let recertifies = self.rules().programme_on(programme, today).is_some_and(|known| known.recertifies);
        for reported in page {
            let kept = known.households.iter().find(|kept| kept.number == reported.household);
            let covered = match kept {
                Some(kept) => self.covers(authority, kept.tehsil.as_ref()).await,
                None => false,
            };
            let Some(kept) = kept.filter(|_| covered) else {
                outcomes.push((reported.row, Err("status.household")));
                continue;
            };
            let next = known.step(programme, reported, kept, authority.actor(), self.clock().now())?;
            outcomes.push((reported.row, next.as_ref().map(Option::is_some).map_err(|code| *code)));
            if let Ok(Some(enrolment)) = next {
                let entry = AuditEntry::new(self, authority, Action::ChangeEnrolment);
                commit.audit.push(entry.household(Some(reported.household)).into_row()?);
                if reported.status == EnrolmentStatus::Active && recertifies {
                    let household: Household = read_document("household", &kept.document)?;
                    if let Some(Late { notice, job }) = self.call_anew(&household)? {
                        commit.notices.push(notice);
                        commit.jobs.extend(job);
                    }
                }
                commit.enrolments.push(enrolment);
            }
        }
        Ok((commit, outcomes))
    }
}

/// How many rows go into the next page: a family stands in a page once, so that a later row builds on an earlier one.
fn page_length(rows: &[Reported]) -> usize {
    let mut seen = BTreeSet::new();
    let fresh = rows.iter().take(PAGE).take_while(|reported| seen.insert(reported.household)).count();
    fresh.max(1)
}

fn read_row(row: &StatusInput, number: u64, today: Date) -> Result<Reported, &'static str> {
    if *row == StatusInput::default() {
        return Err("status.row");
    }
    let household = row.registry_number.parse().map_err(|_| "status.number")?;
    let woman = match (row.woman.parse(), row.woman.parse()) {
        (Ok(number), _) => Woman::Number(number),
        (_, Ok(person)) => Woman::Person(person),
        _ => return Err("status.woman"),
    };
    let status = EnrolmentStatus::from_code(&row.status).ok_or("status.unknown")?;
    let from: Date = row.from.parse().map_err(|_| "status.date")?;
    if from > today {
        return Err("status.date");
    }
    Ok(Reported { row: number, household, woman, status, from })
}

impl Known {
    /// The enrolment after a reported row; none where the status is known already.
    fn step(
        &self,
        programme: &str,
        reported: &Reported,
        kept: &HouseholdRow,
        by: &str,
        now: jiff::Timestamp,
    ) -> Result<Result<Option<EnrolmentRow>, &'static str>, StoreError> {
        let household: Household = read_document("household", &kept.document)?;
        let woman = match reported.woman {
            Woman::Person(person) => Some(person),
            Woman::Number(number) => person_of(&household, number),
        };
        let row = self.enrolments.iter().find(|row| {
            row.programme == programme && row.household == reported.household && Some(row.woman) == woman
        });
        let Some(row) = row else { return Ok(Err("status.not_enrolled")) };
        let enrolment: Enrolment = read_document("enrolment", &row.document)?;
        let Some(last) = enrolment.steps.last() else { return Ok(Err("status.not_enrolled")) };
        if last.status == reported.status {
            return Ok(Ok(None));
        }
        if is_lapse_open(&enrolment, &household) && reported.status == EnrolmentStatus::Active {
            return Ok(Err("status.lapsed"));
        }
        if reported.from < last.from {
            return Ok(Err("status.earlier"));
        }
        match enrolment.change(reported.status, reported.from, now, by, REASON) {
            Ok(next) => Ok(Ok(Some(row_of(&next, row.version.saturating_add(1))?))),
            Err(EnrolmentRefusal::Unchanged) => Ok(Ok(None)),
            Err(EnrolmentRefusal::Ended) => Ok(Err("status.ended")),
            Err(EnrolmentRefusal::BeforeStart | EnrolmentRefusal::OutOfOrder) => Ok(Err("status.earlier")),
        }
    }
}

/// The member, or former member, of a citizen number.
fn person_of(household: &Household, number: CitizenNumber) -> Option<PersonId> {
    let former = household.former_members.iter().map(|former| &former.member);
    let mut everybody = household.record.members.iter().chain(former);
    everybody.find(|member| member.identity.number() == Some(number)).map(|member| member.id)
}
