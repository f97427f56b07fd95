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
    bind: impl Fn(&Input) -> Result<(), Failure>,
) -> Result<(Input, Vec<String>), Failure> {
    let mut kept: Vec<Operation> = Vec::new();
    let mut left_out = Vec::new();
    let mut open: Vec<Vec<Operation>> = vec![input.operations()];
    while let Some(mut part) = open.pop() {
        // Of two operations that are the same for a server, the first one is used.
        part.retain(|one| match kept.iter().find(|kept| kept.is_same(one)) {
            Some(kept) => {
                left_out.push(format!("{one} is left out: {kept} is the same operation"));
                false
            }
            None => true,
        });
        let bound = match part.len() {
            0 => continue,
            _ => input.with(&part.iter().cloned().collect()),
        };
        match (bound.and_then(|part| bind(&part)), part.len()) {
            (Ok(()), _) => kept.extend(part),
            (Err(error), 1) => {
                left_out.extend(part.iter().map(|one| format!("{one} is left out: {error}")));
            }
            (Err(_), count) => {
                let rest = part.split_off(count / 2);
                open.extend([rest, part]);
            }
        }
    }
    if kept.is_empty() {
        return Err(format!("no operation can be bound:\n{}", left_out.join("\n")).into());
    }
    left_out.sort();
    let kept: BTreeSet<Operation> = kept.into_iter().collect();
    Ok((input.with(&kept)?, left_out))
}
