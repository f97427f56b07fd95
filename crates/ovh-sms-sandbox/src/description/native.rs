//! OVHcloud's own descriptions, served at OVHcloud's paths: `/1.0/`, `/1.0/sms.json` …

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::json;

use super::error::DocumentError;
use super::own;

/// Roots of the API with their descriptions; for `/me`, only the simulated part.
#[derive(Debug, Clone)]
pub(crate) struct Natives(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Natives {
    /// Reads the roots with the texts of their descriptions.
    ///
    /// # Errors
    /// One of the texts is not JSON.
    pub(crate) fn read(
        natives: &[(Cow<'static, str>, Cow<'static, str>)],
    ) -> Result<Self, DocumentError> {
        let mut all = natives.to_vec();
        for (root, text) in &mut all {
            let json = |source| DocumentError::json(root, source);
            if root == own::ROOT {
                *text = own::with_operations(text).map_err(json)?.into();
            } else {
                serde_json::from_str::<IgnoredAny>(text).map_err(json)?;
            }
        }
        if !all.iter().any(|(root, _)| root == own::ROOT) {
            all.push((own::ROOT.into(), own::NATIVE.into()));
        }
        Ok(Self(all))
    }

    /// Finds the description for a path below the version, without its final slash; the index of
    /// all for the empty path.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<String> {
        if method != "GET" {
            return None;
        }
        if path.is_empty() {
            return Some(self.index());
        }
        let root = path.strip_suffix(".json")?;
        self.0
            .iter()
            .find(|(known, _)| *known == root)
            .map(|(_, text)| text.clone().into_owned())
    }

    fn index(&self) -> String {
        let apis: Vec<_> = self
            .0
            .iter()
            .map(|(path, _)| {
                json!({ "path": path, "schema": "{path}.{format}", "format": ["json"], "description": "" })
            })
            .collect();
        json!({ "apis": apis }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_root_of_the_index_is_there() {
        let roots = ["/sms", "/auth", "/me"];
        let described = |root: &'static str| {
            let text = json!({ "resourcePath": root }).to_string();
            (root.into(), text.into())
        };
        let natives = Natives::read(&roots.map(described)).unwrap();
        for path in roots {
            let text = natives.find("GET", &format!("{path}.json")).unwrap();
            assert!(
                serde_json::from_str::<serde_json::Value>(&text).is_ok(),
                "{path}"
            );
            assert!(natives.index().contains(path));
        }
        assert_eq!(natives.find("GET", ""), Some(natives.index()));
        assert_eq!(natives.find("GET", "/vps.json"), None);
    }
}
