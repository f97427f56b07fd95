//! The names of an operation's options.

use super::operations::{Described, Parameter};

/// The parameter that is also a global option.
pub(super) const SERVICE: &str = "serviceName";

/// Options that every operation has.
const TAKEN: [&str; 10] = [
    "body", "clear", "dry-run", "help", "json", "paginate", "quiet", "sandbox", "verbose", "yes",
];

/// Names that the general rule would split in the wrong place.
const NAMES: [(&str, &str); 1] = [("allowedIPs", "allowed-ips")];

/// Where a value goes in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Body,
}

impl Place {
    pub(super) fn of(parameter: &Parameter) -> Self {
        match parameter.is_path {
            true => Self::Path,
            false => Self::Query,
        }
    }

    pub(super) fn id(self, name: &str) -> String {
        format!("{self:?}:{name}")
    }

    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Path => "Path parameters",
            Self::Query => "Query parameters",
            Self::Body => "Body fields",
        }
    }
}

/// Returns the name of the option for a parameter or a field.
pub(super) fn option(operation: &Described, place: Place, name: &str) -> String {
    if let Some((_, option)) = NAMES.iter().find(|(known, _)| *known == name) {
        return (*option).to_owned();
    }
    let option = kebab(name);
    let is_parameter = operation
        .parameters
        .iter()
        .any(|parameter| kebab(&parameter.name) == option);
    match place {
        Place::Body if is_parameter || TAKEN.contains(&option.as_str()) => format!("body-{option}"),
        _ => option,
    }
}

/// Converts `creationDatetime.from` to `creation-datetime-from` and `batchID` to `batch-id`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let starts_word = c.is_uppercase()
            && (before.is_some_and(char::is_lowercase)
                || before.is_some_and(char::is_uppercase)
                    && letters.peek().is_some_and(|next| next.is_lowercase()));
        if starts_word || matches!(c, '.' | '_') {
            out.push('-');
        }
        if !matches!(c, '.' | '_') {
            out.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    out
}
