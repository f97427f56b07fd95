//! The program `ovh-codegen`: descriptions of any part of OVHcloud's API, and what can be made of
//! them.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Parser, Subcommand, ValueEnum};

use crate::Bindings;
use crate::convert;
use crate::diff::{self, Converter, print};
use crate::docs::Docs;
use crate::fetch::{self, Patience, WantedRoot};
use crate::names::Names;
use crate::native::{Root, Unknown};

/// Fetch, convert and compare descriptions of OVHcloud's API, and generate Rust bindings from them.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Download the descriptions of roots such as /ip, /vps or /v2/iam into a folder
    Fetch {
        /// The roots
        #[arg(required = true)]
        roots: Vec<String>,
        /// The folder
        #[arg(long)]
        output: PathBuf,
        /// An endpoint's name (ovh-eu, ovh-ca, ovh-us…) or URL
        #[arg(long, default_value = "ovh-eu")]
        endpoint: String,
    },
    /// Convert descriptions into one OpenAPI 3.0.3 document
    Convert {
        /// The descriptions
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        words: Words,
        /// The document to write
        #[arg(long)]
        output: PathBuf,
    },
    /// Generate a Rust module of bindings; its crate needs `ovh-api` only
    Generate {
        /// Descriptions in OVHcloud's own format
        #[arg(long, num_args = 1.., required_unless_present = "openapi")]
        native: Vec<PathBuf>,
        /// A document that `convert` has written
        #[arg(long, conflicts_with = "native")]
        openapi: Option<PathBuf>,
        #[command(flatten)]
        words: Words,
        /// Bind only the operations on this path or below it, such as /ip/{ip}/task; can be repeated
        #[arg(long)]
        path: Vec<String>,
        /// Leave out operations that can't be bound, with a warning
        #[arg(long)]
        leave_out_unbindable: bool,
        /// Derive schemars::JsonSchema on every type
        #[arg(long)]
        schemars: bool,
        /// The file to write
        #[arg(long)]
        output: PathBuf,
    },
    /// Report the changes between two versions of a root and their effect on users' code: exit 0
    /// nothing, 1 compatible, 2 breaking, 3 if they can't be compared
    Diff {
        /// A folder of descriptions, one description, or a document that `convert` has written
        old: PathBuf,
        /// The same, newer
        new: PathBuf,
        #[command(flatten)]
        words: Words,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

/// Chosen names and texts.
#[derive(clap::Args)]
struct Words {
    /// A TOML file with chosen names of operations, types, fields and values
    #[arg(long)]
    names: Option<PathBuf>,
    /// A TOML file with texts of the documentation
    #[arg(long)]
    docs: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// The exit code of `diff` if it can't compare.
const NOT_COMPARED: u8 = 3;

/// What the program writes to: results, and messages.
struct Output<'a> {
    results: &'a mut dyn Write,
    messages: &'a mut dyn Write,
}

/// Runs the program with these arguments, of which the first is its name. Returns the exit code.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    results: &mut dyn Write,
    messages: &mut dyn Write,
) -> u8 {
    let mut output = Output { results, messages };
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_diff = arguments.get(1).is_some_and(|command| command == "diff");
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            let to = match error.use_stderr() {
                true => output.messages,
                false => output.results,
            };
            let _ = write!(to, "{}", error.render());
            // Of `diff`, 2 means that code breaks.
            return match error.exit_code() {
                0 => 0,
                _ if is_diff => NOT_COMPARED,
                _ => 2,
            };
        }
    };
    let failure = match args.command {
        Command::Diff { .. } => NOT_COMPARED,
        _ => 1,
    };
    match execute(args.command, &mut output) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(output.messages, "error: {error:#}");
            failure
        }
    }
}

/// Runs a command, and returns the exit code.
fn execute(command: Command, to: &mut Output<'_>) -> anyhow::Result<u8> {
    match command {
        Command::Fetch {
            roots,
            output,
            endpoint,
        } => {
            let roots: Vec<WantedRoot> = roots.iter().map(|root| WantedRoot::parse(root)).collect();
            let endpoint = fetch::endpoint(&endpoint)?;
            download(&endpoint, &roots, &output, to)?;
        }
        Command::Convert {
            files,
            words,
            output,
        } => {
            let (names, docs) = words.read()?;
            let roots = Root::read_all(&files, Unknown::Tell)?;
            let converted = convert::output(&roots, &names, &docs)?;
            for line in converted.findings.iter().chain(&converted.notes) {
                writeln!(to.messages, "note: {line}")?;
            }
            replace(&output, &converted.document)?;
        }
        Command::Generate {
            native,
            openapi,
            words,
            path,
            leave_out_unbindable,
            schemars,
            output,
        } => {
            let mut bindings = Bindings::of(native.into_iter().chain(openapi));
            if let Some(names) = words.names {
                bindings = bindings.names(names);
            }
            if let Some(docs) = words.docs {
                bindings = bindings.docs(docs);
            }
            for path in path {
                bindings = bindings.path(path);
            }
            if leave_out_unbindable {
                bindings = bindings.leave_out_unbindable();
            }
            if schemars {
                bindings = bindings.schemars();
            }
            let generated = bindings.generate().map_err(|error| {
                anyhow!(
                    "{error}\nCorrect the description, choose other names with --names, bind other \
                     operations with --path, or leave out what can't be bound with \
                     --leave-out-unbindable"
                )
            })?;
            for warning in generated.warnings() {
                writeln!(to.messages, "warning: {warning}")?;
            }
            replace(&output, &generated.code)?;
        }
        Command::Diff {
            old,
            new,
            words,
            format,
        } => {
            let (names, docs) = words.read()?;
            let converter = Converter::new(names, docs);
            let (old, new) = (document(&converter, &old)?, document(&converter, &new)?);
            let difference = diff::documents(&old, &new, None)?;
            let format = match format {
                Format::Text => diff::Format::Text,
                Format::Markdown => diff::Format::Markdown,
                Format::Json => diff::Format::Json,
            };
            write!(to.results, "{}", print(&difference, format)?)?;
            return Ok(difference.exit_code());
        }
    }
    Ok(0)
}

impl Words {
    /// Reads the files that are named.
    fn read(&self) -> anyhow::Result<(Names, Docs)> {
        let names = self.names.as_deref().map(Names::read).transpose()?;
        let docs = self.docs.as_deref().map(Docs::read).transpose()?;
        Ok((names.unwrap_or_default(), docs.unwrap_or_default()))
    }
}

/// Downloads all descriptions, and writes them when all are complete.
fn download(
    endpoint: &url::Url,
    roots: &[WantedRoot],
    folder: &Path,
    to: &mut Output<'_>,
) -> anyhow::Result<()> {
    for (at, wanted) in roots.iter().enumerate() {
        let earlier = roots.iter().take(at);
        if let Some(other) = earlier.into_iter().find(|one| one.file == wanted.file) {
            bail!(
                "{} and {} would both be the file {}: fetch them into different folders",
                other.root,
                wanted.root,
                wanted.file
            );
        }
    }
    let received =
        fetch::download(endpoint, roots, Patience::default()).context("nothing was written")?;
    let mut texts = Vec::new();
    for (wanted, received) in roots.iter().zip(&received) {
        let root = Root::parse(received.text()?, received.url.as_str(), Unknown::Tell)?;
        if root.resource_path != wanted.root {
            bail!(
                "{} describes {}, not {}: nothing was written",
                received.url,
                root.resource_path,
                wanted.root
            );
        }
        texts.push((folder.join(&wanted.file), root.to_normal_form()?));
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{} can't be created", folder.display()))?;
    let mut staged = Vec::new();
    for (file, text) in &texts {
        staged.push(Staged::write(file, text)?);
    }
    for staged in staged {
        staged.put()?;
    }
    for (file, _) in &texts {
        writeln!(to.messages, "{} was fetched", file.display())?;
    }
    Ok(())
}

/// Returns the document of a folder of descriptions, of one description, or of a document.
fn document(converter: &Converter, path: &Path) -> anyhow::Result<String> {
    let failed = || format!("{} can't be compared", path.display());
    let roots = match path.is_dir() {
        true => {
            let entries = std::fs::read_dir(path).with_context(failed)?;
            let mut files = Vec::new();
            for entry in entries {
                let file = entry.with_context(failed)?.path();
                // `_index.json` lists the roots of an endpoint.
                let is_description = |name: &str| name.ends_with(".json") && !name.starts_with('_');
                let name = file.file_name().and_then(|name| name.to_str());
                if name.is_some_and(is_description) {
                    files.push(file);
                }
            }
            if files.is_empty() {
                bail!("{} has no descriptions", path.display());
            }
            files.sort();
            Root::read_all(&files, Unknown::Tell).with_context(failed)?
        }
        false => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} can't be read", path.display()))?;
            let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
            if value.is_ok_and(|value| value.get("openapi").is_some()) {
                return Ok(text);
            }
            vec![Root::parse(
                &text,
                &path.display().to_string(),
                Unknown::Tell,
            )?]
        }
    };
    converter.convert(roots).with_context(failed)
}

/// Writes a file whole or not at all.
fn replace(file: &Path, text: &str) -> anyhow::Result<()> {
    Staged::write(file, text)?.put()
}

/// A text that is written next to its file.
struct Staged {
    file: PathBuf,
    /// `None` if the file is no regular one, such as a terminal: that is written at once.
    part: Option<tempfile::NamedTempFile>,
}

impl Staged {
    fn write(file: &Path, text: &str) -> anyhow::Result<Staged> {
        let failed = || format!("{} can't be written", file.display());
        // The file that a link leads to is replaced, not the link.
        let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        if std::fs::metadata(&file).is_ok_and(|known| !known.is_file()) {
            std::fs::write(&file, text).with_context(failed)?;
            return Ok(Staged { file, part: None });
        }
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut part = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
        part.write_all(text.as_bytes()).with_context(failed)?;
        Ok(Staged {
            file,
            part: Some(part),
        })
    }

    fn put(self) -> anyhow::Result<()> {
        let Some(part) = self.part else {
            return Ok(());
        };
        let put = part.persist(&self.file);
        put.with_context(|| format!("{} can't be written", self.file.display()))?;
        Ok(())
    }
}
