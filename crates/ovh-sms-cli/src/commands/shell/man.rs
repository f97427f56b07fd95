//! `ovh-sms man`: writes manual pages of all commands.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Command;

use super::completions::with_operations;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Write a manual page for each command, and for each operation of the API, to a folder.
///
/// Without a folder, the page of ovh-sms itself is printed. A missing folder is created.
///
/// Example: ovh-sms man ./man/man1
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The folder, such as /usr/local/share/man/man1.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Writes the pages.
pub(crate) fn run(man: &Man, global: &Global, line: Command) -> Result<u8, Failure> {
    let mut whole = with_operations(line)?;
    whole.build();
    let Some(folder) = &man.folder else {
        output::line(String::from_utf8_lossy(&page(&whole)?).trim_end())?;
        return Ok(DONE);
    };
    let pages = write_all(&whole, folder).map_err(|error| {
        Failure::failed(format!(
            "Failed to write the manual pages to {}: {error}.",
            folder.display()
        ))
    })??;
    global.note(format_args!(
        "Wrote {pages} manual pages to {}.",
        folder.display()
    ));
    Ok(DONE)
}

fn write_all(whole: &Command, folder: &Path) -> std::io::Result<Result<usize, Failure>> {
    std::fs::create_dir_all(folder)?;
    let mut open = vec![whole];
    let mut pages: usize = 0;
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands());
        let text = match page(command) {
            Ok(text) => text,
            Err(failure) => return Ok(Err(failure)),
        };
        let name = command.get_display_name().unwrap_or(command.get_name());
        write(&folder.join(format!("{name}.1")), folder, &text)?;
        pages = pages.saturating_add(1);
    }
    Ok(Ok(pages))
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut text)
        .map_err(|error| Failure::failed(format!("Failed to generate a manual page: {error}.")))?;
    Ok(text)
}

/// Writes a page atomically.
fn write(path: &Path, folder: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        std::fs::Permissions::from_mode(0o644)
    };
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text)?;
    file.persist(path)?;
    Ok(())
}
