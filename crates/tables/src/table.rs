//! Raw cells as they came out of a file: columns of text, all in one piece of memory each.

use crate::keys::BETWEEN_PARTS;

/// A column of texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    text: String,
    ends: Vec<usize>,
}

impl Column {
    /// The text of a row; empty where there is none.
    pub(crate) fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    /// Appends a row.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Appends a row that is written into the text.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

/// Rows of cells. Only columns that the mapping uses are there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// The number of each row in its file, from 1.
    pub(crate) numbers: Vec<u64>,
    /// Rows that cannot be read, by position here, with the column at fault; empty for the whole row.
    pub(crate) unreadable: Vec<(usize, String)>,
    /// How many columns, the first ones, together name a household; 0 where none does.
    key_parts: usize,
    /// The names, where they are made of several columns.
    keys: Column,
}

impl Table {
    /// A table of so many columns and no rows.
    pub(crate) fn new(columns: usize) -> Self {
        Self { columns: vec![Column::default(); columns], ..Self::default() }
    }

    /// A table of so many columns and no rows, the first of which name a household.
    pub(crate) fn keyed(columns: usize, key_parts: usize) -> Self {
        Self { key_parts, ..Self::new(columns) }
    }

    /// The key of a row, without blanks around; empty where it has none or a part of it is lacking.
    pub(crate) fn key(&self, row: usize) -> &str {
        match self.key_parts {
            0 => "",
            1 => self.get(0, row).trim(),
            _ => self.keys.get(row),
        }
    }

    /// Makes the keys of rows that were appended to the columns.
    pub(crate) fn join_keys(&mut self) {
        if self.key_parts < 2 {
            return;
        }
        let parts = self.columns.get(..self.key_parts).unwrap_or(&[]);
        for row in self.keys.ends.len()..self.numbers.len() {
            self.keys.push_with(|text| write_key(parts, row, text));
        }
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// A cell; empty where there is none.
    pub(crate) fn get(&self, column: usize, row: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.get(row))
    }

    /// Where a row cannot be read; none when it can.
    pub(crate) fn find_unreadable(&self, row: usize) -> Option<&str> {
        let found = self.unreadable.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.unreadable.get(found).map(|(_, place)| place.as_str())
    }

    /// Appends a row that cannot be read.
    pub(crate) fn push_unreadable(&mut self, number: u64, place: String) {
        self.unreadable.push((self.len(), place));
        self.numbers.push(number);
        for column in &mut self.columns {
            column.push("");
        }
    }

    /// Appends a row of another table of the same columns.
    pub(crate) fn push_row(&mut self, from: &Self, row: usize) {
        for (column, source) in self.columns.iter_mut().zip(&from.columns) {
            column.push(source.get(row));
        }
        self.numbers.push(from.numbers.get(row).copied().unwrap_or(0));
    }

    /// Takes all rows out; the memory stays.
    pub(crate) fn clear(&mut self) {
        for column in &mut self.columns {
            column.clear();
        }
        self.keys.clear();
        self.numbers.clear();
        self.unreadable.clear();
    }
}

/// Writes the parts of a row's key, if all are there.
fn write_key(parts: &[Column], row: usize, to: &mut String) {
    if parts.iter().any(|part| part.get(row).trim().is_empty()) {
        return;
    }
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            to.push(BETWEEN_PARTS);
        }
        to.push_str(part.get(row).trim());
    }
}

/// Rows that belong to the rows of another table, in its order.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// The rows of all of them, one after the other.
    pub(crate) rows: Table,
    /// For each row of the other table, where its rows end.
    pub(crate) ends: Vec<usize>,
}

impl List {
    /// A list of so many columns and no rows.
    pub(crate) fn new(columns: usize) -> Self {
        Self { rows: Table::new(columns), ends: Vec::new() }
    }

    /// The positions of the rows that belong to a row of the other table.
    pub(crate) fn of(&self, row: usize) -> std::ops::Range<usize> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        start..self.ends.get(row).copied().unwrap_or(start)
    }

    /// Ends the rows of the next row of the other table.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.rows.len());
    }
}

/// Rows of households with the lists that stand in the same file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// Households.
    pub(crate) households: Table,
    /// Their members.
    pub(crate) members: List,
    /// Births in them.
    pub(crate) births: List,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let mut table = Table::new(2);
        table.columns[0].push("a");
        table.columns[1].push("");
        table.numbers.push(1);
        table.push_unreadable(2, "b".to_owned());
        table.columns[0].push("c");
        table.columns[1].push_with(|text| text.push('د'));
        table.numbers.push(3);
        assert_eq!((table.get(0, 0), table.get(1, 0)), ("a", ""));
        assert_eq!((table.get(0, 1), table.find_unreadable(1)), ("", Some("b")));
        assert_eq!((table.get(0, 2), table.get(1, 2), table.find_unreadable(2)), ("c", "د", None));
        let mut other = Table::new(2);
        other.push_row(&table, 2);
        assert_eq!((other.get(0, 0), other.get(1, 0), other.numbers[0]), ("c", "د", 3));
    }

    #[test]
    fn a_key_of_several_columns_is_joined_and_lacks_with_any_part() {
        let mut table = Table::keyed(3, 2);
        let rows = [[" 12 ", "3", "x"], ["12", " ", "x"], ["", "3", "x"], ["1", "23", "x"]];
        for (number, cells) in (1..).zip(rows) {
            for (column, cell) in table.columns.iter_mut().zip(cells) {
                column.push(cell);
            }
            table.numbers.push(number);
            table.join_keys();
        }
        table.push_unreadable(5, String::new());
        table.join_keys();
        assert_eq!([0, 1, 2, 3, 4].map(|row| table.key(row)), ["12-3", "", "", "1-23", ""]);
        table.clear();
        assert_eq!(table.key(0), "");
    }

    #[test]
    fn rows_of_a_list_belong_to_their_household() {
        let mut list = List::new(1);
        for count in [2, 0, 1] {
            for _ in 0..count {
                list.rows.columns[0].push("x");
                list.rows.numbers.push(1);
            }
            list.end();
        }
        assert_eq!([list.of(0), list.of(1), list.of(2)], [0..2, 2..2, 2..3]);
    }
}
