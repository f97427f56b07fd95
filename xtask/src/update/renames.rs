//! Enters the renames that `diff` recognizes into schema/names.toml, so that generated code keeps
//! the old names as deprecated items.

use anyhow::{Context, bail};
use ovh_codegen::diff::{self, Difference, Rename};
use ovh_codegen::generate::Item;

use crate::check::Made;
use crate::project::Project;
use crate::replace::{Replaced, replace_all};

/// The file of names, relative to the project's folder.
const PATH: &str = "schema/names.toml";

/// What was made, and the old contents of names.toml if it changed.
pub(super) struct Kept {
    pub made: Made,
    pub difference: Difference,
    pub names: Replaced,
}

/// Enters the renames of a difference, and makes everything again. After an error, names.toml is as
/// before.
pub(super) fn keep(
    project: &Project,
    before: &str,
    (made, difference): (Made, Difference),
    make: impl Fn() -> anyhow::Result<Made>,
) -> anyhow::Result<Kept> {
    let since = difference.next_version.clone();
    let (Some(since), false) = (since, difference.renames.is_empty()) else {
        return Ok(Kept {
            made,
            difference,
            names: Replaced::default(),
        });
    };
    let text = project.read(PATH)?;
    let renames = difference.renames.clone();
    let again = |since: &str| -> anyhow::Result<(Made, Difference)> {
        let entered = enter(&text, &renames, since)?;
        replace_all(project, &[(PATH.to_owned(), entered)])?;
        let made = make()?;
        let version = difference.version.clone();
        let difference = diff::documents(before, &made.document, version)?;
        Ok((made, difference))
    };
    let kept = again(&since).and_then(|(made, difference)| {
        // Without the breaks of the renames, the next version may be another one.
        match &difference.next_version {
            Some(next) if *next != since => again(next),
            _ => Ok((made, difference)),
        }
    });
    let names = Replaced::of(vec![(project.path(PATH), Some(text.into_bytes()))]);
    match kept {
        Ok((mut made, difference)) => {
            made.notes.extend(renames.iter().map(|rename| {
                format!(
                    "{PATH}: the old name {} is kept as a deprecated item; use {}",
                    rename.old, rename.new
                )
            }));
            Ok(Kept {
                made,
                difference,
                names,
            })
        }
        Err(error) => {
            names.put_back();
            Err(error.context("the renamed items can't be kept"))
        }
    }
}

/// Returns names.toml with an entry for each rename. Older entries follow: their new names, and the
/// items that they are parts of.
fn enter(text: &str, renames: &[Rename], since: &str) -> anyhow::Result<String> {
    let mut out = without_equal(&follow(text, renames)?);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    for Rename { old, new } in renames {
        out.push_str(&format!(
            "\n[[renamed]]\nold = \"{old}\"\nnew = \"{new}\"\nsince = \"{since}\"\n"
        ));
    }
    let _: toml::Table =
        toml::from_str(&out).with_context(|| format!("{PATH} can't be extended"))?;
    Ok(out)
}

/// Returns names.toml with the names of its entries renamed: an entry states the current name.
fn follow(text: &str, renames: &[Rename]) -> anyhow::Result<String> {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.trim_start().starts_with('[') {
            inside = line.trim() == "[[renamed]]";
        }
        out.push_str(&match entry(line).filter(|_| inside) {
            Some((key, name)) => {
                let renamed = renamed(key, name, renames)?;
                line.replace(&format!("\"{name}\""), &format!("\"{renamed}\""))
            }
            None => line.to_owned(),
        });
        out.push('\n');
    }
    Ok(out)
}

/// Returns names.toml without the entries whose two names are equal: a rename was taken back.
fn without_equal(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut block = vec![line];
        if line.trim() == "[[renamed]]" {
            while let Some(next) = lines.next_if(|next| !next.trim_start().starts_with('[')) {
                block.push(next);
            }
        }
        let name = |key: &str| {
            let mut entries = block.iter().filter_map(|line| entry(line));
            entries
                .find(|(known, _)| *known == key)
                .map(|(_, name)| name)
        };
        let is_equal = block.len() > 1 && name("old").is_some() && name("old") == name("new");
        if !is_equal {
            out.extend(block.iter().flat_map(|line| [*line, "\n"]));
        }
    }
    out
}

/// Returns the key and the name of a line of an entry.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let name = value.split('"').nth(1)?;
    let key = key.trim();
    matches!(key, "old" | "new").then_some((key, name))
}

/// Returns the current name of an item: its own name if it is `new`, and that of the item that it is
/// a part of.
fn renamed(key: &str, name: &str, renames: &[Rename]) -> anyhow::Result<String> {
    let Ok(mut item) = Item::parse(name) else {
        bail!("{PATH}: {name:?} is not the name of an item: correct the entry in [[renamed]]");
    };
    for rename in renames {
        let (Ok(old), Ok(new)) = (Item::parse(&rename.old), Item::parse(&rename.new)) else {
            continue;
        };
        item.follow(&old, &new);
    }
    // The rename of a part names the item that it is a part of by its new name.
    let name = item.to_string();
    let rename = renames
        .iter()
        .find(|rename| key == "new" && rename.old == name);
    Ok(rename.map_or(name, |rename| rename.new.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rename(old: &str, new: &str) -> Rename {
        Rename {
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }

    const THERE: &str = "# Names.\n[types]\nold = \"types::A\"\n\n[[renamed]]\nold = \"types::A.a\"\nnew = \"types::A.b\"\nsince = \"0.1.1\"\n\n[[renamed]]\nold = \"builder::JobsList::x\"\nnew = \"builder::JobsList::y\"\nsince = \"0.1.1\"\n";

    #[test]
    fn a_rename_is_entered_and_older_entries_follow() {
        for (renames, expected) in [
            (
                vec![rename("types::A", "types::B")],
                THERE.replace("types::A.", "types::B.")
                    + "\n[[renamed]]\nold = \"types::A\"\nnew = \"types::B\"\nsince = \"0.2.0\"\n",
            ),
            (
                vec![rename("types::A.b", "types::A.c")],
                THERE.replace("A.b", "A.c")
                    + "\n[[renamed]]\nold = \"types::A.b\"\nnew = \"types::A.c\"\nsince = \"0.2.0\"\n",
            ),
            (
                vec![rename("Client::jobs_list", "Client::runs_list")],
                THERE.replace("JobsList", "RunsList")
                    + "\n[[renamed]]\nold = \"Client::jobs_list\"\nnew = \"Client::runs_list\"\nsince = \"0.2.0\"\n",
            ),
            (
                vec![rename("types::A.b", "types::A.a")],
                THERE.replace(
                    "[[renamed]]\nold = \"types::A.a\"\nnew = \"types::A.b\"\nsince = \"0.1.1\"\n\n",
                    "",
                ) + "\n[[renamed]]\nold = \"types::A.b\"\nnew = \"types::A.a\"\nsince = \"0.2.0\"\n",
            ),
            // The type and its field in one step.
            (
                vec![
                    rename("types::A", "types::B"),
                    rename("types::B.b", "types::B.c"),
                ],
                THERE.replace("types::A.", "types::B.").replace("B.b", "B.c")
                    + "\n[[renamed]]\nold = \"types::A\"\nnew = \"types::B\"\nsince = \"0.2.0\"\n\n[[renamed]]\nold = \"types::B.b\"\nnew = \"types::B.c\"\nsince = \"0.2.0\"\n",
            ),
            // The operation and a parameter in one step, whatever their order.
            (
                vec![
                    rename("builder::RunsList::y", "builder::RunsList::z"),
                    rename("Client::jobs_list", "Client::runs_list"),
                ],
                THERE
                    .replace("JobsList", "RunsList")
                    .replace("RunsList::y", "RunsList::z")
                    + "\n[[renamed]]\nold = \"builder::RunsList::y\"\nnew = \"builder::RunsList::z\"\nsince = \"0.2.0\"\n\n[[renamed]]\nold = \"Client::jobs_list\"\nnew = \"Client::runs_list\"\nsince = \"0.2.0\"\n",
            ),
            (Vec::new(), THERE.to_owned()),
        ] {
            assert_eq!(enter(THERE, &renames, "0.2.0").unwrap(), expected);
        }
    }

    #[test]
    fn an_entry_that_names_no_item_is_an_error() {
        let text = "[[renamed]]\nold = \"A\"\nnew = \"types::B\"\nsince = \"0.1.1\"\n";
        let error = enter(text, &[], "0.2.0").unwrap_err().to_string();
        assert!(
            error.contains("\"A\" is not the name of an item"),
            "{error}"
        );
    }
}
