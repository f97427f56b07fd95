//! Files and programs in small test crates: whether each is read, and is in a list.

use super::*;

#[test]
fn each_file_is_read_or_reported() {
    let unread = |files: &[(&str, &str)]| {
        let (folder, crates) = crates(files);
        unread(folder.path(), &crates).unwrap()
    };
    let declared = [
        ("auth/mod.rs", "mod rules; #[cfg(test)] mod cases;"),
        ("auth/cases/mod.rs", "mod more; mod inline { mod deep; }"),
        ("auth/cases/more.rs", ""),
        ("auth/cases/inline/deep.rs", ""),
        ("low.rs", "#[cfg(test)] mod tests { mod inner; } mod only;"),
        ("low/tests/inner.rs", ""),
        ("low/only.rs", "#![cfg(test)] mod inside;"),
        ("low/only/inside.rs", ""),
        ("bin/one.rs", "fn main() {}"),
        ("bin/two/main.rs", "mod part; fn main() {}"),
        ("bin/two/part.rs", ""),
        ("bin/two/notes.md", ""),
    ];
    assert_eq!(unread(&declared), Vec::<String>::new());
    let lost = [
        ("low.rs", "g! { mod inner; } include!(\"other.rs\");"),
        ("low/inner.rs", "use crate::high::X;"),
        ("other.rs", ""),
        (
            "auth/mod.rs",
            "#[cfg_attr(unix, path = \"by_path.rs\")] mod rules;",
        ),
        ("auth/by_path.rs", ""),
    ];
    let is_lost = |file: &&str| !["low.rs", "auth/mod.rs"].contains(file);
    let mut files: Vec<&str> = lost.iter().map(|(file, _)| *file).filter(is_lost).collect();
    files.push("auth/rules.rs");
    files.sort_unstable();
    let problem = |file: &&str| {
        format!(
            "src/{file} is not read: declare it by `mod`, or give it another ending if it is data"
        )
    };
    assert_eq!(unread(&lost), files.iter().map(problem).collect::<Vec<_>>());
}

#[test]
fn a_program_is_read_from_where_the_manifest_has_it() {
    let files = [
        ("tool.rs", "mod part; fn main() {}"),
        ("part.rs", "use crate::high::X;"),
        ("bin/other/main.rs", "use crate::high::X;"),
    ];
    let (folder, crates) = crates(&files);
    assert_eq!(crates.len(), 2);
    assert_eq!(unread(folder.path(), &crates).unwrap().len(), 2);
    let named = [folder.path().join("tool.rs"), folder.path().join("lib.rs")];
    let crates = Crate::read_all(folder.path(), &named).unwrap();
    assert_eq!(crates.len(), 3);
    assert_eq!(
        unread(folder.path(), &crates).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn a_list_of_layers_belongs_to_a_crate_of_the_workspace() {
    let text = "\n```layers the/crate\nlow\n```\n```layers the/crte\nhigh\n```\n";
    let known = ["the/crate".to_owned(), ".".to_owned()];
    assert_eq!(
        without_crate(&blocks::layers(text).unwrap(), &known),
        ["ARCHITECTURE.md lists layers of the/crte, which is no crate of the workspace"]
    );
}

#[test]
fn a_program_is_a_crate_of_its_own() {
    let (_folder, crates) = crates(&[
        ("main.rs", "use the::high; mod only; fn main() {}"),
        ("only.rs", "use crate::high::X;"),
    ]);
    assert_eq!(crates.len(), 2);
    assert_eq!(crates[0].modules().count(), 5);
    assert_eq!(crates[1].modules().count(), 2);
}

#[test]
fn lists_name_each_module_once_and_leave_none_out() {
    let (_folder, crates) = crates(&[]);
    let check = |lists: &str| {
        let text = format!("\n```layers the/crate\n{lists}\n```\n");
        upwards(&crates, &blocks::layers(&text).unwrap()[0])
    };
    assert_eq!(check("low auth\nhigh").unwrap(), Vec::<String>::new());
    assert_eq!(
        check("low\nhigh").unwrap(),
        [
            "ARCHITECTURE.md: auth is in no layer of the/crate",
            "ARCHITECTURE.md: auth::rules is in no layer of the/crate",
        ]
    );
    assert!(
        check("low auth\nhigh low")
            .unwrap_err()
            .to_string()
            .contains("low twice")
    );
    assert!(check("low auth\nhigh nowhere").is_err());
}
