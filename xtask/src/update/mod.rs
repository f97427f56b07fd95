//! `cargo xtask update`: fetches and converts the description and compares it with the old one;
//! writes, compiles and checks what is generated from it.

mod compile;
mod renames;
mod report;

use anyhow::Context;
use ovh_codegen::diff::{self, Difference};

use crate::check;
use crate::diff::version;
use crate::fetch::{self, Wanted};
use crate::project::Project;

pub use compile::{Broken, cargo_check, cargo_check_in};
pub use report::{Outcome, json, text};

/// The result of an update.
#[derive(Debug)]
pub struct Updated {
    pub difference: Difference,
    /// What is left to do by hand in schema/.
    pub findings: Vec<String>,
    /// Decisions of the rules.
    pub notes: Vec<String>,
    /// The compiler's errors in hand-written code.
    pub broken: Vec<Broken>,
    /// The uses of deprecated names in hand-written code.
    pub deprecated: Vec<Broken>,
    /// What `check` reports about the files after the update; empty unless there are findings.
    pub check: String,
}

/// Compiles the library with the new bindings; returns the compiler's errors, and its warnings about
/// deprecated names.
pub type Compile<'a> = &'a dyn Fn(&Project) -> anyhow::Result<Vec<Broken>>;

/// Fetches the description, and changes files only after everything was generated from the new one.
/// After an error, the files are as before.
pub fn update(project: &Project, wanted: &Wanted, compile: Compile<'_>) -> anyhow::Result<Updated> {
    let fetched = fetch::fetch(project, wanted)?;
    let before =
        before(project).context("the description before the update; nothing was changed")?;
    let mut natives = check::natives_of(project)?;
    for (name, described) in &fetched.files {
        natives.insert(name.clone(), described.text.clone());
    }
    let unusable = || {
        format!(
            "what was fetched ({}) can't be used: correct it with a fixup in \
             crates/ovh-codegen/src/convert/fixups.rs, or bind less of it in \
             xtask/src/fetch/parts.rs; nothing was changed",
            fetched.addresses()
        )
    };
    let source = fetched.source(project)?;
    let make = || check::make(project, natives.clone(), source.clone());
    let made = make().with_context(unusable)?;
    let difference =
        diff::documents(&before, &made.document, version(project).ok()).with_context(unusable)?;
    let renames::Kept {
        made,
        difference,
        names,
    } = renames::keep(project, &before, (made, difference), make).with_context(unusable)?;
    let replaced = match made.write(project) {
        Ok(replaced) => names.and(replaced),
        Err(error) => {
            names.put_back();
            return Err(error);
        }
    };
    // The files are those of the new description until the compiler has checked them.
    let compiled = compile(project).and_then(|found| {
        let (deprecated, broken): (Vec<Broken>, Vec<Broken>) =
            found.into_iter().partition(Broken::is_deprecated);
        compile::refuse_generated(&broken)?;
        Ok((deprecated, broken))
    });
    let (deprecated, broken) = match compiled {
        Ok(compiled) => compiled,
        Err(error) => {
            replaced.put_back();
            return Err(error
                .context("the code generated from it can't be compiled")
                .context(unusable()));
        }
    };
    let check = match check::check(project) {
        Ok(report) => report,
        Err(error) => {
            replaced.put_back();
            return Err(error.context("the files can't be checked; nothing was changed"));
        }
    };
    Ok(Updated {
        difference,
        findings: made.findings,
        notes: made.notes,
        broken,
        deprecated,
        check,
    })
}

/// Returns the document that users have: the committed one, or else the converted old description.
fn before(project: &Project) -> anyhow::Result<String> {
    let path = "schema/openapi.json";
    match project.path(path).exists() {
        true => project.read(path),
        false => Ok(project.convert()?.document),
    }
}
