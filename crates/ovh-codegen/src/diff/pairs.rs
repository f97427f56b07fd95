//! Matches the operations and types of the old document with those of the new one.
//!
//! Code uses names, so an item that only changed its name is one change, not two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::{is_enumeration, variants};
use super::renames::spelling;
use crate::document::{Document, Operation, flag, properties, referenced, required, text};
use crate::generate::{Item, VALUE};
use crate::words;

/// The operations of two documents, in pairs.
pub(super) struct Operations<'a> {
    pub both: Vec<(&'a Operation, &'a Operation)>,
    pub removed: Vec<&'a Operation>,
    pub added: Vec<&'a Operation>,
}

/// Pairs operations by method and path, then moved operations: by the name of their method, as the
/// new document states, and by a path and a content that are almost the same.
pub(super) fn operations<'a>(old: &'a Document, new: &'a Document) -> Operations<'a> {
    let mut pairs = Operations {
        both: Vec::new(),
        removed: Vec::new(),
        added: Vec::new(),
    };
    for (key, was) in &old.operations {
        match new.operations.get(key) {
            Some(is) => pairs.both.push((was, is)),
            None => pairs.removed.push(was),
        }
    }
    let fresh = new.operations.iter();
    let fresh = fresh.filter(|(key, _)| !old.operations.contains_key(*key));
    pairs.added = fresh.map(|(_, is)| is).collect();
    pairs.pair(|was, is| was.id() == is.id());
    pairs.pair(|was, is| {
        let item = |operation: &Operation| Item::Operation(operation.id().to_owned());
        new.keeps(&item(was), &item(is))
    });
    for is_like in [Segment::has_words, Segment::is_spelled] {
        pairs.pair(|was, is| {
            let method = |place: &str| place.split_once(' ').unwrap_or_default().0.to_owned();
            method(&was.place) == method(&is.place)
                && is_same_path(&was.place, &is.place, is_like)
                && content(old, was) == content(new, is)
        });
    }
    pairs
}

impl Operations<'_> {
    /// Pairs each removed operation with the added one that is the same, if there is only one, and
    /// if it is the same as no other removed operation.
    fn pair(&mut self, same: impl Fn(&Operation, &Operation) -> bool) {
        let gone = std::mem::take(&mut self.removed);
        for was in &gone {
            let added = self.added.iter().enumerate();
            let mut found = added.filter(|(_, is)| {
                let others = gone.iter().filter(|other| same(other, is));
                same(was, is) && others.count() == 1
            });
            match (found.next().map(|(at, _)| at), found.next()) {
                (Some(at), None) => self.both.push((was, self.added.remove(at))),
                _ => self.removed.push(was),
            }
        }
    }
}

/// The parts of two items, in pairs: fields, parameters.
pub(super) struct Parts<P> {
    pub both: Vec<(P, P)>,
    pub removed: Vec<P>,
    pub added: Vec<P>,
}

impl<P> Parts<P> {
    /// Pairs parts by one rule after the other; a part that a rule paired is left out of the next.
    pub(super) fn pair<R>(
        was: Vec<P>,
        is: Vec<P>,
        rules: &[R],
        same: impl Fn(&R, &P, &P) -> bool,
    ) -> Parts<P> {
        let mut parts = Parts {
            both: Vec::new(),
            removed: was,
            added: is,
        };
        for rule in rules {
            for was in std::mem::take(&mut parts.removed) {
                match parts.added.iter().position(|is| same(rule, &was, is)) {
                    Some(at) => parts.both.push((was, parts.added.remove(at))),
                    None => parts.removed.push(was),
                }
            }
        }
        parts
    }
}

/// Returns whether two paths have the same words, where one segment may be another one that is like
/// it: `/offers` and `/seeOffers`, `/contact` and `/contacts`, or `/blacklists` and `/blackLists`.
fn is_same_path(was: &str, is: &str, is_like: fn(&Segment, &Segment) -> bool) -> bool {
    let segments = |place: &str| -> Vec<Segment> {
        let path = place.split_once(' ').unwrap_or_default().1.to_owned();
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        segments.map(Segment::of).collect()
    };
    let (was, is) = (segments(was), segments(is));
    let same = |(was, is): &(&Segment, &Segment)| was.words == is.words;
    let differ: Vec<_> = was.iter().zip(&is).filter(|pair| !same(pair)).collect();
    was.len() == is.len() && differ.len() <= 1 && differ.iter().all(|(was, is)| is_like(was, is))
}

/// A segment of a path.
struct Segment {
    /// The words in the singular; none of a parameter.
    words: BTreeSet<String>,
    /// The segment in the singular, without case and separators.
    spelling: String,
}

impl Segment {
    fn of(segment: &str) -> Segment {
        let spelled = spelling(segment);
        Segment {
            words: segment_words(segment),
            spelling: spelled.strip_suffix('s').unwrap_or(&spelled).to_owned(),
        }
    }

    /// Returns whether the words of one include those of the other.
    fn has_words(&self, other: &Segment) -> bool {
        let includes = self.words.is_subset(&other.words) || other.words.is_subset(&self.words);
        includes && !self.words.is_empty() && !other.words.is_empty()
    }

    /// Returns whether only case, separators and the plural differ.
    fn is_spelled(&self, other: &Segment) -> bool {
        self.spelling == other.spelling && !self.words.is_empty() && !other.words.is_empty()
    }
}

/// Returns the words of a segment in the singular; none of a parameter.
fn segment_words(segment: &str) -> BTreeSet<String> {
    if segment.contains('{') {
        return BTreeSet::new();
    }
    let words = words::snake(segment);
    let words = words.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| word.strip_suffix('s').unwrap_or(word).to_owned())
        .collect()
}

/// Returns what an operation takes and returns, without its own name.
fn content(document: &Document, operation: &Operation) -> Vec<String> {
    let mut content = Vec::new();
    for parameter in operation.parameters() {
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let name = match text(parameter, "in") {
            // The names in a path are not sent.
            "path" => "",
            _ => text(parameter, "name"),
        };
        content.push(format!(
            "{} {name} {} {}",
            text(parameter, "in"),
            flag(parameter, "required"),
            document.rust_type(schema)
        ));
    }
    content.sort();
    if let Some(body) = operation.body() {
        let own = referenced(body).filter(|name| document.bodies.contains_key(*name));
        match own.and_then(|name| document.schemas.get(name)) {
            Some(schema) => {
                let needed = required(schema);
                content.extend(properties(schema).into_iter().map(|(field, schema)| {
                    let of = document.rust_type(schema);
                    format!("body {field} {} {of}", needed.contains(field.as_str()))
                }));
            }
            None => content.push(format!("body {}", document.rust_type(body))),
        }
    }
    let answer = operation.answer().1;
    content.push(answer.map_or_else(String::new, |answer| document.rust_type(answer)));
    content
}

/// The types of two documents, in pairs, by their names.
#[derive(Default)]
pub(super) struct Types<'a> {
    pub both: Vec<(&'a str, &'a str)>,
    pub removed: Vec<&'a str>,
    pub added: Vec<&'a str>,
    /// The new names of renamed types.
    pub renamed: BTreeMap<&'a str, &'a str>,
}

impl<'a> Types<'a> {
    /// Pairs types: bodies by operation, types as the new document states, models by OVHcloud's
    /// name, others by name, content, or name without case and separators.
    pub(super) fn pair(
        old: &'a Document,
        new: &'a Document,
        operations: &Operations<'a>,
    ) -> Types<'a> {
        let mut was = named(old);
        let mut is = named(new);
        let mut types = Types::default();
        for rule in [
            by_operation,
            by_statement,
            by_model,
            by_name,
            by_content,
            by_spelling,
        ] {
            for (before, after) in rule(old, new, operations, (&was, &is)) {
                if was.remove(before) & is.remove(after) {
                    types.both.push((before, after));
                }
            }
        }
        let renamed = types.both.iter().filter(|(before, after)| before != after);
        types.renamed = renamed.copied().collect();
        types.removed = was.into_iter().collect();
        types.added = is.into_iter().collect();
        types
    }

    /// Returns the old type under the new names.
    pub(super) fn rename(&self, rust: &str) -> String {
        let mut out = String::with_capacity(rust.len());
        for part in rust.split_inclusive(['<', '>', ',', ' ']) {
            let name = part.trim_end_matches(['<', '>', ',', ' ']);
            out.push_str(self.renamed.get(name).copied().unwrap_or(name));
            out.push_str(part.get(name.len()..).unwrap_or_default());
        }
        out
    }
}

type Names<'a, 'b> = (&'b BTreeSet<&'a str>, &'b BTreeSet<&'a str>);
type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// Returns the components that are separate types in generated code.
fn named(document: &Document) -> BTreeSet<&str> {
    let own = document.schemas.iter().filter(|(_, schema)| {
        // A clearable field is a `Clearable<T>`; a secret is the hand-written `SecretText`, and a named
        // value a hand-written type as well.
        schema.get("x-ovh-clear").is_none()
            && schema.get(VALUE).is_none()
            && text(schema, "format") != "password"
    });
    own.map(|(name, _)| name.as_str()).collect()
}

/// Pairs the bodies of one operation.
fn by_operation<'a>(
    old: &'a Document,
    new: &'a Document,
    operations: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let body = |document: &'a Document, operation: &'a Operation| {
        let name = operation.body().and_then(referenced);
        name.filter(|name| document.bodies.contains_key(*name))
    };
    let pairs = operations.both.iter();
    pairs
        .filter_map(|(before, after)| body(old, before).zip(body(new, after)))
        .filter(|(before, after)| was.contains(before) && is.contains(after))
        .collect()
}

/// Pairs the types that the new document states as renamed.
fn by_statement<'a>(
    _: &'a Document,
    new: &'a Document,
    _: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let types = new.renamed.iter().filter_map(|renamed| {
        let Item::Type(old) = &renamed.old else {
            return None;
        };
        let before = was.get(old.as_str())?;
        let after = is.get(renamed.new.name())?;
        Some((*before, *after))
    });
    types.collect()
}

/// Pairs a removed type with an added type whose name differs in case and separators only.
fn by_spelling<'a>(
    _: &'a Document,
    _: &'a Document,
    _: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let mut pairs = Vec::new();
    for before in was {
        let mut same = is
            .iter()
            .filter(|after| spelling(after) == spelling(before));
        if let (Some(after), None) = (same.next(), same.next()) {
            pairs.push((*before, *after));
        }
    }
    pairs
}

/// Pairs the types of one model: the model and its update.
fn by_model<'a>(
    old: &'a Document,
    new: &'a Document,
    _: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let models = (models(old, was), models(new, is));
    let mut pairs = Vec::new();
    for (model, before) in models.0 {
        let Some(after) = models.1.get(model) else {
            continue;
        };
        let same = before.iter().filter(|name| after.contains(name));
        pairs.extend(same.map(|name| (*name, *name)));
        let left = |names: &[&'a str], others: &[&'a str]| -> Vec<&'a str> {
            let left = names.iter().filter(|name| !others.contains(name));
            left.copied().collect()
        };
        // The model comes before its update: the model is received, the update is only sent.
        let mut left = (left(&before, after), left(after, &before));
        left.0.sort_by_key(|name| !old.received.contains(*name));
        left.1.sort_by_key(|name| !new.received.contains(*name));
        pairs.extend(left.0.into_iter().zip(left.1));
    }
    pairs
}

fn models<'a>(
    document: &'a Document,
    names: &BTreeSet<&'a str>,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut models: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        let schema = document.schemas.get(*name).unwrap_or(&Value::Null);
        match text(schema, "x-ovh-model") {
            "" => {}
            model => models.entry(model).or_default().push(name),
        }
    }
    models
}

/// Pairs types of one name in code, regardless of their model.
fn by_name<'a>(
    _: &'a Document,
    _: &'a Document,
    _: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let both = was.intersection(is);
    both.map(|name| (*name, *name)).collect()
}

/// Pairs a removed type with an added type of the same content, if no other type has that content.
fn by_content<'a>(
    old: &'a Document,
    new: &'a Document,
    _: &Operations<'a>,
    (was, is): Names<'a, '_>,
) -> Pairs<'a> {
    let (before, after) = (contents(old, was), contents(new, is));
    let mut pairs = Vec::new();
    for (content, names) in &before {
        if let ([before], Some([after])) = (names.as_slice(), after.get(content).map(Vec::as_slice))
        {
            pairs.push((*before, *after));
        }
    }
    pairs
}

/// Groups the types by their content: fields with their types, or values.
fn contents<'a>(
    document: &'a Document,
    names: &BTreeSet<&'a str>,
) -> BTreeMap<Vec<String>, Vec<&'a str>> {
    let mut contents: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for name in names {
        let schema = document.schemas.get(*name).unwrap_or(&Value::Null);
        let content: Vec<String> = match is_enumeration(schema) {
            true => variants(schema)
                .into_iter()
                .map(|(variant, value)| format!("{variant} = {value}"))
                .collect(),
            false => properties(schema)
                .into_iter()
                .map(|(field, schema)| {
                    let of = document.rust_type(schema);
                    // A type that contains itself contains its own name.
                    format!("{field}: {}", if of == *name { "Self" } else { &of })
                })
                .collect(),
        };
        if !content.is_empty() {
            contents.entry(content).or_default().push(name);
        }
    }
    contents
}
