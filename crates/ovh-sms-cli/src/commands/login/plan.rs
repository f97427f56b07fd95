//! The planned changes to the file, and what may conflict with them.

use ovh_sms::auth::ApplicationKey;
use ovh_sms::config::{
    ConfText, Config, ConfigError, EditError, Environment, Key, Row, SMS_SERVICE, Source,
};
use ovh_sms::{Credentials, ServiceName};
use secrecy::ExposeSecret;

use super::target::Target;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// A placeholder for the key while the file is checked.
const NOT_YET: &str = "not-asked-for-yet";

/// The keys to set in the file.
pub(super) struct Plan<'a> {
    section: String,
    /// The endpoint to write, if the file must name it.
    endpoint: Option<String>,
    /// The endpoint that the files name, if it is a different one.
    named: Option<String>,
    service: Option<&'a ServiceName>,
    application: &'a ApplicationKey,
}

impl<'a> Plan<'a> {
    /// Plans to add only what is missing: the endpoint if no file names one, the account if one was
    /// given.
    pub(super) fn new(
        target: &Target,
        text: &ConfText,
        environment: &Environment,
        config: &Config,
        application: &'a ApplicationKey,
        service: Option<&'a ServiceName>,
    ) -> Self {
        let files = target
            .builder()
            .credentials(Credentials::None)
            .load(&environment.clone().without_vars());
        let named = files.as_ref().ok().and_then(|files| {
            let row = files
                .describe()
                .iter()
                .find(|row| row.key == Key::ENDPOINT)?;
            (row.source != Source::Default).then(|| files.section().to_owned())
        });
        let is_unnamed = match target.is_found_by_itself() {
            true => files.is_ok() && named.is_none(),
            // A file that is not on the search path must be complete.
            false => !text.has("default", Key::ENDPOINT),
        };
        let section = config.section().to_owned();
        let endpoint = config
            .endpoint()
            .name()
            .map_or(section.as_str(), |name| name);
        Self {
            endpoint: is_unnamed.then(|| endpoint.to_owned()),
            named: named.filter(|named| *named != section && !is_unnamed),
            section,
            service,
            application,
        }
    }

    pub(super) fn section(&self) -> &str {
        &self.section
    }

    /// Applies the plan to the text.
    pub(super) fn apply(&self, text: &mut ConfText, consumer_key: &str) -> Result<(), EditError> {
        let section = self.section.as_str();
        if let Some(endpoint) = &self.endpoint {
            text.set("default", Key::ENDPOINT, endpoint)?;
        }
        let secret = self.application.application_secret().expose_secret();
        text.set(
            section,
            Key::APPLICATION_KEY,
            self.application.application_key(),
        )?;
        text.set(section, Key::APPLICATION_SECRET, secret)?;
        text.set(section, Key::CONSUMER_KEY, consumer_key)?;
        if let Some(service) = self.service {
            text.set(section, SMS_SERVICE, service.as_str())?;
        }
        Ok(())
    }

    /// Checks the planned file before a key is requested: credentials that conflict are an error,
    /// settings that override it are printed.
    pub(super) fn try_out(
        &self,
        target: &Target,
        text: &ConfText,
        environment: &Environment,
        global: &Global,
    ) -> Result<(), Failure> {
        let mut text = text.clone();
        self.apply(&mut text, NOT_YET)
            .map_err(|error| Failure::usage(format!("{}: {error}.", target.shown())))?;
        let config = match target.preview(environment, &text) {
            Ok(config) => config,
            Err(error @ ConfigError::Mixed(_)) => {
                return Err(Failure::usage(format!(
                    "No key was requested: {} would conflict with other credentials: {error}.",
                    target.shown()
                )));
            }
            Err(error) => return Err(ovh_sms::Error::from(error).into()),
        };
        for row in self.overriding(&config) {
            let (key, source) = (row.key, output::plain(&row.source.to_string()));
            global.note(format_args!(
                "Warning: {key} is also set by {source}, which overrides {}: remove it there, or the new key is not used.",
                target.shown()
            ));
        }
        if let Some(named) = &self.named {
            global.note(format_args!(
                "Warning: ovh.conf names the endpoint {}: the new key is used only if {} is set to {}.",
                output::plain(named),
                Key::ENDPOINT.variable(),
                output::plain(&self.section)
            ));
        }
        if !target.is_found_by_itself() {
            global.note(format_args!(
                "Warning: {} is not on the search path for ovh.conf: pass its path to each program that uses it.",
                target.shown()
            ));
        }
        if let Some(mode) = target.too_open() {
            global.note(format_args!(
                "Other users of this machine can access {} (mode {mode:o}): its mode will be set to 600.",
                target.shown()
            ));
        }
        Ok(())
    }

    /// Returns the rows whose values do not come from the file.
    fn overriding<'c>(&self, config: &'c Config) -> impl Iterator<Item = &'c Row> {
        let other = |key: Key| {
            let Credentials::ApplicationKey(found) = config.credentials() else {
                return true;
            };
            let ours = self.application;
            match key {
                Key::APPLICATION_KEY => found.application_key() != ours.application_key(),
                Key::APPLICATION_SECRET => {
                    found.application_secret().expose_secret()
                        != ours.application_secret().expose_secret()
                }
                Key::CONSUMER_KEY => found
                    .consumer_key()
                    .is_none_or(|key| key.expose_secret() != NOT_YET),
                SMS_SERVICE => self
                    .service
                    .is_some_and(|service| config.sms_service() != Some(service.as_str())),
                _ => false,
            }
        };
        config.describe().iter().filter(move |row| other(row.key))
    }
}
