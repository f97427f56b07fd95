//! Facts that all operations share: the base path and the API's version.
//!
//! Neither is in generated code: the client takes the base path from its endpoint. Therefore code
//! still compiles after a new version, but calls break: they continue to use the old one.

use std::collections::BTreeSet;

use super::{Found, Weight};
use crate::document::Document;

/// One version under two names.
const SAME_VERSION: &[(&str, &str)] = &[("1.0", "v1")];

/// Compares base paths and versions.
pub(super) fn compare(old: &Document, new: &Document, found: &mut Found) {
    base_paths(&old.servers, &new.servers, found);
    version(&old.version, &new.version, found);
}

/// The last segment of a base path is its version.
fn version_of(base: &str) -> &str {
    let last = base.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default();
    let other = SAME_VERSION.iter().find(|(name, _)| *name == last);
    other.map_or(last, |(_, name)| name)
}

fn host_of(base: &str) -> &str {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

fn base_paths(old: &BTreeSet<String>, new: &BTreeSet<String>, found: &mut Found) {
    let place = "basePath";
    let mut gone: Vec<&String> = old.difference(new).collect();
    let mut fresh: Vec<&String> = new.difference(old).collect();
    // Base paths with the same version are matched; the others are matched by position.
    for same_version in [true, false] {
        let mut left = Vec::new();
        for was in gone {
            let fits = |is: &&String| !same_version || version_of(is) == version_of(was);
            match fresh.iter().position(fits) {
                Some(at) => {
                    let is = fresh.remove(at);
                    let (weight, end) = moved(was, is);
                    let what = format!("the base path is {is} now, no longer {was}{end}");
                    found.add(weight, place, what, "");
                }
                None => left.push(was),
            }
        }
        gone = left;
    }
    for was in gone {
        // Other roots may be served below a path of the same version already.
        let is_left =
            |is: &String| host_of(is) == host_of(was) && version_of(is) == version_of(was);
        let weight = match new.is_empty() || new.iter().any(is_left) {
            true => Weight::Nothing,
            false => Weight::Breaking,
        };
        let what = format!("the base path {was} was removed");
        found.add(weight, place, what, "");
    }
    for is in fresh {
        let what = format!("the base path {is} was added");
        found.add(Weight::Nothing, place, what, "");
    }
}

/// Returns the effect of another base path on calls, which use the client's endpoint.
fn moved(was: &str, is: &str) -> (Weight, &'static str) {
    if version_of(was) != version_of(is) {
        return (
            Weight::Breaking,
            ": another version, and calls continue to use the endpoint's",
        );
    }
    match host_of(was) == host_of(is) {
        true => (Weight::Nothing, ": the same version"),
        false => (
            Weight::Behaviour,
            ": another host, and calls continue to use the endpoint's",
        ),
    }
}

/// Compares the API's version, which is part of the crate's version.
fn version(was: &str, is: &str, found: &mut Found) {
    if was == is {
        return;
    }
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    let weight = match major(was) == major(is) {
        true => Weight::Nothing,
        false => Weight::Behaviour,
    };
    let what = format!("the API's version is {is} now, no longer {was}");
    found.add(weight, "apiVersion", what, "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_that_is_gone_breaks_calls_unless_another_root_has_the_same_version() {
        let set = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let (v1, also_v1, v2) = (
            "https://eu.api.ovh.com/v1",
            "https://eu.api.ovh.com/1.0",
            "https://eu.api.ovh.com/v2",
        );
        let elsewhere = "https://ca.api.ovh.com/v1";
        for (old, new, expected) in [
            (&[v1, also_v1][..], &[v1][..], Weight::Nothing),
            (&[v1, also_v1], &[also_v1], Weight::Nothing),
            (&[v1, v2], &[v1], Weight::Breaking),
            (&[v1, elsewhere], &[v1], Weight::Breaking),
            (&[v1], &[], Weight::Nothing),
        ] {
            let mut found = Found::default();
            base_paths(&set(old), &set(new), &mut found);
            let [change] = found.changes.as_slice() else {
                panic!("{old:?} and {new:?}: {:?}", found.changes);
            };
            assert_eq!(change.weight, expected, "{old:?} and {new:?}");
        }
    }
}
