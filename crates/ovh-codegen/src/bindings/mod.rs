//! Bindings of any part of OVHcloud's API, for the build script of a crate that depends on
//! `ovh-api`.

mod input;
mod kept;

use std::path::{Path, PathBuf};

use crate::generate::{self, Failure, GenerateOptions};
use crate::names::NamesError;
use input::Input;

/// The first lines of a module.
const HEADER: &str = "// Made by ovh-codegen; do not edit.\n\n";

/// Generates the bindings of one or more descriptions, as one Rust module.
///
/// A build script writes the module to the folder that cargo gives it:
///
/// ```no_run
/// fn main() -> Result<(), ovh_codegen::generate::Failure> {
///     ovh_codegen::Bindings::of(["api/ip.json"]).write("ip.rs")
/// }
/// ```
///
/// The crate includes it, and creates its client over one of `ovh-api`, the only crate that the
/// module needs:
///
/// ```text
/// pub mod ip {
///     include!(concat!(env!("OUT_DIR"), "/ip.rs"));
/// }
///
/// let client = ovh_api::Client::from_env()?;
/// let blocks = ip::Client::over(&client).ip_list().await?;
/// ```
///
/// Several modules of one crate can share a client.
#[derive(Debug, Clone, Default)]
#[must_use = "nothing is generated before `write` or `generate`"]
pub struct Bindings {
    files: Vec<PathBuf>,
    names: Option<PathBuf>,
    docs: Option<PathBuf>,
    paths: Vec<String>,
    leave_out: bool,
    schemars: bool,
}

/// The text of a module, and what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// The Rust text.
    pub code: String,
    /// The operations that can't be bound, each with the reason.
    pub left_out: Vec<String>,
    /// The entries of the names file that no bound item needs, such as
    /// `operations."GET /misspelt"`. Empty if only some [paths](Bindings::path) are bound, or if
    /// operations were left out; an entry of `[[renamed]]` is never in it.
    pub unused_names: Vec<String>,
}

impl Generated {
    /// Returns what a person should look at, one sentence each: what was left out, and the names
    /// that are not used.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let unused = self.unused_names.iter();
        let unused = unused.map(|name| {
            format!("{name} of the names file is not used: nothing that is bound needs it")
        });
        self.left_out.iter().cloned().chain(unused).collect()
    }
}

impl Bindings {
    /// Returns the bindings of these files, in one module. Each file is a description in
    /// OVHcloud's own format, such as `https://eu.api.ovh.com/1.0/ip.json`, or an OpenAPI document
    /// that `ovh-codegen convert` has written; one module can't be of both.
    pub fn of<P: Into<PathBuf>>(files: impl IntoIterator<Item = P>) -> Self {
        Self {
            files: files.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// Sets the names file: chosen names of operations, types, fields and values, in TOML. Without
    /// it, all names are made by rules.
    ///
    /// A chosen name goes before a name by rule. Two equal chosen names, or one that Rust does not
    /// allow, are an error. Entries that are not used are [warnings](Generated::warnings).
    pub fn names(mut self, file: impl Into<PathBuf>) -> Self {
        self.names = Some(file.into());
        self
    }

    /// Sets the file with texts of the documentation, in TOML, which replace those of OVHcloud.
    pub fn docs(mut self, file: impl Into<PathBuf>) -> Self {
        self.docs = Some(file.into());
        self
    }

    /// Limits the module to the operations on this path, or below it; with several calls, on any of them:
    /// `/ip/{ip}/task` or `/vps`. The types that they don't need are not generated either.
    ///
    /// This decides what is compiled. All of `/order`, 816 operations, is 5.4 MB of Rust, and
    /// `cargo check` takes about 17 s for it; `/order/sms` is 47 kB. A module is checked on one
    /// processor. If you need all of a large part, bind its paths in two crates: cargo checks them
    /// at the same time, for about 15 % more processor time in all.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Leaves out operations that can't be bound, instead of failing. A build script prints a warning
    /// for each of them.
    pub fn leave_out_unbindable(mut self) -> Self {
        self.leave_out = true;
        self
    }

    /// Adds `schemars::JsonSchema` to the derived traits of every type. `ovh-api` needs its feature `schemars`.
    pub fn schemars(mut self) -> Self {
        self.schemars = true;
        self
    }

    /// Generates the module.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read, or if an operation can't be bound: it names the
    /// operation, the field, and what to do.
    pub fn generate(&self) -> Result<Generated, Failure> {
        let input = Input::read(&self.files, self.names.as_deref(), self.docs.as_deref())?;
        let input = input.only(&self.paths)?;
        input.version()?;
        match self.code(&input) {
            Ok(generated) if self.leave_out || generated.left_out.is_empty() => Ok(generated),
            Ok(generated) => Err(format!(
                "some operations can't be bound:\n{}",
                generated.left_out.join("\n")
            )
            .into()),
            // To leave out operations would not correct it.
            Err(error) if error.is::<NamesError>() => Err(error),
            Err(_) if self.leave_out => {
                let bind = |part: &Input| match self.code(part)?.left_out.pop() {
                    Some(reason) => Err(reason.into()),
                    None => Ok(()),
                };
                let (kept, left_out) = kept::bindable(&input, bind)?;
                let generated = self.code(&kept)?;
                Ok(Generated {
                    left_out,
                    unused_names: Vec::new(),
                    ..generated
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Generates the module of an input, with the operations that the conversion leaves out.
    fn code(&self, input: &Input) -> Result<Generated, Failure> {
        let options = GenerateOptions {
            schemars: self.schemars,
            ..GenerateOptions::standalone()
        };
        let made = input.document()?;
        // The generator panics on some documents.
        let generate = || generate::generate(&made.document, &options);
        let code = std::panic::catch_unwind(std::panic::AssertUnwindSafe(generate))
            .map_err(|_| "the generator panicked; its message is on the error output")??;
        let code = code.strip_prefix(generate::HEADER).unwrap_or(&code);
        Ok(Generated {
            code: format!("{HEADER}{code}"),
            left_out: made.lost,
            unused_names: match self.paths.is_empty() {
                true => made.unused,
                false => Vec::new(),
            },
        })
    }

    /// Generates the module in a build script, and writes it to a file of this name in `OUT_DIR`.
    /// Cargo runs the script again if one of the files changes.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`generate`](Self::generate), and an error if the file can't be
    /// written.
    pub fn write(&self, name: &str) -> Result<(), Failure> {
        let folder = std::env::var_os("OUT_DIR")
            .ok_or("OUT_DIR is not set: `write` is for build scripts; elsewhere use `write_to`")?;
        for file in self.files.iter().chain(&self.names).chain(&self.docs) {
            println!("cargo::rerun-if-changed={}", file.display());
        }
        let written = self.write_to(Path::new(&folder).join(name));
        let generated = written.map_err(|error| {
            format!(
                "{error}\nCorrect the description, choose other names with `Bindings::names`, bind \
                 other operations with `Bindings::path`, or leave out what can't be bound with \
                 `Bindings::leave_out_unbindable`"
            )
        })?;
        for warning in generated.warnings() {
            println!("cargo::warning={}", warning.replace('\n', " "));
        }
        Ok(())
    }

    /// Generates the module, and writes it to a file.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`generate`](Self::generate), and an error if the file can't be
    /// written.
    pub fn write_to(&self, file: impl AsRef<Path>) -> Result<Generated, Failure> {
        let file = file.as_ref();
        let generated = self.generate()?;
        std::fs::write(file, &generated.code)
            .map_err(|error| format!("{} can't be written: {error}", file.display()))?;
        Ok(generated)
    }
}
