//! The sandbox with a history, and with the latency of a remote service.

use std::time::Duration;

use anyhow::{Context, ensure};
use ovh_sms::sandbox::{Fault, Sandbox};

/// The number of receivers per job, the maximum of the service.
const A_JOB: usize = 5_000;

/// Serves until stdin ends.
pub async fn serve(messages: usize, latency_ms: u64) -> anyhow::Result<()> {
    let sandbox = Sandbox::builder()
        .night_deferral(false)
        .credits(1e6)
        .start()
        .await?;
    let service = sandbox.service()?;
    let receivers: Vec<String> = (0..messages).map(|n| format!("+336{n:08}")).collect();
    for receivers in receivers.chunks(A_JOB) {
        let job = service
            .api()
            .jobs_create("Bonjour Camille, votre rendez-vous est le 12 à 9h30.")
            .sender("SANDBOX".to_owned())
            .no_stop_clause(true)
            .receivers(receivers.to_vec());
        job.send().await?;
    }
    sandbox.advance(Duration::from_secs(600));
    let sent = service.api().outgoing_list().send().await?.len();
    ensure!(
        sent == messages,
        "{sent} of {messages} messages are in the history"
    );
    sandbox
        .faults()
        .add(Fault::latency(Duration::from_millis(latency_ms)));
    println!("OVH_ENDPOINT={}", sandbox.endpoint());
    println!("OVH_APPLICATION_KEY={}", sandbox.application_key());
    println!("OVH_APPLICATION_SECRET={}", sandbox.application_secret());
    println!("OVH_CONSUMER_KEY={}", sandbox.consumer_key());
    println!("OVH_SMS_SERVICE={}", sandbox.service_name());
    println!("ready");
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        wait_for_the_end();
        let _ = ended.send(());
    });
    end.await.context("the end of stdin can't be awaited")
}

/// Exits when stdin is closed, so that no server outlives the run that it was started for.
pub fn until_unwanted() {
    std::thread::spawn(|| {
        wait_for_the_end();
        std::process::exit(0);
    });
}

fn wait_for_the_end() {
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
}
