//! A server that returns the time and one message, and does almost nothing else: only the client is
//! measured.

use std::sync::Arc;

use anyhow::Context;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::sandbox::until_unwanted;

/// A message as the service returns it, with every field.
const MESSAGE: &str = r#"{"batchID":null,"creationDatetime":"2026-08-03T09:12:44+02:00","credits":1,"deliveredAt":"2026-08-03T09:12:51+02:00","deliveryReceipt":1,"differedDelivery":0,"id":1846528397,"message":"Bonjour Camille, votre rendez-vous est le 12 à 9h30. Pour annuler : 01 00 00 00 00","messageID":"0f4c4ad5-9a2c-4f2d-9ce5-6e1d1a8b9d10","messageLength":83,"numberOfSms":1,"ptt":4,"receiver":"+33600000000","sender":"CABINET","sentAt":"2026-08-03T09:12:45+02:00","tag":"rappel-0812","tariffCode":"FR"}"#;

/// Serves until stdin ends.
pub async fn serve(authority_file: Option<&str>) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let tls = authority_file.map(acceptor).transpose()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    println!("OVH_ENDPOINT={scheme}://{}/1.0", listener.local_addr()?);
    println!("OVH_APPLICATION_KEY=7kbG7Bk7S9Nt7ZSV");
    println!("OVH_APPLICATION_SECRET=EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF");
    println!("OVH_CONSUMER_KEY=MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1");
    println!("OVH_SMS_SERVICE=sms-ab12345-1");
    println!("ready");
    until_unwanted();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let tls = tls.clone();
        tokio::spawn(async move {
            // A client that disconnects ends its own connection only.
            match tls {
                None => answer(stream).await.ok(),
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => answer(stream).await.ok(),
                    Err(_) => None,
                },
            }
        });
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
    let message = wire(MESSAGE);
    let mut request = Vec::with_capacity(4096);
    loop {
        request.clear();
        while !request.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        if request.starts_with(b"GET /1.0/auth/time ") {
            let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
            stream.write_all(&wire(&now.as_secs().to_string())).await?;
        } else {
            stream.write_all(&message).await?;
        }
        stream.flush().await?;
    }
}

/// Returns a response with the headers that the service sends.
fn wire(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ndate: Mon, 03 Aug 2026 07:12:51 GMT\r\nserver: OVHcloud\r\n\
         content-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         access-control-allow-origin: *\r\ncache-control: no-store\r\nx-iplb-instance: 00000\r\n\
         x-ovh-queryid: EU.ext-0.00000000.00000.0123456789abcdef0123456789abcdef\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Creates an authority and a certificate, and writes the authority's to a file for clients to
/// trust.
fn acceptor(authority_file: &str) -> anyhow::Result<TlsAcceptor> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "ovh-sms bench authority");
    let signed = authority.self_signed(&authority_key)?;
    std::fs::write(authority_file, signed.pem())
        .with_context(|| format!("{authority_file} can't be written"))?;
    let key = KeyPair::generate()?;
    let server = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    let certificate = server.signed_by(&key, &Issuer::new(authority, authority_key))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
