//! Choice lists and other secondary instances: flat tables of items, inside the form or supplied beside it.

use std::collections::HashMap;

use crate::instance::{Instance, NodeId};

use super::error::Fault;

/// Rows of a file supplied beside a form (`jr://file-csv/…`): a header and as many cells in each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Column names.
    pub header: Vec<String>,
    /// Cells in the header's order; a short row is filled with empty cells.
    pub rows: Vec<Vec<String>>,
}

/// A secondary instance. Only columns the form names are kept from a supplied file.
#[derive(Debug, Clone)]
pub(super) struct Items {
    pub(super) name: String,
    /// The file that holds the rows; none when they are inside the form.
    pub(super) file: Option<String>,
    pub(super) loaded: bool,
    columns: Vec<Column>,
    count: usize,
}

#[derive(Debug, Clone, Default)]
struct Column {
    name: String,
    /// Every cell's text, one after the other, and where each ends.
    text: String,
    ends: Vec<u32>,
    /// The rows of each value, for long tables.
    index: Option<HashMap<Box<str>, Vec<u32>>>,
}

/// Shorter tables are quicker to read through than to look up.
const INDEX_FROM: usize = 12;

impl Items {
    /// A table inside the form: the children of the instance's root element are the rows.
    pub(super) fn inside(name: &str, form: &Instance, root: NodeId) -> Items {
        let mut items =
            Items { name: name.to_owned(), file: None, loaded: true, columns: Vec::new(), count: 0 };
        for row in form.children(root) {
            for cell in form.children(row) {
                let column = items.add_column(form.name(cell));
                if let Some(column) = items.columns.get_mut(column) {
                    column.fill(items.count);
                    column.push(form.text(cell));
                }
            }
            items.count += 1;
        }
        items.finish();
        items
    }

    /// A table whose rows are to be supplied.
    pub(super) fn beside(name: &str, file: &str) -> Items {
        Items {
            name: name.to_owned(),
            file: Some(file.to_owned()),
            loaded: false,
            columns: Vec::new(),
            count: 0,
        }
    }

    /// The column of that name; a table beside the form remembers that it must have it.
    pub(super) fn column(&mut self, name: &str) -> Result<usize, Fault> {
        let known = self.columns.iter().position(|column| column.name == name);
        match (known, &self.file) {
            (Some(column), _) => Ok(column),
            (None, Some(_)) => Ok(self.add_column(name)),
            (None, None) => Err(Fault::missing_path(&format!("instance('{}')/root/item/{name}", self.name))),
        }
    }

    /// Takes the rows of a file.
    ///
    /// # Errors
    /// `form.media.column` when the file lacks a column the form names.
    pub(super) fn supply(&mut self, table: &Table) -> Result<(), Fault> {
        for column in &mut self.columns {
            let Some(source) = table.header.iter().position(|name| *name == column.name) else {
                let file = self.file.clone().unwrap_or_default();
                return Err(Fault::new("form.media.column", format!("{file} has no column {}", column.name)));
            };
            *column = Column { name: std::mem::take(&mut column.name), ..Column::default() };
            for row in &table.rows {
                column.push(row.get(source).map_or("", String::as_str));
            }
        }
        self.count = table.rows.len();
        self.loaded = true;
        self.finish();
        Ok(())
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.cell(row))
    }

    /// The rows whose cell in the column is exactly this text.
    pub(super) fn rows_with(&self, column: usize, text: &str) -> impl Iterator<Item = usize> {
        let column = self.columns.get(column);
        let indexed = column.and_then(|column| column.index.as_ref());
        let rows = indexed.and_then(|index| index.get(text)).map_or(&[][..], Vec::as_slice);
        let scanned = if indexed.is_some() { 0 } else { self.count };
        let scan = (0..scanned).filter(move |row| column.is_some_and(|column| column.cell(*row) == text));
        rows.iter().map(|row| *row as usize).chain(scan)
    }

    fn add_column(&mut self, name: &str) -> usize {
        if let Some(known) = self.columns.iter().position(|column| column.name == name) {
            return known;
        }
        self.columns.push(Column { name: name.to_owned(), ..Column::default() });
        self.columns.len() - 1
    }

    fn finish(&mut self) {
        for column in &mut self.columns {
            column.fill(self.count);
            if self.count >= INDEX_FROM {
                column.build_index();
            }
        }
    }
}

impl Column {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Adds empty cells for rows that lacked this column.
    fn fill(&mut self, rows: usize) {
        let end = self.ends.last().copied().unwrap_or(0);
        if self.ends.len() < rows {
            self.ends.resize(rows, end);
        }
    }

    fn cell(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    fn build_index(&mut self) {
        let mut index: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for row in 0..self.ends.len() {
            index.entry(Box::from(self.cell(row))).or_default().push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        self.index = Some(index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_cell_in_short_and_long_tables() {
        for count in [3, 100] {
            let rows = (0..count).map(|row| vec![format!("n{row}"), format!("g{}", row % 2)]).collect();
            let table = Table { header: vec!["name".into(), "group".into()], rows };
            let mut items = Items::beside("list", "list.csv");
            let (group, name) = (items.column("group").unwrap(), items.column("name").unwrap());
            items.supply(&table).unwrap();
            let found: Vec<&str> =
                items.rows_with(group, "g1").map(|row| items.cell(row, name)).take(1).collect();
            assert_eq!((items.count(), found), (count, vec!["n1"]));
            assert_eq!(items.rows_with(name, "n9999").count(), 0);
        }
    }

    #[test]
    fn a_missing_column_is_refused() {
        let mut items = Items::beside("list", "list.csv");
        items.column("name").unwrap();
        let fault = items.supply(&Table { header: vec!["label".into()], rows: vec![] }).unwrap_err();
        assert_eq!(fault.at("").code, "form.media.column");
    }

    #[test]
    fn items_may_lack_a_cell() {
        let form =
            Instance::parse(b"<root><item><name>a</name></item><item><name>b</name><g>x</g></item></root>");
        let form = form.unwrap();
        let mut items = Items::inside("list", &form, form.root());
        let (name, group) = (items.column("name").unwrap(), items.column("g").unwrap());
        assert_eq!((items.cell(0, group), items.cell(1, group), items.cell(1, name)), ("", "x", "b"));
        assert!(items.column("zz").is_err());
    }
}
