//! The sheets of an .ods file, read as a stream.

use std::collections::HashSet;
use std::io::{BufReader, Read, Seek};
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::marks::attribute;
use super::row::{Row, Sink};
use super::{cells, damaged};
use crate::mailing::faults::{CheckError, FileProblem};

/// The maximum length of a cell's text, in bytes.
const MOST_TEXT: usize = 1 << 20;

/// Reads the sheet of that name, or the first one with rows; returns its name.
pub(super) fn read<R: Read + Seek>(
    file: &mut R,
    wanted: Option<&str>,
    sink: &mut Sink<'_>,
) -> Result<Option<String>, CheckError> {
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(content));
    xml.config_mut().expand_empty_elements = true;
    let mut content = Content {
        wanted,
        sink,
        names: Vec::new(),
        style: None,
        hidden: HashSet::new(),
        depth: 0,
        is_read: false,
        found: None,
        row: Row::default(),
        line: 0,
        repeated_rows: 1,
        column: 0,
        cell: None,
        ignored: 0,
        units: Vec::new(),
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(tag) => content.start(&tag)?,
            Event::End(tag) => content.end(tag.local_name().as_ref())?,
            Event::Text(text) => content.text(&text.xml_content(XmlVersion::Implicit1_0))?,
            Event::CData(text) => content.text(&text.xml_content(XmlVersion::Implicit1_0))?,
            Event::GeneralRef(entity) => {
                let name = entity.xml_content(XmlVersion::Implicit1_0);
                let c = entity.resolve_char_ref().map_err(damaged)?;
                let text = character(&name, c);
                let unknown = || damaged(format_args!("it contains the unknown entity &{name};"));
                content.text(&text.ok_or_else(unknown)?)?;
            }
            Event::Eof if content.depth > 0 => {
                return Err(damaged("its content ends within a sheet"));
            }
            Event::Eof => break,
            _ => {}
        }
        if content.found.is_some() {
            break;
        }
    }
    let Content { found, names, .. } = content;
    match (&found, wanted) {
        (None, Some(wanted)) if !names.iter().any(|name| name == wanted) => {
            Err(FileProblem::no_sheet(wanted, &names).into())
        }
        _ => Ok(found),
    }
}

/// Returns the text of a reference: `amp` is `&`.
fn character(name: &str, c: Option<char>) -> Option<String> {
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => c,
    };
    named.map(String::from)
}

/// The state of reading the content.
struct Content<'s, 'm> {
    wanted: Option<&'s str>,
    sink: &'s mut Sink<'m>,
    /// The names of all sheets so far.
    names: Vec<String>,
    /// The name of the style that is being read.
    style: Option<String>,
    /// The styles of hidden sheets.
    hidden: HashSet<String>,
    /// The number of tables around this place: a cell may contain a table.
    depth: usize,
    /// Whether the rows of this sheet are read.
    is_read: bool,
    /// The name of the sheet whose rows were read.
    found: Option<String>,
    row: Row,
    line: u64,
    repeated_rows: u64,
    column: usize,
    cell: Option<Cell>,
    /// The number of comments and drawings around this place.
    ignored: usize,
    /// Types of values, shared by all cells.
    units: Vec<Rc<str>>,
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    repeated: usize,
    kind: String,
    /// The value, if an attribute contains it.
    value: Option<String>,
    text: String,
    paragraphs: usize,
    /// Whether this place is inside a paragraph.
    is_text: bool,
    /// Whether a merged cell hides it.
    is_covered: bool,
    is_formula: bool,
}

impl Content<'_, '_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), CheckError> {
        match tag.local_name().as_ref() {
            "style" if attribute(tag, "family")?.as_deref() == Some("table") => {
                self.style = attribute(tag, "name")?;
            }
            "table-properties" if attribute(tag, "display")?.as_deref() == Some("false") => {
                self.hidden.extend(self.style.take());
            }
            "annotation" | "frame" | "custom-shape" | "shapes" | "tracked-changes" => {
                self.ignored += 1;
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.sheet(tag)?;
                }
            }
            _ if self.ignored > 0 || self.depth != 1 || !self.is_read => {}
            "table-row" => {
                self.repeated_rows = repeated(tag, "number-rows-repeated")?;
                self.row.begin(self.line);
                let shown = attribute(tag, "visibility")?;
                self.row.hide(shown.is_some_and(|shown| shown != "visible"));
                self.column = 0;
            }
            "table-cell" => self.cell(tag, false)?,
            // Hidden by a merged cell.
            "covered-table-cell" => self.cell(tag, true)?,
            "p" => {
                if let Some(cell) = &mut self.cell {
                    cell.is_text = true;
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
                }
            }
            "s" => {
                let count = attribute(tag, "c")?.map_or(Ok(1), |count| count.parse::<usize>());
                let count = count.map_err(damaged)?.min(MOST_TEXT);
                self.text(&" ".repeat(count))?;
            }
            "tab" => self.text("\t")?,
            "line-break" => self.text("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &str) -> Result<(), CheckError> {
        match tag {
            "annotation" | "frame" | "custom-shape" | "shapes" | "tracked-changes" => {
                self.ignored = self.ignored.saturating_sub(1);
            }
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && self.is_read && self.sink.has_header() {
                    self.found = self.names.last().cloned();
                }
            }
            _ if self.ignored > 0 || self.depth != 1 || !self.is_read => {}
            "p" => {
                if let Some(cell) = &mut self.cell {
                    cell.is_text = false;
                }
            }
            "table-cell" | "covered-table-cell" => self.value()?,
            "table-row" => self.rows()?,
            _ => {}
        }
        Ok(())
    }

    fn sheet(&mut self, tag: &BytesStart<'_>) -> Result<(), CheckError> {
        let name = attribute(tag, "name")?.unwrap_or_default();
        let style = attribute(tag, "style-name")?.unwrap_or_default();
        self.is_read = match self.wanted {
            Some(wanted) => wanted == name,
            None => !self.hidden.contains(&style),
        };
        self.sink.begin(&name);
        self.names.push(name);
        self.line = 1;
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart<'_>, is_covered: bool) -> Result<(), CheckError> {
        let repeated = repeated(tag, "number-columns-repeated")?;
        let mut cell = Cell {
            is_covered,
            repeated: usize::try_from(repeated).unwrap_or(usize::MAX),
            ..Cell::default()
        };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = || {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(damaged)
            };
            // `calcext:value-type` repeats the type.
            match attribute.key.as_ref() {
                "table:formula" => cell.is_formula = true,
                "office:value-type" => cell.kind = value()?.into_owned(),
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    cell.value = Some(value()?.into_owned());
                }
                _ => {}
            }
        }
        self.cell = Some(cell);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), CheckError> {
        match &mut self.cell {
            Some(cell) if cell.is_text && self.ignored == 0 && self.depth == 1 => {
                if cell.text.len() + text.len() > MOST_TEXT {
                    return Err(FileProblem::Oversized.into());
                }
                cell.text.push_str(text);
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the cell to the row.
    fn value(&mut self) -> Result<(), CheckError> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let column = self.column;
        self.column = column.saturating_add(cell.repeated);
        if cell.is_covered {
            return Ok(());
        }
        let mut format = None;
        let text = match (cell.kind.as_str(), &cell.value) {
            ("float" | "percentage" | "currency", Some(value)) => {
                let text = cells::number(value.parse().map_err(damaged)?);
                if cell.text.replace(',', ".") != text {
                    format = Some(self.unit(&cell.kind));
                }
                text
            }
            ("date" | "time", Some(value)) => {
                let text = match cell.kind.as_str() {
                    "date" => cells::iso_date(value),
                    _ => cells::iso_duration(value),
                };
                if !cell.text.is_empty() && cell.text != text {
                    format = Some(self.unit(&cell.kind));
                }
                text
            }
            ("boolean", Some(value)) => cells::boolean(value == "true").to_owned(),
            // Empty for an error, which the text shows.
            ("string", Some(value)) if !value.is_empty() => value.clone(),
            _ => cell.text,
        };
        if text.is_empty() {
            if cell.is_formula && cell.kind.is_empty() {
                self.row.unsolved(column);
            }
            return Ok(());
        }
        (column..self.column).try_for_each(|at| self.row.push(at, &text, format.as_ref()))
    }

    /// Returns the type of a value for a warning.
    fn unit(&mut self, kind: &str) -> Rc<str> {
        let kind = match kind {
            "float" => "number",
            kind => kind,
        };
        if let Some(known) = self.units.iter().find(|known| ***known == *kind) {
            return Rc::clone(known);
        }
        let unit: Rc<str> = Rc::from(kind);
        self.units.push(Rc::clone(&unit));
        unit
    }

    /// Passes on the row, as often as it is repeated.
    fn rows(&mut self) -> Result<(), CheckError> {
        let next = self.line.saturating_add(self.repeated_rows);
        if !self.row.is_empty() {
            for line in self.line..next {
                self.row.at(line)?;
                self.sink.row(&self.row)?;
            }
        }
        self.line = next;
        Ok(())
    }
}

/// Returns how often a row or a cell is repeated.
fn repeated(tag: &BytesStart<'_>, name: &str) -> Result<u64, CheckError> {
    let count = attribute(tag, name)?;
    count.map_or(Ok(1), |count| count.parse().map_err(damaged))
}
