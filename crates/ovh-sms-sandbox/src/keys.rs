//! The keys of the handle: the same at each start, random, or those of a state file.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::engine::access::Access;
use crate::random::Random;
use crate::state::{Application, Credential, KeyState, Rule, World};

const APPLICATION_KEY: &str = "7kbG7Bk7S9Nt7ZSV";
const APPLICATION_SECRET: &str = "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk";
const CONSUMER_KEY: &str = "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY";
const CLIENT_ID: &str = "EU.sandbox0client00";
const CLIENT_SECRET: &str = "sandbox0secret0sandbox0secret000";

/// The ids by which a state file's application and consumer key of the handle are found.
const APPLICATION: i64 = 1_234_567;
const CONSUMER: i64 = 7_654_321;

/// The keys of the handle.
#[derive(Clone)]
pub(crate) struct HandleKeys {
    application_key: String,
    application_secret: String,
    consumer_key: String,
    client_id: String,
    client_secret: String,
}

impl HandleKeys {
    /// Returns the keys that are the same at each start.
    pub(crate) fn constant() -> Self {
        Self {
            application_key: APPLICATION_KEY.to_owned(),
            application_secret: APPLICATION_SECRET.to_owned(),
            consumer_key: CONSUMER_KEY.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
        }
    }

    /// Creates random keys, each from its own random seed.
    pub(crate) fn random() -> Self {
        let key = |length| Random::new(Uuid::new_v4().as_u64_pair().0).key(length);
        Self {
            application_key: key(16),
            application_secret: key(32),
            consumer_key: key(32),
            client_id: format!("EU.{}", key(16).to_lowercase()),
            client_secret: key(32),
        }
    }

    /// Returns the keys of an earlier start.
    pub(crate) fn stored(world: &World) -> Option<Self> {
        let keys = &world.keys;
        let (consumer_key, credential) = keys
            .consumers
            .iter()
            .find(|(_, credential)| credential.id == CONSUMER)?;
        let application = keys.applications.get(&credential.application)?;
        let (client_id, client_secret) = keys.clients.first_key_value()?;
        Some(Self {
            application_key: credential.application.clone(),
            application_secret: application.secret.clone(),
            consumer_key: consumer_key.clone(),
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
        })
    }

    /// Adds the keys to a world.
    pub(crate) fn add_to(&self, world: &mut World, now: DateTime<Utc>) {
        let keys = &mut world.keys;
        let application = Application {
            id: APPLICATION,
            secret: self.application_secret.clone(),
        };
        keys.applications
            .insert(self.application_key.clone(), application);
        keys.consumers
            .insert(self.consumer_key.clone(), self.master_key(now));
        keys.clients
            .insert(self.client_id.clone(), self.client_secret.clone());
    }

    /// Returns the credentials of the handle.
    pub(crate) fn access(self, service: String) -> Access {
        Access {
            application_key: self.application_key,
            application_secret: self.application_secret,
            consumer_key: self.consumer_key,
            client_id: self.client_id,
            client_secret: self.client_secret,
            service,
        }
    }

    /// Creates the consumer key of the handle: valid without expiry, for every call.
    fn master_key(&self, now: DateTime<Utc>) -> Credential {
        let rules = ["GET", "POST", "PUT", "DELETE"].map(|method| Rule {
            method: method.to_owned(),
            path: "/*".to_owned(),
        });
        Credential {
            id: CONSUMER,
            application: self.application_key.clone(),
            state: KeyState::Validated,
            rules: rules.to_vec(),
            allowed_ips: None,
            redirection: None,
            validation: String::new(),
            created: now,
            expires: None,
            last_use: None,
        }
    }
}
