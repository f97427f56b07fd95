//! A step from one description to the next: its changes, and what the compiler says about them.

use crate::markdown::cell;
use crate::project::Project;
use crate::prove::{Options, Pair, Proof, Proved, Verdict, prove};
use ovh_codegen::diff::{Change, Converter, Difference, Weight, documents};

use super::row::Version;

/// The version of the bindings of the first description.
const FIRST: &str = "0.1.0";

/// A step between two descriptions.
#[derive(Debug)]
pub struct Step {
    pub from: String,
    pub to: String,
    pub difference: Difference,
    /// `None` if nothing was compiled.
    pub proof: Option<Proof>,
}

/// The changes of a step with the same prediction and the same verdict.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub change: &'a Change,
    pub proved: Option<&'a Proved>,
}

impl Step {
    /// Returns the changes with their verdicts.
    pub fn changes(&self) -> Vec<Row<'_>> {
        match &self.proof {
            Some(proof) => {
                let proved = proof.changes.iter();
                proved
                    .map(|proved| Row {
                        change: &proved.change,
                        proved: Some(proved),
                    })
                    .collect()
            }
            None => {
                let changes = self.difference.changes.iter();
                changes
                    .map(|change| Row {
                        change,
                        proved: None,
                    })
                    .collect()
            }
        }
    }
}

/// Compares each version with the next one that can be converted. Returns the steps, and what
/// failed.
pub(super) fn steps(
    project: &Project,
    converter: &Converter,
    versions: Vec<Version>,
    proof: bool,
) -> (Vec<Step>, Vec<String>) {
    let (mut steps, mut faults) = (Vec::new(), Vec::new());
    let mut before: Option<(String, String)> = None;
    let mut version = FIRST.to_owned();
    for one in versions {
        // A document without bindings can't be compared with its other neighbour either.
        let document = converter.convert(one.roots).and_then(|document| {
            ovh_codegen::document::described(&document)?;
            Ok(document)
        });
        let document = match document {
            Ok(document) => document,
            Err(error) => {
                faults.push(format!(
                    "{} can't be converted, and its neighbours are compared: {error:#}",
                    one.name
                ));
                continue;
            }
        };
        if let Some((from, was)) = &before {
            eprintln!("{} → {}", cell(from), cell(&one.name));
            let pair = Pair {
                before: was,
                after: &document,
            };
            match step(project, &pair, &version, proof) {
                Ok((difference, proof)) => {
                    if let Some(next) = &difference.next_version {
                        version.clone_from(next);
                    }
                    steps.push(Step {
                        from: from.clone(),
                        to: one.name.clone(),
                        difference,
                        proof,
                    });
                }
                Err(error) => faults.push(format!(
                    "{from} → {} can't be compared: {error:#}",
                    one.name
                )),
            }
        }
        before = Some((one.name, document));
    }
    (steps, faults)
}

fn step(
    project: &Project,
    pair: &Pair<'_>,
    version: &str,
    proof: bool,
) -> anyhow::Result<(Difference, Option<Proof>)> {
    let difference = documents(pair.before, pair.after, Some(version.to_owned()))?;
    let proof = match proof {
        true => Some(prove(project, pair, &difference, &Options::default())?),
        false => None,
    };
    Ok((difference, proof))
}

/// How often predictions and verdicts agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Changes that were predicted not to break code, and were tried.
    pub compatible: usize,
    /// Those of them that break it, and old code that fails without a predicted break.
    pub refuted: Vec<String>,
    /// Changes that were predicted to break code, and were tried.
    pub breaking: usize,
    /// Those of them after which old code compiles and its calls succeed.
    pub compiles: Vec<String>,
}

/// At most one predicted break in this many may compile.
const ONE_IN: usize = 10;

impl Tally {
    /// Counts the changes of steps that were proved.
    pub fn of<'a>(steps: impl Iterator<Item = &'a Step>) -> Tally {
        let mut tally = Tally::default();
        for step in steps {
            let Some(proof) = &step.proof else { continue };
            for proved in &proof.changes {
                tally.add(step, proved);
            }
            let unpredicted = proof.unpredicted.iter();
            tally.refuted.extend(unpredicted.map(|one| {
                format!(
                    "{} → {}: {} fails: {}",
                    step.from,
                    step.to,
                    one.items.join(", "),
                    one.message
                )
            }));
        }
        tally
    }

    fn add(&mut self, step: &Step, proved: &Proved) {
        let named = || {
            format!(
                "{} → {}: {}: {}",
                step.from, step.to, proved.change.place, proved.change.what
            )
        };
        match (proved.change.weight, proved.verdict) {
            (_, Verdict::Hidden) => {}
            (Weight::Breaking, Verdict::Unused) if proved.agrees => {}
            (Weight::Breaking, _) => {
                self.breaking += 1;
                if !proved.agrees {
                    self.compiles.push(named());
                }
            }
            (_, Verdict::Unused) => {}
            (_, verdict) => {
                self.compatible += 1;
                if verdict == Verdict::Breaking {
                    self.refuted.push(named());
                }
            }
        }
    }

    /// Returns what contradicts the predictions: a refuted one, or too many breaks that compile.
    pub fn contradictions(&self) -> Vec<String> {
        let refuted = self.refuted.iter();
        let mut found: Vec<String> = refuted
            .map(|one| format!("predicted as compatible, and old code fails: {one}"))
            .collect();
        if self.compiles.len() * ONE_IN > self.breaking {
            found.push(format!(
                "{} of {} predicted breaks compile, and at most one in {ONE_IN} may: {}",
                self.compiles.len(),
                self.breaking,
                self.compiles.join("; ")
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proved(weight: Weight, verdict: Verdict, agrees: bool) -> Proved {
        Proved {
            change: Change {
                weight,
                place: "GET /x".to_owned(),
                what: "it changed".to_owned(),
                rust: Vec::new(),
            },
            verdict,
            agrees,
            reason: None,
            uses: 1,
        }
    }

    fn tally(changes: Vec<Proved>) -> Tally {
        let mut tally = Tally::default();
        let difference = documents(EMPTY, EMPTY, None).unwrap();
        let step = Step {
            from: "a".to_owned(),
            to: "b".to_owned(),
            difference,
            proof: None,
        };
        changes.iter().for_each(|one| tally.add(&step, one));
        tally
    }

    const EMPTY: &str =
        r#"{"openapi":"3.0.3","info":{"title":"","version":""},"paths":{},"components":{}}"#;

    #[test]
    fn a_refuted_prediction_is_a_contradiction() {
        let one = tally(vec![proved(Weight::Behaviour, Verdict::Breaking, false)]);
        assert_eq!(one.compatible, 1);
        assert_eq!(
            one.contradictions(),
            ["predicted as compatible, and old code fails: a → b: GET /x: it changed"]
        );
    }

    #[test]
    fn one_break_in_ten_may_compile() {
        let fails = || proved(Weight::Breaking, Verdict::Breaking, true);
        let compiles = || proved(Weight::Breaking, Verdict::Compatible, false);
        let mut changes: Vec<Proved> = (0..9).map(|_| fails()).collect();
        changes.push(compiles());
        assert!(tally(changes.clone()).contradictions().is_empty());
        changes.push(compiles());
        let found = tally(changes).contradictions();
        assert!(
            found[0].starts_with("2 of 11 predicted breaks compile"),
            "{found:?}"
        );
    }

    #[test]
    fn what_old_code_cannot_use_is_not_counted() {
        let unused = tally(vec![
            proved(Weight::Nothing, Verdict::Unused, true),
            // No Rust item is affected.
            proved(Weight::Breaking, Verdict::Unused, true),
        ]);
        assert_eq!(unused, Tally::default());
        let wrong = tally(vec![proved(Weight::Breaking, Verdict::Unused, false)]);
        assert_eq!((wrong.breaking, wrong.compiles.len()), (1, 1));
    }
}
