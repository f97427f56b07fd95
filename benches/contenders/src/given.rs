//! What the caller passes on in the environment.

use anyhow::Context;

/// Returns a value that the server printed.
///
/// # Errors
///
/// The environment lacks it.
pub fn given(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("the environment lacks {name}"))
}
