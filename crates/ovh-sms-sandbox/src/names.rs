//! Checks the further names of a sandbox.

use url::Host;

/// The maximum lengths of a host name and of one of its labels.
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// Returns a host name in lower case; `None` for an address and for anything else.
pub(crate) fn host_name(text: &str) -> Option<String> {
    let name = text.to_ascii_lowercase();
    let is_label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    // A name whose last label is a number would be read as an address.
    let is_domain = matches!(Host::parse(&name), Ok(Host::Domain(_)));
    (name.len() <= MAX_NAME && name.split('.').all(is_label) && is_domain).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_labels_and_no_addresses() {
        let long = "a".repeat(64);
        let many = "ab.".repeat(90) + "example";
        for (text, name) in [
            ("api.ovh.com", Some("api.ovh.com")),
            ("API.Example", Some("api.example")),
            ("sandbox", Some("sandbox")),
            ("xn--bcher-kva.example", Some("xn--bcher-kva.example")),
            ("1and1.example", Some("1and1.example")),
            ("", None),
            (".", None),
            ("a..b", None),
            ("api.ovh.com.", None),
            ("*.ovh.com", None),
            ("-a.example", None),
            ("a-.example", None),
            ("a b", None),
            ("a_b", None),
            ("a\nb", None),
            ("bücher.example", None),
            ("https://api.ovh.com", None),
            ("api.ovh.com:443", None),
            ("api.ovh.com/v1", None),
            ("127.0.0.1", None),
            ("::1", None),
            ("example.1", None),
            (&long, None),
            (&many, None),
        ] {
            assert_eq!(host_name(text).as_deref(), name, "{text:?}");
        }
    }
}
