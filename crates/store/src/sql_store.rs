//! The store over any engine: which statement each call runs, with which values.

mod lists;
mod pieces;
mod search;

use crate::{
    ActRow, AttachmentRow, CaseFilter, CaseRow, Commit, Conflict, Counts, CredentialRow, CursorRow,
    DecisionRow, Durability, EnrolmentFilter, EnrolmentRow, FilledSummary, FormRow, HolderRow, HouseholdRow,
    JobRow, LifeEventRow, ListedRow, LoadRow, LoadedRow, Log, LogRow, NoticeRow, OriginRow, SessionRow,
    StandingRow, Store, StoreError, StoreResult, SubmissionFilter, SubmissionRow, SubmissionState,
    SummaryCount, SummaryFilter, SummaryOrder, SummaryRow, UserRow, VerificationRow, decode,
    engine::{Engine, audit_only},
    fields::Decode,
    plan,
    sql::{self, updates},
    value::{Statement, distinct, joined, statement},
};
use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use pieces::{
    by_household, cases_statement, counts, distinct_keys, fill_statements, keys_of, load_statement, page_of,
    user_statement, with_none_known,
};
use registry::{
    area::{Area, AreaCode},
    chain::LinkHash,
    identity::CitizenNumber,
    ids::{ActId, CaseId, CredentialId, DecisionId, JobId, UserId},
    registry_number::RegistryNumber,
};
use search::{COMMON_WORD, end_of_beginning};

/// A [`Store`] in an engine that speaks SQL.
pub struct SqlStore<E> {
    engine: E,
}

impl<E: Engine> SqlStore<E> {
    pub(crate) fn new(engine: E) -> Self {
        Self { engine }
    }

    /// The one row of a key.
    async fn find<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> StoreResult<Option<T>> {
        Ok(self.engine.look_up(statement, decode).await?.into_iter().next())
    }

    /// The row that every store has.
    async fn get<T: Send + 'static>(&self, statement: Statement, decode: Decode<T>) -> StoreResult<T> {
        self.find(statement, decode).await?.ok_or_else(|| StoreError::Damaged("a row is missing".to_owned()))
    }

    async fn run(&self, statement: Statement) -> StoreResult<()> {
        self.engine.write(vec![statement]).await.map(drop)
    }

    /// By value what the tally counts of a subject, in the tehsils given.
    async fn count_subject(
        &self,
        subject: &'static str,
        tehsils: Option<Vec<String>>,
    ) -> StoreResult<Vec<(String, u64)>> {
        let count = match tehsils {
            None => statement!(updates::COUNT_SUBJECT, subject),
            Some(tehsils) => statement!(E::DIALECT.count_subject_in, tehsils, subject),
        };
        self.engine.scan(count, decode::updates::value_count).await
    }
}

/// A zero byte cannot be kept in every engine, and nothing we keep has one.
fn refuse_zero_bytes<'a>(texts: impl IntoIterator<Item = &'a str>) -> StoreResult<()> {
    if texts.into_iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Engine("a text holds a zero byte".to_owned()));
    }
    Ok(())
}

#[async_trait]
impl<E: Engine> Store for SqlStore<E> {
    // Households

    async fn find_household(&self, number: RegistryNumber) -> StoreResult<Option<HouseholdRow>> {
        self.find(statement!(sql::FIND_HOUSEHOLD, number.as_u64()), decode::household).await
    }

    async fn find_standing(&self, number: CitizenNumber) -> StoreResult<Option<StandingRow>> {
        self.find(statement!(sql::FIND_STANDING, number.as_u64()), decode::standing).await
    }

    async fn find_holders(&self, numbers: &[CitizenNumber]) -> StoreResult<Vec<HolderRow>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let keys = distinct_keys(numbers.iter().map(|one| one.as_u64()));
        self.engine.look_up(statement!(E::DIALECT.find_holders, keys), decode::holder).await
    }

    async fn search_names(
        &self,
        words: &[String],
        tehsils: Option<&[AreaCode]>,
        limit: u32,
    ) -> StoreResult<Vec<HouseholdRow>> {
        let tehsils = tehsils.map(distinct);
        let all = words.to_vec();
        let search = match (self.rarest_word(words).await?, tehsils) {
            (Some((entries, word)), tehsils) if entries <= COMMON_WORD => {
                let end = end_of_beginning(&word);
                statement!(E::DIALECT.search_by_word, word, end, all, tehsils, limit)
            }
            (_, Some(tehsils)) => statement!(E::DIALECT.search_newest_in, all, tehsils, limit),
            (_, None) => statement!(E::DIALECT.search_newest, all, limit),
        };
        self.engine.scan(search, decode::household).await
    }

    async fn list_households(
        &self,
        tehsils: Option<&[AreaCode]>,
        skip: u64,
        limit: u32,
    ) -> StoreResult<Vec<HouseholdRow>> {
        let list = match tehsils {
            None => statement!(sql::LIST_HOUSEHOLDS, limit, skip),
            Some(tehsils) => statement!(E::DIALECT.list_households_in, distinct(tehsils), limit, skip),
        };
        self.engine.scan(list, decode::household).await
    }

    async fn count(&self, tehsils: Option<&[AreaCode]>) -> StoreResult<Counts> {
        let count = match tehsils {
            None => statement!(sql::COUNT),
            Some(tehsils) => statement!(E::DIALECT.count_in, distinct(tehsils)),
        };
        counts(self.engine.scan(count, decode::tally).await?)
    }

    async fn find_households(&self, numbers: &[RegistryNumber]) -> StoreResult<Vec<HouseholdRow>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        self.engine.scan(statement!(E::DIALECT.find_households, keys_of(numbers)), decode::household).await
    }

    async fn list_entries(&self, number: RegistryNumber) -> StoreResult<Vec<LogRow>> {
        self.engine.look_up(statement!(sql::LIST_ENTRIES, number.as_u64()), decode::link).await
    }

    async fn list_entries_of(
        &self,
        numbers: &[RegistryNumber],
    ) -> StoreResult<Vec<(RegistryNumber, Vec<LogRow>)>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let list = statement!(E::DIALECT.list_entries_of, keys_of(numbers));
        Ok(by_household(self.engine.scan(list, decode::link_of).await?))
    }

    async fn reserve_ordinals(&self, count: u64) -> StoreResult<u64> {
        let reserved =
            self.engine.write_returning(statement!(sql::RESERVE_ORDINALS, count), decode::count).await?;
        reserved.into_iter().next().ok_or_else(|| StoreError::Damaged("a counter is missing".to_owned()))
    }

    // The one write of intake and of every later change

    async fn commit(&self, mut commit: Commit) -> StoreResult<()> {
        commit.pack();
        self.engine.outbox().commit(commit).await
    }

    // Logs

    async fn read_log(&self, log: Log, after: u64, limit: u32) -> StoreResult<Vec<LogRow>> {
        let read = match log {
            Log::Changes => sql::READ_CHANGES,
            Log::Audit => sql::READ_AUDIT,
        };
        self.engine.scan(statement!(read, after, limit), decode::link).await
    }

    async fn log_head(&self, log: Log) -> StoreResult<(u64, LinkHash)> {
        self.get(statement!(sql::LOG_HEAD, log.code()), decode::head).await
    }

    async fn record_audit(&self, audit: Vec<crate::AuditRow>, durability: Durability) -> StoreResult<()> {
        refuse_zero_bytes(audit.iter().flat_map(|row| [row.actor.as_str(), row.text.as_str()]))?;
        match durability {
            Durability::Now => self.engine.outbox().commit(audit_only(audit)).await,
            Durability::Soon => self.engine.outbox().audit_soon(audit).await,
        }
    }

    async fn list_audit(&self, actor: Option<&str>, skip: u64, limit: u32) -> StoreResult<Vec<LogRow>> {
        let list = match actor {
            None => statement!(sql::LIST_AUDIT, limit, skip),
            Some(actor) => statement!(sql::LIST_AUDIT_OF, actor, limit, skip),
        };
        self.engine.scan(list, decode::link).await
    }

    // Submissions

    async fn find_submission(&self, instance: &str) -> StoreResult<Option<SubmissionRow>> {
        self.find(statement!(sql::FIND_SUBMISSION, instance), decode::submission).await
    }

    async fn list_submissions(&self, filter: &SubmissionFilter) -> StoreResult<Vec<SubmissionRow>> {
        if let Some(household) = filter.household {
            let list = statement!(sql::LIST_SUBMISSIONS_OF, household.as_u64());
            let all = self.engine.scan(list, decode::listed_submission).await?;
            return Ok(page_of(all, filter));
        }
        let states: Vec<SubmissionState> =
            filter.state.map_or(SubmissionState::ALL.to_vec(), |state| vec![state]);
        let states: Vec<String> = states.into_iter().map(|state| state.code().to_owned()).collect();
        let (form, version) = filter.form.clone().unzip();
        let list = match &filter.tehsils {
            None => {
                let sql = E::DIALECT.list_submissions;
                statement!(sql, states, form, version, filter.limit, filter.skip)
            }
            Some(tehsils) => {
                let sql = E::DIALECT.list_submissions_in;
                statement!(sql, states, with_none_known(tehsils), form, version, filter.limit, filter.skip)
            }
        };
        self.engine.scan(list, decode::listed_submission).await
    }

    async fn list_attachments(&self, instance: &str) -> StoreResult<Vec<AttachmentRow>> {
        self.engine.look_up(statement!(sql::LIST_ATTACHMENTS, instance), decode::attachment).await
    }

    async fn put_attachments(&self, instance: &str, attachments: Vec<AttachmentRow>) -> StoreResult<()> {
        let put = attachments.into_iter().map(|row| {
            let AttachmentRow { name, expected, sha256, size_bytes } = row;
            statement!(sql::PUT_ATTACHMENT, instance, name, expected, sha256, size_bytes)
        });
        self.engine.write(put.collect()).await.map(drop)
    }

    // Decisions

    async fn find_decision(&self, id: DecisionId) -> StoreResult<Option<DecisionRow>> {
        self.find(statement!(sql::FIND_DECISION, id.0), decode::decision).await
    }

    async fn list_decisions(&self, number: RegistryNumber) -> StoreResult<Vec<DecisionRow>> {
        self.engine.look_up(statement!(sql::LIST_DECISIONS, number.as_u64()), decode::decision).await
    }

    // Loads

    async fn add_load(&self, load: LoadRow) -> StoreResult<()> {
        let source = statement!(sql::ADD_SOURCE, load.source.as_str());
        self.engine.write(vec![source, load_statement(load)]).await.map(drop)
    }

    async fn find_load(&self, batch: &str) -> StoreResult<Option<LoadRow>> {
        self.find(statement!(sql::FIND_LOAD, batch), decode::load).await
    }

    async fn list_loads(&self) -> StoreResult<Vec<LoadRow>> {
        self.engine.scan(statement!(sql::LIST_LOADS), decode::load).await
    }

    async fn find_loaded(&self, source: &str, keys: &[String]) -> StoreResult<Vec<(String, RegistryNumber)>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        self.engine.scan(statement!(E::DIALECT.find_loaded, keys, source), decode::loaded_key).await
    }

    async fn list_loaded_findings(&self, batch: &str, skip: u64, limit: u32) -> StoreResult<Vec<LoadedRow>> {
        self.engine.scan(statement!(sql::LIST_LOADED_FINDINGS, batch, limit, skip), decode::loaded).await
    }

    async fn find_loaded_of(&self, household: RegistryNumber) -> StoreResult<Vec<OriginRow>> {
        self.engine.look_up(statement!(sql::FIND_LOADED_OF, household.as_u64()), decode::origin).await
    }

    // Lists of households

    async fn list_summaries(
        &self,
        filter: &SummaryFilter,
        order: SummaryOrder,
        limit: u32,
    ) -> StoreResult<Vec<SummaryRow>> {
        let list = lists::list_summaries(&E::DIALECT, filter, order, limit);
        self.engine.scan(list, decode::updates::summary).await
    }

    async fn count_summaries(&self, filter: &SummaryFilter, edges: &[i64]) -> StoreResult<Vec<SummaryCount>> {
        let count = lists::count_summaries(&E::DIALECT, filter, edges);
        Ok(lists::by_bracket(self.engine.scan(count, decode::updates::counted_summaries).await?))
    }

    async fn find_summaries(&self, numbers: &[RegistryNumber]) -> StoreResult<Vec<SummaryRow>> {
        let find = statement!(E::DIALECT.find_summaries, keys_of(numbers));
        self.engine.scan(find, decode::updates::summary).await
    }

    async fn households_without_summary(&self, limit: u32) -> StoreResult<Vec<HouseholdRow>> {
        self.engine.scan(statement!(updates::HOUSEHOLDS_WITHOUT_SUMMARY, limit), decode::household).await
    }

    async fn put_summaries(&self, filled: Vec<FilledSummary>) -> StoreResult<()> {
        self.engine.write(fill_statements(&E::DIALECT, filled)).await.map(drop)
    }

    // Cases

    async fn find_case(&self, id: CaseId) -> StoreResult<Option<CaseRow>> {
        self.find(statement!(updates::FIND_CASE, id.0), decode::updates::case).await
    }

    async fn list_cases(&self, filter: &CaseFilter) -> StoreResult<Vec<CaseRow>> {
        self.engine.scan(cases_statement(&E::DIALECT, filter), decode::updates::case).await
    }

    async fn count_cases(&self, tehsils: Option<&[AreaCode]>) -> StoreResult<Vec<(String, u64)>> {
        self.count_subject(plan::CASES, tehsils.map(with_none_known)).await
    }

    async fn list_cases_of(&self, household: RegistryNumber) -> StoreResult<Vec<CaseRow>> {
        let list = statement!(updates::LIST_CASES_OF, household.as_u64());
        self.engine.scan(list, decode::updates::case).await
    }

    async fn find_cases_touching(&self, keys: &[String]) -> StoreResult<Vec<CaseRow>> {
        let find = statement!(E::DIALECT.find_cases_touching, keys.to_vec());
        self.engine.look_up(find, decode::updates::case).await
    }

    // Programmes

    async fn list_enrolments_of(&self, household: RegistryNumber) -> StoreResult<Vec<EnrolmentRow>> {
        let list = statement!(updates::LIST_ENROLMENTS_OF, household.as_u64());
        self.engine.look_up(list, decode::updates::enrolment).await
    }

    async fn find_enrolments_of(&self, households: &[RegistryNumber]) -> StoreResult<Vec<EnrolmentRow>> {
        let find = statement!(E::DIALECT.find_enrolments_of, keys_of(households));
        self.engine.scan(find, decode::updates::enrolment).await
    }

    async fn list_enrolments(&self, filter: &EnrolmentFilter) -> StoreResult<Vec<EnrolmentRow>> {
        self.engine.scan(lists::list_enrolments(&E::DIALECT, filter), decode::updates::enrolment).await
    }

    async fn count_enrolments(
        &self,
        tehsils: Option<&[AreaCode]>,
    ) -> StoreResult<Vec<(String, String, u64)>> {
        lists::by_programme(self.count_subject(plan::ENROLMENTS, tehsils.map(distinct)).await?)
    }

    // Citizen registry

    async fn find_verifications(&self, numbers: &[CitizenNumber]) -> StoreResult<Vec<VerificationRow>> {
        let keys = distinct_keys(numbers.iter().map(|one| one.as_u64()));
        self.engine.scan(statement!(E::DIALECT.find_verifications, keys), decode::updates::verification).await
    }

    async fn list_verifications_of(&self, household: RegistryNumber) -> StoreResult<Vec<VerificationRow>> {
        let list = statement!(updates::LIST_VERIFICATIONS_OF, household.as_u64());
        self.engine.scan(list, decode::updates::verification).await
    }

    async fn find_life_event(&self, source: &str, reference: &str) -> StoreResult<Option<LifeEventRow>> {
        self.find(statement!(updates::FIND_LIFE_EVENT, source, reference), decode::updates::life_event).await
    }

    async fn list_life_events(
        &self,
        state: Option<&str>,
        skip: u64,
        limit: u32,
    ) -> StoreResult<Vec<LifeEventRow>> {
        let list = match state {
            None => statement!(updates::LIST_LIFE_EVENTS, limit, skip),
            Some(state) => statement!(updates::LIST_LIFE_EVENTS_IN, state, limit, skip),
        };
        self.engine.scan(list, decode::updates::life_event).await
    }

    // Acts and the calendar

    async fn find_act(&self, id: ActId) -> StoreResult<Option<ActRow>> {
        self.find(statement!(updates::FIND_ACT, id.0), decode::updates::act).await
    }

    async fn list_acts(&self, kind: Option<&str>) -> StoreResult<Vec<ActRow>> {
        let list = match kind {
            None => statement!(updates::LIST_ACTS),
            Some(kind) => statement!(updates::LIST_ACTS_OF_KIND, kind),
        };
        self.engine.scan(list, decode::updates::act).await
    }

    async fn list_listed(&self, act: ActId, after: u64, limit: u32) -> StoreResult<Vec<ListedRow>> {
        let list = statement!(updates::LIST_LISTED, act.0, after, limit);
        self.engine.scan(list, decode::updates::listed).await
    }

    async fn count_listed(&self, act: ActId) -> StoreResult<u64> {
        Ok(self.engine.scan(statement!(updates::COUNT_LISTED, act.0), decode::count).await?.into_iter().sum())
    }

    async fn list_listed_of(&self, household: RegistryNumber) -> StoreResult<Vec<ListedRow>> {
        let list = statement!(updates::LIST_LISTED_OF, household.as_u64());
        self.engine.look_up(list, decode::updates::listed).await
    }

    async fn list_notices_of(&self, household: RegistryNumber) -> StoreResult<Vec<NoticeRow>> {
        let list = statement!(updates::LIST_NOTICES_OF, household.as_u64());
        self.engine.look_up(list, decode::updates::notice).await
    }

    async fn count_notices(&self, from: Date, through: Date) -> StoreResult<Vec<(String, Date, u64)>> {
        let count = statement!(updates::COUNT_NOTICES, from, through);
        self.engine.scan(count, decode::updates::notice_count).await
    }

    async fn find_cursor(&self, work: &str) -> StoreResult<Option<CursorRow>> {
        self.find(statement!(updates::FIND_CURSOR, work), decode::updates::cursor).await
    }

    async fn list_cursors(&self, beginning: &str) -> StoreResult<Vec<CursorRow>> {
        let list = statement!(updates::LIST_CURSORS, beginning, end_of_beginning(beginning));
        self.engine.scan(list, decode::updates::cursor).await
    }

    // Forms and areas

    async fn publish_form(&self, form: FormRow) -> StoreResult<()> {
        let FormRow { form_id, version, published, open, xml } = form;
        let find = statement!(sql::FIND_FORM, form_id.as_str(), version.as_str());
        let add = statement!(sql::ADD_FORM, form_id, version, published, open, xml.as_str());
        if self.engine.write(vec![add]).await? > 0 {
            return Ok(());
        }
        match self.find(find, decode::form).await? {
            Some(there) if there.xml == xml => Ok(()),
            _ => Err(StoreError::Conflict(Conflict::Exists)),
        }
    }

    async fn list_forms(&self) -> StoreResult<Vec<FormRow>> {
        self.engine.scan(statement!(sql::LIST_FORMS), decode::form).await
    }

    async fn set_form_open(&self, form_id: &str, open: bool) -> StoreResult<()> {
        self.run(statement!(sql::SET_FORM_OPEN, open, form_id)).await
    }

    async fn put_areas(&self, areas: Vec<Area>) -> StoreResult<()> {
        let put = areas.into_iter().map(|area| {
            let Area { code, level, parent, name_en, name_ur, valid_from, valid_to } = area;
            let (level, parent) = (level.code(), parent.as_ref());
            statement!(sql::PUT_AREA, &code, valid_from, valid_to, level, parent, name_en, name_ur)
        });
        self.engine.write(put.collect()).await.map(drop)
    }

    async fn list_areas(&self) -> StoreResult<Vec<Area>> {
        self.engine.scan(statement!(sql::LIST_AREAS), decode::area).await
    }

    // People and systems that may enter

    async fn add_user(&self, user: UserRow) -> StoreResult<()> {
        match self.engine.write(vec![user_statement(sql::ADD_USER, user)]).await? {
            0 => Err(StoreError::Conflict(Conflict::Exists)),
            _ => Ok(()),
        }
    }

    async fn put_user(&self, user: UserRow) -> StoreResult<()> {
        self.run(user_statement(sql::PUT_USER, user)).await
    }

    async fn find_user(&self, name: &str) -> StoreResult<Option<UserRow>> {
        self.find(statement!(sql::FIND_USER, name), decode::user).await
    }

    async fn get_user(&self, id: UserId) -> StoreResult<Option<UserRow>> {
        self.find(statement!(sql::GET_USER, id.0), decode::user).await
    }

    async fn list_users(&self) -> StoreResult<Vec<UserRow>> {
        self.engine.scan(statement!(sql::LIST_USERS), decode::user).await
    }

    async fn add_session(&self, session: SessionRow) -> StoreResult<()> {
        let SessionRow { secret_hash, user, csrf, created, expires } = session;
        self.run(statement!(sql::ADD_SESSION, secret_hash, user.0, csrf, created, expires)).await
    }

    async fn find_session(&self, secret_hash: &[u8; 32]) -> StoreResult<Option<SessionRow>> {
        self.find(statement!(sql::FIND_SESSION, *secret_hash), decode::session).await
    }

    async fn end_session(&self, secret_hash: &[u8; 32]) -> StoreResult<()> {
        self.run(statement!(sql::END_SESSION, *secret_hash)).await
    }

    async fn end_sessions(&self, user: UserId, now: Timestamp) -> StoreResult<()> {
        self.run(statement!(sql::END_SESSIONS, user.0, now)).await
    }

    async fn add_credential(&self, credential: CredentialRow) -> StoreResult<()> {
        let CredentialRow { id, kind, label, token_hash, areas, language, device, issued_by, .. } =
            credential;
        let CredentialRow { created, expires, revoked, .. } = credential;
        self.run(statement!(
            sql::ADD_CREDENTIAL,
            id.0,
            kind,
            label,
            token_hash,
            joined(&areas),
            language,
            device,
            issued_by,
            created,
            expires,
            revoked
        ))
        .await
    }

    async fn find_credential(&self, token_hash: &[u8; 32]) -> StoreResult<Option<CredentialRow>> {
        self.find(statement!(sql::FIND_CREDENTIAL, *token_hash), decode::credential).await
    }

    async fn list_credentials(&self) -> StoreResult<Vec<CredentialRow>> {
        self.engine.scan(statement!(sql::LIST_CREDENTIALS), decode::credential).await
    }

    async fn revoke_credential(&self, id: CredentialId, at: Timestamp) -> StoreResult<()> {
        self.run(statement!(sql::REVOKE_CREDENTIAL, at, id.0)).await
    }

    async fn bind_device(&self, id: CredentialId, device: &str) -> StoreResult<String> {
        let bound =
            self.engine.write_returning(statement!(sql::BIND_DEVICE, device, id.0), decode::text).await?;
        bound.into_iter().next().ok_or_else(|| StoreError::Engine("there is no such credential".to_owned()))
    }

    // Later work

    async fn claim_job(&self, now: Timestamp, until: Timestamp) -> StoreResult<Option<JobRow>> {
        let claim = statement!(E::DIALECT.claim_job, until, now);
        Ok(self.engine.write_returning(claim, decode::job).await?.into_iter().next())
    }

    async fn finish_job(&self, id: JobId) -> StoreResult<()> {
        self.run(statement!(sql::FINISH_JOB, id.0)).await
    }

    async fn count_jobs(&self) -> StoreResult<Vec<(String, u64, u64)>> {
        self.engine.scan(statement!(updates::COUNT_JOBS), decode::updates::job_counts).await
    }

    async fn fail_job(&self, id: JobId, reason: &str, again: Option<Timestamp>) -> StoreResult<()> {
        self.run(statement!(sql::FAIL_JOB, reason, again, id.0)).await
    }

    // Itself

    async fn ping(&self) -> StoreResult<()> {
        self.get(statement!(sql::PING), decode::number).await.map(drop)
    }

    async fn close(&self) {
        self.engine.release();
        self.engine.outbox().close().await;
    }
}
