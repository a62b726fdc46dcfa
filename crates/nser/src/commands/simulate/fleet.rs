//! A fleet of tablets that send, each its own questionnaires one after the other, over lines that are cut, and try again
//! until the registry has answered.

use super::{
    interviews::Interviews,
    ledger::{GIVEN_UP, Sent},
    line::Cut,
    openrosa::{Answer, Broken, Connection, USUAL_ACCEPTED_BYTES, Upload, in_groups},
    plan::{Fate, Faults, Plan, Questionnaire, Repeat, Which},
    tally::Tally,
};
use futures_util::future::join_all;
use indicatif::ProgressBar;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

/// The first pause before a tablet tries again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// What the registry says of a correction whose original has not come.
const UNKNOWN_ORIGINAL: &str = "submission.unknown_original";

/// What all tablets follow.
pub(crate) struct Orders {
    pub(crate) plan: Plan,
    pub(crate) faults: Faults,
    pub(crate) interviews: Interviews,
    /// How long a tablet that gets no answer goes on trying.
    pub(crate) patience: Duration,
    pub(crate) bar: ProgressBar,
}

/// Lets each tablet send its queue, all at the same time. Returns what was sent and how it went.
pub(crate) async fn send_all(
    orders: Arc<Orders>,
    connections: Vec<Connection>,
    queues: Vec<VecDeque<Which>>,
) -> Result<(Vec<Sent>, Tally), tokio::task::JoinError> {
    let tablets = connections.into_iter().zip(queues).map(|(connection, queue)| {
        let orders = Arc::clone(&orders);
        let last_answer = Mutex::new(Instant::now());
        let tablet = Tablet { orders, connection, accepted_bytes: OnceLock::new(), last_answer };
        tokio::spawn(async move { tablet.work(queue).await })
    });
    let (mut sent, mut tally) = (Vec::new(), Tally::default());
    for tablet in join_all(tablets).await {
        let (by_tablet, its_tally) = tablet?;
        sent.extend(by_tablet);
        tally.add(its_tally);
    }
    sent.sort_by_key(|sent| sent.which);
    Ok((sent, tally))
}

/// One tablet.
struct Tablet {
    orders: Arc<Orders>,
    connection: Connection,
    /// How much the registry takes at once, once it has said that this need not be asked again.
    accepted_bytes: OnceLock<u64>,
    /// When the registry last answered, so that patience is lost once and not with every questionnaire.
    last_answer: Mutex<Instant>,
}

/// How a request ended, or all that were made for it.
enum End {
    Taken(u16),
    Refused(String),
    GivenUp,
}

impl Tablet {
    async fn work(&self, mut queue: VecDeque<Which>) -> (Vec<Sent>, Tally) {
        let mut outcomes: BTreeMap<Which, Sent> = BTreeMap::new();
        let mut tally = Tally::default();
        // Corrections that came before what they correct are sent once more; nothing is sent a third time.
        let mut again: VecDeque<(Which, bool)> = VecDeque::new();
        while let Some(which) = queue.pop_front() {
            let fate = self.orders.plan.fate(which, &self.orders.faults);
            let sent = self.deliver(which, &fate, &mut tally).await;
            if sent.trouble.as_deref() == Some(UNKNOWN_ORIGINAL) {
                tally.too_early += 1;
                again.push_back((which, true));
                continue;
            }
            if fate.repeat == Some(Repeat::MuchLater) {
                again.push_back((which, false));
            }
            outcomes.insert(which, sent);
            self.orders.bar.inc(1);
        }
        while let Some((which, is_first)) = again.pop_front() {
            tally.repeated += u64::from(!is_first);
            let sent = self.deliver(which, &Fate::none(), &mut tally).await;
            match outcomes.get_mut(&which) {
                Some(first) => first.merge(sent),
                None => {
                    outcomes.insert(which, sent);
                    self.orders.bar.inc(1);
                }
            }
        }
        (outcomes.into_values().collect(), tally)
    }

    async fn deliver(&self, which: Which, fate: &Fate, tally: &mut Tally) -> Sent {
        let questionnaire = self.orders.plan.questionnaire(&self.orders.interviews, which);
        let sent = Sent::new(which, &questionnaire);
        match fate.repeat {
            Some(Repeat::AtOnce) => {
                let (mut other, untroubled) = (Tally::default(), Fate::none());
                let (mut sent, second) = tokio::join!(
                    self.deliver_once(sent.clone(), &questionnaire, fate, tally),
                    self.deliver_once(sent, &questionnaire, &untroubled, &mut other),
                );
                tally.add(other);
                tally.repeated += 1;
                sent.merge(second);
                sent
            }
            Some(Repeat::Afterwards) => {
                let mut first = self.deliver_once(sent.clone(), &questionnaire, fate, tally).await;
                tally.repeated += 1;
                first.merge(self.deliver_once(sent, &questionnaire, &Fate::none(), tally).await);
                first
            }
            Some(Repeat::MuchLater) | None => self.deliver_once(sent, &questionnaire, fate, tally).await,
        }
    }

    /// Sends a submission with its files in as many requests as it takes, and notes what was acknowledged.
    async fn deliver_once(
        &self,
        mut sent: Sent,
        questionnaire: &Questionnaire,
        fate: &Fate,
        tally: &mut Tally,
    ) -> Sent {
        let mut cuts = fate.cuts.iter().copied();
        let accepted = self.accepted_bytes.get().copied().unwrap_or(USUAL_ACCEPTED_BYTES);
        let groups = in_groups(&questionnaire.files, accepted, fate.split);
        tally.split += u64::from(groups.len() > 1);
        let (mut file, last) = (0, groups.len().saturating_sub(1));
        for (number, files) in groups.into_iter().enumerate() {
            let upload = Upload { xml: &questionnaire.xml, files, incomplete: number < last };
            match self.upload(&upload, &mut cuts, tally).await {
                End::Taken(status) => {
                    sent.acknowledged.get_or_insert(status);
                    let acknowledged = sent.files.iter_mut().skip(file).take(files.len());
                    acknowledged.for_each(|file| file.acknowledged = true);
                    file += files.len();
                }
                End::Refused(code) => {
                    sent.trouble = Some(code);
                    return sent;
                }
                End::GivenUp => {
                    sent.trouble = Some(GIVEN_UP.to_owned());
                    return sent;
                }
            }
        }
        sent
    }

    /// Makes a request until there is an answer to it.
    async fn upload(
        &self,
        upload: &Upload<'_>,
        cuts: &mut impl Iterator<Item = Cut>,
        tally: &mut Tally,
    ) -> End {
        let mut pause = PAUSES.0;
        loop {
            match self.attempt(upload, cuts.next(), tally).await {
                Ok(answer) if answer.is_passing() => tally.busy += 1,
                Ok(answer) => {
                    self.heard();
                    return if answer.is_taken() {
                        tally.acknowledged_after(answer.took);
                        End::Taken(answer.status.as_u16())
                    } else {
                        End::Refused(answer.code())
                    };
                }
                Err(broken) => tally.broken(broken),
            }
            if self.has_lost_patience() {
                return End::GivenUp;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
            tally.retried += 1;
        }
    }

    fn heard(&self) {
        *self.last_answer.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn has_lost_patience(&self) -> bool {
        let last_answer = self.last_answer.lock().unwrap_or_else(PoisonError::into_inner);
        last_answer.elapsed() > self.orders.patience
    }

    /// Asks where it must, and sends.
    async fn attempt(
        &self,
        upload: &Upload<'_>,
        cut: Option<Cut>,
        tally: &mut Tally,
    ) -> Result<Answer, Broken> {
        if self.accepted_bytes.get().is_none() {
            let (bytes, need_not_ask_again) = self.connection.announce().await?;
            if need_not_ask_again {
                self.accepted_bytes.get_or_init(|| bytes);
            }
        }
        tally.requests += 1;
        self.connection.post(upload, cut).await
    }
}
