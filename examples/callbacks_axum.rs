//! Runs a web server for OVHcloud's callbacks: delivery receipts, replies and STOPs.
//!
//! `cargo run --example callbacks_axum --features sandbox` runs it in the sandbox, which calls the
//! server over HTTP. There is no `--live`, because OVHcloud must be able to reach your server: add
//! the routes to your own server and register its public address once with `set_callbacks`.

mod support;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use ovh_sms::callback::{Receipt, Reply, Stop, secret_eq};
use ovh_sms::message::Message;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::service::Callbacks;
use tokio::sync::mpsc;

/// OVHcloud signs nothing: a long random segment in the path keeps other callers out.
struct Server {
    secret: String,
    news: mpsc::UnboundedSender<String>,
}

impl Server {
    /// Returns 200 at once, also for callbacks that cannot be used; the work is done elsewhere.
    fn take(&self, secret: &str, news: String) -> StatusCode {
        if !secret_eq(secret, &self.secret) {
            return StatusCode::NOT_FOUND;
        }
        let _ = self.news.send(news);
        StatusCode::OK
    }
}

async fn receipt(
    State(server): State<Arc<Server>>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
) -> StatusCode {
    let receipt = Receipt::from_query(&query.unwrap_or_default());
    let status = receipt
        .status
        .map(|status| status.to_string())
        .unwrap_or_default();
    let reason = receipt.ptt.map(|ptt| ptt.to_string()).unwrap_or_default();
    server.take(&secret, format!("receipt: {status} ({reason})"))
}

async fn answer(
    State(server): State<Arc<Server>>,
    Path(secret): Path<String>,
    body: Bytes,
) -> StatusCode {
    let answer = Reply::from_form(&body);
    let from = answer
        .number()
        .map(|number| number.to_string())
        .unwrap_or_default();
    let (text, tag) = (
        answer.message.unwrap_or_default(),
        answer.tag.unwrap_or_default(),
    );
    server.take(&secret, format!("reply of {from} to {tag}: {text}"))
}

/// The format is not documented, so both query and body are parsed.
async fn stop(
    State(server): State<Arc<Server>>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> StatusCode {
    let number = Stop::from_query(&query.unwrap_or_default())
        .number()
        .or_else(|| Stop::from_form(&body).number());
    let from = number.map(|number| number.to_string()).unwrap_or_default();
    server.take(&secret, format!("STOP of {from}"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::no_arguments();
    println!("Sandbox: nothing leaves this machine.");
    let (news, mut inbox) = mpsc::unbounded_channel();
    // Generate one with `openssl rand -hex 16`, and store it with your other secrets.
    let secret = "7f3c9a1be04d5628c1f7a90b3e6d2485".to_owned();
    let app = Router::new()
        .route("/ovh/{secret}/receipt", get(receipt))
        .route("/ovh/{secret}/answer", post(answer))
        .route("/ovh/{secret}/stop", get(stop).post(stop))
        .with_state(Arc::new(Server {
            secret: secret.clone(),
            news,
        }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}/ovh/{secret}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });

    let sandbox = Sandbox::start().await?;
    let service = sandbox.service()?;
    let addresses = Callbacks::new()
        .receipts(format!("{base}/receipt"))
        .replies(format!("{base}/answer"))
        .stops(format!("{base}/stop"));
    service.set_callbacks(addresses).await?;

    let question = Message::transactional("Confirmez : OUI ou NON ?")
        .allow_replies()
        .tag("rdv42");
    let _ = service.send(question.to("+33600000000")).await?;
    let phone = sandbox.phone("+33600000000");
    sandbox.advance(Duration::from_secs(60));
    for act in ["receipt", "answer", "stop"] {
        match act {
            "answer" => phone.reply("OUI"),
            "stop" => phone.stop(),
            _ => true,
        };
        let called = tokio::time::timeout(Duration::from_secs(30), inbox.recv()).await?;
        println!("{}", called.unwrap_or_default());
    }
    Ok(())
}
