//! `cargo xtask verify-diff`: verifies the reports of `diff` with the compiler.
//!
//! On a copy of the project, the changes of mutations.toml that state the effect on old code are
//! made one by one, and an old program is compiled against the resulting bindings. For all changes,
//! the public items before and after are compared: none may disappear if `diff` reports no break.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context, anyhow, bail};
use serde_json::Value;

use super::copies::copy;
use super::mutations::{self, Mutation, OldCode};
use super::scratch;
use crate::diff::converter;
use crate::generate;
use crate::project::Project;
use crate::scratch::cargo;
use ovh_codegen::diff::{Converter, Weight};
use ovh_codegen::native::{Root, Unknown};

const OLD_USER: &str = include_str!("../../scratch/old_user.rs.in");

/// The path of the program in the copy.
const PROGRAM: &str = "tests/old_user.rs";

const DESCRIPTION: &str = "schema/native/sms.json";

/// The minimum number of compiled changes of each kind.
const COMPILED: [(OldCode, usize); 3] = [
    (OldCode::Compiles, 12),
    (OldCode::Warns, 5),
    (OldCode::Fails, 6),
];

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Compile only the changes with this effect on the old program
    #[arg(long, value_enum)]
    old_code: Option<OldCode>,
}

/// Runs all of it, or a part.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let table = mutations::table()?;
    let sms: Value = serde_json::from_str(&project.read(DESCRIPTION)?)?;
    compile(project, args, &table, &sms)?;
    surfaces(project, &table, &sms)
}

/// Compares the public items before and after each change.
fn surfaces(project: &Project, table: &[Mutation], sms: &Value) -> anyhow::Result<()> {
    let begin = Instant::now();
    let converter = converter(project)?;
    let mut others = project.roots()?;
    others.retain(|root| root.resource_path != "/sms");
    let of = |sms: &Value| Surface::of(&converter, &others, sms);
    let unchanged = of(sms)?;
    let mut compared = 0;
    for mutation in table {
        let (before, after) = mutation.apply(sms)?;
        let before = before.map(|before| of(&before));
        let before = before.transpose();
        // The generator rejects some changes; their weights are tested nevertheless.
        let (Ok(before), Ok(after)) = (before, of(&after)) else {
            eprintln!("{}: no bindings can be generated", mutation.name);
            continue;
        };
        let before = before.as_ref().unwrap_or(&unchanged);
        let lost = match mutation.weight {
            // Parts of a renamed item are found under its new name only.
            Some(Weight::Deprecated) => Vec::new(),
            _ => before.lost(&after),
        };
        if mutation.weight != Some(Weight::Breaking) && !lost.is_empty() {
            bail!(
                "{}: `diff` reports no break, but items are gone or changed:\n  {}",
                mutation.name,
                lost.join("\n  ")
            );
        }
        compared += 1;
    }
    eprintln!(
        "the public items before and after {compared} of {} changes agree with `diff` ({:.0} s)",
        table.len(),
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Returns the public items of the bindings, one per line.
struct Surface {
    lines: BTreeSet<String>,
    /// Returns the types that are only sent.
    sent: BTreeSet<String>,
}

impl Surface {
    fn of(converter: &Converter, others: &[Root], sms: &Value) -> anyhow::Result<Surface> {
        let mut roots = vec![Root::parse(&sms.to_string(), DESCRIPTION, Unknown::Refuse)?];
        roots.extend_from_slice(others);
        let document = converter.convert(roots)?;
        let list = generate::surface(&document);
        let list = list.map_err(|error| anyhow!("no bindings can be generated: {error}"))?;
        let document = ovh_codegen::document::Document::parse(&document)?;
        let sent = document.sent.difference(&document.received);
        Ok(Surface {
            lines: list.lines().map(str::to_owned).collect(),
            sent: sent.cloned().collect(),
        })
    }

    /// Returns the items that old code could use and no longer can.
    fn lost(&self, after: &Surface) -> Vec<String> {
        let gone = self.lines.difference(&after.lines);
        let lost = gone.filter(|line| !self.is_harmless(line, after));
        lost.cloned().collect()
    }

    /// Allows a value that is spelled differently, a response where there was none, and a field of
    /// a type that is only sent: its setter is a separate item.
    fn is_harmless(&self, line: &str, after: &Surface) -> bool {
        let begins = |begin: &str| after.lines.iter().any(|line| line.starts_with(begin));
        if let Some((variant, _)) = line.split_once(" = ") {
            return begins(&format!("{variant} = "));
        }
        if let Some(send) = line.strip_suffix("Result<Response<()>, Error>") {
            return begins(send);
        }
        let field = line
            .strip_prefix("types::")
            .and_then(|rest| rest.split_once(": "));
        let Some((field, _)) = field else {
            return false;
        };
        let of = field.split('.').next().unwrap_or_default();
        self.sent.contains(of) && begins(&format!("types::{field}: "))
    }
}

/// Compiles the old program after each change that states an effect on it.
fn compile(project: &Project, args: &Args, table: &[Mutation], sms: &Value) -> anyhow::Result<()> {
    let folder = scratch(project, "verify-diff");
    copy(project, &folder)?;
    let copied = Project {
        folder: folder.clone(),
        unknown: project.unknown,
    };
    std::fs::write(folder.join(PROGRAM), OLD_USER)?;
    let nothing = Change {
        name: "nothing",
        mutation: None,
        description: sms,
    };
    step(&copied, project, &nothing, OldCode::Compiles)?;
    let asked = |wanted| args.old_code.is_none_or(|only| only == wanted);
    for (wanted, least) in COMPILED.into_iter().filter(|(wanted, _)| asked(*wanted)) {
        let named = table
            .iter()
            .filter(|mutation| mutation.old_code == Some(wanted));
        let named: Vec<&Mutation> = named.collect();
        if named.len() < least {
            bail!(
                "{} changes are {wanted:?}, at least {least} are required",
                named.len()
            );
        }
        for mutation in named {
            let predicted = match mutation.weight {
                Some(Weight::Breaking) => wanted == OldCode::Fails,
                _ if mutation.new_names().next().is_some() => wanted == OldCode::Warns,
                _ => wanted == OldCode::Compiles,
            };
            if !predicted {
                bail!("{}: its weight contradicts {wanted:?}", mutation.name);
            }
            let (before, after) = mutation.apply(sms)?;
            if before.is_some() {
                bail!(
                    "{}: the old program is written for one description only",
                    mutation.name
                );
            }
            let change = Change {
                name: &mutation.name,
                mutation: Some(mutation),
                description: &after,
            };
            step(&copied, project, &change, wanted)?;
        }
    }
    Ok(())
}

/// A change and the description after it.
struct Change<'a> {
    name: &'a str,
    mutation: Option<&'a Mutation>,
    description: &'a Value,
}

fn step(
    copied: &Project,
    project: &Project,
    change: &Change<'_>,
    wanted: OldCode,
) -> anyhow::Result<()> {
    let begin = Instant::now();
    let name = change.name;
    let failed = |what: &str| format!("{name}: {what}");
    std::fs::write(copied.path(DESCRIPTION), change.description.to_string())?;
    let converted = copied
        .convert()
        .with_context(|| failed("the conversion fails"))?;
    let document = match change.mutation {
        Some(mutation) => mutation.keep_names(converted.document)?,
        None => converted.document,
    };
    std::fs::write(copied.path("schema/openapi.json"), document)?;
    let arguments = ["check", "--offline", "--quiet", "--test", "old_user"];
    let compile = || cargo(project, &copied.folder, &arguments);
    match (&compile(), wanted) {
        (Ok(()), OldCode::Compiles) => {}
        (Ok(()), OldCode::Warns) => {
            // The same program, where each warning is an error.
            let strict = format!("#![deny(deprecated)]\n{OLD_USER}");
            std::fs::write(copied.path(PROGRAM), strict)?;
            let refused = compile();
            std::fs::write(copied.path(PROGRAM), OLD_USER)?;
            let Err(error) = refused else {
                bail!(failed("the old program compiles without a warning"));
            };
            let said = error.to_string();
            let mut names = change.mutation.into_iter().flat_map(Mutation::new_names);
            let is_stated = |name: &str| {
                let notes = said.lines().filter(|line| line.contains("deprecated"));
                let mut ends = notes.map(|line| line.trim_end_matches('`'));
                ends.any(|line| line.ends_with(name))
            };
            if !is_old_user(&said) || !names.all(is_stated) {
                bail!("{}:\n{said}", failed("the warnings state other names"));
            }
        }
        (Err(error), OldCode::Fails) if is_old_user(&error.to_string()) => {}
        (Ok(()), OldCode::Fails) => bail!(failed("the old program compiles")),
        (Err(error), _) => bail!("{}:\n{error}", failed("not as expected")),
    }
    let seconds = begin.elapsed().as_secs_f64();
    eprintln!("{seconds:5.1} s  {wanted:?} after: {name}");
    Ok(())
}

/// Returns whether the compiler's errors are those of the old program, and none of the library.
fn is_old_user(errors: &str) -> bool {
    // The first place after an error is its own; the others explain it.
    let errors = errors.split("\nerror").skip(1);
    let places = errors.filter_map(|error| error.split("--> ").nth(1));
    let mut places = places.peekable();
    places.peek().is_some() && places.all(|place| place.starts_with(PROGRAM))
}

#[cfg(test)]
mod tests {
    use super::is_old_user;

    #[test]
    fn the_errors_of_the_library_are_not_those_of_the_program() {
        let program = "said:\nerror[E0609]: no field\n  --> tests/old_user.rs:1:2\n  note: x\n  --> src/a.rs:1:1\n\nerror: could not compile";
        assert!(is_old_user(program));
        let library = "said:\nerror[E0609]: no field\n --> src/service/mod.rs:1:2\n";
        assert!(!is_old_user(library));
        assert!(!is_old_user(&format!("{program}{library}")));
        assert!(!is_old_user("said:\nerror: no such command"));
    }
}
