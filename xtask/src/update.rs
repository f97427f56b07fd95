//! `cargo xtask update`: the description fetched, converted and compared with what was, and all
//! that is made of it made anew.

use crate::check;
use crate::diff::{self, Difference};
use crate::fetch::{self, Wanted};
use crate::native::Root;
use crate::project::Project;
use crate::replace::replace_all;

/// What came of an update.
pub struct Updated {
    pub difference: Difference,
    /// What is left to do by hand.
    pub findings: Vec<String>,
}

/// Fetches, and changes files only once the new description is known to convert.
pub fn update(project: &Project, wanted: &Wanted) -> anyhow::Result<Updated> {
    let fetched = fetch::fetch(project, wanted)?;
    let before = project.convert()?.document;
    let mut roots: Vec<Root> = Vec::new();
    let mut names: Vec<String> = project.native_files()?;
    let new: Vec<String> = fetched
        .files
        .keys()
        .filter(|name| !names.contains(name))
        .cloned()
        .collect();
    names.extend(new);
    for name in &names {
        roots.push(match fetched.files.get(name) {
            Some(described) => described.root.clone(),
            None => Root::read(
                &project.path(&format!("schema/native/{name}")),
                project.unknown,
            )?,
        });
    }
    let after = project.convert_roots(roots)?.document;
    let difference = diff::documents(&before, &after, diff::version(project).ok())?;
    replace_all(project, &fetched.changes(project)?)?;
    let findings = check::write(project)?;
    Ok(Updated {
        difference,
        findings,
    })
}
