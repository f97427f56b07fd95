//! Connects to the sandbox if `--sandbox` is given, otherwise to the endpoint of the configuration.

use chrono::{DateTime, Utc};
use ovh_sms::config::Environment;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials, Service};

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use crate::when::{Moment, Zone};

/// A client and the sandbox that it calls, if any.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The sandbox stops when this value is dropped.
    sandbox: Option<Sandbox>,
}

/// An SMS account and the connection that it uses.
pub(crate) struct Account {
    pub(crate) service: Service,
    connection: Connection,
}

impl Account {
    /// Returns a time of messages, by the service's clock if it is relative to the present.
    pub(crate) async fn past(
        &self,
        option: &str,
        moment: Option<Moment>,
        zone: Zone,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let Some(moment) = moment else {
            return Ok(None);
        };
        let now = match Zone::needs_now(Some(moment)) {
            true => service_time(self.client()).await?,
            false => Utc::now(),
        };
        let time = zone.past(moment, now);
        time.map(Some)
            .map_err(|error| Failure::usage(format!("{option}: {error}.")))
    }

    /// Returns the client, for operations that belong to no account.
    pub(crate) fn client(&self) -> &Client {
        &self.connection.client
    }
}

impl Global {
    /// Returns the client of the caller, if there is one; otherwise one for the sandbox with
    /// `--sandbox`, and one from the configuration without it.
    pub(crate) async fn client(&self) -> Result<Connection, Failure> {
        let client = match &self.client {
            Some(client) => client.clone(),
            None if self.sandbox => return self.sandboxed().await,
            None => Client::builder()
                .config(self.configuration())
                .environment(Environment::system())
                .build()?,
        };
        Ok(Connection {
            client,
            sandbox: None,
        })
    }

    /// Returns a client for operations without authentication: it needs no credentials and sends
    /// none.
    pub(crate) async fn anybody(&self) -> Result<Connection, Failure> {
        let client = match &self.client {
            Some(client) => client.with_credentials(&Credentials::unsigned())?,
            None if self.sandbox => return self.sandboxed().await,
            None => Client::builder()
                .config(self.configuration())
                .environment(Environment::system())
                .credentials(Credentials::unsigned())
                .build()?,
        };
        Ok(Connection {
            client,
            sandbox: None,
        })
    }

    /// Returns the time of the service's clock, before there is a client.
    pub(crate) async fn service_time(&self) -> Result<DateTime<Utc>, Failure> {
        match self.sandbox && self.client.is_none() {
            // A sandbox that starts with the command starts with this machine's time.
            true => Ok(Utc::now()),
            false => service_time(&self.anybody().await?.client).await,
        }
    }

    async fn sandboxed(&self) -> Result<Connection, Failure> {
        let mut builder = Sandbox::builder();
        if let Some(name) = &self.service {
            builder = builder.service(name.as_str());
        }
        let sandbox = builder
            .start()
            .await
            .map_err(|error| Failure::failed(format!("Failed to start the sandbox: {error}.")))?;
        self.note("Using the sandbox: no request leaves this machine, and no credits are spent.");
        Ok(Connection {
            client: sandbox.client()?,
            sandbox: Some(sandbox),
        })
    }

    /// Returns the SMS account from `--service`, from the configuration, or the only one.
    pub(crate) async fn account(&self) -> Result<Account, Failure> {
        let connection = self.client().await?;
        let client = &connection.client;
        let named = match (&self.service, &connection.sandbox) {
            (Some(name), _) => Some(client.service(name.as_str())),
            (None, Some(sandbox)) => Some(client.service(sandbox.service_name())),
            (None, None) => client.default_service(),
        };
        let service = match named {
            Some(service) => service,
            None => client.service(only_service(client).await?),
        };
        Ok(Account {
            service,
            connection,
        })
    }
}

/// Returns the time of the service's clock, which needs no credentials.
pub(crate) async fn service_time(client: &Client) -> Result<DateTime<Utc>, Failure> {
    let seconds = client.api().auth_time_get().send().await?.into_inner();
    DateTime::from_timestamp(seconds, 0)
        .ok_or_else(|| Failure::failed("The service's clock can't be read."))
}

/// Returns the account if the credentials see exactly one.
async fn only_service(client: &Client) -> Result<String, Failure> {
    let listed = client.api().services_list().send().await;
    // No message has been sent yet, even if the error says that the request may have been
    // processed.
    let names = listed
        .map_err(|error| Failure::failed(format!("Failed to list the SMS accounts: {error}.")))?
        .into_inner();
    if !names.is_complete() {
        return Err(Failure::failed(
            "Part of the list of SMS accounts can't be read: choose an account with --service or OVH_SMS_SERVICE.",
        ));
    }
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::failed(
            "No SMS account is visible with these credentials: order one, or use the credentials of the customer who owns it.",
        )),
        several => Err(Failure::usage(format!(
            "Several SMS accounts are visible: choose one with --service or OVH_SMS_SERVICE: {}.",
            several
                .iter()
                .map(|name| output::plain(name))
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}
