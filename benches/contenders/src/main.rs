//! The programs that `cargo xtask bench` runs, each as a separate process.
//!
//! `contenders responder [AUTHORITY_FILE]` and `contenders sandbox MESSAGES LATENCY_MS` are
//! servers: they print the environment that a client needs, then `ready`, and exit when their stdin
//! ends. `contenders ours|by-hand CALLS` and `contenders history pages|batches|one-by-one` are
//! clients: they print the time that they took as one line of JSON.

mod by_hand;
mod given;
mod history;
mod ours;
mod responder;
mod sandbox;
mod spent;

use anyhow::bail;

/// The same for all: one thread, so that only the client's own work is measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["responder"] => responder::serve(None).await,
        ["responder", authority] => responder::serve(Some(authority)).await,
        ["sandbox", messages, latency] => sandbox::serve(messages.parse()?, latency.parse()?).await,
        ["ours", calls] => ours::run(calls.parse()?).await,
        ["by-hand", calls] => by_hand::run(calls.parse()?).await,
        ["history", way] => history::run(way).await,
        _ => bail!("unknown arguments: see the first lines of src/main.rs for the usage"),
    }
}
