//! Contact information in a text, which messages from a short number must not contain.

use std::fmt;

/// A kind of contact information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContactKind {
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

impl fmt::Display for ContactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Url => "a URL",
            Self::Email => "an e-mail address",
            Self::Phone => "a phone number",
        })
    }
}

/// Prefixes that always mark a URL.
const URL_BEGINNINGS: [&str; 3] = ["http://", "https://", "www."];

/// Top-level domains that mark a URL without `www.`. Only common ones are listed, so that
/// `Bonjour.Merci` is not taken for a URL.
const DOMAINS: [&str; 22] = [
    "app", "be", "bzh", "ca", "ch", "co", "com", "de", "eu", "fr", "gl", "info", "io", "link",
    "lu", "ly", "me", "net", "org", "paris", "re", "uk",
];

/// Characters that may surround an address.
const AROUND: &[char] = &[
    '(', ')', '<', '>', '[', ']', '{', '}', '"', '\'', ',', ';', ':', '!', '?', '.', '«', '»', '’',
];

/// Separators that may stand between the digits of a phone number.
const BETWEEN: &[char] = &[' ', '.', '-', '/', '\u{a0}', '\u{202f}'];

/// Returns the first piece of contact information in a text.
///
/// OVHcloud does not document what it looks for. This function finds obvious cases, so that they
/// fail before sending.
pub(crate) fn contact_information(text: &str) -> Option<(ContactKind, &str)> {
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches(AROUND));
    for word in words {
        let lower = word.to_lowercase();
        if is_email(&lower) {
            return Some((ContactKind::Email, word));
        }
        if is_url(&lower) && !is_end_of_sentence(word) {
            return Some((ContactKind::Url, word));
        }
    }
    phone(text).map(|found| (ContactKind::Phone, found))
}

fn is_email(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && is_domain(host))
}

fn is_url(word: &str) -> bool {
    if URL_BEGINNINGS
        .iter()
        .any(|beginning| word.contains(beginning))
    {
        return true;
    }
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    is_domain(host)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|last| DOMAINS.contains(&last))
}

/// Returns whether a word is the end of a sentence and the start of the next one, without a space:
/// `Merci.Me`, which is no domain of Montenegro.
fn is_end_of_sentence(word: &str) -> bool {
    word.split_once('.').is_some_and(|(_, start)| {
        let mut letters = start.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().next().is_some()
            && letters.all(char::is_lowercase)
    })
}

fn is_domain(host: &str) -> bool {
    host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// Returns the first phone number: `+` or `00` and 9 digits or more, or the ten digits of a French
/// number.
fn phone(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == '+' || c.is_ascii_digit()) {
        let run = rest.get(start..)?;
        let end = run
            .char_indices()
            .skip(1)
            .find(|&(_, c)| !(c.is_ascii_digit() || BETWEEN.contains(&c)))
            .map_or(run.len(), |(at, _)| at);
        let (run, after) = run.split_at_checked(end)?;
        let run = run.trim_end_matches(BETWEEN);
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let international = (run.starts_with('+') || digits.starts_with("00")) && digits.len() >= 9;
        if international || digits.len() == 10 && digits.starts_with('0') {
            return Some(run);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::ContactKind::{Email, Phone, Url};
    use super::*;

    #[test]
    fn the_obvious_is_found() {
        let cases = [
            ("Voir https://ovh.com/sms.", Url, "https://ovh.com/sms"),
            ("Voir (www.exemple.bzh)", Url, "www.exemple.bzh"),
            ("Suivi : bit.ly/3xY", Url, "bit.ly/3xY"),
            ("ovh.com?", Url, "ovh.com"),
            ("OVH.COM", Url, "OVH.COM"),
            ("Www.Exemple.Fr", Url, "Www.Exemple.Fr"),
            (
                "Ecrivez a contact@exemple.fr, merci",
                Email,
                "contact@exemple.fr",
            ),
            ("Tel 06 00 00 00 00", Phone, "06 00 00 00 00"),
            ("Tel:06.00.00.00.00!", Phone, "06.00.00.00.00"),
            ("+33600000000", Phone, "+33600000000"),
            ("0033 6 00 00 00 00 merci", Phone, "0033 6 00 00 00 00"),
        ];
        for (text, kind, found) in cases {
            assert_eq!(contact_information(text), Some((kind, found)), "{text}");
        }
    }

    #[test]
    fn dates_prices_codes_and_sentences_are_no_contact_information() {
        for text in [
            "Bonjour.Merci",
            "Merci.Me voila",
            "OK.Re: bonjour",
            "RDV 14h.De rien",
            "À demain.Be there",
            "Code 123456",
            "Votre code : 804 211",
            "rendez-vous @ 10h",
            "12/05/2026 a 10h30",
            "le 12.05.2026 08:00-20:00",
            "Colis 123456789012, 5 EUR + 2 EUR",
            "+5 %",
            "Répondez OUI ou NON",
            "",
            "+",
        ] {
            assert_eq!(contact_information(text), None, "{text}");
        }
    }
}
