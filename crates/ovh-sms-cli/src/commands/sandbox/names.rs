//! The host names under which OVHcloud's clients look for the API, and their lines in /etc/hosts.

use std::net::IpAddr;

use ovh_sms::config::Endpoint;

/// The endpoint of clients that call the sandbox under OVHcloud's names.
pub(super) const ENDPOINT: &str = "ovh-eu";
/// The host of the endpoint, and that of its token URL.
pub(super) const HOST: &str = "eu.api.ovh.com";
pub(super) const TOKEN_HOST: &str = "www.ovh.com";

/// How many names a line has: some systems read at most 512 bytes of a line.
const NAMES_PER_LINE: usize = 6;

/// Returns OVHcloud's names, then further ones.
pub(super) fn served(as_ovhcloud: bool, further: &[String]) -> Vec<String> {
    let known = match as_ovhcloud {
        true => Endpoint::known_hosts(),
        false => Vec::new(),
    };
    let mut names: Vec<String> = known.into_iter().map(str::to_owned).collect();
    for name in further {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// Returns the lines for `/etc/hosts`.
pub(super) fn hosts_lines(address: IpAddr, names: &[String]) -> Vec<String> {
    let lines = names.chunks(NAMES_PER_LINE);
    lines
        .map(|names| format!("{address} {}", names.join(" ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_endpoint_are_those_of_the_table() {
        let endpoint: Endpoint = ENDPOINT.parse().unwrap();
        assert_eq!(endpoint.base_url().host_str(), Some(HOST));
        let token_url = endpoint.token_url().unwrap();
        assert_eq!(token_url.host_str(), Some(TOKEN_HOST));
        assert_eq!(token_url.path(), "/auth/oauth2/token");
    }

    #[test]
    fn all_hosts_of_the_table_and_further_names_have_a_line() {
        let names = served(true, &["a.example".to_owned(), "api.ovh.com".to_owned()]);
        let lines = hosts_lines([127, 0, 0, 1].into(), &names);
        let listed: Vec<&str> = lines
            .iter()
            .flat_map(|line| line.strip_prefix("127.0.0.1 ").unwrap().split(' '))
            .collect();
        assert_eq!(listed, names);
        for host in Endpoint::known_hosts() {
            assert_eq!(listed.iter().filter(|name| **name == host).count(), 1);
        }
        assert!(listed.contains(&"a.example") && lines[0].starts_with("127.0.0.1 eu.api.ovh.com "));
        assert!(lines.iter().all(|line| line.len() < 512), "{lines:?}");
    }
}
