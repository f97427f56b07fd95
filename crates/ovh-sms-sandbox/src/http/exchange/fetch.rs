//! Downloads the CSV files to which calls refer by address.

use std::time::Duration;

use url::Url;

use crate::call::Call;
use crate::engine::Engine;
use crate::http::connection::Connection;
use crate::http::{storage, wire};
use crate::operations::lists::receivers;
use crate::values::hosts::is_here;

/// The timeout of a download from a CSV address.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);
/// Fields that hold the address of a CSV file.
const ADDRESSES: &[&str] = &["csvUrl", "receiversDocumentUrl"];

/// Downloads the CSV file to which the body refers by its address, or by the slot of an
/// auto-updated list, while the world is not locked.
pub(super) async fn fetch(engine: &Engine, call: &mut Call<'_>, connection: Connection) {
    let named = ADDRESSES
        .iter()
        .find_map(|name| call.text(name))
        .filter(|url| !url.is_empty());
    let url = match named {
        Some(url) => Some(url.to_owned()),
        None if receivers::names_slot(call) => {
            engine.with_world(|world| receivers::address_to_refresh(world, call))
        }
        None => None,
    };
    let Some(url) = url else {
        return;
    };
    let text = match Place::of(&url, &call.origin, connection) {
        Place::Storage(url) => {
            let bytes = storage::document(engine, url.path(), url.query());
            bytes.ok_or_else(unavailable).and_then(text)
        }
        Place::ThisMachine(url) => download(engine, url).await,
        Place::Refused(problem) => Err(problem.to_owned()),
    };
    call.fetched = Some(text);
}

/// The place of a document.
#[derive(Debug, PartialEq)]
enum Place {
    /// The sandbox's own storage. It is read directly: the client chooses the name that it uses for
    /// the sandbox, and that name may be another machine's.
    Storage(Url),
    /// A server at a loopback address.
    ThisMachine(Url),
    /// Not fetched, for this reason.
    Refused(&'static str),
}

impl Place {
    fn of(url: &str, origin: &str, connection: Connection) -> Self {
        let Ok(url) = Url::parse(url) else {
            return Self::Refused("The address of the document is not a URL");
        };
        let is_own = Url::parse(origin).is_ok_and(|origin| origin.origin() == url.origin());
        match url.host().is_some_and(|host| is_here(&host)) {
            _ if is_own && url.path().starts_with(storage::PREFIX) => Self::Storage(url),
            true if connection.is_here() => Self::ThisMachine(url),
            // Otherwise they could read what only programs on this machine may read.
            true => Self::Refused(
                "The sandbox fetches documents from this machine only for programs on it",
            ),
            false => Self::Refused("The sandbox fetches documents from this machine only"),
        }
    }
}

async fn download(engine: &Engine, url: Url) -> Result<String, String> {
    let Ok(client) = engine.http.get() else {
        return Err(unavailable());
    };
    let request = client.get(url).timeout(FETCH_TIMEOUT).send();
    match request.await.and_then(reqwest::Response::error_for_status) {
        Ok(answer) => text_of(answer).await,
        Err(_) => Err(unavailable()),
    }
}

fn unavailable() -> String {
    "The document cannot be fetched".to_owned()
}

/// Returns the text of a downloaded file, up to the maximum size of an uploaded document.
async fn text_of(mut answer: reqwest::Response) -> Result<String, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|_| "The document cannot be fetched")?
    {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > wire::MAX_DOCUMENT {
            return Err("The document is too large".to_owned());
        }
    }
    text(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "The document is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_on_this_machine_have_documents_of_this_machine_fetched() {
        let place = |url: &str, origin: &str, peer: &str| {
            let connection = Connection {
                peer: peer.parse().ok(),
                secure: false,
                streams: false,
            };
            Place::of(url, origin, connection)
        };
        let local = "http://127.0.0.1:9/list.csv";
        let (here, there) = ("127.0.0.1", "192.0.2.7");
        let own = "http://sandbox:8080";
        assert!(matches!(place(local, own, here), Place::ThisMachine(_)));
        for peer in [there, "unknown"] {
            assert!(matches!(place(local, own, peer), Place::Refused(_)));
        }
        // The name is the client's: the storage is read, whatever host has that name.
        let document = "http://sandbox:8080/storage/x?signature=y";
        for peer in [here, there] {
            assert!(matches!(place(document, own, peer), Place::Storage(_)));
            for other in ["http://sandbox:8080/x", "http://other:8080/storage/x", "x"] {
                assert!(
                    matches!(place(other, own, peer), Place::Refused(_)),
                    "{other}"
                );
            }
        }
    }
}
