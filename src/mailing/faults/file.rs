//! Faults of a file as a whole.

use super::NOT_UTF8;
use ovh_api::runtime::printable::quoted;

/// A fault of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// The file is empty.
    #[error(
        "the file is empty: it needs a header row with a column `number`, then one row per receiver"
    )]
    Empty,
    /// The file has a header and no rows.
    #[error("the file has a header and no rows: add one row per receiver")]
    NoRows,
    /// The file has rows, and all are left out.
    #[error(
        "no row is left: {rows} {} left out, without a number or with one that can't receive SMS",
        match .rows { 1 => "row is", _ => "rows are" }
    )]
    AllLeftOut {
        /// The number of rows.
        rows: u64,
    },
    /// The first row does not end.
    #[error(
        "the first row is longer than a mebibyte: a quote in it is not closed, or the file is not a list of receivers"
    )]
    WideHeader,
    /// No column contains the numbers.
    #[error(
        "line {line}: no column is called {}; there is {}. {}",
        quoted(.wanted),
        listed(.columns),
        match (.sheet, .header_line, .looks_like_data) {
            (Some(sheet), ..) => {
                format!("The sheet {} has such a column: choose it with `sheet`", quoted(sheet))
            }
            (None, Some(line), _) => {
                format!("Line {line} names such a column: remove the lines above it")
            }
            (None, None, true) => {
                "The first row must name the columns: add a header above the numbers".to_owned()
            }
            (None, None, false) if .columns.len() < 2 => {
                "Name the column of the numbers with `number_column` (`--number-column`), or the separator of the columns with `separator` (`--separator`)".to_owned()
            }
            (None, None, false) => {
                "Name the column of the numbers with `number_column` (`--number-column`)".to_owned()
            }
        }
    )]
    MissingNumber {
        /// The line of the header.
        line: u64,
        /// The name of the missing column.
        wanted: String,
        /// The existing columns, up to twelve.
        columns: Vec<String>,
        /// Whether the first row contains numbers: the header is then missing.
        looks_like_data: bool,
        /// The line that names such a column, if it is one of the next ten: the lines above it are a
        /// title.
        header_line: Option<u64>,
        /// Another sheet of the spreadsheet with such a column: the first one is a cover.
        sheet: Option<String>,
    },
    /// No column has the default name, and several have a usual name of a number column.
    #[error(
        "line {line}: no column is called \"number\", and more than one may contain the numbers: {}. Choose one with `number_column` (`--number-column`)",
        listed(.columns)
    )]
    SeveralNumberColumns {
        /// The line of the header.
        line: u64,
        /// The columns.
        columns: Vec<String>,
    },
    /// Two columns have a name that is needed.
    #[error("more than one column is called {}; rename one of them", quoted(.name))]
    AmbiguousColumn {
        /// The name.
        name: String,
    },
    /// The message names a column that the file does not have.
    #[error("the message names #{name}#, which is not a column; there is {}", listed(.columns))]
    UnknownPlaceholder {
        /// The name between the two `#`.
        name: String,
        /// The existing columns, up to twelve.
        columns: Vec<String>,
    },
    /// A `#` that belongs to no placeholder comes before one.
    #[error(
        "the message has a `#` that belongs to no placeholder before #{name}#, and OVHcloud does not document which two it would pair: put it after all placeholders, or remove it"
    )]
    LoneSign {
        /// The placeholder.
        name: String,
    },
    /// The message has a placeholder of another system for a column.
    #[error(
        "the message contains {}, and {} is a column: write #{name}# to insert its value, or change the text",
        quoted(.written),
        quoted(.name)
    )]
    OtherPlaceholder {
        /// The placeholder, as written in the message.
        written: String,
        /// The name of the column.
        name: String,
    },
    /// The message has text that looks like a placeholder of another system, and names no column.
    #[error(
        "the message contains {}, which looks like a placeholder: write #column# with one of {}, or set `literal` if it is text",
        quoted(.written),
        listed(.columns)
    )]
    UnfilledPlaceholder {
        /// The text, as written in the message.
        written: String,
        /// The existing columns, up to twelve.
        columns: Vec<String>,
    },
    /// The header is not UTF-8.
    #[error("line {line}, column {column}: byte 0x{byte:02X} is not UTF-8. {NOT_UTF8}")]
    HeaderNotUtf8 {
        /// The line of the header.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// The first invalid byte.
        byte: u8,
    },
    /// The header contains a NUL.
    #[error(
        "line {line}, column {column}: the name contains a NUL byte (0x00), which is not text: the file is damaged, export it again"
    )]
    HeaderNul {
        /// The line of the header.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// A quote in the header is not closed.
    #[error(
        "line {line}: a quote opens in the header and is not closed; the rest of the file was read as one name"
    )]
    UnclosedQuote {
        /// The line on which the header begins.
        line: u64,
    },
    /// The file has another format than CSV.
    #[error("{}", not_csv(.0))]
    NotCsv(&'static str),
    /// The file is not a spreadsheet.
    #[error("the file is not a spreadsheet (.xlsx or .ods)")]
    NotSpreadsheet,
    /// The spreadsheet is protected by a password.
    #[error("the file is protected by a password: save it without one")]
    Encrypted,
    /// The spreadsheet has no sheet of that name.
    #[error("no sheet is called {}; there is {}", quoted(.wanted), listed(.sheets))]
    NoSheet {
        /// The name.
        wanted: String,
        /// The existing sheets, up to twelve.
        sheets: Vec<String>,
    },
    /// A cell contains an error of a formula that this library does not know.
    #[error(
        "a cell contains the error {}: correct its formula, or save the sheet as \"CSV UTF-8\"",
        quoted(.value)
    )]
    CellError {
        /// The error.
        value: String,
    },
    /// The spreadsheet can't be read.
    #[error("the spreadsheet is damaged: {reason}. Save it again, or as \"CSV UTF-8\"")]
    Damaged {
        /// The reason.
        reason: String,
    },
    /// The spreadsheet is too large when it is decompressed, or has a cell of more than a mebibyte.
    #[error(
        "the spreadsheet is too large when it is decompressed, or has a cell of more than a mebibyte: save it as \"CSV UTF-8\""
    )]
    Oversized,
}

impl FileProblem {
    /// Adds the sheet with a number column.
    #[cfg(feature = "spreadsheet")]
    pub(in crate::mailing) fn with_sheet(mut self, other: &str) -> Self {
        if let Self::MissingNumber { sheet, .. } = &mut self {
            *sheet = Some(ovh_api::runtime::masked::shown(other));
        }
        self
    }

    /// Adds the line that names a number column.
    pub(in crate::mailing) fn with_header(mut self, below: Option<u64>) -> Self {
        if let Self::MissingNumber { header_line, .. } = &mut self {
            *header_line = below;
        }
        self
    }
}

#[cfg(feature = "spreadsheet")]
impl FileProblem {
    /// Returns the error for a sheet that does not exist.
    pub(in crate::mailing) fn no_sheet(wanted: &str, sheets: &[String]) -> Self {
        const SHOWN: usize = 12;
        let shown = sheets
            .iter()
            .map(|name| ovh_api::runtime::masked::shown(name));
        Self::NoSheet {
            wanted: ovh_api::runtime::masked::shown(wanted),
            sheets: shown.take(SHOWN).collect(),
        }
    }
}

fn not_csv(format: &str) -> String {
    let remedy = match format {
        "XLSX or ODS" => {
            "read it as a spreadsheet (`from_spreadsheet`), or save it as \"CSV UTF-8\""
        }
        "XLS" | "XLSB" | "Numbers" => "save it as .xlsx or as \"CSV UTF-8\"",
        _ => "save the table as \"CSV UTF-8\"",
    };
    format!("the file is {format}, not CSV: {remedy}")
}

fn listed(columns: &[String]) -> String {
    match columns {
        [] => "no named one".to_owned(),
        _ => columns
            .iter()
            .map(|name| quoted(name))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
