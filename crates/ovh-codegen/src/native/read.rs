//! Reads descriptions from text and files, and reports unknown keys.

use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::Root;
use super::reader::Reader;
use super::tree::Tree;

/// What to do about unknown keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// They are an error, so that no fact is lost.
    Refuse,
    /// They are printed to stderr and left out.
    Tell,
}

impl Unknown {
    /// Reports the unknown keys of all files: returns one error, or prints one warning.
    pub fn settle(self, keys: &[String]) -> anyhow::Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let count = match keys.len() {
            1 => "1 unknown key".to_owned(),
            many => format!("{many} unknown keys"),
        };
        let problem = format!("{count} in the bound parts:\n  {}", keys.join("\n  "));
        match self {
            Unknown::Refuse => bail!(
                "{problem}\nPass --ignore-unknown-keys to leave them out, or add them to \
                 crates/ovh-codegen/src/native/mod.rs to keep them."
            ),
            Unknown::Tell => eprintln!("warning: {problem}"),
        }
        Ok(())
    }
}

/// A description, and the unknown keys of its bound parts.
#[derive(Debug)]
pub struct Reading {
    /// The description.
    pub root: Root,
    /// The unknown keys, each with its file or URL and its place.
    pub unknown: Vec<String>,
}

impl Root {
    /// Reads one description, of which everything is bound; `from` is the file or URL for error
    /// messages.
    pub fn parse(text: &str, from: &str, unknown: Unknown) -> anyhow::Result<Root> {
        let reading = Root::parse_bound(text, from, |_| true)?;
        unknown.settle(&reading.unknown)?;
        Ok(reading.root)
    }

    /// Reads the bound paths of a description, and the models that they reach. Unbound parts are
    /// ignored. The result is in normal form.
    pub fn parse_bound(
        text: &str,
        from: &str,
        bound: impl Fn(&str) -> bool,
    ) -> anyhow::Result<Reading> {
        // Some editors and servers prepend a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let begin = text.trim_start();
        if begin.starts_with('<') {
            bail!(
                "{from} is HTML or XML where JSON was expected: it begins with {:?}. Is it an error or \
                 login page?",
                begin.chars().take(40).collect::<String>()
            );
        }
        let tree = Tree::parse(text).map_err(|error| {
            let remedy = match error.is_eof() {
                true => "it is incomplete; fetch or copy the whole file again",
                false => "fetch or copy it again",
            };
            anyhow!("{from} is not an OVHcloud API description: {error}: {remedy}")
        })?;
        let mut reader = Reader::new(from, &tree);
        let root = reader.root(bound)?;
        reader.refuse_twice()?;
        let unknown = reader.unknown_keys();
        Ok(Reading { root, unknown })
    }

    /// Reads one description from a file.
    pub fn read(path: &Path, unknown: Unknown) -> anyhow::Result<Root> {
        let reading = Root::read_file(path)?;
        unknown.settle(&reading.unknown)?;
        Ok(reading.root)
    }

    /// Reads several descriptions; their unknown keys are one error.
    pub fn read_all(
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
        unknown: Unknown,
    ) -> anyhow::Result<Vec<Root>> {
        let (mut roots, mut keys) = (Vec::new(), Vec::new());
        for path in paths {
            let reading = Root::read_file(path.as_ref())?;
            keys.extend(reading.unknown);
            roots.push(reading.root);
        }
        unknown.settle(&keys)?;
        Ok(roots)
    }

    fn read_file(path: &Path) -> anyhow::Result<Reading> {
        let from = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("{from} can't be read"))?;
        let text = String::from_utf8(bytes).map_err(|_| anyhow!("{from} is not UTF-8 text"))?;
        Root::parse_bound(&text, &from, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        format!(
            "{:#}",
            Root::parse(text, "x.json", Unknown::Refuse).unwrap_err()
        )
    }

    /// A root of one operation, whose answer is `x.Y`, and another that is not below `/x/a`.
    fn root(model: &str, other: &str) -> String {
        format!(
            r#"{{"apiVersion":"1.0","resourcePath":"/x","apis":[
                {{"path":"/x/a","operations":[{{"httpMethod":"GET","responseType":"x.Y"}}]}},
                {{"path":"/x/b","operations":[{other}]}}],
                "models":{{"x.Y":{model},"x.Z":{{"shape":"round","properties":7}}}}}}"#
        )
    }

    #[test]
    fn a_wrong_shape_names_its_place() {
        let text = r#"{"apiVersion":"1.0","resourcePath":"/x","apis":[{"path":"/x/{id}","operations":
            [{"httpMethod":"GET","parameters":[{"name":"id","paramType":"path","dataType":7}]}]}]}"#;
        let error = error(text);
        assert!(
            error.contains("/x /x/{id} GET id dataType: invalid type: integer `7`"),
            "{error}"
        );
    }

    #[test]
    fn unknown_keys_are_one_error_that_names_each_unless_they_are_let_pass() {
        let model =
            r#"{"properties":{"a":{"type":"long","shape":"round"},"b":{"type":"long","size":1}}}"#;
        let text = root(model, r#"{"httpMethod":"GET","weather":"sunny"}"#)
            .replace("\"apiVersion\"", "\"colour\":1,\"apiVersion\"");
        let said = error(&text);
        for key in [
            r#"x.json: /x: "colour""#,
            r#"x.json: /x x.Y a: "shape""#,
            r#"x.json: /x x.Y b: "size""#,
            r#"x.json: /x /x/b GET: "weather""#,
            "4 unknown keys",
            "--ignore-unknown-keys",
        ] {
            assert!(said.contains(key), "{key} is not in: {said}");
        }
        assert!(!said.contains("x.Z"), "{said}");
        assert!(Root::parse(&text, "x.json", Unknown::Tell).is_ok());
    }

    #[test]
    fn what_is_not_bound_is_not_looked_at() {
        let other = r#"{"httpMethod":"BREW","responseType":["x.Z"],"weather":"sunny","a":1,"a":2}"#;
        let text = root(r#"{"properties":{}}"#, other);
        let reading = Root::parse_bound(&text, "x.json", |path| path == "/x/a").unwrap();
        assert_eq!(reading.unknown, Vec::<String>::new());
        assert_eq!(reading.root.apis.len(), 1);
        assert_eq!(reading.root.models.keys().collect::<Vec<_>>(), ["x.Y"]);
        assert!(Root::parse_bound(&text, "x.json", |_| true).is_err());
    }

    #[test]
    fn what_is_no_description_is_told_apart() {
        assert!(error("<!DOCTYPE html>").contains("HTML"));
        assert!(error("[1]").contains("not an OVHcloud API description"));
        assert!(error("{}").contains("missing field"));
        assert!(error(r#"{"apiVersion":"1.0""#).contains("line 1"));
        assert!(error(r#"{"apiVersion":"1.0","resourcePath":"x"}"#).contains("slash"));
        for (twice, place) in [
            (
                r#"{"apiVersion":"1.0","resourcePath":"/x","models":{"a.B":{},"a.B":{}}}"#,
                r#"/x: "a.B""#,
            ),
            (
                r#"{"apiVersion":"1.0","resourcePath":"/x","resourcePath":"/x"}"#,
                r#"/x: "resourcePath""#,
            ),
        ] {
            let error = error(twice);
            assert!(
                error.contains("stand twice") && error.contains(place),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_wrong_at_the_top_names_its_key_and_a_remedy() {
        let root = |keys: &str| format!(r#"{{"apiVersion":"1.0","resourcePath":"/x",{keys}}}"#);
        for (text, part) in [
            ("null".to_owned(), "it is null, but must be a JSON object"),
            ("{}".to_owned(), "missing field `resourcePath`"),
            (root(r#""apis":{}"#), r#"/x: "apis": it is not a list"#),
            (
                root(r#""models":[]"#),
                r#"/x: "models": it is not an object"#,
            ),
            (
                root(r#""basePath":"not a url {x}""#),
                r#"/x: "basePath": "not a url {x}" is not a path or URL"#,
            ),
            (
                r#"{"apiVersion":"v1 beta","resourcePath":"/x"}"#.to_owned(),
                r#"/x: "apiVersion": "v1 beta" is not a version"#,
            ),
            (
                root(r#""models":{"x.E":{"enum":[["a"]]}},"apis":[]"#),
                "/x x.E enum: [\"a\"] is not a value of an enumeration",
            ),
        ] {
            let error = error(&text);
            for part in [part, "x.json", "fetch or copy it again"] {
                assert!(error.contains(part), "{part:?} is not in: {error}");
            }
        }
    }

    #[test]
    fn a_mark_of_the_byte_order_is_no_part_of_a_description() {
        let text = "\u{feff}{\"apiVersion\":\"1.0\",\"resourcePath\":\"/x\"}";
        assert!(Root::parse(text, "x.json", Unknown::Refuse).is_ok());
    }

    #[test]
    fn null_is_absent() {
        let text = r#"{"apiVersion":"1.0","resourcePath":"/x","apis":null,"models":{"x.Y":
            {"description":null,"properties":null,"enum":["1",2],"enumType":"long"}}}"#;
        let root = Root::parse(text, "x.json", Unknown::Refuse).unwrap();
        let values = root.models["x.Y"].values.clone().unwrap_or_default();
        assert_eq!(values, ["1", "2"]);
    }
}
