//! The tasks of IP blocks.

use ovh_api::{Client, Error};

use crate::ip;
use crate::ip::types::IpTaskStatus;

/// Returns a line for each task that is not done.
///
/// `GET /ip`, `GET /ip/{ip}/task`, `GET /ip/{ip}/task/{taskId}`
pub async fn open(client: &Client) -> Result<Vec<String>, Error> {
    let api = ip::Client::over(client);
    let mut lines = Vec::new();
    for block in api.ip_list().await?.into_inner() {
        let mut tasks = api.ip_task_list(&block).stream();
        while let Some(task) = tasks.next().await {
            let task = task?;
            let (Some(function), Some(status)) = (task.function, task.status) else {
                continue;
            };
            if status != IpTaskStatus::Done {
                lines.push(format!("{block}: {function} is {status}"));
            }
        }
    }
    Ok(lines)
}
