//! `ovh-sms sandbox`: runs the sandbox on this machine.

use std::net::IpAddr;
use std::path::PathBuf;

use ovh_sms::ServiceName;
use ovh_sms::sandbox::OccupiedSlots;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::{log, output};

/// Run a sandbox of the SMS API on this machine until Ctrl-C.
///
/// It prints the environment variables that any OVHcloud client needs to call it, one per line,
/// then `ready`. It logs one line per request to stderr, unless --quiet is given.
///
/// Programs on this machine control its phones and its clock over HTTP, at the address of
/// OVH_ENDPOINT without /1.0: GET /_sandbox/phones/+33600000000 returns the phone's messages; POST
/// /_sandbox/phones/+33600000000/reply with {"text": "oui"} replies to the last one, and …/stop
/// replies STOP; POST …/outcome with {"outcome": "failed", "ptt": 20} sets the outcome of later
/// messages (delivered, absent, invalid, silent, failed, error); POST /_sandbox/advance with
/// {"seconds": 60} moves the clock forward.
///
/// Example: ovh-sms sandbox --port 8080 --service sms-ab12345-1 --credits 50
#[derive(Debug, clap::Args)]
pub(crate) struct Sandbox {
    /// The port; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on; addresses other than loopback let other machines connect.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Serve over TLS with a self-made certificate, and write its certificate authority to this
    /// file, for clients to trust.
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// The name of an SMS account of the sandbox; may be given several times.
    // Replaces the global option with this id.
    #[arg(long, value_name = "NAME")]
    service: Vec<ServiceName>,
    /// The credits of each account at the start.
    #[arg(long, value_name = "CREDITS", value_parser = amount)]
    credits: Option<f64>,
    /// The seed of random values: the same seed and calls produce the same responses, except for
    /// times.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The speed of the clock, as a factor of real time; 0 stops the clock until it is moved.
    #[arg(long, value_name = "FACTOR", value_parser = amount)]
    speed: Option<f64>,
    /// Allow callbacks to this host as well, such as app in a network of containers; by default,
    /// only this machine is called. May be given several times.
    #[arg(long, value_name = "HOST")]
    callbacks_to: Vec<String>,
    /// What happens when a slot that already holds receivers is filled; OVHcloud does not document
    /// this.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    occupied_slots: Occupied,
    /// Save the state to this file, and restore it after a restart.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// The policies of `--occupied-slots`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Occupied {
    /// The call is refused with 409, and the list is kept.
    Refuse,
    /// The new list replaces the old one.
    Overwrite,
}

/// Runs the sandbox until it is interrupted.
pub(crate) async fn run(args: Sandbox, global: &Global) -> Result<u8, Failure> {
    log::start_serving(global.quiet);
    let mut builder = ovh_sms::sandbox::Sandbox::builder()
        .port(args.port)
        .host(args.host)
        .occupied_slots(match args.occupied_slots {
            Occupied::Refuse => OccupiedSlots::Refuse(409),
            Occupied::Overwrite => OccupiedSlots::Overwrite,
        });
    for service in args.service {
        builder = builder.service(service);
    }
    for host in args.callbacks_to {
        builder = builder.callbacks_to(host);
    }
    if let Some(credits) = args.credits {
        builder = builder.credits(credits);
    }
    if let Some(seed) = args.seed {
        builder = builder.seed(seed);
    }
    if let Some(speed) = args.speed {
        builder = builder.speed(speed);
    }
    if let Some(state) = args.state {
        builder = builder.state_file(state);
    }
    if let Some(authority) = args.tls {
        builder = builder.tls(authority);
    }
    let sandbox = builder
        .start()
        .await
        .map_err(|error| Failure::failed(format!("Failed to start the sandbox: {error}.")))?;
    let address = sandbox.address();
    if !address.ip().is_loopback() {
        // Printed even with --quiet: other machines can connect.
        output::note(format_args!(
            "Listening on {address}: any host that can reach this machine can use the sandbox; its keys are not secret."
        ));
    }
    // Before "ready": the reader of the output may interrupt at once.
    let interrupted = caught_interrupt()?;
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
    interrupted.await;
    sandbox.try_stop().await.map_err(|error| {
        Failure::failed(format!(
            "The sandbox stopped, and its state could not be saved: {error}."
        ))
    })?;
    Ok(DONE)
}

/// Parses a number of credits or a factor: finite and not negative.
fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("it must be a number of 0 or more".to_owned()),
    }
}
