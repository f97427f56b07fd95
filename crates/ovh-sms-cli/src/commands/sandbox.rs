//! `ovh-sms sandbox`: the service on this machine.

use std::net::IpAddr;
use std::path::PathBuf;

use ovh_sms::ServiceName;
use ovh_sms::sandbox::OccupiedSlots;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::{log, output};

/// Plays the service on this machine until interrupted (Ctrl-C).
///
/// Prints the environment that any OVHcloud client needs to call it, a line each, then `ready`;
/// then a line a request to stderr, unless it is to be quiet.
///
/// Programs on this machine hold its phones and move its clock over HTTP, below the address of
/// OVH_ENDPOINT without its /1.0: GET /_sandbox/phones/+33600000000 shows the phone's messages;
/// POST /_sandbox/phones/+33600000000/reply with {"text": "oui"} answers the last one, and
/// …/stop answers STOP; POST …/outcome with {"outcome": "failed", "ptt": 20} decides what becomes
/// of later ones (delivered, absent, invalid, silent, failed, error); POST /_sandbox/advance with
/// {"seconds": 60} moves the clock.
///
/// Example: ovh-sms sandbox --port 8080 --service sms-ab12345-1 --credits 50
#[derive(Debug, clap::Args)]
pub(crate) struct Sandbox {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on; any but the loopback's lets other machines in.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Serves over TLS by a certificate of its own, and writes its authority to this file, for
    /// clients to trust.
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// An SMS account that it has; may be given several times.
    // The id of the option of every command, which this one stands in for.
    #[arg(long, value_name = "NAME")]
    service: Vec<ServiceName>,
    /// Credits that each account has at the start.
    #[arg(long, value_name = "CREDITS", value_parser = amount)]
    credits: Option<f64>,
    /// The seed of everything random: the same seed and calls get the same answers, but for times.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many times faster than real its clock goes; at 0 it stands still until it is moved.
    #[arg(long, value_name = "FACTOR", value_parser = amount)]
    speed: Option<f64>,
    /// Lets callbacks go to this host too, such as app in a network of containers; otherwise they go
    /// to this machine only. May be given several times.
    #[arg(long, value_name = "HOST")]
    callbacks_to: Vec<String>,
    /// What happens when a slot of receivers is filled that holds a list already: OVHcloud does not
    /// document it.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    occupied_slots: Occupied,
    /// Keeps its state in this file over restarts.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// The policies of `--occupied-slots`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Occupied {
    /// The call is refused with 409, and the list stays.
    Refuse,
    /// The new list takes the place of the old one.
    Overwrite,
}

/// Serves until interrupted.
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
        .map_err(|error| Failure::failed(format!("The sandbox can't be started: {error}.")))?;
    let address = sandbox.address();
    if !address.ip().is_loopback() {
        // Said even where it is to be quiet: it lets others in.
        output::note(format_args!(
            "Listening on {address}: whoever reaches this machine can use the sandbox, for its keys are no secrets."
        ));
    }
    // Before "ready": whoever reads it may interrupt at once.
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
            "The sandbox has ended, and lost its state: {error}."
        ))
    })?;
    Ok(DONE)
}

/// A number of credits, or a factor: finite, and not below zero.
fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("it must be a number of 0 or more".to_owned()),
    }
}
