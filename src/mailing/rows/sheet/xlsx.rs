//! The sheets of an .xlsx file.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::rc::Rc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::marks::BookMarks;
use super::row::{Row, Sink};
use super::{cells, damaged};
use crate::mailing::faults::{CheckError, FileProblem};

/// Reads the sheet of that name, or the first one with rows; returns its name.
pub(super) fn read<R: Read + Seek>(
    file: &mut R,
    wanted: Option<&str>,
    sink: &mut Sink<'_>,
) -> Result<Option<String>, CheckError> {
    let marks = BookMarks::of(file, wanted)?;
    let mut book = Xlsx::new(file).map_err(failed)?;
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (mut names, mut visible) = (Vec::new(), Vec::new());
    for sheet in sheets {
        names.push(sheet.name.clone());
        if sheet.visible == SheetVisible::Visible {
            visible.push(sheet.name.clone());
        }
    }
    let candidates = match wanted {
        Some(wanted) if names.iter().any(|name| name == wanted) => vec![wanted.to_owned()],
        Some(wanted) => return Err(FileProblem::no_sheet(wanted, &names).into()),
        None => visible,
    };
    for name in candidates {
        sink.begin(&name);
        rows(&mut book, &name, &marks, sink)?;
        if sink.has_header() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn rows<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    marks: &BookMarks,
    sink: &mut Sink<'_>,
) -> Result<(), CheckError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(failed)?;
    let formats: Vec<Option<Rc<str>>> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .map(|format| Rc::from(&*format.format_code))
        })
        .collect();
    let mut row = Row::default();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
        let (line, column) = cell.get_position();
        let line = u64::from(line) + 1;
        if line != row.line() {
            if row.line() > 0 {
                sink.row(&row)?;
            }
            row.begin(line);
            row.hide(marks.is_hidden(name, line));
        }
        let mut format = None;
        let mut numeric = |value: f64| {
            let known = formats.get(style).and_then(Option::as_ref);
            format = known.filter(|format| cells::changes(format, value));
            cells::number(value)
        };
        let value: Cow<'_, str> = match cell.get_value() {
            DataRef::Empty => {
                if marks.is_unsolved(name, line, column as usize) {
                    row.unsolved(column as usize);
                }
                continue;
            }
            DataRef::SharedString(text) => Cow::Borrowed(text),
            DataRef::String(text) => Cow::Borrowed(text),
            // Exact below 2^53, and Excel stores floats.
            #[allow(clippy::cast_precision_loss, reason = "Excel stores floats")]
            DataRef::Int(value) => numeric(*value as f64).into(),
            DataRef::Float(value) => numeric(*value).into(),
            DataRef::Bool(value) => cells::boolean(*value).into(),
            DataRef::DateTime(value) => {
                let text = cells::date_time(value);
                let known = formats.get(style).and_then(Option::as_ref);
                format = known.filter(|format| cells::changes_date(format, &text));
                text.into()
            }
            DataRef::DateTimeIso(value) => cells::iso_date(value).into(),
            DataRef::DurationIso(value) => cells::iso_duration(value).into(),
            DataRef::Error(error) => cells::error(error).into(),
        };
        row.push(column as usize, &value, format)?;
    }
    if row.line() > 0 {
        sink.row(&row)?;
    }
    Ok(())
}

fn failed(error: XlsxError) -> CheckError {
    match error {
        XlsxError::Io(error) => CheckError::Io(error),
        XlsxError::CellError(value) => FileProblem::CellError {
            value: ovh_api::runtime::masked::shown(&value),
        }
        .into(),
        XlsxError::Password => FileProblem::Encrypted.into(),
        error => damaged(error),
    }
}
