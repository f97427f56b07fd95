//! Who is called: the sandbox where it is asked for, else the service that the environment names.

use ovh_sms::config::Environment;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials, Service};

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// A client and what keeps it alive.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The sandbox stops when it is dropped.
    sandbox: Option<Sandbox>,
}

/// An SMS account and what keeps it alive.
pub(crate) struct Account {
    pub(crate) service: Service,
    connection: Connection,
}

impl Account {
    /// The client, for what is no account's.
    pub(crate) fn client(&self) -> &Client {
        &self.connection.client
    }
}

impl Global {
    /// A client; never the sandbox's unless it is asked for.
    pub(crate) async fn client(&self) -> Result<Connection, Failure> {
        match self.sandbox {
            true => self.sandboxed().await,
            false => Ok(Connection {
                client: Client::from_env()?,
                sandbox: None,
            }),
        }
    }

    /// A client for what anybody may ask: it needs no credentials, and sends none.
    pub(crate) async fn anybody(&self) -> Result<Connection, Failure> {
        if self.sandbox {
            return self.sandboxed().await;
        }
        let client = Client::builder()
            .environment(Environment::system())
            .credentials(Credentials::unsigned())
            .build()?;
        Ok(Connection {
            client,
            sandbox: None,
        })
    }

    async fn sandboxed(&self) -> Result<Connection, Failure> {
        let mut builder = Sandbox::builder();
        if let Some(name) = &self.service {
            builder = builder.service(name.as_str());
        }
        let sandbox = builder
            .start()
            .await
            .map_err(|error| Failure::failed(format!("The sandbox can't be started: {error}.")))?;
        self.note("This is the sandbox: nothing leaves this machine, and it costs nothing.");
        Ok(Connection {
            client: sandbox.client()?,
            sandbox: Some(sandbox),
        })
    }

    /// The SMS account that is meant: by `--service`, by the configuration, or the only one.
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

/// The account, where the credentials see exactly one.
async fn only_service(client: &Client) -> Result<String, Failure> {
    let listed = client.api().services_list().send().await;
    // Nothing has been sent yet, whatever the error says of its own request.
    let names = listed
        .map_err(|error| Failure::failed(format!("The SMS accounts can't be listed: {error}.")))?
        .into_inner();
    if !names.is_complete() {
        return Err(Failure::failed(
            "The list of the SMS accounts can't be read whole; choose one with --service or OVH_SMS_SERVICE.",
        ));
    }
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::failed(
            "These credentials see no SMS account: order one, or use the credentials of the customer who has it.",
        )),
        several => Err(Failure::usage(format!(
            "There are several SMS accounts; choose one with --service or OVH_SMS_SERVICE: {}.",
            several
                .iter()
                .map(|name| output::plain(name))
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}
