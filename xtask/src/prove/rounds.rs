//! Compiles many units of code as one program: those that fail are taken out until the rest
//! compiles, because the compiler does not check types while a name is unknown.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;

use super::package::{Package, Side};
use super::probes::{HEADER, Unit};
use super::proof::Broken;
use crate::compiler::Message;

/// The most rounds: names, types, borrows, and as many again for what they hide.
const ROUNDS: usize = 12;

/// The module of the units that have none of their own.
const SHARED: &str = "probes";

/// What the compiler reports about units, by their position.
#[derive(Debug, Default)]
pub struct Compiled {
    pub failed: BTreeMap<usize, Vec<Broken>>,
    pub deprecated: BTreeMap<usize, Vec<Broken>>,
}

/// What the compiler reports about units before and after the change.
#[derive(Debug, Default)]
pub struct Results {
    before: Compiled,
    after: Compiled,
}

impl Results {
    pub fn of(&self, side: Side) -> &Compiled {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    fn of_mut(&mut self, side: Side) -> &mut Compiled {
        match side {
            Side::Before => &mut self.before,
            Side::After => &mut self.after,
        }
    }
}

/// Compiles the units against both libraries.
pub fn compile(package: &Package<'_>, units: &[Unit]) -> anyhow::Result<Results> {
    let mut results = Results::default();
    let mut open: BTreeSet<Side> = Side::BOTH.into();
    for _ in 0..ROUNDS {
        let mut written = BTreeMap::new();
        for side in &open {
            let failed = &results.of(*side).failed;
            let kept = |number: &usize| !failed.contains_key(number);
            let layout = Layout::of(units, kept);
            package.program(*side, &layout.modules)?;
            written.insert(*side, layout);
        }
        let sides: Vec<Side> = open.iter().copied().collect();
        let messages = package.check(&sides)?;
        for side in sides {
            let own = messages.iter().filter(|(of, _)| *of == side);
            let own: Vec<&Message> = own.map(|(_, message)| message).collect();
            if let Some(layout) = written.get(&side)
                && sort(&own, layout, results.of_mut(side))?
            {
                open.remove(&side);
            }
        }
        if open.is_empty() {
            return Ok(results);
        }
    }
    bail!("programs still fail after {ROUNDS} rounds without those that failed")
}

/// Sorts messages by unit; returns whether no unit failed.
fn sort(messages: &[&Message], layout: &Layout, result: &mut Compiled) -> anyhow::Result<bool> {
    // A program may deny the lint: old code that compiles without that line is deprecated, not broken.
    let is_deprecated = |message: &Message| message.code.as_deref() == Some("deprecated");
    let errors = messages
        .iter()
        .filter(|message| message.level == "error" && !is_deprecated(message));
    let mut clean = true;
    for message in errors {
        clean = false;
        let Some((unit, broken)) = layout.place(message) else {
            bail!(
                "an error of the compiler is in no program: {}:{}: {}",
                message.file,
                message.line,
                message.text
            );
        };
        result.failed.entry(unit).or_default().push(broken);
    }
    if clean {
        for message in messages.iter().filter(|message| is_deprecated(message)) {
            if let Some((unit, broken)) = layout.place(message) {
                result.deprecated.entry(unit).or_default().push(broken);
            }
        }
    }
    Ok(clean)
}

/// The modules of a program, and the first line of each unit in them.
#[derive(Debug, Default)]
struct Layout {
    modules: Vec<(String, String)>,
    /// By file: the first line of each unit, and the unit.
    starts: BTreeMap<String, BTreeMap<u64, usize>>,
}

impl Layout {
    fn of(units: &[Unit], kept: impl Fn(&usize) -> bool) -> Layout {
        let mut layout = Layout::default();
        let mut shared = HEADER.to_owned();
        let mut line = lines(HEADER) + 1;
        for (number, unit) in units.iter().enumerate().filter(|(number, _)| kept(number)) {
            if unit.name.is_empty() {
                layout.start(SHARED, line, number);
                line += lines(&unit.text);
                shared.push_str(&unit.text);
            } else {
                layout.start(&unit.name, 1, number);
                layout.modules.push((unit.name.clone(), unit.text.clone()));
            }
        }
        layout.modules.push((SHARED.to_owned(), shared));
        layout
    }

    fn start(&mut self, module: &str, line: u64, unit: usize) {
        let file = self.starts.entry(format!("{module}.rs")).or_default();
        file.insert(line, unit);
    }

    /// Returns the unit that a message is about, and the message with the line in the unit.
    fn place(&self, message: &Message) -> Option<(usize, Broken)> {
        let own = message.places.iter().find_map(|(file, line)| {
            let file = self.starts.get(file)?;
            let (start, unit) = file.range(..=*line).next_back()?;
            Some((*unit, line - start + 1))
        });
        let (unit, line) = own?;
        let code = message.code.as_deref().filter(|code| code.starts_with('E'));
        let code = code.map_or_else(String::new, |code| format!(" ({code})"));
        Some((
            unit,
            Broken {
                line,
                message: format!("{}{code}", message.text),
            },
        ))
    }
}

fn lines(text: &str) -> u64 {
    u64::try_from(text.matches('\n').count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, text: &str) -> Unit {
        Unit {
            name: name.to_owned(),
            text: text.to_owned(),
            uses: BTreeSet::new(),
        }
    }

    fn message(file: &str, line: u64, level: &str) -> Message {
        Message {
            target: "users_after".to_owned(),
            level: level.to_owned(),
            code: Some(
                if level == "error" {
                    "E0599"
                } else {
                    "deprecated"
                }
                .to_owned(),
            ),
            text: "x".to_owned(),
            file: file.to_owned(),
            line,
            places: vec![(file.to_owned(), line)],
        }
    }

    #[test]
    fn an_error_is_of_the_unit_at_its_line() {
        let units = [
            unit("", "fn p0() {}\n"),
            unit("send", "//! A.\nfn a() {}\n"),
            unit("", "fn p2() {\n}\n"),
            unit("", "fn p3() {}\n"),
        ];
        let first = lines(HEADER) + 1;
        for (left_out, file, line, expected) in [
            (None, "probes.rs", first, Some((0, 1))),
            (None, "probes.rs", first + 1, Some((2, 1))),
            (None, "probes.rs", first + 2, Some((2, 2))),
            (None, "probes.rs", first + 3, Some((3, 1))),
            (Some(0), "probes.rs", first + 2, Some((3, 1))),
            (None, "send.rs", 2, Some((1, 2))),
            (None, "probes.rs", 1, None),
            (None, "lib.rs", 5, None),
        ] {
            let layout = Layout::of(&units, |number| Some(*number) != left_out);
            let place = layout.place(&message(file, line, "error"));
            let place = place.map(|(unit, broken)| (unit, broken.line));
            assert_eq!(place, expected, "{file}:{line} without {left_out:?}");
        }
    }

    #[test]
    fn warnings_count_only_once_everything_compiles() {
        let units = [unit("", "fn p0() {}\n"), unit("", "fn p1() {}\n")];
        let layout = Layout::of(&units, |_| true);
        let first = lines(HEADER) + 1;
        let warning = message("probes.rs", first, "warning");
        let error = message("probes.rs", first + 1, "error");
        let mut result = Compiled::default();
        assert!(!sort(&[&warning, &error], &layout, &mut result).unwrap());
        assert_eq!(result.failed.keys().collect::<Vec<_>>(), [&1]);
        assert!(result.deprecated.is_empty());
        assert!(sort(&[&warning], &layout, &mut result).unwrap());
        assert_eq!(result.deprecated.keys().collect::<Vec<_>>(), [&0]);
        // A program that denies the lint.
        let denied = Message {
            level: "error".to_owned(),
            ..warning.clone()
        };
        let mut result = Compiled::default();
        assert!(sort(&[&denied], &layout, &mut result).unwrap());
        assert!(result.failed.is_empty());
        assert_eq!(result.deprecated.keys().collect::<Vec<_>>(), [&0]);
        let nowhere = message("lib.rs", 1, "error");
        assert!(sort(&[&nowhere], &layout, &mut result).is_err());
    }
}
