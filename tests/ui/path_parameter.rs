use ovh_sms::{Client, Error};

async fn read(client: &Client) -> Result<(), Error> {
    client.service("sms-ab12345-1").api().jobs_get().await?;
    Ok(())
}

fn main() {}
