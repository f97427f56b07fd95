//! The global options.

use std::path::PathBuf;

use ovh_sms::config::{Config, ConfigBuilder};
use ovh_sms::{Client, ServiceName};

use crate::terminal::output;

/// The options that every command accepts.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Print JSON to stdout, one object per line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Suppress progress and status messages; errors are still printed.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log requests and responses to stderr; secrets are redacted, texts and phone numbers are
    /// replaced by their length.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// Call a sandbox on this machine instead of OVHcloud; it stops when the command ends.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// The SMS account, such as sms-ab12345-1 (default: OVH_SMS_SERVICE, or the only account).
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) service: Option<ServiceName>,
    /// The endpoint: ovh-eu, soyoustart-eu, kimsufi-eu, or a URL (default: OVH_ENDPOINT, or that of
    /// ovh.conf, or ovh-eu).
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub(crate) endpoint: Option<String>,
    /// An ovh.conf that takes precedence over the others.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "sandbox")]
    pub(crate) config: Option<PathBuf>,
    /// The profile: the section [profile:NAME] of ovh.conf is used instead of the environment
    /// (default: OVH_PROFILE).
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub(crate) profile: Option<String>,
    /// The client of the caller, instead of one from the configuration.
    #[arg(skip)]
    pub(crate) client: Option<Client>,
}

impl Global {
    /// Returns these options merged with those given after the operation of `api`.
    pub(crate) fn or(&self, more: Self) -> Self {
        Self {
            json: self.json || more.json,
            quiet: self.quiet || more.quiet,
            verbose: self.verbose || more.verbose,
            sandbox: self.sandbox || more.sandbox,
            service: more.service.or_else(|| self.service.clone()),
            endpoint: more.endpoint.or_else(|| self.endpoint.clone()),
            config: more.config.or_else(|| self.config.clone()),
            profile: more.profile.or_else(|| self.profile.clone()),
            client: self.client.clone(),
        }
    }

    /// Returns a builder of the configuration with the options that choose one.
    pub(crate) fn configuration(&self) -> ConfigBuilder {
        let mut builder = Config::builder();
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(file) = &self.config {
            builder = builder.file(file);
        }
        if let Some(profile) = &self.profile {
            builder = builder.profile(profile);
        }
        builder
    }

    /// Prints a note if items of a list can't be read.
    pub(crate) fn note_unread(&self, unread: usize) {
        if unread > 0 {
            self.note(format_args!(
                "{unread} of the items can't be read and are omitted."
            ));
        }
    }

    /// Prints a status message to stderr, unless `--quiet` is given.
    pub(crate) fn note(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            output::note(text);
        }
    }
}
