//! Checks whether a host is this machine, and whether an address is in a block.

use std::net::IpAddr;

use url::Host;

/// Returns whether a name or an address belongs to this machine only.
pub(crate) fn is_here(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => without_root(name).eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    }
}

/// Returns a name without the dot of the DNS root: `localhost.` is `localhost`.
pub(crate) fn without_root(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// Returns whether an address is in a block such as `127.0.0.0/8`, or equals the given address. An
/// IPv4 address may be written as IPv6, such as `::ffff:127.0.0.1`. A malformed block has no address.
pub(crate) fn holds(block: &str, ip: IpAddr) -> bool {
    let is_inside = || {
        let (base, length) = parsed(block)?;
        let (base, ip, size) = match (base, ip.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                (u128::from(base.to_bits()), u128::from(ip.to_bits()), 32)
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => (base.to_bits(), ip.to_bits(), 128),
            _ => return None,
        };
        let shift = size - length.unwrap_or(size).min(size);
        Some(base.checked_shr(shift).unwrap_or(0) == ip.checked_shr(shift).unwrap_or(0))
    };
    is_inside().unwrap_or(false)
}

/// Returns whether a text is a block of addresses, or one address.
pub(crate) fn is_block(text: &str) -> bool {
    parsed(text).is_some()
}

/// Parses a block into its address and the length of its prefix, if it states one.
fn parsed(block: &str) -> Option<(IpAddr, Option<u32>)> {
    let (base, length) = match block.split_once('/') {
        Some((base, length)) => (base, Some(length.trim().parse::<u32>().ok()?)),
        None => (block, None),
    };
    let given: IpAddr = base.trim().parse().ok()?;
    let base = given.to_canonical();
    let size = if given.is_ipv4() { 32 } else { 128 };
    let unmapped = if base == given { 0 } else { 96 };
    let length = match length.filter(|length| *length <= size) {
        Some(length) => Some(length.checked_sub(unmapped)?),
        None if block.contains('/') => return None,
        None => None,
    };
    Some((base, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_their_addresses() {
        for (block, ip, inside) in [
            ("127.0.0.0/8", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1/32", "127.0.0.1", true),
            ("0.0.0.0/0", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("::ffff:127.0.0.1", "127.0.0.1", true),
            ("::ffff:127.0.0.0/104", "127.9.9.9", true),
            ("::ffff:127.0.0.0/104", "128.0.0.1", false),
            ("2001:db8::/32", "2001:db8::1", true),
            ("::/0", "2001:db8::1", true),
            ("::1", "::1", true),
            ("10.0.0.0/8", "127.0.0.1", false),
            ("::1", "127.0.0.1", false),
            ("x/8", "127.0.0.1", false),
            ("", "127.0.0.1", false),
            // Not a length.
            ("127.0.0.1/33", "127.0.0.1", false),
            ("127.0.0.1/", "127.0.0.1", false),
            ("127.0.0.1/x", "127.0.0.1", false),
            ("127.0.0.1/-1", "127.0.0.1", false),
        ] {
            assert_eq!(holds(block, ip.parse().unwrap()), inside, "{block} {ip}");
            assert!(!inside || is_block(block), "{block}");
        }
        for block in ["", "x", "x/8", "127.0.0.1/33", "127.0.0.1/", "::1/129", "*"] {
            assert!(!is_block(block), "{block}");
        }
    }
}
