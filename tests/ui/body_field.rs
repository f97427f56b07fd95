use ovh_sms::{Client, Error};

async fn send(client: &Client) -> Result<(), Error> {
    let service = client.service("sms-ab12345-1");
    service.api().jobs_create().receivers(["+33600000000"]).await?;
    Ok(())
}

fn main() {}
