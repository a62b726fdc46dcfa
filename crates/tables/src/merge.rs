//! Persons and births of a file of their own brought to their households: as a merge where both files come in the same
//! order, else by buckets ([`crate::scatter`]).

use crate::{
    fault::FileError,
    keys::{KeyOrder, Orders, Seen},
    reader::Stray,
    scatter::Buckets,
    source::{Damage, Opening, Source, not_in_encoding},
    table::{Block, List, Table},
};
use registry::delivery::{Reject, RejectCode};
use std::{cmp::Ordering, path::Path};

const BLOCK_ROWS: usize = 1024;

/// The rows of a file, one after the other.
pub(crate) struct Rows {
    source: Source,
    block: Block,
    position: usize,
    /// Rows that came out of the file so far.
    read: u64,
}

impl Rows {
    /// Opens the columns of a file.
    pub(crate) fn open(opening: &Opening) -> Result<Self, FileError> {
        let block = Block { households: opening.projection.table(), ..Block::default() };
        Ok(Self { source: opening.open()?, block, position: 0, read: 0 })
    }

    /// Whether there is a row.
    pub(crate) fn ready(&mut self) -> Result<bool, FileError> {
        if self.position >= self.block.households.len() {
            self.block.households.clear();
            self.position = 0;
            self.read += self.source.read(BLOCK_ROWS, &mut self.block)? as u64;
        }
        Ok(self.position < self.block.households.len())
    }

    /// How many rows came out of the file so far.
    pub(crate) fn count(&self) -> u64 {
        self.read
    }

    /// Goes on to the next row.
    pub(crate) fn advance(&mut self) {
        self.position += 1;
    }

    /// Passes over rows of which none was looked at yet.
    fn skip(&mut self, rows: u64) -> Result<(), FileError> {
        self.source.skip(rows)
    }

    /// The key of the row; empty where it has none or cannot be read.
    pub(crate) fn key(&self) -> &str {
        self.block.households.key(self.position)
    }

    /// The row's number in the file.
    pub(crate) fn number(&self) -> u64 {
        self.block.households.numbers.get(self.position).copied().unwrap_or(0)
    }

    /// The table and position of the row.
    pub(crate) fn row(&self) -> (&Table, usize) {
        (&self.block.households, self.position)
    }

    /// What could not be read so far.
    pub(crate) fn damage(&self) -> Damage {
        self.source.damage()
    }

    /// The row as one that belongs to no household.
    pub(crate) fn stray(&self, file: &'static str, key_column: &str) -> Stray {
        let unreadable = self.block.households.find_unreadable(self.position);
        let reject = match unreadable {
            Some(place) => Reject::at(RejectCode::RowUnreadable, place),
            None => Reject::at(RejectCode::PersonWithoutHousehold, key_column),
        };
        Stray { file, row: self.number(), key: self.key().to_owned(), reject }
    }
}

/// How the rows of two files come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The rows of each household follow each other, in the order of the households, and none is left.
    Grouped,
    /// Both files are sorted by key.
    Sorted(KeyOrder),
    /// Neither.
    Scattered,
}

/// Takes the rows that belong to a household, and those before them that belong to none; says how many. Rows without a
/// key, and rows that cannot be read, belong to none.
pub(crate) fn consume(
    rows: &mut Rows,
    order: Order,
    household: &str,
    mut each: impl FnMut(&Rows, bool),
) -> Result<u64, FileError> {
    let mut taken = 0;
    while rows.ready()? {
        let belongs = match (rows.key(), order) {
            ("", _) => Ordering::Less,
            (key, Order::Sorted(order)) => order.compare(key, household),
            (key, _) if key == household => Ordering::Equal,
            _ => Ordering::Greater,
        };
        match belongs {
            Ordering::Greater => break,
            Ordering::Equal => each(rows, true),
            Ordering::Less => each(rows, false),
        }
        rows.advance();
        taken += 1;
    }
    Ok(taken)
}

/// A file of persons or births beside the file of households.
pub(crate) struct Companion {
    /// `persons` or `births`.
    file: &'static str,
    key_column: String,
    feed: Feed,
}

enum Feed {
    Merged(Box<Rows>, Order),
    Scattered(Buckets),
}

impl Companion {
    /// One that comes in an order in which it can be merged.
    pub(crate) fn merged(file: &'static str, opening: &Opening, order: Order) -> Result<Self, FileError> {
        let feed = Feed::Merged(Box::new(Rows::open(opening)?), order);
        Ok(Self { file, key_column: opening.key_column.clone(), feed })
    }

    /// One that was brought into the order of households by way of temporary files.
    pub(crate) fn scattered(file: &'static str, opening: &Opening, buckets: Buckets) -> Self {
        Self { file, key_column: opening.key_column.clone(), feed: Feed::Scattered(buckets) }
    }

    /// Appends the rows of a household, which is the `row`-th; after the last one all that are left are strays.
    pub(crate) fn take(
        &mut self,
        household: &str,
        row: u64,
        last: bool,
        list: &mut List,
        strays: &mut Vec<Stray>,
    ) -> Result<(), FileError> {
        let (file, key_column) = (self.file, self.key_column.as_str());
        match &mut self.feed {
            Feed::Merged(rows, order) => {
                consume(rows, *order, household, |rows, belongs| {
                    if belongs {
                        let (table, position) = rows.row();
                        list.rows.push_row(table, position);
                    } else {
                        strays.push(rows.stray(file, key_column));
                    }
                })?;
                while last && rows.ready()? {
                    strays.push(rows.stray(file, key_column));
                    rows.advance();
                }
            }
            Feed::Scattered(buckets) => {
                buckets.take(row, &mut list.rows)?;
                if last {
                    strays.append(&mut buckets.take_strays());
                }
            }
        }
        list.end();
        Ok(())
    }

    /// Passes over rows of households that were loaded before.
    fn skip(&mut self, rows: u64) -> Result<(), FileError> {
        match &mut self.feed {
            Feed::Merged(merged, _) => merged.skip(rows),
            Feed::Scattered(_) => Ok(()),
        }
    }
}

/// What one pass over the keys of all files finds out.
#[derive(Debug)]
pub(crate) struct Scan {
    /// Households.
    pub(crate) rows: u64,
    /// Whether their keys are sorted.
    pub(crate) sorted: bool,
    /// How the file of persons comes, and that of births.
    pub(crate) orders: [Option<Order>; 2],
}

/// Passes over the keys of all files.
pub(crate) fn scan(households: &Opening, companions: &[Option<Opening>; 2]) -> Result<Scan, FileError> {
    let mut keys = Rows::open(&households.keys_only())?;
    let mut others = [None, None];
    for (other, opening) in others.iter_mut().zip(companions) {
        *other = opening.as_ref().map(|opening| Rows::open(&opening.keys_only())).transpose()?;
    }
    let (mut orders, mut rows) = (Orders::new(), 0);
    while keys.ready()? {
        rows += 1;
        if !keys.key().is_empty() {
            orders.see(keys.key());
        }
        for other in others.iter_mut().flatten() {
            consume(other, Order::Grouped, keys.key(), |_, _| {})?;
        }
        keys.advance();
    }
    if rows == 0 {
        return Err(no_rows(&households.path, "household"));
    }
    let ([persons_opening, _], [persons, _]) = (companions, &mut others);
    if let (Some(opening), Some(persons)) = (persons_opening, persons) {
        // Without births a country is odd; without persons there is nothing to load.
        if persons.read == 0 && !persons.ready()? {
            return Err(no_rows(&opening.path, "person"));
        }
    }
    judge_damage(households, keys.damage(), rows)?;
    let mut found = [None, None];
    for ((found, other), opening) in found.iter_mut().zip(others).zip(companions) {
        if let (Some(other), Some(opening)) = (other, opening) {
            *found = Some(find_order(other, opening, &orders)?);
        }
    }
    for (opening, order) in companions.iter().zip(found) {
        if let (Some(opening), Some(order @ Order::Sorted(_))) = (opening, order) {
            demand_a_match(households, opening, order)?;
        }
    }
    let sorted = orders.find().is_some();
    let grouped = found.contains(&Some(Order::Grouped));
    if !sorted && grouped && has_key_twice(households)? {
        // Persons belong to the first household of a key, wherever in the file the second one stands.
        found = found.map(|order| order.map(|_| Order::Scattered));
    }
    Ok(Scan { rows, sorted, orders: found })
}

fn no_rows(path: &Path, of: &str) -> FileError {
    let remedy = format!("Deliver the file again: it should have a row for each {of}.");
    FileError::new("tables.no_rows", path, "The file has headings and no rows.", remedy)
}

fn has_key_twice(households: &Opening) -> Result<bool, FileError> {
    let mut keys = Rows::open(&households.keys_only())?;
    let mut seen = Seen::new(false);
    while keys.ready()? {
        if !keys.key().is_empty() && seen.again(keys.key()) {
            return Ok(true);
        }
        keys.advance();
    }
    Ok(false)
}

fn find_order(mut rows: Rows, opening: &Opening, households: &Orders) -> Result<Order, FileError> {
    if !rows.ready()? {
        judge_damage(opening, rows.damage(), rows.read)?;
        return Ok(Order::Grouped);
    }
    let mut again = Rows::open(&opening.keys_only())?;
    let mut orders = Orders::new();
    while again.ready()? {
        if !again.key().is_empty() {
            orders.see(again.key());
        }
        again.advance();
    }
    judge_damage(opening, again.damage(), again.read)?;
    Ok(orders.find_common(households).map_or(Order::Scattered, Order::Sorted))
}

/// Looks for the first row that belongs to a household, which is among the first rows where the files belong together.
fn demand_a_match(households: &Opening, opening: &Opening, order: Order) -> Result<(), FileError> {
    let mut keys = Rows::open(&households.keys_only())?;
    let mut others = Rows::open(&opening.keys_only())?;
    let mut found = false;
    while !found && keys.ready()? {
        consume(&mut others, order, keys.key(), |_, belongs| found |= belongs)?;
        keys.advance();
    }
    if found { Ok(()) } else { Err(no_match(&households.path, &opening.path)) }
}

/// The error for a file none of whose rows belongs to a household: it is not the file that was meant.
pub(crate) fn no_match(households: &Path, path: &Path) -> FileError {
    let name = households.file_name().unwrap_or_default().to_string_lossy();
    let what = format!("Not one of its rows names a household of {name}.");
    let remedy = "Look whether keys are written in the same way in both files (leading zeros, blanks), and whether both \
                  are of the same survey.";
    FileError::new("tables.no_match", path, what, remedy)
}

/// Single damaged rows are rejected one by one. When too many are, the file is not what it was taken for.
fn judge_damage(opening: &Opening, damage: Damage, rows: u64) -> Result<(), FileError> {
    let (foreign, first) = damage.encoding;
    if foreign.saturating_mul(100) > rows {
        return Err(not_in_encoding(&opening.path, Some(first)));
    }
    let (ragged, first) = damage.cells;
    if ragged.saturating_mul(2) > rows {
        let what = format!("{ragged} of {rows} rows have another number of cells than the headings.");
        let remedy = "Look in that row for a quote that is not closed; or state the separator in the mapping, such as \
             separator = \";\".";
        return Err(FileError::new("tables.cells", &opening.path, what, remedy).at_row(first));
    }
    Ok(())
}

/// Brings everything behind the first `rows` households, and says which keys came up to there.
pub(crate) fn skip(
    rows: u64,
    households: &Opening,
    openings: &[Option<Opening>; 2],
    scan: &Scan,
    companions: &mut [Option<Companion>; 2],
) -> Result<Seen, FileError> {
    let mut keys = Rows::open(&households.keys_only())?;
    let mut seen = Seen::new(scan.sorted);
    let mut others = [None, None];
    for ((other, opening), order) in others.iter_mut().zip(openings).zip(scan.orders) {
        if let (Some(opening), Some(order)) = (opening, order.filter(|order| *order != Order::Scattered)) {
            *other = Some((Rows::open(&opening.keys_only())?, order, 0));
        }
    }
    for _ in 0..rows {
        if !keys.ready()? {
            break;
        }
        if !keys.key().is_empty() {
            seen.again(keys.key());
        }
        for (other, order, taken) in others.iter_mut().flatten() {
            *taken += consume(other, *order, keys.key(), |_, _| {})?;
        }
        keys.advance();
    }
    for (companion, other) in companions.iter_mut().zip(others) {
        if let (Some(companion), Some((_, _, taken))) = (companion, other) {
            companion.skip(taken)?;
        }
    }
    Ok(seen)
}
