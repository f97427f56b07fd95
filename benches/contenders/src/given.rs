//! The values that the caller passes in the environment.

use anyhow::Context;

/// Returns a value that the server printed.
///
/// # Errors
///
/// Returns an error if the environment variable is not set.
pub fn given(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("environment variable {name} is not set"))
}
