//! Converts the Markdown of descriptions for rustdoc: without warnings, and without code that
//! rustdoc would compile as an example.
//!
//! openapi.json contains OVHcloud's Markdown unchanged. A Markdown parser would need fewer lines
//! here, but every user of the crate would have to build it.

use serde_json::Value;

/// The keys of the document that become documentation.
const WORDS: [&str; 3] = ["description", "summary", "x-enum-descriptions"];

/// URL schemes that rustdoc links too; other targets are treated as paths of items.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Languages of code blocks that are shown only; rustdoc compiles a block without a language or
/// with Rust.
const SHOWN: [&str; 12] = [
    "bash",
    "console",
    "csv",
    "html",
    "http",
    "ini",
    "javascript",
    "json",
    "php",
    "python",
    "sh",
    "xml",
];

/// Rewrites all texts of a document.
pub(super) fn rewrite(document: &mut Value) {
    match document {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if WORDS.contains(&key.as_str()) => *text = rustdoc(text),
                    Value::Array(texts) if WORDS.contains(&key.as_str()) => {
                        for text in texts {
                            if let Value::String(text) = text {
                                *text = rustdoc(text);
                            }
                        }
                    }
                    other => rewrite(other),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(rewrite),
        _ => {}
    }
}

/// Rewrites one text. A text that rustdoc accepts does not change.
fn rustdoc(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let mark = fence_mark(trimmed);
        match (fence, mark) {
            (Some(open), Some(close)) if closes(open, close, trimmed) => {
                out.push(trimmed.trim_end().to_owned());
                fence = None;
            }
            (Some(_), _) => out.push(line.to_owned()),
            (None, Some(open)) => {
                finish(&mut paragraph, &mut out);
                let language = trimmed.get(open.len()..).unwrap_or_default().trim();
                let known = SHOWN.contains(&language.to_lowercase().as_str());
                out.push(format!("{open}{}", if known { language } else { "text" }));
                fence = Some(open);
            }
            (None, None) if trimmed.is_empty() => {
                finish(&mut paragraph, &mut out);
                out.push(String::new());
            }
            (None, None) => paragraph.push(unindented(line)),
        }
    }
    finish(&mut paragraph, &mut out);
    out.extend(fence.map(str::to_owned));
    out.join("\n")
}

/// Returns the three or more signs that begin a code block.
fn fence_mark(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|sign| "`~".contains(*sign))?;
    let rest = line.trim_start_matches(sign);
    let mark = line.strip_suffix(rest)?;
    // Backticks that close on the same line are inline code.
    (mark.len() >= 3 && !(sign == '`' && rest.contains('`'))).then_some(mark)
}

fn closes(open: &str, mark: &str, line: &str) -> bool {
    mark.starts_with(open) && line.trim_end() == mark
}

/// Returns the line without the spaces that would make it code: at its start, and after the sign of
/// a list or a quotation.
fn unindented(line: &str) -> String {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let mut out = " ".repeat(indent.min(3));
    let end = trimmed.find(' ').unwrap_or(trimmed.len());
    let (sign, rest) = trimmed.split_at(end);
    let number = sign.trim_end_matches(['.', ')']);
    let numbered = number.len() < sign.len() && number.chars().all(|c| c.is_ascii_digit());
    if rest.starts_with("     ") && (numbered || ["-", "*", "+", ">"].contains(&sign)) {
        out.push_str(sign);
        out.push(' ');
        out.push_str(rest.trim_start());
    } else {
        out.push_str(trimmed);
    }
    out
}

fn finish(paragraph: &mut Vec<String>, out: &mut Vec<String>) {
    if !paragraph.is_empty() {
        out.push(inline(&paragraph.join("\n")));
        paragraph.clear();
    }
}

/// Rewrites the text of a paragraph: tags and brackets are escaped, URLs become links.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = match c {
            '\\' => escape(rest),
            '`' => code(rest),
            '<' => autolink(rest),
            '[' => link(rest),
            'h' if !out.ends_with(char::is_alphanumeric) => address(rest),
            _ => None,
        }
        .unwrap_or_else(|| {
            let slash = if "`<[".contains(c) { "\\" } else { "" };
            (c.len_utf8(), format!("{slash}{c}"))
        });
        out.push_str(&written);
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The number of bytes that were read, and their replacement.
type Piece = Option<(usize, String)>;

fn kept(text: &str, length: usize) -> Piece {
    text.get(..length).map(|piece| (length, piece.to_owned()))
}

fn escape(text: &str) -> Piece {
    let next = text.chars().nth(1).filter(char::is_ascii_punctuation)?;
    kept(text, 1 + next.len_utf8())
}

/// Reads inline code up to the backticks that close it.
fn code(text: &str) -> Piece {
    let marks = text.len() - text.trim_start_matches('`').len();
    let mut at = marks;
    loop {
        let rest = text.get(at..)?;
        let begin = at + rest.find('`')?;
        let from = text.get(begin..)?;
        let run = from.len() - from.trim_start_matches('`').len();
        at = begin + run;
        if run == marks {
            return kept(text, at);
        }
    }
}

/// Reads `<https://example.com>`; every other angle bracket would begin a tag.
fn autolink(text: &str) -> Piece {
    let end = text.find('>')?;
    let inside = text.get(1..end)?;
    let link = SCHEMES.iter().any(|scheme| inside.starts_with(scheme))
        && !inside.contains(['<', ' ', '\n', '`']);
    link.then(|| kept(text, end + 1)).flatten()
}

/// Reads `[words](https://example.com)`; in rustdoc every other bracket would be a link to an item.
fn link(text: &str) -> Piece {
    let middle = text.find("](")?;
    let words = text.get(1..middle)?;
    let target = text.get(middle + 2..)?;
    let end = target.find(')')?;
    let target = target.get(..end)?;
    let sound = SCHEMES.iter().any(|scheme| target.starts_with(scheme))
        && !words.contains(['[', ']'])
        && !target.contains(['<', '\n', '`']);
    // A URL inside the text of a link is not a separate link.
    let words = words.replace('<', "\\<");
    sound.then(|| (middle + 2 + end + 1, format!("[{words}]({target})")))
}

/// Turns a URL in the text into a link, without the sign that ends the sentence.
fn address(text: &str) -> Piece {
    SCHEMES
        .iter()
        .filter(|scheme| scheme.starts_with('h'))
        .find(|scheme| text.starts_with(**scheme))?;
    let stops = |c: char| c.is_whitespace() || "<>\"`\\[]()".contains(c);
    let whole = text.get(..text.find(stops).unwrap_or(text.len()))?;
    let address = whole.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    Some((address.len(), format!("<{address}>")))
}

#[cfg(test)]
mod tests {
    use super::rustdoc;

    #[test]
    fn markdown_stays_and_what_rustdoc_trips_over_does_not() {
        for (text, wanted) in [
            ("Use `x`, *y* and **z_w**.", "Use `x`, *y* and **z_w**."),
            ("# Head\n\n- one\n- two", "# Head\n\n- one\n- two"),
            ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
            ("See https://ovh.com/a_b.", "See <https://ovh.com/a_b>."),
            ("(see https://ovh.com/a)", "(see <https://ovh.com/a>)"),
            ("See <https://ovh.com/a>.", "See <https://ovh.com/a>."),
            (
                "[our guide](https://ovh.com/a) of [y]",
                "[our guide](https://ovh.com/a) of \\[y]",
            ),
            ("[a](crate::b) or [a][b]", "\\[a](crate::b) or \\[a]\\[b]"),
            ("<b>bold</b> & `<i>`", "\\<b>bold\\</b> & `<i>`"),
            ("a ` alone", "a \\` alone"),
            ("``a ` b`` and <c>", "``a ` b`` and \\<c>"),
            ("it is \\[x] \\a", "it is \\[x] \\a"),
            ("Words.\n\n    let code = 1;", "Words.\n\n   let code = 1;"),
            ("Words.\n\n\tlet code = 1;", "Words.\n\n let code = 1;"),
            ("-     let code = 1;", "- let code = 1;"),
            ("1.     let code = 1;", "1. let code = 1;"),
            (
                "```\nlet x = [y];\n```\nEnd.",
                "```text\nlet x = [y];\n```\nEnd.",
            ),
            ("~~~ rust\n[x]\n~~~", "~~~text\n[x]\n~~~"),
            ("```json\n{\"a\": [1]}\n```", "```json\n{\"a\": [1]}\n```"),
            ("```\nnever closed", "```text\nnever closed\n```"),
            ("", ""),
            ("a\n\n\nb", "a\n\n\nb"),
        ] {
            let made = rustdoc(text);
            assert_eq!(made, wanted, "{text}");
            assert_eq!(rustdoc(&made), made, "{text}");
        }
    }
}
