//! Checks whether a host is this machine, and whether an address is in a block.

use std::net::IpAddr;

use url::Host;

/// Returns whether a name or an address belongs to this machine only.
pub(crate) fn is_here(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    }
}

/// Returns whether an address is in a block such as `127.0.0.0/8`, or equals the given address.
pub(crate) fn holds(block: &str, ip: IpAddr) -> bool {
    let (base, length) = block.split_once('/').unwrap_or((block, ""));
    let Ok(base) = base.trim().parse::<IpAddr>() else {
        return false;
    };
    let (base, ip, size) = match (base, ip.to_canonical()) {
        (IpAddr::V4(base), IpAddr::V4(ip)) => {
            (u128::from(base.to_bits()), u128::from(ip.to_bits()), 32)
        }
        (IpAddr::V6(base), IpAddr::V6(ip)) => (base.to_bits(), ip.to_bits(), 128),
        _ => return false,
    };
    let length: u32 = if length.is_empty() {
        size
    } else {
        length.trim().parse().unwrap_or(size)
    };
    let shift = size.saturating_sub(length.min(size));
    base.checked_shr(shift).unwrap_or(0) == ip.checked_shr(shift).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_their_addresses() {
        let ip = "127.0.0.1".parse().unwrap();
        assert!(holds("127.0.0.0/8", ip) && holds("127.0.0.1", ip) && holds("0.0.0.0/0", ip));
        assert!(!holds("10.0.0.0/8", ip) && !holds("x/8", ip) && !holds("::1", ip));
    }
}
