//! Path templates: the names in their braces, and which templates are the same path.

/// Returns the names in the braces of a path, in order; an error if it is not a path.
pub(crate) fn placeholders(path: &str) -> Result<Vec<&str>, String> {
    if !path.starts_with('/') {
        return Err("the path does not begin with a slash".to_owned());
    }
    if path.contains("//") {
        return Err("the path has an empty segment".to_owned());
    }
    if let Some(bad) = path
        .chars()
        .find(|c| matches!(c, '?' | '#' | '\\') || c.is_whitespace())
    {
        return Err(format!(
            "the path has a {bad:?}, which is not part of a path"
        ));
    }
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let (_, from) = rest.split_at(at);
        let Some((name, after)) = from
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
        else {
            return Err("the braces of the path don't match".to_owned());
        };
        if name.is_empty() || name.contains(['{', '/']) {
            return Err(format!("the path has a parameter named {name:?}"));
        }
        if names.contains(&name) {
            return Err(format!("the path has the parameter {name:?} twice"));
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

/// Returns the path with empty braces: two paths of one shape are the same path for a server.
pub(crate) fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        inside = match c {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        if !inside || c == '{' {
            shape.push(c);
        }
    }
    shape
}

/// Returns the path with other names in its braces.
pub(crate) fn renamed(path: &str, name: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (inner, next) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&format!("{{{}}}", name(inner)));
        rest = next;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_parameters_may_share_a_segment() {
        let path = "/x/{a}.{format}/by-{b}";
        assert_eq!(placeholders(path).unwrap(), ["a", "format", "b"]);
        assert_eq!(shape(path), "/x/{}.{}/by-{}");
        assert_eq!(
            renamed(path, |name| name.to_uppercase()),
            "/x/{A}.{FORMAT}/by-{B}"
        );
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in [
            "x", "", "/x/{a", "/x/a}", "/x/{}", "/{a}/{a}", "/x//y", "/x?y", "/{a{b}}", "/ x",
        ] {
            assert!(placeholders(path).is_err(), "{path}");
        }
    }
}
