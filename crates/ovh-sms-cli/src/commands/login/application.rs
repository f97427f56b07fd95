//! The application key that requests the consumer key, from the configuration or a prompt.

use ovh_sms::Credentials;
use ovh_sms::auth::{AccessRules, ApplicationKey};
use ovh_sms::config::{Config, ConfigError, Endpoint, Environment, Key};

use super::ask;
use super::target::Target;
use crate::failure::Failure;
use crate::terminal::output;

/// The application key, and the configuration with its endpoint.
pub(super) struct Application {
    pub(super) key: ApplicationKey,
    pub(super) config: Config,
}

/// Finds the application key and its secret; prompts for what is missing.
pub(super) fn find(
    target: &Target,
    environment: &Environment,
    rules: &AccessRules,
) -> Result<Application, Failure> {
    let mut builder = target.builder();
    let mut was_told = false;
    loop {
        let missing = match builder.load(environment) {
            Ok(config) => return of(config),
            Err(ConfigError::NoCredentials(_)) => Key::APPLICATION_KEY,
            Err(ConfigError::Half { missing, .. })
                if matches!(missing, Key::APPLICATION_KEY | Key::APPLICATION_SECRET) =>
            {
                missing
            }
            Err(error) => return Err(ovh_sms::Error::from(error).into()),
        };
        let endpoint = builder
            .clone()
            .credentials(Credentials::None)
            .load(environment)
            .map_err(ovh_sms::Error::from)?;
        if !ask::possible() {
            return Err(Failure::usage(format!(
                "{missing} is missing for endpoint {}, and stdin is not a terminal: set {} and {}. {}",
                endpoint.endpoint(),
                Key::APPLICATION_KEY.variable(),
                Key::APPLICATION_SECRET.variable(),
                how_to_make_one(endpoint.endpoint(), rules),
            )));
        }
        if !was_told {
            was_told = true;
            output::note(how_to_make_one(endpoint.endpoint(), rules));
        }
        builder = match missing {
            Key::APPLICATION_KEY => builder.set(missing, ask::line("Application key: ")?),
            _ => builder.set(
                missing,
                ask::secret("Application secret (input is hidden): ")?,
            ),
        };
    }
}

fn of(config: Config) -> Result<Application, Failure> {
    match config.credentials() {
        Credentials::ApplicationKey(key) => Ok(Application {
            key: key.clone(),
            config,
        }),
        // Service accounts and tokens have no consumer key: a file with both kinds would be
        // refused.
        other => {
            let sources: Vec<_> = config
                .describe()
                .iter()
                .filter(|row| {
                    matches!(
                        row.key,
                        Key::CLIENT_ID | Key::CLIENT_SECRET | Key::ACCESS_TOKEN
                    )
                })
                .map(|row| format!("{} ({})", row.key, row.source))
                .collect();
            Err(Failure::usage(format!(
                "Credentials of another kind ({}) are already configured, and they need no login: {}. Every program refuses two kinds at once: remove these first, or pass another file with --file.",
                other.kind(),
                output::plain(&sources.join(", "))
            )))
        }
    }
}

/// Returns where an application key is created; for an endpoint that is not OVHcloud's, a general
/// hint.
fn how_to_make_one(endpoint: &Endpoint, rules: &AccessRules) -> String {
    match endpoint.create_app_page() {
        Some(page) => format!(
            "Create an application key and its secret at {page}, or all three keys at once, without this command, at {}.",
            rules.create_token_link(endpoint)
        ),
        None => format!("The operator of {endpoint} creates application keys and their secrets."),
    }
}
