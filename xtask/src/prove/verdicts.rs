//! Which change explains which failure, and the verdict of each change.

use std::collections::{BTreeMap, BTreeSet};

use ovh_codegen::diff::{Change, Weight};

use super::bodies::Misread;
use super::probes::{body_type, item};
use super::proof::{Proved, Unpredicted, Verdict};

/// What was observed about uses of old items.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The items, under old names.
    pub uses: BTreeSet<String>,
    /// The compiler's message if the use fails after the change.
    pub error: Option<String>,
    /// The compiler's new warning if the use is deprecated since the change.
    pub warning: Option<String>,
}

/// How closely a change is about a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// It is about the whole operation or type.
    Whole,
    /// It is about the part that is used: a parameter, a field, a value, the response.
    Part,
}

/// A change under old names.
#[derive(Debug)]
pub struct Named {
    /// Operations and types.
    wholes: BTreeSet<String>,
    /// Fields, values, parameters, streams and responses.
    parts: BTreeSet<String>,
    /// Whether it is about the parts only.
    is_part: bool,
}

/// New names of renamed operations and types, and their old names.
pub type Renamed = BTreeMap<String, String>;

/// Returns the names of renamed items, as the changes state them.
pub fn renamed(changes: &[Change]) -> Renamed {
    let mut renamed = Renamed::new();
    for change in changes {
        for begin in ["the method is named ", "the type is named "] {
            let names = change.what.strip_prefix(begin);
            let names = names.and_then(|names| names.split_once(" now, no longer "));
            if let Some((new, old)) = names {
                renamed.insert(new.to_owned(), old.to_owned());
                if begin.contains("method") {
                    renamed.insert(body_type(new), body_type(old));
                }
            }
        }
    }
    renamed
}

impl Named {
    fn of(change: &Change, renamed: &Renamed, known: &BTreeSet<String>) -> Named {
        let mut named = Named {
            wholes: BTreeSet::new(),
            parts: BTreeSet::new(),
            is_part: false,
        };
        let old = |name: &str| {
            renamed
                .get(name)
                .cloned()
                .unwrap_or_else(|| name.to_owned())
        };
        for rust in &change.rust {
            if let Some((of, name)) = rust.split_once("::") {
                match name.starts_with(|c: char| c.is_uppercase()) {
                    true => named.part(item::variant(&old(of), name), known),
                    // `Type::builder` is of the whole type.
                    false => drop(named.wholes.insert(old(of))),
                }
            } else if let Some((of, field)) = rust.split_once('.') {
                named.wholes.insert(old(of));
                named.part(item::field(&old(of), field), known);
                // A field with another name in Rust: the old one is the last word.
                if change.what.contains(" in Rust now, no longer ")
                    && let Some(before) = change.what.rsplit(' ').next()
                {
                    named.part(item::field(&old(of), before), known);
                }
            } else {
                named.wholes.insert(old(rust));
                named.of_operation(&old(rust), &change.what, known);
            }
        }
        // What is required is an argument of each call.
        if change.what.contains("required") {
            named.is_part = false;
        }
        named
    }

    fn part(&mut self, item: String, known: &BTreeSet<String>) {
        self.is_part = true;
        if known.contains(&item) {
            self.parts.insert(item);
        }
    }

    /// Finds the part of an operation that a sentence is about.
    fn of_operation(&mut self, id: &str, what: &str, known: &BTreeSet<String>) {
        const PLACES: [&str; 3] = ["path", "query", "header"];
        let mut parts = Vec::new();
        for place in PLACES {
            let begin = format!("the {place} parameter ");
            let name = what.strip_prefix(&begin);
            parts.extend(
                name.and_then(|rest| rest.split(' ').next())
                    .map(|name| item::parameter(id, name)),
            );
        }
        if what.starts_with("the response ") {
            parts.push(item::response(id));
        }
        if what.contains("`stream`") {
            parts.push(item::stream(id));
        }
        for part in parts {
            if known.contains(&part) {
                self.part(part, known);
            } else if what.ends_with(" was added") {
                // What old code can't use.
                self.is_part = true;
            }
        }
    }

    /// Returns whether the change is about these items or a part of them.
    pub fn is_about(&self, uses: &BTreeSet<String>) -> bool {
        self.matches(uses).is_some()
    }

    fn matches(&self, uses: &BTreeSet<String>) -> Option<Match> {
        if self.parts.iter().any(|part| uses.contains(part)) {
            return Some(Match::Part);
        }
        let whole = !self.is_part && self.wholes.iter().any(|whole| uses.contains(whole));
        whole.then_some(Match::Whole)
    }
}

/// Requests of one operation before and after the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The items that the requests use, under old names.
    pub uses: BTreeSet<String>,
    pub identical: bool,
}

/// Returns a verdict for each change, and the failures that no change explains.
pub fn verdicts(
    changes: &[Change],
    observed: &[Observed],
    sent: &BTreeMap<String, Sent>,
    misread: &[Misread],
) -> (Vec<Proved>, Vec<Unpredicted>) {
    let named = named(changes, &known(observed));
    let mut found: Vec<Found> = changes.iter().map(|_| Found::default()).collect();
    let mut unpredicted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in observed {
        let matching = matching(&named, &one.uses);
        for (number, _) in &matching {
            if let Some(found) = found.get_mut(*number) {
                found.uses += 1;
            }
        }
        if let Some(error) = &one.error {
            let blamed = blame(&matching, changes, Weight::Breaking);
            if blamed.is_empty() {
                let items = unpredicted.entry(error.clone()).or_default();
                items.extend(one.uses.iter().cloned());
            }
            for number in blamed {
                if let Some(found) = found.get_mut(number) {
                    found.error.get_or_insert_with(|| error.clone());
                }
            }
        } else if let Some(warning) = &one.warning {
            for number in closest(&matching) {
                if let Some(found) = found.get_mut(number) {
                    found.warning.get_or_insert_with(|| warning.clone());
                }
            }
        }
    }
    for one in misread {
        // A change of what is read explains it, unless it predicts no effect.
        let blamed = explaining(&matching(&named, &one.uses), changes);
        if blamed.is_empty() {
            let items = unpredicted.entry(one.message.clone()).or_default();
            items.extend(one.uses.iter().cloned());
        }
        for number in blamed {
            if let Some(found) = found.get_mut(number) {
                found.misread.get_or_insert_with(|| one.message.clone());
            }
        }
    }
    for (call, sent) in sent.iter().filter(|(_, sent)| !sent.identical) {
        let blamed = explaining(&matching(&named, &sent.uses), changes);
        let message = format!("{call} sends other requests");
        if blamed.is_empty() {
            let items = unpredicted.entry(message.clone()).or_default();
            items.extend(sent.uses.iter().cloned());
        }
        for number in blamed {
            if let Some(found) = found.get_mut(number) {
                found.requests.get_or_insert_with(|| message.clone());
            }
        }
    }
    let proved = changes
        .iter()
        .zip(found)
        .map(|(change, found)| found.proved(change));
    let unpredicted = unpredicted.into_iter().map(|(message, items)| Unpredicted {
        items: items.into_iter().collect(),
        message,
    });
    (proved.collect(), unpredicted.collect())
}

/// Returns the changes under old names.
pub fn named(changes: &[Change], known: &BTreeSet<String>) -> Vec<Named> {
    let renamed = renamed(changes);
    let named = changes
        .iter()
        .map(|change| Named::of(change, &renamed, known));
    named.collect()
}

/// Returns the items that old code can use.
pub fn known(observed: &[Observed]) -> BTreeSet<String> {
    observed
        .iter()
        .flat_map(|one| one.uses.iter().cloned())
        .collect()
}

/// Returns the changes that are about a use, and how closely.
fn matching(named: &[Named], uses: &BTreeSet<String>) -> Vec<(usize, Match)> {
    let all = named.iter().enumerate();
    all.filter_map(|(number, named)| Some((number, named.matches(uses)?)))
        .collect()
}

/// Returns the changes that are most closely about a use.
fn closest(matching: &[(usize, Match)]) -> Vec<usize> {
    let best = matching.iter().map(|(_, how)| *how).max();
    let closest = matching.iter().filter(|(_, how)| Some(*how) == best);
    closest.map(|(number, _)| *number).collect()
}

/// Returns the changes that explain a difference: those that predict an effect, else all.
fn explaining(matching: &[(usize, Match)], changes: &[Change]) -> Vec<usize> {
    let has_effect = |number: &usize| {
        let change = changes.get(*number);
        change.is_some_and(|change| change.weight != Weight::Nothing)
    };
    let all: Vec<usize> = matching.iter().map(|(number, _)| *number).collect();
    let with_effect: Vec<usize> = all.iter().copied().filter(has_effect).collect();
    match with_effect.is_empty() {
        true => all,
        false => with_effect,
    }
}

/// Returns the changes that a failure is put down to: of those with the weight that predicts it the
/// closest, else the closest of all.
fn blame(matching: &[(usize, Match)], changes: &[Change], weight: Weight) -> Vec<usize> {
    let predicts = |number: usize| {
        changes
            .get(number)
            .is_some_and(|change| change.weight == weight)
    };
    let predicting: Vec<(usize, Match)> = matching
        .iter()
        .filter(|(number, _)| predicts(*number))
        .copied()
        .collect();
    match predicting.is_empty() {
        true => closest(matching),
        false => closest(&predicting),
    }
}

/// What was found about one change.
#[derive(Debug, Clone, Default)]
struct Found {
    uses: usize,
    error: Option<String>,
    warning: Option<String>,
    requests: Option<String>,
    misread: Option<String>,
}

impl Found {
    fn proved(self, change: &Change) -> Proved {
        let verdict = match &self {
            Found { error: Some(_), .. } => Verdict::Breaking,
            Found {
                requests: Some(_), ..
            } => Verdict::Requests,
            Found {
                misread: Some(_), ..
            } => Verdict::Bodies,
            Found {
                warning: Some(_), ..
            } => Verdict::Deprecated,
            Found { uses: 0, .. } => Verdict::Unused,
            _ => Verdict::Compatible,
        };
        let (agrees, reason) = judge(change, verdict);
        let evidence = match verdict {
            Verdict::Breaking if !agrees => self.error,
            Verdict::Requests => self.requests,
            Verdict::Bodies => self.misread,
            Verdict::Deprecated => self.warning,
            _ => None,
        };
        Proved {
            change: change.clone(),
            verdict,
            agrees,
            reason: reason.or(evidence),
            uses: self.uses,
        }
    }
}

/// Sentences of `diff` about the service, which the compiler can't judge.
const OF_THE_SERVICE: &[&str] = &[
    "calls without it fail",
    "calls without them fail",
    "calls continue to use",
];

/// Returns whether a verdict agrees with the prediction, and why if that is not plain.
fn judge(change: &Change, verdict: Verdict) -> (bool, Option<String>) {
    let because = |text: &str| Some(text.to_owned());
    match (change.weight, verdict) {
        (Weight::Breaking, Verdict::Breaking) => (true, None),
        (Weight::Breaking, Verdict::Requests | Verdict::Bodies) => (true, None),
        (Weight::Breaking, _)
            if OF_THE_SERVICE
                .iter()
                .any(|claim| change.what.contains(claim)) =>
        {
            (
                true,
                because("it compiles; that calls fail is a claim about the service"),
            )
        }
        (Weight::Breaking, Verdict::Unused) if change.rust.is_empty() => {
            (true, because("no Rust item is affected"))
        }
        (Weight::Breaking, _) => (
            false,
            because("old code compiles and sends the same requests"),
        ),
        (_, Verdict::Breaking) => (false, None),
        (Weight::Nothing, Verdict::Requests | Verdict::Bodies | Verdict::Deprecated) => {
            (false, None)
        }
        _ => (true, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    fn change(weight: Weight, what: &str, rust: &str) -> Change {
        Change {
            weight,
            place: "x".to_owned(),
            what: what.to_owned(),
            rust: rust.split_whitespace().map(str::to_owned).collect(),
        }
    }

    fn used(items: &[&str]) -> Observed {
        Observed {
            uses: set(items),
            ..Observed::default()
        }
    }

    fn fails(items: &[&str]) -> Observed {
        Observed {
            error: Some("no such item".to_owned()),
            ..used(items)
        }
    }

    fn warns(items: &[&str]) -> Observed {
        Observed {
            warning: Some("deprecated: use `y`".to_owned()),
            ..used(items)
        }
    }

    /// What happens to uses, and the verdict of one change.
    type Case = (
        Weight,
        &'static str,
        &'static str,
        Vec<Observed>,
        Verdict,
        bool,
    );

    #[test]
    fn a_change_has_the_verdict_of_the_uses_that_it_is_about() {
        use Verdict::{Breaking, Compatible, Deprecated, Unused};
        let table: Vec<Case> = vec![
            // A field, a value, an operation, a type.
            (
                Weight::Breaking,
                "the field tag was removed",
                "Job.tag",
                vec![fails(&["Job", "Job.tag"]), used(&["Job", "Job.id"])],
                Breaking,
                true,
            ),
            (
                Weight::Nothing,
                "the field tag was removed",
                "Job.tag",
                vec![fails(&["Job", "Job.tag"])],
                Breaking,
                false,
            ),
            (
                Weight::Behaviour,
                "the value \"x\" was removed",
                "Class::X",
                vec![fails(&["Class", "Class::X"])],
                Breaking,
                false,
            ),
            (
                Weight::Breaking,
                "the operation was removed",
                "jobs_get",
                vec![fails(&["jobs_get", "jobs_get?id"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the type was removed",
                "Job",
                vec![fails(&["jobs_get", "Job"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the type is no longer sent: its builder was removed",
                "Job::builder",
                vec![fails(&["Job"])],
                Breaking,
                true,
            ),
            // Predicted to break, and compiles.
            (
                Weight::Breaking,
                "the field tag was removed",
                "Job.tag",
                vec![used(&["Job", "Job.tag"])],
                Compatible,
                false,
            ),
            (
                Weight::Breaking,
                "the query parameter limit was added",
                "jobs_list",
                vec![used(&["jobs_list"])],
                Unused,
                false,
            ),
            (
                Weight::Breaking,
                "credentials are needed now: calls without them fail",
                "jobs_list",
                vec![used(&["jobs_list"])],
                Compatible,
                true,
            ),
            (
                Weight::Breaking,
                "the base path is /v2 now, no longer /v1",
                "",
                vec![used(&["jobs_list"])],
                Unused,
                true,
            ),
            // New items are not used by old code.
            (
                Weight::Nothing,
                "the field note was added",
                "Job.note",
                vec![used(&["Job", "Job.id"])],
                Unused,
                true,
            ),
            (
                Weight::Behaviour,
                "the value \"y\" was added",
                "Class::Y",
                vec![used(&["Class", "Class::X"])],
                Unused,
                true,
            ),
            // What is required is an argument of all calls.
            (
                Weight::Breaking,
                "the required field note was added: calls without it fail",
                "JobBody.note",
                vec![fails(&["jobs_create", "JobBody"])],
                Breaking,
                true,
            ),
            (
                Weight::Nothing,
                "the required query parameter limit was added: calls without it fail",
                "jobs_list",
                vec![fails(&["jobs_list"])],
                Breaking,
                false,
            ),
            (
                Weight::Breaking,
                "the query parameter tag is required now: calls without it fail",
                "jobs_list",
                vec![fails(&["jobs_list"])],
                Breaking,
                true,
            ),
            // A part of an operation.
            (
                Weight::Breaking,
                "the query parameter tag was removed",
                "jobs_list",
                vec![fails(&["jobs_list", "jobs_list?tag"]), used(&["jobs_list"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the response is Job now, no longer i64",
                "jobs_get",
                vec![fails(&["jobs_get", "jobs_get#response"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the list has no `stream` any more",
                "jobs_list",
                vec![fails(&["jobs_list", "jobs_list#stream"])],
                Breaking,
                true,
            ),
            // Renamed items are used under their old names.
            (
                Weight::Breaking,
                "the method is named jobs_read now, no longer jobs_get",
                "jobs_read",
                vec![fails(&["jobs_get"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the type is named Task now, no longer Job",
                "Task",
                vec![fails(&["Job", "Job.id"])],
                Breaking,
                true,
            ),
            (
                Weight::Breaking,
                "the field a is named b in Rust now, no longer a",
                "Job.b",
                vec![fails(&["Job", "Job.a"])],
                Breaking,
                true,
            ),
            // Warnings.
            (
                Weight::Behaviour,
                "the operation is deprecated now",
                "jobs_get",
                vec![warns(&["jobs_get"])],
                Deprecated,
                true,
            ),
            (
                Weight::Nothing,
                "the status is BETA now",
                "jobs_get",
                vec![warns(&["jobs_get"])],
                Deprecated,
                false,
            ),
            (
                Weight::Breaking,
                "the method is named jobs_read now, no longer jobs_get",
                "jobs_read",
                vec![warns(&["jobs_get"])],
                Deprecated,
                false,
            ),
        ];
        for (weight, what, rust, observed, verdict, agrees) in table {
            let changes = [change(weight, what, rust)];
            let (proved, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &[]);
            let proved = proved.first().unwrap();
            assert_eq!(
                (proved.verdict, proved.agrees),
                (verdict, agrees),
                "{weight:?} {what}"
            );
            assert!(unpredicted.is_empty(), "{what}: {unpredicted:?}");
        }
    }

    #[test]
    fn a_failure_that_no_change_is_about_is_unpredicted() {
        let changes = [
            change(Weight::Breaking, "the field tag was removed", "Job.tag"),
            change(
                Weight::Nothing,
                "the query parameter limit was added",
                "jobs_list",
            ),
        ];
        let observed = [
            fails(&["Job", "Job.id"]),
            fails(&["jobs_list"]),
            fails(&["Job", "Job.tag"]),
        ];
        let (proved, unpredicted) = verdicts(&changes, &observed, &BTreeMap::new(), &[]);
        assert!(proved.iter().all(|proved| proved.agrees));
        let items: Vec<&str> = unpredicted
            .iter()
            .flat_map(|one| one.items.iter().map(String::as_str))
            .collect();
        assert_eq!(items, ["Job", "Job.id", "jobs_list"]);
    }

    #[test]
    fn the_closest_change_is_blamed_and_a_predicted_break_explains_a_failure() {
        let field = change(Weight::Nothing, "the field tag may be null now", "Job.tag");
        let whole = |weight| change(weight, "the type is received now", "Job");
        let observed = [fails(&["Job", "Job.tag"])];
        let agree = |changes: &[Change]| -> Vec<bool> {
            let (proved, _) = verdicts(changes, &observed, &BTreeMap::new(), &[]);
            proved.iter().map(|proved| proved.agrees).collect()
        };
        assert_eq!(
            agree(&[field.clone(), whole(Weight::Behaviour)]),
            [false, true]
        );
        assert_eq!(agree(&[field, whole(Weight::Breaking)]), [true, true]);
    }

    #[test]
    fn other_requests_and_lost_fields_contradict_no_effect() {
        let sent = |identical| {
            let sent = Sent {
                uses: set(&["jobs_list", "jobs_list?tag"]),
                identical,
            };
            BTreeMap::from([("jobs_list with all arguments".to_owned(), sent)])
        };
        let misread = [Misread {
            uses: set(&["Job", "Job.tag"]),
            message: "a body of Job is read without Job.tag".to_owned(),
        }];
        let observed = [used(&["jobs_list", "jobs_list?tag", "Job", "Job.tag"])];
        let parameter = "the query parameter tag is named label now";
        let field = "the field tag is named label in JSON now";
        for (what, rust, is_sent, verdict) in [
            (parameter, "jobs_list", true, Verdict::Requests),
            (field, "Job.tag", false, Verdict::Bodies),
        ] {
            for (weight, agrees) in [
                (Weight::Nothing, false),
                (Weight::Behaviour, true),
                (Weight::Breaking, true),
            ] {
                let changes = [change(weight, what, rust)];
                let (proved, unpredicted) = match is_sent {
                    true => verdicts(&changes, &observed, &sent(false), &[]),
                    false => verdicts(&changes, &observed, &sent(true), &misread),
                };
                let proved = proved.first().unwrap();
                assert_eq!(
                    (proved.verdict, proved.agrees),
                    (verdict, agrees),
                    "{what} {weight:?}"
                );
                assert!(proved.reason.is_some());
                assert!(unpredicted.is_empty(), "{unpredicted:?}");
            }
        }
        let (_, unpredicted) = verdicts(&[], &observed, &sent(false), &misread);
        assert_eq!(unpredicted.len(), 2, "{unpredicted:?}");
    }
}
