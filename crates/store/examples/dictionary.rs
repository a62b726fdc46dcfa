//! Trains a dictionary for `crates/store/dictionaries` from a registry of invented households and prints it.
//!
//! Only ever from invented households: a dictionary holds pieces of the texts it was trained from. The same registry
//! gives the same dictionary.
//!
//! usage: cargo run --release -p store --example dictionary -- FOLDER document|entry|decision ID > ID.zdict

use std::{
    env,
    error::Error,
    io::{Write, stdout},
};
use store::{Log, Store, StoreConfig};

/// Most texts to learn from; many times a dictionary's size is enough.
const SAMPLES: usize = 10_000;
/// Households read together.
const PAGE: u32 = 500;
/// A larger one saves little and leaves the processor's nearer cache.
const DICTIONARY_BYTES: usize = 64 << 10;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, kind, id] = arguments.as_slice() else {
        return Err("usage: dictionary FOLDER document|entry|decision ID".into());
    };
    let place = StoreConfig::in_folder(folder);
    store::migrate(&place).await?;
    let store = store::open(&place).await?;
    let texts = match kind.as_str() {
        "document" => documents(&*store).await?,
        "entry" => entries(&*store).await?,
        "decision" => decisions(&*store).await?,
        _ => return Err("the kind is document, entry or decision".into()),
    };
    store.close().await;
    let mut dictionary = zstd::dict::from_samples(&texts, DICTIONARY_BYTES)?;
    name(&mut dictionary, id.parse()?)?;
    stdout().write_all(&dictionary)?;
    Ok(())
}

/// A small id of ours in place of a random one: frames name it in one byte.
fn name(dictionary: &mut [u8], id: u32) -> Outcome<()> {
    let place = dictionary.get_mut(4..8).ok_or("no dictionary came of these texts")?;
    place.copy_from_slice(&id.to_le_bytes());
    Ok(())
}

async fn documents(store: &dyn Store) -> Outcome<Vec<String>> {
    let mut texts = Vec::new();
    while texts.len() < SAMPLES {
        let page = store.list_households(None, texts.len() as u64, PAGE).await?;
        if page.is_empty() {
            break;
        }
        texts.extend(page.into_iter().map(|row| row.document));
    }
    Ok(texts)
}

async fn entries(store: &dyn Store) -> Outcome<Vec<String>> {
    let rows = store.read_log(Log::Changes, 0, u32::try_from(SAMPLES)?).await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

async fn decisions(store: &dyn Store) -> Outcome<Vec<String>> {
    let mut texts = Vec::new();
    let mut skip = 0;
    while texts.len() < SAMPLES {
        let page = store.list_households(None, skip, PAGE).await?;
        if page.is_empty() {
            break;
        }
        skip += u64::from(PAGE);
        for row in page {
            texts.extend(store.list_decisions(row.number).await?.into_iter().map(|row| row.text));
        }
    }
    Ok(texts)
}
