//! Compares texts with a pattern that has a wildcard.

/// Returns whether a pattern matches a text literally, except for the wildcard, which matches any
/// text.
pub(crate) fn matches(pattern: &str, wildcard: char, text: &str) -> bool {
    let mut pieces = pattern.split(wildcard);
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_its_wildcard() {
        let like = |pattern, text| matches(pattern, '%', text);
        assert!(like("pro%", "prod") && like("%o%", "prod") && like("prod", "prod"));
        assert!(!like("pro", "prod") && !like("%x%", "prod") && !like("pro*", "prod"));
    }

    #[test]
    fn rules_match_literally() {
        let cases = [
            ("/sms", "/sms", true),
            ("/sms/*", "/sms", false),
            ("/sms/*", "/sms/", true),
            ("/sms", "/sms/", false),
            ("/sms/*/jobs", "/sms/sms-ab12345-1/jobs", true),
            ("/sms/*/jobs", "/sms/sms-ab12345-1/jobs/1", false),
            ("/sms/*/jobs/*", "/sms/x/jobs/1", true),
            ("/*", "/sms/x/jobs/1", true),
            ("*", "/me", true),
            ("/sms/**", "/sms/x", true),
            ("", "/sms", false),
        ];
        for (rule, path, granted) in cases {
            assert_eq!(matches(rule, '*', path), granted, "{rule} {path}");
        }
    }
}
