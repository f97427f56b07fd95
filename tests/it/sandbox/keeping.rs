//! State kept over restarts, and TLS.

#![cfg(feature = "sandbox")]

use std::time::Duration;

use crate::sandbox::support::{Client, Scratch, account, builder};
use ovh_sms::sandbox::{Outcome, Sandbox, SandboxError};
use serde_json::json;

#[tokio::test]
async fn state_is_kept_over_restarts_if_asked_for() {
    let file = Scratch::new("state.json");
    let sandbox = builder().state_file(&file.0).start().await.unwrap();
    let client = Client::new(&sandbox);
    let body = json!({"message": "Bonjour", "receivers": ["+33600000000", "+33600000001"], "noStopClause": true, "tag": "kept"});
    let report = client.post(&account("/jobs"), body).await;
    let mut later = json!({"message": "Plus tard", "receivers": ["+33600000000"], "noStopClause": true, "differedPeriod": 60});
    client.post(&account("/jobs"), later.clone()).await;
    client
        .post(
            &account("/senders"),
            json!({"sender": "KEPT", "reason": "x"}),
        )
        .await;
    client
        .post(
            &account("/users"),
            json!({"login": "bob", "password": "abcd1234"}),
        )
        .await;
    let document = client.post("/me/document", json!({"name": "a.csv"})).await;
    client
        .http
        .put(document["putUrl"].as_str().unwrap())
        .body("number\n+33600000002\n")
        .send()
        .await
        .unwrap();
    client
        .post(
            &account("/batches"),
            json!({"message": "x", "from": "SANDBOX", "to": ["+33600000003"]}),
        )
        .await;
    sandbox.phone("+33600000001").outcome(Outcome::Invalid);
    let now = sandbox.now();
    sandbox.stop().await;

    let sandbox = builder()
        .service("sms-ab12345-1")
        .service("sms-new")
        .state_file(&file.0)
        .start()
        .await
        .unwrap();
    let client = Client::new(&sandbox);
    assert!(sandbox.now() >= now);
    assert_eq!(
        client.get("/sms").await,
        json!(["sms-ab12345-1", "sms-new"])
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], 997);
    assert_eq!(
        client.get(&account("/outgoing?tag=kept")).await,
        report["ids"]
    );
    assert_eq!(client.get(&account("/users")).await, json!(["bob"]));
    assert_eq!(client.get("/me/document").await, json!([document["id"]]));
    let list =
        json!({"autoUpdate": false, "description": "x", "slotId": 1, "documentId": document["id"]});
    assert_eq!(
        client.post(&account("/receivers"), list).await["records"],
        1
    );
    sandbox.advance(Duration::from_secs(3 * 3600));
    assert_eq!(client.get(&account("/jobs")).await, json!([]));
    assert_eq!(sandbox.phone("+33600000000").inbox().len(), 2);
    assert_eq!(
        client
            .get(&account(&format!("/outgoing/{}", report["ids"][1])))
            .await["ptt"],
        23
    );
    assert_eq!(
        client.get(&account("/batches")).await[0]["status"],
        "COMPLETED"
    );
    later["differedPeriod"] = json!(0);
    let id = client.post(&account("/jobs"), later).await["ids"][0]
        .as_i64()
        .unwrap();
    assert!(id > report["ids"][1].as_i64().unwrap(), "ids go on growing");
}

#[tokio::test]
async fn a_file_that_is_no_state_is_an_error() {
    let file = Scratch::new("broken.json");
    std::fs::write(&file.0, "{\"now\": 1}").unwrap();
    let error = Sandbox::builder()
        .state_file(&file.0)
        .start()
        .await
        .unwrap_err();
    assert!(matches!(error, SandboxError::State { .. }), "{error}");
    assert_eq!(
        std::fs::read_to_string(&file.0).unwrap(),
        "{\"now\": 1}",
        "it is left alone"
    );
}

#[tokio::test]
async fn a_state_file_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nowhere/state.json");
    let error = Sandbox::builder()
        .state_file(&path)
        .start()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, SandboxError::StateNotWritten { path: printed, .. } if *printed == path),
        "{error}"
    );
    assert!(error.to_string().contains("cannot write the state file"));
}

#[tokio::test]
async fn a_state_is_written_as_soon_as_it_can_be_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there/state.json");
    std::fs::create_dir(folder.path().join("there")).unwrap();
    let sandbox = builder()
        .state_file(&path)
        .state_interval(Duration::from_millis(20))
        .start()
        .await
        .unwrap();
    let client = Client::new(&sandbox);
    std::fs::rename(folder.path().join("there"), folder.path().join("away")).unwrap();
    client
        .put(&account(""), json!({"description": "kept after all"}))
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!path.exists());
    std::fs::create_dir(folder.path().join("there")).unwrap();
    // Without a call from outside, the sandbox retries by itself.
    for _ in 0..500 {
        if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("kept after all")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the state is not written again");
}

#[tokio::test]
async fn a_sandbox_on_all_addresses_tells_one_that_clients_here_can_use() {
    for (host, endpoint) in [("0.0.0.0", "http://127.0.0.1:"), ("::", "http://[::1]:")] {
        let sandbox = match builder().host(host.parse().unwrap()).start().await {
            Ok(sandbox) => sandbox,
            // A machine without IPv6.
            Err(SandboxError::Listen { .. }) if host == "::" => return,
            Err(error) => panic!("{host}: {error}"),
        };
        assert!(sandbox.address().ip().is_unspecified());
        let printed = sandbox.endpoint();
        assert!(printed.starts_with(endpoint), "{printed}");
        assert!(printed.ends_with(&format!(":{}/1.0", sandbox.address().port())));
        Client::new(&sandbox).get("/sms").await;
    }
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox
        .origin()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let error = Sandbox::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, SandboxError::Listen { .. }), "{error}");
    sandbox.stop().await;
    Sandbox::builder().port(port).start().await.unwrap();
}

/// Over TLS, which the official wrapper for Node requires. The handshake is the sandbox's; this
/// test uses the TLS crates that the feature adds.
#[cfg(feature = "sandbox-tls")]
#[tokio::test]
async fn https_is_served_with_an_authority_of_its_own() {
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

    let file = Scratch::new("authority.pem");
    let sandbox = builder().tls(&file.0).start().await.unwrap();
    assert!(sandbox.endpoint().starts_with("https://127.0.0.1:"));
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(&file.0).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = sandbox.origin().trim_start_matches("https://").to_owned();
    let stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut stream = connector
        .connect(ServerName::try_from("127.0.0.1").unwrap(), stream)
        .await
        .unwrap();
    let request = Client::new(&sandbox)
        .request("GET", "/sms", None)
        .build()
        .unwrap();
    let mut head = format!("GET /1.0/sms HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    stream
        .write_all(format!("{head}\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("sms-ab12345-1"),
        "{answer}"
    );
}

#[cfg(feature = "sandbox-tls")]
#[tokio::test]
async fn an_authority_takes_the_place_of_an_earlier_one_and_of_no_other_file() {
    let file = Scratch::new("authority-again.pem");
    for _ in 0..2 {
        builder().tls(&file.0).start().await.unwrap().stop().await;
    }
    for other in ["[ovh-eu]\napplication_secret = x\n", "short"] {
        std::fs::write(&file.0, other).unwrap();
        let error = builder().tls(&file.0).start().await.unwrap_err();
        assert!(error.to_string().contains("not a certificate"), "{error}");
        assert_eq!(std::fs::read_to_string(&file.0).unwrap(), other);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_beside_the_state_file_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let [state, beside, other] =
        ["state", "state.new", "other"].map(|name| folder.path().join(name));
    std::fs::write(&other, "of another program").unwrap();
    std::os::unix::fs::symlink(&other, &beside).unwrap();
    let sandbox = builder().state_file(&state).start().await.unwrap();
    // Another one, for the write at the end.
    let _ = std::fs::remove_file(&beside);
    std::os::unix::fs::symlink(&other, &beside).unwrap();
    sandbox.stop().await;
    assert_eq!(
        std::fs::read_to_string(&other).unwrap(),
        "of another program"
    );
    assert!(state.symlink_metadata().unwrap().is_file());
    builder().state_file(&state).start().await.unwrap();
}
