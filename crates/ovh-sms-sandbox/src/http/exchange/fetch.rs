//! Downloads the CSV files to which calls refer by address.

use std::time::Duration;

use url::Url;

use crate::call::Call;
use crate::engine::Engine;
use crate::http::wire;
use crate::operations::lists::receivers;
use crate::values::hosts::is_here;

/// The timeout of a download from a CSV address.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);
/// Fields that hold the address of a CSV file.
const ADDRESSES: &[&str] = &["csvUrl", "receiversDocumentUrl"];

/// Downloads the CSV file to which the body refers by its address, or by the slot of an
/// auto-updated list, while the world is not locked.
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

/// Returns whether a document is on this machine: at a loopback address, or in the sandbox's own
/// storage, under any name that the client uses for it.
fn may_fetch(url: &str, origin: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let own = Url::parse(origin).is_ok_and(|origin| origin.origin() == url.origin());
    own && url.path().starts_with("/storage/") || url.host().is_some_and(|host| is_here(&host))
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
    String::from_utf8(bytes).map_err(|_| "The document is not UTF-8".to_owned())
}
