//! Finds the API operation of a request.

use ovh_sms::Operation;
use ovh_sms::api::operations;

use crate::fault_server::Request;

/// Returns whether an operation sends: the outcome of its request is set by a fate.
pub fn is_for_a_send(operation: &str) -> bool {
    matches!(operation, "jobs_create" | "batches_create")
}

/// Returns the operation of a request.
pub fn operation_of(request: &Request) -> Option<&'static str> {
    let path = request.path().strip_prefix("/1.0")?;
    let fits = |operation: &&&Operation| {
        let (mut given, mut known) = (path.split('/'), operation.path().split('/'));
        operation.method().as_str() == request.method
            && loop {
                match (given.next(), known.next()) {
                    (None, None) => break true,
                    (Some(given), Some(known)) if known.starts_with('{') || given == known => {}
                    _ => break false,
                }
            }
    };
    // A fixed segment takes precedence over a parameter.
    let fitting = operations::ALL.iter().filter(fits);
    fitting
        .min_by_key(|operation| operation.path().matches('{').count())
        .map(|operation| operation.id())
}
