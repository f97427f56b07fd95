//! One module for each part of the API. The descriptions under api/ are from
//! `ovh-codegen fetch /order /me /ip --output api`; those of /order and /me are cut to what is bound.

use ovh_codegen::Bindings;

fn main() -> Result<(), ovh_codegen::generate::Failure> {
    Bindings::of(["api/order-sms-credits.json"]).write("order.rs")?;
    Bindings::of(["api/me-api-credential.json"]).write("me.rs")?;
    Bindings::of(["api/ip.json"]).write("ip.rs")
}
