//! Checks a body against its schema before it is sent: field names, missing fields, types.

use ovh_openapi::{Problem, ProblemKind};
use serde_json::Value;

use super::operations::Description;
use super::schema::words;
use crate::terminal::output;

/// Returns all problems of a value, one sentence each, missing fields first. Unknown enum values
/// are accepted: the service may have added new ones.
pub(super) fn problems(description: &Description, schema: &Value, value: &Value) -> Vec<String> {
    let mut problems = description.problems(schema, value);
    problems.sort_by_key(|problem| problem.kind != ProblemKind::Missing);
    problems.iter().map(sentence).collect()
}

fn sentence(Problem { at, kind }: &Problem) -> String {
    let at = match at.as_str() {
        "" => "The body".to_owned(),
        at => output::plain(at),
    };
    match kind {
        ProblemKind::Type { expected, .. } => format!("{at} must be {}.", words(*expected)),
        ProblemKind::UnknownField { known } => {
            let name = at.rsplit_once('.').map_or(at.as_str(), |(_, name)| name);
            format!("{at} is not a field{}.", nearest(known.iter(), name))
        }
        ProblemKind::Missing => format!("{at} is missing."),
        _ => format!("{at} can't have this value."),
    }
}

fn nearest<'a>(known: impl Iterator<Item = &'a String>, name: &str) -> String {
    known
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(nearness, _)| *nearness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| format!("; the most similar field is `{known}`"))
        .unwrap_or_default()
}
