//! Import cycles that are too long.

use std::path::Path;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::code::Crate;
use super::imports::Import;
use super::scope::Module;

/// The number of files that may form an import cycle.
const CIRCLE: usize = 3;

/// Returns the import cycles of a crate that are too long; the root is in none.
pub fn circles(code: &Crate, root: &Path) -> Vec<String> {
    let imports = code.imports();
    let mut graph: DiGraphMap<&Module, ()> = DiGraphMap::new();
    for Import { from, to } in imports.keys() {
        if !from.is_empty() && !to.is_empty() {
            graph.add_edge(from, to, ());
        }
    }
    let circles = tarjan_scc(&graph).into_iter();
    circles
        .filter(|circle| circle.len() > CIRCLE)
        .map(|circle| {
            let place = |module: &&Module| {
                let file = code.file(module);
                let file = file.strip_prefix(root).unwrap_or(file);
                file.display().to_string()
            };
            let mut files: Vec<String> = circle.iter().map(place).collect();
            files.sort();
            format!(
                "{} files import each other in a circle: {}",
                files.len(),
                files.join(", ")
            )
        })
        .collect()
}
