use ovh_sms::{Client, Error};

async fn look_up(client: &Client) -> Result<(), Error> {
    client.api().ptts_get().await?;
    Ok(())
}

fn main() {}
