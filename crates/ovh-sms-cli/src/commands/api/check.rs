//! A body against its schema, before it is sent: names, missing fields, kinds of values.

use ovh_openapi::{Problem, ProblemKind};
use serde_json::Value;

use super::operations::Description;
use super::schema::words;
use crate::terminal::output;

/// All that is wrong with a value, a sentence each: what is missing first. Words that the description
/// does not know are no fault: the service may have learnt new ones.
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
            format!("{at} is no field{}.", nearest(known.iter(), name))
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
        .map(|(_, known)| format!("; `{known}` may be meant"))
        .unwrap_or_default()
}
