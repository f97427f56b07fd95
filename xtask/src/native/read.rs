//! A description read from text, with errors that say where in the API they are.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use serde_json::Value;

use super::Root;

/// What to do about keys that this program has no word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// They are an error: a fact would be lost.
    Refuse,
    /// They are named on standard error and left out.
    Tell,
}

/// More unknown keys than these are counted, not listed.
const LISTED: usize = 10;

enum Step {
    Key(String),
    Index(usize),
}

impl Root {
    /// Reads one description; `from` is the file or address that errors name.
    pub fn parse(text: &str, from: &str, unknown: Unknown) -> anyhow::Result<Root> {
        let begin = text.trim_start();
        if begin.starts_with('<') {
            bail!(
                "{from} is HTML or XML where JSON was expected: it begins with {:?}. Is it an error or \
                 login page?",
                begin.chars().take(40).collect::<String>()
            );
        }
        let mut ignored: Vec<Vec<Step>> = Vec::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let mut track = serde_path_to_error::Track::new();
        let parsed: Result<Root, _> = {
            let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
            serde_ignored::deserialize(tracked, |path| ignored.push(ignored_steps(&path)))
        };
        let root = match parsed {
            Ok(root) => root,
            Err(error) => {
                let steps = error_steps(&track.path());
                let place = place(text, &steps);
                return Err(anyhow!(
                    "{from} is not an OVHcloud API description: {place}{error}"
                ));
            }
        };
        json.end()
            .with_context(|| format!("{from} goes on after its JSON"))?;
        if !root.resource_path.starts_with('/') {
            bail!(
                "{from}: resourcePath is {:?}; it must start with a slash",
                root.resource_path
            );
        }
        if !ignored.is_empty() {
            let problem = unknown_keys(text, from, &ignored);
            match unknown {
                Unknown::Refuse => bail!(
                    "{problem}\nNothing is known of them: add them to xtask/src/native/mod.rs, or pass \
                     --ignore-unknown-keys to leave them out."
                ),
                Unknown::Tell => eprintln!("warning: {problem}"),
            }
        }
        Ok(root)
    }

    /// Reads one description from a file.
    pub fn read(path: &Path, unknown: Unknown) -> anyhow::Result<Root> {
        let from = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("{from} can't be read"))?;
        let text = String::from_utf8(bytes).map_err(|_| anyhow!("{from} is not UTF-8 text"))?;
        Root::parse(&text, &from, unknown)
    }
}

fn unknown_keys(text: &str, from: &str, ignored: &[Vec<Step>]) -> String {
    let mut problem = format!("{from} has {} unknown keys:", ignored.len());
    for steps in ignored.iter().take(LISTED) {
        let key = match steps.last() {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        };
        let above = steps
            .get(..steps.len().saturating_sub(1))
            .unwrap_or_default();
        problem.push_str(&format!("\n  {}{key:?}", place(text, above)));
    }
    if ignored.len() > LISTED {
        problem.push_str("\n  …");
    }
    problem
}

fn ignored_steps(path: &serde_ignored::Path<'_>) -> Vec<Step> {
    use serde_ignored::Path;
    let (parent, step) = match path {
        Path::Root => return Vec::new(),
        Path::Seq { parent, index } => (parent, Some(Step::Index(*index))),
        Path::Map { parent, key } => (parent, Some(Step::Key(key.clone()))),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = ignored_steps(parent);
    steps.extend(step);
    steps
}

fn error_steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        _ => None,
    };
    path.iter().filter_map(step).collect()
}

/// The place in the words of the API: root, method, path, parameter or model and field. Empty
/// where the text is no JSON at all: the error then tells line and column.
fn place(text: &str, steps: &[Step]) -> String {
    let Ok(whole) = serde_json::from_str::<Value>(text) else {
        return String::new();
    };
    let mut words: Vec<String> = Vec::new();
    words.extend(
        whole
            .get("resourcePath")
            .and_then(Value::as_str)
            .map(str::to_owned),
    );
    let mut here = &whole;
    let mut list = "";
    for step in steps {
        let next = match step {
            Step::Key(key) => here.get(key),
            Step::Index(index) => here.get(index),
        };
        let Some(next) = next else { break };
        let told = |key: &str| next.get(key).and_then(Value::as_str).map(str::to_owned);
        match (list, step) {
            ("apis", Step::Index(index)) => {
                words.push(told("path").unwrap_or_else(|| format!("apis[{index}]")));
            }
            ("operations", Step::Index(index)) => {
                words.push(told("httpMethod").unwrap_or_else(|| format!("operations[{index}]")));
            }
            ("parameters", Step::Index(index)) => {
                words.push(told("name").unwrap_or_else(|| format!("parameters[{index}]")));
            }
            ("models" | "properties", Step::Key(key)) => words.push(key.clone()),
            (_, Step::Key(key)) if !LISTS.contains(&key.as_str()) => words.push(key.clone()),
            _ => {}
        }
        list = match step {
            Step::Key(key) if LISTS.contains(&key.as_str()) && list != "models" => key.as_str(),
            _ => "",
        };
        here = next;
    }
    match words.is_empty() {
        true => String::new(),
        false => words.join(" ") + ": ",
    }
}

/// The lists whose members have names of their own.
const LISTS: &[&str] = &["apis", "operations", "parameters", "models", "properties"];

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        format!(
            "{:#}",
            Root::parse(text, "x.json", Unknown::Refuse).unwrap_err()
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
    fn an_unknown_key_names_its_place_unless_it_is_let_pass() {
        let text = r#"{"apiVersion":"1.0","resourcePath":"/x","models":{"x.Y":{"properties":
            {"a":{"type":"long","shape":"round"}}}}}"#;
        assert!(
            error(text).contains(r#"/x x.Y a: "shape""#),
            "{}",
            error(text)
        );
        assert!(Root::parse(text, "x.json", Unknown::Tell).is_ok());
    }

    #[test]
    fn what_is_no_description_is_told_apart() {
        assert!(error("<!DOCTYPE html>").contains("HTML"));
        assert!(error("[1]").contains("not an OVHcloud API description"));
        assert!(error("{}").contains("missing field"));
        assert!(error(r#"{"apiVersion":"1.0""#).contains("line 1"));
        assert!(error(r#"{"apiVersion":"1.0","resourcePath":"x"}"#).contains("slash"));
        let twice = r#"{"apiVersion":"1.0","resourcePath":"/x","models":{"a.B":{},"a.B":{}}}"#;
        assert!(error(twice).contains("stands twice"), "{}", error(twice));
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
