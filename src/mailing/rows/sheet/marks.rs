//! What calamine does not read of an .xlsx file: which rows the spreadsheet hides, and which formulas
//! have no result.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read, Seek};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::damaged;
use crate::mailing::faults::CheckError;

/// The marks of each sheet.
#[derive(Default)]
pub(super) struct BookMarks {
    sheets: HashMap<String, Marks>,
}

impl BookMarks {
    /// Reads the marks of the sheet of that name, or of all sheets up to the first shown one with
    /// values.
    pub(super) fn of(
        file: &mut (impl Read + Seek),
        wanted: Option<&str>,
    ) -> Result<Self, CheckError> {
        let mut archive = ZipArchive::new(file).map_err(damaged)?;
        let mut targets = HashMap::new();
        tags(&mut archive, "xl/_rels/workbook.xml.rels", |tag| {
            if let (Some(id), Some(target)) = (attribute(tag, "Id")?, attribute(tag, "Target")?) {
                let part = match target.strip_prefix('/') {
                    Some(part) => part.to_owned(),
                    None => format!("xl/{target}"),
                };
                targets.insert(id, part);
            }
            Ok(())
        })?;
        let mut parts = Vec::new();
        tags(&mut archive, "xl/workbook.xml", |tag| {
            if tag.local_name().as_ref() == "sheet"
                && let (Some(name), Some(id)) = (attribute(tag, "name")?, attribute(tag, "id")?)
                && let Some(part) = targets.get(&id)
            {
                let is_shown = attribute(tag, "state")?.is_none_or(|state| state == "visible");
                if wanted.map_or(is_shown, |wanted| wanted == name) {
                    parts.push((name, part.clone()));
                }
            }
            Ok(())
        })?;
        let mut book = Self::default();
        for (name, part) in parts {
            let mut marks = Marks::default();
            read(&mut archive, &part, |event| {
                match event {
                    Event::Start(tag) => marks.start(&tag)?,
                    Event::End(tag) => marks.end(tag.local_name().as_ref()),
                    Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => marks.text(),
                    _ => {}
                }
                Ok(())
            })?;
            let has_values = marks.has_values;
            book.sheets.insert(name, marks);
            if has_values {
                break;
            }
        }
        Ok(book)
    }

    /// Returns whether a row of a sheet is hidden; rows from 1.
    pub(super) fn is_hidden(&self, sheet: &str, line: u64) -> bool {
        let marks = self.sheets.get(sheet);
        marks.is_some_and(|marks| marks.hidden.contains(&line))
    }

    /// Returns whether the formula of a cell has no result; rows from 1, columns from 0.
    pub(super) fn is_unsolved(&self, sheet: &str, line: u64, column: usize) -> bool {
        let marks = self.sheets.get(sheet);
        marks.is_some_and(|marks| marks.unsolved.contains(&(line, column)))
    }
}

/// The marks of one sheet; lines from 1, columns from 0.
#[derive(Default)]
struct Marks {
    hidden: HashSet<u64>,
    /// The cells whose formula has no result.
    unsolved: HashSet<(u64, usize)>,
    has_values: bool,
    line: u64,
    column: Option<usize>,
    is_formula: bool,
    /// Whether the result of the cell's formula is a text.
    is_text: bool,
    /// Whether the text of the cell's value is being read.
    in_value: bool,
}

impl Marks {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), CheckError> {
        match tag.local_name().as_ref() {
            "row" => {
                let place = attribute(tag, "r")?;
                // A row without a position follows the one before, and so does a cell.
                let place = place.map_or(Ok(self.line.saturating_add(1)), |place| place.parse());
                self.line = place.map_err(damaged)?;
                self.column = None;
                if matches!(attribute(tag, "hidden")?.as_deref(), Some("1" | "true")) {
                    self.hidden.insert(self.line);
                }
            }
            "c" => {
                let place = attribute(tag, "r")?.and_then(|place| column(&place));
                self.column = place.or(Some(self.column.map_or(0, |at| at + 1)));
                self.is_formula = false;
                self.is_text = attribute(tag, "t")?.as_deref() == Some("str");
            }
            "f" => {
                self.is_formula = true;
                self.unsolved.extend(self.column.map(|at| (self.line, at)));
            }
            // The result of a formula can be an empty text.
            "v" if self.is_text => self.solved(),
            "v" | "t" => self.in_value = true,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &str) {
        if matches!(tag, "v" | "t") {
            self.in_value = false;
        }
    }

    fn text(&mut self) {
        if self.in_value {
            self.solved();
        }
    }

    /// Records that the cell has a value.
    fn solved(&mut self) {
        self.has_values = true;
        if self.is_formula
            && let Some(column) = self.column
        {
            self.unsolved.remove(&(self.line, column));
        }
    }
}

/// Returns the column of a cell, from 0: 1 for `B7`.
fn column(cell: &str) -> Option<usize> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0_usize, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

/// Passes on the events of a part; a part that does not exist has none.
fn read<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    part: &str,
    mut each: impl FnMut(Event<'_>) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    let Ok(part) = archive.by_name(part) else {
        return Ok(());
    };
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Eof => return Ok(()),
            event => each(event)?,
        }
    }
}

/// Passes on the tags of a part.
fn tags<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    part: &str,
    mut each: impl FnMut(&BytesStart<'_>) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    read(archive, part, |event| match event {
        Event::Start(tag) => each(&tag),
        _ => Ok(()),
    })
}

/// Returns the value of an attribute by its name without a prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, CheckError> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return Ok(Some(value.map_err(damaged)?.into_owned()));
        }
    }
    Ok(None)
}
