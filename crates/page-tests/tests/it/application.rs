//! An application that receives callbacks.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Starts an application; returns its address, and the request line and body of each callback.
pub(crate) async fn application() -> (String, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(respond(stream, sender.clone()));
        }
    });
    (url, receiver)
}

async fn respond(mut stream: TcpStream, sender: UnboundedSender<String>) {
    let mut read = Vec::new();
    let mut part = [0; 4096];
    while !is_whole(&read) {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(length) => read.extend_from_slice(&part[..length]),
        }
    }
    let text = String::from_utf8_lossy(&read).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let line = head.lines().next().unwrap_or_default();
    // The test may have ended.
    let _gone = sender.send(format!("{line} {body}"));
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let _gone = stream.write_all(response.as_bytes()).await;
}

/// Returns the next callback.
pub(crate) async fn next(received: &mut UnboundedReceiver<String>) -> String {
    let next = tokio::time::timeout(Duration::from_secs(20), received.recv());
    next.await.expect("a callback").unwrap()
}

/// Returns whether a request was read to its end.
fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lengths = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    });
    let length: usize = lengths.next().unwrap_or_default();
    body.len() >= length
}
