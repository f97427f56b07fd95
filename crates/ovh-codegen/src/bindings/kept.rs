//! Which operations of an input can be bound.

use std::collections::BTreeSet;

use super::input::{Input, Operation};
use crate::generate::Failure;

/// Returns the input without the operations that can't be bound, and why each of them can't.
///
/// Halves of the operations are tried, then halves of the halves that fail, so that few attempts
/// are needed if few operations fail.
pub(super) fn bindable(
    input: &Input,
    code: impl Fn(&Input) -> Result<String, Failure>,
) -> Result<(Input, Vec<String>), Failure> {
    let mut kept = BTreeSet::new();
    let mut left_out = Vec::new();
    let mut open: Vec<Vec<Operation>> = vec![input.operations()];
    while let Some(mut part) = open.pop() {
        let failed = match part.len() {
            0 => continue,
            _ => input
                .with(&part.iter().cloned().collect())
                .and_then(|part| code(&part))
                .err(),
        };
        match (failed, part.len()) {
            (None, _) => kept.extend(part),
            (Some(error), 1) => {
                let (method, path) = part.remove(0);
                left_out.push(format!("{method} {path} is left out: {error}"));
            }
            (Some(_), count) => {
                let rest = part.split_off(count / 2);
                open.extend([rest, part]);
            }
        }
    }
    if kept.is_empty() {
        return Err(format!("no operation can be bound:\n{}", left_out.join("\n")).into());
    }
    left_out.sort();
    Ok((input.with(&kept)?, left_out))
}
