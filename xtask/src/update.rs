//! `cargo xtask update`: the description fetched, converted and compared with what was, and all
//! that is made of it made anew.

use std::collections::BTreeSet;

use anyhow::Context;

use crate::check;
use crate::diff::{self, Difference};
use crate::fetch::{self, Wanted};
use crate::native::Root;
use crate::project::Project;

/// What came of an update.
pub struct Updated {
    pub difference: Difference,
    /// What is left to do by hand.
    pub findings: Vec<String>,
}

/// Fetches, and changes files only once all that is made of the new description is made.
pub fn update(project: &Project, wanted: &Wanted) -> anyhow::Result<Updated> {
    let fetched = fetch::fetch(project, wanted)?;
    let before = project.convert()?.document;
    let mut names: Vec<String> = project.native_files()?;
    names.extend(fetched.files.keys().cloned());
    let mut known = BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    let mut roots: Vec<(String, Root)> = Vec::new();
    for name in names {
        let root = match fetched.files.get(&name) {
            Some(described) => described.root.clone(),
            None => Root::read(
                &project.path(&format!("schema/native/{name}")),
                project.unknown,
            )?,
        };
        roots.push((name, root));
    }
    let mut made = check::make(project, roots, fetched.source(project)?)
        .context("the new description was fetched, but it can't be used; nothing was changed")?;
    let difference = diff::documents(&before, &made.document, diff::version(project).ok())?;
    let findings = std::mem::take(&mut made.findings);
    made.write(project)?;
    Ok(Updated {
        difference,
        findings,
    })
}
