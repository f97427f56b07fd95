//! `ovh-sms sandbox`: the service on this machine.

use crate::failure::{DONE, Failure};
use crate::output;

/// Plays the service on this machine until interrupted (Ctrl-C).
///
/// Prints the environment that any OVHcloud client needs to call it, a line each, then `ready`.
///
/// Example: ovh-sms sandbox --port 8080
#[derive(Debug, clap::Args)]
pub(crate) struct Sandbox {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Serves until interrupted.
pub(crate) async fn run(args: Sandbox) -> Result<u8, Failure> {
    let sandbox = ovh_sms::sandbox::Sandbox::builder()
        .port(args.port)
        .start()
        .await
        .map_err(|error| {
            Failure::failed(format!(
                "The sandbox can't be started on port {}: {error}.",
                args.port
            ))
        })?;
    for (name, value) in [
        ("OVH_ENDPOINT", sandbox.endpoint().as_str()),
        ("OVH_APPLICATION_KEY", sandbox.application_key()),
        ("OVH_APPLICATION_SECRET", sandbox.application_secret()),
        ("OVH_CONSUMER_KEY", sandbox.consumer_key()),
        ("OVH_SMS_SERVICE", sandbox.service_name()),
    ] {
        output::line(format_args!("{name}={value}"))?;
    }
    output::line("ready")?;
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Failure::failed(format!("The interrupt can't be awaited: {error}.")))?;
    sandbox.stop().await;
    Ok(DONE)
}
