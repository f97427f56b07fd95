//! The layers of ARCHITECTURE.md: no import from a lower one to a higher one, and no circle of more
//! than three files.

mod imports;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::project::Project;
use imports::{Crate, Import, Module};

/// Where the layers are written down.
const FILE: &str = "ARCHITECTURE.md";

/// How a block of layers begins; the folder of the crate follows.
const FENCE: &str = "```layers ";

/// Files that may import each other in a circle.
const CIRCLE: usize = 3;

/// The layers of a crate, from the ground up: modules in each.
struct Layers {
    /// The folder of the crate.
    folder: String,
    layers: Vec<Vec<Module>>,
}

/// Returns what is wrong in all crates: imports that go up, circles, and modules without a layer.
///
/// # Errors
///
/// ARCHITECTURE.md or a source file can't be read, or names a module that does not exist.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let text = project.read(FILE)?;
    let mut problems = Vec::new();
    let all = parse(&text)?;
    if all.is_empty() {
        bail!("{FILE} has no block that begins with {FENCE:?}");
    }
    for layers in &all {
        let src = project.path(&layers.folder).join("src");
        let code = Crate::read(&src)?;
        problems.extend(circles(&code, &project.path(".")));
        problems.extend(upwards(&code, layers)?);
    }
    Ok(problems)
}

fn parse(text: &str) -> anyhow::Result<Vec<Layers>> {
    let mut all = Vec::new();
    let mut blocks = text.split(FENCE).skip(1);
    for block in &mut blocks {
        let (folder, rest) = block.split_once('\n').unwrap_or_default();
        let (lines, _) = rest
            .split_once("```")
            .with_context(|| format!("{FILE}: the layers of {folder} have no end"))?;
        let layers = lines.lines().filter(|line| !line.trim().is_empty());
        all.push(Layers {
            folder: folder.trim().to_owned(),
            layers: layers
                .map(|line| {
                    let modules = line.split_whitespace();
                    modules
                        .map(|module| module.split("::").map(str::to_owned).collect())
                        .collect()
                })
                .collect(),
        });
    }
    Ok(all)
}

/// Imports from a lower layer to a higher one, and modules that have no layer.
fn upwards(code: &Crate, layers: &Layers) -> anyhow::Result<Vec<String>> {
    let mut rank: BTreeMap<&Module, usize> = BTreeMap::new();
    for (height, modules) in layers.layers.iter().enumerate() {
        for module in modules {
            if !code.modules().any(|known| known.starts_with(module)) {
                bail!(
                    "{FILE}: {} has no module {}",
                    layers.folder,
                    module.join("::")
                );
            }
            rank.insert(module, height);
        }
    }
    // The layer of a file is that of the nearest module around it that has one.
    let height = |module: &Module| {
        let mut around = module.clone();
        loop {
            if let Some(height) = rank.get(&around) {
                return Some(*height);
            }
            around.pop()?;
        }
    };
    let mut problems = Vec::new();
    for module in code.modules().filter(|module| !module.is_empty()) {
        if height(module).is_none() {
            problems.push(format!(
                "{FILE}: {} is in no layer of {}",
                module.join("::"),
                layers.folder
            ));
        }
    }
    for Import { from, to } in code.imports() {
        if let (Some(low), Some(high)) = (height(&from), height(&to))
            && low < high
        {
            problems.push(format!(
                "{}: {} imports {}, which is a higher layer",
                layers.folder,
                from.join("::"),
                to.join("::")
            ));
        }
    }
    Ok(problems)
}

/// Circles of imports that are too long.
fn circles(code: &Crate, root: &Path) -> Vec<String> {
    let imports = code.imports();
    let mut graph: DiGraphMap<&Module, ()> = DiGraphMap::new();
    for Import { from, to } in &imports {
        graph.add_edge(from, to, ());
    }
    let mut problems = Vec::new();
    for circle in tarjan_scc(&graph) {
        if circle.len() > CIRCLE {
            let mut files: Vec<String> = circle
                .iter()
                .map(|module| {
                    let file = code.file(module);
                    file.strip_prefix(root)
                        .unwrap_or(file)
                        .display()
                        .to_string()
                })
                .collect();
            files.sort();
            problems.push(format!(
                "{} files import each other in a circle: {}",
                files.len(),
                files.join(", ")
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(files: &[(&str, &str)]) -> (tempfile::TempDir, Crate) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let code = Crate::read(folder.path()).unwrap();
        (folder, code)
    }

    fn circle(files: &[(&str, &str)]) -> Vec<String> {
        let (folder, code) = code(files);
        circles(&code, folder.path())
    }

    #[test]
    fn a_circle_of_four_files_is_found_by_uses_paths_and_re_exports() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; mod d; pub use d::D;"),
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "fn f() { super::c::g(); }"),
            ("c.rs", "fn g(_: crate::D) {}"),
            ("d.rs", "use super::a; pub struct D;"),
        ];
        assert_eq!(
            circle(&files),
            ["4 files import each other in a circle: a.rs, b.rs, c.rs, d.rs"]
        );
        let mut open = files;
        open[4].1 = "#[cfg(test)] mod tests { use super::super::a; } pub struct D;";
        assert_eq!(circle(&open), Vec::<String>::new());
    }

    #[test]
    fn three_files_and_parents_do_not_count() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a/mod.rs", "mod x; use crate::b::B; pub struct A;"),
            ("a/x.rs", "use super::A; use crate::a;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", "use crate::a::A;"),
        ];
        assert_eq!(circle(&files), Vec::<String>::new());
    }

    #[test]
    fn an_import_that_goes_up_is_named() {
        let (_folder, code) = code(&[
            ("lib.rs", "mod low; mod high; mod lost;"),
            ("low.rs", "fn f() { crate::high::inner::g() }"),
            ("high/mod.rs", "pub mod inner; use crate::low;"),
            ("high/inner.rs", "pub fn g() {}"),
            ("lost.rs", ""),
        ]);
        let text = format!("x\n{FENCE}the/crate\nlow\nhigh\n```\n");
        let layers = parse(&text).unwrap();
        assert_eq!(
            upwards(&code, &layers[0]).unwrap(),
            [
                "ARCHITECTURE.md: lost is in no layer of the/crate",
                "the/crate: low imports high::inner, which is a higher layer",
            ]
        );
        let text = format!("{FENCE}the/crate\nnowhere\n```\n");
        assert!(upwards(&code, &parse(&text).unwrap()[0]).is_err());
    }
}
