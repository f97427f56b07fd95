//! A running sandbox, its names, and what clients need to call it.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;

use ovh_sms::sandbox::{OccupiedSlots, Sandbox, SandboxBuilder, SandboxError};
use tempfile::TempDir;

use super::names::{self, ENDPOINT, HOST, TOKEN_HOST};
use super::trust::Trust;
use super::{Occupied, Sandbox as Args};
use crate::failure::{Failure, sentence};

/// The port that clients call by OVHcloud's names.
pub(super) const HTTPS: u16 = 443;

/// A running sandbox.
pub(super) struct Running {
    pub(super) sandbox: Sandbox,
    pub(super) names: Vec<String>,
    oauth2: bool,
    has_page: bool,
    as_ovhcloud: Option<AsOvhcloud>,
}

/// The files for clients that call OVHcloud's names.
pub(super) struct AsOvhcloud {
    pub(super) trust: Trust,
    /// Deleted at the end.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "it is read where commands have their own view")
    )]
    pub(super) folder: TempDir,
}

impl Running {
    /// Starts the sandbox that the options describe.
    pub(super) async fn start(args: Args) -> Result<Self, Failure> {
        let as_ovhcloud = args.as_ovhcloud || !args.command.is_empty();
        let names = names::served(as_ovhcloud, &args.name);
        let port = args.port.unwrap_or(if as_ovhcloud { HTTPS } else { 0 });
        let mut builder = Sandbox::builder()
            .port(port)
            .host(args.host)
            .occupied_slots(match args.occupied_slots {
                Occupied::Refuse => OccupiedSlots::Refuse(409),
                Occupied::Overwrite => OccupiedSlots::Overwrite,
            });
        builder = builder.page(!args.no_page);
        if let Some(path) = &args.scenario {
            builder = with_scenario(builder, path)?;
        }
        for service in args.service {
            builder = builder.service(service);
        }
        for host in args.callbacks_to {
            builder = builder.callbacks_to(host);
        }
        for name in &names {
            builder = builder.name(name);
        }
        if let Some(credits) = args.credits {
            builder = builder.credits(credits);
        }
        builder = match args.seed {
            Some(seed) => builder.seed(seed),
            None => builder.random_keys(),
        };
        if let Some(speed) = args.speed {
            builder = builder.speed(speed);
        }
        if let Some(state) = args.state {
            builder = builder.state_file(state);
        }
        let folder = match as_ovhcloud {
            true => Some(folder()?),
            false => None,
        };
        let own = folder.as_ref().map(|one| one.path().join("authority.pem"));
        let authority = args.tls.or(own);
        if let Some(authority) = &authority {
            builder = builder.tls(authority);
        }
        let sandbox = builder.start().await.map_err(|error| refused(&error))?;
        let as_ovhcloud = match (folder, authority) {
            (Some(folder), Some(authority)) => {
                let trust = Trust::write(folder.path(), &authority).map_err(|error| {
                    Failure::failed(format!(
                        "Failed to write the trusted certificates to {}: {error}.",
                        folder.path().display()
                    ))
                })?;
                Some(AsOvhcloud { trust, folder })
            }
            _ => None,
        };
        Ok(Self {
            sandbox,
            names,
            oauth2: args.oauth2,
            has_page: !args.no_page,
            as_ovhcloud,
        })
    }

    /// Returns the files for clients that call OVHcloud's names, if these are served.
    #[cfg(target_os = "linux")]
    pub(super) fn as_ovhcloud(&self) -> Option<&AsOvhcloud> {
        self.as_ovhcloud.as_ref()
    }

    /// Returns the address at which clients on this machine find the sandbox.
    pub(super) fn reached_at(&self) -> IpAddr {
        match self.sandbox.address().ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4([127, 0, 0, 1].into()),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6([0, 0, 0, 0, 0, 0, 0, 1].into()),
            ip => ip,
        }
    }

    /// Returns the lines for `/etc/hosts`.
    pub(super) fn hosts_lines(&self) -> Vec<String> {
        names::hosts_lines(self.reached_at(), &self.names)
    }

    /// Returns the variables that a client needs.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        let sandbox = &self.sandbox;
        let port = sandbox.address().port();
        let (endpoint, token_url) = match (&self.as_ovhcloud, port) {
            (None, _) => (sandbox.endpoint(), Some(sandbox.token_url())),
            (Some(_), HTTPS) => (ENDPOINT.to_owned(), None),
            (Some(_), port) => (
                format!("https://{HOST}:{port}/1.0"),
                Some(format!("https://{TOKEN_HOST}:{port}/auth/oauth2/token")),
            ),
        };
        let mut all = vec![("OVH_ENDPOINT", endpoint)];
        match self.oauth2 {
            true => {
                all.extend(token_url.map(|url| ("OVH_TOKEN_URL", url)));
                all.push(("OVH_CLIENT_ID", sandbox.client_id().to_owned()));
                all.push(("OVH_CLIENT_SECRET", sandbox.client_secret().to_owned()));
            }
            false => all.extend([
                ("OVH_APPLICATION_KEY", sandbox.application_key().to_owned()),
                (
                    "OVH_APPLICATION_SECRET",
                    sandbox.application_secret().to_owned(),
                ),
                ("OVH_CONSUMER_KEY", sandbox.consumer_key().to_owned()),
            ]),
        }
        all.push(("OVH_SMS_SERVICE", sandbox.service_name().to_owned()));
        if let Some(one) = &self.as_ovhcloud {
            all.extend(one.trust.variables(&self.names));
        }
        all
    }

    /// Returns the address of the page, if there is one.
    pub(super) fn page(&self) -> Option<String> {
        self.has_page.then(|| format!("{}/", self.sandbox.origin()))
    }

    /// Returns the commands for clients that read no variable.
    pub(super) fn hints(&self) -> Vec<String> {
        let one = self.as_ovhcloud.iter();
        one.flat_map(|one| one.trust.hints()).collect()
    }

    /// Stops the sandbox and saves its state.
    pub(super) async fn stop(self) -> Result<(), Failure> {
        self.sandbox.try_stop().await.map_err(|error| {
            Failure::failed(format!(
                "The sandbox stopped, and its state could not be saved: {error}."
            ))
        })
    }
}

/// Reads a scenario.
fn with_scenario(builder: SandboxBuilder, path: &Path) -> Result<SandboxBuilder, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("Failed to read the scenario {shown}: {error}."))
    })?;
    builder
        .scenario(&text)
        .map_err(|error| Failure::usage(format!("The scenario {shown} is wrong: {error}.")))
}

/// Creates the folder of the files for clients.
fn folder() -> Result<TempDir, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("ovh-sms-sandbox-")
        .tempdir();
    folder
        .map_err(|error| Failure::failed(format!("Failed to create a temporary folder: {error}.")))
}

/// Returns the failure of a start: a port or a name that can't be used is a wrong option.
fn refused(error: &SandboxError) -> Failure {
    match error {
        SandboxError::Listen { address, source } => {
            let (ip, port) = (address.ip(), address.port());
            Failure::usage(match source.kind() {
                ErrorKind::AddrInUse => format!(
                    "Port {port} of {ip} is in use: choose another one with --port, or stop the program that uses it."
                ),
                ErrorKind::PermissionDenied => format!(
                    "Port {port} needs root: run this as root, choose a port from 1024 with --port, or run your program with `ovh-sms sandbox -- COMMAND`."
                ),
                _ => format!(
                    "Failed to listen on {address}: {source}; choose another address with --host."
                ),
            })
        }
        SandboxError::Name(_) => Failure::usage(format!("{}.", sentence(error))),
        error => Failure::failed(format!("Failed to start the sandbox: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::USAGE;

    #[test]
    fn a_port_that_needs_root_is_wrong_usage_with_its_remedies() {
        let failure = refused(&SandboxError::Listen {
            address: ([127, 0, 0, 1], 443).into(),
            source: ErrorKind::PermissionDenied.into(),
        });
        assert_eq!(failure.code(), USAGE);
        let printed = failure.to_string();
        assert!(printed.starts_with("Port 443 needs root: "), "{printed}");
        for remedy in ["--port", "ovh-sms sandbox -- COMMAND"] {
            assert!(printed.contains(remedy), "{printed}");
        }
    }
}
