//! The papers of a batch in PostgreSQL: cases, enrolments, what the citizen registry said, acts, notices and recurring
//! work, and what lists of households go by.

use super::{Column, Writes, all, write_rows};
use crate::{
    StoreResult,
    decode::updates::{known_act, known_case, known_cursor, known_enrolment, known_life_event},
    plan::{Before, Keys, Plan, PlannedHousehold},
    postgres::{connection::Pipeline, statements::Prepared},
    value::{day_number, microseconds, number},
};
use deadpool_postgres::Object;
use registry::area::AreaCode;
use tokio_postgres::Row;

/// What there is of the papers that the keys name.
pub(super) struct Papers {
    cases: Vec<Row>,
    enrolments: Vec<Row>,
    life_events: Vec<Row>,
    acts: Vec<Row>,
    cursors: Vec<Row>,
}

impl Papers {
    /// Asks for the papers when the keys name any: most commits have none, and then no answers come.
    pub(super) fn ask<'a>(
        reads: &mut Pipeline<'a, Vec<Row>>,
        client: &'a Object,
        prepared: &'a Prepared,
        keys: &'a Keys,
    ) {
        let none = keys.cases.is_empty()
            && keys.enrolments.is_empty()
            && keys.life_events.is_empty()
            && keys.acts.is_empty()
            && keys.works.is_empty();
        if none {
            return;
        }
        reads.push(async { client.query(&prepared.find_cases, &[&keys.cases]).await });
        reads.push(async { client.query(&prepared.find_enrolments, &[&keys.enrolments, &keys.women]).await });
        reads.push(async {
            let (sources, references): (Vec<&str>, Vec<&str>) = keys
                .life_events
                .iter()
                .map(|(source, reference)| (source.as_str(), reference.as_str()))
                .unzip();
            client.query(&prepared.find_life_events, &[&sources, &references]).await
        });
        reads.push(async { client.query(&prepared.find_acts, &[&keys.acts]).await });
        reads.push(async { client.query(&prepared.find_cursors, &[&keys.works]).await });
    }

    /// The answers, in the order of the questions.
    pub(super) fn take(mut next: impl FnMut() -> Vec<Row>) -> Self {
        let (cases, enrolments, life_events, acts, cursors) = (next(), next(), next(), next(), next());
        Self { cases, enrolments, life_events, acts, cursors }
    }

    pub(super) fn tell(&self, before: &mut Before) -> StoreResult<()> {
        before.cases = all(&self.cases, known_case)?;
        before.enrolments = all(&self.enrolments, known_enrolment)?;
        before.life_events = all(&self.life_events, known_life_event)?;
        before.acts = all(&self.acts, known_act)?;
        before.cursors = all(&self.cursors, known_cursor)?;
        Ok(())
    }
}

impl<'a> Writes<'a> {
    /// Before anything else is written: enrolments of these households are counted anew at the end.
    pub(super) fn begin_papers(&mut self, plan: &'a Plan<'_>) {
        write_rows!(self, uncount_enrolments, plan.papers.recounted, |household| *household);
    }

    /// After the households are written.
    pub(super) fn papers(&mut self, plan: &'a Plan<'_>) {
        self.cases(plan);
        self.enrolments(plan);
        self.summaries(plan);
        self.citizens(plan);
        self.acts(plan);
        write_rows!(
            self,
            put_cursors,
            plan.papers.cursors,
            |step| step.work.as_str(),
            step.to.as_str(),
            microseconds(step.at)
        );
    }

    fn cases(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            put_cases,
            plan.papers.cases,
            |case| case.write.row.id.0,
            i64::from(case.write.row.version),
            case.household,
            case.write.row.tehsil.as_ref().map_or("", AreaCode::as_str),
            case.write.row.subject.as_str(),
            case.write.row.state.as_str(),
            case.write.row.open,
            case.write.row.owner.as_deref(),
            microseconds(case.write.row.opened),
            case.write.row.deadline.to_string(),
            case.write.row.document.as_str()
        );
        write_rows!(self, delete_case_keys, plan.papers.case_keys_gone, |case| *case);
        write_rows!(self, insert_case_keys, plan.papers.case_keys, |key| key.0, key.1);
    }

    fn enrolments(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            put_enrolments,
            plan.papers.enrolments,
            |planned| planned.1.id.0,
            i64::from(planned.1.version),
            planned.1.programme.as_str(),
            planned.0,
            planned.1.woman.0,
            planned.1.status.as_str(),
            planned.1.beneficiary,
            planned.1.document.as_str()
        );
        write_rows!(self, count_enrolments, plan.papers.recounted, |household| *household);
    }

    fn summaries(&mut self, plan: &'a Plan<'_>) {
        let (new, _) = with_and_without(&plan.new_households);
        let (changed, left_out) = with_and_without(&plan.changed_households);
        for (statement, households) in
            [(&self.prepared.insert_summaries, new), (&self.prepared.put_summaries, changed)]
        {
            if !households.is_empty() {
                self.push(statement, summary_columns(&households));
            }
        }
        if !left_out.is_empty() {
            let ids: Vec<i64> = left_out.iter().map(|household| household.id).collect();
            self.push(&self.prepared.delete_summaries, vec![Box::new(ids)]);
        }
        write_rows!(self, set_beneficiaries, plan.papers.recounted, |household| *household);
    }

    fn citizens(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            insert_verifications,
            plan.papers.verifications,
            |planned| number(planned.1.number.as_u64()),
            planned.1.person.0,
            planned.0,
            microseconds(planned.1.at),
            microseconds(planned.1.expires),
            planned.1.outcome.as_str(),
            planned.1.document.as_str()
        );
        write_rows!(
            self,
            put_life_events,
            plan.papers.life_events,
            |planned| planned.1.source.as_str(),
            planned.1.reference.as_str(),
            i64::from(planned.1.version),
            planned.1.kind.as_str(),
            microseconds(planned.1.received),
            planned.1.state.as_str(),
            planned.0,
            planned.1.document.as_str()
        );
    }

    fn acts(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            put_acts,
            plan.papers.acts,
            |row| row.id.0,
            i64::from(row.version),
            row.kind.as_str(),
            row.state.as_str(),
            row.name.as_str(),
            microseconds(row.proposed),
            row.document.as_str()
        );
        write_rows!(
            self,
            insert_listed,
            plan.papers.listed,
            |planned| planned.1.act.0,
            planned.0,
            number(planned.1.rank),
            planned.1.score,
            planned.1.note.as_str()
        );
        write_rows!(
            self,
            insert_notices,
            plan.papers.notices,
            |planned| planned.0,
            planned.1.kind.as_str(),
            planned.1.on.to_string(),
            microseconds(planned.1.written),
            planned.1.document.as_str()
        );
    }
}

type Households<'a> = Vec<&'a PlannedHousehold<'a>>;

/// Those that lists have, and those that they leave out.
fn with_and_without<'a>(households: &'a [PlannedHousehold<'a>]) -> (Households<'a>, Households<'a>) {
    households.iter().partition(|household| household.summary.is_some())
}

fn summary_columns<'a>(households: &[&'a PlannedHousehold<'a>]) -> Vec<Column<'a>> {
    let of = |household: &&'a PlannedHousehold<'a>| household.summary;
    let area = |code: &'a Option<AreaCode>| code.as_ref().map(AreaCode::as_str);
    let rows = || households.iter();
    vec![
        Box::new(rows().map(|one| one.id).collect::<Vec<_>>()),
        Box::new(rows().map(|one| number(one.row.number.as_u64())).collect::<Vec<_>>()),
        Box::new(rows().map(|one| area(&one.row.tehsil).unwrap_or("")).collect::<Vec<_>>()),
        Box::new(rows().map(|one| of(one).and_then(|found| area(&found.union_council))).collect::<Vec<_>>()),
        Box::new(rows().map(|one| of(one).and_then(|found| area(&found.block))).collect::<Vec<_>>()),
        Box::new(
            rows().map(|one| of(one).and_then(|found| found.surveyed).map(day_number)).collect::<Vec<_>>(),
        ),
        Box::new(rows().map(|one| of(one).and_then(|found| found.score)).collect::<Vec<_>>()),
        Box::new(rows().map(|one| one.row.outcome.as_deref()).collect::<Vec<_>>()),
    ]
}
