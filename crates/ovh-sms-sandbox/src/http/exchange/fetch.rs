//! Fetches the CSV files that calls name by their address.

use std::time::Duration;

use url::Url;

use crate::call::Call;
use crate::engine::Engine;
use crate::http::wire;
use crate::operations::lists::receivers;
use crate::values::hosts::is_here;

/// How long a CSV address may take to answer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);
/// Fields that hold the address of a CSV file.
const ADDRESSES: &[&str] = &["csvUrl", "receiversDocumentUrl"];

/// Fetches the CSV file that the body names by its address, or by a slot that is updated by
/// itself, while the world is not locked.
pub(super) async fn fetch(engine: &Engine, call: &mut Call<'_>) {
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
    if let Some(url) = url {
        if !may_fetch(&url, &call.origin) {
            let problem = "The sandbox fetches documents from this machine only";
            call.fetched = Some(Err(problem.to_owned()));
            return;
        }
        let problem = |_| "The document cannot be fetched".to_owned();
        let request = engine.http.get(url).timeout(FETCH_TIMEOUT).send();
        call.fetched = Some(
            match request.await.and_then(reqwest::Response::error_for_status) {
                Ok(answer) => text_of(answer).await,
                Err(error) => Err(problem(error)),
            },
        );
    }
}

/// Whether a document lies on this machine: on its loopback address, or in the sandbox's own
/// storage, however the client calls that.
fn may_fetch(url: &str, origin: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let own = Url::parse(origin).is_ok_and(|origin| origin.origin() == url.origin());
    own && url.path().starts_with("/storage/") || url.host().is_some_and(|host| is_here(&host))
}

/// The text of a fetched file, up to the size that an uploaded document may have.
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
    String::from_utf8(bytes).map_err(|_| "The document is not UTF-8".to_owned())
}
