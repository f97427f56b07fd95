//! Three parts of OVHcloud's API, each with bindings in a module of its own.

pub mod credits;
pub mod keys;
pub mod tasks;

/// `/order/sms/{serviceName}/credits`
pub mod order {
    include!(concat!(env!("OUT_DIR"), "/order.rs"));
}

/// `/me/api/credential`
pub mod me {
    include!(concat!(env!("OUT_DIR"), "/me.rs"));
}

/// `/ip`
pub mod ip {
    include!(concat!(env!("OUT_DIR"), "/ip.rs"));
}
