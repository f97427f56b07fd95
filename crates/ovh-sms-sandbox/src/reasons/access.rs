//! Why a key does not allow a call.

use chrono::{DateTime, Utc};

use crate::clock::written;
use crate::state::{Credential, KeyState, Rule};

/// The maximum number of rules that a reason lists.
const LISTED: usize = 20;

/// Returns why a consumer key is not valid at a time.
pub(crate) fn invalid_key(credential: &Credential, now: DateTime<Utc>) -> String {
    match credential.state_at(now) {
        KeyState::PendingValidation => {
            "the consumer key waits for its validation: accept it at its validationUrl, or with \
             POST /_sandbox/keys/{consumerKey}"
                .to_owned()
        }
        KeyState::Refused => "the consumer key was refused".to_owned(),
        KeyState::Expired | KeyState::Validated => match credential.expires {
            Some(end) => format!("the consumer key expired at {}", written(end)),
            None => "the consumer key has expired".to_owned(),
        },
    }
}

/// Returns which rule is missing for a call of an operation, given by its path in the description.
pub(crate) fn missing_rule(
    rules: &[Rule],
    method: &str,
    path: &str,
    template: &str,
    literal_slashes: bool,
) -> String {
    let wanted = wildcards(template);
    let mut text = format!("no access rule allows {method} {path}; missing: {method} {wanted}");
    let others: Vec<&str> = rules
        .iter()
        .filter(|rule| rule.method != method && rule.grants(&rule.method, path, literal_slashes))
        .map(|rule| rule.method.as_str())
        .collect();
    if !others.is_empty() {
        text.push_str(&format!("; this path is allowed for {}", others.join(", ")));
    }
    let with_slash = format!("{path}/");
    let covered = rules.iter().find(|rule| {
        rule.method == method
            && rule.path.ends_with("/*")
            && rule.grants(method, &format!("{with_slash}x"), literal_slashes)
            && !rule.grants(method, path, literal_slashes)
    });
    if let Some(rule) = covered {
        text.push_str(&format!("; {} does not cover {path} itself", rule.path));
    }
    match rules {
        [] => text.push_str("; the key has no rules"),
        rules => {
            let listed: Vec<String> = rules
                .iter()
                .take(LISTED)
                .map(|rule| format!("{} {}", rule.method, rule.path))
                .collect();
            let more = if rules.len() > LISTED { ", …" } else { "" };
            text.push_str(&format!("; the key has {}{more}", listed.join(", ")));
        }
    }
    text
}

/// Returns a path of the description as the path of a rule: `*` for each parameter.
fn wildcards(template: &str) -> String {
    let parts = template.split('/').map(|part| match part.starts_with('{') {
        true => "*",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(rules: &[(&str, &str)], method: &str, path: &str) -> String {
        let rules: Vec<Rule> = rules
            .iter()
            .map(|(method, path)| Rule {
                method: (*method).to_owned(),
                path: (*path).to_owned(),
            })
            .collect();
        let template = match path {
            "/sms" => "/sms",
            _ => "/sms/{serviceName}/jobs",
        };
        missing_rule(&rules, method, path, template, false)
    }

    #[test]
    fn the_missing_rule_is_stated() {
        let text = reason(&[("GET", "/sms/*")], "POST", "/sms/x/jobs");
        assert_eq!(
            text,
            "no access rule allows POST /sms/x/jobs; missing: POST /sms/*/jobs; this path is \
             allowed for GET; the key has GET /sms/*"
        );
        let text = reason(&[("GET", "/sms/*")], "GET", "/sms");
        assert!(
            text.contains("; /sms/* does not cover /sms itself; "),
            "{text}"
        );
        let text = reason(&[], "GET", "/sms");
        assert!(text.ends_with("; the key has no rules"), "{text}");
    }
}
