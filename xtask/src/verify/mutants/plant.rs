//! Writes the changes of a file into its text, each behind a condition.
//!
//! A changed expression stands beside the original one, so all changes of a package are compiled
//! together, and a test run chooses one.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Context;
use proc_macro2::LineColumn;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::list::{Change, Kind};

/// When a planted change is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// If the file of the test run has its number.
    Chosen,
    /// Always.
    Always,
}

/// The text of a file with its changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Planted {
    pub text: String,
    /// The place of each change in the text, with everything that was written for it.
    pub places: Vec<(usize, Range<usize>)>,
    /// The changes that can't be written beside the original, such as those of a `let` chain.
    pub others: Vec<usize>,
}

/// Plants changes, given with their numbers, in the text of a file.
///
/// # Errors
///
/// Returns an error if the text is no Rust.
pub fn plant(text: &str, changes: &[(usize, &Change)], when: When) -> anyhow::Result<Planted> {
    let file = syn::parse_file(text).context("the file can't be parsed")?;
    let lines = Lines::new(text);
    let mut finder = Finder {
        text,
        lines: &lines,
        when,
        wanted: BTreeMap::new(),
        edits: Vec::new(),
        others: Vec::new(),
    };
    for (number, change) in changes {
        let at = lines.offset(change.begin.line, change.begin.column - 1);
        let wanted = finder.wanted.entry((at, change.kind)).or_default();
        wanted.push((*number, change));
    }
    finder.visit_file(&file);
    let Finder {
        wanted,
        edits,
        mut others,
        ..
    } = finder;
    others.extend(wanted.into_values().flatten().map(|(number, _)| number));
    others.sort_unstable();
    Ok(written(text, edits, others))
}

/// Texts that are written around a range of the original.
struct Edit {
    range: Range<usize>,
    before: String,
    after: String,
    numbers: Vec<usize>,
}

/// Writes the edits into the text.
fn written(text: &str, mut edits: Vec<Edit>, others: Vec<usize>) -> Planted {
    // An insertion comes first. Where two ranges begin at one place, the longer one is the outer
    // one; where two end at one place, the later one is the inner one.
    edits.sort_by_key(|edit| {
        let Range { start, end } = edit.range;
        (start, start != end, std::cmp::Reverse(end))
    });
    let mut pieces: Vec<(usize, (u8, usize), &str)> = Vec::new();
    for (place, edit) in edits.iter().enumerate() {
        pieces.push((edit.range.start, (1, place), &edit.before));
        if !edit.range.is_empty() {
            pieces.push((edit.range.end, (0, edits.len() - place), &edit.after));
        }
    }
    pieces.sort_by_key(|(at, order, _)| (*at, *order));
    let mut result = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    let mut begins = vec![0; edits.len()];
    let mut ends = vec![0; edits.len()];
    for (at, (kind, order), piece) in pieces {
        result.push_str(text.get(copied..at).unwrap_or_default());
        copied = at;
        if kind == 1 {
            begins[order] = result.len();
        }
        result.push_str(piece);
        // Of an insertion, this is the end; otherwise its own piece follows.
        let ended = if kind == 1 {
            order
        } else {
            edits.len() - order
        };
        ends[ended] = result.len();
    }
    result.push_str(text.get(copied..).unwrap_or_default());
    let places = edits.iter().zip(begins.iter().zip(&ends));
    let places = places.flat_map(|(edit, (begin, end))| {
        edit.numbers
            .iter()
            .map(move |number| (*number, *begin..*end))
    });
    Planted {
        text: result,
        places: places.collect(),
        others,
    }
}

/// Finds the places of changes in a syntax tree.
struct Finder<'a> {
    text: &'a str,
    lines: &'a Lines,
    when: When,
    /// The changes that are not planted yet, by the start of their place.
    wanted: BTreeMap<(usize, Kind), Vec<(usize, &'a Change)>>,
    edits: Vec<Edit>,
    others: Vec<usize>,
}

impl Finder<'_> {
    fn range(&self, item: &impl Spanned) -> Range<usize> {
        let span = item.span();
        self.lines.at(span.start())..self.lines.at(span.end())
    }

    fn source(&self, item: &impl Spanned) -> &str {
        self.text.get(self.range(item)).unwrap_or_default()
    }

    fn condition(&self, number: usize) -> String {
        match self.when {
            When::Chosen => format!("crate::planted_changes::is({number})"),
            When::Always => "true".to_owned(),
        }
    }

    /// Takes the changes of a kind that begin at a place.
    fn take(&mut self, at: usize, kind: Kind) -> Vec<(usize, Change)> {
        let found = self.wanted.remove(&(at, kind)).unwrap_or_default();
        let owned = found.into_iter();
        owned
            .map(|(number, change)| (number, change.clone()))
            .collect()
    }

    /// Writes each change as a branch before the original expression.
    fn choose(&mut self, range: Range<usize>, branches: Vec<(usize, String)>) {
        if branches.is_empty() {
            return;
        }
        let mut before = "(".to_owned();
        let mut numbers = Vec::new();
        for (number, text) in branches {
            before += &format!("if {} {{ {text} }} else ", self.condition(number));
            numbers.push(number);
        }
        before += "{ ";
        let after = " })".to_owned();
        self.edits.push(Edit {
            range,
            before,
            after,
            numbers,
        });
    }

    /// Plants the changes of a function's body.
    fn body(&mut self, block: &syn::Block) {
        let Some(first) = block.stmts.first() else {
            return;
        };
        let at = self.range(first).start;
        let branches = self.take(at, Kind::FnValue);
        if branches.is_empty() {
            return;
        }
        let mut before = String::new();
        let mut numbers = Vec::new();
        for (number, change) in branches {
            let condition = self.condition(number);
            let value = &change.replacement;
            before += &format!("if {condition} {{ return {value}; }} ");
            numbers.push(number);
        }
        let after = String::new();
        self.edits.push(Edit {
            range: at..at,
            before,
            after,
            numbers,
        });
    }
}

/// Returns whether an expression contains a `let`, as in a `let` chain.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.body(&function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.body(&function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.body(block);
        }
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let changes = self.take(self.range(&binary.op).start, Kind::BinaryOperator);
        let is_chain = has_let(&binary.left) || has_let(&binary.right);
        if is_chain {
            self.others.extend(changes.iter().map(|(number, _)| number));
        } else {
            let (left, right) = (self.source(&binary.left), self.source(&binary.right));
            let branch = |(number, change): &(usize, Change)| {
                (*number, format!("{left} {} {right}", change.replacement))
            };
            let branches = changes.iter().map(branch).collect();
            self.choose(self.range(binary), branches);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        let changes = self.take(self.range(unary).start, Kind::UnaryOperator);
        let operand = self.source(&unary.expr).to_owned();
        let branches = changes.iter().map(|(number, _)| (*number, operand.clone()));
        let branches = branches.collect();
        self.choose(self.range(unary), branches);
        visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let deleted = self.take(self.range(arm).start, Kind::MatchArm);
        let branch = |(number, change): &(usize, Change)| (*number, change.replacement.clone());
        if let syn::Pat::Guard(syn::PatGuard { guard, .. }) = &arm.pat {
            let range = self.range(guard);
            let mut branches: Vec<_> = self
                .take(range.start, Kind::MatchArmGuard)
                .iter()
                .map(branch)
                .collect();
            branches.extend(
                deleted
                    .iter()
                    .map(|(number, _)| (*number, "false".to_owned())),
            );
            self.choose(range, branches);
        } else if !deleted.is_empty() {
            let end = self.range(&arm.pat).end;
            let numbers: Vec<usize> = deleted.iter().map(|(number, _)| *number).collect();
            let conditions = numbers
                .iter()
                .map(|number| format!("!{}", self.condition(*number)));
            let before = format!(" if {}", conditions.collect::<Vec<_>>().join(" && "));
            let after = String::new();
            self.edits.push(Edit {
                range: end..end,
                before,
                after,
                numbers,
            });
        }
        visit::visit_arm(self, arm);
    }
}

/// Where the lines of a text begin.
pub struct Lines {
    text: String,
    starts: Vec<usize>,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(breaks).collect(),
            text: text.to_owned(),
        }
    }

    /// Returns the offset of a line, from 1, and a column in characters, from 0.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let start = start.unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let within = rest.char_indices().nth(column);
        within.map_or(self.text.len(), |(at, _)| start + at)
    }

    fn at(&self, place: LineColumn) -> usize {
        self.offset(place.line, place.column)
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::Place;
    use super::*;

    const TEXT: &str = "\
fn f(a: u8, b: Option<u8>) -> bool {
    let c = a + 1 == 2 && !b.is_some();
    match b {
        Some(d) if d > a => true,
        Some(3) => c,
        _ => false,
    }
}
";

    fn change(kind: Kind, line: usize, column: usize, replacement: &str) -> Change {
        Change {
            name: String::new(),
            file: "f.rs".to_owned(),
            kind,
            begin: Place { line, column },
            replacement: replacement.to_owned(),
        }
    }

    #[test]
    fn each_change_stands_behind_its_condition() {
        let all = [
            change(Kind::FnValue, 2, 5, "true"),
            change(Kind::BinaryOperator, 2, 19, "!="),
            change(Kind::BinaryOperator, 2, 15, "-"),
            change(Kind::BinaryOperator, 2, 24, "||"),
            change(Kind::UnaryOperator, 2, 27, ""),
            change(Kind::MatchArmGuard, 4, 20, "false"),
            change(Kind::MatchArm, 5, 9, ""),
        ];
        let numbered: Vec<_> = all.iter().enumerate().collect();
        let planted = plant(TEXT, &numbered, When::Chosen).unwrap();
        assert!(planted.others.is_empty());
        assert_eq!(planted.places.len(), all.len());
        let text = planted.text.replace("crate::planted_changes::is", "is");
        syn::parse_file(&text).unwrap();
        for part in [
            "if is(0) { return true; } let c",
            "if is(1) { a + 1 != 2 } else { (if is(2) { a - 1 } else { a + 1 }) == 2 }",
            "(if is(3) { a + 1 == 2 || !b.is_some() } else { ",
            "(if is(4) { b.is_some() } else { !b.is_some() })",
            "Some(d) if (if is(5) { false } else { d > a }) =>",
            "Some(3) if !is(6) =>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        for (number, place) in &planted.places {
            let part = planted.text.get(place.clone()).unwrap();
            assert!(part.contains(&format!("is({number})")), "{number}: {part}");
        }
    }

    #[test]
    fn a_change_of_a_let_chain_is_left_for_a_build_of_its_own() {
        let text = "fn f(a: Option<u8>) { if let Some(b) = a && b > 0 { g() } }";
        let chain = change(Kind::BinaryOperator, 1, 42, "||");
        let planted = plant(text, &[(7, &chain)], When::Chosen).unwrap();
        assert_eq!(planted.others, [7]);
        assert_eq!(planted.text, text);
    }

    #[test]
    fn a_change_that_is_not_found_is_not_lost() {
        let nowhere = change(Kind::BinaryOperator, 3, 2, "||");
        let planted = plant(TEXT, &[(0, &nowhere)], When::Always).unwrap();
        assert_eq!(planted.others, [0]);
    }
}
