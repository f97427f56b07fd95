//! A root that is requested, and the file of its description.

/// A root of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRoot {
    /// The version of the API; by default that of the endpoint.
    pub version: Option<String>,
    /// The path of the root, such as `/vps`.
    pub root: String,
    /// The file of its description: `vps.json`, `v2-iam.json`.
    pub file: String,
}

impl WantedRoot {
    /// Reads a root such as `/vps`. It may begin with its version of the API: `/v2/iam`.
    #[must_use]
    pub fn parse(given: &str) -> WantedRoot {
        let given = given.trim_matches('/');
        let (version, root) = match given.split_once('/') {
            Some((version, root)) if is_version(version) => (Some(version), root),
            _ => (None, given),
        };
        let named = match version {
            Some(version) if !is_first(version) => given,
            _ => root,
        };
        WantedRoot {
            version: version.map(str::to_owned),
            root: format!("/{root}"),
            file: format!("{}.json", named.replace('/', "-")),
        }
    }
}

/// Returns whether a name is a version (`v2`, `1.0`); no root has such a name.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Returns whether a name means the first version of the API: `1.0` or `v1`.
#[must_use]
pub fn is_first(version: &str) -> bool {
    matches!(version, "1.0" | "v1")
}
