//! Receiver lists as CSV: `;` separated, a header row, a column `number`.

use crate::rules::sending::Recipient;
use crate::values::numbers;

/// A parsed CSV file: its columns and rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Parses a list of receivers. A single column counts as the numbers, whatever its name.
///
/// # Errors
/// The problem, ending with `on line N` if it is in a single row.
pub(crate) fn read(text: &str) -> Result<Table, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|_| "Invalid CSV on line 1".to_owned())?;
    let columns: Vec<String> = header.iter().map(str::to_owned).collect();
    let number = match columns.iter().position(|name| name == "number") {
        Some(place) => place,
        None if columns.len() == 1 => 0,
        None => return Err("The column number is missing on line 1".to_owned()),
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            format!("Invalid CSV on line {line}")
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        if record.len() != columns.len() {
            return Err(format!("Wrong number of columns on line {line}"));
        }
        if record.get(number).and_then(numbers::parse).is_none() {
            return Err(format!("Invalid number on line {line}"));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    if rows.is_empty() {
        return Err("The list holds no receivers".to_owned());
    }
    Ok(Table { columns, rows })
}

/// Formats a list as CSV.
pub(crate) fn write(columns: &[String], rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer
        .into_inner()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Returns the rows as receivers, with their other columns as values of placeholders.
pub(crate) fn recipients(columns: &[String], rows: &[Vec<String>]) -> Vec<Recipient> {
    let number = columns
        .iter()
        .position(|name| name == "number")
        .unwrap_or(0);
    rows.iter()
        .map(|row| Recipient {
            text: row.get(number).cloned().unwrap_or_default(),
            columns: columns.iter().cloned().zip(row.iter().cloned()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_rows_are_named_by_their_line() {
        assert!(
            read("number;nom\n+33600000000;A\nabc;B\n")
                .unwrap_err()
                .ends_with("on line 3")
        );
        assert!(
            read("number;nom\n+33600000000\n")
                .unwrap_err()
                .ends_with("on line 2")
        );
        assert!(read("nom;prenom\nA;B\n").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn a_list_comes_back_as_it_was() {
        let text = "number;nom\n+33600000000;\"A;B\"\n";
        let table = read(text).unwrap();
        assert_eq!(write(&table.columns, &table.rows), text);
        assert_eq!(
            recipients(&table.columns, &table.rows)[0].columns[1].1,
            "A;B"
        );
    }
}
