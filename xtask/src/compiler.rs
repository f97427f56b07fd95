//! The compiler's messages, as `cargo --message-format json` prints them.

use std::path::Path;

use serde_json::Value;

/// A message of the compiler, and where it points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The package that was compiled, by the name of its target.
    pub target: String,
    /// `error` or `warning`.
    pub level: String,
    /// The error's number or the lint's name.
    pub code: Option<String>,
    pub text: String,
    /// The file: relative to the folder if it is below it.
    pub file: String,
    pub line: u64,
    /// All places, the primary one first, with those where macros are called.
    pub places: Vec<(String, u64)>,
}

/// Returns the messages that have a place. "aborting due to 2 previous errors" has none.
pub fn messages(output: &str, folder: &Path) -> Vec<Message> {
    output
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-message")
        .filter_map(|message| read(&message, folder))
        .collect()
}

fn read(whole: &Value, folder: &Path) -> Option<Message> {
    let message = &whole["message"];
    let mut spans: Vec<&Value> = message["spans"].as_array()?.iter().collect();
    spans.sort_by_key(|span| span["is_primary"] != true);
    let mut places = Vec::new();
    for span in spans {
        let mut span = Some(span);
        while let Some(file) = span.and_then(|span| span["file_name"].as_str()) {
            let line = span.and_then(|span| span["line_start"].as_u64());
            let file = Path::new(file);
            let file = file.strip_prefix(folder).unwrap_or(file);
            places.push((file.display().to_string(), line.unwrap_or_default()));
            span = span.map(|span| &span["expansion"]["span"]);
        }
    }
    let (file, line) = places.first()?.clone();
    Some(Message {
        target: whole["target"]["name"].as_str()?.to_owned(),
        level: message["level"].as_str()?.to_owned(),
        code: message["code"]["code"].as_str().map(str::to_owned),
        text: message["message"].as_str()?.to_owned(),
        file,
        line,
        places,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_place_of_their_primary_span() {
        let message = |spans: Value| {
            serde_json::json!({ "reason": "compiler-message", "target": { "name": "users" },
                "message": { "level": "error", "message": "no field `x`",
                             "code": { "code": "E0609" }, "spans": spans } })
            .to_string()
        };
        // Each is in a macro that src/c.rs calls.
        let span = |primary: bool, file: &str| {
            serde_json::json!({
                "is_primary": primary, "file_name": file, "line_start": 7,
                "expansion": { "span": { "file_name": "/p/src/c.rs", "line_start": 9 } },
            })
        };
        let text = [
            message(serde_json::json!([
                span(false, "/p/src/a.rs"),
                span(true, "/p/src/b.rs")
            ])),
            message(serde_json::json!([])),
            "not JSON".to_owned(),
            r#"{"reason":"build-finished","success":false}"#.to_owned(),
        ];
        let expected = Message {
            target: "users".to_owned(),
            level: "error".to_owned(),
            code: Some("E0609".to_owned()),
            text: "no field `x`".to_owned(),
            file: "src/b.rs".to_owned(),
            line: 7,
            places: [("b", 7), ("c", 9), ("a", 7), ("c", 9)]
                .map(|(file, line)| (format!("src/{file}.rs"), line))
                .to_vec(),
        };
        assert_eq!(messages(&text.join("\n"), Path::new("/p")), [expected]);
    }
}
