//! Checks the layers of ARCHITECTURE.md: no import from a lower layer to a higher one, no cycle of
//! more than three files, no file that is not read, and no folder with too many files.

mod blocks;
mod circles;
mod code;
mod folders;
mod follow;
mod imports;
mod members;
mod paths;
#[cfg(test)]
mod planted;
mod scope;
mod test_only;
mod tokens;
mod unread;

use std::collections::BTreeMap;

use anyhow::bail;

use crate::project::Project;
use blocks::{FILE, Layers};
use circles::circles;
use code::Crate;
use imports::Import;
pub use members::Members;
use scope::Module;
use unread::unread;

/// Returns the problems of all crates: imports of a higher layer, cycles, modules and crates
/// without layers, files that are not read, folders with too many files, layers without a crate, and
/// arrows without a dependency.
///
/// # Errors
///
/// Returns an error if ARCHITECTURE.md or a source file can't be read, or names a module that does
/// not exist.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let text = project.read(FILE)?;
    let all = blocks::layers(&text)?;
    let members = Members::read(&project.folder)?;
    let known = members.folders(&project.folder);
    let mut problems = members.differences(&blocks::arrows(&text)?);
    problems.extend(without_crate(&all, &known));
    for folder in known {
        let src = project.path(&folder).join("src");
        let crates = Crate::read_all(&src, &members.first_files(&project.folder, &folder))?;
        for code in &crates {
            problems.extend(circles(code, &project.folder));
        }
        let unread = unread(&src, &crates)?.into_iter();
        problems.extend(unread.map(|file| format!("{folder}: {file}")));
        let hidden = crates.iter().flat_map(Crate::hidden);
        problems.extend(hidden.map(|hidden| format!("{folder}: {hidden}")));
        match all.iter().find(|layers| layers.folder == folder) {
            Some(layers) => problems.extend(upwards(&crates, layers)?),
            None if crates.iter().any(|code| code.modules().count() > 1) => {
                problems.push(format!("{FILE} lists no layers of {folder}"));
            }
            None => {}
        }
    }
    match folders::problems(project) {
        Ok(crowded) => problems.extend(crowded),
        Err(why) => eprintln!("note: files in folders are not counted: {why:#}"),
    }
    Ok(problems)
}

/// Returns the lists of layers whose folder is no crate of the workspace.
fn without_crate(all: &[Layers], known: &[String]) -> Vec<String> {
    let unknown = all.iter().filter(|layers| !known.contains(&layers.folder));
    let problem = |layers: &Layers| {
        let folder = &layers.folder;
        format!("{FILE} lists layers of {folder}, which is no crate of the workspace")
    };
    unknown.map(problem).collect()
}

/// Returns the layer of each listed module.
struct Heights<'a> {
    heights: BTreeMap<&'a Module, usize>,
    /// The root's own items are above all layers.
    top: usize,
}

impl<'a> Heights<'a> {
    fn new(crates: &[Crate], layers: &'a Layers) -> anyhow::Result<Self> {
        let mut heights = BTreeMap::new();
        for (height, modules) in layers.layers.iter().enumerate() {
            for module in modules {
                let mut known = crates.iter().flat_map(Crate::modules);
                let name = module.join("::");
                if !known.any(|known| known.starts_with(module)) {
                    bail!("{FILE}: {} has no module {name}", layers.folder);
                }
                if heights.insert(module, height).is_some() {
                    bail!("{FILE}: {} lists {name} twice", layers.folder);
                }
            }
        }
        Ok(Self {
            heights,
            top: layers.layers.len(),
        })
    }

    /// Returns the layer of the nearest enclosing module that has one.
    fn of(&self, module: &Module) -> Option<usize> {
        if module.is_empty() {
            return Some(self.top);
        }
        let mut lengths = (1..=module.len()).rev();
        lengths.find_map(|length| {
            let around = module.get(..length)?.to_vec();
            self.heights.get(&around).copied()
        })
    }
}

/// Returns imports from a lower layer to a higher one, and modules without a layer.
fn upwards(crates: &[Crate], layers: &Layers) -> anyhow::Result<Vec<String>> {
    let heights = Heights::new(crates, layers)?;
    let folder = &layers.folder;
    let mut problems = Vec::new();
    for code in crates {
        for module in code.modules().filter(|module| heights.of(module).is_none()) {
            let name = module.join("::");
            problems.push(format!("{FILE}: {name} is in no layer of {folder}"));
        }
        for (Import { from, to }, path) in code.imports() {
            if let (Some(low), Some(high)) = (heights.of(&from), heights.of(&to))
                && low < high
            {
                let from = from.join("::");
                let what = match to.is_empty() {
                    true => "an item of the root".to_owned(),
                    false => to.join("::"),
                };
                problems.push(format!(
                    "{folder}: {from} imports {what} ({path}), which is a higher layer"
                ));
            }
        }
    }
    Ok(problems)
}
