//! Paths with parameters in braces.

/// A part of a path, between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A fixed part.
    Literal(String),
    /// A parameter that is a whole part: `{serviceName}`.
    Parameter(String),
}

/// Returns the parts of a path such as `/sms/{serviceName}/jobs`.
#[must_use]
pub fn segments(path: &str) -> Vec<Segment> {
    let parts = path.trim_start_matches('/').split('/');
    parts
        .map(|part| {
            let name = part
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            match name {
                Some(name) => Segment::Parameter(name.to_owned()),
                None => Segment::Literal(part.to_owned()),
            }
        })
        .collect()
}

/// Returns the names in the braces of a path, in order.
#[must_use]
pub fn placeholders(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_in_parts_and_inside_parts() {
        let literal = |text: &str| Segment::Literal(text.to_owned());
        assert_eq!(
            segments("/sms/{serviceName}/a{b}"),
            [
                literal("sms"),
                Segment::Parameter("serviceName".to_owned()),
                literal("a{b}")
            ]
        );
        assert_eq!(placeholders("/x/{a}.{format}/by-{b}"), ["a", "format", "b"]);
        assert_eq!(placeholders("/x/{a"), Vec::<&str>::new());
    }
}
