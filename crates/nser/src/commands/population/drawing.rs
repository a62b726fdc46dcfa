//! Draws a part of the country on all processors and hands the households over in order, in bounded memory.

use super::output::FilledIn;
use crate::start::Failure;
use population::{Country, Part, Stretch, Surveyed, Vintage};
use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// Stretches of 32 households that are drawn in one go.
const STRETCHES: usize = 32;
/// Chunks that a processor may be ahead of the writer.
const AHEAD: usize = 4;

/// What is drawn.
pub(super) struct Drawing<'a> {
    pub(super) country: &'a Country,
    pub(super) part: &'a Part,
    pub(super) vintage: Vintage,
    /// The form to fill in, where filled-in forms are wanted.
    pub(super) filled_in: Option<&'a FilledIn>,
}

/// Households in a row.
pub(super) struct Chunk {
    pub(super) households: Vec<Drawn>,
    /// Households of 2021 that they stand for.
    pub(super) drawn: u64,
}

/// A household, with its filled-in form where one is wanted.
pub(super) struct Drawn {
    pub(super) surveyed: Surveyed,
    pub(super) xml: Option<String>,
}

/// Draws everything and hands it to `take`, chunk after chunk. Each processor draws every so-manieth chunk into a
/// channel of its own; the channels are emptied in turn, which keeps the order, and hold a few chunks only.
pub(super) fn draw(
    drawing: &Drawing<'_>,
    mut take: impl FnMut(Chunk) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let channels: Vec<Receiver<Chunk>> = (0..processors)
            .map(|own| {
                let (sender, receiver) = sync_channel(AHEAD);
                scope.spawn(move || draw_own(drawing, own, processors, &sender));
                receiver
            })
            .collect();
        // The first channel that has ended had no next chunk, so no later one has.
        while let Some(chunks) = next_round(&channels) {
            for chunk in chunks {
                take(chunk)?;
            }
        }
        Ok(())
    })
}

/// A chunk of each channel in turn; none when all is drawn.
fn next_round(channels: &[Receiver<Chunk>]) -> Option<Vec<Chunk>> {
    let chunks: Vec<Chunk> = channels.iter().map_while(|channel| channel.recv().ok()).collect();
    (!chunks.is_empty()).then_some(chunks)
}

fn draw_own(drawing: &Drawing<'_>, own: usize, processors: usize, sender: &SyncSender<Chunk>) {
    let mut stretches = drawing.part.stretches().skip(own * STRETCHES);
    loop {
        let some: Vec<Stretch> = stretches.by_ref().take(STRETCHES).collect();
        // Nobody takes any more when writing has failed.
        if some.is_empty() || sender.send(chunk(drawing, &some)).is_err() {
            return;
        }
        // What the other processors draw.
        if processors > 1 && stretches.nth(STRETCHES * (processors - 1) - 1).is_none() {
            return;
        }
    }
}

fn chunk(drawing: &Drawing<'_>, stretches: &[Stretch]) -> Chunk {
    let households = stretches.iter().flat_map(|stretch| drawing.country.draw(drawing.vintage, stretch));
    let filled_in = drawing.filled_in;
    let with_form = |surveyed: Surveyed| {
        let xml = filled_in.map(|form| form.fill_in(&surveyed));
        Drawn { surveyed, xml }
    };
    Chunk {
        households: households.map(with_form).collect(),
        drawn: stretches.iter().map(|stretch| u64::from(stretch.households())).sum(),
    }
}
