//! Objects that are read by their listed names, several at the same time.

use futures_util::{StreamExt, stream};
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Error, Lenient};

/// The number of objects that are read at the same time.
const AT_ONCE: usize = 8;

/// Reads the objects of these names, in their order; `read` returns `None` if the service returned
/// another object. Objects that were deleted meanwhile are left out. Other objects, and those that
/// can't be read, make the list incomplete.
pub(super) async fn read_all<T, F>(
    names: Lenient<Vec<String>>,
    read: impl Fn(String) -> F,
) -> Result<Lenient<Vec<T>>, Error>
where
    F: Future<Output = Result<Option<T>, Error>>,
{
    let mut unread = names.unread();
    let mut objects = Vec::with_capacity(names.len());
    let mut reads = stream::iter(names).map(read).buffered(AT_ONCE);
    while let Some(read) = reads.next().await {
        match read {
            Ok(Some(object)) => objects.push(object),
            Ok(None) => unread += 1,
            Err(error) if error.is_not_found() => {}
            Err(error) if is_unreadable(&error) => unread += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(Lenient::with_unread(objects, unread))
}

/// Returns whether the service returned another object than the requested one, or one that can't be
/// read.
fn is_unreadable(error: &Error) -> bool {
    error
        .call()
        .is_some_and(|error| matches!(error.kind(), CallErrorKind::Response(_)))
}
