//! `cargo xtask update`: fetches and converts the description and compares it with the old one;
//! writes, compiles and checks what is generated from it.

mod compile;
mod renames;
mod report;

use std::collections::BTreeMap;

use anyhow::Context;
use ovh_codegen::diff::{self, Difference};

use crate::check;
use crate::diff::version;
use crate::fetch::{self, Wanted};
use crate::project::Project;
use crate::prove::certificate::{self, Certificate, Hashes, hashes};
use crate::prove::{Pair, Proof};
use crate::replace::{Replaced, replace_all};

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
    /// The certificate of the change; that of an earlier change if nothing changed.
    pub certificate: Option<Certificate>,
    /// Why there is no proof although it was asked for.
    pub unproved: Option<String>,
}

/// Compiles the library with the new bindings; returns the compiler's errors, and its warnings about
/// deprecated names.
pub type Compile<'a> = &'a dyn Fn(&Project) -> anyhow::Result<Vec<Broken>>;

/// Proves what the change does to old code.
pub type Prove<'a> = &'a dyn Fn(&Project, &Pair<'_>, &Difference) -> anyhow::Result<Proof>;

/// Updates like [`update_and_prove`], without a proof: the certificate states that.
pub fn update(project: &Project, wanted: &Wanted, compile: Compile<'_>) -> anyhow::Result<Updated> {
    update_and_prove(project, wanted, compile, None)
}

/// Fetches the description, and changes files only after everything was generated from the new one.
/// After an error, the files are as before. A proof that can't be made or that contradicts the
/// report is work left.
pub fn update_and_prove(
    project: &Project,
    wanted: &Wanted,
    compile: Compile<'_>,
    prove: Option<Prove<'_>>,
) -> anyhow::Result<Updated> {
    let old_hashes = certificate::committed(project).unwrap_or_default();
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
    let change = Change {
        before: &before,
        after: &made.document,
        difference: &difference,
        hashes: (old_hashes, hashes(&natives_of(&made))),
    };
    let certified = match change.certify(project, prove) {
        Ok(certified) => certified,
        Err(error) => {
            replaced.put_back();
            return Err(error.context("the certificate can't be written; nothing was changed"));
        }
    };
    let checked = check::check(project).and_then(|mut report| {
        for problem in certificate::problems(project, false)? {
            report.push_str(&format!("{problem}\n"));
        }
        Ok(report)
    });
    let check = match checked {
        Ok(report) => report,
        Err(error) => {
            certified.written.put_back();
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
        certificate: Some(certified.certificate),
        unproved: certified.unproved,
    })
}

/// Returns the descriptions among what was made.
fn natives_of(made: &check::Made) -> BTreeMap<String, String> {
    let files = made.files.iter().filter_map(|file| {
        let name = file.path.strip_prefix("schema/native/")?;
        Some((name.to_owned(), file.text.clone()))
    });
    files.collect()
}

/// A change of the bound descriptions.
struct Change<'a> {
    before: &'a str,
    after: &'a str,
    difference: &'a Difference,
    hashes: (Hashes, Hashes),
}

/// The certificate of a change, and why it has no proof although one was asked for.
struct Certified {
    certificate: Certificate,
    unproved: Option<String>,
    /// The files of the certificate before it was written.
    written: Replaced,
}

impl Change<'_> {
    /// Proves the change and writes its certificate. If the descriptions are the same, that of the
    /// last change stays.
    fn certify(self, project: &Project, prove: Option<Prove<'_>>) -> anyhow::Result<Certified> {
        if self.hashes.0 == self.hashes.1
            && let Ok(known) = certificate::read(project)
            && known.after == self.hashes.1
        {
            return Ok(Certified {
                certificate: known,
                unproved: None,
                written: Replaced::default(),
            });
        }
        let pair = Pair {
            before: self.before,
            after: self.after,
        };
        let proof = prove.map(|prove| prove(project, &pair, self.difference));
        let (before, after) = self.hashes;
        let (certificate, unproved) = match proof {
            Some(Ok(proof)) => (Certificate::proved(before, after, &proof), None),
            Some(Err(error)) => {
                let reason = format!("the proof failed: {error:#}");
                let certificate =
                    Certificate::predicted(before, after, self.difference, "the proof failed");
                (certificate, Some(reason))
            }
            None => (
                Certificate::predicted(before, after, self.difference, QUICK),
                None,
            ),
        };
        let written = replace_all(project, &certificate.files()?)?;
        Ok(Certified {
            certificate,
            unproved,
            written,
        })
    }
}

/// What an update without a proof leaves out.
const QUICK: &str = "with `--quick`, no old program was compiled, and no requests or bodies were \
                     compared; `cargo xtask certify OLD` makes up for it";

/// Returns the document that users have: the committed one, or else the converted old description.
fn before(project: &Project) -> anyhow::Result<String> {
    let path = "schema/openapi.json";
    match project.path(path).exists() {
        true => project.read(path),
        false => Ok(project.convert()?.document),
    }
}
