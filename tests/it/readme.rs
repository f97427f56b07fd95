//! README and guide: their links resolve, and every snippet is tested.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README, CHANGELOG and every page below docs/.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

/// The targets of `[text](target)` and of `[name]: target`, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for block in text.split("```").step_by(2) {
        for line in block.lines() {
            if let Some((_, target)) = line
                .strip_prefix('[')
                .and_then(|rest| rest.split_once("]: "))
            {
                links.push(target.trim().to_owned());
            }
            let targets = line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split_once(')'));
            links.extend(targets.map(|(target, _)| target.to_owned()));
        }
    }
    links
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let mut seen = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        // An embedded picture is no link.
        let is_file = |link: &&String| !link.contains("://") && !link.starts_with("data:");
        for link in links(&text).iter().filter(is_file) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() {
                continue;
            }
            seen += 1;
            let target = page.parent().unwrap().join(file);
            assert!(target.exists(), "{}: {link}", page.display());
        }
    }
    assert!(
        seen > 20,
        "{seen} links only: the pages are not read as they should be"
    );
}

#[test]
fn every_page_of_the_guide_is_rendered_and_listed() {
    let module = fs::read_to_string(root().join("src/guide.rs")).unwrap();
    let index = fs::read_to_string(root().join("docs/guide/README.md")).unwrap();
    let (_, rendered) = module.split_once("pages!(").unwrap();
    let (rendered, _) = rendered.split_once(')').unwrap();
    // A page may be followed by the file with its pictures.
    let lines = rendered.lines().map(str::trim);
    let rendered: Vec<&str> = lines
        .filter(|line| !line.starts_with("//"))
        .filter_map(|line| line.split([' ', ',']).next())
        .collect();
    for page in fs::read_dir(root().join("docs/guide")).unwrap() {
        let path = page.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name == "README" || path.is_dir() {
            continue;
        }
        assert!(rendered.contains(&name), "{name} is not in src/guide.rs");
        assert!(
            index.contains(&format!("| [{name}] |")),
            "{name} is not in the index"
        );
    }
}

#[test]
fn every_rust_snippet_is_compiled() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for fence in text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("```"))
        {
            let known = ["", "rust", "sh", "text", "toml", "json", "console"];
            assert!(
                known.contains(&fence),
                "{}: a fence of {fence:?}",
                page.display()
            );
        }
    }
}
