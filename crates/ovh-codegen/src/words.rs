//! Converts words to Rust names: ours by our own rules, and the generator's by its rules, so that a
//! collision is found here and not in code that does not compile.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::generate::names;

/// Returns whether the word is a keyword.
pub fn is_keyword(word: &str) -> bool {
    names::KEYWORDS.contains(&word)
}

/// Returns `text` in snake case.
pub fn snake(text: &str) -> String {
    plain(&plural_acronyms(text)).to_snake_case()
}

/// Returns `text` as a type or variant name.
pub fn pascal(text: &str) -> String {
    plain(&plural_acronyms(text)).to_upper_camel_case()
}

/// Returns a type name in the generator's form: it would write `AB` as `Ab`. OpenAPI names
/// components in ASCII only, so other letters are written as numbers.
pub fn type_name(text: &str) -> String {
    let ascii: String = text
        .chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => format!("_u{:x}_", u32::from(c)),
        })
        .collect();
    let mut name = pascal(&ascii);
    for _ in 0..4 {
        let again = name.to_upper_camel_case();
        if again == name {
            break;
        }
        name = again;
    }
    name
}

/// Returns the name of a struct's field in generated code, if no other field has it.
pub fn field(name: &str) -> String {
    names::field(name)
}

/// Returns the name of a builder's setter in generated code, if no other setter has it.
pub fn setter(name: &str) -> String {
    names::setter(name)
}

/// Keeps characters that an ASCII or Latin name can contain, writes other letters and signs as
/// numbers, and uses one separator for all gaps between words.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            '\u{c0}'..='\u{24f}' if c.is_alphabetic() => out.push(c),
            c if c.is_ascii() => out.push('_'),
            c => out.push_str(&format!("_u{:x}_", u32::from(c))),
        }
    }
    out
}

/// Returns whether the text contains a plural of an acronym, as in `allowedIPs`.
pub fn has_plural_acronym(text: &str) -> bool {
    plural_acronyms(text) != text
}

/// Splits `allowedIPs` into two words, not three.
fn plural_acronyms(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let capital = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(|c| c.is_uppercase())
    };
    let mut out: Vec<char> = Vec::with_capacity(letters.len());
    for (at, &c) in letters.iter().enumerate() {
        let ends = letters.get(at + 1).is_none_or(|next| !next.is_lowercase());
        if c == 's' && capital(at.checked_sub(1)) && capital(at.checked_sub(2)) && ends {
            // The acronym so far becomes an ordinary word: `IPs` → `Ips`.
            let run = letters
                .iter()
                .take(at)
                .rev()
                .take_while(|c| c.is_uppercase())
                .count();
            let from = out.len().saturating_sub(run.saturating_sub(1));
            let tail: String = out.drain(from..).collect();
            out.extend(tail.to_lowercase().chars());
        }
        out.push(c);
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_acronyms_are_one_word() {
        assert_eq!(snake("allowedIPs"), "allowed_ips");
        assert_eq!(pascal("AllowedIPs"), "AllowedIps");
        assert_eq!(pascal("HTTPMethod"), "HttpMethod");
        assert_eq!(snake("IDs"), "ids");
    }

    #[test]
    fn signs_and_foreign_letters_are_told_by_number() {
        assert_eq!(pascal("💥"), "U1f4a5");
        assert_eq!(pascal("état civil"), "ÉtatCivil");
        assert_eq!(pascal("a-b/c.d e"), "ABCDE");
        assert_eq!(type_name("a-b/c.d e"), "Abcde");
        assert_eq!(type_name("état civil"), "Ue9TatCivil");
    }

    #[test]
    fn generated_names_are_those_of_the_generator() {
        for (wire, name) in [
            ("creationDatetime.from", "creation_datetime_from"),
            ("X-Pagination-Cursor", "x_pagination_cursor"),
            ("type", "type_"),
            ("self", "self_"),
            ("batchID", "batch_id"),
            ("💥", "x"),
            ("", "x"),
        ] {
            assert_eq!(field(wire), name);
        }
        assert_eq!(field("7bit"), "x7bit");
        assert_eq!(setter("7bit"), "_7bit");
    }
}
