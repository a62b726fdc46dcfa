//! What will be sent and what will befall it: all decided by the seed before the first request.

use super::{
    interviews::{Fieldwork, Interviews, add_room},
    line::Cut,
    openrosa::File,
};
use jiff::civil::Date;
use rand::{Rng, RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use registry::area::AreaCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::VecDeque, time::Duration};

/// Where the questionnaire asks for a photograph.
const PHOTO_QUESTION: &str = "/data/evidence_photo";
/// A line that is cut is cut at most so often for the same submission.
const MOST_CUTS: u32 = 3;
/// How long after the body the line is cut at most, milliseconds: now and then before the registry has decided.
const ANSWER_MILLISECONDS: u64 = 30;

/// All that decides the bytes of every submission, with the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// Draws people, photographs and faults.
    pub(crate) seed: u64,
    /// Where.
    pub(crate) tehsil: AreaCode,
    /// The day on which the tablets send: interviews were held in the two months before.
    pub(crate) day: Date,
    /// What the tablets call themselves.
    pub(crate) device: String,
    /// Share of households with a photograph.
    pub(crate) photo_share: f64,
    /// Its size, bytes.
    pub(crate) photo_bytes: u32,
    /// Version of the questionnaire.
    pub(crate) form_version: String,
}

/// What goes wrong, as shares of submissions.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Faults {
    /// The line is cut, up to three times.
    pub(crate) drop: f64,
    /// Sent once more although it was acknowledged.
    pub(crate) repeat: f64,
    /// Of those with files: sent in several requests.
    pub(crate) split: f64,
    /// Corrected later.
    pub(crate) edit: f64,
}

/// A submission by household and edition: 0 is the first, 1 its correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Which {
    /// Which household.
    pub(crate) ordinal: u64,
    /// Which edition.
    pub(crate) edition: u32,
}

/// A submission as it is sent.
pub(crate) struct Questionnaire {
    pub(crate) instance: String,
    pub(crate) xml: String,
    pub(crate) files: Vec<File>,
}

/// When a submission is sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// At the same moment.
    AtOnce,
    /// Right after it was acknowledged.
    Afterwards,
    /// At the end of the day, perhaps after its correction.
    MuchLater,
}

/// What befalls a submission.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fate {
    /// One for each of the first attempts.
    pub(crate) cuts: Vec<Cut>,
    pub(crate) repeat: Option<Repeat>,
    /// Whether files go one by one.
    pub(crate) split: bool,
}

impl Fate {
    /// Nothing befalls it.
    pub(crate) fn none() -> Self {
        Self { cuts: Vec::new(), repeat: None, split: false }
    }
}

impl Plan {
    /// Where and when interviews are held.
    pub(crate) fn fieldwork(&self) -> Fieldwork {
        Fieldwork { seed: self.seed, tehsil: self.tehsil.clone(), day: self.day, device: self.device.clone() }
    }

    /// A submission: the same bytes whenever it is asked for.
    pub(crate) fn questionnaire(&self, interviews: &Interviews, which: Which) -> Questionnaire {
        let mut record = interviews.record(which.ordinal);
        let instance = self.instance(which);
        let first = (which.edition > 0).then(|| self.instance(Which { edition: 0, ..which }));
        if first.is_some() {
            add_room(&mut record);
        }
        let mut written = interviews.write(&record, &instance, first.as_deref());
        let mut files = Vec::new();
        let mut chance = self.chance("photo", Which { edition: 0, ..which });
        // Where nobody consents there is no such question.
        if let Some(question) = written.find(PHOTO_QUESTION)
            && chance.random_bool(self.photo_share)
        {
            let name = format!("{}.jpg", which.ordinal + 1);
            written.set_text(question, &name);
            files.push(File { name, content: photo(&mut chance, self.photo_bytes).into() });
        }
        Questionnaire { instance, xml: written.to_xml(), files }
    }

    /// A submission's name. It follows from all that decides its bytes, so that other bytes have another name.
    pub(crate) fn instance(&self, which: Which) -> String {
        let hash = hex::encode(self.hash("instance", which));
        let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
        format!("uuid:{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
    }

    /// What befalls a submission.
    pub(crate) fn fate(&self, which: Which, faults: &Faults) -> Fate {
        let mut chance = self.chance("fate", which);
        let cuts = if chance.random_bool(faults.drop) {
            (0..chance.random_range(1..=MOST_CUTS)).map(|_| cut(&mut chance)).collect()
        } else {
            Vec::new()
        };
        let repeats = [Repeat::AtOnce, Repeat::Afterwards, Repeat::MuchLater];
        let repeat = repeats.get(chance.random_range(0..repeats.len())).copied();
        let repeat = repeat.filter(|_| chance.random_bool(faults.repeat));
        Fate { cuts, repeat, split: chance.random_bool(faults.split) }
    }

    /// The submissions of each tablet in the order in which it sends them. A household's are all of one tablet.
    pub(crate) fn queues(
        &self,
        households: u64,
        tablets: u64,
        faults: &Faults,
        shuffled: bool,
    ) -> Vec<VecDeque<Which>> {
        let tablet = |tablet: u64| {
            let mine = (tablet..households).step_by(usize::try_from(tablets).unwrap_or(usize::MAX).max(1));
            let mut queue: Vec<Which> = mine.clone().map(|ordinal| Which { ordinal, edition: 0 }).collect();
            // Corrections are made in the evening.
            let edits = mine.map(|ordinal| Which { ordinal, edition: 1 });
            queue.extend(edits.filter(|which| self.chance("edit", *which).random_bool(faults.edit)));
            if shuffled {
                queue.shuffle(&mut self.chance("order", Which { ordinal: tablet, edition: 0 }));
            }
            queue.into()
        };
        (0..tablets).map(tablet).collect()
    }

    fn chance(&self, purpose: &str, which: Which) -> ChaCha8Rng {
        ChaCha8Rng::from_seed(self.hash(purpose, which))
    }

    fn hash(&self, purpose: &str, which: Which) -> [u8; 32] {
        let Self { seed, tehsil, day, device, photo_share, photo_bytes, form_version } = self;
        let Which { ordinal, edition } = which;
        let text = format!(
            "{purpose} {ordinal} {edition} {seed} {tehsil} {day} {photo_share} {photo_bytes} {form_version} {device}"
        );
        Sha256::digest(text).into()
    }
}

fn cut(chance: &mut impl Rng) -> Cut {
    if chance.random_bool(0.5) {
        Cut::InBody(chance.random())
    } else {
        Cut::BeforeAnswer(Duration::from_millis(chance.random_range(0..=ANSWER_MILLISECONDS)))
    }
}

/// So many bytes that begin and end as a photograph's do.
fn photo(chance: &mut impl Rng, bytes: u32) -> Vec<u8> {
    let mut content = vec![0; bytes as usize];
    chance.fill_bytes(&mut content);
    let mut photo = vec![0xff, 0xd8, 0xff, 0xe0];
    photo.append(&mut content);
    photo.extend([0xff, 0xd9]);
    photo
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    fn plan(seed: u64) -> Plan {
        Plan {
            seed,
            tehsil: "PK90101".parse().unwrap(),
            day: date(2026, 11, 22),
            device: "simulated".to_owned(),
            photo_share: 0.2,
            photo_bytes: 1000,
            form_version: "1".to_owned(),
        }
    }

    const FAULTS: Faults = Faults { drop: 0.3, repeat: 0.3, split: 0.5, edit: 0.2 };

    #[test]
    fn the_seed_decides_who_sends_what_when_and_what_befalls_it() {
        let queues = |seed| plan(seed).queues(200, 7, &FAULTS, true);
        assert_eq!(queues(1), queues(1));
        assert_ne!(queues(1), queues(2));
        let which = Which { ordinal: 5, edition: 0 };
        assert_eq!(plan(1).fate(which, &FAULTS), plan(1).fate(which, &FAULTS));
        assert_eq!(plan(1).instance(which), plan(1).instance(which));
        assert_ne!(plan(1).instance(which), plan(2).instance(which));
        assert_ne!(plan(1).instance(which), plan(1).instance(Which { edition: 1, ..which }));
    }

    #[test]
    fn every_household_is_sent_once_and_its_correction_by_the_same_tablet() {
        for shuffled in [false, true] {
            let queues = plan(3).queues(100, 8, &FAULTS, shuffled);
            let all: Vec<Which> = queues.iter().flatten().copied().collect();
            let firsts: BTreeSet<u64> =
                all.iter().filter(|which| which.edition == 0).map(|which| which.ordinal).collect();
            assert_eq!(firsts, (0..100).collect());
            assert!(all.len() > 105 && all.len() < 140, "{} with corrections", all.len());
            for (tablet, queue) in (0..).zip(&queues) {
                assert!(queue.iter().all(|which| which.ordinal % 8 == tablet));
            }
        }
    }

    #[test]
    fn faults_come_in_the_shares_asked_for() {
        let count = |is: fn(&Fate) -> bool| {
            let fates = (0..2000).map(|ordinal| plan(4).fate(Which { ordinal, edition: 0 }, &FAULTS));
            fates.filter(is).count()
        };
        assert!((500..700).contains(&count(|fate| !fate.cuts.is_empty())));
        assert!((500..700).contains(&count(|fate| fate.repeat.is_some())));
        assert!((900..1100).contains(&count(|fate| fate.split)));
        let none = plan(4).fate(Which { ordinal: 9, edition: 0 }, &Faults::default());
        assert_eq!(none, Fate::none());
    }

    #[test]
    fn instance_ids_are_version_four_uuids() {
        let instance = plan(1).instance(Which { ordinal: 0, edition: 0 });
        let shape: String = instance.chars().map(|letter| if letter == '-' { '-' } else { 'x' }).collect();
        assert_eq!(shape, "xxxxxxxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        assert_eq!((&instance[19..20], &instance[24..25]), ("4", "8"));
    }
}
