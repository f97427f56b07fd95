//! The frozen programs of users, under tests/users.

use std::collections::BTreeSet;

use anyhow::Context;
use ovh_codegen::document::Document;

use super::probes::Unit;
use super::proof::{Broken, Program, ProgramResult, WrittenFor};
use super::rounds::Compiled;
use crate::project::Project;

/// The folder of the programs.
pub const FOLDER: &str = "tests/users";

/// The file that lists the programs as modules, for tools that follow modules.
const LIST: &str = "all.rs";

/// The beginning of the line that states the descriptions that a program is written for.
const WRITTEN_FOR: &str = "// Written for ";

/// What is compiled in place of a program that is not UTF-8: its error names the fault.
const NOT_UTF_8: &str = "compile_error!(\"the file is not UTF-8\");\n";

/// Returns the frozen programs.
pub fn programs(project: &Project) -> anyhow::Result<Vec<Program>> {
    let folder = project.path(FOLDER);
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("{} can't be read", folder.display()))?;
    let mut programs = Vec::new();
    for entry in entries {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".rs").filter(|_| file != LIST) {
            let path = folder.join(&file);
            let text = std::fs::read(&path)
                .with_context(|| format!("{} can't be read", path.display()))?;
            programs.push(read(
                name,
                String::from_utf8(text).unwrap_or(NOT_UTF_8.to_owned()),
            ));
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// Reads the line that states the descriptions: `// Written for /me/document, /sms of 2020-08-10.`
/// A program without that line is compiled against each description.
fn read(name: &str, text: String) -> Program {
    let one = |text: &str| match text.split_once(" of ") {
        Some((root, day)) => WrittenFor {
            root: root.to_owned(),
            day: Some(day.to_owned()),
        },
        None => WrittenFor {
            root: text.to_owned(),
            day: None,
        },
    };
    let line = text.lines().find_map(|line| line.strip_prefix(WRITTEN_FOR));
    let roots = line
        .into_iter()
        .flat_map(|line| line.trim_end_matches('.').split(", "));
    Program {
        name: name.to_owned(),
        written_for: roots.map(one).collect(),
        text,
    }
}

/// Splits the programs into those that can be compiled against an old description, and those that
/// can't, with the reason. Without a day, the description is at least as new as the programs.
pub fn suitable(
    programs: &[Program],
    before: &Document,
    day: Option<&str>,
) -> (Vec<Program>, Vec<String>) {
    let mut suitable = Vec::new();
    let mut left_out = Vec::new();
    for program in programs {
        let reason = program.written_for.iter().find_map(|written_for| {
            let root = &written_for.root;
            match (&written_for.day, day) {
                _ if !has_root(before, root) => Some(format!("the description has no {root}")),
                (Some(of), Some(day)) if of.as_str() > day => Some(format!(
                    "it is written for {root} of {of}, newer than {day}"
                )),
                _ => None,
            }
        });
        match reason {
            None => suitable.push(program.clone()),
            Some(reason) => left_out.push(format!("{FOLDER}/{}.rs: {reason}", program.name)),
        }
    }
    (suitable, left_out)
}

fn has_root(document: &Document, root: &str) -> bool {
    let paths = document.operations.values().filter_map(|operation| {
        let (_, path) = operation.place.split_once(' ')?;
        path.strip_prefix(root)
    });
    let mut rests = paths;
    rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns a program as a unit of its own module, whose name has no conflicts.
pub fn unit((number, program): (usize, &Program)) -> Unit {
    Unit {
        name: format!("program_{number}"),
        text: program.text.clone(),
        uses: BTreeSet::new(),
    }
}

/// Returns the result of a program, which is the unit with this number.
pub fn result(
    program: &Program,
    unit: usize,
    before: &Compiled,
    after: &Compiled,
) -> ProgramResult {
    let of = |found: Option<&Vec<Broken>>| found.cloned().unwrap_or_default();
    let deprecated_before = of(before.deprecated.get(&unit));
    let mut deprecated = of(after.deprecated.get(&unit));
    deprecated.retain(|broken| !deprecated_before.contains(broken));
    ProgramResult {
        name: program.name.clone(),
        before: of(before.failed.get(&unit)),
        after: of(after.failed.get(&unit)),
        deprecated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::source::sha256;

    #[test]
    fn a_program_states_its_descriptions() {
        let text = "//! A.\n// Written for /me/document, /sms of 2020-08-10.\n";
        let program = read("a", text.to_owned());
        let expected = [("/me/document", None), ("/sms", Some("2020-08-10"))];
        let of = program.written_for.iter();
        let of: Vec<(&str, Option<&str>)> = of
            .map(|one| (one.root.as_str(), one.day.as_deref()))
            .collect();
        assert_eq!(of, expected);
        assert!(read("a", "//! A.\n".to_owned()).written_for.is_empty());
    }

    #[test]
    fn programs_for_newer_or_other_descriptions_are_left_out_with_a_reason() {
        let project = Project::here();
        let document = Document::parse(&project.read("schema/openapi.json").unwrap()).unwrap();
        let program =
            |name: &str, line: &str| read(name, format!("//! A.\n// Written for {line}.\n"));
        let programs = [
            program("old", "/sms of 2020-08-10"),
            program("same", "/sms of 2022-02-23"),
            program("new", "/sms of 2024-06-07"),
            program("other", "/sms of 2020-08-10, /telephony"),
            program("similar", "/sm"),
            program("part", "/me/document"),
        ];
        let names = |day: Option<&str>| {
            let (suitable, left_out) = suitable(&programs, &document, day);
            let names: Vec<String> = suitable.into_iter().map(|program| program.name).collect();
            (names.join(" "), left_out)
        };
        let (kept, left_out) = names(Some("2022-02-23"));
        assert_eq!(kept, "old same part");
        assert_eq!(
            left_out,
            [
                "tests/users/new.rs: it is written for /sms of 2024-06-07, newer than 2022-02-23",
                "tests/users/other.rs: the description has no /telephony",
                "tests/users/similar.rs: the description has no /sm",
            ]
        );
        assert_eq!(names(None).0, "old same new part");
    }

    #[test]
    fn at_least_twelve_programs_are_frozen_and_listed() {
        let project = Project::here();
        let programs = programs(&project).unwrap();
        let frozen: String = programs
            .iter()
            .map(|program| format!("{}  {}.rs\n", sha256(program.text.as_bytes()), program.name))
            .collect();
        assert_eq!(
            project.read(&format!("{FOLDER}/SHA256SUMS")).unwrap(),
            frozen,
            "a program of {FOLDER} was changed: add a new one instead"
        );
        assert!(programs.len() >= 12, "{}", programs.len());
        let list = project.read(&format!("{FOLDER}/{LIST}")).unwrap();
        for program in &programs {
            assert!(program.text.starts_with("//! "), "{}", program.name);
            assert!(!program.written_for.is_empty(), "{}", program.name);
            assert!(
                list.contains(&format!("mod {};\n", program.name)),
                "{}",
                program.name
            );
        }
        assert_eq!(list.matches("mod ").count(), programs.len());
    }
}
