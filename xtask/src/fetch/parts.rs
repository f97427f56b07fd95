//! Which part of a root is kept, and in which file.

use ovh_codegen::fetch::{WantedRoot, is_first};

/// A root, its bound paths, and the file that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The API version of the root; by default that of the endpoint.
    pub version: Option<String>,
    pub root: String,
    /// Only paths that begin with this are kept; the root itself keeps all.
    pub paths: String,
    pub file: String,
}

/// The parts that the SDK binds.
const OURS: &[(&str, &str, &str)] = &[
    ("/sms", "/sms", "sms.json"),
    ("/auth", "/auth", "auth.json"),
    ("/me", "/me/document", "me-document.json"),
];

/// Returns the parts that the SDK binds.
pub fn ours() -> Vec<Part> {
    let part = |(root, paths, file): &(&str, &str, &str)| Part {
        version: None,
        root: (*root).to_owned(),
        paths: (*paths).to_owned(),
        file: (*file).to_owned(),
    };
    OURS.iter().map(part).collect()
}

/// Returns whether the SDK binds a part, of any version of the API.
pub fn is_ours(part: &Part) -> bool {
    let mut ours = ours().into_iter();
    ours.any(|ours| ours.root == part.root && ours.file == part.file)
}

/// Returns the part of a root: the bound part, or all of a root that the SDK does not bind. A root
/// may begin with its version of the API: `/v2/iam`.
pub fn of_root(given: &str) -> Part {
    let wanted = WantedRoot::parse(given);
    // Bound parts are those of the first version of the API.
    let bound = ours().into_iter().find(|part| part.root == wanted.root);
    let WantedRoot {
        version,
        root,
        file,
    } = wanted;
    match bound.filter(|_| version.as_deref().is_none_or(is_first)) {
        Some(part) => Part { version, ..part },
        None => Part {
            version,
            paths: root.clone(),
            root,
            file,
        },
    }
}

impl Part {
    /// Returns the root to download.
    pub fn wanted(&self) -> WantedRoot {
        WantedRoot {
            version: self.version.clone(),
            root: self.root.clone(),
            file: self.file.clone(),
        }
    }

    /// Returns whether a path of the root is bound.
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
