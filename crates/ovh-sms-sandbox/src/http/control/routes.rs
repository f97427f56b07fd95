//! The operations of the control API, from its document.

use std::sync::LazyLock;

use ovh_openapi::{Document, Operation, Segment, segments};
use percent_encoding::percent_decode_str;

/// The document.
pub(super) const TEXT: &str = include_str!("openapi.json");

/// The document, parsed at the first request. A test parses it, so it is never missing.
static DOCUMENT: LazyLock<Option<Document>> = LazyLock::new(|| Document::parse(TEXT).ok());

/// Returns the document.
pub(super) fn document() -> Option<&'static Document> {
    DOCUMENT.as_ref()
}

/// The operation of a request, and its path parameters by name.
pub(super) type Found = (&'static Operation, Vec<(String, String)>);

/// Finds the operation of a request; `None` if there is no such path.
///
/// # Errors
/// The methods of the path, if the request has another one.
pub(super) fn find(method: &str, path: &str) -> Result<Option<Found>, String> {
    let operations = document().map(Document::operations).unwrap_or_default();
    let mut fitting: Vec<Found> = operations
        .iter()
        .filter_map(|one| Some((one, parameters(&one.path, path)?)))
        .collect();
    // Fixed parts take precedence over parameters.
    let fewest = fitting.iter().map(|(_, values)| values.len()).min();
    fitting.retain(|(_, values)| Some(values.len()) == fewest);
    let methods: Vec<&str> = fitting.iter().map(|(one, _)| one.method.as_str()).collect();
    if methods.is_empty() {
        return Ok(None);
    }
    if !methods.contains(&method) {
        let head = methods.contains(&"GET").then_some("HEAD");
        let all: Vec<&str> = methods.into_iter().chain(head).collect();
        return Err(all.join(", "));
    }
    fitting.retain(|(one, _)| one.method == method);
    Ok(fitting.pop())
}

/// Returns the parameters of a path that fits a template.
fn parameters(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let known = segments(template);
    let given: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    if known.len() != given.len() {
        return None;
    }
    let mut values = Vec::new();
    for (known, given) in known.into_iter().zip(given) {
        match known {
            Segment::Literal(text) if text == given => {}
            Segment::Literal(_) => return None,
            Segment::Parameter(name) => {
                let value = percent_decode_str(given).decode_utf8_lossy();
                values.push((name, value.into_owned()));
            }
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_of_the_document_is_found_at_its_place_and_handled() {
        let source = include_str!("mod.rs");
        for operation in document().unwrap().operations() {
            let path = operation.path.replace("{id}", "7");
            let (found, _) = find(&operation.method, &path).unwrap().unwrap();
            assert_eq!(found.id, operation.id);
            let handled = format!("\"{}\" =>", operation.id);
            assert!(source.contains(&handled), "{}", operation.id);
        }
        let handled = source.lines().filter_map(|line| {
            let (id, _) = line.trim().strip_prefix('"')?.split_once("\" =>")?;
            Some(id)
        });
        for id in handled {
            assert!(document().unwrap().operation(id).is_some(), "{id}");
        }
    }

    #[test]
    fn methods_and_parameters_come_from_the_document() {
        let found = find("GET", "/_sandbox/phones/%2B33600000000")
            .unwrap()
            .unwrap();
        assert_eq!(found.0.id, "phones_inbox");
        assert_eq!(found.1, [("number".to_owned(), "+33600000000".to_owned())]);
        assert_eq!(find("GET", "/_sandbox/faults/clock").unwrap_err(), "POST");
        assert!(find("GET", "/_sandbox/x").unwrap().is_none());
    }
}
