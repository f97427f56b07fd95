//! Whether a predicted change explains why a user's program fails.

use std::collections::BTreeSet;

use ovh_codegen::diff::{Change, Weight};

use super::proof::{Broken, Program, ProgramResult, Unpredicted};
use super::users::FOLDER;
use super::verdicts::{self, Named, Observed};

/// Returns the errors of a program if no change of what it uses predicts any. A program that does
/// not compile before the change has none. The compiler reports a wrong type where it is used and
/// not where it comes from, so the whole program is searched for what changed.
pub fn unexplained(
    program: &Program,
    result: &ProgramResult,
    observed: &[Observed],
    changes: &[Change],
) -> Vec<Unpredicted> {
    if !result.before.is_empty() || result.after.is_empty() {
        return Vec::new();
    }
    let uses = items_of(program, observed);
    let named = verdicts::named(changes, &verdicts::known(observed));
    let mut all = changes.iter().zip(&named);
    let explains = |(change, named): (&Change, &Named)| {
        change.weight == Weight::Breaking && named.is_about(&uses)
    };
    if all.any(explains) {
        return Vec::new();
    }
    let operations: Vec<String> = uses.into_iter().filter(|item| is_operation(item)).collect();
    let place = |broken: &Broken| Unpredicted {
        items: operations.clone(),
        message: format!(
            "{FOLDER}/{}.rs:{}: {}",
            program.name, broken.line, broken.message
        ),
    };
    result.after.iter().map(place).collect()
}

/// Returns the items that a program may use, by the names in it: operations with all of their parts,
/// and the fields and values of the types that it reaches through them.
fn items_of(program: &Program, observed: &[Observed]) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: BTreeSet<&str> = program.text.split(|c| !is_name(c)).collect();
    let known = verdicts::known(observed).into_iter();
    let mut reached: BTreeSet<String> =
        known.filter(|item| words.contains(item.as_str())).collect();
    loop {
        let before = reached.len();
        for one in observed {
            let is_reached = |item: &String| match item.split_once(['.', ':']) {
                Some((of, part)) => {
                    reached.contains(of) && words.contains(part.trim_start_matches(':'))
                }
                None => is_operation(item) && words.contains(item.as_str()),
            };
            if one.uses.iter().any(is_reached) {
                reached.extend(one.uses.iter().cloned());
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

fn is_operation(item: &str) -> bool {
    item.starts_with(|c: char| c.is_ascii_lowercase()) && !item.contains(['?', '#', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_explained_by_a_change_of_what_the_program_reaches() {
        let text = "let user = api.users_get(1); let left = user.quota.left; let id = x;";
        let program = Program {
            name: "a".to_owned(),
            written_for: Vec::new(),
            text: text.to_owned(),
        };
        let used = |items: &[&str]| Observed {
            uses: items.iter().map(|item| (*item).to_owned()).collect(),
            ..Observed::default()
        };
        let observed = [
            used(&["users_get", "users_get?id", "users_get#response", "User"]),
            used(&["User", "User.quota", "Quota"]),
            used(&["User", "User.login"]),
            used(&["Quota", "Quota.left"]),
            used(&["Job", "Job.id"]),
            used(&["jobs_get", "Job"]),
        ];
        let result = ProgramResult {
            name: "a".to_owned(),
            before: Vec::new(),
            after: vec![Broken {
                line: 1,
                message: "mismatched types".to_owned(),
            }],
            deprecated: Vec::new(),
        };
        for (what, rust, weight, explains) in [
            (
                "the field left was removed",
                "Quota.left",
                Weight::Breaking,
                true,
            ),
            (
                "the field left was removed",
                "Quota.left",
                Weight::Behaviour,
                false,
            ),
            (
                "the response is Job now",
                "users_get",
                Weight::Breaking,
                true,
            ),
            ("the type was removed", "Quota", Weight::Breaking, true),
            (
                "the field login was removed",
                "User.login",
                Weight::Breaking,
                false,
            ),
            (
                "the field id was removed",
                "Job.id",
                Weight::Breaking,
                false,
            ),
            (
                "the operation was removed",
                "jobs_get",
                Weight::Breaking,
                false,
            ),
        ] {
            let change = Change {
                weight,
                place: "x".to_owned(),
                what: what.to_owned(),
                rust: vec![rust.to_owned()],
            };
            let left = unexplained(&program, &result, &observed, &[change]);
            assert_eq!(left.is_empty(), explains, "{rust} {weight:?}");
        }
        let unusable = ProgramResult {
            before: result.after.clone(),
            ..result
        };
        assert!(unexplained(&program, &unusable, &observed, &[]).is_empty());
    }
}
