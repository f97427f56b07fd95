//! Matches texts with message templates.

use std::collections::BTreeMap;

use crate::state::Template;

/// Returns whether a message matches one of the validated templates.
pub(crate) fn allow(templates: &BTreeMap<String, Template>, text: &str) -> bool {
    templates
        .values()
        .any(|template| template.status == "enable" && follows(&template.message, text))
}

/// Returns whether a text is that of a template, with some text for each `#VARIABLE#`.
fn follows(template: &str, text: &str) -> bool {
    // Every second piece between hash signs is the name of a variable.
    let literals: Vec<&str> = template.split('#').step_by(2).collect();
    let Some((first, others)) = literals.split_first() else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some((last, middle)) = others.split_last() else {
        return rest.is_empty();
    };
    for literal in middle {
        let Some((_, after)) = rest.split_once(literal) else {
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
    fn texts_follow_their_template() {
        assert!(follows("Your code is #CODE#.", "Your code is 1234."));
        assert!(follows("#A# and #B#", "one and two"));
        assert!(follows("Fixed", "Fixed"));
        assert!(!follows("Your code is #CODE#.", "Your pin is 1234."));
        assert!(!follows("Fixed", "Fixed!"));
    }
}
