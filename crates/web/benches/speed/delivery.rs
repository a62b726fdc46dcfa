//! The file that is loaded: households of the synthetic country as the surveys of 2021 wrote them down, faults included, in
//! one nested Parquet file, with the mapping that the project drafts for it.

use crate::machine::Machine;
use population::{Country, Forms, Settings, Stretch, Surveyed, Trouble, Vintage};
use registry::household::FormUsed;
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};
use survey::xform::Form;
use tables::Writer;
use tempfile::TempDir;
use testkit::registries;

/// Stretches, of 32 households at most, that a processor draws in one go.
const STRETCHES: usize = 64;

/// The file and its mapping. Gone when dropped.
pub(crate) struct Delivery {
    /// The file.
    pub(crate) file: PathBuf,
    /// The mapping.
    pub(crate) mapping: PathBuf,
    /// Households in it.
    pub(crate) households: usize,
    _folder: TempDir,
}

impl Delivery {
    /// Draws so many households, a few more or less, on all processors.
    pub(crate) fn write(machine: &Machine, households: usize) -> Self {
        println!("writing a file of {households} households …");
        let folder = tempfile::tempdir().unwrap();
        let (file, mapping) = (folder.path().join("country.parquet"), folder.path().join("mapping.toml"));
        machine.spread_out();
        let rows = write_country(&file, households as u64);
        machine.keep_to_the_side();
        fs::write(&mapping, tables::draft(&file, None).unwrap()).unwrap();
        Self { file, mapping, households: usize::try_from(rows).unwrap(), _folder: folder }
    }
}

/// Returns how many there are.
fn write_country(file: &Path, households: u64) -> u64 {
    let forms = Forms { tablet: newest("household"), card: newest("poverty_card_2010") };
    let country = Country::new(Settings { seed: 20_261_122, forms, trouble: Trouble::AsInLife });
    let part = country.part(&[], Some(households)).unwrap();
    let mut stretches = part.stretches();
    let mut writer = Writer::parquet(file).unwrap();
    let mut drawn = Vec::new();
    loop {
        let round: Vec<Stretch> = stretches.by_ref().take(STRETCHES * processors()).collect();
        // The next households are drawn while these are written.
        thread::scope(|scope| {
            let next = scope.spawn(|| draw(&country, &round));
            for surveyed in &drawn {
                let Surveyed { key, record, .. } = surveyed;
                writer.write(key, None, record).unwrap();
            }
            drawn = next.join().unwrap();
        });
        if round.is_empty() {
            break;
        }
    }
    writer.finish().unwrap().files[0].rows
}

/// In the order of the stretches.
fn draw(country: &Country, stretches: &[Stretch]) -> Vec<Surveyed> {
    thread::scope(|scope| {
        let drawers: Vec<_> = stretches
            .chunks(STRETCHES)
            .map(|some| {
                let drawn = || some.iter().flat_map(|stretch| country.draw(Vintage::Tablet2021, stretch));
                scope.spawn(move || drawn().collect::<Vec<_>>())
            })
            .collect();
        drawers.into_iter().flat_map(|drawer| drawer.join().unwrap()).collect()
    })
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The newest version of a form.
fn newest(id: &str) -> FormUsed {
    // They come oldest first.
    let mut forms = registries::forms().into_iter().rev().map(|xml| Form::parse(&xml).unwrap());
    let form = forms.find(|form| form.id() == id).expect("the project has the form");
    FormUsed { id: id.to_owned(), version: form.version().to_owned() }
}
