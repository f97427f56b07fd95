//! Which part of a root is kept, and in which file.

/// A root, the paths of it that are bound, and the file that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The version of the API that has it; that of the endpoint where none is given.
    pub version: Option<String>,
    pub root: String,
    /// Only paths that begin like this; all where it is the root itself.
    pub paths: String,
    pub file: String,
}

/// What the SDK binds.
const OURS: &[(&str, &str, &str)] = &[
    ("/sms", "/sms", "sms.json"),
    ("/auth", "/auth", "auth.json"),
    ("/me", "/me/document", "me-document.json"),
];

/// The parts that the SDK binds.
pub fn ours() -> Vec<Part> {
    let part = |(root, paths, file): &(&str, &str, &str)| Part {
        version: None,
        root: (*root).to_owned(),
        paths: (*paths).to_owned(),
        file: (*file).to_owned(),
    };
    OURS.iter().map(part).collect()
}

/// Whether a part is one that the SDK binds, of whichever version of the API.
pub fn is_ours(part: &Part) -> bool {
    let mut ours = ours().into_iter();
    ours.any(|ours| ours.root == part.root && ours.file == part.file)
}

/// The part of a root: what is bound of it, or all of a root that isn't ours. A root may begin with
/// the version of the API that has it: `/v2/iam`.
pub fn of_root(given: &str) -> Part {
    let given = given.trim_matches('/');
    let (version, root) = match given.split_once('/') {
        Some((version, root)) if is_version(version) => (Some(version), root),
        _ => (None, given),
    };
    let path = format!("/{root}");
    // The parts that are bound are those of the first version of the API.
    let bound = ours().into_iter().find(|part| part.root == path);
    if let Some(part) = bound.filter(|_| version.is_none_or(is_first)) {
        return Part {
            version: version.map(str::to_owned),
            ..part
        };
    }
    let named = match version {
        Some(version) if !is_first(version) => given,
        _ => root,
    };
    Part {
        version: version.map(str::to_owned),
        paths: path.clone(),
        root: path,
        file: format!("{}.json", named.replace('/', "-")),
    }
}

/// `v2`, `1.0`: no root is named like this.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// `1.0` and `v1` are two names of one version.
fn is_first(version: &str) -> bool {
    matches!(version, "1.0" | "v1")
}

impl Part {
    /// Is a path of the root bound?
    pub fn binds(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.paths.as_str());
        self.paths == self.root
            || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_may_name_its_version() {
        for (given, version, root, file) in [
            ("/vps", None, "/vps", "vps.json"),
            (
                "dedicated/server/",
                None,
                "/dedicated/server",
                "dedicated-server.json",
            ),
            ("/v2/iam", Some("v2"), "/iam", "v2-iam.json"),
            ("/1.0/vps", Some("1.0"), "/vps", "vps.json"),
            ("/v1/me", Some("v1"), "/me", "me-document.json"),
            ("/vrack/v2", None, "/vrack/v2", "vrack-v2.json"),
            ("/v2", None, "/v2", "v2.json"),
        ] {
            let part = of_root(given);
            assert_eq!(part.version.as_deref(), version, "{given}");
            assert_eq!(
                (part.root.as_str(), part.file.as_str()),
                (root, file),
                "{given}"
            );
        }
    }

    #[test]
    fn a_part_binds_whole_segments() {
        let part = of_root("/me");
        assert!(part.binds("/me/document") && part.binds("/me/document/{id}"));
        assert!(!part.binds("/me/documentation") && !part.binds("/me") && !part.binds(""));
        let whole = of_root("/vps");
        assert!(whole.binds("/vps/{serviceName}") && whole.binds(""));
    }
}
