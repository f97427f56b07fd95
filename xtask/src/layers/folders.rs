//! The number of files in folders of Rust sources.

use std::collections::BTreeMap;

use crate::project::Project;

/// The maximum number of Rust files in a folder.
const MOST: usize = 17;

/// Folders whose Rust files are data: programs that tests compile.
const DATA: [&str; 2] = ["tests/ui/", "tests/users/"];

/// Returns the folders that have too many Rust files.
///
/// # Errors
///
/// Returns an error if git can't list the files.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let listed = project.git(&[
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        "*.rs",
    ])?;
    let files = listed.split('\0').filter(|file| !file.is_empty());
    Ok(crowded(files.filter(|file| project.path(file).is_file())))
}

fn crowded<'a>(files: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files.filter(|file| !DATA.iter().any(|data| file.starts_with(data))) {
        let (folder, _) = file.rsplit_once('/').unwrap_or((".", file));
        *counts.entry(folder).or_default() += 1;
    }
    counts.retain(|_, count| *count > MOST);
    let problem = |(folder, count)| {
        format!(
            "{folder} has {count} Rust files, at most {MOST} are allowed: move some into a folder"
        )
    };
    counts.into_iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_too_many_rust_files_is_a_problem_unless_they_are_data() {
        let files = |folder: &str, count: usize| {
            let names = (0..count).map(|number| format!("{folder}/f{number}.rs"));
            names.collect::<Vec<String>>()
        };
        let found = |files: &[String]| crowded(files.iter().map(String::as_str));
        assert_eq!(found(&files("src", MOST)), Vec::<String>::new());
        assert_eq!(
            found(&files("a/src", MOST + 1)),
            ["a/src has 18 Rust files, at most 17 are allowed: move some into a folder"]
        );
        // Folders inside count by themselves.
        let inside = [
            files("src", MOST),
            files("src/in", MOST),
            files("tests/it", 18),
        ]
        .concat();
        assert_eq!(found(&inside).len(), 1);
        assert_eq!(found(&files("tests/users", 40)), Vec::<String>::new());
        assert_eq!(found(&files("crates/a/tests/users", 40)).len(), 1);
    }
}
