//! Who is called: the sandbox where it is asked for, else the service that the environment names.

use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Service};

use crate::failure::Failure;
use crate::output;

/// A service and what keeps it alive.
pub(crate) struct Connection {
    pub(crate) service: Service,
    /// The sandbox stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

/// Connects; never to the sandbox unless it is asked for.
pub(crate) async fn connect(sandbox: bool, service: Option<String>) -> Result<Connection, Failure> {
    if sandbox {
        return in_sandbox(service).await;
    }
    let client = Client::from_env()?;
    let service = match (service, client.default_service()) {
        (Some(name), _) => client.service(name),
        (None, Some(configured)) => configured,
        (None, None) => client.service(only_service(&client).await?),
    };
    Ok(Connection {
        service,
        _sandbox: None,
    })
}

async fn in_sandbox(service: Option<String>) -> Result<Connection, Failure> {
    let mut builder = Sandbox::builder();
    if let Some(name) = &service {
        builder = builder.service(name);
    }
    let sandbox = builder
        .start()
        .await
        .map_err(|error| Failure::failed(format!("The sandbox can't be started: {error}.")))?;
    output::note("This is the sandbox: nothing leaves this machine, and it costs nothing.");
    let service = sandbox.client()?.service(sandbox.service_name());
    Ok(Connection {
        service,
        _sandbox: Some(sandbox),
    })
}

/// The account, where the credentials see exactly one.
async fn only_service(client: &Client) -> Result<String, Failure> {
    let listed = client.api().services_list().send().await;
    // Nothing has been sent yet, whatever the error says of its own request.
    let names = listed
        .map_err(|error| Failure::failed(format!("The SMS accounts can't be listed: {error}.")))?
        .into_inner();
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::failed(
            "These credentials see no SMS account: order one, or use the credentials of the customer who has it.",
        )),
        several => Err(Failure::usage(format!(
            "There are several SMS accounts; choose one with --service or OVH_SMS_SERVICE: {}.",
            several
                .iter()
                .map(|name| name.escape_debug().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}
