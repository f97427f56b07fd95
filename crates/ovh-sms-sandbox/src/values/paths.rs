//! Paths of the API, which OVHcloud accepts with and without a final slash.

/// Returns the path without its final slash, if it has one.
pub(crate) fn without_final_slash(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// Returns the rest of a path below a prefix of whole segments; empty for the prefix itself.
pub(crate) fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix(prefix)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
}
