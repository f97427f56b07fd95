//! The page that shows the sandbox in a browser: files that are part of the program.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, header};

use crate::engine::Engine;
use crate::http::connection::{Connection, read_as};
use crate::http::wire::{refused, wrong_method};
use crate::refusal::Refusal;

/// What the page may load and do: files of the sandbox only, no script or style within the document.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page.
struct File {
    path: &'static str,
    media: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($path:literal $media:ident $name:literal,)*) => {
        &[$(File {
            path: $path,
            media: $media,
            text: include_str!(concat!("assets/", $name)),
        }),*]
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

const FILES: &[File] = files! {
    "/" HTML "index.html",
    "/page/accounts.js" SCRIPT "accounts.js",
    "/page/api.js" SCRIPT "api.js",
    "/page/callbacks.js" SCRIPT "callbacks.js",
    "/page/clock.js" SCRIPT "clock.js",
    "/page/dom.js" SCRIPT "dom.js",
    "/page/events.js" SCRIPT "events.js",
    "/page/faults.js" SCRIPT "faults.js",
    "/page/icon.svg" PICTURE "icon.svg",
    "/page/main.js" SCRIPT "main.js",
    "/page/phones.js" SCRIPT "phones.js",
    "/page/requests.js" SCRIPT "requests.js",
    "/page/style.css" STYLE "style.css",
    "/page/text.js" SCRIPT "text.js",
};

/// Returns whether a path belongs to the page, if the sandbox shows one.
pub(crate) fn is_of_page(engine: &Engine, path: &str) -> bool {
    file(engine, path).is_some()
}

fn file(engine: &Engine, path: &str) -> Option<&'static File> {
    let known = FILES.iter().find(|file| file.path == path);
    known.filter(|_| engine.policy.page)
}

/// Returns a file of the page; `None` for any other path.
pub(crate) fn answer(
    engine: &Engine,
    head: &Parts,
    connection: Connection,
) -> Option<Response<Body>> {
    let file = file(engine, head.uri.path())?;
    if !connection.is_here() {
        let words = "The page is shown on the sandbox's own machine only";
        return Some(refused(&Refusal::forbidden(words)));
    }
    if read_as(&head.method) != "GET" {
        return Some(wrong_method("GET, HEAD"));
    }
    let mut response = Response::new(Body::from(file.text));
    for (name, value) in [
        (header::CONTENT_TYPE, file.media),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The maximum size of all files in bytes.
    const MOST: usize = 120 * 1024;

    fn text(path: &str) -> &'static str {
        FILES.iter().find(|file| file.path == path).unwrap().text
    }

    #[test]
    fn all_files_are_served_and_small() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/page/assets");
        let entries = std::fs::read_dir(folder).unwrap();
        let names: BTreeSet<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let served = FILES.iter().map(|file| match file.path {
            "/" => "index.html".to_owned(),
            path => path.rsplit('/').next().unwrap().to_owned(),
        });
        assert_eq!(served.collect::<BTreeSet<_>>(), names);
        let size: usize = FILES.iter().map(|file| file.text.len()).sum();
        assert!(size <= MOST, "{size}");
    }

    #[test]
    fn texts_never_become_markup_and_nothing_comes_from_elsewhere() {
        for file in FILES {
            for forbidden in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "createContextualFragment",
                "DOMParser",
                "eval(",
                "new Function",
                "setHTML",
                "srcdoc",
                " onclick",
                " style=",
                "https://",
                "@import",
            ] {
                assert!(!file.text.contains(forbidden), "{}: {forbidden}", file.path);
            }
            let address = file.text.matches("http://").count();
            let namespace = file.text.matches("http://www.w3.org/2000/svg").count();
            assert_eq!(address, namespace, "{}", file.path);
        }
    }

    /// Returns the keys of a dictionary, with the names of their values.
    fn words(name: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let source = text("/page/text.js");
        let start = source.find(&format!("const {name} = {{")).unwrap();
        let rest = &source[start..];
        let lines = rest[..rest.find("\n};").unwrap()].lines().skip(1);
        let words = lines.map(|line| {
            let (key, words) = line.trim().split_once(": ").unwrap();
            let values = words.split('{').skip(1);
            let values = values.map(|value| value.split('}').next().unwrap().to_owned());
            (key.to_owned(), values.collect())
        });
        words.collect()
    }

    #[test]
    fn both_languages_have_the_same_words() {
        let english = words("ENGLISH");
        assert_eq!(english, words("FRENCH"));
        // Each word that the page names exists.
        for file in FILES.iter().filter(|file| file.media == SCRIPT) {
            for (at, call) in file.text.match_indices("t(\"") {
                let is_other = file.text[..at].ends_with(|one: char| one.is_alphanumeric());
                let key = file.text[at + call.len()..].split('"').next().unwrap();
                let is_known = english.iter().any(|(known, _)| known == key);
                assert!(is_other || is_known, "{}: {key}", file.path);
            }
        }
    }
}
