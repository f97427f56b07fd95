//! OVHcloud's own descriptions, served where OVHcloud serves them: `/1.0/`, `/1.0/sms.json` …

use serde_json::json;

const SMS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/schema/native/sms.json"
));
const AUTH: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/schema/native/auth.json"
));
const DOCUMENTS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/schema/native/me-document.json"
));

/// Roots of the API with their descriptions; of `/me`, the part that is played.
const ROOTS: &[(&str, &str)] = &[("/sms", SMS), ("/auth", AUTH), ("/me", DOCUMENTS)];

/// The description behind a path below the version, or the index of all.
pub(crate) fn find(method: &str, path: &str) -> Option<String> {
    if method != "GET" {
        return None;
    }
    if path == "/" {
        return Some(index());
    }
    let root = path.strip_suffix(".json")?;
    ROOTS
        .iter()
        .find(|(known, _)| *known == root)
        .map(|(_, text)| (*text).to_owned())
}

fn index() -> String {
    let apis: Vec<_> = ROOTS
        .iter()
        .map(|(path, _)| {
            json!({ "path": path, "schema": "{path}.{format}", "format": ["json"], "description": "" })
        })
        .collect();
    json!({ "apis": apis }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_root_of_the_index_is_there() {
        for (path, _) in ROOTS {
            let text = find("GET", &format!("{path}.json")).unwrap();
            assert!(
                serde_json::from_str::<serde_json::Value>(&text).is_ok(),
                "{path}"
            );
            assert!(index().contains(path));
        }
        assert_eq!(find("GET", "/vps.json"), None);
    }
}
