//! Work, asked from the age of five. Source, where nothing else is said: HIES 2015-16, own computation.

use super::{around, education::years_completed, possessions::Possessions};
use crate::{
    chance::{Chance, Subject, rounded, small},
    home::Home,
    roster::{Kin, YEAR},
    tables::jobs::{self, Job},
};
use registry::{
    code_lists::{Employer, EmploymentStatus, Occupation, Region, Sex},
    household::Member,
    sections::{Education, Work},
};

/// Answers the work of every member from the age of five.
pub(crate) fn employ(home: &Home, members: &mut [Member], possessions: &Possessions) {
    for (member, kin) in members.iter_mut().zip(home.kin) {
        let mut chance = home.person_chance(Subject::Work, kin.who);
        if kin.age_months >= 5 * YEAR {
            let worker = Worker { home, kin, education: &member.education, possessions };
            member.work = worker.work(&mut chance);
        }
    }
}

/// Somebody old enough to be asked.
struct Worker<'a> {
    home: &'a Home<'a>,
    kin: &'a Kin,
    education: &'a Education,
    possessions: &'a Possessions,
}

impl Worker<'_> {
    fn work(&self, chance: &mut Chance) -> Work {
        let age = self.kin.age_years();
        let pupil = self.education.attending_now == Some(true);
        let worked = chance.happens(jobs::worked(self.kin.sex, self.home.region(), age, pupil));
        let has_job = (!worked && age >= 10).then(|| age >= 18 && chance.happens(0.006));
        let idle = has_job == Some(false);
        let seeking = idle.then(|| !pupil && chance.happens(jobs::seeking(self.kin.sex, age)));
        let available = seeking.map(|seeking| chance.happens(if seeking { 0.95 } else { 0.05 }));
        let chores_hours = (age <= 17).then(|| self.chores_hours(chance));
        let base =
            Work { worked: Some(worked), has_job, seeking, available, chores_hours, ..Work::default() };
        if worked || has_job == Some(true) { self.employment(chance, &base) } else { base }
    }

    fn employment(&self, chance: &mut Chance, base: &Work) -> Work {
        let status = self.status(chance);
        let job = self.job(chance, status);
        Work {
            hours_week: Some(if base.worked == Some(true) { self.hours_week(chance, status) } else { 0 }),
            employment_status: Some(status),
            employer: (status == EmploymentStatus::PaidEmployee)
                .then(|| self.employer(chance, job))
                .flatten(),
            occupation: Some(job.0),
            industry: Some(job.1),
            income_rupees: Some(self.income_rupees(chance, status, job)),
            ..*base
        }
    }

    /// Owners cultivate where there is land, croppers where some is rented, herders herd where there are animals; each
    /// so much more often there that the shares of all come out as published.
    fn status(&self, chance: &mut Chance) -> EmploymentStatus {
        let minor = self.kin.age_years() < 18;
        let shares = jobs::statuses(self.kin.sex, self.home.region(), minor);
        let possible = shares.iter().map(|(status, share)| match status {
            EmploymentStatus::OwnerCultivator if self.possessions.has_land() => (*status, 3.2 * share),
            EmploymentStatus::ShareCropper | EmploymentStatus::ContractCultivator
                if self.possessions.rents_land() =>
            {
                (*status, 9.0 * share)
            }
            EmploymentStatus::OwnerCultivator
            | EmploymentStatus::ShareCropper
            | EmploymentStatus::ContractCultivator => (*status, 0.0),
            EmploymentStatus::LivestockOnly if !self.possessions.has_animals() => (*status, 0.0),
            _ => (*status, *share),
        });
        chance.pick(&possible.collect::<Vec<_>>()).unwrap_or(EmploymentStatus::PaidEmployee)
    }

    fn job(&self, chance: &mut Chance, status: EmploymentStatus) -> Job {
        let years = years_completed(self.education);
        let jobs = jobs::jobs(status, self.kin.sex, self.home.region(), years);
        chance.pick(jobs).unwrap_or(jobs::LABOURER)
    }

    fn employer(&self, chance: &mut Chance, job: Job) -> Option<Employer> {
        chance.pick(jobs::employers(job, self.kin.sex))
    }

    fn hours_week(&self, chance: &mut Chance, status: EmploymentStatus) -> u8 {
        let usual = match (status, self.kin.sex, self.kin.age_years()) {
            (_, _, ..10) => 9.0,
            (_, _, 10..15) => 24.0,
            (EmploymentStatus::FamilyWorker | EmploymentStatus::LivestockOnly, ..) => 28.0,
            (_, Sex::Female, _) => 34.0,
            _ => 49.0,
        };
        let pupil = if self.education.attending_now == Some(true) { 0.5 } else { 1.0 };
        small(around(chance, usual * pupil, 1).clamp(1, 100))
    }

    /// Rupees of 2026: the medians of HIES by fifth, three times as high.
    fn income_rupees(&self, chance: &mut Chance, status: EmploymentStatus, job: Job) -> u32 {
        if status == EmploymentStatus::FamilyWorker {
            return 0;
        }
        let quintile = self.home.quintile();
        let men = quintile.of(&[27_000.0, 33_000.0, 39_000.0, 48_000.0, 84_000.0]);
        let women = quintile.of(&[8_000.0, 9_500.0, 12_000.0, 22_000.0, 62_000.0]);
        let usual = if self.kin.sex == Sex::Female { women } else { men };
        let by_job = match job.0 {
            Occupation::Manager | Occupation::Professional => 1.5,
            Occupation::Technician | Occupation::Clerk | Occupation::Armed => 1.25,
            Occupation::Elementary => 0.8,
            _ => 1.0,
        };
        let by_age = match self.kin.age_years() {
            ..15 => 0.25,
            15..20 => 0.6,
            _ => 1.0,
        };
        around(chance, usual * by_job * by_age * self.home.prices, 500).max(500)
    }

    /// An estimate after the Punjab Child Labour Survey 2019-20: girls more, and more with age.
    fn chores_hours(&self, chance: &mut Chance) -> u8 {
        let age = f64::from(self.kin.age_years());
        let girl = self.kin.sex == Sex::Female;
        let rural = if self.home.region() == Region::Rural { 1.2 } else { 1.0 };
        let usual = if girl { 0.9 * (age - 4.0) } else { 0.35 * (age - 4.0) } * rural;
        small(rounded(usual + usual.min(4.0) * 0.6 * chance.normal()).min(60))
    }
}
