//! The version of the API that the address of a description or a server ends in.

use std::fmt;

/// Why addresses have no single version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionError {
    /// The address ends in no version.
    Unknown(String),
    /// The addresses end in different versions.
    Different,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(address) => write!(
                f,
                "the address {address:?} ends in no version of the API, such as 1.0 or v2"
            ),
            Self::Different => f.write_str("the addresses are of different versions of the API"),
        }
    }
}

impl std::error::Error for VersionError {}

/// Returns the version that addresses end in, such as `v2`; `None` for the first version (`1.0`, `v1`)
/// and without addresses. An address without a path is of the first version.
///
/// # Errors
///
/// Returns an error if an address ends in something else, or if the versions differ.
pub fn version<'a>(
    addresses: impl IntoIterator<Item = &'a str>,
) -> Result<Option<&'a str>, VersionError> {
    let mut found = None;
    for address in addresses {
        let version = last(address)?;
        match found {
            Some(other) if other != version => return Err(VersionError::Different),
            _ => found = Some(version),
        }
    }
    Ok(found.flatten())
}

fn last(address: &str) -> Result<Option<&str>, VersionError> {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address,
    };
    let last = path.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default();
    let number = last.strip_prefix('v').unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match last {
        "" | "1.0" | "v1" => Ok(None),
        _ if is_number => Ok(Some(last)),
        _ => Err(VersionError::Unknown(address.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::{VersionError, version};

    #[test]
    fn the_version_is_at_the_end_of_an_address() {
        for (address, expected) in [
            ("https://eu.api.ovh.com/1.0", Some(None)),
            ("https://eu.api.ovh.com/v1", Some(None)),
            ("https://eu.api.ovh.com/v2", Some(Some("v2"))),
            ("https://eu.api.ovh.com/v2/", Some(Some("v2"))),
            ("/v3", Some(Some("v3"))),
            ("", Some(None)),
            ("/", Some(None)),
            ("https://eu.api.ovh.com", Some(None)),
            ("https://eu.api.ovh.com/2.0", None),
            ("https://eu.api.ovh.com/v2beta", None),
            ("https://eu.api.ovh.com/V2", None),
            ("https://eu.api.ovh.com/v2/iam", None),
        ] {
            assert_eq!(version([address]).ok(), expected, "{address}");
        }
    }

    #[test]
    fn different_versions_are_an_error_in_any_order() {
        assert_eq!(version([]), Ok(None));
        assert_eq!(version(["https://a/v2", "https://b/v2"]), Ok(Some("v2")));
        for addresses in [
            ["https://a/v1", "https://a/v2"],
            ["https://a/v2", "https://a/1.0"],
        ] {
            assert_eq!(version(addresses), Err(VersionError::Different));
        }
    }
}
