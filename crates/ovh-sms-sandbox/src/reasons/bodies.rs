//! Bodies that a client may have signed instead of the one that it sent.

/// Returns other forms of a body, each with its words.
pub(super) fn others(body: &[u8]) -> Vec<(String, Vec<u8>)> {
    if body.is_empty() {
        let likely = ["{}", "null", "[]", "\"\"", "undefined"];
        return likely
            .iter()
            .map(|text| (format!("the body `{text}`"), text.as_bytes().to_vec()))
            .collect();
    }
    let mut all = vec![("no body".to_owned(), Vec::new())];
    let Ok(text) = std::str::from_utf8(body) else {
        return all;
    };
    let mut add = |words: &str, text: String| {
        if text.as_bytes() != body {
            all.push((words.to_owned(), text.into_bytes()));
        }
    };
    add(
        "a body without its outer white space",
        text.trim().to_owned(),
    );
    add("a body with a line break at its end", format!("{text}\n"));
    let compact = spaced(text, "", "");
    add("a body without white space", compact.clone());
    add(
        "a body with a space after each comma and colon",
        spaced(text, ", ", ": "),
    );
    add("a body with escaped characters (`\\u00e9`)", escaped(text));
    add(
        "a body without white space, with escaped characters (`\\u00e9`)",
        escaped(&compact),
    );
    let spaces = spaced(text, ", ", ": ");
    add(
        "a body with a space after each comma and colon, with escaped characters (`\\u00e9`)",
        escaped(&spaces),
    );
    add(
        "a body with escaped slashes (`\\/`)",
        compact.replace('/', "\\/"),
    );
    add("a body with `\\/` as `/`", text.replace("\\/", "/"));
    add("the body `{}`", "{}".to_owned());
    all
}

/// Returns JSON with other white space: none, except after commas and colons.
fn spaced(json: &str, comma: &str, colon: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for character in json.chars() {
        if is_quoted {
            text.push(character);
            is_quoted = character != '"' || is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            continue;
        }
        match character {
            '"' => {
                is_quoted = true;
                text.push(character);
            }
            ',' if !comma.is_empty() => text.push_str(comma),
            ':' if !colon.is_empty() => text.push_str(colon),
            ' ' | '\t' | '\n' | '\r' => {}
            other => text.push(other),
        }
    }
    text
}

/// Returns a text whose characters outside ASCII are escaped as in JSON.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_changes_outside_of_texts_only() {
        let json = r#"{"a, b": "x: \"y\", z", "c":[1,2]}"#;
        let compact = r#"{"a, b":"x: \"y\", z","c":[1,2]}"#;
        assert_eq!(spaced(json, "", ""), compact);
        let spaces = r#"{"a, b": "x: \"y\", z", "c": [1, 2]}"#;
        assert_eq!(spaced(compact, ", ", ": "), spaces);
        assert_eq!(escaped("é😀"), "\\u00e9\\ud83d\\ude00");
    }
}
