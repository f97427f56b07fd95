//! `ovh-sms sandbox`: runs the sandbox on this machine, alone or for one command.

mod names;
mod start;
mod trust;
mod view;

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use ovh_sms::ServiceName;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::{browser, log, output};
use start::Running;

/// Run a sandbox of the SMS API on this machine until Ctrl-C, or for one command.
///
/// It prints the environment variables that a client needs to call it, one per line, then `ready`.
/// It logs one line per request to stderr, unless --quiet is given.
///
/// Most OVHcloud clients call OVHcloud's host names over HTTPS, and accept no other address. For
/// them, --as-ovhcloud serves these names, and prints the lines for /etc/hosts and the variables by
/// which clients trust its certificates.
///
/// On Linux, `ovh-sms sandbox -- python app.py` does this for one command, which needs no change. The
/// command has its own view of /etc/hosts and of the trusted certificates, through the program
/// unshare of util-linux, without root where user namespaces exist.
///
/// The exit code is that of the command, or 128 and the number of the signal that ended it. Processes
/// that the command leaves are ended.
///
/// Programs on this machine control its phones and its clock over HTTP, at the address of
/// OVH_ENDPOINT without /1.0: GET /_sandbox/phones/+33600000000 returns the phone's messages; POST
/// /_sandbox/phones/+33600000000/reply with {"text": "oui"} replies to the last one, and …/stop
/// replies STOP; POST …/outcome with {"outcome": "failed", "ptt": 20} sets the outcome of later
/// messages (delivered, absent, invalid, silent, failed, error); POST /_sandbox/advance with
/// {"seconds": 60} moves the clock forward.
///
/// A page at the address of OVH_ENDPOINT without /1.0 shows phones, requests, callbacks and faults in a
/// browser on this machine.
///
/// GET /_sandbox/openapi.json describes all calls: faults, recorded requests and callbacks, accounts,
/// snapshots, events.
///
/// Example: ovh-sms sandbox --port 8080 --service sms-ab12345-1 --credits 50
#[derive(Debug, clap::Args)]
pub(crate) struct Sandbox {
    /// The port; 0 picks a free one (default: 0; 443 with --as-ovhcloud and for a command).
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen on; addresses other than loopback let other machines connect.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Serve OVHcloud's host names over HTTPS, and print the lines for /etc/hosts and the variables
    /// by which clients trust the certificates.
    #[arg(long)]
    as_ovhcloud: bool,
    /// A further host name to serve; may be given several times.
    #[arg(long, value_name = "HOST")]
    name: Vec<String>,
    /// Serve over TLS with a self-made certificate, and write its certificate authority to this
    /// file, for clients to trust.
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// Print the id and the secret of an OAuth2 client instead of the keys of an application.
    #[arg(long)]
    oauth2: bool,
    /// The name of an SMS account of the sandbox; may be given several times.
    // Replaces the global option with this id.
    #[arg(long, value_name = "NAME")]
    service: Vec<ServiceName>,
    /// The credits of each account at the start.
    #[arg(long, value_name = "CREDITS", value_parser = amount)]
    credits: Option<f64>,
    /// The seed of random values: the same seed and calls produce the same keys and responses,
    /// except for times. Without a seed, the keys are random.
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
    /// Start with the accounts, phones and faults of a scenario, a TOML file.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Open the page in a browser.
    #[arg(long, conflicts_with_all = ["no_page", "command"])]
    open: bool,
    /// Show no page.
    #[arg(long)]
    no_page: bool,
    /// Save the state to this file, and restore it after a restart.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The network of the command: shared with this machine, or private, where only the sandbox can
    /// be reached (default: shared, and private where port 443 can't be opened).
    #[arg(long, value_name = "NETWORK", value_enum, requires = "command")]
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "it is read where commands have their own view")
    )]
    network: Option<Network>,
    /// How far the start of a command is: the program runs itself again.
    #[arg(long, value_enum, hide = true, requires = "command")]
    step: Option<Step>,
    /// The command to run, after `--`, with its arguments.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The policies of `--occupied-slots`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Occupied {
    /// The call is refused with 409, and the list is kept.
    Refuse,
    /// The new list replaces the old one.
    Overwrite,
}

/// The network of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Network {
    /// The network of this machine.
    Shared,
    /// A network that contains the sandbox only.
    Private,
}

/// How far the start of a command is.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Step {
    /// In the namespaces, with the network of this machine.
    Shared,
    /// In the namespaces, with a private network.
    Private,
    /// In the process that becomes the command.
    Launch,
}

/// Runs the sandbox until it is interrupted, or until its command ends.
pub(crate) async fn run(args: Sandbox, global: &Global) -> Result<u8, Failure> {
    log::start_serving(global.quiet);
    match (args.step, args.command.is_empty()) {
        (None, true) => serve(args, global).await,
        (None, false) => Err(view::enter(&args)),
        (Some(Step::Launch), _) => Err(view::launch(&args.command)),
        (Some(Step::Shared), _) => view::run(args, Network::Shared).await,
        (Some(Step::Private), _) => view::run(args, Network::Private).await,
    }
}

/// Serves until it is interrupted.
async fn serve(args: Sandbox, global: &Global) -> Result<u8, Failure> {
    let opens = args.open;
    let running = Running::start(args).await?;
    let address = running.sandbox.address();
    if !address.ip().is_loopback() {
        // Printed even with --quiet: other machines can connect.
        output::note(format_args!(
            "Listening on {address}: any host that can reach this machine can use the sandbox; its keys are not secret."
        ));
    }
    // Before "ready": the reader of the output may interrupt at once.
    let interrupted = caught_interrupt()?;
    for line in running.hosts_lines() {
        output::line(line)?;
    }
    for (name, value) in running.variables() {
        output::line(format_args!("{name}={value}"))?;
    }
    for hint in running.hints() {
        output::line(format_args!("# {hint}"))?;
    }
    if let Some(page) = running.page() {
        output::line(format_args!("# page: {page}"))?;
        if let Some(note) = opens.then(|| browser::open(&page)).flatten() {
            global.note(note);
        }
    }
    output::line("ready")?;
    interrupted.await;
    running.stop().await?;
    Ok(DONE)
}

/// Parses a number of credits or a factor: finite and not negative.
fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("it must be a number of 0 or more".to_owned()),
    }
}
