//! The container of a spreadsheet: recognizes its format, and bounds its size when decompressed.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::damaged;
use crate::mailing::faults::{CheckError, FileProblem};
use crate::mailing::rows::input::binary_format;

/// The maximum size of a sheet when decompressed: a million rows of a dozen columns.
const MOST_SHEET: u64 = 1 << 30;
/// The maximum size of any other part: the texts of all cells.
const MOST_PART: u64 = 128 << 20;
/// The maximum distance between two tags: no cell is that long.
const MOST_TEXT: u64 = 1 << 20;
/// The maximum number of parts.
const MOST_PARTS: usize = 10_000;
/// The number of bytes of an old Office file in which its directory is searched.
const SEARCHED: u64 = 64 << 20;

/// The format of a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Ods,
}

/// Returns the format of a file, if it is a spreadsheet that can be read.
pub(super) fn format<R: Read + Seek>(file: &mut R) -> Result<Format, CheckError> {
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(16).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    if start.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(match is_encrypted(file)? {
            true => FileProblem::Encrypted.into(),
            false => FileProblem::NotCsv("XLS").into(),
        });
    }
    if !start.starts_with(b"PK") {
        let name = binary_format(&start);
        return Err(name
            .map_or(FileProblem::NotSpreadsheet, FileProblem::NotCsv)
            .into());
    }
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(FileProblem::Oversized.into());
    }
    let format = classified(&mut archive)?;
    (0..archive.len()).try_for_each(|at| bounded(&mut archive, at))?;
    Ok(format)
}

fn classified<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Format, FileProblem> {
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.map(|name| name.to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("xl/workbook.bin") {
        return Err(FileProblem::NotCsv("XLSB"));
    }
    if has("encrypted-package") {
        return Err(FileProblem::Encrypted);
    }
    if has("[content_types].xml") && names.iter().any(|name| name.starts_with("xl/")) {
        return Ok(Format::Xlsx);
    }
    if has("word/document.xml") {
        return Err(FileProblem::NotCsv("DOCX"));
    }
    if names.iter().any(|name| name.ends_with(".iwa")) || has("index.zip") {
        return Err(FileProblem::NotCsv("Numbers"));
    }
    let mut read = |name: &str, most: u64| {
        let mut text = String::new();
        let part = archive.by_name(name).ok()?;
        part.take(most).read_to_string(&mut text).ok()?;
        Some(text)
    };
    let kind = read("mimetype", 200).unwrap_or_default();
    let manifest = read("META-INF/manifest.xml", MOST_TEXT).unwrap_or_default();
    let is_protected = manifest.contains("encryption-data");
    match kind
        .trim()
        .strip_prefix("application/vnd.oasis.opendocument.")
    {
        Some("spreadsheet" | "spreadsheet-template") if is_protected => Err(FileProblem::Encrypted),
        Some("spreadsheet" | "spreadsheet-template") => Ok(Format::Ods),
        Some("text" | "text-template") => Err(FileProblem::NotCsv("ODT")),
        _ => Err(FileProblem::NotCsv("ZIP")),
    }
}

/// Decompresses a part to count its bytes: the sizes that an archive states may be wrong.
fn bounded<R: Read + Seek>(archive: &mut ZipArchive<R>, at: usize) -> Result<(), CheckError> {
    let mut part = archive.by_index(at).map_err(damaged)?;
    let name = part.name().map_err(damaged)?.to_lowercase();
    if !(name.ends_with(".xml") || name.ends_with(".rels")) {
        return Ok(());
    }
    let most = match name.contains("worksheets/") || name == "content.xml" {
        true => MOST_SHEET,
        false => MOST_PART,
    };
    let (mut total, mut text) = (0_u64, 0_u64);
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let count = part.read(&mut chunk).map_err(damaged)?;
        let bytes = chunk.get(..count).unwrap_or_default();
        if count == 0 {
            return Ok(());
        }
        total += count as u64;
        let mut pieces = bytes.split(|byte| *byte == b'<');
        text += pieces.next().map_or(0, <[u8]>::len) as u64;
        for piece in pieces {
            if text > MOST_TEXT {
                break;
            }
            text = piece.len() as u64;
        }
        if total > most || text > MOST_TEXT {
            return Err(FileProblem::Oversized.into());
        }
    }
}

/// Returns whether an old Office file contains an encrypted one.
fn is_encrypted<R: Read + Seek>(file: &mut R) -> Result<bool, CheckError> {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut window = Vec::new();
    let mut file = file.take(SEARCHED);
    loop {
        let kept = window.len().saturating_sub(name.len());
        window.drain(..kept);
        let begun = window.len();
        file.by_ref().take(64 * 1024).read_to_end(&mut window)?;
        if window.windows(name.len()).any(|part| part == name) {
            return Ok(true);
        }
        if window.len() == begun {
            return Ok(false);
        }
    }
}
